/* Forms filled as a browser would: what a page offers, and what the reader types over it.
 *
 *     assert_int_equal(visit(w, GET, "/ky/41706211805000/issues/3/edit", NULL), 200);
 *     visit(w, POST, path, form_fill(w, path, form(w, "title_ky", "Таза суу", NULL)));
 *
 * Invariant: only names that the form has are typed into; a name that it has not fails the test, so
 * that an example cannot outlive its field. Fields of files, buttons and the tokens are left out:
 * visit() adds the tokens, visit_upload the file. Non-goal: HTML in general; it reads what the
 * views of this program write (attributes in double quotes). */
#ifndef ASHAR_TEST_FORM_FILL_H
#define ASHAR_TEST_FORM_FILL_H

#include "test/http_fixture.h"

/* The form with this action on the page last visited; its fields with their values, `typed` (from
 * form(), or NULL) in the place of those of the same name. A typed value "" unticks and empties.
 * Fails the test where the page has no such form. Lives until http_free. */
const char *form_fill(struct http *w, const char *action, const char *typed);

#endif

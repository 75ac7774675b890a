/* What an item of an agenda may be about besides issues and the plan: a paper of the meeting, a
 * legal act that app wires. On both engines. */
#include "meeting/meeting_link.h"

#include "document/document.h"
#include "meeting/meeting_before.h"
#include "meeting/meeting_hall_fixture.h"

/* Of the acts that the test wires: one, number 5. */
static enum err one_act(struct db *db, struct arena *a, int64_t place_id, enum lang lang,
                        struct meeting_link_targets *out)
{
    (void)db;
    (void)place_id;
    (void)lang;
    struct meeting_link_target *v = arena_array(a, struct meeting_link_target, 1);
    *v = (struct meeting_link_target){5, STR("Суу эрежелери")};
    *out = (struct meeting_link_targets){v, 1};
    return OK;
}

static enum err that_act(struct db *db, struct arena *a, int64_t place_id, struct str place_code,
                         enum lang lang, int64_t id, struct str *title, struct str *path)
{
    (void)db;
    (void)place_id;
    (void)lang;
    if (id != 5)
        return ERR_NOT_FOUND;
    *title = STR("Суу эрежелери");
    *path = str_fmt(a, "/%.*s/acts/5", STR_F(place_code));
    return OK;
}

static enum err link_item(struct fixture *f, int64_t meeting, const char *kind, int64_t id,
                          const char *text, struct faults *faults)
{
    int64_t made;
    struct meeting_item_new i = {.meeting_id = meeting,
                                 .title = {[LANG_KY] = STR("Суу")},
                                 .reason = STR("кийин келди"),
                                 .link_kind = str_of(kind),
                                 .link_id = id,
                                 .link_text = str_of(text)};

    faults_init(faults, f->arena);
    assert_ok(db_begin(f->db));
    enum err e = meeting_item_save(f->db, f->arena, &hall_secretary, &i, faults, &made);
    if (e == OK)
        assert_ok(db_commit(f->db));
    else
        db_rollback(f->db);
    return e;
}

static void an_item_links_to_a_paper_and_to_an_act(struct fixture *f)
{
    static const struct meeting_link_acts acts = {one_act, that_act};
    const struct meeting_link act = {STR("act"), 5, STR("")}, words = {STR("act"), 0, STR("№12")};
    struct meeting_link_shown shown;
    struct faults faults;
    const int64_t id = HEARING;
    int64_t open, inner;

    hall_settle(f);
    struct document_new d = {.owner_kind = STR("meeting"),
                             .owner_id = id,
                             .title = STR("Токтомдун долбоору"),
                             .upload = {STR("a.txt"), STR("Долбоор")},
                             .is_public = true,
                             .field = STR("file")};
    faults_init(&faults, f->arena);
    assert_ok(db_begin(f->db));
    assert_ok(document_add(f->db, f->arena, &hall_secretary, &d, &faults, &open));
    d.is_public = false;
    assert_ok(document_add(f->db, f->arena, &hall_secretary, &d, &faults, &inner));
    assert_ok(db_commit(f->db));
    assert_ok(link_item(f, id, "document", open, "", &faults));
    assert_int_equal(link_item(f, id, "document", inner, "", &faults), ERR_INVALID);
    assert_non_null(fault_of(&faults, STR("link")));
    const struct meeting_link paper = {STR("document"), open, STR("")},
                              hidden = {STR("document"), inner, STR("")};
    assert_ok(
        meeting_link_show(f->db, f->arena, LANG_KY, PLACE, STR("41706211805000"), &paper, &shown));
    assert_str(shown.text, "Документ: Токтомдун долбоору");
    assert_true(str_starts(shown.path, STR("/41706211805000/documents/")));
    assert_ok(
        meeting_link_show(f->db, f->arena, LANG_KY, PLACE, STR("41706211805000"), &hidden, &shown));
    assert_int_equal(shown.path.n, 0); /* an inner paper is not told of */
    meeting_link_wire(&acts);
    assert_ok(link_item(f, id, "act", 5, "", &faults));
    assert_int_equal(link_item(f, id, "act", 6, "", &faults), ERR_INVALID);
    assert_ok(link_item(f, id, "act", 0, "№12 токтом", &faults));
    assert_ok(
        meeting_link_show(f->db, f->arena, LANG_EN, PLACE, STR("41706211805000"), &act, &shown));
    assert_str(shown.path, "/41706211805000/acts/5");
    assert_ok(
        meeting_link_show(f->db, f->arena, LANG_EN, PLACE, STR("41706211805000"), &words, &shown));
    assert_int_equal(shown.path.n, 0);
    assert_str(meeting_link_value(f->arena, &act), "act 5");
    assert_str(meeting_link_value(f->arena, &words), "act");
    meeting_link_wire(NULL);
}

int main(void)
{
    static const struct fixture_test tests[] = {
        FIXTURE_TEST(an_item_links_to_a_paper_and_to_an_act),
    };
    return FIXTURE_RUN("link", tests);
}

/* Suggestions for Kyrgyz that was typed without ө ү ң, scanned badly, or set in a legacy font.
 *
 * Purpose: "жергиликтуу" to "жергиликтүү", "енуктуруу" to "өнүктүрүү", "Ж 0Б" to "ЖӨБ",
 * "м=мк=нч=л=к" to "мүмкүнчүлүк". Nothing is changed by itself: the caller shows the suggestions,
 * or applies the first ones. How: a word is read as what a noisy channel made of an unknown Kyrgyz
 * word. All words the table of confusions allows (repair_edges.inc) compete by letter statistics
 * and vowel harmony (model.h) against the word as it stands, as Kyrgyz or as Russian. No
 * dictionary. What the text so far looks like decides how ready the channel is believed: where ө ү
 * ң occur as often as they should, a missing one is no accident. Left alone: Russian words and
 * lines, single letters, numbers, addresses, words in other scripts. Method: noisy channel
 * (Kernighan, Church and Gale 1990), beam search. Invariant: bounded work per word. */
#ifndef ASHAR_TEXT_REPAIR_H
#define ASHAR_TEXT_REPAIR_H

#include "base/str.h"

#define REPAIR_CANDIDATES 3

/* What the text has shown so far; {0} at its beginning. One text, one context. */
struct repair_context {
    uint32_t letters; /* Cyrillic letters of lines that are not Russian */
    uint32_t special; /* of them ө ү ң */
    uint32_t legacy;  /* signs of a legacy font inside words */
    uint32_t scan;    /* signs of a scan inside words */
};

struct repair_candidate {
    struct str text;
    int confidence; /* 1..99, percent */
};

struct repair {
    size_t from, to; /* bytes of the line */
    struct repair_candidate best[REPAIR_CANDIDATES];
    int n; /* at least 1; the first is the likeliest */
};

struct repairs {
    struct repair *items; /* in the order of the line, not overlapping */
    size_t n;
};

/* `line`: one line, or a whole text without line sense; up to 1 MiB is looked at. Memory in `a`.
 * `context` may be NULL. */
struct repairs text_repair(struct arena *a, struct str line, struct repair_context *context);

/* The line with the first suggestions in place: the line itself where there are none. */
struct str text_repair_apply(struct arena *a, struct str line, struct repairs repairs);

#endif

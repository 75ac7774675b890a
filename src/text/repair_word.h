/* The best readings of one damaged word. Inner header of src/text: others use repair.h. */
#ifndef ASHAR_TEXT_REPAIR_WORD_H
#define ASHAR_TEXT_REPAIR_WORD_H

#include "base/str.h"

#define READING_LETTERS 40
#define READINGS        3

struct reading {
    char text[READING_LETTERS * 2 + 2];
    size_t n;
    int bits; /* times MODEL_SCALE: channel and language together; lower is better */
    bool changed;
};

/* How surprising the first accident of each kind is in this text, in bits. */
struct channel {
    int keyboard, scan, legacy;
};

/* Readings of `word` (Cyrillic letters and signs of the table only), best first, the word as it
 * stands among them with its cost in *same. Returns how many, 0 when the word has other signs or
 * more than READING_LETTERS. */
int repair_readings(struct str word, const struct channel *channel, struct reading out[READINGS],
                    int *same);

/* Is the character one that can stand inside a damaged word though it is no letter? */
bool repair_is_sign(uint32_t cp);

#endif

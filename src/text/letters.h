/* Folded letters as small numbers, and sets of them. Inner header of src/text.
 *
 * а = 1 .. я = 32 in alphabet order without ё; ө ү ң have been folded. 0 is "none" and in no set. A
 * set is a word of bits, one per letter. */
#ifndef ASHAR_TEXT_LETTERS_H
#define ASHAR_TEXT_LETTERS_H

#include <stdbool.h>
#include <stdint.h>

enum {
    A = 1,
    B,
    V_,
    G,
    D,
    E,
    ZH,
    Z,
    I,
    J,
    K,
    L,
    M,
    N,
    O,
    P,
    R,
    S_,
    T,
    U,
    F,
    H,
    TS,
    CH,
    SH,
    SHCH,
    HARD,
    Y,
    SOFT,
    EE,
    YU,
    YA
};

#define BITS(x) ((uint64_t)1 << (x))

static const uint64_t vowels =
    BITS(A) | BITS(E) | BITS(I) | BITS(O) | BITS(U) | BITS(Y) | BITS(EE) | BITS(YU) | BITS(YA);
static const uint64_t voiceless = BITS(K) | BITS(P) | BITS(S_) | BITS(T) | BITS(F) | BITS(H) |
                                  BITS(TS) | BITS(CH) | BITS(SH) | BITS(SHCH);

static inline bool is_in(uint8_t letter, uint64_t set)
{
    return set >> letter & 1;
}

/* The vowel that harmony asks for after `before`, as a set: folded о and у each stand for two
 * vowels. */
static inline uint64_t harmony(uint8_t before, bool low)
{
    switch (before) {
    case A:
    case YA:
    case Y:
        return low ? BITS(A) : BITS(Y);
    case O:
        return low ? BITS(O) : BITS(U);
    case U:
    case YU:
        return low ? BITS(A) | BITS(O) : BITS(U);
    default:
        return low ? BITS(E) : BITS(I);
    }
}

#endif

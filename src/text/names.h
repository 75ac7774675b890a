/* Names of people.
 *
 * Purpose: the short form under orders and minutes. Non-goal: storing names in parts: people write
 * one line. */
#ifndef ASHAR_TEXT_NAMES_H
#define ASHAR_TEXT_NAMES_H

#include "base/str.h"

/* Surname first, as papers write it: "Асанов Бакыт Токтогулович" gives "Б. Т. Асанов"; "Асан уулу
 * Бакыт" gives "Б. Асан уулу"; "Асанова Айгүл Токтогул кызы" gives "А. Т. Асанова"; "Ким
 * Анна-Мария" gives "А.-М. Ким". Initials already short ("Асанов Б. Т.", "Асанов Б.Т.") are kept.
 * One word stays as it is. At most 8 words count. */
struct str text_initials(struct arena *a, struct str full_name);

#endif

/* Instants of OParl's filters: any bytes; what was read is written and read again as the same. */
#include "meeting/meeting_oparl_instant.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    int64_t at, again;
    struct arena a;

    if (size > 256 || !oparl_instant_read((struct str){(const char *)data, size}, &at))
        return 0;
    arena_init(&a, 64 * KIB);
    /* The ends of the years that are read may lie a day outside them in Bishkek. */
    day_t day = day_of_instant(at);
    if (day > day_from_civil((struct civil){1900, 1, 1}) &&
        day < day_from_civil((struct civil){2199, 12, 31}) &&
        (!oparl_instant_read(oparl_instant(&a, at), &again) || again != at))
        __builtin_trap();
    arena_free(&a);
    return 0;
}

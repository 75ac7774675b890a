/* Any bytes as a programme's JSON: refused with faults that can be told, or read within its limits.
 */
#include <stdlib.h>

#include "plan/plan_import.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool ok)
{
    if (!ok)
        abort();
}

static void check(const struct programme *p)
{
    must(p->section_count <= PROGRAMME_SECTIONS_MAX && p->measure_count <= PROGRAMME_MEASURES_MAX);
    must(p->office_count <= PROGRAMME_OFFICES_MAX && p->note_count <= PROGRAMME_NOTES_MAX);
    for (int i = 0; i < p->section_count; i++)
        must(p->sections[i].parent < i);
    for (int i = 0; i < p->measure_count; i++) {
        const struct programme_measure *m = &p->measures[i];
        must(m->section >= 0 && m->section < p->section_count && m->from <= m->to);
        must(m->executor_count > 0 && m->executor_count <= PROGRAMME_EXECUTORS_MAX);
        for (int e = 0; e < m->executor_count; e++)
            must(m->executors[e].office >= 0 && m->executors[e].office < p->office_count);
    }
    for (int i = 0; i < p->note_count; i++)
        must(p->notes[i].section < p->section_count && p->notes[i].measure < p->measure_count);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    struct faults f;
    struct programme p;

    arena_init(&a, 256 * MIB);
    faults_init(&f, &a);
    enum err e = programme_read(&a, (struct str){(const char *)data, size}, &f, &p);
    must((e == OK) == (f.n == 0) || e == ERR_NOMEM);
    if (e == OK)
        check(&p);
    for (const struct fault *x = f.first; x; x = x->next)
        must(fault_text(&a, LANG_KY, x).n > 0);
    arena_free(&a);
    return 0;
}

/* `ashar text canon|fold|stem|repair [FILE]`: a line in, a line out.
 *
 * Invariants: as many lines out as in (but --explain, a line for each word); any bytes may come in,
 * only UTF-8 goes out; memory is bounded by the longest line, and lines above LINE_MAX_BYTES are
 * refused. Non-goal: changing files. */
#include "app/text_cmd.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/commands.h"
#include "base/buf.h"
#include "base/json.h"
#include "text/canon.h"
#include "text/fold.h"
#include "text/repair.h"
#include "text/stem.h"

#define LINE_MAX_BYTES (16 * MIB)
#define LINE_MEMORY    (1024 * MIB)

struct text_job {
    FILE *out;
    struct arena *a;
    bool json, explain;
    int64_t line;
    struct repair_context context;
};

static void put(struct text_job *j, struct str s)
{
    fwrite(s.p ? s.p : "", 1, s.n, j->out);
    fputc('\n', j->out);
}

static struct json json_line(struct text_job *j, struct buf *b)
{
    struct json w;
    json_init(&w, b);
    json_object_begin(&w);
    json_field_i64(&w, "line", j->line);
    return w;
}

static void json_done(struct text_job *j, struct json *w)
{
    json_object_end(w);
    put(j, buf_str(w->out));
}

static void canon_line(struct text_job *j, struct str line)
{
    struct text_canon_report r;
    struct str text = text_canon(j->a, line, &r);

    if (!j->json) {
        put(j, text);
        return;
    }
    struct json w = json_line(j, buf_new(j->a, LINE_MEMORY));
    json_field_str(&w, "text", text);
    json_field_bool(&w, "composed", r.composed);
    json_field_i64(&w, "variants", (int64_t)r.variants);
    json_field_i64(&w, "lookalikes", (int64_t)r.lookalikes);
    json_field_i64(&w, "invalid", (int64_t)r.invalid);
    json_done(j, &w);
}

static void fold_line(struct text_job *j, struct str line)
{
    struct str text = text_fold(j->a, line);

    if (!j->json) {
        put(j, text);
        return;
    }
    struct json w = json_line(j, buf_new(j->a, LINE_MEMORY));
    json_field_str(&w, "text", text);
    json_done(j, &w);
}

static const char *language_name(enum stem_language l)
{
    return l == STEM_KYRGYZ ? "ky" : l == STEM_RUSSIAN ? "ru" : "other";
}

static void explain_word(struct text_job *j, struct str word)
{
    struct stem_explanation x = text_stem_explain(j->a, word);

    fprintf(j->out, "%.*s\t%.*s\t%s\t", STR_F(x.folded), STR_F(x.stem), language_name(x.language));
    for (size_t i = 0; i < x.n; i++)
        fprintf(j->out, "%s-%.*s %s", i ? ", " : "", STR_F(x.steps[i].suffix), x.steps[i].name);
    fputc('\n', j->out);
}

static void json_word(struct text_job *j, struct json *w, struct str word)
{
    struct stem_explanation x = text_stem_explain(j->a, word);

    json_object_begin(w);
    json_field_str(w, "word", word);
    json_field_str(w, "folded", x.folded);
    json_field_str(w, "stem", x.stem);
    json_field_str(w, "language", str_of(language_name(x.language)));
    json_key(w, STR("stripped"));
    json_array_begin(w);
    for (size_t i = 0; i < x.n; i++) {
        json_object_begin(w);
        json_field_str(w, "suffix", x.steps[i].suffix);
        json_field_str(w, "name", str_of(x.steps[i].name));
        json_object_end(w);
    }
    json_array_end(w);
    json_object_end(w);
}

static void stem_line(struct text_job *j, struct str line)
{
    struct text_terms it = text_terms_of(line);
    struct text_term t;
    struct buf *b = buf_new(j->a, LINE_MEMORY);
    struct json w = {0};

    if (j->json) {
        w = json_line(j, b);
        json_key(&w, STR("words"));
        json_array_begin(&w);
    }
    while (text_term_next(&it, &t)) {
        struct str word = str_sub(line, t.from, t.to - t.from);
        if (t.same_place)
            continue;
        if (j->json) {
            json_word(j, &w, word);
        } else if (j->explain) {
            explain_word(j, word);
        } else {
            buf_add(b, b->n ? STR(" ") : STR(""));
            buf_add(b, t.stem);
        }
    }
    if (j->json) {
        json_array_end(&w);
        json_done(j, &w);
    } else if (!j->explain) {
        put(j, buf_str(b));
    }
}

static void json_repair(struct json *w, struct str line, const struct repair *x)
{
    json_object_begin(w);
    json_field_i64(w, "from", (int64_t)x->from);
    json_field_i64(w, "to", (int64_t)x->to);
    json_field_str(w, "was", str_sub(line, x->from, x->to - x->from));
    json_key(w, STR("best"));
    json_array_begin(w);
    for (int i = 0; i < x->n; i++) {
        json_object_begin(w);
        json_field_str(w, "text", x->best[i].text);
        json_field_i64(w, "confidence", x->best[i].confidence);
        json_object_end(w);
    }
    json_array_end(w);
    json_object_end(w);
}

static void repair_line(struct text_job *j, struct str line)
{
    struct repairs r = text_repair(j->a, line, &j->context);
    struct str text = text_repair_apply(j->a, line, r);

    if (!j->json) {
        put(j, text_canon(j->a, text, NULL)); /* UTF-8 out, whatever came in */
        return;
    }
    struct json w = json_line(j, buf_new(j->a, LINE_MEMORY));
    json_field_str(&w, "text", text);
    json_key(&w, STR("suggestions"));
    json_array_begin(&w);
    for (size_t i = 0; i < r.n; i++)
        json_repair(&w, line, &r.items[i]);
    json_array_end(&w);
    json_done(j, &w);
}

struct text_filter {
    const char *name;
    void (*line)(struct text_job *j, struct str line);
};

static const struct text_filter filters[] = {
    {"canon", canon_line},
    {"fold", fold_line},
    {"stem", stem_line},
    {"repair", repair_line},
};

static const struct text_filter *filter_find(const char *name)
{
    for (size_t i = 0; i < sizeof filters / sizeof filters[0]; i++)
        if (strcmp(filters[i].name, name) == 0)
            return &filters[i];
    return NULL;
}

static int filter_stream(const struct text_filter *f, struct text_job *j, FILE *in, FILE *err)
{
    char *line = NULL;
    size_t size = 0;
    ssize_t n;
    int status = EXIT_DONE;

    while ((n = getline(&line, &size, in)) >= 0) {
        struct str s = {line, (size_t)n};
        j->line++;
        if (s.n && s.p[s.n - 1] == '\n')
            s.n--;
        if (s.n && s.p[s.n - 1] == '\r')
            s.n--;
        if (s.n > LINE_MAX_BYTES) {
            fprintf(err, "ashar text %s: line %lld: longer than %zu bytes\n", f->name,
                    (long long)j->line, LINE_MAX_BYTES);
            status = EXIT_REFUSED;
            break;
        }
        f->line(j, s);
        arena_reset(j->a);
    }
    free(line);
    if (ferror(in) || fflush(j->out) != 0) {
        fprintf(err, "ashar text %s: %s\n", f->name, strerror(errno));
        return EXIT_SYSTEM;
    }
    return status;
}

static int usage(FILE *err, const char *what, const char *word)
{
    fprintf(err, "ashar text: %s%s%s\n", what, word ? " " : "", word ? word : "");
    return EXIT_USAGE;
}

static int text_filter_run(int argc, char **argv, FILE *out, FILE *err)
{
    struct arena a;
    struct text_job j = {.out = out, .a = &a};
    const char *path = NULL;
    const struct text_filter *f = argc > 0 ? filter_find(argv[0]) : NULL;

    if (!f)
        return usage(err, argc > 0 ? "no such filter:" : "which filter?",
                     argc > 0 ? argv[0] : NULL);
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--json") == 0)
            j.json = true;
        else if (strcmp(argv[i], "--explain") == 0 && f->line == stem_line)
            j.explain = true;
        else if (argv[i][0] == '-' && argv[i][1])
            return usage(err, "no such option:", argv[i]);
        else if (path)
            return usage(err, "one file at a time, not also", argv[i]);
        else
            path = argv[i];
    }
    FILE *in = path && strcmp(path, "-") != 0 ? fopen(path, "rb") : stdin;
    if (!in) {
        fprintf(err, "ashar text %s: %s: %s\n", f->name, path, strerror(errno));
        return EXIT_SYSTEM;
    }
    arena_init(&a, LINE_MEMORY);
    int status = filter_stream(f, &j, in, err);
    arena_free(&a);
    if (in != stdin)
        fclose(in);
    return status;
}

int text_main(int argc, char **argv)
{
    return text_filter_run(argc, argv, stdout, stderr);
}

static int text_run(struct command_ctx *c, int argc, char **argv)
{
    return text_filter_run(argc, argv, c->out, c->err);
}

const struct command text_commands[] = {
    {.name = "text",
     .usage = "canon|fold|stem|repair [--json] [--explain] [FILE]",
     .summary = "Kyrgyz text: canonical form, folding, stems, repair; a line in, a line out",
     .details = "  canon    the form for storing: NFC, one code point per Kyrgyz letter, no Latin "
                "look-alikes\n"
                "  fold     the form for comparing: small letters, plain vowels, hyphens joined\n"
                "  stem     every word as its stem; --explain: a line per word with the suffixes "
                "taken off\n"
                "  repair   words typed without Kyrgyz letters or scanned badly, the likeliest "
                "reading put in place\n"
                "  --json   an object per line: what was changed, all suggestions with their "
                "confidence in percent",
     .run = text_run},
    {0},
};

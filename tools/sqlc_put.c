/* sqlc: typed C functions out of what was read. */
#include "tools/sqlc.h"

static void put_struct(struct buf *b, struct str name, const char *suffix, const struct fields *f)
{
    buf_printf(b, "struct %.*s_%s {\n", STR_F(name), suffix);
    for (size_t i = 0; i < f->n; i++)
        buf_printf(b, "    %s %.*s;\n", f->v[i].type->c, STR_F(f->v[i].name));
    buf_lit(b, "};\n");
}

static void put_signature(struct buf *b, const struct query *q)
{
    buf_printf(b, "enum err %.*s(struct db *db, struct arena *a", STR_F(q->name));
    if (q->in.n)
        buf_printf(b, ", const struct %.*s_in *in", STR_F(q->name));
    if (q->rows == ROWS_MANY)
        buf_printf(b, ", struct %.*s_rows *out", STR_F(q->name));
    if (q->rows == ROWS_ONE)
        buf_printf(b, ", struct %.*s_row *out", STR_F(q->name));
    if (q->rows == ROWS_COUNT)
        buf_lit(b, ", int64_t *changed");
    buf_lit(b, ")");
}

static void put_why(struct buf *b, const struct query *q)
{
    struct str rest = str_trim(buf_str(q->why)), line;

    if (rest.n == 0 && q->rows != ROWS_ONE)
        return;
    buf_lit(b, "/*");
    while (rest.n && str_cut(&rest, '\n', &line)) {
        buf_lit(b, " ");
        for (size_t i = 0; i < line.n; i++)
            buf_add_char(b, line.p[i] == '*' && i + 1 < line.n && line.p[i + 1] == '/' ? '+'
                                                                                       : line.p[i]);
        if (rest.p)
            buf_lit(b, "\n *");
    }
    if (q->rows == ROWS_ONE)
        buf_lit(b, " ERR_NOT_FOUND: no row.");
    buf_lit(b, " */\n");
}

void sqlc_put_header(struct buf *b, const struct file *f, struct str module)
{
    buf_printf(b, "/* Made by tools/sqlc from %.*s. */\n#pragma once\n\n#include \"db/db.h\"\n",
               STR_F(tool_base_name(f->path)));
    for (size_t i = 0; i < f->n; i++) {
        const struct query *q = f->v[i];
        buf_lit(b, "\n");
        if (q->in.n)
            put_struct(b, q->name, "in", &q->in);
        if (q->out.n)
            put_struct(b, q->name, "row", &q->out);
        if (q->rows == ROWS_MANY)
            buf_printf(b, "struct %.*s_rows {\n    const struct %.*s_row *v;\n    size_t n;\n};\n",
                       STR_F(q->name), STR_F(q->name));
        put_why(b, q);
        buf_lit(b, "MUST_USE ");
        put_signature(b, q);
        buf_lit(b, ";\n");
    }
    buf_printf(b,
               "\nextern const struct db_query *const %.*s_queries[];\nextern const size_t "
               "%.*s_query_count;\n",
               STR_F(module), STR_F(module));
}

static void put_type_letters(struct buf *b, const struct fields *f)
{
    buf_lit(b, "\"");
    for (size_t i = 0; i < f->n; i++)
        buf_add_char(b, f->v[i].type->letter);
    buf_lit(b, "\"");
}

static void put_query(struct buf *b, const struct query *q)
{
    buf_printf(
        b, "\nstatic const struct db_query %.*s_query = {\n    .name = \"%.*s\",\n    .sqlite = ",
        STR_F(q->name), STR_F(q->name));
    tool_put_literal(b, buf_str(q->sqlite));
    buf_lit(b, ",\n    .pg = ");
    tool_put_literal(b, buf_str(q->pg));
    buf_printf(b,
               ",\n    .role = %s,\n    .in_count = %zu,\n    .out_count = %zu,\n    .in_types = ",
               q->writer ? "DB_WRITER" : "DB_READER", q->in.n, q->out.n);
    put_type_letters(b, &q->in);
    buf_lit(b, ",\n    .out_types = ");
    put_type_letters(b, &q->out);
    if (q->later)
        buf_printf(b, ",\n    .later = %d", q->later);
    buf_lit(b, ",\n};\n");
}

static void put_take(struct buf *b, const struct query *q)
{
    if (q->out.n == 0)
        return;
    buf_printf(
        b,
        "\nstatic enum err take_%.*s(const struct db_result *r, size_t row, struct %.*s_row "
        "*out)\n{\n"
        "    const struct db_value *v = r->v + row * r->cols;\n"
        "    if (r->cols != %zu)\n        return bind_mismatch(&%.*s_query, row, r->cols);\n",
        STR_F(q->name), STR_F(q->name), q->out.n, STR_F(q->name));
    for (size_t i = 0; i < q->out.n; i++)
        buf_printf(b,
                   "    if (!take_%s(&v[%zu], &out->%.*s))\n        return "
                   "bind_mismatch(&%.*s_query, row, %zu);\n",
                   q->out.v[i].type->function, i, STR_F(q->out.v[i].name), STR_F(q->name), i);
    buf_lit(b, "    return OK;\n}\n");
}

static void put_function(struct buf *b, const struct query *q)
{
    buf_lit(b, "\n");
    put_signature(b, q);
    buf_lit(b, "\n{\n    struct db_result r;\n");
    if (q->in.n) {
        buf_lit(b, "    const struct db_value v[] = {\n");
        for (size_t i = 0; i < q->in.n; i++)
            buf_printf(b, "        bind_%s(in->%.*s),\n", q->in.v[i].type->function,
                       STR_F(q->in.v[i].name));
        buf_lit(b, "    };\n");
    }
    buf_printf(b, "    TRY(db_run(db, a, &%.*s_query, %s, &r));\n", STR_F(q->name),
               q->in.n ? "v" : "NULL");
    if (q->rows == ROWS_COUNT)
        buf_lit(b, "    *changed = r.changed;\n");
    if (q->rows == ROWS_ONE)
        buf_printf(b,
                   "    if (r.rows == 0)\n        return ERR_NOT_FOUND;\n"
                   "    struct %.*s_row row;\n    TRY(take_%.*s(&r, 0, &row));\n    *out = row;\n",
                   STR_F(q->name), STR_F(q->name));
    if (q->rows == ROWS_MANY)
        buf_printf(
            b,
            "    struct %.*s_row *rows = arena_array(a, struct %.*s_row, r.rows);\n"
            "    for (size_t i = 0; i < r.rows; i++)\n        TRY(take_%.*s(&r, i, &rows[i]));\n"
            "    *out = (struct %.*s_rows){rows, r.rows};\n",
            STR_F(q->name), STR_F(q->name), STR_F(q->name), STR_F(q->name));
    buf_lit(b, "    return OK;\n}\n");
}

void sqlc_put_source(struct buf *b, const struct file *f, const char *header, struct str module)
{
    buf_printf(
        b,
        "/* Made by tools/sqlc from %.*s. */\n#include \"%.*s/%.*s\"\n\n#include \"db/bind.h\"\n",
        STR_F(tool_base_name(f->path)), STR_F(tool_folder_name(header)),
        STR_F(tool_base_name(header)));
    for (size_t i = 0; i < f->n; i++) {
        put_query(b, f->v[i]);
        put_take(b, f->v[i]);
        put_function(b, f->v[i]);
    }
    buf_printf(b, "\nconst struct db_query *const %.*s_queries[] = {\n", STR_F(module));
    for (size_t i = 0; i < f->n; i++)
        buf_printf(b, "    &%.*s_query,\n", STR_F(f->v[i]->name));
    buf_printf(b, "};\nconst size_t %.*s_query_count = %zu;\n", STR_F(module), f->n);
}

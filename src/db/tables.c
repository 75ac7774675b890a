/* Tables by introspection. See tables.h. */
#include "db/tables.h"

#include <string.h>

#include "db/driver.h"

static const struct db_query sqlite_query = {
    .name = "tables",
    .sqlite = "select t.name, c.name, lower(c.type), c.pk, 0 from pragma_table_list t, "
              "pragma_table_xinfo(t.name) c"
              " where t.schema = 'main' and t.type = 'table' and c.hidden = 0 and substr(t.name, "
              "1, 7) <> 'sqlite_'"
              " and t.name not in ('schema_migration', 'write_mark') order by t.name, c.name",
    .pg = "",
    .out_count = 5,
    .in_types = "",
    .out_types = "tttii"};

static const struct db_query pg_query = {
    .name = "tables",
    .sqlite = "",
    .pg =
        "select c.relname::text, a.attname::text, t.typname::text,"
        " (a.attnum = any (coalesce(i.indkey, ''::int2vector)))::int4, (a.attidentity <> '')::int4"
        " from pg_class c join pg_attribute a on a.attrelid = c.oid join pg_type t on t.oid = "
        "a.atttypid"
        " left join pg_index i on i.indrelid = c.oid and i.indisprimary"
        " where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p')"
        " and not c.relispartition and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''"
        " and t.typname <> 'tsvector' and c.relname not in ('schema_migration', 'write_mark')"
        " order by c.relname collate \"C\", a.attname collate \"C\"",
    .out_count = 5,
    .in_types = "",
    .out_types = "tttii"};

static bool has(struct str s, const char *part)
{
    return str_find(s, str_of(part), 0) != SIZE_MAX;
}

/* SQLite's own affinity rules read the declared type the same way. 0: none of ours. */
static char type_of(struct str declared)
{
    if (has(declared, "int"))
        return 'i';
    if (has(declared, "text") || has(declared, "char"))
        return 't';
    if (has(declared, "blob") || has(declared, "bytea"))
        return 'b';
    if (has(declared, "real") || has(declared, "float") || has(declared, "double"))
        return 'f';
    return 0;
}

enum err db_tables_of(struct db *db, struct arena *a, struct db_tables *out)
{
    struct db_result r;

    TRY(db_run(db, a, db_engine_of(db) == DB_SQLITE ? &sqlite_query : &pg_query, NULL, &r));
    struct db_table *tables = arena_array(a, struct db_table, r.rows);
    struct db_column *columns = arena_array(a, struct db_column, r.rows);
    struct db_table *t = NULL;
    size_t n = 0;
    for (size_t i = 0; i < r.rows; i++) {
        const struct db_value *v = &r.v[i * r.cols];
        if (!t || !str_eq(t->name, v[0].s)) {
            t = &tables[n++];
            *t = (struct db_table){.name = v[0].s, .columns = &columns[i]};
        }
        columns[i] = (struct db_column){
            .name = v[1].s, .type = type_of(v[2].s), .key = v[3].i != 0, .identity = v[4].i != 0};
        if (!columns[i].type) {
            db_set_error(db, "%.*s.%.*s has type %.*s", STR_F(v[0].s), STR_F(v[1].s),
                         STR_F(v[2].s));
            return ERR_BUG;
        }
        t->column_count++;
    }
    *out = (struct db_tables){tables, n};
    return OK;
}

struct str db_quoted(struct arena *a, struct str name)
{
    char *p = arena_alloc(a, name.n * 2 + 2);
    size_t n = 0;

    p[n++] = '"';
    for (size_t i = 0; i < name.n; i++) {
        if (name.p[i] == '"')
            p[n++] = '"';
        p[n++] = name.p[i];
    }
    p[n++] = '"';
    return (struct str){p, n};
}

static struct str joined(struct arena *a, const struct db_table *t, bool keys_only)
{
    struct str list = STR("");

    for (size_t i = 0; i < t->column_count; i++) {
        const struct db_column *c = &t->columns[i];
        if (keys_only && !c->key)
            continue;
        struct str name = db_quoted(a, c->name);
        /* Text keys are ordered bytewise everywhere, whatever collation the database has. */
        const char *how = keys_only && c->type == 't' ? " collate " : "";
        list = str_fmt(a, "%.*s%s%.*s%s", STR_F(list), list.n ? ", " : "", STR_F(name), how);
    }
    return list;
}

static struct str order_of(struct db *db, struct arena *a, const struct db_table *t)
{
    const char *bytewise = db_engine_of(db) == DB_SQLITE ? "binary" : "\"C\"";
    struct str keys = joined(a, t, true), out = STR(""), part;

    if (!keys.n)
        keys = joined(a, t, false);
    while (str_cut(&keys, ',', &part))
        out = str_fmt(a, "%.*s%s%.*s%s", STR_F(out), out.n ? "," : "", STR_F(part),
                      str_ends(part, STR("collate ")) ? bytewise : "");
    return out;
}

static char *types_of(struct arena *a, const struct db_table *t)
{
    char *types = arena_alloc(a, t->column_count + 1);

    for (size_t i = 0; i < t->column_count; i++)
        types[i] = t->columns[i].type;
    types[t->column_count] = 0;
    return types;
}

static enum err narrow_enough(struct db *db, const struct db_table *t)
{
    if (t->column_count <= DB_PARAMS_MOST)
        return OK;
    db_set_error(db, "%.*s has more than %d columns", STR_F(t->name), DB_PARAMS_MOST);
    return ERR_BUG;
}

enum err db_table_select(struct db *db, struct arena *a, const struct db_table *t,
                         const struct db_query **out)
{
    struct db_query *q = arena_new(a, struct db_query);

    TRY(narrow_enough(db, t));
    struct str sql = str_fmt(a, "select %.*s from %.*s order by %.*s", STR_F(joined(a, t, false)),
                             STR_F(db_quoted(a, t->name)), STR_F(order_of(db, a, t)));
    *q = (struct db_query){.name = str_cstr(a, t->name),
                           .out_count = (uint8_t)t->column_count,
                           .in_types = "",
                           .out_types = types_of(a, t)};
    q->sqlite = q->pg = str_cstr(a, sql);
    *out = q;
    return OK;
}

enum err db_table_insert(struct db *db, struct arena *a, const struct db_table *t,
                         const struct db_query **out)
{
    struct db_query *q = arena_new(a, struct db_query);
    struct str marks = STR("");
    char mark = db_engine_of(db) == DB_SQLITE ? '?' : '$';

    TRY(narrow_enough(db, t));
    for (size_t i = 0; i < t->column_count; i++)
        marks = str_fmt(a, "%.*s%s%c%zu", STR_F(marks), i ? ", " : "", mark, i + 1);
    struct str sql =
        str_fmt(a, "insert into %.*s (%.*s) values (%.*s)", STR_F(db_quoted(a, t->name)),
                STR_F(joined(a, t, false)), STR_F(marks));
    *q = (struct db_query){.name = str_cstr(a, t->name),
                           .role = DB_WRITER,
                           .in_count = (uint8_t)t->column_count,
                           .in_types = types_of(a, t),
                           .out_types = ""};
    q->sqlite = q->pg = str_cstr(a, sql);
    *out = q;
    return OK;
}

/* Which tables a copy has: from the catalogues of both databases, ordered by their references. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "db/copy_internal.h"

void db_copy_fault(char fault[static DB_FAULT_SIZE], const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(fault, DB_FAULT_SIZE, format, arguments);
    va_end(arguments);
}

void db_tables_free(struct db_tables *tables)
{
    free(tables->items);
    *tables = (struct db_tables){.count = 0};
}

static enum db_type type_of(struct bytes name)
{
    static const struct {
        const char *name;
        enum db_type type;
    } types[] = {{"INTEGER", DB_TYPE_INTEGER}, {"BIGINT", DB_TYPE_INTEGER}, {"bigint", DB_TYPE_INTEGER},
                 {"TEXT", DB_TYPE_TEXT},       {"text", DB_TYPE_TEXT},      {"BLOB", DB_TYPE_BLOB},
                 {"bytea", DB_TYPE_BLOB}};
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        if (bytes_equal(name, bytes_of_string(types[i].name)))
            return types[i].type;
    return DB_TYPE_NONE;
}

static enum gh_status read_column(struct db_rows *rows, struct db_tables *out)
{
    char name[DB_NAME_SIZE];
    struct db_column column = {.type = type_of(db_bytes(rows, 2))};
    enum gh_status status = db_copy_text(rows, 0, name, sizeof name);
    if (!status)
        status = db_copy_text(rows, 1, column.name, sizeof column.name);
    struct db_table *table = out->count ? &out->items[out->count - 1] : NULL;
    if (!status && (!table || strcmp(table->name, name) != 0)) {
        if (out->count == DB_TABLES_MAX)
            return GH_TOO_LONG;
        table = &out->items[out->count++];
        memcpy(table->name, name, sizeof name);
    }
    if (status || table->count == DB_COLUMNS_MAX)
        return GH_TOO_LONG;
    table->columns[table->count++] = column;
    return GH_OK;
}

static enum gh_status read_tables(struct db *db, struct db_tables *out)
{
    struct db_rows rows = {0};
    *out = (struct db_tables){.items = calloc(DB_TABLES_MAX, sizeof *out->items)};
    enum gh_status status = out->items ? db_query_values(db, &rows, db->driver->columns, NULL, 0) : GH_NO_MEMORY;
    while (!status && !(status = db_next(&rows)))
        status = read_column(&rows, out);
    db_rows_end(&rows);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

/* Names go into statements as they are. */
static bool is_plain(const char *name)
{
    return name[0] && !name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_")];
}

static bool columns_equal(const struct db_table *a, const struct db_table *b)
{
    for (size_t i = 0; i < a->count && i < b->count; i++)
        if (strcmp(a->columns[i].name, b->columns[i].name) != 0 || a->columns[i].type != b->columns[i].type ||
            a->columns[i].type == DB_TYPE_NONE || !is_plain(a->columns[i].name))
            return false;
    return a->count == b->count && is_plain(a->name);
}

/* A table that was made by hand would be left out, and is worth a question. */
static enum gh_status compare(const struct db_tables *from, const struct db_tables *to,
                              char fault[static DB_FAULT_SIZE])
{
    for (size_t i = 0; i < from->count || i < to->count; i++) {
        const struct db_table *a = i < from->count ? &from->items[i] : NULL, *b = i < to->count ? &to->items[i] : NULL;
        const int order = !a ? 1 : !b ? -1 : strcmp(a->name, b->name);
        if (order == 0 && columns_equal(a, b))
            continue;
        if (order == 0)
            db_copy_fault(fault, "table %s: its columns are not those of this server", a->name);
        else
            db_copy_fault(fault, "table %s is %s", order < 0 ? a->name : b->name,
                          order < 0 ? "not of this server; drop it, or move it elsewhere" : "missing");
        return GH_UNSUPPORTED;
    }
    return GH_OK;
}

/* ---- Order ---- */

struct reference {
    char from[DB_NAME_SIZE], to[DB_NAME_SIZE];
};

static bool stands_before(const struct db_tables *tables, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(tables->items[i].name, name) == 0)
            return true;
    return false;
}

static bool is_ready(const struct db_tables *tables, size_t done, const struct db_table *table,
                     const struct reference *references, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(references[i].from, table->name) == 0 && strcmp(references[i].to, table->name) != 0 &&
            !stands_before(tables, done, references[i].to))
            return false;
    return true;
}

static enum gh_status sort(struct db_tables *tables, const struct reference *references, size_t count)
{
    for (size_t done = 0; done < tables->count; done++) {
        size_t next = done;
        while (next < tables->count && !is_ready(tables, done, &tables->items[next], references, count))
            next++;
        if (next == tables->count)
            return GH_UNSUPPORTED; /* two tables refer to each other */
        struct db_table moved = tables->items[next];
        memmove(&tables->items[done + 1], &tables->items[done], (next - done) * sizeof moved);
        tables->items[done] = moved;
    }
    return GH_OK;
}

static enum gh_status order(struct db *from, struct db_tables *tables)
{
    struct db_rows rows = {0};
    size_t count = 0;
    struct reference *references = calloc(DB_TABLES_MAX, sizeof *references);
    enum gh_status status =
        references
            ? db_query(from, &rows,
                       "SELECT DISTINCT m.name, f.\"table\" FROM sqlite_master m, pragma_foreign_key_list(m.name) f "
                       "WHERE m.type = 'table'")
            : GH_NO_MEMORY;
    while (!status && !(status = db_next(&rows))) {
        status = count < DB_TABLES_MAX ? db_copy_text(&rows, 0, references[count].from, DB_NAME_SIZE) : GH_TOO_LONG;
        if (!status)
            status = db_copy_text(&rows, 1, references[count++].to, DB_NAME_SIZE);
    }
    db_rows_end(&rows);
    if (status == GH_NOT_FOUND)
        status = sort(tables, references, count);
    free(references);
    return status;
}

enum gh_status db_copy_tables(struct db *from, struct db *to, struct db_tables *tables,
                              char fault[static DB_FAULT_SIZE])
{
    struct db_tables there = {.count = 0};
    enum gh_status status = read_tables(from, tables);
    if (!status)
        status = read_tables(to, &there);
    if (!status)
        status = compare(tables, &there, fault);
    db_tables_free(&there);
    return status ? status : order(from, tables);
}

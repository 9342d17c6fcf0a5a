/* Rows on their way: each becomes a row of PostgreSQL's binary COPY format, which is also what its hash covers. */
#include "db/copy.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "db/copy_internal.h"

#define SQL_SIZE 8192
#define FETCHED 200 /* rows at once; a picture has some 100 kB */

/* ---- Statements ---- */

static void put_columns(const struct db_table *table, char *out, size_t size)
{
    size_t used = 0;
    for (size_t i = 0; i < table->count; i++) {
        int n = snprintf(out + used, size - used, "%s\"%s\"", i ? ", " : "", table->columns[i].name);
        used += n > 0 && (size_t)n < size - used ? (size_t)n : 0;
    }
}

/* DB_COLUMNS_MAX names of DB_NAME_SIZE fit. */
#define COLUMNS_SIZE (DB_COLUMNS_MAX * (DB_NAME_SIZE + 4))

/* ---- One row ---- */

struct row {
    uint8_t *data; /* owned */
    size_t len, size;
};

static enum gh_status put(struct row *row, struct bytes data)
{
    if (row->size - row->len < data.len) {
        size_t size = (row->len + data.len) * 2;
        uint8_t *more = realloc(row->data, size);
        if (!more)
            return GH_NO_MEMORY;
        row->data = more;
        row->size = size;
    }
    if (data.len)
        memcpy(row->data + row->len, data.data, data.len);
    row->len += data.len;
    return GH_OK;
}

static enum gh_status put_number(struct row *row, size_t width, uint64_t value)
{
    uint8_t number[8];
    struct writer w = writer_over(number, sizeof number);
    writer_put_uint(&w, width, value);
    return put(row, writer_bytes(&w));
}

static const char *const type_names[] = {
    [DB_TYPE_INTEGER] = "a whole number", [DB_TYPE_TEXT] = "text", [DB_TYPE_BLOB] = "bytes"};

/* Returns what is wrong with the value, or NULL. SQLite takes any value into any column. */
static const char *wrong(const struct db_value *value, enum db_type type)
{
    size_t points;
    if (value->type == DB_TYPE_NULL)
        return NULL;
    if (value->type != type)
        return type_names[value->type];
    if (type != DB_TYPE_TEXT)
        return NULL;
    if (value->bytes.len && memchr(value->bytes.data, 0, value->bytes.len))
        return "text with a NUL";
    return utf8_count(value->bytes, &points) ? "text that is not UTF-8" : NULL;
}

static enum gh_status put_value(struct row *row, const struct db_value *value)
{
    if (value->type == DB_TYPE_NULL)
        return put_number(row, 4, UINT32_MAX);
    if (value->type != DB_TYPE_INTEGER) {
        enum gh_status status = put_number(row, 4, value->bytes.len);
        return status ? status : put(row, value->bytes);
    }
    enum gh_status status = put_number(row, 4, 8);
    return status ? status : put_number(row, 8, (uint64_t)value->integer);
}

static enum gh_status encode(struct db_rows *rows, const struct db_table *table, struct row *out,
                             char fault[static DB_FAULT_SIZE])
{
    out->len = 0;
    enum gh_status status = put_number(out, 2, table->count);
    for (size_t i = 0; i < table->count && !status; i++) {
        const struct db_value value = rows->db->driver->value(rows, (int)i);
        const char *why = wrong(&value, table->columns[i].type);
        if (why) {
            const int64_t row = rows->db->driver->row_name ? db_int(rows, (int)table->count) : 0;
            db_copy_fault(fault, "%s.%s: row %lld has %s where this server has %s", table->name, table->columns[i].name,
                          (long long)row, why, type_names[table->columns[i].type]);
            return GH_MALFORMED;
        }
        status = put_value(out, &value);
    }
    return status;
}

/* ---- All rows ---- */

struct walk {
    const struct db_table *table;
    struct db *to; /* NULL: only counts */
    const struct db_progress *progress;
    struct db_tally *tally;
    struct row row;
    char *fault;
};

static enum gh_status take_row(struct walk *w, struct db_rows *rows)
{
    uint8_t hash[DB_SUM_LEN];
    enum gh_status status = encode(rows, w->table, &w->row, w->fault);
    if (!status && w->to)
        status = w->to->driver->copy_put(w->to, BYTES(w->row.data, w->row.len));
    if (status)
        return status;
    (void)crypto_generichash(hash, sizeof hash, w->row.data, w->row.len, NULL, 0);
    sodium_add(w->tally->sum, hash, sizeof hash);
    w->tally->rows++;
    w->progress->row(w->progress->context, w->table->name, w->tally->rows);
    return GH_OK;
}

static enum gh_status take_rows(struct walk *w, struct db *db, const char *sql, int64_t *taken)
{
    struct db_rows rows = {0};
    const int64_t before = w->tally->rows;
    enum gh_status status = db_query_values(db, &rows, sql, NULL, 0);
    while (!status && !(status = db_next(&rows)))
        status = take_row(w, &rows);
    db_rows_end(&rows);
    *taken = w->tally->rows - before;
    return status == GH_NOT_FOUND ? GH_OK : status;
}

/* Reads a table of any size in bounded memory: row by row, or through a cursor. */
static enum gh_status walk(struct walk *w, struct db *db)
{
    char columns[COLUMNS_SIZE], sql[SQL_SIZE], fetch[DB_NAME_SIZE + 40];
    const char *row_name = db->driver->row_name;
    int64_t taken = 0;
    put_columns(w->table, columns, sizeof columns);
    if (row_name) {
        (void)snprintf(sql, sizeof sql, "SELECT %s, %s FROM \"%s\"", columns, row_name, w->table->name);
        return take_rows(w, db, sql, &taken);
    }
    (void)snprintf(sql, sizeof sql, "DECLARE \"all_%.58s\" NO SCROLL CURSOR FOR SELECT %s FROM \"%s\"", w->table->name,
                   columns, w->table->name);
    (void)snprintf(fetch, sizeof fetch, "FETCH %d FROM \"all_%.58s\"", FETCHED, w->table->name);
    enum gh_status status = db->driver->script(db, sql);
    while (!status && !(status = take_rows(w, db, fetch, &taken)) && taken > 0)
        ;
    (void)snprintf(sql, sizeof sql, "CLOSE \"all_%.58s\"", w->table->name);
    return status ? status : db->driver->script(db, sql);
}

enum gh_status db_tally_table(struct db *db, const struct db_table *table, const struct db_progress *progress,
                              struct db_tally *tally, char fault[static DB_FAULT_SIZE])
{
    struct walk w = {.table = table, .progress = progress, .tally = tally, .fault = fault};
    *tally = (struct db_tally){.rows = 0};
    enum gh_status status = walk(&w, db);
    free(w.row.data);
    return status;
}

bool db_tally_equal(const struct db_tally *a, const struct db_tally *b)
{
    return a->rows == b->rows && memcmp(a->sum, b->sum, DB_SUM_LEN) == 0;
}

/* ---- Copying ---- */

/* Begins with a signature, flags and the length of a header's extension; ends with -1 in place of a row's columns. */
static const uint8_t copy_head[] = "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0", copy_tail[] = {0xff, 0xff};

enum gh_status db_copy_table(struct db *from, struct db *to, const struct db_table *table,
                             const struct db_progress *progress, struct db_tally *tally,
                             char fault[static DB_FAULT_SIZE])
{
    struct walk w = {.table = table, .to = to, .progress = progress, .tally = tally, .fault = fault};
    char columns[COLUMNS_SIZE], sql[SQL_SIZE];
    *tally = (struct db_tally){.rows = 0};
    put_columns(table, columns, sizeof columns);
    (void)snprintf(sql, sizeof sql, "COPY \"%s\" (%s) FROM STDIN (FORMAT binary)", table->name, columns);
    enum gh_status status = to->driver->copy_begin(to, sql);
    if (status)
        return status;
    status = to->driver->copy_put(to, BYTES(copy_head, sizeof copy_head));
    if (!status)
        status = walk(&w, from);
    if (!status)
        status = to->driver->copy_put(to, BYTES(copy_tail, sizeof copy_tail));
    enum gh_status ended = to->driver->copy_end(to, status == GH_OK);
    free(w.row.data);
    return status ? status : ended;
}

/* ---- Before and after ---- */

/* Returns GH_CONFLICT, and names it, where the statement finds something in the way. */
static enum gh_status nothing_in_the_way(struct db *to, char fault[static DB_FAULT_SIZE])
{
    struct db_rows rows = {0};
    enum gh_status status = db_query_values(to, &rows, to->driver->in_the_way, NULL, 0);
    if (!status && !(status = db_next(&rows))) {
        const struct bytes what = db_bytes(&rows, 0);
        db_copy_fault(fault, "%.*s", (int)what.len, (const char *)what.data);
        status = GH_CONFLICT;
    }
    db_rows_end(&rows);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

/* Migrations leave first rows, which the copy brings too. */
static enum gh_status empty(struct db *to, const struct db_tables *tables)
{
    char sql[DB_NAME_SIZE + 40];
    enum gh_status status = GH_OK;
    for (size_t i = tables->count; i > 0 && !status; i--) {
        (void)snprintf(sql, sizeof sql, "DELETE FROM \"%s\"", tables->items[i - 1].name);
        status = to->driver->script(to, sql);
    }
    return status;
}

enum gh_status db_copy_prepare(struct db *from, struct db *to, struct db_tables *tables,
                               char fault[static DB_FAULT_SIZE])
{
    int64_t version = 0;
    *tables = (struct db_tables){.count = 0};
    if (!from->driver->row_name || !to->driver->copy_begin)
        return GH_UNSUPPORTED;
    enum gh_status status = db_schema_version(from, &version);
    if (!status && version != db_schema_newest()) {
        db_copy_fault(fault, "the database has version %lld of the schema, this server %d", (long long)version,
                      db_schema_newest());
        return GH_UNSUPPORTED;
    }
    if (!status)
        status = to->driver->lock_schema(to);
    if (!status)
        status = to->driver->unlimit(to);
    if (!status)
        status = from->driver->unlimit(from);
    if (!status)
        status = nothing_in_the_way(to, fault);
    if (!status)
        status = db_make_schema(to);
    if (!status)
        status = db_copy_tables(from, to, tables, fault);
    return status ? status : empty(to, tables);
}

enum gh_status db_copy_finish(struct db *to, const struct db_tables *tables)
{
    char sql[DB_NAME_SIZE + 40];
    enum gh_status status = GH_OK;
    for (size_t i = 0; i < tables->count && !status; i++) {
        (void)snprintf(sql, sizeof sql, "ANALYZE \"%s\"", tables->items[i].name);
        status = to->driver->script(to, sql);
    }
    return status;
}

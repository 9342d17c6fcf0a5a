/* Statements of a connection: prepared once, bound to values, read row by row. */
#include <stdlib.h>
#include <string.h>

#include "os/clock.h"
#include "store/sql_internal.h"

#define STEPS_BETWEEN_LOOKS 10000 /* of SQLite's virtual machine, about a millisecond */

static int look_at_clock(void *context)
{
    const struct sql *sql = context;
    return sql->until_ns && os_mono_ns() > sql->until_ns;
}

void sql_limit_statements(struct sql *sql, int64_t ms)
{
    sql->patience_ns = ms * OS_MILLISECOND_NS;
    sqlite3_progress_handler(sql->db, ms ? STEPS_BETWEEN_LOOKS : 0, look_at_clock, sql);
}

/* Runs a statement to its next row, within what is left of its time. */
static int step(struct sql_rows *s)
{
    struct sql *sql = s->sql;
    if (!sql->patience_ns)
        return sqlite3_step(s->stmt);
    const int64_t began_ns = os_mono_ns();
    sql->until_ns = began_ns + sql->patience_ns - s->spent_ns;
    int code = sqlite3_step(s->stmt);
    sql->until_ns = 0;
    s->spent_ns += os_mono_ns() - began_ns;
    return code;
}

/* "$3" is a named parameter to SQLite, whose index is the place where it first stands. */
static enum gh_status find_places(struct sql_rows *s)
{
    int parameters = sqlite3_bind_parameter_count(s->stmt);
    for (int index = 1; index <= parameters; index++) {
        const char *name = sqlite3_bind_parameter_name(s->stmt, index);
        long number = name && *name == '$' ? strtol(name + 1, NULL, 10) : 0;
        if (number < 1 || number > DB_PARAMETERS_MAX || index > UINT8_MAX)
            return GH_MALFORMED;
        s->places[number] = (uint8_t)index;
        if (number > s->numbers)
            s->numbers = (uint8_t)number;
    }
    return GH_OK;
}

static enum gh_status compile(struct sql *sql, const char *text, struct sql_rows *out)
{
    struct sql_rows s = {.sql = sql};
    int code = sqlite3_prepare_v3(sql->db, text, -1, SQLITE_PREPARE_PERSISTENT, &s.stmt, NULL);
    enum gh_status status = code == SQLITE_OK ? find_places(&s) : sql_status_of(sql->db, code);
    if (status)
        (void)sqlite3_finalize(s.stmt);
    else
        *out = s;
    return status;
}

static struct sql_rows *find_kept(struct sql *sql, const char *text)
{
    for (size_t i = 0; i < sql->count; i++)
        if (sql->statements[i].given == text && strcmp(sql->statements[i].text, text) == 0)
            return &sql->statements[i];
    for (size_t i = 0; i < sql->count; i++)
        if (strcmp(sql->statements[i].text, text) == 0)
            return &sql->statements[i];
    return NULL;
}

static enum gh_status keep_new(struct sql *sql, const char *text, struct sql_rows **out)
{
    struct sql_rows *s = &sql->statements[sql->count];
    char *copy = strdup(text);
    enum gh_status status = copy ? compile(sql, text, s) : GH_NO_MEMORY;
    if (status) {
        free(copy);
        return status;
    }
    s->text = copy;
    s->given = text;
    sql->count++;
    *out = s;
    return GH_OK;
}

/* A statement that is ready to be bound. One that is being read, or beyond the cache, gets a copy. */
static enum gh_status prepare(struct sql *sql, const char *text, struct sql_rows **out)
{
    struct sql_rows *kept = find_kept(sql, text);
    if (kept && !kept->busy) {
        *out = kept;
        return GH_OK;
    }
    if (!kept && sql->count < STATEMENTS_MAX)
        return keep_new(sql, text, out);
    struct sql_rows *copy = calloc(1, sizeof *copy);
    if (!copy)
        return GH_NO_MEMORY;
    enum gh_status status = compile(sql, text, copy);
    if (status)
        free(copy);
    else
        *out = copy;
    return status;
}

static void release(struct sql_rows *s)
{
    (void)sqlite3_reset(s->stmt); /* repeats the error of the step before */
    (void)sqlite3_clear_bindings(s->stmt);
    s->busy = false;
    if (!s->text) {
        (void)sqlite3_finalize(s->stmt);
        free(s);
    }
}

void sql_drop_statements(struct sql *sql)
{
    for (size_t i = 0; i < sql->count; i++) {
        (void)sqlite3_finalize(sql->statements[i].stmt);
        free(sql->statements[i].text);
    }
    sql->count = 0;
}

static int bind(sqlite3_stmt *stmt, int index, const struct db_value *value, sqlite3_destructor_type life)
{
    const char *data = value->bytes.data ? (const char *)value->bytes.data : "";
    switch (value->type) {
    case DB_TYPE_INTEGER:
        return sqlite3_bind_int64(stmt, index, value->integer);
    case DB_TYPE_TEXT:
        return sqlite3_bind_text64(stmt, index, data, value->bytes.len, life, SQLITE_UTF8);
    case DB_TYPE_BLOB:
        return sqlite3_bind_blob64(stmt, index, data, value->bytes.len, life);
    default:
        return sqlite3_bind_null(stmt, index);
    }
}

/* The analyser does not see that release() frees a statement without a text, which prepare() took beyond the cache.
 * NOLINTBEGIN(clang-analyzer-unix.Malloc) */
/* life: SQLITE_STATIC where the statement is run before the values go, SQLITE_TRANSIENT to copy them. */
static enum gh_status start(struct sql *sql, const char *text, const struct db_value *values, size_t count,
                            sqlite3_destructor_type life, struct sql_rows **out)
{
    struct sql_rows *s;
    enum gh_status status = prepare(sql, text, &s);
    if (status)
        return status;
    status = count == s->numbers ? GH_OK : GH_MALFORMED;
    for (size_t i = 0; i < count && !status; i++)
        if (s->places[i + 1])
            status = sql_status_of(sql->db, bind(s->stmt, s->places[i + 1], &values[i], life));
    if (status) {
        release(s);
        return status;
    }
    s->busy = true;
    s->spent_ns = 0;
    *out = s;
    return GH_OK;
}

enum gh_status sql_exec_values(struct sql *sql, const char *text, const struct db_value *values, size_t count)
{
    struct sql_rows *s;
    int code;
    enum gh_status status = start(sql, text, values, count, SQLITE_STATIC, &s);
    if (status)
        return status;
    do
        code = step(s);
    while (code == SQLITE_ROW);
    status = sql_status(sql, code);
    release(s);
    return status;
}

enum gh_status sql_query_values(struct sql *sql, struct sql_rows **rows, const char *text,
                                const struct db_value *values, size_t count)
{
    *rows = NULL;
    return start(sql, text, values, count, SQLITE_TRANSIENT, rows);
}

enum gh_status sql_next(struct sql_rows *rows)
{
    int code = step(rows);
    if (code == SQLITE_ROW)
        return GH_OK;
    enum gh_status status = sql_status(rows->sql, code);
    (void)sqlite3_reset(rows->stmt);
    return status ? status : GH_NOT_FOUND;
}

void sql_end(struct sql_rows *rows)
{
    if (rows)
        release(rows);
}

enum gh_status sql_first_values(struct sql *sql, struct sql_rows **rows, const char *text,
                                const struct db_value *values, size_t count)
{
    enum gh_status status = sql_query_values(sql, rows, text, values, count);
    if (status || !(status = sql_next(*rows)))
        return status;
    sql_end(*rows);
    *rows = NULL;
    return status;
}

static enum gh_status read_int(struct sql_rows *row, void *out)
{
    *(int64_t *)out = sql_int(row, 0);
    return GH_OK;
}

enum gh_status sql_first_int_values(struct sql *sql, int64_t *out, const char *text, const struct db_value *values,
                                    size_t count)
{
    return sql_read_one_values(sql, read_int, out, text, values, count);
}

enum gh_status sql_exists_values(struct sql *sql, bool *out, const char *text, const struct db_value *values,
                                 size_t count)
{
    struct sql_rows *row;
    enum gh_status status = sql_first_values(sql, &row, text, values, count);
    if (status && status != GH_NOT_FOUND)
        return status;
    sql_end(row);
    *out = status == GH_OK;
    return GH_OK;
}

enum gh_status sql_read_one_values(struct sql *sql, sql_reader read, void *out, const char *text,
                                   const struct db_value *values, size_t count)
{
    struct sql_rows *row;
    enum gh_status status = sql_first_values(sql, &row, text, values, count);
    if (!status)
        status = read(row, out);
    sql_end(row);
    return status;
}

enum gh_status sql_read_all_values(struct sql *sql, struct sql_list list, const char *text,
                                   const struct db_value *values, size_t count)
{
    struct sql_rows *rows;
    size_t n = 0;
    enum gh_status status = sql_query_values(sql, &rows, text, values, count);
    while (!status && !(status = sql_next(rows))) {
        if (n < list.max)
            status = list.read(rows, (char *)list.items + n * list.size);
        if (!status)
            n++;
        else if (status == GH_CORRUPT && list.skip_corrupt)
            status = GH_OK;
    }
    sql_end(rows);
    if (status != GH_NOT_FOUND)
        return status;
    *list.count = n;
    return GH_OK;
}
/* NOLINTEND(clang-analyzer-unix.Malloc) */

int64_t sql_int(struct sql_rows *row, int column)
{
    return sqlite3_column_int64(row->stmt, column);
}

bool sql_is_null(struct sql_rows *row, int column)
{
    return sqlite3_column_type(row->stmt, column) == SQLITE_NULL;
}

struct bytes sql_bytes(struct sql_rows *row, int column)
{
    const void *data = sqlite3_column_blob(row->stmt, column);
    return data ? BYTES(data, (size_t)sqlite3_column_bytes(row->stmt, column)) : BYTES(NULL, 0);
}

struct db_value sql_value(struct sql_rows *row, int column)
{
    switch (sqlite3_column_type(row->stmt, column)) {
    case SQLITE_INTEGER:
        return DB_INT(sql_int(row, column));
    case SQLITE_NULL:
        return DB_NULL;
    case SQLITE_BLOB:
        return (struct db_value){.type = DB_TYPE_BLOB, .bytes = sql_bytes(row, column)};
    default:
        return DB_TEXT_BYTES(sql_bytes(row, column));
    }
}

enum gh_status sql_copy_bytes(struct sql_rows *row, int column, uint8_t *out, size_t len)
{
    return db_value_copy_blob(sql_bytes(row, column), sql_is_null(row, column), out, len);
}

enum gh_status sql_copy_text(struct sql_rows *row, int column, char *out, size_t size)
{
    return db_value_copy_text(sql_bytes(row, column), out, size);
}

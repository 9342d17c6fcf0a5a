/* PostgreSQL through libpq: binary parameters and results, and a cache of prepared statements. */
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "db/driver.h"

/* Type numbers from PostgreSQL's pg_type.dat. */
#define OID_BOOL 16
#define OID_BYTEA 17
#define OID_INT8 20
#define OID_INT2 21
#define OID_INT4 23
#define OID_TEXT 25

#define STATEMENTS_MAX 512
#define SCHEMA_LOCK "SELECT pg_advisory_xact_lock(7134002)"

struct prepared {
    char *text; /* owned */
    char types[DB_PARAMETERS_MAX + 1];
    char name[16];
};

struct db_postgres {
    struct db base;
    PGconn *conn;
    struct prepared statements[STATEMENTS_MAX];
    size_t count;
};

static enum gh_status status_of_state(const char *state)
{
    static const struct {
        const char *prefix;
        enum gh_status status;
    } states[] = {
        {"23505", GH_CONFLICT}, {"23514", GH_CONFLICT},  {"23503", GH_CONFLICT},  {"23502", GH_CONFLICT},
        {"40001", GH_BUSY},     {"40P01", GH_BUSY},      {"55P03", GH_BUSY},      {"57014", GH_BUSY},
        {"53100", GH_FULL},     {"53200", GH_NO_MEMORY}, {"25006", GH_READ_ONLY}, {"XX001", GH_CORRUPT},
        {"XX002", GH_CORRUPT},
    };
    for (size_t i = 0; state && i < sizeof states / sizeof states[0]; i++)
        if (strcmp(state, states[i].prefix) == 0)
            return states[i].status;
    return GH_IO;
}

/* Returns GH_OK for a good result. Otherwise notes the error and clears the result. */
static enum gh_status check(struct db_postgres *db, PGresult *result)
{
    ExecStatusType code = PQresultStatus(result);
    if (code == PGRES_COMMAND_OK || code == PGRES_TUPLES_OK)
        return GH_OK;
    enum gh_status status = status_of_state(result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL);
    const char *primary = result ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : NULL;
    db_note_error(&db->base, primary ? primary : PQerrorMessage(db->conn));
    if (PQstatus(db->conn) != CONNECTION_OK) {
        db->base.lost = true;
        status = GH_IO;
    }
    PQclear(result);
    return status;
}

static enum gh_status script(struct db *base, const char *sql)
{
    struct db_postgres *db = (struct db_postgres *)base;
    PGresult *result = PQexec(db->conn, sql);
    enum gh_status status = check(db, result);
    if (!status)
        PQclear(result);
    return status;
}

static void close_postgres(struct db *base)
{
    struct db_postgres *db = (struct db_postgres *)base;
    for (size_t i = 0; i < db->count; i++)
        free(db->statements[i].text);
    PQfinish(db->conn);
    free(db);
}

/* Parameters in libpq's form: all binary, integers big-endian. */
struct parameters {
    Oid types[DB_PARAMETERS_MAX];
    const char *values[DB_PARAMETERS_MAX];
    int lengths[DB_PARAMETERS_MAX], formats[DB_PARAMETERS_MAX];
    uint8_t integers[DB_PARAMETERS_MAX][8];
    char signature[DB_PARAMETERS_MAX + 1];
};

static void lay_out(struct parameters *p, const struct db_value *values, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct db_value *v = &values[i];
        struct writer w = writer_over(p->integers[i], 8);
        p->formats[i] = 1;
        p->types[i] = 0;
        p->values[i] = NULL;
        p->lengths[i] = 0;
        p->signature[i] = (char)('0' + v->type);
        if (v->type == DB_TYPE_INTEGER) {
            writer_put_uint(&w, 8, (uint64_t)v->integer);
            p->types[i] = OID_INT8;
            p->values[i] = (const char *)p->integers[i];
            p->lengths[i] = 8;
        } else if (v->type != DB_TYPE_NULL) {
            p->types[i] = v->type == DB_TYPE_TEXT ? OID_TEXT : OID_BYTEA;
            p->values[i] = v->bytes.data ? (const char *)v->bytes.data : "";
            p->lengths[i] = (int)v->bytes.len;
        }
    }
    p->signature[count] = '\0';
}

/* Finds or makes the prepared statement. *out is NULL when the cache is full. */
static enum gh_status prepare(struct db_postgres *db, const char *sql, const struct parameters *p, size_t count,
                              const struct prepared **out)
{
    for (size_t i = 0; i < db->count; i++) {
        if (strcmp(db->statements[i].text, sql) == 0 && strcmp(db->statements[i].types, p->signature) == 0) {
            *out = &db->statements[i];
            return GH_OK;
        }
    }
    *out = NULL;
    if (db->count == STATEMENTS_MAX)
        return GH_OK;
    struct prepared *s = &db->statements[db->count];
    (void)snprintf(s->name, sizeof s->name, "s%zu", db->count);
    PGresult *result = PQprepare(db->conn, s->name, sql, (int)count, p->types);
    enum gh_status status = check(db, result);
    if (status)
        return status;
    PQclear(result);
    if (!(s->text = strdup(sql)))
        return GH_NO_MEMORY;
    memcpy(s->types, p->signature, sizeof s->types);
    db->count++;
    *out = s;
    return GH_OK;
}

static enum gh_status query(struct db *base, struct db_rows *rows, const char *sql, const struct db_value *values,
                            size_t count)
{
    struct db_postgres *db = (struct db_postgres *)base;
    struct parameters p;
    const struct prepared *s;
    lay_out(&p, values, count);
    enum gh_status status = prepare(db, sql, &p, count, &s);
    if (status)
        return status;
    PGresult *result = s ? PQexecPrepared(db->conn, s->name, (int)count, p.values, p.lengths, p.formats, 1)
                         : PQexecParams(db->conn, sql, (int)count, p.types, p.values, p.lengths, p.formats, 1);
    status = check(db, result);
    if (status) {
        base->changed = 0;
        return status;
    }
    base->changed = strtoll(PQcmdTuples(result), NULL, 10);
    if (rows)
        rows->driver = result;
    else
        PQclear(result);
    return GH_OK;
}

static enum gh_status next(struct db_rows *rows)
{
    if (rows->row + 1 >= PQntuples(rows->driver))
        return GH_NOT_FOUND;
    rows->row++;
    return GH_OK;
}

static void rows_end(struct db_rows *rows)
{
    PQclear(rows->driver);
}

static bool is_null(struct db_rows *rows, int column)
{
    return PQgetisnull(rows->driver, rows->row, column) != 0;
}

static int64_t integer(struct db_rows *rows, int column)
{
    const uint8_t *data = (const uint8_t *)PQgetvalue(rows->driver, rows->row, column);
    struct cursor c = cursor_over(BYTES(data, (size_t)PQgetlength(rows->driver, rows->row, column)));
    uint64_t value = 0;
    if (is_null(rows, column))
        return 0;
    switch (PQftype(rows->driver, column)) {
    case OID_INT8:
        return cursor_take_uint(&c, 8, &value) ? 0 : (int64_t)value;
    case OID_INT4:
        return cursor_take_uint(&c, 4, &value) ? 0 : (int32_t)(uint32_t)value;
    case OID_INT2:
        return cursor_take_uint(&c, 2, &value) ? 0 : (int16_t)(uint16_t)value;
    case OID_BOOL:
        return cursor_take_uint(&c, 1, &value) ? 0 : (int64_t)value;
    default:
        return 0;
    }
}

static struct bytes bytes(struct db_rows *rows, int column)
{
    if (is_null(rows, column))
        return BYTES(NULL, 0);
    return BYTES(PQgetvalue(rows->driver, rows->row, column), (size_t)PQgetlength(rows->driver, rows->row, column));
}

static bool is_word(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

/* Replaces INTEGER and BLOB by BIGINT and BYTEA, except in comments and quoted texts. */
static char *schema(const char *script_text)
{
    size_t len = strlen(script_text);
    char *out = malloc(len * 2 + 1);
    size_t used = 0;
    if (!out)
        return NULL;
    for (size_t i = 0; i < len;) {
        size_t skip = 0, word = 0;
        if (strncmp(script_text + i, "--", 2) == 0)
            skip = strcspn(script_text + i, "\n");
        else if (script_text[i] == '\'')
            skip = strcspn(script_text + i + 1, "'") + 2;
        else if (!is_word(script_text[i]))
            skip = 1;
        while (!skip && is_word(script_text[i + word]))
            word++;
        const char *put = script_text + i;
        size_t put_len = skip + word;
        if (word == 7 && strncmp(put, "INTEGER", 7) == 0) {
            put = "BIGINT";
            put_len = 6;
        } else if (word == 4 && strncmp(put, "BLOB", 4) == 0) {
            put = "BYTEA";
            put_len = 5;
        }
        i += skip + word;
        memcpy(out + used, put, put_len);
        used += put_len;
    }
    out[used] = '\0';
    return out;
}

static enum gh_status lock_schema(struct db *db)
{
    return script(db, SCHEMA_LOCK);
}

static enum gh_status has_version_table(struct db *db, bool *has)
{
    struct db_rows rows = {0};
    enum gh_status status = db_query(db, &rows, "SELECT to_regclass('schema_version') IS NOT NULL");
    if (!status && !(status = db_next(&rows)))
        *has = db_int(&rows, 0) != 0;
    db_rows_end(&rows);
    return status;
}

static const struct db_driver postgres_driver = {
    .name = "postgresql",
    .row_lock = " FOR UPDATE SKIP LOCKED",
    .begin = "BEGIN",
    .close = close_postgres,
    .query = query,
    .script = script,
    .next = next,
    .rows_end = rows_end,
    .is_null = is_null,
    .integer = integer,
    .bytes = bytes,
    .schema = schema,
    .lock_schema = lock_schema,
    .has_version_table = has_version_table,
};

static void ignore_notice(void *context, const PGresult *result)
{
    (void)context;
    (void)result;
}

enum gh_status db_postgres_open(const char *url, struct db **out)
{
    static const char *const keywords[] = {"dbname", "connect_timeout", "application_name", "options", NULL};
    /* Keep one generic plan for each statement, since planning a page's joins takes longer than reading it. Values
     * that change the plan (states, units) stand in the statement's text. */
    static const char session[] = "-c statement_timeout=30s -c lock_timeout=5s -c plan_cache_mode=force_generic_plan";
    const char *values[] = {url, "5", "gatehouse-server", session, NULL};
    struct db_postgres *db = calloc(1, sizeof *db);
    if (!db)
        return GH_NO_MEMORY;
    db->base.driver = &postgres_driver;
    db->conn = PQconnectdbParams(keywords, values, 1);
    *out = &db->base;
    if (PQstatus(db->conn) != CONNECTION_OK) {
        db_note_error(&db->base, db->conn ? PQerrorMessage(db->conn) : "out of memory");
        db->base.lost = true;
        return GH_IO;
    }
    (void)PQsetNoticeReceiver(db->conn, ignore_notice, NULL);
    return GH_OK;
}

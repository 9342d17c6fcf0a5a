/* PostgreSQL through libpq: binary parameters and results, and a cache of prepared statements.
 *
 * Every wait has an end. PostgreSQL ends a statement after STATEMENT_TIMEOUT. A peer that is gone ends by TCP's
 * time-outs. One that is connected and silent (a stalled host, a proxy) ends by ANSWER_MS. */
#include <errno.h>
#include <libpq-fe.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/secret.h"
#include "db/driver.h"
#include "os/clock.h"

/* Type numbers from PostgreSQL's pg_type.dat. */
#define OID_BOOL 16
#define OID_BYTEA 17
#define OID_INT8 20
#define OID_INT2 21
#define OID_INT4 23
#define OID_TEXT 25

#define STATEMENTS_MAX 512
#define STATEMENT_TIMEOUT "8s"
#define ANSWER_MS 10000                     /* more than STATEMENT_TIMEOUT, so that a slow statement can say so */
#define MIGRATION_MS ((int64_t)3600 * 1000) /* a step of a migration may rewrite a large table */
#define SCHEMA_LOCK "SET LOCAL statement_timeout = '1h'; SELECT pg_advisory_xact_lock(7134002)"

struct prepared {
    char *text; /* owned */
    char types[DB_PARAMETERS_MAX + 1];
    char name[16];
};

struct db_postgres {
    struct db base;
    PGconn *conn;
    int64_t answer_ms; /* longest wait for an answer */
    struct prepared statements[STATEMENTS_MAX];
    size_t count;
};

static enum gh_status status_of_state(const char *state)
{
    static const struct {
        const char *prefix;
        enum gh_status status;
    } states[] = {
        {"23505", GH_CONFLICT},    {"23514", GH_CONFLICT},    {"23503", GH_CONFLICT},    {"23502", GH_CONFLICT},
        {"40001", GH_BUSY},        {"40P01", GH_BUSY},        {"55P03", GH_BUSY},        {"57014", GH_BUSY},
        {"53100", GH_FULL},        {"53200", GH_NO_MEMORY},   {"25006", GH_READ_ONLY},   {"XX001", GH_CORRUPT},
        {"XX002", GH_CORRUPT},     {"53300", GH_UNAVAILABLE}, {"57P01", GH_UNAVAILABLE}, {"57P02", GH_UNAVAILABLE},
        {"57P03", GH_UNAVAILABLE},
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
    if (!db->base.silent)
        db_note_error(&db->base, primary ? primary : PQerrorMessage(db->conn));
    if (db->base.silent || PQstatus(db->conn) != CONNECTION_OK) {
        db->base.lost = true;
        status = GH_UNAVAILABLE;
    }
    /* A standby, or a primary whose disk filled up. Another connection may find a database that can write. */
    if (status == GH_READ_ONLY)
        db->base.lost = true;
    PQclear(result);
    return status;
}

/* Returns whether bytes have arrived before until_ns. */
static bool wait_for_bytes(struct db_postgres *db, int64_t until_ns)
{
    struct pollfd fd = {.fd = PQsocket(db->conn), .events = POLLIN};
    for (;;) {
        int64_t left_ms = (until_ns - os_mono_ns()) / OS_MILLISECOND_NS;
        int ready = left_ms <= 0 ? 0 : poll(&fd, 1, (int)left_ms);
        if (ready >= 0 || errno != EINTR)
            return ready > 0;
    }
}

/* Returns the first error or the last result of what was sent; the caller clears it. NULL: no answer, which silent or
 * the connection's status explains. */
static PGresult *receive(struct db_postgres *db)
{
    const int64_t until_ns = os_mono_ns() + db->answer_ms * OS_MILLISECOND_NS;
    PGresult *kept = NULL, *one;
    for (;;) {
        while (PQisBusy(db->conn)) {
            if (!wait_for_bytes(db, until_ns)) {
                db->base.silent = true;
                db_note_error(&db->base, "the database is connected and does not answer");
                PQclear(kept);
                return NULL;
            }
            if (!PQconsumeInput(db->conn))
                break;
        }
        if (!(one = PQgetResult(db->conn)))
            return kept;
        bool failed = kept && PQresultStatus(kept) == PGRES_FATAL_ERROR;
        PQclear(failed ? one : kept);
        kept = failed ? kept : one;
    }
}

static enum gh_status script(struct db *base, const char *sql)
{
    struct db_postgres *db = (struct db_postgres *)base;
    PGresult *result = PQsendQuery(db->conn, sql) ? receive(db) : NULL;
    enum gh_status status = check(db, result);
    if (!status)
        PQclear(result);
    if (strcmp(sql, "COMMIT") == 0 || strcmp(sql, "ROLLBACK") == 0)
        db->answer_ms = ANSWER_MS;
    return status;
}

/* A closed or restarted database has sent its farewell, or the end of the stream, while nobody asked. */
static bool alive(struct db *base)
{
    struct db_postgres *db = (struct db_postgres *)base;
    struct pollfd fd = {.fd = PQsocket(db->conn), .events = POLLIN};
    while (PQstatus(db->conn) == CONNECTION_OK && poll(&fd, 1, 0) != 0) {
        if (!PQconsumeInput(db->conn))
            return false;
    }
    return PQstatus(db->conn) == CONNECTION_OK;
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
    PGresult *result = PQsendPrepare(db->conn, s->name, sql, (int)count, p->types) ? receive(db) : NULL;
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
    int sent = s ? PQsendQueryPrepared(db->conn, s->name, (int)count, p.values, p.lengths, p.formats, 1)
                 : PQsendQueryParams(db->conn, sql, (int)count, p.types, p.values, p.lengths, p.formats, 1);
    PGresult *result = sent ? receive(db) : NULL;
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

static struct db_value value(struct db_rows *rows, int column)
{
    if (is_null(rows, column))
        return DB_NULL;
    const Oid type = PQftype(rows->driver, column);
    if (type == OID_INT8)
        return DB_INT(integer(rows, column));
    return (struct db_value){.type = type == OID_BYTEA ? DB_TYPE_BLOB : DB_TYPE_TEXT, .bytes = bytes(rows, column)};
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
    ((struct db_postgres *)db)->answer_ms = MIGRATION_MS;
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

/* A managed database may keep some of these functions from its users: then the stamps of the changes alone find a
 * database that went back. */
static enum gh_status identity(struct db *db, char out[static DB_IDENTITY_SIZE])
{
    struct db_rows rows = {0};
    enum gh_status status = db_query(db, &rows,
                                     "SELECT 'system ' || system_identifier || ' timeline ' || "
                                     "substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) || ' database ' || "
                                     "(SELECT oid FROM pg_database WHERE datname = current_database()) || ' table ' || "
                                     "CAST(CAST('change_counter' AS regclass) AS oid) FROM pg_control_system()");
    if (!status && !(status = db_next(&rows)))
        status = db_copy_text(&rows, 0, out, DB_IDENTITY_SIZE);
    db_rows_end(&rows);
    if (status == GH_IO && !db_lost(db)) {
        out[0] = '\0';
        status = GH_OK;
    }
    return status;
}

/* ---- Copying: for a command that somebody watches, so that TCP's time-outs alone end its waits. ---- */

static enum gh_status unlimit(struct db *db)
{
    ((struct db_postgres *)db)->answer_ms = MIGRATION_MS;
    return script(db, "SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0");
}

static enum gh_status copy_begin(struct db *base, const char *sql)
{
    struct db_postgres *db = (struct db_postgres *)base;
    PGresult *result = PQexec(db->conn, sql);
    const bool begun = PQresultStatus(result) == PGRES_COPY_IN;
    enum gh_status status = begun ? GH_OK : check(db, result);
    if (!status)
        PQclear(result);
    return begun || status ? status : GH_IO;
}

static enum gh_status copy_put(struct db *base, struct bytes data)
{
    struct db_postgres *db = (struct db_postgres *)base;
    if (PQputCopyData(db->conn, (const char *)data.data, (int)data.len) == 1)
        return GH_OK;
    return check(db, NULL);
}

static enum gh_status copy_end(struct db *base, bool good)
{
    struct db_postgres *db = (struct db_postgres *)base;
    char why[DB_ERROR_SIZE];
    memcpy(why, base->error, sizeof why);
    PGresult *result = PQputCopyEnd(db->conn, good ? NULL : "stopped") == 1 ? receive(db) : NULL;
    enum gh_status status = check(db, result);
    if (!status)
        PQclear(result);
    if (!good) /* what led to it says more */
        memcpy(base->error, why, sizeof why);
    return status;
}

static const char append_only[] =
    "CREATE OR REPLACE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "IF TG_OP = 'DELETE' THEN IF OLD.at <= CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT) - 15552000000 "
    "THEN RETURN OLD; END IF; END IF; RAISE EXCEPTION 'audit is append-only'; END $$;"
    "CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION "
    "audit_is_append_only();"
    "CREATE OR REPLACE FUNCTION audit_is_never_emptied() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "RAISE EXCEPTION 'audit is append-only'; END $$;"
    "CREATE TRIGGER audit_no_truncation BEFORE TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION "
    "audit_is_never_emptied();";

static const char chain_only[] =
    "CREATE OR REPLACE FUNCTION audit_link_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "IF TG_OP = 'DELETE' THEN IF NOT EXISTS (SELECT 1 FROM audit WHERE id = OLD.entry) THEN RETURN OLD; END IF; END "
    "IF; "
    "RAISE EXCEPTION 'audit_link is append-only'; END $$;"
    "CREATE TRIGGER audit_link_append_only BEFORE UPDATE OR DELETE ON audit_link FOR EACH ROW EXECUTE FUNCTION "
    "audit_link_is_append_only();"
    "CREATE TRIGGER audit_link_no_truncation BEFORE TRUNCATE ON audit_link FOR EACH STATEMENT EXECUTE FUNCTION "
    "audit_is_never_emptied();";

static const char columns[] =
    "SELECT CAST(c.relname AS TEXT), CAST(a.attname AS TEXT), format_type(a.atttypid, a.atttypmod) FROM pg_class c "
    "JOIN pg_attribute a ON a.attrelid = c.oid WHERE c.relnamespace = CAST(current_schema() AS regnamespace) "
    "AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped "
    "ORDER BY CAST(c.relname AS TEXT) COLLATE \"C\", CAST(a.attname AS TEXT) COLLATE \"C\"";

/* Tables of extensions do not count. */
static const char in_the_way[] =
    "SELECT 'its encoding is ' || pg_encoding_to_char(encoding) || ', not UTF8' FROM pg_database "
    "WHERE datname = current_database() AND pg_encoding_to_char(encoding) <> 'UTF8' UNION ALL "
    "SELECT 'it is not empty: it has ' || n.nspname || '.' || c.relname FROM pg_class c "
    "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f') "
    "AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND NOT EXISTS (SELECT 1 FROM pg_depend d "
    "WHERE d.classid = CAST('pg_class' AS regclass) AND d.objid = c.oid AND d.deptype = 'e') LIMIT 1";

static const struct db_driver postgres_driver = {
    .name = "postgresql",
    .row_lock = " FOR UPDATE SKIP LOCKED",
    .begin = "BEGIN",
    .now = "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)",
    .close = close_postgres,
    .alive = alive,
    .query = query,
    .script = script,
    .next = next,
    .rows_end = rows_end,
    .is_null = is_null,
    .integer = integer,
    .bytes = bytes,
    .value = value,
    .schema = schema,
    .append_only = append_only,
    .chain_only = chain_only,
    .lock_schema = lock_schema,
    .has_version_table = has_version_table,
    .identity = identity,
    .columns = columns,
    .in_the_way = in_the_way,
    .unlimit = unlimit,
    .copy_begin = copy_begin,
    .copy_put = copy_put,
    .copy_end = copy_end,
};

static void ignore_notice(void *context, const PGresult *result)
{
    (void)context;
    (void)result;
}

enum gh_status db_postgres_open(const char *url, struct db **out)
{
    /* The first six are defaults: the URL's own settings come later and win. The session's options come last. "primary"
     * leaves a standby after a fail-over, and also accepts a primary that is read-only for a while. */
    static const char *const keywords[] = {
        "connect_timeout",      "keepalives_idle", "keepalives_interval", "keepalives_count", "tcp_user_timeout",
        "target_session_attrs", "dbname",          "application_name",    "options",          NULL,
    };
    /* Keep one generic plan for each statement, since planning a page's joins takes longer than reading it. Values
     * that change the plan (states, units) stand in the statement's text. Such a plan expects far more rows than come:
     * starting workers for it, or compiling it, would take longer than the statement. */
    static const char session[] =
        "-c statement_timeout=" STATEMENT_TIMEOUT " -c lock_timeout=5s -c plan_cache_mode=force_generic_plan"
        " -c max_parallel_workers_per_gather=0 -c jit=off";
    const char *values[] = {"5", "5", "2", "2", "9000", "primary", url, "gatehouse-server", session, NULL};
    struct db_postgres *db = calloc(1, sizeof *db);
    if (!db)
        return GH_NO_MEMORY;
    db->base.driver = &postgres_driver;
    db->answer_ms = ANSWER_MS;
    db->conn = PQconnectdbParams(keywords, values, 1);
    secret_wipe_freed(); /* libpq frees copies of the URL and its password as they are */
    *out = &db->base;
    if (PQstatus(db->conn) != CONNECTION_OK) {
        db_note_error(&db->base, db->conn ? PQerrorMessage(db->conn) : "out of memory");
        db->base.lost = true;
        return GH_UNAVAILABLE;
    }
    (void)PQsetNoticeReceiver(db->conn, ignore_notice, NULL);
    return GH_OK;
}

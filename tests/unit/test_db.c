/* The database layer, the same cases on whichever database is there: SQLite always, PostgreSQL when
 * GATEHOUSE_TEST_POSTGRES names one. */
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "db/db.h"

struct fixture {
    char folder[64], url[256];
    struct db_pool *pool;
    struct db *db; /* writing */
};

static struct db_pool *open_pool(const char *url)
{
    struct db_pool *pool = NULL;
    char error[256] = "";
    if (db_pool_open(url, 3, &pool, error, sizeof error))
        fail_msg("%s", error);
    return pool;
}

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    const char *postgres = getenv("GATEHOUSE_TEST_POSTGRES");
    assert_non_null(f);
    (void)snprintf(f->folder, sizeof f->folder, "/tmp/gatehouse-db-XXXXXX");
    assert_non_null(mkdtemp(f->folder));
    if (postgres)
        (void)snprintf(f->url, sizeof f->url, "%s", postgres);
    else
        (void)snprintf(f->url, sizeof f->url, "sqlite:%s/server.db", f->folder);
    f->pool = open_pool(f->url);
    assert_int_equal(db_pool_take(f->pool, DB_WRITE, 1000, &f->db), GH_OK);
    assert_int_equal(db_query(f->db, NULL, "DROP TABLE IF EXISTS probe"), GH_OK);
    assert_int_equal(db_query(f->db, NULL,
                              postgres ? "CREATE TABLE probe (id BIGINT PRIMARY KEY, t TEXT, b BYTEA)"
                                       : "CREATE TABLE probe (id INTEGER PRIMARY KEY, t TEXT, b BLOB)"),
                     GH_OK);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    char command[128];
    db_pool_give(f->pool, f->db);
    db_pool_close(f->pool);
    (void)snprintf(command, sizeof command, "rm -rf %s", f->folder);
    assert_int_equal(system(command), 0);
    free(f);
    return 0;
}

static int64_t count_rows(struct db *db)
{
    struct db_rows rows = {0};
    assert_int_equal(db_query(db, &rows, "SELECT count(*) FROM probe"), GH_OK);
    assert_int_equal(db_next(&rows), GH_OK);
    int64_t n = db_int(&rows, 0);
    db_rows_end(&rows);
    return n;
}

static void put(struct db *db, int64_t id)
{
    assert_int_equal(db_query(db, NULL, "INSERT INTO probe (id, t) VALUES ($1, 'x')", DB_INT(id)), GH_OK);
}

static void values_come_back_as_they_went_in(void **state)
{
    struct db *db = ((struct fixture *)*state)->db;
    static const uint8_t blob[] = {0, 1, 0, 255};
    static const char text[] = "阿依古丽·买买提 '; DROP TABLE probe; --";
    struct db_rows rows = {0};
    char copy[64];
    uint8_t bytes[sizeof blob];
    assert_int_equal(db_query(db, NULL, "INSERT INTO probe (id, t, b) VALUES ($1, $2, $3)", DB_INT(INT64_MAX),
                              DB_TEXT(text), DB_BLOB(blob, sizeof blob)),
                     GH_OK);
    assert_int_equal(db_query(db, NULL, "INSERT INTO probe (id, t, b) VALUES ($1, $2, $3)", DB_INT(INT64_MIN),
                              DB_TEXT(""), DB_BLOB("", 0)),
                     GH_OK);
    assert_int_equal(
        db_query(db, NULL, "INSERT INTO probe (id, t, b) VALUES ($1, $2, $3)", DB_INT(0), DB_TEXT(NULL), DB_NULL),
        GH_OK);
    assert_int_equal(db_query(db, &rows, "SELECT id, t, b FROM probe ORDER BY id"), GH_OK);
    assert_int_equal(db_next(&rows), GH_OK);
    assert_true(db_int(&rows, 0) == INT64_MIN);
    assert_false(db_is_null(&rows, 1));
    assert_int_equal(db_bytes(&rows, 1).len, 0);
    assert_false(db_is_null(&rows, 2));
    assert_int_equal(db_bytes(&rows, 2).len, 0);
    assert_int_equal(db_next(&rows), GH_OK);
    assert_true(db_is_null(&rows, 1));
    assert_true(db_is_null(&rows, 2));
    assert_int_equal(db_copy_blob(&rows, 2, bytes, sizeof bytes), GH_OK);
    assert_int_equal(db_next(&rows), GH_OK);
    assert_true(db_int(&rows, 0) == INT64_MAX);
    assert_int_equal(db_copy_text(&rows, 1, copy, sizeof copy), GH_OK);
    assert_string_equal(copy, text);
    assert_int_equal(db_copy_blob(&rows, 2, bytes, sizeof bytes), GH_OK);
    assert_memory_equal(bytes, blob, sizeof blob);
    assert_int_equal(db_copy_text(&rows, 1, copy, sizeof text - 1), GH_CORRUPT);
    assert_int_equal(db_copy_blob(&rows, 2, bytes, 3), GH_CORRUPT);
    assert_int_equal(db_next(&rows), GH_NOT_FOUND);
    db_rows_end(&rows);
}

static void a_parameter_can_stand_twice_and_be_null_or_not(void **state)
{
    struct db *db = ((struct fixture *)*state)->db;
    static const char sql[] = "INSERT INTO probe (id, t, b) VALUES ($1, $2, $3) ON CONFLICT (id) DO UPDATE SET t = $2";
    assert_int_equal(db_query(db, NULL, sql, DB_INT(1), DB_TEXT("a"), DB_NULL), GH_OK);
    assert_int_equal(db_query(db, NULL, sql, DB_INT(1), DB_TEXT("b"), DB_BLOB("z", 1)), GH_OK);
    assert_int_equal(db_changed(db), 1);
    assert_int_equal(count_rows(db), 1);
    assert_int_equal(db_query(db, NULL, "UPDATE probe SET t = 'c' WHERE id = $1", DB_INT(5)), GH_OK);
    assert_int_equal(db_changed(db), 0);
}

static void one_statement_can_be_read_twice_at_once(void **state)
{
    struct db *db = ((struct fixture *)*state)->db;
    static const char sql[] = "SELECT id FROM probe WHERE id >= $1 ORDER BY id";
    struct db_rows outer = {0}, inner = {0};
    for (int64_t i = 1; i <= 3; i++)
        put(db, i);
    assert_int_equal(db_query(db, &outer, sql, DB_INT(1)), GH_OK);
    assert_int_equal(db_next(&outer), GH_OK);
    assert_int_equal(db_query(db, &inner, sql, DB_INT(3)), GH_OK);
    assert_int_equal(db_next(&inner), GH_OK);
    assert_int_equal(db_int(&inner, 0), 3);
    assert_int_equal(db_next(&outer), GH_OK);
    assert_int_equal(db_int(&outer, 0), 2);
    db_rows_end(&inner);
    db_rows_end(&outer);
}

static void a_broken_rule_is_a_conflict(void **state)
{
    struct db *db = ((struct fixture *)*state)->db;
    put(db, 1);
    assert_int_equal(db_query(db, NULL, "INSERT INTO probe (id, t) VALUES ($1, 'x')", DB_INT(1)), GH_CONFLICT);
    assert_true(strlen(db_error(db)) > 0);
    assert_int_equal(count_rows(db), 1);
}

static void wrong_sql_says_what_is_wrong(void **state)
{
    struct db *db = ((struct fixture *)*state)->db;
    assert_int_equal(db_query(db, NULL, "SELECT id FROM nowhere"), GH_IO);
    if (!strstr(db_error(db), "nowhere"))
        fail_msg("%s", db_error(db));
    assert_false(db_lost(db));
}

static void a_transaction_is_whole_or_not_at_all(void **state)
{
    struct db *db = ((struct fixture *)*state)->db;
    assert_int_equal(db_begin(db), GH_OK);
    put(db, 1);
    db_rollback(db);
    assert_int_equal(count_rows(db), 0);
    assert_int_equal(db_begin(db), GH_OK);
    put(db, 1);
    put(db, 2);
    assert_int_equal(db_commit(db), GH_OK);
    assert_false(db_in_transaction(db));
    assert_int_equal(count_rows(db), 2);
}

static void giving_back_rolls_back(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(db_begin(f->db), GH_OK);
    put(f->db, 1);
    db_pool_give(f->pool, f->db);
    assert_int_equal(db_pool_take(f->pool, DB_WRITE, 1000, &f->db), GH_OK);
    assert_int_equal(count_rows(f->db), 0);
}

static void readers_see_what_is_committed_and_sqlites_cannot_write(void **state)
{
    struct fixture *f = *state;
    struct db *reader;
    assert_int_equal(db_pool_take(f->pool, DB_READ, 1000, &reader), GH_OK);
    put(f->db, 1);
    assert_int_equal(count_rows(reader), 1);
    if (strcmp(db_driver_name(reader), "sqlite") == 0)
        assert_int_equal(db_query(reader, NULL, "DELETE FROM probe"), GH_READ_ONLY);
    db_pool_give(f->pool, reader);
}

static void an_empty_pool_is_busy_after_the_wait(void **state)
{
    struct fixture *f = *state;
    struct db *taken[3], *more;
    for (int i = 0; i < 3; i++)
        assert_int_equal(db_pool_take(f->pool, DB_READ, 1000, &taken[i]), GH_OK);
    assert_int_equal(db_pool_take(f->pool, DB_READ, 20, &more), GH_BUSY);
    assert_int_equal(db_pool_take(f->pool, DB_WRITE, 20, &more), GH_BUSY);
    for (int i = 0; i < 3; i++)
        db_pool_give(f->pool, taken[i]);
}

#define WRITERS 4
#define ROWS_EACH 50

struct writer_thread {
    pthread_t thread;
    struct db_pool *pool;
    int number;
};

static void *write_rows(void *context)
{
    struct writer_thread *w = context;
    for (int i = 0; i < ROWS_EACH; i++) {
        struct db *db;
        if (db_pool_take(w->pool, DB_WRITE, 10000, &db))
            return NULL;
        if (db_begin(db) ||
            db_query(db, NULL, "INSERT INTO probe (id, t) VALUES ($1, 'x')", DB_INT(w->number * 1000 + i)) ||
            db_commit(db)) {
            db_pool_give(w->pool, db);
            return NULL;
        }
        db_pool_give(w->pool, db);
    }
    return w;
}

static void threads_share_the_pool(void **state)
{
    struct fixture *f = *state;
    struct writer_thread writers[WRITERS];
    db_pool_give(f->pool, f->db);
    for (int i = 0; i < WRITERS; i++) {
        writers[i] = (struct writer_thread){.pool = f->pool, .number = i};
        assert_int_equal(pthread_create(&writers[i].thread, NULL, write_rows, &writers[i]), 0);
    }
    for (int i = 0; i < WRITERS; i++) {
        void *result;
        assert_int_equal(pthread_join(writers[i].thread, &result), 0);
        assert_non_null(result);
    }
    assert_int_equal(db_pool_take(f->pool, DB_WRITE, 1000, &f->db), GH_OK);
    assert_int_equal(count_rows(f->db), WRITERS * ROWS_EACH);
}

static void the_schema_is_made_once(void **state)
{
    struct fixture *f = *state;
    int version = 0;
    assert_int_equal(db_migrate(f->db, &version), GH_OK);
    assert_true(version >= 1);
    struct db_rows rows = {0};
    assert_int_equal(db_query(f->db, &rows, "SELECT position FROM change_counter"), GH_OK);
    assert_int_equal(db_next(&rows), GH_OK);
    assert_int_equal(db_next(&rows), GH_NOT_FOUND);
    db_rows_end(&rows);
}

static void a_newer_database_is_refused(void **state)
{
    struct fixture *f = *state;
    int version = 0;
    assert_int_equal(db_query(f->db, NULL, "UPDATE schema_version SET version = version + 1000"), GH_OK);
    assert_int_equal(db_migrate(f->db, &version), GH_UNSUPPORTED);
    assert_int_equal(db_query(f->db, NULL, "UPDATE schema_version SET version = version - 1000"), GH_OK);
}

static void a_second_process_is_told(void **state)
{
    struct fixture *f = *state;
    struct db_pool *second = NULL;
    char error[256] = "";
    enum gh_status status = db_pool_open(f->url, 1, &second, error, sizeof error);
    if (getenv("GATEHOUSE_TEST_POSTGRES")) {
        assert_int_equal(status, GH_OK);
        db_pool_close(second);
    } else {
        assert_int_equal(status, GH_BUSY);
        assert_non_null(strstr(error, "another process"));
    }
}

static void a_connection_that_takes_no_writes_is_replaced(void **state)
{
    struct fixture *f = *state;
    if (strcmp(db_driver_name(f->db), "postgresql") != 0)
        skip();
    assert_int_equal(db_query(f->db, NULL, "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY"), GH_OK);
    assert_int_equal(db_query(f->db, NULL, "DELETE FROM probe"), GH_READ_ONLY);
    assert_true(db_lost(f->db));
    db_pool_give(f->pool, f->db);
    assert_int_equal(db_pool_take(f->pool, DB_WRITE, 1000, &f->db), GH_OK);
    put(f->db, 1);
}

static void a_lost_connection_is_replaced(void **state)
{
    struct fixture *f = *state;
    if (!getenv("GATEHOUSE_TEST_POSTGRES"))
        skip();
    assert_int_equal(db_query(f->db, NULL, "SELECT pg_terminate_backend(pg_backend_pid())"), GH_UNAVAILABLE);
    assert_true(db_lost(f->db));
    assert_int_equal(db_query(f->db, NULL, "SELECT 1"), GH_UNAVAILABLE);
    db_pool_give(f->pool, f->db);
    assert_int_equal(db_pool_take(f->pool, DB_WRITE, 1000, &f->db), GH_OK);
    assert_int_equal(count_rows(f->db), 0);
}

static void no_database_is_said_in_words(void **state)
{
    (void)state;
    struct db_pool *pool = NULL;
    char error[256] = "";
    assert_int_equal(db_pool_open("mysql://x", 1, &pool, error, sizeof error), GH_MALFORMED);
    assert_non_null(strstr(error, "sqlite:PATH"));
    assert_int_equal(db_pool_open("sqlite:/nowhere/at/all.db", 1, &pool, error, sizeof error), GH_IO);
    assert_int_equal(db_pool_open("postgresql:///x?host=/nowhere", 1, &pool, error, sizeof error), GH_UNAVAILABLE);
    assert_true(strlen(error) > 0);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(values_come_back_as_they_went_in),
        CASE(a_parameter_can_stand_twice_and_be_null_or_not),
        CASE(one_statement_can_be_read_twice_at_once),
        CASE(a_broken_rule_is_a_conflict),
        CASE(wrong_sql_says_what_is_wrong),
        CASE(a_transaction_is_whole_or_not_at_all),
        CASE(giving_back_rolls_back),
        CASE(readers_see_what_is_committed_and_sqlites_cannot_write),
        CASE(an_empty_pool_is_busy_after_the_wait),
        CASE(threads_share_the_pool),
        CASE(the_schema_is_made_once),
        CASE(a_newer_database_is_refused),
        CASE(a_second_process_is_told),
        CASE(a_lost_connection_is_replaced),
        CASE(a_connection_that_takes_no_writes_is_replaced),
        cmocka_unit_test(no_database_is_said_in_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

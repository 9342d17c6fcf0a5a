/* The SQL layer of the stores: values in, rows out, statements that are kept, transactions. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/uuid.h"
#include "store/sql.h"

static const char *const migrations[] = {"CREATE TABLE thing(id INTEGER PRIMARY KEY, t TEXT, b BLOB) STRICT;"};
static const struct sql_schema schema = {migrations, 1, SQL_SYNC_NORMAL, 0};

struct fixture {
    char folder[64], path[96];
    struct sql *sql;
};

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    assert_non_null(f);
    (void)snprintf(f->folder, sizeof f->folder, "/tmp/gatehouse-sql-XXXXXX");
    assert_non_null(mkdtemp(f->folder));
    (void)snprintf(f->path, sizeof f->path, "%s/store.db", f->folder);
    assert_int_equal(sql_open(f->path, &schema, SQL_WRITE, &f->sql), GH_OK);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    char command[128];
    sql_close(f->sql);
    (void)snprintf(command, sizeof command, "rm -rf %s", f->folder);
    assert_int_equal(system(command), 0);
    free(f);
    return 0;
}

static struct sql *sql_of(void **state)
{
    return ((struct fixture *)*state)->sql;
}

static void put(struct sql *sql, int64_t id, const char *text)
{
    assert_int_equal(sql_exec(sql, "INSERT INTO thing(id, t) VALUES ($1, $2)", DB_INT(id), DB_TEXT(text)), GH_OK);
}

static int64_t count_things(struct sql *sql)
{
    int64_t count = -1;
    assert_int_equal(sql_first_int(sql, &count, "SELECT count(*) FROM thing"), GH_OK);
    return count;
}

static void values_come_back_as_they_went_in(void **state)
{
    struct sql *sql = sql_of(state);
    static const uint8_t blob[] = {0, 1, 0, 255};
    struct sql_rows *row;
    char text[8];
    uint8_t copy[sizeof blob];
    assert_int_equal(sql_exec(sql, "INSERT INTO thing(b, id, t) VALUES ($3, $1, $2)", DB_INT(INT64_MIN),
                              DB_TEXT("校门"), DB_BLOB(blob, sizeof blob)),
                     GH_OK);
    assert_int_equal(sql_changes(sql), 1);
    assert_int_equal(sql_first(sql, &row, "SELECT id, t, b FROM thing WHERE t = $1 AND t = $1", DB_TEXT("校门")),
                     GH_OK);
    assert_true(sql_int(row, 0) == INT64_MIN);
    assert_int_equal(sql_copy_text(row, 1, text, sizeof text), GH_OK);
    assert_string_equal(text, "校门");
    assert_int_equal(sql_copy_text(row, 1, text, 6), GH_CORRUPT);
    assert_int_equal(sql_copy_bytes(row, 2, copy, sizeof copy), GH_OK);
    assert_memory_equal(copy, blob, sizeof blob);
    assert_int_equal(sql_copy_bytes(row, 2, copy, sizeof copy - 1), GH_CORRUPT);
    sql_end(row);
}

static void zeros_and_no_text_are_null_and_an_empty_blob_is_not(void **state)
{
    struct sql *sql = sql_of(state);
    struct uuid nil = {{0}}, id = {{1}}, back;
    struct sql_rows *row;
    assert_int_equal(sql_exec(sql, "INSERT INTO thing VALUES (1, $1, $2)", DB_TEXT(NULL), DB_UUID_OR_NULL(&nil)),
                     GH_OK);
    assert_int_equal(sql_exec(sql, "INSERT INTO thing VALUES (2, '', $1)", DB_UUID_OR_NULL(&id)), GH_OK);
    assert_int_equal(sql_exec(sql, "INSERT INTO thing VALUES (3, '', $1)", DB_BLOB(NULL, 0)), GH_OK);
    assert_int_equal(sql_query(sql, &row, "SELECT t, b FROM thing ORDER BY id"), GH_OK);
    assert_int_equal(sql_next(row), GH_OK);
    assert_true(sql_is_null(row, 0) && sql_is_null(row, 1));
    memset(&back, 9, sizeof back);
    assert_int_equal(sql_copy_bytes(row, 1, back.b, UUID_LEN), GH_OK);
    assert_true(uuid_is_nil(&back));
    assert_int_equal(sql_next(row), GH_OK);
    assert_int_equal(sql_copy_bytes(row, 1, back.b, UUID_LEN), GH_OK);
    assert_true(uuid_equal(&back, &id));
    assert_int_equal(sql_next(row), GH_OK);
    assert_false(sql_is_null(row, 1));
    assert_int_equal(sql_copy_bytes(row, 1, back.b, UUID_LEN), GH_CORRUPT);
    sql_end(row);
}

static void a_row_can_be_copied_without_knowing_its_types(void **state)
{
    struct sql *sql = sql_of(state);
    struct sql_rows *row;
    int64_t same;
    assert_int_equal(sql_exec(sql, "INSERT INTO thing VALUES (7, NULL, x'00ff')"), GH_OK);
    assert_int_equal(sql_first(sql, &row, "SELECT id + 1, t, b FROM thing"), GH_OK);
    const struct db_value values[] = {sql_value(row, 0), sql_value(row, 1), sql_value(row, 2)};
    assert_int_equal(sql_exec_values(sql, "INSERT INTO thing VALUES ($1, $2, $3)", values, 3), GH_OK);
    sql_end(row);
    assert_int_equal(
        sql_first_int(sql, &same, "SELECT count(*) FROM thing a, thing b WHERE a.id = 7 AND b.id = 8 AND a.b = b.b"),
        GH_OK);
    assert_int_equal(same, 1);
}

static void another_number_of_values_is_refused(void **state)
{
    struct sql *sql = sql_of(state);
    struct sql_rows *row;
    int64_t one;
    assert_int_equal(sql_exec(sql, "DELETE FROM thing WHERE id = $1"), GH_MALFORMED);
    assert_int_equal(sql_exec(sql, "DELETE FROM thing WHERE id = $1", DB_INT(1), DB_INT(2)), GH_MALFORMED);
    assert_int_equal(sql_query(sql, &row, "SELECT $1 + $2", DB_INT(1)), GH_MALFORMED);
    assert_null(row);
    assert_int_equal(sql_first_int(sql, &one, "SELECT ?", DB_INT(1)), GH_MALFORMED);
    assert_int_equal(sql_exec(sql, "SELECT nothing"), GH_IO);
    assert_non_null(strstr(sql_error(sql), "nothing"));
}

static void no_row_leaves_what_was_there(void **state)
{
    struct sql *sql = sql_of(state);
    int64_t value = 5;
    bool exists = true;
    struct sql_rows *row;
    assert_int_equal(sql_first_int(sql, &value, "SELECT id FROM thing"), GH_NOT_FOUND);
    assert_int_equal(value, 5);
    assert_int_equal(sql_first(sql, &row, "SELECT id FROM thing"), GH_NOT_FOUND);
    assert_null(row);
    assert_int_equal(sql_exists(sql, &exists, "SELECT 1 FROM thing"), GH_OK);
    assert_false(exists);
    put(sql, 1, "a");
    assert_int_equal(sql_exists(sql, &exists, "SELECT 1 FROM thing"), GH_OK);
    assert_true(exists);
}

static enum gh_status read_letter(struct sql_rows *row, void *out)
{
    struct bytes text = sql_bytes(row, 0);
    if (text.len != 1)
        return GH_CORRUPT;
    *(char *)out = (char)text.data[0];
    return GH_OK;
}

static void a_list_counts_on_beyond_its_end(void **state)
{
    struct sql *sql = sql_of(state);
    char letters[3] = "--";
    size_t count = 9;
    put(sql, 1, "a");
    put(sql, 2, "b");
    put(sql, 3, "c");
    assert_int_equal(sql_read_all(sql, SQL_INTO(read_letter, letters, 2, &count), "SELECT t FROM thing ORDER BY id"),
                     GH_OK);
    assert_int_equal(count, 3);
    assert_string_equal(letters, "ab");
    assert_int_equal(
        sql_read_all(sql, SQL_INTO(read_letter, letters, 2, &count), "SELECT t FROM thing WHERE id > $1", DB_INT(3)),
        GH_OK);
    assert_int_equal(count, 0);
}

static void a_corrupt_row_ends_a_list_or_is_left_out(void **state)
{
    struct sql *sql = sql_of(state);
    static const char query[] = "SELECT t FROM thing ORDER BY id";
    char letters[4] = "---";
    size_t count = 9;
    put(sql, 1, "a");
    put(sql, 2, "bad");
    put(sql, 3, "c");
    assert_int_equal(sql_read_all(sql, SQL_INTO(read_letter, letters, 3, &count), query), GH_CORRUPT);
    assert_int_equal(count, 9);
    struct sql_list readable = SQL_INTO(read_letter, letters, 3, &count);
    readable.skip_corrupt = true;
    assert_int_equal(sql_read_all(sql, readable, query), GH_OK);
    assert_int_equal(count, 2);
    assert_memory_equal(letters, "ac", 2);
}

static void one_statement_can_be_read_twice_at_once(void **state)
{
    struct sql *sql = sql_of(state);
    static const char query[] = "SELECT id FROM thing WHERE id >= $1 ORDER BY id";
    struct sql_rows *outer, *inner;
    for (int64_t i = 1; i <= 3; i++)
        put(sql, i, "x");
    assert_int_equal(sql_first(sql, &outer, query, DB_INT(1)), GH_OK);
    assert_int_equal(sql_first(sql, &inner, query, DB_INT(3)), GH_OK);
    assert_int_equal(sql_int(inner, 0), 3);
    assert_int_equal(sql_next(outer), GH_OK);
    assert_int_equal(sql_int(outer, 0), 2);
    sql_end(inner);
    sql_end(outer);
}

/* A text that is built anew in the same place must not find the statement of the text before. */
static void more_texts_than_are_kept_still_run(void **state)
{
    struct sql *sql = sql_of(state);
    for (int64_t i = 0; i < 400; i++) {
        char text[64];
        int64_t value;
        (void)snprintf(text, sizeof text, "SELECT %lld + $1", (long long)i);
        assert_int_equal(sql_first_int(sql, &value, text, DB_INT(1)), GH_OK);
        assert_int_equal(value, i + 1);
    }
}

static void values_may_go_before_the_rows_are_read(void **state)
{
    struct sql *sql = sql_of(state);
    struct sql_rows *rows;
    char text[] = "a";
    put(sql, 1, "a");
    assert_int_equal(sql_query(sql, &rows, "SELECT id FROM thing WHERE t = $1", DB_TEXT(text)), GH_OK);
    text[0] = 'z';
    assert_int_equal(sql_next(rows), GH_OK);
    sql_end(rows);
}

/* A read that is held would keep the writer's log from being checkpointed. */
static void remove_lock(void **state)
{
    char lock[128];
    (void)snprintf(lock, sizeof lock, "%s.lock", ((struct fixture *)*state)->path);
    assert_int_equal(unlink(lock), 0);
}

static void a_deleted_lock_is_taken_anew(void **state)
{
    struct fixture *f = *state;
    struct sql *second;
    remove_lock(state);
    put(f->sql, 1, "one");
    assert_int_equal(sql_open(f->path, &schema, SQL_WRITE, &second), GH_BUSY);
    remove_lock(state);
    assert_int_equal(sql_begin(f->sql), GH_OK);
    assert_int_equal(sql_open(f->path, &schema, SQL_WRITE, &second), GH_BUSY);
    assert_int_equal(sql_commit(f->sql), GH_OK);
}

static void one_of_two_writers_writes(void **state)
{
    struct fixture *f = *state;
    struct sql *second;
    remove_lock(state);
    assert_int_equal(sql_open(f->path, &schema, SQL_WRITE, &second), GH_OK);
    assert_int_equal(sql_begin(f->sql), GH_BUSY);
    assert_string_equal(sql_error(f->sql), "another process writes this store");
    assert_int_equal(sql_exec(f->sql, "INSERT INTO thing(id) VALUES (1)"), GH_BUSY);
    put(second, 2, "two");
    assert_int_equal(count_things(f->sql), 1);
    sql_close(second);
    put(f->sql, 3, "three"); /* the lock is free again */
    assert_int_equal(count_things(f->sql), 2);
}

static void after_the_last_row_nothing_is_locked(void **state)
{
    struct sql *sql = sql_of(state);
    struct sql_rows *rows;
    int64_t busy = -1;
    put(sql, 1, "a");
    assert_int_equal(sql_first(sql, &rows, "SELECT id FROM thing"), GH_OK);
    assert_int_not_equal(sql_exec(sql, "PRAGMA wal_checkpoint(TRUNCATE)"), GH_OK);
    assert_int_equal(sql_next(rows), GH_NOT_FOUND);
    assert_int_equal(sql_first_int(sql, &busy, "PRAGMA wal_checkpoint(TRUNCATE)"), GH_OK);
    assert_int_equal(busy, 0);
    sql_end(rows);
}

static void a_transaction_ends_by_its_status(void **state)
{
    struct sql *sql = sql_of(state);
    assert_int_equal(sql_begin(sql), GH_OK);
    put(sql, 1, "a");
    assert_int_equal(sql_finish(sql, GH_ROLLBACK), GH_ROLLBACK);
    assert_int_equal(count_things(sql), 0);
    assert_int_equal(sql_begin(sql), GH_OK);
    put(sql, 1, "a");
    assert_int_equal(sql_exec(sql, "INSERT INTO thing(id) VALUES ($1)", DB_INT(1)), GH_CONFLICT);
    assert_int_equal(sql_finish(sql, GH_OK), GH_OK);
    assert_int_equal(count_things(sql), 1);
}

static void a_reader_sees_what_is_committed_and_cannot_write(void **state)
{
    struct fixture *f = *state;
    struct sql *reader, *second;
    assert_int_equal(sql_open(f->path, &schema, SQL_WRITE, &second), GH_BUSY);
    assert_int_equal(sql_open("/nowhere/at/all.db", &schema, SQL_READ, &reader), GH_NOT_FOUND);
    assert_int_equal(sql_open(f->path, &schema, SQL_READ, &reader), GH_OK);
    assert_int_equal(count_things(reader), 0);
    put(f->sql, 1, "a");
    assert_int_equal(count_things(reader), 1);
    assert_int_equal(sql_exec(reader, "DELETE FROM thing"), GH_READ_ONLY);
    sql_close(reader);
}

static void a_statement_that_computes_too_long_is_ended(void **state)
{
    static const char endless[] = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) ";
    struct sql *sql = sql_of(state);
    char text[160];
    int64_t count = -1;
    sql_limit_statements(sql, 50);
    (void)snprintf(text, sizeof text, "%sSELECT count(*) FROM n", endless);
    assert_int_equal(sql_first_int(sql, &count, text), GH_BUSY);
    assert_int_equal(sql_begin(sql), GH_OK);
    put(sql, 1, "a");
    (void)snprintf(text, sizeof text, "INSERT INTO thing(id, t) %sSELECT i, 'a' FROM n WHERE i < 0", endless);
    assert_int_equal(sql_exec(sql, text), GH_BUSY);
    assert_int_equal(sql_finish(sql, GH_BUSY), GH_BUSY);
    assert_int_equal(count_things(sql), 0);
    /* Also when it gives rows all the time, and though each came in time. */
    struct sql_rows *rows;
    enum gh_status status = sql_query(sql, &rows,
                                      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
                                      "SELECT i FROM n");
    while (!status)
        status = sql_next(rows);
    assert_int_equal(status, GH_BUSY);
    sql_end(rows);
}

static void a_slow_reader_has_its_own_time(void **state)
{
    struct sql *sql = sql_of(state);
    struct sql_rows *rows;
    for (int i = 0; i < 4; i++)
        put(sql, i, "a");
    sql_limit_statements(sql, 50);
    assert_int_equal(sql_query(sql, &rows, "SELECT id FROM thing"), GH_OK);
    for (int i = 0; i < 4; i++) {
        assert_int_equal(usleep(20000), 0);
        assert_int_equal(sql_next(rows), GH_OK);
    }
    assert_int_equal(sql_next(rows), GH_NOT_FOUND);
    sql_end(rows);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(values_come_back_as_they_went_in),
        CASE(zeros_and_no_text_are_null_and_an_empty_blob_is_not),
        CASE(a_row_can_be_copied_without_knowing_its_types),
        CASE(another_number_of_values_is_refused),
        CASE(no_row_leaves_what_was_there),
        CASE(a_list_counts_on_beyond_its_end),
        CASE(a_corrupt_row_ends_a_list_or_is_left_out),
        CASE(one_statement_can_be_read_twice_at_once),
        CASE(more_texts_than_are_kept_still_run),
        CASE(values_may_go_before_the_rows_are_read),
        CASE(a_deleted_lock_is_taken_anew),
        CASE(one_of_two_writers_writes),
        CASE(after_the_last_row_nothing_is_locked),
        CASE(a_transaction_ends_by_its_status),
        CASE(a_reader_sees_what_is_committed_and_cannot_write),
        CASE(a_statement_that_computes_too_long_is_ended),
        CASE(a_slow_reader_has_its_own_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

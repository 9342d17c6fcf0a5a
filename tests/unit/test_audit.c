/* The chain of the audit trail: whatever somebody with the database does to it is found and named; on SQLite, and on
 * PostgreSQL when GATEHOUSE_TEST_POSTGRES names one. */
#include "support/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "records/audit.h"
#include "records/audit_adopt.h"
#include "records/audit_verify.h"
#include "records/record.h"
#include "records/sign_in_failure.h"

#define NOW (INT64_C(1796000000000))
#define ENTRIES 20

struct fixture {
    char folder[64], url[160];
    bool postgres;
    struct db_pool *pool;
    struct db *db;
    struct vault vault;
    struct audit_report report;
};

static void run(struct fixture *f, const char *sql)
{
    if (db_query(f->db, NULL, sql))
        fail_msg("%s: %s", sql, db_error(f->db));
}

static const char *const tables[] = {"audit", "audit_link"};

/* As an attacker with the database would. */
static void drop_triggers(struct fixture *f)
{
    static const char *const sqlite[] = {"audit_no_change", "audit_no_deletion", "audit_link_no_change",
                                         "audit_link_no_deletion"};
    char sql[128];
    for (size_t i = 0; f->postgres && i < 2; i++) {
        (void)snprintf(sql, sizeof sql, "ALTER TABLE %s DISABLE TRIGGER USER", tables[i]);
        run(f, sql);
    }
    for (size_t i = 0; !f->postgres && i < 4; i++) {
        (void)snprintf(sql, sizeof sql, "DROP TRIGGER IF EXISTS %s", sqlite[i]);
        run(f, sql);
    }
}

static void write_at(struct fixture *f, tick at, const char *detail)
{
    const struct audit_entry entry = {at, 0, "setting-changed", "setting:x", detail, "192.0.2.1"};
    assert_int_equal(audit_write(f->db, &entry), GH_OK);
}

static void empty(struct fixture *f)
{
    drop_triggers(f);
    run(f, "DELETE FROM audit");
    run(f, "DELETE FROM audit_link");
    run(f, "DELETE FROM audit_seal");
    run(f, "UPDATE audit_head SET sequence = 0, hash = NULL, adopted = 0");
}

static int set_up(void **state)
{
    static const uint8_t key[32] = {7};
    const char *postgres = getenv("GATEHOUSE_TEST_POSTGRES");
    char error[256] = "";
    struct fixture *f = calloc(1, sizeof *f);
    assert_non_null(f);
    (void)snprintf(f->folder, sizeof f->folder, "/tmp/gatehouse-audit-XXXXXX");
    assert_non_null(mkdtemp(f->folder));
    f->postgres = postgres != NULL;
    (void)snprintf(f->url, sizeof f->url, "sqlite:%s/server.db", f->folder);
    assert_int_equal(db_pool_open(postgres ? postgres : f->url, 1, &f->pool, error, sizeof error), GH_OK);
    assert_int_equal(db_pool_take(f->pool, DB_WRITE, 1000, &f->db), GH_OK);
    vault_from_keys(key, key, key, &f->vault);
    *state = f;
    return 0;
}

static int fill(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(db_begin(f->db), GH_OK);
    empty(f);
    for (int i = 1; i <= ENTRIES; i++) {
        char detail[16];
        (void)snprintf(detail, sizeof detail, "%d", i);
        write_at(f, NOW + i * TICK_SECOND, detail);
    }
    assert_int_equal(db_commit(f->db), GH_OK);
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    char command[128];
    db_rollback(f->db);
    empty(f);
    if (f->postgres) {
        run(f, "ALTER TABLE audit ENABLE TRIGGER USER");
        run(f, "ALTER TABLE audit_link ENABLE TRIGGER USER");
    }
    db_pool_give(f->pool, f->db);
    db_pool_close(f->pool);
    (void)snprintf(command, sizeof command, "rm -rf '%s'", f->folder);
    free(f);
    return system(command);
}

static void seal(struct fixture *f, tick at)
{
    struct audit_seal made;
    assert_int_equal(audit_seal_head(f->db, &f->vault, at, 0, &made), GH_OK);
    assert_int_not_equal(made.sequence, 0);
}

static void expect_good(struct fixture *f, int64_t first, int64_t last)
{
    assert_int_equal(audit_verify(f->db, &f->vault, NULL, &f->report), GH_OK);
    assert_string_equal(f->report.fault, "");
    assert_int_equal(f->report.first, first);
    assert_int_equal(f->report.last, last);
}

/* The fault has to begin with one text and contain the other. */
static void expect(struct fixture *f, const char *begins, const char *contains)
{
    assert_int_equal(audit_verify(f->db, &f->vault, NULL, &f->report), GH_OK);
    if (strncmp(f->report.fault, begins, strlen(begins)) != 0 || !strstr(f->report.fault, contains))
        fail_msg("\"%s\" is not \"%s...%s\"", f->report.fault, begins, contains);
}

static void good(void **state)
{
    struct fixture *f = *state;
    expect_good(f, 1, ENTRIES);
    assert_int_equal(f->report.signed_to, 0);
    seal(f, NOW);
    expect_good(f, 1, ENTRIES);
    assert_int_equal(f->report.signed_to, ENTRIES);
    write_at(f, NOW + TICK_HOUR, "later");
    expect_good(f, 1, ENTRIES + 1);
}

/* A transaction that is undone leaves no link, and one with several entries links all. */
static void transactions(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(db_begin(f->db), GH_OK);
    for (int i = 0; i < 9; i++)
        write_at(f, NOW, "undone");
    db_rollback(f->db);
    expect_good(f, 1, ENTRIES);
    assert_int_equal(db_begin(f->db), GH_OK);
    for (int i = 0; i < 9; i++)
        write_at(f, NOW, "done");
    assert_int_equal(db_commit(f->db), GH_OK);
    expect_good(f, 1, ENTRIES + 9);
}

static void altered(void **state)
{
    struct fixture *f = *state;
    run(f, "UPDATE audit SET detail = 'harmless' WHERE detail = '7'");
    expect(f, "entry 7 (", ": altered");
}

static void any_column(void **state)
{
    static const char *const columns[] = {"at = at + 1", "action = 'x'", "subject = 'x'", "address = 'x'"};
    struct fixture *f = *state;
    char sql[128];
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(db_begin(f->db), GH_OK);
        (void)snprintf(sql, sizeof sql, "UPDATE audit SET %s WHERE detail = '20'", columns[i]);
        run(f, sql);
        expect(f, "entry 20 (", ": altered");
        db_rollback(f->db);
    }
    expect_good(f, 1, ENTRIES);
}

static void deleted(void **state)
{
    struct fixture *f = *state;
    run(f, "DELETE FROM audit WHERE detail = '8'");
    expect(f, "entry 8 is deleted", "");
    run(f, "DELETE FROM audit_link WHERE sequence = 8");
    expect(f, "entry 8 and its link are deleted; the next one is 9", "");
    run(f, "UPDATE audit_link SET sequence = sequence - 100 WHERE sequence > 8");
    run(f, "UPDATE audit_link SET sequence = sequence + 99 WHERE sequence < 0");
    expect(f, "entry 8 (", "1 deleted before it");
}

static void first_deleted(void **state)
{
    struct fixture *f = *state;
    run(f, "DELETE FROM audit WHERE detail = '1'");
    run(f, "DELETE FROM audit_link WHERE sequence = 1");
    expect(f, "entry 1 and its link are deleted", "");
}

/* Takes entries off the end and sets everything back that the database says of them, but for what is signed. */
static void cut(struct fixture *f, int after)
{
    char sql[256];
    (void)snprintf(sql, sizeof sql, "DELETE FROM audit WHERE id IN (SELECT entry FROM audit_link WHERE sequence > %d)",
                   after);
    run(f, sql);
    (void)snprintf(sql, sizeof sql, "DELETE FROM audit_link WHERE sequence > %d", after);
    run(f, sql);
}

static void cut_at_end(void **state)
{
    struct fixture *f = *state;
    seal(f, NOW);
    cut(f, 15);
    run(f, "UPDATE audit_head SET sequence = 15, hash = (SELECT hash FROM audit_link WHERE sequence = 15)");
    expect(f, "entries 16 to 20, which were there at 2026-", "are deleted at the end");
    run(f, "DELETE FROM audit_seal");
    expect_good(f, 1, 15); /* who deletes the signatures too is found by the log alone: */
    struct audit_seal head = {.sequence = ENTRIES};
    assert_int_equal(audit_verify(f->db, &f->vault, &head, &f->report), GH_OK);
    assert_non_null(strstr(f->report.fault, "up to the head that was given"));
    head.sequence = 3;
    assert_int_equal(audit_verify(f->db, &f->vault, &head, &f->report), GH_OK);
    assert_non_null(strstr(f->report.fault, "entry 3 ("));
}

static void cut_unsigned(void **state)
{
    struct fixture *f = *state;
    cut(f, 15);
    expect(f, "entries 16 to 20 are deleted at the end", "");
}

static void moved(void **state)
{
    struct fixture *f = *state;
    run(f, "UPDATE audit_link SET sequence = -5 WHERE sequence = 5");
    run(f, "UPDATE audit_link SET sequence = 5 WHERE sequence = 9");
    run(f, "UPDATE audit_link SET sequence = 9 WHERE sequence = -5");
    expect(f, "entry 5 (", "moved here; entry 9 was written in its place");
}

static void inserted(void **state)
{
    struct fixture *f = *state;
    struct uuid id = record_id(NOW);
    assert_int_equal(
        db_query(f->db, NULL,
                 "INSERT INTO audit (id, at, action, subject, detail, address) VALUES ($1, 1, 'signed-in', "
                 "'session', '', '')",
                 DB_UUID(&id)),
        GH_OK);
    expect(f, "entry ", "(signed-in) was inserted without a link");
    run(f, "UPDATE audit_link SET sequence = sequence + 101 WHERE sequence > 10");
    run(f, "UPDATE audit_link SET sequence = sequence - 100 WHERE sequence > 100");
    assert_int_equal(db_query(f->db, NULL,
                              "INSERT INTO audit_link (sequence, entry, hash) SELECT 11, $1, hash FROM audit_link "
                              "WHERE sequence = 10",
                              DB_UUID(&id)),
                     GH_OK);
    expect(f, "entry 11 (", "inserted or moved here; entry 12 was written in its place");
}

/* Computes a whole chain over other entries, as somebody without the server's key can. */
static void written_anew(void **state)
{
    struct fixture *f = *state;
    struct audit_seal old;
    seal(f, NOW);
    assert_int_equal(audit_seal_newest(f->db, AUDIT_HEAD, &old), GH_OK);
    run(f, "UPDATE audit SET detail = 'harmless' WHERE detail = '7'");
    run(f, "DELETE FROM audit_link");
    run(f, "UPDATE audit_head SET sequence = 0, hash = NULL, adopted = 0");
    int64_t count = 0;
    assert_int_equal(audit_adopt(f->db, NOW, &count), GH_OK);
    assert_int_equal(count, ENTRIES);
    expect(f, "entry 20 (", "written anew");
    /* Nor does a signature by another key help. */
    static const uint8_t key[32] = {8};
    struct vault other;
    vault_from_keys(key, key, key, &other);
    run(f, "DELETE FROM audit_seal");
    struct audit_seal made;
    assert_int_equal(audit_seal_head(f->db, &other, NOW, 0, &made), GH_OK);
    expect(f, "the signature of the head at entry 21 is not this server's", "");
}

/* Entries of a server without a chain are linked once. */
static void adopted(void **state)
{
    struct fixture *f = *state;
    int64_t count = 0;
    run(f, "DELETE FROM audit_link");
    run(f, "UPDATE audit_head SET sequence = 0, hash = NULL");
    assert_int_equal(audit_adopt(f->db, NOW, &count), GH_OK);
    assert_int_equal(count, ENTRIES);
    expect_good(f, 1, ENTRIES + 1);
    assert_int_equal(audit_adopt(f->db, NOW, &count), GH_OK);
    assert_int_equal(count, 0);
    struct uuid id = record_id(NOW);
    assert_int_equal(
        db_query(f->db, NULL,
                 "INSERT INTO audit (id, at, action, subject, detail, address) VALUES ($1, 1, 'x', 'x', '', "
                 "'')",
                 DB_UUID(&id)),
        GH_OK);
    run(f, "UPDATE audit_head SET adopted = 0");
    assert_int_equal(audit_adopt(f->db, NOW, &count), GH_OK);
    expect(f, "entry 23 (", "adopted a second time");
}

static void retention(void **state)
{
    struct fixture *f = *state;
    int64_t removed = 0;
    tick today = 0;
    assert_int_equal(db_now(f->db, &today), GH_OK);
    empty(f);
    for (int i = 0; i < 6; i++)
        write_at(f, today - (i < 4 ? 300 : 100) * TICK_DAY, "x");
    seal(f, today);
    assert_int_equal(audit_retain(f->db, &f->vault, today, 365, &removed), GH_OK);
    assert_int_equal(removed, 0);
    assert_int_equal(audit_retain(f->db, &f->vault, today, 7, &removed), GH_OK); /* never less than 180 days */
    assert_int_equal(removed, 4);
    expect_good(f, 5, 6);
    assert_int_equal(f->report.removed_to, 4);
    run(f, "UPDATE audit_seal SET sequence = 5 WHERE kind = 'anchor'");
    expect(f, "the signature where entries up to 5 were removed is not this server's", "");
}

/* The database itself refuses, while its triggers are there. The first test: the others drop them. */
static void append_only(void **state)
{
    struct fixture *f = *state;
    write_at(f, NOW, "x");
    assert_int_not_equal(db_query(f->db, NULL, "UPDATE audit_link SET sequence = sequence + 1"), GH_OK);
    assert_int_not_equal(db_query(f->db, NULL, "DELETE FROM audit_link"), GH_OK);
}

static int64_t number(struct fixture *f, const char *sql)
{
    struct db_rows rows = {0};
    assert_int_equal(db_query(f->db, &rows, sql), GH_OK);
    assert_int_equal(db_next(&rows), GH_OK);
    const int64_t value = db_int(&rows, 0);
    db_rows_end(&rows);
    return value;
}

/* Failed sign-ins of many addresses stay few entries, and none of them is lost from the counts. */
static void failures(void **state)
{
    struct fixture *f = *state;
    char address[32];
    run(f, "DELETE FROM sign_in_failure");
    for (int i = 0; i < 300; i++) {
        (void)snprintf(address, sizeof address, "192.0.2.%d", i % 100);
        assert_int_equal(sign_in_failure_count(f->db, NOW, "nobody", address, SIGN_IN_WRONG), GH_OK);
    }
    assert_int_equal(sign_in_failures_flush(f->db, NOW), GH_OK);
    assert_int_equal(number(f, "SELECT count(*) FROM audit WHERE action = 'sign-in-failed'"), 0); /* not over yet */
    assert_int_equal(number(f, "SELECT CAST(sum(count) AS BIGINT) FROM sign_in_failure"), 300);
    assert_int_equal(sign_in_failures_flush(f->db, NOW + TICK_MINUTE), GH_OK);
    const int64_t written = number(f, "SELECT count(*) FROM audit WHERE action = 'sign-in-failed'");
    assert_true(written > 1 && written <= SIGN_IN_FAILURES_MAX + 1);
    assert_int_equal(number(f, "SELECT count(*) FROM sign_in_failure"), 0);
    assert_int_equal(number(f, "SELECT count(*) FROM audit WHERE detail = 'wrong-password: 3' AND address <> ''"),
                     SIGN_IN_FAILURES_MAX);
    assert_int_equal(number(f, "SELECT count(*) FROM audit WHERE detail = 'wrong-password: 240' AND address = ''"), 1);
    expect_good(f, 1, ENTRIES + written);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(append_only),
        cmocka_unit_test_setup(good, fill),
        cmocka_unit_test_setup(transactions, fill),
        cmocka_unit_test_setup(altered, fill),
        cmocka_unit_test_setup(any_column, fill),
        cmocka_unit_test_setup(deleted, fill),
        cmocka_unit_test_setup(first_deleted, fill),
        cmocka_unit_test_setup(cut_at_end, fill),
        cmocka_unit_test_setup(cut_unsigned, fill),
        cmocka_unit_test_setup(moved, fill),
        cmocka_unit_test_setup(inserted, fill),
        cmocka_unit_test_setup(written_anew, fill),
        cmocka_unit_test_setup(adopted, fill),
        cmocka_unit_test_setup(retention, fill),
        cmocka_unit_test_setup(failures, fill),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}

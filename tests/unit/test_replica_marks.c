/* What a thief must not find in a replica's bytes: hashes of ID numbers, since barred persons are marks on passes, and
 * what a guard had who is refused now. */
#include "support/test.h"

#include <sodium.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/replica.h"
#include "store/schema.h"

#define NOON ((tick)1790000000000)
#define HASHES 10 /* the last version that kept hashes of persons */
#define CROWD 200 /* passes of the old replica: many pages */

static char directory[64], path[96];

static int set_up(void **state)
{
    (void)state;
    (void)snprintf(directory, sizeof directory, "/tmp/gatehouse-marks-XXXXXX");
    if (!mkdtemp(directory))
        return -1;
    (void)snprintf(path, sizeof path, "%s/replica.db", directory);
    return 0;
}

static int tear_down(void **state)
{
    char command[128];
    (void)state;
    (void)snprintf(command, sizeof command, "rm -rf '%s'", directory);
    return system(command);
}

static struct uuid id_of(unsigned n)
{
    const uint8_t random[10] = {[8] = (uint8_t)(n >> 8), [9] = (uint8_t)n};
    return uuid_v7(NOON, random);
}

/* 16 bytes that stand nowhere else in a file, as a keyed hash does. */
static void hash_of(unsigned n, uint8_t out[static 16])
{
    (void)crypto_generichash(out, 16, (const uint8_t *)&n, sizeof n, NULL, 0);
}

static void run(sqlite3 *db, const char *text)
{
    if (sqlite3_exec(db, text, NULL, NULL, NULL) != SQLITE_OK)
        fail_msg("%s: %s", text, sqlite3_errmsg(db));
}

static void put_old_pass(sqlite3 *db, unsigned n)
{
    static const char text[] =
        "INSERT INTO pass(id, version, state, not_before, expires, issued_at, kind, uses, gates,"
        " home_gate, holder, unit, person, number) VALUES (?1, 1, 1, 0, 1, 0, 1, 1, 1, 0, substr(?2, 1, 6), 0, ?2, '')";
    sqlite3_stmt *insert;
    uint8_t hash[16];
    const struct uuid id = id_of(n);
    hash_of(n, hash);
    assert_int_equal(sqlite3_prepare_v2(db, text, -1, &insert, NULL), SQLITE_OK);
    (void)sqlite3_bind_blob(insert, 1, id.b, UUID_LEN, SQLITE_STATIC);
    (void)sqlite3_bind_blob(insert, 2, hash, sizeof hash, SQLITE_STATIC);
    assert_int_equal(sqlite3_step(insert), SQLITE_DONE);
    (void)sqlite3_finalize(insert);
}

static void put_old_bar(sqlite3 *db, unsigned n, int plate, int lifted)
{
    sqlite3_stmt *insert;
    uint8_t hash[16];
    hash_of(n, hash);
    assert_int_equal(sqlite3_prepare_v2(db, "INSERT INTO bar(plate, hash, version, lifted) VALUES (?1, ?2, 1, ?3)", -1,
                                        &insert, NULL),
                     SQLITE_OK);
    (void)sqlite3_bind_int(insert, 1, plate);
    (void)sqlite3_bind_blob(insert, 2, hash, sizeof hash, SQLITE_STATIC);
    (void)sqlite3_bind_int(insert, 3, lifted);
    assert_int_equal(sqlite3_step(insert), SQLITE_DONE);
    (void)sqlite3_finalize(insert);
}

/* The person of pass 1 is barred, the one of pass 2 no longer, and so is a plate. */
static void make_old(void)
{
    sqlite3 *db;
    char text[64];
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    run(db, "PRAGMA journal_mode = WAL");
    for (int i = 0; i < HASHES; i++)
        run(db, replica_migrations[i]);
    for (unsigned n = 1; n <= CROWD; n++)
        put_old_pass(db, n);
    put_old_bar(db, 1, 0, 0);
    put_old_bar(db, 2, 0, 1);
    put_old_bar(db, CROWD + 1, 1, 0);
    (void)snprintf(text, sizeof text, "PRAGMA user_version = %d", HASHES);
    run(db, text);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

/* Six bytes of a hash are those of an old holder check. */
static bool holds(const uint8_t *all, size_t len, const uint8_t hash[static 16])
{
    for (size_t i = 0; i + HOLDER_CHECK_LEN <= len; i++)
        if (all[i] == hash[0] && memcmp(all + i, hash, HOLDER_CHECK_LEN) == 0)
            return true;
    return false;
}

/* Returns of how many persons a hash or an old holder check stands in the store's files, as bytes. */
static unsigned hashes_on_disk(void)
{
    static const char *const parts[] = {"", "-wal", "-shm"};
    unsigned found = 0;
    for (size_t i = 0; i < 3; i++) {
        char name[128];
        (void)snprintf(name, sizeof name, "%s%s", path, parts[i]);
        FILE *file = fopen(name, "rb");
        static uint8_t all[4 << 20];
        size_t len = file ? fread(all, 1, sizeof all, file) : 0;
        assert_true(len < sizeof all);
        if (file)
            (void)fclose(file);
        for (unsigned n = 1; n <= CROWD; n++) {
            uint8_t hash[16];
            hash_of(n, hash);
            found += holds(all, len, hash);
        }
    }
    return found;
}

static bool is_marked(struct replica *r, unsigned n)
{
    struct replica_pass pass;
    const struct uuid id = id_of(n);
    assert_int_equal(replica_find_pass(r, &id, &pass), GH_OK);
    return pass.barred;
}

static void assert_12_bits(struct replica *r, unsigned n)
{
    struct replica_pass pass;
    uint8_t hash[16];
    const struct uuid id = id_of(n);
    hash_of(n, hash);
    const uint8_t expected[HOLDER_CHECK_LEN] = {hash[0], hash[1] & 0xf0};
    assert_int_equal(replica_find_pass(r, &id, &pass), GH_OK);
    assert_true(pass.claims.has_holder);
    assert_memory_equal(pass.claims.holder, expected, sizeof expected);
}

static void a_migration_leaves_marks_and_no_hash(void **state)
{
    (void)state;
    struct replica *r;
    uint8_t plate[PLATE_HASH_LEN];
    bool barred = false;
    make_old();
    assert_int_equal(hashes_on_disk(), CROWD);
    assert_int_equal(replica_open(path, REPLICA_WRITE, &r), GH_OK);
    assert_int_equal(hashes_on_disk(), 0);
    assert_true(is_marked(r, 1));
    assert_false(is_marked(r, 2));
    assert_false(is_marked(r, 3));
    for (unsigned n = 1; n <= CROWD; n++)
        assert_12_bits(r, n);
    hash_of(CROWD + 1, plate);
    assert_int_equal(replica_plate_is_barred(r, plate, 0, &barred), GH_OK);
    assert_true(barred);
    replica_close(r);
    assert_int_equal(hashes_on_disk(), 0);
}

static enum gh_status apply(struct replica *r, struct wire_record record)
{
    static const uint8_t root[PUBLIC_KEY_LEN] = {1};
    return replica_write(r, &record, 1, root, NULL);
}

static void the_server_sets_and_lifts_a_mark(void **state)
{
    (void)state;
    struct replica *r;
    struct replica_stat stat;
    struct wire_record pass = {
        .type = WIRE_PASS,
        .pass = {.claims = {.pass_id = id_of(1), .kind = 1, .uses = 1, .gates = 1}, .state = ROW_VALID}};
    assert_int_equal(replica_open(path, REPLICA_WRITE, &r), GH_OK);
    for (uint64_t version = 1; version <= 3; version++) {
        pass.pass.version = version;
        pass.pass.barred = version == 2;
        assert_int_equal(apply(r, pass), GH_OK);
        assert_int_equal(is_marked(r, 1), version == 2);
        assert_int_equal(replica_stat(r, &stat), GH_OK);
        assert_int_equal(stat.barred, version == 2);
    }
    replica_close(r);
}

static void what_an_older_server_sends_of_persons_is_dropped(void **state)
{
    (void)state;
    static const char line[] =
        "{\"t\":\"pass\",\"id\":\"019a0e6f-4000-7000-8000-0000000000aa\",\"version\":1,\"state\":\"valid\",\"nbf\":1,"
        "\"exp\":2,\"iat\":1,\"kind\":\"pedestrian\",\"uses\":\"single\",\"gates\":1,\"home\":0,\"unit\":1,"
        "\"person\":\"%s\"}";
    char text[512], why[WIRE_ERROR_SIZE], digits[33];
    struct replica *r;
    struct replica_stat stat;
    struct wire_record record, bar = {.type = WIRE_BAR, .bar = {.plate = false, .version = 1}};
    hash_of(1, bar.bar.hash);
    hex_encode(BYTES(bar.bar.hash, 16), digits);
    (void)snprintf(text, sizeof text, line, digits);
    assert_int_equal(wire_record_decode(bytes_of_string(text), &record, why), GH_OK);
    assert_int_equal(wire_record_encode(&record, text, sizeof text), GH_OK);
    assert_null(strstr(text, "person"));
    assert_int_equal(replica_open(path, REPLICA_WRITE, &r), GH_OK);
    assert_int_equal(apply(r, record), GH_OK);
    assert_int_equal(apply(r, bar), GH_OK);
    assert_int_equal(replica_stat(r, &stat), GH_OK);
    assert_int_equal(stat.barred, 0);
    assert_int_equal(hashes_on_disk(), 0);
    replica_close(r);
}

static void a_guard_who_is_refused_leaves_no_secret(void **state)
{
    (void)state;
    struct replica *r;
    struct replica_stat stat;
    struct wire_record record = {.type = WIRE_GUARD,
                                 .guard = {.guard = 7, .version = 2, .active = true, .ops = 8, .mem_kib = 32768}};
    struct wire_record refused = {.type = WIRE_GUARD, .guard = record.guard};
    hash_of(1, record.guard.verifier);
    hash_of(2, record.guard.wrapped);
    record.guard.wrapped_len = GUARD_WRAPPED_MAX;
    refused.guard.version = 3;
    refused.guard.active = false;
    assert_int_equal(replica_open(path, REPLICA_WRITE, &r), GH_OK);
    assert_int_equal(apply(r, record), GH_OK);
    assert_int_equal(hashes_on_disk(), 2);
    assert_int_equal(replica_stat(r, &stat), GH_OK);
    assert_int_equal(stat.pin_guards, 1);
    assert_int_equal(apply(r, refused), GH_OK);
    assert_int_equal(hashes_on_disk(), 0); /* neither in the file nor in its log */
    assert_int_equal(replica_stat(r, &stat), GH_OK);
    assert_int_equal(stat.pin_guards, 0);
    replica_close(r);
}

/* Guards' records come again after an update: the same version, with more keys and bound to the hardware. */
static void a_record_of_the_same_version_replaces_one_with_less(void **state)
{
    (void)state;
    struct replica *r;
    struct replica_stat stat;
    struct wire_guard held;
    size_t count = 0;
    struct wire_record record = {.type = WIRE_GUARD,
                                 .guard = {.guard = 7, .version = 2, .active = true, .ops = 8, .mem_kib = 32768}};
    hash_of(1, record.guard.verifier);
    record.guard.wrapped_len = GUARD_WRAPPED_ONE;
    const struct wire_record first = record;
    assert_int_equal(replica_open(path, REPLICA_WRITE, &r), GH_OK);
    assert_int_equal(apply(r, record), GH_OK);
    assert_int_equal(replica_stat(r, &stat), GH_OK);
    assert_true(stat.old_guards == 1 && stat.loose_guards == 1);
    record.guard.wrapped_len = GUARD_WRAPPED_ONE + 32;
    assert_int_equal(apply(r, record), GH_OK);
    assert_int_equal(replica_stat(r, &stat), GH_OK);
    assert_true(stat.old_guards == 0 && stat.loose_guards == 1);
    hash_of(2, record.guard.verifier);
    record.guard.bound = true;
    assert_int_equal(apply(r, record), GH_OK);
    assert_int_equal(hashes_on_disk(), 1); /* the one before is gone, also from the log */
    assert_int_equal(apply(r, first), GH_OK);
    assert_int_equal(replica_guards(r, &held, 1, &count), GH_OK);
    assert_true(count == 1 && held.bound && held.wrapped_len == GUARD_WRAPPED_ONE + 32);
    assert_memory_equal(held.verifier, record.guard.verifier, sizeof held.verifier);
    assert_int_equal(replica_stat(r, &stat), GH_OK);
    assert_true(stat.old_guards == 0 && stat.loose_guards == 0);
    replica_close(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_migration_leaves_marks_and_no_hash, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_server_sets_and_lifts_a_mark, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_an_older_server_sends_of_persons_is_dropped, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_guard_who_is_refused_leaves_no_secret, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_record_of_the_same_version_replaces_one_with_less, set_up, tear_down),
    };
    return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}

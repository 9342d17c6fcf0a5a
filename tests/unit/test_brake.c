/* Brakes on wrong tries and the cookies of known devices, on SQLite, and on PostgreSQL when GATEHOUSE_TEST_POSTGRES
 * names one. */
#include "support/test.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "auth/known_device.h"

#define NOW tick_from_seconds(1795507200) /* 2026-11-24 */
#define THREADS 4
#define TRIES_EACH 25

struct fixture {
    char folder[64];
    struct db_pool *pool;
    struct db *db;
    struct vault vault;
};

static int set_up(void **state)
{
    static const uint8_t master[VAULT_KEY_LEN] = {1}, campus[CAMPUS_KEY_LEN] = {2}, data[DATA_KEY_LEN] = {3};
    struct fixture *f = calloc(1, sizeof *f);
    const char *postgres = getenv("GATEHOUSE_TEST_POSTGRES");
    char url[128], error[256] = "";
    assert_non_null(f);
    (void)snprintf(f->folder, sizeof f->folder, "/tmp/gatehouse-brake-XXXXXX");
    assert_non_null(mkdtemp(f->folder));
    (void)snprintf(url, sizeof url, "sqlite:%s/server.db", f->folder);
    assert_int_equal(db_pool_open(postgres ? postgres : url, THREADS, &f->pool, error, sizeof error), GH_OK);
    assert_int_equal(db_pool_take(f->pool, DB_WRITE, 1000, &f->db), GH_OK);
    assert_int_equal(db_query(f->db, NULL, "DELETE FROM login_failure"), GH_OK);
    vault_from_keys(master, campus, data, &f->vault);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    char command[128];
    db_pool_give(f->pool, f->db);
    db_pool_close(f->pool);
    (void)snprintf(command, sizeof command, "rm -rf '%s'", f->folder);
    assert_int_equal(system(command), 0);
    vault_close(&f->vault);
    free(f);
    return 0;
}

static tick take(struct fixture *f, const struct brake_key *keys, size_t count, tick now)
{
    tick left = -1;
    assert_int_equal(brake_take(f->db, keys, count, now, &left), GH_OK);
    return left;
}

static int64_t rows_in(struct fixture *f)
{
    struct db_rows rows = {0};
    assert_int_equal(db_query(f->db, &rows, "SELECT count(*) FROM login_failure"), GH_OK);
    assert_int_equal(db_next(&rows), GH_OK);
    const int64_t n = db_int(&rows, 0);
    db_rows_end(&rows);
    return n;
}

static void some_at_once_then_one_an_interval(void **state)
{
    struct fixture *f = *state;
    const struct brake_key key = {{3, TICK_MINUTE}, "test"};
    for (int i = 0; i < 3; i++)
        assert_int_equal(take(f, &key, 1, NOW), 0);
    assert_int_equal(take(f, &key, 1, NOW), TICK_MINUTE);
    assert_int_equal(take(f, &key, 1, NOW + TICK_MINUTE - 1), 1);
    assert_int_equal(take(f, &key, 1, NOW + TICK_MINUTE), 0);
    assert_int_equal(take(f, &key, 1, NOW + TICK_MINUTE), TICK_MINUTE);
    for (int i = 0; i < 3; i++)
        assert_int_equal(take(f, &key, 1, NOW + TICK_HOUR), 0);
    assert_int_equal(take(f, &key, 1, NOW + TICK_HOUR), TICK_MINUTE);
}

static void right_tries_are_given_back(void **state)
{
    struct fixture *f = *state;
    const struct brake_key key = {{3, TICK_MINUTE}, "test"};
    for (int i = 0; i < 20; i++) {
        assert_int_equal(take(f, &key, 1, NOW), 0);
        assert_int_equal(brake_give_back(f->db, &key, 1), GH_OK);
    }
    for (int i = 0; i < 3; i++)
        assert_int_equal(take(f, &key, 1, NOW), 0);
    assert_int_equal(brake_clear(f->db, &key), GH_OK);
    assert_int_equal(take(f, &key, 1, NOW), 0);
}

static void a_try_that_waits_counts_nowhere(void **state)
{
    struct fixture *f = *state;
    const struct brake_key keys[] = {{{9, TICK_MINUTE}, "wide"}, {{1, TICK_MINUTE}, "narrow"}};
    tick left = 0;
    assert_int_equal(take(f, keys, 2, NOW), 0);
    for (int i = 0; i < 20; i++)
        assert_int_equal(take(f, keys, 2, NOW), TICK_MINUTE);
    for (int i = 1; i < 9; i++)
        assert_int_equal(take(f, keys, 1, NOW), 0);
    assert_int_equal(brake_wait(f->db, keys, 1, NOW, &left), GH_OK);
    assert_int_equal(left, TICK_MINUTE);
}

struct crowd {
    struct fixture *f;
    int taken[THREADS];
    pthread_t threads[THREADS];
};

struct one_of {
    struct crowd *crowd;
    int number;
};

static void *try_often(void *context)
{
    const struct one_of *one = context;
    const struct brake_key keys[] = {{{1000, TICK_SECOND}, "crowd"}, {{7, TICK_MINUTE}, "door"}};
    for (int i = 0; i < TRIES_EACH; i++) {
        struct db *db;
        tick left = -1;
        if (db_pool_take(one->crowd->f->pool, DB_WRITE, 60000, &db))
            continue;
        if (brake_take(db, keys, 2, NOW, &left) == GH_OK && left == 0)
            one->crowd->taken[one->number]++;
        db_pool_give(one->crowd->f->pool, db);
    }
    return NULL;
}

static void tries_at_the_same_moment_count(void **state)
{
    struct fixture *f = *state;
    struct crowd crowd = {.f = f};
    struct one_of ones[THREADS];
    int taken = 0;
    db_pool_give(f->pool, f->db);
    for (int i = 0; i < THREADS; i++) {
        ones[i] = (struct one_of){&crowd, i};
        assert_int_equal(pthread_create(&crowd.threads[i], NULL, try_often, &ones[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(crowd.threads[i], NULL), 0);
        taken += crowd.taken[i];
    }
    assert_int_equal(db_pool_take(f->pool, DB_WRITE, 1000, &f->db), GH_OK);
    assert_int_equal(taken, 7);
}

/* Tries to sign in until it has to wait; returns how many tries went on. */
static int tries(struct fixture *f, const char *name, const char *address, const char *device, int most)
{
    struct brake_key keys[BRAKE_KEYS_MAX];
    const size_t count = brake_sign_in(&f->vault, name, address, device, keys);
    for (int i = 0; i < most; i++)
        if (take(f, keys, count, NOW) > 0)
            return i;
    return most;
}

static void a_stranger_slows_down_only_himself(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(tries(f, "li", "192.0.2.1", "", 50), 5);
    assert_int_equal(tries(f, "LI", "::ffff:192.0.2.1", "", 50), 0);
    assert_int_equal(tries(f, "li", "192.0.2.2", "", 1), 1);
    assert_int_equal(tries(f, "wang", "192.0.2.1", "", 1), 1);
    assert_int_equal(tries(f, "li", "192.0.2.1", "known", 50), 5);
}

static void an_account_is_guessed_at_slowly_from_anywhere(void **state)
{
    struct fixture *f = *state;
    char address[ADDRESS_SIZE];
    int looked_at = 0;
    for (int i = 0; i < 50; i++) {
        (void)snprintf(address, sizeof address, "2001:db8:0:%x::1", i);
        looked_at += tries(f, "li", address, "", 5);
    }
    assert_int_equal(looked_at, 30);
    assert_int_equal(tries(f, "li", "192.0.2.1", "known", 1), 1);
    assert_int_equal(tries(f, "wang", "192.0.2.1", "", 1), 1);
}

static void a_network_guesses_slowly_at_all_accounts(void **state)
{
    struct fixture *f = *state;
    char name[32], address[ADDRESS_SIZE];
    int looked_at = 0;
    for (int i = 0; i < 60; i++) {
        (void)snprintf(name, sizeof name, "name-%d", i);
        (void)snprintf(address, sizeof address, "2001:db8::%x", i);
        looked_at += tries(f, name, address, "", 1);
    }
    assert_int_equal(looked_at, 30);
    assert_int_equal(tries(f, "li", "2001:db8:0:1::1", "", 1), 1);
}

static void all_strangers_together_are_slowed_down(void **state)
{
    struct fixture *f = *state;
    char name[32], address[ADDRESS_SIZE];
    int looked_at = 0;
    for (int i = 0; i < 400; i++) {
        (void)snprintf(name, sizeof name, "name-%d", i);
        (void)snprintf(address, sizeof address, "10.0.%d.%d", i / 200, i % 200);
        looked_at += tries(f, name, address, "", 1);
    }
    assert_int_equal(looked_at, 300);
    assert_int_equal(tries(f, "li", "192.0.2.1", "known", 1), 1);
}

static void an_administrator_lifts_a_lock(void **state)
{
    struct fixture *f = *state;
    tick left = 0;
    bool lifted = false;
    assert_int_equal(tries(f, "li", "192.0.2.1", "", 50), 5);
    assert_int_equal(tries(f, "li", "192.0.2.1", "known", 50), 5);
    assert_int_equal(brake_account_wait(f->db, &f->vault, "li", NOW, &left), GH_OK);
    assert_int_equal(left, 3 * TICK_MINUTE);
    assert_int_equal(brake_lift_account(f->db, &f->vault, "Li", &lifted), GH_OK);
    assert_true(lifted);
    assert_int_equal(brake_account_wait(f->db, &f->vault, "li", NOW, &left), GH_OK);
    assert_int_equal(left, 0);
    assert_int_equal(tries(f, "li", "192.0.2.1", "", 50), 5);
    assert_int_equal(tries(f, "li", "192.0.2.1", "known", 50), 5);
    assert_int_equal(brake_lift_account(f->db, &f->vault, "wang", &lifted), GH_OK);
    assert_false(lifted);
}

static void rows_that_count_no_more_are_swept(void **state)
{
    struct fixture *f = *state;
    tick now = 0;
    struct brake_key keys[] = {{{3, TICK_MINUTE}, "old"}, {{3, TICK_MINUTE}, "new"}};
    assert_int_equal(db_now(f->db, &now), GH_OK);
    assert_int_equal(take(f, &keys[0], 1, now - TICK_HOUR), 0);
    assert_int_equal(take(f, &keys[1], 1, now), 0);
    assert_int_equal(db_query(f->db, NULL, "INSERT INTO login_failure (who, failures, last_at) VALUES ('a', 9, 1)"),
                     GH_OK); /* an older server's */
    assert_int_equal(rows_in(f), 3);
    assert_int_equal(brake_sweep(f->db), GH_OK);
    assert_int_equal(rows_in(f), 1);
}

static bool knows(struct fixture *f, const char *cookie, const char *name, tick now)
{
    char id[KNOWN_DEVICE_ID_SIZE];
    known_device_find(&f->vault, bytes_of_string(cookie), name, now, id);
    return id[0] != '\0';
}

static void a_browser_is_known_for_who_signed_in_there(void **state)
{
    struct fixture *f = *state;
    char li[KNOWN_DEVICE_COOKIE_SIZE], both[KNOWN_DEVICE_COOKIE_SIZE], again[KNOWN_DEVICE_COOKIE_SIZE];
    known_device_add(&f->vault, bytes_of_string(""), "li", NOW, li);
    assert_true(knows(f, li, "LI", NOW));
    assert_false(knows(f, li, "wang", NOW));
    assert_true(knows(f, li, "li", NOW + 179 * TICK_DAY));
    assert_false(knows(f, li, "li", NOW + 181 * TICK_DAY));
    known_device_add(&f->vault, bytes_of_string(li), "wang", NOW, both);
    assert_true(knows(f, both, "li", NOW) && knows(f, both, "wang", NOW));
    known_device_add(&f->vault, bytes_of_string(both), "li", NOW, again);
    assert_int_equal(strlen(again), strlen(both));
    assert_true(knows(f, again, "li", NOW) && knows(f, again, "wang", NOW));
}

static void the_last_four_accounts_are_known(void **state)
{
    struct fixture *f = *state;
    char cookie[KNOWN_DEVICE_COOKIE_SIZE] = "", next[KNOWN_DEVICE_COOKIE_SIZE], name[2] = "a";
    for (; name[0] <= 'f'; name[0]++) {
        known_device_add(&f->vault, bytes_of_string(cookie), name, NOW, next);
        memcpy(cookie, next, sizeof cookie);
    }
    assert_true(knows(f, cookie, "f", NOW) && knows(f, cookie, "c", NOW));
    assert_false(knows(f, cookie, "b", NOW) || knows(f, cookie, "a", NOW));
}

static void a_forged_cookie_makes_no_device_known(void **state)
{
    struct fixture *f = *state;
    char cookie[KNOWN_DEVICE_COOKIE_SIZE], next[KNOWN_DEVICE_COOKIE_SIZE];
    known_device_add(&f->vault, bytes_of_string(""), "li", NOW, cookie);
    for (size_t i = 0; i < KNOWN_DEVICE_ENTRY_LEN; i++) {
        const char kept = cookie[i];
        cookie[i] = kept == 'A' ? 'B' : 'A';
        assert_false(knows(f, cookie, "li", NOW));
        cookie[i] = kept;
    }
    static const char *const others[] = {"",  ".",   "...........",
                                         "A", "=;,", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        assert_false(knows(f, others[i], "li", NOW));
        known_device_add(&f->vault, bytes_of_string(others[i]), "li", NOW, next);
        assert_true(knows(f, next, "li", NOW));
    }
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(some_at_once_then_one_an_interval),
        CASE(right_tries_are_given_back),
        CASE(a_try_that_waits_counts_nowhere),
        CASE(tries_at_the_same_moment_count),
        CASE(a_stranger_slows_down_only_himself),
        CASE(an_account_is_guessed_at_slowly_from_anywhere),
        CASE(a_network_guesses_slowly_at_all_accounts),
        CASE(all_strangers_together_are_slowed_down),
        CASE(an_administrator_lifts_a_lock),
        CASE(rows_that_count_no_more_are_swept),
        CASE(a_browser_is_known_for_who_signed_in_there),
        CASE(the_last_four_accounts_are_known),
        CASE(a_forged_cookie_makes_no_device_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

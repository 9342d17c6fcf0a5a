/* One of two booths that are about to admit a pass gets it. On SQLite, and on PostgreSQL when
 * GATEHOUSE_TEST_POSTGRES names one. */
#include "support/test.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "records/pass_claim.h"

#define ROUNDS 40

static const struct uuid application = {{0x30, 1}}, pass = {{0x10, 1}};
static const struct pass_claimant north = {.device = {{0x50, 1}}, .gate = 0, .gates = 3},
                                  south = {.device = {{0x50, 2}}, .gate = 1, .gates = 3},
                                  abroad = {.device = {{0x50, 3}}, .gate = 2, .gates = 4};

struct fixture {
    char folder[64];
    struct db_pool *pool;
    struct db *db;
};

#define run(f, ...) assert_int_equal(db_query((f)->db, NULL, __VA_ARGS__), GH_OK)
#define ID(id) DB_UUID(&(id))

static void insert_world(struct fixture *f)
{
    run(f, "INSERT INTO account (id, name, display_name, created_at) VALUES (1, 'zhang', 'Z', 0)");
    run(f, "INSERT INTO campus (id, code, name, name_en, zone, zone_minutes, deadline_minute) VALUES (1, 'c', 'c', "
           "'c', 'z', 480, 960)");
    run(f,
        "INSERT INTO application (id, number, applicant, campus, gates, kind, purpose, host_name, state, version, "
        "created_at) VALUES ($1, '1', 1, 1, 3, 'visit', 'p', 'h', 'approved', 1, 0)",
        ID(application));
    run(f, "INSERT INTO period (id, application, ordinal, from_at, to_at) VALUES ($1, $1, 0, 0, 0)", ID(application));
    run(f,
        "INSERT INTO pass (id, application, kind, period, state, state_at, row_version, position, from_at, to_at, "
        "gates, uses, home_gate, token, link_hash, link_sealed, minted_at) VALUES ($1, $2, 0, $2, 'active', 0, 1, 1, "
        "0, 0, 3, 1, 0, '', $1, $1, 0)",
        ID(pass), ID(application));
}

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    const char *postgres = getenv("GATEHOUSE_TEST_POSTGRES");
    char url[128], error[256] = "";
    assert_non_null(f);
    (void)snprintf(f->folder, sizeof f->folder, "/tmp/gatehouse-claim-XXXXXX");
    assert_non_null(mkdtemp(f->folder));
    (void)snprintf(url, sizeof url, "sqlite:%s/server.db", f->folder);
    assert_int_equal(db_pool_open(postgres ? postgres : url, 3, &f->pool, error, sizeof error), GH_OK);
    assert_int_equal(db_pool_take(f->pool, DB_WRITE, 1000, &f->db), GH_OK);
    insert_world(f);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    char command[128];
    static const char *const tables[] = {"pass_claim",  "pass_use", "pass",   "period",
                                         "application", "campus",   "account"};
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
        (void)snprintf(command, sizeof command, "DELETE FROM %s", tables[i]);
        run(f, command);
    }
    db_pool_give(f->pool, f->db);
    db_pool_close(f->pool);
    (void)snprintf(command, sizeof command, "rm -rf '%s'", f->folder);
    assert_int_equal(system(command), 0);
    free(f);
    return 0;
}

static void assert_granted(struct fixture *f, const struct pass_claimant *by)
{
    struct pass_claim claim;
    assert_int_equal(pass_claim_take(f->db, &pass, by, &claim), GH_OK);
    assert_false(claim.held);
}

static void assert_held(struct fixture *f, const struct pass_claimant *by, int64_t gate)
{
    struct pass_claim claim;
    assert_int_equal(pass_claim_take(f->db, &pass, by, &claim), GH_OK);
    assert_true(claim.held);
    assert_int_equal(claim.gate, gate);
    assert_true(claim.at > 0);
}

static void spend(struct fixture *f, const struct pass_claimant *by, uint8_t entry)
{
    const struct uuid id = {{0x20, entry}};
    run(f, "INSERT INTO pass_use (entry, device, pass, at, gate, until_at, position) VALUES ($1, $2, $3, 7, $4, 9, 1)",
        ID(id), ID(by->device), ID(pass), DB_INT(by->gate));
}

static void the_first_gets_it_and_may_ask_again(void **state)
{
    struct fixture *f = *state;
    assert_granted(f, &north);
    assert_held(f, &south, 0);
    assert_granted(f, &north);
}

static void who_did_not_admit_gives_it_back(void **state)
{
    struct fixture *f = *state;
    assert_granted(f, &north);
    assert_int_equal(pass_claim_end(f->db, &pass, &south.device), GH_OK); /* not its own */
    assert_held(f, &south, 0);
    assert_int_equal(pass_claim_end(f->db, &pass, &north.device), GH_OK);
    assert_granted(f, &south);
}

static void it_comes_free_after_a_minute(void **state)
{
    struct fixture *f = *state;
    assert_granted(f, &north);
    run(f, "UPDATE pass_claim SET until_at = until_at - $1", DB_INT(PASS_CLAIM_LIFE - 10 * TICK_SECOND));
    assert_held(f, &south, 0);
    run(f, "UPDATE pass_claim SET until_at = until_at - $1", DB_INT(11 * TICK_SECOND));
    assert_granted(f, &south);
    assert_held(f, &north, 1);
    run(f, "UPDATE pass_claim SET until_at = 1");
    assert_int_equal(pass_claim_sweep(f->db), GH_OK);
    assert_int_equal(db_changed(f->db), 1);
}

static void a_use_counts_like_a_claim(void **state)
{
    struct fixture *f = *state;
    const struct uuid entry = {{0x20, 1}};
    assert_granted(f, &north);
    spend(f, &north, 1);
    run(f, "UPDATE pass_claim SET until_at = 1");
    assert_held(f, &south, 0);
    assert_granted(f, &north); /* its own journal knows */
    assert_int_equal(pass_claim_end_use(f->db, &entry, &south.device), GH_OK);
    run(f, "UPDATE pass_use SET taken_back = 1");
    assert_held(f, &south, 0);
    assert_int_equal(pass_claim_end_use(f->db, &entry, &north.device), GH_OK);
    assert_granted(f, &south);
}

static void what_the_booth_has_no_say_in_is_not_there(void **state)
{
    struct fixture *f = *state;
    struct pass_claim claim;
    const struct uuid nothing = {{0x77}};
    assert_int_equal(pass_claim_take(f->db, &pass, &abroad, &claim), GH_NOT_FOUND);
    assert_int_equal(pass_claim_take(f->db, &nothing, &north, &claim), GH_NOT_FOUND);
    assert_granted(f, &south);
}

/* ---- At the same instant ---- */

struct asker {
    struct fixture *f;
    const struct pass_claimant *by;
    pthread_barrier_t *barrier;
    bool granted[ROUNDS];
};

static void a_booth_elsewhere_learns_nothing_of_a_use_or_claim(void **state)
{
    struct fixture *f = *state;
    struct pass_claim claim = {0};
    assert_granted(f, &north);
    assert_int_equal(pass_claim_take(f->db, &pass, &abroad, &claim), GH_NOT_FOUND);
    spend(f, &north, 1);
    assert_int_equal(pass_claim_take(f->db, &pass, &abroad, &claim), GH_NOT_FOUND);
    assert_false(claim.held);
    assert_int_equal(claim.at, 0);
}

static void *ask(void *context)
{
    struct asker *a = context;
    for (int i = 0; i < ROUNDS; i++) {
        struct db *db;
        struct pass_claim claim = {.held = true};
        (void)pthread_barrier_wait(a->barrier);
        if (db_pool_take(a->f->pool, DB_WRITE, 5000, &db) == GH_OK) {
            a->granted[i] = pass_claim_take(db, &pass, a->by, &claim) == GH_OK && !claim.held;
            db_pool_give(a->f->pool, db);
        }
        (void)pthread_barrier_wait(a->barrier); /* all have asked */
        if (a->granted[i] && db_pool_take(a->f->pool, DB_WRITE, 5000, &db) == GH_OK) {
            (void)!pass_claim_end(db, &pass, &a->by->device);
            db_pool_give(a->f->pool, db);
        }
    }
    return NULL;
}

static void one_of_two_at_the_same_instant_gets_it(void **state)
{
    struct fixture *f = *state;
    pthread_barrier_t barrier;
    pthread_t threads[2];
    static struct asker askers[2];
    db_pool_give(f->pool, f->db);
    assert_int_equal(pthread_barrier_init(&barrier, NULL, 2), 0);
    for (int i = 0; i < 2; i++) {
        askers[i] = (struct asker){.f = f, .by = i ? &south : &north, .barrier = &barrier};
        assert_int_equal(pthread_create(&threads[i], NULL, ask, &askers[i]), 0);
    }
    for (int i = 0; i < 2; i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    (void)pthread_barrier_destroy(&barrier);
    for (int i = 0; i < ROUNDS; i++)
        assert_int_equal(askers[0].granted[i] + askers[1].granted[i], 1);
    assert_int_equal(db_pool_take(f->pool, DB_WRITE, 1000, &f->db), GH_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_first_gets_it_and_may_ask_again, set_up, tear_down),
        cmocka_unit_test_setup_teardown(who_did_not_admit_gives_it_back, set_up, tear_down),
        cmocka_unit_test_setup_teardown(it_comes_free_after_a_minute, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_use_counts_like_a_claim, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_the_booth_has_no_say_in_is_not_there, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_booth_elsewhere_learns_nothing_of_a_use_or_claim, set_up, tear_down),
        cmocka_unit_test_setup_teardown(one_of_two_at_the_same_instant_gets_it, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

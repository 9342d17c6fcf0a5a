/* What a reading of the directory would change: who leaves and comes back, heads and deputies, the brake; and units
 * without anybody who approves. Applying it is tested by e2e.directory. */
#include "support/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "directory/plan.h"
#include "directory/vacancy.h"

struct fixture {
    char folder[64];
    struct db_pool *pool;
    struct db *db;
    struct vault vault;
    struct directory_snapshot snapshot;
    struct directory_plan plan;
};

static int set_up(void **state)
{
    static const uint8_t master[VAULT_KEY_LEN] = {1}, campus[CAMPUS_KEY_LEN] = {2}, data[DATA_KEY_LEN] = {3};
    struct fixture *f = calloc(1, sizeof *f);
    char url[128], error[256] = "";
    assert_non_null(f);
    (void)snprintf(f->folder, sizeof f->folder, "/tmp/gatehouse-plan-XXXXXX");
    assert_non_null(mkdtemp(f->folder));
    (void)snprintf(url, sizeof url, "sqlite:%s/server.db", f->folder);
    assert_int_equal(db_pool_open(url, 1, &f->pool, error, sizeof error), GH_OK);
    assert_int_equal(db_pool_take(f->pool, DB_WRITE, 1000, &f->db), GH_OK);
    vault_from_keys(master, campus, data, &f->vault);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    char command[128];
    directory_plan_free(&f->plan);
    directory_snapshot_free(&f->snapshot);
    db_pool_give(f->pool, f->db);
    db_pool_close(f->pool);
    (void)snprintf(command, sizeof command, "rm -rf '%s'", f->folder);
    assert_int_equal(system(command), 0);
    vault_close(&f->vault);
    free(f);
    return 0;
}

/* ---- What is here ---- */

static void run(struct fixture *f, const char *sql)
{
    if (db_query(f->db, NULL, sql))
        fail_msg("%s: %s", sql, db_error(f->db));
}

/* Adds an account. follows: "" for one that the directory has never named, "seen", "closed". */
static void add_account(struct fixture *f, int64_t id, const char *number, bool active, const char *follows,
                        enum account_role role)
{
    char name[32];
    (void)snprintf(name, sizeof name, "account-%lld", (long long)id);
    assert_int_equal(db_query(f->db, NULL,
                              "INSERT INTO account (id, name, display_name, created_at, active, staff_number, "
                              "directory) VALUES ($1, $2, $2, 0, $3, $4, $5)",
                              DB_INT(id), DB_TEXT(name), DB_INT(active), DB_TEXT(number), DB_TEXT(follows)),
                     GH_OK);
    assert_int_equal(db_query(f->db, NULL,
                              "INSERT INTO account_role (account, role, unit, campus) VALUES ($1, $2, 0, 0)",
                              DB_INT(id), DB_TEXT(account_role_name(role))),
                     GH_OK);
}

static void add_unit(struct fixture *f, int64_t id, const char *code, bool follows)
{
    assert_int_equal(db_query(f->db, NULL,
                              "INSERT INTO unit (id, name, name_en, pinyin, code, directory, directory_heads) VALUES "
                              "($1, $2, '', '', $2, $3, $3)",
                              DB_INT(id), DB_TEXT(code), DB_INT(follows)),
                     GH_OK);
}

/* ---- What the directory has ---- */

static void read_person(struct fixture *f, const char *number, bool active)
{
    struct directory_fault fault;
    struct directory_person *p = directory_add_person(&f->snapshot, &fault);
    assert_non_null(p);
    (void)snprintf(p->number, sizeof p->number, "%s", number);
    p->active = active;
}

/* Adds a unit with a head, "" for none, and a deputy. */
static void read_unit(struct fixture *f, const char *code, const char *head, const char *deputy)
{
    struct directory_fault fault;
    struct directory_unit *u = directory_add_unit(&f->snapshot, &fault);
    assert_non_null(u);
    (void)snprintf(u->code, sizeof u->code, "%s", code);
    (void)snprintf(u->name, sizeof u->name, "%s", code);
    if (*head)
        directory_add_head(u, head, true);
    if (*deputy)
        directory_add_head(u, deputy, false);
}

/* A directory without units is none. */
static void read_same_unit(struct fixture *f)
{
    add_unit(f, 100, "same", true);
    read_unit(f, "same", "", "");
}

static const struct directory_plan *compare(struct fixture *f)
{
    struct directory_fault fault = {.kind = DIRECTORY_WELL};
    directory_plan_free(&f->plan);
    assert_int_equal(directory_snapshot_end(&f->snapshot, &fault), GH_OK);
    assert_int_equal(directory_plan_make(f->db, &f->vault, &f->snapshot, &f->plan), GH_OK);
    return &f->plan;
}

/* Begins another reading. */
static void forget(struct fixture *f)
{
    directory_plan_free(&f->plan);
    directory_snapshot_free(&f->snapshot);
    f->snapshot = (struct directory_snapshot){.unit_count = 0};
}

static const struct directory_step *step_of(const struct directory_plan *plan, enum directory_change change)
{
    for (size_t i = 0; i < plan->step_count; i++)
        if (plan->steps[i].change == change)
            return &plan->steps[i];
    fail_msg("no step %s", directory_change_name(change));
    return NULL;
}

/* ---- Tests ---- */

static void who_has_left_is_closed(void **state)
{
    struct fixture *f = *state;
    add_account(f, 1, "1", true, "seen", ROLE_APPLICANT); /* is not in the directory any more */
    add_account(f, 2, "2", true, "seen", ROLE_APPLICANT); /* is there as one who has left */
    add_account(f, 3, "3", true, "", ROLE_APPLICANT);     /* never was there */
    add_account(f, 4, "4", true, "seen", ROLE_SECURITY_ADMINISTRATOR);
    add_account(f, 5, "5", true, "seen", ROLE_APPLICANT); /* two accounts with one number */
    add_account(f, 6, "5", true, "seen", ROLE_APPLICANT);
    add_account(f, 7, "", true, "seen", ROLE_APPLICANT); /* without a number */
    read_person(f, "2", false);
    read_same_unit(f);
    const struct directory_plan *plan = compare(f);
    assert_int_equal(plan->counts[DIRECTORY_ACCOUNT_CLOSED], 2);
    assert_int_equal(plan->counts[DIRECTORY_ACCOUNT_KEPT], 1);
    assert_int_equal(plan->step_count, 3);
    assert_int_equal(step_of(plan, DIRECTORY_ACCOUNT_KEPT)->account->id, 4);
    run(f, "UPDATE account SET active = 0, directory = 'closed' WHERE id < 3");
    assert_false(directory_plan_changes(compare(f))); /* the one who administers changes nothing */
}

static void who_is_back_is_opened(void **state)
{
    struct fixture *f = *state;
    add_account(f, 1, "1", false, "closed", ROLE_APPLICANT);
    add_account(f, 2, "2", false, "seen", ROLE_APPLICANT); /* an administrator has closed it */
    read_person(f, "1", true);
    read_person(f, "2", true);
    read_same_unit(f);
    const struct directory_plan *plan = compare(f);
    assert_int_equal(plan->step_count, 1);
    assert_int_equal(step_of(plan, DIRECTORY_ACCOUNT_REOPENED)->account->id, 1);
}

static void the_deputy_stays_when_the_head_leaves(void **state)
{
    struct fixture *f = *state;
    add_account(f, 1, "1", true, "seen", ROLE_APPLICANT);
    add_account(f, 2, "2", true, "seen", ROLE_APPLICANT);
    add_unit(f, 1, "u", true);
    run(f, "INSERT INTO unit_head (unit, ordinal, staff_number, account, granted) VALUES (1, 0, '1', 1, 1), "
           "(1, 1, '2', 2, 1)");
    read_unit(f, "u", "1", "2");
    read_person(f, "1", true);
    read_person(f, "2", true);
    assert_false(directory_plan_changes(compare(f)));
    forget(f);
    read_unit(f, "u", "1", "2"); /* the unit names the head for longer than the people do */
    read_person(f, "2", true);
    const struct directory_step *heads = step_of(compare(f), DIRECTORY_HEADS);
    assert_int_equal(heads->head_count, 1);
    assert_int_equal(heads->heads[0].account, 2);
    assert_false(heads->heads[0].head);
    assert_string_equal(heads->after, "account-2 (2)");
}

static void a_head_whose_number_names_nobody_has_no_account(void **state)
{
    struct fixture *f = *state;
    add_account(f, 1, "1", true, "seen", ROLE_APPLICANT);
    add_account(f, 2, "1", true, "seen", ROLE_APPLICANT);
    read_unit(f, "u", "1", "9");
    read_person(f, "1", true);
    read_person(f, "9", true);
    const struct directory_step *heads = step_of(compare(f), DIRECTORY_HEADS);
    assert_int_equal(heads->head_count, 2);
    assert_int_equal(heads->heads[0].account, 0); /* two accounts have the number */
    assert_int_equal(heads->heads[1].account, 0); /* none has */
}

static void the_brake_counts_what_closes(void **state)
{
    struct fixture *f = *state;
    char number[8];
    for (int i = 1; i <= 10; i++) {
        (void)snprintf(number, sizeof number, "%d", i);
        add_account(f, i, number, true, "seen", ROLE_APPLICANT);
        add_unit(f, i, number, true);
        if (i > 1)
            read_person(f, number, true);
        read_unit(f, number, "", "");
    }
    add_account(f, 11, "11", true, "", ROLE_APPLICANT); /* of no account to the directory: neither closes nor counts */
    assert_false(directory_plan_brakes(compare(f), 10));
    assert_true(directory_plan_brakes(&f->plan, 9));
    assert_true(directory_plan_brakes(&f->plan, 0));
    forget(f);
    for (int i = 1; i <= 10; i++) {
        (void)snprintf(number, sizeof number, "%d", i);
        read_person(f, number, true);
        if (i > 2)
            read_unit(f, number, "", "");
    }
    assert_int_equal(compare(f)->counts[DIRECTORY_UNIT_CLOSED], 2);
    assert_true(directory_plan_brakes(&f->plan, 19));
    assert_false(directory_plan_brakes(&f->plan, 20));
    forget(f);
    for (int i = 1; i <= 10; i++) {
        (void)snprintf(number, sizeof number, "%d", i);
        read_person(f, number, true);
        read_unit(f, number, "", "");
    }
    assert_false(directory_plan_brakes(compare(f), 0)); /* nothing closes */
}

static void a_plan_is_known_by_its_digest(void **state)
{
    struct fixture *f = *state;
    uint8_t shown[VAULT_HASH_LEN], again[VAULT_HASH_LEN], other[VAULT_HASH_LEN];
    add_account(f, 1, "1", true, "seen", ROLE_APPLICANT);
    read_person(f, "9", true);
    read_same_unit(f);
    assert_int_equal(directory_plan_digest(compare(f), &f->vault, shown), GH_OK);
    assert_int_equal(directory_plan_digest(compare(f), &f->vault, again), GH_OK);
    assert_memory_equal(shown, again, sizeof shown);
    add_account(f, 2, "2", true, "seen", ROLE_APPLICANT);
    assert_int_equal(directory_plan_digest(compare(f), &f->vault, other), GH_OK);
    assert_memory_not_equal(shown, other, sizeof shown);
}

static int64_t vacancies(struct fixture *f)
{
    int64_t count = -1;
    assert_int_equal(vacancies_count(f->db, &count), GH_OK);
    return count;
}

static void a_unit_without_anybody_who_approves_is_vacant(void **state)
{
    struct fixture *f = *state;
    add_unit(f, 1, "follows", true);
    add_unit(f, 2, "own", false);
    add_account(f, 1, "1", true, "seen", ROLE_APPLICANT);
    assert_int_equal(vacancies(f), 2);
    run(f, "INSERT INTO unit_head (unit, ordinal, staff_number, account, granted) VALUES (1, 1, '1', 1, 1)");
    assert_int_equal(vacancies(f), 1); /* a deputy is enough */
    run(f, "UPDATE account SET active = 0");
    assert_int_equal(vacancies(f), 2);
    add_account(f, 2, "", true, "", ROLE_UNIT_APPROVER); /* of all units, but heads follow the directory in one */
    assert_int_equal(vacancies(f), 1);
    run(f, "UPDATE unit SET active = 0 WHERE id = 1");
    assert_int_equal(vacancies(f), 0);
}

#define CASE(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(who_has_left_is_closed),
        CASE(who_is_back_is_opened),
        CASE(the_deputy_stays_when_the_head_leaves),
        CASE(a_head_whose_number_names_nobody_has_no_account),
        CASE(the_brake_counts_what_closes),
        CASE(a_plan_is_known_by_its_digest),
        CASE(a_unit_without_anybody_who_approves_is_vacant),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Who somebody of a provider is here: an earlier link, one account that a verified attribute names, or a new account
 * and its name. On SQLite, and on PostgreSQL when GATEHOUSE_TEST_POSTGRES names one. */
#include "support/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "identity/link.h"
#include "identity/provider.h"

#define NOW tick_from_seconds(1795507200) /* 2026-11-24 */

struct fixture {
    char folder[64];
    struct db_pool *pool;
    struct vault vault;
    struct account_act act;
    struct identity_provider providers[2];
    struct identity_rules rules;
};

/* Makes a provider of WeCom that links by the staff number. */
static void make_provider(struct fixture *f, struct identity_provider *p, const char *name)
{
    *p = (struct identity_provider){.kind = identity_kind_find("wecom"),
                                    .enabled = true,
                                    .provision = true,
                                    .settings = json_object(),
                                    .link_to = "staff-number",
                                    .link_attribute = "userid"};
    memset(p->id.b, name[0], sizeof p->id.b);
    (void)snprintf(p->name, sizeof p->name, "%s", name);
    assert_int_equal(identity_provider_store(&f->act.audit, &f->vault, p, true), GH_OK);
}

static int set_up(void **state)
{
    static const uint8_t master[VAULT_KEY_LEN] = {1}, campus[CAMPUS_KEY_LEN] = {2}, data[DATA_KEY_LEN] = {3};
    struct fixture *f = calloc(1, sizeof *f);
    const char *postgres = getenv("GATEHOUSE_TEST_POSTGRES");
    char url[128], error[256] = "";
    assert_non_null(f);
    (void)snprintf(f->folder, sizeof f->folder, "/tmp/gatehouse-link-XXXXXX");
    assert_non_null(mkdtemp(f->folder));
    (void)snprintf(url, sizeof url, "sqlite:%s/server.db", f->folder);
    assert_int_equal(db_pool_open(postgres ? postgres : url, 1, &f->pool, error, sizeof error), GH_OK);
    vault_from_keys(master, campus, data, &f->vault);
    f->act = (struct account_act){.audit = {.now = NOW, .by = 0, .address = ""}, .vault = &f->vault};
    assert_int_equal(db_pool_take(f->pool, DB_WRITE, 1000, &f->act.audit.db), GH_OK);
    make_provider(f, &f->providers[0], "wecom");
    make_provider(f, &f->providers[1], "other");
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    char command[128];
    for (int i = 0; i < 2; i++)
        assert_int_equal(identity_provider_remove(&f->act.audit, &f->providers[i].id), GH_OK);
    assert_int_equal(db_query(f->act.audit.db, NULL, "UPDATE account SET staff_number = ''"), GH_OK);
    for (int i = 0; i < 2; i++)
        identity_provider_end(&f->providers[i]);
    db_pool_give(f->pool, f->act.audit.db);
    db_pool_close(f->pool);
    (void)snprintf(command, sizeof command, "rm -rf '%s'", f->folder);
    assert_int_equal(system(command), 0);
    vault_close(&f->vault);
    free(f);
    return 0;
}

/* Adds an account; the name has the test's word in it, since PostgreSQL keeps those of other tests. */
static int64_t add_account(struct fixture *f, const char *name, const char *number, enum account_role role)
{
    struct account a = {.active = true, .roles = {{role, 0, 0, 0}}, .role_count = 1};
    struct field_errors errors = {.count = 0};
    (void)snprintf(a.name, sizeof a.name, "%s", name);
    (void)snprintf(a.display_name, sizeof a.display_name, "%s", name);
    (void)snprintf(a.staff_number, sizeof a.staff_number, "%s", number);
    assert_int_equal(account_create(&f->act, &a, "hash", &errors), GH_OK);
    return a.id;
}

static struct identity who(const char *subject, const char *user, bool verified)
{
    struct identity one = {.attribute_count = 0};
    (void)snprintf(one.subject, sizeof one.subject, "%s", subject);
    identity_put(&one, "userid", user, verified);
    return one;
}

/* Signs somebody in and checks the fault. Returns the account, 0 for nobody. */
static int64_t settle(struct fixture *f, int provider, struct identity one, enum identity_fault expected)
{
    enum identity_fault fault = IDENTITY_INTERNAL;
    int64_t account = 0;
    assert_int_equal(db_begin(f->act.audit.db), GH_OK);
    assert_int_equal(identity_link_settle(&f->act, &f->providers[provider], &one, &f->rules, &account, &fault), GH_OK);
    assert_int_equal(fault, expected);
    if (fault)
        db_rollback(f->act.audit.db);
    else
        assert_int_equal(db_commit(f->act.audit.db), GH_OK);
    return fault ? 0 : account;
}

static void load(struct fixture *f, int64_t id, struct account *out)
{
    assert_int_equal(account_load(f->act.audit.db, &f->vault, id, out), GH_OK);
}

static void a_verified_attribute_alone_links(void **state)
{
    struct fixture *f = *state;
    const int64_t known = add_account(f, "link.known", "1001", ROLE_APPLICANT);
    assert_int_not_equal(settle(f, 0, who("a", "1001", false), IDENTITY_GOOD), known);
    assert_int_equal(settle(f, 0, who("b", "1001", true), IDENTITY_GOOD), known);
    assert_int_equal(settle(f, 0, who("b", "another", false), IDENTITY_GOOD), known); /* by the link that was made */
}

static void a_name_never_links(void **state)
{
    struct fixture *f = *state;
    const int64_t named = add_account(f, "link.chen", "", ROLE_APPLICANT);
    assert_int_not_equal(settle(f, 0, who("link.chen", "link.chen", true), IDENTITY_GOOD), named);
}

static void two_providers_name_one_person(void **state)
{
    struct fixture *f = *state;
    const int64_t one = add_account(f, "link.one", "2001", ROLE_APPLICANT);
    assert_int_equal(settle(f, 0, who("here", "2001", true), IDENTITY_GOOD), one);
    assert_int_equal(settle(f, 1, who("there", "2001", true), IDENTITY_GOOD), one);
    /* A subject is one of its provider: the same text elsewhere is somebody else. */
    assert_int_not_equal(settle(f, 1, who("here", "2002", true), IDENTITY_GOOD), one);
}

static void nobody_is_signed_in(void **state)
{
    struct fixture *f = *state;
    add_account(f, "link.twin", "3001", ROLE_APPLICANT);
    add_account(f, "link.twin2", "3001", ROLE_APPLICANT);
    add_account(f, "link.dean", "3002", ROLE_UNIT_APPROVER);
    const int64_t left = add_account(f, "link.left", "3003", ROLE_APPLICANT);
    assert_int_equal(db_query(f->act.audit.db, NULL, "UPDATE account SET active = 0 WHERE id = $1", DB_INT(left)),
                     GH_OK);
    f->providers[0].provision = false;
    settle(f, 0, who("a", "3001", true), IDENTITY_TWO_ACCOUNTS);
    settle(f, 0, who("b", "3002", true), IDENTITY_PRIVILEGED);
    settle(f, 0, who("c", "3003", true), IDENTITY_CLOSED);
    settle(f, 0, who("d", "3004", true), IDENTITY_NO_ACCOUNT);
    f->providers[0].link_privileged = true;
    assert_int_not_equal(settle(f, 0, who("b", "3002", true), IDENTITY_GOOD), 0);
}

static void a_new_account_has_the_name_at_wecom(void **state)
{
    struct fixture *f = *state;
    struct account a, b, c;
    load(f, settle(f, 0, who("new", "Link.New@Lab", true), IDENTITY_GOOD), &a);
    assert_string_equal(a.name, "link.new@lab");
    assert_string_equal(a.display_name, "link.new@lab");
    assert_int_equal(a.role_count, 1);
    assert_int_equal(a.roles[0].role, ROLE_APPLICANT);
    load(f, settle(f, 1, who("new", "LINK.NEW@LAB", true), IDENTITY_GOOD), &b); /* taken: others follow it */
    assert_int_not_equal(a.id, b.id);
    assert_memory_equal(b.name, "link.new@lab.", 13);
    assert_int_equal(strlen(b.name), 13 + 16);
    char user[LOGIN_NAME_BYTES + 2] = "";
    memset(user, 'u', LOGIN_NAME_BYTES + 1);
    load(f, settle(f, 0, who("long", user, true), IDENTITY_GOOD), &c); /* too long, as one that is not verified */
    assert_memory_equal(c.name, "wecom.", 6);
    load(f, settle(f, 0, who("unknown", "link.unverified", false), IDENTITY_GOOD), &c);
    assert_memory_equal(c.name, "wecom.", 6);
}

#define CASE(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_verified_attribute_alone_links),    CASE(a_name_never_links),
        CASE(two_providers_name_one_person),       CASE(nobody_is_signed_in),
        CASE(a_new_account_has_the_name_at_wecom),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Carries out commands on accounts without a running server. SQLite lets them write only while none runs. */
#include "administer.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

#include "accounts/account.h"
#include "accounts/setup.h"
#include "auth/brake.h"
#include "demo_data.h"
#include "first_run.h"
#include "records/lineage.h"

static bool complain(const char *what, const char *why)
{
    (void)fprintf(stderr, "gatehouse-server: %s: %s\n", what, why);
    return false;
}

/* Opens the database with its schema up to date. On success the caller closes *db. */
static bool open_database(const char *database, struct db **db)
{
    int version;
    enum gh_status status = db_open(database, DB_WRITE, db);
    if (!status)
        status = db_migrate(*db, &version);
    if (!status)
        return true;
    complain(database, status == GH_BUSY ? "another process writes this database; stop the server first"
                       : *db             ? db_error(*db)
                                         : gh_status_name(status));
    db_close(*db);
    *db = NULL;
    return false;
}

/* Checks the name as the page of accounts does. The caller releases the account with account_wipe(). */
static bool describe(const char *name, struct account *account, struct field_errors *errors)
{
    json_t *json = json_pack("{s:s, s:s, s:[{s:s}]}", "name", name, "display_name", name, "roles", "role",
                             ROLE_NAME_ADMINISTRATOR);
    if (!json)
        return complain(name, "not UTF-8");
    *account = (struct account){.active = true};
    account_input(json, account, errors);
    json_decref(json);
    return !errors->count || complain(name, errors->items[0].message);
}

static bool create(struct db *db, struct password_gate *gate, struct account *account, tick now,
                   struct field_errors *errors)
{
    char first[PASSWORD_FIRST_SIZE], hash[PASSWORD_HASH_SIZE];
    const struct account_act act = {.audit = {.db = db, .now = now, .address = ""}};
    password_first(first);
    enum gh_status status = password_hash(gate, bytes_of_string(first), hash);
    if (!status)
        status = account_create(&act, account, hash, errors);
    if (!status)
        (void)printf("Administrator: %s\nFirst password: %s\nIt is shown only now, and valid for three days. Sign in "
                     "and choose another one.\n",
                     account->name, first);
    sodium_memzero(first, sizeof first);
    return !status || complain(account->name, status == GH_CONFLICT ? "this name is taken" : gh_status_name(status));
}

bool administer_create(const char *database, struct password_gate *gate, const char *name, tick now)
{
    struct db *db = NULL;
    struct account account = {0};
    struct field_errors *errors = calloc(1, sizeof *errors);
    bool done = errors ? describe(name, &account, errors) && open_database(database, &db) : complain(name, "no memory");
    if (done)
        done = create(db, gate, &account, now, errors);
    db_close(db);
    account_wipe(&account);
    free(errors);
    return done;
}

bool administer_remove_demo(const char *database, struct password_gate *gate, tick now)
{
    struct db *db = NULL;
    struct demo_accounts found = {0};
    if (!open_database(database, &db))
        return false;
    const struct audit_act act = {.db = db, .now = now, .address = ""};
    enum gh_status status = demo_accounts_find(db, gate, &found);
    if (!status && found.count > 0)
        status = demo_settings_end(&act);
    for (size_t i = 0; !status && i < found.count; i++) {
        status = demo_account_remove(&act, found.ids[i]);
        if (!status)
            (void)printf("Removed: %s\n", found.names[i]);
    }
    if (!status && found.count == 0)
        (void)puts("No account has the demo's password.");
    else if (!status)
        (void)puts("gatehouse-server --create-administrator NAME makes an administrator.");
    db_close(db);
    return !status || complain(database, gh_status_name(status));
}

bool administer_new_lineage(const char *database, tick now)
{
    struct db *db = NULL;
    struct wire_history history = {.position = 0};
    char point[WIRE_HISTORY_TEXT];
    if (!open_database(database, &db))
        return false;
    enum gh_status status = lineage_begin_by_hand(db, &history);
    if (!status)
        status = audit_write(db, &(struct audit_entry){now, 0, "lineage-begun", "lineage", "by hand", ""});
    db_close(db);
    if (status)
        return complain(database, gh_status_name(status));
    wire_history_format(&history, point);
    (void)printf("New lineage %.16s from position %llu. Booths sync from the beginning.\n", point,
                 (unsigned long long)history.position);
    return true;
}

bool administer_setup_link(const char *database, const char *url)
{
    struct db *db = NULL;
    char token[SETUP_TOKEN_SIZE];
    if (!open_database(database, &db))
        return false;
    enum gh_status status = setup_link_make(db, true, token);
    db_close(db);
    if (!status)
        first_run_print(url, token);
    sodium_memzero(token, sizeof token);
    return !status || complain(database, status == GH_NOT_FOUND ? "this database has accounts; an administrator sets "
                                                                  "the rest up, or use --create-administrator NAME"
                                                                : gh_status_name(status));
}

static enum gh_status unlock_account(struct db *db, const struct vault *vault, const char *name, tick now, bool *lifted)
{
    const struct account_act act = {.audit = {.db = db, .now = now, .address = ""}, .vault = vault};
    struct db_rows rows = {0};
    int64_t id = 0;
    tick left = 0;
    enum gh_status status = db_query(db, &rows, "SELECT id FROM account WHERE name = $1", DB_TEXT(name));
    if (!status && !(status = db_next(&rows)))
        id = db_int(&rows, 0);
    db_rows_end(&rows);
    if (!status)
        status = brake_account_wait(db, vault, name, now, &left);
    if (!status)
        status = account_unlock(&act, id);
    *lifted = !status && left > 0;
    return status == GH_NOT_FOUND ? GH_OK : status;
}

bool administer_unlock(const char *database, const char *keys, const char *who, tick now)
{
    struct vault vault;
    struct db *db = NULL;
    bool account = false, address = false;
    enum gh_status status = vault_open(keys, false, &vault);
    if (status)
        return complain(keys, gh_status_name(status));
    const bool open = open_database(database, &db);
    if (open)
        status = unlock_account(db, &vault, who, now, &account);
    if (open && !status)
        status = brake_lift_address(db, who, &address);
    if (open && !status)
        (void)printf(account || address ? "%s is no longer locked.\n" : "%s was not locked.\n", who);
    db_close(db);
    vault_close(&vault);
    return open && (!status || complain(database, gh_status_name(status)));
}

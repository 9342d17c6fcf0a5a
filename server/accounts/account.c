/* Loads, lists and stores accounts with their roles. Every change writes an audit record in the same transaction. */
#include "accounts/account.h"
#include "accounts/account_mobile.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "auth/brake.h"
#include "auth/login.h"
#include "auth/second_factor.h"
#include "base/catalog.h"
#include "db/like.h"
#include "records/audit.h"
#include "records/places.h"
#include "records/record.h"
#include "records/saved_filter.h"
#include "records/setting.h"

void account_wipe(struct account *account)
{
    sodium_memzero(account, sizeof *account);
}

static enum gh_status load_roles(struct db *db, struct account *a)
{
    struct db_rows rows = {0};
    enum gh_status status = db_query(
        db, &rows, "SELECT role, unit, campus FROM account_role WHERE account = $1 ORDER BY role, unit, campus",
        DB_INT(a->id));
    while (!status && !(status = db_next(&rows)) && a->role_count < SESSION_GRANTS_MAX) {
        struct role_grant *grant = &a->roles[a->role_count];
        *grant = (struct role_grant){account_role_from_name(db_bytes(&rows, 0)), db_int(&rows, 1), db_int(&rows, 2), 0};
        a->role_count += grant->role != 0;
    }
    db_rows_end(&rows);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

enum gh_status account_load(struct db *db, const struct vault *vault, int64_t id, struct account *out)
{
    struct db_rows rows = {0};
    struct account a = {.id = id};
    struct uuid row = record_row(id);
    enum gh_status status = db_query(db, &rows,
                                     "SELECT name, display_name, email, mobile_sealed, unit, active, must_change, "
                                     "totp_on, language, tell_arrival, share_mobile, exception_digest, tell_results, "
                                     "notify_by, wecom_user, staff_number FROM "
                                     "account WHERE id = $1",
                                     DB_INT(id));
    if (!status && !(status = db_next(&rows)) && !(status = db_copy_text(&rows, 0, a.name, sizeof a.name)) &&
        !(status = db_copy_text(&rows, 1, a.display_name, sizeof a.display_name)) &&
        !(status = db_copy_text(&rows, 2, a.email, sizeof a.email)))
        status = record_open(vault, "account.mobile", &row, &rows, 3, a.mobile, sizeof a.mobile);
    if (!status)
        status = db_copy_text(&rows, 8, a.language, sizeof a.language);
    if (!status)
        status = db_copy_text(&rows, 14, a.wecom_user, sizeof a.wecom_user);
    if (!status)
        status = db_copy_text(&rows, 15, a.staff_number, sizeof a.staff_number);
    if (!status) {
        a.unit = db_int(&rows, 4);
        a.active = db_int(&rows, 5) != 0;
        a.must_change = db_int(&rows, 6) != 0;
        a.second_factor = db_int(&rows, 7) != 0;
        a.tell_arrival = db_int(&rows, 9) != 0;
        a.share_mobile = db_int(&rows, 10) != 0;
        a.exception_digest = db_int(&rows, 11) != 0;
        a.tell_results = db_int(&rows, 12) != 0;
        a.notify_by = reach_way_find(db_bytes(&rows, 13));
    }
    db_rows_end(&rows);
    if (!status)
        status = load_roles(db, &a);
    if (!status)
        *out = a;
    account_wipe(&a);
    return status;
}

enum gh_status account_name_load(struct db *db, int64_t id, struct account_name *out)
{
    struct db_rows rows = {0};
    struct account_name found = {0};
    enum gh_status status = db_query(db, &rows, "SELECT display_name, unit FROM account WHERE id = $1", DB_INT(id));
    if (!status && !(status = db_next(&rows)))
        status = db_copy_text(&rows, 0, found.display_name, sizeof found.display_name);
    if (!status)
        found.unit = db_int(&rows, 1);
    db_rows_end(&rows);
    if (!status)
        *out = found;
    return status;
}

enum gh_status account_of_number(struct db *db, const char *staff_number, int64_t *id)
{
    struct db_rows rows = {0};
    int64_t account = 0, found = 0;
    if (!staff_number[0])
        return GH_NOT_FOUND;
    enum gh_status status = db_query(db, &rows, "SELECT id FROM account WHERE staff_number = $1 AND active = 1 LIMIT 2",
                                     DB_TEXT(staff_number));
    while (!status && !(status = db_next(&rows))) {
        account = db_int(&rows, 0);
        found++;
    }
    db_rows_end(&rows);
    if (status == GH_NOT_FOUND && found == 1) {
        *id = account;
        return GH_OK;
    }
    return status;
}

enum gh_status account_set_password(struct db *db, int64_t id, const char *password_hash, tick now)
{
    enum gh_status status =
        db_query(db, NULL, "UPDATE account SET password = $1, password_changed = $2, must_change = 0 WHERE id = $3",
                 DB_TEXT(password_hash), DB_INT(now), DB_INT(id));
    return status ? status : db_changed(db) == 1 ? GH_OK : GH_NOT_FOUND;
}

enum gh_status account_first_password_expired(struct db *db, int64_t id, tick now, bool *expired)
{
    struct db_rows rows = {0};
    enum gh_status status =
        db_query(db, &rows, "SELECT must_change, password_changed FROM account WHERE id = $1", DB_INT(id));
    if (!status && !(status = db_next(&rows)))
        *expired = db_int(&rows, 0) != 0 && db_int(&rows, 1) + PASSWORD_FIRST_LIFE <= now;
    db_rows_end(&rows);
    return status;
}

enum gh_status account_set_preferences(struct db *db, const struct account *account)
{
    enum gh_status status =
        db_query(db, NULL,
                 "UPDATE account SET tell_arrival = $1, share_mobile = $2, exception_digest = $3, tell_results = $4, "
                 "notify_by = "
                 "$5 WHERE id = $6",
                 DB_INT(account->tell_arrival), DB_INT(account->share_mobile), DB_INT(account->exception_digest),
                 DB_INT(account->tell_results), DB_TEXT(reach_way_name(account->notify_by)), DB_INT(account->id));
    return status ? status : db_changed(db) == 1 ? GH_OK : GH_NOT_FOUND;
}

enum gh_status account_list(struct db *db, const char *q, int64_t after, size_t limit, int64_t *ids, size_t *count)
{
    struct db_rows rows = {0};
    struct db_like like;
    size_t n = 0;
    enum gh_status status =
        db_query(db, &rows,
                 "SELECT id FROM account WHERE id > $1 AND ($2 = '' OR name LIKE lower($3) ESCAPE '\\' OR "
                 "lower(display_name) LIKE lower($3) ESCAPE '\\') ORDER BY id LIMIT $4",
                 DB_INT(after), DB_TEXT(q), db_like_containing(&like, q), DB_INT((int64_t)limit));
    while (!status && n < limit && !(status = db_next(&rows)))
        ids[n++] = db_int(&rows, 0);
    db_rows_end(&rows);
    if (status && status != GH_NOT_FOUND)
        return status;
    *count = n;
    return GH_OK;
}

/* Keeps other transactions from adding accounts or removing administrators until this one ends. */
static enum gh_status lock_accounts(struct db *db)
{
    return db_query(db, NULL,
                    "INSERT INTO counter (name, value) VALUES ('accounts', 1) "
                    "ON CONFLICT (name) DO UPDATE SET value = counter.value + 1");
}

static enum gh_status check_places(struct db *db, const struct account *a, struct field_errors *errors)
{
    char path[FIELD_PATH_SIZE];
    enum gh_status status = unit_check(db, a->unit, "unit", errors);
    for (size_t i = 0; !status && i < a->role_count; i++) {
        (void)snprintf(path, sizeof path, "roles[%zu]", i);
        status = unit_check(db, a->roles[i].unit, path, errors);
        if (!status)
            status = campus_check(db, a->roles[i].campus, path, errors);
    }
    return status ? status : errors->count ? GH_MALFORMED : GH_OK;
}

/* A UserID of WeCom belongs to one account. */
static enum gh_status check_wecom_free(struct db *db, const struct account *a, struct field_errors *errors)
{
    struct db_rows rows = {0};
    if (!a->wecom_user[0])
        return GH_OK;
    enum gh_status status =
        db_query(db, &rows, "SELECT 1 FROM account WHERE lower(wecom_user) = lower($1) AND id <> $2",
                 DB_TEXT(a->wecom_user), DB_INT(a->id));
    if (!status)
        status = db_next(&rows);
    db_rows_end(&rows);
    if (status)
        return status == GH_NOT_FOUND ? GH_OK : status;
    field_errors_add(errors, "taken", N_("Another account has this UserID."), "wecom_user");
    return GH_MALFORMED;
}

static unsigned roles_of(const struct account *a)
{
    unsigned roles = 0;
    for (size_t i = 0; i < a->role_count; i++)
        roles |= a->roles[i].role;
    return roles;
}

/* Checks that somebody active has the role: this account as changed, or another one. */
static enum gh_status check_one_left(struct db *db, const struct account *a, enum account_role role,
                                     struct field_errors *errors)
{
    struct db_rows rows = {0};
    if (a->active && (roles_of(a) & role))
        return GH_OK;
    enum gh_status status = db_query(db, &rows,
                                     "SELECT 1 FROM account a JOIN account_role r ON r.account = a.id WHERE "
                                     "r.role = $2 AND a.active = 1 AND a.id <> $1 LIMIT 1",
                                     DB_INT(a->id), DB_TEXT(account_role_name(role)));
    if (!status)
        status = db_next(&rows);
    db_rows_end(&rows);
    if (status != GH_NOT_FOUND)
        return status;
    field_errors_add(errors, "last-administrator", N_("Nobody else could administer this. Name another one first."),
                     "roles");
    return GH_MALFORMED;
}

/* Checks that no duty is left alone. */
static enum gh_status check_administrators_left(struct db *db, const struct account *a, struct field_errors *errors)
{
    bool separate = false;
    enum gh_status status = setting_duties(db, &separate);
    if (!status)
        status = check_one_left(db, a, ROLE_ADMINISTRATOR, errors);
    if (!status && separate)
        status = check_one_left(db, a, ROLE_SECURITY_ADMINISTRATOR, errors);
    return status || !separate ? status : check_one_left(db, a, ROLE_AUDITOR, errors);
}

/* Where duties are separate nobody holds two of them, and nobody changes the own ones. */
static enum gh_status check_duties(const struct account_act *act, const struct account *a, struct field_errors *errors)
{
    const unsigned duties = roles_of(a) & ROLE_DUTIES;
    struct account before = {.id = a->id};
    bool separate = false;
    enum gh_status status = setting_duties(act->audit.db, &separate);
    if (status || !separate)
        return status;
    if (duties & (duties - 1))
        field_errors_add(errors, "two-duties",
                         N_("One person holds only one of these roles: system, security, audit administrator."),
                         "roles");
    if (a->id && a->id == act->audit.by)
        status = load_roles(act->audit.db, &before);
    if (a->id && a->id == act->audit.by && (roles_of(&before) & ROLE_DUTIES) != duties)
        field_errors_add(errors, "own-duty", N_("Another security administrator has to change this for you."), "roles");
    return status ? status : errors->count ? GH_MALFORMED : GH_OK;
}

static enum gh_status store_roles(struct db *db, const struct account *a)
{
    enum gh_status status = db_query(db, NULL, "DELETE FROM account_role WHERE account = $1", DB_INT(a->id));
    for (size_t i = 0; !status && i < a->role_count; i++)
        status = db_query(db, NULL, "INSERT INTO account_role (account, role, unit, campus) VALUES ($1, $2, $3, $4)",
                          DB_INT(a->id), DB_TEXT(account_role_name(a->roles[i].role)), DB_INT(a->roles[i].unit),
                          DB_INT(a->roles[i].campus));
    return status;
}

static enum gh_status store_frame(const struct account_act *act, const struct account *a)
{
    enum gh_status status =
        db_query(act->audit.db, NULL,
                 "UPDATE account SET name = $1, display_name = $2, email = $3, unit = $4, active = $5, wecom_user = "
                 "$7, directory = CASE WHEN staff_number = $8 THEN directory ELSE '' END, staff_number = $8 WHERE id = "
                 "$6",
                 DB_TEXT(a->name), DB_TEXT(a->display_name), a->email[0] ? DB_TEXT(a->email) : DB_NULL,
                 a->unit ? DB_INT(a->unit) : DB_NULL, DB_INT(a->active), DB_INT(a->id), DB_TEXT(a->wecom_user),
                 DB_TEXT(a->staff_number));
    return status ? status : account_mobile_store(act->audit.db, act->vault, a->id, a->mobile);
}

static enum gh_status store_password(const struct account_act *act, int64_t id, const char *hash)
{
    enum gh_status status = db_query(
        act->audit.db, NULL, "UPDATE account SET password = $1, password_changed = $2, must_change = $4 WHERE id = $3",
        hash ? DB_TEXT(hash) : DB_NULL, DB_INT(act->audit.now), DB_INT(id), DB_INT(hash != NULL));
    return status ? status : db_changed(act->audit.db) == 1 ? GH_OK : GH_NOT_FOUND;
}

/* Writes the audit detail "active; unit-approver 3 0; administrator 0 0", with the unit and campus of each role. */
static void describe(const struct account *a, char *out, size_t size)
{
    int used = snprintf(out, size, "%s", a->active ? "active" : "inactive");
    if (used > 0 && (size_t)used < size && a->wecom_user[0])
        used += snprintf(out + used, size - (size_t)used, "; WeCom");
    for (size_t i = 0; used > 0 && (size_t)used < size && i < a->role_count; i++)
        used += snprintf(out + used, size - (size_t)used, "; %s %lld %lld", account_role_name(a->roles[i].role),
                         (long long)a->roles[i].unit, (long long)a->roles[i].campus);
}

static enum gh_status insert(const struct account_act *act, struct account *a)
{
    struct db_rows rows = {0};
    enum gh_status status = db_query(act->audit.db, &rows, "SELECT COALESCE(MAX(id), 0) + 1 FROM account");
    if (!status && !(status = db_next(&rows)))
        a->id = db_int(&rows, 0);
    db_rows_end(&rows);
    if (status)
        return status;
    return db_query(act->audit.db, NULL,
                    "INSERT INTO account (id, name, display_name, must_change, created_at) VALUES ($1, $2, $3, 1, $4)",
                    DB_INT(a->id), DB_TEXT(a->name), DB_TEXT(a->display_name), DB_INT(act->audit.now));
}

enum gh_status account_add(const struct account_act *act, struct account *account, const char *password_hash,
                           struct field_errors *errors)
{
    char detail[AUDIT_DETAIL_MAX + 1];
    enum gh_status status = lock_accounts(act->audit.db);
    if (!status)
        status = check_places(act->audit.db, account, errors);
    if (!status)
        status = check_wecom_free(act->audit.db, account, errors);
    if (!status)
        status = check_duties(act, account, errors);
    if (!status)
        status = insert(act, account);
    if (!status)
        status = store_frame(act, account);
    if (!status)
        status = store_roles(act->audit.db, account);
    if (!status)
        status = store_password(act, account->id, password_hash);
    describe(account, detail, sizeof detail);
    return status ? status : audit_note(&act->audit, "account-created", "account", account->id, detail);
}

enum gh_status account_create(const struct account_act *act, struct account *account, const char *password_hash,
                              struct field_errors *errors)
{
    enum gh_status status = db_begin(act->audit.db);
    return status ? status : record_finish(act->audit.db, account_add(act, account, password_hash, errors));
}

enum gh_status account_change(const struct account_act *act, const struct account *account, const char *password_hash,
                              struct field_errors *errors)
{
    char detail[AUDIT_DETAIL_MAX + 1];
    struct bytes spared = account->id == act->audit.by ? act->spared_session : BYTES(NULL, 0);
    enum gh_status status = lock_accounts(act->audit.db);
    if (!status)
        status = check_places(act->audit.db, account, errors);
    if (!status)
        status = check_wecom_free(act->audit.db, account, errors);
    if (!status)
        status = check_administrators_left(act->audit.db, account, errors);
    if (!status)
        status = check_duties(act, account, errors);
    if (!status)
        status = store_frame(act, account);
    if (!status)
        status = store_roles(act->audit.db, account);
    if (!status && !account->active)
        status = saved_filter_forget(act->audit.db, account->id);
    if (!status && password_hash)
        status = store_password(act, account->id, password_hash);
    if (!status)
        status = session_close_others(act->audit.db, account->id, spared);
    describe(account, detail, sizeof detail);
    return status ? status : audit_note(&act->audit, "account-changed", "account", account->id, detail);
}

enum gh_status account_save(const struct account_act *act, const struct account *account, const char *password_hash,
                            struct field_errors *errors)
{
    enum gh_status status = db_begin(act->audit.db);
    return status ? status : record_finish(act->audit.db, account_change(act, account, password_hash, errors));
}

enum gh_status account_find(struct db *db, const char *name, int64_t *id)
{
    struct db_rows rows = {0};
    enum gh_status status = db_query(db, &rows, "SELECT id FROM account WHERE name = lower($1)", DB_TEXT(name));
    if (!status && !(status = db_next(&rows)))
        *id = db_int(&rows, 0);
    db_rows_end(&rows);
    return status;
}

/* Forgets the wrong tries for an account. GH_NOT_FOUND: no such account. */
static enum gh_status lift_lock(const struct account_act *act, int64_t id)
{
    struct db_rows rows = {0};
    char name[LOGIN_NAME_BYTES + 1] = "";
    bool lifted;
    enum gh_status status = db_query(act->audit.db, &rows, "SELECT name FROM account WHERE id = $1", DB_INT(id));
    if (!status && !(status = db_next(&rows)))
        status = db_copy_text(&rows, 0, name, sizeof name);
    db_rows_end(&rows);
    return status ? status : brake_lift_account(act->audit.db, act->vault, name, &lifted);
}

enum gh_status account_unlock(const struct account_act *act, int64_t id)
{
    enum gh_status status = db_begin(act->audit.db);
    if (status)
        return status;
    status = lift_lock(act, id);
    if (!status)
        status = audit_note(&act->audit, "account-unlocked", "account", id, "");
    return record_finish(act->audit.db, status);
}

enum gh_status account_reset(const struct account_act *act, int64_t id, const char *password_hash)
{
    enum gh_status status = db_begin(act->audit.db);
    if (status)
        return status;
    status = store_password(act, id, password_hash);
    if (!status)
        status = second_factor_remove(act->audit.db, id);
    if (!status)
        status = session_close_others(act->audit.db, id, BYTES(NULL, 0));
    if (!status)
        status = lift_lock(act, id);
    if (!status)
        status = audit_note(&act->audit, "account-reset", "account", id, "");
    return record_finish(act->audit.db, status);
}

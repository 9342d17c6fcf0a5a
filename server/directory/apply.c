#include "directory/apply.h"

#include <stdlib.h>
#include <string.h>

#include "accounts/account.h"
#include "accounts/account_mobile.h"
#include "auth/session.h"
#include "records/place_edit.h"
#include "records/record.h"

struct applying {
    const struct audit_act *act;
    const struct vault *vault;
    const struct directory_plan *plan;
};

/* ---- Units ---- */

static enum gh_status find_unit(struct db *db, const char *code, int64_t *id)
{
    struct db_rows rows = {0};
    enum gh_status status = db_query(db, &rows, "SELECT id FROM unit WHERE code = $1", DB_TEXT(code));
    if (!status && !(status = db_next(&rows)))
        *id = db_int(&rows, 0);
    db_rows_end(&rows);
    return status;
}

static enum gh_status put_unit(const struct applying *a, int64_t *id, json_t *json)
{
    struct field_errors *errors = calloc(1, sizeof *errors);
    bool same;
    enum gh_status status = errors && json ? unit_put(a->act, id, json, errors, &same) : GH_NO_MEMORY;
    json_decref(json);
    free(errors);
    return status == GH_MALFORMED ? GH_CONFLICT : status;
}

/* All that the directory says of the unit. Several steps about it find the later ones done. */
static enum gh_status store_unit(const struct applying *a, const struct directory_step *step)
{
    const struct directory_unit *u = step->unit;
    const struct local_unit *local = step->local_unit;
    int64_t id = local ? local->id : 0, parent = 0;
    const char *english = u->name_en[0] ? u->name_en : local ? local->name_en : u->name;
    enum gh_status status = u->parent[0] ? find_unit(a->act->db, u->parent, &parent) : GH_OK;
    if (status)
        return status;
    json_t *json = json_pack("{s:s, s:s, s:b}", "name", u->name, "name_en", english, "active", 1);
    if (json && (u->parent[0] || !local || local->parent_follows) &&
        json_object_set_new(json, "parent", json_integer(parent)) != 0)
        status = GH_NO_MEMORY;
    if (json && !local && json_object_set_new(json, "code", json_string(u->code)) != 0)
        status = GH_NO_MEMORY;
    if (status) {
        json_decref(json);
        return status;
    }
    status = put_unit(a, &id, json);
    if (status)
        return status;
    return db_query(a->act->db, NULL,
                    local ? "UPDATE unit SET directory = 1 WHERE id = $1"
                          : "UPDATE unit SET directory = 1, directory_heads = 1 WHERE id = $1",
                    DB_INT(id));
}

static enum gh_status close_unit(const struct applying *a, const struct directory_step *step)
{
    int64_t id = step->local_unit->id;
    return put_unit(a, &id, json_pack("{s:b}", "active", 0));
}

/* ---- Accounts ---- */

static enum gh_status set_active(const struct applying *a, int64_t id, bool active)
{
    const struct account_act act = {.audit = *a->act, .vault = a->vault};
    struct account account;
    struct field_errors *errors = calloc(1, sizeof *errors);
    enum gh_status status = errors ? account_load(a->act->db, a->vault, id, &account) : GH_NO_MEMORY;
    if (!status) {
        account.active = active;
        status = account_change(&act, &account, NULL, errors);
        account_wipe(&account);
    }
    free(errors);
    if (!status)
        status = db_query(a->act->db, NULL, "UPDATE account SET directory = $1 WHERE id = $2",
                          DB_TEXT(active ? "seen" : "closed"), DB_INT(id));
    return status == GH_MALFORMED ? GH_CONFLICT : status;
}

static enum gh_status store_account(const struct applying *a, const struct directory_step *step)
{
    const struct directory_person *p = step->person;
    struct db *db = a->act->db;
    const int64_t id = step->account->id;
    int64_t unit = 0;
    enum gh_status status = db_query(db, NULL, "UPDATE account SET directory = 'seen' WHERE id = $1", DB_INT(id));
    if (!status && (step->fields & DIRECTORY_NAME))
        status = db_query(db, NULL, "UPDATE account SET display_name = $1 WHERE id = $2", DB_TEXT(p->name), DB_INT(id));
    if (!status && (step->fields & DIRECTORY_EMAIL))
        status = db_query(db, NULL, "UPDATE account SET email = $1 WHERE id = $2", DB_TEXT(p->email), DB_INT(id));
    if (!status && (step->fields & DIRECTORY_MOBILE))
        status = account_mobile_store(db, a->vault, id, p->mobile);
    if (!status && (step->fields & DIRECTORY_UNIT) && !(status = find_unit(db, p->unit, &unit)))
        status = db_query(db, NULL, "UPDATE account SET unit = $1 WHERE id = $2", DB_INT(unit), DB_INT(id));
    return status ? status : audit_note(a->act, "account-followed", "account", id, step->after);
}

/* ---- Heads ---- */

static bool names(const struct directory_head *heads, size_t count, int64_t account)
{
    for (size_t i = 0; i < count; i++)
        if (heads[i].account == account)
            return true;
    return false;
}

static enum gh_status has_role(struct db *db, int64_t account, int64_t unit, bool *has)
{
    struct db_rows rows = {0};
    enum gh_status status =
        db_query(db, &rows,
                 "SELECT 1 FROM account_role WHERE account = $1 AND role = '" ROLE_NAME_UNIT_APPROVER
                 "' AND unit = $2 AND campus = 0",
                 DB_INT(account), DB_INT(unit));
    if (!status)
        status = db_next(&rows);
    db_rows_end(&rows);
    *has = !status;
    return status == GH_NOT_FOUND ? GH_OK : status;
}

/* A role that an administrator gave stays. */
static enum gh_status take_roles(const struct applying *a, const struct directory_step *step, int64_t unit)
{
    enum gh_status status = GH_OK;
    for (size_t i = 0; !status && step->local_unit && i < step->local_unit->head_count; i++) {
        const struct directory_head *h = &step->local_unit->heads[i];
        if (!h->account || names(step->heads, step->head_count, h->account))
            continue;
        if (h->granted)
            status = db_query(a->act->db, NULL,
                              "DELETE FROM account_role WHERE account = $1 AND role = '" ROLE_NAME_UNIT_APPROVER
                              "' AND unit = $2 AND campus = 0",
                              DB_INT(h->account), DB_INT(unit));
        if (!status)
            status = db_query(a->act->db, NULL,
                              "INSERT INTO unit_departure (unit, account, at) VALUES ($1, $2, $3) ON CONFLICT (unit, "
                              "account) DO UPDATE SET at = $3",
                              DB_INT(unit), DB_INT(h->account), DB_INT(a->act->now));
    }
    return status;
}

static bool was_granted(const struct directory_step *step, int64_t account)
{
    for (size_t i = 0; step->local_unit && i < step->local_unit->head_count; i++)
        if (step->local_unit->heads[i].account == account)
            return step->local_unit->heads[i].granted;
    return false;
}

static enum gh_status give_role(const struct applying *a, const struct directory_step *step, int64_t unit, size_t at)
{
    const struct directory_head *h = &step->heads[at];
    bool has = true, granted = h->account && was_granted(step, h->account);
    enum gh_status status = h->account ? has_role(a->act->db, h->account, unit, &has) : GH_OK;
    if (!status && !has) {
        granted = true;
        status = db_query(a->act->db, NULL,
                          "INSERT INTO account_role (account, role, unit, campus) VALUES ($1, '" ROLE_NAME_UNIT_APPROVER
                          "', $2, 0)",
                          DB_INT(h->account), DB_INT(unit));
    }
    if (!status && h->account)
        status = db_query(a->act->db, NULL, "DELETE FROM unit_departure WHERE unit = $1 AND account = $2", DB_INT(unit),
                          DB_INT(h->account));
    return status ? status
                  : db_query(a->act->db, NULL,
                             "INSERT INTO unit_head (unit, ordinal, staff_number, account, granted) VALUES ($1, $2, "
                             "$3, $4, $5)",
                             DB_INT(unit), DB_INT(h->head ? 0 : (int64_t)at + 1), DB_TEXT(h->number),
                             h->account ? DB_INT(h->account) : DB_NULL, DB_INT(granted));
}

static enum gh_status store_heads(const struct applying *a, const struct directory_step *step)
{
    int64_t unit = 0;
    enum gh_status status = find_unit(a->act->db, step->unit->code, &unit);
    if (!status)
        status = take_roles(a, step, unit);
    if (!status)
        status = db_query(a->act->db, NULL, "DELETE FROM unit_head WHERE unit = $1", DB_INT(unit));
    for (size_t i = 0; !status && i < step->head_count; i++)
        status = give_role(a, step, unit, i);
    return status ? status : audit_note(a->act, "unit-heads-changed", "unit", unit, "");
}

static enum gh_status apply_one(const struct applying *a, const struct directory_step *step)
{
    switch (step->change) {
    case DIRECTORY_UNIT_NEW:
    case DIRECTORY_UNIT_ADOPTED:
    case DIRECTORY_UNIT_RENAMED:
    case DIRECTORY_UNIT_MOVED:
    case DIRECTORY_UNIT_REOPENED:
        return store_unit(a, step);
    case DIRECTORY_UNIT_CLOSED:
        return close_unit(a, step);
    case DIRECTORY_ACCOUNT_ADOPTED:
    case DIRECTORY_ACCOUNT_CHANGED:
        return store_account(a, step);
    case DIRECTORY_ACCOUNT_REOPENED:
        return set_active(a, step->account->id, true);
    case DIRECTORY_ACCOUNT_CLOSED:
        return set_active(a, step->account->id, false);
    case DIRECTORY_HEADS:
        return store_heads(a, step);
    case DIRECTORY_ACCOUNT_KEPT:
    case DIRECTORY_CHANGES:
        break;
    }
    return GH_OK;
}

enum gh_status directory_apply(const struct audit_act *act, const struct vault *vault,
                               const struct directory_plan *plan)
{
    const struct applying a = {act, vault, plan};
    enum gh_status status = GH_OK;
    for (size_t i = 0; !status && i < plan->step_count; i++)
        status = apply_one(&a, &plan->steps[i]);
    return status == GH_NOT_FOUND ? GH_CONFLICT : status;
}

#include "directory/plan_load.h"

#include <stdlib.h>
#include <string.h>

#include "flow/account_role.h"
#include "records/record.h"

static enum gh_status count_rows(struct db *db, const char *sql, size_t *count)
{
    struct db_rows rows = {0};
    enum gh_status status = db_query_values(db, &rows, sql, NULL, 0);
    if (!status && !(status = db_next(&rows)))
        *count = (size_t)db_int(&rows, 0);
    db_rows_end(&rows);
    return status;
}

static enum gh_status read_unit(struct db_rows *rows, struct local_unit *u)
{
    u->id = db_int(rows, 0);
    enum gh_status status = db_copy_text(rows, 1, u->code, sizeof u->code);
    if (!status)
        status = db_copy_text(rows, 2, u->name, sizeof u->name);
    if (!status)
        status = db_copy_text(rows, 3, u->name_en, sizeof u->name_en);
    if (!status)
        status = db_copy_text(rows, 4, u->parent, sizeof u->parent);
    u->parent_follows = db_int(rows, 5) != 0;
    u->active = db_int(rows, 6) != 0;
    u->follows = db_int(rows, 7) != 0;
    u->heads_follow = db_int(rows, 8) != 0;
    return status;
}

static int by_code(const void *a, const void *b)
{
    return strcmp(((const struct local_unit *)a)->code, ((const struct local_unit *)b)->code);
}

static int by_id(const void *a, const void *b)
{
    const int64_t x = ((const struct local_unit *)a)->id, y = ((const struct local_unit *)b)->id;
    return (x > y) - (x < y);
}

static int by_number(const void *a, const void *b)
{
    return strcmp(((const struct local_account *)a)->number, ((const struct local_account *)b)->number);
}

static enum gh_status load_units(struct db *db, struct directory_plan *plan)
{
    struct db_rows rows = {0};
    size_t room = 0;
    enum gh_status status = count_rows(db, "SELECT count(*) FROM unit WHERE code IS NOT NULL", &room);
    plan->units = status ? NULL : calloc(room + 1, sizeof *plan->units);
    if (!plan->units)
        return status ? status : GH_NO_MEMORY;
    status = db_query(db, &rows,
                      "SELECT u.id, u.code, u.name, u.name_en, COALESCE(p.code, ''), COALESCE(p.directory, 0), "
                      "u.active, u.directory, u.directory_heads FROM unit u LEFT JOIN unit p ON p.id = u.parent "
                      "WHERE u.code IS NOT NULL ORDER BY u.id");
    while (!status && plan->unit_count < room && !(status = db_next(&rows)))
        status = read_unit(&rows, &plan->units[plan->unit_count++]);
    db_rows_end(&rows);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

/* While the units are in the order of their ids. */
static enum gh_status load_heads(struct db *db, struct directory_plan *plan)
{
    struct db_rows rows = {0};
    enum gh_status status = db_query(
        db, &rows,
        "SELECT unit, staff_number, COALESCE(account, 0), granted, ordinal FROM unit_head ORDER BY unit, ordinal");
    while (!status && !(status = db_next(&rows))) {
        const struct local_unit key = {.id = db_int(&rows, 0)};
        struct local_unit *u = bsearch(&key, plan->units, plan->unit_count, sizeof key, by_id);
        if (!u || u->head_count == DIRECTORY_HEADS_MAX)
            continue;
        struct directory_head *h = &u->heads[u->head_count++];
        status = db_copy_text(&rows, 1, h->number, sizeof h->number);
        h->account = db_int(&rows, 2);
        h->granted = db_int(&rows, 3) != 0;
        h->head = db_int(&rows, 4) == 0;
    }
    db_rows_end(&rows);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

static enum gh_status read_account(struct db_rows *rows, const struct vault *vault, struct local_account *a)
{
    const struct uuid row = record_row(a->id = db_int(rows, 0));
    const struct bytes state = db_bytes(rows, 6);
    enum gh_status status = db_copy_text(rows, 1, a->number, sizeof a->number);
    if (!status)
        status = db_copy_text(rows, 2, a->name, sizeof a->name);
    if (!status)
        status = db_copy_text(rows, 3, a->email, sizeof a->email);
    if (!status)
        status = record_open(vault, "account.mobile", &row, rows, 4, a->mobile, sizeof a->mobile);
    if (!status)
        status = db_copy_text(rows, 7, a->unit, sizeof a->unit);
    a->active = a->will_be_active = db_int(rows, 5) != 0;
    a->closed = bytes_equal(state, bytes_of_string("closed"));
    a->follows = state.len > 0;
    a->administers = db_int(rows, 8) != 0;
    return status;
}

static enum gh_status load_accounts(struct db *db, const struct vault *vault, struct directory_plan *plan)
{
    struct db_rows rows = {0};
    size_t room = 0;
    enum gh_status status = count_rows(db, "SELECT count(*) FROM account WHERE staff_number <> ''", &room);
    plan->accounts = status ? NULL : calloc(room + 1, sizeof *plan->accounts);
    if (!plan->accounts)
        return status ? status : GH_NO_MEMORY;
    status = db_query(db, &rows,
                      "SELECT a.id, a.staff_number, a.display_name, COALESCE(a.email, ''), a.mobile_sealed, a.active, "
                      "a.directory, COALESCE(u.code, ''), (SELECT count(*) FROM account_role r WHERE r.account = a.id "
                      "AND r.role IN ('" ROLE_NAME_ADMINISTRATOR "', '" ROLE_NAME_SECURITY_ADMINISTRATOR
                      "', '" ROLE_NAME_AUDITOR "')) FROM account a LEFT JOIN unit u ON u.id = a.unit "
                      "WHERE a.staff_number <> ''");
    while (!status && plan->account_count < room && !(status = db_next(&rows)))
        status = read_account(&rows, vault, &plan->accounts[plan->account_count++]);
    db_rows_end(&rows);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

enum gh_status directory_plan_load(struct db *db, const struct vault *vault, struct directory_plan *plan)
{
    enum gh_status status = load_units(db, plan);
    if (!status)
        status = load_heads(db, plan);
    if (!status)
        status = load_accounts(db, vault, plan);
    if (status)
        return status;
    qsort(plan->units, plan->unit_count, sizeof *plan->units, by_code);
    qsort(plan->accounts, plan->account_count, sizeof *plan->accounts, by_number);
    return GH_OK;
}

/* Loads the accounts that can decide on an application. */
#include "act/deciders.h"

#include <sodium.h>

#include "records/record.h"

enum account_role deciders_role(const struct application *a)
{
    return a->state == FLOW_UNIT_REVIEW       ? ROLE_UNIT_APPROVER
           : a->state == FLOW_SECURITY_REVIEW ? ROLE_SECURITY_OFFICER
                                              : (enum account_role)0;
}

void deciders_wipe(struct deciders *deciders)
{
    sodium_memzero(deciders, sizeof *deciders);
}

enum gh_status decider_read(struct db_rows *rows, const struct vault *vault, struct decider *d)
{
    struct act_person *p = &d->person;
    p->account = db_int(rows, 0);
    struct uuid row = record_row(p->account);
    enum gh_status status = db_copy_text(rows, 1, d->email, sizeof d->email);
    if (!status)
        status = record_open(vault, "account.mobile", &row, rows, 2, p->mobile, sizeof p->mobile);
    d->english = bytes_equal(db_bytes(rows, 4), bytes_of_string("en"));
    if (!status)
        status = reach_read(rows, 5, &d->reach);
    return status ? status : db_copy_text(rows, 3, p->name, sizeof p->name);
}

enum gh_status deciders_load(struct db *db, const struct vault *vault, const struct application *a,
                             enum account_role role, bool deputies, tick now, struct deciders *out)
{
    struct db_rows rows = {0};
    enum gh_status status = db_query(
        db, &rows,
        "SELECT DISTINCT " DECIDER_COLUMNS(
            "c") " FROM account_role r "
                 "JOIN account c ON c.id = r.account "
                 "WHERE r.role = $1 AND (r.unit = 0 OR r.unit = $2) AND (r.campus = 0 OR r.campus = $3) AND c.active = "
                 "1 "
                 "UNION SELECT " DECIDER_COLUMNS(
                     "d") " FROM account_role r "
                          "JOIN delegation g ON g.account = r.account "
                          "JOIN account d ON d.id = g.deputy WHERE r.role = $1 AND r.role = '" ROLE_NAME_UNIT_APPROVER
                          "' AND $5 = 1 AND "
                          "(r.unit = 0 OR r.unit = $2) AND (r.campus = 0 OR r.campus = $3) AND g.ended_at IS NULL AND "
                          "g.from_at <= $4 "
                          "AND "
                          "g.to_at > $4 AND d.active = 1 ORDER BY 1",
        DB_TEXT(account_role_name(role)), DB_INT(a->unit), DB_INT(a->campus), DB_INT(now), DB_INT(deputies));
    out->count = out->parties = 0;
    while (!status && out->count < DECIDERS_MAX && !(status = db_next(&rows))) {
        struct decider *d = &out->items[out->count];
        status = decider_read(&rows, vault, d);
        if (!status && act_person_is_party(&d->person, a))
            out->parties++;
        else if (!status)
            out->count++;
    }
    db_rows_end(&rows);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

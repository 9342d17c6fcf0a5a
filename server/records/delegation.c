/* Adds, ends and lists delegations. */
#include "records/delegation.h"

#include "base/catalog.h"
#include "flow/account_role.h"
#include "records/fields.h"
#include "records/record.h"

#define ID_MAX INT64_C(1000000000)
#define TIME_MAX (INT64_C(253402300799) * TICK_SECOND)
#define SHOWN_MAX 200

struct wish {
    int64_t deputy;
    tick from, to;
};

#define MAY_STAND_IN                                                                                                   \
    "a.active = 1 AND a.id <> $1 AND (EXISTS (SELECT 1 FROM account_role r WHERE r.account = a.id AND r.role = "       \
    "'" ROLE_NAME_UNIT_APPROVER "') OR a.unit = (SELECT o.unit FROM account o WHERE o.id = $1))"

static enum gh_status may_stand_in(struct db *db, int64_t account, int64_t deputy, bool *may)
{
    struct db_rows rows = {0};
    enum gh_status status = db_query(db, &rows, "SELECT 1 FROM account a WHERE a.id = $2 AND " MAY_STAND_IN,
                                     DB_INT(account), DB_INT(deputy));
    if (!status)
        status = db_next(&rows);
    db_rows_end(&rows);
    *may = status == GH_OK;
    return status == GH_NOT_FOUND ? GH_OK : status;
}

static void take(const json_t *input, tick now, struct wish *w, struct field_errors *errors)
{
    fields_integer(input, "deputy", "deputy", 0, ID_MAX, &w->deputy, errors);
    fields_integer(input, "from", "from", 0, TIME_MAX, &w->from, errors);
    fields_integer(input, "to", "to", 0, TIME_MAX, &w->to, errors);
    if (errors->count)
        return;
    if (w->to <= w->from)
        field_errors_add(errors, "order", N_("The end must come after the beginning."), "to");
    else if (w->to <= now)
        field_errors_add(errors, "past", N_("This time is in the past. Choose a later one."), "to");
    else if (w->to - w->from > DELEGATION_DAYS_MAX * TICK_DAY)
        field_errors_add(errors, "too-long", N_("At most a year at a time."), "to");
}

static enum gh_status audit(const struct audit_act *act, const char *action, const struct uuid *id)
{
    char subject[AUDIT_SUBJECT_SIZE];
    audit_subject_id("delegation", id, subject);
    return audit_write(act->db, &(struct audit_entry){.at = act->now,
                                                      .account = act->by,
                                                      .action = action,
                                                      .subject = subject,
                                                      .detail = "",
                                                      .address = act->address});
}

static enum gh_status add(const struct audit_act *act, const struct wish *w, const struct uuid *id)
{
    enum gh_status status = db_query(act->db, NULL,
                                     "INSERT INTO delegation (id, account, deputy, from_at, to_at) "
                                     "VALUES ($1, $2, $3, $4, $5)",
                                     DB_UUID(id), DB_INT(act->by), DB_INT(w->deputy), DB_INT(w->from), DB_INT(w->to));
    return status ? status : audit(act, "delegation-added", id);
}

enum gh_status delegation_add(const struct audit_act *act, const json_t *input, struct field_errors *errors,
                              struct uuid *id)
{
    struct wish w = {0};
    bool may = false;
    take(input, act->now, &w, errors);
    enum gh_status status = may_stand_in(act->db, act->by, w.deputy, &may);
    if (status)
        return status;
    if (!may)
        field_errors_add(errors, "unknown", N_("This person can't stand in for you."), "deputy");
    if (errors->count)
        return GH_MALFORMED;
    *id = record_id(act->now);
    status = db_begin(act->db);
    return status ? status : record_finish(act->db, add(act, &w, id));
}

static enum gh_status end(const struct audit_act *act, const struct uuid *id)
{
    enum gh_status status =
        db_query(act->db, NULL,
                 "UPDATE delegation SET ended_at = $1 WHERE id = $2 AND account = $3 AND ended_at IS NULL AND "
                 "to_at > $1",
                 DB_INT(act->now), DB_UUID(id), DB_INT(act->by));
    if (!status && db_changed(act->db) != 1)
        status = GH_NOT_FOUND;
    return status ? status : audit(act, "delegation-ended", id);
}

enum gh_status delegation_end(const struct audit_act *act, const struct uuid *id)
{
    enum gh_status status = db_begin(act->db);
    return status ? status : record_finish(act->db, end(act, id));
}

enum gh_status delegation_query(struct db *db, struct db_rows *rows, int64_t account, tick now, const struct uuid *id)
{
    return db_query(db, rows,
                    "SELECT d.id, a.id, a.display_name, b.id, b.display_name, d.from_at, d.to_at FROM delegation d "
                    "JOIN account a ON a.id = d.account JOIN account b ON b.id = d.deputy "
                    "WHERE (d.account = $1 OR d.deputy = $1) AND d.ended_at IS NULL AND d.to_at > $2 AND "
                    "($3 = 0 OR d.id = $4) ORDER BY d.from_at, d.id LIMIT $5",
                    DB_INT(account), DB_INT(now), DB_INT(id != NULL), id ? DB_UUID(id) : DB_BLOB(&account, 0),
                    DB_INT(SHOWN_MAX));
}

enum gh_status delegation_deputies(struct db *db, struct db_rows *rows, int64_t account)
{
    return db_query(db, rows,
                    "SELECT a.id, a.display_name FROM account a WHERE " MAY_STAND_IN " ORDER BY a.display_name, a.id "
                    "LIMIT $2",
                    DB_INT(account), DB_INT(SHOWN_MAX));
}

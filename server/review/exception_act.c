/* Assigns, remarks, closes and reopens exceptions. */
#include "review/exception_act.h"

#include "flow/account_role.h"
#include "records/exception.h"
#include "records/record.h"

static const struct {
    const char *name, *step, *audit;
} actions[EXCEPTION_ACTIONS] = {
    [EXCEPTION_ASSIGN] = {"assign", "assigned", "exception-assigned"},
    [EXCEPTION_REMARK] = {"remark", "remarked", "exception-remarked"},
    [EXCEPTION_CLOSE] = {"close", "closed", "exception-closed"},
    [EXCEPTION_REOPEN] = {"reopen", "reopened", "exception-reopened"},
};

const char *exception_action_name(int action)
{
    return action >= 0 && action < EXCEPTION_ACTIONS ? actions[action].name : NULL;
}

/* GH_NOT_FOUND: not within scope. */
static enum gh_status find(struct db *db, const struct scope *scope, const struct uuid *id, int64_t *campus)
{
    struct db_rows rows = {0};
    enum gh_status status =
        scope_query(db, &rows, scope, "SELECT x.campus FROM exception x WHERE x.id = $1 AND {x.campus}", DB_UUID(id));
    if (!status && !(status = db_next(&rows)))
        *campus = db_int(&rows, 0);
    db_rows_end(&rows);
    return status;
}

/* GH_NOT_FOUND: the account can't be given an exception of the campus. */
static enum gh_status check_assignee(struct db *db, int64_t account, int64_t campus)
{
    struct db_rows rows = {0};
    if (account == 0)
        return GH_OK;
    enum gh_status status =
        db_query(db, &rows,
                 "SELECT 1 FROM account_role r JOIN account a ON a.id = r.account WHERE a.id = $1 AND a.active = 1 AND "
                 "r.role IN ('" ROLE_NAME_SECURITY_OFFICER "', '" ROLE_NAME_REVIEWER "', '" ROLE_NAME_ADMINISTRATOR
                 "') AND (r.campus = 0 OR r.campus = $2) LIMIT 1",
                 DB_INT(account), DB_INT(campus));
    if (!status)
        status = db_next(&rows);
    db_rows_end(&rows);
    return status;
}

static enum gh_status change(const struct audit_act *act, const struct scope *scope, const struct uuid *id,
                             const struct exception_wish *wish)
{
    switch (wish->action) {
    case EXCEPTION_ASSIGN:
        return scope_query(act->db, NULL, scope, "UPDATE exception SET assignee = $2 WHERE id = $1 AND {campus}",
                           DB_UUID(id), wish->assignee ? DB_INT(wish->assignee) : DB_NULL);
    case EXCEPTION_CLOSE:
        return scope_query(act->db, NULL, scope,
                           "UPDATE exception SET state = 'closed', closed_by = $2, closed_at = $3, reason = $4 WHERE "
                           "id = $1 AND state = 'open' AND {campus}",
                           DB_UUID(id), DB_INT(act->by), DB_INT(act->now), DB_TEXT(wish->reason));
    case EXCEPTION_REOPEN:
        return scope_query(act->db, NULL, scope,
                           "UPDATE exception SET state = 'open', closed_by = NULL, closed_at = NULL, reason = '' WHERE "
                           "id = $1 AND state = 'closed' AND {campus}",
                           DB_UUID(id));
    default:
        return GH_OK;
    }
}

static enum gh_status add_step(const struct audit_act *act, const struct vault *vault, const struct uuid *id,
                               const struct exception_wish *wish)
{
    struct record_box box;
    const struct uuid step = record_id(act->now);
    return exception_step_add(
        act->db,
        &(struct exception_step){
            .id = &step,
            .exception = id,
            .at = act->now,
            .by = act->by,
            .assignee = wish->action == EXCEPTION_ASSIGN ? wish->assignee : 0,
            .action = actions[wish->action].step,
            .reason = wish->action == EXCEPTION_CLOSE ? wish->reason : NULL,
            .remark = *wish->remark ? record_seal(vault, "exception.remark", &step, wish->remark, &box) : DB_NULL});
}

static enum gh_status perform(const struct audit_act *act, const struct vault *vault, const struct scope *scope,
                              const struct uuid *id, const struct exception_wish *wish)
{
    int64_t campus = 0;
    char subject[AUDIT_SUBJECT_SIZE];
    enum gh_status status = find(act->db, scope, id, &campus);
    if (!status && wish->action == EXCEPTION_ASSIGN)
        status = check_assignee(act->db, wish->assignee, campus);
    if (!status)
        status = change(act, scope, id, wish);
    if (!status && wish->action != EXCEPTION_REMARK && db_changed(act->db) == 0)
        status = GH_ROLLBACK;
    if (!status)
        status = add_step(act, vault, id, wish);
    if (status)
        return status;
    audit_subject_id("exception", id, subject);
    return audit_write(act->db,
                       &(struct audit_entry){act->now, act->by, actions[wish->action].audit, subject,
                                             wish->action == EXCEPTION_CLOSE ? wish->reason : "", act->address});
}

enum gh_status exception_act(const struct audit_act *act, const struct vault *vault, const struct scope *scope,
                             const struct uuid *id, const struct exception_wish *wish)
{
    enum gh_status status = db_begin(act->db);
    return status ? status : record_finish(act->db, perform(act, vault, scope, id, wish));
}

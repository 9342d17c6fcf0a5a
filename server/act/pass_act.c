/* Blocks, unblocks, revokes and reissues a single pass. */
#include "act/pass_act.h"

#include <sodium.h>
#include <string.h>

#include "act/tell_visitor.h"
#include "issue/visit_link.h"
#include "records/audit.h"
#include "records/record.h"

static const struct {
    const char *name;
    enum pass_state state; /* the state that it sets; unused by PASS_REISSUE */
    const char *audited;
} actions[PASS_ACTION_COUNT] = {
    [PASS_BLOCK] = {"block", PASS_STATE_BLOCKED, "pass-blocked"},
    [PASS_UNBLOCK] = {"unblock", PASS_STATE_ACTIVE, "pass-unblocked"},
    [PASS_REVOKE] = {"revoke", PASS_STATE_REVOKED, "pass-revoked"},
    [PASS_REISSUE] = {"reissue", PASS_STATE_ACTIVE, "pass-reissued"},
};

enum gh_status pass_action_from_name(const char *name, enum pass_action *out)
{
    for (int i = 0; i < PASS_ACTION_COUNT; i++) {
        if (strcmp(actions[i].name, name) == 0) {
            *out = (enum pass_action)i;
            return GH_OK;
        }
    }
    return GH_NOT_FOUND;
}

void pass_action_unknown(struct field_errors *errors, const char *path)
{
    const char *names[PASS_ACTION_COUNT];
    for (int i = 0; i < PASS_ACTION_COUNT; i++)
        names[i] = actions[i].name;
    field_errors_add_values(errors, names, PASS_ACTION_COUNT, path);
}

/* One action in progress. */
struct pass_acting {
    const struct act_context *context;
    enum pass_action action;
    const char *reason;
    struct pass pass;
    struct application application;
    struct campus campus;
};

static bool of_office(const struct session *session, int64_t campus)
{
    return session_grant(session, ROLE_SECURITY_OFFICER, 0, campus) || session_grant(session, ROLE_ADMINISTRATOR, 0, 0);
}

static enum gh_status load(struct pass_acting *in, const struct session *session, const struct uuid *id)
{
    const struct act_context *c = in->context;
    enum gh_status status = pass_load(c->db, id, &in->pass);
    if (!status)
        status = application_load(c->db, c->vault, &in->pass.application, &in->application);
    if (!status && !of_office(session, in->application.campus))
        status = GH_NOT_FOUND;
    if (!status)
        status = campus_load(c->db, in->application.campus, c->now, &in->campus);
    if (!status && in->pass.to <= c->now)
        status = GH_DENIED;
    return status;
}

/* Returns the holder of a pass, or NULL for a vehicle's pass, which has none. */
static const struct person *holder_of(const struct pass_acting *in)
{
    for (size_t i = 0; i < in->application.person_count; i++)
        if (memcmp(&in->application.persons[i].id, &in->pass.person, sizeof in->pass.person) == 0)
            return &in->application.persons[i];
    return NULL;
}

/* Allows a new code for a pass that is active or revoked and has no successor yet. */
static enum gh_status may_reissue(const struct pass_acting *in)
{
    struct db_rows rows = {0};
    if (in->application.state != FLOW_APPROVED || in->pass.state == PASS_STATE_BLOCKED)
        return GH_CONFLICT;
    enum gh_status status =
        db_query(in->context->db, &rows, "SELECT 1 FROM pass WHERE replaces = $1", DB_UUID(&in->pass.id));
    if (!status)
        status = db_next(&rows);
    db_rows_end(&rows);
    return status == GH_NOT_FOUND ? GH_OK : status ? status : GH_CONFLICT;
}

/* Reissues a pass under a new link, so that a link in the wrong hands shows nothing any more. */
static enum gh_status reissue(struct pass_acting *in)
{
    const struct act_context *c = in->context;
    const struct person *holder = holder_of(in);
    char link[VISIT_LINK_SIZE] = "";
    const struct uuid replaced = in->pass.id;
    enum gh_status status = c->issuer ? may_reissue(in) : GH_UNKNOWN_KEY;
    if (!status)
        status = pass_reissue(c->db, c->vault, c->issuer, &replaced, c->now, &in->pass);
    if (!status)
        status = visit_link_make(c->db, c->vault, &in->application.id, holder ? &in->pass.person : &in->pass.vehicle,
                                 c->now, link);
    if (!status && holder)
        status = tell_link(c, &in->application, &in->campus, &in->pass.id, holder, link, true);
    sodium_memzero(link, sizeof link);
    return status;
}

static enum gh_status change(struct pass_acting *in)
{
    const struct act_context *c = in->context;
    const struct person *holder = holder_of(in);
    enum gh_status status = pass_set_state(c->db, &in->pass.id, actions[in->action].state, in->reason, c->now);
    if (!status && in->action == PASS_REVOKE && holder)
        status = tell_revoked(c, &in->application, &in->campus, &in->pass, holder);
    return status ? status : pass_load(c->db, &in->pass.id, &in->pass);
}

static enum gh_status audit(const struct pass_acting *in, const struct session *session, const struct uuid *id)
{
    char subject[AUDIT_SUBJECT_SIZE];
    audit_subject_id("pass", id, subject);
    return audit_write(in->context->db, &(struct audit_entry){.at = in->context->now,
                                                              .account = session->account,
                                                              .action = actions[in->action].audited,
                                                              .subject = subject,
                                                              .detail = in->reason,
                                                              .address = in->context->address});
}

enum gh_status pass_act(const struct act_context *context, const struct session *session, const struct uuid *id,
                        enum pass_action action, const char *reason, struct pass *after)
{
    struct pass_acting in = {.context = context, .action = action, .reason = reason};
    if (!*reason && action != PASS_UNBLOCK)
        return GH_MALFORMED;
    enum gh_status status = db_begin(context->db);
    if (status)
        return status;
    status = load(&in, session, id);
    if (!status)
        status = action == PASS_REISSUE ? reissue(&in) : change(&in);
    if (!status)
        status = audit(&in, session, id);
    status = record_finish(context->db, status);
    application_free(&in.application);
    if (!status)
        *after = in.pass;
    return status;
}

/* Carries out one action on an application in one transaction. The flow table decides, and this file loads, changes
 * and stores. */
#include "act/act.h"

#include <string.h>

#include "act/act_internal.h"
#include "act/amend.h"
#include "act/deciders.h"
#include "act/effects.h"
#include "act/hand_over.h"
#include "act/party.h"
#include "act/tell_card.h"
#include "act/walk_up_state.h"
#include "base/catalog.h"
#include "records/amendment.h"
#include "records/application_check.h"
#include "records/application_input.h"
#include "records/kind_edit.h"
#include "records/watch.h"

unsigned act_granted_roles(const struct session *session, const struct application *a, int64_t *acting_for)
{
    const struct role_grant *grant;
    unsigned roles = session->account == a->applicant ? FLOW_ROLE_APPLICANT : 0;
    *acting_for = 0;
    if (a->unit && (grant = session_grant(session, ROLE_UNIT_APPROVER, a->unit, a->campus))) {
        roles |= FLOW_ROLE_UNIT;
        *acting_for = grant->on_behalf;
    }
    if (a->campus && session_grant(session, ROLE_SECURITY_OFFICER, a->unit, a->campus))
        roles |= FLOW_ROLE_SECURITY;
    return roles;
}

enum gh_status act_roles(struct db *db, const struct vault *vault, const struct session *session,
                         const struct application *a, unsigned *roles, int64_t *acting_for)
{
    *roles = act_granted_roles(session, a, acting_for);
    return act_without_parties(db, vault, session, a, *acting_for, roles);
}

bool act_may_see(const struct session *session, const struct application *a)
{
    bool submitted = a->submitted_at != 0;
    /* The security office sees walk-up applications at once, since a guard may already have admitted the visitors. */
    bool passed_on = submitted && (a->walk_up || (a->state != FLOW_UNIT_REVIEW && a->state != FLOW_SENT_BACK));
    if (session->account == a->applicant)
        return true;
    if (submitted && a->unit && session_grant(session, ROLE_UNIT_APPROVER, a->unit, a->campus))
        return true;
    if (passed_on && session_grant(session, ROLE_SECURITY_OFFICER | ROLE_REVIEWER, a->unit, a->campus))
        return true;
    return submitted && session_grant(session, ROLE_ADMINISTRATOR, 0, 0);
}

enum gh_status act_check_context(struct db *db, const struct application *a, tick now, struct campus *campus,
                                 struct check_context *out)
{
    bool unit = false;
    enum gh_status status = campus_load(db, a->campus, now, campus);
    if (status && status != GH_NOT_FOUND)
        return status;
    bool known = status == GH_OK && campus->active;
    if (status)
        campus->calendar =
            (struct calendar){.zone_minutes = 480, .deadline_minute = 960, .decide_minute = CALENDAR_WORK_END};
    status = unit_known(db, a->unit, &unit);
    if (status)
        return status;
    struct pass_kind_policy kind = {0};
    status = kind_load(db, a->kind, &kind);
    if (status && status != GH_NOT_FOUND)
        return status;
    *out = (struct check_context){.now = now,
                                  .calendar = campus->calendar,
                                  .campus_gates = campus->gates,
                                  .lane_gates = campus->lanes,
                                  .unit_known = unit,
                                  .campus_known = known,
                                  .kind_known = !status,
                                  .kind = kind,
                                  .submitted = a->submitted_at != 0};
    return GH_OK;
}

_Static_assert(WALK_UP_REMARK_SIZE > ACT_REMARK_MAX, "the applicant's page shows every remark");

/* One action in progress. */
struct acting {
    const struct act_context *context;
    const struct session *session; /* NULL: the system */
    const struct act_wish *wish;
    struct act_result *result;
    const struct flow_transition *transition;
    unsigned roles;
    int64_t acting_for;
    struct application before, after;
    struct amended amended; /* owned: what `before` amends */
    struct campus campus;
    json_t *content_changes, *all_changes; /* owned */
};

static void refuse_all(struct application *a, const struct uuid *id, const char *reason)
{
    for (size_t i = 0; i < a->person_count; i++) {
        if (uuid_equal(&a->persons[i].id, id)) {
            a->persons[i].refused = true;
            memcpy(a->persons[i].refusal, reason, strlen(reason) + 1);
        }
    }
    for (size_t i = 0; i < a->vehicle_count; i++) {
        if (uuid_equal(&a->vehicles[i].id, id)) {
            a->vehicles[i].refused = true;
            memcpy(a->vehicles[i].refusal, reason, strlen(reason) + 1);
        }
    }
}

/* Refuses exactly the entrants that the list names, and clears every other refusal. False adds an error. */
static bool apply_refusals(struct application *a, const json_t *refuse, struct field_errors *errors)
{
    size_t i;
    const json_t *one;
    for (size_t p = 0; p < a->person_count; p++)
        a->persons[p].refused = false;
    for (size_t v = 0; v < a->vehicle_count; v++)
        a->vehicles[v].refused = false;
    json_array_foreach(refuse, i, one)
    {
        struct uuid id;
        const char *text = json_string_value(json_object_get(one, "id"));
        const char *reason = json_string_value(json_object_get(one, "reason"));
        if (!text || uuid_parse(bytes_of_string(text), &id)) {
            field_errors_add(errors, "unknown", N_("Not found. Reload the list and choose again."), "refuse[%zu].id",
                             i);
            return false;
        }
        if (!reason || !*reason || strlen(reason) >= APPLICATION_FIELD_SIZE) {
            field_errors_add(errors, "missing", N_("Say why, in a few words."), "refuse[%zu].reason", i);
            return false;
        }
        refuse_all(a, &id, reason);
    }
    return true;
}

/* Builds act->after from act->before: restores the content from before a proposal, then applies the changes and the
 * refusals. */
static enum gh_status apply_wish(struct acting *act)
{
    const struct act_wish *wish = act->wish;
    enum gh_status status = application_copy(&act->before, &act->after);
    if (!status && (act->transition->effects & FLOW_EFFECT_RESTORE))
        status = proposal_restore(act->context->db, act->context->vault, &act->after);
    if (!status && wish->changes)
        status = application_input(wish->changes, &act->after, &act->result->errors);
    if (!status && act->result->errors.count)
        status = GH_MALFORMED;
    if (status)
        return status;
    if (!(act->content_changes = application_changes(&act->before, &act->after, false)))
        return GH_NO_MEMORY;
    if (wish->refuse && !apply_refusals(&act->after, wish->refuse, &act->result->errors))
        return GH_MALFORMED;
    if (!(act->all_changes = application_changes(&act->before, &act->after, false)))
        return GH_NO_MEMORY;
    if (act->transition->to != act->transition->from)
        act->after.assignee = 0; /* the next step is everybody's again */
    return wish->action == FLOW_HAND_OVER
               ? hand_over_to(act->context, &act->after, act->session ? act->session->account : 0, wish->colleague,
                              &act->result->errors)
               : GH_OK;
}

static bool has_text(const char *text)
{
    return text && text[strspn(text, " \t\r\n")] != '\0';
}

static bool somebody_enters(const struct application *a)
{
    for (size_t i = 0; i < a->person_count; i++)
        if (application_person_enters(a, i))
            return true;
    return false;
}

/* Returns the guards that need no database. */
static unsigned cheap_guards(const struct acting *act)
{
    tick first, last;
    unsigned guards = 0;
    application_span(&act->after, &first, &last);
    if (json_array_size(act->all_changes) > 0)
        guards |= FLOW_GUARD_CHANGED;
    if (json_array_size(act->content_changes) == 0)
        guards |= FLOW_GUARD_UNCHANGED;
    if (has_text(act->wish->remark))
        guards |= FLOW_GUARD_REMARK;
    if (somebody_enters(&act->after))
        guards |= FLOW_GUARD_SOMEBODY;
    if (!act->amended.known || act->amended.approved.state == FLOW_APPROVED)
        guards |= FLOW_GUARD_STANDS;
    /* An application without a period is incomplete, not over. */
    guards |= last > act->context->now || last == 0 ? FLOW_GUARD_NOT_OVER : FLOW_GUARD_OVER;
    if (act->after.walk_up || act->context->now < application_submit_by(&act->after, &act->campus.calendar) ||
        first == 0)
        guards |= FLOW_GUARD_DEADLINE;
    return guards;
}

/* Finds the guards that compare an amendment with what it amends. Only what newly enters has a deadline. */
static enum gh_status amendment_guards(const struct acting *act, unsigned *guards)
{
    const struct application *approved = &act->amended.approved;
    struct application merged = {0};
    if (!act->amended.known) {
        *guards |= FLOW_GUARD_DIFFERS;
        return GH_OK;
    }
    enum gh_status status = amendment_merge(approved, &act->after, &merged);
    json_t *changes = status ? NULL : application_amended(approved, &merged, false);
    if (!status && !changes)
        status = GH_NO_MEMORY;
    tick by = status ? 0 : amendment_submit_by(approved, &merged, &act->campus.calendar, act->context->now);
    *guards &= ~(unsigned)FLOW_GUARD_DEADLINE;
    *guards |= by == 0 || act->context->now < by ? FLOW_GUARD_DEADLINE : 0;
    *guards |= json_array_size(changes) > 0 ? FLOW_GUARD_DIFFERS : 0;
    json_decref(changes);
    application_free(&merged);
    return status;
}

/* Finds whether an approved application is being amended. A draft of an amendment does not count. */
static enum gh_status find_amended(const struct acting *act, unsigned *guards)
{
    struct amendment_standing open;
    enum gh_status status = amendment_find(act->context->db, &act->before.id, &open);
    if (status == GH_NOT_FOUND || (!status && open.state == FLOW_DRAFT))
        *guards |= FLOW_GUARD_NOT_AMENDED;
    return status == GH_NOT_FOUND ? GH_OK : status;
}

static enum gh_status find_guards(struct acting *act, unsigned *out)
{
    struct db *db = act->context->db;
    struct check_context check;
    struct field_errors *errors = &act->result->errors;
    unsigned needed = act->transition->guards;
    enum gh_status status = act_check_context(db, &act->after, act->context->now, &act->campus, &check);
    if (status)
        return status;
    check.approved = act->amended.known ? &act->amended.approved : NULL;
    check.roles = act->session ? session_roles(act->session) : 0;
    if (needed & FLOW_GUARD_COMPLETE)
        application_check(&act->after, &check, errors);
    unsigned guards = cheap_guards(act);
    status = amendment_guards(act, &guards);
    if (!status && (needed & FLOW_GUARD_NOT_AMENDED))
        status = find_amended(act, &guards);
    if (status)
        return status;
    if (errors->count == 0)
        guards |= FLOW_GUARD_COMPLETE;
    if ((needed & FLOW_GUARD_NOT_BARRED) && (guards & FLOW_GUARD_COMPLETE)) {
        status = watch_barred(db, act->context->vault, &act->after, act->context->now, errors);
        if (status)
            return status;
        if (errors->count == 0)
            guards |= FLOW_GUARD_NOT_BARRED;
    }
    if (needed & FLOW_GUARD_QUOTA) {
        bool within = true;
        status = watch_quota(db, &act->after, &act->campus, &within);
        if (status)
            return status;
        if (within)
            guards |= FLOW_GUARD_QUOTA;
    }
    if (needed & (FLOW_GUARD_NOBODY_CAME | FLOW_GUARD_SOMEBODY_CAME)) {
        bool came = false;
        status = effects_somebody_came(db, &act->after.id, &came);
        if (status)
            return status;
        guards |= came ? FLOW_GUARD_SOMEBODY_CAME : FLOW_GUARD_NOBODY_CAME;
    }
    *out = guards;
    return GH_OK;
}

static enum flow_role role_used(const struct acting *act)
{
    unsigned usable = act->roles & act->transition->roles;
    for (unsigned role = 1; role < 1u << FLOW_ROLE_COUNT; role <<= 1)
        if (usable & role)
            return (enum flow_role)role;
    return FLOW_ROLE_SYSTEM;
}

static enum gh_status write_history(const struct acting *act)
{
    struct history_entry entry = {
        .application = &act->after.id,
        .version = act->after.version,
        .at = act->context->now,
        .account = act->session ? act->session->account : 0,
        /* Only unit approvers delegate. */
        .for_account = role_used(act) == FLOW_ROLE_UNIT ? act->acting_for : 0,
        .to_account = act->transition->action == FLOW_HAND_OVER ? act->after.assignee : 0,
        .role = flow_role_name(role_used(act)),
        .action = flow_action_name(act->transition->action),
        .from_state = flow_state_name(act->transition->from),
        .to_state = flow_state_name(act->transition->to),
        .remark = act->wish->remark,
        .address = act->context->address,
        .changes = act->all_changes,
    };
    return history_append(act->context->db, act->context->vault, &entry);
}

/* Returns when the decision is due. Corrections may have changed the periods. */
static tick decide_by(const struct acting *act)
{
    tick first, last;
    application_span(&act->after, &first, &last);
    return calendar_decide_by(&act->campus.calendar, first, act->after.submitted_at);
}

/* Stores the result of an allowed action. Edits of a draft leave no history. */
static enum gh_status carry_out(struct acting *act)
{
    const struct flow_transition *t = act->transition;
    struct application *a = &act->after;
    struct db *db = act->context->db;
    if (t->effects & FLOW_EFFECT_ERASE)
        return application_delete(db, &a->id);
    a->state = t->to;
    if (t->action == FLOW_SUBMIT || t->action == FLOW_RESUBMIT) {
        a->submitted_at = act->context->now;
        a->reminded = 0;
    }
    if (t->to == FLOW_UNIT_REVIEW || t->to == FLOW_SECURITY_REVIEW)
        a->decide_by = decide_by(act);
    if (t->to == FLOW_APPROVED || t->to == FLOW_ACKNOWLEDGING || t->action == FLOW_UNIT_REFUSE ||
        t->action == FLOW_SECURITY_VETO || t->to == FLOW_APPLIED)
        a->decided_at = act->context->now;
    /* An edit may bring more than a reader sees as a change: that closed days are known. */
    bool content = act->wish->changes || json_array_size(act->all_changes) > 0 || (t->guards & FLOW_GUARD_COMPLETE);
    enum gh_status status = application_update(db, act->context->vault, a, act->before.version, content);
    if (!status && !(t->from == FLOW_DRAFT && t->action == FLOW_EDIT))
        status = write_history(act);
    if (!status && act->wish->consent && (t->action == FLOW_SUBMIT || t->action == FLOW_RESUBMIT))
        status = consent_record(db, act->context->vault, a, act->wish->consent, act->context->now);
    if (!status)
        status = effects_run(act->context, t->effects,
                             &(struct effects_of){.before = &act->before,
                                                  .after = a,
                                                  .campus = &act->campus,
                                                  .actor = act->session ? act->session->display_name : "",
                                                  .remark = act->wish->remark});
    if (!status && (t->from == FLOW_UNIT_REVIEW || t->from == FLOW_SECURITY_REVIEW))
        status = tell_card_follow(act->context, a, t->action, act->session ? act->session->display_name : "");
    return status || !a->walk_up ? status : walk_up_follow(db, a, act->context->now);
}

enum gh_status act_keep_limits(struct db *db, const struct application *a, struct act_result *result)
{
    enum gh_status status = act_limit_find(db, a, &result->limit);
    return status ? status : result->limit ? GH_FULL : GH_OK;
}

static enum gh_status decide_once(struct acting *act)
{
    unsigned guards = 0;
    const struct flow_transition *t = NULL;
    const unsigned every_guard = ~0u;
    /* Check state and role with every guard met first, so that impossible actions cost no further work. */
    const enum flow_origin origin = application_origin(&act->before);
    act->result->answer =
        flow_decide(origin, act->before.state, act->wish->action, act->roles, every_guard, &act->transition);
    if (act->result->answer != FLOW_ALLOWED)
        return GH_OK;
    if (act->before.version != act->wish->version)
        return GH_ROLLBACK;
    enum gh_status status = apply_wish(act);
    if (!status)
        status = find_guards(act, &guards);
    if (status)
        return status;
    act->result->answer = flow_decide(origin, act->before.state, act->wish->action, act->roles, guards, &t);
    if (act->result->answer != FLOW_ALLOWED)
        return GH_OK;
    if (role_used(act) == FLOW_ROLE_APPLICANT && act->after.person_count > act->before.person_count)
        status = act_keep_limits(act->context->db, &act->after, act->result);
    return status ? status : carry_out(act);
}

/* Finds whether every approver of the unit is a party. A deputy acts in the name of an approver, so deputies of
 * parties do not count. */
static enum gh_status nobody_left(const struct acting *act, bool *nobody)
{
    struct deciders d;
    enum gh_status status = deciders_load(act->context->db, act->context->vault, &act->after, ROLE_UNIT_APPROVER, false,
                                          act->context->now, &d);
    bool concerned = true;
    for (size_t i = 0; !status && concerned && i < d.count; i++)
        status =
            act_person_is_concerned(act->context->db, act->context->vault, &d.items[i].person, &act->after, &concerned);
    *nobody = !status && concerned && d.count + d.parties > 0;
    deciders_wipe(&d);
    return status;
}

/* Passes the application on to the security office, whose history says why. */
static enum gh_status skip_unit(struct acting *act)
{
    const struct act_wish wish = {.action = FLOW_UNIT_SKIP, .version = act->after.version, .remark = ""};
    struct acting next = {.context = act->context,
                          .wish = &wish,
                          .result = act->result,
                          .roles = FLOW_ROLE_SYSTEM,
                          .amended = act->amended};
    enum gh_status status = application_copy(&act->after, &next.before);
    if (!status)
        status = decide_once(&next);
    json_decref(next.content_changes);
    json_decref(next.all_changes);
    application_free(&next.before);
    struct application *unused = status ? &next.after : &act->after;
    application_free(unused);
    if (!status)
        act->after = next.after;
    return status;
}

static enum gh_status decide(struct acting *act)
{
    bool nobody = false;
    enum gh_status status = decide_once(act);
    if (status || act->result->answer != FLOW_ALLOWED || act->after.state != FLOW_UNIT_REVIEW ||
        act->before.state == FLOW_UNIT_REVIEW)
        return status;
    status = nobody_left(act, &nobody);
    return status || !nobody ? status : skip_unit(act);
}

static enum gh_status perform(struct acting *act, const struct uuid *id)
{
    enum gh_status status = application_load(act->context->db, act->context->vault, id, &act->before);
    if (!status && act->session && !act_may_see(act->session, &act->before))
        status = GH_NOT_FOUND;
    if (!status)
        status = amended_load(act->context->db, act->context->vault, &act->before, &act->amended);
    if (status)
        return status;
    act->roles = FLOW_ROLE_SYSTEM;
    if (act->session)
        status =
            act_roles(act->context->db, act->context->vault, act->session, &act->before, &act->roles, &act->acting_for);
    return status ? status : decide(act);
}

enum gh_status act_perform(const struct act_context *context, const struct session *session, const struct uuid *id,
                           const struct act_wish *wish, struct act_result *result, struct application *after)
{
    struct acting act = {.context = context, .session = session, .wish = wish, .result = result};
    *result = (struct act_result){0};
    enum gh_status status = db_begin(context->db);
    if (status)
        return status;
    status = perform(&act, id);
    if (!status && result->answer == FLOW_ALLOWED)
        status = db_commit(context->db);
    else
        db_rollback(context->db);
    json_decref(act.content_changes);
    json_decref(act.all_changes);
    application_free(&act.amended.approved);
    application_free(&act.before);
    if (!status && result->answer == FLOW_ALLOWED && after)
        *after = act.after;
    else
        application_free(&act.after);
    return status;
}

/* Copies content only. The copy gets new ids and no dates, refusals or periods. */
static enum gh_status begin_with(const struct application *copied, struct application *a)
{
    enum gh_status status = application_copy(copied, a);
    if (status)
        return status;
    status = application_set_periods(a, 0);
    a->id = a->amends = (struct uuid){0};
    a->submitted_at = a->decided_at = a->decide_by = a->urged_at = 0;
    a->assignee = 0;
    a->reminded = 0;
    a->walk_up = a->by_mail = false;
    for (size_t i = 0; i < a->person_count; i++) {
        a->persons[i].id = (struct uuid){0};
        a->persons[i].refused = false;
        a->persons[i].refusal[0] = '\0';
    }
    for (size_t i = 0; i < a->vehicle_count; i++) {
        a->vehicles[i].id = (struct uuid){0};
        a->vehicles[i].refused = false;
        a->vehicles[i].refusal[0] = '\0';
    }
    return status;
}

enum gh_status act_insert(const struct act_context *context, const struct session *session, struct application *a)
{
    struct campus campus;
    struct check_context check;
    enum gh_status status = act_check_context(context->db, a, context->now, &campus, &check);
    if (!status)
        status = application_insert(context->db, context->vault, a, context->now, check.calendar.zone_minutes);
    struct history_entry entry = {.application = &a->id,
                                  .version = 1,
                                  .at = context->now,
                                  .account = session->account,
                                  .role = flow_role_name(FLOW_ROLE_APPLICANT),
                                  .action = flow_action_name(FLOW_CREATE),
                                  .from_state = flow_state_name(FLOW_NONE),
                                  .to_state = flow_state_name(FLOW_DRAFT),
                                  .remark = "",
                                  .address = context->address};
    return status ? status : history_append(context->db, context->vault, &entry);
}

enum gh_status act_create(const struct act_context *context, const struct session *session, const json_t *input,
                          const struct application *copied, struct act_result *result, struct application *out)
{
    struct application a = {0};
    *result = (struct act_result){0};
    enum gh_status status = copied ? begin_with(copied, &a) : GH_OK;
    if (!status && input)
        status = application_input(input, &a, &result->errors);
    if (!status && result->errors.count)
        status = GH_MALFORMED;
    a.applicant = session->account;
    a.state = FLOW_DRAFT;
    if (!status && !(status = db_begin(context->db))) {
        status = act_keep_limits(context->db, &a, result);
        if (!status)
            status = act_insert(context, session, &a);
        if (!status)
            status = db_commit(context->db);
        db_rollback(context->db);
    }
    if (status) {
        application_free(&a);
        return status;
    }
    result->answer = FLOW_ALLOWED;
    *out = a;
    return GH_OK;
}

enum gh_status act_submit_new(const struct act_context *context, const struct session *session, struct application *a,
                              const struct consent_given *given, struct act_result *result)
{
    const struct act_wish wish = {.action = FLOW_SUBMIT, .version = 1, .remark = "", .consent = given};
    struct acting act = {
        .context = context, .session = session, .wish = &wish, .result = result, .roles = FLOW_ROLE_APPLICANT};
    *result = (struct act_result){0};
    enum gh_status status = act_insert(context, session, a);
    if (!status)
        status = application_copy(a, &act.before);
    if (!status)
        status = decide(&act);
    json_decref(act.content_changes);
    json_decref(act.all_changes);
    application_free(&act.before);
    if (!status && result->answer == FLOW_ALLOWED) {
        application_free(a);
        *a = act.after;
    } else {
        application_free(&act.after);
    }
    return status;
}

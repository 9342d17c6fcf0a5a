/* Endpoints for one application. */
#include <string.h>

#include "act/amend.h"
#include "act/amend_begin.h"
#include "act/hand_over.h"
#include "act/urge.h"
#include "api/application_reply.h"
#include "api/consent_json.h"
#include "api/endpoints.h"
#include "auth/brake.h"
#include "base/catalog.h"
#include "http/server.h"
#include "records/application_check.h"
#include "records/application_input.h"
#include "records/application_view.h"
#include "records/barred_met.h"
#include "records/fields.h"
#include "records/watch.h"

/* Replies with the result of act_perform() or act_create(). Frees *after. */
static enum gh_status settle(struct request *rq, struct reply *reply, enum gh_status status, int code,
                             const struct act_result *result, struct application *after)
{
    if (status == GH_MALFORMED && result->errors.count)
        return application_refusal(rq, reply, PROBLEM_INVALID, &result->errors);
    if (status == GH_FULL && result->limit)
        return reply_problem(
            rq, reply, result->limit == ACT_LIMIT_DRAFTS ? PROBLEM_TOO_MANY_DRAFTS : PROBLEM_TOO_MANY_PERSONS, NULL);
    if (status)
        return status;
    if (result->answer != FLOW_ALLOWED)
        return application_refusal(rq, reply, problem_of_answer(result->answer), &result->errors);
    status = application_reply(rq, reply, code, after);
    application_free(after);
    return status;
}

static enum gh_status load_visible(struct request *rq, struct application *out)
{
    struct uuid id;
    enum gh_status status = request_parameter_id(rq, 0, &id);
    if (!status)
        status = application_load(rq->db, rq->server->vault, &id, out);
    if (!status && !act_may_see(rq->session, out)) {
        application_free(out);
        status = GH_NOT_FOUND;
    }
    return status;
}

enum gh_status application_get(struct request *rq, struct reply *reply)
{
    struct application a = {0};
    enum gh_status status = load_visible(rq, &a);
    if (!status)
        status = application_reply(rq, reply, 200, &a);
    application_free(&a);
    return status;
}

enum gh_status application_post(struct request *rq, struct reply *reply)
{
    struct act_context context = act_context_of(rq);
    struct act_result *result = request_alloc(rq, sizeof *result);
    struct application after = {0};
    enum gh_status status = act_create(&context, rq->session, rq->json, NULL, result, &after);
    return settle(rq, reply, status, 201, result, &after);
}

enum gh_status application_copy_post(struct request *rq, struct reply *reply)
{
    struct act_context context = act_context_of(rq);
    struct act_result *result = request_alloc(rq, sizeof *result);
    struct application copied = {0}, after = {0};
    enum gh_status status = load_visible(rq, &copied);
    if (!status && copied.applicant != rq->session->account)
        status = GH_DENIED;
    if (!status)
        status = act_create(&context, rq->session, NULL, &copied, result, &after);
    application_free(&copied);
    return settle(rq, reply, status, 201, result, &after);
}

enum gh_status application_amend_post(struct request *rq, struct reply *reply)
{
    struct act_context context = act_context_of(rq);
    struct act_result *result = request_alloc(rq, sizeof *result);
    struct application after = {0};
    struct uuid id;
    enum gh_status status = request_parameter_id(rq, 0, &id);
    if (!status)
        status = act_amend(&context, rq->session, &id, result, &after);
    return settle(rq, reply, status, 201, result, &after);
}

/* The applicant learns to call the office, and can't try people one after the other. The office finds the tries in the
 * audit trail. */
static enum gh_status refuse_if_often(struct request *rq, bool *refused)
{
    return barred_met_too_often(rq->db, rq->session->account, rq->now, refused);
}

static enum gh_status note_barred(struct request *rq, const struct application *a, const struct field_errors *errors)
{
    const struct audit_act act = audit_act_of(rq);
    return barred_met_note(&act, rq->server->vault, a, errors);
}

static enum gh_status note_barred_of(struct request *rq, const struct uuid *id, const struct field_errors *errors)
{
    struct application a = {0};
    enum gh_status status = application_load(rq->db, rq->server->vault, id, &a);
    if (!status)
        status = note_barred(rq, &a, errors);
    application_free(&a);
    return status;
}

static enum gh_status perform(struct request *rq, struct reply *reply, const struct act_wish *wish)
{
    struct act_context context = act_context_of(rq);
    struct act_result *result = request_alloc(rq, sizeof *result);
    struct application after = {0};
    struct uuid id;
    const bool submits = wish->action == FLOW_SUBMIT || wish->action == FLOW_RESUBMIT;
    bool often = false;
    enum gh_status status = request_parameter_id(rq, 0, &id);
    if (!status && submits)
        status = refuse_if_often(rq, &often);
    if (often)
        return reply_problem(rq, reply, PROBLEM_ASK_OFFICE, NULL);
    if (!status)
        status = act_perform(&context, rq->session, &id, wish, result, &after);
    if (!status && submits && result->answer == FLOW_BARRED)
        status = note_barred_of(rq, &id, &result->errors);
    if (!status && result->answer == FLOW_ALLOWED && wish->action == FLOW_DISCARD) {
        application_free(&after);
        return reply_empty(reply);
    }
    return settle(rq, reply, status, 200, result, &after);
}

enum gh_status application_put(struct request *rq, struct reply *reply)
{
    const json_t *version = json_object_get(rq->json, "version");
    if (!json_is_integer(version))
        return GH_MALFORMED;
    struct act_wish wish = {
        .action = FLOW_EDIT, .version = json_integer_value(version), .remark = "", .changes = rq->json};
    return perform(rq, reply, &wish);
}

enum gh_status application_remove(struct request *rq, struct reply *reply)
{
    struct act_wish wish = {.action = FLOW_DISCARD, .remark = ""};
    enum gh_status status = request_query_number(rq, "version", 1, INT64_MAX / 2, 0, &wish.version);
    return status ? status : perform(rq, reply, &wish);
}

/* Excludes actions with endpoints of their own (create, edit, discard, amend) and those of the system. */
static bool is_for_people(enum flow_action action)
{
    return action != FLOW_CREATE && action != FLOW_EDIT && action != FLOW_DISCARD && action != FLOW_AMEND &&
           action != FLOW_TAKE_AMENDMENT && action != FLOW_LAPSE && action != FLOW_FINISH;
}

static void wrong_action(struct field_errors *errors)
{
    const char *names[FLOW_ACTION_COUNT];
    size_t n = 0;
    for (int i = 0; i < FLOW_ACTION_COUNT; i++)
        if (is_for_people((enum flow_action)i))
            names[n++] = flow_action_name((enum flow_action)i);
    field_errors_add_values(errors, names, n, "action");
}

enum gh_status application_action_post(struct request *rq, struct reply *reply)
{
    const char *name = json_string_value(json_object_get(rq->json, "action"));
    const char *remark = json_string_value(json_object_get(rq->json, "remark"));
    const json_t *version = json_object_get(rq->json, "version"), *changes = json_object_get(rq->json, "changes"),
                 *refuse = json_object_get(rq->json, "refuse"), *to = json_object_get(rq->json, "to");
    struct act_wish wish = {.remark = remark ? remark : ""};
    struct consent_given given;
    struct field_errors errors = {0};
    if (!name || flow_action_from_name(name, &wish.action) || !is_for_people(wish.action))
        wrong_action(&errors);
    if (!json_is_integer(version))
        fields_wrong_type(&errors, "version", FIELD_NUMBER);
    if (strlen(wish.remark) > ACT_REMARK_MAX)
        field_errors_add_limit(&errors, "too-long", N_("At most {max} letters. A Chinese character counts as three."),
                               ACT_REMARK_MAX, "remark");
    if (changes && !json_is_null(changes) && !json_is_object(changes))
        fields_wrong_type(&errors, "changes", FIELD_OBJECT);
    if (refuse && !json_is_null(refuse) && !json_is_array(refuse))
        fields_wrong_type(&errors, "refuse", FIELD_LIST);
    if (to && !json_is_null(to) && !json_is_integer(to))
        fields_wrong_type(&errors, "to", FIELD_NUMBER);
    enum gh_status status = GH_OK;
    if (!errors.count && (wish.action == FLOW_SUBMIT || wish.action == FLOW_RESUBMIT)) {
        status = consent_read(rq, json_object_get(rq->json, "consent"), &given, &errors);
        wish.consent = &given;
    }
    if (status)
        return status;
    if (errors.count)
        return application_refusal(rq, reply, PROBLEM_INVALID, &errors);
    wish.version = json_integer_value(version);
    wish.colleague = json_integer_value(to);
    wish.changes = json_is_object(changes) ? changes : NULL;
    wish.refuse = json_is_array(refuse) ? refuse : NULL;
    return perform(rq, reply, &wish);
}

/* Only who may hand the application over reads the names. */
enum gh_status application_colleagues_get(struct request *rq, struct reply *reply)
{
    struct application a = {0};
    struct act_context context = act_context_of(rq);
    struct deciders *d = request_alloc(rq, sizeof *d);
    int64_t acting_for;
    unsigned roles = 0;
    enum gh_status status = load_visible(rq, &a);
    if (!status)
        status = act_roles(rq->db, rq->server->vault, rq->session, &a, &roles, &acting_for);
    if (!status && !(application_actions_of(&a, roles) >> FLOW_HAND_OVER & 1))
        status = GH_DENIED;
    if (!status)
        status = hand_over_colleagues(&context, &a, rq->session->account, d);
    application_free(&a);
    json_t *list = json_array();
    for (size_t i = 0; !status && i < d->count; i++)
        if (json_array_append_new(list, json_pack("{s:I, s:s}", "id", (json_int_t)d->items[i].person.account,
                                                  "display_name", d->items[i].person.name)) != 0)
            status = GH_NO_MEMORY;
    deciders_wipe(d);
    if (status) {
        json_decref(list);
        return status;
    }
    return reply_json(rq, reply, 200, json_pack("{s:o}", "items", list));
}

/* Loads what the draft named by the query amends. Only its applicant may ask. */
static enum gh_status load_amended(struct request *rq, struct amended *out)
{
    const char *text = request_query(rq, "id");
    struct application draft = {0};
    struct uuid id;
    *out = (struct amended){0};
    if (!text)
        return GH_OK;
    if (uuid_parse(bytes_of_string(text), &id))
        return GH_NOT_FOUND;
    enum gh_status status = application_load(rq->db, rq->server->vault, &id, &draft);
    if (!status && draft.applicant != rq->session->account)
        status = GH_NOT_FOUND;
    if (!status)
        status = amended_load(rq->db, rq->server->vault, &draft, out);
    application_free(&draft);
    return status;
}

enum gh_status application_remind_post(struct request *rq, struct reply *reply)
{
    static const enum problem refused[URGE_ANSWER_COUNT] = {[URGE_NOT_POSSIBLE] = PROBLEM_NOT_POSSIBLE,
                                                            [URGE_TOO_SOON] = PROBLEM_REMINDED,
                                                            [URGE_NOBODY_REACHED] = PROBLEM_NOBODY_REACHED};
    struct act_context context = act_context_of(rq);
    enum urge_answer answer = URGE_NOT_POSSIBLE;
    struct tell_sent sent;
    struct uuid id;
    enum gh_status status = request_parameter_id(rq, 0, &id);
    if (!status)
        status = act_urge(&context, rq->session, &id, &answer, &sent);
    if (!status && answer != URGE_SENT)
        return reply_problem(rq, reply, refused[answer], NULL);
    return status ? status : application_get(rq, reply);
}

/* Counts a check of people, hit or not. *left: how long the account has to wait; it is on record once an hour. */
static enum gh_status count_check(struct request *rq, tick *left)
{
    const struct audit_entry entry = {rq->now, rq->session->account, "checks-braked", "application", "", rq->address};
    struct brake_key key;
    tick now = 0;
    bool known = false;
    brake_checks(rq->session->account, &key);
    enum gh_status status = db_now(rq->db, &now);
    if (!status)
        status = brake_wait(rq->db, &key, 1, now, left);
    if (!status && *left <= 0)
        return brake_count(rq->db, &key, now);
    if (!status)
        status = audit_has(rq->db, &entry, rq->now - TICK_HOUR, &known);
    return status || known ? status : audit_write(rq->db, &entry);
}

enum gh_status application_check_post(struct request *rq, struct reply *reply)
{
    struct application a = {0};
    struct campus campus;
    struct check_context check;
    struct field_errors *errors = request_alloc(rq, sizeof *errors), *hints = request_alloc(rq, sizeof *hints);
    bool often = false;
    enum gh_status status = refuse_if_often(rq, &often);
    tick left = 0;
    if (often)
        return reply_problem(rq, reply, PROBLEM_ASK_OFFICE, NULL);
    if (!status)
        status = count_check(rq, &left);
    if (!status && left > 0) {
        reply_header(reply, "Retry-After", request_text(rq, "%d", brake_seconds(left)));
        return reply_problem(rq, reply, PROBLEM_TOO_MANY_TRIES, NULL);
    }
    if (!status)
        status = application_input(rq->json, &a, errors);
    if (!status && errors->count) {
        application_free(&a);
        return application_refusal(rq, reply, PROBLEM_INVALID, errors);
    }
    struct amended amended = {0};
    if (!status)
        status = act_check_context(rq->db, &a, rq->now, &campus, &check);
    if (!status)
        status = load_amended(rq, &amended);
    if (!status) {
        check.approved = amended.known ? &amended.approved : NULL;
        check.roles = session_roles(rq->session);
        application_check(&a, &check, errors);
        application_look_again(&a, hints);
        status = watch_barred(rq->db, rq->server->vault, &a, rq->now, errors);
    }
    if (!status)
        status = note_barred(rq, &a, errors);
    tick submit_by = 0;
    if (!status)
        status = amended_submit_by(&a, &amended, &check.calendar, rq->now, &submit_by);
    json_t *stretches = status ? NULL : view_stretches(&a, &check.calendar);
    application_free(&amended.approved);
    application_free(&a);
    if (status)
        return status;
    return reply_json(rq, reply, 200,
                      json_pack("{s:o, s:o, s:o, s:o, s:b}", "errors", field_errors_json(rq, errors), "hints",
                                field_errors_json(rq, hints), "stretches", stretches, "submit_by",
                                submit_by ? json_integer(submit_by) : json_null(), "too_late",
                                (int)(submit_by && rq->now >= submit_by)));
}

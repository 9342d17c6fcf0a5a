/* Endpoints about a single pass: the office's actions, what a gate would say to it, and why an entry got its verdict.
 */
#include "act/pass_act.h"
#include "api/application_reply.h"
#include "api/endpoints.h"
#include "auth/brake.h"
#include "base/catalog.h"
#include "http/server.h"
#include "records/audit.h"
#include "records/fields.h"
#include "replicate/gate_question.h"

#define AHEAD_MAX (400 * TICK_DAY) /* of the question's time, both ways */

static enum problem problem_of(enum gh_status status)
{
    return status == GH_MALFORMED  ? PROBLEM_REMARK_MISSING
           : status == GH_CONFLICT ? PROBLEM_NOT_POSSIBLE
           : status == GH_DENIED   ? PROBLEM_OVER
                                   : problem_of_status(status);
}

enum gh_status pass_action_post(struct request *rq, struct reply *reply)
{
    struct field_errors errors = {0};
    struct act_context context = act_context_of(rq);
    struct uuid id;
    struct pass after;
    enum pass_action action = PASS_BLOCK;
    char word[16] = "", reason[PASS_REASON_SIZE] = "";
    fields_text(rq->json, "action", "action", word, sizeof word, &errors);
    fields_text(rq->json, "reason", "reason", reason, sizeof reason, &errors);
    if (errors.count == 0 && pass_action_from_name(word, &action))
        pass_action_unknown(&errors, "action");
    if (errors.count > 0)
        return reply_problem(rq, reply, PROBLEM_INVALID, field_errors_json(rq, &errors));
    enum gh_status status = request_parameter_id(rq, 0, &id);
    if (!status)
        status = pass_act(&context, rq->session, &id, action, reason, &after);
    if (status)
        return reply_problem(rq, reply, problem_of(status), NULL);
    return pass_reply(rq, reply, &after.id);
}

/* ---- Verdicts ---- */

/* The checks that were made, in their order. */
static json_t *checks_json(const struct verdict_trace *trace)
{
    json_t *list = json_array();
    for (int r = 0; r < REASON_COUNT; r++)
        if (trace->of[r] != CHECK_NOT_MADE)
            (void)json_array_append_new(list,
                                        json_pack("{s:s, s:s}", "reason", verdict_reason_name((enum verdict_reason)r),
                                                  "result", verdict_check_name(trace->of[r])));
    return list;
}

/* A guard who signs in has no verdict to explain, but an entry with one: it is of the same form. */
enum gh_status entry_why_get(struct request *rq, struct reply *reply)
{
    struct uuid id;
    struct entry_verdict why;
    enum gh_status status = request_parameter_id(rq, 0, &id);
    if (!status)
        status = entry_explain(rq->db, rq->scope, &id, &why);
    if (status)
        return status;
    return reply_json(rq, reply, 200,
                      json_pack("{s:s, s:s, s:o}", "colour", verdict_colour_name(why.colour), "reason",
                                verdict_reason_name(why.reason), "checks", checks_json(&why.trace)));
}

/* ---- A question ---- */

static const char *presented_word(int value)
{
    static const char *const words[] = {"live", "static", "number", "plate"};
    return words[value];
}

static const char *direction_word(int value)
{
    return value == DIRECTION_OUT ? "out" : "in";
}

static const char *network_word(int value)
{
    return value ? "online" : "offline";
}

static enum gh_status read_question(struct request *rq, struct gate_question *q)
{
    static const struct query_words presented = {presented_word, 0, 4}, directions = {direction_word, 0, 2},
                                    networks = {network_word, 0, 2};
    static const enum presented_as as[] = {PRESENTED_CODE, PRESENTED_CODE, PRESENTED_SHORT_NUMBER, PRESENTED_PLATE};
    int64_t gate, at;
    int shown = 0, direction = 0, network = 1;
    if (request_query_word(rq, "as", &presented, 0, &shown) ||
        request_query_word(rq, "direction", &directions, DIRECTION_IN, &direction) ||
        request_query_word(rq, "network", &networks, 1, &network) ||
        request_query_number(rq, "at", rq->now - AHEAD_MAX, rq->now + AHEAD_MAX, rq->now, &at) ||
        request_query_number(rq, "gate", 0, GATE_COUNT - 1, -1, &gate))
        return GH_MALFORMED;
    q->gate = (int)gate;
    q->at = at;
    q->direction = (enum direction)direction;
    q->presented_as = as[shown];
    q->live = shown == 0;
    q->online = network == 1;
    return request_parameter_id(rq, 0, &q->pass);
}

/* Counts questions like checks of people: a presence is personal. *left: how long the account has to wait. */
static enum gh_status count_question(struct request *rq, tick *left)
{
    struct brake_key key;
    tick now = 0;
    brake_checks(rq->session->account, &key);
    enum gh_status status = db_now(rq->db, &now);
    if (!status)
        status = brake_wait(rq->db, &key, 1, now, left);
    return status || *left > 0 ? status : brake_count(rq->db, &key, now);
}

/* One entry for an account, pass and hour. */
static enum gh_status audit_question(struct request *rq, const struct uuid *pass)
{
    char subject[AUDIT_SUBJECT_SIZE];
    bool known = false;
    audit_subject_id("pass", pass, subject);
    const struct audit_entry entry = {rq->now, rq->session->account, "pass-verdict-asked", subject, "", rq->address};
    enum gh_status status = audit_has(rq->db, &entry, rq->now - TICK_HOUR, &known);
    return status || known ? status : audit_write(rq->db, &entry);
}

static json_t *answer_json(const struct gate_question *q, const struct gate_answer *a)
{
    static const char *const freshness[] = {
        [REPLICA_FRESH] = "fresh", [REPLICA_STALE] = "stale", [REPLICA_MISSING] = "missing"};
    json_t *assumptions = json_array();
    for (int i = 0; i < ASSUME_COUNT; i++)
        if (a->assumptions >> i & 1)
            (void)json_array_append_new(assumptions, json_string(gate_assumption_name((enum gate_assumption)i)));
    return json_pack("{s:s, s:s, s:o, s:s, s:I, s:o, s:o, s:o}", "colour", verdict_colour_name(a->verdict.colour),
                     "reason", verdict_reason_name(a->verdict.reason), "checks", checks_json(&a->trace), "freshness",
                     freshness[a->verdict.freshness], "at", (json_int_t)q->at, "booth",
                     a->booth[0] ? json_string(a->booth) : json_null(), "known_at",
                     a->known_at ? json_integer(a->known_at) : json_null(), "assumptions", assumptions);
}

enum gh_status pass_verdict_get(struct request *rq, struct reply *reply)
{
    struct gate_question question = {.gate = 0};
    struct gate_answer answer;
    tick left = 0;
    enum gh_status status = read_question(rq, &question);
    if (!status)
        status = count_question(rq, &left);
    if (!status && left > 0) {
        reply_header(reply, "Retry-After", request_text(rq, "%d", brake_seconds(left)));
        return reply_problem(rq, reply, PROBLEM_TOO_MANY_TRIES, NULL);
    }
    if (!status)
        status = gate_ask(rq->db, rq->scope, &question, rq->now, &answer);
    if (!status)
        status = audit_question(rq, &question.pass);
    return status ? status : reply_json(rq, reply, 200, answer_json(&question, &answer));
}

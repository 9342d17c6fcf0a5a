/* What all exchanges share: signing, back-off, the server's time, and which problem is shown. */
#include <stdio.h>
#include <string.h>

#include "sync/agent_internal.h"
#include "token/server_time.h"
#include "json/json_read.h"

int64_t agent_now_ns(const struct agent *a)
{
    return os_clock_read(&a->options.clock).boot_ns;
}

tick agent_server_time(const struct agent *a)
{
    const struct agent_state *s = &a->state;
    return s->clock_known ? s->server_time + (agent_now_ns(a) - s->server_time_ns) / 1000000 : 0;
}

tick agent_wall(const struct agent *a)
{
    return a->state.clock_known ? agent_server_time(a) : os_clock_read(&a->options.clock).wall;
}

/* The first slot's problem is shown: what a pull says matters most to a guard. */
void agent_tell_problem(struct agent *a)
{
    a->state.problem = SYNC_NO_PROBLEM;
    for (int slot = 0; slot < AGENT_SLOTS && a->state.problem == SYNC_NO_PROBLEM; slot++)
        a->state.problem = a->problems[slot];
    a->state.other_history = a->next || a->wish == AGENT_WISH_NEXT_REPLICA;
    if (a->state.problem == SYNC_NO_PROBLEM && a->state.other_history)
        a->state.problem = SYNC_OTHER_HISTORY;
    if (a->revoked)
        a->state.problem = SYNC_REVOKED;
}

static enum gh_status sign(struct agent *a, const char *method, const char *target, const char *content_type,
                           struct bytes body, const uint8_t nonce[static HTTP_NONCE_LEN], const uint8_t *secret_key,
                           struct agent_request *out)
{
    const char *query = strchr(target, '?');
    size_t path_len = query ? (size_t)(query - target) : strlen(target);
    char keyid[UUID_TEXT_SIZE];
    uuid_format(&a->options.identity.device, keyid);
    *out = (struct agent_request){.method = method, .target = target, .content_type = content_type, .body = body};
    if (content_type)
        http_digest(body, out->digest);
    const struct http_component components[] = {
        {bytes_of_string("@method"), bytes_of_string(method)},
        {bytes_of_string("@authority"), bytes_of_string(a->options.identity.host)},
        {bytes_of_string("@path"), BYTES(target, path_len)},
        {bytes_of_string("@query"), query ? bytes_of_string(query) : bytes_of_string("?")},
        {bytes_of_string("content-digest"), bytes_of_string(out->digest)},
        {bytes_of_string("content-type"), bytes_of_string(content_type ? content_type : "")},
    };
    return http_signature_sign(components, content_type ? 6 : 4, agent_wall(a), nonce, keyid, secret_key,
                               &out->signature);
}

enum gh_status agent_send(struct agent *a, enum agent_slot slot, const char *method, const char *target,
                          const char *content_type, struct bytes body)
{
    struct agent_exchange *x = &a->exchanges[slot];
    const struct agent_identity *who = &a->options.identity;
    const bool by_next = slot == AGENT_KEY && a->key_by_next && who->has_next;
    struct agent_request request;
    os_random_fill(&a->options.random, x->nonce, sizeof x->nonce);
    x->answer_len = 0;
    enum gh_status status =
        sign(a, method, target, content_type, body, x->nonce, by_next ? who->next_key : who->secret_key, &request);
    if (!status)
        status = a->options.ops.start(a->options.ops.context, slot, &request);
    x->running = status == GH_OK;
    x->began_ns = x->moved_ns = agent_now_ns(a);
    x->first_ns = 0;
    x->sending_ns = (int64_t)body.len * (OS_SECOND_NS / AGENT_SLOWEST);
    return status;
}

void agent_failed(struct agent *a, enum agent_slot slot, enum sync_problem problem, int64_t retry_after_s)
{
    struct agent_exchange *x = &a->exchanges[slot];
    bool network = problem == SYNC_UNREACHABLE || problem == SYNC_TIMED_OUT || problem == SYNC_CUT ||
                   problem == SYNC_TLS || problem == SYNC_TLS_DATE || problem == SYNC_NOT_OURS ||
                   problem == SYNC_FORGED || problem == SYNC_CLOCK;
    uint32_t random;
    os_random_fill(&a->options.random, &random, sizeof random);
    x->running = false;
    x->due_ns = agent_now_ns(a) + backoff_failed(&x->backoff, network ? BACKOFF_NETWORK_MAX_MS : BACKOFF_SERVER_MAX_MS,
                                                 retry_after_s, random) *
                                      1000000;
    a->problems[slot] = problem;
    if (problem == SYNC_REVOKED)
        a->revoked = true;
    agent_tell_problem(a);
}

void agent_succeeded(struct agent *a, enum agent_slot slot, int64_t due_ns)
{
    struct agent_exchange *x = &a->exchanges[slot];
    x->running = false;
    x->due_ns = due_ns;
    backoff_reset(&x->backoff);
    a->problems[slot] = SYNC_NO_PROBLEM;
    a->state.contact_ns = agent_now_ns(a);
    a->state.contact_at = agent_wall(a);
    agent_tell_problem(a);
}

void agent_relieve(struct agent *a, enum agent_slot slot)
{
    a->problems[slot] = SYNC_NO_PROBLEM;
    agent_tell_problem(a);
}

enum gh_status agent_learn_time(struct agent *a, enum agent_slot slot, struct bytes text)
{
    struct keyset keys;
    tick at;
    /* The key set of this answer may have come with a pull into the replica beside. */
    struct replica *replica = slot == AGENT_PULL && a->next ? a->next : a->replica;
    enum gh_status status = replica ? replica_keyset(replica, a->options.identity.root_public, &keys) : GH_NOT_FOUND;
    if (status)
        return status;
    /* A missing or unreadable time proves as little as a wrong one. */
    if (server_time_verify(text, &keys, a->exchanges[slot].nonce, &at))
        return GH_BAD_SIGNATURE;
    /* The time comes in whole seconds: correct a difference of two or more. */
    int64_t arrived_ns = a->exchanges[slot].first_ns ? a->exchanges[slot].first_ns : agent_now_ns(a);
    tick known = a->state.server_time + (arrived_ns - a->state.server_time_ns) / 1000000;
    if (a->state.clock_known && at - known < 2 * TICK_SECOND && known - at < 2 * TICK_SECOND)
        at = known;
    a->state.server_time = at;
    a->state.server_time_ns = arrived_ns; /* the head with the time came first; the rest may have taken minutes */
    a->state.clock_known = true;
    return GH_OK;
}

json_t *agent_answer_json(const struct agent_exchange *x)
{
    json_t *json = NULL;
    return json_read(BYTES(x->answer, x->answer_len), sizeof x->answer, &json, NULL) ? NULL : json;
}

void agent_problem_code(const struct agent_exchange *x, char *out, size_t size)
{
    json_t *json = agent_answer_json(x);
    const char *code = json_string_value(json_object_get(json, "code"));
    (void)snprintf(out, size, "%s", code ? code : "");
    json_decref(json);
}

#include "sync/agent_internal.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "token/server_time.h"

enum gh_status agent_new(const struct agent_options *options, struct agent **out)
{
    struct agent *a = calloc(1, sizeof *a);
    if (a) {
        a->options = *options;
        a->pull.batch = calloc(REPLICA_BATCH_MAX, sizeof *a->pull.batch);
        a->entries = calloc(AGENT_PUSH_MAX, sizeof *a->entries);
        a->body = malloc(AGENT_PUSH_BYTES_MAX);
        a->applications = calloc(AGENT_APPLY_MAX, sizeof *a->applications);
        a->disk_percent = -1;
        a->temperature = INT32_MIN;
    }
    if (!a || !a->pull.batch || !a->entries || !a->body || !a->applications) {
        agent_free(a);
        return GH_NO_MEMORY;
    }
    *out = a;
    return GH_OK;
}

void agent_free(struct agent *a)
{
    if (!a)
        return;
    for (int slot = 0; slot < AGENT_SLOTS; slot++)
        if (a->exchanges[slot].running)
            a->options.ops.cancel(a->options.ops.context, (enum agent_slot)slot);
    free(a->pull.batch);
    free(a->entries);
    free(a->body);
    free(a->applications);
    sodium_memzero(a, sizeof *a);
    free(a);
}

int64_t agent_now(const struct agent *a)
{
    return os_clock_read(&a->options.clock).boot_ns;
}

tick agent_server_time(const struct agent *a)
{
    const struct agent_state *s = &a->state;
    return s->clock_known ? s->server_time + (agent_now(a) - s->server_time_ns) / 1000000 : 0;
}

tick agent_wall(const struct agent *a)
{
    return a->state.clock_known ? agent_server_time(a) : os_clock_read(&a->options.clock).wall;
}

const struct agent_state *agent_state(const struct agent *a)
{
    return &a->state;
}

enum agent_wish agent_wish(const struct agent *a)
{
    return a->wish;
}

/* The worst of what stands: what pulls say matters most to a guard. */
static void tell_problem(struct agent *a)
{
    static const enum agent_slot order[] = {AGENT_PULL,      AGENT_PUSH,     AGENT_APPLY,
                                            AGENT_EMERGENCY, AGENT_EVIDENCE, AGENT_REPORT};
    a->state.problem = SYNC_NO_PROBLEM;
    for (size_t i = 0; i < AGENT_SLOTS && a->state.problem == SYNC_NO_PROBLEM; i++)
        a->state.problem = a->problems[order[i]];
    if (a->revoked)
        a->state.problem = SYNC_REVOKED;
}

static void read_stores(struct agent *a)
{
    struct replica_stat stat;
    if (a->replica && replica_stat(a->replica, &stat) == GH_OK) {
        a->state.position = stat.position;
        a->state.acknowledged = stat.acknowledged;
    }
    if (agent_count_waiting(a))
        a->state.waiting = 0; /* the push says what is wrong */
    if (agent_count_applications(a))
        a->state.applications = 0;
    if (agent_look_for_emergencies(a))
        a->state.emergencies = false;
    if (agent_look_for_evidence(a))
        a->state.evidence = false;
}

void agent_set_stores(struct agent *a, struct replica *replica, struct journal *journal)
{
    if (a->exchanges[AGENT_PULL].running && replica != a->replica) {
        a->options.ops.cancel(a->options.ops.context, AGENT_PULL);
        a->exchanges[AGENT_PULL].running = false;
    }
    a->replica = replica;
    a->journal = journal;
    if (a->wish == AGENT_WISH_FRESH_REPLICA && replica)
        a->wish = AGENT_WISH_NONE;
    read_stores(a);
}

void agent_set_health(struct agent *a, int disk_percent, int temperature_tenths)
{
    a->disk_percent = disk_percent;
    a->temperature = temperature_tenths;
}

void agent_poke(struct agent *a)
{
    for (int slot = 0; slot < AGENT_SLOTS; slot++) {
        backoff_reset(&a->exchanges[slot].backoff);
        if (slot != AGENT_REPORT)
            a->exchanges[slot].due_ns = 0;
    }
    a->looked_ns = 0;
}

/* ---- Requests ---- */

static enum gh_status sign(struct agent *a, const char *method, const char *target, const char *content_type,
                           struct bytes body, const uint8_t nonce[static HTTP_NONCE_LEN], struct agent_request *out)
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
    return http_signature_sign(components, content_type ? 6 : 4, agent_wall(a), nonce, keyid,
                               a->options.identity.secret_key, &out->signature);
}

enum gh_status agent_send(struct agent *a, enum agent_slot slot, const char *method, const char *target,
                          const char *content_type, struct bytes body)
{
    struct agent_exchange *x = &a->exchanges[slot];
    struct agent_request request;
    os_random_fill(&a->options.random, x->nonce, sizeof x->nonce);
    x->answer_len = 0;
    enum gh_status status = sign(a, method, target, content_type, body, x->nonce, &request);
    if (!status)
        status = a->options.ops.start(a->options.ops.context, slot, &request);
    x->running = status == GH_OK;
    x->began_ns = x->moved_ns = agent_now(a);
    x->sending_ns = (int64_t)body.len * (AGENT_SECOND_NS / AGENT_SLOWEST);
    return status;
}

void agent_failed(struct agent *a, enum agent_slot slot, enum sync_problem problem, int64_t retry_after_s)
{
    struct agent_exchange *x = &a->exchanges[slot];
    bool network = problem == SYNC_UNREACHABLE || problem == SYNC_TIMED_OUT || problem == SYNC_CUT ||
                   problem == SYNC_TLS || problem == SYNC_TLS_DATE || problem == SYNC_NOT_OURS || problem == SYNC_CLOCK;
    uint32_t random;
    os_random_fill(&a->options.random, &random, sizeof random);
    x->running = false;
    x->due_ns = agent_now(a) + backoff_failed(&x->backoff, network ? BACKOFF_NETWORK_MAX_MS : BACKOFF_SERVER_MAX_MS,
                                              retry_after_s, random) *
                                   1000000;
    a->problems[slot] = problem;
    if (problem == SYNC_REVOKED)
        a->revoked = true;
    tell_problem(a);
}

void agent_succeeded(struct agent *a, enum agent_slot slot, int64_t due_ns)
{
    struct agent_exchange *x = &a->exchanges[slot];
    x->running = false;
    x->due_ns = due_ns;
    backoff_reset(&x->backoff);
    a->problems[slot] = SYNC_NO_PROBLEM;
    a->state.contact_ns = agent_now(a);
    a->state.contact_at = agent_wall(a);
    tell_problem(a);
}

enum gh_status agent_learn_time(struct agent *a, enum agent_slot slot, struct bytes text)
{
    struct keyset keys;
    tick at;
    enum gh_status status =
        a->replica ? replica_keyset(a->replica, a->options.identity.root_public, &keys) : GH_NOT_FOUND;
    if (status)
        return status;
    /* None at all, or none that can be read, proves as little as a wrong one. */
    if (server_time_verify(text, &keys, a->exchanges[slot].nonce, &at))
        return GH_BAD_SIGNATURE;
    /* Whole seconds come: less than two of difference are not worth a correction. */
    tick known = agent_server_time(a);
    if (a->state.clock_known && at - known < 2 * TICK_SECOND && known - at < 2 * TICK_SECOND)
        at = known;
    a->state.server_time = at;
    a->state.server_time_ns = agent_now(a);
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

/* ---- What arrives ---- */

enum gh_status agent_data(struct agent *a, enum agent_slot slot, int status, struct bytes data)
{
    struct agent_exchange *x = &a->exchanges[slot];
    x->moved_ns = agent_now(a);
    if (slot == AGENT_PULL && status == 200)
        return agent_pull_data(a, data);
    if (data.len > sizeof x->answer - x->answer_len)
        return GH_TOO_LONG;
    if (data.len > 0)
        memcpy(x->answer + x->answer_len, data.data, data.len);
    x->answer_len += data.len;
    return GH_OK;
}

/* What every answer says beyond its own business. */
static enum sync_problem judge(struct agent *a, enum agent_slot slot, const struct agent_outcome *outcome)
{
    char code[32];
    if (outcome->network)
        return outcome->network;
    if (outcome->status == 200 || outcome->status == 204)
        return SYNC_NO_PROBLEM;
    if (outcome->status >= 300 && outcome->status < 400)
        return SYNC_NOT_OURS;
    agent_problem_code(&a->exchanges[slot], code, sizeof code);
    enum sync_problem problem = sync_problem_of_answer(outcome->status, outcome->is_json ? code : "");
    if (problem == SYNC_CLOCK && agent_learn_time(a, slot, outcome->time))
        problem = SYNC_FORGED; /* it says that our clock is wrong, and can't prove what is right */
    return problem;
}

void agent_done(struct agent *a, enum agent_slot slot, const struct agent_outcome *outcome)
{
    if (!a->exchanges[slot].running)
        return;
    enum sync_problem problem = slot == AGENT_PULL && a->pull.problem ? a->pull.problem : judge(a, slot, outcome);
    /* A page of a captive portal is no bad answer of the server: it isn't the server's at all. */
    if (problem == SYNC_BAD_ANSWER && !outcome->is_json && !outcome->is_lines)
        problem = SYNC_NOT_OURS;
    a->state.syncing = slot == AGENT_PULL ? false : a->state.syncing;
    if (problem == SYNC_OTHER_CAMPUS)
        a->wish = AGENT_WISH_FRESH_REPLICA;
    if (problem && slot == AGENT_PULL)
        agent_pull_keep(a);
    if (problem)
        agent_failed(a, slot, problem, outcome->retry_after_s);
    else if (slot == AGENT_PULL)
        agent_pull_done(a, outcome);
    else if (slot == AGENT_PUSH)
        agent_push_done(a, outcome);
    else if (slot == AGENT_APPLY)
        agent_apply_done(a, outcome);
    else if (slot == AGENT_EMERGENCY)
        agent_emergency_done(a, outcome);
    else if (slot == AGENT_EVIDENCE)
        agent_evidence_done(a, outcome);
    else
        agent_succeeded(a, slot, agent_now(a) + AGENT_REPORT_EVERY);
    read_stores(a);
}

/* ---- The round ---- */

static void give_up_stalled(struct agent *a, int64_t now)
{
    for (int slot = 0; slot < AGENT_SLOTS; slot++) {
        struct agent_exchange *x = &a->exchanges[slot];
        int64_t patience =
            AGENT_PATIENCE + x->sending_ns + (slot == AGENT_PULL ? a->options.wait_seconds * AGENT_SECOND_NS : 0);
        if (!x->running || now - x->moved_ns <= patience)
            continue;
        a->options.ops.cancel(a->options.ops.context, (enum agent_slot)slot);
        a->state.syncing = slot == AGENT_PULL ? false : a->state.syncing;
        if (slot == AGENT_PULL)
            agent_pull_keep(a);
        agent_failed(a, (enum agent_slot)slot, SYNC_TIMED_OUT, 0);
    }
}

static bool is_due(const struct agent *a, enum agent_slot slot, int64_t now)
{
    const struct agent_exchange *x = &a->exchanges[slot];
    return !x->running && now >= x->due_ns;
}

static void look_for_entries(struct agent *a, int64_t now)
{
    if (now - a->looked_ns < AGENT_LOOK_EVERY && a->looked_ns)
        return;
    a->looked_ns = now;
    enum gh_status status = agent_count_waiting(a);
    if (!status)
        status = agent_count_applications(a);
    if (!status)
        status = agent_look_for_emergencies(a);
    if (!status)
        status = agent_look_for_evidence(a);
    if (status && a->journal) {
        a->problems[AGENT_PUSH] = sync_problem_of_status(status);
        tell_problem(a);
    }
}

static int64_t next_wake(const struct agent *a, int64_t now)
{
    int64_t wake = now + AGENT_LOOK_EVERY;
    for (int slot = 0; slot < AGENT_SLOTS; slot++)
        if (!a->exchanges[slot].running && a->exchanges[slot].due_ns > now && a->exchanges[slot].due_ns < wake)
            wake = a->exchanges[slot].due_ns;
    return wake;
}

int64_t agent_tick(struct agent *a)
{
    int64_t now = agent_now(a);
    give_up_stalled(a, now);
    look_for_entries(a, now);
    if (a->wish == AGENT_WISH_NONE && !a->revoked && a->replica && is_due(a, AGENT_PULL, now))
        agent_pull_start(a);
    if (a->state.waiting > 0 && a->journal && a->replica && is_due(a, AGENT_PUSH, now))
        agent_push_start(a);
    if (a->state.applications > 0 && !a->revoked && a->journal && a->replica && is_due(a, AGENT_APPLY, now))
        agent_apply_start(a);
    if (a->state.emergencies && !a->revoked && a->journal && a->replica && is_due(a, AGENT_EMERGENCY, now))
        agent_emergency_start(a);
    if (a->state.evidence && !a->revoked && a->journal && a->replica && is_due(a, AGENT_EVIDENCE, now))
        agent_evidence_start(a);
    if (!a->revoked && is_due(a, AGENT_REPORT, now))
        agent_report_start(a);
    /* Evidence first; then nothing is left to do here. */
    if (a->revoked && a->wish == AGENT_WISH_NONE && a->state.waiting == 0 && !a->exchanges[AGENT_PUSH].running)
        a->wish = AGENT_WISH_WIPE;
    a->state.next_try_ns = a->exchanges[AGENT_PULL].running ? 0 : a->exchanges[AGENT_PULL].due_ns;
    return next_wake(a, now);
}

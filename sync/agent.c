/* The round: which exchange is due, what arrives for it, and what stalls. */
#include "sync/agent_internal.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum gh_status agent_new(const struct agent_options *options, struct agent **out)
{
    struct agent *a = calloc(1, sizeof *a);
    if (a) {
        a->options = *options;
        a->pull.pieces.body = malloc(ATTEST_PIECE_MAX);
        a->pull.batch = calloc(REPLICA_BATCH_MAX, sizeof *a->pull.batch);
        a->entries = calloc(AGENT_PUSH_MAX, sizeof *a->entries);
        a->body = malloc(AGENT_PUSH_BYTES_MAX);
        a->disk_percent = -1;
        a->temperature = INT32_MIN;
    }
    if (!a || !a->pull.pieces.body || !a->pull.batch || !a->entries || !a->body) {
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
    free(a->pull.pieces.body);
    free(a->pull.batch);
    free(a->entries);
    free(a->body);
    sodium_memzero(a, sizeof *a);
    free(a);
}

const struct agent_state *agent_state(const struct agent *a)
{
    return &a->state;
}

enum agent_wish agent_wish(const struct agent *a)
{
    return a->wish;
}

/* The booth knows it at once, the server until somebody has looked into it. */
static void tell_fork(struct agent *a)
{
    a->state.forked = a->upload.fork != REPLICA_FORK_NONE || a->own_forked || a->forked_by_answer;
}

static void read_stores(struct agent *a)
{
    struct replica_stat stat;
    if (a->replica && !replica_stat(a->replica, &stat)) {
        a->state.position = stat.position;
        a->state.epoch = stat.epoch;
        a->state.acknowledged = stat.acknowledged;
        a->state.empty = stat.ages.passes == 0;
        a->own_forked = stat.own_forked;
    }
    if (agent_count_waiting(a))
        a->state.waiting = 0; /* the push says what is wrong */
    tell_fork(a);
    if (agent_look_for_boxes(a))
        memset(a->state.boxes, 0, sizeof a->state.boxes);
}

void agent_set_stores(struct agent *a, struct replica *replica, struct journal *journal)
{
    if (a->exchanges[AGENT_PULL].running && replica != a->replica) {
        a->options.ops.cancel(a->options.ops.context, AGENT_PULL);
        a->exchanges[AGENT_PULL].running = false;
    }
    if (replica && replica != a->replica)
        a->exchanges[AGENT_PULL].due_ns = 0;
    a->replica = replica;
    a->journal = journal;
    if (a->wish == AGENT_WISH_FRESH_REPLICA && replica)
        a->wish = AGENT_WISH_NONE;
    read_stores(a);
}

void agent_set_next(struct agent *a, struct replica *next)
{
    if (a->exchanges[AGENT_PULL].running && next != a->next) {
        a->options.ops.cancel(a->options.ops.context, AGENT_PULL);
        a->exchanges[AGENT_PULL].running = false;
    }
    a->next = next;
    if (a->wish == AGENT_WISH_DROP_NEXT || (a->wish == AGENT_WISH_NEXT_REPLICA && next))
        a->wish = AGENT_WISH_NONE;
    if (next && !a->next_refused) {
        backoff_reset(&a->exchanges[AGENT_PULL].backoff);
        a->exchanges[AGENT_PULL].due_ns = 0;
    }
    agent_tell_problem(a);
}

void agent_set_health(struct agent *a, int disk_percent, int temperature_tenths)
{
    a->disk_percent = disk_percent;
    a->temperature = temperature_tenths;
}

void agent_set_checks(struct agent *a, const char *checks)
{
    (void)snprintf(a->checks, sizeof a->checks, "%s", checks);
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

void agent_look(struct agent *a)
{
    a->looked_ns = 0;
}

/* ---- The exchanges ---- */

/* What a booth has to do with the server. */
struct exchange_rule {
    bool (*waits)(const struct agent *a, enum agent_slot slot); /* there is something to ask or to hand up */
    void (*start)(struct agent *a, enum agent_slot slot);
    void (*done)(struct agent *a, enum agent_slot slot, const struct agent_outcome *outcome); /* the answer is good */
    /* NULL: agent_failed() */
    void (*failed)(struct agent *a, enum agent_slot slot, enum sync_problem problem, int64_t retry_after_s);
    bool when_revoked; /* goes on when the server has revoked the booth */
    bool streams;      /* the answer is taken line by line, and may be waited for */
    bool asks;         /* somebody waits for an answer, and a failure is one */
};

enum { RULE_PULL, RULE_PUSH, RULE_BOX, RULE_REPORT, RULE_KEY, RULE_CLAIM };
static const struct exchange_rule rules[] = {
    [RULE_PULL] = {.waits = agent_pull_waits, .start = agent_pull_start, .done = agent_pull_done, .streams = true},
    [RULE_PUSH] = {.waits = agent_push_waits, .start = agent_push_start, .done = agent_push_done, .when_revoked = true},
    [RULE_BOX] = {.waits = agent_box_waits,
                  .start = agent_box_start,
                  .done = agent_box_done}, /* each kind in its slot */
    [RULE_REPORT] = {.waits = agent_report_waits, .start = agent_report_start, .done = agent_report_done},
    [RULE_KEY] = {.waits = agent_key_waits,
                  .start = agent_key_start,
                  .done = agent_key_done,
                  .failed = agent_key_failed},
    [RULE_CLAIM] = {.waits = agent_claim_waits, .start = agent_claim_start, .done = agent_claim_done, .asks = true},
};

/* The first two are their slots, and so are the last three. */
static const struct exchange_rule *rule_of(enum agent_slot slot)
{
    if (slot >= AGENT_REPORT)
        return &rules[RULE_REPORT + (int)slot - AGENT_REPORT];
    return &rules[slot < AGENT_BOX ? (int)slot : RULE_BOX];
}

/* ---- What arrives ---- */

enum gh_status agent_data(struct agent *a, enum agent_slot slot, int status, struct bytes data)
{
    struct agent_exchange *x = &a->exchanges[slot];
    x->moved_ns = agent_now_ns(a);
    if (!x->first_ns)
        x->first_ns = x->moved_ns;
    if (rule_of(slot)->streams && status == 200)
        return agent_pull_data(a, data);
    if (data.len > sizeof x->answer - x->answer_len)
        return GH_TOO_LONG;
    if (data.len > 0)
        memcpy(x->answer + x->answer_len, data.data, data.len);
    x->answer_len += data.len;
    return GH_OK;
}

/* Whether the booth would wipe itself or begin again: it takes the server's word for that and no other's. */
static bool is_grave(enum sync_problem problem)
{
    return problem == SYNC_REVOKED || problem == SYNC_OTHER_CAMPUS || problem == SYNC_OTHER_HISTORY ||
           problem == SYNC_SERVER_BEHIND;
}

/* What is wrong with an answer, whatever was asked. A stream's pieces were looked at as they came. */
static enum sync_problem judge(struct agent *a, enum agent_slot slot, const struct agent_outcome *outcome)
{
    char code[32];
    if (outcome->network)
        return outcome->network;
    if (outcome->status == 200 || outcome->status == 204)
        return rule_of(slot)->streams || agent_is_attested(a, slot, outcome) ? SYNC_NO_PROBLEM : SYNC_FORGED;
    if (outcome->status >= 300 && outcome->status < 400)
        return SYNC_NOT_OURS;
    agent_problem_code(&a->exchanges[slot], code, sizeof code);
    enum sync_problem problem = sync_problem_of_answer(outcome->status, outcome->is_json ? code : "");
    if (is_grave(problem) && !agent_is_attested(a, slot, outcome))
        return SYNC_FORGED;
    if (problem == SYNC_CLOCK && agent_learn_time(a, slot, outcome->time))
        problem = SYNC_FORGED; /* it says that our clock is wrong, and can't prove what is right */
    return problem;
}

/* A stream that breaks off keeps what came up to its last mark. */
static void broke_off(struct agent *a, enum agent_slot slot, enum sync_problem problem, int64_t retry_after_s)
{
    if (rule_of(slot)->streams)
        agent_pull_keep(a);
    if (rule_of(slot)->failed)
        rule_of(slot)->failed(a, slot, problem, retry_after_s);
    else
        agent_failed(a, slot, problem, retry_after_s);
}

void agent_done(struct agent *a, enum agent_slot slot, const struct agent_outcome *outcome)
{
    if (!a->exchanges[slot].running)
        return;
    if (rule_of(slot)->asks) {
        rule_of(slot)->done(a, slot, outcome);
        return;
    }
    bool streams = rule_of(slot)->streams;
    enum sync_problem problem = streams && a->pull.problem ? a->pull.problem : judge(a, slot, outcome);
    /* A page of a captive portal does not come from the server. */
    if ((problem == SYNC_BAD_ANSWER || problem == SYNC_FORGED) && !outcome->is_json && !outcome->is_lines &&
        outcome->status != 204)
        problem = SYNC_NOT_OURS;
    a->state.syncing = streams ? false : a->state.syncing;
    if (problem == SYNC_OTHER_CAMPUS)
        a->wish = AGENT_WISH_FRESH_REPLICA;
    if (streams && (problem == SYNC_OTHER_HISTORY || problem == SYNC_SERVER_BEHIND)) {
        a->next_refused = a->next;
        a->exchanges[AGENT_REPORT].due_ns = 0;
        a->wish = AGENT_WISH_NEXT_REPLICA;
    }
    if (problem)
        broke_off(a, slot, problem, outcome->retry_after_s);
    else
        rule_of(slot)->done(a, slot, outcome);
    read_stores(a);
}

/* ---- The round ---- */

/* For how long an exchange may be silent. */
static int64_t patience_of(const struct agent *a, enum agent_slot slot)
{
    if (rule_of(slot)->asks)
        return AGENT_CLAIM_NS;
    int64_t patience = AGENT_PATIENCE_NS + a->exchanges[slot].sending_ns;
    if (!rule_of(slot)->streams)
        return patience;
    if (a->options.ping_seconds && a->pull.pinged && a->pull.silences < AGENT_SILENCES_MAX)
        return a->options.ping_seconds * OS_SECOND_NS + AGENT_SILENCE_NS;
    return patience + a->options.wait_seconds * OS_SECOND_NS;
}

/* Nobody signs pings: an answer that brings nothing else when it is due does not come. */
static bool is_pinged_only(const struct agent *a, enum agent_slot slot, int64_t now)
{
    return rule_of(slot)->streams && a->pull.pieces.taken == 0 && !a->pull.pieces.in_body &&
           now - a->exchanges[slot].began_ns > a->options.wait_seconds * OS_SECOND_NS + AGENT_PATIENCE_NS;
}

static void give_up_stalled(struct agent *a, int64_t now)
{
    for (int i = 0; i < AGENT_SLOTS; i++) {
        enum agent_slot slot = (enum agent_slot)i;
        struct agent_exchange *x = &a->exchanges[slot];
        if (!x->running || (now - x->moved_ns <= patience_of(a, slot) && !is_pinged_only(a, slot, now)))
            continue;
        if (rule_of(slot)->streams)
            a->pull.silences++;
        a->options.ops.cancel(a->options.ops.context, slot);
        if (rule_of(slot)->asks) {
            rule_of(slot)->done(a, slot, &(struct agent_outcome){.network = SYNC_TIMED_OUT});
            continue;
        }
        a->state.syncing = rule_of(slot)->streams ? false : a->state.syncing;
        broke_off(a, slot, SYNC_TIMED_OUT, 0);
    }
}

static bool may_start(const struct agent *a, enum agent_slot slot, int64_t now)
{
    const struct agent_exchange *x = &a->exchanges[slot];
    return !x->running && now >= x->due_ns && (!a->revoked || rule_of(slot)->when_revoked) &&
           rule_of(slot)->waits(a, slot);
}

static void look_at_journal(struct agent *a, int64_t now)
{
    if (now - a->looked_ns < AGENT_LOOK_EVERY_NS && a->looked_ns)
        return;
    a->looked_ns = now;
    enum gh_status status = agent_count_waiting(a);
    tell_fork(a);
    if (!status)
        status = agent_look_for_boxes(a);
    if (status && a->journal) {
        a->problems[AGENT_PUSH] = sync_problem_of_status(status);
        agent_tell_problem(a);
    }
}

static int64_t next_wake(const struct agent *a, int64_t now)
{
    int64_t wake = now + AGENT_LOOK_EVERY_NS; /* also notices an exchange that stalls */
    for (int slot = 0; slot < AGENT_SLOTS; slot++)
        if (!a->exchanges[slot].running && a->exchanges[slot].due_ns > now && a->exchanges[slot].due_ns < wake)
            wake = a->exchanges[slot].due_ns;
    return wake;
}

int64_t agent_tick(struct agent *a)
{
    int64_t now = agent_now_ns(a);
    give_up_stalled(a, now);
    look_at_journal(a, now);
    for (int slot = 0; slot < AGENT_SLOTS; slot++)
        if (may_start(a, (enum agent_slot)slot, now))
            rule_of((enum agent_slot)slot)->start(a, (enum agent_slot)slot);
    /* A revoked booth hands up its entries, then wipes itself. */
    if (a->revoked && a->wish == AGENT_WISH_NONE && a->state.waiting == 0 && !a->exchanges[AGENT_PUSH].running)
        a->wish = AGENT_WISH_WIPE;
    a->state.next_try_ns = a->exchanges[AGENT_PULL].running ? 0 : a->exchanges[AGENT_PULL].due_ns;
    return next_wake(a, now);
}

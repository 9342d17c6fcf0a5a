/* Down: one stream of records, written into the replica batch by batch. */
#include <stdio.h>
#include <string.h>

#include "sync/agent_internal.h"

#define GUARDS_AGAIN_NS (3600 * OS_SECOND_NS)

/* The replica that the pull fills. */
static struct replica *target_of(const struct agent *a)
{
    return a->next ? a->next : a->replica;
}

bool agent_pull_waits(const struct agent *a, enum agent_slot slot)
{
    (void)slot;
    return a->wish == AGENT_WISH_NONE && a->replica;
}

/* Guards' records from before an update wrap no campus key, or can be tried without this machine. A server that gives
 * no others is not asked all the time. */
static bool wants_guards(const struct agent *a, const struct replica_stat *stat)
{
    const bool bindable = a->options.hardware && strcmp(a->options.hardware, "none") != 0;
    return stat->position > 0 && (stat->old_guards > 0 || (bindable && stat->loose_guards > 0)) &&
           (!a->guards_again_ns || agent_now_ns(a) - a->guards_again_ns >= GUARDS_AGAIN_NS);
}

/* What to ask about the policy: a replica from before an update lacks how long personal data are kept. */
static unsigned policy_wanted(const struct agent *a)
{
    struct policy policy;
    return replica_policy(target_of(a), &policy) || policy.personal_keep > 0 ? 1 : 2;
}

void agent_pull_start(struct agent *a, enum agent_slot slot)
{
    struct replica_stat stat;
    struct replica_upload upload;
    char target[512], label[2 * JOURNAL_IDENTITY_LEN + 1] = "", history[WIRE_HISTORY_TEXT] = "0";
    enum gh_status status = replica_stat(target_of(a), &stat);
    if (!status)
        status = replica_read_upload(a->replica, &upload);
    a->pull.line_len = a->pull.count = 0;
    a->pull.received = 0;
    a->pull.ended = a->pull.counted = false;
    a->pull.problem = SYNC_NO_PROBLEM;
    a->state.received = 0;
    if (!status) {
        agent_pieces_begin(a, &stat);
        if (wire_history_known(&stat.history))
            wire_history_format(&stat.history, history);
        if (upload.has_journal)
            hex_encode(BYTES(upload.label, sizeof upload.label), label);
        memcpy(a->pulled_label, upload.label, sizeof a->pulled_label);
        int n = snprintf(target, sizeof target,
                         "/device/"
                         "changes?since=%llu&until=%lld&scope=%s&wait=%u&notes=1&marks=1&campus_keys=1&bound=1&closed_"
                         "days=1&roll_calls=1&"
                         "seal=1&plates=1&bar_ends=1&roll_ends=1&policy=%u&presence="
                         "%llu&journal=%s&history=%s",
                         (unsigned long long)stat.position, (long long)tick_to_seconds(stat.until), stat.scope,
                         a->options.wait_seconds, policy_wanted(a), (unsigned long long)stat.presence_position, label,
                         history);
        if (a->options.ping_seconds && n > 0 && (size_t)n < sizeof target)
            n += snprintf(target + n, sizeof target - (size_t)n, "&ping=%u", a->options.ping_seconds);
        a->pull.guards_again = wants_guards(a, &stat);
        if (a->pull.guards_again && n > 0 && (size_t)n < sizeof target)
            (void)snprintf(target + n, sizeof target - (size_t)n, "&guards=1");
        status = agent_send(a, slot, "GET", target, NULL, BYTES(NULL, 0));
    }
    if (status)
        agent_failed(a, slot, sync_problem_of_status(status), 0);
}

/* Writes rows and the position behind them in one transaction. */
static enum gh_status write_batch(struct agent *a)
{
    size_t failed = 0;
    enum gh_status status =
        replica_write(target_of(a), a->pull.batch, a->pull.count, a->options.identity.root_public, &failed);
    a->pull.count = 0;
    return status;
}

/* The end makes the data fresh, and verdicts green. It is written once the answer's signed time is checked. */
static enum gh_status take_record(struct agent *a, const struct wire_record *record)
{
    a->pull.batch[a->pull.count++] = *record;
    a->state.received = ++a->pull.received;
    if (record->type == WIRE_BOOTH && record->booth.own) {
        a->pull.counted = true;
        a->pull.counted_to = record->booth.acknowledged;
    }
    if (record->type == WIRE_END) {
        a->pull.ended = true;
        return GH_OK;
    }
    a->state.syncing = a->pull.received > 1;
    bool enough = record->type == WIRE_MARK && a->pull.count >= AGENT_BATCH_ENOUGH;
    return enough || a->pull.count == REPLICA_BATCH_MAX - 1 ? write_batch(a) : GH_OK;
}

void agent_pull_keep(struct agent *a)
{
    struct agent_pull *p = &a->pull;
    if (p->problem || p->ended || !a->replica)
        return;
    while (p->count > 0 && p->batch[p->count - 1].type != WIRE_MARK)
        p->count--;
    /* What can't be written now comes again. */
    if (p->count > 0 && write_batch(a))
        p->count = 0;
}

static enum gh_status take_line(struct agent *a)
{
    struct wire_record record;
    char why[WIRE_ERROR_SIZE];
    if (a->pull.ended)
        return GH_MALFORMED; /* nothing may follow the end */
    enum gh_status status = wire_record_decode(BYTES(a->pull.line, a->pull.line_len), &record, why);
    a->pull.line_len = 0;
    return status ? status : take_record(a, &record);
}

/* Nobody signs a ping: somebody in between could go on with them and withhold the changes. So it counts as news of the
 * server only while an answer may still come, and only when the last one came. */
static void take_ping(struct agent *a)
{
    int64_t now = agent_now_ns(a);
    a->pull.pinged = true;
    if (a->problems[AGENT_PULL] != SYNC_NO_PROBLEM ||
        now - a->exchanges[AGENT_PULL].began_ns > a->options.wait_seconds * OS_SECOND_NS)
        return;
    a->state.contact_ns = now;
    a->state.contact_at = agent_wall(a);
}

static enum gh_status take_lines(struct agent *a, struct bytes data)
{
    struct agent_pull *p = &a->pull;
    enum gh_status status = GH_OK;
    while (!status && data.len > 0) {
        const uint8_t *end = memchr(data.data, '\n', data.len);
        size_t n = end ? (size_t)(end - data.data) : data.len;
        if (n > sizeof p->line - p->line_len) {
            status = GH_TOO_LONG;
            break;
        }
        memcpy(p->line + p->line_len, data.data, n);
        p->line_len += n;
        data = BYTES(data.data + n, data.len - n);
        if (end) {
            data = BYTES(data.data + 1, data.len - 1);
            status = take_line(a);
        }
    }
    return status ? status : p->line_len > 0 ? GH_MALFORMED : GH_OK; /* a piece ends with a line */
}

enum gh_status agent_pull_data(struct agent *a, struct bytes data)
{
    static const struct agent_pieces_sink sink = {take_lines, take_ping};
    enum gh_status status = a->replica ? agent_pieces_data(a, data, &sink) : GH_BUSY;
    if (status)
        a->pull.problem = sync_problem_of_status(status);
    return status;
}

/* The replica beside is complete: it becomes the content of the one that serves. */
static enum gh_status take_over(struct agent *a)
{
    struct replica_upload upload;
    enum gh_status status = replica_read_upload(a->replica, &upload);
    if (!status)
        status = replica_write_upload(a->next, &upload);
    if (!status)
        status = replica_take_over(a->replica, a->next);
    if (!status) {
        a->next = NULL;
        a->exchanges[AGENT_REPORT].due_ns = 0;
        a->wish = AGENT_WISH_DROP_NEXT;
    }
    return status;
}

void agent_pull_done(struct agent *a, enum agent_slot slot, const struct agent_outcome *outcome)
{
    uint64_t before = a->state.position;
    if (!outcome->is_lines) {
        agent_failed(a, slot, SYNC_NOT_OURS, 0);
        return;
    }
    if (!a->pull.ended || !agent_pieces_whole(a)) {
        agent_pull_keep(a);
        agent_failed(a, slot, SYNC_CUT, 0);
        return;
    }
    /* The key set of this answer may have signed its time: rows first, then the end. */
    struct wire_record end = a->pull.batch[a->pull.count - 1];
    a->pull.count--;
    enum gh_status status = a->pull.count ? write_batch(a) : GH_OK;
    if (!status)
        status = agent_learn_time(a, slot, outcome->time);
    if (!status) {
        a->pull.batch[0] = end;
        a->pull.count = 1;
        status = write_batch(a);
    }
    if (!status && a->pull.counted)
        status = agent_take_own_record(a, a->pull.counted_to);
    if (!status && a->next)
        status = take_over(a);
    if (status) {
        agent_failed(a, slot, sync_problem_of_status(status == GH_NOT_FOUND ? GH_UNKNOWN_KEY : status), 0);
        return;
    }
    if (a->pull.guards_again)
        a->guards_again_ns = agent_now_ns(a);
    a->pull.silences = 0;
    bool moved = end.end.position != before;
    agent_succeeded(a, slot, moved ? 0 : a->exchanges[slot].began_ns + AGENT_PULL_GAP_NS);
}

/* Up: entries in order. The journal keeps each until the server has acknowledged it. */
#include <stdio.h>
#include <string.h>

#include "sync/agent_internal.h"

enum gh_status agent_count_waiting(struct agent *a)
{
    struct journal_counts counts;
    if (!a->journal)
        return GH_NOT_FOUND;
    /* Only the head matters: a day in the far future counts no entries. */
    enum gh_status status = journal_counts(a->journal, WIRE_SECONDS_MAX * TICK_SECOND, &counts);
    if (!status)
        a->state.waiting = counts.last_number > a->state.acknowledged ? counts.last_number - a->state.acknowledged : 0;
    return status;
}

static enum gh_status write_lines(struct agent *a, size_t count, size_t *len)
{
    *len = 0;
    for (size_t i = 0; i < count && AGENT_PUSH_BYTES_MAX - *len > ENTRY_LINE_MAX + 1; i++) {
        char *line = a->body + *len;
        enum gh_status status = entry_encode(&a->entries[i], line, ENTRY_LINE_MAX + 1);
        if (status)
            return status;
        size_t n = strlen(line);
        line[n] = '\n';
        *len += n + 1;
    }
    return GH_OK;
}

bool agent_push_waits(const struct agent *a, enum agent_slot slot)
{
    (void)slot;
    return a->state.waiting > 0 && a->journal && a->replica;
}

void agent_push_start(struct agent *a, enum agent_slot slot)
{
    char target[64] = "/device/entries";
    size_t count = 0, len = 0;
    enum gh_status status = journal_after(a->journal, a->state.acknowledged, a->entries, AGENT_PUSH_MAX, &count);
    if (!status && count == 0)
        return;
    if (!status)
        status = write_lines(a, count, &len);
    /* Numbers that are missing here are lost; the server must not wait for them. */
    if (!status && a->entries[0].number > a->state.acknowledged + 1)
        (void)snprintf(target, sizeof target, "/device/entries?oldest=%llu", (unsigned long long)a->entries[0].number);
    if (!status)
        status = agent_send(a, slot, "POST", target, "application/x-ndjson", BYTES(a->body, len));
    if (status)
        agent_failed(a, slot, sync_problem_of_status(status), 0);
}

/* An acknowledgement of entries that are not written yet would lose them. Where the journal has lost its end, the
 * server says that it is forked. */
static bool were_written(struct agent *a, uint64_t number)
{
    return number <= a->state.acknowledged ||
           (agent_count_waiting(a) == GH_OK && number <= a->state.acknowledged + a->state.waiting);
}

void agent_push_done(struct agent *a, enum agent_slot slot, const struct agent_outcome *outcome)
{
    const struct agent_exchange *x = &a->exchanges[slot];
    json_int_t acknowledged = -1;
    int gap = 0, forked = 0;
    json_t *aside = NULL, *json = agent_answer_json(x);
    bool ours = outcome->is_json && json &&
                json_unpack(json, "{s:I, s:o, s:b, s:b}", "acknowledged", &acknowledged, "aside", &aside, "gap", &gap,
                            "forked", &forked) == 0 &&
                acknowledged >= 0;
    bool some_aside = json_array_size(aside) > 0;
    json_decref(json);
    if (!ours || (!forked && !were_written(a, (uint64_t)acknowledged))) {
        agent_failed(a, slot, outcome->is_json ? SYNC_BAD_ANSWER : SYNC_NOT_OURS, 0);
        return;
    }
    bool moved = (uint64_t)acknowledged != a->state.acknowledged;
    enum gh_status status = !a->replica ? GH_BUSY
                            : moved     ? replica_acknowledge(a->replica, (uint64_t)acknowledged)
                                        : GH_OK;
    if (status) {
        agent_failed(a, slot, sync_problem_of_status(status), 0);
        return;
    }
    a->state.acknowledged = (uint64_t)acknowledged;
    a->pushed_ns = agent_now_ns(a);
    a->state.gap = gap != 0;
    a->state.forked = a->state.forked || forked;
    a->state.aside = a->state.aside || some_aside;
    /* An answer that acknowledges nothing new is followed by a pause. */
    agent_succeeded(a, slot, moved ? 0 : agent_now_ns(a) + 30 * OS_SECOND_NS);
}

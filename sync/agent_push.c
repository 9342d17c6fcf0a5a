/* Up: entries in order. The journal keeps each until the server has acknowledged it. */
#include <stdio.h>
#include <string.h>

#include "sync/agent_internal.h"

enum gh_status agent_count_waiting(struct agent *a)
{
    if (!a->journal)
        return GH_NOT_FOUND;
    enum gh_status status = a->replica ? agent_follow_journal(a) : GH_OK;
    return status ? status : journal_count_after(a->journal, a->state.acknowledged, &a->state.waiting);
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
    return a->journal && a->replica && (a->state.waiting > 0 || agent_needs_proof(a));
}

/* Numbers between `after` and the first that is sent are missing here and lost: the server must not wait for them. */
static enum gh_status send_entries(struct agent *a, enum agent_slot slot, uint64_t after, struct bytes body)
{
    uint64_t oldest = a->entries[0].number;
    char label[2 * JOURNAL_IDENTITY_LEN + 1], target[160];
    hex_encode(BYTES(a->upload.label, sizeof a->upload.label), label);
    memcpy(a->pushed_label, a->upload.label, sizeof a->pushed_label);
    int n = snprintf(target, sizeof target, "/device/entries?journal=%s&first=%llu", label,
                     (unsigned long long)a->origin.first);
    if (oldest > after + 1)
        (void)snprintf(target + n, sizeof target - (size_t)n, "&oldest=%llu&after=%llu", (unsigned long long)oldest,
                       (unsigned long long)after);
    return agent_send(a, slot, "POST", target, "application/x-ndjson", body);
}

void agent_push_start(struct agent *a, enum agent_slot slot)
{
    size_t count = 0, len = 0;
    uint64_t after = a->upload.acknowledged - (agent_needs_proof(a) ? 1 : 0);
    enum gh_status status = journal_after(a->journal, after, a->entries, AGENT_PUSH_MAX, &count);
    if (!status && count == 0) {
        /* The entry that would prove it is pruned, and nothing follows it. */
        if (agent_needs_proof(a) && agent_acknowledge(a, a->upload.acknowledged, NULL))
            agent_failed(a, slot, SYNC_STORE, 0);
        return;
    }
    if (!status)
        status = write_lines(a, count, &len);
    if (!status)
        status = send_entries(a, slot, after, BYTES(a->body, len));
    if (status)
        agent_failed(a, slot, sync_problem_of_status(status), 0);
}

struct push_answer {
    json_int_t acknowledged;
    int gap, forked;
    bool some_aside, by_label, has_hash; /* by_label: of a server that knows journals apart */
    uint8_t hash[ENTRY_HASH_LEN];
};

static bool read_answer(const struct agent_exchange *x, struct push_answer *out)
{
    json_t *aside = NULL, *json = agent_answer_json(x);
    const char *hash = NULL, *journal = NULL;
    *out = (struct push_answer){.acknowledged = -1};
    bool good =
        json && json_unpack(json, "{s:I, s:o, s:b, s:b, s?s, s?s}", "acknowledged", &out->acknowledged, "aside", &aside,
                            "gap", &out->gap, "forked", &out->forked, "hash", &hash, "journal", &journal) == 0;
    out->some_aside = json_array_size(aside) > 0;
    out->by_label = journal != NULL;
    out->has_hash = hash != NULL;
    good = good && out->acknowledged >= 0 &&
           (!hash || (strlen(hash) == 2 * sizeof out->hash &&
                      hex_decode(bytes_of_string(hash), out->hash, sizeof out->hash) == GH_OK));
    json_decref(json);
    return good;
}

/* The server has other entries under this label: begin another one. A server that says so again and again is asked
 * less often. */
static void relabel(struct agent *a, enum agent_slot slot)
{
    bool same = memcmp(a->pushed_label, a->upload.label, sizeof a->pushed_label) == 0;
    enum gh_status status = same ? agent_journal_differs(a) : GH_OK;
    if (status)
        agent_failed(a, slot, sync_problem_of_status(status), 0);
    else
        agent_succeeded(a, slot, a->relabelled++ == 0 ? 0 : agent_now_ns(a) + 30 * OS_SECOND_NS);
}

/* Takes an answer about the label that the request had. */
static enum gh_status take_answer(struct agent *a, const struct push_answer *answer)
{
    uint64_t number = (uint64_t)answer->acknowledged;
    bool by_number = answer->forked && !answer->by_label; /* an older server has quarantined what it could not take */
    if (memcmp(a->pushed_label, a->upload.label, sizeof a->pushed_label) != 0)
        return GH_OK;
    if (by_number && number > a->origin.last_number)
        number = a->origin.last_number;
    a->state.gap = answer->gap != 0;
    a->forked_by_answer = a->forked_by_answer || by_number;
    a->state.aside = a->state.aside || answer->some_aside;
    return agent_acknowledge(a, number, answer->has_hash ? answer->hash : NULL);
}

void agent_push_done(struct agent *a, enum agent_slot slot, const struct agent_outcome *outcome)
{
    struct push_answer answer;
    if (!outcome->is_json || !read_answer(&a->exchanges[slot], &answer)) {
        agent_failed(a, slot, outcome->is_json ? SYNC_BAD_ANSWER : SYNC_NOT_OURS, 0);
        return;
    }
    a->pushed_ns = agent_now_ns(a);
    const uint64_t before = a->upload.acknowledged;
    const bool proved = a->upload.proved;
    enum gh_status status =
        a->replica ? agent_count_waiting(a) : GH_BUSY; /* the journal may be longer, or another one */
    if (!status && answer.forked && answer.by_label) {
        relabel(a, slot);
        return;
    }
    if (!status)
        status = take_answer(a, &answer);
    if (status) {
        agent_failed(a, slot, status == GH_MALFORMED ? SYNC_BAD_ANSWER : sync_problem_of_status(status), 0);
        return;
    }
    bool moved = a->upload.acknowledged != before || a->upload.proved != proved;
    a->relabelled = moved ? 0 : a->relabelled;
    /* An answer that acknowledges nothing new is followed by a pause. */
    agent_succeeded(a, slot, moved ? 0 : agent_now_ns(a) + 30 * OS_SECOND_NS);
}

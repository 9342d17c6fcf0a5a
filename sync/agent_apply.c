/* Up: applications that were made at the gate, each in its box. The server settles every one by itself; one that it
 * can't use is settled too, and the replica says why. */
#include <string.h>

#include "sync/agent_internal.h"

/* The next of those that the server does not have, above number `after`: at most AGENT_APPLY_MAX of a page that holds
 * as many. *last is the last number looked at; 0: no more. */
static enum gh_status next_page(struct agent *a, uint64_t after, size_t *count, uint64_t *last)
{
    size_t read = 0, kept = 0;
    enum gh_status status = journal_unsettled_walk_ups(a->journal, after, a->applications, AGENT_APPLY_MAX, &read);
    *last = !status && read ? a->applications[read - 1].number : 0;
    for (size_t i = 0; i < read && !status; i++) {
        struct wire_walk_up settled;
        status = replica_find_walk_up(a->replica, &a->applications[i].id, &settled);
        if (status == GH_NOT_FOUND) {
            /* A copy onto itself is none. */
            if (kept != i)
                a->applications[kept] = a->applications[i];
            kept++;
            status = GH_OK;
        }
    }
    *count = kept;
    return status;
}

enum gh_status agent_count_applications(struct agent *a)
{
    uint64_t total = 0, last = 0;
    size_t count;
    if (!a->journal)
        return GH_NOT_FOUND;
    if (!a->replica || a->exchanges[AGENT_APPLY].running)
        return GH_OK; /* later: what is under way stands in the page */
    do {
        enum gh_status status = next_page(a, last, &count, &last);
        if (status)
            return status;
        total += count;
    } while (last);
    a->state.applications = total;
    return GH_OK;
}

static enum gh_status first_waiting(struct agent *a, size_t *count)
{
    uint64_t last = 0;
    enum gh_status status;
    do {
        status = next_page(a, last, count, &last);
    } while (!status && *count == 0 && last);
    return status;
}

void agent_apply_start(struct agent *a)
{
    size_t count = 0, len = 0;
    enum gh_status status = first_waiting(a, &count);
    for (size_t i = 0; i < count && !status; i++) {
        char *line = a->body + len;
        status = walk_up_encode(&a->applications[i], line, WIRE_LINE_MAX + 1);
        if (status)
            break;
        size_t n = strlen(line);
        line[n] = '\n';
        len += n + 1;
    }
    a->application_count = count;
    if (!status && count == 0) {
        a->state.applications = 0;
        return;
    }
    if (!status)
        status =
            agent_send(a, AGENT_APPLY, "POST", "/device/applications", "application/x-ndjson", BYTES(a->body, len));
    if (status)
        agent_failed(a, AGENT_APPLY, sync_problem_of_status(status), 0);
}

static const struct walk_up *find_sent(const struct agent *a, const json_t *settled)
{
    struct uuid id;
    const char *text = json_string_value(json_object_get(settled, "id"));
    if (!text || uuid_parse(bytes_of_string(text), &id))
        return NULL;
    for (size_t i = 0; i < a->application_count; i++)
        if (uuid_equal(&a->applications[i].id, &id))
            return &a->applications[i];
    return NULL;
}

static enum walk_up_reason reason_of(const json_t *settled)
{
    const char *text = json_string_value(json_object_get(settled, "reason"));
    return walk_up_reason_from_name(bytes_of_string(text ? text : ""));
}

/* *moved: how many of those that were sent are settled. */
static enum gh_status settle(struct agent *a, const json_t *list, size_t *moved)
{
    const json_t *one;
    size_t i;
    *moved = 0;
    json_array_foreach(list, i, one)
    {
        const struct walk_up *sent = find_sent(a, one);
        if (!sent)
            return GH_MALFORMED; /* what was never sent can't be settled */
        struct wire_walk_up row = {.id = sent->id, .reason = reason_of(one), .at = agent_wall(a)};
        row.state = row.reason ? WALK_UP_REFUSED : WALK_UP_RECEIVED;
        enum gh_status status = replica_settle_walk_up(a->replica, &row);
        if (status)
            return status;
        (*moved)++;
    }
    return GH_OK;
}

void agent_apply_done(struct agent *a, const struct agent_outcome *outcome)
{
    const struct agent_exchange *x = &a->exchanges[AGENT_APPLY];
    json_t *json = agent_answer_json(x);
    const json_t *list = json_object_get(json, "settled");
    size_t moved = 0;
    if (!outcome->is_json || !json_is_array(list)) {
        json_decref(json);
        agent_failed(a, AGENT_APPLY, outcome->is_json ? SYNC_BAD_ANSWER : SYNC_NOT_OURS, 0);
        return;
    }
    enum gh_status status = settle(a, list, &moved);
    json_decref(json);
    if (status) {
        agent_failed(a, AGENT_APPLY, sync_problem_of_status(status), 0);
        return;
    }
    /* An answer that moves nothing must not become a storm of requests. */
    agent_succeeded(a, AGENT_APPLY, moved ? 0 : agent_now(a) + 30 * AGENT_SECOND_NS);
}

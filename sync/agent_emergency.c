/* Up: who was let in before an approval. Each goes by itself, with its picture, and only when its application is with
 * the server. */
#include <stdio.h>
#include <stdlib.h>

#include "sync/agent_internal.h"

static bool is_with_server(const struct agent *a, const struct journal_emergency *e, enum gh_status *status)
{
    struct wire_walk_up row;
    *status = replica_find_walk_up(a->replica, &e->walk_up, &row);
    return *status == GH_OK && row.emergency != EMERGENCY_NONE;
}

/* One whose application is not there yet must not hold up those behind it. */
static enum gh_status find_next(const struct agent *a, struct journal_emergency *out)
{
    struct journal_emergency e = {0};
    for (;;) {
        enum gh_status status = journal_next_emergency(a->journal, e.number, &e);
        if (status)
            return status;
        bool known = is_with_server(a, &e, &status);
        if (status == GH_NOT_FOUND || known)
            continue;
        if (!status)
            *out = e;
        return status;
    }
}

enum gh_status agent_look_for_emergencies(struct agent *a)
{
    struct journal_emergency next = {0};
    if (!a->journal)
        return GH_NOT_FOUND;
    if (!a->replica || a->exchanges[AGENT_EMERGENCY].running)
        return GH_OK; /* later */
    enum gh_status status = find_next(a, &next);
    if (status && status != GH_NOT_FOUND)
        return status;
    a->emergency = next;
    a->state.emergencies = next.number != 0;
    return GH_OK;
}

void agent_emergency_start(struct agent *a)
{
    char id[UUID_TEXT_SIZE], target[64];
    uint8_t *box = NULL;
    size_t len = 0;
    uuid_format(&a->emergency.entry, id);
    (void)snprintf(target, sizeof target, "/device/emergencies/%s", id);
    enum gh_status status = journal_emergency_box(a->journal, &a->emergency.entry, &box, &len);
    if (status == GH_NOT_FOUND) {
        a->state.emergencies = false; /* the kiosk has just settled it */
        return;
    }
    if (!status)
        status = agent_send(a, AGENT_EMERGENCY, "POST", target, "application/octet-stream", BYTES(box, len));
    free(box);
    if (status)
        agent_failed(a, AGENT_EMERGENCY, sync_problem_of_status(status), 0);
}

void agent_emergency_done(struct agent *a, const struct agent_outcome *outcome)
{
    const struct agent_exchange *x = &a->exchanges[AGENT_EMERGENCY];
    json_t *json = agent_answer_json(x);
    /* Kept aside is with the server, too. */
    bool told = outcome->is_json && json_is_boolean(json_object_get(json, "taken"));
    json_decref(json);
    if (!told) {
        agent_failed(a, AGENT_EMERGENCY, outcome->is_json ? SYNC_BAD_ANSWER : SYNC_NOT_OURS, 0);
        return;
    }
    enum gh_status status = replica_settle_emergency(a->replica, &a->emergency.walk_up);
    if (status)
        agent_failed(a, AGENT_EMERGENCY, sync_problem_of_status(status), 0);
    else
        agent_succeeded(a, AGENT_EMERGENCY, 0);
}

/* Up: pictures of vehicles (wire/car_picture.h). Each goes by itself, and only when its entry is with the server. */
#include <stdio.h>
#include <stdlib.h>

#include "sync/agent_internal.h"

static enum gh_status find_next(const struct agent *a, struct journal_evidence *out)
{
    struct journal_evidence e = {0};
    for (;;) {
        bool settled = false;
        enum gh_status status = journal_next_evidence(a->journal, e.number, &e);
        if (!status)
            status = replica_evidence_is_settled(a->replica, &e.entry, &settled);
        if (status)
            return status;
        if (settled || e.entry_number > a->state.acknowledged)
            continue;
        *out = e;
        return GH_OK;
    }
}

/* What the kiosk has dropped need not be remembered. */
static enum gh_status forget(const struct agent *a)
{
    struct journal_evidence any;
    enum gh_status status = journal_next_evidence(a->journal, 0, &any);
    return status == GH_NOT_FOUND ? replica_forget_settled_evidence(a->replica) : status;
}

enum gh_status agent_look_for_evidence(struct agent *a)
{
    struct journal_evidence next = {0};
    if (!a->journal)
        return GH_NOT_FOUND;
    if (!a->replica || a->exchanges[AGENT_EVIDENCE].running)
        return GH_OK; /* later */
    enum gh_status status = find_next(a, &next);
    if (status && status != GH_NOT_FOUND)
        return status;
    bool waited = a->state.evidence;
    a->evidence = next;
    a->state.evidence = next.number != 0;
    return waited && !a->state.evidence ? forget(a) : GH_OK;
}

void agent_evidence_start(struct agent *a)
{
    char id[UUID_TEXT_SIZE], target[64];
    uint8_t *box = NULL;
    size_t len = 0;
    uuid_format(&a->evidence.entry, id);
    (void)snprintf(target, sizeof target, "/device/evidence/%s", id);
    enum gh_status status = journal_evidence_box(a->journal, &a->evidence.entry, &box, &len);
    if (status == GH_NOT_FOUND) {
        a->state.evidence = false; /* its time is over */
        return;
    }
    if (!status)
        status = agent_send(a, AGENT_EVIDENCE, "POST", target, "application/octet-stream", BYTES(box, len));
    free(box);
    if (status)
        agent_failed(a, AGENT_EVIDENCE, sync_problem_of_status(status), 0);
}

void agent_evidence_done(struct agent *a, const struct agent_outcome *outcome)
{
    const struct agent_exchange *x = &a->exchanges[AGENT_EVIDENCE];
    json_t *json = agent_answer_json(x);
    /* Refused for good is settled, too. */
    bool told = outcome->is_json && json_is_boolean(json_object_get(json, "taken"));
    json_decref(json);
    if (!told) {
        agent_failed(a, AGENT_EVIDENCE, outcome->is_json ? SYNC_BAD_ANSWER : SYNC_NOT_OURS, 0);
        return;
    }
    enum gh_status status = replica_settle_evidence(a->replica, &a->evidence.entry);
    if (status)
        agent_failed(a, AGENT_EVIDENCE, sync_problem_of_status(status), 0);
    else
        agent_succeeded(a, AGENT_EVIDENCE, 0);
}

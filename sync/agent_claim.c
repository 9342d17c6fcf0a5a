/* Asks the server for a single-use pass while a visitor waits. The first of two gates gets it. Without an answer the
 * booth decides alone, as it does offline. */
#include <stdio.h>
#include <string.h>

#include "sync/agent_internal.h"

static void tell(struct agent *a, const struct sync_claim *claim)
{
    if (a->options.ops.claimed && !uuid_is_nil(&claim->pass))
        a->options.ops.claimed(a->options.ops.context, claim);
}

bool agent_claim_waits(const struct agent *a, enum agent_slot slot)
{
    (void)a;
    (void)slot;
    return false; /* it begins when somebody asks */
}

void agent_claim_start(struct agent *a, enum agent_slot slot)
{
    (void)a;
    (void)slot;
}

static bool is_out_of_reach(const struct agent *a)
{
    return a->revoked || a->state.problem != SYNC_NO_PROBLEM || !a->state.contact_ns;
}

void agent_claim(struct agent *a, const struct uuid *pass, bool release)
{
    struct agent_exchange *x = &a->exchanges[AGENT_CLAIM];
    char id[UUID_TEXT_SIZE], body[96];
    if (x->running)
        a->options.ops.cancel(a->options.ops.context, AGENT_CLAIM);
    x->running = false;
    a->claimed = release ? (struct uuid){{0}} : *pass;
    uuid_format(pass, id);
    int len = snprintf(body, sizeof body, "{\"pass\":\"%s\"%s}", id, release ? ",\"release\":true" : "");
    if (is_out_of_reach(a) ||
        agent_send(a, AGENT_CLAIM, "POST", "/device/claims", "application/json", BYTES(body, (size_t)len)))
        tell(a, &(struct sync_claim){.pass = a->claimed});
}

/* Reads a good answer. One that is not of its form leaves the outcome unknown. */
static void read_answer(const struct agent_exchange *x, struct sync_claim *out)
{
    json_t *json = agent_answer_json(x);
    const char *outcome = "";
    json_int_t gate = 0, at = 0;
    if (!json || json_unpack(json, "{s:s, s?I, s?I}", "outcome", &outcome, "gate", &gate, "at", &at) != 0)
        outcome = "";
    bool held = strcmp(outcome, "held") == 0 && gate >= 0 && gate < GATE_COUNT && at > 0;
    out->outcome = strcmp(outcome, "granted") == 0 ? SYNC_CLAIM_GRANTED : held ? SYNC_CLAIM_HELD : SYNC_CLAIM_UNKNOWN;
    if (held) {
        out->gate = (uint8_t)gate;
        out->at = at;
    }
    json_decref(json);
}

void agent_claim_done(struct agent *a, enum agent_slot slot, const struct agent_outcome *outcome)
{
    struct agent_exchange *x = &a->exchanges[slot];
    struct sync_claim claim = {.pass = a->claimed};
    x->running = false;
    if (!outcome->network && outcome->status == 200 && outcome->is_json && agent_is_attested(a, slot, outcome))
        read_answer(x, &claim);
    tell(a, &claim);
}

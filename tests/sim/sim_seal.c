/* The seals of answers, and somebody between booth and server who ends TLS: everything else is in its hands. */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim.h"

static struct attester server_attester(const struct sim *sim)
{
    const struct sim_server *s = &sim->server;
    struct attester a = {.signed_len = s->signed_len, .device = sim->identity.device};
    memcpy(a.kid, s->kid, KID_LEN);
    memcpy(a.secret_key, s->sign_secret, SECRET_KEY_LEN);
    memcpy(a.signed_set, s->signed_set, s->signed_len);
    return a;
}

/* A few lines. */
static size_t piece_of(struct sim *sim, struct bytes lines)
{
    size_t len = 0;
    for (uint32_t n = 1 + sim_random(sim, 4); n > 0 && len < lines.len; n--) {
        const uint8_t *end = memchr(lines.data + len, '\n', lines.len - len);
        len = end ? (size_t)(end - lines.data) + 1 : lines.len;
    }
    return len;
}

static void seal_stream(struct sim *sim, const struct attester *by, const struct sim_exchange *x)
{
    unsigned long long since = 0;
    char *out = malloc(SIM_BODY_MAX);
    struct bytes lines = BYTES(sim->answer, sim->answer_len);
    if (!out || sscanf(x->target, "/device/changes?since=%llu", &since) != 1)
        sim_fail(sim, "a stream is sealed");
    size_t len = out ? attester_keys_line(by, out) : 0;
    for (uint64_t number = 0; out && lines.len > 0; number++) {
        size_t n = piece_of(sim, lines);
        if (len + n + ATTEST_TEXT_MAX + 8 > SIM_BODY_MAX) {
            sim_fail(sim, "a stream has room");
            break;
        }
        len += attester_piece(by, x->nonce, number, since, sim->server.position, sim->server.lineage,
                              BYTES(lines.data, n), out + len);
        lines = BYTES(lines.data + n, lines.len - n);
    }
    memcpy(sim->answer, out ? out : "", len);
    sim->answer_len = len;
    free(out);
}

static void seal(struct sim *sim, const struct attester *by, const struct sim_exchange *x,
                 struct agent_outcome *outcome)
{
    if (outcome->is_lines) {
        seal_stream(sim, by, x);
        return;
    }
    attester_seal(by, x->nonce, outcome->status, BYTES(sim->answer, sim->answer_len), sim->seal, sim->keys);
    outcome->seal = bytes_of_string(sim->seal);
    outcome->keys = bytes_of_string(sim->keys);
}

/* ---- Somebody in between ---- */

static void say(struct sim *sim, struct agent_outcome *outcome, int status, const char *body)
{
    *outcome = (struct agent_outcome){.status = status, .is_json = true, .time = outcome->time};
    sim->answer_len = (size_t)snprintf(sim->answer, SIM_BODY_MAX, "%s", body);
}

/* Takes a line out of the middle of a stream. */
static void drop_line(struct sim *sim)
{
    uint8_t *from = memchr(sim->answer, '\n', sim->answer_len);
    uint8_t *all_end = (uint8_t *)sim->answer + sim->answer_len;
    for (uint32_t skip = 1 + sim_random(sim, 4); from && skip > 0; skip--) {
        uint8_t *next = memchr(from + 1, '\n', (size_t)(all_end - from - 1));
        if (!next || next + 1 >= all_end)
            return; /* the last line is the end */
        if (skip == 1) {
            memmove(from + 1, next + 1, (size_t)(all_end - next - 1));
            sim->answer_len -= (size_t)(next - from);
            return;
        }
        from = next;
    }
}

static void alter(struct sim *sim, enum agent_slot slot, struct agent_outcome *outcome)
{
    if (sim_random(sim, 3) == 0)
        say(sim, outcome, 403, "{\"code\":\"revoked\"}");
    else if (slot == AGENT_PULL && outcome->is_lines)
        drop_line(sim);
    else if (slot == AGENT_PUSH)
        say(sim, outcome, 200, "{\"acknowledged\":1,\"aside\":[],\"gap\":false,\"forked\":true}");
    else
        say(sim, outcome, 200, "{\"taken\":true}");
}

/* What it can't do is sign. With the defect its word counts as the server's. */
void link_seal(struct sim *sim, enum agent_slot slot, const struct sim_exchange *x, struct agent_outcome *outcome)
{
    struct attester by = server_attester(sim);
    const bool altered = x->fault == FAULT_ALTERED;
    if (altered)
        alter(sim, slot, outcome);
    if (altered && sim->mutant != MUTANT_UNVERIFIED) {
        if (sim_random(sim, 4) == 0)
            return; /* nothing is signed */
        by.secret_key[sim_random(sim, 32)] ^= 1;
    }
    seal(sim, &by, x, outcome);
    /* A byte of what the server did sign. */
    if (altered && sim->mutant != MUTANT_UNVERIFIED && sim->answer_len > 0)
        sim->answer[sim_random(sim, (uint32_t)sim->answer_len)] ^= 1;
}

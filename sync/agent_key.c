/* The booth's own key and its successor. The successor lies on disk before the server hears of it, and both stay until
 * the server's word has come: a booth that stops between, or loses the answer, asks again with either of them. */
#include <jansson.h>
#include <sodium.h>
#include <string.h>

#include "sync/agent_internal.h"
#include "wire/device_key.h"

void agent_rotate_key(struct agent *a)
{
    a->key_wanted = a->options.ops.keep_key != NULL;
    backoff_reset(&a->exchanges[AGENT_KEY].backoff);
    a->exchanges[AGENT_KEY].due_ns = 0;
}

bool agent_key_waits(const struct agent *a, enum agent_slot slot)
{
    (void)slot;
    return a->options.ops.keep_key && a->replica && (a->key_wanted || a->options.identity.has_next);
}

static enum gh_status make_next(struct agent *a)
{
    struct agent_identity *who = &a->options.identity;
    uint8_t seed[crypto_sign_SEEDBYTES], public_key[PUBLIC_KEY_LEN];
    if (who->has_next)
        return GH_OK;
    os_random_fill(&a->options.random, seed, sizeof seed);
    (void)crypto_sign_seed_keypair(public_key, who->next_key, seed);
    sodium_memzero(seed, sizeof seed);
    enum gh_status status = a->options.ops.keep_key(a->options.ops.context, who->next_key, false);
    who->has_next = status == GH_OK;
    return status;
}

static enum gh_status write_body(const struct agent_identity *who, char *out, size_t size, size_t *len)
{
    struct device_key_change change = {.device = who->device};
    uint8_t proof[DEVICE_KEY_PROOF_LEN];
    char key[2 * PUBLIC_KEY_LEN + 1], proved[2 * DEVICE_KEY_PROOF_LEN + 1];
    (void)crypto_sign_ed25519_sk_to_pk(change.from, who->secret_key);
    (void)crypto_sign_ed25519_sk_to_pk(change.to, who->next_key);
    device_key_prove(&change, who->next_key, proof);
    hex_encode(BYTES(change.to, PUBLIC_KEY_LEN), key);
    hex_encode(BYTES(proof, sizeof proof), proved);
    json_t *json = json_pack("{s:s, s:s}", "public_key", key, "proof", proved);
    *len = json ? json_dumpb(json, out, size, JSON_COMPACT) : 0;
    json_decref(json);
    return *len == 0 || *len > size ? GH_NO_MEMORY : GH_OK;
}

void agent_key_start(struct agent *a, enum agent_slot slot)
{
    char body[512];
    size_t len = 0;
    enum gh_status status = make_next(a);
    if (!status)
        status = write_body(&a->options.identity, body, sizeof body, &len);
    if (!status)
        status = agent_send(a, slot, "POST", "/device/key", "application/json", BYTES(body, len));
    if (status)
        agent_key_failed(a, slot, sync_problem_of_status(status), 0);
}

void agent_key_done(struct agent *a, enum agent_slot slot, const struct agent_outcome *outcome)
{
    struct agent_identity *who = &a->options.identity;
    (void)outcome;
    enum gh_status status = a->options.ops.keep_key(a->options.ops.context, who->next_key, true);
    if (status) {
        agent_key_failed(a, slot, sync_problem_of_status(status), 0);
        return;
    }
    memcpy(who->secret_key, who->next_key, sizeof who->secret_key);
    sodium_memzero(who->next_key, sizeof who->next_key);
    who->has_next = a->key_wanted = a->key_by_next = false;
    agent_succeeded(a, slot, agent_now_ns(a));
    /* The server has refused what was signed with the key before: ask again at once. */
    for (int other = 0; other < AGENT_SLOTS; other++)
        if (a->problems[other] == SYNC_REFUSED) {
            backoff_reset(&a->exchanges[other].backoff);
            a->exchanges[other].due_ns = 0;
        }
}

void agent_key_failed(struct agent *a, enum agent_slot slot, enum sync_problem problem, int64_t retry_after_s)
{
    agent_failed(a, slot, problem, retry_after_s);
    if (problem == SYNC_REFUSED) /* the server may have the new one already: its answer was lost */
        a->key_by_next = !a->key_by_next;
    agent_relieve(a, slot); /* no trouble of the gate's: the key before goes on */
}

/* Whether an answer is the server's: the booth acts on nothing else. */
#include <string.h>

#include "sync/agent_internal.h"

enum gh_status agent_read_keys(const struct agent *a, struct bytes text, struct keyset *out)
{
    uint8_t held[KEYSET_BYTES_MAX];
    struct writer w = writer_over(held, sizeof held);
    enum gh_status status = a->replica ? replica_signed_keyset(a->replica, &w) : GH_NOT_FOUND;
    if (status && status != GH_NOT_FOUND)
        return status;
    return attest_keys_read(text, a->options.identity.root_public, writer_bytes(&w), out);
}

bool agent_is_attested(const struct agent *a, enum agent_slot slot, const struct agent_outcome *outcome)
{
    const struct agent_exchange *x = &a->exchanges[slot];
    struct keyset keys;
    struct attest_claims claims;
    if (agent_read_keys(a, outcome->keys, &keys) || attest_verify(outcome->seal, &keys, &claims))
        return false;
    return attest_fits_answer(&claims, &a->options.identity.device, x->nonce, outcome->status,
                              BYTES(x->answer, x->answer_len));
}

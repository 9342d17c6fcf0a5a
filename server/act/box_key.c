/* Tries the sealing keys, newest first: there are a few, and a box is small. */
#include "act/box_key.h"

#include <sodium.h>
#include <string.h>

#include "wire/seal.h"

static bool fits(const struct sealing_key *key, struct bytes sealed)
{
    uint8_t *opened = NULL;
    size_t len = 0;
    if (seal_open(sealed, key->public_key, key->secret_key, &opened, &len))
        return false;
    seal_wipe(opened, len);
    return true;
}

enum gh_status box_key_of(const struct act_context *c, struct bytes sealed, struct sealing_key *out)
{
    struct sealing_key keys[SEALING_KEYS_MAX];
    size_t count = 0;
    enum gh_status status = c->issuer ? issuer_sealing(c->issuer, keys, &count) : GH_OK;
    if (status)
        return status;
    memset(out, 0, sizeof *out);
    memcpy(out->public_key, c->vault->sealing_public, sizeof out->public_key);
    memcpy(out->secret_key, c->vault->sealing_secret, sizeof out->secret_key);
    for (size_t i = 0; i < count; i++)
        if (fits(&keys[i], sealed)) {
            *out = keys[i];
            break;
        }
    sodium_memzero(keys, sizeof keys);
    return GH_OK;
}

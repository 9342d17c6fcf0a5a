#include "wire/walk_up.h"

#include <string.h>

enum gh_status walk_up_seal(struct bytes plain, const uint8_t key[static SEALING_KEY_LEN], uint8_t **out,
                            size_t *out_len)
{
    uint8_t padding[WALK_UP_PAD];
    if (plain.len > WALK_UP_PLAIN_MAX)
        return GH_TOO_LONG;
    size_t len = (plain.len + WALK_UP_PAD - 1) / WALK_UP_PAD * WALK_UP_PAD;
    memset(padding, ' ', sizeof padding);
    return seal_bytes(plain, BYTES(padding, len - plain.len), key, out, out_len);
}

enum gh_status walk_up_open(struct bytes sealed, const uint8_t public_key[static SEALING_KEY_LEN],
                            const uint8_t secret_key[static SEALING_KEY_LEN], uint8_t **plain, size_t *plain_len)
{
    if (sealed.len <= SEAL_BYTES || sealed.len > WALK_UP_SEALED_MAX || (sealed.len - SEAL_BYTES) % WALK_UP_PAD != 0)
        return GH_MALFORMED;
    return seal_open(sealed, public_key, secret_key, plain, plain_len);
}

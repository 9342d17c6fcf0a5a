/* How a booth proves that it holds the key that is to replace its own: the new key signs both keys and the booth's id
 * (docs/sync-protocol.md#another-key). The request itself is signed by the old key, so that both have agreed. */
#ifndef GH_WIRE_DEVICE_KEY_H
#define GH_WIRE_DEVICE_KEY_H

#include "base/bytes.h"
#include "base/uuid.h"
#include "token/keyset.h"

#define DEVICE_KEY_PROOF_LEN 64

struct device_key_change {
    struct uuid device;
    uint8_t from[PUBLIC_KEY_LEN], to[PUBLIC_KEY_LEN];
};

/* Signs with the secret key of `to` (Ed25519). */
void device_key_prove(const struct device_key_change *change, const uint8_t secret[static SECRET_KEY_LEN],
                      uint8_t proof[static DEVICE_KEY_PROOF_LEN]);
bool device_key_proved(const struct device_key_change *change, const uint8_t proof[static DEVICE_KEY_PROOF_LEN]);

#endif

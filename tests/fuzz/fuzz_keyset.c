/* links: gh_token gh_base */
/* Key sets signed by the right root over fuzzed payloads, and fuzzed messages as they are: the first byte chooses. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "token/cose.h"
#include "token/keyset.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uint8_t seed[crypto_sign_SEEDBYTES] = {1};
    uint8_t root_public[PUBLIC_KEY_LEN], root_secret[SECRET_KEY_LEN], kid[KID_LEN], buffer[KEYSET_BYTES_MAX];
    struct keyset set;
    if (sodium_init() < 0 || size == 0 || crypto_sign_seed_keypair(root_public, root_secret, seed) != 0)
        return 0;
    kid_of_public_key(root_public, kid);
    struct bytes message = BYTES(data + 1, size - 1);
    if (data[0] & 1) {
        struct writer w = writer_over(buffer, sizeof buffer);
        if (cose_sign1_sign(message, kid, root_secret, &w) != GH_OK)
            return 0;
        message = writer_bytes(&w);
    }
    if (keyset_verify(message, root_public, 0, &set) == GH_OK) {
        uint8_t again[KEYSET_BYTES_MAX];
        struct writer w = writer_over(again, sizeof again);
        struct keyset back;
        /* What was skipped is lost, and keys may have stood in another order. */
        if (keyset_sign(&set, root_secret, &w) != GH_OK ||
            keyset_verify(writer_bytes(&w), root_public, set.epoch, &back) != GH_OK || back.skipped != 0 ||
            back.epoch != set.epoch || back.count != set.count || back.has_sealing != set.has_sealing ||
            memcmp(back.keys, set.keys, set.count * sizeof set.keys[0]) != 0)
            abort();
    }
    return 0;
}

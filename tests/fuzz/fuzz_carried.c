/* links: gh_token gh_base */
/* The seal under a carried file: fuzzed text as it is, and fuzzed payloads under a good signature. The first byte
 * chooses. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "token/carried.h"
#include "token/cose.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uint8_t seed[crypto_sign_SEEDBYTES] = {2};
    struct keyset keys = {.epoch = 1, .count = 1};
    uint8_t secret[SECRET_KEY_LEN], message[CARRIED_BYTES_MAX];
    char text[CARRIED_TEXT_MAX], again[CARRIED_TEXT_MAX];
    struct carried_claims claims;
    if (sodium_init() < 0 || size == 0 || crypto_sign_seed_keypair(keys.keys[0].public_key, secret, seed) != 0)
        return 0;
    kid_of_public_key(keys.keys[0].public_key, keys.keys[0].kid);
    struct bytes input = BYTES(data + 1, size - 1);
    if (data[0] & 1) {
        struct writer w = writer_over(message, sizeof message);
        if (cose_sign1_sign(input, keys.keys[0].kid, secret, &w))
            return 0;
        memcpy(text, CARRIED_MARK, sizeof CARRIED_MARK);
        (void)sodium_bin2base64(text + strlen(CARRIED_MARK), sizeof text - strlen(CARRIED_MARK), w.data, w.len,
                                sodium_base64_VARIANT_URLSAFE_NO_PADDING);
        input = bytes_of_string(text);
    }
    if (carried_verify(input, &keys, &claims) == GH_OK &&
        (carried_sign(&claims, keys.keys[0].kid, secret, again) || strlen(again) != input.len))
        abort();
    return 0;
}

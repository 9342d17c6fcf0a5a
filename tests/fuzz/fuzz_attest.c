/* links: gh_token gh_base */
/* What the server attests: fuzzed text as it is, and fuzzed payloads under a good signature. The first byte chooses. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "token/attest.h"
#include "token/cose.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uint8_t seed[crypto_sign_SEEDBYTES] = {2};
    struct keyset keys = {.epoch = 1, .count = 1}, read;
    uint8_t secret[SECRET_KEY_LEN], message[ATTEST_BYTES_MAX];
    char text[ATTEST_TEXT_MAX], again[ATTEST_TEXT_MAX];
    struct attest_claims claims;
    if (sodium_init() < 0 || size == 0 || crypto_sign_seed_keypair(keys.keys[0].public_key, secret, seed) != 0)
        return 0;
    kid_of_public_key(keys.keys[0].public_key, keys.keys[0].kid);
    struct bytes input = BYTES(data + 1, size - 1);
    if (data[0] & 1) {
        struct writer w = writer_over(message, sizeof message);
        if (cose_sign1_sign(input, keys.keys[0].kid, secret, &w))
            return 0;
        (void)sodium_bin2base64(text, sizeof text, w.data, w.len, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
        input = bytes_of_string(text);
    }
    /* One text for each set of claims. */
    if (attest_verify(input, &keys, &claims) == GH_OK &&
        (attest_sign(&claims, keys.keys[0].kid, secret, again) || !bytes_equal(bytes_of_string(again), input)))
        abort();
    if (attest_keys_read(input, keys.keys[0].public_key, BYTES(NULL, 0), &read) == GH_OK && read.count == 0)
        abort();
    return 0;
}

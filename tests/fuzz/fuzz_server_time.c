/* links: gh_token gh_base */
/* The server's signed time: fuzzed text as it is, and fuzzed payloads under a good signature. The first byte chooses.
 */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "token/cose.h"
#include "token/server_time.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uint8_t seed[crypto_sign_SEEDBYTES] = {2}, nonce[SERVER_TIME_NONCE_LEN] = {3};
    struct keyset keys = {.epoch = 1, .count = 1};
    uint8_t secret[SECRET_KEY_LEN], message[SERVER_TIME_BYTES_MAX];
    char text[SERVER_TIME_TEXT_MAX], again[SERVER_TIME_TEXT_MAX];
    tick at;
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
    if (server_time_verify(input, &keys, nonce, &at) == GH_OK &&
        (server_time_sign(at, nonce, keys.keys[0].kid, secret, again) || strlen(again) != input.len))
        abort();
    return 0;
}

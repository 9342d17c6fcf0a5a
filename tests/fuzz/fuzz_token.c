/* links: gh_token gh_base */
/* A parsed token has exactly one text, and no input verifies under a key that signed nothing. The first byte chooses
 * whether the rest is the code's text or the COSE bytes behind it. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/base45.h"
#include "token/token.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(struct bytes text)
{
    struct token token;
    struct claims claims;
    struct keyset keys = {.epoch = 1, .count = 1};
    if (token_parse(text, &token) == GH_OK) {
        char again[TOKEN_TEXT_MAX + 1] = TOKEN_PREFIX;
        if (base45_encode(BYTES(token.raw, token.raw_len), again + 4, sizeof again - 4) != GH_OK ||
            !bytes_equal(bytes_of_string(again), text))
            abort();
        memcpy(keys.keys[0].kid, token.kid, KID_LEN);
        keys.keys[0].not_after = INT64_MAX;
        memset(keys.keys[0].public_key, 0x5a, PUBLIC_KEY_LEN);
    }
    if (token_verify(text, &keys, &claims) == TOKEN_VERIFIED)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (sodium_init() < 0 || size == 0)
        return 0;
    if (data[0] & 1) {
        char text[TOKEN_TEXT_MAX * 2] = TOKEN_PREFIX;
        if (base45_encode(BYTES(data + 1, size - 1), text + 4, sizeof text - 4) == GH_OK)
            check(bytes_of_string(text));
    } else {
        check(BYTES(data + 1, size - 1));
    }
    return 0;
}

/* links: gh_auth gh_vault gh_db gh_json gh_os gh_base PkgConfig::SODIUM */
/* Tokens of the university's portal: any text, with a right signature behind it where it has two parts. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "auth/portal_token.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uint8_t key[PORTAL_KEY_LEN] = {7};
    uint8_t text[PORTAL_TOKEN_MAX + 64], mac[crypto_auth_hmacsha256_BYTES];
    struct portal_claims out;
    struct uuid id;
    if (portal_token_key(BYTES(data, size), &id) && size > PORTAL_TOKEN_MAX)
        return 0;
    (void)portal_token_read(BYTES(data, size), PORTAL_EDDSA, key, "a", 0, &out);
    if (size == 0 || size > PORTAL_TOKEN_MAX - 64)
        return 0;
    memcpy(text, data, size);
    (void)crypto_auth_hmacsha256(mac, text, size, key);
    text[size] = '.';
    (void)sodium_bin2base64((char *)text + size + 1, 63, mac, sizeof mac, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    if (!portal_token_read(BYTES(text, size + 1 + strlen((char *)text + size + 1)), PORTAL_HS256, key, "a", 0, &out) &&
        (!out.subject[0] || !out.id[0]))
        abort();
    return 0;
}

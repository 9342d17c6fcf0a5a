/* links: gh_wecom gh_base PkgConfig::GNUTLS */
/* The envelope of WeCom's callbacks behind its signature, which the target makes itself: whatever is encrypted, nothing
 * is opened that is not for this receiver, and the message ends within its room. */
#include <gnutls/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "wecom/envelope.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Signs with the token "", timestamp "1" and nonce "2": in the order of the bytes the ciphertext comes first or last.
 */
static bool sign(struct bytes encrypted, char out[static 41])
{
    static const char digits[] = "12t";
    uint8_t digest[20];
    gnutls_hash_hd_t hash;
    size_t before = 0;
    const uint8_t first = encrypted.len ? encrypted.data[0] : 0;
    while (before < 3 && (uint8_t)digits[before] < first)
        before++;
    if (before < 3 && (uint8_t)digits[before] == first)
        before += encrypted.len > 1;
    if (gnutls_hash_init(&hash, GNUTLS_DIG_SHA1) != 0)
        return false;
    bool good = before == 0 || gnutls_hash(hash, digits, before) == 0;
    good &= encrypted.len == 0 || gnutls_hash(hash, encrypted.data, encrypted.len) == 0;
    good &= before == 3 || gnutls_hash(hash, digits + before, 3 - before) == 0;
    gnutls_hash_deinit(hash, digest);
    hex_encode(BYTES(digest, sizeof digest), out);
    return good;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct wecom_envelope e = {.token = "t", .receiver = "wx5823bf96d3bd56c7"};
    char signature[41], out[512];
    size_t len = 0;
    const struct bytes encrypted = BYTES(data, size);
    if (wecom_key_read("jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C", e.key) || !sign(encrypted, signature))
        abort();
    const struct wecom_sealed sealed = {.signature = signature, .timestamp = "1", .nonce = "2", .encrypted = encrypted};
    enum gh_status status = wecom_envelope_open(&e, &sealed, out, sizeof out, &len);
    if (status == GH_BAD_SIGNATURE || (!status && (len >= sizeof out || out[len])))
        abort();
    return 0;
}

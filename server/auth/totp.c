/* Computes and compares one-time codes with GnuTLS's HMAC. */
#include "auth/totp.h"

#include <gnutls/crypto.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/secret.h"

#define SHA1_LEN 20

void totp_code(const uint8_t secret[static TOTP_SECRET_LEN], int64_t step, char out[static TOTP_DIGITS + 1])
{
    uint8_t counter[8], mac[SHA1_LEN];
    struct writer w = writer_over(counter, sizeof counter);
    writer_put_uint(&w, 8, (uint64_t)step);
    /* Fails only if the library lacks SHA-1. Abort, since no code may match then. */
    if (gnutls_hmac_fast(GNUTLS_MAC_SHA1, secret, TOTP_SECRET_LEN, counter, sizeof counter, mac) != 0)
        abort();
    unsigned at = mac[SHA1_LEN - 1] & 15;
    uint32_t value =
        ((uint32_t)(mac[at] & 0x7f) << 24 | (uint32_t)mac[at + 1] << 16 | (uint32_t)mac[at + 2] << 8 | mac[at + 3]) %
        1000000;
    (void)snprintf(out, TOTP_DIGITS + 1, "%06u", (unsigned)value);
}

enum gh_status totp_check(const uint8_t secret[static TOTP_SECRET_LEN], struct bytes typed, tick now, int64_t last_step,
                          int64_t *step)
{
    int64_t current = now / TOTP_STEP;
    if (typed.len != TOTP_DIGITS)
        return GH_DENIED;
    for (int64_t s = current - TOTP_WINDOW; s <= current + TOTP_WINDOW; s++) {
        char code[TOTP_DIGITS + 1];
        SECRET_UNTIL_END(code);
        totp_code(secret, s, code);
        if (s > last_step && sodium_memcmp(code, typed.data, TOTP_DIGITS) == 0) {
            *step = s;
            return GH_OK;
        }
    }
    return GH_DENIED;
}

void totp_base32(const uint8_t secret[static TOTP_SECRET_LEN], char out[static TOTP_BASE32_SIZE])
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    unsigned bits = 0, held = 0;
    size_t n = 0;
    for (size_t i = 0; i < TOTP_SECRET_LEN; i++) {
        bits = bits << 8 | secret[i];
        for (held += 8; held >= 5; held -= 5)
            out[n++] = letters[bits >> (held - 5) & 31];
    }
    out[n] = 0;
}

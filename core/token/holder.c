#include "token/holder.h"

#include <sodium.h>
#include <string.h>

enum gh_status holder_tail_normalise(struct bytes typed, char tail[static HOLDER_TAIL_LEN + 1])
{
    char normal[HOLDER_TAIL_LEN + 1] = {0};
    if (typed.len != HOLDER_TAIL_LEN)
        return GH_MALFORMED;
    for (size_t i = 0; i < HOLDER_TAIL_LEN; i++) {
        uint8_t c = typed.data[i];
        if (c >= 'a' && c <= 'z')
            c = (uint8_t)(c - 'a' + 'A');
        if (!(c >= '0' && c <= '9') && !(c >= 'A' && c <= 'Z'))
            return GH_MALFORMED;
        normal[i] = (char)c;
    }
    memcpy(tail, normal, sizeof normal);
    sodium_memzero(normal, sizeof normal);
    return GH_OK;
}

void holder_check_make(const uint8_t key[static HOLDER_KEY_LEN], const struct uuid *pass_id,
                       const char tail[static HOLDER_TAIL_LEN], enum claims_format format,
                       uint8_t check[static HOLDER_CHECK_LEN])
{
    uint8_t message[UUID_LEN + HOLDER_TAIL_LEN], digest[32];
    memcpy(message, pass_id->b, UUID_LEN);
    memcpy(message + UUID_LEN, tail, HOLDER_TAIL_LEN);
    /* Fails only for sizes out of range; these constants are in range. */
    (void)crypto_generichash(digest, sizeof digest, message, sizeof message, key, HOLDER_KEY_LEN);
    memcpy(check, digest, HOLDER_CHECK_LEN);
    if (format == CLAIMS_SECOND)
        holder_check_shorten(check);
    sodium_memzero(message, sizeof message);
    sodium_memzero(digest, sizeof digest);
}

void holder_check_shorten(uint8_t check[static HOLDER_CHECK_LEN])
{
    check[1] &= 0xf0;
    memset(check + 2, 0, HOLDER_CHECK_LEN - 2);
}

bool holder_check_matches(const uint8_t key[static HOLDER_KEY_LEN], const struct claims *claims,
                          const char tail[static HOLDER_TAIL_LEN])
{
    uint8_t expected[HOLDER_CHECK_LEN], carried[HOLDER_CHECK_LEN];
    holder_check_make(key, &claims->pass_id, tail, CLAIMS_SECOND, expected);
    memcpy(carried, claims->holder, sizeof carried);
    holder_check_shorten(carried);
    bool same = sodium_memcmp(expected, carried, HOLDER_CHECK_LEN) == 0;
    sodium_memzero(expected, sizeof expected);
    return claims->has_holder && same;
}

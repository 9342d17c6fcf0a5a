/* Checks and opens the envelope of WeCom's callbacks with GnuTLS. */
#include "wecom/envelope.h"

#include <gnutls/crypto.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#define SHA1_LEN 20
#define BLOCK 32 /* of the padding, not of AES */
#define RANDOM_LEN 16
#define HEAD_LEN (RANDOM_LEN + 4)
#define QUERY_MAX 64 /* bytes of timestamp and nonce */
#define SIGNED_PARTS 4

/* The last of 43 characters has two bits that belong to no byte. WeCom draws them at random, libsodium wants zeros. */
static char without_spare_bits(char c)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *at = c ? strchr(digits, c) : NULL;
    return at ? digits[(at - digits) & ~3] : c;
}

enum gh_status wecom_key_read(const char *text, uint8_t out[static WECOM_AES_LEN])
{
    char padded[WECOM_AES_SIZE + 1];
    uint8_t key[WECOM_AES_LEN];
    size_t len = 0;
    if (strlen(text) != WECOM_AES_TEXT_LEN)
        return GH_MALFORMED;
    memcpy(padded, text, WECOM_AES_TEXT_LEN);
    padded[WECOM_AES_TEXT_LEN - 1] = without_spare_bits(padded[WECOM_AES_TEXT_LEN - 1]);
    padded[WECOM_AES_TEXT_LEN] = '=';
    const bool good = sodium_base642bin(key, sizeof key, padded, WECOM_AES_TEXT_LEN + 1, NULL, &len, NULL,
                                        sodium_base64_VARIANT_ORIGINAL) == 0 &&
                      len == WECOM_AES_LEN;
    if (good)
        memcpy(out, key, sizeof key);
    sodium_memzero(key, sizeof key);
    sodium_memzero(padded, sizeof padded);
    return good ? GH_OK : GH_MALFORMED;
}

static int compare(const void *a, const void *b)
{
    const struct bytes *left = a, *right = b;
    const size_t len = left->len < right->len ? left->len : right->len;
    const int order = len ? memcmp(left->data, right->data, len) : 0;
    return order ? order : (left->len > right->len) - (left->len < right->len);
}

/* SHA-1 over token, timestamp, nonce and ciphertext in the order of their bytes. */
static bool signature_fits(const struct wecom_envelope *envelope, const struct wecom_sealed *sealed)
{
    struct bytes parts[SIGNED_PARTS] = {bytes_of_string(envelope->token), bytes_of_string(sealed->timestamp),
                                        bytes_of_string(sealed->nonce), sealed->encrypted};
    gnutls_hash_hd_t hash;
    uint8_t digest[SHA1_LEN], given[SHA1_LEN];
    qsort(parts, SIGNED_PARTS, sizeof parts[0], compare);
    if (hex_decode(bytes_of_string(sealed->signature), given, sizeof given) ||
        gnutls_hash_init(&hash, GNUTLS_DIG_SHA1) != 0)
        return false;
    bool good = true;
    for (size_t i = 0; i < SIGNED_PARTS; i++)
        good &= parts[i].len == 0 || gnutls_hash(hash, parts[i].data, parts[i].len) == 0;
    gnutls_hash_deinit(hash, digest);
    return good && sodium_memcmp(digest, given, sizeof digest) == 0;
}

static bool decrypt(const struct wecom_envelope *envelope, uint8_t *data, size_t len)
{
    const gnutls_datum_t key = {.data = (unsigned char *)envelope->key, .size = WECOM_AES_LEN};
    const gnutls_datum_t iv = {.data = (unsigned char *)envelope->key, .size = RANDOM_LEN};
    gnutls_cipher_hd_t cipher;
    if (gnutls_cipher_init(&cipher, GNUTLS_CIPHER_AES_256_CBC, &key, &iv) != 0)
        return false;
    const bool good = gnutls_cipher_decrypt(cipher, data, len) == 0;
    gnutls_cipher_deinit(cipher);
    return good;
}

/* Takes the padding off. Returns false when it is none. */
static bool unpad(const uint8_t *data, size_t *len)
{
    const uint8_t pad = data[*len - 1];
    if (pad < 1 || pad > BLOCK || pad > *len)
        return false;
    for (size_t i = *len - pad; i < *len; i++)
        if (data[i] != pad)
            return false;
    *len -= pad;
    return true;
}

static enum gh_status take_message(const struct wecom_envelope *envelope, struct bytes plain, char *out, size_t size,
                                   size_t *out_len)
{
    struct cursor c = cursor_over(plain);
    struct bytes random, message, receiver;
    uint64_t len = 0;
    if (cursor_take(&c, RANDOM_LEN, &random) || cursor_take_uint(&c, 4, &len) || len > c.left ||
        cursor_take(&c, (size_t)len, &message) || cursor_take(&c, c.left, &receiver))
        return GH_MALFORMED;
    if (!bytes_equal(receiver, bytes_of_string(envelope->receiver)))
        return GH_DENIED;
    if (message.len >= size)
        return GH_TOO_LONG;
    if (message.len)
        memcpy(out, message.data, message.len);
    out[message.len] = '\0';
    *out_len = message.len;
    return GH_OK;
}

enum gh_status wecom_envelope_open(const struct wecom_envelope *envelope, const struct wecom_sealed *sealed, char *out,
                                   size_t size, size_t *len)
{
    uint8_t data[WECOM_ENCRYPTED_MAX / 4 * 3];
    size_t used = 0;
    if (sealed->encrypted.len > WECOM_ENCRYPTED_MAX)
        return GH_TOO_LONG;
    if (!sealed->signature || !sealed->timestamp || !sealed->nonce || strlen(sealed->timestamp) > QUERY_MAX ||
        strlen(sealed->nonce) > QUERY_MAX || !envelope->token[0] || !signature_fits(envelope, sealed))
        return GH_BAD_SIGNATURE;
    if (sodium_base642bin(data, sizeof data, (const char *)sealed->encrypted.data, sealed->encrypted.len, NULL, &used,
                          NULL, sodium_base64_VARIANT_ORIGINAL) != 0 ||
        used < BLOCK || used % RANDOM_LEN != 0)
        return GH_MALFORMED;
    enum gh_status status = decrypt(envelope, data, used) && unpad(data, &used) ? GH_OK : GH_MALFORMED;
    if (!status)
        status = take_message(envelope, BYTES(data, used), out, size, len);
    sodium_memzero(data, sizeof data);
    return status;
}

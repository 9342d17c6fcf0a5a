#include "wire/entry_plate.h"

#include <sodium.h>
#include <string.h>

#include "wire/text.h"

#define NONCE_LEN crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG_LEN crypto_aead_xchacha20poly1305_ietf_ABYTES
#define AD_LEN (1 + UUID_LEN)

_Static_assert(NONCE_LEN + ENTRY_PLATE_MAX + TAG_LEN == ENTRY_PLATE_SEALED, "the inner form is the text and zeros");

static void additional_data(const struct uuid *entry, uint8_t out[static AD_LEN])
{
    struct writer w = writer_over(out, AD_LEN);
    writer_put_u8(&w, 'c');
    writer_put(&w, BYTES(entry->b, UUID_LEN));
}

static bool is_plate(const uint8_t text[static ENTRY_PLATE_MAX])
{
    size_t len = strnlen((const char *)text, ENTRY_PLATE_MAX);
    return len > 0 && len < ENTRY_PLATE_MAX && wire_text_ok(BYTES(text, len)) &&
           sodium_is_zero(text + len, ENTRY_PLATE_MAX - len);
}

enum gh_status entry_plate_seal(const char *plate, const uint8_t key[static DATA_KEY_LEN], const struct uuid *entry,
                                uint8_t out[static ENTRY_PLATE_SEALED])
{
    uint8_t inner[ENTRY_PLATE_MAX] = {0}, ad[AD_LEN];
    size_t len = strlen(plate);
    if (len >= sizeof inner)
        return GH_TOO_LONG;
    for (size_t i = 0; i < len; i++)
        inner[i] = (uint8_t)plate[i];
    if (!is_plate(inner))
        return GH_MALFORMED;
    additional_data(entry, ad);
    randombytes_buf(out, NONCE_LEN);
    crypto_aead_xchacha20poly1305_ietf_encrypt(out + NONCE_LEN, NULL, inner, sizeof inner, ad, sizeof ad, NULL, out,
                                               key);
    sodium_memzero(inner, sizeof inner);
    return GH_OK;
}

enum gh_status entry_plate_open(const uint8_t sealed[static ENTRY_PLATE_SEALED], const uint8_t key[static DATA_KEY_LEN],
                                const struct uuid *entry, char out[static ENTRY_PLATE_MAX])
{
    uint8_t inner[ENTRY_PLATE_MAX], ad[AD_LEN];
    additional_data(entry, ad);
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(inner, NULL, NULL, sealed + NONCE_LEN,
                                                   ENTRY_PLATE_SEALED - NONCE_LEN, ad, sizeof ad, sealed, key) != 0)
        return GH_BAD_SIGNATURE;
    bool good = is_plate(inner);
    if (good)
        memcpy(out, inner, sizeof inner);
    sodium_memzero(inner, sizeof inner);
    return good ? GH_OK : GH_MALFORMED;
}

/* Inner form, before sealing: a length byte, the text, then zeros. */
#include "wire/note.h"

#include <sodium.h>
#include <string.h>

#include "wire/text.h"

#define NONCE_LEN crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG_LEN crypto_aead_xchacha20poly1305_ietf_ABYTES
#define INNER_LEN (WIRE_NOTE_SEALED - NONCE_LEN - TAG_LEN)
#define AD_LEN (1 + UUID_LEN + 8)

_Static_assert(WIRE_NOTE_MAX <= INNER_LEN && WIRE_NOTE_MAX <= 256, "a note fits, and so does its length");

static void additional_data(const struct uuid *about, uint64_t version, uint8_t out[static AD_LEN])
{
    struct writer w = writer_over(out, AD_LEN);
    writer_put_u8(&w, 'n');
    writer_put(&w, BYTES(about->b, UUID_LEN));
    writer_put_uint(&w, 8, version);
}

enum gh_status note_seal(const char *text, const uint8_t key[static DATA_KEY_LEN], const struct uuid *about,
                         uint64_t version, uint8_t out[static WIRE_NOTE_SEALED])
{
    uint8_t inner[INNER_LEN] = {0}, ad[AD_LEN];
    size_t len = strlen(text);
    if (len >= WIRE_NOTE_MAX)
        return GH_TOO_LONG;
    if (!wire_text_ok(BYTES(text, len)))
        return GH_MALFORMED;
    struct writer w = writer_over(inner, sizeof inner);
    writer_put_uint(&w, 1, len);
    writer_put(&w, BYTES(text, len));
    additional_data(about, version, ad);
    randombytes_buf(out, NONCE_LEN);
    crypto_aead_xchacha20poly1305_ietf_encrypt(out + NONCE_LEN, NULL, inner, sizeof inner, ad, sizeof ad, NULL, out,
                                               key);
    sodium_memzero(inner, sizeof inner);
    return GH_OK;
}

enum gh_status note_open(struct bytes sealed, const uint8_t key[static DATA_KEY_LEN], const struct uuid *about,
                         uint64_t version, char out[static WIRE_NOTE_MAX])
{
    uint8_t inner[INNER_LEN], ad[AD_LEN];
    if (sealed.len != WIRE_NOTE_SEALED)
        return GH_MALFORMED;
    additional_data(about, version, ad);
    enum gh_status status = GH_BAD_SIGNATURE;
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(inner, NULL, NULL, sealed.data + NONCE_LEN, sealed.len - NONCE_LEN,
                                                   ad, sizeof ad, sealed.data, key) == 0) {
        size_t len = inner[0];
        bool good = len < WIRE_NOTE_MAX && wire_text_ok(BYTES(inner + 1, len)) &&
                    sodium_is_zero(inner + 1 + len, sizeof inner - 1 - len);
        status = good ? GH_OK : GH_MALFORMED;
        if (good) {
            memcpy(out, inner + 1, len);
            out[len] = '\0';
        }
    }
    sodium_memzero(inner, sizeof inner);
    return status;
}

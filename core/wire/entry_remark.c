#include "wire/entry_remark.h"

#include <sodium.h>
#include <string.h>

#include "wire/text.h"

#define NONCE_LEN crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG_LEN crypto_aead_xchacha20poly1305_ietf_ABYTES
#define AD_LEN (1 + UUID_LEN)

_Static_assert(NONCE_LEN + ENTRY_NOTE_MAX + TAG_LEN == ENTRY_NOTE_SEALED, "the inner form is the text and zeros");

static void additional_data(const struct uuid *entry, uint8_t out[static AD_LEN])
{
    struct writer w = writer_over(out, AD_LEN);
    writer_put_u8(&w, 'r');
    writer_put(&w, BYTES(entry->b, UUID_LEN));
}

static bool is_note(const uint8_t text[static ENTRY_NOTE_MAX])
{
    size_t len = strnlen((const char *)text, ENTRY_NOTE_MAX);
    return len > 0 && len < ENTRY_NOTE_MAX && wire_text_ok(BYTES(text, len)) &&
           sodium_is_zero(text + len, ENTRY_NOTE_MAX - len);
}

enum gh_status entry_remark_seal(const char *note, const uint8_t key[static DATA_KEY_LEN], const struct uuid *entry,
                                 uint8_t out[static ENTRY_NOTE_SEALED])
{
    uint8_t inner[ENTRY_NOTE_MAX] = {0}, ad[AD_LEN];
    size_t len = strlen(note);
    if (len >= sizeof inner)
        return GH_TOO_LONG;
    memcpy(inner, note, len + 1);
    bool good = is_note(inner);
    if (good) {
        additional_data(entry, ad);
        randombytes_buf(out, NONCE_LEN);
        crypto_aead_xchacha20poly1305_ietf_encrypt(out + NONCE_LEN, NULL, inner, sizeof inner, ad, sizeof ad, NULL, out,
                                                   key);
    }
    sodium_memzero(inner, sizeof inner);
    return good ? GH_OK : GH_MALFORMED;
}

enum gh_status entry_remark_open(const uint8_t sealed[static ENTRY_NOTE_SEALED], const uint8_t key[static DATA_KEY_LEN],
                                 const struct uuid *entry, char out[static ENTRY_NOTE_MAX])
{
    uint8_t inner[ENTRY_NOTE_MAX], ad[AD_LEN];
    additional_data(entry, ad);
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(inner, NULL, NULL, sealed + NONCE_LEN, ENTRY_NOTE_SEALED - NONCE_LEN,
                                                   ad, sizeof ad, sealed, key) != 0)
        return GH_BAD_SIGNATURE;
    bool good = is_note(inner);
    if (good)
        memcpy(out, inner, sizeof inner);
    sodium_memzero(inner, sizeof inner);
    return good ? GH_OK : GH_MALFORMED;
}

void entry_remark_close(struct entry *entry, const uint8_t key[static DATA_KEY_LEN])
{
    if (!entry->note[0] || entry_remark_seal(entry->note, key, &entry->id, entry->note_sealed))
        return;
    sodium_memzero(entry->note, sizeof entry->note);
}

/* links: gh_wire gh_base PkgConfig::SODIUM */
/* Display fields and notes. Bytes from a store never open under our key; what the key's owner sealed, well or badly
 * formed inside, opens to text that can be sealed again, or is refused. The first byte chooses. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "wire/note.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define NONCE_LEN crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG_LEN crypto_aead_xchacha20poly1305_ietf_ABYTES

static const uint8_t key[DATA_KEY_LEN] = {1};
static const struct uuid pass = {{2}};

/* A sealed field of the given size whose inside is the input, cut or filled with zeros. */
static void seal_raw(struct bytes inner, size_t sealed_len, uint8_t *out)
{
    uint8_t padded[WIRE_DISPLAY_MAX] = {0}, ad[UUID_LEN + 8] = {2};
    size_t inner_len = sealed_len - NONCE_LEN - TAG_LEN;
    if (inner.len > 0)
        memcpy(padded, inner.data, inner.len < inner_len ? inner.len : inner_len);
    ad[UUID_LEN + 7] = 3;
    memset(out, 0, NONCE_LEN);
    crypto_aead_xchacha20poly1305_ietf_encrypt(out + NONCE_LEN, NULL, padded, inner_len, ad, sizeof ad, NULL, out, key);
}

/* A note whose inside is the input. */
static void fuzz_note(struct bytes inner)
{
    uint8_t sealed[WIRE_NOTE_SEALED] = {0}, padded[WIRE_NOTE_SEALED - NONCE_LEN - TAG_LEN] = {0};
    uint8_t ad[1 + UUID_LEN + 8] = {'n', 2};
    char note[WIRE_NOTE_MAX], again[WIRE_NOTE_MAX];
    if (inner.len > 0)
        memcpy(padded, inner.data, inner.len < sizeof padded ? inner.len : sizeof padded);
    ad[sizeof ad - 1] = 3;
    crypto_aead_xchacha20poly1305_ietf_encrypt(sealed + NONCE_LEN, NULL, padded, sizeof padded, ad, sizeof ad, NULL,
                                               sealed, key);
    if (note_open(BYTES(sealed, sizeof sealed), key, &pass, 3, note) != GH_OK)
        return;
    if (note_seal(note, key, &pass, 3, sealed) != GH_OK ||
        note_open(BYTES(sealed, sizeof sealed), key, &pass, 3, again) != GH_OK || strcmp(note, again) != 0)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct display display, again;
    uint8_t sealed[WIRE_DISPLAY_MAX];
    size_t len;
    if (size < 1 || sodium_init() < 0)
        return 0;
    struct bytes rest = BYTES(data + 1, size - 1);
    fuzz_note(rest);
    if (data[0] % 3 == 0) {
        if (display_open(rest, key, &pass, 3, &display) == GH_OK)
            abort();
        return 0;
    }
    len = data[0] % 3 == 1 ? 256 : WIRE_DISPLAY_MAX;
    seal_raw(rest, len, sealed);
    memset(&display, 0, sizeof display);
    if (display_open(BYTES(sealed, len), key, &pass, 3, &display) != GH_OK)
        return 0;
    if (display_seal(&display, key, &pass, 3, sealed, &len) != GH_OK ||
        display_open(BYTES(sealed, len), key, &pass, 3, &again) != GH_OK || memcmp(&display, &again, sizeof again) != 0)
        abort();
    return 0;
}

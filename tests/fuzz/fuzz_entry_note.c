/* links: gh_devices gh_vault gh_wire gh_people PkgConfig::SODIUM */
/* The note of an entry as a booth hands it up: one byte for who sealed it and when, then the 160 bytes of the inner
 * form; or, sealed by nobody, the 200 bytes as they come. What opens is a text that can be sealed again, and the entry
 * that the server judges has the text or the sealed note, not both. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "devices/entry_note.h"

enum { NONCE_LEN = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES, OF_BOOTH = 0x01 };
static const uint8_t key[32] = {1}, other_key[32] = {2};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
    if (!holds)
        abort();
}

/* Seals any bytes, as a booth that is in wrong hands can. */
static void seal(const uint8_t inner[static ENTRY_NOTE_MAX], const uint8_t with[static 32], struct entry *e)
{
    uint8_t ad[1 + UUID_LEN] = {'r'};
    memcpy(ad + 1, e->id.b, UUID_LEN);
    crypto_aead_xchacha20poly1305_ietf_encrypt(e->note_sealed + NONCE_LEN, NULL, inner, ENTRY_NOTE_MAX, ad, sizeof ad,
                                               NULL, e->note_sealed, with);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct entry e = {.number = 1, .kind = ENTRY_OVERRIDE, .id = {{9}}};
    struct vault vault;
    char text[ENTRY_NOTE_MAX], back[ENTRY_NOTE_MAX];
    const bool raw = size == ENTRY_NOTE_SEALED;
    if (sodium_init() < 0 || (!raw && size != 1 + ENTRY_NOTE_MAX))
        return 0;
    if (raw)
        memcpy(e.note_sealed, data, sizeof e.note_sealed);
    else
        seal(data + 1, data[0] & OF_BOOTH ? key : other_key, &e);
    vault_from_keys(key, key, key, &vault);
    const struct booth_keys keys = {.vault = &vault, .booths = {{{7}}}, .count = 1};
    entry_note_take(&keys, "booth-1", &e, text);
    must(strnlen(text, sizeof text) < sizeof text);
    must(!(e.note[0] && entry_has_sealed_note(&e)));
    if (text[0]) {
        must(!raw && data[0] & OF_BOOTH);
        must(entry_remark_seal(text, key, &e.id, e.note_sealed) == GH_OK);
        must(entry_remark_open(e.note_sealed, key, &e.id, back) == GH_OK && strcmp(back, text) == 0);
    }
    vault_close(&vault);
    return 0;
}

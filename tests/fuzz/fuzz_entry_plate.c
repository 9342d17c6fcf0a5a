/* links: gh_devices gh_vault gh_wire gh_people PkgConfig::SODIUM */
/* The plate of a car without a pass as a booth hands it up: one byte for who sealed it, then the 24 bytes of the inner
 * form; or, sealed by nobody, the 64 bytes as they come. What opens is a text that can be sealed again. The server
 * takes a plate in its normal form whose hash the entry carries, and no other. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "devices/entry_plate.h"
#include "people/keyed_hash.h"
#include "people/plate.h"

enum { NONCE_LEN = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES, OF_BOOTH = 0x01, HASH_FITS = 0x02 };
static const uint8_t key[32] = {1}, other_key[32] = {2};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
    if (!holds)
        abort();
}

/* Seals any bytes, as a booth that is in wrong hands can. */
static void seal(const uint8_t inner[static ENTRY_PLATE_MAX], const uint8_t with[static 32], struct entry *e)
{
    uint8_t ad[1 + UUID_LEN] = {'c'};
    memcpy(ad + 1, e->id.b, UUID_LEN);
    crypto_aead_xchacha20poly1305_ietf_encrypt(e->plate + NONCE_LEN, NULL, inner, ENTRY_PLATE_MAX, ad, sizeof ad, NULL,
                                               e->plate, with);
}

static void opens_as_sealed(const struct entry *e)
{
    char text[ENTRY_PLATE_MAX], back[ENTRY_PLATE_MAX];
    uint8_t again[ENTRY_PLATE_SEALED];
    if (entry_plate_open(e->plate, key, &e->id, text))
        return;
    must(strnlen(text, sizeof text) < sizeof text);
    must(entry_plate_seal(text, key, &e->id, again) == GH_OK);
    must(entry_plate_open(again, key, &e->id, back) == GH_OK && strcmp(back, text) == 0);
}

static void server_takes(struct entry *e, bool opens)
{
    struct vault vault;
    struct plate plate;
    char text[ENTRY_PLATE_MAX];
    uint8_t hash[KEYED_HASH_LEN];
    vault_from_keys(key, key, key, &vault);
    const struct booth_keys keys = {.vault = &vault, .booths = {{{7}}}, .count = 1};
    if (entry_plate_take(&keys, e, text)) {
        must(opens && plate_accept(bytes_of_string(text), &plate) == PLATE_OK && strcmp(plate.text, text) == 0);
        plate_hash(key, &plate, hash);
        must(memcmp(hash, e->code_digest, sizeof hash) == 0);
    }
    vault_close(&vault);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct entry e = {.kind = ENTRY_ADMIT, .presented_as = PRESENTED_PLATE, .id = {{9}}, .code_digest = {1}};
    char text[ENTRY_PLATE_MAX + 1] = "";
    struct plate plate;
    const bool raw = size == ENTRY_PLATE_SEALED;
    if (sodium_init() < 0 || (!raw && size != 1 + ENTRY_PLATE_MAX))
        return 0;
    if (raw) {
        memcpy(e.plate, data, sizeof e.plate);
    } else {
        seal(data + 1, data[0] & OF_BOOTH ? key : other_key, &e);
        memcpy(text, data + 1, ENTRY_PLATE_MAX);
        if (data[0] & HASH_FITS && plate_accept(bytes_of_string(text), &plate) == PLATE_OK)
            plate_hash(key, &plate, e.code_digest);
    }
    opens_as_sealed(&e);
    server_takes(&e, !raw && data[0] & OF_BOOTH);
    return 0;
}

#include "devices/entry_plate.h"

#include <string.h>

#include <sodium.h>

#include "people/plate.h"
#include "records/record.h"

/* A booth hashes with the campus keys that it has, which may be fewer than the server's. */
static bool fits(const struct vault *vault, const struct entry *e, const char *text)
{
    struct plate plate;
    uint8_t hash[KEYED_HASH_LEN];
    const uint8_t *key;
    if (plate_accept(bytes_of_string(text), &plate) != PLATE_OK || strcmp(plate.text, text) != 0)
        return false;
    plate_hash(vault->campus_key, &plate, hash);
    for (unsigned number = 2; memcmp(hash, e->code_digest, sizeof hash) != 0; number++) {
        if (number > VAULT_KEYS_MAX || !(key = vault_shared_key(vault, VAULT_CAMPUS, number)))
            return false;
        plate_hash_again(key, hash, hash);
    }
    return true;
}

struct opening {
    const struct entry *entry;
    char *out;
};

static bool opens(void *context, const uint8_t key[static DATA_KEY_LEN])
{
    const struct opening *o = context;
    return entry_plate_open(o->entry->plate, key, &o->entry->id, o->out) == GH_OK;
}

bool entry_plate_take(const struct booth_keys *keys, const struct entry *e, char out[static ENTRY_PLATE_MAX])
{
    struct opening opening = {e, out};
    return entry_is_of_plate(e) && !sodium_is_zero(e->plate, sizeof e->plate) &&
           booth_keys_try(keys, opens, &opening) && fits(keys->vault, e, out);
}

enum gh_status entry_plate_load(const struct vault *vault, struct db_rows *rows, int plate, int entry, int sealed,
                                char out[static ENTRY_PLATE_MAX])
{
    struct uuid id;
    if (db_is_null(rows, sealed))
        return db_copy_text(rows, plate, out, ENTRY_PLATE_MAX);
    enum gh_status status = db_copy_blob(rows, entry, id.b, UUID_LEN);
    return status ? status : record_open(vault, "entry.plate", &id, rows, sealed, out, ENTRY_PLATE_MAX);
}

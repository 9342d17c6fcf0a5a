#include "devices/booth_keys.h"

#include <sodium.h>

enum gh_status booth_keys_load(struct db *db, const struct vault *vault, const struct device *device,
                               struct booth_keys *out)
{
    struct db_rows rows = {0};
    *out = (struct booth_keys){.vault = vault, .booths = {device->id}, .count = 1};
    enum gh_status status = db_query(
        db, &rows, "SELECT id FROM device WHERE journal = $1 AND id <> $2 ORDER BY created_at DESC, id LIMIT $3",
        DB_TEXT(device->journal), DB_UUID(&device->id), DB_INT(BOOTH_KEYS_BOOTHS - 1));
    while (!status && out->count < BOOTH_KEYS_BOOTHS && !(status = db_next(&rows))) {
        status = db_copy_blob(&rows, 0, out->booths[out->count].b, UUID_LEN);
        out->count++;
    }
    db_rows_end(&rows);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

bool booth_keys_try(const struct booth_keys *keys, bool (*open)(void *context, const uint8_t key[static DATA_KEY_LEN]),
                    void *context)
{
    uint8_t key[DATA_KEY_LEN];
    bool opened = false;
    for (size_t i = 0; !opened && i < keys->count; i++)
        for (unsigned number = VAULT_KEYS_MAX; !opened && number > 0; number--)
            opened = vault_booth_key(keys->vault, number, &keys->booths[i], key) && open(context, key);
    for (unsigned number = VAULT_KEYS_MAX; !opened && number > 0; number--) {
        const uint8_t *shared = vault_shared_key(keys->vault, VAULT_DATA, number);
        opened = shared && open(context, shared);
    }
    sodium_memzero(key, sizeof key);
    return opened;
}

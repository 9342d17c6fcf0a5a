#include "devices/aside.h"

#include <sodium.h>

#include "records/record.h"

#define DIGEST_LEN 16

enum gh_status aside_keep(struct db *db, const struct vault *vault, const struct device *device, struct bytes content,
                          uint64_t number, const char *code, tick now)
{
    uint8_t digest[DIGEST_LEN], box[ENTRY_LINE_MAX + VAULT_OVERHEAD];
    struct uuid id = record_id(now);
    size_t kept = content.len < ENTRY_LINE_MAX ? content.len : ENTRY_LINE_MAX;
    (void)crypto_generichash(digest, sizeof digest, content.data, content.len, NULL, 0);
    vault_seal(vault, "entry.line", &id, BYTES(content.data, kept), box);
    return db_query(db, NULL,
                    "INSERT INTO entry_aside (id, device, number, arrived_at, code, digest, line_sealed) "
                    "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (device, digest) DO NOTHING",
                    DB_BLOB(id.b, UUID_LEN), DB_BLOB(device->id.b, UUID_LEN), DB_INT((int64_t)number), DB_INT(now),
                    DB_TEXT(code), DB_BLOB(digest, sizeof digest), DB_BLOB(box, kept + VAULT_OVERHEAD));
}

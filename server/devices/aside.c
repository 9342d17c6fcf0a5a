/* Stores quarantined content from booths, sealed and once for each device. */
#include "devices/aside.h"

#include <sodium.h>

#include "records/aside_content.h"
#include "records/record.h"

#define DIGEST_LEN 16

static void digest_of(struct bytes content, uint8_t out[static DIGEST_LEN])
{
    (void)crypto_generichash(out, DIGEST_LEN, content.data, content.len, NULL, 0);
}

enum gh_status aside_has(struct db *db, const struct device *device, struct bytes content, bool *out)
{
    struct db_rows rows = {0};
    uint8_t digest[DIGEST_LEN];
    digest_of(content, digest);
    enum gh_status status = db_query(db, &rows, "SELECT 1 FROM entry_aside WHERE device = $1 AND digest = $2",
                                     DB_UUID(&device->id), DB_BLOB(digest, sizeof digest));
    if (!status)
        status = db_next(&rows);
    db_rows_end(&rows);
    *out = status == GH_OK;
    return status == GH_NOT_FOUND ? GH_OK : status;
}

enum gh_status aside_keep(struct db *db, const struct vault *vault, const struct device *device, struct bytes content,
                          uint64_t number, const char *code, tick now)
{
    uint8_t digest[DIGEST_LEN], box[ASIDE_CONTENT_MAX + VAULT_OVERHEAD];
    struct uuid id = record_id(now);
    size_t kept = content.len < ASIDE_CONTENT_MAX ? content.len : ASIDE_CONTENT_MAX;
    digest_of(content, digest);
    vault_seal(vault, "entry.line", &id, BYTES(content.data, kept), box);
    return db_query(db, NULL,
                    "INSERT INTO entry_aside (id, device, number, arrived_at, code, digest, line_sealed, campus) "
                    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (device, digest) DO NOTHING",
                    DB_UUID(&id), DB_UUID(&device->id), DB_INT((int64_t)number), DB_INT(now), DB_TEXT(code),
                    DB_BLOB(digest, sizeof digest), DB_BLOB(box, kept + VAULT_OVERHEAD), DB_INT(device->campus));
}

enum gh_status aside_query(struct db *db, struct db_rows *rows, const struct scope *scope, int64_t limit)
{
    return scope_query(db, rows, scope,
                       "SELECT a.id, d.name, a.number, a.arrived_at, a.code, a.line_sealed FROM entry_aside a "
                       "JOIN device d ON d.id = a.device WHERE a.settled_at IS NULL AND {a.campus} "
                       "ORDER BY a.arrived_at DESC, a.id LIMIT $1",
                       DB_INT(limit));
}

enum gh_status aside_load(struct db *db, const struct scope *scope, const struct uuid *id, struct db_rows *rows)
{
    enum gh_status status =
        scope_query(db, rows, scope, "SELECT line_sealed FROM entry_aside WHERE id = $1 AND {campus}", DB_UUID(id));
    return status ? status : db_next(rows);
}

static enum gh_status settle(const struct audit_act *act, const struct scope *scope, const struct uuid *id)
{
    char subject[AUDIT_SUBJECT_SIZE];
    audit_subject_id("entry-aside", id, subject);
    enum gh_status status = scope_query(act->db, NULL, scope,
                                        "UPDATE entry_aside SET settled_at = $2, settled_by = $3 WHERE id = $1 AND "
                                        "settled_at IS NULL AND {campus}",
                                        DB_UUID(id), DB_INT(act->now), DB_INT(act->by));
    if (!status && db_changed(act->db) == 0)
        status = GH_NOT_FOUND;
    return status ? status
                  : audit_write(act->db, &(struct audit_entry){act->now, act->by, "entry-aside-settled", subject, "",
                                                               act->address});
}

enum gh_status aside_settle(const struct audit_act *act, const struct scope *scope, const struct uuid *id)
{
    enum gh_status status = db_begin(act->db);
    return status ? status : record_finish(act->db, settle(act, scope, id));
}

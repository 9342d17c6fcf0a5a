/* Stores the portal's keys, and counts its tokens once. */
#include "records/portal_key.h"

#include <sodium.h>
#include <string.h>

#include "records/record.h"

#define COLUMN "portal_key.secret"

enum gh_status portal_key_query(struct db *db, struct db_rows *rows)
{
    return db_query(db, rows,
                    "SELECT id, name, algorithm, created_at, used_at FROM portal_key ORDER BY created_at DESC, id");
}

enum gh_status portal_key_load(struct db *db, const struct vault *vault, const struct uuid *id, struct portal_key *out)
{
    struct db_rows rows = {0};
    struct portal_key key = {.id = *id};
    uint8_t open[VAULT_KEY_LEN + 1];
    size_t len = 0;
    enum gh_status status =
        db_query(db, &rows, "SELECT name, secret_sealed, public_key FROM portal_key WHERE id = $1", DB_UUID(id));
    if (!status && !(status = db_next(&rows))) {
        status = db_copy_text(&rows, 0, key.name, sizeof key.name);
        key.eddsa = db_is_null(&rows, 1);
        if (!status && key.eddsa)
            status = db_copy_blob(&rows, 2, key.bytes, sizeof key.bytes);
        else if (!status)
            status = vault_open_box(vault, COLUMN, id, db_bytes(&rows, 1), open, sizeof open, &len);
        if (!status && !key.eddsa)
            memcpy(key.bytes, open, sizeof key.bytes);
    }
    db_rows_end(&rows);
    sodium_memzero(open, sizeof open);
    if (!status)
        *out = key;
    sodium_memzero(&key, sizeof key);
    return status;
}

static enum gh_status count_keys(struct db *db, int64_t *count)
{
    struct db_rows rows = {0};
    enum gh_status status = db_query(db, &rows, "SELECT count(*) FROM portal_key");
    if (!status && !(status = db_next(&rows)))
        *count = db_int(&rows, 0);
    db_rows_end(&rows);
    return status;
}

static enum gh_status note(const struct audit_act *act, const char *action, const struct uuid *id, const char *detail)
{
    char subject[AUDIT_SUBJECT_SIZE];
    audit_subject_id("portal-key", id, subject);
    return audit_write(act->db, &(struct audit_entry){act->now, act->by, action, subject, detail, act->address});
}

static enum gh_status insert(const struct audit_act *act, const struct vault *vault, const struct portal_key *key)
{
    uint8_t sealed[VAULT_KEY_LEN + VAULT_OVERHEAD];
    const struct db_value none = DB_NULL;
    vault_seal(vault, COLUMN, &key->id, BYTES(key->bytes, sizeof key->bytes), sealed);
    return db_query(act->db, NULL,
                    "INSERT INTO portal_key (id, name, algorithm, secret_sealed, public_key, created_at, created_by) "
                    "VALUES ($1, $2, $3, $4, $5, $6, $7)",
                    DB_UUID(&key->id), DB_TEXT(key->name), DB_TEXT(key->eddsa ? "EdDSA" : "HS256"),
                    key->eddsa ? none : DB_BLOB(sealed, sizeof sealed),
                    key->eddsa ? DB_BLOB(key->bytes, sizeof key->bytes) : none, DB_INT(act->now), DB_INT(act->by));
}

enum gh_status portal_key_add(const struct audit_act *act, const struct vault *vault, struct portal_key *key)
{
    int64_t count = 0;
    enum gh_status status = db_begin(act->db);
    if (status)
        return status;
    key->id = record_id(act->now);
    status = count_keys(act->db, &count);
    if (!status && count >= PORTAL_KEYS_MAX)
        status = GH_FULL;
    if (!status)
        status = insert(act, vault, key);
    if (!status)
        status = note(act, "portal-key-made", &key->id, key->eddsa ? "EdDSA" : "HS256");
    return record_finish(act->db, status);
}

enum gh_status portal_key_remove(const struct audit_act *act, const struct uuid *id)
{
    enum gh_status status = db_begin(act->db);
    if (status)
        return status;
    status = db_query(act->db, NULL, "DELETE FROM portal_key WHERE id = $1", DB_UUID(id));
    if (!status && db_changed(act->db) == 0)
        status = GH_NOT_FOUND;
    if (!status)
        status = note(act, "portal-key-removed", id, "");
    return record_finish(act->db, status);
}

enum gh_status portal_token_take(struct db *db, const struct vault *vault, const struct portal_key *key,
                                 const char *token, tick now, tick until)
{
    uint8_t hash[VAULT_HASH_LEN];
    vault_hash(vault, "portal-token", bytes_of_string(token), hash);
    enum gh_status status = db_begin(db);
    if (status)
        return status;
    status = db_query(db, NULL,
                      "INSERT INTO portal_token (portal_key, id_hash, until) VALUES ($1, $2, $3) ON CONFLICT "
                      "(portal_key, id_hash) DO NOTHING",
                      DB_UUID(&key->id), DB_BLOB(hash, sizeof hash), DB_INT(until));
    if (!status && db_changed(db) == 0)
        status = GH_CONFLICT;
    if (!status)
        status =
            db_query(db, NULL, "UPDATE portal_key SET used_at = $1 WHERE id = $2 AND (used_at IS NULL OR used_at < $3)",
                     DB_INT(now), DB_UUID(&key->id), DB_INT(now - TICK_MINUTE));
    return record_finish(db, status);
}

enum gh_status portal_token_sweep(struct db *db, tick now)
{
    return db_query(db, NULL, "DELETE FROM portal_token WHERE until < $1", DB_INT(now));
}

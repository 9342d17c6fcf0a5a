#include "devices/device_key.h"

#include "records/change.h"
#include "records/record.h"
#include "records/setting.h"

static enum gh_status audit_key(struct db *db, const char *action, const struct uuid *id, int64_t account, tick now,
                                const char *address)
{
    char subject[AUDIT_SUBJECT_SIZE];
    audit_subject_id("device", id, subject);
    return audit_write(
        db, &(struct audit_entry){
                .at = now, .account = account, .action = action, .subject = subject, .detail = "", .address = address});
}

/* Whether some booth has had the key. */
static enum gh_status check_new(struct db *db, const uint8_t key[static PUBLIC_KEY_LEN])
{
    struct db_rows rows = {0};
    enum gh_status status = db_query(db, &rows,
                                     "SELECT 1 FROM device WHERE public_key = $1 UNION ALL "
                                     "SELECT 1 FROM device_key WHERE public_key = $1 LIMIT 1",
                                     DB_BLOB(key, PUBLIC_KEY_LEN));
    if (!status)
        status = db_next(&rows);
    db_rows_end(&rows);
    return status == GH_NOT_FOUND ? GH_OK : status ? status : GH_CONFLICT;
}

enum gh_status device_key_replace(struct db *db, const struct device *device, const uint8_t key[static PUBLIC_KEY_LEN],
                                  tick now, const char *address)
{
    enum gh_status status = db_begin(db);
    if (status)
        return status;
    status = check_new(db, key);
    if (!status)
        status = db_query(db, NULL,
                          "UPDATE device SET public_key = $1, key_since = $2, key_wanted = 0 WHERE id = $3 AND "
                          "public_key = $4 AND state = 'active'",
                          DB_BLOB(key, PUBLIC_KEY_LEN), DB_INT(now), DB_UUID(&device->id),
                          DB_BLOB(device->public_key, PUBLIC_KEY_LEN));
    if (!status && db_changed(db) == 0)
        status = GH_CONFLICT;
    if (!status)
        status = db_query(db, NULL, "INSERT INTO device_key (device, public_key, replaced_at) VALUES ($1, $2, $3)",
                          DB_UUID(&device->id), DB_BLOB(device->public_key, PUBLIC_KEY_LEN), DB_INT(now));
    if (!status)
        status = audit_key(db, "device-key-replaced", &device->id, 0, now, address);
    return record_finish(db, status);
}

enum gh_status device_key_ask(const struct audit_act *act, const struct scope *scope, const struct uuid *id)
{
    enum gh_status status = db_begin(act->db);
    if (status)
        return status;
    status =
        scope_query(act->db, NULL, scope,
                    "UPDATE device SET key_wanted = 1 WHERE id = $1 AND state = 'active' AND {campus}", DB_UUID(id));
    if (!status && db_changed(act->db) == 0)
        status = GH_NOT_FOUND;
    if (!status)
        status = audit_key(act->db, "device-key-asked", id, act->by, act->now, act->address);
    return record_finish(act->db, status);
}

enum gh_status device_key_is_due(struct db *db, const struct device *device, tick now, bool *due)
{
    int64_t days = 0;
    enum gh_status status = setting_load(db, SETTING_DEVICE_KEY_DAYS, &days);
    *due = !status && device->active && (device->key_wanted || now - device->key_since > days * TICK_DAY);
    return status;
}

enum gh_status device_keys_before(struct db *db, const struct uuid *device, tick now,
                                  uint8_t keys[static DEVICE_KEYS_CARRIED_MAX][PUBLIC_KEY_LEN], size_t *count)
{
    struct db_rows rows = {0};
    *count = 0;
    enum gh_status status =
        db_query(db, &rows,
                 "SELECT public_key FROM device_key WHERE device = $1 AND replaced_at > $2 "
                 "ORDER BY replaced_at DESC LIMIT $3",
                 DB_UUID(device), DB_INT(now - DEVICE_KEY_CARRIED), DB_INT(DEVICE_KEYS_CARRIED_MAX));
    while (!status && !(status = db_next(&rows)))
        status = db_copy_blob(&rows, 0, keys[(*count)++], PUBLIC_KEY_LEN);
    db_rows_end(&rows);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

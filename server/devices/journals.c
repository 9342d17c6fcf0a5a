#include "devices/journals.h"

#include "records/exception.h"
#include "records/record.h"

static struct db_value hash_value(const struct intake *intake)
{
    return intake->has_last_hash ? DB_BLOB(intake->last_hash, ENTRY_HASH_LEN) : DB_NULL;
}

enum gh_status journals_find(struct db *db, const struct uuid *device, const uint8_t label[static JOURNAL_IDENTITY_LEN],
                             struct device_journal *out)
{
    struct db_rows rows = {0};
    struct device_journal found = {0};
    enum gh_status status = db_query(
        db, &rows, "SELECT ordinal, acknowledged, last_hash FROM device_journal WHERE device = $1 AND label = $2",
        DB_UUID(device), DB_BLOB(label, JOURNAL_IDENTITY_LEN));
    if (!status && !(status = db_next(&rows))) {
        found.ordinal = db_int(&rows, 0);
        found.intake.acknowledged = (uint64_t)db_int(&rows, 1);
        found.intake.has_last_hash = !db_is_null(&rows, 2);
        status = db_copy_blob(&rows, 2, found.intake.last_hash, ENTRY_HASH_LEN);
    }
    db_rows_end(&rows);
    if (!status)
        *out = found;
    return status;
}

enum gh_status journals_newest(struct db *db, const struct uuid *device, int64_t *out)
{
    struct db_rows rows = {0};
    enum gh_status status =
        db_query(db, &rows, "SELECT ordinal FROM device_journal WHERE device = $1 ORDER BY ordinal DESC LIMIT 1",
                 DB_UUID(device));
    *out = -1;
    if (!status && !(status = db_next(&rows)))
        *out = db_int(&rows, 0);
    db_rows_end(&rows);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

enum gh_status journals_newest_label(struct db *db, const struct uuid *device,
                                     uint8_t label[static JOURNAL_IDENTITY_LEN], uint64_t *acknowledged)
{
    struct db_rows rows = {0};
    enum gh_status status = db_query(
        db, &rows, "SELECT label, acknowledged FROM device_journal WHERE device = $1 ORDER BY ordinal DESC LIMIT 1",
        DB_UUID(device));
    if (!status && !(status = db_next(&rows)))
        status = db_copy_blob(&rows, 0, label, JOURNAL_IDENTITY_LEN);
    if (!status)
        *acknowledged = (uint64_t)db_int(&rows, 1);
    db_rows_end(&rows);
    return status;
}

enum gh_status journals_add(struct db *db, const struct uuid *device, const uint8_t label[static JOURNAL_IDENTITY_LEN],
                            const struct device_journal *journal, tick now)
{
    return db_query(db, NULL,
                    "INSERT INTO device_journal (device, ordinal, label, acknowledged, last_hash, begun_at) "
                    "VALUES ($1, $2, $3, $4, $5, $6)",
                    DB_UUID(device), DB_INT(journal->ordinal), DB_BLOB(label, JOURNAL_IDENTITY_LEN),
                    DB_INT((int64_t)journal->intake.acknowledged), hash_value(&journal->intake), DB_INT(now));
}

enum gh_status journals_save(struct db *db, const struct uuid *device, const struct device_journal *journal)
{
    return db_query(db, NULL,
                    "UPDATE device_journal SET acknowledged = $1, last_hash = $2 WHERE device = $3 AND ordinal = $4",
                    DB_INT((int64_t)journal->intake.acknowledged), hash_value(&journal->intake), DB_UUID(device),
                    DB_INT(journal->ordinal));
}

enum gh_status journals_acknowledged(struct db *db, const struct device *device,
                                     const uint8_t label[static JOURNAL_IDENTITY_LEN], uint64_t *out)
{
    struct device_journal found = {0};
    int64_t newest = -1;
    enum gh_status status = journals_find(db, &device->id, label, &found);
    if (status == GH_NOT_FOUND && !(status = journals_newest(db, &device->id, &newest)) && newest < 0)
        found.intake.acknowledged = device->acknowledged;
    if (!status)
        *out = found.intake.acknowledged;
    return status;
}

static enum gh_status settle_fork(const struct audit_act *act, const struct scope *scope, const struct uuid *device)
{
    char subject[AUDIT_SUBJECT_SIZE];
    audit_subject_id("device", device, subject);
    enum gh_status status = scope_query(
        act->db, NULL, scope, "UPDATE device SET forked_at = NULL WHERE id = $1 AND forked_at IS NOT NULL AND {campus}",
        DB_UUID(device));
    if (!status && db_changed(act->db) == 0)
        status = GH_NOT_FOUND;
    if (!status)
        status = exception_close_all(act->db, EXCEPTION_ANOTHER_JOURNAL, device, act->by, EXCEPTION_SETTLED, act->now);
    return status ? status
                  : audit_write(act->db, &(struct audit_entry){act->now, act->by, "device-journal-settled", subject, "",
                                                               act->address});
}

enum gh_status journals_settle_fork(const struct audit_act *act, const struct scope *scope, const struct uuid *device)
{
    enum gh_status status = db_begin(act->db);
    return status ? status : record_finish(act->db, settle_fork(act, scope, device));
}

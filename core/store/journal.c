/* The journal's writing side: opens, appends, acknowledges, prunes. */
#include "store/journal.h"

#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>

#include "store/journal_internal.h"
#include "store/schema.h"

/* A journal of thirty busy days has some 50 MB. */
#define CHECK_BELOW ((int64_t)256 * 1024 * 1024)

static struct sql_schema schema_with(enum sql_sync sync)
{
    return (struct sql_schema){journal_migrations, journal_migrations_count, sync, CHECK_BELOW};
}

static enum gh_status read_head(struct sql_rows *row, void *out)
{
    struct journal_head head = {.last_number = (uint64_t)sql_int(row, 0),
                                .last_time = sql_int(row, 2),
                                .acknowledged = (uint64_t)sql_int(row, 3),
                                .pruned_to = (uint64_t)sql_int(row, 4)};
    enum gh_status status = sql_copy_bytes(row, 1, head.last_hash, ENTRY_HASH_LEN);
    if (!status)
        *(struct journal_head *)out = head;
    return status;
}

enum gh_status journal_read_head(struct journal *j, struct journal_head *out)
{
    return sql_read_one(j->sql, read_head, out,
                        "SELECT last_number, last_hash, last_time, acknowledged, pruned_to FROM head WHERE only = 1");
}

enum gh_status journal_write_head(struct journal *j, const struct journal_head *head)
{
    return sql_exec(j->sql,
                    "INSERT INTO head(only, device, last_number, last_hash, last_time, acknowledged,"
                    " pruned_to) VALUES (1, $1, $2, $3, $4, $5, $6) ON CONFLICT(only) DO UPDATE SET"
                    " last_number = $2, last_hash = $3, last_time = $4, acknowledged = $5,"
                    " pruned_to = $6",
                    DB_TEXT(j->device), DB_INT((int64_t)head->last_number), DB_BLOB(head->last_hash, ENTRY_HASH_LEN),
                    DB_INT(head->last_time), DB_INT((int64_t)head->acknowledged), DB_INT((int64_t)head->pruned_to));
}

static enum gh_status read_device(struct sql_rows *row, void *out)
{
    return sql_copy_text(row, 0, out, DEVICE_ID_MAX);
}

static enum gh_status check_device(struct journal *j, const char *device)
{
    enum gh_status status = sql_read_one(j->sql, read_device, j->device, "SELECT device FROM head WHERE only = 1");
    if (!device)
        return status == GH_NOT_FOUND ? GH_OK : status;
    if (status == GH_NOT_FOUND) {
        memcpy(j->device, device, strlen(device) + 1);
        return journal_write_head(j, &(struct journal_head){0});
    }
    return !status && strcmp(device, j->device) != 0 ? GH_CONFLICT : status;
}

static enum gh_status open_journal(const char *path, const char *device, enum sql_mode mode, enum sql_sync sync,
                                   struct journal **out)
{
    struct sql_schema schema = schema_with(sync);
    if (device && (*device == '\0' || strlen(device) >= DEVICE_ID_MAX))
        return GH_TOO_LONG;
    struct journal *j = calloc(1, sizeof *j);
    if (!j)
        return GH_NO_MEMORY;
    enum gh_status status = sql_open(path, &schema, mode, &j->sql);
    if (!status)
        status = check_device(j, device);
    if (status) {
        journal_close(j);
        return status;
    }
    *out = j;
    return GH_OK;
}

enum gh_status journal_open_with(const char *path, const char *device, enum sql_sync sync, struct journal **out)
{
    return open_journal(path, device, SQL_WRITE, sync, out);
}

enum gh_status journal_open(const char *path, const char *device, struct journal **out)
{
    return open_journal(path, device, SQL_WRITE, SQL_SYNC_FULL, out);
}

enum gh_status journal_open_read(const char *path, struct journal **out)
{
    return open_journal(path, NULL, SQL_READ, SQL_SYNC_FULL, out);
}

void journal_close(struct journal *journal)
{
    if (!journal)
        return;
    sql_close(journal->sql);
    free(journal);
}

const char *journal_device(const struct journal *journal)
{
    return journal->device;
}

/* Who comes in without a pass counts under the hash of the plate, or the admission itself. */
static enum gh_status note_admission(struct journal *j, const struct entry *e)
{
    const struct uuid subject = entry_subject(e);
    enum gh_status status =
        sql_exec(j->sql, "INSERT INTO inside(pass_id, entry_id, since, expires) VALUES ($1, $2, $3, $4)",
                 DB_UUID(&subject), DB_UUID(&e->id), DB_INT(e->at), DB_INT(e->pass_expires));
    if (status || !e->uses_up || uuid_is_nil(&e->pass_id))
        return status;
    return sql_exec(j->sql, "INSERT INTO use(pass_id, entry_id, at, gate, expires) VALUES ($1, $2, $3, $4, $5)",
                    DB_UUID(&e->pass_id), DB_UUID(&e->id), DB_INT(e->at), DB_INT(e->gate), DB_INT(e->pass_expires));
}

/* Updates the uses and who is inside. */
static enum gh_status note_effects(struct journal *j, const struct entry *e)
{
    if (e->kind == ENTRY_TAKE_BACK) {
        enum gh_status status = sql_exec(j->sql, "DELETE FROM use WHERE entry_id = $1", DB_UUID(&e->refers_to));
        return status ? status : sql_exec(j->sql, "DELETE FROM inside WHERE entry_id = $1", DB_UUID(&e->refers_to));
    }
    if (e->kind == ENTRY_EXIT || (entry_is_admission(e) && e->direction == DIRECTION_OUT)) {
        const struct uuid subject = entry_subject(e);
        const bool lone = uuid_is_nil(&e->pass_id) && !entry_is_of_plate(e);
        return sql_exec(j->sql, "DELETE FROM inside WHERE pass_id = $1", DB_UUID(lone ? &e->refers_to : &subject));
    }
    return entry_is_admission(e) ? note_admission(j, e) : GH_OK;
}

enum gh_status journal_insert(struct journal *j, const struct entry *entry)
{
    struct db_value values[ENTRY_COLUMN_COUNT];
    entry_values(entry, values);
    return sql_exec_values(j->sql, "INSERT INTO entry(" ENTRY_COLUMNS ") VALUES (" ENTRY_PARAMETERS ")", values,
                           ENTRY_COLUMN_COUNT);
}

enum gh_status journal_append_within(struct journal *j, struct entry *e)
{
    struct journal_head head;
    enum gh_status status = journal_read_head(j, &head);
    if (status)
        return status;
    e->number = head.last_number + 1;
    memcpy(e->previous, head.last_hash, ENTRY_HASH_LEN);
    entry_hash(e, j->device, e->hash);
    if ((status = journal_insert(j, e)) || (status = note_effects(j, e)))
        return status;
    head.last_number = e->number;
    memcpy(head.last_hash, e->hash, ENTRY_HASH_LEN);
    if (e->clock_trusted && e->at > head.last_time)
        head.last_time = e->at;
    return journal_write_head(j, &head);
}

bool journal_may_append(const struct entry *entry)
{
    return memchr(entry->note, '\0', sizeof entry->note) != NULL && !uuid_is_nil(&entry->id) &&
           !(entry->note[0] && entry_has_sealed_note(entry));
}

static enum gh_status append_each(struct journal *j, struct entry *entries, size_t count)
{
    enum gh_status status = GH_OK;
    for (size_t i = 0; i < count && !status; i++)
        status = journal_append_within(j, &entries[i]);
    return status;
}

enum gh_status journal_append_all(struct journal *j, struct entry *entries, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!journal_may_append(&entries[i]))
            return GH_MALFORMED;
    enum gh_status status = sql_begin(j->sql);
    if (status)
        return status;
    return sql_finish(j->sql, append_each(j, entries, count));
}

enum gh_status journal_append(struct journal *j, struct entry *entry)
{
    struct entry e = *entry;
    enum gh_status status = journal_append_all(j, &e, 1);
    if (!status)
        *entry = e;
    return status;
}

enum gh_status journal_acknowledge(struct journal *j, uint64_t number)
{
    struct journal_head head;
    enum gh_status status = sql_begin(j->sql);
    if (status)
        return status;
    status = journal_read_head(j, &head);
    if (!status && number > head.last_number)
        status = GH_CONFLICT; /* the server acknowledges entries that were never sent: an answer for another journal */
    if (!status && number > head.acknowledged) {
        head.acknowledged = number;
        status = journal_write_head(j, &head);
    }
    return sql_finish(j->sql, status);
}

static enum gh_status prune_in_transaction(struct journal *j, tick before, tick now, uint64_t *deleted)
{
    struct journal_head head;
    int64_t first_kept;
    enum gh_status status = journal_read_head(j, &head);
    /* Delete only from the old end, so that the rest is one unbroken piece of the chain. */
    if (!status)
        status = sql_first_int(
            j->sql, &first_kept, "SELECT coalesce(min(number), $1) FROM entry WHERE number > $2 OR at >= $3",
            DB_INT((int64_t)head.last_number + 1), DB_INT((int64_t)head.acknowledged), DB_INT(before));
    if (!status)
        status = sql_exec(j->sql, "DELETE FROM entry WHERE number < $1", DB_INT(first_kept));
    if (status)
        return status;
    *deleted = (uint64_t)sql_changes(j->sql);
    if (first_kept > 0 && (uint64_t)first_kept - 1 > head.pruned_to)
        head.pruned_to = (uint64_t)first_kept - 1;
    status = journal_write_head(j, &head);
    /* Uses and presence stay as long as their entry: journal_verify() compares them. */
    if (!status)
        status = sql_exec(j->sql, "DELETE FROM use WHERE expires < $1 AND entry_id NOT IN (SELECT id FROM entry)",
                          DB_INT(now));
    if (!status)
        status = sql_exec(
            j->sql, "DELETE FROM inside WHERE expires < $1 AND since < $2 AND entry_id NOT IN (SELECT id FROM entry)",
            DB_INT(now), DB_INT(before));
    return status;
}

enum gh_status journal_prune(struct journal *j, tick before, tick now, uint64_t *deleted)
{
    uint64_t count = 0;
    enum gh_status status = sql_begin(j->sql);
    if (status)
        return status;
    status = sql_finish(j->sql, prune_in_transaction(j, before, now, &count));
    if (!status)
        *deleted = count;
    return status;
}

enum gh_status journal_set_value(struct journal *j, const char *name, int64_t value)
{
    return sql_exec(j->sql, "INSERT INTO value(name, value) VALUES ($1, $2) ON CONFLICT(name) DO UPDATE SET value = $2",
                    DB_TEXT(name), DB_INT(value));
}

enum gh_status journal_get_value(struct journal *j, const char *name, int64_t *out)
{
    return sql_first_int(j->sql, out, "SELECT value FROM value WHERE name = $1", DB_TEXT(name));
}

enum gh_status journal_disk_used_percent(const char *path, int *percent)
{
    struct statvfs disk;
    char directory[1024];
    const char *slash = strrchr(path, '/');
    size_t len = slash ? (size_t)(slash - path) : 0;
    if (len >= sizeof directory)
        return GH_TOO_LONG;
    memcpy(directory, slash ? path : ".", slash ? len : 1);
    directory[slash ? len : 1] = '\0';
    if (statvfs(*directory ? directory : "/", &disk) != 0 || disk.f_blocks == 0)
        return GH_IO;
    uint64_t available = disk.f_bavail, used = disk.f_blocks - disk.f_bfree;
    *percent = used + available == 0 ? 100 : (int)(used * 100 / (used + available));
    return GH_OK;
}

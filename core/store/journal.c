/* The journal's writing side: open, append, acknowledge, prune. */
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

enum gh_status journal_read_head(struct journal *j, struct journal_head *out)
{
    struct sql_statement *s;
    struct journal_head head = {0};
    bool row;
    enum gh_status status = sql_prepare(
        j->sql, "SELECT last_number, last_hash, last_time, acknowledged, pruned_to FROM head WHERE only = 1", &s);
    if (status || (status = sql_step(s, &row)))
        return status;
    if (!row)
        return GH_NOT_FOUND;
    head.last_number = (uint64_t)sql_int(s, 0);
    status = sql_copy_bytes(s, 1, head.last_hash, ENTRY_HASH_LEN);
    head.last_time = sql_int(s, 2);
    head.acknowledged = (uint64_t)sql_int(s, 3);
    head.pruned_to = (uint64_t)sql_int(s, 4);
    sql_reset(s);
    if (!status)
        *out = head;
    return status;
}

enum gh_status journal_write_head(struct journal *j, const struct journal_head *head)
{
    struct sql_statement *s;
    enum gh_status status =
        sql_prepare(j->sql,
                    "INSERT INTO head(only, device, last_number, last_hash, last_time, acknowledged,"
                    " pruned_to) VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT(only) DO UPDATE SET"
                    " last_number = ?2, last_hash = ?3, last_time = ?4, acknowledged = ?5,"
                    " pruned_to = ?6",
                    &s);
    if (status)
        return status;
    sql_bind_text(s, 1, j->device);
    sql_bind_int(s, 2, (int64_t)head->last_number);
    sql_bind_bytes(s, 3, BYTES(head->last_hash, ENTRY_HASH_LEN));
    sql_bind_int(s, 4, head->last_time);
    sql_bind_int(s, 5, (int64_t)head->acknowledged);
    sql_bind_int(s, 6, (int64_t)head->pruned_to);
    return sql_run(s);
}

static enum gh_status check_device(struct journal *j, const char *device)
{
    struct sql_statement *s;
    bool row;
    enum gh_status status = sql_prepare(j->sql, "SELECT device FROM head WHERE only = 1", &s);
    if (status || (status = sql_step(s, &row)))
        return status;
    if (row) {
        status = sql_copy_text(s, 0, j->device, sizeof j->device);
        sql_reset(s);
        if (!status && device && strcmp(device, j->device) != 0)
            status = GH_CONFLICT;
        return status;
    }
    if (!device)
        return GH_OK;
    memcpy(j->device, device, strlen(device) + 1);
    return journal_write_head(j, &(struct journal_head){0});
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

static enum gh_status run_with_id(struct journal *j, const char *text, const struct uuid *id)
{
    struct sql_statement *s;
    enum gh_status status = sql_prepare(j->sql, text, &s);
    if (status)
        return status;
    sql_bind_bytes(s, 1, BYTES(id->b, UUID_LEN));
    return sql_run(s);
}

static enum gh_status note_admission(struct journal *j, const struct entry *e)
{
    struct sql_statement *s;
    enum gh_status status =
        sql_prepare(j->sql, "INSERT INTO inside(pass_id, entry_id, since, expires) VALUES (?1, ?2, ?3, ?4)", &s);
    if (status)
        return status;
    sql_bind_bytes(s, 1, BYTES(e->pass_id.b, UUID_LEN));
    sql_bind_bytes(s, 2, BYTES(e->id.b, UUID_LEN));
    sql_bind_int(s, 3, e->at);
    sql_bind_int(s, 4, e->pass_expires);
    if ((status = sql_run(s)) || !e->uses_up)
        return status;
    status =
        sql_prepare(j->sql, "INSERT INTO use(pass_id, entry_id, at, gate, expires) VALUES (?1, ?2, ?3, ?4, ?5)", &s);
    if (status)
        return status;
    sql_bind_bytes(s, 1, BYTES(e->pass_id.b, UUID_LEN));
    sql_bind_bytes(s, 2, BYTES(e->id.b, UUID_LEN));
    sql_bind_int(s, 3, e->at);
    sql_bind_int(s, 4, e->gate);
    sql_bind_int(s, 5, e->pass_expires);
    return sql_run(s);
}

/* What an entry means for uses and for who is inside. */
static enum gh_status note_effects(struct journal *j, const struct entry *e)
{
    if (e->kind == ENTRY_TAKE_BACK) {
        enum gh_status status = run_with_id(j, "DELETE FROM use WHERE entry_id = ?1", &e->refers_to);
        return status ? status : run_with_id(j, "DELETE FROM inside WHERE entry_id = ?1", &e->refers_to);
    }
    if (uuid_is_nil(&e->pass_id))
        return GH_OK;
    if (e->kind == ENTRY_EXIT || (entry_is_admission(e) && e->direction == DIRECTION_OUT))
        return run_with_id(j, "DELETE FROM inside WHERE pass_id = ?1", &e->pass_id);
    return entry_is_admission(e) ? note_admission(j, e) : GH_OK;
}

enum gh_status journal_insert(struct journal *j, const struct entry *entry)
{
    struct sql_statement *s;
    enum gh_status status =
        sql_prepare(j->sql,
                    "INSERT INTO entry(" ENTRY_COLUMNS ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9,"
                    " ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24)",
                    &s);
    if (status)
        return status;
    entry_bind(s, entry);
    return sql_run(s);
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
    return memchr(entry->note, '\0', sizeof entry->note) != NULL && !uuid_is_nil(&entry->id);
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
    if ((status = append_each(j, entries, count))) {
        sql_rollback(j->sql);
        return status;
    }
    return sql_commit(j->sql);
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
        status = GH_CONFLICT; /* acknowledges what was never sent: another journal's answer */
    if (!status && number > head.acknowledged) {
        head.acknowledged = number;
        status = journal_write_head(j, &head);
    }
    if (status) {
        sql_rollback(j->sql);
        return status;
    }
    return sql_commit(j->sql);
}

static enum gh_status prune_in_transaction(struct journal *j, tick before, tick now, uint64_t *deleted)
{
    struct journal_head head;
    struct sql_statement *s;
    int64_t first_kept;
    bool row;
    enum gh_status status = journal_read_head(j, &head);
    if (status)
        return status;
    /* Only from the old end, so that what is left is one unbroken piece of the chain. */
    status = sql_prepare(j->sql, "SELECT coalesce(min(number), ?1) FROM entry WHERE number > ?2 OR at >= ?3", &s);
    if (status)
        return status;
    sql_bind_int(s, 1, (int64_t)head.last_number + 1);
    sql_bind_int(s, 2, (int64_t)head.acknowledged);
    sql_bind_int(s, 3, before);
    if ((status = sql_step(s, &row)))
        return status;
    first_kept = row ? sql_int(s, 0) : 0;
    sql_reset(s);
    if ((status = sql_prepare(j->sql, "DELETE FROM entry WHERE number < ?1", &s)))
        return status;
    sql_bind_int(s, 1, first_kept);
    if ((status = sql_run(s)))
        return status;
    *deleted = (uint64_t)sql_changes(j->sql);
    if (first_kept > 0 && (uint64_t)first_kept - 1 > head.pruned_to)
        head.pruned_to = (uint64_t)first_kept - 1;
    /* As long as an entry is here, so is what follows from it: journal_verify compares them. */
    if ((status = journal_write_head(j, &head)) ||
        (status =
             sql_prepare(j->sql, "DELETE FROM use WHERE expires < ?1 AND entry_id NOT IN (SELECT id FROM entry)", &s)))
        return status;
    sql_bind_int(s, 1, now);
    if ((status = sql_run(s)) ||
        (status = sql_prepare(
             j->sql, "DELETE FROM inside WHERE expires < ?1 AND since < ?2 AND entry_id NOT IN (SELECT id FROM entry)",
             &s)))
        return status;
    sql_bind_int(s, 1, now);
    sql_bind_int(s, 2, before);
    return sql_run(s);
}

enum gh_status journal_prune(struct journal *j, tick before, tick now, uint64_t *deleted)
{
    uint64_t count = 0;
    enum gh_status status = sql_begin(j->sql);
    if (status)
        return status;
    if ((status = prune_in_transaction(j, before, now, &count))) {
        sql_rollback(j->sql);
        return status;
    }
    if ((status = sql_commit(j->sql)))
        return status;
    *deleted = count;
    return GH_OK;
}

enum gh_status journal_set_value(struct journal *j, const char *name, int64_t value)
{
    struct sql_statement *s;
    enum gh_status status = sql_prepare(
        j->sql, "INSERT INTO value(name, value) VALUES (?1, ?2) ON CONFLICT(name) DO UPDATE SET value = ?2", &s);
    if (status)
        return status;
    sql_bind_text(s, 1, name);
    sql_bind_int(s, 2, value);
    return sql_run(s);
}

enum gh_status journal_get_value(struct journal *j, const char *name, int64_t *out)
{
    struct sql_statement *s;
    bool row;
    enum gh_status status = sql_prepare(j->sql, "SELECT value FROM value WHERE name = ?1", &s);
    if (status)
        return status;
    sql_bind_text(s, 1, name);
    if ((status = sql_step(s, &row)))
        return status;
    if (!row)
        return GH_NOT_FOUND;
    *out = sql_int(s, 0);
    sql_reset(s);
    return GH_OK;
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

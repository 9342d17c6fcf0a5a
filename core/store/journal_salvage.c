/* A damaged journal: set aside, never dropped; what can be read goes on in a new one. */
#include <stdlib.h>
#include <string.h>

#include "store/journal_internal.h"
#include "store/schema.h"

struct salvage {
    struct sql *old;     /* owned; NULL when the file can't be opened at all */
    struct journal *new; /* owned */
    struct journal_head head;
    struct journal_salvage_report *report;
};

/* Opens without any check or migration: a damaged file is to be read as far as it goes. */
static struct sql *open_damaged(const char *path)
{
    static const struct sql_schema schema = {journal_migrations, JOURNAL_MIGRATIONS, SQL_SYNC_FULL, 0};
    struct sql *sql = NULL;
    return sql_open(path, &schema, SQL_READ, &sql) == GH_OK ? sql : NULL;
}

static enum gh_status keep(struct salvage *s, const struct entry *e)
{
    uint8_t hash[ENTRY_HASH_LEN];
    entry_hash(e, s->new->device, hash);
    bool follows = e->number == s->head.last_number + 1 &&
                   (s->report->saved == 0 || memcmp(e->previous, s->head.last_hash, ENTRY_HASH_LEN) == 0);
    if (memcmp(hash, e->hash, ENTRY_HASH_LEN) != 0 || !follows)
        s->report->chain_whole = false;
    if (e->number > s->head.last_number + 1 && s->report->saved > 0)
        s->report->lost_at_least += e->number - s->head.last_number - 1;
    enum gh_status status = journal_insert(s->new, e);
    if (status == GH_CONFLICT) {
        s->report->chain_whole = false;
        return GH_OK; /* the same entry twice, from two damaged pages */
    }
    if (status)
        return status;
    if (s->report->saved == 0)
        s->head.pruned_to = e->number - 1;
    s->report->saved++;
    s->head.last_number = e->number;
    memcpy(s->head.last_hash, e->hash, ENTRY_HASH_LEN);
    if (e->clock_trusted && e->at > s->head.last_time) /* as journal_append */
        s->head.last_time = e->at;
    return GH_OK;
}

/* Entry by entry by its number, so that one unreadable page costs only its own entries. */
static enum gh_status copy_entries(struct salvage *s)
{
    struct sql_statement *read;
    int64_t last = 0;
    if (sql_prepare(s->old, "SELECT " ENTRY_COLUMNS " FROM entry WHERE number = ?1", &read) != GH_OK)
        return GH_OK;
    if (sql_query_int(s->old, "SELECT last_number FROM head", &last) != GH_OK &&
        sql_query_int(s->old, "SELECT max(number) FROM entry", &last) != GH_OK)
        return GH_OK;
    int64_t first = 1;
    if (sql_query_int(s->old, "SELECT pruned_to + 1 FROM head", &first) != GH_OK || first < 1 || first > last)
        first = 1;
    for (int64_t number = first; number <= last; number++) {
        struct entry e;
        bool row = false;
        sql_bind_int(read, 1, number);
        if (sql_step(read, &row) != GH_OK || !row || entry_read(read, &e) != GH_OK) {
            sql_reset(read);
            continue;
        }
        sql_reset(read);
        enum gh_status status = keep(s, &e);
        if (status)
            return status;
    }
    if ((uint64_t)last > s->head.last_number) {
        s->report->lost_at_least += (uint64_t)last - s->head.last_number;
        s->report->chain_whole = false;
        s->head.last_number = (uint64_t)last; /* their numbers are gone, never given again */
    }
    int64_t acknowledged;
    if (sql_query_int(s->old, "SELECT acknowledged FROM head", &acknowledged) == GH_OK && acknowledged >= 0 &&
        (uint64_t)acknowledged <= s->head.last_number)
        s->head.acknowledged = (uint64_t)acknowledged;
    return GH_OK;
}

/* Uses of entries that were pruned long ago stand only in their own table. */
static enum gh_status copy_uses(struct salvage *s)
{
    struct sql_statement *read, *write;
    bool row;
    if (sql_prepare(s->old, "SELECT pass_id, entry_id, at, gate, expires FROM use", &read) != GH_OK)
        return GH_OK;
    enum gh_status status = sql_prepare(
        s->new->sql, "INSERT OR IGNORE INTO use(pass_id, entry_id, at, gate, expires) VALUES (?1, ?2, ?3, ?4, ?5)",
        &write);
    while (!status && sql_step(read, &row) == GH_OK && row) {
        sql_bind_bytes(write, 1, sql_bytes(read, 0));
        sql_bind_bytes(write, 2, sql_bytes(read, 1));
        for (int i = 2; i < 5; i++)
            sql_bind_int(write, i + 1, sql_int(read, i));
        status = sql_run(write);
    }
    sql_reset(read);
    return status;
}

/* The floor of trusted time and the sign-in throttle: damage must neither set the clock back nor forgive guesses. */
static enum gh_status copy_values(struct salvage *s)
{
    struct sql_statement *read, *write;
    bool row;
    if (sql_prepare(s->old, "SELECT name, value FROM value", &read) != GH_OK)
        return GH_OK;
    enum gh_status status =
        sql_prepare(s->new->sql, "INSERT OR IGNORE INTO value(name, value) VALUES (?1, ?2)", &write);
    while (!status && sql_step(read, &row) == GH_OK && row) {
        char name[64];
        if (sql_copy_text(read, 0, name, sizeof name) != GH_OK)
            continue; /* no name of ours */
        sql_bind_text(write, 1, name);
        sql_bind_int(write, 2, sql_int(read, 1));
        status = sql_run(write);
    }
    sql_reset(read);
    return status;
}

static enum gh_status copy_all(struct salvage *s)
{
    enum gh_status status = sql_begin(s->new->sql);
    if (status)
        return status;
    s->report->chain_whole = s->old != NULL;
    if (s->old && ((status = copy_entries(s)) || (status = copy_uses(s)) || (status = copy_values(s)))) {
        sql_rollback(s->new->sql);
        return status;
    }
    if ((status = journal_write_head(s->new, &s->head))) {
        sql_rollback(s->new->sql);
        return status;
    }
    return sql_commit(s->new->sql);
}

enum gh_status journal_salvage(const char *path, const char *device, struct journal_salvage_report *report)
{
    struct journal_salvage_report found = {0};
    enum gh_status status = sql_set_aside(path, found.set_aside, sizeof found.set_aside);
    if (status)
        return status;
    struct salvage s = {.report = &found};
    status = journal_open(path, device, &s.new);
    if (!status) {
        s.old = open_damaged(found.set_aside);
        status = copy_all(&s);
    }
    sql_close(s.old);
    journal_close(s.new);
    if (!status)
        *report = found;
    return status;
}

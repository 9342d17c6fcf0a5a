/* Sets a damaged journal aside, never deletes it, and carries on with what can be read in a new one. */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "store/journal_internal.h"
#include "store/journal_pages.h"
#include "store/schema.h"

#define ROW_BYTES_MIN 128 /* of an entry in the file; its ids, hashes and times already need more */

struct salvage {
    struct sql *old;     /* owned; NULL: the file can't be opened */
    struct journal *new; /* owned */
    struct journal_head head;
    bool head_known; /* the damaged file says where the chain begins and ends */
    struct journal_salvage_report *report;
};

/* Opens a damaged file of any version, without checks or migration. */
static struct sql *open_damaged(const char *path)
{
    const struct sql_schema schema = {journal_migrations, journal_migrations_count, SQL_SYNC_FULL, 0};
    struct sql *sql = NULL;
    return sql_open(path, &schema, SQL_READ_ANY, &sql) == GH_OK ? sql : NULL;
}

static void read_old_head(struct salvage *s)
{
    int64_t pruned, last, acknowledged;
    if (!s->old || sql_first_int(s->old, &pruned, "SELECT pruned_to FROM head") ||
        sql_first_int(s->old, &last, "SELECT last_number FROM head") ||
        sql_first_int(s->old, &acknowledged, "SELECT acknowledged FROM head"))
        return;
    if (pruned < 0 || pruned > last || acknowledged < 0 || acknowledged > last)
        return;
    s->head.pruned_to = (uint64_t)pruned;
    s->head.last_number = (uint64_t)last;
    s->head.acknowledged = (uint64_t)acknowledged;
    s->head_known = true;
}

static bool is_genuine(const struct salvage *s, const struct entry *e)
{
    return entry_is_genuine(e, s->new->device);
}

static enum gh_status keep(struct salvage *s, const struct entry *e)
{
    enum gh_status status = journal_insert(s->new, e);
    return status == GH_CONFLICT ? GH_OK : status; /* the same entry once more */
}

/* Keeps a row from a raw page only if its hash is right and it was not pruned. */
static enum gh_status keep_if_genuine(void *context, const struct entry *e)
{
    struct salvage *s = context;
    return e->number > s->head.pruned_to && is_genuine(s, e) ? keep(s, e) : GH_OK;
}

static enum gh_status scan_pages(struct salvage *s)
{
    char log[sizeof s->report->set_aside + 4];
    (void)snprintf(log, sizeof log, "%s-wal", s->report->set_aside);
    enum gh_status status = journal_scan_pages(s->report->set_aside, s->new, keep_if_genuine, s);
    if (!status || status == GH_IO)
        status = journal_scan_pages(log, s->new, keep_if_genuine, s);
    return status == GH_IO ? GH_OK : status; /* the disk gives no more */
}

/* Returns the most rows that the file can hold. A damaged head may name any number, and we must not count up to it. */
static int64_t rows_possible(const char *path)
{
    struct stat file;
    return stat(path, &file) == 0 ? (int64_t)file.st_size / ROW_BYTES_MIN + 1 : 1;
}

#define ENTRY_BY_NUMBER "SELECT " ENTRY_COLUMNS " FROM entry WHERE number = $1"
#define OF_9_BY_NUMBER "SELECT " ENTRY_COLUMNS_OF_9 ", NULL, NULL FROM entry WHERE number = $1"
#define OLDER_BY_NUMBER "SELECT " ENTRY_COLUMNS_OF_FIRST ", NULL, NULL, NULL FROM entry WHERE number = $1"
#define NEXT_NUMBER "SELECT number FROM entry WHERE number > $1 ORDER BY number LIMIT 1"

static bool has_entries(struct sql *old)
{
    struct sql_rows *rows;
    bool has = sql_query(old, &rows, NEXT_NUMBER, DB_INT(0)) == GH_OK;
    sql_end(rows);
    return has;
}

/* The damaged file may be of a version before the last columns. */
static bool read_number(struct sql *old, int64_t number, struct entry *e)
{
    return sql_read_one(old, entry_read, e, ENTRY_BY_NUMBER, DB_INT(number)) == GH_OK ||
           sql_read_one(old, entry_read, e, OF_9_BY_NUMBER, DB_INT(number)) == GH_OK ||
           sql_read_one(old, entry_read, e, OLDER_BY_NUMBER, DB_INT(number)) == GH_OK;
}

/* Finds the next number in the table, or counts on where the table can't be read. False: there is no next entry. */
static bool next_number(struct sql *old, int64_t *number, bool *sure)
{
    int64_t next = *number + 1;
    enum gh_status status = sql_first_int(old, &next, NEXT_NUMBER, DB_INT(*number));
    *sure = status == GH_OK;
    *number = next;
    return status != GH_NOT_FOUND;
}

/* Copies entries one by one, by number, so that an unreadable page loses only its own entries. Keeps altered ones too;
 * their hash shows them later. */
static enum gh_status copy_entries(struct salvage *s)
{
    int64_t number = (int64_t)s->head.pruned_to, misses = 0, misses_max = rows_possible(s->report->set_aside);
    bool sure;
    if (!s->old || !has_entries(s->old))
        return GH_OK;
    while (misses <= misses_max && next_number(s->old, &number, &sure)) {
        struct entry e;
        bool whole = read_number(s->old, number, &e);
        misses = sure || whole ? 0 : misses + 1;
        enum gh_status status = whole ? keep(s, &e) : GH_OK;
        if (status)
            return status;
    }
    return GH_OK;
}

/* Copies the rows that the damaged file still gives, of up to COLUMNS_MAX columns, and leaves out those that the new
 * table refuses. */
#define COLUMNS_MAX 8
static enum gh_status copy_rows(struct salvage *s, const char *read, const char *write, int columns)
{
    struct sql_rows *rows;
    enum gh_status status = GH_OK;
    if (!s->old || sql_query(s->old, &rows, read))
        return GH_OK; /* an older version, or unreadable */
    while (!status && !sql_next(rows)) {
        struct db_value values[COLUMNS_MAX];
        for (int i = 0; i < columns; i++)
            values[i] = sql_value(rows, i);
        status = sql_exec_values(s->new->sql, write, values, (size_t)columns);
        if (status == GH_CONFLICT)
            status = GH_OK;
    }
    sql_end(rows);
    return status;
}

/* A file of an older version has none: the new one keeps its own. */
static enum gh_status copy_beginnings(struct salvage *s)
{
    bool has = false;
    if (!s->old || sql_exists(s->old, &has, "SELECT 1 FROM beginning WHERE length(identity) = $1 LIMIT 1",
                              DB_INT(JOURNAL_IDENTITY_LEN)))
        return GH_OK;
    enum gh_status status = has ? sql_exec(s->new->sql, "DELETE FROM beginning") : GH_OK;
    if (!status)
        status = copy_rows(s, "SELECT first, identity, last_before FROM beginning WHERE length(identity) = 16",
                           "INSERT OR IGNORE INTO beginning(first, identity, last_before) VALUES ($1, $2, $3)", 3);
    return status;
}

/* A journal that lost entries is another journal: the server compares every entry that is left. */
static enum gh_status begin_anew(struct salvage *s)
{
    return s->report->chain_whole
               ? GH_OK
               : sql_exec(s->new->sql,
                          "UPDATE beginning SET identity = randomblob(16) WHERE first = (SELECT max(first) "
                          "FROM beginning)");
}

/* Takes one saved entry into the report. */
static void follow(struct salvage *s, const struct entry *e, uint64_t *expected)
{
    struct journal_salvage_report *r = s->report;
    if (r->saved == 0 && !s->head_known)
        *expected = e->number; /* the entries before were pruned or lost; nobody can tell */
    if (r->saved == 0)
        s->head.pruned_to = s->head_known ? s->head.pruned_to : e->number - 1;
    bool follows = e->number == *expected || journal_begins_again(s->new, *expected, e->number);
    r->lost_at_least += follows ? 0 : e->number - *expected;
    if (!follows || !is_genuine(s, e) || (r->saved > 0 && memcmp(e->previous, s->head.last_hash, ENTRY_HASH_LEN) != 0))
        r->chain_whole = false;
    r->saved++;
    *expected = e->number + 1;
    memcpy(s->head.last_hash, e->hash, ENTRY_HASH_LEN);
    if (e->clock_trusted && e->at > s->head.last_time) /* as journal_append */
        s->head.last_time = e->at;
}

/* Walks the saved chain. The numbers of lost entries are never used again. */
static enum gh_status walk(struct salvage *s)
{
    struct sql_rows *rows;
    uint64_t expected = s->head.pruned_to + 1;
    s->report->chain_whole = s->head_known;
    enum gh_status status = sql_query(s->new->sql, &rows, "SELECT " ENTRY_COLUMNS " FROM entry ORDER BY number");
    while (!status && !(status = sql_next(rows))) {
        struct entry e;
        if (!(status = entry_read(rows, &e)))
            follow(s, &e, &expected);
    }
    sql_end(rows);
    if (status != GH_NOT_FOUND)
        return status;
    if (expected <= s->head.last_number && !journal_begins_again(s->new, expected, s->head.last_number + 1)) {
        s->report->lost_at_least += s->head.last_number + 1 - expected;
        s->report->chain_whole = false;
    } else if (expected > s->head.last_number) {
        s->head.last_number = expected - 1;
    }
    return GH_OK;
}

/* Builds the tables that follow from the entries. Rows of entries that were pruned long ago come from the old file. */
static enum gh_status rebuild_followers(struct salvage *s)
{
    enum gh_status status = sql_exec(s->new->sql, "INSERT INTO use SELECT * FROM standing_use");
    if (!status)
        status = copy_rows(s, "SELECT entry_id, pass_id, at, expires, gate FROM use",
                           "INSERT OR IGNORE INTO use(entry_id, pass_id, at, expires, gate) SELECT $1, $2, $3, $4, $5"
                           " WHERE $1 NOT IN (SELECT id FROM entry)",
                           5);
    if (!status)
        status = sql_exec(s->new->sql, "INSERT INTO inside SELECT * FROM standing_inside");
    if (!status)
        status = copy_rows(s, "SELECT entry_id, pass_id, since, expires FROM inside",
                           "INSERT OR IGNORE INTO inside(entry_id, pass_id, since, expires) SELECT $1, $2, $3, $4"
                           " WHERE $1 NOT IN (SELECT id FROM entry)",
                           4);
    return status;
}

/* Copies trusted time and the sign-in throttle: damage must neither set the clock back nor forgive guesses. */
static enum gh_status copy_values(struct salvage *s)
{
    return copy_rows(s, "SELECT name, value FROM value WHERE length(name) < 64",
                     "INSERT OR IGNORE INTO value(name, value) VALUES ($1, $2)", 2);
}

/* The outbox: a table for each kind before version 6, one since. A file has those of its own version. */
static enum gh_status copy_boxes(struct salvage *s)
{
    static const char *const tables[] = {
        "SELECT kind, number, id, about, at, clock_trusted, sealed FROM box",
        "SELECT 1, number, id, NULL, at, clock_trusted, sealed FROM walk_up",
        "SELECT 2, number, entry_id, walk_up, at, 0, sealed FROM emergency",
        "SELECT 3, number, entry_id, NULL, at, 0, sealed FROM evidence",
    };
    enum gh_status status = GH_OK;
    for (size_t i = 0; i < sizeof tables / sizeof tables[0] && !status; i++)
        status = copy_rows(s, tables[i],
                           "INSERT OR IGNORE INTO box(kind, number, id, about, at, clock_trusted, sealed)"
                           " VALUES ($1, $2, $3, $4, $5, $6, $7)",
                           7);
    return status;
}

/* A roll call that was started here, what was ticked, and the end. */
static enum gh_status copy_roll_call(struct salvage *s)
{
    enum gh_status status =
        copy_rows(s, "SELECT only, id, at, guard FROM roll_call",
                  "INSERT OR IGNORE INTO roll_call(only, id, at, guard) VALUES ($1, $2, $3, $4)", 4);
    if (!status)
        status = copy_rows(s, "SELECT subject, is_pass, entry, car, vehicle, at, gate, until FROM roll_row",
                           "INSERT OR IGNORE INTO roll_row(subject, is_pass, entry, car, vehicle, at, gate, until)"
                           " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                           8);
    if (!status)
        status = copy_rows(s, "SELECT number, subject, mark, at FROM roll_tick",
                           "INSERT OR IGNORE INTO roll_tick(number, subject, mark, at) VALUES ($1, $2, $3, $4)", 4);
    if (!status)
        status = copy_rows(
            s, "SELECT only, id, version, at, by, box FROM roll_end",
            "INSERT OR IGNORE INTO roll_end(only, id, version, at, by, box) VALUES ($1, $2, $3, $4, $5, $6)", 6);
    return status;
}

static enum gh_status copy_all(struct salvage *s)
{
    static enum gh_status (*const parts[])(struct salvage *) = {scan_pages,  copy_entries, copy_beginnings,
                                                                walk,        begin_anew,   rebuild_followers,
                                                                copy_values, copy_boxes,   copy_roll_call};
    enum gh_status status = sql_begin(s->new->sql);
    if (status)
        return status;
    read_old_head(s);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0] && !status; i++)
        status = parts[i](s);
    if (!status)
        status = journal_write_head(s->new, &s->head);
    return sql_finish(s->new->sql, status);
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

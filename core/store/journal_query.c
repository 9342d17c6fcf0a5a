/* The journal's reading side: look-ups, lists, counts, and the walk along the chain. */
#include <string.h>

#include "store/journal_internal.h"

enum gh_status journal_find(struct journal *j, const struct uuid *id, struct entry *out)
{
    return sql_read_one(j->sql, entry_read, out, "SELECT " ENTRY_COLUMNS " FROM entry WHERE id = $1", DB_UUID(id));
}

static enum gh_status read_use(struct sql_rows *row, void *out)
{
    *(struct use *)out =
        (struct use){.used = true, .here = true, .at = sql_int(row, 0), .gate = (uint8_t)sql_int(row, 1)};
    return GH_OK;
}

enum gh_status journal_find_use(struct journal *j, const struct uuid *pass_id, struct use *out)
{
    struct use use = {0};
    enum gh_status status = sql_read_one(
        j->sql, read_use, &use, "SELECT at, gate FROM use WHERE pass_id = $1 ORDER BY at LIMIT 1", DB_UUID(pass_id));
    if (status && status != GH_NOT_FOUND)
        return status;
    *out = use;
    return GH_OK;
}

enum gh_status journal_came_with(struct journal *j, const struct uuid *vehicle_entry, struct entry *out, size_t max,
                                 size_t *count)
{
    return sql_read_all(j->sql, SQL_INTO(entry_read, out, max, count),
                        "SELECT " ENTRY_COLUMNS " FROM entry WHERE refers_to = $1 AND kind IN " SQL_ADMISSIONS
                        " ORDER BY number",
                        DB_UUID(vehicle_entry));
}

enum gh_status journal_is_taken_back(struct journal *j, const struct uuid *entry, bool *out)
{
    return sql_exists(j->sql, out, "SELECT 1 FROM entry WHERE refers_to = $1 AND kind = " SQL_TAKE_BACK " LIMIT 1",
                      DB_UUID(entry));
}

enum gh_status journal_list(struct journal *j, const struct journal_filter *filter, struct entry *out, size_t max,
                            size_t *count)
{
    return sql_read_all(j->sql, SQL_INTO(entry_read, out, max, count),
                        "SELECT " ENTRY_COLUMNS " FROM entry WHERE ($1 = 0 OR number < $1)"
                        " AND ($2 = 0 OR at >= $2) AND ($3 = 0 OR at < $3) AND ($4 < 0 OR colour = $4)"
                        " AND ($5 IS NULL OR pass_id = $5) ORDER BY number DESC LIMIT $6",
                        DB_INT((int64_t)filter->before_number), DB_INT(filter->from), DB_INT(filter->to),
                        DB_INT(filter->colour), DB_UUID_OR_NULL(&filter->pass_id), DB_INT((int64_t)max));
}

/* Leaves out rows that can't be read: the server sees the gap and still gets the rows behind it. */
enum gh_status journal_after(struct journal *j, uint64_t number, struct entry *out, size_t max, size_t *count)
{
    struct sql_list readable = SQL_INTO(entry_read, out, max, count);
    readable.skip_corrupt = true;
    return sql_read_all(j->sql, readable,
                        "SELECT " ENTRY_COLUMNS " FROM entry WHERE number > $1 ORDER BY number LIMIT $2",
                        DB_INT((int64_t)number), DB_INT((int64_t)max));
}

/* ---- Counts of a day ---- */

static enum gh_status read_changes(struct sql_rows *row, void *out)
{
    struct journal_tally *tally = out;
    tally->admitted += sql_int(row, 0);
    tally->refused += sql_int(row, 1);
    return GH_OK;
}

/* Adds the entries after counted_to. An admission that was taken back did not happen. A scan counts as refused unless
 * somebody was let in or out after it; a code that is not a pass counts as nothing. So an entry counts itself, and the
 * first one that refers to an earlier entry takes that one's count away. */
static enum gh_status count_more(struct journal *j, struct journal_tally *tally, uint64_t to)
{
    enum gh_status status = sql_read_one(
        j->sql, read_changes, tally,
        "SELECT coalesce(sum((n.kind IN " SQL_ADMISSIONS " AND n.direction = " SQL_IN " AND n.at >= $1)"
        " - (n.kind = " SQL_TAKE_BACK " AND EXISTS (SELECT 1 FROM entry e WHERE e.id = n.refers_to AND e.at >= $1"
        " AND e.kind IN " SQL_ADMISSIONS " AND e.direction = " SQL_IN " AND e.number < n.number)"
        " AND NOT EXISTS (SELECT 1 FROM entry t WHERE t.refers_to = n.refers_to AND t.kind = " SQL_TAKE_BACK
        " AND t.number < n.number))), 0),"
        " coalesce(sum((n.kind = " SQL_SHOWN " AND n.reason <> $2 AND n.at >= $1)"
        " - ((n.kind IN " SQL_ADMISSIONS " OR n.kind = " SQL_EXIT ")"
        " AND EXISTS (SELECT 1 FROM entry e WHERE e.id = n.refers_to AND e.at >= $1 AND e.kind = " SQL_SHOWN
        " AND e.reason <> $2 AND e.number < n.number)"
        " AND NOT EXISTS (SELECT 1 FROM entry d WHERE d.refers_to = n.refers_to AND d.number < n.number"
        " AND (d.kind IN " SQL_ADMISSIONS " OR d.kind = " SQL_EXIT ")))), 0)"
        " FROM entry n WHERE n.number > $3 AND n.number <= $4",
        DB_INT(tally->day_start), DB_INT(REASON_NOT_A_PASS), DB_INT((int64_t)tally->counted_to), DB_INT((int64_t)to));
    if (!status)
        tally->counted_to = to;
    return status;
}

static enum gh_status read_first(struct sql_rows *row, void *out)
{
    *(int64_t *)out = sql_int(row, 0);
    return GH_OK;
}

/* Begins before the first entry of a day. Entries that refer to it come after it. */
static enum gh_status begin_day(struct journal *j, tick day_start, uint64_t last, struct journal_tally *out)
{
    int64_t first = 0;
    enum gh_status status = sql_read_one(
        j->sql, read_first, &first, "SELECT coalesce(min(number), 0) FROM entry WHERE at >= $1", DB_INT(day_start));
    *out = (struct journal_tally){.day_start = day_start, .counted_to = first > 0 ? (uint64_t)first - 1 : last};
    return status;
}

enum gh_status journal_counts(struct journal *j, tick day_start, struct journal_counts *out)
{
    struct journal_head head;
    struct journal_tally tally = j->tally;
    enum gh_status status = journal_read_head(j, &head);
    if (!status && (!tally.counted_to || tally.day_start != day_start))
        status = begin_day(j, day_start, head.last_number, &tally);
    if (!status && tally.counted_to < head.last_number)
        status = count_more(j, &tally, head.last_number);
    if (status)
        return status;
    j->tally = tally;
    *out = (struct journal_counts){.admitted_today = (unsigned)tally.admitted,
                                   .refused_today = (unsigned)tally.refused,
                                   .last_number = head.last_number,
                                   .acknowledged = head.acknowledged,
                                   .waiting = head.last_number - head.acknowledged};
    return GH_OK;
}

enum gh_status journal_last_time(struct journal *j, tick *out)
{
    struct journal_head head;
    enum gh_status status = journal_read_head(j, &head);
    if (!status)
        *out = head.last_time;
    return status;
}

struct walk {
    uint64_t expected; /* number that the next entry must have */
    uint8_t previous[ENTRY_HASH_LEN];
    bool previous_known; /* false at the pruned end, where the hash before it is gone */
};

static const char *fault_of(struct journal *j, const struct walk *walk, const struct entry *e)
{
    if (!entry_is_genuine(e, j->device))
        return "altered";
    if (e->number != walk->expected && !journal_begins_again(j, walk->expected, e->number))
        return "missing";
    if (walk->previous_known && memcmp(walk->previous, e->previous, ENTRY_HASH_LEN) != 0)
        return "reordered";
    return NULL;
}

static enum gh_status report(struct journal_fault *fault, uint64_t number, const char *what)
{
    *fault = (struct journal_fault){number, what};
    return GH_CORRUPT;
}

/* Finds a difference between the entries and a table that follows from them. Rows of pruned entries don't count. */
#define NOT_FOLLOWING(table)                                                                                           \
    "SELECT coalesce(e.number, 0) FROM (SELECT entry_id FROM (SELECT * FROM " table                                    \
    " EXCEPT SELECT * FROM standing_" table ") UNION SELECT entry_id FROM (SELECT * FROM standing_" table              \
    " EXCEPT SELECT * FROM " table                                                                                     \
    ")) d LEFT JOIN entry e ON e.id = d.entry_id WHERE e.number IS NOT NULL OR (SELECT pruned_to FROM head) = 0"       \
    " ORDER BY 1 LIMIT 1"

static enum gh_status verify_follows(struct journal *j, const char *query, const char *what,
                                     struct journal_fault *fault)
{
    int64_t number;
    enum gh_status status = sql_first_int(j->sql, &number, query);
    if (status)
        return status == GH_NOT_FOUND ? GH_OK : status;
    return report(fault, (uint64_t)number, what);
}

static enum gh_status walk_chain(struct journal *j, struct walk *walk, struct journal_fault *fault, uint64_t *checked)
{
    struct sql_rows *rows;
    enum gh_status status = sql_query(j->sql, &rows, "SELECT " ENTRY_COLUMNS " FROM entry ORDER BY number");
    while (!status && !(status = sql_next(rows))) {
        struct entry e;
        bool readable = entry_read(rows, &e) == GH_OK;
        const char *what = readable ? fault_of(j, walk, &e) : "altered";
        if (what) {
            status = report(fault, readable ? e.number : walk->expected, what);
            break;
        }
        walk->expected = e.number + 1;
        walk->previous_known = true;
        memcpy(walk->previous, e.hash, ENTRY_HASH_LEN);
        ++*checked;
    }
    sql_end(rows);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

enum gh_status journal_verify(struct journal *j, struct journal_fault *fault, uint64_t *checked)
{
    struct journal_head head;
    enum gh_status status = journal_read_head(j, &head);
    if (status)
        return status;
    struct walk walk = {.expected = head.pruned_to + 1, .previous_known = head.pruned_to == 0};
    *checked = 0;
    status = walk_chain(j, &walk, fault, checked);
    if (status)
        return status;
    if ((walk.expected != head.last_number + 1 && !journal_begins_again(j, walk.expected, head.last_number + 1)) ||
        (walk.previous_known && memcmp(walk.previous, head.last_hash, ENTRY_HASH_LEN) != 0))
        return report(fault, walk.expected, "missing");
    if ((status = verify_follows(j, NOT_FOLLOWING("use"), "at odds with the uses", fault)) ||
        (status = verify_follows(j, NOT_FOLLOWING("inside"), "at odds with who is inside", fault)))
        return status;
    status = sql_check_indexes(j->sql);
    return status == GH_CORRUPT ? report(fault, head.last_number, "not found by its index") : status;
}

/* The journal's reading side: look-ups, lists, counts, and the walk along the chain. */
#include <string.h>

#include "store/journal_internal.h"

static enum gh_status find_one(struct sql_statement *s, struct entry *out)
{
    bool row;
    enum gh_status status = sql_step(s, &row);
    if (status)
        return status;
    if (!row)
        return GH_NOT_FOUND;
    status = entry_read(s, out);
    sql_reset(s);
    return status;
}

enum gh_status journal_find(struct journal *j, const struct uuid *id, struct entry *out)
{
    struct sql_statement *s;
    enum gh_status status = sql_prepare(j->sql, "SELECT " ENTRY_COLUMNS " FROM entry WHERE id = ?1", &s);
    if (status)
        return status;
    sql_bind_bytes(s, 1, BYTES(id->b, UUID_LEN));
    return find_one(s, out);
}

enum gh_status journal_find_use(struct journal *j, const struct uuid *pass_id, struct use *out)
{
    struct sql_statement *s;
    bool row;
    enum gh_status status = sql_prepare(j->sql, "SELECT at, gate FROM use WHERE pass_id = ?1 ORDER BY at LIMIT 1", &s);
    if (status)
        return status;
    sql_bind_bytes(s, 1, BYTES(pass_id->b, UUID_LEN));
    if ((status = sql_step(s, &row)))
        return status;
    struct use use = {0};
    if (row) {
        use = (struct use){.used = true, .here = true, .at = sql_int(s, 0), .gate = (uint8_t)sql_int(s, 1)};
        sql_reset(s);
    }
    *out = use;
    return GH_OK;
}

enum gh_status journal_is_inside(struct journal *j, const struct uuid *pass_id, bool *inside, tick *since)
{
    struct sql_statement *s;
    bool row;
    /* Admitted twice, by an override: inside since the later. */
    enum gh_status status =
        sql_prepare(j->sql, "SELECT since FROM inside WHERE pass_id = ?1 ORDER BY since DESC LIMIT 1", &s);
    if (status)
        return status;
    sql_bind_bytes(s, 1, BYTES(pass_id->b, UUID_LEN));
    if ((status = sql_step(s, &row)))
        return status;
    *inside = row;
    *since = row ? sql_int(s, 0) : 0;
    sql_reset(s);
    return GH_OK;
}

/* Reads up to max entries; counts on to the end. */
static enum gh_status read_all(struct sql_statement *s, struct entry *out, size_t max, size_t *count)
{
    size_t n = 0;
    for (;;) {
        bool row;
        enum gh_status status = sql_step(s, &row);
        if (!status && row && n < max)
            status = entry_read(s, &out[n]);
        if (status) {
            sql_reset(s);
            return status;
        }
        if (!row)
            break;
        n++;
    }
    *count = n;
    return GH_OK;
}

enum gh_status journal_inside(struct journal *j, struct entry *out, size_t max, size_t *count)
{
    struct sql_statement *s;
    enum gh_status status =
        sql_prepare(j->sql,
                    "SELECT " ENTRY_COLUMNS " FROM entry e WHERE id IN (SELECT entry_id FROM inside) AND NOT EXISTS"
                    " (SELECT 1 FROM entry later WHERE later.pass_id = e.pass_id AND later.number > e.number AND"
                    " later.id IN (SELECT entry_id FROM inside)) ORDER BY number DESC",
                    &s);
    return status ? status : read_all(s, out, max, count);
}

enum gh_status journal_came_with(struct journal *j, const struct uuid *vehicle_entry, struct entry *out, size_t max,
                                 size_t *count)
{
    struct sql_statement *s;
    enum gh_status status = sql_prepare(
        j->sql, "SELECT " ENTRY_COLUMNS " FROM entry WHERE refers_to = ?1 AND kind IN (1, 3, 5) ORDER BY number", &s);
    if (status)
        return status;
    sql_bind_bytes(s, 1, BYTES(vehicle_entry->b, UUID_LEN));
    return read_all(s, out, max, count);
}

enum gh_status journal_is_taken_back(struct journal *j, const struct uuid *entry, bool *out)
{
    struct sql_statement *s;
    bool row;
    enum gh_status status = sql_prepare(j->sql, "SELECT 1 FROM entry WHERE refers_to = ?1 AND kind = 6 LIMIT 1", &s);
    if (status)
        return status;
    sql_bind_bytes(s, 1, BYTES(entry->b, UUID_LEN));
    if ((status = sql_step(s, &row)))
        return status;
    sql_reset(s);
    *out = row;
    return GH_OK;
}

enum gh_status journal_list(struct journal *j, const struct journal_filter *filter, struct entry *out, size_t max,
                            size_t *count)
{
    struct sql_statement *s;
    enum gh_status status = sql_prepare(j->sql,
                                        "SELECT " ENTRY_COLUMNS " FROM entry WHERE (?1 = 0 OR number < ?1)"
                                        " AND (?2 = 0 OR at >= ?2) AND (?3 = 0 OR at < ?3) AND (?4 < 0 OR colour = ?4)"
                                        " AND (?5 IS NULL OR pass_id = ?5) ORDER BY number DESC LIMIT ?6",
                                        &s);
    if (status)
        return status;
    sql_bind_int(s, 1, (int64_t)filter->before_number);
    sql_bind_int(s, 2, filter->from);
    sql_bind_int(s, 3, filter->to);
    sql_bind_int(s, 4, filter->colour);
    sql_bind_bytes_or_null(s, 5, BYTES(filter->pass_id.b, UUID_LEN));
    sql_bind_int(s, 6, (int64_t)max);
    return read_all(s, out, max, count);
}

/* A row that can't be read is left out: the server sees the gap, and the rows behind it still get there. */
enum gh_status journal_after(struct journal *j, uint64_t number, struct entry *out, size_t max, size_t *count)
{
    struct sql_statement *s;
    size_t read = 0;
    enum gh_status status =
        sql_prepare(j->sql, "SELECT " ENTRY_COLUMNS " FROM entry WHERE number > ?1 ORDER BY number LIMIT ?2", &s);
    if (status)
        return status;
    sql_bind_int(s, 1, (int64_t)number);
    sql_bind_int(s, 2, (int64_t)max);
    for (;;) {
        bool row;
        if ((status = sql_step(s, &row)))
            return status;
        if (!row)
            break;
        if ((status = entry_read(s, &out[read])) == GH_OK)
            read++;
        else if (status != GH_CORRUPT)
            break;
    }
    sql_reset(s);
    if (status && status != GH_CORRUPT)
        return status;
    *count = read;
    return GH_OK;
}

enum gh_status journal_counts(struct journal *j, tick day_start, struct journal_counts *out)
{
    struct sql_statement *s;
    struct journal_head head;
    bool row;
    /* An admission that was taken back did not happen. A scan counts as refused unless somebody was let in or out after
     * it; a code that is not a pass counts as nothing. */
    enum gh_status status = sql_prepare(
        j->sql,
        "SELECT coalesce(sum(kind IN (1, 3, 5) AND direction = 0 AND NOT EXISTS (SELECT 1 FROM entry t WHERE"
        " t.kind = 6 AND t.refers_to = e.id AND t.number > e.number)), 0), coalesce(sum(kind = 2 AND reason <> ?2 AND "
        "NOT EXISTS"
        " (SELECT 1 FROM entry d WHERE d.kind IN (1, 3, 5, 7) AND d.refers_to = e.id AND d.number > e.number)), 0)"
        " FROM entry e WHERE at >= ?1",
        &s);
    if (status)
        return status;
    sql_bind_int(s, 1, day_start);
    sql_bind_int(s, 2, REASON_NOT_A_PASS);
    if ((status = sql_step(s, &row)))
        return status;
    struct journal_counts counts = {.admitted_today = (unsigned)sql_int(s, 0),
                                    .refused_today = (unsigned)sql_int(s, 1)};
    sql_reset(s);
    int64_t inside;
    if ((status = sql_query_int(j->sql, "SELECT count(DISTINCT pass_id) FROM inside", &inside)) ||
        (status = journal_read_head(j, &head)))
        return status;
    counts.inside = (unsigned)inside;
    counts.last_number = head.last_number;
    counts.acknowledged = head.acknowledged;
    counts.waiting = head.last_number - head.acknowledged;
    *out = counts;
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
    uint64_t expected; /* number of the next entry */
    uint8_t previous[ENTRY_HASH_LEN];
    bool previous_known; /* false at the pruned end: the hash before it is gone */
};

static const char *fault_of(struct journal *j, const struct walk *walk, const struct entry *e)
{
    uint8_t hash[ENTRY_HASH_LEN];
    entry_hash(e, j->device, hash);
    if (memcmp(hash, e->hash, ENTRY_HASH_LEN) != 0)
        return "altered";
    if (e->number != walk->expected)
        return "missing";
    if (walk->previous_known && memcmp(walk->previous, e->previous, ENTRY_HASH_LEN) != 0)
        return "reordered";
    return NULL;
}

static enum gh_status report(struct sql_statement *s, struct journal_fault *fault, uint64_t number, const char *what)
{
    sql_reset(s);
    *fault = (struct journal_fault){number, what};
    return GH_CORRUPT;
}

/* What the entries say and what a table of theirs holds must be the same, but for what pruned entries left. */
#define NOT_FOLLOWING(table)                                                                                           \
    "SELECT coalesce(e.number, 0) FROM (SELECT entry_id FROM (SELECT * FROM " table                                    \
    " EXCEPT SELECT * FROM standing_" table ") UNION SELECT entry_id FROM (SELECT * FROM standing_" table              \
    " EXCEPT SELECT * FROM " table                                                                                     \
    ")) d LEFT JOIN entry e ON e.id = d.entry_id WHERE e.number IS NOT NULL OR (SELECT pruned_to FROM head) = 0"       \
    " ORDER BY 1 LIMIT 1"

static enum gh_status verify_follows(struct journal *j, const char *query, const char *what,
                                     struct journal_fault *fault)
{
    struct sql_statement *s;
    bool row;
    enum gh_status status = sql_prepare(j->sql, query, &s);
    if (status || (status = sql_step(s, &row)) || !row)
        return status;
    return report(s, fault, (uint64_t)sql_int(s, 0), what);
}

enum gh_status journal_verify(struct journal *j, struct journal_fault *fault, uint64_t *checked)
{
    struct sql_statement *s;
    struct journal_head head;
    enum gh_status status = journal_read_head(j, &head);
    if (status || (status = sql_prepare(j->sql, "SELECT " ENTRY_COLUMNS " FROM entry ORDER BY number", &s)))
        return status;
    struct walk walk = {.expected = head.pruned_to + 1, .previous_known = head.pruned_to == 0};
    *checked = 0;
    for (;;) {
        struct entry e;
        bool row;
        if ((status = sql_step(s, &row)))
            return status;
        if (!row)
            break;
        if (entry_read(s, &e) != GH_OK)
            return report(s, fault, walk.expected, "altered");
        const char *what = fault_of(j, &walk, &e);
        if (what)
            return report(s, fault, e.number, what);
        walk.expected = e.number + 1;
        walk.previous_known = true;
        memcpy(walk.previous, e.hash, ENTRY_HASH_LEN);
        ++*checked;
    }
    if (walk.expected != head.last_number + 1 ||
        (walk.previous_known && memcmp(walk.previous, head.last_hash, ENTRY_HASH_LEN) != 0))
        return report(s, fault, walk.expected, "missing");
    if ((status = verify_follows(j, NOT_FOLLOWING("use"), "at odds with the uses", fault)) ||
        (status = verify_follows(j, NOT_FOLLOWING("inside"), "at odds with who is inside", fault)))
        return status;
    status = sql_check_indexes(j->sql);
    return status == GH_CORRUPT ? report(s, fault, head.last_number, "not found by its index") : status;
}

/* Who is inside by the entries of this booth alone. */
#include "store/journal_internal.h"

/* An admission or exit as presence. A rider's admission refers to the vehicle's, which is of another subject. */
#define SUBJECT_OF(e) "coalesce(" e ".pass_id, CASE " e ".evidence WHEN 2 THEN " e ".code_digest END, " e ".id)"
#define PRESENCE_OF_ENTRY                                                                                              \
    "SELECT coalesce(e.pass_id, $1), e.pass_id IS NOT NULL, e.id, " SUBJECT_OF(                                        \
        "c") ", e.evidence = 2 AND "                                                                                   \
             "c.id IS NULL, e.at, e.gate, max(e.pass_expires, e.at) FROM entry e LEFT JOIN entry c ON c.id = "         \
             "e.refers_to AND "                                                                                        \
             "c.kind IN " SQL_ADMISSIONS " AND c.direction = " SQL_IN " AND " SUBJECT_OF("c") " <> $1 "
_Static_assert(PRESENTED_PLATE == 2, "PRESENCE_OF_ENTRY");
#define SQL_MOVES "(1, 3, 5, 7)" /* admissions and exits */

static enum gh_status read_presence(struct sql_rows *row, void *out)
{
    enum gh_status status;
    struct wire_presence p = {.pass = sql_int(row, 1) != 0,
                              .vehicle = sql_int(row, 4) != 0,
                              .at = sql_int(row, 5),
                              .gate = (uint8_t)(sql_int(row, 6) % GATE_COUNT),
                              .until = sql_int(row, 7) + PRESENCE_KEPT};
    if ((status = sql_copy_bytes(row, 0, p.subject.b, UUID_LEN)) ||
        (status = sql_copy_bytes(row, 2, p.entry.b, UUID_LEN)) || (status = sql_copy_bytes(row, 3, p.car.b, UUID_LEN)))
        return status;
    *(struct wire_presence *)out = p;
    return GH_OK;
}

/* The entry of an admission may be pruned. */
static enum gh_status read_pruned(struct sql_rows *row, void *out)
{
    struct wire_presence p = {.pass = true, .at = sql_int(row, 1), .until = sql_int(row, 2) + PRESENCE_KEPT};
    enum gh_status status = sql_copy_bytes(row, 0, p.entry.b, UUID_LEN);
    if (!status)
        *(struct wire_presence *)out = p;
    return status;
}

/* An override can admit a pass twice: it is inside since the later admission. */
static enum gh_status find_inside(struct journal *j, const struct uuid *subject, uint64_t after,
                                  struct wire_presence *out)
{
    enum gh_status status = sql_read_one(
        j->sql, read_pruned, out,
        "SELECT i.entry_id, i.since, max(i.expires, i.since) FROM inside i LEFT JOIN entry e ON e.id = i.entry_id "
        "WHERE i.pass_id = $1 AND ($2 = 0 OR e.number > $2) ORDER BY i.since DESC LIMIT 1",
        DB_UUID(subject), DB_INT((int64_t)after));
    if (status)
        return status;
    const struct uuid entry = out->entry;
    out->subject = *subject;
    status = sql_read_one(j->sql, read_presence, out, PRESENCE_OF_ENTRY "WHERE e.id = $2", DB_UUID(subject),
                          DB_UUID(&entry));
    out->inside = true;
    return status == GH_NOT_FOUND ? GH_OK : status;
}

enum gh_status journal_presence(struct journal *j, const struct uuid *subject, uint64_t after,
                                struct wire_presence *out)
{
    struct wire_presence p;
    enum gh_status status = find_inside(j, subject, after, &p);
    if (status == GH_NOT_FOUND)
        status =
            sql_read_one(j->sql, read_presence, &p,
                         PRESENCE_OF_ENTRY "WHERE (e.pass_id = $1 OR (e.refers_to = $1 AND e.pass_id IS NULL) OR "
                                           "(e.code_digest = $1 AND e.evidence = 2 AND e.pass_id IS NULL)) "
                                           "AND e.number > $2 AND (e.kind = " SQL_EXIT " OR (e.kind IN " SQL_ADMISSIONS
                                           " AND e.direction <> " SQL_IN ")) ORDER BY e.number DESC LIMIT 1",
                         DB_UUID(subject), DB_INT((int64_t)after));
    if (!status)
        *out = p;
    return status;
}

static enum gh_status read_id(struct sql_rows *row, void *out)
{
    return sql_copy_bytes(row, 0, ((struct uuid *)out)->b, UUID_LEN);
}

enum gh_status journal_moved(struct journal *j, uint64_t after, struct uuid *out, size_t max, size_t *count)
{
    return sql_read_all(j->sql, SQL_INTO(read_id, out, max, count),
                        "SELECT coalesce(pass_id, CASE evidence WHEN 2 THEN code_digest END, CASE kind WHEN " SQL_EXIT
                        " THEN refers_to ELSE id END) AS subject "
                        "FROM entry WHERE number > $1 AND kind IN " SQL_MOVES " AND subject IS NOT NULL UNION "
                        "SELECT " SUBJECT_OF("r") " FROM entry t JOIN entry r ON r.id = t.refers_to "
                                                  "WHERE t.number > $1 AND t.kind = " SQL_TAKE_BACK
                                                  " UNION SELECT pass_id FROM inside WHERE $1 = 0",
                        DB_INT((int64_t)after));
}

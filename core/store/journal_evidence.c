/* Pictures of vehicles for the server, until it has them. */
#include "store/journal_internal.h"
#include "wire/car_picture.h"

static enum gh_status has_room(struct journal *j)
{
    int64_t waiting = 0;
    enum gh_status status = sql_query_int(j->sql, "SELECT count(*) FROM evidence", &waiting);
    return status ? status : waiting >= JOURNAL_EVIDENCE_MAX ? GH_TOO_LONG : GH_OK;
}

enum gh_status journal_put_evidence(struct journal *j, const struct uuid *entry, tick at, struct bytes sealed)
{
    struct sql_statement *s;
    struct entry there;
    if (sealed.len <= WALK_UP_SEAL_BYTES || sealed.len > CAR_PICTURE_SEALED_MAX)
        return GH_MALFORMED;
    enum gh_status status = journal_find(j, entry, &there);
    if (!status)
        status = has_room(j);
    if (!status)
        status = sql_prepare(j->sql, "INSERT INTO evidence(entry_id, at, sealed) VALUES (?1, ?2, ?3)", &s);
    if (status)
        return status;
    sql_bind_bytes(s, 1, BYTES(entry->b, UUID_LEN));
    sql_bind_int(s, 2, at);
    sql_bind_bytes(s, 3, sealed);
    return sql_run(s);
}

/* A picture whose entry was pruned, or lost with a damaged file, has nothing that it could belong to. */
enum gh_status journal_next_evidence(struct journal *j, uint64_t after, struct journal_evidence *out)
{
    struct sql_statement *s;
    bool row;
    struct journal_evidence found;
    enum gh_status status =
        sql_prepare(j->sql,
                    "SELECT v.number, e.number, v.entry_id FROM evidence v JOIN entry e ON e.id = v.entry_id "
                    "WHERE v.number > ?1 ORDER BY v.number LIMIT 1",
                    &s);
    if (status)
        return status;
    sql_bind_int(s, 1, (int64_t)after);
    if ((status = sql_step(s, &row)))
        return status;
    if (!row)
        return GH_NOT_FOUND;
    found.number = (uint64_t)sql_int(s, 0);
    found.entry_number = (uint64_t)sql_int(s, 1);
    status = sql_copy_bytes(s, 2, found.entry.b, UUID_LEN);
    sql_reset(s);
    if (!status)
        *out = found;
    return status;
}

enum gh_status journal_evidence_box(struct journal *j, const struct uuid *entry, uint8_t **out, size_t *out_len)
{
    struct sql_statement *s;
    enum gh_status status = sql_prepare(j->sql, "SELECT sealed FROM evidence WHERE entry_id = ?1", &s);
    if (status)
        return status;
    sql_bind_bytes(s, 1, BYTES(entry->b, UUID_LEN));
    return journal_copy_box(s, CAR_PICTURE_SEALED_MAX, out, out_len);
}

enum gh_status journal_drop_evidence(struct journal *j, const struct uuid *entry)
{
    struct sql_statement *s;
    enum gh_status status = sql_prepare(j->sql, "DELETE FROM evidence WHERE entry_id = ?1", &s);
    if (status)
        return status;
    sql_bind_bytes(s, 1, BYTES(entry->b, UUID_LEN));
    return sql_run(s);
}

enum gh_status journal_prune_evidence(struct journal *j, tick before)
{
    struct sql_statement *s;
    enum gh_status status = sql_prepare(j->sql, "DELETE FROM evidence WHERE at < ?1", &s);
    if (status)
        return status;
    sql_bind_int(s, 1, before);
    return sql_run(s);
}

/* Emergency admissions: the entry and its box in one transaction, so that nobody is let in whom the server will not
 * hear of. */
#include <stdlib.h>
#include <string.h>

#include "store/journal_internal.h"

static enum gh_status insert_box(struct journal *j, const struct entry *e, const struct uuid *walk_up,
                                 struct bytes sealed)
{
    struct sql_statement *s;
    int64_t waiting = 0;
    enum gh_status status = sql_query_int(j->sql, "SELECT count(*) FROM emergency WHERE sealed IS NOT NULL", &waiting);
    if (status)
        return status;
    if (waiting >= JOURNAL_EMERGENCIES_MAX)
        return GH_TOO_LONG;
    status = sql_prepare(j->sql, "INSERT INTO emergency(entry_id, walk_up, at, sealed) VALUES (?1, ?2, ?3, ?4)", &s);
    if (status)
        return status;
    sql_bind_bytes(s, 1, BYTES(e->id.b, UUID_LEN));
    sql_bind_bytes(s, 2, BYTES(walk_up->b, UUID_LEN));
    sql_bind_int(s, 3, e->at);
    sql_bind_bytes(s, 4, sealed);
    return sql_run(s);
}

enum gh_status journal_append_emergency(struct journal *j, struct entry *entry, const struct uuid *walk_up,
                                        struct bytes sealed)
{
    struct entry e = *entry;
    if (!journal_may_append(&e) || sealed.len <= WALK_UP_SEAL_BYTES || sealed.len > EMERGENCY_SEALED_MAX)
        return GH_MALFORMED;
    enum gh_status status = sql_begin(j->sql);
    if (status)
        return status;
    status = journal_append_within(j, &e);
    if (!status)
        status = insert_box(j, &e, walk_up, sealed);
    if (status) {
        sql_rollback(j->sql);
        return status;
    }
    if ((status = sql_commit(j->sql)))
        return status;
    *entry = e;
    return GH_OK;
}

static enum gh_status read_row(struct sql_statement *s, struct journal_emergency *out)
{
    *out =
        (struct journal_emergency){.number = (uint64_t)sql_int(s, 0), .at = sql_int(s, 3), .waits = sql_int(s, 4) != 0};
    enum gh_status status = sql_copy_bytes(s, 1, out->entry.b, UUID_LEN);
    return status ? status : sql_copy_bytes(s, 2, out->walk_up.b, UUID_LEN);
}

static enum gh_status read_one(struct sql_statement *s, struct journal_emergency *out)
{
    bool row;
    struct journal_emergency found;
    enum gh_status status = sql_step(s, &row);
    if (status)
        return status;
    if (!row)
        return GH_NOT_FOUND;
    status = read_row(s, &found);
    sql_reset(s);
    if (!status)
        *out = found;
    return status;
}

enum gh_status journal_find_emergency(struct journal *j, const struct uuid *walk_up, struct journal_emergency *out)
{
    struct sql_statement *s;
    enum gh_status status = sql_prepare(
        j->sql, "SELECT number, entry_id, walk_up, at, sealed IS NOT NULL FROM emergency WHERE walk_up = ?1", &s);
    if (status)
        return status;
    sql_bind_bytes(s, 1, BYTES(walk_up->b, UUID_LEN));
    return read_one(s, out);
}

enum gh_status journal_next_emergency(struct journal *j, uint64_t after, struct journal_emergency *out)
{
    struct sql_statement *s;
    enum gh_status status = sql_prepare(j->sql,
                                        "SELECT number, entry_id, walk_up, at, 1 FROM emergency "
                                        "WHERE sealed IS NOT NULL AND number > ?1 ORDER BY number LIMIT 1",
                                        &s);
    if (status)
        return status;
    sql_bind_int(s, 1, (int64_t)after);
    return read_one(s, out);
}

enum gh_status journal_copy_box(struct sql_statement *s, size_t max, uint8_t **out, size_t *out_len)
{
    bool row;
    enum gh_status status = sql_step(s, &row);
    if (status)
        return status;
    if (!row)
        return GH_NOT_FOUND;
    struct bytes sealed = sql_bytes(s, 0);
    uint8_t *copy = sealed.len > 0 && sealed.len <= max ? malloc(sealed.len) : NULL;
    if (copy) {
        memcpy(copy, sealed.data, sealed.len);
        *out = copy;
        *out_len = sealed.len;
    } else {
        status = sealed.len > 0 && sealed.len <= max ? GH_NO_MEMORY : GH_CORRUPT;
    }
    sql_reset(s);
    return status;
}

enum gh_status journal_emergency_box(struct journal *j, const struct uuid *entry, uint8_t **out, size_t *out_len)
{
    struct sql_statement *s;
    enum gh_status status =
        sql_prepare(j->sql, "SELECT sealed FROM emergency WHERE entry_id = ?1 AND sealed IS NOT NULL", &s);
    if (status)
        return status;
    sql_bind_bytes(s, 1, BYTES(entry->b, UUID_LEN));
    return journal_copy_box(s, EMERGENCY_SEALED_MAX, out, out_len);
}

enum gh_status journal_settle_emergency(struct journal *j, const struct uuid *entry)
{
    struct sql_statement *s;
    enum gh_status status = sql_prepare(j->sql, "UPDATE emergency SET sealed = NULL WHERE entry_id = ?1", &s);
    if (status)
        return status;
    sql_bind_bytes(s, 1, BYTES(entry->b, UUID_LEN));
    return sql_run(s);
}

enum gh_status journal_prune_emergencies(struct journal *j, tick before)
{
    struct sql_statement *s;
    enum gh_status status = sql_prepare(j->sql, "DELETE FROM emergency WHERE sealed IS NULL AND at < ?1", &s);
    if (status)
        return status;
    sql_bind_int(s, 1, before);
    return sql_run(s);
}

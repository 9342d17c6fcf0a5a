/* Applications made at this gate: each is on disk, in its box, before the screen says so. */
#include <string.h>

#include "store/journal_internal.h"

static enum gh_status count_unsettled(struct journal *j, int64_t *count)
{
    return sql_query_int(j->sql, "SELECT count(*) FROM walk_up WHERE sealed IS NOT NULL", count);
}

static enum gh_status insert(struct journal *j, struct walk_up *w)
{
    struct sql_statement *s;
    bool row;
    enum gh_status status = sql_prepare(
        j->sql, "INSERT INTO walk_up(id, at, clock_trusted, sealed) VALUES (?1, ?2, ?3, ?4) RETURNING number", &s);
    if (status)
        return status;
    sql_bind_bytes(s, 1, BYTES(w->id.b, UUID_LEN));
    sql_bind_int(s, 2, w->at);
    sql_bind_int(s, 3, w->clock_trusted);
    sql_bind_bytes(s, 4, BYTES(w->sealed, w->sealed_len));
    if ((status = sql_step(s, &row)))
        return status;
    w->number = row ? (uint64_t)sql_int(s, 0) : 0;
    sql_reset(s);
    return w->number ? GH_OK : GH_IO;
}

enum gh_status journal_submit(struct journal *j, struct walk_up *walk_up)
{
    struct walk_up w = *walk_up;
    int64_t unsettled;
    if (uuid_is_nil(&w.id) || w.sealed_len <= WALK_UP_SEAL_BYTES || w.sealed_len > sizeof w.sealed)
        return GH_MALFORMED;
    enum gh_status status = sql_begin(j->sql);
    if (status)
        return status;
    status = count_unsettled(j, &unsettled);
    if (!status && unsettled >= JOURNAL_WALK_UPS_MAX)
        status = GH_TOO_LONG;
    if (!status)
        status = insert(j, &w);
    if (status) {
        sql_rollback(j->sql);
        return status;
    }
    if ((status = sql_commit(j->sql)))
        return status;
    walk_up->number = w.number;
    return GH_OK;
}

static enum gh_status read_row(struct sql_statement *s, struct walk_up *out)
{
    struct bytes sealed = sql_bytes(s, 4);
    struct walk_up w = {.number = (uint64_t)sql_int(s, 0), .at = sql_int(s, 2), .clock_trusted = sql_int(s, 3) != 0};
    if (sealed.len > sizeof w.sealed)
        return GH_CORRUPT;
    if (sealed.len > 0)
        memcpy(w.sealed, sealed.data, sealed.len);
    w.sealed_len = sealed.len;
    enum gh_status status = sql_copy_bytes(s, 1, w.id.b, UUID_LEN);
    if (!status)
        *out = w;
    return status;
}

static enum gh_status read_rows(struct sql_statement *s, struct walk_up *out, size_t max, size_t *count)
{
    bool row;
    enum gh_status status = GH_OK;
    *count = 0;
    while (*count < max && !(status = sql_step(s, &row)) && row) {
        /* A row that can't be read must not hold up those behind it. */
        if (read_row(s, &out[*count]) == GH_OK)
            (*count)++;
    }
    sql_reset(s);
    return status;
}

enum gh_status journal_walk_ups(struct journal *j, uint64_t before, struct walk_up *out, size_t max, size_t *count)
{
    struct sql_statement *s;
    enum gh_status status = sql_prepare(j->sql,
                                        "SELECT number, id, at, clock_trusted, NULL FROM walk_up "
                                        "WHERE ?1 = 0 OR number < ?1 ORDER BY number DESC",
                                        &s);
    if (status)
        return status;
    sql_bind_int(s, 1, (int64_t)before);
    return read_rows(s, out, max, count);
}

enum gh_status journal_unsettled_walk_ups(struct journal *j, uint64_t after, struct walk_up *out, size_t max,
                                          size_t *count)
{
    struct sql_statement *s;
    enum gh_status status = sql_prepare(j->sql,
                                        "SELECT number, id, at, clock_trusted, sealed FROM walk_up "
                                        "WHERE sealed IS NOT NULL AND number > ?1 ORDER BY number",
                                        &s);
    if (status)
        return status;
    sql_bind_int(s, 1, (int64_t)after);
    return read_rows(s, out, max, count);
}

enum gh_status journal_settle_walk_up(struct journal *j, const struct uuid *id)
{
    struct sql_statement *s;
    enum gh_status status = sql_prepare(j->sql, "UPDATE walk_up SET sealed = NULL WHERE id = ?1", &s);
    if (status)
        return status;
    sql_bind_bytes(s, 1, BYTES(id->b, UUID_LEN));
    return sql_run(s);
}

enum gh_status journal_prune_walk_ups(struct journal *j, tick before)
{
    struct sql_statement *s;
    enum gh_status status = sql_prepare(j->sql, "DELETE FROM walk_up WHERE sealed IS NULL AND at < ?1", &s);
    if (status)
        return status;
    sql_bind_int(s, 1, before);
    return sql_run(s);
}

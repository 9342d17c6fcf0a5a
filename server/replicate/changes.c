#include "replicate/changes.h"

#include <string.h>

#include "records/change.h"
#include "replicate/change_rows.h"

struct reading {
    struct db *db;
    const struct vault *vault;
    int64_t since, until;
    const struct changes_scope *scope;
    change_emit *emit;
    void *context;
};

static enum gh_status read_rows(const struct reading *r, const struct change_rows *kind)
{
    const struct db_value values[] = {DB_INT(r->since), DB_INT(r->until), DB_INT(r->scope->gates),
                                      DB_INT(r->scope->from), DB_INT(r->scope->to)};
    struct db_rows rows = {0};
    enum gh_status taken = GH_OK, status = db_query_values(r->db, &rows, kind->sql, values, kind->scoped ? 5 : 2);
    while (!status && !taken && !(status = db_next(&rows))) {
        struct wire_record record = {0};
        taken = kind->read(&rows, r->vault, &record);
        if (!taken)
            taken = r->emit(r->context, &record);
    }
    db_rows_end(&rows);
    return taken ? taken : status == GH_NOT_FOUND ? GH_OK : status;
}

static enum gh_status emit_keyset(const struct reading *r, struct issuer *issuer)
{
    struct wire_record record = {.type = WIRE_KEYSET};
    struct writer w = writer_over(record.keyset.signed_set, sizeof record.keyset.signed_set);
    uint64_t epoch;
    enum gh_status status = issuer_keyset(issuer, &w, &epoch);
    record.keyset.len = w.len;
    return status ? status : r->emit(r->context, &record);
}

enum gh_status changes_since(struct db *db, const struct vault *vault, struct issuer *issuer, int64_t since,
                             const struct changes_scope *scope, tick now, change_emit *emit, void *context)
{
    struct reading r = {.db = db, .vault = vault, .since = since, .scope = scope, .emit = emit, .context = context};
    /* The position first: what commits later has a higher one, and comes next time. */
    enum gh_status status = change_position(db, &r.until);
    if (!status && issuer)
        status = emit_keyset(&r, issuer);
    for (size_t i = 0; !status && i < change_rows_count; i++)
        status = read_rows(&r, &change_rows[i]);
    if (status)
        return status;
    const struct wire_record end = {
        .type = WIRE_END,
        .end = {.position = (uint64_t)r.until, .server_time = tick_from_seconds(tick_to_seconds(now))}};
    return emit(context, &end);
}

#include "replicate/changes.h"

#include <string.h>

#include "records/change.h"
#include "replicate/change_rows.h"

struct reading {
    struct db *db;
    const struct vault *vault;
    const struct changes_held *held;
    int64_t position; /* what is read reaches to here */
    const struct changes_scope *scope;
    change_emit *emit;
    void *context;
    int64_t last; /* position of the newest pass emitted */
    int unmarked; /* passes since the last mark */
};

static enum gh_status emit_mark(struct reading *r)
{
    struct wire_record mark = {.type = WIRE_MARK, .mark = {.position = (uint64_t)r->last, .until = r->scope->to}};
    memcpy(mark.mark.scope, r->scope->name, sizeof mark.mark.scope);
    r->unmarked = 0;
    return r->emit(r->context, &mark);
}

/* Passes are the bulk, they come last and in order, so that all before them is complete. Several may share a position:
 * a mark stands where it changes. */
static enum gh_status emit_pass(struct reading *r, const struct wire_record *record, int64_t position)
{
    if (r->unmarked >= CHANGES_MARK_EVERY && position > r->last && r->last > r->held->position) {
        enum gh_status status = emit_mark(r);
        if (status)
            return status;
    }
    r->last = position;
    r->unmarked++;
    return r->emit(r->context, record);
}

static enum gh_status read_rows(struct reading *r, const struct change_rows *kind)
{
    const struct db_value values[CHANGE_VALUES] = {DB_INT(r->held->position), DB_INT(r->position),
                                                   DB_INT(r->scope->from),    DB_INT(r->scope->to),
                                                   DB_INT(r->scope->gates),   DB_INT(r->held->until)};
    struct db_rows rows = {0};
    enum gh_status taken = GH_OK, status = db_query_values(r->db, &rows, kind->sql, values, kind->values);
    while (!status && !taken && !(status = db_next(&rows))) {
        struct wire_record record = {0};
        taken = kind->read(&rows, r->vault, &record);
        if (!taken)
            taken = record.type == WIRE_PASS ? emit_pass(r, &record, db_int(&rows, CHANGE_PASS_POSITION))
                                             : r->emit(r->context, &record);
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

enum gh_status changes_since(struct db *db, const struct vault *vault, struct issuer *issuer,
                             const struct changes_held *held, const struct changes_scope *scope, tick now,
                             change_emit *emit, void *context)
{
    struct reading r = {.db = db, .vault = vault, .held = held, .scope = scope, .emit = emit, .context = context};
    /* The position first: what commits later has a higher one, and comes next time. */
    enum gh_status status = change_position(db, &r.position);
    if (!status && held->position > r.position)
        return GH_ROLLBACK;
    if (!status && issuer)
        status = emit_keyset(&r, issuer);
    for (size_t i = 0; !status && i < change_rows_count; i++)
        status = read_rows(&r, &change_rows[i]);
    if (status)
        return status;
    struct wire_record end = {.type = WIRE_END,
                              .end = {.position = (uint64_t)r.position,
                                      .server_time = tick_from_seconds(tick_to_seconds(now)),
                                      .until = scope->to}};
    memcpy(end.end.scope, scope->name, sizeof end.end.scope);
    return emit(context, &end);
}

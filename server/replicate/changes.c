/* Reads the change sequence in pieces and emits it as wire records. */
#include "replicate/changes.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "devices/presence.h"
#include "records/change.h"
#include "records/places.h"
#include "records/setting.h"
#include "replicate/change_rows.h"

/* The arguments of one changes_next() call. */
struct piece {
    struct changes_reading *reading;
    struct db *db;
    const struct vault *vault;
    change_emit *emit;
    void *context;
};

static enum gh_status emit_mark(const struct piece *p)
{
    struct changes_reading *r = p->reading;
    struct wire_record mark = {.type = WIRE_MARK, .mark = {.position = (uint64_t)r->last, .until = r->scope.to}};
    memcpy(mark.mark.scope, r->scope.name, sizeof mark.mark.scope);
    r->unmarked = 0;
    return p->emit(p->context, &mark);
}

/* Emits a pass. Passes are most of the data and come last, so all other records up to a mark are complete. Several
 * passes may share a position: a mark stands only where the position changes. */
static enum gh_status emit_pass(const struct piece *p, const struct wire_record *record, int64_t position)
{
    struct changes_reading *r = p->reading;
    if (r->unmarked >= CHANGES_MARK_EVERY && position > r->last && r->last > r->held.position) {
        enum gh_status status = emit_mark(p);
        if (status)
            return status;
    }
    r->last = position;
    r->unmarked++;
    return p->emit(p->context, record);
}

static enum gh_status emit_row(const struct piece *p, const struct change_rows *kind, struct db_rows *rows)
{
    struct wire_record record = {0};
    struct changes_reading *r = p->reading;
    int64_t position = db_int(rows, 0);
    enum gh_status status = kind->read(rows, p->vault, &r->scope, &record);
    if (status)
        return status;
    if (db_bytes(rows, 1).len == UUID_LEN) {
        r->after = position;
        status = db_copy_blob(rows, 1, r->after_id.b, UUID_LEN);
    }
    if (status)
        return status;
    return record.type == WIRE_PASS && kind->order == CHANGES_IN_ORDER ? emit_pass(p, &record, position)
                                                                       : p->emit(p->context, &record);
}

/* Starts a kind right after everything that the booth holds. */
static void start_kind(struct changes_reading *r)
{
    enum change_order order = r->kind < change_rows_count ? change_rows[r->kind].order : CHANGES_IN_ORDER;
    r->after = order == CHANGES_OF_PRESENCE ? r->held.presence : r->held.position;
    memset(r->after_id.b, order == CHANGES_AT_ONCE ? 0 : 0xff, UUID_LEN);
}

static enum gh_status read_rows(const struct piece *p, const struct change_rows *kind, int64_t *count)
{
    struct changes_reading *r = p->reading;
    static const struct uuid nobody;
    const struct uuid after_id = r->after_id;
    const bool again = kind->order == CHANGES_OF_GUARDS && r->scope.guards_again;
    const struct db_value all[CHANGE_VALUES + 1] = {
        [1] = DB_INT(again ? 0 : r->held.position),
        [2] = DB_INT(r->position),
        [3] = DB_INT(r->after),
        [4] = DB_UUID(&after_id),
        [5] = DB_INT(CHANGES_PIECE),
        [6] = DB_INT(r->scope.from),
        [7] = DB_INT(r->scope.to),
        [8] = DB_INT(r->scope.gates),
        [9] = DB_INT(r->held.until),
        [10] = DB_UUID(&r->scope.device),
        [11] = DB_INT(r->scope.campus),
        [12] = DB_BLOB(r->scope.journals ? nobody.b : r->scope.device.b, UUID_LEN),
    };
    struct db_value values[CHANGE_VALUES];
    size_t named = 0;
    for (; kind->values[named]; named++)
        values[named] = all[kind->values[named]];
    struct db_rows rows = {0};
    enum gh_status taken = GH_OK, status = db_query_values(p->db, &rows, kind->sql, values, named);
    while (!status && !taken && !(status = db_next(&rows))) {
        taken = emit_row(p, kind, &rows);
        (*count)++;
    }
    db_rows_end(&rows);
    return taken ? taken : status == GH_NOT_FOUND ? GH_OK : status;
}

static bool is_limited(const struct change_rows *kind)
{
    for (size_t i = 0; kind->values[i]; i++)
        if (kind->values[i] == 5)
            return true;
    return false;
}

static bool is_asked_for(const struct change_rows *kind, const struct changes_scope *scope)
{
    return (kind->order != CHANGES_OF_PRESENCE || scope->presence) &&
           (kind->order != CHANGES_OF_ROLL_CALLS || scope->roll_calls);
}

/* Emits the key set. One of version 1 lists no key that boxes are sealed to, so the vault's goes beside it. */
static enum gh_status emit_keyset(const struct piece *p, struct issuer *issuer)
{
    struct wire_record record = {.type = WIRE_KEYSET};
    struct writer w = writer_over(record.keyset.signed_set, sizeof record.keyset.signed_set);
    bool seals = false;
    enum gh_status status = issuer_keyset(issuer, &w, &seals);
    record.keyset.len = w.len;
    if (!seals)
        memcpy(record.keyset.sealing, p->vault->sealing_public, SEALING_KEY_LEN);
    return status ? status : p->emit(p->context, &record);
}

/* Stands before all rows, so that a booth that keeps some of them knows which history they come from. */
static enum gh_status emit_history(const struct piece *p)
{
    const struct wire_record record = {.type = WIRE_HISTORY, .history = p->reading->history};
    return p->emit(p->context, &record);
}

static enum gh_status emit_policy(const struct piece *p)
{
    struct wire_record record = {.type = WIRE_POLICY};
    int64_t position = 0;
    enum gh_status status = gate_policy_load(p->db, &record.policy.policy, &position);
    const struct changes_scope *scope = &p->reading->scope;
    if (status || (position <= p->reading->held.position && !scope->policy_again) || position > p->reading->position)
        return status;
    if (!scope->personal_keep)
        record.policy.policy.personal_keep = 0;
    record.policy.version = position > 0 ? (uint64_t)position : 1;
    return p->emit(p->context, &record);
}

/* Emits the closed days of the campus from yesterday on. They are short, and come with every answer. */
static enum gh_status emit_closed_days(const struct piece *p, tick now)
{
    struct campus *campus = malloc(sizeof *campus);
    enum gh_status status = campus ? campus_load(p->db, p->reading->scope.campus, now, campus) : GH_NO_MEMORY;
    if (!status) {
        const int64_t first = calendar_day_of(&campus->calendar, now) - 1;
        struct wire_record record = {.type = WIRE_CLOSED_DAYS, .closed_days.first = (uint32_t)first};
        for (size_t i = 0; i < campus->calendar.count; i++)
            if (!campus->calendar.exceptions[i].open)
                closed_days_add(&record.closed_days, campus->calendar.exceptions[i].day);
        status = p->emit(p->context, &record);
    }
    free(campus);
    return status == GH_NOT_FOUND ? GH_OK : status; /* a campus that is no longer in use */
}

static enum gh_status read_booth(const struct changes_scope *scope, struct db_rows *rows, struct wire_booth *out)
{
    out->gate = (uint8_t)db_int(rows, PRESENCE_BOOTH_GATE);
    out->heard = tick_from_seconds(tick_to_seconds(db_int(rows, PRESENCE_BOOTH_HEARD)));
    enum gh_status status = db_copy_blob(rows, PRESENCE_BOOTH_ID, out->id.b, UUID_LEN);
    out->own = uuid_equal(&out->id, &scope->device);
    out->acknowledged = out->own ? scope->acknowledged : 0;
    out->forked = out->own && scope->journals && !db_is_null(rows, PRESENCE_BOOTH_FORKED);
    return status ? status : db_copy_text(rows, PRESENCE_BOOTH_NAME, out->name, sizeof out->name);
}

/* Emits when each booth of the campus was last heard. This changes all the time, so it has no position. */
static enum gh_status emit_booths(const struct piece *p)
{
    struct db_rows rows = {0};
    enum gh_status taken = GH_OK, status = presence_booths(p->db, &rows, p->reading->scope.campus);
    while (!status && !taken && !(status = db_next(&rows))) {
        struct wire_record record = {.type = WIRE_BOOTH};
        taken = read_booth(&p->reading->scope, &rows, &record.booth);
        if (!taken)
            taken = p->emit(p->context, &record);
    }
    db_rows_end(&rows);
    return taken ? taken : status == GH_NOT_FOUND ? GH_OK : status;
}

static enum gh_status emit_end(const struct piece *p, tick now)
{
    const struct changes_reading *r = p->reading;
    struct wire_record end = {.type = WIRE_END,
                              .end = {.position = (uint64_t)r->position,
                                      .server_time = tick_from_seconds(tick_to_seconds(now)),
                                      .until = r->scope.to}};
    memcpy(end.end.scope, r->scope.name, sizeof end.end.scope);
    p->reading->done = true;
    return p->emit(p->context, &end);
}

/* The point of the history where a reading ends, and the keys that are in use there. */
static enum gh_status read_point(struct db *db, struct wire_history *history, struct shared_keys *keys)
{
    struct shared_keys before;
    enum gh_status status;
    do { /* a server may take a new key into use at this moment */
        status = shared_keys_load(db, &before);
        if (!status)
            status = change_history(db, history);
        if (!status)
            status = shared_keys_load(db, keys);
    } while (!status && memcmp(&before, keys, sizeof before) != 0);
    return status;
}

enum gh_status changes_begin(struct db *db, const struct changes_held *held, const struct changes_scope *scope,
                             struct changes_reading *out)
{
    struct changes_reading r = {.held = *held, .scope = *scope};
    struct wire_history ours = held->history;
    /* Read the position first: later commits get higher positions and come with the next reading. */
    enum gh_status status = read_point(db, &r.history, &r.scope.keys);
    r.position = (int64_t)r.history.position;
    if (!status && held->position > r.position)
        return GH_ROLLBACK;
    if (!status && wire_history_known(&held->history))
        status = change_history_at(db, held->history.position, &ours);
    if (status)
        return status == GH_NOT_FOUND ? GH_CONFLICT : status;
    if (memcmp(&ours, &held->history, sizeof ours) != 0)
        return GH_CONFLICT;
    start_kind(&r);
    *out = r;
    return GH_OK;
}

/* Hashes of plates go through all keys up to the newest. */
static bool has_campus_keys(const struct vault *vault, unsigned newest)
{
    for (unsigned number = 1; number <= newest; number++)
        if (!vault_shared_key(vault, VAULT_CAMPUS, number))
            return false;
    return true;
}

/* What personal data are sealed with: the booth's own key. A file for no booth in particular has that of all such
 * files. False: the server's folder lacks a key. */
static bool find_data_key(const struct changes_scope *scope, const struct vault *vault,
                          uint8_t out[static DATA_KEY_LEN])
{
    const unsigned number = scope->keys.number[VAULT_DATA];
    if (scope->keys.own && !uuid_is_nil(&scope->device))
        return vault_booth_key(vault, number, &scope->device, out);
    const uint8_t *shared = vault_shared_key(vault, VAULT_DATA, number);
    if (shared)
        memcpy(out, shared, DATA_KEY_LEN);
    return shared != NULL;
}

static enum gh_status emit_next(const struct piece *p, struct issuer *issuer, tick now)
{
    struct changes_reading *r = p->reading;
    enum gh_status status = GH_OK;
    int64_t count = 0;
    if (!r->begun && issuer)
        status = emit_keyset(p, issuer);
    if (!status && !r->begun && r->scope.history && wire_history_known(&r->history))
        status = emit_history(p);
    if (!status && !r->begun)
        status = emit_policy(p);
    if (!status && !r->begun && r->scope.closed_days && r->scope.campus)
        status = emit_closed_days(p, now);
    r->begun = true;
    while (!status && r->kind < change_rows_count && count < CHANGES_PIECE) {
        const struct change_rows *kind = &change_rows[r->kind];
        int64_t before = count;
        if (is_asked_for(kind, &r->scope))
            status = read_rows(p, kind, &count);
        if (is_limited(kind) && count - before == CHANGES_PIECE)
            break;
        r->kind++;
        start_kind(r);
    }
    if (status || r->kind < change_rows_count)
        return status;
    if (r->scope.presence)
        status = emit_booths(p);
    return status ? status : emit_end(p, now);
}

enum gh_status changes_next(struct changes_reading *r, struct db *db, const struct vault *vault, struct issuer *issuer,
                            tick now, change_emit *emit, void *context)
{
    const struct piece p = {.reading = r, .db = db, .vault = vault, .emit = emit, .context = context};
    uint8_t key[DATA_KEY_LEN];
    if (!has_campus_keys(vault, r->scope.keys.number[VAULT_CAMPUS]) || !find_data_key(&r->scope, vault, key))
        return GH_UNAVAILABLE; /* a server whose folder lacks a key that others use */
    r->scope.data_key = key;
    enum gh_status status = emit_next(&p, issuer, now);
    r->scope.data_key = NULL;
    sodium_memzero(key, sizeof key);
    return status;
}

enum gh_status changes_since(struct db *db, const struct vault *vault, struct issuer *issuer,
                             const struct changes_held *held, const struct changes_scope *scope, tick now,
                             change_emit *emit, void *context)
{
    struct changes_reading reading;
    enum gh_status status = changes_begin(db, held, scope, &reading);
    while (!status && !reading.done)
        status = changes_next(&reading, db, vault, issuer, now, emit, context);
    return status;
}

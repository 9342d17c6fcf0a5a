/* Writing the replica: a batch of records, all or nothing.
 *
 * A record of a version that is held already changes nothing, so that a stream that was cut can begin again; a lower
 * one is refused. Revocations are never refused: whatever their version, they only make things safer. */
#include <string.h>

#include "store/replica_internal.h"

struct batch {
    struct replica *r;
    const uint8_t *root_public;
    struct replica_held held;
};

enum relation { IS_NEW, IS_NEWER, IS_SAME };

/* text selects the version held of one thing, and was bound by the caller. */
static enum gh_status compare_version(struct sql_statement *s, uint64_t version, enum relation *out)
{
    bool row;
    enum gh_status status = sql_step(s, &row);
    if (status)
        return status;
    int64_t held = row ? sql_int(s, 0) : 0, offered = replica_integer(version);
    sql_reset(s);
    if (row && offered < held)
        return GH_ROLLBACK;
    *out = !row ? IS_NEW : offered > held ? IS_NEWER : IS_SAME;
    return GH_OK;
}

static enum gh_status compare_by_number(struct replica *r, const char *text, int64_t key, uint64_t version,
                                        enum relation *out)
{
    struct sql_statement *s;
    enum gh_status status = sql_prepare(r->sql, text, &s);
    if (status)
        return status;
    sql_bind_int(s, 1, key);
    return compare_version(s, version, out);
}

static enum gh_status write_revocation(struct replica *r, const struct uuid *pass_id, uint64_t version, tick at)
{
    struct sql_statement *s;
    enum gh_status status =
        sql_prepare(r->sql, "INSERT OR IGNORE INTO revoked(id, version, at) VALUES (?1, ?2, ?3)", &s);
    if (status)
        return status;
    sql_bind_bytes(s, 1, BYTES(pass_id->b, UUID_LEN));
    sql_bind_int(s, 2, replica_integer(version));
    sql_bind_int(s, 3, at);
    return sql_run(s);
}

static enum gh_status is_revoked(struct replica *r, const struct uuid *pass_id, bool *revoked)
{
    struct sql_statement *s;
    enum gh_status status = sql_prepare(r->sql, "SELECT 1 FROM revoked WHERE id = ?1", &s);
    if (status)
        return status;
    sql_bind_bytes(s, 1, BYTES(pass_id->b, UUID_LEN));
    status = sql_step(s, revoked);
    sql_reset(s);
    return status;
}

/* What is held of a pass. display_row is 0 for none. */
static enum gh_status compare_pass(struct replica *r, const struct wire_pass *p, enum relation *relation,
                                   int64_t *display_row)
{
    struct sql_statement *s;
    bool row;
    enum gh_status status = sql_prepare(r->sql, "SELECT version, coalesce(display, 0) FROM pass WHERE id = ?1", &s);
    if (status)
        return status;
    sql_bind_bytes(s, 1, BYTES(p->claims.pass_id.b, UUID_LEN));
    if ((status = sql_step(s, &row)))
        return status;
    int64_t held = row ? sql_int(s, 0) : 0, offered = replica_integer(p->version);
    *display_row = row ? sql_int(s, 1) : 0;
    sql_reset(s);
    if (row && offered < held)
        return GH_ROLLBACK;
    *relation = !row ? IS_NEW : offered > held ? IS_NEWER : IS_SAME;
    return GH_OK;
}

static enum gh_status delete_display(struct replica *r, int64_t display_row)
{
    struct sql_statement *s;
    enum gh_status status = sql_prepare(r->sql, "DELETE FROM display WHERE row = ?1", &s);
    if (status)
        return status;
    sql_bind_int(s, 1, display_row);
    return sql_run(s);
}

/* The sealed field is bound to the row version, so a new version always brings a new field or none. */
static enum gh_status write_display(struct replica *r, const struct wire_pass *p, int64_t *display_row)
{
    struct sql_statement *s;
    bool row;
    enum gh_status status;
    if (*display_row && (status = delete_display(r, *display_row)))
        return status;
    *display_row = 0;
    if (p->display_len == 0)
        return GH_OK;
    status = sql_prepare(r->sql, "INSERT INTO display(sealed) VALUES (?1) RETURNING row", &s);
    if (status)
        return status;
    sql_bind_bytes(s, 1, BYTES(p->display, p->display_len));
    if ((status = sql_step(s, &row)))
        return status;
    *display_row = sql_int(s, 0);
    sql_reset(s);
    return *display_row > 0 ? GH_OK : GH_IO;
}

static enum gh_status write_pass(struct replica *r, const struct wire_pass *p, enum row_state state, int64_t display)
{
    char number[SHORT_NUMBER_LEN + 1];
    struct sql_statement *s;
    enum gh_status status =
        sql_prepare(r->sql,
                    "INSERT INTO pass(id, version, state, not_before, expires, issued_at, kind, uses, gates,"
                    " home_gate, holder, unit, visit, person, plate, number, display) VALUES (?1, ?2, ?3, ?4, ?5, ?6,"
                    " ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, nullif(?17, 0)) ON CONFLICT(id) DO UPDATE SET"
                    " version = ?2, state = ?3, not_before = ?4, expires = ?5, issued_at = ?6, kind = ?7, uses = ?8,"
                    " gates = ?9, home_gate = ?10, holder = ?11, unit = ?12, visit = ?13, person = ?14, plate = ?15,"
                    " number = ?16, display = nullif(?17, 0)",
                    &s);
    if (status)
        return status;
    short_number_of(&p->claims.pass_id, number);
    sql_bind_bytes(s, 1, BYTES(p->claims.pass_id.b, UUID_LEN));
    sql_bind_int(s, 2, replica_integer(p->version));
    sql_bind_int(s, 3, state);
    sql_bind_int(s, 4, p->claims.not_before);
    sql_bind_int(s, 5, p->claims.expires);
    sql_bind_int(s, 6, p->claims.issued_at);
    sql_bind_int(s, 7, p->claims.kind);
    sql_bind_int(s, 8, p->claims.uses);
    sql_bind_int(s, 9, p->claims.gates);
    sql_bind_int(s, 10, p->claims.home_gate);
    if (p->claims.has_holder)
        sql_bind_bytes(s, 11, BYTES(p->claims.holder, HOLDER_CHECK_LEN));
    sql_bind_int(s, 12, p->unit);
    sql_bind_bytes_or_null(s, 13, BYTES(p->group.b, UUID_LEN));
    sql_bind_bytes_or_null(s, 14, BYTES(p->person, PERSON_HASH_LEN));
    sql_bind_bytes_or_null(s, 15, BYTES(p->plate, PLATE_HASH_LEN));
    sql_bind_text(s, 16, number);
    sql_bind_int(s, 17, display);
    return sql_run(s);
}

static enum gh_status apply_pass(struct batch *b, const struct wire_record *record)
{
    const struct wire_pass *p = &record->pass;
    enum relation relation;
    int64_t display_row;
    bool revoked;
    if (p->display_len > WIRE_DISPLAY_MAX)
        return GH_TOO_LONG;
    enum gh_status status = compare_pass(b->r, p, &relation, &display_row);
    if (status)
        return status;
    if (p->state == ROW_REVOKED && (status = write_revocation(b->r, &p->claims.pass_id, p->version, 0)))
        return status;
    if (!uuid_is_nil(&p->walk_up) && (status = replica_write_walk_up_pass(b->r, &p->walk_up, &p->claims.pass_id)))
        return status;
    if (relation == IS_SAME)
        return GH_OK;
    if ((status = is_revoked(b->r, &p->claims.pass_id, &revoked)) || (status = write_display(b->r, p, &display_row)) ||
        (status = write_pass(b->r, p, revoked ? ROW_REVOKED : p->state, display_row)))
        return status;
    b->held.passes += relation == IS_NEW;
    return GH_OK;
}

static enum gh_status apply_revoke(struct batch *b, const struct wire_record *record)
{
    const struct wire_revoke *v = &record->revoke;
    struct sql_statement *s;
    enum gh_status status = write_revocation(b->r, &v->pass_id, v->version, v->at);
    if (status || (status = sql_prepare(b->r->sql, "UPDATE pass SET state = 3 WHERE id = ?1 AND state <> 3", &s)))
        return status;
    sql_bind_bytes(s, 1, BYTES(v->pass_id.b, UUID_LEN));
    return sql_run(s);
}

static enum gh_status apply_bar(struct batch *b, const struct wire_record *record)
{
    const struct wire_bar *v = &record->bar;
    struct sql_statement *s;
    enum relation relation;
    enum gh_status status = sql_prepare(b->r->sql, "SELECT version FROM bar WHERE plate = ?1 AND hash = ?2", &s);
    if (status)
        return status;
    sql_bind_int(s, 1, v->plate);
    sql_bind_bytes(s, 2, BYTES(v->hash, sizeof v->hash));
    if ((status = compare_version(s, v->version, &relation)) || relation == IS_SAME)
        return status;
    status = sql_prepare(b->r->sql,
                         "INSERT INTO bar(plate, hash, version, lifted) VALUES (?1, ?2, ?3, ?4)"
                         " ON CONFLICT(plate, hash) DO UPDATE SET version = ?3, lifted = ?4",
                         &s);
    if (status)
        return status;
    sql_bind_int(s, 1, v->plate);
    sql_bind_bytes(s, 2, BYTES(v->hash, sizeof v->hash));
    sql_bind_int(s, 3, replica_integer(v->version));
    sql_bind_int(s, 4, v->lifted);
    return sql_run(s);
}

static enum gh_status apply_use(struct batch *b, const struct wire_record *record)
{
    const struct wire_use *v = &record->use;
    struct sql_statement *s;
    /* Whichever comes first, the admission or its taking back: once taken back it stays so. */
    enum gh_status status = sql_prepare(b->r->sql,
                                        "INSERT INTO use(entry_id, pass_id, at, gate, taken_back) VALUES (?1, ?2, ?3,"
                                        " ?4, ?5) ON CONFLICT(entry_id) DO UPDATE SET taken_back = max(taken_back, ?5)"
                                        " WHERE pass_id = ?2",
                                        &s);
    if (status)
        return status;
    sql_bind_bytes(s, 1, BYTES(v->entry_id.b, UUID_LEN));
    sql_bind_bytes(s, 2, BYTES(v->pass_id.b, UUID_LEN));
    sql_bind_int(s, 3, v->at);
    sql_bind_int(s, 4, v->gate);
    sql_bind_int(s, 5, v->taken_back);
    if ((status = sql_run(s)))
        return status;
    return sql_changes(b->r->sql) == 1 ? GH_OK : GH_CONFLICT;
}

static enum gh_status apply_gate(struct batch *b, const struct wire_record *record)
{
    const struct wire_gate *v = &record->gate;
    struct sql_statement *s;
    enum relation relation;
    enum gh_status status =
        compare_by_number(b->r, "SELECT version FROM gate WHERE gate = ?1", v->gate, v->version, &relation);
    if (status || relation == IS_SAME)
        return status;
    status = sql_prepare(b->r->sql,
                         "INSERT OR REPLACE INTO gate(gate, version, campus, name_zh, name_en, campus_zh, campus_en)"
                         " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                         &s);
    if (status)
        return status;
    sql_bind_int(s, 1, v->gate);
    sql_bind_int(s, 2, replica_integer(v->version));
    sql_bind_int(s, 3, v->campus);
    sql_bind_text(s, 4, v->name_zh);
    sql_bind_text(s, 5, v->name_en);
    sql_bind_text(s, 6, v->campus_zh);
    sql_bind_text(s, 7, v->campus_en);
    return sql_run(s);
}

static enum gh_status apply_unit(struct batch *b, const struct wire_record *record)
{
    const struct wire_unit *v = &record->unit;
    struct sql_statement *s;
    enum relation relation;
    enum gh_status status =
        compare_by_number(b->r, "SELECT version FROM unit WHERE unit = ?1", v->unit, v->version, &relation);
    if (status || relation == IS_SAME)
        return status;
    status = sql_prepare(
        b->r->sql, "INSERT OR REPLACE INTO unit(unit, version, name_zh, name_en, pinyin) VALUES (?1, ?2, ?3, ?4, ?5)",
        &s);
    if (status)
        return status;
    sql_bind_int(s, 1, v->unit);
    sql_bind_int(s, 2, replica_integer(v->version));
    sql_bind_text(s, 3, v->name_zh);
    sql_bind_text(s, 4, v->name_en);
    sql_bind_text(s, 5, v->pinyin);
    return sql_run(s);
}

static enum gh_status apply_walk_up(struct batch *b, const struct wire_record *record)
{
    return replica_write_walk_up(b->r, &record->walk_up);
}

static enum gh_status apply_guard(struct batch *b, const struct wire_record *record)
{
    const struct wire_guard *v = &record->guard;
    struct sql_statement *s;
    enum relation relation;
    if (v->wrapped_len > sizeof v->wrapped)
        return GH_TOO_LONG;
    enum gh_status status =
        compare_by_number(b->r, "SELECT version FROM guard WHERE guard = ?1", v->guard, v->version, &relation);
    if (status || relation == IS_SAME)
        return status;
    status = sql_prepare(b->r->sql,
                         "INSERT OR REPLACE INTO guard(guard, version, active, rights, name, salt, verifier, ops,"
                         " mem_kib, wrapped) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                         &s);
    if (status)
        return status;
    sql_bind_int(s, 1, v->guard);
    sql_bind_int(s, 2, replica_integer(v->version));
    sql_bind_int(s, 3, v->active);
    sql_bind_int(s, 4, v->rights);
    sql_bind_text(s, 5, v->name);
    sql_bind_bytes(s, 6, BYTES(v->salt, sizeof v->salt));
    sql_bind_bytes(s, 7, BYTES(v->verifier, sizeof v->verifier));
    sql_bind_int(s, 8, v->ops);
    sql_bind_int(s, 9, v->mem_kib);
    sql_bind_bytes(s, 10, BYTES(v->wrapped, v->wrapped_len));
    return sql_run(s);
}

static enum gh_status apply_policy(struct batch *b, const struct wire_record *record)
{
    const struct policy *p = &record->policy.policy;
    struct sql_statement *s;
    enum relation relation;
    const char *field;
    enum gh_status status = policy_check(p, &field);
    if (status || (status = compare_by_number(b->r, "SELECT version FROM policy WHERE only = ?1", 1,
                                              record->policy.version, &relation)))
        return status;
    if (relation == IS_SAME)
        return GH_OK;
    status = sql_prepare(b->r->sql,
                         "INSERT OR REPLACE INTO policy(only, version, fresh_for, stale_for, clock_skew,"
                         " take_back_within, live_code_required, touch_before_admit, second_guard, journal_keep,"
                         " privacy_timeout, green_shown_for, emergency_admission, evidence_keep)"
                         " VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
                         &s);
    if (status)
        return status;
    sql_bind_int(s, 1, replica_integer(record->policy.version));
    sql_bind_int(s, 2, p->fresh_for);
    sql_bind_int(s, 3, p->stale_for);
    sql_bind_int(s, 4, p->clock_skew);
    sql_bind_int(s, 5, p->take_back_within);
    sql_bind_int(s, 6, p->live_code_required);
    sql_bind_int(s, 7, p->touch_before_admit);
    sql_bind_int(s, 8, p->second_guard);
    sql_bind_int(s, 9, p->journal_keep);
    sql_bind_int(s, 10, p->privacy_timeout);
    sql_bind_int(s, 11, p->green_shown_for);
    sql_bind_int(s, 12, p->emergency_admission);
    sql_bind_int(s, 13, p->car_picture_keep);
    return sql_run(s);
}

/* *epoch 0 and *same false when no key set is held. */
static enum gh_status compare_keyset(struct replica *r, struct bytes signed_set, uint64_t *epoch, bool *same)
{
    struct sql_statement *s;
    bool row;
    enum gh_status status = sql_prepare(r->sql, "SELECT epoch, signed FROM keyset WHERE only = 1", &s);
    if (status || (status = sql_step(s, &row)))
        return status;
    *epoch = row ? (uint64_t)sql_int(s, 0) : 0;
    *same = row && bytes_equal(sql_bytes(s, 1), signed_set);
    sql_reset(s);
    return GH_OK;
}

static enum gh_status apply_keyset(struct batch *b, const struct wire_record *record)
{
    const struct wire_keyset *v = &record->keyset;
    struct sql_statement *s;
    struct keyset set;
    uint64_t epoch;
    bool same;
    if (v->len > sizeof v->signed_set)
        return GH_TOO_LONG;
    struct bytes signed_set = BYTES(v->signed_set, v->len);
    enum gh_status status = compare_keyset(b->r, signed_set, &epoch, &same);
    if (status || (status = keyset_verify(signed_set, b->root_public, epoch, &set)))
        return status;
    if (same)
        return replica_write_sealing_key(b->r, v->sealing);
    if (set.epoch == epoch)
        return GH_CONFLICT; /* two sets of one epoch: the root signed what it must not */
    status = sql_prepare(b->r->sql, "INSERT OR REPLACE INTO keyset(only, epoch, signed) VALUES (1, ?1, ?2)", &s);
    if (status)
        return status;
    sql_bind_int(s, 1, replica_integer(set.epoch));
    sql_bind_bytes(s, 2, signed_set);
    status = sql_run(s);
    return status ? status : replica_write_sealing_key(b->r, v->sealing);
}

static enum gh_status count_of(struct replica *r, const char *text, bool *any)
{
    struct sql_statement *s;
    enum gh_status status = sql_prepare(r->sql, text, &s);
    if (status)
        return status;
    status = sql_step(s, any);
    sql_reset(s);
    return status;
}

static tick later(tick a, tick b)
{
    return a > b ? a : b;
}

/* How far the rows so far reach. */
static enum gh_status move_to(struct batch *b, uint64_t position, tick until, const char *scope)
{
    if (position < b->held.position)
        return GH_ROLLBACK;
    b->held.position = position;
    b->held.until = until;
    memcpy(b->held.scope, scope, sizeof b->held.scope);
    return GH_OK;
}

static enum gh_status apply_mark(struct batch *b, const struct wire_record *record)
{
    return move_to(b, record->mark.position, record->mark.until, record->mark.scope);
}

/* Only a complete stream makes anything younger, and only the kinds that it, or one before it, brought. */
static enum gh_status apply_end(struct batch *b, const struct wire_record *record)
{
    const struct wire_end *v = &record->end;
    struct replica_ages *ages = &b->held.ages;
    bool keys, policy, guards;
    enum gh_status status = move_to(b, v->position, v->until, v->scope);
    if (status || (status = count_of(b->r, "SELECT 1 FROM keyset LIMIT 1", &keys)) ||
        (status = count_of(b->r, "SELECT 1 FROM policy LIMIT 1", &policy)) ||
        (status = count_of(b->r, "SELECT 1 FROM guard LIMIT 1", &guards)))
        return status;
    /* A server whose clock was set back does not make older what was fresh at a moment that has been. */
    ages->passes = later(ages->passes, v->server_time);
    ages->revocations = ages->passes;
    ages->keys = keys ? ages->passes : 0;
    ages->policy = policy ? ages->passes : 0;
    ages->guards = guards ? ages->passes : 0;
    return GH_OK;
}

static enum gh_status (*const appliers[])(struct batch *, const struct wire_record *) = {
    [WIRE_PASS] = apply_pass,       [WIRE_REVOKE] = apply_revoke, [WIRE_BAR] = apply_bar,
    [WIRE_USE] = apply_use,         [WIRE_GATE] = apply_gate,     [WIRE_UNIT] = apply_unit,
    [WIRE_GUARD] = apply_guard,     [WIRE_POLICY] = apply_policy, [WIRE_KEYSET] = apply_keyset,
    [WIRE_WALK_UP] = apply_walk_up, [WIRE_MARK] = apply_mark,     [WIRE_END] = apply_end,
};

static enum gh_status apply_all(struct batch *b, const struct wire_record *records, size_t count, size_t *failed)
{
    for (size_t i = 0; i < count; i++) {
        unsigned type = (unsigned)records[i].type;
        enum gh_status status = type < sizeof(appliers) / sizeof(appliers[0]) && appliers[type]
                                    ? appliers[type](b, &records[i])
                                    : GH_UNSUPPORTED;
        if (status) {
            if (failed)
                *failed = i;
            return status;
        }
    }
    return replica_write_held(b->r, &b->held);
}

enum gh_status replica_apply(struct replica *r, const struct wire_record *records, size_t count,
                             const uint8_t root_public[static PUBLIC_KEY_LEN], size_t *failed)
{
    struct batch batch = {.r = r, .root_public = root_public};
    if (count > REPLICA_BATCH_MAX)
        return GH_TOO_LONG;
    enum gh_status status = sql_begin(r->sql);
    if (status)
        return status;
    status = replica_read_held(r, &batch.held);
    if (!status)
        status = apply_all(&batch, records, count, failed);
    if (status) {
        sql_rollback(r->sql);
        return status;
    }
    return sql_commit(r->sql);
}

enum gh_status replica_acknowledge(struct replica *r, uint64_t number)
{
    struct sql_statement *s;
    enum gh_status status = sql_prepare(r->sql, "UPDATE held SET acknowledged = ?1 WHERE only = 1", &s);
    if (status)
        return status;
    sql_bind_int(s, 1, replica_integer(number));
    return sql_run(s);
}

/* What nobody knows the end of: a revocation or a use without its pass is kept for longer than any pass lives. */
#define UNKNOWN_KEPT (400 * TICK_DAY)

static enum gh_status prune_one(struct replica *r, const char *text, tick before, int64_t *deleted)
{
    struct sql_statement *s;
    enum gh_status status = sql_prepare(r->sql, text, &s);
    if (status)
        return status;
    sql_bind_int(s, 1, before);
    if ((status = sql_run(s)))
        return status;
    *deleted = sql_changes(r->sql);
    return GH_OK;
}

static enum gh_status prune_in_transaction(struct replica *r, tick before, uint64_t *passes)
{
    static const char *const with_pass[] = {
        "DELETE FROM display WHERE row IN (SELECT display FROM pass WHERE expires < ?1)",
        "DELETE FROM revoked WHERE id IN (SELECT id FROM pass WHERE expires < ?1)",
        "DELETE FROM use WHERE pass_id IN (SELECT id FROM pass WHERE expires < ?1)",
        "DELETE FROM walk_up_pass WHERE pass_id IN (SELECT id FROM pass WHERE expires < ?1)",
    };
    static const char *const without_pass[] = {
        "DELETE FROM revoked WHERE at > 0 AND at < ?1 AND id NOT IN (SELECT id FROM pass)",
        "DELETE FROM use WHERE at < ?1 AND pass_id NOT IN (SELECT id FROM pass)",
        "DELETE FROM walk_up WHERE at < ?1",
    };
    struct replica_held held;
    int64_t deleted;
    enum gh_status status = replica_read_held(r, &held);
    for (size_t i = 0; !status && i < sizeof(with_pass) / sizeof(with_pass[0]); i++)
        status = prune_one(r, with_pass[i], before, &deleted);
    for (size_t i = 0; !status && i < sizeof(without_pass) / sizeof(without_pass[0]); i++)
        status = prune_one(r, without_pass[i], before - UNKNOWN_KEPT, &deleted);
    if (status || (status = prune_one(r, "DELETE FROM pass WHERE expires < ?1", before, &deleted)))
        return status;
    *passes = (uint64_t)deleted;
    held.passes -= *passes < held.passes ? *passes : held.passes;
    return replica_write_held(r, &held);
}

enum gh_status replica_prune(struct replica *r, tick before, uint64_t *deleted)
{
    uint64_t passes;
    enum gh_status status = sql_begin(r->sql);
    if (status)
        return status;
    if ((status = prune_in_transaction(r, before, &passes))) {
        sql_rollback(r->sql);
        return status;
    }
    if ((status = sql_commit(r->sql)))
        return status;
    *deleted = passes;
    return GH_OK;
}

/* Writes a batch of records to the replica, all or nothing.
 *
 * A record with the version that is here changes nothing, so that a stream that was cut can start again. A lower
 * version is refused. A revocation is never refused, whatever its version: it only makes things safer. */
#include <string.h>

#include "store/replica_internal.h"

struct batch {
    struct replica *r;
    const uint8_t *root_public;
    struct replica_held held;
    bool replaced_secrets; /* an earlier record of a guard is gone, but still stands in the log */
};

enum relation { IS_NEW, IS_NEWER, IS_SAME };

static enum gh_status relate(bool found, int64_t held, uint64_t version, enum relation *out)
{
    int64_t offered = replica_integer(version);
    if (found && offered < held)
        return GH_ROLLBACK;
    *out = !found ? IS_NEW : offered > held ? IS_NEWER : IS_SAME;
    return GH_OK;
}

/* Compares a version with the one here. text selects the version here; values are the key. */
#define compare(r, version, out, ...) compare_values(r, version, out, DB_ARGUMENTS(__VA_ARGS__))
static enum gh_status compare_values(struct replica *r, uint64_t version, enum relation *out, const char *text,
                                     const struct db_value *values, size_t count)
{
    int64_t held = 0;
    enum gh_status status = sql_first_int_values(r->sql, &held, text, values, count);
    if (status && status != GH_NOT_FOUND)
        return status;
    return relate(status == GH_OK, held, version, out);
}

static enum gh_status insert_revoked(struct replica *r, const struct uuid *pass_id, uint64_t version, tick at)
{
    return sql_exec(r->sql, "INSERT OR IGNORE INTO revoked(id, version, at) VALUES ($1, $2, $3)", DB_UUID(pass_id),
                    DB_INT(replica_integer(version)), DB_INT(at));
}

/* Compares a pass with the one here. *display_row: its sealed field, or 0 for none. */
static enum gh_status compare_pass(struct replica *r, const struct wire_pass *p, enum relation *relation,
                                   int64_t *display_row)
{
    struct sql_rows *row;
    enum gh_status status = sql_first(r->sql, &row, "SELECT version, coalesce(display, 0) FROM pass WHERE id = $1",
                                      DB_UUID(&p->claims.pass_id));
    if (status && status != GH_NOT_FOUND)
        return status;
    int64_t held = row ? sql_int(row, 0) : 0;
    *display_row = row ? sql_int(row, 1) : 0;
    sql_end(row);
    return relate(status == GH_OK, held, p->version, relation);
}

/* The sealed field is bound to the version of its row, so a new version brings a new field or none. */
static enum gh_status write_display(struct replica *r, const struct wire_pass *p, int64_t *display_row)
{
    enum gh_status status = GH_OK;
    if (*display_row)
        status = sql_exec(r->sql, "DELETE FROM display WHERE row = $1", DB_INT(*display_row));
    *display_row = 0;
    if (!status && p->display_len > 0)
        status = sql_first_int(r->sql, display_row, "INSERT INTO display(sealed) VALUES ($1) RETURNING row",
                               DB_BLOB(p->display, p->display_len));
    return status == GH_NOT_FOUND ? GH_IO : status;
}

static enum gh_status write_pass_row(struct replica *r, const struct wire_pass *p, enum row_state state,
                                     int64_t display)
{
    const struct claims *c = &p->claims;
    char number[SHORT_NUMBER_LEN + 1];
    short_number_of(&c->pass_id, number);
    return sql_exec(
        r->sql,
        "INSERT INTO pass(id, version, state, not_before, expires, issued_at, kind, uses, gates,"
        " home_gate, holder_bits, unit, visit, barred, plate, number, display, barred_until) VALUES ($1, $2, $3, $4,"
        " $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, nullif($17, 0), $18) ON CONFLICT(id) DO UPDATE SET"
        " version = $2, state = $3, not_before = $4, expires = $5, issued_at = $6, kind = $7, uses = $8,"
        " gates = $9, home_gate = $10, holder_bits = $11, unit = $12, visit = $13, barred = $14, plate = $15,"
        " number = $16, display = nullif($17, 0), barred_until = $18",
        DB_UUID(&c->pass_id), DB_INT(replica_integer(p->version)), DB_INT(state), DB_INT(c->not_before),
        DB_INT(c->expires), DB_INT(c->issued_at), DB_INT(c->kind), DB_INT(c->uses), DB_INT(c->gates),
        DB_INT(c->home_gate), c->has_holder ? DB_INT(c->holder[0] << 4 | c->holder[1] >> 4) : DB_NULL, DB_INT(p->unit),
        DB_UUID_OR_NULL(&p->group), DB_INT(p->barred), DB_BLOB_OR_NULL(p->plate, PLATE_HASH_LEN), DB_TEXT(number),
        DB_INT(display), DB_INT(p->barred_until));
}

static enum gh_status write_pass(struct batch *b, const struct wire_record *record)
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
    if (p->state == ROW_REVOKED && (status = insert_revoked(b->r, &p->claims.pass_id, p->version, 0)))
        return status;
    if (!uuid_is_nil(&p->walk_up) && (status = replica_write_walk_up_pass(b->r, &p->walk_up, &p->claims.pass_id)))
        return status;
    if (relation == IS_SAME)
        return GH_OK;
    if ((status =
             sql_exists(b->r->sql, &revoked, "SELECT 1 FROM revoked WHERE id = $1", DB_UUID(&p->claims.pass_id))) ||
        (status = write_display(b->r, p, &display_row)) ||
        (status = write_pass_row(b->r, p, revoked ? ROW_REVOKED : p->state, display_row)))
        return status;
    b->held.passes += relation == IS_NEW;
    return GH_OK;
}

static enum gh_status write_revoke(struct batch *b, const struct wire_record *record)
{
    const struct wire_revoke *v = &record->revoke;
    enum gh_status status = insert_revoked(b->r, &v->pass_id, v->version, v->at);
    if (status)
        return status;
    return sql_exec(b->r->sql, "UPDATE pass SET state = " SQL_REVOKED " WHERE id = $1 AND state <> " SQL_REVOKED,
                    DB_UUID(&v->pass_id));
}

static enum gh_status write_bar(struct batch *b, const struct wire_record *record)
{
    const struct wire_bar *v = &record->bar;
    enum relation relation;
    if (!v->plate) /* an older server's: no hash of an ID number lies here */
        return GH_OK;
    enum gh_status status =
        compare(b->r, v->version, &relation, "SELECT version FROM bar WHERE plate = 1 AND hash = $1",
                DB_BLOB(v->hash, sizeof v->hash));
    if (status || relation == IS_SAME)
        return status;
    return sql_exec(b->r->sql,
                    "INSERT INTO bar(plate, hash, version, lifted, until) VALUES (1, $1, $2, $3, $4)"
                    " ON CONFLICT(plate, hash) DO UPDATE SET version = $2, lifted = $3, until = $4",
                    DB_BLOB(v->hash, sizeof v->hash), DB_INT(replica_integer(v->version)), DB_INT(v->lifted),
                    DB_INT(v->until));
}

static enum gh_status write_use(struct batch *b, const struct wire_record *record)
{
    const struct wire_use *v = &record->use;
    /* The admission and its taking back may come in either order: once taken back, it stays taken back. */
    enum gh_status status =
        sql_exec(b->r->sql,
                 "INSERT INTO use(entry_id, pass_id, at, gate, taken_back) VALUES ($1, $2, $3,"
                 " $4, $5) ON CONFLICT(entry_id) DO UPDATE SET taken_back = max(taken_back, $5)"
                 " WHERE pass_id = $2",
                 DB_UUID(&v->entry_id), DB_UUID(&v->pass_id), DB_INT(v->at), DB_INT(v->gate), DB_INT(v->taken_back));
    if (status)
        return status;
    return sql_changes(b->r->sql) == 1 ? GH_OK : GH_CONFLICT;
}

static enum gh_status write_gate(struct batch *b, const struct wire_record *record)
{
    const struct wire_gate *v = &record->gate;
    enum relation relation;
    enum gh_status status =
        compare(b->r, v->version, &relation, "SELECT version FROM gate WHERE gate = $1", DB_INT(v->gate));
    if (status || relation == IS_SAME)
        return status;
    return sql_exec(b->r->sql,
                    "INSERT OR REPLACE INTO gate(gate, version, campus, name_zh, name_en, campus_zh, campus_en)"
                    " VALUES ($1, $2, $3, $4, $5, $6, $7)",
                    DB_INT(v->gate), DB_INT(replica_integer(v->version)), DB_INT(v->campus), DB_TEXT(v->name_zh),
                    DB_TEXT(v->name_en), DB_TEXT(v->campus_zh), DB_TEXT(v->campus_en));
}

static enum gh_status write_unit(struct batch *b, const struct wire_record *record)
{
    const struct wire_unit *v = &record->unit;
    enum relation relation;
    enum gh_status status =
        compare(b->r, v->version, &relation, "SELECT version FROM unit WHERE unit = $1", DB_INT(v->unit));
    if (status || relation == IS_SAME)
        return status;
    return sql_exec(b->r->sql,
                    "INSERT OR REPLACE INTO unit(unit, version, name_zh, name_en, pinyin) VALUES ($1, $2, $3, $4, $5)",
                    DB_INT(v->unit), DB_INT(replica_integer(v->version)), DB_TEXT(v->name_zh), DB_TEXT(v->name_en),
                    DB_TEXT(v->pinyin));
}

static enum gh_status write_box_settled(struct batch *b, const struct wire_record *record)
{
    return replica_write_settled(b->r, record->box_settled.kind, &record->box_settled.id);
}

static enum gh_status write_walk_up(struct batch *b, const struct wire_record *record)
{
    return replica_write_walk_up(b->r, &record->walk_up);
}

/* A record of the same version may wrap more keys than the one here, or be bound to the hardware. Then it counts as
 * newer. */
static enum gh_status look_for_more(struct replica *r, const struct wire_guard *v, enum relation *relation)
{
    bool more = false;
    enum gh_status status =
        sql_exists(r->sql, &more, "SELECT 1 FROM guard WHERE guard = $1 AND (length(wrapped) < $2 OR bound < $3)",
                   DB_INT(v->guard), DB_INT((int64_t)v->wrapped_len), DB_INT(v->bound));
    if (!status && more)
        *relation = IS_NEWER;
    return status;
}

static enum gh_status write_guard(struct batch *b, const struct wire_record *record)
{
    const struct wire_guard *v = &record->guard;
    enum relation relation;
    if (v->wrapped_len > sizeof v->wrapped)
        return GH_TOO_LONG;
    enum gh_status status =
        compare(b->r, v->version, &relation, "SELECT version FROM guard WHERE guard = $1", DB_INT(v->guard));
    if (!status && relation == IS_SAME)
        status = look_for_more(b->r, v, &relation);
    if (status || relation == IS_SAME)
        return status;
    b->replaced_secrets |= relation == IS_NEWER;
    return sql_exec(b->r->sql,
                    "INSERT OR REPLACE INTO guard(guard, version, active, rights, name, salt, verifier, ops,"
                    " mem_kib, wrapped, badge, bound)"
                    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
                    DB_INT(v->guard), DB_INT(replica_integer(v->version)), DB_INT(v->active), DB_INT(v->rights),
                    DB_TEXT(v->name), DB_BLOB(v->salt, sizeof v->salt), DB_BLOB(v->verifier, sizeof v->verifier),
                    DB_INT(v->ops), DB_INT(v->mem_kib), DB_BLOB(v->wrapped, v->wrapped_len), DB_INT(v->badge),
                    DB_INT(v->bound));
}

static enum gh_status write_policy(struct batch *b, const struct wire_record *record)
{
    const struct policy *p = &record->policy.policy;
    enum relation relation;
    const char *field;
    enum gh_status status = policy_check(p, &field);
    if (!status)
        status = compare(b->r, record->policy.version, &relation, "SELECT version FROM policy WHERE only = 1");
    if (!status && relation == IS_SAME)
        status = sql_exec(b->r->sql, "UPDATE policy SET personal_keep = $1 WHERE personal_keep = 0 AND only = 1",
                          DB_INT(p->personal_keep)); /* a booth before an update did not ask for it */
    if (status || relation == IS_SAME)
        return status;
    return sql_exec(b->r->sql,
                    "INSERT OR REPLACE INTO policy(only, version, fresh_for, stale_for, clock_skew,"
                    " take_back_within, live_code_required, touch_before_admit, second_guard, journal_keep,"
                    " privacy_timeout, green_shown_for, emergency_admission, evidence_keep, personal_keep)"
                    " VALUES (1, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
                    DB_INT(replica_integer(record->policy.version)), DB_INT(p->fresh_for), DB_INT(p->stale_for),
                    DB_INT(p->clock_skew), DB_INT(p->take_back_within), DB_INT(p->live_code_required),
                    DB_INT(p->touch_before_admit), DB_INT(p->second_guard), DB_INT(p->journal_keep),
                    DB_INT(p->privacy_timeout), DB_INT(p->green_shown_for), DB_INT(p->emergency_admission),
                    DB_INT(p->car_picture_keep), DB_INT(p->personal_keep));
}

static enum gh_status write_closed_days(struct batch *b, const struct wire_record *record)
{
    const struct closed_days *days = &record->closed_days;
    return sql_exec(b->r->sql, "INSERT OR REPLACE INTO closed_days(only, first, bits) VALUES (1, $1, $2)",
                    DB_INT(days->first), DB_BLOB(days->bits, days->len));
}

/* Compares a key set with the one here. Without one, *epoch is 0 and *same false. */
static enum gh_status compare_keyset(struct replica *r, struct bytes signed_set, uint64_t *epoch, bool *same)
{
    struct sql_rows *row;
    enum gh_status status = sql_first(r->sql, &row, "SELECT epoch, signed FROM keyset WHERE only = 1");
    if (status && status != GH_NOT_FOUND)
        return status;
    *epoch = row ? (uint64_t)sql_int(row, 0) : 0;
    *same = row && bytes_equal(sql_bytes(row, 1), signed_set);
    sql_end(row);
    return GH_OK;
}

static enum gh_status write_keyset(struct batch *b, const struct wire_record *record)
{
    const struct wire_keyset *v = &record->keyset;
    struct keyset set;
    uint64_t epoch;
    bool same;
    if (v->len > sizeof v->signed_set)
        return GH_TOO_LONG;
    struct bytes signed_set = BYTES(v->signed_set, v->len);
    enum gh_status status = compare_keyset(b->r, signed_set, &epoch, &same);
    if (status || (status = keyset_verify(signed_set, b->root_public, epoch, &set)))
        return status;
    if (!same && set.epoch == epoch)
        return GH_CONFLICT; /* two sets with one epoch: the root must never sign both */
    if (!same)
        status = sql_exec(b->r->sql, "INSERT OR REPLACE INTO keyset(only, epoch, signed) VALUES (1, $1, $2)",
                          DB_INT(replica_integer(set.epoch)), DB_BLOB(v->signed_set, v->len));
    if (!status)
        status = replica_write_sealing_key(b->r, set.has_sealing ? set.sealing.public_key : v->sealing);
    /* A stream begins with its key set. An older server says nothing about its history after it. */
    b->held.history = (struct wire_history){.position = 0};
    return status ? status : replica_begin_presence(b->r);
}

static tick later(tick a, tick b)
{
    return a > b ? a : b;
}

/* Moves the position to where the rows so far reach. */
static enum gh_status move_to(struct batch *b, uint64_t position, tick until, const char *scope)
{
    if (position < b->held.position)
        return GH_ROLLBACK;
    b->held.position = position;
    b->held.until = until;
    memcpy(b->held.scope, scope, sizeof b->held.scope);
    return GH_OK;
}

static enum gh_status write_presence(struct batch *b, const struct wire_record *record)
{
    return replica_write_presence(b->r, &record->presence);
}

static enum gh_status write_booth(struct batch *b, const struct wire_record *record)
{
    return replica_write_booth(b->r, &record->booth);
}

static enum gh_status write_roll_call(struct batch *b, const struct wire_record *record)
{
    return replica_write_roll_call(b->r, &record->roll_call);
}

static enum gh_status write_roll_row(struct batch *b, const struct wire_record *record)
{
    return replica_write_roll_row(b->r, &record->roll_row);
}

static enum gh_status write_history(struct batch *b, const struct wire_record *record)
{
    b->held.history = record->history;
    return GH_OK;
}

static enum gh_status write_mark(struct batch *b, const struct wire_record *record)
{
    return move_to(b, record->mark.position, record->mark.until, record->mark.scope);
}

/* Only a complete stream makes data younger, and only the kinds of data that some stream has brought. */
static enum gh_status write_end(struct batch *b, const struct wire_record *record)
{
    const struct wire_end *v = &record->end;
    struct replica_ages *ages = &b->held.ages;
    bool keys, policy, guards;
    enum gh_status status = move_to(b, v->position, v->until, v->scope);
    if (status || (status = sql_exists(b->r->sql, &keys, "SELECT 1 FROM keyset LIMIT 1")) ||
        (status = sql_exists(b->r->sql, &policy, "SELECT 1 FROM policy LIMIT 1")) ||
        (status = sql_exists(b->r->sql, &guards, "SELECT 1 FROM guard LIMIT 1")))
        return status;
    /* Ages only move forward, even when the server's clock was set back. */
    ages->passes = later(ages->passes, v->server_time);
    ages->revocations = ages->passes;
    ages->keys = keys ? ages->passes : 0;
    ages->policy = policy ? ages->passes : 0;
    ages->guards = guards ? ages->passes : 0;
    return replica_end_presence(b->r, &b->held, v->server_time);
}

static enum gh_status (*const writers[])(struct batch *, const struct wire_record *) = {
    [WIRE_PASS] = write_pass,
    [WIRE_REVOKE] = write_revoke,
    [WIRE_BAR] = write_bar,
    [WIRE_USE] = write_use,
    [WIRE_GATE] = write_gate,
    [WIRE_UNIT] = write_unit,
    [WIRE_GUARD] = write_guard,
    [WIRE_POLICY] = write_policy,
    [WIRE_KEYSET] = write_keyset,
    [WIRE_WALK_UP] = write_walk_up,
    [WIRE_BOX_SETTLED] = write_box_settled,
    [WIRE_PRESENCE] = write_presence,
    [WIRE_BOOTH] = write_booth,
    [WIRE_ROLL_CALL] = write_roll_call,
    [WIRE_ROLL_ROW] = write_roll_row,
    [WIRE_CLOSED_DAYS] = write_closed_days,
    [WIRE_HISTORY] = write_history,
    [WIRE_MARK] = write_mark,
    [WIRE_END] = write_end,
};

static enum gh_status write_all(struct batch *b, const struct wire_record *records, size_t count, size_t *failed)
{
    enum gh_status status = replica_read_held(b->r, &b->held);
    if (status)
        return status;
    for (size_t i = 0; i < count; i++) {
        unsigned type = (unsigned)records[i].type;
        status = type < sizeof(writers) / sizeof(writers[0]) && writers[type] ? writers[type](b, &records[i])
                                                                              : GH_UNSUPPORTED;
        if (status) {
            if (failed)
                *failed = i;
            return status;
        }
    }
    return replica_write_held(b->r, &b->held);
}

enum gh_status replica_write(struct replica *r, const struct wire_record *records, size_t count,
                             const uint8_t root_public[static PUBLIC_KEY_LEN], size_t *failed)
{
    struct batch batch = {.r = r, .root_public = root_public};
    if (count > REPLICA_BATCH_MAX)
        return GH_TOO_LONG;
    enum gh_status status = sql_begin(r->sql);
    if (!status)
        status = sql_finish(r->sql, write_all(&batch, records, count, failed));
    if (!status && batch.replaced_secrets)
        (void)sql_empty_log(r->sql);
    return status;
}

/* A revocation or a use without its pass has no known end, so it stays longer than any pass is valid. */
#define UNKNOWN_KEPT (400 * TICK_DAY)

static enum gh_status prune_in_transaction(struct replica *r, tick before, uint64_t *passes)
{
    static const char *const with_pass[] = {
        "DELETE FROM display WHERE row IN (SELECT display FROM pass WHERE expires < $1)",
        "DELETE FROM revoked WHERE id IN (SELECT id FROM pass WHERE expires < $1)",
        "DELETE FROM use WHERE pass_id IN (SELECT id FROM pass WHERE expires < $1)",
        "DELETE FROM walk_up_pass WHERE pass_id IN (SELECT id FROM pass WHERE expires < $1)",
    };
    static const char *const without_pass[] = {
        "DELETE FROM revoked WHERE at > 0 AND at < $1 AND id NOT IN (SELECT id FROM pass)",
        "DELETE FROM use WHERE at < $1 AND pass_id NOT IN (SELECT id FROM pass)",
        "DELETE FROM walk_up WHERE at < $1",
    };
    struct replica_held held;
    enum gh_status status = replica_read_held(r, &held);
    for (size_t i = 0; !status && i < sizeof(with_pass) / sizeof(with_pass[0]); i++)
        status = sql_exec(r->sql, with_pass[i], DB_INT(before));
    for (size_t i = 0; !status && i < sizeof(without_pass) / sizeof(without_pass[0]); i++)
        status = sql_exec(r->sql, without_pass[i], DB_INT(before - UNKNOWN_KEPT));
    if (!status)
        status = sql_exec(r->sql, "DELETE FROM presence WHERE until < $1", DB_INT(before));
    if (!status)
        status = sql_exec(r->sql, "DELETE FROM roll_call WHERE state <> 0 AND at < $1", DB_INT(before));
    if (!status)
        status = sql_exec(r->sql, "DELETE FROM pass WHERE expires < $1", DB_INT(before));
    if (status)
        return status;
    *passes = (uint64_t)sql_changes(r->sql);
    held.passes -= *passes < held.passes ? *passes : held.passes;
    return replica_write_held(r, &held);
}

enum gh_status replica_prune(struct replica *r, tick before, uint64_t *deleted)
{
    uint64_t passes = 0;
    enum gh_status status = sql_begin(r->sql);
    if (!status)
        status = sql_finish(r->sql, prune_in_transaction(r, before, &passes));
    if (!status)
        *deleted = passes;
    return status;
}

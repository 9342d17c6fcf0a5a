/* Takes a batch of entries from a booth: checks the chain, stores, quarantines, and detects forks. */
#include "devices/entries.h"

#include <string.h>

#include "devices/aside.h"
#include "devices/intake.h"
#include "devices/presence.h"
#include "devices/uses.h"
#include "records/audit.h"
#include "records/place_list.h"
#include "records/record.h"

struct taking {
    struct db *db;
    const struct vault *vault;
    const struct device *device;
    uint64_t oldest;
    tick now;
    const struct entries_listener *listener; /* or NULL */
    struct intake intake;
    struct device current; /* as it is in this transaction: another process may have revoked it */
    uint16_t gates;        /* of its campus */
    struct entries_result *result;
};

static struct db_value number_value(uint64_t value)
{
    return DB_INT((int64_t)value);
}

static enum gh_status insert(const struct taking *t, const struct entry *e, const char *mark)
{
    struct record_box box;
    static const uint8_t no_digest[sizeof e->code_digest];
    bool has_digest = memcmp(e->code_digest, no_digest, sizeof no_digest) != 0;
    return db_query(
        t->db, NULL,
        "INSERT INTO entry (device, number, id, at, arrived_at, clock_trusted, kind, evidence, direction, gate, "
        "campus, pass, visit, refers_to, colour, reason, reasons, guard, second_guard, override_reason, uses_up, "
        "pass_expires, live, code_digest, note_sealed, previous, hash, mark) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, "
        "$9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28)",
        DB_BLOB(t->device->id.b, UUID_LEN), number_value(e->number), DB_BLOB(e->id.b, UUID_LEN), DB_INT(e->at),
        DB_INT(t->now), DB_INT(e->clock_trusted), DB_INT(e->kind), DB_INT(e->presented_as), DB_INT(e->direction),
        DB_INT(e->gate), DB_INT(t->device->campus), DB_UUID_OR_NULL(&e->pass_id), DB_UUID_OR_NULL(&e->group),
        DB_UUID_OR_NULL(&e->refers_to), DB_INT(e->colour), DB_INT(e->reason), DB_INT(e->reasons), DB_INT(e->guard),
        DB_INT(e->second_guard), DB_INT(e->override_reason), DB_INT(e->uses_up), DB_INT(e->pass_expires),
        DB_INT(e->live), has_digest ? DB_BLOB(e->code_digest, sizeof e->code_digest) : DB_NULL,
        e->note[0] ? record_seal(t->vault, "entry.note", &e->id, e->note, &box) : DB_NULL,
        DB_BLOB(e->previous, ENTRY_HASH_LEN), DB_BLOB(e->hash, ENTRY_HASH_LEN), DB_TEXT(mark));
}

/* ---- Quarantine ---- */

static enum gh_status note_fork(struct taking *t)
{
    t->result->forked = true;
    return db_query(t->db, NULL, "UPDATE device SET forked_at = $1 WHERE id = $2 AND forked_at IS NULL", DB_INT(t->now),
                    DB_BLOB(t->device->id.b, UUID_LEN));
}

static enum gh_status keep_aside(struct taking *t, struct bytes line, uint64_t number, const char *code)
{
    t->result->aside[t->result->aside_count++] = (struct entries_aside){number, code};
    return aside_keep(t->db, t->vault, t->device, line, number, code, t->now);
}

/* ---- Repeated numbers ---- */

static enum gh_status hash_stored(const struct taking *t, uint64_t number, uint8_t out[static ENTRY_HASH_LEN])
{
    struct db_rows rows = {0};
    enum gh_status status = db_query(t->db, &rows, "SELECT hash FROM entry WHERE device = $1 AND number = $2",
                                     DB_BLOB(t->device->id.b, UUID_LEN), number_value(number));
    if (!status && !(status = db_next(&rows)))
        status = db_copy_blob(&rows, 0, out, ENTRY_HASH_LEN);
    db_rows_end(&rows);
    return status;
}

/* Handles a number that was received before: a repeated entry, a quarantined one, or a fork with other content. */
static enum gh_status take_again(struct taking *t, const struct entry *e, struct bytes line)
{
    uint8_t hash[ENTRY_HASH_LEN];
    enum gh_status status = hash_stored(t, e->number, hash);
    if (!status && memcmp(hash, e->hash, sizeof hash) == 0) {
        t->result->again++;
        return GH_OK;
    }
    if (status && status != GH_NOT_FOUND)
        return status;
    bool other = status == GH_OK;
    status = keep_aside(t, line, e->number, "other-content");
    return status || !other ? status : note_fork(t);
}

static enum gh_status id_taken(const struct taking *t, const struct uuid *id, bool *taken)
{
    struct db_rows rows = {0};
    enum gh_status status = db_query(t->db, &rows, "SELECT 1 FROM entry WHERE id = $1", DB_BLOB(id->b, UUID_LEN));
    if (!status)
        status = db_next(&rows);
    db_rows_end(&rows);
    *taken = status == GH_OK;
    return status == GH_NOT_FOUND ? GH_OK : status;
}

/* ---- One line ---- */

static enum gh_status store(struct taking *t, const struct entry *e, struct bytes line, enum intake_verdict verdict)
{
    static const char *const marks[] = {[INTAKE_NEXT] = "", [INTAKE_AFTER_GAP] = "gap", [INTAKE_BROKEN] = "broken"};
    bool taken = false;
    enum gh_status status = id_taken(t, &e->id, &taken);
    if (status)
        return status;
    if (taken)
        return keep_aside(t, line, e->number, "taken-id");
    /* What arrives from a revoked booth is evidence: it is kept and changes nothing. */
    status = insert(t, e, t->current.active ? marks[verdict] : "revoked");
    t->result->stored += !status;
    bool first = false;
    if (status || !t->current.active)
        return status;
    status = uses_note(t->db, &t->current, t->gates, e, &first);
    if (!status)
        status = presence_note(t->db, &t->current, e);
    return status || !first || !t->listener ? status : t->listener->arrived(t->listener->context, e);
}

static enum gh_status take_entry(struct taking *t, const struct entry *e, struct bytes line)
{
    enum intake_verdict verdict = intake_judge(&t->intake, e, t->device->journal, t->oldest);
    enum gh_status status;
    switch (verdict) {
    case INTAKE_GAP:
        t->result->gap = true;
        return GH_OK;
    case INTAKE_AGAIN:
        return take_again(t, e, line);
    case INTAKE_ALTERED:
        status = keep_aside(t, line, e->number, "altered");
        break;
    default:
        status = store(t, e, line, verdict);
        break;
    }
    if (!status)
        intake_advance(&t->intake, e);
    return status;
}

/* Takes one line. Lines come in order, so an unreadable line is the next number. It is quarantined and must not hold
 * up later lines. */
static enum gh_status take_line(struct taking *t, struct bytes line)
{
    struct entry e;
    char why[WIRE_ERROR_SIZE];
    if (!entry_decode(line, &e, why))
        return take_entry(t, &e, line);
    enum gh_status status = keep_aside(t, line, 0, "unreadable");
    t->intake.acknowledged++;
    t->intake.has_last_hash = false;
    return status;
}

static enum gh_status take_lines(struct taking *t, struct bytes body)
{
    size_t lines = 0;
    enum gh_status status = GH_OK;
    while (!status && !t->result->gap && body.len > 0) {
        const uint8_t *end = memchr(body.data, '\n', body.len);
        if (!end)
            return GH_MALFORMED; /* the last line is cut off */
        if (++lines > ENTRIES_LINES_MAX)
            return GH_TOO_LONG;
        struct bytes line = BYTES(body.data, (size_t)(end - body.data));
        body = BYTES(end + 1, body.len - line.len - 1);
        status = take_line(t, line);
    }
    return status;
}

/* Loads the booth's progress and locks its row, so that two processes cannot take its entries at once. */
static enum gh_status load_intake(struct taking *t)
{
    struct db_rows rows = {0};
    const uint8_t *id = t->device->id.b;
    enum gh_status status =
        db_query(t->db, NULL, "UPDATE device SET acknowledged = acknowledged WHERE id = $1", DB_BLOB(id, UUID_LEN));
    if (!status)
        status = db_query(t->db, &rows, "SELECT acknowledged, last_hash, state FROM device WHERE id = $1",
                          DB_BLOB(id, UUID_LEN));
    if (!status && !(status = db_next(&rows))) {
        t->intake.acknowledged = (uint64_t)db_int(&rows, 0);
        t->intake.has_last_hash = !db_is_null(&rows, 1);
        t->current.active = bytes_equal(db_bytes(&rows, 2), bytes_of_string("active"));
        status = db_copy_blob(&rows, 1, t->intake.last_hash, ENTRY_HASH_LEN);
    }
    db_rows_end(&rows);
    return status ? status : campus_gates(t->db, t->device->campus, &t->gates);
}

static enum gh_status save_intake(const struct taking *t)
{
    return db_query(t->db, NULL, "UPDATE device SET acknowledged = $1, last_hash = $2 WHERE id = $3",
                    number_value(t->intake.acknowledged),
                    t->intake.has_last_hash ? DB_BLOB(t->intake.last_hash, ENTRY_HASH_LEN) : DB_NULL,
                    DB_BLOB(t->device->id.b, UUID_LEN));
}

enum gh_status entries_take(struct db *db, const struct vault *vault, const struct device *device, struct bytes body,
                            uint64_t oldest, tick now, const struct entries_listener *listener,
                            struct entries_result *out)
{
    struct taking t = {.db = db,
                       .vault = vault,
                       .device = device,
                       .current = *device,
                       .oldest = oldest,
                       .now = now,
                       .listener = listener,
                       .result = out};
    memset(out, 0, sizeof *out);
    enum gh_status status = db_begin(db);
    if (status)
        return status;
    status = load_intake(&t);
    if (!status)
        status = take_lines(&t, body);
    if (!status)
        status = save_intake(&t);
    status = record_finish(db, status);
    if (!status)
        out->acknowledged = t.intake.acknowledged;
    return status;
}

static enum gh_status settle_mark(const struct audit_act *act, const struct scope *scope, const struct uuid *id)
{
    char subject[AUDIT_SUBJECT_SIZE];
    audit_subject_id("entry", id, subject);
    enum gh_status status = scope_query(act->db, NULL, scope,
                                        "UPDATE entry SET mark = 'settled' WHERE id = $1 AND "
                                        "mark IN ('conflict', 'gap', 'broken', 'revoked') AND {campus}",
                                        DB_BLOB(id->b, UUID_LEN));
    if (!status && db_changed(act->db) == 0)
        status = GH_NOT_FOUND;
    return status ? status
                  : audit_write(act->db,
                                &(struct audit_entry){act->now, act->by, "entry-settled", subject, "", act->address});
}

enum gh_status entry_settle(const struct audit_act *act, const struct scope *scope, const struct uuid *id)
{
    enum gh_status status = db_begin(act->db);
    return status ? status : record_finish(act->db, settle_mark(act, scope, id));
}

/* Takes a batch of entries from a booth: checks the chain, stores, quarantines, and detects forks. */
#include "devices/entries.h"

#include <string.h>

#include <sodium.h>

#include "devices/aside.h"
#include "devices/booth_keys.h"
#include "devices/entry_note.h"
#include "devices/entry_plate.h"
#include "devices/exceptions.h"
#include "devices/journals.h"
#include "devices/presence.h"
#include "devices/uses.h"
#include "records/audit.h"
#include "records/entry_tally.h"
#include "records/place_list.h"
#include "records/record.h"

struct taking {
    struct db *db;
    const struct vault *vault;
    struct booth_keys keys; /* of what the booth sealed */
    const struct device *device;
    const struct entries_source *source;
    tick now;
    const struct entries_listener *listener; /* or NULL */
    struct device_journal journal;           /* that the lines are from */
    bool is_named, is_newest;                /* it has a row in device_journal; its progress is the booth's */
    uint64_t last_place;                     /* highest entry.number of the booth */
    struct device current;                   /* as it is in this transaction: another process may have revoked it */
    uint16_t gates;                          /* of its campus */
    size_t lines;                            /* of the body that were looked at, the current one included */
    char note[ENTRY_NOTE_MAX];               /* of the line on hand */
    struct entries_result *result;
};

static struct db_value number_value(uint64_t value)
{
    return DB_INT((int64_t)value);
}

#define OF_PASS "FROM pass p JOIN application a ON a.id = p.application WHERE p.id = $12"

static enum gh_status insert(struct taking *t, const struct entry *e, const char *mark)
{
    struct record_box box, plate_box;
    char plate[ENTRY_PLATE_MAX];
    static const uint8_t no_digest[sizeof e->code_digest];
    bool has_digest = memcmp(e->code_digest, no_digest, sizeof no_digest) != 0;
    uint64_t place = e->number > t->last_place ? e->number : t->last_place + 1;
    enum gh_status status = db_query(
        t->db, NULL,
        "INSERT INTO entry (device, number, id, at, arrived_at, clock_trusted, kind, evidence, direction, gate, "
        "campus, pass, visit, refers_to, colour, reason, reasons, guard, second_guard, override_reason, uses_up, "
        "pass_expires, live, code_digest, note_sealed, previous, hash, mark, journal, written, plate_sealed, unit, "
        "category) "
        "VALUES "
        "($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, "
        "$24, $25, $26, $27, $28, $29, $30, $31, (SELECT a.unit " OF_PASS "), (SELECT a.kind " OF_PASS "))",
        DB_UUID(&t->device->id), number_value(place), DB_UUID(&e->id), DB_INT(e->at), DB_INT(t->now),
        DB_INT(e->clock_trusted), DB_INT(e->kind), DB_INT(e->presented_as), DB_INT(e->direction), DB_INT(e->gate),
        DB_INT(t->device->campus), DB_UUID_OR_NULL(&e->pass_id), DB_UUID_OR_NULL(&e->group),
        DB_UUID_OR_NULL(&e->refers_to), DB_INT(e->colour), DB_INT(e->reason), DB_INT(e->reasons), DB_INT(e->guard),
        DB_INT(e->second_guard), DB_INT(e->override_reason), DB_INT(e->uses_up), DB_INT(e->pass_expires),
        DB_INT(e->live), has_digest ? DB_BLOB(e->code_digest, sizeof e->code_digest) : DB_NULL,
        t->note[0] ? record_seal(t->vault, "entry.note", &e->id, t->note, &box) : DB_NULL,
        DB_BLOB(e->previous, ENTRY_HASH_LEN), DB_BLOB(e->hash, ENTRY_HASH_LEN), DB_TEXT(mark),
        DB_INT(t->journal.ordinal), place == e->number ? DB_NULL : number_value(e->number),
        entry_plate_take(&t->keys, e, plate) ? record_seal(t->vault, "entry.plate", &e->id, plate, &plate_box)
                                             : DB_NULL);
    sodium_memzero(plate, sizeof plate);
    t->last_place = status ? t->last_place : place;
    return status;
}

/* ---- Quarantine ---- */

/* Somebody must look into it (the booths page), until journals_settle_fork(). */
static enum gh_status mark_forked(struct taking *t)
{
    enum gh_status status =
        db_query(t->db, NULL, "UPDATE device SET forked_at = $1 WHERE id = $2 AND forked_at IS NULL", DB_INT(t->now),
                 DB_UUID(&t->device->id));
    return status || db_changed(t->db) == 0
               ? status
               : exceptions_note_booth(t->db, t->device, EXCEPTION_ANOTHER_JOURNAL, NULL, t->now);
}

static enum gh_status note_fork(struct taking *t)
{
    t->result->forked = true;
    return mark_forked(t);
}

static enum gh_status keep_aside(struct taking *t, struct bytes line, uint64_t number, const char *code)
{
    t->result->aside[t->result->aside_count++] = (struct entries_aside){number, code};
    enum gh_status status = aside_keep(t->db, t->vault, t->device, line, number, code, t->now);
    if (status || db_changed(t->db) == 0) /* it was kept before */
        return status;
    const enum exception_kind kind = strcmp(code, "altered") == 0 ? EXCEPTION_ALTERED : EXCEPTION_UNUSABLE;
    return exceptions_note_booth(t->db, t->device, kind, NULL, t->now);
}

/* ---- What the server has ---- */

static enum gh_status read_hash(struct db_rows *rows, enum gh_status status, uint8_t out[static ENTRY_HASH_LEN])
{
    if (!status && !(status = db_next(rows)))
        status = db_copy_blob(rows, 0, out, ENTRY_HASH_LEN);
    db_rows_end(rows);
    return status;
}

enum known { UNKNOWN = 0, KNOWN, TAKEN_ID };

/* KNOWN: the server has this very entry. TAKEN_ID: another one has its id. */
static enum gh_status look_for(const struct taking *t, const struct entry *e, enum known *out)
{
    struct db_rows rows = {0};
    uint8_t hash[ENTRY_HASH_LEN];
    enum gh_status status = db_query(t->db, &rows, "SELECT hash FROM entry WHERE id = $1", DB_UUID(&e->id));
    status = read_hash(&rows, status, hash);
    *out = status ? UNKNOWN : memcmp(hash, e->hash, sizeof hash) == 0 ? KNOWN : TAKEN_ID;
    return status == GH_NOT_FOUND ? GH_OK : status;
}

/* Handles a number that was received before, with an entry that the server does not have. It may have been quarantined.
 * A booth that names its journals hands up entries that differ under another label, so that none is left out. */
static enum gh_status take_other(struct taking *t, const struct entry *e, struct bytes line)
{
    struct db_rows rows = {0};
    uint8_t hash[ENTRY_HASH_LEN];
    bool aside = false;
    enum gh_status status = aside_has(t->db, t->device, line, &aside);
    if (status || (aside && t->source->has_label)) {
        t->result->again += !status;
        return status;
    }
    if (t->source->has_label)
        return note_fork(t);
    status = db_query(t->db, &rows, "SELECT hash FROM entry WHERE device = $1 AND number = $2", DB_UUID(&t->device->id),
                      number_value(e->number));
    status = read_hash(&rows, status, hash);
    if (status && status != GH_NOT_FOUND)
        return status;
    bool other = status == GH_OK;
    status = keep_aside(t, line, e->number, "other-content");
    return status || !other ? status : note_fork(t);
}

static enum gh_status take_again(struct taking *t, const struct entry *e, struct bytes line)
{
    enum known known;
    enum gh_status status = look_for(t, e, &known);
    if (status || known == KNOWN) {
        t->result->again += !status;
        return status;
    }
    return take_other(t, e, line);
}

/* ---- One line ---- */

static enum gh_status store(struct taking *t, const struct entry *e, struct bytes line, enum intake_verdict verdict)
{
    static const char *const marks[] = {[INTAKE_NEXT] = "", [INTAKE_AFTER_GAP] = "gap", [INTAKE_BROKEN] = "broken"};
    enum known known;
    enum gh_status status = look_for(t, e, &known);
    if (status)
        return status;
    if (known == KNOWN) {
        t->result->again++;
        return GH_OK;
    }
    if (known == TAKEN_ID)
        return keep_aside(t, line, e->number, "taken-id");
    /* The first that another journal brings is shown to a reviewer: it does not follow those before. What arrives from
     * a revoked booth is evidence: it is kept and changes nothing. */
    bool begins = t->result->another_journal && t->result->stored == 0;
    const char *mark = !t->current.active ? "revoked" : begins ? marks[INTAKE_BROKEN] : marks[verdict];
    status = insert(t, e, mark);
    t->result->stored += !status;
    if (!status)
        status = exceptions_note(t->db, t->device, e, mark, t->now);
    bool first = false;
    if (status || !t->current.active)
        return status;
    status = uses_note(t->db, &t->current, t->gates, e, t->now, &first);
    if (!status)
        status = presence_note(t->db, &t->current, e);
    return status || !first || !t->listener ? status : t->listener->arrived(t->listener->context, e);
}

static enum gh_status take_entry(struct taking *t, const struct entry *e, struct bytes line)
{
    const struct entries_source *source = t->source;
    uint64_t oldest = source->after > t->journal.intake.acknowledged ? 0 : source->oldest;
    enum intake_verdict verdict = intake_judge(&t->journal.intake, e, t->device->journal, oldest);
    enum gh_status status;
    switch (verdict) {
    case INTAKE_GAP:
        t->result->gap = true;
        /* A batch that begins too far on is resent from the right place. A sound one has no gap inside. */
        return t->lines > 1 ? exceptions_note_booth(t->db, t->device, EXCEPTION_GAP, e, t->now) : GH_OK;
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
        intake_advance(&t->journal.intake, e);
    return status;
}

/* Takes one line. Lines come in order, so an unreadable line is the next number. It is quarantined and must not hold
 * up later lines. */
static enum gh_status take_line(struct taking *t, struct bytes line)
{
    struct entry e;
    char why[WIRE_ERROR_SIZE];
    enum gh_status status;
    if (!entry_decode(line, &e, why)) {
        entry_note_take(&t->keys, t->device->journal, &e, t->note);
        status = take_entry(t, &e, line);
        sodium_memzero(t->note, sizeof t->note);
        sodium_memzero(e.note, sizeof e.note);
        return status;
    }
    status = keep_aside(t, line, 0, "unreadable");
    t->journal.intake.acknowledged++;
    t->journal.intake.has_last_hash = false;
    return status;
}

static enum gh_status take_lines(struct taking *t, struct bytes body)
{
    enum gh_status status = GH_OK;
    while (!status && !t->result->gap && !(t->result->forked && t->source->has_label) && body.len > 0) {
        const uint8_t *end = memchr(body.data, '\n', body.len);
        if (!end)
            return GH_MALFORMED; /* the last line is cut off */
        if (++t->lines > ENTRIES_LINES_MAX)
            return GH_TOO_LONG;
        struct bytes line = BYTES(body.data, (size_t)(end - body.data));
        body = BYTES(end + 1, body.len - line.len - 1);
        status = take_line(t, line);
    }
    return status;
}

/* ---- Which journal ---- */

/* Locks the booth's row, so that two processes cannot take its entries at once, and loads its progress. */
static enum gh_status load_device(struct taking *t)
{
    struct db_rows rows = {0};
    struct intake *intake = &t->journal.intake;
    const uint8_t *id = t->device->id.b;
    enum gh_status status =
        db_query(t->db, NULL, "UPDATE device SET acknowledged = acknowledged WHERE id = $1", DB_BLOB(id, UUID_LEN));
    if (!status)
        status = db_query(t->db, &rows,
                          "SELECT acknowledged, last_hash, CAST(COALESCE((SELECT MAX(number) FROM entry "
                          "WHERE device = $1), 0) AS BIGINT), state FROM device WHERE id = $1",
                          DB_BLOB(id, UUID_LEN));
    if (!status && !(status = db_next(&rows))) {
        intake->acknowledged = (uint64_t)db_int(&rows, 0);
        intake->has_last_hash = !db_is_null(&rows, 1);
        status = db_copy_blob(&rows, 1, intake->last_hash, ENTRY_HASH_LEN);
        t->last_place = (uint64_t)db_int(&rows, 2);
        t->current.active = bytes_equal(db_bytes(&rows, 3), bytes_of_string("active"));
    }
    db_rows_end(&rows);
    return status ? status : campus_gates(t->db, t->device->campus, &t->gates);
}

/* Tells whether the first line does not continue what an unnamed journal has brought. */
static enum gh_status contradicts(const struct taking *t, struct bytes body, bool *out)
{
    struct entry e;
    enum known known = UNKNOWN;
    char why[WIRE_ERROR_SIZE];
    const struct intake *intake = &t->journal.intake;
    const uint8_t *end = body.len ? memchr(body.data, '\n', body.len) : NULL;
    *out = t->source->first > intake->acknowledged + 1;
    if (*out || !end || entry_decode(BYTES(body.data, (size_t)(end - body.data)), &e, why))
        return GH_OK;
    enum gh_status status = e.number <= intake->acknowledged ? look_for(t, &e, &known) : GH_OK;
    *out = e.number <= intake->acknowledged ? known != KNOWN
                                            : e.number == intake->acknowledged + 1 && intake->has_last_hash &&
                                                  memcmp(e.previous, intake->last_hash, ENTRY_HASH_LEN) != 0;
    return status;
}

/* Takes a journal that this booth names for the first time: the one that it has handed up so far without a name, or
 * another one. */
static enum gh_status add_journal(struct taking *t, struct bytes body, int64_t newest)
{
    bool other = newest >= 0, had_some = newest >= 0 || t->journal.intake.acknowledged > 0;
    enum gh_status status = other ? GH_OK : contradicts(t, body, &other);
    if (status)
        return status;
    if (other) {
        t->journal.ordinal = newest >= 0 ? newest + 1 : had_some ? 1 : 0;
        t->journal.intake = (struct intake){.acknowledged = t->source->first - 1};
    }
    t->result->another_journal = other && had_some;
    if (t->result->another_journal)
        status = mark_forked(t);
    return status ? status : journals_add(t->db, &t->device->id, t->source->label, &t->journal, t->now);
}

static enum gh_status load_journal(struct taking *t, struct bytes body)
{
    int64_t newest;
    enum gh_status status = load_device(t);
    if (!status)
        status = journals_newest(t->db, &t->device->id, &newest);
    if (status)
        return status;
    t->is_newest = true;
    t->is_named = t->source->has_label || newest >= 0;
    t->journal.ordinal = newest > 0 ? newest : 0;
    if (!t->source->has_label)
        return GH_OK;
    status = journals_find(t->db, &t->device->id, t->source->label, &t->journal);
    if (!status)
        t->is_newest = t->journal.ordinal == newest;
    return status == GH_NOT_FOUND ? add_journal(t, body, newest) : status;
}

static enum gh_status save_journal(const struct taking *t)
{
    const struct intake *intake = &t->journal.intake;
    enum gh_status status = t->is_named ? journals_save(t->db, &t->device->id, &t->journal) : GH_OK;
    if (status || !t->is_newest)
        return status;
    return db_query(t->db, NULL, "UPDATE device SET acknowledged = $1, last_hash = $2 WHERE id = $3",
                    number_value(intake->acknowledged),
                    intake->has_last_hash ? DB_BLOB(intake->last_hash, ENTRY_HASH_LEN) : DB_NULL,
                    DB_UUID(&t->device->id));
}

enum gh_status entries_take(struct db *db, const struct vault *vault, const struct device *device, struct bytes body,
                            const struct entries_source *source, tick now, const struct entries_listener *listener,
                            struct entries_result *out)
{
    struct taking t = {.db = db,
                       .vault = vault,
                       .device = device,
                       .current = *device,
                       .source = source,
                       .now = now,
                       .listener = listener,
                       .result = out};
    memset(out, 0, sizeof *out);
    enum gh_status status = db_begin(db);
    if (status)
        return status;
    status = booth_keys_load(db, vault, device, &t.keys);
    if (!status)
        status = load_journal(&t, body);
    if (!status)
        status = take_lines(&t, body);
    /* An older journal that goes on beside the newest: two devices are at work. */
    if (!status && !t.is_newest && out->stored > 0)
        status = mark_forked(&t);
    if (!status)
        status = save_journal(&t);
    if (!status && out->stored > 0)
        status = entry_tally_add(db, &device->id, (int64_t)t.last_place);
    status = record_finish(db, status);
    if (!status) {
        out->acknowledged = t.journal.intake.acknowledged;
        out->has_hash = t.journal.intake.has_last_hash;
        memcpy(out->hash, t.journal.intake.last_hash, sizeof out->hash);
    }
    return status;
}

static enum gh_status settle_mark(const struct audit_act *act, const struct scope *scope, const struct uuid *id)
{
    char subject[AUDIT_SUBJECT_SIZE];
    audit_subject_id("entry", id, subject);
    enum gh_status status = scope_query(act->db, NULL, scope,
                                        "UPDATE entry SET mark = 'settled' WHERE id = $1 AND "
                                        "mark IN ('conflict', 'gap', 'broken', 'revoked') AND {campus}",
                                        DB_UUID(id));
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

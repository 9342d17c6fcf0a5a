/* Adds, lifts, expires and lists entries of the barred list. */
#include "records/barred.h"

#include <stdio.h>
#include <string.h>

#include "base/catalog.h"
#include "people/plate.h"
#include "records/application_view.h"
#include "records/change.h"
#include "records/fields.h"
#include "records/record.h"
#include "records/subject.h"

#define UNTIL_MAX (INT64_C(253402300799) * TICK_SECOND)

struct entry {
    bool plate; /* otherwise a person */
    uint8_t hash[KEYED_HASH_LEN];
    char plate_text[PLATE_TEXT_SIZE], masked[MASKED_SIZE];
    char label[BARRED_LABEL_SIZE], reason[BARRED_REASON_SIZE];
    tick until;     /* 0: until it is lifted */
    int64_t campus; /* 0: all */
};

static void take_person(const struct vault *vault, const json_t *input, struct entry *e, struct field_errors *errors)
{
    char word[32] = "", number[APPLICATION_FIELD_SIZE] = "";
    enum document_kind kind = DOCUMENT_RESIDENT_ID;
    struct subject subject;
    fields_text(input, "document_kind", "document_kind", word, sizeof word, errors);
    fields_text(input, "document_number", "document_number", number, sizeof number, errors);
    if (errors->count)
        return;
    if (document_kind_from_name(bytes_of_string(word), &kind)) {
        fields_wrong_document_kind(errors, "document_kind");
        return;
    }
    enum document_result result = subject_of_document(vault, kind, bytes_of_string(number), &subject);
    if (result != DOCUMENT_OK) {
        field_errors_add(errors, document_result_name(result),
                         N_("This document's numbers have another form. Compare it with the document."),
                         "document_number");
        return;
    }
    memcpy(e->hash, subject.hash, sizeof e->hash);
    struct document document;
    if (document_check(kind, bytes_of_string(number), (struct civil_date){9999, 12, 31}, &document) == DOCUMENT_OK)
        view_mask_number(document.number, e->masked);
}

static void take_plate(const struct vault *vault, const json_t *input, struct entry *e, struct field_errors *errors)
{
    char typed[APPLICATION_FIELD_SIZE] = "";
    struct plate plate;
    fields_text(input, "plate", "plate", typed, sizeof typed, errors);
    if (errors->count)
        return;
    enum plate_result result = plate_accept(bytes_of_string(typed), &plate);
    if (result != PLATE_OK) {
        field_errors_add(errors, plate_result_name(result), N_("This is not a plate."), "plate");
        return;
    }
    plate_hash(vault->campus_key, &plate, e->hash);
    plate_format(&plate, e->plate_text);
}

static void take(const struct vault *vault, const struct scope *scope, const json_t *input, tick now, struct entry *e,
                 struct field_errors *errors)
{
    char kind[16] = "";
    e->campus = scope_single_campus(scope);
    fields_integer(input, "campus", "campus", 0, INT32_MAX, &e->campus, errors);
    if (!scope_covers(scope, e->campus))
        field_errors_add(errors, "scope", N_("Choose a campus that you are responsible for."), "campus");
    fields_text(input, "kind", "kind", kind, sizeof kind, errors);
    fields_text(input, "label", "label", e->label, sizeof e->label, errors);
    fields_text(input, "reason", "reason", e->reason, sizeof e->reason, errors);
    fields_integer(input, "until", "until", 0, UNTIL_MAX, &e->until, errors);
    if (e->until && e->until <= now)
        field_errors_add(errors, "past", N_("This time is in the past. Choose a later one."), "until");
    if (!e->reason[0])
        fields_missing(errors, "reason");
    e->plate = strcmp(kind, "plate") == 0;
    if (e->plate)
        take_plate(vault, input, e, errors);
    else if (strcmp(kind, "person") == 0)
        take_person(vault, input, e, errors);
    else
        field_errors_add_values(errors, (const char *const[]){"person", "plate"}, 2, "kind");
}

static enum gh_status audit(const struct audit_act *act, const char *action, const struct uuid *id, const char *detail)
{
    char subject[AUDIT_SUBJECT_SIZE];
    audit_subject_id("barred", id, subject);
    return audit_write(act->db, &(struct audit_entry){.at = act->now,
                                                      .account = act->by,
                                                      .action = action,
                                                      .subject = subject,
                                                      .detail = detail,
                                                      .address = act->address});
}

/* Booths know barred persons by marks on their passes, and hold no hash of an ID number. So the passes of the persons
 * whose entries took this position go to the booths again. */
static enum gh_status send_passes(struct db *db, int64_t position)
{
#define THEIRS "FROM person WHERE document_hash IN (SELECT person_hash FROM barred WHERE position = $1)"
    return db_query(db, NULL,
                    "UPDATE pass SET row_version = row_version + 1, position = $1 WHERE state <> 'revoked' AND "
                    "application IN (SELECT application " THEIRS ") AND person IN (SELECT id " THEIRS ")",
                    DB_INT(position));
}

static enum gh_status insert(const struct audit_act *act, const struct vault *vault, const struct entry *e,
                             const struct uuid *id)
{
    struct record_box box;
    int64_t position;
    struct db_value hash = DB_BLOB(e->hash, sizeof e->hash);
    enum gh_status status = change_reserve(act->db, 1, &position);
    if (!status)
        status = db_query(act->db, NULL,
                          "INSERT INTO barred (id, person_hash, plate_hash, plate, document_masked, label_sealed, "
                          "reason, until_at, created_by, created_at, position, campus) "
                          "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
                          DB_UUID(id), e->plate ? DB_NULL : hash, e->plate ? hash : DB_NULL, DB_TEXT(e->plate_text),
                          DB_TEXT(e->masked), record_seal(vault, "barred.label", id, e->label, &box),
                          DB_TEXT(e->reason), e->until ? DB_INT(e->until) : DB_NULL, DB_INT(act->by), DB_INT(act->now),
                          DB_INT(position), DB_INT(e->campus));
    if (!status)
        status = send_passes(act->db, position);
    return status ? status : audit(act, "barred-added", id, e->plate ? "plate" : "person");
}

/* Finds the entry in force for the same person or plate and campus. *same: its reason and end are those of e.
 * GH_NOT_FOUND: there is none. */
static enum gh_status find_present(const struct audit_act *act, const struct scope *scope, const struct entry *e,
                                   struct uuid *id, bool *same)
{
    struct db_rows rows = {0};
    enum gh_status status = scope_query(
        act->db, &rows, scope,
        "SELECT id, reason, COALESCE(until_at, 0) FROM barred WHERE (person_hash = $1 OR plate_hash = $1) AND campus = "
        "$2 AND lifted_at IS NULL AND (until_at IS NULL OR until_at > $3) AND {campus} ORDER BY id DESC LIMIT 1",
        DB_BLOB(e->hash, sizeof e->hash), DB_INT(e->campus), DB_INT(act->now));
    if (!status && !(status = db_next(&rows)))
        status = db_copy_blob(&rows, 0, id->b, UUID_LEN);
    if (!status)
        *same = bytes_equal(db_bytes(&rows, 1), bytes_of_string(e->reason)) && db_int(&rows, 2) == e->until;
    db_rows_end(&rows);
    return status;
}

static enum gh_status set_lifted(struct db *db, const struct scope *scope, const struct uuid *id, tick now);

enum gh_status barred_put(const struct audit_act *act, const struct scope *scope, const struct vault *vault,
                          const json_t *input, struct field_errors *errors, enum barred_put *how)
{
    struct entry e = {0};
    struct uuid id, present;
    bool same = false;
    take(vault, scope, input, act->now, &e, errors);
    if (errors->count)
        return GH_MALFORMED;
    enum gh_status status = find_present(act, scope, &e, &present, &same);
    *how = status == GH_NOT_FOUND ? BARRED_ADDED : same ? BARRED_SAME : BARRED_REPLACED;
    if (status == GH_NOT_FOUND)
        status = GH_OK;
    if (status || *how == BARRED_SAME)
        return status;
    if (*how == BARRED_REPLACED) {
        status = set_lifted(act->db, scope, &present, act->now);
        if (!status)
            status = audit(act, "barred-lifted", &present, "replaced");
    }
    id = record_id(act->now);
    return status ? status : insert(act, vault, &e, &id);
}

enum gh_status barred_add(const struct audit_act *act, const struct scope *scope, const struct vault *vault,
                          const json_t *input, struct field_errors *errors, struct uuid *id)
{
    struct entry e = {0};
    take(vault, scope, input, act->now, &e, errors);
    if (errors->count)
        return GH_MALFORMED;
    *id = record_id(act->now);
    enum gh_status status = db_begin(act->db);
    return status ? status : record_finish(act->db, insert(act, vault, &e, id));
}

/* Wipes personal data once an entry is lifted. The keyed hash stays, because booths lift a plate by it. */
#define FORGET "label_sealed = $3, document_masked = ''"
static const uint8_t nothing[1];

static enum gh_status set_lifted(struct db *db, const struct scope *scope, const struct uuid *id, tick now)
{
    int64_t position;
    enum gh_status status = change_reserve(db, 1, &position);
    if (!status)
        status = scope_query(db, NULL, scope,
                             "UPDATE barred SET lifted_at = $1, position = $2, " FORGET
                             " WHERE id = $4 AND lifted_at IS NULL AND {campus}",
                             DB_INT(now), DB_INT(position), DB_BLOB(nothing, 0), DB_UUID(id));
    if (!status && db_changed(db) != 1)
        status = GH_NOT_FOUND;
    return status ? status : send_passes(db, position);
}

enum gh_status barred_lift(const struct audit_act *act, const struct scope *scope, const struct uuid *id)
{
    enum gh_status status = db_begin(act->db);
    if (status)
        return status;
    status = set_lifted(act->db, scope, id, act->now);
    return record_finish(act->db, status ? status : audit(act, "barred-lifted", id, ""));
}

static enum gh_status sweep(struct db *db, tick now, int64_t *lifted)
{
    int64_t position;
    enum gh_status status = change_reserve(db, 1, &position);
    if (!status)
        status = db_query(db, NULL,
                          "UPDATE barred SET lifted_at = $1, position = $2, " FORGET
                          " WHERE lifted_at IS NULL AND until_at <= $1",
                          DB_INT(now), DB_INT(position), DB_BLOB(nothing, 0));
    *lifted = status ? 0 : db_changed(db);
    return status || *lifted == 0 ? status : send_passes(db, position);
}

enum gh_status barred_sweep(struct db *db, tick now, int64_t *lifted)
{
    enum gh_status status = db_begin(db);
    return status ? status : record_finish(db, sweep(db, now, lifted));
}

#define BARRED                                                                                                         \
    "SELECT id, plate_hash, plate, document_masked, label_sealed, reason, until_at, created_at, campus, "              \
    "CASE WHEN {campus} THEN 1 ELSE 0 END, lifted_at FROM barred WHERE (campus = 0 OR {campus}) "

/* How an entry stands: it has ended when it was lifted or has expired. */
static const char *const states[] = {
    [BARRED_IN_FORCE] = BARRED "AND lifted_at IS NULL AND (until_at IS NULL OR until_at > $1) ",
    [BARRED_ENDED] = BARRED "AND (lifted_at IS NOT NULL OR until_at <= $1) ",
};

enum gh_status barred_query(struct db *db, struct db_rows *rows, const struct scope *scope, enum barred_state state,
                            tick now, int64_t limit)
{
    char sql[1024];
    (void)snprintf(sql, sizeof sql, "%sORDER BY id DESC LIMIT $2", states[state]);
    return scope_query(db, rows, scope, sql, DB_INT(now), DB_INT(limit));
}

enum gh_status barred_one_query(struct db *db, struct db_rows *rows, const struct scope *scope, const struct uuid *id)
{
    return scope_query(db, rows, scope, BARRED "AND id = $1", DB_UUID(id));
}

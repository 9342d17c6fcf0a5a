/* Exports a person's own data, without data of other people in the same application. */
#include <sodium.h>

#include "records/aside_content.h"
#include "records/consent.h"
#include "records/feedback.h"
#include "records/record.h"
#include "records/roll_call_rule.h"
#include "records/subject.h"
#include "wire/entry.h"

static json_t *text(struct db_rows *rows, int column)
{
    struct bytes value = db_bytes(rows, column);
    return json_stringn(value.data ? (const char *)value.data : "", value.len);
}

static json_t *time_or_null(struct db_rows *rows, int column)
{
    return db_is_null(rows, column) ? json_null() : json_integer(db_int(rows, column));
}

/* Makes the JSON of one row in a list of the application or person. */
typedef json_t *item(struct db_rows *rows);

static json_t *period_item(struct db_rows *rows)
{
    return json_pack("{s:o, s:o}", "from", time_or_null(rows, 0), "to", time_or_null(rows, 1));
}

static json_t *pass_item(struct db_rows *rows)
{
    return json_pack("{s:o, s:o, s:o, s:o, s:o}", "state", text(rows, 0), "from", time_or_null(rows, 1), "to",
                     time_or_null(rows, 2), "minted_at", time_or_null(rows, 3), "used_at", time_or_null(rows, 4));
}

static json_t *message_item(struct db_rows *rows)
{
    return json_pack("{s:o, s:o, s:o, s:o, s:o}", "channel", text(rows, 0), "purpose", text(rows, 1),
                     "recipient_masked", text(rows, 2), "state", text(rows, 3), "created_at", time_or_null(rows, 4));
}

/* Omits the guard's note: it may name other people. */
static json_t *entry_item(struct db_rows *rows)
{
    return json_pack("{s:o, s:s, s:s, s:o}", "at", time_or_null(rows, 0), "kind",
                     entry_kind_name((enum entry_kind)db_int(rows, 1)), "direction", db_int(rows, 2) ? "out" : "in",
                     "gate", text(rows, 3));
}

static json_t *invitation_item(struct db_rows *rows)
{
    return json_pack("{s:o, s:o, s:o}", "label", text(rows, 0), "created_at", time_or_null(rows, 1), "filled_at",
                     time_or_null(rows, 2));
}

static json_t *roll_call_item(struct db_rows *rows)
{
    return json_pack("{s:o, s:s}", "started_at", time_or_null(rows, 0), "mark",
                     roll_mark_name((enum roll_mark)db_int(rows, 1)));
}

static json_t *barred_item(struct db_rows *rows)
{
    return json_pack("{s:o, s:o, s:o, s:o}", "reason", text(rows, 0), "created_at", time_or_null(rows, 1), "until",
                     time_or_null(rows, 2), "lifted_at", time_or_null(rows, 3));
}

/* Opens the guardian's name, which an item can't. */
static enum gh_status consent_item(struct db_rows *rows, const struct vault *vault, json_t *items)
{
    struct uuid id;
    char guardian[PERSON_NAME_SIZE] = "";
    enum gh_status status = db_copy_blob(rows, 10, id.b, UUID_LEN);
    if (!status)
        status = record_open(vault, "consent.guardian", &id, rows, 11, guardian, sizeof guardian);
    if (status)
        return status;
    json_t *one = json_pack("{s:o, s:o, s:o, s:o, s:I, s:o, s:o, s:b, s:b, s:s, s:o}", "at", time_or_null(rows, 0),
                            "by", text(rows, 1), "channel", text(rows, 2), "purpose", text(rows, 3), "notice",
                            (json_int_t)db_int(rows, 4), "language", text(rows, 5), "text", text(rows, 6), "ticked",
                            (int)db_int(rows, 7), "minor", (int)db_int(rows, 8), "guardian", guardian, "withdrawn_at",
                            time_or_null(rows, 9));
    sodium_memzero(guardian, sizeof guardian);
    return json_array_append_new(items, one) == 0 ? GH_OK : GH_NO_MEMORY;
}

static enum gh_status add_consents(struct db *db, const struct vault *vault, const struct uuid *person, json_t *owner)
{
    struct db_rows rows = {0};
    json_t *items = json_array();
    enum gh_status status = db_query(db, &rows, consent_export_query, DB_UUID(person));
    while (!status && !(status = db_next(&rows)))
        status = consent_item(&rows, vault, items);
    db_rows_end(&rows);
    if (json_object_set_new(owner, "consents", items) != 0)
        return GH_NO_MEMORY;
    return status == GH_NOT_FOUND ? GH_OK : status;
}

static enum gh_status list(struct db *db, const char *sql, struct bytes key, item *one, json_t *owner, const char *name)
{
    struct db_rows rows = {0};
    json_t *items = json_array();
    enum gh_status status = db_query(db, &rows, sql, DB_BLOB(key.data, key.len));
    while (!status && !(status = db_next(&rows)))
        if (json_array_append_new(items, one(&rows)) != 0)
            status = GH_NO_MEMORY;
    db_rows_end(&rows);
    if (json_object_set_new(owner, name, items) != 0)
        return GH_NO_MEMORY;
    return status == GH_NOT_FOUND ? GH_OK : status;
}

static enum gh_status open_person(struct db_rows *rows, const struct vault *vault, const struct uuid *id, json_t **out)
{
    char name[PERSON_NAME_SIZE], mobile[APPLICATION_FIELD_SIZE], number[APPLICATION_FIELD_SIZE];
    enum gh_status status = record_open(vault, "person.name", id, rows, 2, name, sizeof name);
    if (!status)
        status = record_open(vault, "person.mobile", id, rows, 3, mobile, sizeof mobile);
    if (!status)
        status = record_open(vault, "person.document", id, rows, 4, number, sizeof number);
    if (!status)
        *out = json_pack("{s:s, s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "name", name,
                         "mobile", mobile, "document_number", number, "document_kind", text(rows, 5), "sex",
                         text(rows, 6), "refusal", text(rows, 7), "number", text(rows, 8), "state", text(rows, 9),
                         "purpose", text(rows, 10), "host_name", text(rows, 11), "plate", text(rows, 12), "created_at",
                         time_or_null(rows, 13), "language", text(rows, 14), "asked", text(rows, 15));
    sodium_memzero(name, sizeof name);
    sodium_memzero(mobile, sizeof mobile);
    sodium_memzero(number, sizeof number);
    return status ? status : *out ? GH_OK : GH_NO_MEMORY;
}

static enum gh_status add_lists(struct db *db, const struct uuid *application, const struct uuid *person, json_t *one)
{
    enum gh_status status = list(db, "SELECT from_at, to_at FROM period WHERE application = $1 ORDER BY ordinal",
                                 BYTES(application->b, UUID_LEN), period_item, one, "periods");
    if (!status)
        status =
            list(db, "SELECT state, from_at, to_at, minted_at, used_at FROM pass WHERE person = $1 ORDER BY minted_at",
                 BYTES(person->b, UUID_LEN), pass_item, one, "passes");
    if (!status)
        status =
            list(db,
                 "SELECT e.at, e.kind, e.direction, COALESCE(g.name, '') FROM entry e JOIN pass s ON s.id = e.pass "
                 "LEFT JOIN gate g ON g.bit = e.gate WHERE s.person = $1 ORDER BY e.at, e.id",
                 BYTES(person->b, UUID_LEN), entry_item, one, "entries");
    if (!status)
        status =
            list(db, "SELECT label, created_at, filled_at FROM invitation WHERE person = $1 ORDER BY created_at, id",
                 BYTES(person->b, UUID_LEN), invitation_item, one, "invitations");
    if (!status)
        status = list(db,
                      "SELECT c.started_at, r.mark FROM roll_call_row r JOIN roll_call c ON c.id = r.roll_call "
                      "JOIN pass s ON s.id = r.pass WHERE s.person = $1 ORDER BY c.started_at",
                      BYTES(person->b, UUID_LEN), roll_call_item, one, "roll_calls");
    if (status)
        return status;
    return list(db,
                "SELECT m.channel, m.purpose, m.recipient_masked, m.state, m.created_at FROM message m JOIN pass s ON "
                "s.id = m.pass WHERE s.person = $1 ORDER BY m.id",
                BYTES(person->b, UUID_LEN), message_item, one, "messages");
}

static enum gh_status feedback_item(struct db_rows *rows, const struct vault *vault, json_t *items)
{
    struct uuid id, step;
    char said[FEEDBACK_TEXT_SIZE], answer[FEEDBACK_TEXT_SIZE] = "";
    enum gh_status status = db_copy_blob(rows, 0, id.b, UUID_LEN);
    if (!status)
        status = record_open(vault, "feedback.text", &id, rows, 2, said, sizeof said);
    if (!status && !db_is_null(rows, 4) && !(status = db_copy_blob(rows, 4, step.b, UUID_LEN)))
        status = record_open(vault, "feedback.answer", &step, rows, 5, answer, sizeof answer);
    if (!status && json_array_append_new(items, json_pack("{s:o, s:s, s:b, s:s}", "at", time_or_null(rows, 1), "text",
                                                          said, "picture", (int)db_int(rows, 3), "answer", answer)))
        status = GH_NO_MEMORY;
    sodium_memzero(said, sizeof said);
    sodium_memzero(answer, sizeof answer);
    return status;
}

/* What the person wrote on the pass page: an item for each answer, or one without. */
static enum gh_status add_feedback(struct db *db, const struct vault *vault, const struct uuid *person, json_t *owner)
{
    struct db_rows rows = {0};
    json_t *items = json_array();
    enum gh_status status =
        db_query(db, &rows,
                 "SELECT f.id, f.at, f.text_sealed, CASE WHEN f.picture_sealed IS NULL THEN 0 ELSE 1 END, s.id, "
                 "s.text_sealed FROM feedback f LEFT JOIN feedback_step s ON s.feedback = f.id AND s.action = "
                 "'answered' WHERE f.holder = $1 AND f.application = (SELECT application FROM person WHERE id = $1) "
                 "ORDER BY f.at, s.number",
                 DB_UUID(person));
    while (!status && !(status = db_next(&rows)))
        status = feedback_item(&rows, vault, items);
    db_rows_end(&rows);
    if (json_object_set_new(owner, "feedback", items) != 0)
        return GH_NO_MEMORY;
    return status == GH_NOT_FOUND ? GH_OK : status;
}

static enum gh_status add_application(struct db *db, const struct vault *vault, struct db_rows *rows, json_t *items)
{
    struct uuid person, application;
    json_t *one = NULL;
    enum gh_status status = db_copy_blob(rows, 0, person.b, UUID_LEN);
    if (!status)
        status = db_copy_blob(rows, 1, application.b, UUID_LEN);
    if (!status)
        status = open_person(rows, vault, &person, &one);
    if (!status)
        status = add_lists(db, &application, &person, one);
    if (!status)
        status = add_consents(db, vault, &person, one);
    if (!status)
        status = add_feedback(db, vault, &person, one);
    if (status) {
        json_decref(one);
        return status;
    }
    return json_array_append_new(items, one) == 0 ? GH_OK : GH_NO_MEMORY;
}

enum gh_status subject_export(struct db *db, const struct vault *vault, const struct subject *subject, json_t **out)
{
    struct db_rows rows = {0};
    struct bytes hash = BYTES(subject->hash, sizeof subject->hash);
    json_t *json = json_pack("{s:[], s:[]}", "applications", "aside");
    if (!json)
        return GH_NO_MEMORY;
    enum gh_status status =
        db_query(db, &rows,
                 "SELECT p.id, a.id, p.name_sealed, p.mobile_sealed, p.document_sealed, p.document_kind, p.sex, "
                 "p.refusal, a.number, a.state, a.purpose, a.host_name, COALESCE(v.plate, ''), a.created_at, "
                 "p.language, a.asked FROM person p "
                 "JOIN application a ON a.id = p.application LEFT JOIN vehicle v ON v.application = p.application AND "
                 "v.ordinal = p.vehicle WHERE p.document_hash = $1 ORDER BY a.number DESC",
                 DB_BLOB(hash.data, hash.len));
    while (!status && !(status = db_next(&rows)))
        status = add_application(db, vault, &rows, json_object_get(json, "applications"));
    db_rows_end(&rows);
    if (status == GH_NOT_FOUND)
        status = list(db,
                      "SELECT reason, created_at, until_at, lifted_at FROM barred WHERE person_hash = $1 "
                      "ORDER BY created_at",
                      hash, barred_item, json, "barred");
    if (!status)
        status = aside_export(db, vault, subject, json_object_get(json, "aside"));
    if (status) {
        json_decref(json);
        return status;
    }
    *out = json;
    return GH_OK;
}

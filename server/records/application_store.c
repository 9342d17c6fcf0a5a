/* Loads and stores applications as a whole, with their personal data sealed. */
#include "records/application_store.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "flow/calendar.h"
#include "records/application_view.h"
#include "records/name_index.h"
#include "records/record.h"

#define FRAME_COLUMNS                                                                                                  \
    "id, number, applicant, unit, campus, gates, kind, purpose, host_name, host_mobile_sealed, note, state, version, " \
    "walk_up, created_at, submitted_at, decided_at, reminded, decide_by, amends, assignee, urged_at, by_mail, asked"

static enum gh_status read_frame(struct db_rows *rows, const struct vault *vault, struct application *a)
{
    char state[24];
    enum gh_status status = db_copy_blob(rows, 0, a->id.b, UUID_LEN);
    if (!status)
        status = db_copy_text(rows, 1, a->number, sizeof a->number);
    a->applicant = db_int(rows, 2);
    a->unit = db_int(rows, 3);
    a->campus = db_int(rows, 4);
    a->gates = (uint16_t)db_int(rows, 5);
    if (!status)
        status = db_copy_text(rows, 6, a->kind, sizeof a->kind);
    if (!status)
        status = db_copy_text(rows, 7, a->purpose, sizeof a->purpose);
    if (!status)
        status = db_copy_text(rows, 8, a->host_name, sizeof a->host_name);
    if (!status)
        status = record_open(vault, "application.host_mobile", &a->id, rows, 9, a->host_mobile, sizeof a->host_mobile);
    if (!status)
        status = db_copy_text(rows, 10, a->note, sizeof a->note);
    if (!status)
        status = db_copy_text(rows, 11, state, sizeof state);
    if (!status && flow_state_from_name(state, &a->state))
        status = GH_CORRUPT;
    a->version = db_int(rows, 12);
    a->walk_up = db_int(rows, 13) != 0;
    a->created_at = db_int(rows, 14);
    a->submitted_at = db_int(rows, 15);
    a->decided_at = db_int(rows, 16);
    a->reminded = (int)db_int(rows, 17);
    a->decide_by = db_int(rows, 18);
    a->assignee = db_int(rows, 20);
    a->urged_at = db_int(rows, 21);
    a->by_mail = db_int(rows, 22) != 0;
    if (!status)
        status = db_copy_text(rows, 23, a->asked, sizeof a->asked);
    if (!status)
        status = db_copy_blob(rows, 19, a->amends.b, UUID_LEN);
    return status;
}

static enum gh_status load_frame(struct db *db, const struct vault *vault, const struct uuid *id, struct application *a)
{
    struct db_rows rows = {0};
    enum gh_status status = db_query(db, &rows, "SELECT " FRAME_COLUMNS " FROM application WHERE id = $1", DB_UUID(id));
    if (!status && !(status = db_next(&rows)))
        status = read_frame(&rows, vault, a);
    db_rows_end(&rows);
    return status;
}

static enum gh_status load_periods(struct db *db, struct application *a)
{
    struct db_rows rows = {0};
    enum gh_status status =
        db_query(db, &rows,
                 "SELECT id, from_at, to_at, skip_closed FROM period WHERE application = $1 AND dropped_at IS NULL "
                 "ORDER BY ordinal",
                 DB_UUID(&a->id));
    while (!status && !(status = db_next(&rows))) {
        status = application_set_periods(a, a->period_count + 1);
        if (status)
            break;
        struct period *p = &a->periods[a->period_count - 1];
        status = db_copy_blob(&rows, 0, p->id.b, UUID_LEN);
        p->from = db_int(&rows, 1);
        p->to = db_int(&rows, 2);
        p->skip_closed = db_int(&rows, 3) != 0;
    }
    db_rows_end(&rows);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

static enum gh_status load_vehicles(struct db *db, struct application *a)
{
    struct db_rows rows = {0};
    enum gh_status status =
        db_query(db, &rows,
                 "SELECT id, plate, refused, refusal FROM vehicle WHERE application = $1 AND dropped_at IS NULL "
                 "ORDER BY ordinal",
                 DB_UUID(&a->id));
    while (!status && !(status = db_next(&rows))) {
        status = application_set_vehicles(a, a->vehicle_count + 1);
        if (status)
            break;
        struct vehicle *v = &a->vehicles[a->vehicle_count - 1];
        v->refused = db_int(&rows, 2) != 0;
        if (!(status = db_copy_blob(&rows, 0, v->id.b, UUID_LEN)) &&
            !(status = db_copy_text(&rows, 1, v->plate, sizeof v->plate)))
            status = db_copy_text(&rows, 3, v->refusal, sizeof v->refusal);
    }
    db_rows_end(&rows);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

static enum gh_status read_person(struct db_rows *rows, const struct vault *vault, struct person *p)
{
    char sex[4], kind[32];
    enum document_kind document;
    enum gh_status status = db_copy_blob(rows, 0, p->id.b, UUID_LEN);
    p->vehicle = db_is_null(rows, 1) ? ON_FOOT : (int)db_int(rows, 1);
    if (!status)
        status = record_open(vault, "person.name", &p->id, rows, 2, p->name, sizeof p->name);
    if (!status)
        status = db_copy_text(rows, 3, sex, sizeof sex);
    if (!status)
        status = record_open(vault, "person.mobile", &p->id, rows, 4, p->mobile, sizeof p->mobile);
    if (!status)
        status = db_copy_text(rows, 5, kind, sizeof kind);
    if (!status)
        status = record_open(vault, "person.document", &p->id, rows, 6, p->document_number, sizeof p->document_number);
    if (!status)
        status = db_copy_text(rows, 8, p->refusal, sizeof p->refusal);
    if (!status)
        status = db_copy_text(rows, 9, p->language, sizeof p->language);
    if (status)
        return status;
    p->sex = sex[0];
    p->document_kind = document_kind_from_name(bytes_of_string(kind), &document) ? -1 : (int)document;
    p->refused = db_int(rows, 7) != 0;
    return GH_OK;
}

static enum gh_status load_persons(struct db *db, const struct vault *vault, struct application *a)
{
    struct db_rows rows = {0};
    enum gh_status status = db_query(
        db, &rows, "SELECT count(*) FROM person WHERE application = $1 AND dropped_at IS NULL", DB_UUID(&a->id));
    if (!status && !(status = db_next(&rows)))
        status = application_set_persons(a, (size_t)db_int(&rows, 0));
    db_rows_end(&rows);
    if (status)
        return status;
    rows = (struct db_rows){0};
    status = db_query(db, &rows,
                      "SELECT id, vehicle, name_sealed, sex, mobile_sealed, document_kind, document_sealed, refused, "
                      "refusal, language FROM person WHERE application = $1 AND dropped_at IS NULL ORDER BY ordinal",
                      DB_UUID(&a->id));
    for (size_t i = 0; !status && i < a->person_count; i++)
        if (!(status = db_next(&rows)))
            status = read_person(&rows, vault, &a->persons[i]);
    db_rows_end(&rows);
    return status;
}

enum gh_status application_load(struct db *db, const struct vault *vault, const struct uuid *id,
                                struct application *out)
{
    struct application a = {0};
    enum gh_status status = load_frame(db, vault, id, &a);
    if (!status)
        status = load_periods(db, &a);
    if (!status)
        status = load_vehicles(db, &a);
    if (!status)
        status = load_persons(db, vault, &a);
    if (status)
        application_free(&a);
    else
        *out = a;
    return status;
}

/* ---- storing ---- */

static enum gh_status delete_lists(struct db *db, const struct uuid *id)
{
    static const char *const statements[] = {
        "DELETE FROM person WHERE application = $1",
        "DELETE FROM vehicle WHERE application = $1",
        "DELETE FROM period WHERE application = $1",
    };
    enum gh_status status = GH_OK;
    for (size_t i = 0; !status && i < sizeof statements / sizeof statements[0]; i++)
        status = db_query(db, NULL, statements[i], DB_UUID(id));
    return status;
}

static enum gh_status store_period(struct db *db, const struct application *a, size_t i)
{
    struct period *p = &a->periods[i];
    if (uuid_is_nil(&p->id))
        p->id = record_id(a->created_at);
    return db_query(db, NULL,
                    "INSERT INTO period (id, application, ordinal, from_at, to_at, skip_closed) "
                    "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (id) DO UPDATE SET ordinal = $3, from_at = $4, "
                    "to_at = $5, skip_closed = $6, dropped_at = NULL",
                    DB_UUID(&p->id), DB_UUID(&a->id), DB_INT((int64_t)i), DB_INT(p->from), DB_INT(p->to),
                    DB_INT(p->skip_closed));
}

/* An application that stands counts for overlaps (records/watch.h). */
static bool is_standing(enum flow_state state)
{
    return state == FLOW_UNIT_REVIEW || state == FLOW_SECURITY_REVIEW || state == FLOW_CONFIRMING ||
           state == FLOW_APPROVED;
}

static enum gh_status store_vehicle(struct db *db, const struct vault *vault, const struct application *a, size_t i)
{
    struct vehicle *v = &a->vehicles[i];
    struct plate plate;
    uint8_t hash[KEYED_HASH_LEN];
    size_t hash_len = 0;
    if (uuid_is_nil(&v->id))
        v->id = record_id(a->created_at);
    if (plate_accept(bytes_of_string(v->plate), &plate) == PLATE_OK) {
        plate_hash(vault->campus_key, &plate, hash);
        hash_len = sizeof hash;
    }
    return db_query(db, NULL,
                    "INSERT INTO vehicle (id, application, ordinal, plate, plate_hash, refused, refusal, standing) "
                    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO UPDATE SET ordinal = $3, plate = $4, "
                    "plate_hash = $5, refused = $6, refusal = $7, standing = $8, dropped_at = NULL",
                    DB_UUID(&v->id), DB_UUID(&a->id), DB_INT((int64_t)i), DB_TEXT(v->plate), DB_BLOB(hash, hash_len),
                    DB_INT(v->refused), DB_TEXT(v->refusal), DB_INT(is_standing(a->state)));
}

/* Keyed hashes of a person's document and mobile, to find the same person again. Empty while the draft has no value. */
struct person_hashes {
    uint8_t document[KEYED_HASH_LEN], mobile[VAULT_HASH_LEN];
    size_t document_len, mobile_len;
};

static struct person_hashes hash_person(const struct vault *vault, const struct person *p)
{
    struct person_hashes h = {0};
    if (p->document_number[0] && p->document_kind >= 0) {
        char form[APPLICATION_FIELD_SIZE + DOCUMENT_FORM_SIZE];
        (void)snprintf(form, sizeof form, "%s:%s", document_kind_name((enum document_kind)p->document_kind),
                       p->document_number);
        person_hash(vault->campus_key, bytes_of_string(form), h.document);
        h.document_len = sizeof h.document;
        sodium_memzero(form, sizeof form);
    }
    if (p->mobile[0]) {
        vault_hash(vault, "mobile", bytes_of_string(p->mobile), h.mobile);
        h.mobile_len = sizeof h.mobile;
    }
    return h;
}

static enum gh_status store_person(struct db *db, const struct vault *vault, const struct application *a, size_t i)
{
    struct person *p = &a->persons[i];
    struct record_box name, mobile, document;
    char name_masked[MASKED_SIZE], mobile_masked[MASKED_SIZE], document_masked[MASKED_SIZE];
    char name_index[NAME_INDEX_SIZE];
    const char sex[2] = {p->sex, '\0'};
    const char *kind = p->document_kind < 0 ? "" : document_kind_name((enum document_kind)p->document_kind);
    if (uuid_is_nil(&p->id))
        p->id = record_id(a->created_at);
    struct person_hashes h = hash_person(vault, p);
    name_index_of(vault, p->name, name_index);
    view_mask_name(p->name, name_masked);
    view_mask_mobile(p->mobile, mobile_masked);
    view_mask_number(p->document_number, document_masked);
    return db_query(
        db, NULL,
        "INSERT INTO person (id, application, ordinal, vehicle, name_sealed, name_masked, sex, "
        "mobile_sealed, mobile_masked, mobile_hash, document_kind, document_sealed, document_masked, "
        "document_hash, refused, refusal, name_index, standing, language) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, "
        "$19) ON CONFLICT (id) DO UPDATE SET ordinal = $3, vehicle = $4, name_sealed = $5, name_masked = $6, sex = $7, "
        "mobile_sealed = $8, mobile_masked = $9, mobile_hash = $10, document_kind = $11, document_sealed = $12, "
        "document_masked = $13, document_hash = $14, refused = $15, refusal = $16, name_index = $17, standing = $18, "
        "language = $19, dropped_at = NULL",
        DB_UUID(&p->id), DB_UUID(&a->id), DB_INT((int64_t)i), p->vehicle < 0 ? DB_NULL : DB_INT(p->vehicle),
        record_seal(vault, "person.name", &p->id, p->name, &name), DB_TEXT(name_masked), DB_TEXT(sex),
        record_seal(vault, "person.mobile", &p->id, p->mobile, &mobile), DB_TEXT(mobile_masked),
        DB_BLOB(h.mobile, h.mobile_len), DB_TEXT(kind),
        record_seal(vault, "person.document", &p->id, p->document_number, &document), DB_TEXT(document_masked),
        DB_BLOB(h.document, h.document_len), DB_INT(p->refused), DB_TEXT(p->refusal), DB_TEXT(name_index),
        DB_INT(is_standing(a->state)), DB_TEXT(p->language));
}

static enum gh_status store_lists(struct db *db, const struct vault *vault, const struct application *a)
{
    enum gh_status status = GH_OK;
    for (size_t i = 0; !status && i < a->period_count; i++)
        status = store_period(db, a, i);
    for (size_t i = 0; !status && i < a->vehicle_count; i++)
        status = store_vehicle(db, vault, a, i);
    for (size_t i = 0; !status && i < a->person_count; i++)
        status = store_person(db, vault, a, i);
    return status;
}

/* Tells the stored lists whether their application stands. */
static enum gh_status mark_lists(struct db *db, const struct application *a)
{
    static const char *const statements[] = {
        "UPDATE person SET standing = $1 WHERE application = $2 AND standing <> $1",
        "UPDATE vehicle SET standing = $1 WHERE application = $2 AND standing <> $1",
    };
    enum gh_status status = GH_OK;
    for (size_t i = 0; !status && i < sizeof statements / sizeof statements[0]; i++)
        status = db_query(db, NULL, statements[i], DB_INT(is_standing(a->state)), DB_UUID(&a->id));
    return status;
}

static struct db_value time_or_null(tick at)
{
    return at ? DB_INT(at) : DB_NULL;
}

/* Makes the next application number: YYMMDD of the campus's day and a counter of that day. The counter row is
 * incremented in the transaction. */
static enum gh_status next_number(struct db *db, tick now, int zone_minutes, char out[static APPLICATION_NUMBER_SIZE])
{
    struct db_rows rows = {0};
    char date[CALENDAR_DATE_SIZE], name[32];
    const struct calendar zone = {.zone_minutes = zone_minutes};
    calendar_format_date(calendar_day_of(&zone, now), date);
    (void)snprintf(name, sizeof name, "number.%s", date);
    enum gh_status status = db_query(db, &rows,
                                     "INSERT INTO counter (name, value) VALUES ($1, 1) "
                                     "ON CONFLICT (name) DO UPDATE SET value = counter.value + 1 RETURNING value",
                                     DB_TEXT(name));
    if (!status && !(status = db_next(&rows)))
        (void)snprintf(out, APPLICATION_NUMBER_SIZE, "%.2s%.2s%.2s%05u", date + 2, date + 5, date + 8,
                       (unsigned)(db_int(&rows, 0) % 100000));
    db_rows_end(&rows);
    return status;
}

enum gh_status application_insert(struct db *db, const struct vault *vault, struct application *a, tick now,
                                  int zone_minutes)
{
    struct record_box host_mobile;
    tick first, last;
    if (uuid_is_nil(&a->id))
        a->id = record_id(now);
    a->created_at = now;
    a->version = 1;
    application_span(a, &first, &last);
    enum gh_status status = next_number(db, now, zone_minutes, a->number);
    if (!status)
        status = db_query(
            db, NULL,
            "INSERT INTO application (id, number, applicant, unit, campus, gates, kind, purpose, host_name, "
            "host_mobile_sealed, note, state, version, walk_up, created_at, first_at, last_at, entrants, "
            "persons, vehicles, amends, by_mail, asked) "
            "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, "
            "$22, $23)",
            DB_UUID(&a->id), DB_TEXT(a->number), DB_INT(a->applicant), a->unit ? DB_INT(a->unit) : DB_NULL,
            a->campus ? DB_INT(a->campus) : DB_NULL, DB_INT(a->gates), DB_TEXT(a->kind), DB_TEXT(a->purpose),
            DB_TEXT(a->host_name), record_seal(vault, "application.host_mobile", &a->id, a->host_mobile, &host_mobile),
            DB_TEXT(a->note), DB_TEXT(flow_state_name(a->state)), DB_INT(a->version), DB_INT(a->walk_up), DB_INT(now),
            time_or_null(first), time_or_null(last), DB_INT((int64_t)application_entrants(a)),
            DB_INT((int64_t)a->person_count), DB_INT((int64_t)a->vehicle_count), DB_UUID_OR_NULL(&a->amends),
            DB_INT(a->by_mail), DB_TEXT(a->asked));
    return status ? status : store_lists(db, vault, a);
}

enum gh_status application_update(struct db *db, const struct vault *vault, struct application *a, int64_t expected,
                                  bool content)
{
    struct record_box host_mobile;
    tick first, last;
    application_span(a, &first, &last);
    enum gh_status status =
        db_query(db, NULL,
                 "UPDATE application SET unit = $1, campus = $2, gates = $3, kind = $4, purpose = $5, host_name = $6, "
                 "host_mobile_sealed = $7, note = $8, state = $9, version = $10, submitted_at = $11, decided_at = $12, "
                 "first_at = $13, last_at = $14, entrants = $15, reminded = $16, persons = $17, vehicles = $18, "
                 "decide_by = $19, assignee = $20, asked = $21 WHERE id = $22 AND version = $23",
                 a->unit ? DB_INT(a->unit) : DB_NULL, a->campus ? DB_INT(a->campus) : DB_NULL, DB_INT(a->gates),
                 DB_TEXT(a->kind), DB_TEXT(a->purpose), DB_TEXT(a->host_name),
                 record_seal(vault, "application.host_mobile", &a->id, a->host_mobile, &host_mobile), DB_TEXT(a->note),
                 DB_TEXT(flow_state_name(a->state)), DB_INT(expected + 1), time_or_null(a->submitted_at),
                 time_or_null(a->decided_at), time_or_null(first), time_or_null(last),
                 DB_INT((int64_t)application_entrants(a)), DB_INT(a->reminded), DB_INT((int64_t)a->person_count),
                 DB_INT((int64_t)a->vehicle_count), time_or_null(a->decide_by),
                 a->assignee ? DB_INT(a->assignee) : DB_NULL, DB_TEXT(a->asked), DB_UUID(&a->id), DB_INT(expected));
    if (!status && db_changed(db) != 1)
        status = GH_ROLLBACK;
    if (!status)
        a->version = expected + 1;
    if (status || !content)
        return status ? status : mark_lists(db, a);
    status = delete_lists(db, &a->id);
    return status ? status : store_lists(db, vault, a);
}

/* Marks every row of a list as dropped, below the ordinals of those that were dropped before. */
static enum gh_status drop_list(struct db *db, const char *lowest, const char *drop, const struct uuid *id, tick now)
{
    struct db_rows rows = {0};
    int64_t below = 0;
    enum gh_status status = db_query(db, &rows, lowest, DB_UUID(id));
    if (!status && !(status = db_next(&rows)))
        below = db_int(&rows, 0) < 0 ? db_int(&rows, 0) : 0;
    db_rows_end(&rows);
    return status ? status : db_query(db, NULL, drop, DB_UUID(id), DB_INT(below - 1), DB_INT(now));
}

enum gh_status application_amend(struct db *db, const struct vault *vault, struct application *a, tick now)
{
#define DROP(list, more)                                                                                               \
    {                                                                                                                  \
        "SELECT COALESCE(MIN(ordinal), 0) FROM " list " WHERE application = $1",                                       \
            "UPDATE " list " SET ordinal = $2 - ordinal, dropped_at = $3" more                                         \
            " WHERE application = $1 AND dropped_at IS NULL"                                                           \
    }
    static const struct {
        const char *lowest, *drop;
    } lists[] = {DROP("person", ", vehicle = NULL"), DROP("vehicle", ""), DROP("period", "")};
#undef DROP
    enum gh_status status = application_update(db, vault, a, a->version, false);
    for (size_t i = 0; !status && i < sizeof lists / sizeof lists[0]; i++)
        status = drop_list(db, lists[i].lowest, lists[i].drop, &a->id, now);
    return status ? status : store_lists(db, vault, a);
}

enum gh_status application_delete(struct db *db, const struct uuid *id)
{
    static const char *const statements[] = {
        "DELETE FROM history WHERE application = $1",
        "DELETE FROM invitation WHERE application = $1",
        "DELETE FROM consent WHERE application = $1",
        "DELETE FROM application WHERE id = $1",
    };
    enum gh_status status = delete_lists(db, id);
    for (size_t i = 0; !status && i < sizeof statements / sizeof statements[0]; i++)
        status = db_query(db, NULL, statements[i], DB_UUID(id));
    return status;
}

/* Finds a person by document, erases the person's data, and erases data past retention. */
#include "records/subject.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "records/application_store.h"
#include "records/aside_content.h"
#include "records/boxes.h"
#include "records/change.h"
#include "records/exception.h"
#include "records/feedback.h"
#include "records/notice.h"
#include "records/record.h"

/* Final states. */
#define FINISHED "('vetoed', 'withdrawn', 'cancelled', 'lapsed', 'used', 'applied')"
#define ON_ITS_WAY "('waiting', 'sending')"
#define ENTRIES_WIPED_MAX 2000 /* in a round */

/* ---- finding ---- */

static enum gh_status read_place(struct db_rows *rows, struct subject_place *p)
{
    char state[24];
    *p = (struct subject_place){.at = db_int(rows, 3)};
    if (db_is_null(rows, 0)) {
        p->standing = SUBJECT_BARRED;
        return GH_OK;
    }
    enum gh_status status = db_copy_blob(rows, 0, p->application.b, UUID_LEN);
    if (!status)
        status = db_copy_text(rows, 1, p->number, sizeof p->number);
    if (!status)
        status = db_copy_text(rows, 2, state, sizeof state);
    if (!status && flow_state_from_name(state, &p->state))
        status = GH_CORRUPT;
    p->standing = !db_int(rows, 4) ? SUBJECT_RUNNING : db_int(rows, 5) ? SUBJECT_MESSAGE : SUBJECT_FINISHED;
    return status;
}

static enum gh_status append_place(struct db_rows *rows, struct subject_place **list, size_t *count)
{
    struct subject_place *grown = realloc(*list, (*count + 1) * sizeof **list);
    if (!grown)
        return GH_NO_MEMORY;
    *list = grown;
    enum gh_status status = read_place(rows, &grown[*count]);
    if (!status)
        (*count)++;
    return status;
}

static enum gh_status collect(struct db *db, const char *sql, const struct subject *subject, tick now,
                              struct subject_place **list, size_t *count)
{
    struct db_rows rows = {0};
    enum gh_status status = db_query(db, &rows, sql, DB_BLOB(subject->hash, sizeof subject->hash), DB_INT(now));
    while (!status && !(status = db_next(&rows)))
        status = append_place(&rows, list, count);
    db_rows_end(&rows);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

static enum gh_status append_asides(struct db *db, const struct vault *vault, const struct subject *subject, tick now,
                                    struct subject_place **list, size_t *count)
{
    int64_t found = 0;
    enum gh_status status = aside_count(db, vault, subject, &found);
    if (status || !found)
        return status;
    struct subject_place *grown = realloc(*list, (*count + 1) * sizeof **list);
    if (!grown)
        return GH_NO_MEMORY;
    *list = grown;
    grown[(*count)++] = (struct subject_place){.standing = SUBJECT_ASIDE, .at = now};
    return GH_OK;
}

enum gh_status subject_find(struct db *db, const struct vault *vault, const struct subject *subject, tick now,
                            struct subject_place **out, size_t *count)
{
    static const char visits[] =
        "SELECT a.id, a.number, a.state, COALESCE(a.last_at, a.created_at), "
        "CASE WHEN a.state IN " FINISHED " THEN 1 ELSE 0 END, "
        "(SELECT count(*) FROM message m JOIN pass s ON s.id = m.pass WHERE s.person = p.id AND m.state IN " ON_ITS_WAY
        ") FROM person p JOIN application a ON a.id = p.application WHERE p.document_hash = $1 AND $2 > 0 "
        "ORDER BY a.number DESC";
    static const char bars[] = "SELECT NULL, '', '', created_at FROM barred WHERE person_hash = $1 AND lifted_at IS "
                               "NULL AND (until_at IS NULL OR until_at > $2)";
    struct subject_place *list = NULL;
    size_t n = 0;
    enum gh_status status = collect(db, visits, subject, now, &list, &n);
    if (!status)
        status = collect(db, bars, subject, now, &list, &n);
    if (!status)
        status = append_asides(db, vault, subject, now, &list, &n);
    if (status) {
        free(list);
        return status;
    }
    *out = list;
    *count = n;
    return GH_OK;
}

/* ---- erasing ---- */

static const uint8_t nothing[1];

#define WIPE_PERSON                                                                                                    \
    "UPDATE person SET name_sealed = $2, name_masked = '', sex = '', mobile_sealed = $2, mobile_masked = '', "         \
    "mobile_hash = $2, document_kind = '', document_sealed = $2, document_masked = '', document_hash = $2, "           \
    "refusal = '', name_index = '' WHERE application = $1"
#define WIPE_MESSAGES                                                                                                  \
    "UPDATE message SET recipient_sealed = $2, recipient_masked = '', body_sealed = $2, words_sealed = $2, "           \
    "error = ''"
/* Messages about refused walk-up applications, which are not stored. $2 empty blob */
#define WIPE_LONE_MESSAGES                                                                                             \
    WIPE_MESSAGES ", person_hash = NULL, state = CASE WHEN state IN " ON_ITS_WAY " THEN 'failed' ELSE state END "      \
                  "WHERE "
/* Data that mention people without belonging to one person: changes, proposals, invitations. */
#define WIPE_INVITATIONS "UPDATE invitation SET label = '', person = NULL, token_sealed = $2 WHERE application = $1"
#define WIPE_LINKS "UPDATE visit_link SET link_hash = id, link_sealed = $2 WHERE application = $1"
#define WIPE_DIFFERENCES "UPDATE history SET changes_sealed = NULL WHERE application = $1"
#define DROP_PROPOSAL "DELETE FROM proposal WHERE application = $1"

/* The holders of the person's passes: the person, and the car that the person is in. */
#define HOLDERS                                                                                                        \
    "(SELECT id FROM person WHERE application = $1 AND document_hash = $3 UNION SELECT v.id FROM vehicle v JOIN "      \
    "person p ON p.application = v.application AND p.vehicle = v.ordinal WHERE p.application = $1 AND "                \
    "p.document_hash = $3)"

/* $1 application, $2 empty blob, $3 hash of the person */
static const char *const wipe_one[] = {
    /* All but those about passes of others: messages to host and approvers may name the person. */
    WIPE_MESSAGES ", state = CASE WHEN state IN " ON_ITS_WAY " THEN 'failed' ELSE state END WHERE application = $1 AND "
                  "EXISTS (SELECT 1 FROM person WHERE application = $1 AND document_hash = $3) AND (pass IS NULL OR "
                  "pass NOT IN (SELECT s.id FROM pass s JOIN person p ON p.id = s.person WHERE s.application = $1 AND "
                  "p.document_hash <> $3))",
    WIPE_LINKS " AND holder IN (SELECT id FROM person WHERE application = $1 AND document_hash = $3)",
    "UPDATE entry SET note_sealed = NULL WHERE pass IN (SELECT s.id FROM pass s JOIN person p ON p.id = s.person WHERE "
    "p.application = $1 AND length($2) = 0 AND p.document_hash = $3)",
    "DELETE FROM consent WHERE application = $1 AND length($2) = 0 AND person IN (SELECT id FROM person WHERE "
    "application = $1 AND document_hash = $3)",
    "DELETE FROM feedback_step WHERE length($2) = 0 AND feedback IN (SELECT id FROM feedback WHERE application = $1 "
    "AND "
    "holder IN " HOLDERS ")",
    "DELETE FROM feedback WHERE application = $1 AND length($2) = 0 AND holder IN " HOLDERS,
    WIPE_PERSON " AND document_hash = $3",
};
/* Wipes everybody in an application. The application itself stays, as a number and a time. */
static const char *const wipe_all[] = {
    WIPE_MESSAGES ", state = CASE WHEN state IN " ON_ITS_WAY " THEN 'failed' ELSE state END WHERE application = $1",
    WIPE_LINKS,
    "DELETE FROM consent WHERE application = $1 AND length($2) = 0",
    WIPE_PERSON,
    "UPDATE vehicle SET plate = '', plate_hash = $2, refusal = '' WHERE application = $1",
};
static const char *const wipe_vehicles_of_nobody =
    "UPDATE vehicle SET plate = '', plate_hash = $2, refusal = '' WHERE application = $1 AND (dropped_at IS NOT "
    "NULL OR (EXISTS (SELECT 1 FROM person p WHERE p.application = $1 AND p.vehicle = vehicle.ordinal) AND NOT EXISTS "
    "(SELECT 1 FROM person p WHERE p.application = $1 AND p.vehicle = vehicle.ordinal AND "
    "length(p.document_hash) > 0)))";

static enum gh_status wipe(struct db *db, const char *sql, const struct uuid *application)
{
    return db_query(db, NULL, sql, DB_UUID(application), DB_BLOB(nothing, 0));
}

/* Ends the stays of erased persons and vehicles: booths forget them with the next changes. */
static enum gh_status end_stays(struct db *db, const struct uuid *application)
{
    int64_t position;
    enum gh_status status = change_reserve(db, 1, &position);
    if (status)
        return status;
    return db_query(db, NULL,
                    "UPDATE presence SET inside = 0, position = $2 WHERE inside = 1 AND (application = $1 OR pass IN "
                    "(SELECT p.id FROM pass p LEFT JOIN person h ON h.id = p.person LEFT JOIN vehicle v ON "
                    "v.id = p.vehicle WHERE p.application = $1 AND (length(h.document_hash) = 0 OR v.plate = '')))",
                    DB_UUID(application), DB_INT(position));
}

static enum gh_status wipe_traces(struct db *db, const struct uuid *application)
{
    enum gh_status status = wipe(db, WIPE_INVITATIONS, application);
    if (!status)
        status = end_stays(db, application);
    if (!status)
        status = boxes_erase(db, application);
    if (!status)
        status = exception_erase(db, application);
    if (!status)
        status = db_query(db, NULL, WIPE_DIFFERENCES, DB_UUID(application));
    return status ? status : db_query(db, NULL, DROP_PROPOSAL, DB_UUID(application));
}

static enum gh_status erase_from(struct db *db, const struct subject *subject, const struct uuid *application,
                                 int64_t *erased)
{
    enum gh_status status = GH_OK;
    for (size_t i = 0; !status && i < sizeof wipe_one / sizeof wipe_one[0]; i++)
        status = db_query(db, NULL, wipe_one[i], DB_UUID(application), DB_BLOB(nothing, 0),
                          DB_BLOB(subject->hash, sizeof subject->hash));
    if (!status)
        *erased += db_changed(db);
    if (!status)
        status = wipe(db, wipe_vehicles_of_nobody, application);
    return status ? status : wipe_traces(db, application);
}

enum gh_status subject_erase(const struct audit_act *act, const struct vault *vault, const struct subject *subject,
                             int64_t *erased)
{
    struct subject_place *places = NULL;
    size_t count = 0;
    int64_t n = 0;
    char detail[48];
    enum gh_status status = db_begin(act->db);
    if (status)
        return status;
    status = subject_find(act->db, vault, subject, act->now, &places, &count);
    for (size_t i = 0; !status && i < count; i++)
        if (places[i].standing == SUBJECT_FINISHED)
            status = erase_from(act->db, subject, &places[i].application, &n);
    free(places);
    int64_t asides = 0;
    if (!status)
        status = aside_erase(act->db, vault, subject, &asides);
    n += asides;
    if (!status)
        status = db_query(act->db, NULL, WIPE_LONE_MESSAGES "person_hash = $1",
                          DB_BLOB(subject->hash, sizeof subject->hash), DB_BLOB(nothing, 0));
    /* Answers that are kept for repetitions may quote anybody. A repetition is then told that it was done already. */
    if (!status)
        status = db_query(
            act->db, NULL,
            "UPDATE request_key SET status = NULL, answer_sealed = NULL WHERE created_at > 0 AND answer_sealed "
            "IS NOT NULL");
    (void)snprintf(detail, sizeof detail, "%lld erased", (long long)n);
    if (!status)
        status = audit_write(
            act->db, &(struct audit_entry){act->now, act->by, "subject-erased", subject->label, detail, act->address});
    status = record_finish(act->db, status);
    if (!status)
        *erased = n;
    return status;
}

/* ---- retention ---- */

static enum gh_status erase_application(struct db *db, const struct uuid *id, bool draft, tick now)
{
    enum gh_status status = db_begin(db);
    if (status)
        return status;
    if (draft)
        return record_finish(db, application_delete(db, id));
    for (size_t i = 0; !status && i < sizeof wipe_all / sizeof wipe_all[0]; i++)
        status = wipe(db, wipe_all[i], id);
    if (!status)
        status = wipe_traces(db, id);
    if (!status)
        status = feedback_erase(db, id);
    if (!status)
        status = db_query(db, NULL, "UPDATE history SET remark = '' WHERE application = $1", DB_UUID(id));
    if (!status)
        status = db_query(
            db, NULL,
            "UPDATE application SET host_mobile_sealed = NULL, note = '', asked = '', erased_at = $2 WHERE id = $1",
            DB_UUID(id), DB_INT(now));
    return record_finish(db, status);
}

/* Finds the next application past retention. GH_NOT_FOUND: nothing left to erase. */
static enum gh_status next_over(struct db *db, tick before, struct uuid *id, bool *draft)
{
    struct db_rows rows = {0};
    enum gh_status status = db_query(
        db, &rows,
        "SELECT id, state FROM application WHERE erased_at IS NULL AND COALESCE(last_at, decided_at, created_at) < $1 "
        "AND (state IN " FINISHED
        " OR (state = 'draft' AND last_at IS NOT NULL)) ORDER BY COALESCE(last_at, decided_at, created_at) "
        "LIMIT 1",
        DB_INT(before));
    if (!status && !(status = db_next(&rows)) && !(status = db_copy_blob(&rows, 0, id->b, UUID_LEN)))
        *draft = bytes_equal(db_bytes(&rows, 1), bytes_of_string("draft"));
    db_rows_end(&rows);
    return status;
}

/* Roll calls hold no name, and who was where. $1 time */
static enum gh_status sweep_roll_calls(struct db *db, tick before)
{
    static const char *const texts[] = {
        "DELETE FROM roll_call_tick WHERE roll_call IN (SELECT id FROM roll_call WHERE started_at < $1)",
        "DELETE FROM roll_call_part WHERE roll_call IN (SELECT id FROM roll_call WHERE started_at < $1)",
        "DELETE FROM roll_call_row WHERE roll_call IN (SELECT id FROM roll_call WHERE started_at < $1)",
        "DELETE FROM roll_call WHERE started_at < $1",
        "DELETE FROM roll_call_end WHERE at < $1",
        "DELETE FROM presence_end WHERE at < $1",
    };
    enum gh_status status = db_begin(db);
    if (status)
        return status;
    for (size_t i = 0; !status && i < sizeof texts / sizeof texts[0]; i++)
        status = db_query(db, NULL, texts[i], DB_INT(before));
    return record_finish(db, status);
}

/* Deletes the notes and plates of old entries, the oldest first. A round takes a bounded number, so that it ends in
 * time also after the setting was lowered. */
static enum gh_status wipe_entries(struct db *db, tick before)
{
    enum gh_status status = db_query(db, NULL,
                                     "UPDATE entry SET note_sealed = NULL WHERE id IN (SELECT e.id FROM entry e "
                                     "WHERE e.at < $1 AND e.note_sealed IS NOT NULL ORDER BY e.at LIMIT $2)",
                                     DB_INT(before), DB_INT(ENTRIES_WIPED_MAX));
    return status ? status
                  : db_query(db, NULL,
                             "UPDATE entry SET plate_sealed = NULL, code_digest = NULL WHERE id IN (SELECT e.id FROM "
                             "entry e WHERE e.at < $1 AND e.code_digest IS NOT NULL AND e.evidence = 2 "
                             "ORDER BY e.at LIMIT $2)",
                             DB_INT(before), DB_INT(ENTRIES_WIPED_MAX));
}

enum gh_status retention_run(struct db *db, tick now, int64_t days, int64_t limit, int64_t *done)
{
    int64_t n = 0;
    const tick before = now - days * 24 * TICK_HOUR;
    enum gh_status status = boxes_erase_lone(db, before);
    if (!status)
        status = aside_sweep(db, before);
    if (!status)
        status = exception_sweep(db, before);
    if (!status)
        status = feedback_sweep(db, before);
    if (!status)
        status = db_query(db, NULL, WIPE_LONE_MESSAGES "person_hash IS NOT NULL AND created_at < $1", DB_INT(before),
                          DB_BLOB(nothing, 0));
    if (!status)
        status = wipe_entries(db, before);
    if (!status)
        status = db_query(db, NULL, "DELETE FROM presence WHERE until_at < $1", DB_INT(now));
    if (!status)
        status = sweep_roll_calls(db, before);
    if (!status)
        status = notice_sweep(db);
    while (!status && n < limit) {
        struct uuid id;
        bool draft = false;
        status = next_over(db, before, &id, &draft);
        if (!status)
            status = erase_application(db, &id, draft, now);
        n += !status;
    }
    *done = n;
    if (status == GH_NOT_FOUND)
        status = GH_OK;
    if (status || n == 0)
        return status;
    char detail[48];
    (void)snprintf(detail, sizeof detail, "%lld older than %lld days", (long long)n, (long long)days);
    return audit_write(db, &(struct audit_entry){now, 0, "retention", "applications", detail, ""});
}

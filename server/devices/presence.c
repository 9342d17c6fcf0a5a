/* Derives who is inside from the stored entries, one subject at a time. */
#include "devices/presence.h"

#include <string.h>

#include "devices/presence_rule.h"
#include "devices/roll_call.h"
#include "records/change.h"
#include "records/record.h"

/* Newest entries of one subject that are looked at. Older ones can't decide, unless 64 booths go back and forth. */
#define EVENTS_MAX 64

/* Numbers of wire/entry.h and token/claims.h, as literals for both databases. */
#define ADMISSIONS "(1, 3, 5)"
#define MOVES "(1, 3, 5, 7)"
_Static_assert(ENTRY_ADMIT == 1 && ENTRY_DECIDE_ADMIT == 3 && ENTRY_OVERRIDE == 5 && ENTRY_TAKE_BACK == 6 &&
                   ENTRY_EXIT == 7 && PASS_VEHICLE == 2 && PRESENTED_PLATE == 2 && DIRECTION_OUT == 1,
               "literals of the queries");

/* entry_subject() of an admission in a query. */
#define SUBJECT_OF(e) "COALESCE(" e ".pass, CASE " e ".evidence WHEN 2 THEN " e ".code_digest END, " e ".id)"
#define IS_OF_PLATE(e) e ".code_digest = $2 AND " e ".evidence = 2 AND " e ".pass IS NULL"

struct subject_events {
    int64_t campus;
    struct uuid subject;
    struct uuid application; /* of an emergency admission; nil */
    size_t count;
    struct presence_event events[EVENTS_MAX + 1]; /* and the office's, whose device is nil */
};

/* ---- Reading ---- */

/* Finds the application of an emergency admission: an admission without a pass that refers to it. */
static enum gh_status find_application(struct db *db, struct subject_events *s)
{
    struct db_rows rows = {0};
    enum gh_status status = db_query(db, &rows,
                                     "SELECT a.id FROM entry e JOIN application a ON a.id = e.refers_to "
                                     "WHERE e.id = $1 AND e.pass IS NULL",
                                     DB_UUID(&s->subject));
    if (!status && !(status = db_next(&rows)))
        status = db_copy_blob(&rows, 0, s->application.b, UUID_LEN);
    db_rows_end(&rows);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

static enum gh_status read_event(struct db_rows *rows, struct presence_event *out)
{
    out->number = (uint64_t)db_int(rows, 2);
    out->at = db_int(rows, 3);
    out->arrived_at = db_int(rows, 4);
    out->in = db_int(rows, 5) != 0;
    enum gh_status status = db_copy_blob(rows, 0, out->device.b, UUID_LEN);
    return status ? status : db_copy_blob(rows, 1, out->entry.b, UUID_LEN);
}

/* An entry is an admission of this subject, or it ends the stay: an exit, or a pass that counts instead. */
static const char events_sql[] =
    "SELECT e.device, e.id, e.number, e.at, e.arrived_at, CASE WHEN e.kind IN " ADMISSIONS " AND e.direction = 0 AND "
    "(e.pass = $2 OR e.id = $2 OR (" IS_OF_PLATE(
        "e") ")) THEN 1 ELSE 0 END FROM entry e JOIN device d ON d.id = e.device "
             "WHERE (e.pass = $2 OR e.id = $2 OR (" IS_OF_PLATE(
                 "e") ") OR (e.refers_to = $2 AND e.kind = 7 AND e.pass IS NULL) OR "
                      "e.pass IN (SELECT id FROM pass WHERE application = $3)) AND e.campus = $1 AND e.kind IN " MOVES
                      " "
                      "AND (d.revoked_at IS NULL OR e.arrived_at < d.revoked_at) AND NOT EXISTS (SELECT 1 FROM entry t "
                      "WHERE t.refers_to = e.id AND t.kind = 6 AND t.device = e.device AND "
                      "(d.revoked_at IS NULL OR t.arrived_at < d.revoked_at)) "
                      "ORDER BY e.at DESC, e.number DESC, e.id DESC LIMIT $4";

static enum gh_status read_events(struct db *db, struct subject_events *s)
{
    struct db_rows rows = {0};
    enum gh_status status = db_query(db, &rows, events_sql, DB_INT(s->campus), DB_UUID(&s->subject),
                                     DB_UUID(&s->application), DB_INT(EVENTS_MAX));
    while (!status && s->count < EVENTS_MAX && !(status = db_next(&rows)))
        status = read_event(&rows, &s->events[s->count++]);
    db_rows_end(&rows);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

/* The office's last word. */
static enum gh_status read_end(struct db *db, struct subject_events *s)
{
    struct db_rows rows = {0};
    struct presence_event *e = &s->events[s->count];
    enum gh_status status = db_query(db, &rows,
                                     "SELECT id, at FROM presence_end WHERE campus = $1 AND subject = $2 "
                                     "ORDER BY at DESC, id DESC LIMIT 1",
                                     DB_INT(s->campus), DB_UUID(&s->subject));
    if (!status && !(status = db_next(&rows))) {
        *e = (struct presence_event){.number = 1, .at = db_int(&rows, 1), .arrived_at = db_int(&rows, 1), .in = false};
        status = db_copy_blob(&rows, 0, e->entry.b, UUID_LEN);
        s->count += !status;
    }
    db_rows_end(&rows);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

/* ---- Writing ---- */

/* Writes the row that follows from one entry. A rider's admission refers to the vehicle's. l: the admission, of a
 * subject without a pass. */
static enum gh_status write_row(struct db *db, const struct subject_events *s, const struct presence_event *e,
                                int64_t position)
{
    return db_query(
        db, NULL,
        "INSERT INTO presence (campus, subject, pass, application, entry, car, vehicle, at, gate, inside, until_at, "
        "position) SELECT $1, $2, CASE WHEN l.id IS NULL THEN e.pass ELSE NULL END, "
        "(SELECT a.id FROM application a WHERE a.id = $3), e.id, " SUBJECT_OF(
            "c") ", "
                 "CASE WHEN p.kind = 2 OR (p.kind IS NULL AND COALESCE(l.evidence, e.evidence) = 2 AND c.id IS NULL) "
                 "THEN 1 "
                 "ELSE 0 END, $4, e.gate, $5, CASE WHEN e.pass_expires > $4 THEN e.pass_expires ELSE $4 END + $6, $7 "
                 "FROM entry e LEFT JOIN entry l ON l.id = $2 LEFT JOIN pass p ON p.id = e.pass AND l.id IS NULL "
                 "LEFT JOIN entry c ON c.id = e.refers_to AND c.kind IN " ADMISSIONS
                 " AND c.direction = 0 AND " SUBJECT_OF(
                     "c") " <> $2 WHERE e.id = $8 "
                          "ON CONFLICT (campus, subject) DO UPDATE SET entry = excluded.entry, car = excluded.car, "
                          "vehicle = excluded.vehicle, at = excluded.at, gate = excluded.gate, inside = "
                          "excluded.inside, "
                          "until_at = excluded.until_at, position = excluded.position",
        DB_INT(s->campus), DB_UUID(&s->subject), DB_UUID(&s->application), DB_INT(presence_event_time(e)),
        DB_INT(e->in), DB_INT(PRESENCE_KEPT), DB_INT(position), DB_UUID(&e->entry));
}

static enum gh_status clear_row(struct db *db, const struct subject_events *s, int64_t position)
{
    return db_query(db, NULL,
                    "UPDATE presence SET inside = 0, position = $1 WHERE campus = $2 AND subject = $3 AND inside = 1",
                    DB_INT(position), DB_INT(s->campus), DB_UUID(&s->subject));
}

static enum gh_status says_so(struct db *db, const struct subject_events *s, const struct presence_event *e, bool *same)
{
    struct db_rows rows = {0};
    enum gh_status status =
        db_query(db, &rows, "SELECT 1 FROM presence WHERE campus = $1 AND subject = $2 AND entry = $3 AND inside = $4",
                 DB_INT(s->campus), DB_UUID(&s->subject), DB_UUID(&e->entry), DB_INT(e->in));
    if (!status)
        status = db_next(&rows);
    db_rows_end(&rows);
    *same = status == GH_OK;
    return status == GH_NOT_FOUND ? GH_OK : status;
}

static enum gh_status derive(struct db *db, int64_t campus, const struct uuid *subject)
{
    struct subject_events s = {.campus = campus, .subject = *subject};
    int64_t position;
    bool same = false;
    /* The counter's row lock comes first: the next to derive sees the entries of this transaction. */
    enum gh_status status = change_reserve(db, 1, &position);
    if (!status)
        status = find_application(db, &s);
    if (!status)
        status = read_events(db, &s);
    if (!status)
        status = read_end(db, &s);
    if (status)
        return status;
    const struct presence_event *e = presence_decide(s.events, s.count);
    if (!e || uuid_is_nil(&e->device))
        return clear_row(db, &s, position);
    status = says_so(db, &s, e, &same);
    if (status || same)
        return status;
    status = write_row(db, &s, e, position);
    return status ? status : roll_call_join(db, campus, subject, e->arrived_at, position);
}

/* ---- Which subjects an entry is about ---- */

static enum gh_status taken_back_subject(struct db *db, const struct device *device, const struct entry *e,
                                         struct uuid *out)
{
    struct db_rows rows = {0};
    enum gh_status status =
        db_query(db, &rows, "SELECT " SUBJECT_OF("e") " FROM entry e WHERE e.id = $1 AND e.device = $2",
                 DB_UUID(&e->refers_to), DB_UUID(&device->id));
    if (!status && !(status = db_next(&rows)))
        status = db_copy_blob(&rows, 0, out->b, UUID_LEN);
    db_rows_end(&rows);
    return status;
}

/* GH_NOT_FOUND: the entry says nothing of who is inside. */
static enum gh_status subject_of(struct db *db, const struct device *device, const struct entry *e, struct uuid *out)
{
    if (e->kind == ENTRY_TAKE_BACK)
        return taken_back_subject(db, device, e, out);
    if (!entry_is_admission(e) && e->kind != ENTRY_EXIT)
        return GH_NOT_FOUND;
    *out = entry_subject(e);
    return uuid_is_nil(out) ? GH_NOT_FOUND : GH_OK;
}

/* An emergency admission ends when a pass of its application comes or goes. */
static enum gh_status derive_emergency(struct db *db, int64_t campus, const struct uuid *pass)
{
    struct db_rows rows = {0};
    struct uuid subject = {0};
    enum gh_status status = db_query(db, &rows,
                                     "SELECT s.subject FROM presence s JOIN pass p ON p.application = s.application "
                                     "WHERE p.id = $1 AND s.campus = $2 AND s.inside = 1",
                                     DB_UUID(pass), DB_INT(campus));
    if (!status && !(status = db_next(&rows)))
        status = db_copy_blob(&rows, 0, subject.b, UUID_LEN);
    db_rows_end(&rows);
    if (status)
        return status == GH_NOT_FOUND ? GH_OK : status;
    return derive(db, campus, &subject);
}

enum gh_status presence_note(struct db *db, const struct device *device, const struct entry *e)
{
    struct uuid subject;
    enum gh_status status = subject_of(db, device, e, &subject);
    if (status)
        return status == GH_NOT_FOUND ? GH_OK : status;
    status = derive(db, device->campus, &subject);
    return status || uuid_is_nil(&e->pass_id) ? status : derive_emergency(db, device->campus, &e->pass_id);
}

/* ---- By the office ---- */

static const char *const end_reasons[PRESENCE_END_REASON_COUNT] = {"left-unseen", "never-came", "roll-call"};

const char *presence_end_reason_name(enum presence_end_reason reason)
{
    return (unsigned)reason < PRESENCE_END_REASON_COUNT ? end_reasons[reason] : "";
}

static enum gh_status check_inside(struct db *db, int64_t campus, const struct uuid *subject)
{
    struct db_rows rows = {0};
    enum gh_status status =
        db_query(db, &rows, "SELECT 1 FROM presence WHERE campus = $1 AND subject = $2 AND inside = 1", DB_INT(campus),
                 DB_UUID(subject));
    if (!status)
        status = db_next(&rows);
    db_rows_end(&rows);
    return status;
}

enum gh_status presence_end(const struct audit_act *act, int64_t campus, const struct uuid *subject,
                            enum presence_end_reason reason)
{
    char about[AUDIT_SUBJECT_SIZE];
    const struct uuid id = record_id(act->now);
    enum gh_status status = check_inside(act->db, campus, subject);
    if (!status)
        status = db_query(act->db, NULL,
                          "INSERT INTO presence_end (id, campus, subject, at, account, reason) "
                          "VALUES ($1, $2, $3, $4, $5, $6)",
                          DB_UUID(&id), DB_INT(campus), DB_UUID(subject), DB_INT(act->now), DB_INT(act->by),
                          DB_TEXT(presence_end_reason_name(reason)));
    if (!status)
        status = derive(act->db, campus, subject);
    audit_subject_id("stay", subject, about);
    return status ? status
                  : audit_write(act->db, &(struct audit_entry){act->now, act->by, "stay-ended", about,
                                                               presence_end_reason_name(reason), act->address});
}

enum gh_status presence_book_out(const struct audit_act *act, int64_t campus, const struct uuid *subject,
                                 enum presence_end_reason reason)
{
    enum gh_status status = db_begin(act->db);
    return status ? status : record_finish(act->db, presence_end(act, campus, subject, reason));
}

/* ---- Lists ---- */

/* An emergency admission shows the first person of its application. */
enum gh_status presence_query(struct db *db, struct db_rows *rows, int64_t campus, tick now, int64_t limit)
{
    return db_query(
        db, rows,
        "SELECT s.subject, s.pass, s.entry, s.vehicle, s.at, s.gate, g.name, g.name_en, "
        "CASE WHEN s.vehicle = 1 THEN NULL ELSE h.name_masked END, v.plate, CASE WHEN s.car IS NULL THEN 0 ELSE 1 END, "
        "u.name, a.number, p.to_at, CASE WHEN s.application IS NULL THEN 0 ELSE 1 END, x.id, x.plate_sealed FROM "
        "presence s "
        "LEFT JOIN presence k ON k.campus = s.campus AND k.subject = s.car AND k.pass IS NULL "
        "LEFT JOIN entry x ON x.id = CASE WHEN s.vehicle = 1 AND s.pass IS NULL THEN s.entry ELSE k.entry END "
        "LEFT JOIN gate g ON g.bit = s.gate LEFT JOIN pass p ON p.id = s.pass LEFT JOIN pass c ON c.id = s.car "
        "LEFT JOIN application a ON a.id = COALESCE(p.application, s.application) LEFT JOIN unit u ON u.id = a.unit "
        "LEFT JOIN vehicle v ON v.id = CASE WHEN s.vehicle = 1 THEN p.vehicle ELSE c.vehicle END "
        "LEFT JOIN person h ON h.id = COALESCE(p.person, (SELECT r.id FROM person r WHERE r.application = "
        "s.application "
        "ORDER BY r.ordinal LIMIT 1)) WHERE s.campus = $1 AND s.inside = 1 AND s.until_at > $2 "
        "ORDER BY s.at DESC, s.subject LIMIT $3",
        DB_INT(campus), DB_INT(now), DB_INT(limit));
}

/* The admission of an exit is the last one before it. */
enum gh_status presence_left_query(struct db *db, struct db_rows *rows, const struct scope *scope, int64_t campus,
                                   tick since, int64_t limit)
{
    return scope_query(
        db, rows, scope,
        "SELECT s.subject, s.vehicle, CASE WHEN s.vehicle = 1 THEN NULL ELSE h.name_masked END, "
        "CASE WHEN s.vehicle = 1 THEN v.plate ELSE NULL END, u.name, i.at, g.name, g.name_en, s.at, o.name, o.name_en, "
        "i.id, i.plate_sealed "
        "FROM presence s JOIN entry i ON i.id = (SELECT e.id FROM entry e WHERE (e.pass = s.pass OR e.id = s.subject "
        "OR (e.code_digest = s.subject AND e.evidence = 2 AND e.pass IS NULL)) "
        "AND e.campus = s.campus AND e.kind IN " ADMISSIONS " AND e.direction = 0 AND e.at <= s.at "
        "ORDER BY e.at DESC, e.id DESC LIMIT 1) LEFT JOIN gate g ON g.bit = i.gate LEFT JOIN gate o ON o.bit = s.gate "
        "LEFT JOIN pass p ON p.id = s.pass LEFT JOIN application a ON a.id = p.application "
        "LEFT JOIN unit u ON u.id = a.unit LEFT JOIN person h ON h.id = p.person LEFT JOIN vehicle v ON "
        "v.id = p.vehicle WHERE {s.campus} AND s.campus = $1 AND s.inside = 0 AND s.at > $2 AND i.gate <> s.gate "
        "ORDER BY s.at DESC, s.subject LIMIT $3",
        DB_INT(campus), DB_INT(since), DB_INT(limit));
}

enum gh_status presence_count(struct db *db, int64_t campus, tick now, struct presence_counts *out)
{
    struct db_rows rows = {0};
    enum gh_status status =
        db_query(db, &rows,
                 "SELECT COUNT(*), CAST(COALESCE(SUM(vehicle), 0) AS BIGINT) FROM presence WHERE campus = $1 AND "
                 "inside = 1 AND until_at > $2",
                 DB_INT(campus), DB_INT(now));
    if (!status && !(status = db_next(&rows))) {
        int64_t all = db_int(&rows, 0);
        out->vehicles = db_int(&rows, 1);
        out->persons = all - out->vehicles;
    }
    db_rows_end(&rows);
    return status;
}

enum gh_status presence_booths(struct db *db, struct db_rows *rows, int64_t campus)
{
    return db_query(db, rows,
                    "SELECT d.id, d.name, d.gate, g.name, g.name_en, d.seen_at, d.waiting, d.forked_at "
                    "FROM device d "
                    "LEFT JOIN gate g ON g.bit = d.gate WHERE d.campus = $1 AND d.revoked_at IS NULL "
                    "ORDER BY d.gate, d.name, d.id",
                    DB_INT(campus));
}

/* Takes what booths hand up of roll calls. */
#include <inttypes.h>
#include <stdio.h>

#include "devices/roll_call.h"
#include "records/change.h"
#include "records/place_list.h"

struct taking {
    struct db *db;
    const struct device *device;
    const struct uuid *box;
    const struct roll_box *event;
    tick now, at; /* at: of the event, never later than now */
    int64_t position;
    uint16_t gates; /* of the booth's campus */
    struct uuid roll_call;
    tick added; /* when its people join */
};

static enum gh_status audit(const struct taking *t, const char *action, const char *what)
{
    char subject[AUDIT_SUBJECT_SIZE], detail[AUDIT_DETAIL_MAX];
    audit_subject_id("roll-call", &t->roll_call, subject);
    (void)snprintf(detail, sizeof detail, "%s, booth %s, guard %" PRIu32, what, t->device->name, t->event->guard);
    return audit_write(t->db, &(struct audit_entry){t->now, 0, action, subject, detail, ""});
}

/* ---- Which roll call ---- */

static enum gh_status find(struct taking *t, const char *sql, struct db_value first)
{
    struct db_rows rows = {0};
    enum gh_status status = db_query(t->db, &rows, sql, first, DB_INT(t->device->campus));
    if (!status && !(status = db_next(&rows)))
        status = db_copy_blob(&rows, 0, t->roll_call.b, UUID_LEN);
    db_rows_end(&rows);
    return status;
}

/* Finds the one that the booth means: by its id, or the one that the booth's own has become part of. */
static enum gh_status find_known(struct taking *t)
{
    const struct uuid *given = &t->event->roll_call;
    enum gh_status status = find(t, "SELECT id FROM roll_call WHERE id = $1 AND campus = $2", DB_UUID(given));
    return status == GH_NOT_FOUND ? find(t,
                                         "SELECT p.roll_call FROM roll_call_part p JOIN roll_call c ON c.id = "
                                         "p.roll_call WHERE p.given = $1 AND c.campus = $2 LIMIT 1",
                                         DB_UUID(given))
                                  : status;
}

/* ---- Its end ---- */

/* Returns GH_OK where others went on with it, and the booth could not know: they ticked, or somebody joined. */
static enum gh_status find_later(const struct taking *t)
{
    struct db_rows rows = {0};
    enum gh_status status =
        db_query(t->db, &rows,
                 "SELECT 1 FROM roll_call_row WHERE roll_call = $1 AND position > $2 AND (marked_by IS NOT NULL OR "
                 "(marked_device IS NOT NULL AND marked_device <> $3) OR ($2 > 0 AND marked_at IS NULL)) LIMIT 1",
                 DB_UUID(&t->roll_call), DB_INT((int64_t)t->event->number), DB_UUID(&t->device->id));
    if (!status)
        status = db_next(&rows);
    db_rows_end(&rows);
    return status;
}

static enum gh_status end(const struct taking *t, const struct uuid *device, int64_t guard, tick at)
{
    return db_query(t->db, NULL,
                    "UPDATE roll_call SET ended_at = $1, ended_by = 0, ended_device = $2, ended_guard = $3, "
                    "position = $4 WHERE id = $5 AND ended_at IS NULL",
                    DB_INT(at), DB_UUID(device), DB_INT(guard), DB_INT(t->position), DB_UUID(&t->roll_call));
}

static enum gh_status insert_end(const struct taking *t, bool counts)
{
    return db_query(t->db, NULL,
                    "INSERT INTO roll_call_end (id, device, guard, given, at, counts) VALUES ($1, $2, $3, $4, $5, $6)",
                    DB_UUID(t->box), DB_UUID(&t->device->id), DB_INT(t->event->guard), DB_UUID(&t->event->roll_call),
                    DB_INT(t->at), DB_INT(counts));
}

/* The new position tells booths that it runs on. */
static enum gh_status run_on(const struct taking *t)
{
    enum gh_status status = insert_end(t, false);
    if (!status)
        status = db_query(t->db, NULL, "UPDATE roll_call SET position = $1 WHERE id = $2 AND ended_at IS NULL",
                          DB_INT(t->position), DB_UUID(&t->roll_call));
    return status ? status : audit(t, "roll-call-ran-on", "ended at a booth");
}

static enum gh_status take_end(struct taking *t)
{
    enum gh_status status = find_known(t);
    if (status == GH_NOT_FOUND) /* its list comes later */
        return insert_end(t, true);
    if (!status && !uuid_equal(&t->roll_call, &t->event->roll_call))
        return run_on(t);
    if (!status)
        status = find_later(t);
    if (!status)
        return run_on(t);
    if (status == GH_NOT_FOUND)
        status = insert_end(t, true);
    if (!status)
        status = end(t, &t->device->id, t->event->guard, t->at);
    return status ? status : audit(t, "roll-call-ended", "at a booth");
}

/* A roll call whose end has arrived before its list ends as it begins. */
static enum gh_status end_early(const struct taking *t)
{
    struct db_rows rows = {0};
    struct uuid device;
    int64_t guard = 0;
    tick at = 0;
    enum gh_status status = db_query(t->db, &rows,
                                     "SELECT device, guard, at FROM roll_call_end WHERE given = $1 AND device = $2 "
                                     "LIMIT 1",
                                     DB_UUID(&t->roll_call), DB_UUID(&t->device->id));
    if (!status && !(status = db_next(&rows)) && !(status = db_copy_blob(&rows, 0, device.b, UUID_LEN))) {
        guard = db_int(&rows, 1);
        at = db_int(&rows, 2);
    }
    db_rows_end(&rows);
    if (status)
        return status == GH_NOT_FOUND ? GH_OK : status;
    status = end(t, &device, guard, at);
    return status ? status : audit(t, "roll-call-ended", "at a booth");
}

/* ---- Its start ---- */

static enum gh_status start(struct taking *t)
{
    t->roll_call = t->event->roll_call;
    t->added = t->at;
    enum gh_status status =
        db_query(t->db, NULL,
                 "INSERT INTO roll_call (id, campus, started_at, started_by, started_device, started_guard, position) "
                 "VALUES ($1, $2, $3, 0, $4, $5, $6)",
                 DB_UUID(&t->roll_call), DB_INT(t->device->campus), DB_INT(t->at), DB_UUID(&t->device->id),
                 DB_INT(t->event->guard), DB_INT(t->position));
    if (!status)
        status = roll_call_copy(t->db, t->device->campus, t->at, t->position);
    if (!status)
        status = audit(t, "roll-call-started", "at a booth");
    return status ? status : end_early(t);
}

/* A roll call that is new here joins the one that runs, or becomes it. */
static enum gh_status take_new(struct taking *t)
{
    enum gh_status status =
        find(t, "SELECT id FROM roll_call WHERE $1 = 1 AND campus = $2 AND ended_at IS NULL", DB_INT(1));
    if (status == GH_NOT_FOUND)
        return start(t);
    return status ? status : audit(t, "roll-call-merged", "started at a booth");
}

static enum gh_status insert_part(const struct taking *t)
{
    return db_query(t->db, NULL,
                    "INSERT INTO roll_call_part (id, device, given, roll_call, at, position) VALUES "
                    "($1, $2, $3, $4, $5, $6)",
                    DB_UUID(t->box), DB_UUID(&t->device->id), DB_UUID(&t->event->roll_call), DB_UUID(&t->roll_call),
                    DB_INT(t->at), DB_INT(t->position));
}

static enum gh_status resolve(struct taking *t)
{
    enum gh_status status = find_known(t);
    const bool is_new = status == GH_NOT_FOUND;
    t->added = t->now;
    if (is_new)
        status = take_new(t);
    return status || (!is_new && t->event->kind != ROLL_BOX_LIST) ? status : insert_part(t);
}

/* ---- People and ticks ---- */

/* Lists a subject, unless the server knows that it has left since; one that was ticked is listed in any case. A pass
 * counts only if it is valid at a gate of the campus: the list shows the full name. */
static enum gh_status add(const struct taking *t, const struct roll_subject *s)
{
    const tick since = s->since < t->now ? s->since : t->now;
    return db_query(
        t->db, NULL,
        "INSERT INTO roll_call_row (roll_call, subject, pass, application, car, vehicle, since, gate, added_at, "
        "position) SELECT c.id, $2, (SELECT p.id FROM pass p WHERE p.id = $2 AND $3 = 1 AND (p.gates & $4) <> 0), "
        "(SELECT a.id FROM entry e JOIN application a ON a.id = e.refers_to WHERE e.id = $2 AND e.pass IS NULL AND "
        "e.campus = c.campus), $5, $6, $7, $8, $9, $10 FROM roll_call c WHERE c.id = $1 AND ($11 = 1 OR NOT EXISTS "
        "(SELECT 1 FROM presence s WHERE s.campus = c.campus AND s.subject = $2 AND s.inside = 0 AND s.at >= $7)) "
        "ON CONFLICT (roll_call, subject) DO NOTHING",
        DB_UUID(&t->roll_call), DB_UUID(&s->id), DB_INT(s->pass), DB_INT(t->gates),
        uuid_is_nil(&s->car) ? DB_NULL : DB_UUID(&s->car), DB_INT(s->vehicle), DB_INT(since), DB_INT(s->gate),
        DB_INT(t->added), DB_INT(t->position), DB_INT(t->event->kind == ROLL_BOX_TICK));
}

static enum gh_status add_tick(const struct taking *t, const struct uuid *subject)
{
    char text[UUID_TEXT_SIZE], what[UUID_TEXT_SIZE + 24];
    enum gh_status status = db_query(
        t->db, NULL,
        "INSERT INTO roll_call_tick (id, roll_call, subject, sequence, mark, at, device, number, guard) VALUES "
        "($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        DB_UUID(t->box), DB_UUID(&t->roll_call), DB_UUID(subject), DB_INT(t->position), DB_INT(t->event->mark),
        DB_INT(t->at), DB_UUID(&t->device->id), DB_INT((int64_t)t->event->number), DB_INT(t->event->guard));
    if (!status)
        status = roll_call_settle(t->db, &t->roll_call, subject, t->position);
    uuid_format(subject, text);
    (void)snprintf(what, sizeof what, "%s %s", text, roll_mark_name(t->event->mark));
    return status ? status : audit(t, "roll-call-ticked", what);
}

enum gh_status roll_call_take(struct db *db, const struct device *device, const struct uuid *box,
                              const struct roll_box *event, const struct roll_subject *subjects, tick now)
{
    struct taking t = {
        .db = db, .device = device, .box = box, .event = event, .now = now, .at = event->at < now ? event->at : now};
    if (device->campus <= 0)
        return GH_DENIED;
    /* The counter's row lock orders this with starts, ticks and entries elsewhere. */
    enum gh_status status = change_reserve(db, 1, &t.position);
    if (!status)
        status = campus_gates(db, device->campus, &t.gates);
    if (!status && event->kind == ROLL_BOX_END)
        return take_end(&t);
    if (!status)
        status = resolve(&t);
    for (size_t i = 0; !status && i < event->count; i++)
        status = add(&t, &subjects[i]);
    return status || event->kind != ROLL_BOX_TICK ? status : add_tick(&t, &subjects[0].id);
}

/* Starts, ticks and ends roll calls. */
#include "devices/roll_call.h"

#include <stdio.h>
#include <string.h>

#include "devices/presence.h"
#include "records/change.h"
#include "records/record.h"

/* Newest ticks of one person that are looked at. */
#define TICKS_MAX 64

/* ---- Starting ---- */

static enum gh_status find_running(struct db *db, int64_t campus, struct uuid *id)
{
    struct db_rows rows = {0};
    enum gh_status status =
        db_query(db, &rows, "SELECT id FROM roll_call WHERE campus = $1 AND ended_at IS NULL", DB_INT(campus));
    if (!status && !(status = db_next(&rows)))
        status = db_copy_blob(&rows, 0, id->b, UUID_LEN);
    db_rows_end(&rows);
    return status;
}

static enum gh_status note(const struct audit_act *act, const char *action, const struct uuid *id, const char *detail)
{
    char subject[AUDIT_SUBJECT_SIZE];
    audit_subject_id("roll-call", id, subject);
    return audit_write(act->db, &(struct audit_entry){act->now, act->by, action, subject, detail, act->address});
}

static enum gh_status insert(const struct audit_act *act, int64_t campus, const struct uuid *id)
{
    char detail[64];
    int64_t position;
    /* The counter's row lock orders this with the entries that arrive: each is in the copy, or joins afterwards. */
    enum gh_status status = change_reserve(act->db, 1, &position);
    if (!status)
        status =
            db_query(act->db, NULL,
                     "INSERT INTO roll_call (id, campus, started_at, started_by, position) VALUES ($1, $2, $3, $4, $5)",
                     DB_UUID(id), DB_INT(campus), DB_INT(act->now), DB_INT(act->by), DB_INT(position));
    if (!status)
        status = roll_call_copy(act->db, campus, act->now, position);
    (void)snprintf(detail, sizeof detail, "campus %lld, %lld inside", (long long)campus,
                   (long long)(status ? 0 : db_changed(act->db)));
    return status ? status : note(act, "roll-call-started", id, detail);
}

enum gh_status roll_call_start(const struct audit_act *act, int64_t campus, struct uuid *id, bool *started)
{
    *started = false;
    enum gh_status status = find_running(act->db, campus, id);
    if (status != GH_NOT_FOUND)
        return status;
    *id = record_id(act->now);
    status = db_begin(act->db);
    if (!status)
        status = record_finish(act->db, insert(act, campus, id));
    *started = status == GH_OK;
    /* Somebody else started it at the same moment. */
    return status == GH_CONFLICT ? find_running(act->db, campus, id) : status;
}

/* ---- Ticking ---- */

static enum gh_status check_running(struct db *db, const struct scope *scope, const struct uuid *id, int64_t *campus)
{
    struct db_rows rows = {0};
    bool ended = false;
    enum gh_status status = scope_query(
        db, &rows, scope, "SELECT c.campus, c.ended_at FROM roll_call c WHERE c.id = $1 AND {c.campus}", DB_UUID(id));
    if (!status && !(status = db_next(&rows))) {
        *campus = db_int(&rows, 0);
        ended = !db_is_null(&rows, 1);
    }
    db_rows_end(&rows);
    return status ? status : ended ? GH_GONE : GH_OK;
}

static enum gh_status read_tick(struct db_rows *rows, struct roll_tick *out)
{
    out->number = (uint64_t)db_int(rows, 1);
    out->at = db_int(rows, 2);
    out->mark = (enum roll_mark)db_int(rows, 3);
    out->account = db_is_null(rows, 4) ? 0 : db_int(rows, 4);
    return db_is_null(rows, 0) ? GH_OK : db_copy_blob(rows, 0, out->device.b, UUID_LEN);
}

static enum gh_status read_ticks(struct db *db, const struct uuid *id, const struct uuid *subject,
                                 struct roll_tick out[static TICKS_MAX], size_t *count)
{
    struct db_rows rows = {0};
    enum gh_status status =
        db_query(db, &rows,
                 "SELECT device, number, at, mark, account FROM (SELECT device, number, at, mark, "
                 "account, sequence FROM roll_call_tick WHERE roll_call = $1 AND subject = $2 ORDER BY sequence DESC "
                 "LIMIT $3) t ORDER BY sequence",
                 DB_UUID(id), DB_UUID(subject), DB_INT(TICKS_MAX));
    while (!status && *count < TICKS_MAX && !(status = db_next(&rows)))
        status = read_tick(&rows, &out[(*count)++]);
    db_rows_end(&rows);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

enum gh_status roll_call_settle(struct db *db, const struct uuid *id, const struct uuid *subject, int64_t position)
{
    struct roll_tick ticks[TICKS_MAX];
    size_t count = 0;
    bool conflict = false;
    memset(ticks, 0, sizeof ticks);
    enum gh_status status = read_ticks(db, id, subject, ticks, &count);
    const struct roll_tick *best = status ? NULL : roll_call_decide(ticks, count, &conflict);
    if (!best)
        return status;
    return db_query(
        db, NULL,
        "UPDATE roll_call_row SET mark = $1, conflict = $2, marked_at = $3, marked_by = $4, "
        "marked_device = $5, position = $6 WHERE roll_call = $7 AND subject = $8",
        DB_INT(best->mark), DB_INT(conflict), DB_INT(best->at), best->account ? DB_INT(best->account) : DB_NULL,
        uuid_is_nil(&best->device) ? DB_NULL : DB_UUID(&best->device), DB_INT(position), DB_UUID(id), DB_UUID(subject));
}

static enum gh_status insert_tick(const struct audit_act *act, const struct uuid *id, const struct uuid *subject,
                                  enum roll_mark mark, int64_t *sequence)
{
    struct db_rows rows = {0};
    enum gh_status status = change_reserve(act->db, 1, sequence);
    if (!status)
        status = db_query(act->db, &rows, "SELECT 1 FROM roll_call_row WHERE roll_call = $1 AND subject = $2",
                          DB_UUID(id), DB_UUID(subject));
    if (!status)
        status = db_next(&rows);
    db_rows_end(&rows);
    const struct uuid tick_id = record_id(act->now);
    return status ? status
                  : db_query(act->db, NULL,
                             "INSERT INTO roll_call_tick (id, roll_call, subject, sequence, mark, at, account, number) "
                             "VALUES ($1, $2, $3, $4, $5, $6, $7, 0)",
                             DB_UUID(&tick_id), DB_UUID(id), DB_UUID(subject), DB_INT(*sequence), DB_INT(mark),
                             DB_INT(act->now), DB_INT(act->by));
}

static enum gh_status tick_one(const struct audit_act *act, const struct scope *scope, const struct uuid *id,
                               const struct uuid *subject, enum roll_mark mark)
{
    char text[UUID_TEXT_SIZE], detail[UUID_TEXT_SIZE + 24];
    int64_t campus = 0, position = 0;
    enum gh_status status = check_running(act->db, scope, id, &campus);
    if (!status)
        status = insert_tick(act, id, subject, mark, &position);
    if (!status)
        status = roll_call_settle(act->db, id, subject, position);
    if (!status && mark == ROLL_AWAY) {
        status = presence_end(act, campus, subject, PRESENCE_END_ROLL_CALL);
        if (status == GH_NOT_FOUND)
            status = GH_OK; /* the stay has ended since */
    }
    uuid_format(subject, text);
    (void)snprintf(detail, sizeof detail, "%s %s", text, roll_mark_name(mark));
    return status ? status : note(act, "roll-call-ticked", id, detail);
}

enum gh_status roll_call_tick(const struct audit_act *act, const struct scope *scope, const struct uuid *id,
                              const struct uuid *subject, enum roll_mark mark)
{
    enum gh_status status = db_begin(act->db);
    return status ? status : record_finish(act->db, tick_one(act, scope, id, subject, mark));
}

/* ---- Ending ---- */

static enum gh_status summary(struct db *db, const struct scope *scope, const struct uuid *id, char *out, size_t size)
{
    struct db_rows rows = {0};
    enum gh_status status = roll_call_query(db, &rows, scope, id, 0, 1);
    if (!status && !(status = db_next(&rows)))
        (void)snprintf(
            out, size, "%lld people: %lld safe, %lld left, %lld not here, %lld missing, %lld not found",
            (long long)db_int(&rows, ROLL_CALL_COLUMN_TOTAL), (long long)db_int(&rows, ROLL_CALL_COLUMN_SAFE),
            (long long)db_int(&rows, ROLL_CALL_COLUMN_LEFT), (long long)db_int(&rows, ROLL_CALL_COLUMN_AWAY),
            (long long)db_int(&rows, ROLL_CALL_COLUMN_MISSING), (long long)db_int(&rows, ROLL_CALL_COLUMN_OPEN));
    db_rows_end(&rows);
    return status;
}

static enum gh_status end_one(const struct audit_act *act, const struct scope *scope, const struct uuid *id)
{
    char detail[160];
    int64_t campus = 0, position;
    enum gh_status status = change_reserve(act->db, 1, &position);
    if (!status)
        status = check_running(act->db, scope, id, &campus);
    if (status)
        return status;
    status = db_query(act->db, NULL,
                      "UPDATE roll_call SET ended_at = $1, ended_by = $2, position = $3 WHERE id = $4 AND campus > 0",
                      DB_INT(act->now), DB_INT(act->by), DB_INT(position), DB_UUID(id));
    if (!status)
        status = summary(act->db, scope, id, detail, sizeof detail);
    return status ? status : note(act, "roll-call-ended", id, detail);
}

enum gh_status roll_call_end(const struct audit_act *act, const struct scope *scope, const struct uuid *id)
{
    enum gh_status status = db_begin(act->db);
    if (!status)
        status = record_finish(act->db, end_one(act, scope, id));
    return status == GH_GONE ? GH_OK : status;
}

/* Raises exceptions, counts them up, closes and deletes them. */
#include "records/exception.h"

#include "records/record.h"

static const char *const kinds[EXCEPTION_KINDS] = {
    [EXCEPTION_OVERRIDE] = "override",
    [EXCEPTION_DOUBLE_USE] = "double-use",
    [EXCEPTION_BROKEN] = "broken",
    [EXCEPTION_GAP] = "gap",
    [EXCEPTION_ALTERED] = "altered",
    [EXCEPTION_UNUSABLE] = "unusable",
    [EXCEPTION_ANOTHER_JOURNAL] = "another-journal",
    [EXCEPTION_REVOKED_BOOTH] = "revoked-booth",
    [EXCEPTION_EMERGENCY] = "emergency",
    [EXCEPTION_FORGED] = "forged",
    [EXCEPTION_REVOKED_PASS] = "revoked-pass",
    [EXCEPTION_UNKNOWN_VEHICLE] = "unknown-vehicle",
    [EXCEPTION_SILENT] = "silent",
    [EXCEPTION_CAMERA] = "camera",
    [EXCEPTION_DISK] = "disk",
    [EXCEPTION_CLOCK] = "clock",
    [EXCEPTION_TEMPERATURE] = "temperature",
    [EXCEPTION_UNWELL] = "unwell",
};
static const char *const reasons[EXCEPTION_REASONS] = {
    [EXCEPTION_CHECKED] = "checked", [EXCEPTION_DEALT_WITH] = "dealt-with", [EXCEPTION_FALSE_ALARM] = "false-alarm",
    [EXCEPTION_OTHER] = "other",     [EXCEPTION_DECIDED] = "decided",       [EXCEPTION_HEARD_AGAIN] = "heard-again",
    [EXCEPTION_SETTLED] = "settled", [EXCEPTION_WELL_AGAIN] = "well-again",
};

const char *exception_kind_name(int kind)
{
    return kind >= 0 && kind < EXCEPTION_KINDS ? kinds[kind] : NULL;
}

const char *exception_reason_name(int reason)
{
    return reason >= 0 && reason < EXCEPTION_REASONS ? reasons[reason] : NULL;
}

static struct db_value id_or_null(const struct uuid *id)
{
    return id && !uuid_is_nil(id) ? DB_UUID(id) : DB_NULL;
}

enum gh_status exception_step_add(struct db *db, const struct exception_step *s)
{
    return db_query(
        db, NULL,
        "INSERT INTO exception_step (id, exception, at, account, action, assignee, reason, remark_sealed, number) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, "
        "(SELECT COALESCE(MAX(number), 0) + 1 FROM exception_step WHERE exception = $2))",
        DB_UUID(s->id), DB_UUID(s->exception), DB_INT(s->at), s->by ? DB_INT(s->by) : DB_NULL, DB_TEXT(s->action),
        s->assignee ? DB_INT(s->assignee) : DB_NULL, DB_TEXT(s->reason ? s->reason : ""), s->remark);
}

/* ---- Raising ---- */

#define DAY_OF_CAMPUS "(SELECT ($1 / 60000 + c.zone_minutes) / 1440 FROM campus c WHERE c.id = $2)"

struct existing {
    struct uuid id;
    bool there, closed, same_entry;
};

static enum gh_status find(struct db *db, const struct exception_sighting *s, struct existing *out)
{
    struct db_rows rows = {0};
    enum gh_status status = db_query(db, &rows,
                                     "SELECT id, state, entry FROM exception WHERE campus = $2 AND kind = $3 AND "
                                     "subject = $4 AND day = " DAY_OF_CAMPUS,
                                     DB_INT(s->at), DB_INT(s->campus), DB_TEXT(kinds[s->kind]), DB_UUID(s->subject));
    *out = (struct existing){.there = false};
    if (!status && !(status = db_next(&rows)) && !(status = db_copy_blob(&rows, 0, out->id.b, UUID_LEN))) {
        out->there = true;
        out->closed = bytes_equal(db_bytes(&rows, 1), bytes_of_string("closed"));
        out->same_entry = s->entry && bytes_equal(db_bytes(&rows, 2), BYTES(s->entry->b, UUID_LEN));
    }
    db_rows_end(&rows);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

/* Another process may insert the same at the same time, so that this one counts it up. */
static enum gh_status put(struct db *db, const struct exception_sighting *s, tick now)
{
    struct uuid id = record_id(now);
    return db_query(
        db, NULL,
        "INSERT INTO exception (id, kind, day, subject, campus, gate, device, entry, other_entry, pass, first_at, "
        "last_at, count, state) VALUES ($3, $4, " DAY_OF_CAMPUS ", $5, $2, $6, $7, $8, $9, $10, $1, $1, 1, 'open') "
        "ON CONFLICT (campus, kind, day, subject) DO UPDATE SET count = exception.count + 1, "
        "first_at = CASE WHEN excluded.first_at < exception.first_at THEN excluded.first_at ELSE exception.first_at "
        "END, last_at = CASE WHEN excluded.last_at > exception.last_at THEN excluded.last_at ELSE exception.last_at "
        "END, gate = excluded.gate, device = excluded.device, entry = excluded.entry, "
        "other_entry = excluded.other_entry, pass = excluded.pass, state = 'open', closed_by = NULL, "
        "closed_at = NULL, reason = ''",
        DB_INT(s->at), DB_INT(s->campus), DB_UUID(&id), DB_TEXT(kinds[s->kind]), DB_UUID(s->subject), DB_INT(s->gate),
        DB_UUID(s->device), id_or_null(s->entry), id_or_null(s->other_entry), id_or_null(s->pass));
}

enum gh_status exception_raise(struct db *db, const struct exception_sighting *sighting, tick now)
{
    struct exception_sighting s = *sighting;
    struct existing before;
    s.at = s.at > 0 && s.at < now ? s.at : now; /* a booth's clock may be off */
    enum gh_status status = find(db, &s, &before);
    if (status || before.same_entry)
        return status;
    status = put(db, &s, now);
    if (status || !before.closed)
        return status;
    const struct uuid id = record_id(now);
    return exception_step_add(db, &(struct exception_step){.id = &id,
                                                           .exception = &before.id,
                                                           .at = now,
                                                           .by = 0,
                                                           .assignee = 0,
                                                           .action = "again",
                                                           .reason = NULL,
                                                           .remark = DB_NULL});
}

/* ---- Closing and deleting ---- */

/* GH_NOT_FOUND: none is open. */
static enum gh_status next_open(struct db *db, enum exception_kind kind, const struct uuid *subject, struct uuid *id)
{
    struct db_rows rows = {0};
    enum gh_status status = db_query(
        db, &rows, "SELECT id FROM exception WHERE subject = $1 AND kind = $2 AND state = 'open' ORDER BY id LIMIT 1",
        DB_UUID(subject), DB_TEXT(kinds[kind]));
    if (!status && !(status = db_next(&rows)))
        status = db_copy_blob(&rows, 0, id->b, UUID_LEN);
    db_rows_end(&rows);
    return status;
}

static enum gh_status close_one(struct db *db, const struct uuid *exception, int64_t by, enum exception_reason reason,
                                tick now)
{
    const struct uuid id = record_id(now);
    enum gh_status status =
        db_query(db, NULL,
                 "UPDATE exception SET state = 'closed', closed_by = $2, closed_at = $3, "
                 "reason = $4 WHERE id = $1",
                 DB_UUID(exception), by ? DB_INT(by) : DB_NULL, DB_INT(now), DB_TEXT(reasons[reason]));
    return status ? status
                  : exception_step_add(db, &(struct exception_step){.id = &id,
                                                                    .exception = exception,
                                                                    .at = now,
                                                                    .by = by,
                                                                    .assignee = 0,
                                                                    .action = "closed",
                                                                    .reason = reasons[reason],
                                                                    .remark = DB_NULL});
}

enum gh_status exception_close_all(struct db *db, enum exception_kind kind, const struct uuid *subject, int64_t by,
                                   enum exception_reason reason, tick now)
{
    struct uuid id;
    enum gh_status status;
    while (!(status = next_open(db, kind, subject, &id)) && !(status = close_one(db, &id, by, reason, now)))
        continue;
    return status == GH_NOT_FOUND ? GH_OK : status;
}

enum gh_status exception_erase(struct db *db, const struct uuid *application)
{
    return db_query(db, NULL,
                    "UPDATE exception_step SET remark_sealed = NULL WHERE exception IN (SELECT x.id FROM exception x "
                    "WHERE x.pass IN (SELECT p.id FROM pass p WHERE p.application = $1))",
                    DB_UUID(application));
}

enum gh_status exception_sweep(struct db *db, tick before)
{
    enum gh_status status = db_begin(db);
    if (status)
        return status;
    status = db_query(db, NULL,
                      "DELETE FROM exception_step WHERE exception IN (SELECT id FROM exception WHERE last_at < $1)",
                      DB_INT(before));
    if (!status)
        status = db_query(db, NULL, "DELETE FROM exception WHERE last_at < $1", DB_INT(before));
    return record_finish(db, status);
}

/* Raises exceptions about booths that have been silent, and closes them when a booth reports again. */
#include "jobs/steps.h"
#include "records/exception.h"
#include "records/record.h"
#include "records/setting.h"

#define PAUSE (3 * TICK_MINUTE) /* between two rounds: no server ran */

struct silent_booth {
    struct uuid id;
    int64_t campus, gate;
    tick seen;
};

/* A silence is raised once, however many days it lasts: `last_at` of its exception is when the booth was heard last. */
static enum gh_status list_silent(struct db *db, tick before, struct silent_booth out[static STEP_MAX], size_t *count)
{
    struct db_rows rows = {0};
    enum gh_status status =
        db_query(db, &rows,
                 "SELECT d.id, d.campus, d.gate, d.seen_at FROM device d WHERE d.state = 'active' AND d.seen_at < $1 "
                 "AND NOT EXISTS (SELECT 1 FROM exception x WHERE x.subject = d.id AND x.kind = 'silent' AND "
                 "x.last_at >= d.seen_at) ORDER BY d.seen_at LIMIT $2",
                 DB_INT(before), DB_INT(STEP_MAX));
    *count = 0;
    while (!status && *count < STEP_MAX && !(status = db_next(&rows))) {
        struct silent_booth *b = &out[*count];
        status = db_copy_blob(&rows, 0, b->id.b, UUID_LEN);
        b->campus = db_int(&rows, 1);
        b->gate = db_int(&rows, 2);
        b->seen = db_int(&rows, 3);
        *count += !status;
    }
    db_rows_end(&rows);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

/* Lists booths that have been heard since, or were revoked. */
static enum gh_status list_heard(struct db *db, tick before, struct silent_booth out[static STEP_MAX], size_t *count)
{
    struct db_rows rows = {0};
    enum gh_status status = db_query(db, &rows,
                                     "SELECT x.subject FROM exception x JOIN device d ON d.id = x.subject WHERE "
                                     "x.state = 'open' AND x.kind = 'silent' AND (d.seen_at >= $1 OR "
                                     "d.state <> 'active') LIMIT $2",
                                     DB_INT(before), DB_INT(STEP_MAX));
    *count = 0;
    while (!status && *count < STEP_MAX && !(status = db_next(&rows)))
        if (!(status = db_copy_blob(&rows, 0, out[*count].id.b, UUID_LEN)))
            ++*count;
    db_rows_end(&rows);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

static enum gh_status raise_one(struct db *db, const struct silent_booth *b, tick now)
{
    enum gh_status status = db_begin(db);
    if (status)
        return status;
    status = exception_raise(db,
                             &(struct exception_sighting){.kind = EXCEPTION_SILENT,
                                                          .campus = b->campus,
                                                          .gate = b->gate,
                                                          .device = &b->id,
                                                          .subject = &b->id,
                                                          .entry = NULL,
                                                          .other_entry = NULL,
                                                          .pass = NULL,
                                                          .at = b->seen},
                             now);
    return record_finish(db, status);
}

static enum gh_status close_one(struct db *db, const struct silent_booth *b, tick now)
{
    enum gh_status status = db_begin(db);
    return status ? status
                  : record_finish(db, exception_close_all(db, EXCEPTION_SILENT, &b->id, 0, EXCEPTION_HEARD_AGAIN, now));
}

/* ---- Since when somebody could hear them ---- */

static enum gh_status load_counter(struct db *db, const char *name, int64_t *out)
{
    struct db_rows rows = {0};
    enum gh_status status = db_query(db, &rows, "SELECT value FROM counter WHERE name = $1", DB_TEXT(name));
    *out = 0;
    if (!status && !(status = db_next(&rows)))
        *out = db_int(&rows, 0);
    db_rows_end(&rows);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

static enum gh_status store_counter(struct db *db, const char *name, int64_t value)
{
    return db_query(db, NULL,
                    "INSERT INTO counter (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = $2",
                    DB_TEXT(name), DB_INT(value));
}

/* Finds since when rounds run without a pause. While no server ran, no booth could be heard. */
static enum gh_status watch_since(struct db *db, tick now, tick *since)
{
    int64_t last = 0;
    enum gh_status status = load_counter(db, "booths-watched-at", &last);
    if (!status)
        status = load_counter(db, "booths-watched-since", since);
    if (!status && (*since == 0 || now - last > PAUSE || now < last)) {
        *since = now;
        status = store_counter(db, "booths-watched-since", now);
    }
    return status ? status : store_counter(db, "booths-watched-at", now);
}

enum gh_status watch_booths(struct db *db, tick now)
{
    struct silent_booth booths[STEP_MAX];
    size_t count = 0;
    int64_t minutes = 0;
    tick since = 0;
    enum gh_status status = setting_load(db, SETTING_SILENT_MINUTES, &minutes);
    if (!status)
        status = watch_since(db, now, &since);
    const tick before = now - minutes * TICK_MINUTE;
    if (!status)
        status = list_heard(db, before, booths, &count);
    for (size_t i = 0; !status && i < count; i++)
        status = close_one(db, &booths[i], now);
    count = 0;
    if (!status && since <= before)
        status = list_silent(db, before, booths, &count);
    for (size_t i = 0; !status && i < count; i++)
        status = raise_one(db, &booths[i], now);
    return status;
}

#include "directory/run.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "directory/apply.h"
#include "flow/calendar.h"
#include "records/record.h"
#include "json/json_read.h"

#define SNAPSHOT_COLUMN "directory.snapshot"
#define RETRY_AFTER TICK_HOUR
#define FINISHED "snapshot_sealed = NULL, digest = NULL"

static const char *const purposes[DIRECTORY_PURPOSES] = {"daily", "preview", "test"};

const char *directory_purpose_name(int purpose)
{
    return purpose >= 0 && purpose < DIRECTORY_PURPOSES ? purposes[purpose] : NULL;
}

static enum gh_status insert(struct db *db, const char *purpose, const char *state, int64_t by, tick now, int64_t *id)
{
    struct db_rows rows = {0};
    enum gh_status status =
        db_query(db, NULL,
                 "INSERT INTO counter (name, value) VALUES ('directory-runs', 1) ON CONFLICT (name) "
                 "DO UPDATE SET value = counter.value + 1");
    if (!status)
        status = db_query(db, &rows, "SELECT value FROM counter WHERE name = 'directory-runs'");
    if (!status && !(status = db_next(&rows)))
        *id = db_int(&rows, 0);
    db_rows_end(&rows);
    return status ? status
                  : db_query(db, NULL,
                             "INSERT INTO directory_run (id, purpose, state, source, asked_by, asked_at) VALUES ($1, "
                             "$2, $3, '', $4, $5)",
                             DB_INT(*id), DB_TEXT(purpose), DB_TEXT(state), by ? DB_INT(by) : DB_NULL, DB_INT(now));
}

static enum gh_status find_open(struct db *db, int64_t *id, enum directory_purpose *purpose, int64_t *by)
{
    struct db_rows rows = {0};
    enum gh_status status = db_query(db, &rows,
                                     "SELECT id, purpose, COALESCE(asked_by, 0) FROM directory_run WHERE state = "
                                     "'asked' ORDER BY id LIMIT 1");
    if (!status && !(status = db_next(&rows))) {
        *id = db_int(&rows, 0);
        *by = db_int(&rows, 2);
        for (int i = 0; i < DIRECTORY_PURPOSES; i++)
            if (bytes_equal(db_bytes(&rows, 1), bytes_of_string(purposes[i])))
                *purpose = (enum directory_purpose)i;
    }
    db_rows_end(&rows);
    return status;
}

enum gh_status directory_run_ask(const struct audit_act *act, enum directory_purpose purpose, int64_t *id)
{
    int64_t by, open;
    enum directory_purpose other;
    enum gh_status status = db_begin(act->db);
    if (status)
        return status;
    status = find_open(act->db, &open, &other, &by);
    status = status == GH_NOT_FOUND ? GH_OK : status ? status : GH_CONFLICT;
    if (!status)
        status = insert(act->db, purposes[purpose], "asked", act->by, act->now, id);
    if (!status)
        status = audit_note(act, "directory-run-asked", "directory-run", *id, purposes[purpose]);
    return record_finish(act->db, status);
}

/* ---- Taking an order ---- */

/* The day of now, and the minute of it, by the zone of the first campus. */
static enum gh_status local_time(struct db *db, tick now, int64_t *day, int64_t *minute)
{
    struct db_rows rows = {0};
    int64_t zone = 0;
    enum gh_status status = db_query(db, &rows, "SELECT zone_minutes FROM campus ORDER BY id LIMIT 1");
    if (!status && !(status = db_next(&rows)))
        zone = db_int(&rows, 0);
    db_rows_end(&rows);
    *day = (now + zone * TICK_MINUTE) / TICK_DAY;
    *minute = (now + zone * TICK_MINUTE) % TICK_DAY / TICK_MINUTE;
    return status == GH_NOT_FOUND ? GH_OK : status;
}

/* A daily run that failed is made again after a while. */
static enum gh_status failed_before(struct db *db, tick now, bool *due)
{
    struct db_rows rows = {0};
    enum gh_status status = db_query(db, &rows,
                                     "SELECT state, asked_at FROM directory_run WHERE purpose = 'daily' ORDER BY id "
                                     "DESC LIMIT 1");
    if (!status && !(status = db_next(&rows)))
        *due = bytes_equal(db_bytes(&rows, 0), bytes_of_string("failed")) && db_int(&rows, 1) <= now - RETRY_AFTER;
    db_rows_end(&rows);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

static enum gh_status day_is_due(struct db *db, const struct vault *vault, tick now, int64_t *day, bool *due)
{
    struct directory_settings s;
    struct db_rows rows = {0};
    int64_t minute = 0, last = 0;
    *due = false;
    enum gh_status status = directory_settings_load(db, vault, &s);
    const bool daily = (!status || status == GH_CORRUPT) && s.daily && s.kind != DIRECTORY_KIND_OFF;
    const int64_t at = s.at_minute;
    directory_settings_wipe(&s);
    if (!daily)
        return status == GH_CORRUPT ? GH_OK : status;
    status = local_time(db, now, day, &minute);
    if (!status)
        status = db_query(db, &rows, "SELECT last_day FROM directory_setting WHERE one = 1");
    if (!status && !(status = db_next(&rows)))
        last = db_int(&rows, 0);
    db_rows_end(&rows);
    *due = !status && *day > last && minute >= at;
    return status || *due ? status : failed_before(db, now, due);
}

enum gh_status directory_run_due(struct db *db, const struct vault *vault, tick now, bool *due)
{
    int64_t id, by, day;
    enum directory_purpose purpose;
    enum gh_status status = find_open(db, &id, &purpose, &by);
    *due = !status;
    return status == GH_NOT_FOUND ? day_is_due(db, vault, now, &day, due) : status;
}

/* A process that died while it read leaves its run behind. */
static enum gh_status tidy(struct db *db, tick now)
{
    enum gh_status status = db_query(db, NULL,
                                     "UPDATE directory_run SET state = 'failed', fault = 'internal', ended_at = $1 "
                                     "WHERE state = 'running'",
                                     DB_INT(now));
    if (!status)
        status = db_query(db, NULL,
                          "UPDATE directory_run SET state = 'discarded', " FINISHED ", settled_at = $1 WHERE state IN "
                          "('waiting', 'held') AND asked_at < $2",
                          DB_INT(now), DB_INT(now - DIRECTORY_PREVIEW_LIFE));
    return status ? status
                  : db_query(db, NULL, "DELETE FROM directory_run WHERE asked_at < $1 AND state NOT IN ('asked')",
                             DB_INT(now - DIRECTORY_RUNS_KEPT));
}

static enum gh_status take_order(struct db *db, const struct vault *vault, tick now, struct directory_order *out)
{
    int64_t day = 0;
    bool due = false;
    enum gh_status status = tidy(db, now);
    if (!status)
        status = find_open(db, &out->id, &out->purpose, &out->by);
    if (!status)
        return db_query(db, NULL, "UPDATE directory_run SET state = 'running' WHERE id = $1", DB_INT(out->id));
    if (status == GH_NOT_FOUND)
        status = day_is_due(db, vault, now, &day, &due);
    if (!status && !due)
        status = GH_NOT_FOUND;
    if (status)
        return status;
    out->purpose = DIRECTORY_DAILY;
    out->by = 0;
    status = db_query(db, NULL, "UPDATE directory_setting SET last_day = $1 WHERE one = 1", DB_INT(day));
    return status ? status : insert(db, purposes[DIRECTORY_DAILY], "running", 0, now, &out->id);
}

static enum gh_status give_lease(struct db *db)
{
    return db_query(db, NULL, "UPDATE job_lease SET until_at = 0 WHERE name = 'directory'");
}

enum gh_status directory_run_take(struct db *db, const struct vault *vault, tick now, struct directory_order *out)
{
    tick clock = 0;
    enum gh_status status = db_now(db, &clock);
    if (!status)
        status = db_begin(db);
    if (status)
        return status;
    status = db_query(db, NULL, "UPDATE job_lease SET until_at = $1 WHERE name = 'directory' AND until_at <= $2",
                      DB_INT(clock + DIRECTORY_RUN_LEASE), DB_INT(clock));
    if (!status && db_changed(db) != 1)
        status = GH_BUSY;
    if (!status)
        status = take_order(db, vault, now, out);
    if (status) {
        db_rollback(db);
        return status;
    }
    return db_commit(db);
}

/* ---- What was read ---- */

static enum gh_status settle(struct db *db, int64_t id, const char *state, tick now, int64_t by)
{
    return db_query(db, NULL,
                    "UPDATE directory_run SET state = $1, " FINISHED ", settled_at = $2, settled_by = $3 WHERE id = $4",
                    DB_TEXT(state), DB_INT(now), by ? DB_INT(by) : DB_NULL, DB_INT(id));
}

/* Keeps what applying needs: units, and the people who matter here. */
static enum gh_status keep_snapshot(struct db *db, const struct vault *vault, int64_t id,
                                    const struct directory_plan *plan)
{
    const struct uuid row = record_row(id);
    uint8_t digest[VAULT_HASH_LEN];
    json_t *json = directory_json_make(plan->snapshot, directory_plan_keeps, plan);
    char *text = json ? json_dumps(json, JSON_COMPACT) : NULL;
    json_decref(json);
    const size_t len = text ? strlen(text) : 0;
    uint8_t *box = text ? malloc(len + VAULT_OVERHEAD) : NULL;
    enum gh_status status = box ? directory_plan_digest(plan, vault, digest) : GH_NO_MEMORY;
    if (!status && len > JSON_BYTES_MAX)
        status = GH_TOO_LONG;
    if (!status) {
        vault_seal(vault, SNAPSHOT_COLUMN, &row, BYTES(text, len), box);
        status = db_query(db, NULL, "UPDATE directory_run SET snapshot_sealed = $1, digest = $2 WHERE id = $3",
                          DB_BLOB(box, len + VAULT_OVERHEAD), DB_BLOB(digest, sizeof digest), DB_INT(id));
    }
    if (text)
        sodium_memzero(text, len);
    free(text);
    free(box);
    return status;
}

static enum gh_status store_counts(struct db *db, int64_t id, const struct directory_plan *plan)
{
    json_t *json = directory_plan_counts(plan);
    char *text = json ? json_dumps(json, JSON_COMPACT | JSON_SORT_KEYS) : NULL;
    json_decref(json);
    enum gh_status status =
        text ? db_query(db, NULL, "UPDATE directory_run SET counts = $1 WHERE id = $2", DB_TEXT(text), DB_INT(id))
             : GH_NO_MEMORY;
    free(text);
    return status;
}

/* Only the newest preview waits. */
static enum gh_status discard_older(struct db *db, tick now)
{
    return db_query(db, NULL,
                    "UPDATE directory_run SET state = 'discarded', " FINISHED ", settled_at = $1 WHERE state IN "
                    "('waiting', 'held')",
                    DB_INT(now));
}

static const char *decide(const struct directory_order *order, const struct directory_settings *settings,
                          const struct directory_plan *plan)
{
    if (order->purpose == DIRECTORY_TEST)
        return "tested";
    if (!directory_plan_changes(plan))
        return "same";
    if (directory_plan_brakes(plan, settings->brake_percent))
        return "held";
    return order->purpose == DIRECTORY_DAILY && settings->apply_daily ? "applied" : "waiting";
}

static enum gh_status store_read(struct db *db, const struct vault *vault, const struct directory_order *order,
                                 const struct directory_reading *reading, tick now, const char **state)
{
    const struct directory_snapshot *s = reading->snapshot;
    const struct audit_act act = {.db = db, .now = now, .by = order->by, .address = ""};
    struct directory_plan plan = {.unit_count = 0};
    enum gh_status status = directory_plan_make(db, vault, s, &plan);
    if (!status) {
        *state = decide(order, reading->settings, &plan);
        status = db_query(db, NULL,
                          "UPDATE directory_run SET state = $1, source = $2, ended_at = $3, units = $4, people = $5, "
                          "skipped = $6 WHERE id = $7",
                          DB_TEXT(*state), DB_TEXT(directory_kind_name((int)reading->settings->kind)), DB_INT(now),
                          DB_INT((int64_t)s->unit_count), DB_INT((int64_t)s->people_count), DB_INT((int64_t)s->skipped),
                          DB_INT(order->id));
    }
    const bool waits = !status && (strcmp(*state, "waiting") == 0 || strcmp(*state, "held") == 0);
    if (!status)
        status = store_counts(db, order->id, &plan);
    if (waits)
        status = status ? status : discard_older(db, now);
    if (!status && waits)
        status = db_query(db, NULL, "UPDATE directory_run SET state = $1, settled_at = NULL WHERE id = $2",
                          DB_TEXT(*state), DB_INT(order->id));
    if (!status && waits)
        status = keep_snapshot(db, vault, order->id, &plan);
    if (!status && strcmp(*state, "applied") == 0) {
        status = directory_apply(&act, vault, &plan);
        if (!status)
            status = settle(db, order->id, "applied", now, 0);
        if (!status)
            status = audit_note(&act, "directory-applied", "directory-run", order->id, "daily");
    }
    directory_plan_free(&plan);
    return status;
}

static enum gh_status store_failure(struct db *db, const struct directory_order *order,
                                    const struct directory_reading *reading, tick now)
{
    return db_query(db, NULL,
                    "UPDATE directory_run SET state = 'failed', source = $1, ended_at = $2, fault = $3, detail = $4 "
                    "WHERE id = $5",
                    DB_TEXT(directory_kind_name((int)reading->settings->kind)), DB_INT(now),
                    DB_TEXT(directory_fault_name((int)reading->fault.kind)), DB_TEXT(reading->fault.detail),
                    DB_INT(order->id));
}

enum gh_status directory_run_end(struct db *db, const struct vault *vault, const struct directory_order *order,
                                 struct directory_reading *reading, tick now, const char **state)
{
    enum gh_status status = db_begin(db);
    *state = "failed";
    if (!status && reading->snapshot)
        status = record_finish(db, store_read(db, vault, order, reading, now, state));
    else if (!status)
        status = record_finish(db, store_failure(db, order, reading, now));
    /* What could not be stored is a failed run too. */
    if (status && reading->snapshot) {
        *state = "failed";
        (void)directory_fail(&reading->fault, DIRECTORY_INTERNAL, gh_status_name(status));
        enum gh_status noted = store_failure(db, order, reading, now);
        status = noted ? noted : GH_OK;
    }
    enum gh_status given = give_lease(db);
    return status ? status : given;
}

/* ---- What waits ---- */

static enum gh_status load_waiting(struct db *db, const struct vault *vault, int64_t run, struct directory_preview *out,
                                   uint8_t digest[static VAULT_HASH_LEN])
{
    const struct uuid row = record_row(run);
    struct db_rows rows = {0};
    struct directory_fault fault;
    json_t *json = NULL;
    uint8_t *plain = NULL;
    size_t len = 0, room = 0;
    enum gh_status status =
        db_query(db, &rows,
                 "SELECT snapshot_sealed, digest, state FROM directory_run WHERE id = $1 AND state IN ('waiting', "
                 "'held') AND snapshot_sealed IS NOT NULL",
                 DB_INT(run));
    if (!status && !(status = db_next(&rows)) && !(status = db_copy_blob(&rows, 1, digest, VAULT_HASH_LEN))) {
        room = db_bytes(&rows, 0).len + 1;
        plain = malloc(room);
        out->held = bytes_equal(db_bytes(&rows, 2), bytes_of_string("held"));
        status =
            plain ? vault_open_box(vault, SNAPSHOT_COLUMN, &row, db_bytes(&rows, 0), plain, room, &len) : GH_NO_MEMORY;
    }
    db_rows_end(&rows);
    if (!status)
        status = json_read(BYTES(plain, len), JSON_BYTES_MAX, &json, NULL);
    if (!status)
        status = directory_json_take(json, &out->snapshot, &fault);
    if (!status)
        status = directory_snapshot_end(&out->snapshot, &fault);
    json_decref(json);
    if (plain)
        sodium_memzero(plain, room);
    free(plain);
    return status == GH_UNAVAILABLE ? GH_CORRUPT : status;
}

enum gh_status directory_preview_load(struct db *db, const struct vault *vault, int64_t run,
                                      struct directory_preview *out)
{
    uint8_t shown[VAULT_HASH_LEN], now[VAULT_HASH_LEN];
    *out = (struct directory_preview){.held = false};
    enum gh_status status = load_waiting(db, vault, run, out, shown);
    if (!status)
        status = directory_plan_make(db, vault, &out->snapshot, &out->plan);
    if (!status)
        status = directory_plan_digest(&out->plan, vault, now);
    out->same = !status && memcmp(shown, now, sizeof now) == 0;
    return status;
}

void directory_preview_free(struct directory_preview *preview)
{
    directory_plan_free(&preview->plan);
    directory_snapshot_free(&preview->snapshot);
}

enum gh_status directory_run_apply(const struct audit_act *act, const struct vault *vault, int64_t run, bool held)
{
    struct directory_preview preview;
    enum gh_status status = db_begin(act->db);
    if (status)
        return status;
    /* Two who press the button wait for each other here. */
    status =
        db_query(act->db, NULL, "UPDATE directory_run SET settled_by = $1 WHERE id = $2", DB_INT(act->by), DB_INT(run));
    if (status)
        return record_finish(act->db, status);
    status = directory_preview_load(act->db, vault, run, &preview);
    if (!status && preview.held && !held)
        status = GH_DENIED;
    if (!status && !preview.same)
        status = GH_ROLLBACK;
    if (!status)
        status = directory_apply(act, vault, &preview.plan);
    if (!status)
        status = settle(act->db, run, "applied", act->now, act->by);
    if (!status)
        status = audit_note(act, "directory-applied", "directory-run", run, preview.held ? "held" : "");
    directory_preview_free(&preview);
    return record_finish(act->db, status);
}

enum gh_status directory_run_discard(const struct audit_act *act, int64_t run)
{
    enum gh_status status = db_begin(act->db);
    if (status)
        return status;
    status = db_query(act->db, NULL,
                      "UPDATE directory_run SET state = 'discarded', " FINISHED ", settled_at = $1, settled_by = $2 "
                      "WHERE id = $3 AND state IN ('waiting', 'held')",
                      DB_INT(act->now), DB_INT(act->by), DB_INT(run));
    if (!status && db_changed(act->db) != 1)
        status = GH_NOT_FOUND;
    if (!status)
        status = audit_note(act, "directory-discarded", "directory-run", run, "");
    return record_finish(act->db, status);
}

enum gh_status directory_runs_query(struct db *db, struct db_rows *rows, int64_t before, int64_t only, int64_t limit)
{
    return db_query(db, rows,
                    "SELECT r.id, r.purpose, r.state, r.source, a.display_name, r.asked_at, r.ended_at, r.units, "
                    "r.people, r.skipped, r.counts, r.fault, r.detail, r.settled_at, s.display_name FROM directory_run "
                    "r LEFT JOIN account a ON a.id = r.asked_by LEFT JOIN account s ON s.id = r.settled_by WHERE "
                    "($1 = 0 OR r.id < $1) AND ($2 = 0 OR r.id = $2) ORDER BY r.id DESC LIMIT $3",
                    DB_INT(before), DB_INT(only), DB_INT(limit));
}

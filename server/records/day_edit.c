/* Checks and stores exceptions of the calendar for administrators. */
#include "records/day_edit.h"

#include <stdio.h>
#include <string.h>

#include "base/catalog.h"
#include "records/change.h"
#include "records/fields.h"
#include "records/places.h"
#include "records/record.h"

#define NONE (-1)

static struct db_value or_null(int64_t value, int64_t none)
{
    return value == none ? DB_NULL : DB_INT(value);
}

/* May lie past midnight, up to the last minute of the visit day, for open days with short notice. */
#define DAY_DEADLINE_MAX (2 * 1440 - 1)

struct day_record {
    int64_t day, deadline_minute; /* NONE: the campus's own deadline */
    bool working, open;
    char note[DAY_NOTE_SIZE];
};

static void take_day(const json_t *json, size_t i, int64_t today, struct day_record *d, struct field_errors *errors)
{
    static const struct calendar week = {0};
    char path[FIELD_PATH_SIZE];
    (void)snprintf(path, sizeof path, "[%zu].day", i);
    if (json_is_integer(json_object_get(json, "day")))
        fields_integer(json, "day", path, today - CALENDAR_LOOK_BACK, today + DAYS_AHEAD_MAX, &d->day, errors);
    else
        fields_wrong_type(errors, path, FIELD_NUMBER);
    d->working = calendar_is_working(&week, d->day);
    (void)snprintf(path, sizeof path, "[%zu].working", i);
    fields_flag(json, "working", path, &d->working, errors);
    (void)snprintf(path, sizeof path, "[%zu].open", i);
    fields_flag(json, "open", path, &d->open, errors);
    (void)snprintf(path, sizeof path, "[%zu].deadline_minute", i);
    fields_integer(json, "deadline_minute", path, NONE, DAY_DEADLINE_MAX, &d->deadline_minute, errors);
    (void)snprintf(path, sizeof path, "[%zu].note", i);
    fields_text(json, "note", path, d->note, sizeof d->note, errors);
}

static enum gh_status store_day(struct db *db, int64_t campus, const struct day_record *d)
{
    static const struct calendar week = {0};
    if (d->working == calendar_is_working(&week, d->day) && d->open && d->deadline_minute == NONE && !d->note[0])
        return db_query(db, NULL, "DELETE FROM calendar_day WHERE campus = $1 AND day = $2", DB_INT(campus),
                        DB_INT(d->day));
    return db_query(db, NULL,
                    "INSERT INTO calendar_day (campus, day, working, open, deadline_minute, note) "
                    "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (campus, day) DO UPDATE SET working = $3, open = $4, "
                    "deadline_minute = $5, note = $6",
                    DB_INT(campus), DB_INT(d->day), DB_INT(d->working), DB_INT(d->open),
                    or_null(d->deadline_minute, NONE), DB_TEXT(d->note));
}

/* campus_load() reads at most CALENDAR_DAYS_MAX exceptions and would ignore the rest. more: days to come. */
static enum gh_status check_room(struct db *db, int64_t campus, int64_t today, int64_t more, const char *path,
                                 struct field_errors *errors)
{
    struct db_rows rows = {0};
    int64_t count = 0;
    enum gh_status status = db_query(db, &rows, "SELECT count(*) FROM calendar_day WHERE campus = $1 AND day >= $2",
                                     DB_INT(campus), DB_INT(today - CALENDAR_LOOK_BACK - 1));
    if (!status && !(status = db_next(&rows)))
        count = db_int(&rows, 0);
    db_rows_end(&rows);
    if (count + more > CALENDAR_DAYS_MAX) {
        field_errors_add(errors, "too-many", N_("There are too many exceptions ahead. Take some back first."), "%s",
                         path);
        return GH_MALFORMED;
    }
    return status;
}

static enum gh_status edit_days(const struct audit_act *act, const struct campus *campus, const json_t *json,
                                struct field_errors *errors)
{
    int64_t today = calendar_day_of(&campus->calendar, act->now);
    char detail[64], first[CALENDAR_DATE_SIZE] = "";
    enum gh_status status = GH_OK;
    size_t i;
    const json_t *one;
    json_array_foreach(json, i, one)
    {
        struct day_record d = {.day = today, .deadline_minute = NONE, .open = true};
        take_day(one, i, today, &d, errors);
        if (!errors->count && !status)
            status = store_day(act->db, campus->id, &d);
        if (i == 0)
            calendar_format_date(d.day, first);
    }
    if (!status && errors->count)
        status = GH_MALFORMED;
    if (!status)
        status = check_room(act->db, campus->id, today, 0, "[0]", errors);
    (void)snprintf(detail, sizeof detail, "%zu from %s", json_array_size(json), first);
    return status ? status : audit_note(act, "days-changed", "campus", campus->id, detail);
}

enum gh_status days_edit(const struct audit_act *act, int64_t campus, const json_t *json, struct field_errors *errors)
{
    struct campus loaded;
    if (!json_is_array(json) || json_array_size(json) > DAYS_CHANGED_MAX) {
        fields_wrong_type(errors, "", FIELD_LIST);
        return GH_MALFORMED;
    }
    enum gh_status status = db_begin(act->db);
    if (status)
        return status;
    status = campus_load(act->db, campus, act->now, &loaded);
    /* Booths that wait for changes hear of it at once. */
    int64_t position = 0;
    if (!status)
        status = edit_days(act, &loaded, json, errors);
    if (!status)
        status = change_reserve(act->db, 1, &position);
    return record_finish(act->db, status);
}

/* ---- Days of a list ---- */

static enum gh_status load_day(struct db *db, int64_t campus, int64_t day, struct day_record *d, bool *known)
{
    static const struct calendar week = {0};
    struct db_rows rows = {0};
    *d = (struct day_record){
        .day = day, .deadline_minute = NONE, .working = calendar_is_working(&week, day), .open = true};
    enum gh_status status = db_query(
        db, &rows, "SELECT working, open, deadline_minute, note FROM calendar_day WHERE campus = $1 AND day = $2",
        DB_INT(campus), DB_INT(day));
    if (!status)
        status = db_next(&rows);
    *known = status == GH_OK;
    if (!status) {
        d->working = db_int(&rows, 0) != 0;
        d->open = db_int(&rows, 1) != 0;
        d->deadline_minute = db_is_null(&rows, 2) ? NONE : db_int(&rows, 2);
        status = db_copy_text(&rows, 3, d->note, sizeof d->note);
    }
    db_rows_end(&rows);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

static enum gh_status mark_day(struct db *db, const struct day_span *span, int64_t day, enum day_marked *how)
{
    struct day_record before, after;
    bool known = false;
    enum gh_status status = load_day(db, span->campus, day, &before, &known);
    if (status)
        return status;
    after = before;
    after.working = span->working;
    if (span->open >= 0)
        after.open = span->open != 0;
    memcpy(after.note, span->note, sizeof after.note);
    if (after.working == before.working && after.open == before.open && strcmp(after.note, before.note) == 0)
        return GH_OK;
    if (*how != DAY_CHANGED)
        *how = known ? DAY_CHANGED : DAY_NEW;
    return store_day(db, span->campus, &after);
}

enum gh_status days_mark(struct db *db, const struct day_span *span, int64_t today, struct field_errors *errors,
                         enum day_marked *how)
{
    *how = DAY_SAME;
    if (span->to < span->from)
        field_errors_add(errors, "order", N_("The last day is before the first."), "until");
    else if (span->to - span->from >= DAYS_CHANGED_MAX)
        field_errors_add_limit(errors, "too-long", N_("A line has at most {max} days."), DAYS_CHANGED_MAX, "until");
    else if (span->to > today + DAYS_AHEAD_MAX)
        field_errors_add(errors, "range", N_("This day is too far away."), "date");
    if (errors->count)
        return GH_MALFORMED;
    int64_t first = span->from < today ? today : span->from;
    if (span->to < first)
        return GH_OK;
    enum gh_status status = check_room(db, span->campus, today, span->to - first + 1, "date", errors);
    for (int64_t day = first; !status && day <= span->to; day++)
        status = mark_day(db, span, day, how);
    return status;
}

enum gh_status days_marked(const struct audit_act *act, int64_t campus, int64_t lines)
{
    char detail[64];
    int64_t position = 0;
    (void)snprintf(detail, sizeof detail, "list of %lld", (long long)lines);
    enum gh_status status = change_reserve(act->db, 1, &position);
    return status ? status : audit_note(act, "days-changed", "campus", campus, detail);
}

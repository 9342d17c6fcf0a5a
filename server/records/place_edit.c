/* Checks and stores units, campuses, gates and calendar days for administrators. */
#include "records/place_edit.h"

#include <stdio.h>
#include <string.h>

#include "base/catalog.h"
#include "records/change.h"
#include "records/fields.h"
#include "records/record.h"

#define ID_MAX INT64_C(1000000000)
#define QUOTA_MAX 1000000
#define NONE (-1)

/* A name in Chinese and in English, as booths and pages show it. */
struct names {
    char name[PLACE_NAME_SIZE], name_en[PLACE_NAME_SIZE];
};

static void take_names(const json_t *json, struct names *names, struct field_errors *errors)
{
    fields_text(json, "name", "name", names->name, sizeof names->name, errors);
    fields_text(json, "name_en", "name_en", names->name_en, sizeof names->name_en, errors);
    if (!names->name[0])
        fields_missing(errors, "name");
    if (!names->name_en[0])
        fields_missing(errors, "name_en");
}

static enum gh_status load_names(struct db_rows *rows, struct names *names)
{
    enum gh_status status = db_copy_text(rows, 0, names->name, sizeof names->name);
    return status ? status : db_copy_text(rows, 1, names->name_en, sizeof names->name_en);
}

static void unknown(struct field_errors *errors, const char *path)
{
    field_errors_add(errors, "unknown", N_("Not found. Reload the list and choose again."), "%s", path);
}

static struct db_value or_null(int64_t value, int64_t none)
{
    return value == none ? DB_NULL : DB_INT(value);
}

/* ---- units ---- */

struct unit_record {
    struct names names;
    char pinyin[UNIT_PINYIN_SIZE];
    int64_t id, parent, quota_day; /* 0: no parent; NONE: no quota */
    bool active;
};

static enum gh_status load_unit(struct db *db, int64_t id, struct unit_record *u)
{
    struct db_rows rows = {0};
    enum gh_status status = db_query(
        db, &rows, "SELECT name, name_en, pinyin, parent, quota_day, active FROM unit WHERE id = $1", DB_INT(id));
    if (!status && !(status = db_next(&rows)) && !(status = load_names(&rows, &u->names)))
        status = db_copy_text(&rows, 2, u->pinyin, sizeof u->pinyin);
    if (!status) {
        u->parent = db_int(&rows, 3);
        u->quota_day = db_is_null(&rows, 4) ? NONE : db_int(&rows, 4);
        u->active = db_int(&rows, 5) != 0;
    }
    db_rows_end(&rows);
    return status;
}

/* null: no quota. */
static void take_quota(const json_t *json, int64_t *out, struct field_errors *errors)
{
    if (json_is_null(json_object_get(json, "quota_day")))
        *out = NONE;
    else
        fields_integer(json, "quota_day", "quota_day", 0, QUOTA_MAX, out, errors);
}

/* Rejects a unit that would be its own ancestor, and chains over UNIT_DEPTH_MAX. */
static enum gh_status check_parent(struct db *db, const struct unit_record *u, struct field_errors *errors)
{
    struct unit_record above = {.parent = u->parent};
    enum gh_status status = GH_OK;
    for (int depth = 0; !status && above.parent; depth++) {
        int64_t id = above.parent;
        if (id == u->id || depth == UNIT_DEPTH_MAX) {
            field_errors_add(errors, "circle", N_("A unit can't be above itself."), "parent");
            return GH_OK;
        }
        above = (struct unit_record){0};
        status = load_unit(db, id, &above);
    }
    if (status == GH_NOT_FOUND)
        unknown(errors, "parent");
    return status == GH_NOT_FOUND ? GH_OK : status;
}

static enum gh_status next_unit(struct db *db, int64_t *id)
{
    struct db_rows rows = {0};
    enum gh_status status = db_query(db, NULL,
                                     "INSERT INTO counter (name, value) VALUES ('units', 1) "
                                     "ON CONFLICT (name) DO UPDATE SET value = counter.value + 1");
    if (!status)
        status = db_query(db, &rows, "SELECT COALESCE(MAX(id), 0) + 1 FROM unit");
    if (!status && !(status = db_next(&rows)))
        *id = db_int(&rows, 0);
    db_rows_end(&rows);
    return status;
}

static enum gh_status store_unit(const struct audit_act *act, struct unit_record *u)
{
    bool fresh = u->id == 0;
    int64_t position = 0;
    enum gh_status status = fresh ? next_unit(act->db, &u->id) : GH_OK;
    if (!status)
        status = change_reserve(act->db, 1, &position);
    if (!status)
        status = db_query(act->db, NULL,
                          "INSERT INTO unit (id, name, name_en, pinyin, parent, quota_day, active, position) "
                          "VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO UPDATE SET name = $2, "
                          "name_en = $3, pinyin = $4, parent = $5, quota_day = $6, active = $7, position = $8",
                          DB_INT(u->id), DB_TEXT(u->names.name), DB_TEXT(u->names.name_en), DB_TEXT(u->pinyin),
                          or_null(u->parent, 0), or_null(u->quota_day, NONE), DB_INT(u->active), DB_INT(position));
    return status ? status : audit_note(act, fresh ? "unit-created" : "unit-changed", "unit", u->id, u->names.name);
}

enum gh_status unit_edit(const struct audit_act *act, int64_t *id, const json_t *json, struct field_errors *errors)
{
    struct unit_record u = {.id = *id, .quota_day = NONE, .active = true};
    enum gh_status status = db_begin(act->db);
    if (status)
        return status;
    if (u.id)
        status = load_unit(act->db, u.id, &u);
    if (!status) {
        take_names(json, &u.names, errors);
        fields_text(json, "pinyin", "pinyin", u.pinyin, sizeof u.pinyin, errors);
        fields_integer(json, "parent", "parent", 0, ID_MAX, &u.parent, errors);
        take_quota(json, &u.quota_day, errors);
        fields_flag(json, "active", "active", &u.active, errors);
        status = check_parent(act->db, &u, errors);
    }
    if (!status && errors->count)
        status = GH_MALFORMED;
    if (!status)
        status = store_unit(act, &u);
    status = record_finish(act->db, status);
    if (!status)
        *id = u.id;
    return status;
}

/* ---- campuses and gates ---- */

enum gh_status campus_edit(const struct audit_act *act, int64_t id, const json_t *json, struct field_errors *errors)
{
    struct db_rows rows = {0};
    struct names names = {0};
    int64_t deadline = 0, position = 0;
    bool active = false;
    enum gh_status status = db_begin(act->db);
    if (status)
        return status;
    status =
        db_query(act->db, &rows, "SELECT name, name_en, deadline_minute, active FROM campus WHERE id = $1", DB_INT(id));
    if (!status && !(status = db_next(&rows)) && !(status = load_names(&rows, &names))) {
        deadline = db_int(&rows, 2);
        active = db_int(&rows, 3) != 0;
    }
    db_rows_end(&rows);
    if (!status) {
        take_names(json, &names, errors);
        fields_integer(json, "deadline_minute", "deadline_minute", 0, 1439, &deadline, errors);
        fields_flag(json, "active", "active", &active, errors);
        status = errors->count ? GH_MALFORMED : GH_OK;
    }
    if (!status)
        status = db_query(act->db, NULL,
                          "UPDATE campus SET name = $1, name_en = $2, deadline_minute = $3, active = $4 WHERE id = $5",
                          DB_TEXT(names.name), DB_TEXT(names.name_en), DB_INT(deadline), DB_INT(active), DB_INT(id));
    if (!status)
        status = change_reserve(act->db, 1, &position);
    if (!status)
        status =
            db_query(act->db, NULL, "UPDATE gate SET position = $1 WHERE campus = $2", DB_INT(position), DB_INT(id));
    if (!status)
        status = audit_note(act, "campus-changed", "campus", id, names.name);
    return record_finish(act->db, status);
}

struct gate_record {
    struct names names;
    char directions[GATE_DIRECTIONS_SIZE], directions_en[GATE_DIRECTIONS_SIZE];
    int64_t campus; /* 0: the gate is new */
    bool vehicles, active;
};

static enum gh_status load_gate(struct db *db, int64_t bit, struct gate_record *g)
{
    struct db_rows rows = {0};
    enum gh_status status = db_query(
        db, &rows, "SELECT name, name_en, campus, vehicles, active, directions, directions_en FROM gate WHERE bit = $1",
        DB_INT(bit));
    if (!status && !(status = db_next(&rows)) && !(status = load_names(&rows, &g->names))) {
        g->campus = db_int(&rows, 2);
        g->vehicles = db_int(&rows, 3) != 0;
        g->active = db_int(&rows, 4) != 0;
        if (!(status = db_copy_text(&rows, 5, g->directions, sizeof g->directions)))
            status = db_copy_text(&rows, 6, g->directions_en, sizeof g->directions_en);
    }
    db_rows_end(&rows);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

static enum gh_status check_campus(struct db *db, int64_t campus, struct field_errors *errors)
{
    struct db_rows rows = {0};
    enum gh_status status = db_query(db, &rows, "SELECT 1 FROM campus WHERE id = $1", DB_INT(campus));
    if (!status)
        status = db_next(&rows);
    db_rows_end(&rows);
    if (status == GH_NOT_FOUND)
        unknown(errors, "campus");
    return status == GH_NOT_FOUND ? GH_OK : status;
}

static enum gh_status take_gate(struct db *db, const json_t *json, struct gate_record *g, struct field_errors *errors)
{
    int64_t campus = g->campus;
    take_names(json, &g->names, errors);
    fields_text(json, "directions", "directions", g->directions, sizeof g->directions, errors);
    fields_text(json, "directions_en", "directions_en", g->directions_en, sizeof g->directions_en, errors);
    fields_flag(json, "vehicles", "vehicles", &g->vehicles, errors);
    fields_flag(json, "active", "active", &g->active, errors);
    fields_integer(json, "campus", "campus", 0, ID_MAX, &campus, errors);
    /* Passes name gates only by bit: with another campus, old passes would open the wrong gate. */
    if (g->campus && campus != g->campus)
        field_errors_add(errors, "fixed", N_("A gate stays on its campus."), "campus");
    g->campus = campus;
    enum gh_status status = check_campus(db, campus, errors);
    return status ? status : errors->count ? GH_MALFORMED : GH_OK;
}

static enum gh_status store_gate(struct db *db, int64_t bit, const struct gate_record *g)
{
    int64_t position = 0;
    enum gh_status status = change_reserve(db, 1, &position);
    if (status)
        return status;
    return db_query(db, NULL,
                    "INSERT INTO gate (bit, campus, name, name_en, vehicles, active, position, directions, "
                    "directions_en) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (bit) DO UPDATE SET "
                    "name = $3, name_en = $4, vehicles = $5, active = $6, position = $7, directions = $8, "
                    "directions_en = $9",
                    DB_INT(bit), DB_INT(g->campus), DB_TEXT(g->names.name), DB_TEXT(g->names.name_en),
                    DB_INT(g->vehicles), DB_INT(g->active), DB_INT(position), DB_TEXT(g->directions),
                    DB_TEXT(g->directions_en));
}

enum gh_status gate_edit(const struct audit_act *act, int64_t bit, const json_t *json, struct field_errors *errors)
{
    struct gate_record g = {.active = true};
    if (bit < 0 || bit >= GATES_MAX)
        return GH_NOT_FOUND;
    enum gh_status status = db_begin(act->db);
    if (status)
        return status;
    status = load_gate(act->db, bit, &g);
    if (!status)
        status = take_gate(act->db, json, &g, errors);
    if (!status)
        status = store_gate(act->db, bit, &g);
    if (!status)
        status = audit_note(act, "gate-changed", "gate", bit, g.names.name);
    return record_finish(act->db, status);
}

/* ---- days ---- */

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
        fields_integer(json, "day", path, today - CALENDAR_LOOK_BACK, today + 1000, &d->day, errors);
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

/* campus_load() reads at most CALENDAR_DAYS_MAX exceptions and would ignore the rest. */
static enum gh_status check_room(struct db *db, int64_t campus, int64_t today, struct field_errors *errors)
{
    struct db_rows rows = {0};
    int64_t count = 0;
    enum gh_status status = db_query(db, &rows, "SELECT count(*) FROM calendar_day WHERE campus = $1 AND day >= $2",
                                     DB_INT(campus), DB_INT(today - CALENDAR_LOOK_BACK - 1));
    if (!status && !(status = db_next(&rows)))
        count = db_int(&rows, 0);
    db_rows_end(&rows);
    if (count > CALENDAR_DAYS_MAX) {
        field_errors_add(errors, "too-many", N_("There are too many exceptions ahead. Take some back first."), "[0]");
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
        status = check_room(act->db, campus->id, today, errors);
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

/* Checks and stores units, campuses, gates and calendar days for administrators. */
#include "records/place_edit.h"

#include <stdio.h>
#include <string.h>

#include "base/catalog.h"
#include "flow/zone.h"
#include "records/change.h"
#include "records/fields.h"
#include "records/place_list.h"
#include "records/record.h"

#define ID_MAX INT64_C(1000000000)
#define ZONE_SIZE 32
#define CAMPUS_CODE_SIZE 32
#define DEADLINE_MINUTE 960 /* 16:00 */
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
    char pinyin[UNIT_PINYIN_SIZE], code[UNIT_CODE_SIZE];
    int64_t id, parent, quota_day; /* 0: no parent; NONE: no quota */
    bool active, directory_heads;
};

static enum gh_status load_unit(struct db *db, int64_t id, struct unit_record *u)
{
    struct db_rows rows = {0};
    enum gh_status status =
        db_query(db, &rows,
                 "SELECT name, name_en, pinyin, parent, quota_day, active, COALESCE(code, ''), directory_heads "
                 "FROM unit WHERE id = $1",
                 DB_INT(id));
    if (!status && !(status = db_next(&rows)) && !(status = load_names(&rows, &u->names)))
        status = db_copy_text(&rows, 2, u->pinyin, sizeof u->pinyin);
    if (!status)
        status = db_copy_text(&rows, 6, u->code, sizeof u->code);
    if (!status) {
        u->parent = db_int(&rows, 3);
        u->quota_day = db_is_null(&rows, 4) ? NONE : db_int(&rows, 4);
        u->active = db_int(&rows, 5) != 0;
        u->directory_heads = db_int(&rows, 7) != 0;
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

/* A code belongs to one unit. */
static enum gh_status check_code(struct db *db, const struct unit_record *u, struct field_errors *errors)
{
    int64_t other = 0;
    enum gh_status status = u->code[0] ? unit_find(db, u->code, NULL, &other) : GH_NOT_FOUND;
    if (!status && other != u->id)
        field_errors_add(errors, "taken", N_("Another unit has this code."), "code");
    return status == GH_NOT_FOUND ? GH_OK : status;
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
                          "INSERT INTO unit (id, name, name_en, pinyin, parent, quota_day, active, position, code, "
                          "directory_heads) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (id) DO "
                          "UPDATE SET name = $2, "
                          "name_en = $3, pinyin = $4, parent = $5, quota_day = $6, active = $7, position = $8, "
                          "code = $9, directory_heads = $10",
                          DB_INT(u->id), DB_TEXT(u->names.name), DB_TEXT(u->names.name_en), DB_TEXT(u->pinyin),
                          or_null(u->parent, 0), or_null(u->quota_day, NONE), DB_INT(u->active), DB_INT(position),
                          u->code[0] ? DB_TEXT(u->code) : DB_NULL, DB_INT(u->directory_heads));
    return status ? status : audit_note(act, fresh ? "unit-created" : "unit-changed", "unit", u->id, u->names.name);
}

static bool same_unit(const struct unit_record *a, const struct unit_record *b)
{
    return strcmp(a->names.name, b->names.name) == 0 && strcmp(a->names.name_en, b->names.name_en) == 0 &&
           strcmp(a->pinyin, b->pinyin) == 0 && strcmp(a->code, b->code) == 0 && a->parent == b->parent &&
           a->quota_day == b->quota_day && a->active == b->active && a->directory_heads == b->directory_heads;
}

enum gh_status unit_put(const struct audit_act *act, int64_t *id, const json_t *json, struct field_errors *errors,
                        bool *same)
{
    struct unit_record u = {.id = *id, .quota_day = NONE, .active = true};
    enum gh_status status = u.id ? load_unit(act->db, u.id, &u) : GH_OK;
    const struct unit_record before = u;
    if (!status) {
        take_names(json, &u.names, errors);
        fields_text(json, "pinyin", "pinyin", u.pinyin, sizeof u.pinyin, errors);
        fields_text(json, "code", "code", u.code, sizeof u.code, errors);
        fields_integer(json, "parent", "parent", 0, ID_MAX, &u.parent, errors);
        take_quota(json, &u.quota_day, errors);
        fields_flag(json, "active", "active", &u.active, errors);
        fields_flag(json, "directory_heads", "directory_heads", &u.directory_heads, errors);
        status = check_parent(act->db, &u, errors);
    }
    if (!status)
        status = check_code(act->db, &u, errors);
    if (!status && errors->count)
        status = GH_MALFORMED;
    *same = !status && u.id && same_unit(&before, &u);
    if (!status && !*same)
        status = store_unit(act, &u);
    if (!status)
        *id = u.id;
    return status;
}

enum gh_status unit_edit(const struct audit_act *act, int64_t *id, const json_t *json, struct field_errors *errors)
{
    bool same;
    int64_t stored = *id;
    enum gh_status status = db_begin(act->db);
    if (!status)
        status = record_finish(act->db, unit_put(act, &stored, json, errors, &same));
    if (!status)
        *id = stored;
    return status;
}

/* ---- campuses and gates ---- */

struct campus_record {
    struct names names;
    int64_t id, deadline; /* id 0: new */
    char zone[ZONE_SIZE];
    bool active;
};

/* Two administrators who add places wait for each other, so that ids are given once. */
static enum gh_status lock_places(struct db *db)
{
    return db_query(db, NULL,
                    "INSERT INTO counter (name, value) VALUES ('places', 1) "
                    "ON CONFLICT (name) DO UPDATE SET value = counter.value + 1");
}

/* A new campus keeps the time of the first one. */
static enum gh_status prepare_campus(struct db *db, int64_t *id, struct campus_record *c, struct field_errors *errors)
{
    struct db_rows rows = {0};
    enum gh_status status = lock_places(db);
    if (!status)
        status = db_query(db, &rows, "SELECT id, zone FROM campus ORDER BY id");
    *id = 1;
    while (!status && !(status = db_next(&rows))) {
        if (*id == 1)
            status = db_copy_text(&rows, 1, c->zone, sizeof c->zone);
        *id = db_int(&rows, 0) + 1;
    }
    db_rows_end(&rows);
    if (*id > CAMPUSES_MAX)
        field_errors_add(errors, "too-many", N_("There are sixteen campuses already, with those that are closed."),
                         "name");
    return status == GH_NOT_FOUND ? GH_OK : status;
}

static enum gh_status load_campus(struct db *db, struct campus_record *c)
{
    struct db_rows rows = {0};
    enum gh_status status =
        db_query(db, &rows, "SELECT name, name_en, deadline_minute, active FROM campus WHERE id = $1", DB_INT(c->id));
    if (!status && !(status = db_next(&rows)) && !(status = load_names(&rows, &c->names))) {
        c->deadline = db_int(&rows, 2);
        c->active = db_int(&rows, 3) != 0;
    }
    db_rows_end(&rows);
    return status;
}

static void take_campus(const json_t *json, struct campus_record *c, struct field_errors *errors)
{
    take_names(json, &c->names, errors);
    fields_integer(json, "deadline_minute", "deadline_minute", 0, 1439, &c->deadline, errors);
    fields_flag(json, "active", "active", &c->active, errors);
    if (c->id) /* times of its applications would change their meaning */
        return;
    fields_text(json, "zone", "zone", c->zone, sizeof c->zone, errors);
    if (!zone_find(c->zone))
        unknown(errors, "zone");
}

static enum gh_status add_campus(const struct audit_act *act, int64_t id, const struct campus_record *c)
{
    char code[CAMPUS_CODE_SIZE];
    (void)snprintf(code, sizeof code, "campus-%lld", (long long)id);
    enum gh_status status = db_query(
        act->db, NULL,
        "INSERT INTO campus (id, code, name, name_en, zone, zone_minutes, deadline_minute, active) VALUES ($1, $2, $3, "
        "$4, $5, $6, $7, $8)",
        DB_INT(id), DB_TEXT(code), DB_TEXT(c->names.name), DB_TEXT(c->names.name_en), DB_TEXT(c->zone),
        DB_INT(zone_find(c->zone)->minutes), DB_INT(c->deadline), DB_INT(c->active));
    return status ? status : audit_note(act, "campus-created", "campus", id, c->names.name);
}

static enum gh_status store_campus(const struct audit_act *act, const struct campus_record *c)
{
    int64_t position = 0;
    enum gh_status status = db_query(
        act->db, NULL, "UPDATE campus SET name = $1, name_en = $2, deadline_minute = $3, active = $4 WHERE id = $5",
        DB_TEXT(c->names.name), DB_TEXT(c->names.name_en), DB_INT(c->deadline), DB_INT(c->active), DB_INT(c->id));
    if (!status)
        status = change_reserve(act->db, 1, &position);
    if (!status)
        status =
            db_query(act->db, NULL, "UPDATE gate SET position = $1 WHERE campus = $2", DB_INT(position), DB_INT(c->id));
    return status ? status : audit_note(act, "campus-changed", "campus", c->id, c->names.name);
}

enum gh_status campus_edit(const struct audit_act *act, int64_t *id, const json_t *json, struct field_errors *errors)
{
    size_t count;
    struct campus_record c = {.id = *id, .deadline = DEADLINE_MINUTE, .active = true};
    int64_t fresh = 0;
    (void)snprintf(c.zone, sizeof c.zone, "%s", zones(&count)[0].name);
    enum gh_status status = db_begin(act->db);
    if (status)
        return status;
    status = c.id ? load_campus(act->db, &c) : prepare_campus(act->db, &fresh, &c, errors);
    if (!status) {
        take_campus(json, &c, errors);
        status = errors->count ? GH_MALFORMED : GH_OK;
    }
    if (!status)
        status = c.id ? store_campus(act, &c) : add_campus(act, fresh, &c);
    status = record_finish(act->db, status);
    if (!status && !c.id)
        *id = fresh;
    return status;
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

/* Bits are never given twice: old passes name gates by them. */
static enum gh_status free_bit(struct db *db, int64_t *bit, struct field_errors *errors)
{
    struct db_rows rows = {0};
    enum gh_status status = lock_places(db);
    if (!status)
        status = db_query(db, &rows, "SELECT bit FROM gate ORDER BY bit");
    for (*bit = 0; !status && !(status = db_next(&rows)) && db_int(&rows, 0) == *bit;)
        ++*bit;
    db_rows_end(&rows);
    if (*bit >= GATES_MAX)
        field_errors_add(errors, "too-many", N_("There are sixteen gates already, with those that are closed."),
                         "name");
    return status == GH_NOT_FOUND ? GH_OK : status;
}

enum gh_status gate_add(const struct audit_act *act, int64_t *bit, const json_t *json, struct field_errors *errors)
{
    struct gate_record g = {.active = true};
    int64_t fresh = 0;
    enum gh_status status = db_begin(act->db);
    if (status)
        return status;
    status = free_bit(act->db, &fresh, errors);
    if (!status)
        status = take_gate(act->db, json, &g, errors);
    if (!status)
        status = store_gate(act->db, fresh, &g);
    if (!status)
        status = audit_note(act, "gate-created", "gate", fresh, g.names.name);
    status = record_finish(act->db, status);
    if (!status)
        *bit = fresh;
    return status;
}

/* Reads and stores what the first-run set-up page asks for. */
#include "accounts/setup_plan.h"

#include <stdio.h>
#include <string.h>

#include "base/catalog.h"
#include "records/change.h"
#include "records/fields.h"

#define DEADLINE_MINUTE 960 /* 16:00 */
#define CODE_SIZE 16

static void take_name(const json_t *json, const char *path, struct setup_name *out, struct field_errors *errors)
{
    char zh[FIELD_PATH_SIZE], en[FIELD_PATH_SIZE];
    (void)snprintf(zh, sizeof zh, "%s.name", path);
    (void)snprintf(en, sizeof en, "%s.name_en", path);
    if (!json_is_object(json)) {
        fields_wrong_type(errors, path, FIELD_OBJECT);
        return;
    }
    fields_text(json, "name", zh, out->name, sizeof out->name, errors);
    fields_text(json, "name_en", en, out->name_en, sizeof out->name_en, errors);
    if (!out->name[0])
        fields_missing(errors, zh);
    if (!out->name_en[0])
        fields_missing(errors, en);
}

/* Returns the array of that name with 1 to max items, or NULL with an error. */
static const json_t *take_list(const json_t *json, const char *name, const char *path, size_t max,
                               struct field_errors *errors)
{
    const json_t *list = json_object_get(json, name);
    if (!json_is_array(list) || json_array_size(list) == 0) {
        fields_missing(errors, path);
        return NULL;
    }
    if (json_array_size(list) <= max)
        return list;
    field_errors_add_limit(errors, "too-many", N_("At most {max} can be given."), (int64_t)max, path);
    return NULL;
}

static void take_gates(const json_t *campus, size_t of, struct setup_plan *plan, struct field_errors *errors)
{
    char path[FIELD_PATH_SIZE];
    size_t i;
    const json_t *one;
    (void)snprintf(path, sizeof path, "campuses[%zu].gates", of);
    const json_t *list = take_list(campus, "gates", path, SETUP_GATES_MAX - plan->gate_count, errors);
    json_array_foreach(list, i, one)
    {
        const size_t at = plan->gate_count++;
        (void)snprintf(path, sizeof path, "campuses[%u].gates[%u]", (unsigned)of, (unsigned)i);
        plan->gate_campus[at] = of;
        take_name(one, path, &plan->gates[at], errors);
        fields_flag(one, "vehicles", path, &plan->gate_vehicles[at], errors);
    }
}

static void take_places(const json_t *json, struct setup_plan *plan, struct field_errors *errors)
{
    char path[FIELD_PATH_SIZE];
    size_t i;
    const json_t *one;
    const json_t *campuses = take_list(json, "campuses", "campuses", SETUP_CAMPUSES_MAX, errors);
    json_array_foreach(campuses, i, one)
    {
        (void)snprintf(path, sizeof path, "campuses[%zu]", i);
        take_name(one, path, &plan->campuses[plan->campus_count++], errors);
        take_gates(one, i, plan, errors);
    }
    const json_t *units = take_list(json, "units", "units", SETUP_UNITS_MAX, errors);
    json_array_foreach(units, i, one)
    {
        (void)snprintf(path, sizeof path, "units[%zu]", i);
        take_name(one, path, &plan->units[plan->unit_count++], errors);
    }
}

static void take_university(const json_t *json, struct setup_plan *plan, struct field_errors *errors)
{
    char zone[CODE_SIZE * 2] = "";
    fields_text(json, "university", "university", plan->university, sizeof plan->university, errors);
    fields_text(json, "university_en", "university_en", plan->university_en, sizeof plan->university_en, errors);
    fields_text(json, "zone", "zone", zone, sizeof zone, errors);
    if (!plan->university[0])
        fields_missing(errors, "university");
    plan->zone = zone_find(zone);
    if (!plan->zone)
        fields_missing(errors, "zone");
}

/* As an administrator's account, with the member's name before each path. */
static void take_administrator(const json_t *json, struct setup_plan *plan, struct field_errors *errors)
{
    struct field_errors own = {0};
    const json_t *given = json_object_get(json, "administrator");
    plan->administrator = (struct account){.active = true};
    json_t *described = json_pack("{s:[{s:s}]}", "roles", "role", ROLE_NAME_ADMINISTRATOR);
    const char *const members[] = {"name", "display_name", "email", "mobile"};
    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
        json_t *value = json_object_get(given, members[i]);
        if (value && json_object_set(described, members[i], value) != 0)
            fields_wrong_type(errors, "administrator", FIELD_OBJECT);
    }
    account_input(described, &plan->administrator, &own);
    json_decref(described);
    for (size_t i = 0; i < own.count && i < FIELD_ERRORS_MAX; i++)
        field_errors_add(errors, own.items[i].code, own.items[i].message, "administrator.%s", own.items[i].path);
}

void setup_plan_read(const json_t *json, struct setup_plan *out, struct field_errors *errors)
{
    *out = (struct setup_plan){0};
    take_university(json, out, errors);
    take_places(json, out, errors);
    take_administrator(json, out, errors);
}

static enum gh_status store_campus(const struct audit_act *act, const struct setup_plan *plan, size_t i)
{
    char code[CODE_SIZE];
    const int64_t id = (int64_t)i + 1;
    (void)snprintf(code, sizeof code, "campus-%hhu", (unsigned char)(i + 1)); /* at most SETUP_CAMPUSES_MAX */
    enum gh_status status =
        db_query(act->db, NULL,
                 "INSERT INTO campus (id, code, name, name_en, zone, zone_minutes, deadline_minute) VALUES ($1, $2, "
                 "$3, $4, $5, $6, $7)",
                 DB_INT(id), DB_TEXT(code), DB_TEXT(plan->campuses[i].name), DB_TEXT(plan->campuses[i].name_en),
                 DB_TEXT(plan->zone->name), DB_INT(plan->zone->minutes), DB_INT(DEADLINE_MINUTE));
    return status ? status : audit_note(act, "campus-changed", "campus", id, plan->campuses[i].name);
}

static enum gh_status store_gate(const struct audit_act *act, const struct setup_plan *plan, size_t i, int64_t position)
{
    enum gh_status status =
        db_query(act->db, NULL,
                 "INSERT INTO gate (bit, campus, name, name_en, vehicles, position) VALUES ($1, $2, $3, $4, $5, $6)",
                 DB_INT((int64_t)i), DB_INT((int64_t)plan->gate_campus[i] + 1), DB_TEXT(plan->gates[i].name),
                 DB_TEXT(plan->gates[i].name_en), DB_INT(plan->gate_vehicles[i]), DB_INT(position));
    return status ? status : audit_note(act, "gate-changed", "gate", (int64_t)i, plan->gates[i].name);
}

static enum gh_status store_unit(const struct audit_act *act, const struct setup_plan *plan, size_t i, int64_t position)
{
    const int64_t id = (int64_t)i + 1;
    enum gh_status status =
        db_query(act->db, NULL, "INSERT INTO unit (id, name, name_en, pinyin, position) VALUES ($1, $2, $3, '', $4)",
                 DB_INT(id), DB_TEXT(plan->units[i].name), DB_TEXT(plan->units[i].name_en), DB_INT(position));
    return status ? status : audit_note(act, "unit-created", "unit", id, plan->units[i].name);
}

enum gh_status setup_plan_store(const struct audit_act *act, const struct setup_plan *plan)
{
    int64_t position = 0;
    enum gh_status status = text_setting_store(act, TEXT_SETTING_UNIVERSITY, plan->university);
    if (!status && plan->university_en[0])
        status = text_setting_store(act, TEXT_SETTING_UNIVERSITY_EN, plan->university_en);
    if (!status)
        status = change_reserve(act->db, 1, &position);
    for (size_t i = 0; !status && i < plan->campus_count; i++)
        status = store_campus(act, plan, i);
    for (size_t i = 0; !status && i < plan->gate_count; i++)
        status = store_gate(act, plan, i, position);
    for (size_t i = 0; !status && i < plan->unit_count; i++)
        status = store_unit(act, plan, i, position);
    return status;
}

/* Loads, checks and stores the robots of campuses. */
#include "wecom/robot.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "base/catalog.h"
#include "records/fields.h"
#include "records/places.h"
#include "records/record.h"

#define PATH_SIZE 40

void wecom_robots_wipe(struct wecom_robots *robots)
{
    sodium_memzero(robots, sizeof *robots);
}

bool wecom_robot_key_valid(const char *key)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-";
    return key[strspn(key, letters)] == '\0';
}

static void read_robot(const json_t *one, const char *path, struct wecom_robot *robot, struct field_errors *errors)
{
    *robot = (struct wecom_robot){.campus = 0};
    fields_integer(one, "campus", path, 1, INT32_MAX, &robot->campus, errors);
    fields_text(one, "key", path, robot->key, sizeof robot->key, errors);
    if (!robot->campus || !json_object_get(one, "key"))
        fields_missing(errors, path);
    else if (!wecom_robot_key_valid(robot->key))
        field_errors_add(errors, "form", N_("Copy what follows key= in the webhook's address."), "%s", path);
}

void wecom_robots_input(const json_t *json, struct wecom_robots *out, struct field_errors *errors)
{
    const json_t *list = json_object_get(json, "robots"), *one;
    char path[PATH_SIZE];
    size_t i;
    *out = (struct wecom_robots){.count = 0};
    if (list && (!json_is_array(list) || json_array_size(list) > WECOM_ROBOTS_MAX)) {
        fields_wrong_type(errors, "robots", FIELD_LIST);
        return;
    }
    json_array_foreach(list, i, one)
    {
        (void)snprintf(path, sizeof path, "robots[%zu]", i);
        read_robot(one, path, &out->items[out->count++], errors);
    }
}

static enum gh_status store_robot(struct db *db, const struct vault *vault, const struct wecom_robot *robot)
{
    const struct uuid row = record_row(robot->campus);
    struct record_box box;
    if (!robot->key[0])
        return db_query(db, NULL, "DELETE FROM wecom_robot WHERE campus = $1", DB_INT(robot->campus));
    return db_query(db, NULL,
                    "INSERT INTO wecom_robot (campus, key_sealed) VALUES ($1, $2) ON CONFLICT (campus) DO UPDATE SET "
                    "key_sealed = $2",
                    DB_INT(robot->campus), record_seal(vault, "wecom_robot.key", &row, robot->key, &box));
}

enum gh_status wecom_robots_store(struct db *db, const struct vault *vault, const struct wecom_robots *robots,
                                  struct field_errors *errors)
{
    char path[PATH_SIZE];
    enum gh_status status = GH_OK;
    for (size_t i = 0; !status && i < robots->count; i++) {
        (void)snprintf(path, sizeof path, "robots[%zu]", i);
        status = campus_check(db, robots->items[i].campus, path, errors);
        if (!status && !errors->count)
            status = store_robot(db, vault, &robots->items[i]);
    }
    return errors->count ? GH_MALFORMED : status;
}

enum gh_status wecom_robots_query(struct db *db, struct db_rows *rows)
{
    return db_query(db, rows,
                    "SELECT c.id, c.name, c.name_en, CASE WHEN r.campus IS NULL THEN 0 ELSE 1 END FROM campus c LEFT "
                    "JOIN wecom_robot r ON r.campus = c.id WHERE c.active = 1 ORDER BY c.id");
}

enum gh_status wecom_robot_load(struct db *db, const struct vault *vault, int64_t campus, struct wecom_config *config)
{
    const struct uuid row = record_row(campus);
    struct db_rows rows = {0};
    enum gh_status status = db_query(db, &rows, "SELECT key_sealed FROM wecom_robot WHERE campus = $1", DB_INT(campus));
    if (!status && !(status = db_next(&rows)))
        status = record_open(vault, "wecom_robot.key", &row, &rows, 0, config->robot_key, sizeof config->robot_key);
    db_rows_end(&rows);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

/* Robots of the guards' groups (document 91770, "群机器人"): a campus may have one of its own. The robot of the
 * settings (wecom/config.h) serves all others. */
#ifndef GH_SERVER_WECOM_ROBOT_H
#define GH_SERVER_WECOM_ROBOT_H

#include "records/audit.h"
#include "wecom/config.h"

#define WECOM_ROBOTS_MAX 32 /* in one change */

/* Keys of campuses to store. In the clear: release with wecom_robots_wipe(). */
struct wecom_robots {
    struct wecom_robot {
        int64_t campus;
        char key[WECOM_ROBOT_SIZE]; /* "": the campus has none of its own any more */
    } items[WECOM_ROBOTS_MAX];
    size_t count;
};
void wecom_robots_wipe(struct wecom_robots *robots);

/* Returns whether a text has the form of a robot's key; "" has. */
bool wecom_robot_key_valid(const char *key);
/* Reads the member "robots" of json: [{"campus": 1, "key": "…" or null}]. Campuses that it does not list stay as they
 * are. Adds wrong values to errors. */
void wecom_robots_input(const json_t *json, struct wecom_robots *out, struct field_errors *errors);
/* Stores them in the caller's transaction, which notes the change. Adds an unknown campus to errors: GH_MALFORMED. */
enum gh_status GH_MUST_USE wecom_robots_store(struct db *db, const struct vault *vault,
                                              const struct wecom_robots *robots, struct field_errors *errors);

enum wecom_robot_column { WECOM_ROBOT_CAMPUS, WECOM_ROBOT_NAME, WECOM_ROBOT_NAME_EN, WECOM_ROBOT_HAS_KEY };
/* Selects the campuses that are open, ordered by id. The caller ends rows after any outcome. */
enum gh_status GH_MUST_USE wecom_robots_query(struct db *db, struct db_rows *rows);

/* Replaces the robot key of the loaded settings by that of the campus, where it has one. campus 0: changes nothing. */
enum gh_status GH_MUST_USE wecom_robot_load(struct db *db, const struct vault *vault, int64_t campus,
                                            struct wecom_config *config);

#endif

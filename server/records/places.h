/* Campuses, gates and units, as far as applications need them. */
#ifndef GH_SERVER_RECORDS_PLACES_H
#define GH_SERVER_RECORDS_PLACES_H

#include "db/db.h"
#include "flow/calendar.h"

#define PLACE_NAME_SIZE 96
#define CALENDAR_DAYS_MAX 160

struct campus {
    int64_t id;
    char code[32], name[PLACE_NAME_SIZE], name_en[PLACE_NAME_SIZE];
    bool active;              /* false: takes no new applications */
    uint16_t gates, lanes;    /* bits of the gates in use, and of those with a vehicle lane */
    struct calendar calendar; /* points into `days`: load the campus again instead of copying it */
    struct calendar_day days[CALENDAR_DAYS_MAX];
};

/* Loads a campus, in use or closed, with its calendar exceptions from CALENDAR_LOOK_BACK days before `now`.
 * GH_NOT_FOUND: no such campus. */
enum gh_status GH_MUST_USE campus_load(struct db *db, int64_t id, tick now, struct campus *out);
/* Sets *known when the unit exists and is active. */
enum gh_status GH_MUST_USE unit_known(struct db *db, int64_t id, bool *known);

struct field_errors; /* records/application.h */
/* Add the error "unknown" under path where a unit or campus with this id does not exist. 0 names none, and is fine. */
enum gh_status GH_MUST_USE unit_check(struct db *db, int64_t id, const char *path, struct field_errors *errors);
enum gh_status GH_MUST_USE campus_check(struct db *db, int64_t id, const char *path, struct field_errors *errors);

#endif

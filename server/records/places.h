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
    uint16_t gates, lanes;    /* bit sets of gates in use, and of those for vehicles */
    struct calendar calendar; /* its exceptions point into days: copy a campus only by campus_load */
    struct calendar_day days[CALENDAR_DAYS_MAX];
};

/* With the exceptions from CALENDAR_LOOK_BACK days before now on. GH_NOT_FOUND. */
enum gh_status GH_MUST_USE campus_load(struct db *db, int64_t id, tick now, struct campus *out);
/* GH_OK with *known: it exists and is in use. */
enum gh_status GH_MUST_USE unit_known(struct db *db, int64_t id, bool *known);

#endif

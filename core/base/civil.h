/* Days and hours of a campus: the Gregorian calendar at a fixed offset from UTC (China keeps no summer time). Pure. */
#ifndef GH_BASE_CIVIL_H
#define GH_BASE_CIVIL_H

#include "base/tick.h"

struct civil {
    int64_t days; /* since 1970-01-01 in the zone */
    int year, month, day, hour, minute, second;
};

/* Returns the calendar day and the time of day. zone_minutes: east of UTC. */
struct civil civil_of(tick at, int zone_minutes);
/* Returns the midnight at which the day of at starts. */
tick civil_day_start(tick at, int zone_minutes);

#endif

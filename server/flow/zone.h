/* Time zones of campuses, without summer time: the calendar of a campus has one offset. */
#ifndef GH_SERVER_FLOW_ZONE_H
#define GH_SERVER_FLOW_ZONE_H

#include <stddef.h>

struct zone {
    const char *name; /* IANA */
    int minutes;      /* offset from UTC */
};

/* Returns the zones to choose from; the first is the default. */
const struct zone *zones(size_t *count);
/* Returns the zone of a name, or NULL. */
const struct zone *zone_find(const char *name);

#endif

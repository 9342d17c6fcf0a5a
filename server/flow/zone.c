/* The table of time zones. */
#include "flow/zone.h"

#include <string.h>

static const struct zone table[] = {
    {"Asia/Shanghai", 480}, {"Asia/Urumqi", 360},    {"Asia/Hong_Kong", 480}, {"Asia/Macau", 480},
    {"Asia/Taipei", 480},   {"Asia/Singapore", 480}, {"Asia/Tokyo", 540},     {"Asia/Seoul", 540},
    {"Asia/Bangkok", 420},  {"Asia/Jakarta", 420},   {"Asia/Kolkata", 330},   {"UTC", 0},
};

const struct zone *zones(size_t *count)
{
    *count = sizeof table / sizeof table[0];
    return table;
}

const struct zone *zone_find(const char *name)
{
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
        if (strcmp(table[i].name, name) == 0)
            return &table[i];
    return NULL;
}

/* The one time type: milliseconds since 1970-01-01T00:00:00Z, no leap seconds.
 *
 * Claims of a token are whole seconds (RFC 8392). core/token converts them, and no other code does. */
#ifndef GH_BASE_TICK_H
#define GH_BASE_TICK_H

#include <stdint.h>

typedef int64_t tick;

#define TICK_SECOND ((tick)1000)
#define TICK_MINUTE (60 * TICK_SECOND)
#define TICK_HOUR (60 * TICK_MINUTE)
#define TICK_DAY (24 * TICK_HOUR)

static inline tick tick_from_seconds(int64_t seconds)
{
    return seconds * TICK_SECOND;
}

/* Rounds towards minus infinity. */
static inline int64_t tick_to_seconds(tick t)
{
    return t >= 0 ? t / TICK_SECOND : -((-t + TICK_SECOND - 1) / TICK_SECOND);
}

#endif

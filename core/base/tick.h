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

/* Returns the pause before another try: first, doubled so many times, at most cap, which is less than half of
 * INT64_MAX. */
static inline tick tick_doubled(tick first, int64_t times, tick cap)
{
    tick pause = first;
    for (int64_t i = 0; i < times && pause < cap; i++)
        pause *= 2;
    return pause < cap ? pause : cap;
}

#endif

#include "os/clock.h"

#include <stdlib.h>
#include <time.h>

static int64_t nanoseconds(clockid_t id)
{
    struct timespec at;
    if (clock_gettime(id, &at) != 0)
        abort(); /* both clocks exist on every Linux that we run on */
    return (int64_t)at.tv_sec * INT64_C(1000000000) + at.tv_nsec;
}

static struct os_reading read_system(void *context)
{
    (void)context;
    struct timespec wall;
    if (clock_gettime(CLOCK_REALTIME, &wall) != 0)
        abort();
    return (struct os_reading){.wall = (tick)wall.tv_sec * TICK_SECOND + wall.tv_nsec / 1000000,
                               .boot_ns = nanoseconds(CLOCK_BOOTTIME)};
}

struct os_clock os_clock_system(void)
{
    return (struct os_clock){.read = read_system};
}

static struct os_reading read_fake(void *context)
{
    return *(const struct os_reading *)context;
}

struct os_clock os_clock_fake(struct os_reading *reading)
{
    return (struct os_clock){.read = read_fake, .context = reading};
}

void os_reading_advance(struct os_reading *reading, tick by)
{
    reading->wall += by;
    reading->boot_ns += by * 1000000;
}

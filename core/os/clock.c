#include "os/clock.h"

#include <stdlib.h>
#include <time.h>

static int64_t nanoseconds(clockid_t id)
{
    struct timespec at;
    if (clock_gettime(id, &at) != 0)
        abort(); /* these clocks exist on every Linux that we run on */
    return (int64_t)at.tv_sec * OS_SECOND_NS + at.tv_nsec;
}

int64_t os_mono_ns(void)
{
    return nanoseconds(CLOCK_MONOTONIC);
}

int64_t os_mono_ms(void)
{
    return os_mono_ns() / OS_MILLISECOND_NS;
}

tick os_wall(void)
{
    return nanoseconds(CLOCK_REALTIME) / OS_MILLISECOND_NS;
}

int64_t os_work_ns(void)
{
    return nanoseconds(CLOCK_THREAD_CPUTIME_ID);
}

static struct os_reading read_system(void *context)
{
    (void)context;
    return (struct os_reading){.wall = os_wall(), .boot_ns = nanoseconds(CLOCK_BOOTTIME)};
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
    reading->boot_ns += by * OS_MILLISECOND_NS;
}

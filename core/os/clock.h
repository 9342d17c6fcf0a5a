/* The two clocks of the system behind a small struct, so that every rule about time can be tried with a fake. */
#ifndef GH_OS_CLOCK_H
#define GH_OS_CLOCK_H

#include "base/tick.h"

struct os_reading {
    tick wall;       /* CLOCK_REALTIME: what the system believes; may be wrong or jump (os/trusted_time.h) */
    int64_t boot_ns; /* CLOCK_BOOTTIME: nanoseconds since the start of the machine, counts sleep, never jumps */
};

struct os_clock {
    struct os_reading (*read)(void *context);
    void *context; /* borrowed */
};

/* The machine's own two clocks; needs nothing and holds nothing. */
struct os_clock os_clock_system(void);

/* A clock that stands still until its fields are changed. */
struct os_clock os_clock_fake(struct os_reading *reading);

static inline struct os_reading os_clock_read(const struct os_clock *clock)
{
    return clock->read(clock->context);
}

/* A fake's time goes on: both of its clocks, as on a machine whose clock is right. */
void os_reading_advance(struct os_reading *reading, tick by);

#endif

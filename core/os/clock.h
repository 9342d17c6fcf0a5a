/* The clocks of the system. No other folder reads them (tests/lint).
 *
 * Rules about time take struct os_clock, so that tests can give them a fake. Threads that wait, budgets and frames
 * count on os_mono_ns(). */
#ifndef GH_OS_CLOCK_H
#define GH_OS_CLOCK_H

#include <stdbool.h>

#include "base/tick.h"

#define OS_SECOND_NS INT64_C(1000000000)
#define OS_MILLISECOND_NS INT64_C(1000000)

/* What speaks for the wall clock. */
enum os_wall_support {
    OS_WALL_UNPROVEN = 0, /* nothing: it may have been set by hand, or start in 1970 */
    OS_WALL_BATTERY,      /* the kernel took it from a clock with a battery (RTC) at the start */
    OS_WALL_SYNCHRONISED  /* NTP has synchronised it (adjtimex: not STA_UNSYNC) */
};

struct os_reading {
    tick wall; /* CLOCK_REALTIME: what the system believes; may be wrong or jump (os/trusted_time.h) */
    enum os_wall_support support; /* of wall */
    int64_t boot_ns; /* CLOCK_BOOTTIME: nanoseconds since the start of the machine, counts sleep, never jumps */
};

struct os_clock {
    struct os_reading (*read)(void *context);
    void *context; /* borrowed */
};

/* The machine's own two clocks; needs nothing and holds nothing. battery: what os_battery_clock() says, or what the
 * configuration knows better; it counts as support while NTP has not synchronised the wall clock. */
struct os_clock os_clock_system(bool battery);

/* Returns true when the kernel set the wall clock from an RTC at the start (/sys/class/rtc/rtcN/hctosys). */
bool os_battery_clock(void);

#define OS_BOOT_ID_SIZE 37 /* a UUID and NUL */
/* Fills in the id of this boot (/proc/sys/kernel/random/boot_id); "" when the kernel does not tell. */
void os_boot_id(char out[static OS_BOOT_ID_SIZE]);

/* Returns a fake clock that stands still until its reading is changed. */
struct os_clock os_clock_fake(struct os_reading *reading);

static inline struct os_reading os_clock_read(const struct os_clock *clock)
{
    return clock->read(clock->context);
}

/* Return CLOCK_MONOTONIC: time since a moment before this process began. It never jumps, and it stands still while the
 * machine sleeps. For deadlines, durations and moments of frames inside one process. */
int64_t os_mono_ns(void);
int64_t os_mono_ms(void);
/* Returns CLOCK_REALTIME, which may be wrong or jump: for dates in texts, never for a rule. */
tick os_wall(void);
/* Returns CLOCK_THREAD_CPUTIME_ID: the time that this thread has worked, without its waits. */
int64_t os_work_ns(void);

/* Moves both clocks of a fake on, as on a machine whose clock is right. */
void os_reading_advance(struct os_reading *reading, tick by);

#endif

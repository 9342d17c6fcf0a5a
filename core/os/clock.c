#include "os/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/timex.h>
#include <time.h>

#include "os/file.h"

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

static struct os_reading read_clocks(enum os_wall_support least)
{
    struct timex state = {0}; /* reads only */
    bool synchronised = adjtimex(&state) >= 0 && !(state.status & STA_UNSYNC);
    return (struct os_reading){.wall = os_wall(),
                               .support = synchronised ? OS_WALL_SYNCHRONISED : least,
                               .boot_ns = nanoseconds(CLOCK_BOOTTIME)};
}

static struct os_reading read_system(void *context)
{
    (void)context;
    return read_clocks(OS_WALL_UNPROVEN);
}

static struct os_reading read_with_battery(void *context)
{
    (void)context;
    return read_clocks(OS_WALL_BATTERY);
}

struct os_clock os_clock_system(bool battery)
{
    return (struct os_clock){.read = battery ? read_with_battery : read_system};
}

bool os_battery_clock(void)
{
    enum { RTC_MAX = 4 };
    char path[64];
    for (int i = 0; i < RTC_MAX; i++) {
        uint8_t text[2] = {0};
        size_t len = 0;
        (void)snprintf(path, sizeof path, "/sys/class/rtc/rtc%d/hctosys", i);
        if (!os_file_read(path, text, sizeof text, &len) && len > 0 && text[0] == '1')
            return true;
    }
    return false;
}

void os_boot_id(char out[static OS_BOOT_ID_SIZE])
{
    uint8_t text[OS_BOOT_ID_SIZE];
    size_t len = 0;
    bool read = os_file_read("/proc/sys/kernel/random/boot_id", text, sizeof text, &len) == GH_OK;
    bool whole = read && len >= OS_BOOT_ID_SIZE - 1;
    memcpy(out, text, whole ? OS_BOOT_ID_SIZE - 1 : 0);
    out[whole ? OS_BOOT_ID_SIZE - 1 : 0] = '\0';
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

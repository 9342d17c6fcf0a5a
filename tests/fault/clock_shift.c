/* Preloaded into programs: their clocks are those of the machine plus what the file GATEHOUSE_CLOCK_SHIFT says: two
 * 64-bit integers of this machine's byte order, the seconds to add to the wall clock and to the time since boot. It may
 * change while they run; an hour passes for all of them at once. The monotonic clock stays, as in a machine that
 * sleeps. */
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

enum { WALL, BOOT, SHIFTS };

static const volatile int64_t *shifts;
static pthread_once_t opened = PTHREAD_ONCE_INIT;

static void open_shifts(void)
{
    const char *path = getenv("GATEHOUSE_CLOCK_SHIFT");
    int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    void *page = fd >= 0 ? mmap(NULL, SHIFTS * sizeof *shifts, PROT_READ, MAP_SHARED, fd, 0) : MAP_FAILED;
    if (page != MAP_FAILED)
        shifts = page;
    if (fd >= 0)
        close(fd);
}

int clock_gettime(clockid_t id, struct timespec *out)
{
    int result = (int)syscall(SYS_clock_gettime, id, out);
    (void)pthread_once(&opened, open_shifts);
    if (result == 0 && shifts && (id == CLOCK_REALTIME || id == CLOCK_BOOTTIME))
        out->tv_sec += (time_t)shifts[id == CLOCK_REALTIME ? WALL : BOOT];
    return result;
}

time_t time(time_t *out)
{
    struct timespec now = {0};
    (void)clock_gettime(CLOCK_REALTIME, &now);
    if (out)
        *out = now.tv_sec;
    return now.tv_sec;
}

int gettimeofday(struct timeval *restrict out, void *restrict zone)
{
    struct timespec now = {0};
    int result = clock_gettime(CLOCK_REALTIME, &now);
    (void)zone;
    *out = (struct timeval){.tv_sec = now.tv_sec, .tv_usec = now.tv_nsec / 1000};
    return result;
}

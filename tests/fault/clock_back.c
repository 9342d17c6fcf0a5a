/* Preloaded into a program: its wall clock is GATEHOUSE_CLOCK_BACK_S seconds behind. Every other clock is right. */
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int clock_gettime(clockid_t id, struct timespec *out)
{
    int result = (int)syscall(SYS_clock_gettime, id, out);
    const char *back = getenv("GATEHOUSE_CLOCK_BACK_S");
    if (result == 0 && id == CLOCK_REALTIME && back)
        out->tv_sec -= (time_t)atol(back);
    return result;
}

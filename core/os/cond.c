#include "os/cond.h"

#include <time.h>

#include "os/clock.h"

enum gh_status os_cond_init(pthread_cond_t *cond)
{
    pthread_condattr_t attributes;
    if (pthread_condattr_init(&attributes) != 0)
        return GH_NO_MEMORY;
    bool made =
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) == 0 && pthread_cond_init(cond, &attributes) == 0;
    (void)pthread_condattr_destroy(&attributes);
    return made ? GH_OK : GH_NO_MEMORY;
}

bool os_cond_wait_until(pthread_cond_t *cond, pthread_mutex_t *lock, int64_t until_ns)
{
    const struct timespec until = {.tv_sec = (time_t)(until_ns / OS_SECOND_NS),
                                   .tv_nsec = (long)(until_ns % OS_SECOND_NS)};
    return pthread_cond_timedwait(cond, lock, &until) == 0;
}

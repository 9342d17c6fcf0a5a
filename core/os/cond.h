/* Condition variables whose timed waits count on CLOCK_MONOTONIC: a wall clock that is set neither ends nor prolongs
 * them. */
#ifndef GH_OS_COND_H
#define GH_OS_COND_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"

/* GH_NO_MEMORY when the system gives none. The caller ends it with pthread_cond_destroy(). */
enum gh_status GH_MUST_USE os_cond_init(pthread_cond_t *cond);
/* Waits until somebody signals or os_mono_ns() reaches until_ns; false: the time has passed. It may wake without a
 * signal, as pthread_cond_wait() does. cond: of os_cond_init(). */
bool os_cond_wait_until(pthread_cond_t *cond, pthread_mutex_t *lock, int64_t until_ns);

#endif

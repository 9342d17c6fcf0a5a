/* Providers that do not answer are left alone for a while: otherwise everybody who begins a sign-in would hold a thread
 * until its time limit. After the first failure nobody is sent there for BREAKER_FIRST, after each further one twice as
 * long, up to BREAKER_CAP. Then one call tries, and the others go on without until it has succeeded. */
#ifndef GH_SERVER_IDENTITY_BREAKER_H
#define GH_SERVER_IDENTITY_BREAKER_H

#include <pthread.h>
#include <stdbool.h>

#include "base/status.h"
#include "base/tick.h"

#define BREAKER_FIRST (5 * TICK_SECOND)
#define BREAKER_CAP TICK_MINUTE
#define BREAKER_TRY (30 * TICK_SECOND) /* a try counts as failed after so long; more than any time limit */
#define BREAKER_ORIGIN_SIZE 160        /* of scheme, host and port, with NUL; what is longer is cut */
#define BREAKER_ORIGINS 64             /* with trouble at once; the oldest is forgotten */

struct identity_breaker {
    pthread_mutex_t lock;
    struct breaker_origin {
        char origin[BREAKER_ORIGIN_SIZE]; /* "": free */
        unsigned failures;                /* in a row */
        bool tried;                       /* one call is trying */
        tick until;                       /* nobody else calls before */
    } origins[BREAKER_ORIGINS];
    size_t next; /* the place that is used next */
};

/* Makes a breaker at a fixed address; several threads use it. GH_NO_MEMORY. */
enum gh_status GH_MUST_USE identity_breaker_init(struct identity_breaker *breaker);
void identity_breaker_destroy(struct identity_breaker *breaker);

/* Returns whether the origin of a URL may be called. now: by a clock that never goes back. */
bool identity_breaker_may(struct identity_breaker *breaker, const char *url, tick now);
/* Notes whether a call got an answer, of whatever content. */
void identity_breaker_note(struct identity_breaker *breaker, const char *url, bool answered, tick now);

#endif

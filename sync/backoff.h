/* When to try again: exponential back-off with jitter, and what the server asks for. Pure. */
#ifndef GH_SYNC_BACKOFF_H
#define GH_SYNC_BACKOFF_H

#include <stdint.h>

#define BACKOFF_FIRST_MS 500
/* A booth behind a cut cable tries for days, and must be back within ten seconds of the repair. So the wait for a
 * network never grows beyond this. */
#define BACKOFF_NETWORK_MAX_MS 6000
/* A server that answers wrongly gets more time. */
#define BACKOFF_SERVER_MAX_MS 300000
#define BACKOFF_RETRY_AFTER_MAX_MS 3600000

struct backoff {
    unsigned failures; /* in a row */
};

/* Records a failure and returns how long to wait, in milliseconds. max_ms: one of the above. retry_after_s: as the
 * server asked, or 0. random: any 32 bits, for the jitter of at most a half. */
int64_t backoff_failed(struct backoff *backoff, int64_t max_ms, int64_t retry_after_s, uint32_t random);
void backoff_reset(struct backoff *backoff);

#endif

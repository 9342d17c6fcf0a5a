/* Counts what the server does, for /metrics and /readyz. All functions may be called from any thread, and all take a
 * NULL meters, which counts nothing: tests that need none make none.
 *
 * Requests are counted by route and by class of status, their durations by lane, so that the number of series is fixed
 * when the program is built: no id, name or address becomes a label. */
#ifndef GH_SERVER_METERS_METERS_H
#define GH_SERVER_METERS_METERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "base/tick.h"

#define METERS_LANES 8
#define METERS_CLASSES 6  /* by status / 100; 0: the client left before an answer */
#define METERS_BUCKETS 12 /* of the histogram, the last without a limit */

/* Upper limits of the histogram's buckets in nanoseconds, without the last. */
extern const int64_t meters_limits_ns[METERS_BUCKETS - 1];

struct meters;

/* Makes meters for a table of `routes` routes; one more counts requests without a route. GH_NO_MEMORY. */
enum gh_status GH_MUST_USE meters_open(size_t routes, struct meters **out);
void meters_close(struct meters *meters);

/* Counts an answered request. route: its index, or the number of routes for none. lane < METERS_LANES. status: of
 * HTTP, or 0. duration_ns: from the complete request to the answer, without the time of a long poll. */
void meters_request(struct meters *meters, size_t route, unsigned lane, int status, int64_t duration_ns);
uint64_t meters_requests(const struct meters *meters, size_t route, int status_class);

struct meters_histogram {
    uint64_t buckets[METERS_BUCKETS]; /* each by itself, not added up */
    int64_t sum_ns;
};
void meters_histogram(const struct meters *meters, unsigned lane, struct meters_histogram *out);

/* A round of the periodic jobs in this process. */
struct meters_rounds {
    uint64_t done, failed, left; /* left to another process, which held the lease */
    tick succeeded_at;           /* end of the last one that was done; 0: none was */
    int64_t duration_ns;         /* of the last one that was done or failed */
};
/* Counts a round. status: GH_OK, GH_BUSY for one that was left, any other failed. */
void meters_round(struct meters *meters, enum gh_status status, tick ended_at, int64_t duration_ns);
void meters_rounds(const struct meters *meters, struct meters_rounds *out);

/* Rounds that read the mailbox in this process. */
struct meters_mailbox {
    uint64_t done, failed, left;
    tick succeeded_at; /* 0: none was */
};
/* Counts such a round, as meters_round(). */
void meters_mailbox(struct meters *meters, enum gh_status status, tick ended_at);
void meters_mailboxes(const struct meters *meters, struct meters_mailbox *out);

/* A pool of threads at this moment, and what it did since the start. */
struct meters_pool {
    const char *name; /* literal; NULL ends the list */
    unsigned threads, busy, waiting;
    uint64_t done, refused;
    int64_t waited_ns; /* in the queue, of all that was done */
};

/* What the listener has at this moment. */
struct meters_gauges {
    struct meters_pool pools[METERS_LANES];
    unsigned connections, answering; /* open; of those with a request that is worked on or answered */
    uint64_t cut;                    /* connections that were too slow, too many, or in the way of newer ones */
    unsigned long_polls;
    size_t body_bytes; /* of requests that arrive or run */
};
typedef void meters_read(void *context, struct meters_gauges *out);
/* Says where the gauges come from. Call before any request runs; the source lives until the last has ended. */
void meters_source(struct meters *meters, meters_read *read, void *context);
/* Reads them. All are zero without a source. */
void meters_gauges(const struct meters *meters, struct meters_gauges *out);

/* Notes that the server stops: from then on it is not ready. */
void meters_stopping(struct meters *meters);
bool meters_are_stopping(const struct meters *meters);

#endif

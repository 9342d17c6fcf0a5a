/* Atomic counters. Reading takes no lock: the values of one scrape may be from slightly different moments. */
#include "meters/meters.h"

#include <stdatomic.h>
#include <stdlib.h>

#define MS INT64_C(1000000)

const int64_t meters_limits_ns[METERS_BUCKETS - 1] = {1 * MS,   5 * MS,   10 * MS,   25 * MS,   50 * MS,   100 * MS,
                                                      250 * MS, 500 * MS, 1000 * MS, 2500 * MS, 10000 * MS};

struct lane {
    atomic_uint_fast64_t buckets[METERS_BUCKETS];
    atomic_int_fast64_t sum_ns;
};

struct meters {
    struct lane lanes[METERS_LANES];
    atomic_uint_fast64_t rounds_done, rounds_failed, rounds_left;
    atomic_int_fast64_t round_at, round_ns;
    atomic_uint_fast64_t mail_done, mail_failed, mail_left;
    atomic_int_fast64_t mail_at;
    atomic_bool stopping;
    meters_read *read;
    void *context; /* of read */
    size_t routes;
    atomic_uint_fast64_t requests[][METERS_CLASSES];
};

enum gh_status meters_open(size_t routes, struct meters **out)
{
    struct meters *m = calloc(1, sizeof *m + (routes + 1) * sizeof m->requests[0]);
    if (!m)
        return GH_NO_MEMORY;
    m->routes = routes;
    *out = m;
    return GH_OK;
}

void meters_close(struct meters *meters)
{
    free(meters);
}

static void add(atomic_uint_fast64_t *counter)
{
    (void)atomic_fetch_add_explicit(counter, 1, memory_order_relaxed);
}

void meters_request(struct meters *meters, size_t route, unsigned lane, int status, int64_t duration_ns)
{
    size_t bucket = 0;
    if (!meters || route > meters->routes || lane >= METERS_LANES || status < 0 || status / 100 >= METERS_CLASSES)
        return;
    while (bucket < METERS_BUCKETS - 1 && duration_ns > meters_limits_ns[bucket])
        bucket++;
    add(&meters->requests[route][status / 100]);
    add(&meters->lanes[lane].buckets[bucket]);
    (void)atomic_fetch_add_explicit(&meters->lanes[lane].sum_ns, duration_ns, memory_order_relaxed);
}

uint64_t meters_requests(const struct meters *meters, size_t route, int status_class)
{
    return meters ? atomic_load_explicit(&meters->requests[route][status_class], memory_order_relaxed) : 0;
}

void meters_histogram(const struct meters *meters, unsigned lane, struct meters_histogram *out)
{
    *out = (struct meters_histogram){.sum_ns = 0};
    for (size_t i = 0; meters && i < METERS_BUCKETS; i++)
        out->buckets[i] = atomic_load_explicit(&meters->lanes[lane].buckets[i], memory_order_relaxed);
    if (meters)
        out->sum_ns = atomic_load_explicit(&meters->lanes[lane].sum_ns, memory_order_relaxed);
}

void meters_round(struct meters *meters, enum gh_status status, tick ended_at, int64_t duration_ns)
{
    if (!meters)
        return;
    add(status == GH_BUSY ? &meters->rounds_left : status ? &meters->rounds_failed : &meters->rounds_done);
    if (status != GH_BUSY)
        atomic_store(&meters->round_ns, duration_ns);
    if (!status)
        atomic_store(&meters->round_at, ended_at);
}

void meters_mailbox(struct meters *meters, enum gh_status status, tick ended_at)
{
    if (!meters)
        return;
    add(status == GH_BUSY ? &meters->mail_left : status ? &meters->mail_failed : &meters->mail_done);
    if (!status)
        atomic_store(&meters->mail_at, ended_at);
}

void meters_mailboxes(const struct meters *meters, struct meters_mailbox *out)
{
    *out = (struct meters_mailbox){.done = 0};
    if (!meters)
        return;
    *out = (struct meters_mailbox){.done = atomic_load(&meters->mail_done),
                                   .failed = atomic_load(&meters->mail_failed),
                                   .left = atomic_load(&meters->mail_left),
                                   .succeeded_at = atomic_load(&meters->mail_at)};
}

void meters_rounds(const struct meters *meters, struct meters_rounds *out)
{
    *out = (struct meters_rounds){.done = 0};
    if (!meters)
        return;
    *out = (struct meters_rounds){.done = atomic_load(&meters->rounds_done),
                                  .failed = atomic_load(&meters->rounds_failed),
                                  .left = atomic_load(&meters->rounds_left),
                                  .succeeded_at = atomic_load(&meters->round_at),
                                  .duration_ns = atomic_load(&meters->round_ns)};
}

void meters_source(struct meters *meters, meters_read *read, void *context)
{
    if (!meters)
        return;
    meters->read = read;
    meters->context = context;
}

void meters_gauges(const struct meters *meters, struct meters_gauges *out)
{
    *out = (struct meters_gauges){.connections = 0};
    if (meters && meters->read)
        meters->read(meters->context, out);
}

void meters_stopping(struct meters *meters)
{
    if (meters)
        atomic_store(&meters->stopping, true);
}

bool meters_are_stopping(const struct meters *meters)
{
    return meters && atomic_load(&meters->stopping);
}

/* What time alone brings: visits that are over, reminders, ended bans and sessions, the erasure of old data.
 *
 * Any number of server processes may run this thread on one database: the process that gets the lease runs the round,
 * and everything in a round can be done twice without harm. */
#ifndef GH_SERVER_JOBS_JOBS_H
#define GH_SERVER_JOBS_JOBS_H

#include "db/db.h"
#include "issue/issuer.h"
#include "os/clock.h"
#include "os/log.h"
#include "vault/vault.h"

#define JOBS_EVERY (30 * TICK_SECOND)

struct jobs_options {
    struct db_pool *pool; /* borrowed, as all below */
    const struct vault *vault;
    struct issuer *issuer;
    const char *public_url;
    struct os_clock clock;
    struct os_log log;
};

/* How much a round did; for the log. */
struct jobs_report {
    int64_t ended;    /* applications whose time is over */
    int64_t reminded; /* stages of reminders that were sent */
    int64_t lifted;   /* bans */
    int64_t sessions;
    int64_t erased; /* applications whose personal data were wiped */
};

/* One round now, if its lease is free: GH_BUSY when another process has it. */
enum gh_status GH_MUST_USE jobs_round(const struct jobs_options *options, struct jobs_report *report);

struct jobs;
/* A round at once, and then every JOBS_EVERY of the machine's time. */
enum gh_status GH_MUST_USE jobs_start(const struct jobs_options *options, struct jobs **out);
/* Ends after the round that is running. Takes NULL. */
void jobs_stop(struct jobs *jobs);

#endif

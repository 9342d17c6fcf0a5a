/* Periodic jobs: ends past visits, sends reminders, lifts expired bars, deletes old sessions, erases old data.
 *
 * Several server processes may run this thread on one database. The process that takes the lease runs the round. Every
 * step of a round may safely run twice. */
#ifndef GH_SERVER_JOBS_JOBS_H
#define GH_SERVER_JOBS_JOBS_H

#include "db/db.h"
#include "issue/issuer.h"
#include "meters/meters.h"
#include "os/clock.h"
#include "os/log.h"
#include "records/lineage.h"
#include "vault/vault.h"

#define JOBS_EVERY (30 * TICK_SECOND)

struct jobs_options {
    struct db_pool *pool; /* all pointers are borrowed */
    struct vault *vault;
    const char *keys; /* the folder of the vault's keys, looked at for newer ones; NULL: it never changes */
    struct issuer *issuer;
    struct lineage_watch *lineage; /* the thread's own until jobs_stop(); NULL: watches no lineage */
    const char *public_url;
    const char *database;  /* its URL; NULL: nobody leaves notes beside it (records/export_note.h) */
    struct meters *meters; /* counts the thread's rounds; NULL: nothing is counted */
    struct os_clock clock;
    struct os_log log;
};

/* Counts of one round, for the log. */
struct jobs_report {
    int64_t ended;     /* applications finished or lapsed */
    int64_t passed_on; /* applications of heads that have left */
    int64_t reminded;  /* reminder stages sent */
    int64_t digests;   /* mails with open exceptions */
    int64_t lifted;    /* entries of the barred list */
    int64_t sessions;
    int64_t indexed; /* of an older server: names without an index text, mobile numbers without a hash, passes without a
                        number */
    int64_t erased;  /* applications whose personal data were erased */
    int64_t forgotten; /* entries of the audit trail that are older than it is kept */
};

/* Looks whether the database is still the one that it was (records/lineage.h), and logs a new lineage. */
enum gh_status GH_MUST_USE jobs_tend_lineage(const struct jobs_options *options);

/* Runs one round now. GH_BUSY: another process holds the lease. */
enum gh_status GH_MUST_USE jobs_round(const struct jobs_options *options, struct jobs_report *report);

struct jobs;
/* Starts the thread: one round at once, then one every JOBS_EVERY. */
enum gh_status GH_MUST_USE jobs_start(const struct jobs_options *options, struct jobs **out);
/* Begins the next round now. Call from any thread. */
void jobs_wake(struct jobs *jobs);
/* Stops after the current round and signs the audit trail. Takes NULL. */
void jobs_stop(struct jobs *jobs);

#endif

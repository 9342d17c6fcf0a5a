/* Reads the campus directory when the day or an administrator asks for it (directory/run.h): a thread that looks when
 * it is woken, and every few seconds. Of several server processes the one with the lease reads. */
#ifndef GH_SERVER_JOBS_DIRECTORY_JOB_H
#define GH_SERVER_JOBS_DIRECTORY_JOB_H

#include "db/db.h"
#include "directory/source.h"
#include "os/clock.h"
#include "os/log.h"
#include "vault/vault.h"

struct directory_job_options {
    struct db_pool *pool; /* all pointers are borrowed */
    const struct vault *vault;
    struct directory_place place;
    struct os_clock clock;
    struct os_log log;
};

/* Makes one run if one is due. GH_NOT_FOUND: none is. GH_BUSY: another process makes it. */
enum gh_status GH_MUST_USE directory_job_round(const struct directory_job_options *options);

struct directory_job;
/* Starts the thread. */
enum gh_status GH_MUST_USE directory_job_start(const struct directory_job_options *options, struct directory_job **out);
/* Looks at once, if a run is due. job: a struct directory_job, or NULL. Call from any thread. */
void directory_job_wake(void *job);
/* Stops after the current run. Takes NULL. */
void directory_job_stop(struct directory_job *job);

#endif

#include "jobs/directory_job.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/tick.h"
#include "directory/run.h"
#include "os/cond.h"

#define DB_WAIT_MS 5000
#define LOOK_EVERY (5 * TICK_SECOND)

struct directory_job {
    struct directory_job_options options;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool stop, woken;
};

static tick now_of(const struct directory_job_options *o)
{
    return os_clock_read(&o->clock).wall;
}

/* Looks with a connection that reads: SQLite has one that can write. */
static enum gh_status look(const struct directory_job_options *o)
{
    struct db *db;
    bool due = false;
    enum gh_status status = db_pool_take(o->pool, DB_READ, DB_WAIT_MS, &db);
    if (status)
        return status;
    status = directory_run_due(db, o->vault, now_of(o), &due);
    db_pool_give(o->pool, db);
    return status ? status : due ? GH_OK : GH_NOT_FOUND;
}

/* Takes the order and the settings, and gives the connection back: the directory may be slow. */
static enum gh_status begin(const struct directory_job_options *o, struct directory_order *order,
                            struct directory_settings *settings, bool *secret)
{
    struct db *db;
    enum gh_status status = db_pool_take(o->pool, DB_WRITE, DB_WAIT_MS, &db);
    if (status)
        return status;
    status = directory_run_take(db, o->vault, now_of(o), order);
    if (!status)
        status = directory_settings_load(db, o->vault, settings);
    *secret = status != GH_CORRUPT;
    db_pool_give(o->pool, db);
    return status == GH_CORRUPT ? GH_OK : status;
}

static enum gh_status end(const struct directory_job_options *o, const struct directory_order *order,
                          struct directory_reading *reading)
{
    struct db *db;
    const char *state = "";
    enum gh_status status = db_pool_take(o->pool, DB_WRITE, DB_WAIT_MS, &db);
    if (status)
        return status;
    status = directory_run_end(db, o->vault, order, reading, now_of(o), &state);
    db_pool_give(o->pool, db);
    if (status)
        return status;
    OS_LOG(&o->log, reading->fault.kind ? OS_LOG_WARNING : OS_LOG_INFO, "directory-read",
           os_log_word("purpose", directory_purpose_name((int)order->purpose)), os_log_word("state", state),
           os_log_word("fault", directory_fault_name((int)reading->fault.kind)),
           os_log_integer("units", reading->snapshot ? (int64_t)reading->snapshot->unit_count : 0),
           os_log_integer("people", reading->snapshot ? (int64_t)reading->snapshot->people_count : 0));
    return GH_OK;
}

enum gh_status directory_job_round(const struct directory_job_options *o)
{
    struct directory_order order = {.id = 0};
    struct directory_settings settings;
    struct directory_snapshot snapshot = {.unit_count = 0};
    struct directory_reading reading = {.settings = &settings};
    bool secret = true;
    enum gh_status status = look(o);
    if (!status)
        status = begin(o, &order, &settings, &secret);
    if (status)
        return status;
    enum gh_status read = secret ? directory_read(&o->place, &settings, &snapshot, &reading.fault)
                                 : directory_fail(&reading.fault, DIRECTORY_SECRET, "");
    reading.snapshot = read ? NULL : &snapshot;
    status = end(o, &order, &reading);
    directory_snapshot_free(&snapshot);
    directory_settings_wipe(&settings);
    return status;
}

static bool wait_for_next(struct directory_job *job)
{
    const int64_t until_ns = os_mono_ns() + LOOK_EVERY * OS_MILLISECOND_NS;
    bool in_time = true;
    pthread_mutex_lock(&job->lock);
    while (!job->stop && !job->woken && in_time)
        in_time = os_cond_wait_until(&job->wake, &job->lock, until_ns);
    job->woken = false;
    bool go_on = !job->stop;
    pthread_mutex_unlock(&job->lock);
    return go_on;
}

static void *run(void *context)
{
    struct directory_job *job = context;
    enum gh_status last = GH_OK;
    do {
        enum gh_status status = directory_job_round(&job->options);
        if (status == GH_NOT_FOUND || status == GH_BUSY)
            status = GH_OK;
        if (status && status != last)
            OS_LOG(&job->options.log, OS_LOG_ERROR, "directory-failed", os_log_status("status", status));
        last = status;
    } while (wait_for_next(job));
    return NULL;
}

enum gh_status directory_job_start(const struct directory_job_options *options, struct directory_job **out)
{
    struct directory_job *job = calloc(1, sizeof *job);
    if (!job)
        return GH_NO_MEMORY;
    job->options = *options;
    if (pthread_mutex_init(&job->lock, NULL) != 0)
        goto no_lock;
    if (os_cond_init(&job->wake))
        goto no_wake;
    if (pthread_create(&job->thread, NULL, run, job) != 0)
        goto no_thread;
    *out = job;
    return GH_OK;
no_thread:
    (void)pthread_cond_destroy(&job->wake);
no_wake:
    (void)pthread_mutex_destroy(&job->lock);
no_lock:
    free(job);
    return GH_NO_MEMORY;
}

void directory_job_wake(void *context)
{
    struct directory_job *job = context;
    if (!job)
        return;
    pthread_mutex_lock(&job->lock);
    job->woken = true;
    pthread_cond_signal(&job->wake);
    pthread_mutex_unlock(&job->lock);
}

void directory_job_stop(struct directory_job *job)
{
    if (!job)
        return;
    pthread_mutex_lock(&job->lock);
    job->stop = true;
    pthread_cond_signal(&job->wake);
    pthread_mutex_unlock(&job->lock);
    (void)pthread_join(job->thread, NULL);
    (void)pthread_cond_destroy(&job->wake);
    (void)pthread_mutex_destroy(&job->lock);
    free(job);
}

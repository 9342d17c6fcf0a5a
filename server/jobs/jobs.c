/* The thread that runs the periodic jobs, under a lease in the database. */
#include "jobs/jobs.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "accounts/account_mobile.h"
#include "act/alert.h"
#include "act/digest.h"
#include "act/pass_on.h"
#include "act/tell_card.h"
#include "auth/brake.h"
#include "auth/session.h"
#include "identity/flow.h"
#include "issue/key_epoch.h"
#include "issue/pass_number.h"
#include "issue/pass_place.h"
#include "jobs/reseal.h"
#include "jobs/steps.h"
#include "os/cond.h"
#include "records/audit_adopt.h"
#include "records/audit_seal.h"
#include "records/barred.h"
#include "records/boxes.h"
#include "records/change.h"
#include "records/export_note.h"
#include "records/name_index.h"
#include "records/pass_claim.h"
#include "records/portal_key.h"
#include "records/request_key.h"
#include "records/setting.h"
#include "records/shared_key.h"
#include "records/sign_in_failure.h"
#include "records/subject.h"

#define DB_WAIT_MS 5000
/* Longer than any round. After this time another process takes over from one that died in a round. */
#define LEASE (5 * TICK_MINUTE)
#define INDEXED_MAX 5000 /* names of an older server, per round */
#define ERASED_MAX 50    /* applications per round */

struct jobs {
    struct jobs_options options;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool stop, woken;
    struct reseal reseal; /* the thread's own */
};

/* The lease goes by the database's clock, which all processes share. */
static enum gh_status take_lease(struct db *db)
{
    tick now = 0;
    enum gh_status status = db_now(db, &now);
    if (!status)
        status = db_query(db, NULL, "UPDATE job_lease SET until_at = $1 WHERE name = 'round' AND until_at <= $2",
                          DB_INT(now + LEASE), DB_INT(now));
    return status ? status : db_changed(db) == 1 ? GH_OK : GH_BUSY;
}

static enum gh_status give_lease(struct db *db)
{
    return db_query(db, NULL, "UPDATE job_lease SET until_at = 0 WHERE name = 'round'");
}

static enum gh_status erase_old(struct db *db, tick now, int64_t *erased)
{
    int64_t days;
    enum gh_status status = setting_load(db, SETTING_RETENTION_DAYS, &days);
    return status ? status : retention_run(db, now, days, ERASED_MAX, erased);
}

static enum gh_status forget_audit(const struct jobs_options *o, struct db *db, tick now, int64_t *forgotten)
{
    int64_t days;
    enum gh_status status = setting_load(db, SETTING_AUDIT_DAYS, &days);
    return status ? status : audit_retain(db, o->vault, now, days, forgotten);
}

static enum gh_status do_round(const struct jobs_options *o, struct db *db, tick now, struct jobs_report *report)
{
    const struct act_context context = {
        .db = db, .vault = o->vault, .issuer = o->issuer, .public_url = o->public_url, .now = now, .address = ""};
    enum gh_status status = barred_sweep(db, now, &report->lifted);
    if (!status)
        status = lapse_over(&context, &report->ended);
    if (!status)
        status = pass_on_departed(&context, &report->passed_on);
    if (!status)
        status = remind_deciders(&context, &report->reminded);
    if (!status)
        status = watch_booths(db, now);
    if (!status)
        status = digest_send(&context, &report->digests);
    if (!status)
        status = alert_send(&context);
    if (!status)
        status = session_sweep(db, now, &report->sessions);
    if (!status)
        status = identity_flow_sweep(db, now);
    if (!status)
        status = brake_sweep(db);
    if (!status)
        status = sign_in_failures_flush(db, now);
    if (!status)
        status = erase_old(db, now, &report->erased);
    if (!status)
        status = forget_audit(o, db, now, &report->forgotten);
    if (!status && o->database)
        status = export_note_take(db, o->database);
    if (!status)
        status = boxes_sweep(db, now);
    if (!status)
        status = tell_card_sweep(db, now);
    if (!status)
        status = request_key_sweep(db, now);
    if (!status)
        status = pass_claim_sweep(db);
    if (!status)
        status = portal_token_sweep(db, now);
    if (!status)
        status = change_sweep(db);
    if (!status)
        status = name_index_fill(db, o->vault, INDEXED_MAX, &report->indexed);
    if (!status)
        status = account_mobile_fill(db, o->vault, INDEXED_MAX, &report->indexed);
    if (!status)
        status = pass_number_fill(db, INDEXED_MAX, &report->indexed);
    if (!status)
        status = pass_place_fill(db, INDEXED_MAX, &report->indexed);
    return status;
}

enum gh_status jobs_round(const struct jobs_options *options, struct jobs_report *report)
{
    struct db *db;
    tick now = os_clock_read(&options->clock).wall;
    struct jobs_report done = {0};
    enum gh_status status = db_pool_take(options->pool, DB_WRITE, DB_WAIT_MS, &db);
    if (status)
        return status;
    status = take_lease(db);
    if (!status) {
        status = do_round(options, db, now, &done);
        enum gh_status given = give_lease(db);
        status = status ? status : given;
    }
    db_pool_give(options->pool, db);
    *report = done;
    return status;
}

/* Links what an older server wrote into the audit trail. */
static void adopt_audit(const struct jobs_options *o)
{
    struct db *db;
    int64_t count = 0;
    enum gh_status status = db_pool_take(o->pool, DB_WRITE, DB_WAIT_MS, &db);
    if (!status) {
        status = audit_adopt(db, os_clock_read(&o->clock).wall, &count);
        db_pool_give(o->pool, db);
    }
    if (status)
        OS_LOG(&o->log, OS_LOG_ERROR, "audit-not-adopted", os_log_status("status", status));
    else if (count > 0)
        OS_LOG(&o->log, OS_LOG_NOTICE, "audit-adopted", os_log_integer("entries", count));
}

/* At the end all failed sign-ins go to the trail, also those of this minute. */
static void flush_failures(const struct jobs_options *o)
{
    struct db *db;
    enum gh_status status = db_pool_take(o->pool, DB_WRITE, DB_WAIT_MS, &db);
    if (!status) {
        status = sign_in_failures_flush(db, os_clock_read(&o->clock).wall + TICK_MINUTE);
        db_pool_give(o->pool, db);
    }
    if (status)
        OS_LOG(&o->log, OS_LOG_ERROR, "audit-behind", os_log_status("status", status));
}

/* Signs the newest entry of the audit trail where the last signature is older than `age`, and logs it: the log is
 * elsewhere than the database. */
static void seal_audit(const struct jobs_options *o, tick age)
{
    struct db *db;
    struct audit_seal made = {.sequence = 0};
    char hash[2 * AUDIT_HASH_LEN + 1];
    enum gh_status status = db_pool_take(o->pool, DB_WRITE, DB_WAIT_MS, &db);
    if (!status) {
        status = audit_seal_head(db, o->vault, os_clock_read(&o->clock).wall, age, &made);
        db_pool_give(o->pool, db);
    }
    if (status)
        OS_LOG(&o->log, OS_LOG_ERROR, "audit-not-signed", os_log_status("status", status));
    if (status || made.sequence == 0)
        return;
    hex_encode(BYTES(made.hash, sizeof made.hash), hash);
    OS_LOG(&o->log, OS_LOG_INFO, "audit-signed", os_log_integer("entry", made.sequence), os_log_word("hash", hash));
}

/* Every process does this, not only the one that has the lease. */
static void agree_on_keys(const struct jobs_options *o)
{
    struct db *db;
    if (!o->issuer || db_pool_take(o->pool, DB_WRITE, DB_WAIT_MS, &db))
        return;
    enum gh_status status = key_epoch_agree(db, o->issuer, os_clock_read(&o->clock).wall);
    db_pool_give(o->pool, db);
    if (status == GH_UNAVAILABLE)
        OS_LOG(&o->log, OS_LOG_ERROR, "keys-behind", os_log_integer("epoch", (int64_t)issuer_epoch(o->issuer)));
    else if (status)
        OS_LOG(&o->log, OS_LOG_WARNING, "keys-not-compared", os_log_status("status", status));
}

enum gh_status jobs_tend_lineage(const struct jobs_options *o)
{
    struct db *db;
    const char *began = NULL;
    enum gh_status status = o->lineage ? db_pool_take(o->pool, DB_WRITE, DB_WAIT_MS, &db) : GH_NOT_FOUND;
    if (status)
        return status == GH_NOT_FOUND ? GH_OK : status;
    status = lineage_tend(db, o->lineage, &began);
    db_pool_give(o->pool, db);
    if (!status && began)
        OS_LOG(&o->log, strcmp(began, "first") == 0 ? OS_LOG_NOTICE : OS_LOG_WARNING, "lineage-began",
               os_log_word("cause", began), os_log_unsigned("position", o->lineage->seen.position));
    return status;
}

static void run_round(const struct jobs_options *o)
{
    struct jobs_report r = {0};
    const int64_t began_ns = os_mono_ns();
    enum gh_status tended = jobs_tend_lineage(o);
    enum gh_status status = jobs_round(o, &r);
    if (tended && tended != GH_BUSY && !status)
        status = tended;
    meters_round(o->meters, status, os_clock_read(&o->clock).wall, os_mono_ns() - began_ns);
    if (status && status != GH_BUSY)
        OS_LOG(&o->log, OS_LOG_ERROR, "jobs-failed", os_log_status("status", status));
    if (r.ended || r.passed_on || r.reminded || r.digests || r.lifted || r.erased || r.indexed || r.forgotten)
        OS_LOG(&o->log, OS_LOG_INFO, "jobs-done", os_log_integer("ended", r.ended),
               os_log_integer("passed_on", r.passed_on), os_log_integer("reminded", r.reminded),
               os_log_integer("digests", r.digests), os_log_integer("bans_ended", r.lifted),
               os_log_integer("applications_erased", r.erased), os_log_integer("indexed", r.indexed),
               os_log_integer("audit_removed", r.forgotten));
}

static bool wait_for_next(struct jobs *jobs)
{
    const int64_t until_ns = os_mono_ns() + JOBS_EVERY * OS_MILLISECOND_NS;
    bool in_time = true;
    pthread_mutex_lock(&jobs->lock);
    while (!jobs->stop && !jobs->woken && in_time)
        in_time = os_cond_wait_until(&jobs->wake, &jobs->lock, until_ns);
    jobs->woken = false;
    bool go_on = !jobs->stop;
    pthread_mutex_unlock(&jobs->lock);
    return go_on;
}

/* Takes a new key of the vault, and seals with it what older ones sealed. Every process does this. */
static void tend_vault(struct jobs *jobs)
{
    const struct jobs_options *o = &jobs->options;
    struct db *db;
    int64_t resealed = 0, failed = 0;
    if (o->keys && vault_refresh(o->vault, o->keys))
        OS_LOG(&o->log, OS_LOG_NOTICE, "vault-key-changed", os_log_integer("key", vault_key_number(o->vault)));
    if (vault_key_number(o->vault) == 1 || db_pool_take(o->pool, DB_WRITE, DB_WAIT_MS, &db))
        return;
    const bool done = jobs->reseal.done && jobs->reseal.key == vault_key_number(o->vault);
    enum gh_status status = done ? GH_OK : reseal_some(db, o->vault, &jobs->reseal, &resealed, &failed);
    db_pool_give(o->pool, db);
    if (status)
        OS_LOG(&o->log, OS_LOG_WARNING, "reseal-failed", os_log_status("status", status));
    else if (!done)
        OS_LOG(&o->log, failed ? OS_LOG_WARNING : OS_LOG_NOTICE,
               jobs->reseal.done ? "vault-resealed" : "vault-resealing", os_log_integer("key", jobs->reseal.key),
               os_log_integer("rows", resealed), os_log_integer("failed", failed));
}

/* Takes new keys into use that booths hold too. Every process does this; one of them succeeds. */
static void tend_shared_keys(const struct jobs_options *o)
{
    struct shared_keys before, keys;
    struct db *db;
    if (db_pool_take(o->pool, DB_WRITE, DB_WAIT_MS, &db))
        return;
    enum gh_status status = shared_keys_advance(db, o->vault, os_clock_read(&o->clock).wall, &before, &keys);
    db_pool_give(o->pool, db);
    if (status)
        OS_LOG(&o->log, OS_LOG_WARNING, "shared-keys-not-read", os_log_status("status", status));
    else if (keys.own != before.own)
        OS_LOG(&o->log, OS_LOG_NOTICE, "booth-keys", os_log_integer("key", keys.number[VAULT_DATA]));
    for (int kind = 0; !status && kind < VAULT_SHARED_KINDS; kind++) {
        const bool taken = keys.number[kind] != before.number[kind];
        if (taken || !vault_shared_key(o->vault, (enum vault_kind)kind, keys.number[kind]))
            OS_LOG(&o->log, taken ? OS_LOG_NOTICE : OS_LOG_WARNING, taken ? "shared-key" : "shared-key-missing",
                   os_log_word("kind", kind == VAULT_DATA ? "data" : "campus"),
                   os_log_integer("key", keys.number[kind]));
    }
}

static void *run(void *context)
{
    struct jobs *jobs = context;
    adopt_audit(&jobs->options);
    do {
        agree_on_keys(&jobs->options);
        run_round(&jobs->options);
        seal_audit(&jobs->options, AUDIT_SEAL_EVERY);
        tend_vault(jobs);
        tend_shared_keys(&jobs->options);
    } while (wait_for_next(jobs));
    flush_failures(&jobs->options);
    seal_audit(&jobs->options, 0);
    return NULL;
}

enum gh_status jobs_start(const struct jobs_options *options, struct jobs **out)
{
    struct jobs *jobs = calloc(1, sizeof *jobs);
    if (!jobs)
        return GH_NO_MEMORY;
    jobs->options = *options;
    if (pthread_mutex_init(&jobs->lock, NULL) != 0)
        goto no_lock;
    if (os_cond_init(&jobs->wake))
        goto no_wake;
    if (pthread_create(&jobs->thread, NULL, run, jobs) != 0)
        goto no_thread;
    *out = jobs;
    return GH_OK;
no_thread:
    (void)pthread_cond_destroy(&jobs->wake);
no_wake:
    (void)pthread_mutex_destroy(&jobs->lock);
no_lock:
    free(jobs);
    return GH_NO_MEMORY;
}

void jobs_wake(struct jobs *jobs)
{
    pthread_mutex_lock(&jobs->lock);
    jobs->woken = true;
    pthread_cond_signal(&jobs->wake);
    pthread_mutex_unlock(&jobs->lock);
}

void jobs_stop(struct jobs *jobs)
{
    if (!jobs)
        return;
    pthread_mutex_lock(&jobs->lock);
    jobs->stop = true;
    pthread_cond_signal(&jobs->wake);
    pthread_mutex_unlock(&jobs->lock);
    (void)pthread_join(jobs->thread, NULL);
    (void)pthread_cond_destroy(&jobs->wake);
    (void)pthread_mutex_destroy(&jobs->lock);
    free(jobs);
}

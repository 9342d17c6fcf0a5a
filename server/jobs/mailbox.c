#include "jobs/mailbox.h"

#include <pthread.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "act/mail_in.h"
#include "os/cond.h"

#define DB_WAIT_MS 5000
#define LEASE (10 * TICK_MINUTE) /* renewed with each mail */
#define SOURCE_SIZE 512

struct mailbox {
    struct mailbox_options options;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool stop, woken;
};

/* A round at work. It holds a connection of the pool only while it asks the database: SQLite has one that can write,
 * and the mail server may be slow. */
struct reading {
    const struct mailbox_options *options;
    struct imap_client *client;
    uint8_t name[VAULT_HASH_LEN]; /* of the mailbox */
    int64_t validity;
    struct mailbox_report *report;
};

static enum gh_status take_lease(struct db *db, bool held)
{
    tick now = 0;
    enum gh_status status = db_now(db, &now);
    if (!status)
        status =
            db_query(db, NULL, "UPDATE job_lease SET until_at = $1 WHERE name = 'mail' AND (until_at <= $2 OR $3 = 1)",
                     DB_INT(now + LEASE), DB_INT(now), DB_INT(held));
    return status ? status : db_changed(db) == 1 ? GH_OK : GH_BUSY;
}

static enum gh_status begin_round(const struct mailbox_options *o)
{
    struct db *db;
    enum gh_status status = db_pool_take(o->pool, DB_WRITE, DB_WAIT_MS, &db);
    if (status)
        return status;
    status = take_lease(db, false);
    db_pool_give(o->pool, db);
    return status;
}

static enum gh_status end_round(const struct mailbox_options *o)
{
    struct db *db;
    enum gh_status status = db_pool_take(o->pool, DB_WRITE, DB_WAIT_MS, &db);
    if (status)
        return status;
    status = db_query(db, NULL, "UPDATE job_lease SET until_at = 0 WHERE name = 'mail'");
    db_pool_give(o->pool, db);
    return status;
}

/* Every process gives the same mailbox the same name. */
static void name_mailbox(struct reading *r)
{
    char source[SOURCE_SIZE];
    int len = snprintf(source, sizeof source, "%s %s", r->options->server->user, r->options->server->url);
    vault_hash(r->options->vault, "mailbox", BYTES(source, len < SOURCE_SIZE ? (size_t)len : SOURCE_SIZE - 1), r->name);
}

/* Keeps the lease, and looks whether a mail was taken before. */
static enum gh_status look(const struct reading *r, const struct mail_place *place, bool *known)
{
    struct db *db;
    enum gh_status status = db_pool_take(r->options->pool, DB_WRITE, DB_WAIT_MS, &db);
    if (status)
        return status;
    status = take_lease(db, true);
    if (!status)
        status = mail_filing_known(db, place, known);
    db_pool_give(r->options->pool, db);
    return status;
}

static enum gh_status store(struct reading *r, const struct mail_arrival *arrival)
{
    struct act_context context = {
        .vault = r->options->vault, .public_url = "", .now = os_clock_read(&r->options->clock).wall, .address = ""};
    enum mail_aside aside = MAIL_FINE;
    enum gh_status status = db_pool_take(r->options->pool, DB_WRITE, DB_WAIT_MS, &context.db);
    if (status)
        return status;
    status = mail_in_take(&context, arrival, &aside);
    db_pool_give(r->options->pool, context.db);
    if (!status)
        (*(aside == MAIL_FINE ? &r->report->taken : &r->report->aside))++;
    if (!status && aside != MAIL_FINE)
        OS_LOG(&r->options->log, OS_LOG_NOTICE, "mail-aside", os_log_word("reason", mail_aside_name(aside)));
    return status;
}

static enum gh_status take_new(struct reading *r, struct mail_arrival *arrival)
{
    uint8_t *raw = NULL;
    size_t len = 0;
    int64_t size = 0;
    enum gh_status status = imap_size(r->client, arrival->place.uid, &size);
    arrival->too_large = size > (int64_t)MIME_MAIL_MAX;
    if (!status)
        status = imap_fetch(r->client, arrival->place.uid, arrival->too_large,
                            arrival->too_large ? MIME_HEAD_MAX : MIME_MAIL_MAX, &raw, &len);
    if (status == GH_TOO_LONG) { /* a head without end, or a size that was not true: put aside unseen */
        arrival->too_large = true;
        status = GH_OK;
    }
    arrival->raw = BYTES(raw, len);
    if (!status)
        status = store(r, arrival);
    if (raw)
        sodium_memzero(raw, len);
    free(raw);
    return status;
}

static enum gh_status take_one(struct reading *r, int64_t uid)
{
    const struct mailbox_options *o = r->options;
    struct mail_arrival arrival = {.place = {.mailbox = r->name, .validity = r->validity, .uid = uid},
                                   .campus = o->campus,
                                   .trusted = o->trusted,
                                   .own = o->own};
    bool known = false;
    enum gh_status status = look(r, &arrival.place, &known);
    if (!status && !known)
        status = take_new(r, &arrival);
    return status ? status : imap_put_away(r->client, uid);
}

static enum gh_status read_all(struct reading *r)
{
    int64_t uids[MAILBOX_ROUND_MAX];
    size_t count = 0;
    enum gh_status last = GH_OK, status = imap_validity(r->client, &r->validity);
    if (!status)
        status = imap_list(r->client, uids, MAILBOX_ROUND_MAX, &count);
    /* One mail that can't be read keeps none of the others waiting. */
    for (size_t i = 0; !status && i < count; i++) {
        enum gh_status one = take_one(r, uids[i]);
        last = one ? one : last;
    }
    return status ? status : last;
}

enum gh_status mailbox_round(const struct mailbox_options *options, struct mailbox_report *report,
                             char error[static IMAP_ERROR_SIZE])
{
    struct reading r = {.options = options, .report = report};
    *report = (struct mailbox_report){0};
    error[0] = '\0';
    enum gh_status status = begin_round(options);
    if (status)
        return status;
    name_mailbox(&r);
    status = imap_open(options->server, &r.client);
    if (!status)
        status = read_all(&r);
    if (r.client)
        (void)snprintf(error, IMAP_ERROR_SIZE, "%s", imap_error(r.client));
    imap_close(r.client);
    enum gh_status ended = end_round(options);
    return status ? status : ended;
}

static void run_round(const struct mailbox_options *o)
{
    struct mailbox_report report;
    char error[IMAP_ERROR_SIZE];
    enum gh_status status = mailbox_round(o, &report, error);
    meters_mailbox(o->meters, status, os_clock_read(&o->clock).wall);
    if (status && status != GH_BUSY)
        OS_LOG(&o->log, OS_LOG_WARNING, "mailbox-not-read", os_log_status("status", status),
               os_log_system_message("error", error));
    if (report.taken || report.aside)
        OS_LOG(&o->log, OS_LOG_INFO, "mailbox-read", os_log_integer("taken", report.taken),
               os_log_integer("aside", report.aside));
}

static bool wait_for_next(struct mailbox *m)
{
    const int64_t until_ns = os_mono_ns() + m->options.every_seconds * TICK_SECOND * OS_MILLISECOND_NS;
    bool in_time = true;
    pthread_mutex_lock(&m->lock);
    while (!m->stop && !m->woken && in_time)
        in_time = os_cond_wait_until(&m->wake, &m->lock, until_ns);
    m->woken = false;
    bool go_on = !m->stop;
    pthread_mutex_unlock(&m->lock);
    return go_on;
}

static void *run(void *context)
{
    struct mailbox *m = context;
    do
        run_round(&m->options);
    while (wait_for_next(m));
    return NULL;
}

enum gh_status mailbox_start(const struct mailbox_options *options, struct mailbox **out)
{
    struct mailbox *m = calloc(1, sizeof *m);
    if (!m)
        return GH_NO_MEMORY;
    m->options = *options;
    if (pthread_mutex_init(&m->lock, NULL) != 0)
        goto no_lock;
    if (os_cond_init(&m->wake))
        goto no_wake;
    if (pthread_create(&m->thread, NULL, run, m) != 0)
        goto no_thread;
    *out = m;
    return GH_OK;
no_thread:
    (void)pthread_cond_destroy(&m->wake);
no_wake:
    (void)pthread_mutex_destroy(&m->lock);
no_lock:
    free(m);
    return GH_NO_MEMORY;
}

void mailbox_wake(struct mailbox *m)
{
    if (!m)
        return;
    pthread_mutex_lock(&m->lock);
    m->woken = true;
    pthread_cond_signal(&m->wake);
    pthread_mutex_unlock(&m->lock);
}

void mailbox_stop(struct mailbox *m)
{
    if (!m)
        return;
    pthread_mutex_lock(&m->lock);
    m->stop = true;
    pthread_cond_signal(&m->wake);
    pthread_mutex_unlock(&m->lock);
    (void)pthread_join(m->thread, NULL);
    (void)pthread_cond_destroy(&m->wake);
    (void)pthread_mutex_destroy(&m->lock);
    free(m);
}

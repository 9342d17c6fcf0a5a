/* The thread that sends audit entries to a collector. */
#include "notify/audit_ship.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "notify/audit_line.h"
#include "os/clock.h"
#include "os/cond.h"

#define DB_WAIT_MS 5000
#define AT_ONCE 200 /* entries in one round, and sent again after a lost connection */
#define EVERY TICK_SECOND
#define PAUSE_MAX TICK_MINUTE
#define LEASE TICK_MINUTE
#define SETTLE_MS 5000

static const char *const LEASE_NAME = "audit-syslog", *const ENTRIES = "audit-syslog.entry",
                         *const HEADS = "audit-syslog.head";

struct audit_ship {
    struct audit_ship_options options;
    struct syslog_client *client; /* NULL: not connected */
    char host[AUDIT_HOST_SIZE];
    bool down, again; /* again: the connection was lost after entries were sent */
    tick pause;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool stop;
};

static enum gh_status read_position(struct db *db, const char *name, int64_t *value)
{
    struct db_rows rows = {0};
    *value = 0;
    enum gh_status status = db_query(db, &rows, "SELECT value FROM counter WHERE name = $1", DB_TEXT(name));
    if (!status && !(status = db_next(&rows)))
        *value = db_int(&rows, 0);
    db_rows_end(&rows);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

static enum gh_status write_position(struct db *db, const char *name, int64_t value)
{
    return db_query(db, NULL,
                    "INSERT INTO counter (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = $2",
                    DB_TEXT(name), DB_INT(value));
}

/* The lease goes by the database's clock, which all processes share. */
static enum gh_status take_lease(struct db *db)
{
    tick now = 0;
    enum gh_status status = db_now(db, &now);
    if (!status)
        status =
            db_query(db, NULL, "INSERT INTO job_lease (name, until_at) VALUES ($1, 0) ON CONFLICT (name) DO NOTHING",
                     DB_TEXT(LEASE_NAME));
    if (!status)
        status = db_query(db, NULL, "UPDATE job_lease SET until_at = $1 WHERE name = $2 AND until_at <= $3",
                          DB_INT(now + LEASE), DB_TEXT(LEASE_NAME), DB_INT(now));
    return status ? status : db_changed(db) == 1 ? GH_OK : GH_BUSY;
}

static enum gh_status give_lease(struct db *db)
{
    return db_query(db, NULL, "UPDATE job_lease SET until_at = 0 WHERE name = $1", DB_TEXT(LEASE_NAME));
}

/* Sends entries above *position and moves it on. *count: how many. */
static enum gh_status send_entries(struct audit_ship *s, struct db *db, int64_t *position, int64_t *count)
{
    struct db_rows rows = {0};
    struct audit_row row;
    uint8_t hash[AUDIT_HASH_LEN];
    char line[AUDIT_LINE_MAX];
    enum gh_status status =
        db_query(db, &rows,
                 "SELECT l.sequence, l.hash, " AUDIT_ROW_COLUMNS " FROM audit_link l JOIN audit u ON u.id = l.entry "
                 "WHERE l.sequence > $1 ORDER BY l.sequence LIMIT $2",
                 DB_INT(*position), DB_INT(AT_ONCE));
    while (!status && !(status = db_next(&rows))) {
        const int64_t sequence = db_int(&rows, 0);
        status = db_copy_blob(&rows, 1, hash, sizeof hash);
        if (!status)
            status = audit_row_read(&rows, 2, &row);
        if (!status)
            status = syslog_client_send(s->client, BYTES(line, audit_line_entry(s->host, &row, sequence, hash, line)));
        if (!status) {
            *position = sequence;
            ++*count;
        }
    }
    db_rows_end(&rows);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

static enum gh_status send_heads(struct audit_ship *s, struct db *db, int64_t *position, int64_t *count)
{
    struct audit_seal head;
    char line[AUDIT_LINE_MAX];
    enum gh_status status = GH_OK;
    while (!status && !(status = audit_seal_next(db, AUDIT_HEAD, *position, &head))) {
        status = syslog_client_send(s->client, BYTES(line, audit_line_head(s->host, &head, line)));
        if (!status) {
            *position = head.sequence;
            ++*count;
        }
    }
    return status == GH_NOT_FOUND ? GH_OK : status;
}

struct positions {
    int64_t entry, head;
};

static enum gh_status begin_round(struct audit_ship *s, struct positions *p)
{
    struct db *db;
    enum gh_status status = db_pool_take(s->options.pool, DB_WRITE, DB_WAIT_MS, &db);
    if (status)
        return status;
    status = take_lease(db);
    if (!status)
        status = read_position(db, ENTRIES, &p->entry);
    if (!status)
        status = read_position(db, HEADS, &p->head);
    db_pool_give(s->options.pool, db);
    return status;
}

/* Positions move only when the collector's machine has everything. */
static enum gh_status end_round(struct audit_ship *s, const struct positions *p, bool sent)
{
    struct db *db;
    enum gh_status status = db_pool_take(s->options.pool, DB_WRITE, DB_WAIT_MS, &db);
    if (status)
        return status;
    if (sent)
        status = write_position(db, ENTRIES, p->entry);
    if (!status && sent)
        status = write_position(db, HEADS, p->head);
    enum gh_status given = give_lease(db);
    db_pool_give(s->options.pool, db);
    return status ? status : given;
}

/* Sends what follows the positions and moves them on. Only a connection that reads is held meanwhile. */
static enum gh_status send_round(struct audit_ship *s, struct positions *p, int64_t *count, bool *lost)
{
    struct db *db;
    if (s->again)
        p->entry = p->entry > AT_ONCE ? p->entry - AT_ONCE : 0;
    enum gh_status status = db_pool_take(s->options.pool, DB_READ, DB_WAIT_MS, &db);
    if (status)
        return status;
    status = send_entries(s, db, &p->entry, count);
    if (!status && *count < AT_ONCE)
        status = send_heads(s, db, &p->head, count);
    *lost = status == GH_UNAVAILABLE && !db_lost(db);
    db_pool_give(s->options.pool, db);
    if (status)
        return status;
    status = syslog_client_settled(s->client, SETTLE_MS);
    *lost = status != GH_OK;
    return status;
}

static enum gh_status connect_again(struct audit_ship *s)
{
    char error[SYSLOG_ERROR_SIZE];
    if (s->client)
        return GH_OK;
    enum gh_status status = syslog_client_open(&s->options.target, &s->client, error);
    if (status) {
        syslog_client_close(s->client);
        s->client = NULL;
        if (!s->down)
            OS_LOG(&s->options.log, OS_LOG_ERROR, "audit-syslog-down", os_log_system_message("error", error));
    } else if (s->down) {
        OS_LOG(&s->options.log, OS_LOG_NOTICE, "audit-syslog-up", os_log_integer("port", s->options.target.port));
    }
    s->down = status != GH_OK;
    return status;
}

static void disconnect(struct audit_ship *s)
{
    syslog_client_close(s->client);
    s->client = NULL;
    s->again = true;
}

/* One round under the lease. *more: another one may follow at once. */
static enum gh_status ship(struct audit_ship *s, bool *more)
{
    struct positions at = {0};
    int64_t count = 0;
    bool lost = false;
    *more = false;
    enum gh_status status = connect_again(s);
    if (!status)
        status = begin_round(s, &at);
    if (status)
        return status == GH_BUSY ? GH_OK : status;
    status = send_round(s, &at, &count, &lost);
    if (lost)
        disconnect(s);
    enum gh_status ended = end_round(s, &at, !status && count > 0);
    if (!status && count > 0)
        s->again = false;
    *more = !status && !ended && count >= AT_ONCE;
    return status ? status : ended;
}

/* Returns false at the end. Without a collector the pause grows. */
static bool wait_for_next(struct audit_ship *s, bool failed)
{
    s->pause = !failed ? EVERY : s->pause * 2 < PAUSE_MAX ? s->pause * 2 : PAUSE_MAX;
    const int64_t until_ns = os_mono_ns() + s->pause * OS_MILLISECOND_NS;
    bool in_time = true;
    pthread_mutex_lock(&s->lock);
    while (!s->stop && in_time)
        in_time = os_cond_wait_until(&s->wake, &s->lock, until_ns);
    const bool go_on = !s->stop;
    pthread_mutex_unlock(&s->lock);
    return go_on;
}

static void *run(void *context)
{
    struct audit_ship *s = context;
    bool more = false, failed;
    do
        failed = ship(s, &more) != GH_OK;
    while (more || wait_for_next(s, failed));
    if (!s->down)
        (void)ship(s, &more);
    disconnect(s);
    return NULL;
}

enum gh_status audit_ship_start(const struct audit_ship_options *options, struct audit_ship **out)
{
    struct audit_ship *s = calloc(1, sizeof *s);
    if (!s)
        return GH_NO_MEMORY;
    s->options = *options;
    s->pause = EVERY;
    if (gethostname(s->host, sizeof s->host - 1) != 0 || strpbrk(s->host, " ]\""))
        s->host[0] = '\0';
    if (pthread_mutex_init(&s->lock, NULL) != 0)
        goto no_lock;
    if (os_cond_init(&s->wake))
        goto no_wake;
    if (pthread_create(&s->thread, NULL, run, s) != 0)
        goto no_thread;
    *out = s;
    return GH_OK;
no_thread:
    (void)pthread_cond_destroy(&s->wake);
no_wake:
    (void)pthread_mutex_destroy(&s->lock);
no_lock:
    free(s);
    return GH_NO_MEMORY;
}

void audit_ship_stop(struct audit_ship *s)
{
    if (!s)
        return;
    pthread_mutex_lock(&s->lock);
    s->stop = true;
    pthread_cond_signal(&s->wake);
    pthread_mutex_unlock(&s->lock);
    (void)pthread_join(s->thread, NULL);
    (void)pthread_cond_destroy(&s->wake);
    (void)pthread_mutex_destroy(&s->lock);
    free(s);
}

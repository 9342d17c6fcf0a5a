/* The daemon's files: replica to write, journal to read, what is wiped. */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "os/file.h"
#include "sync/daemon.h"
#include "wire/health.h"

#define STORES_EVERY_NS (1 * OS_SECOND_NS)
#define PRUNE_EVERY_NS (3600 * OS_SECOND_NS)
#define HEALTH_EVERY_NS (30 * OS_SECOND_NS)
/* A pass that ended a day ago still tells a guard that it was one. */
#define KEEP_ENDED TICK_DAY

static int64_t boot_ns(const struct daemon *d)
{
    return os_clock_read(&d->clock).boot_ns;
}

/* What is left under the name of a replica that is gone. Its readers have the old file open, and SQLite would not
 * begin a new one in it. */
static void set_rest_aside(struct daemon *d)
{
    char aside[OS_PATH_SIZE];
    enum gh_status status = replica_set_aside(d->config.replica, aside, sizeof aside);
    OS_LOG(&d->log, OS_LOG_ERROR, "replica-quarantined", os_log_path("to", aside), os_log_status("status", status));
}

/* A replica can be fetched again: what is gone is not saved. */
static void drop_lost_replica(struct daemon *d)
{
    if (!d->replica || !replica_in_place(d->replica))
        return;
    OS_LOG(&d->log, OS_LOG_ERROR, "replica-gone", os_log_path("replica", d->config.replica));
    agent_set_stores(d->agent, NULL, d->journal);
    replica_close(d->replica);
    d->replica = NULL;
    set_rest_aside(d);
}

static void open_replica(struct daemon *d)
{
    char aside[OS_PATH_SIZE];
    enum gh_status status = replica_open(d->config.replica, REPLICA_WRITE, &d->replica);
    if (status == GH_CORRUPT && !replica_set_aside(d->config.replica, aside, sizeof aside)) {
        OS_LOG(&d->log, OS_LOG_ERROR, "replica-quarantined", os_log_path("to", aside));
        status = replica_open(d->config.replica, REPLICA_WRITE, &d->replica);
    }
    if (status != d->replica_fault && status)
        OS_LOG(&d->log, OS_LOG_ERROR, "replica-not-open", os_log_status("status", status),
               os_log_path("replica", d->config.replica));
    d->replica_fault = status;
    /* The kiosk's user reads it, and needs its -shm: one group for both. */
    (void)chmod(d->config.replica, 0640);
}

/* ---- The replica beside ---- */

static void name_next(const struct daemon *d, const char *ending, char out[static OS_PATH_SIZE])
{
    (void)snprintf(out, OS_PATH_SIZE, "%s.next%s", d->config.replica, ending);
}

void daemon_drop_next(struct daemon *d)
{
    static const char *const endings[] = {"", "-wal", "-shm", ".lock"};
    char path[OS_PATH_SIZE];
    if (d->agent)
        agent_set_next(d->agent, NULL);
    replica_close(d->next);
    d->next = NULL;
    d->next_fault = GH_OK;
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        name_next(d, endings[i], path);
        (void)unlink(path);
    }
}

void daemon_open_next(struct daemon *d, bool empty)
{
    char path[OS_PATH_SIZE];
    enum gh_status before = d->next_fault;
    if (empty)
        daemon_drop_next(d);
    name_next(d, "", path);
    enum gh_status status = d->replica ? replica_open(path, REPLICA_WRITE, &d->next) : GH_NOT_FOUND;
    if (!status)
        status = replica_seed(d->next, d->replica);
    if (status) {
        replica_close(d->next);
        d->next = NULL;
    }
    if (status != before)
        OS_LOG(&d->log, status ? OS_LOG_ERROR : OS_LOG_NOTICE, "first-sync-beside", os_log_status("status", status),
               os_log_path("replica", path));
    if (status == GH_CORRUPT)
        daemon_drop_next(d);
    d->next_fault = status;
    agent_set_next(d->agent, d->next);
}

/* ---- Journal, health ---- */

static uint64_t file_identity(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 ? (uint64_t)st.st_ino ^ (uint64_t)st.st_dev << 48 : 0;
}

static void open_journal(struct daemon *d)
{
    uint64_t identity = file_identity(d->config.journal);
    if (d->journal && identity == d->journal_identity && !journal_in_place(d->journal))
        return;
    journal_close(d->journal);
    d->journal = NULL;
    d->journal_identity = identity;
    if (identity && journal_open_read(d->config.journal, &d->journal))
        d->journal = NULL;
    d->journal_foreign = d->journal && strcmp(journal_device(d->journal), d->config.device) != 0;
    if (d->journal_foreign) {
        journal_close(d->journal);
        d->journal = NULL;
    }
}

static int read_temperature(void)
{
    uint8_t text[16];
    size_t len = 0;
    long milli;
    if (os_file_read("/sys/class/thermal/thermal_zone0/temp", text, sizeof text - 1, &len))
        return INT32_MIN;
    text[len] = '\0';
    return sscanf((const char *)text, "%ld", &milli) == 1 ? (int)(milli / 100) : INT32_MIN;
}

/* What the hourly `gatehouse doctor` left. A file of another form counts as none. */
static void read_checks(struct daemon *d)
{
    char path[OS_PATH_SIZE], text[HEALTH_TEXT_SIZE + 1];
    struct health health;
    size_t len = 0;
    if (os_path_join(d->config.state, "doctor", path) || os_file_read(path, (uint8_t *)text, sizeof text - 1, &len) ||
        health_read(BYTES(text, len), &health))
        text[0] = '\0';
    else
        health_write(&health, text);
    agent_set_checks(d->agent, text);
}

static void measure(struct daemon *d)
{
    int percent = -1;
    if (journal_disk_used_percent(d->config.sync_state, &percent))
        percent = -1;
    if (d->agent)
        agent_set_health(d->agent, percent, read_temperature());
    if (d->agent)
        read_checks(d);
}

static void prune(struct daemon *d)
{
    uint64_t deleted = 0;
    struct replica_stat stat;
    /* By the server's time: a wrong clock here must not delete what is good still. */
    if (!d->replica || replica_stat(d->replica, &stat) || stat.ages.passes == 0)
        return;
    if (!replica_prune(d->replica, stat.ages.passes - KEEP_ENDED, &deleted) && deleted)
        OS_LOG(&d->log, OS_LOG_INFO, "replica-pruned", os_log_unsigned("passes", deleted));
}

void daemon_tend_stores(struct daemon *d)
{
    int64_t now = boot_ns(d);
    if (!d->agent || (now - d->stores_ns < STORES_EVERY_NS && d->stores_ns))
        return;
    drop_lost_replica(d);
    if (d->next && replica_in_place(d->next))
        daemon_open_next(d, true);
    const struct replica *replica = d->replica;
    const struct journal *journal = d->journal;
    d->stores_ns = now;
    if (!d->replica)
        open_replica(d);
    open_journal(d);
    if (d->replica != replica || d->journal != journal)
        agent_set_stores(d->agent, d->replica, d->journal);
    if (now - d->health_ns >= HEALTH_EVERY_NS || !d->health_ns) {
        d->health_ns = now;
        measure(d);
    }
    if (now - d->pruned_ns >= PRUNE_EVERY_NS) {
        d->pruned_ns = now;
        prune(d);
        if (!d->next && agent_state(d->agent)->problem == SYNC_NO_PROBLEM && agent_state(d->agent)->contact_ns)
            daemon_drop_next(d); /* of an earlier run, which needs it no more */
    }
}

void daemon_close_stores(struct daemon *d)
{
    if (d->agent) {
        agent_set_stores(d->agent, NULL, NULL);
        agent_set_next(d->agent, NULL);
    }
    replica_close(d->replica);
    replica_close(d->next);
    journal_close(d->journal);
    d->replica = d->next = NULL;
    d->journal = NULL;
    d->journal_identity = 0;
    d->stores_ns = 0;
}

void daemon_delete_replica(struct daemon *d)
{
    static const char *const endings[] = {"-wal", "-shm", ""};
    char path[OS_PATH_SIZE];
    daemon_close_stores(d);
    daemon_drop_next(d);
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        int n = snprintf(path, sizeof path, "%s%s", d->config.replica, endings[i]);
        if (n > 0 && (size_t)n < sizeof path)
            (void)unlink(path);
    }
}

void daemon_drop_campus_key(struct daemon *d)
{
    struct replica_stat stat;
    if (!d->config.campus_file[0] || access(d->config.campus_file, F_OK) || !d->replica ||
        replica_stat(d->replica, &stat) || stat.guards == 0 || stat.old_guards > 0)
        return;
    enum gh_status status = os_file_wipe(d->config.campus_file);
    OS_LOG(&d->log, status ? OS_LOG_ERROR : OS_LOG_NOTICE, "campus-key-deleted", os_log_status("status", status));
}

void daemon_wipe(struct daemon *d)
{
    daemon_delete_replica(d);
    const char *const keys[] = {d->config.campus_file, d->config.hardware_file};
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        enum gh_status wiped = keys[i][0] ? os_file_wipe(keys[i]) : GH_OK;
        if (wiped && wiped != GH_NOT_FOUND)
            OS_LOG(&d->log, OS_LOG_ERROR, "key-not-deleted", os_log_path("path", keys[i]),
                   os_log_status("status", wiped));
    }
    agent_free(d->agent);
    d->agent = NULL;
    d->enrolment.revoked = d->enrolment.wiped = true;
    d->enrolment.has_next = false;
    enum gh_status status = enrolment_save(d->config.sync_state, &d->enrolment);
    OS_LOG(&d->log, OS_LOG_WARNING, "device-wiped", os_log_id("device", &d->enrolment.device),
           os_log_status("noted", status));
}

/* The exchange with a USB stick, one step each time round the daemon's loop. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "sync/daemon.h"

void daemon_stick_begin(struct daemon *d)
{
    if (d->stick)
        return;
    memset(&d->stick_shown, 0, sizeof d->stick_shown);
    d->stick_shown.outcome = STICK_STORE;
    d->stick_tries++;
    if (!d->agent || key_file_read(d->config.root_file, KEY_ROOT_PUBLIC, d->stick_root, PUBLIC_KEY_LEN))
        return;
    const struct stick_options options = {.folders = d->config.stick,
                                          .state = d->config.sync_state,
                                          .device = d->enrolment.device,
                                          .secret_key = d->enrolment.secret_key,
                                          .root_public = d->stick_root,
                                          .clock = d->clock};
    enum gh_status status = stick_begin(&options, &d->stick);
    if (!status)
        d->stick_shown.outcome = STICK_RUNNING;
    else
        OS_LOG(&d->log, OS_LOG_ERROR, "stick-not-read", os_log_status("status", status));
}

static void name_next(const struct daemon *d, const char *ending, char out[static OS_PATH_SIZE])
{
    (void)snprintf(out, OS_PATH_SIZE, "%s.stick%s", d->config.replica, ending);
}

static void drop_next(struct daemon *d)
{
    static const char *const endings[] = {"", "-wal", "-shm", ".lock"};
    char path[OS_PATH_SIZE];
    replica_close(d->stick_next);
    d->stick_next = NULL;
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        name_next(d, endings[i], path);
        (void)unlink(path);
    }
}

static void open_next(struct daemon *d)
{
    char path[OS_PATH_SIZE];
    drop_next(d); /* of an earlier run */
    name_next(d, "", path);
    enum gh_status status = replica_open(path, REPLICA_WRITE, &d->stick_next);
    if (!status)
        return;
    OS_LOG(&d->log, OS_LOG_ERROR, "stick-not-read", os_log_status("status", status), os_log_path("replica", path));
    stick_give_up(d->stick, status);
}

/* The replica that a snapshot fills, beside the one that serves. */
static void tend_next(struct daemon *d)
{
    if (stick_wants_next(d->stick) && !d->stick_next)
        open_next(d);
    if (!stick_wants_next(d->stick) && d->stick_next)
        drop_next(d);
    if (!stick_took_over(d->stick))
        return;
    OS_LOG(&d->log, OS_LOG_NOTICE, "replica-replaced", os_log_word("why", "snapshot"));
    if (d->agent) { /* a pull under way goes on from what was here before */
        agent_set_stores(d->agent, NULL, d->journal);
        agent_set_stores(d->agent, d->replica, d->journal);
    }
}

void daemon_stick_work(struct daemon *d)
{
    if (!d->stick)
        return;
    bool goes_on = stick_step(d->stick, d->replica, d->stick_next, d->journal);
    stick_state(d->stick, &d->stick_shown);
    tend_next(d);
    if (goes_on)
        return;
    OS_LOG(&d->log, d->stick_shown.outcome == STICK_DONE ? OS_LOG_NOTICE : OS_LOG_WARNING, "stick-ended",
           os_log_word("outcome", stick_outcome_name(d->stick_shown.outcome)),
           os_log_unsigned("written", d->stick_shown.written));
    stick_end(d->stick);
    d->stick = NULL;
    if (d->agent)
        agent_set_stores(d->agent, d->replica, d->journal); /* it reads anew what is held */
}

void daemon_stick_status(const struct daemon *d, struct sync_status *out)
{
    if (d->stick_tries == 0)
        return;
    out->stick_tries = d->stick_tries;
    (void)snprintf(out->stick, sizeof out->stick, "%s", stick_outcome_name(d->stick_shown.outcome));
    out->stick_percent = d->stick_shown.percent;
    out->stick_written = d->stick_shown.written;
    out->stick_at = d->stick_shown.made_at;
}

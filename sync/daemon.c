#include "sync/daemon.h"

#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#define SEND_EVERY_NS (5 * OS_SECOND_NS)
#define POLL_MAX_MS 1000

static int64_t boot_ns(const struct daemon *d)
{
    return os_clock_read(&d->clock).boot_ns;
}

/* ---- What the network brings ---- */

/* Returns when certificates must be valid. A booth may start in any year. Once the server has proved the time, that
 * counts. Before, the last proved time counts where the clock is behind it: otherwise the certificate's dates would
 * refuse the answer that corrects the clock. */
static tick judging_time(const struct daemon *d)
{
    const struct agent_state *s = d->agent ? agent_state(d->agent) : NULL;
    struct replica_stat stat;
    tick wall = os_clock_read(&d->clock).wall;
    if (s && s->clock_known)
        return agent_server_time(d->agent);
    tick proved = d->replica && replica_stat(d->replica, &stat) == GH_OK ? stat.ages.passes : 0;
    return proved && (wall < proved || (s && s->problem == SYNC_TLS_DATE)) ? proved : 0;
}

static enum gh_status start_request(void *context, enum agent_slot slot, const struct agent_request *request)
{
    struct daemon *d = context;
    transfers_judge_at(d->transfers, judging_time(d));
    return transfers_start(d->transfers, slot, request);
}

static void cancel_request(void *context, enum agent_slot slot)
{
    struct daemon *d = context;
    transfers_cancel(d->transfers, slot);
}

static void take_claim(void *context, const struct sync_claim *claim)
{
    struct daemon *d = context;
    d->claim = *claim;
    d->claim_due = true;
}

static enum gh_status keep_key(void *context, const uint8_t *secret_key, bool confirmed)
{
    struct daemon *d = context;
    enum gh_status status = enrolment_keep_key(d->config.sync_state, &d->enrolment, secret_key, confirmed);
    OS_LOG(&d->log, status ? OS_LOG_ERROR : OS_LOG_NOTICE, "booth-key",
           os_log_word("step", confirmed ? "replaced" : "made"), os_log_status("status", status));
    return status;
}

static enum gh_status take_data(void *context, int slot, int status, struct bytes data)
{
    struct daemon *d = context;
    if (slot != TRANSFER_ENROL)
        return d->agent ? agent_data(d->agent, (enum agent_slot)slot, status, data) : GH_BUSY;
    struct enrolling *e = d->enrolling;
    if (!e || data.len > sizeof e->answer - e->answer_len)
        return GH_TOO_LONG;
    memcpy(e->answer + e->answer_len, data.data, data.len);
    e->answer_len += data.len;
    return GH_OK;
}

static void set_word(struct daemon *d, const char *word)
{
    (void)snprintf(d->enrolment_word, sizeof d->enrolment_word, "%s", word);
}

static void forget_try(struct daemon *d)
{
    if (d->enrolling)
        sodium_memzero(d->enrolling, sizeof *d->enrolling);
    free(d->enrolling);
    d->enrolling = NULL;
}

static void take_enrolment(struct daemon *d, const struct agent_outcome *outcome)
{
    const char *word = "";
    if (!d->enrolling)
        return;
    enum gh_status status = enrolling_end(d->enrolling, outcome, &d->config, &word);
    set_word(d, word);
    OS_LOG(&d->log, status ? OS_LOG_WARNING : OS_LOG_NOTICE, "enrolment", os_log_word("outcome", word),
           os_log_status("status", status));
    if (!status) {
        /* The replica may come from another server or campus. */
        daemon_delete_replica(d);
        agent_free(d->agent);
        d->agent = NULL;
        d->enrolment = d->enrolling->made;
    }
    forget_try(d);
    /* Later: a new agent opens its own transfers, and these are still running. */
    d->agent_due = !status;
}

static void take_done(void *context, int slot, const struct agent_outcome *outcome)
{
    struct daemon *d = context;
    if (slot == TRANSFER_ENROL)
        take_enrolment(d, outcome);
    else if (d->agent)
        agent_done(d->agent, (enum agent_slot)slot, outcome);
}

static enum gh_status open_transfers(struct daemon *d, const char *server)
{
    (void)snprintf(d->address, sizeof d->address, "%s", server);
    const struct transfer_options options = {.server = d->address,
                                             .ca_file = d->config.ca_file,
                                             .proxy = d->config.proxy,
                                             .certificate = d->config.certificate,
                                             .key = d->config.certificate_key,
                                             .plain_http = d->config.plain_http == 1,
                                             .data = take_data,
                                             .done = take_done,
                                             .context = d};
    transfers_free(d->transfers);
    d->transfers = NULL;
    return transfers_new(&options, &d->transfers);
}

/* ---- Enrolment ---- */

static enum gh_status send_enrolment(struct daemon *d, const char *server, const struct sync_command *command)
{
    struct agent_request request;
    uint8_t binding[HARDWARE_MAX];
    size_t len = 0;
    d->enrolling = calloc(1, sizeof *d->enrolling);
    if (!d->enrolling)
        return GH_NO_MEMORY;
    enum gh_status status = enrolment_binding(&d->config, binding, &len);
    if (!status)
        status = enrolling_begin(d->enrolling, server, transfers_host(d->transfers), command, &d->config,
                                 BYTES(binding, len), os_clock_read(&d->clock).wall, &request);
    sodium_memzero(binding, sizeof binding);
    return status ? status : transfers_start(d->transfers, TRANSFER_ENROL, &request);
}

void daemon_enrol(struct daemon *d, const struct sync_command *command)
{
    const char *address = d->config.server[0] ? d->config.server : command->server;
    d->enrol_tries++;
    if (d->enrolling)
        return;
    if (d->enrolment.done && !d->enrolment.revoked) {
        set_word(d, "enrolled-already");
        return;
    }
    agent_free(d->agent);
    d->agent = NULL;
    enum gh_status status = open_transfers(d, address);
    if (!status)
        status = send_enrolment(d, address, command);
    set_word(d, status == GH_MALFORMED ? "bad-address"
                : status == GH_DENIED  ? sync_problem_name(SYNC_PLAIN_HTTP)
                : status               ? "store"
                                       : "running");
    if (status)
        forget_try(d);
}

/* ---- The agent ---- */

static enum gh_status start_agent(struct daemon *d)
{
    unsigned wait = (unsigned)d->config.wait_seconds;
    struct agent_options options = {.ops = {d, start_request, cancel_request, take_claim, keep_key},
                                    .clock = d->clock,
                                    .random = os_random_system(),
                                    .program = GATEHOUSE_VERSION,
                                    .hardware = hardware_name(hardware_kind(d->config.hardware_file)),
                                    .ping_seconds = (unsigned)d->config.ping_seconds,
                                    .wait_seconds = wait < SYNC_WAIT_MAX ? wait : SYNC_WAIT_MAX};
    enum gh_status status = open_transfers(d, d->config.server[0] ? d->config.server : d->enrolment.server);
    if (!status)
        status = enrolment_read_root(&d->enrolment, &d->config);
    if (status)
        return status;
    memcpy(options.identity.root_public, d->enrolment.root_public, PUBLIC_KEY_LEN);
    options.identity.device = d->enrolment.device;
    memcpy(options.identity.secret_key, d->enrolment.secret_key, SECRET_KEY_LEN);
    options.identity.has_next = d->enrolment.has_next;
    memcpy(options.identity.next_key, d->enrolment.next_key, SECRET_KEY_LEN);
    (void)snprintf(options.identity.host, sizeof options.identity.host, "%s", transfers_host(d->transfers));
    status = agent_new(&options, &d->agent);
    sodium_memzero(&options, sizeof options);
    d->stores_ns = 0;
    daemon_tend_stores(d);
    return status;
}

static void start_due_agent(struct daemon *d)
{
    if (!d->agent_due)
        return;
    d->agent_due = false;
    enum gh_status status = start_agent(d);
    d->plain_http = status == GH_DENIED;
    if (status)
        OS_LOG(&d->log, OS_LOG_ERROR, "sync-not-started", os_log_status("status", status),
               os_log_path("root", d->config.root_file));
}

/* ---- Status ---- */

static enum sync_problem problem_of(const struct daemon *d)
{
    if (!d->agent)
        return SYNC_NOT_ENROLLED;
    enum gh_status fault = d->replica_fault ? d->replica_fault : d->next_fault;
    return fault ? sync_problem_of_status(fault) : agent_state(d->agent)->problem;
}

static void fill_agent(const struct daemon *d, struct sync_status *out)
{
    const struct agent_state *s = agent_state(d->agent);
    int64_t now = boot_ns(d);
    out->revoked = s->problem == SYNC_REVOKED;
    out->syncing = s->syncing || (s->empty && s->problem == SYNC_NO_PROBLEM);
    out->received = s->syncing ? s->received : 0;
    out->position = s->position;
    out->acknowledged = s->acknowledged;
    out->waiting = s->waiting;
    out->applications = s->boxes[BOX_WALK_UP - 1];
    out->contact_at = s->contact_at;
    out->contact_ago = s->contact_ns ? (uint32_t)((now - s->contact_ns) / OS_SECOND_NS) : 0;
    out->next_try = s->next_try_ns > now ? (uint32_t)((s->next_try_ns - now + OS_SECOND_NS - 1) / OS_SECOND_NS) : 0;
    out->clock_known = s->clock_known;
    out->server_time = agent_server_time(d->agent);
    out->gap = s->gap;
    out->forked = s->forked || d->journal_foreign;
    out->aside = s->aside;
    out->other_history = s->other_history;
    (void)snprintf(out->problem, sizeof out->problem, "%s", sync_problem_name(problem_of(d)));
}

static void fill_status(const struct daemon *d, struct sync_status *out)
{
    memset(out, 0, sizeof *out);
    out->enrolled = d->enrolment.done;
    out->enrol_tries = d->enrol_tries;
    (void)snprintf(out->enrolment, sizeof out->enrolment, "%s", d->enrolment_word);
    (void)snprintf(out->server, sizeof out->server, "%.*s", (int)sizeof out->server - 1,
                   d->config.server[0] ? d->config.server : d->enrolment.server);
    if (d->enrolment.done) {
        uuid_format(&d->enrolment.device, out->device);
        enrolment_fingerprint(&d->enrolment, out->fingerprint);
    }
    if (d->agent)
        fill_agent(d, out);
    else
        (void)snprintf(out->problem, sizeof out->problem, "%s",
                       sync_problem_name(d->enrolment.wiped ? SYNC_REVOKED
                                         : d->plain_http    ? SYNC_PLAIN_HTTP
                                                            : SYNC_NOT_ENROLLED));
    daemon_stick_status(d, out);
    out->wiped = d->enrolment.wiped;
    out->revoked = out->revoked || d->enrolment.revoked;
}

static void log_problem(struct daemon *d)
{
    enum sync_problem problem = problem_of(d);
    if (problem == d->logged)
        return;
    d->logged = problem;
    OS_LOG(&d->log, problem ? OS_LOG_WARNING : OS_LOG_NOTICE, "sync",
           os_log_word("problem", sync_problem_name(problem)),
           os_log_unsigned("waiting", d->agent ? agent_state(d->agent)->waiting : 0));
    (void)sd_notifyf(0, "STATUS=%s", problem ? sync_problem_name(problem) : "up to date");
}

/* Once each time that it begins. */
static void log_fork(struct daemon *d)
{
    bool forked = d->journal_foreign || (d->agent && agent_state(d->agent)->forked);
    if (forked && !d->fork_logged)
        OS_LOG(&d->log, OS_LOG_ERROR, "journal-forked", os_log_path("journal", d->config.journal),
               os_log_bool("of-another-booth", d->journal_foreign));
    d->fork_logged = forked;
}

/* Once for each key set. Keys and members of a later version are skipped: an update of this program knows them. */
static void log_keys(struct daemon *d)
{
    struct keyset keys;
    const uint64_t epoch = d->agent ? agent_state(d->agent)->epoch : 0;
    if (epoch == d->epoch_logged || !d->replica || replica_keyset(d->replica, d->enrolment.root_public, &keys))
        return;
    d->epoch_logged = epoch;
    OS_LOG(&d->log, keys.skipped ? OS_LOG_WARNING : OS_LOG_NOTICE, "key-set", os_log_unsigned("epoch", keys.epoch),
           os_log_unsigned("keys", keys.count), os_log_unsigned("skipped", keys.skipped));
}

/* Sends the status at once when something changed, and every few seconds for its age. */
static void tell(struct daemon *d)
{
    struct sync_status now;
    if (d->claim_due)
        link_send_claim(&d->link, &d->claim);
    d->claim_due = false;
    fill_status(d, &now);
    if (boot_ns(d) - d->sent_ns < SEND_EVERY_NS && !sync_status_is_news(&now, &d->sent))
        return;
    d->sent = now;
    d->sent_ns = boot_ns(d);
    link_send(&d->link, &now);
}

/* ---- The loop ---- */

/* The answer leaves with the next tell(): clients are being read now. */
static void ask_for_pass(struct daemon *d, const struct sync_command *command)
{
    bool release = command->kind == SYNC_COMMAND_RELEASE;
    if (d->agent)
        agent_claim(d->agent, &command->pass, release);
    else if (!release)
        take_claim(d, &(struct sync_claim){.pass = command->pass});
}

static void take_command(void *context, const struct sync_command *command)
{
    struct daemon *d = context;
    switch (command->kind) {
    case SYNC_COMMAND_NOW:
        if (d->agent)
            agent_poke(d->agent);
        break;
    case SYNC_COMMAND_LOOK:
        if (d->agent)
            agent_look(d->agent);
        break;
    case SYNC_COMMAND_CLAIM:
    case SYNC_COMMAND_RELEASE:
        ask_for_pass(d, command);
        break;
    case SYNC_COMMAND_ENROL:
        daemon_enrol(d, command);
        break;
    case SYNC_COMMAND_ROTATE:
        if (d->agent)
            agent_rotate_key(d->agent);
        break;
    case SYNC_COMMAND_STICK:
        daemon_stick_begin(d);
        break;
    case SYNC_COMMAND_WRAPPED:
        daemon_drop_campus_key(d);
        break;
    }
}

static void grant_wish(struct daemon *d)
{
    switch (d->agent ? agent_wish(d->agent) : AGENT_WISH_NONE) {
    case AGENT_WISH_FRESH_REPLICA:
        OS_LOG(&d->log, OS_LOG_NOTICE, "replica-replaced", os_log_word("why", "other-campus"));
        daemon_delete_replica(d);
        daemon_tend_stores(d);
        break;
    case AGENT_WISH_NEXT_REPLICA:
        daemon_open_next(d, d->next != NULL);
        break;
    case AGENT_WISH_DROP_NEXT:
        OS_LOG(&d->log, OS_LOG_NOTICE, "replica-replaced", os_log_word("why", "other-history"));
        daemon_drop_next(d);
        break;
    case AGENT_WISH_WIPE:
        daemon_wipe(d);
        break;
    default:
        break;
    }
}

/* A socket that somebody removed is made again; clients that are connected stay so. */
static void tend_link(struct daemon *d)
{
    int64_t now = boot_ns(d);
    if (now - d->link_ns < OS_SECOND_NS || link_in_place(&d->link))
        return;
    d->link_ns = now;
    enum gh_status status = link_open_again(&d->link);
    if (status != d->link_fault || !status)
        OS_LOG(&d->log, OS_LOG_ERROR, "socket-gone", os_log_path("socket", d->config.socket),
               os_log_status("made-again", status));
    d->link_fault = status;
}

static void take_signals(struct daemon *d)
{
    struct signalfd_siginfo info;
    while (d->signals >= 0 && read(d->signals, &info, sizeof info) == (ssize_t)sizeof info)
        d->stopping = d->stopping || info.ssi_signo == SIGTERM || info.ssi_signo == SIGINT;
}

static int wait_ms(const struct daemon *d, int64_t wake_ns)
{
    if (d->stick)
        return 0;
    int64_t ms = (wake_ns - boot_ns(d)) / 1000000 + 1;
    return ms < 0 ? 0 : ms > POLL_MAX_MS ? POLL_MAX_MS : (int)ms;
}

static enum gh_status wait_and_work(struct daemon *d, int64_t wake_ns)
{
    struct pollfd fds[LINK_CLIENTS_MAX + 2];
    size_t count = link_poll_set(&d->link, fds);
    if (d->signals >= 0)
        fds[count++] = (struct pollfd){.fd = d->signals, .events = POLLIN};
    if (d->transfers)
        return transfers_run(d->transfers, fds, count, wait_ms(d, wake_ns));
    (void)poll(fds, (nfds_t)count, wait_ms(d, wake_ns));
    return GH_OK;
}

enum gh_status daemon_run(struct daemon *d)
{
    enum gh_status status = GH_OK;
    (void)sd_notify(0, "READY=1");
    while (!status && !d->stopping) {
        start_due_agent(d);
        daemon_tend_stores(d);
        tend_link(d);
        int64_t wake = d->agent ? agent_tick(d->agent) : boot_ns(d) + OS_SECOND_NS;
        grant_wish(d);
        daemon_stick_work(d);
        log_problem(d);
        log_fork(d);
        log_keys(d);
        tell(d);
        status = wait_and_work(d, wake);
        take_signals(d);
        link_work(&d->link, take_command, d);
        (void)sd_notify(0, "WATCHDOG=1");
    }
    (void)sd_notify(0, "STOPPING=1");
    return status;
}

static int open_signals(void)
{
    sigset_t set;
    (void)sigemptyset(&set);
    (void)sigaddset(&set, SIGTERM);
    (void)sigaddset(&set, SIGINT);
    (void)sigprocmask(SIG_BLOCK, &set, NULL);
    (void)signal(SIGPIPE, SIG_IGN);
    return signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
}

enum gh_status daemon_open(struct daemon *d, const struct booth_config *config)
{
    memset(d, 0, sizeof *d);
    d->config = *config;
    d->clock = os_clock_system(false);
    d->signals = open_signals();
    d->logged = SYNC_PROBLEM_COUNT;
    static const enum os_log_level levels[] = {OS_LOG_ERROR, OS_LOG_WARNING, OS_LOG_NOTICE, OS_LOG_INFO, OS_LOG_DEBUG};
    d->log = os_log_to_stderr(levels[config->log_level]);
    enum gh_status status = os_folder_make(config->sync_state, 0750);
    if (!status)
        status = link_open(&d->link, config->socket);
    if (status)
        return status;
    status = enrolment_load(config->sync_state, &d->enrolment);
    if (status && status != GH_NOT_FOUND)
        OS_LOG(&d->log, OS_LOG_ERROR, "enrolment-not-read", os_log_status("status", status));
    d->agent_due = !status && !d->enrolment.wiped;
    if (!status)
        status = enrolment_read_root(&d->enrolment, config);
    if (status && status != GH_NOT_FOUND)
        OS_LOG(&d->log, OS_LOG_ERROR, "root-key-not-read", os_log_status("status", status));
    return GH_OK;
}

void daemon_close(struct daemon *d)
{
    stick_end(d->stick);
    d->stick = NULL;
    replica_close(d->stick_next);
    d->stick_next = NULL;
    agent_free(d->agent);
    d->agent = NULL;
    daemon_close_stores(d);
    transfers_free(d->transfers);
    forget_try(d);
    link_close(&d->link);
    if (d->signals >= 0)
        (void)close(d->signals);
    enrolment_wipe(&d->enrolment);
}

/* gatehouse-server: starts all parts, serves until a signal arrives, then stops all parts. */
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#include "administer.h"
#include "api/endpoints.h"
#include "api/qr_picture.h"
#include "audit_command.h"
#include "auth/breached_passwords.h"
#include "check/board.h"
#include "check_command.h"
#include "demo_data.h"
#include "export.h"
#include "first_run.h"
#include "http/authority.h"
#include "http/bearer.h"
#include "http/listener.h"
#include "http/route.h"
#include "http/stream_slots.h"
#include "http/web_files.h"
#include "identity/host.h"
#include "issue/issuer.h"
#include "jobs/jobs.h"
#include "meters/access_log.h"
#include "meters/meters.h"
#include "move_command.h"
#include "notify/sms_check.h"
#include "notify/test_message.h"
#include "notify/worker.h"
#include "open_files.h"
#include "open_wecom.h"
#include "options.h"
#include "os/file.h"
#include "people/mobile_written.h"
#include "read_directory.h"
#include "read_mailbox.h"
#include "usage.h"
#include "json/json_read.h"

#define READERS 6
#define THREADS 4
#define CONNECTIONS_MAX 8000
#define FILES_BESIDE 200
#define IDLE_SECONDS 20
#define TOKEN_MIN 32 /* characters of the token for metrics */

struct program {
    struct options options;
    struct server server;
    struct vault vault;
    struct password_gate passwords;
    bool has_passwords;
    struct breached_passwords *breached;
    uint8_t *catalogue;                 /* owned */
    char database[USAGE_DATABASE_SIZE]; /* URL of --database-file */
    char target[USAGE_DATABASE_SIZE];   /* URL of --move-to */
    char sms_password[128], sms_report_url[512];
    char url[256]; /* the listener's own, when no public URL is given */
    char listens_on[AUTHORITY_ADDRESSES_SIZE];
    struct http_curl curl;
    struct identity_host identity;
    struct sms_kannel kannel;
    struct sms_provider provider;
    char smtp_password[128];
    struct smtp_server smtp;
    struct mail mail;
    struct test_channels channels;
    struct open_wecom wecom;
    struct worker *worker;
    struct check_target check;
    struct check_board *checks;
    struct audit_ship *audit_ship;
    struct jobs *jobs;
    struct read_mailbox mailbox;
    struct directory_job *directory;
    struct lineage_watch lineage; /* of the jobs while they run */
    struct listener *listener;
    struct meters *meters;
    struct access_log *access_log;
    struct stream_slots *streams;
    uint8_t metrics_token[SERVER_TOKEN_HASH_LEN];
    tick ahead; /* offset to the system clock; nonzero only with --demo-clock */
};

static struct os_reading read_ahead(void *context)
{
    const struct os_clock system = os_clock_system(false);
    struct os_reading reading = os_clock_read(&system);
    reading.wall += *(const tick *)context;
    return reading;
}

static bool set_clock(struct program *p)
{
    p->server.clock = os_clock_system(false);
    if (!p->options.demo_clock)
        return true;
    p->ahead = strtoll(p->options.demo_clock, NULL, 10) - server_now(&p->server);
    p->server.clock = (struct os_clock){.read = read_ahead, .context = &p->ahead};
    return true;
}

/* Returns true, or says why not, when no account has the published password. */
static bool has_no_demo(struct program *p, struct db *db)
{
    struct demo_accounts found;
    enum gh_status status = demo_accounts_find(db, &p->passwords, &found);
    if (status)
        return usage_complain("accounts", gh_status_name(status));
    return found.count == 0 ||
           usage_complain(found.names[0],
                          "this account has the demo's password, which is published. Remove such accounts "
                          "first: gatehouse-server --remove-demo-accounts, with the same --database");
}

static bool open_database(struct program *p)
{
    char error[256] = "";
    struct db *db;
    bool good = true;
    p->server.routes = route_table();
    if (db_pool_open(p->options.database, READERS, &p->server.pool, error, sizeof error))
        return usage_complain(strchr(p->options.database, '@') ? "the database" : p->options.database, error);
    enum gh_status status = db_pool_take(p->server.pool, DB_WRITE, 1000, &db);
    if (!status && p->options.demo)
        status = demo_data_fill(db, server_now(&p->server));
    else if (!status)
        good = has_no_demo(p, db);
    if (!status)
        db_pool_give(p->server.pool, db);
    return status ? usage_complain("demo data", gh_status_name(status)) : good;
}

static bool open_keys(struct program *p)
{
    enum gh_status status = vault_open(p->options.keys, p->options.demo, &p->vault);
    if (status)
        return usage_complain(p->options.keys, status == GH_NOT_FOUND
                                                   ? "vault.key, campus.key or data.key is missing (gatehouse keys new)"
                                                   : gh_status_name(status));
    p->server.vault = &p->vault;
    status = issuer_open(p->options.keys, server_now(&p->server), &p->server.issuer);
    if (status)
        OS_LOG(&p->server.log, OS_LOG_WARNING, "no-issuer", os_log_status("status", status),
               os_log_path("keys", p->options.keys));
    else
        issuer_set_log(p->server.issuer, &p->server.log);
    return true;
}

/* Before the first booth is answered, and at the end, so that the next run notices a database that went back. */
static bool tend_lineage(struct program *p)
{
    const struct jobs_options o = {.pool = p->server.pool, .lineage = &p->lineage, .log = p->server.log};
    lineage_watch_open(&p->lineage, p->options.database);
    enum gh_status status = jobs_tend_lineage(&o);
    return !status || usage_complain("lineage", gh_status_name(status));
}

static bool open_catalogue(struct program *p)
{
    size_t len = 0;
    if (!p->options.catalogue)
        return true;
    p->catalogue = malloc(CATALOG_FILE_MAX);
    if (!p->catalogue || os_file_read(p->options.catalogue, p->catalogue, CATALOG_FILE_MAX, &len) ||
        catalog_open(BYTES(p->catalogue, len), &p->server.catalog))
        return usage_complain(p->options.catalogue, "not a catalogue of texts");
    return true;
}

static bool open_files(struct program *p)
{
    const char *fault = "";
    if (p->options.breached && breached_open(p->options.breached, &p->breached, &fault))
        return usage_complain(p->options.breached, fault);
    p->server.breached = p->breached;
    if (p->options.web && web_files_open(p->options.web, &p->server.web))
        return usage_complain(p->options.web, "no built pages there; run packaging/build-web");
    if (p->options.help && web_files_open(p->options.help, &p->server.help)) /* a gate works without its help */
        OS_LOG(&p->server.log, OS_LOG_WARNING, "no-help", os_log_path("folder", p->options.help));
    return !qr_kept_open(&p->server.help_code) && open_catalogue(p);
}

static bool set_url(struct program *p)
{
    (void)snprintf(p->url, sizeof p->url, "http%s://%s:%d", p->options.certificate ? "s" : "", p->options.address,
                   p->options.port);
    p->server.public_url = p->options.public_url ? p->options.public_url : p->url;
    const char *names[SERVER_NAMES] = {p->options.public_url, p->options.sms_report_url, p->options.names};
    memcpy(p->server.called_by, names, sizeof names);
    authority_addresses(p->options.address, p->listens_on);
    p->server.listens_on = p->listens_on;
    return true;
}

static struct channel sms_channel(struct program *p)
{
    (void)snprintf(p->sms_report_url, sizeof p->sms_report_url, "%s/hooks/kannel",
                   p->options.sms_report_url ? p->options.sms_report_url : p->server.public_url);
    p->kannel = (struct sms_kannel){.client = http_client_curl(&p->curl),
                                    .url = p->options.sms_url,
                                    .user = p->options.sms_user ? p->options.sms_user : "",
                                    .password = p->sms_password,
                                    .from = "",
                                    .report_url = p->sms_report_url,
                                    .vault = &p->vault};
    return channel_kannel(&p->kannel);
}

static struct channel mail_channel(struct program *p)
{
    p->smtp = (struct smtp_server){.url = p->options.smtp_url,
                                   .user = p->options.smtp_user ? p->options.smtp_user : "",
                                   .password = p->smtp_password,
                                   .ca_file = p->options.smtp_ca_file,
                                   .without_tls = p->options.without_tls};
    p->mail = (struct mail){.server = &p->smtp, .from = p->options.smtp_from, .send = smtp_send};
    return channel_mail(&p->mail);
}

static bool open_provider(struct program *p)
{
    char fault[PROVIDER_FAULT_SIZE];
    p->curl.ca_file = p->options.sms_ca_file;
    p->provider.client = http_client_curl(&p->curl);
    p->provider.clock = p->server.clock;
    if (p->options.sms_provider && sms_provider_read(p->options.sms_provider, &p->provider, fault))
        return usage_complain(p->options.sms_provider, fault);
    return usage_encrypted(p->options.sms_provider, p->provider.url, p->options.without_tls);
}

static bool read_passwords(struct program *p)
{
    return usage_password(p->options.sms_password_file, p->sms_password, sizeof p->sms_password) &&
           usage_password(p->options.smtp_password_file, p->smtp_password, sizeof p->smtp_password);
}

/* Without a gateway, messages wait in the outbox. The outbox page says so. */
static bool start_worker(struct program *p)
{
    struct worker_options w = {
        .pool = p->server.pool, .vault = &p->vault, .clock = p->server.clock, .log = p->server.log, .poll_ms = 1000};
    if (!read_passwords(p) || !open_provider(p))
        return false;
    if (p->options.sms_provider)
        w.channels[w.channel_count++] = (struct worker_channel){"sms", channel_provider(&p->provider)};
    else if (p->options.sms_url)
        w.channels[w.channel_count++] = (struct worker_channel){"sms", sms_channel(p)};
    if (p->options.smtp_url)
        w.channels[w.channel_count++] = (struct worker_channel){"email", mail_channel(p)};
    for (size_t i = 0; i < w.channel_count; i++)
        *(strcmp(w.channels[i].kind, "sms") == 0 ? &p->channels.sms : &p->channels.email) = w.channels[i].channel;
    p->server.channels = &p->channels;
    open_wecom(&p->wecom, &p->server, &w);
    return worker_start(&w, &p->worker) ? usage_complain("outbox", "its thread did not start") : true;
}

static bool start_listener(struct program *p)
{
    const char *why = "";
    char summary[AUTHORITY_SUMMARY_SIZE];
    if (identity_host_open(&p->identity, p->options.directory_ca_file, p->options.sign_on_ca_files))
        return usage_complain("single sign-on", "no memory");
    p->server.identity = &p->identity;
    open_files_allow(CONNECTIONS_MAX + FILES_BESIDE, &p->server.log);
    struct listener_options l = {.address = p->options.address,
                                 .port = (uint16_t)p->options.port,
                                 .threads = THREADS,
                                 .connections_max = CONNECTIONS_MAX,
                                 .idle_seconds = IDLE_SECONDS,
                                 .tls_certificate = p->options.certificate,
                                 .tls_key = p->options.certificate_key};
    if (listener_start(&p->server, &l, &p->listener, &why))
        return usage_complain(p->options.address, why);
    OS_LOG(&p->server.log, OS_LOG_NOTICE, "listening", os_log_integer("port", listener_port(p->listener)),
           os_log_system_message("called_by", authority_summary(&p->server, summary, sizeof summary)));
    if (!p->options.public_url) /* port 0 is known now */
        (void)snprintf(p->url, sizeof p->url, "http%s://%s:%d", p->options.certificate ? "s" : "", p->options.address,
                       listener_port(p->listener));
    return true;
}

/* Keeps a hash of the token. */
static bool read_token(struct program *p)
{
    char token[256];
    if (!p->options.metrics_token)
        return true;
    if (!usage_password(p->options.metrics_token, token, sizeof token))
        return false;
    const size_t len = strlen(token);
    bearer_hash(token, p->metrics_token);
    sodium_memzero(token, sizeof token);
    p->server.metrics_token = p->metrics_token;
    return len >= TOKEN_MIN ||
           usage_complain(p->options.metrics_token, "the token needs 32 characters: openssl rand -hex 32");
}

static bool open_meters(struct program *p)
{
    if (!read_token(p) || meters_open(route_count(p->server.routes), &p->meters) || stream_slots_open(&p->streams))
        return false;
    p->server.meters = p->meters;
    p->server.streams = p->streams;
    if (p->options.access_log && access_log_open(p->options.access_log, &p->access_log))
        return usage_complain(p->options.access_log, "can't be opened to append to");
    p->server.access_log = p->access_log;
    return true;
}

/* SIGHUP: new keys, a rotated access log. */
static void read_again(struct program *p)
{
    mailbox_wake(p->mailbox.mailbox);
    jobs_wake(p->jobs); /* looks for new keys of the vault */
    if (!p->server.issuer || issuer_reload(p->server.issuer, server_now(&p->server)))
        OS_LOG(&p->server.log, OS_LOG_WARNING, "keys-unchanged", os_log_path("keys", p->options.keys));
    if (access_log_reopen(p->access_log))
        OS_LOG(&p->server.log, OS_LOG_WARNING, "access-log-not-reopened", os_log_path("file", p->options.access_log));
}

static bool start_jobs(struct program *p)
{
    const struct jobs_options o = {.pool = p->server.pool,
                                   .lineage = &p->lineage,
                                   .vault = &p->vault,
                                   .keys = p->options.keys,
                                   .issuer = p->server.issuer,
                                   .public_url = p->server.public_url,
                                   .database = p->options.database,
                                   .meters = p->meters,
                                   .clock = p->server.clock,
                                   .log = p->server.log};
    return jobs_start(&o, &p->jobs) ? usage_complain("jobs", "the thread did not start") : true;
}

static bool offer_setup(struct program *p)
{
    return first_run_offer(p->server.pool, &p->server.log, p->server.public_url, p->server.web != NULL);
}

/* What the checks look at. The mail server is that of mail_channel(). */
static void set_check_target(struct program *p)
{
    const struct options *o = &p->options;
    p->check = (struct check_target){.pool = p->server.pool,
                                     .database = o->database,
                                     .keys = o->keys,
                                     .public_url = o->public_url,
                                     .mail = o->smtp_url ? &p->smtp : NULL,
                                     .sms_url = o->sms_provider ? p->provider.url : o->sms_url,
                                     .sms_ca_file = o->sms_ca_file,
                                     .directory_ca_file = o->directory_ca_file,
                                     .sign_on_ca_files = o->sign_on_ca_files,
                                     .clock = p->server.clock};
}

static bool open_checks(struct program *p)
{
    set_check_target(p);
    if (check_board_open(&p->check, &p->checks))
        return usage_complain("checks", "their thread did not start");
    p->server.checks = p->checks;
    return true;
}

static bool ship_audit(struct program *p)
{
    const struct options *o = &p->options;
    return audit_command_ship(o->audit_syslog, o->audit_syslog_ca, p->server.pool, &p->server.log, &p->audit_ship);
}

/* Serves on while balancers learn that no more requests should come. A second SIGTERM or SIGINT ends that. */
static void drain(struct program *p, sigset_t ends)
{
    const struct timespec wait = {.tv_sec = p->options.drain_seconds};
    listener_announce_stop(p->listener);
    OS_LOG(&p->server.log, OS_LOG_NOTICE, "stopping", os_log_integer("drain_seconds", wait.tv_sec));
    (void)sigdelset(&ends, SIGHUP);
    if (wait.tv_sec > 0)
        (void)sigtimedwait(&ends, NULL, &wait);
}

static void stop(struct program *p)
{
    listener_stop(p->listener);
    read_mailbox_stop(&p->mailbox);
    directory_job_stop(p->directory);
    check_board_close(p->checks);
    jobs_stop(p->jobs);
    audit_ship_stop(p->audit_ship);
    worker_stop(p->worker);
    if (p->lineage.tended_at > 0)
        (void)tend_lineage(p);
    db_pool_close(p->server.pool);
    issuer_close(p->server.issuer);
    web_files_close(p->server.web);
    web_files_close(p->server.help);
    qr_kept_close(p->server.help_code);
    free(p->catalogue);
    breached_close(p->breached);
    access_log_close(p->access_log);
    meters_close(p->meters);
    stream_slots_close(p->streams);
    identity_host_close(&p->identity);
    vault_close(&p->vault);
    sodium_memzero(p->database, sizeof p->database);
    sodium_memzero(p->sms_password, sizeof p->sms_password);
    sodium_memzero(p->smtp_password, sizeof p->smtp_password);
    sodium_memzero(&p->provider, sizeof p->provider);
    if (p->has_passwords)
        password_gate_destroy(&p->passwords);
}

static int export_now(const struct options *o)
{
    struct os_clock clock = os_clock_system(false);
    bool done =
        sodium_init() >= 0 && export_changes(o->database, o->keys, o->export_path, 0, os_clock_read(&clock).wall);
    return done ? 0 : 3;
}

/* Asks for the mobile number of the test message. Returns false when none was entered. */
static bool ask_mobile(char out[static OUTBOX_RECIPIENT_SIZE])
{
    (void)fputs("Mobile number for the test message (empty: send none): ", stdout);
    (void)fflush(stdout);
    if (!fgets(out, OUTBOX_RECIPIENT_SIZE, stdin))
        out[0] = '\0';
    out[strcspn(out, "\r\n")] = '\0';
    return out[0] != '\0';
}

static int check_sms(struct program *p)
{
    char asked[OUTBOX_RECIPIENT_SIZE], number[MOBILE_SIZE];
    bool repaired;
    const char *url = p->options.public_url ? p->options.public_url : "https://visit.example.edu.cn";
    const char *mobile = p->options.sms_to;
    p->options.sms_provider = p->options.check_sms;
    if (sodium_init() < 0 || !set_clock(p) || !open_provider(p))
        return 3;
    bool good = sms_check_explain(&p->provider, url, stdout);
    if (good && !mobile)
        mobile = ask_mobile(asked) ? asked : "";
    if (good && !mobile[0])
        (void)puts("\nNo message was sent.");
    else if (good && mobile_check_written(bytes_of_string(mobile), number, &repaired))
        good = usage_complain(mobile, "not a mobile number");
    else if (good)
        good = sms_check_send(&p->provider, url, number, stdout);
    sodium_memzero(&p->provider, sizeof p->provider);
    return good ? 0 : 3;
}

/* Without --catalogue: that of the package, if it is there. */
static bool find_catalogue(struct program *p)
{
    if (!p->options.catalogue && access(GATEHOUSE_CATALOGUE, R_OK) == 0)
        p->options.catalogue = GATEHOUSE_CATALOGUE;
    return open_catalogue(p);
}

static int check_now(struct program *p)
{
    if (sodium_init() < 0 || !set_clock(p) || !read_passwords(p) || !open_provider(p) || !find_catalogue(p))
        return 3;
    (void)mail_channel(p);
    set_check_target(p);
    const int code = check_command(&p->check, &p->server.catalog, strcmp(p->options.check, "json") == 0);
    stop(p);
    return code;
}

static bool administers(const struct options *o)
{
    return o->create_administrator || o->remove_demo || o->new_lineage || o->unlock || o->setup_link;
}

static int administer(struct program *p)
{
    const struct options *o = &p->options;
    bool done = sodium_init() >= 0 && password_gate_init(&p->passwords) == GH_OK;
    if (!done || !set_clock(p))
        return 3;
    if (o->remove_demo)
        done = administer_remove_demo(o->database, &p->passwords, server_now(&p->server));
    if (done && o->create_administrator)
        done = administer_create(o->database, &p->passwords, o->create_administrator, server_now(&p->server));
    if (done && o->setup_link)
        done = administer_setup_link(o->database, set_url(p) ? p->server.public_url : "");
    if (done && o->new_lineage)
        done = administer_new_lineage(o->database, server_now(&p->server));
    if (done && o->unlock)
        done = administer_unlock(o->database, o->keys, o->unlock, server_now(&p->server));
    password_gate_destroy(&p->passwords);
    return done ? 0 : 3;
}

/* --move-to: a URL, or the file that has it. */
static int move_database(struct program *p, int argc, char **argv)
{
    const struct os_clock clock = os_clock_system(false);
    const char *url = p->options.move_to;
    if (strstr(url, "://")) {
        if (usage_hide_password(&url, p->target, argc, argv))
            (void)usage_complain("--move-to", "its password stood in the list of processes; put the URL into a file");
    } else if (usage_password(url, p->target, sizeof p->target)) {
        url = p->target;
    } else {
        return 3;
    }
    int code = sodium_init() >= 0 && usage_database_encrypted(url, p->options.without_tls)
                   ? move_command(p->options.database, url, p->options.keys, os_clock_read(&clock).wall)
                   : 3;
    sodium_memzero(p->target, sizeof p->target);
    return code;
}

int main(int argc, char **argv)
{
    static struct program program;
    int signal_number = 0;
    bool exposed = false;
    sigset_t ends;
    if (argc == 2 && strcmp(argv[1], "--help") == 0) {
        usage(stdout);
        return 0;
    }
    if (argc == 2 && strcmp(argv[1], "--routes") == 0) {
        route_print(stdout, route_table());
        return 0;
    }
    if (!options_parse(argc, argv, &program.options)) {
        (void)fputs("gatehouse-server --help lists the options.\n", stderr);
        return 2;
    }
    if (program.options.database_file) {
        if (!usage_password(program.options.database_file, program.database, sizeof program.database))
            return 3;
        program.options.database = program.database;
    } else {
        exposed = usage_hide_password(&program.options.database, program.database, argc, argv);
    }
    if (!http_client_begin())
        return 3;
    if (program.options.check_sms)
        return check_sms(&program);
    if (!usage_database_encrypted(program.options.database, program.options.without_tls))
        return 3;
    if (program.options.check)
        return check_now(&program);
    if (program.options.verify_audit)
        return audit_command_verify(program.options.database, program.options.keys, program.options.audit_head);
    if (program.options.move_to)
        return move_database(&program, argc, argv);
    if (administers(&program.options))
        return administer(&program);
    if (program.options.export_path)
        return export_now(&program.options);
    /* Block these before any thread starts: threads inherit the mask, so that only sigwait() below takes them. */
    (void)sigemptyset(&ends);
    (void)sigaddset(&ends, SIGINT);
    (void)sigaddset(&ends, SIGTERM);
    (void)sigaddset(&ends, SIGHUP);
    (void)sigprocmask(SIG_BLOCK, &ends, NULL);
    (void)signal(SIGPIPE, SIG_IGN);
    json_wipe_freed();
    program.server.log = os_log_to_stderr(OS_LOG_INFO);
    if (exposed)
        OS_LOG(&program.server.log, OS_LOG_WARNING, "password-in-options", os_log_word("instead", "database-file"));
    program.server.trusted_proxies = program.options.proxies;
    program.server.proxy_hops = (unsigned)program.options.proxy_hops;
    program.server.demo = program.options.demo;
    program.server.passwords = &program.passwords;
    program.has_passwords = sodium_init() >= 0 && password_gate_init(&program.passwords) == GH_OK;
    bool started = program.has_passwords && set_clock(&program) && open_keys(&program) && open_database(&program) &&
                   tend_lineage(&program) && open_files(&program) && open_meters(&program) && set_url(&program) &&
                   start_worker(&program) && open_checks(&program) &&
                   read_directory_start(&program.options, &program.server, &program.directory) &&
                   start_listener(&program) && start_jobs(&program) &&
                   read_mailbox_start(&program.options, &program.server, &program.mailbox) && ship_audit(&program) &&
                   offer_setup(&program);
    if (started)
        (void)sd_notify(0, "READY=1"); /* without a service manager: nothing happens */
    while (started && sigwait(&ends, &signal_number) == 0 && signal_number == SIGHUP)
        read_again(&program);
    (void)sd_notify(0, "STOPPING=1");
    if (started)
        drain(&program, ends);
    stop(&program);
    return started ? 0 : 3;
}

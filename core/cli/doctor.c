/* gatehouse doctor: checks everything that a booth needs and says what is wrong and what to do. */
#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/doctor_machine.h"
#include "config/config.h"
#include "os/file.h"
#include "os/hardware.h"
#include "os/trusted_time.h"
#include "store/journal.h"
#include "store/replica.h"
#include "wire/health.h"
#include "wire/sync_link.h"

static const struct cli_option options[] = {
    {"config", "FILE", "the booth's configuration (default: " CONFIG_DEFAULT_PATH ")"},
    {"json", NULL, "one JSON object a line"},
    {"report", "FILE", "also writes what is not well to FILE, which gatehouse-syncd hands up (STATE/doctor)"},
    {"sys", "DIR", "looks there instead of in /sys"},
    {0},
};

struct doctor {
    bool json;
    int wrong;
    struct health health; /* what is not well */
    struct booth_config config;
};

static void say(struct doctor *d, enum finding finding, const char *what, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

static void say(struct doctor *d, enum finding finding, const char *what, const char *format, ...)
{
    static const char *const marks[] = {"ok", "warning", "wrong"};
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    int n = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    d->wrong += finding == WRONG;
    if (finding != FINE)
        health_add(&d->health, what, finding == WRONG ? HEALTH_FAULT : HEALTH_WARNING);
    if (d->json) {
        (void)printf("{\"check\": \"%s\", \"finding\": \"%s\", \"text\": ", what, marks[finding]);
        cli_json_string(stdout, n > 0 ? text : "");
        (void)printf("}\n");
    } else {
        (void)printf("%-8s %-10s %s\n", marks[finding], what, n > 0 ? text : "");
    }
}

static bool look_at_config(struct doctor *d, const char *path)
{
    struct config_fault fault;
    if (!config_load(path, &d->config, &fault)) {
        say(d, FINE, "config", "%s: booth %s at gate %d", path, d->config.device, d->config.gate);
        return true;
    }
    char line[16] = "";
    if (fault.line && snprintf(line, sizeof line, ":%u", fault.line) < 0)
        line[0] = '\0';
    say(d, WRONG, "config", "%s%s: %s. Correct it, or start from `gatehouse config sample`.", path, line,
        fault.message);
    return false;
}

static void look_at_keys(struct doctor *d, uint8_t root[static PUBLIC_KEY_LEN], bool *has_root)
{
    uint8_t campus[HOLDER_KEY_LEN];
    struct stat info;
    enum gh_status status = key_file_read(d->config.root_file, KEY_ROOT_PUBLIC, root, PUBLIC_KEY_LEN);
    *has_root = status == GH_OK;
    if (status)
        say(d, WRONG, "root key", "%s: %s. Copy root.public from the machine with the keys.", d->config.root_file,
            gh_status_name(status));
    else
        say(d, FINE, "root key", "%s", d->config.root_file);
    say(d, FINE, "hardware", "secret of this machine: %s", hardware_name(hardware_kind(d->config.hardware_file)));
    if (!*d->config.campus_file ||
        (status = key_file_read(d->config.campus_file, KEY_CAMPUS, campus, sizeof campus)) == GH_NOT_FOUND) {
        say(d, FINE, "campus key", "opened by the guards' PINs");
        return;
    }
    sodium_memzero(campus, sizeof campus);
    if (status)
        say(d, WRONG, "campus key", "%s: %s. Delete it once the booth has synced.", d->config.campus_file,
            gh_status_name(status));
    else if (stat(d->config.campus_file, &info) == 0 && (info.st_mode & 07))
        say(d, WRONG, "campus key", "Other users can read %s. Run chmod 640 on it.", d->config.campus_file);
    else
        say(d, WARNING, "campus key",
            "%s: it lies in the clear. Update the server: the file is deleted once a guard has signed in.",
            d->config.campus_file);
}

static void say_age(struct doctor *d, const struct replica_stat *stat)
{
    tick age = cli_now() - stat->ages.passes;
    if (stat->ages.passes == 0)
        say(d, WRONG, "age", "the replica was never filled completely: import it again, or wait for sync");
    else if (age >= 2 * TICK_DAY)
        say(d, WRONG, "age", "last update %lld days ago: check the network and sync", (long long)(age / TICK_DAY));
    else if (age > TICK_DAY)
        say(d, WRONG, "age", "last update %lld hours ago: check the network and sync", (long long)(age / TICK_HOUR));
    else
        say(d, age > 15 * TICK_MINUTE ? WARNING : FINE, "age", "last update %lld min ago",
            (long long)(age / TICK_MINUTE));
}

static void look_at_replica(struct doctor *d, const uint8_t root[static PUBLIC_KEY_LEN], bool has_root)
{
    struct replica *replica;
    struct replica_stat stat;
    struct keyset keys;
    enum gh_status status = replica_open(d->config.replica, REPLICA_READ, &replica);
    if (status) {
        say(d, WRONG, "replica", "%s: %s. %s", d->config.replica, gh_status_name(status),
            status == GH_NOT_FOUND ? "Fill it by sync or `gatehouse replica import`."
                                   : "It can be deleted; sync fills it again.");
        return;
    }
    if ((status = replica_check(replica)) || (status = replica_stat(replica, &stat))) {
        say(d, WRONG, "replica", "%s: %s. Delete it; sync fills it again.", d->config.replica, gh_status_name(status));
    } else {
        say(d, FINE, "replica", "%s: %llu passes, %llu guards", d->config.replica, (unsigned long long)stat.passes,
            (unsigned long long)stat.guards);
        if (stat.guards == 0)
            say(d, WRONG, "guards", "the replica has no guards: nobody can sign in");
        say_age(d, &stat);
        if (has_root && (status = replica_keyset(replica, root, &keys)))
            say(d, WRONG, "key set", "%s: every pass will be refused. Is this the right root key?",
                gh_status_name(status));
        else if (has_root)
            say(d, FINE, "key set",
                keys.skipped ? "epoch %llu, %zu keys; %u keys or members of a later version skipped"
                             : "epoch %llu, %zu keys",
                (unsigned long long)keys.epoch, keys.count, keys.skipped);
    }
    replica_close(replica);
}

static void look_at_journal(struct doctor *d)
{
    struct journal *journal;
    struct journal_fault fault;
    struct journal_counts counts;
    uint64_t checked;
    int percent;
    enum gh_status status = journal_open_read(d->config.journal, &journal);
    if (status == GH_NOT_FOUND) {
        say(d, FINE, "journal", "%s: not there yet; the kiosk makes it", d->config.journal);
    } else if (status) {
        say(d, WRONG, "journal", "%s: %s. Do not delete it. Start the kiosk, which saves what can be read.",
            d->config.journal, gh_status_name(status));
    } else {
        status = journal_verify(journal, &fault, &checked);
        if (status)
            say(d, WRONG, "journal", "entry %llu is %s. Keep the file and call the office.",
                (unsigned long long)fault.number, status == GH_CORRUPT ? fault.what : gh_status_name(status));
        else if (!journal_counts(journal, 0, &counts))
            say(d, FINE, "journal", "%llu entries, chain whole, %llu waiting to be sent",
                (unsigned long long)counts.last_number, (unsigned long long)counts.waiting);
        journal_close(journal);
    }
    if (journal_disk_used_percent(d->config.journal, &percent))
        say(d, WRONG, "disk", "the folder of %s does not exist", d->config.journal);
    else
        say(d, percent >= 95 ? WRONG : percent >= 80 ? WARNING : FINE, "disk", "%d %% used", percent);
}

static const char *sync_advice(const char *problem)
{
    static const struct {
        const char *problem, *advice;
    } table[] = {
        {"not-enrolled", "ask the office for a one-time code, then `gatehouse sync enrol CODE`"},
        {"unreachable", "check the cable, the network and the server's address"},
        {"timed-out", "the network is slow or blocked: check the firewall between here and the server"},
        {"cut", "something ends the connections: check the proxies and firewalls on the way"},
        {"certificate", "the server's certificate is not trusted here: check `ca_file`"},
        {"certificate-date", "check this machine's date, then when the server's certificate expires"},
        {"not-our-server",
         "a sign-in page or a redirect answers instead: give this machine network access, or set `proxy`"},
        {"forged",
         "the answer is not signed by the server: look for a proxy that ends TLS, and update the server before booths"},
        {"refused", "the server does not know this booth: enrol it again"},
        {"revoked", "the office revoked this booth: enrol it again if that was a mistake"},
        {"server-behind", "the server was restored: the booth fetches its list anew, the old list serves until then"},
        {"other-history", "the server was restored: the booth fetches its list anew, the old list serves until then"},
        {"plain-http", "the server's address is http://: use https://, or allow it with [sync] plain_http"},
        {"disk-full", "free some space on this disk"},
        {"store", "check who owns the booth's files, and the disk"},
    };
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
        if (strcmp(problem, table[i].problem) == 0)
            return table[i].advice;
    return "the daemon tries again; check the server if the problem continues";
}

static void look_at_sync(struct doctor *d)
{
    struct sync_status s;
    enum gh_status status = cli_sync_status(d->config.socket, &s);
    if (status == GH_NOT_FOUND)
        say(d, WARNING, "sync", "%s: no daemon answers: start gatehouse-syncd, or bring updates by hand",
            d->config.socket);
    else if (status)
        say(d, WRONG, "sync", "%s: a daemon of another version answers: restart gatehouse-syncd", d->config.socket);
    else if (strcmp(s.problem, "none") != 0)
        say(d, WRONG, "sync", "%s: %s", s.problem, sync_advice(s.problem));
    else
        say(d, FINE, "sync", "%s: %llu entries waiting", s.server, (unsigned long long)s.waiting);
    if (!status && s.forked)
        say(d, WRONG, "journal",
            "forked: it was lost, replaced by an older copy, or is of another booth. All of it is handed up again; "
            "tell the "
            "office");
    if (!status && (s.gap || s.aside))
        say(d, WARNING, "sync",
            "the server reports a fault in this booth's entries: the office sees it in the list of booths");
}

/* "21 h 5 min ahead" */
static void say_distance(tick off, char *out, size_t size)
{
    tick minutes = (off < 0 ? -off : off) / TICK_MINUTE;
    (void)snprintf(out, size, "%lld h %lld min %s", (long long)(minutes / 60), (long long)(minutes % 60),
                   off < 0 ? "behind" : "ahead");
}

/* What the kiosk would go by without the server: the same rules, the same saved floor. */
static void judge_wall_clock(struct doctor *d)
{
    struct os_clock clock = os_clock_system(
        d->config.battery == CONFIG_BATTERY_AUTO ? os_battery_clock() : d->config.battery == CONFIG_BATTERY_YES);
    struct os_reading reading = os_clock_read(&clock);
    struct trusted_time time;
    uint8_t saved[TRUSTED_SAVED_MAX];
    char path[CONFIG_PATH_MAX + 8], boot_id[OS_BOOT_ID_SIZE], off[64];
    size_t len = 0;
    (void)snprintf(path, sizeof path, "%s/time", d->config.state);
    if (os_file_read(path, saved, sizeof saved, &len))
        len = 0;
    os_boot_id(boot_id);
    (void)trusted_time_start(&time, BYTES(saved, len), boot_id, reading.boot_ns);
    struct trusted_now now = trusted_time_now(&time, reading);
    say_distance(now.wall_off_by, off, sizeof off);
    if (now.by_server)
        say(d, FINE, "clock", "the server's time, from before the daemon stopped; the wall clock is %s", off);
    else if (now.doubt == TIME_BEHIND || now.doubt == TIME_AHEAD)
        say(d, WRONG, "clock", "the wall clock is %s what has been seen: set it, or let this booth reach the server",
            off);
    else if (now.doubt == TIME_UNPROVEN)
        say(d, WRONG, "clock",
            "no server, no NTP and no battery speak for the wall clock: verdicts that rest on time are amber until the "
            "server answers");
    else
        say(d, FINE, "clock", "plausible, kept by %s", reading.support == OS_WALL_SYNCHRONISED ? "NTP" : "a battery");
}

static void look_at_clock(struct doctor *d)
{
    struct sync_status s;
    char off[64];
    if (cli_sync_status(d->config.socket, &s) || !s.clock_known) {
        judge_wall_clock(d);
        return;
    }
    tick difference = cli_now() - s.server_time;
    if (difference > TRUSTED_TOLERANCE || difference < -TRUSTED_TOLERANCE) {
        say_distance(difference, off, sizeof off);
        say(d, WARNING, "clock", "the booth goes by the server's time; the wall clock is %s: look at NTP, or set it",
            off);
    } else {
        say(d, FINE, "clock", "the server's time; the wall clock agrees");
    }
}

static void look_at_machine(struct doctor *d)
{
    static const char *const fonts[] = {
        "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
        "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
        NULL,
    };
    int found = 0;
    while (fonts[found] && access(fonts[found], R_OK) != 0)
        found++;
    if (fonts[found] || *d->config.fonts)
        say(d, FINE, "font", "%s", *d->config.fonts ? d->config.fonts : fonts[found]);
    else
        say(d, WRONG, "font", "no Chinese font: install fonts-noto-cjk");
    const char *device = strstr(d->config.pipeline, "/dev/video");
    char path[64] = "";
    if (device)
        (void)sscanf(device, "%63[^ !]", path);
    if (!*d->config.pipeline)
        say(d, WARNING, "camera", "not configured: only scanner guns and typing work");
    else if (*path && access(path, R_OK) != 0)
        say(d, WRONG, "camera",
            "%s is missing or can't be read: check the cable, and whether the user is in group video", path);
    else
        say(d, FINE, "camera", "%s", *path ? path : "a pipeline without a local device");
}

static void say_of_machine(void *context, enum finding finding, const char *what, const char *text)
{
    say(context, finding, what, "%s", text);
}

/* Its reader is another user of the same group. */
static bool write_report(struct doctor *d, const char *path)
{
    char text[HEALTH_TEXT_SIZE + 1];
    d->health.at = tick_from_seconds(tick_to_seconds(cli_now()));
    health_write(&d->health, text);
    const size_t len = strlen(text);
    text[len] = '\n';
    enum gh_status status = os_file_write(path, BYTES(text, len + 1), 0640);
    return !status || cli_file_failed(path, status) == CLI_OK;
}

static enum cli_exit run(const struct cli *cli)
{
    static struct doctor d; /* too large for the stack of some systems */
    uint8_t root[PUBLIC_KEY_LEN];
    bool has_root;
    d.json = cli_has(cli, "json");
    if (!look_at_config(&d, cli_value(cli, "config") ? cli_value(cli, "config") : CONFIG_DEFAULT_PATH))
        return CLI_NO;
    look_at_keys(&d, root, &has_root);
    look_at_replica(&d, root, has_root);
    look_at_journal(&d);
    look_at_sync(&d);
    look_at_clock(&d);
    look_at_machine(&d);
    doctor_look_at_machine(&(struct doctor_machine){.config = &d.config,
                                                    .sys = cli_value(cli, "sys") ? cli_value(cli, "sys") : "/sys",
                                                    .say = say_of_machine,
                                                    .context = &d});
    if (cli_value(cli, "report") && !write_report(&d, cli_value(cli, "report")))
        return CLI_SYSTEM;
    if (!d.json)
        (void)printf(d.wrong ? "Problems: %d\n" : "All well.\n", d.wrong);
    return d.wrong ? CLI_NO : CLI_OK;
}

const struct cli_verb doctor_verbs[] = {
    {"doctor", NULL, "",
     "Check configuration, keys, stores, sync, clock, disk, camera and other devices (exit 1: something is wrong)", 0,
     0, options, run},
    {0},
};

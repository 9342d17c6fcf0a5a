/* gatehouse sync: talks to the sync daemon of this booth over its local socket. */
#include <poll.h>
#include <sodium.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "config/config.h"
#include "os/local_socket.h"
#include "wire/enrol_code.h"
#include "wire/sync_link.h"

#define ANSWER_WAIT_MS 10000
#define ENROL_WAIT_MS 40000
#define KEY_STATUSES 12

static const struct cli_option options[] = {
    {"config", "FILE", "the booth's configuration (default " CONFIG_DEFAULT_PATH ")"},
    {"json", NULL, "prints the daemon's line unchanged"},
    {0},
};

static const struct cli_option enrol_options[] = {
    {"config", "FILE", "the booth's configuration (default " CONFIG_DEFAULT_PATH ")"},
    {"server", "URL", "of the server (default: as configured)"},
    {"json", NULL, "prints the daemon's line unchanged"},
    {0},
};

static bool connect_daemon(const struct cli *cli, struct local_line *out)
{
    const char *path = cli_value(cli, "config") ? cli_value(cli, "config") : CONFIG_DEFAULT_PATH;
    struct booth_config config;
    struct config_fault fault;
    if (config_load(path, &config, &fault)) {
        if (fault.line)
            cli_complain("%s:%u: %s", path, fault.line, fault.message);
        else
            cli_complain("%s: %s", path, fault.message);
        return false;
    }
    *out = (struct local_line){.fd = -1};
    if (!local_connect(config.socket, &out->fd))
        return true;
    cli_complain("%s: the sync daemon does not answer. Start gatehouse-syncd", config.socket);
    return false;
}

/* Reads the next status; line is borrowed until the next call. */
static enum gh_status next_status(struct local_line *in, int wait_ms, struct bytes *line, struct sync_status *out)
{
    char why[WIRE_ERROR_SIZE];
    enum gh_status status;
    while ((status = local_read(in, line)) == GH_BUSY) {
        struct pollfd fd = {.fd = in->fd, .events = POLLIN};
        if (poll(&fd, 1, wait_ms) <= 0)
            return GH_BUSY;
    }
    return status ? status : sync_status_decode(*line, out, why);
}

enum gh_status cli_sync_status(const char *socket, struct sync_status *out)
{
    struct local_line in = {.fd = -1};
    struct bytes line;
    if (local_connect(socket, &in.fd))
        return GH_NOT_FOUND;
    enum gh_status status = next_status(&in, ANSWER_WAIT_MS, &line, out);
    (void)close(in.fd);
    return status;
}

static void print_age(const char *what, uint32_t seconds)
{
    if (seconds < 120)
        (void)printf("%-14s %u s ago\n", what, seconds);
    else if (seconds < 7200)
        (void)printf("%-14s %u min ago\n", what, seconds / 60);
    else if (seconds < 172800)
        (void)printf("%-14s %u h ago\n", what, seconds / 3600);
    else
        (void)printf("%-14s %u days ago\n", what, seconds / 86400);
}

static void print_status(const struct cli *cli, struct bytes line, const struct sync_status *s)
{
    if (cli_has(cli, "json")) {
        (void)printf("%.*s\n", (int)line.len, (const char *)line.data);
        return;
    }
    (void)printf("%-14s %s\n", "booth", s->enrolled ? s->device : "not enrolled");
    (void)printf("%-14s %s\n", "server", s->server[0] ? s->server : "none");
    (void)printf("%-14s %s\n", "fingerprint", s->fingerprint[0] ? s->fingerprint : "none");
    (void)printf("%-14s %s\n", "state",
                 strcmp(s->problem, "none") == 0 ? (s->syncing ? "syncing" : "up to date") : s->problem);
    if (s->contact_at)
        print_age("last contact", s->contact_ago);
    (void)printf("%-14s %llu\n", "position", (unsigned long long)s->position);
    (void)printf("%-14s %llu waiting\n", "applications", (unsigned long long)s->applications);
    (void)printf("%-14s %llu waiting, %llu with the server\n", "entries", (unsigned long long)s->waiting,
                 (unsigned long long)s->acknowledged);
    if (s->forked)
        (void)printf("%-14s %s\n", "journal", "forked: not the one that the server has; tell the office");
}

static enum cli_exit run_status(const struct cli *cli)
{
    struct local_line in;
    struct bytes line;
    struct sync_status status;
    if (!connect_daemon(cli, &in))
        return CLI_SYSTEM;
    bool told = next_status(&in, ANSWER_WAIT_MS, &line, &status) == GH_OK;
    if (told)
        print_status(cli, line, &status);
    else
        cli_complain("the sync daemon sent no answer");
    (void)close(in.fd);
    return !told ? CLI_SYSTEM : strcmp(status.problem, "none") == 0 ? CLI_OK : CLI_NO;
}

static bool send_command(const struct local_line *to, const struct sync_command *command)
{
    char line[SYNC_LINE_MAX + 1];
    if (sync_command_encode(command, line, sizeof line) || local_write(to->fd, bytes_of_string(line))) {
        cli_complain("the sync daemon does not accept the command");
        return false;
    }
    return true;
}

static enum cli_exit run_now(const struct cli *cli)
{
    const struct sync_command command = {.kind = SYNC_COMMAND_NOW};
    struct local_line in;
    if (!connect_daemon(cli, &in))
        return CLI_SYSTEM;
    bool sent = send_command(&in, &command);
    (void)close(in.fd);
    return sent ? CLI_OK : CLI_SYSTEM;
}

/* Waits for what becomes of a command. before: the status when it was given. */
typedef enum cli_exit await_outcome(const struct cli *cli, struct local_line *in, const struct sync_status *before);
/* Says why a command makes no sense now, or returns NULL. */
typedef const char *check_before(const struct sync_status *before);

/* Gives a command and waits for its outcome. check: NULL for none. */
static enum cli_exit command_and_await(const struct cli *cli, const struct sync_command *command, check_before *check,
                                       await_outcome *await)
{
    struct local_line in;
    struct bytes line;
    struct sync_status before;
    enum cli_exit result = CLI_SYSTEM;
    if (!connect_daemon(cli, &in))
        return CLI_SYSTEM;
    /* The first line has the state so far, which may be the outcome of an earlier command. */
    if (next_status(&in, ANSWER_WAIT_MS, &line, &before))
        cli_complain("the sync daemon sent no answer");
    else if (check && check(&before))
        cli_complain("%s", check(&before));
    else if (send_command(&in, command))
        result = await(cli, &in, &before);
    (void)close(in.fd);
    return result;
}

/* Waits for the outcome of this try. Until the daemon has counted it, a status still shows an earlier try. */
static enum cli_exit await_enrolment(const struct cli *cli, struct local_line *in, const struct sync_status *before)
{
    struct sync_status status;
    struct bytes line;
    while (!next_status(in, ENROL_WAIT_MS, &line, &status)) {
        if (status.enrol_tries == before->enrol_tries || strcmp(status.enrolment, "running") == 0)
            continue;
        if (strcmp(status.enrolment, "done") == 0) {
            print_status(cli, line, &status);
            return CLI_OK;
        }
        if (strcmp(status.enrolment, "plain-http") == 0)
            cli_complain("not enrolled: http:// is refused: use https://, or allow it with [sync] plain_http");
        else
            cli_complain("not enrolled: %s", status.enrolment);
        return CLI_NO;
    }
    cli_complain("the sync daemon sent no answer");
    return CLI_SYSTEM;
}

/* Takes the text of a QR code. Its network settings are the machine's owner's to make. */
static enum cli_exit run_enrol_text(const struct cli *cli, struct bytes text)
{
    struct sync_command command = {.kind = SYNC_COMMAND_ENROL};
    struct enrol_code code;
    if (enrol_code_parse(text, &code)) {
        cli_complain("not a code of enrolment");
        return CLI_USAGE;
    }
    memcpy(command.server, code.server, sizeof command.server);
    memcpy(command.code, code.code, sizeof command.code);
    memcpy(command.root, code.root, sizeof command.root);
    sodium_memzero(&code, sizeof code);
    return command_and_await(cli, &command, NULL, await_enrolment);
}

static enum cli_exit run_enrol(const struct cli *cli)
{
    struct sync_command command = {.kind = SYNC_COMMAND_ENROL};
    struct bytes text = bytes_of_string(cli->operands[0]);
    if (enrol_code_is(text))
        return run_enrol_text(cli, text);
    const char *server = cli_value(cli, "server") ? cli_value(cli, "server") : "";
    if (strlen(server) >= sizeof command.server || strlen(cli->operands[0]) >= sizeof command.code) {
        cli_complain("the address or the code is too long");
        return CLI_USAGE;
    }
    memcpy(command.server, server, strlen(server) + 1);
    memcpy(command.code, cli->operands[0], strlen(cli->operands[0]) + 1);
    return command_and_await(cli, &command, NULL, await_enrolment);
}

static enum cli_exit await_stick(const struct cli *cli, struct local_line *in, const struct sync_status *before)
{
    struct sync_status status;
    struct bytes line;
    while (!next_status(in, ANSWER_WAIT_MS, &line, &status)) {
        if (status.stick_tries == before->stick_tries || strcmp(status.stick, "running") == 0)
            continue;
        if (cli_has(cli, "json"))
            print_status(cli, line, &status);
        else
            (void)printf("%s, %llu entries on the stick\n", status.stick, (unsigned long long)status.stick_written);
        if (strcmp(status.stick, "newer") == 0)
            cli_complain("the file is of a newer server: update Gatehouse on this booth, then try again");
        return strcmp(status.stick, "done") == 0 ? CLI_OK : CLI_NO;
    }
    cli_complain("the sync daemon sent no answer");
    return CLI_SYSTEM;
}

static enum cli_exit run_stick(const struct cli *cli)
{
    return command_and_await(cli, &(struct sync_command){.kind = SYNC_COMMAND_STICK}, NULL, await_stick);
}

static enum cli_exit await_key(const struct cli *cli, struct local_line *in, const struct sync_status *before)
{
    struct sync_status status;
    struct bytes line;
    /* The daemon sends a status every few seconds, whether or not something has changed. */
    for (int told = 0; told < KEY_STATUSES && !next_status(in, ANSWER_WAIT_MS, &line, &status); told++) {
        if (strcmp(status.fingerprint, before->fingerprint) == 0)
            continue;
        if (cli_has(cli, "json"))
            print_status(cli, line, &status);
        else
            (void)printf("The server has the booth's new key: fingerprint %s\n", status.fingerprint);
        return CLI_OK;
    }
    cli_complain("the server has not taken the new key yet. The daemon goes on trying; the key before is in use");
    return CLI_NO;
}

static const char *not_enrolled(const struct sync_status *before)
{
    return before->enrolled ? NULL : "the booth is not enrolled";
}

static enum cli_exit run_rotate_key(const struct cli *cli)
{
    return command_and_await(cli, &(struct sync_command){.kind = SYNC_COMMAND_ROTATE}, not_enrolled, await_key);
}

const struct cli_verb sync_verbs[] = {
    {"sync", "status", "", "Show how old the data is and what waits for upload (exit 1: a problem)", 0, 0, options,
     run_status},
    {"sync", "now", "", "Ask the server at once", 0, 0, options, run_now},
    {"sync", "stick", "", "Read a snapshot from a USB stick and write the entries to it (exit 1: no snapshot)", 0, 0,
     options, run_stick},
    {"sync", "rotate-key", "", "Replace this booth's key (exit 1: the server has not taken it yet)", 0, 0, options,
     run_rotate_key},
    {"sync", "enrol", "CODE", "Enrol this booth with a one-time code (exit 1: refused)", 1, 1, enrol_options,
     run_enrol},
    {0},
};

const struct cli_verb enrol_verbs[] = {
    {"enrol", NULL, "CODE", "Do what `gatehouse sync enrol` does", 1, 1, enrol_options, run_enrol},
    {0},
};

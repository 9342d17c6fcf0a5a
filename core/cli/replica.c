/* gatehouse replica: fills a replica from a file in the wire form of sync, and inspects one. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "os/file.h"
#include "store/replica.h"

static const struct cli_option import_options[] = {
    {"replica", "FILE", "the replica (default: replica.db); created if missing"},
    {"root", "FILE", "public root key that verifies the key set (default: root.public)"},
    {0},
};
static const struct cli_option look_options[] = {
    {"replica", "FILE", "the replica (default: replica.db)"},
    {"json", NULL, "one JSON object"},
    {0},
};

static const char *path_of(const struct cli *cli)
{
    return cli_value(cli, "replica") ? cli_value(cli, "replica") : "replica.db";
}

struct import {
    struct replica *replica;
    FILE *file;
    const char *name;
    uint8_t root[PUBLIC_KEY_LEN];
    struct wire_record *records; /* REPLICA_BATCH_MAX of them */
    size_t pending;
    unsigned long long line, imported;
    bool ended;
};

static enum cli_exit write_batch(struct import *in)
{
    size_t failed = 0;
    if (in->pending == 0)
        return CLI_OK;
    enum gh_status status = replica_write(in->replica, in->records, in->pending, in->root, &failed);
    if (status == GH_ROLLBACK || status == GH_BAD_SIGNATURE || status == GH_MALFORMED || status == GH_UNKNOWN_KEY) {
        cli_complain(
            "%s, near line %llu: the record is refused (%s). This batch was not imported; %llu records before it were",
            in->name, in->line - in->pending + failed + 1, gh_status_name(status), in->imported);
        return CLI_NO;
    }
    if (status)
        return cli_file_failed("the replica", status);
    in->imported += in->pending;
    in->pending = 0;
    return CLI_OK;
}

static enum cli_exit take_line(struct import *in, struct bytes line)
{
    char why[WIRE_ERROR_SIZE];
    struct wire_record *record = &in->records[in->pending];
    if (line.len == 0)
        return CLI_OK;
    if (in->ended) {
        cli_complain("%s:%llu: there is a line after the end record", in->name, in->line);
        return CLI_NO;
    }
    enum gh_status status = wire_record_decode(line, record, why);
    if (status) {
        cli_complain("%s:%llu: %s (%s). %llu records before it were imported", in->name, in->line, why,
                     gh_status_name(status), in->imported);
        return CLI_NO;
    }
    in->ended = record->type == WIRE_END;
    in->pending++;
    return in->pending == REPLICA_BATCH_MAX || in->ended ? write_batch(in) : CLI_OK;
}

static enum cli_exit take_all(struct import *in)
{
    char line[WIRE_LINE_MAX + 2];
    while (fgets(line, sizeof line, in->file)) {
        size_t len = strlen(line);
        in->line++;
        if (len > 0 && line[len - 1] == '\n')
            len--;
        else if (len == sizeof line - 1) {
            cli_complain("%s:%llu: the line is longer than %d bytes", in->name, in->line, WIRE_LINE_MAX);
            return CLI_NO;
        }
        enum cli_exit result = take_line(in, BYTES(line, len));
        if (result)
            return result;
    }
    if (ferror(in->file))
        return cli_file_failed(in->name, GH_IO);
    if (!in->ended) {
        cli_complain("%s: cut short: there is no end record. The records were imported, but still count as old",
                     in->name);
        enum cli_exit result = write_batch(in);
        return result ? result : CLI_NO;
    }
    return CLI_OK;
}

static enum cli_exit import_open(const char *replica, struct import *in)
{
    enum gh_status status = replica_open(replica, REPLICA_WRITE, &in->replica);
    if (status)
        return cli_file_failed(replica, status);
    enum cli_exit result = take_all(in);
    replica_close(in->replica);
    if (!result)
        (void)printf("%llu records imported into %s\n", in->imported, replica);
    return result;
}

enum cli_exit replica_import_file(const char *replica, const char *root, const char *file)
{
    struct import in = {.name = file};
    enum gh_status status = key_file_read(root, KEY_ROOT_PUBLIC, in.root, sizeof in.root);
    if (status)
        return cli_file_failed(root, status);
    in.records = calloc(REPLICA_BATCH_MAX, sizeof *in.records);
    in.file = strcmp(file, "-") == 0 ? stdin : fopen(file, "rb");
    enum cli_exit result;
    if (!in.records)
        result = cli_file_failed(file, GH_NO_MEMORY);
    else if (!in.file)
        result = cli_file_failed(file, os_status_of_errno(errno));
    else
        result = import_open(replica, &in);
    if (in.file && in.file != stdin)
        (void)fclose(in.file);
    free(in.records);
    return result;
}

static enum cli_exit run_import(const struct cli *cli)
{
    const char *root = cli_value(cli, "root") ? cli_value(cli, "root") : "root.public";
    return replica_import_file(path_of(cli), root, cli->operands[0]);
}

static enum cli_exit run_stat(const struct cli *cli)
{
    struct replica *replica;
    struct replica_stat stat;
    enum gh_status status = replica_open(path_of(cli), REPLICA_READ, &replica);
    if (status)
        return cli_file_failed(path_of(cli), status);
    status = replica_stat(replica, &stat);
    replica_close(replica);
    if (status)
        return cli_file_failed(path_of(cli), status);
    char synced[CLI_TIME_SIZE] = "never";
    if (stat.ages.passes)
        cli_format_time(stat.ages.passes, synced);
    (void)printf(
        cli_has(cli, "json")
            ? "{\"position\": %llu, \"epoch\": %llu, \"passes\": %llu, \"revoked\": %llu, \"blocked\": %llu, "
              "\"barred\": %llu, \"uses\": %llu, \"guards\": %llu, \"gates\": %llu, \"synced\": \"%s\"}\n"
            : "position   %llu\nkey epoch  %llu\npasses     %llu\nrevoked    %llu\nblocked    %llu\nbarred     "
              "%llu\nuses       %llu\nguards     %llu\ngates      %llu\nsynced     %s\n",
        (unsigned long long)stat.position, (unsigned long long)stat.epoch, (unsigned long long)stat.passes,
        (unsigned long long)stat.revoked, (unsigned long long)stat.blocked, (unsigned long long)stat.barred,
        (unsigned long long)stat.uses, (unsigned long long)stat.guards, (unsigned long long)stat.gates, synced);
    return CLI_OK;
}

static enum cli_exit run_check(const struct cli *cli)
{
    struct replica *replica;
    bool json = cli_has(cli, "json");
    enum gh_status status = replica_open(path_of(cli), REPLICA_READ, &replica);
    if (!status) {
        status = replica_check(replica);
        replica_close(replica);
    }
    if (status && status != GH_CORRUPT)
        return cli_file_failed(path_of(cli), status);
    if (json)
        (void)printf("{\"whole\": %s}\n", status ? "false" : "true");
    else
        (void)printf(status ? "%s is damaged. Delete it; sync fills it again from the server.\n" : "%s is whole\n",
                     path_of(cli));
    return status ? CLI_NO : CLI_OK;
}

const struct cli_verb replica_verbs[] = {
    {"replica", "import", "FILE|-", "Fill a replica from newline-delimited JSON, the wire form of sync", 1, 1,
     import_options, run_import},
    {"replica", "stat", "", "Show counts and ages of what a replica holds", 0, 0, look_options, run_stat},
    {"replica", "check", "", "Check the file itself (exit 1: damaged)", 0, 0, look_options, run_check},
    {0},
};

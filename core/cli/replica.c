/* gatehouse replica: fills a replica from a file in the wire form of sync, and inspects one. */
#include <errno.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "os/file.h"
#include "store/replica.h"
#include "token/carried.h"

static const struct cli_option import_options[] = {
    {"replica", "FILE", "the replica (default: replica.db); created if missing"},
    {"root", "FILE", "public root key that verifies the key set and the seal (default: root.public)"},
    {"unsigned", NULL, "take a file without a seal: for development alone"},
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
    bool ended, sealed;
    crypto_hash_sha256_state hash; /* of the lines before the seal */
    bool has_set;
    struct wire_keyset set; /* of the first line */
    char seal[CARRIED_TEXT_MAX];
};

/* ---- The seal ---- */

/* Hashes the lines up to the seal, and keeps the key set of the first one. */
static enum gh_status find_seal(struct import *in)
{
    char line[WIRE_LINE_MAX + 2], why[WIRE_ERROR_SIZE];
    struct wire_record *first = in->records;
    for (unsigned long long number = 1; fgets(line, sizeof line, in->file); number++) {
        const size_t len = strlen(line);
        if (in->seal[0] || len == 0 || line[len - 1] != '\n')
            return GH_BAD_SIGNATURE; /* something stands after the seal, or was cut */
        if (strncmp(line, CARRIED_MARK, sizeof CARRIED_MARK - 1) == 0) {
            if (len > sizeof in->seal)
                return GH_BAD_SIGNATURE;
            (void)snprintf(in->seal, sizeof in->seal, "%.*s", (int)len - 1, line);
            continue;
        }
        (void)crypto_hash_sha256_update(&in->hash, (const uint8_t *)line, len);
        if (number == 1 && !wire_record_decode(BYTES(line, len - 1), first, why) && first->type == WIRE_KEYSET) {
            in->set = first->keyset;
            in->has_set = true;
        }
    }
    if (ferror(in->file) || fseek(in->file, 0, SEEK_SET) != 0)
        return GH_IO;
    return in->seal[0] && in->has_set ? GH_OK : GH_NOT_FOUND;
}

/* The file is one that a server of our root made, and no older than what the replica holds. */
static enum gh_status check_seal(struct import *in)
{
    uint8_t digest[CARRIED_DIGEST_LEN];
    struct carried_claims claims;
    struct replica_stat stat;
    struct keyset keys;
    (void)crypto_hash_sha256_init(&in->hash);
    enum gh_status status = replica_stat(in->replica, &stat);
    if (!status)
        status = find_seal(in);
    if (!status)
        status = keyset_verify(BYTES(in->set.signed_set, in->set.len), in->root, stat.epoch, &keys);
    if (!status)
        status = carried_verify(bytes_of_string(in->seal), &keys, &claims);
    (void)crypto_hash_sha256_final(&in->hash, digest);
    if (!status && (claims.what != CARRIED_SNAPSHOT || memcmp(digest, claims.digest, sizeof digest) != 0))
        status = GH_BAD_SIGNATURE;
    return !status && claims.at < stat.ages.passes ? GH_ROLLBACK : status;
}

static enum cli_exit refuse_seal(const struct import *in, enum gh_status status)
{
    if (status == GH_IO)
        return cli_file_failed(in->name, status);
    if (status == GH_ROLLBACK)
        cli_complain("%s is older than what the replica holds. Nothing was imported", in->name);
    else if (status == GH_NOT_FOUND)
        cli_complain("%s has no seal: `gatehouse-server --export` writes one. Nothing was imported", in->name);
    else
        cli_complain("%s: the seal is not that of a server with our root key, or the file was altered (%s). "
                     "Nothing was imported",
                     in->name, gh_status_name(status));
    return CLI_NO;
}

/* ---- The records ---- */

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
    if (line.len == 0 || (in->ended && line.len < CARRIED_TEXT_MAX && line.len >= sizeof CARRIED_MARK &&
                          memcmp(line.data, CARRIED_MARK, sizeof CARRIED_MARK - 1) == 0))
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
    status = in->sealed ? check_seal(in) : GH_OK;
    enum cli_exit result = status ? refuse_seal(in, status) : take_all(in);
    replica_close(in->replica);
    if (!result)
        (void)printf("%llu records imported into %s\n", in->imported, replica);
    return result;
}

enum cli_exit replica_import_file(const char *replica, const char *root, const char *file, bool sealed)
{
    struct import in = {.name = file, .sealed = sealed};
    if (sealed && strcmp(file, "-") == 0) {
        cli_complain("standard input can't be read twice, as the check of the seal needs: name a file");
        return CLI_USAGE;
    }
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
    return replica_import_file(path_of(cli), root, cli->operands[0], !cli_has(cli, "unsigned"));
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

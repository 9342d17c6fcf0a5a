/* gatehouse keys: the offline root, the signing keys, and the set that booths trust. */
#include <sodium.h>
#include <string.h>

#include "cli/cli.h"

#define DEFAULT_DAYS 400

static const struct cli_option new_options[] = {
    {"dir", "DIR", "directory of the keys (default: keys)"},
    {"days", "N", "for `set`: the signing keys are valid for N days from now (default 400)"},
    {0},
};
static const struct cli_option list_options[] = {
    {"dir", "DIR", "directory of the keys (default: keys)"},
    {"json", NULL, "one JSON object"},
    {0},
};

static const char *directory_of(const struct cli *cli)
{
    const char *directory = cli_value(cli, "dir");
    return directory ? directory : "keys";
}

static enum cli_exit new_root(const char *directory)
{
    enum gh_status status = keys_make_root(directory);
    if (status)
        return cli_file_failed(directory, status);
    (void)printf("Root key made in %s. Keep root.secret offline; give root.public to every booth.\n", directory);
    return CLI_OK;
}

static enum cli_exit new_signing(const char *directory)
{
    struct signing_key key;
    char kid[2 * KID_LEN + 1];
    enum gh_status status = keys_make_signing(directory, &key);
    if (status)
        return cli_file_failed(directory, status);
    hex_encode(BYTES(key.kid, KID_LEN), kid);
    sodium_memzero(&key, sizeof key);
    (void)printf("Signing key %s made in %s. It counts once `gatehouse keys new set` has signed it.\n", kid, directory);
    return CLI_OK;
}

static enum cli_exit new_set(const struct cli *cli, const char *directory)
{
    int64_t days;
    struct keyset set;
    if (!cli_number(cli, "days", 1, 3650, DEFAULT_DAYS, &days))
        return CLI_USAGE;
    tick now = tick_from_seconds(tick_to_seconds(cli_now()));
    enum gh_status status = keys_make_set(directory, now, now - TICK_HOUR, now + days * TICK_DAY, &set);
    if (status)
        return cli_file_failed(directory, status);
    (void)printf("Key set of epoch %llu with %zu keys signed: %s/" KEYSET_FILE "\n", (unsigned long long)set.epoch,
                 set.count, directory);
    return CLI_OK;
}

static enum cli_exit run_new(const struct cli *cli)
{
    const char *what = cli->operands[0], *directory = directory_of(cli);
    if (strcmp(what, "root") == 0)
        return new_root(directory);
    if (strcmp(what, "signing") == 0)
        return new_signing(directory);
    if (strcmp(what, "set") == 0)
        return new_set(cli, directory);
    cli_complain("a new what? root, signing or set, not \"%s\"", what);
    return CLI_USAGE;
}

static void list_key(const struct keyset_key *key, bool json, bool first)
{
    char kid[2 * KID_LEN + 1], from[CLI_TIME_SIZE], until[CLI_TIME_SIZE];
    hex_encode(BYTES(key->kid, KID_LEN), kid);
    cli_format_time(key->not_before, from);
    cli_format_time(key->not_after, until);
    if (json)
        (void)printf("%s{\"kid\": \"%s\", \"not_before\": \"%s\", \"not_after\": \"%s\"}", first ? "" : ", ", kid, from,
                     until);
    else
        (void)printf("  %s  %s to %s\n", kid, from, until);
}

static enum cli_exit run_list(const struct cli *cli)
{
    struct keyset set;
    char issued[CLI_TIME_SIZE];
    bool json = cli_has(cli, "json");
    enum gh_status status = keys_read_set(directory_of(cli), &set);
    if (status)
        return cli_file_failed(directory_of(cli), status);
    cli_format_time(set.issued_at, issued);
    (void)printf(json ? "{\"epoch\": %llu, \"issued_at\": \"%s\", \"keys\": [" : "Key set of epoch %llu, signed %s\n",
                 (unsigned long long)set.epoch, issued);
    for (size_t i = 0; i < set.count; i++)
        list_key(&set.keys[i], json, i == 0);
    if (json)
        (void)printf("]}\n");
    return CLI_OK;
}

const struct cli_verb keys_verbs[] = {
    {"keys", "new", "root|signing|set", "makes a root key, a signing key, or signs the set of signing keys", 1, 1,
     new_options, run_new},
    {"keys", "list", "", "shows the signed key set", 0, 0, list_options, run_list},
    {0},
};

/* gatehouse keys: the offline root, the signing keys, and the set that booths trust. */
#include <sodium.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/keys_status.h"
#include "os/file.h"

#define DEFAULT_DAYS 400
#define SHARED_KEY_LEN 32

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
    (void)printf("Signing key %s made in %s. Booths accept it after `gatehouse keys new set`.\n", kid, directory);
    return CLI_OK;
}

static enum cli_exit new_sealing(const char *directory)
{
    struct sealing_key key;
    char kid[2 * KID_LEN + 1];
    enum gh_status status = keys_make_sealing(directory, &key);
    if (status)
        return cli_file_failed(directory, status);
    hex_encode(BYTES(key.kid, KID_LEN), kid);
    sodium_memzero(&key, sizeof key);
    (void)printf("Sealing key %s made in %s. Booths seal to it after `gatehouse keys new set`.\n"
                 "Keep the older ones until every booth has the new set.\n",
                 kid, directory);
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

static const struct shared_key {
    const char *name, *file, *word, *use;
} shared_keys[] = {
    {"vault", "vault.key", KEY_VAULT, "seals personal data in the server's database; the server alone has it"},
    {"campus", "campus.key", KEY_CAMPUS, "finds persons and plates by their hash; the server and every booth have it"},
    {"data", "data.key", KEY_DATA, "seals what booths show of a person; the server has it, booths under their PINs"},
};

static enum cli_exit new_shared(const char *directory, const struct shared_key *shared)
{
    uint8_t key[SHARED_KEY_LEN];
    char path[OS_PATH_SIZE];
    enum gh_status status = os_folder_make(directory, 0700);
    if (!status)
        status = os_path_join(directory, shared->file, path);
    if (!status) {
        randombytes_buf(key, sizeof key);
        status = key_file_write(path, shared->word, key, sizeof key, true);
        sodium_memzero(key, sizeof key);
    }
    if (status)
        return cli_file_failed(directory, status);
    (void)printf("%s\n  %s\nKeep a copy offline: without it nobody can read what it seals.\n", path, shared->use);
    return CLI_OK;
}

static enum cli_exit run_new(const struct cli *cli)
{
    const char *what = cli->operands[0], *directory = directory_of(cli);
    if (strcmp(what, "root") == 0)
        return new_root(directory);
    if (strcmp(what, "signing") == 0)
        return new_signing(directory);
    if (strcmp(what, "sealing") == 0)
        return new_sealing(directory);
    if (strcmp(what, "set") == 0)
        return new_set(cli, directory);
    for (size_t i = 0; i < sizeof shared_keys / sizeof shared_keys[0]; i++)
        if (strcmp(what, shared_keys[i].name) == 0)
            return new_shared(directory, &shared_keys[i]);
    cli_complain("unknown kind of key \"%s\"; use root, signing, sealing, set, vault, campus or data", what);
    return CLI_USAGE;
}

static void list_key(const struct keyset_key *key, const char *algorithm, bool json, bool first)
{
    char kid[2 * KID_LEN + 1], from[CLI_TIME_SIZE], until[CLI_TIME_SIZE];
    hex_encode(BYTES(key->kid, KID_LEN), kid);
    cli_format_time(key->not_before, from);
    cli_format_time(key->not_after, until);
    if (json)
        (void)printf("%s{\"kid\": \"%s\", \"algorithm\": \"%s\", \"not_before\": \"%s\", \"not_after\": \"%s\"}",
                     first ? "" : ", ", kid, algorithm, from, until);
    else
        (void)printf("  %s  %-10s  %s to %s\n", kid, algorithm, from, until);
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
        list_key(&set.keys[i], "EdDSA", json, i == 0);
    if (json)
        (void)printf("], \"sealing\": %s", set.has_sealing ? "" : "null");
    if (set.has_sealing)
        list_key(&set.sealing, "sealed-box", json, true);
    if (json)
        (void)printf(", \"version\": %u, \"skipped\": %u}\n", set.version, set.skipped);
    else if (set.skipped)
        (void)printf("  %u keys or members of a later version\n", set.skipped);
    return CLI_OK;
}

const struct cli_verb keys_verbs[] = {
    {"keys", "new", "root|signing|sealing|set|vault|campus|data",
     "Make a root, signing or sealing key, sign the set of the public ones, or make a key for personal data", 1, 1,
     new_options, run_new},
    {"keys", "list", "", "Show the signed key set", 0, 0, list_options, run_list},
    {"keys", "status", "", "Say how old each key is and what to do; exit code 1 when a key is due", 0, 0, list_options,
     keys_status_run},
    {"keys", "rotate", "signing|sealing|vault|data|campus", "Make the next key of a kind, beside the ones in use", 1, 1,
     list_options, keys_rotate_run},
    {0},
};

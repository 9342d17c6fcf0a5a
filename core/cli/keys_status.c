/* gatehouse keys status, gatehouse keys rotate: how old each key is, and its successor. */
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/cli.h"
#include "cli/keys_status.h"
#include "os/file.h"
#include "wire/record.h"

#define SHARED_KEY_LEN 32
#define VAULT_KEYS_MAX 16 /* as server/vault/vault.h, of each kind */
#define YEAR_DAYS 365
#define WARN_DAYS 60 /* before a key of the set ends */
#define SET_DAYS 400
#define NAME_SIZE 40

/* One line of the status. */
struct line {
    const char *kind, *advice; /* advice: what to do when the key is due */
    char name[NAME_SIZE];
    int64_t age_days, left_days; /* negative left: overdue */
    bool there, limited;
};

static bool is_due(const struct line *line)
{
    return !line->there || (line->limited && line->left_days < 0);
}

static void print_line(const struct line *l, bool json, bool first)
{
    if (json) {
        (void)printf("%s{\"kind\": \"%s\", \"name\": \"%s\", \"there\": %s, \"age_days\": %lld, ", first ? "" : ", ",
                     l->kind, l->name, l->there ? "true" : "false", (long long)l->age_days);
        if (l->limited)
            (void)printf("\"left_days\": %lld, ", (long long)l->left_days);
        (void)printf("\"due\": %s}", is_due(l) ? "true" : "false");
        return;
    }
    (void)printf("%-8s  %-26s", l->kind, l->name);
    if (!l->there)
        (void)printf("  missing");
    else if (l->limited && l->left_days < 0)
        (void)printf("  %lld days old, due since %lld days", (long long)l->age_days, (long long)-l->left_days);
    else if (l->limited)
        (void)printf("  %lld days old, due in %lld days", (long long)l->age_days, (long long)l->left_days);
    else
        (void)printf("  %lld days old", (long long)l->age_days);
    (void)printf("%s%s\n", is_due(l) || !l->limited ? ": " : "", is_due(l) || !l->limited ? l->advice : "");
}

/* A key file with a limit of age; 0: none. */
static struct line of_file(const char *directory, const char *file, const char *kind, int64_t limit, const char *advice)
{
    char path[OS_PATH_SIZE];
    struct stat found;
    struct line line = {.kind = kind, .advice = advice, .limited = limit > 0};
    (void)snprintf(line.name, sizeof line.name, "%s", file);
    line.there = !os_path_join(directory, file, path) && stat(path, &found) == 0;
    if (line.there)
        line.age_days = (cli_now() - tick_from_seconds(found.st_mtim.tv_sec)) / TICK_DAY;
    line.left_days = limit - line.age_days;
    return line;
}

/* A key of the set: due WARN_DAYS before it ends. */
static struct line of_set(const struct keyset_key *key, const char *kind, const char *advice)
{
    struct line line = {.kind = kind, .advice = advice, .limited = true, .there = true};
    hex_encode(BYTES(key->kid, KID_LEN), line.name);
    line.age_days = (cli_now() - key->not_before) / TICK_DAY;
    line.left_days = (key->not_after - cli_now()) / TICK_DAY - WARN_DAYS;
    return line;
}

/* The kinds whose files are numbered: vault.key, vault-2.key. */
static const struct numbered {
    const char *kind, *word;
    int64_t due_days;
    const char *advice; /* what to do when it is due */
    const char *then;   /* what happens after a rotation */
} numbered[] = {
    {"vault", KEY_VAULT, YEAR_DAYS, "gatehouse keys rotate vault",
     "Servers seal with it a minute from now, then seal what is there anew. Keep the older files: backups need them,\n"
     "and vault.key also makes the hashes."},
    {"data", KEY_DATA, YEAR_DAYS, "gatehouse keys rotate data",
     "Servers use it a minute from now. Each booth fetches its rows again while it works on. Delete the older files\n"
     "when every booth has synced."},
    {"campus", KEY_CAMPUS, 0, "after a leak: gatehouse keys rotate campus",
     "Servers use it a minute from now. Each booth fetches its rows again while it works on; new passes rest on it in "
     "a\n"
     "week. Keep the older files: hashes in the database rest on the first one."},
};
#define NUMBERED_COUNT (sizeof numbered / sizeof numbered[0])

static void name_of(const struct numbered *kind, unsigned number, char out[static NAME_SIZE])
{
    if (number == 1)
        (void)snprintf(out, NAME_SIZE, "%s.key", kind->kind);
    else
        (void)snprintf(out, NAME_SIZE, "%s-%u.key", kind->kind, number);
}

/* Returns the number of the newest key of the kind; 0: there is none. */
static unsigned newest_of(const char *directory, const struct numbered *kind)
{
    unsigned newest = 0;
    for (unsigned number = 1; number <= VAULT_KEYS_MAX; number++) {
        char name[NAME_SIZE], path[OS_PATH_SIZE];
        struct stat found;
        name_of(kind, number, name);
        if (!os_path_join(directory, name, path) && stat(path, &found) == 0)
            newest = number;
    }
    return newest;
}

static size_t collect(const char *directory, const struct keyset *set, struct line *out)
{
    size_t n = 0;
    out[n++] = of_file(directory, "root.public", "root", 0, "a new one means that every booth enrols again");
    /* Only the newest signing key needs to last: older ones are there for the passes that they signed. */
    const struct keyset_key *last = &set->keys[0];
    for (size_t i = 1; i < set->count; i++)
        last = set->keys[i].not_after > last->not_after ? &set->keys[i] : last;
    out[n++] = of_set(last, "signing", "gatehouse keys rotate signing");
    if (set->has_sealing)
        out[n++] = of_set(&set->sealing, "sealing", "gatehouse keys rotate sealing");
    for (size_t i = 0; i < NUMBERED_COUNT; i++) {
        char name[NAME_SIZE];
        const unsigned newest = newest_of(directory, &numbered[i]);
        name_of(&numbered[i], newest ? newest : 1, name);
        out[n++] = of_file(directory, name, numbered[i].kind, numbered[i].due_days, numbered[i].advice);
    }
    return n;
}

enum cli_exit keys_status_run(const struct cli *cli)
{
    const char *directory = cli_value(cli, "dir") ? cli_value(cli, "dir") : "keys";
    const bool json = cli_has(cli, "json");
    struct keyset set;
    struct line lines[8];
    bool due = false;
    enum gh_status status = keys_read_set(directory, &set);
    if (status)
        return cli_file_failed(directory, status);
    const size_t count = collect(directory, &set, lines);
    if (json)
        (void)printf("{\"epoch\": %llu, \"keys\": [", (unsigned long long)set.epoch);
    for (size_t i = 0; i < count; i++) {
        print_line(&lines[i], json, i == 0);
        due = due || is_due(&lines[i]);
    }
    if (json)
        (void)printf("]}\n");
    else
        (void)printf("device    one for each booth            booths replace theirs after device.key_days; sooner: "
                     "gatehouse sync rotate-key\n"
                     "session   none is kept                  256 random bits for each sign-in, 12 hours at most\n");
    return due ? CLI_NO : CLI_OK;
}

static enum cli_exit rotate_numbered(const char *directory, const struct numbered *kind)
{
    uint8_t key[SHARED_KEY_LEN];
    char name[NAME_SIZE], path[OS_PATH_SIZE];
    const unsigned newest = newest_of(directory, kind);
    if (newest == 0)
        return cli_file_failed(directory, GH_NOT_FOUND);
    if (newest == VAULT_KEYS_MAX || (newest == GUARD_CAMPUS_KEYS_MAX && strcmp(kind->kind, "campus") == 0)) {
        cli_complain("%s has %u keys of this kind already", directory, newest);
        return CLI_SYSTEM;
    }
    name_of(kind, newest + 1, name);
    enum gh_status status = os_path_join(directory, name, path);
    if (!status) {
        randombytes_buf(key, sizeof key);
        status = key_file_write(path, kind->word, key, sizeof key, true);
        sodium_memzero(key, sizeof key);
    }
    if (status)
        return cli_file_failed(directory, status);
    (void)printf("%s\n%s\n", path, kind->then);
    return CLI_OK;
}

static enum cli_exit rotate_listed(const char *directory, bool sealing)
{
    struct keyset set;
    struct signing_key signing = {0};
    struct sealing_key box = {0};
    const tick now = tick_from_seconds(tick_to_seconds(cli_now()));
    enum gh_status status = sealing ? keys_make_sealing(directory, &box) : keys_make_signing(directory, &signing);
    sodium_memzero(&signing, sizeof signing);
    sodium_memzero(&box, sizeof box);
    if (!status)
        status = keys_make_set(directory, now, now - TICK_HOUR, now + SET_DAYS * TICK_DAY, &set);
    if (status)
        return cli_file_failed(directory, status);
    (void)printf(
        "Key set of epoch %llu in %s. Copy the new *.secret file to the servers' folders first, then " KEYSET_FILE
        ".\n",
        (unsigned long long)set.epoch, directory);
    return CLI_OK;
}

enum cli_exit keys_rotate_run(const struct cli *cli)
{
    const char *what = cli->operands[0], *directory = cli_value(cli, "dir") ? cli_value(cli, "dir") : "keys";
    for (size_t i = 0; i < NUMBERED_COUNT; i++)
        if (strcmp(what, numbered[i].kind) == 0)
            return rotate_numbered(directory, &numbered[i]);
    if (strcmp(what, "signing") == 0 || strcmp(what, "sealing") == 0)
        return rotate_listed(directory, what[1] == 'e');
    cli_complain("unknown kind of key \"%s\"; use signing, sealing, vault, data or campus", what);
    return CLI_USAGE;
}

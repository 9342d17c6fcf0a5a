/* Checks of the folder of keys. */
#include <dirent.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "check/groups.h"
#include "keys/key_directory.h"
#include "os/file.h"
#include "vault/vault.h"

#define YEAR (365 * TICK_DAY)
#define ENDS_SOON (60 * TICK_DAY) /* as `gatehouse keys status` */

/* Returns the end of the newest key of the set whose secret lies in the folder; 0: there is none. */
static tick last_signing(const char *keys, const struct keyset *set)
{
    struct signing_key found[KEYSET_KEYS_MAX];
    size_t count = 0;
    tick last = 0;
    enum gh_status status = keys_read_signing(keys, found, &count);
    for (size_t i = 0; !status && i < count; i++) {
        const struct keyset_key *listed = keyset_find(set, found[i].kid);
        if (listed && listed->not_after > last)
            last = listed->not_after;
    }
    sodium_memzero(found, sizeof found);
    return last;
}

void check_keys(const struct check_case *c, struct check_finding *out)
{
    const char *keys = c->target->keys;
    struct keyset set;
    struct vault vault;
    char day[CHECK_DAY_SIZE];
    enum gh_status opened = vault_open(keys, false, &vault), read = keys_read_set(keys, &set);
    if (!opened)
        vault_close(&vault);
    const tick last = read ? 0 : last_signing(keys, &set);
    check_day(last, day);
    check_value(out, "%s", opened ? gh_status_name(opened) : read ? gh_status_name(read) : day);
    if (opened)
        check_say(out, CHECK_FAULT, N_("vault.key, campus.key or data.key can't be read ({value})."),
                  N_("Bring the keys back from a backup. Without vault.key nobody can read the personal data."));
    else if (read)
        check_say(out, CHECK_FAULT, N_("The key set or root.public can't be read ({value})."),
                  N_("Copy keyset.cose and root.public from the machine that has the root key."));
    else if (last < c->now)
        check_say(out, CHECK_FAULT, N_("No signing key here is valid: passes can't be issued."),
                  N_("Run gatehouse keys rotate signing, and copy its *.secret file and keyset.cose here."));
    else if (last < c->now + ENDS_SOON)
        check_say(out, CHECK_WARNING, N_("The newest signing key ends on {value}."),
                  N_("Run gatehouse keys rotate signing, and copy its *.secret file and keyset.cose here."));
    else
        check_say(out, CHECK_OK, N_("All are there. The newest signing key ends on {value}."), NULL);
}

static bool is_secret(const char *name)
{
    const char *ending = strrchr(name, '.');
    return ending && (strcmp(ending, ".key") == 0 || strcmp(ending, ".secret") == 0);
}

void check_key_permissions(const struct check_case *c, struct check_finding *out)
{
    DIR *folder = opendir(c->target->keys);
    bool root = false;
    size_t open = 0;
    for (const struct dirent *one; folder && (one = readdir(folder));) {
        struct stat found;
        if (!is_secret(one->d_name) || fstatat(dirfd(folder), one->d_name, &found, 0) != 0)
            continue;
        root = root || strcmp(one->d_name, "root.secret") == 0;
        if (found.st_mode & 077 && open++ == 0)
            check_value(out, "%s", one->d_name);
    }
    if (!folder)
        check_say(out, CHECK_FAULT, N_("The folder of keys can't be read."),
                  N_("Check --keys, and whether the folder belongs to the server's account."));
    else if (open > 0)
        check_say(out, CHECK_FAULT, N_("Other users of this machine may read {value}."),
                  N_("Run chmod 600 on the files of keys."));
    else if (root)
        check_say(out, CHECK_WARNING, N_("root.secret lies on this server."),
                  N_("Move it to a machine without network: the server works without it."));
    else
        check_say(out, CHECK_OK, N_("Only the server's account may read them."), NULL);
    if (folder)
        (void)closedir(folder);
}

/* Returns the age of the newest key of a kind: vault.key, vault-2.key. -1: there is none. */
static tick age_of(const char *keys, const char *kind, tick now)
{
    tick age = -1;
    for (unsigned number = 1; number <= VAULT_KEYS_MAX; number++) {
        char name[32], path[OS_PATH_SIZE];
        struct stat found;
        if (number == 1)
            (void)snprintf(name, sizeof name, "%s.key", kind);
        else
            (void)snprintf(name, sizeof name, "%s-%u.key", kind, number);
        if (!os_path_join(keys, name, path) && stat(path, &found) == 0)
            age = now - tick_from_seconds(found.st_mtim.tv_sec);
    }
    return age;
}

void check_key_age(const struct check_case *c, struct check_finding *out)
{
    const struct os_clock system = os_clock_system(false); /* as the files' times */
    const tick now = os_clock_read(&system).wall;
    const tick vault = age_of(c->target->keys, "vault", now), data = age_of(c->target->keys, "data", now);
    const bool older = vault >= data; /* which one to name */
    check_value(out, "%s", older ? "vault" : "data");
    check_other(out, "%lld", (long long)((older ? vault : data) / TICK_DAY));
    if (vault < 0 || data < 0)
        check_say(out, CHECK_SKIPPED, N_("Not checked: a key is missing."), NULL);
    else if (vault > YEAR || data > YEAR)
        check_say(out, CHECK_WARNING, N_("The {value} key is {other} days old; it is due after 365."),
                  N_("Run gatehouse keys rotate {value} in the folder of keys. Keep the older file."));
    else
        check_say(out, CHECK_OK, N_("The oldest one in use is {other} days old; it is due after 365."), NULL);
}

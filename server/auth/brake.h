/* Brakes: they slow down wrong tries, counted in the database for all server processes together.
 *
 * Each brake allows some tries at once and then one per interval (a leaky bucket: GCRA of ITU-T I.371, one timestamp a
 * row). A try is counted before it is looked at, so that tries at the same moment count too, and is given back when it
 * was right. Times are those of the database's clock. */
#ifndef GH_SERVER_AUTH_BRAKE_H
#define GH_SERVER_AUTH_BRAKE_H

#include "auth/address.h"
#include "base/tick.h"
#include "db/db.h"
#include "vault/vault.h"

#define BRAKE_KEY_SIZE 128
#define BRAKE_KEYS_MAX 4

/* Tries that are allowed at once, and the time after which one more is. */
struct brake_rule {
    int64_t at_once;
    tick interval; /* more than 0 */
};

/* Who is counted, with the rule. */
struct brake_key {
    struct brake_rule rule;
    char who[BRAKE_KEY_SIZE];
};

/* The name of an account as brakes and device cookies use it: the start of a keyed hash in hex, since people also type
 * passwords where a name belongs. Upper and lower case are one name. */
#define BRAKE_NAME_SIZE 33
void brake_name(const struct vault *vault, const char *name, char out[static BRAKE_NAME_SIZE]);

/* Sets the keys of a sign-in. device "": a browser that is not known, which counts for the account from this network,
 * the account, the network, and in total, in this order. A known device (auth/known_device.h) counts alone, so that
 * no stranger can lock it out. Returns the number of keys. */
size_t brake_sign_in(const struct vault *vault, const char *name, const char *address, const char *device,
                     struct brake_key keys[static BRAKE_KEYS_MAX]);
/* Sets the key for somebody who is signed in and confirms it: with the old password, or a code of the second factor. */
void brake_own(const struct vault *vault, const char *name, struct brake_key *key);
/* Sets the key of links that lead nowhere, for a network. */
void brake_links(const char *address, int64_t per_minute, struct brake_key *key);

/* Sets the key of an account's checks of people: 300 at once, then one every 12 s. */
void brake_checks(int64_t account, struct brake_key *key);
/* Sets the key of test messages of the first-run set-up page: five at once, then one a minute. */
void brake_setup_tests(struct brake_key *key);

/* Returns in *left how long a try has to wait; 0: it may go on. Counts nothing and writes nothing. */
enum gh_status GH_MUST_USE brake_wait(struct db *db, const struct brake_key *keys, size_t count, tick now, tick *left);
/* As brake_wait(), and counts a try under all keys when *left is 0. Has its own transaction when it writes. */
enum gh_status GH_MUST_USE brake_take(struct db *db, const struct brake_key *keys, size_t count, tick now, tick *left);
/* Takes back one try under each key, as after a right one. */
enum gh_status GH_MUST_USE brake_give_back(struct db *db, const struct brake_key *keys, size_t count);
/* Forgets all tries under a key. */
enum gh_status GH_MUST_USE brake_clear(struct db *db, const struct brake_key *key);
/* Counts a try under one key without asking, in the caller's transaction or alone. */
enum gh_status GH_MUST_USE brake_count(struct db *db, const struct brake_key *key, tick now);

/* Lifts all brakes of an account: an administrator's help. *lifted: whether there was one. */
enum gh_status GH_MUST_USE brake_lift_account(struct db *db, const struct vault *vault, const char *name, bool *lifted);
/* Lifts the brakes of an address and its network, of links too. */
enum gh_status GH_MUST_USE brake_lift_address(struct db *db, const char *address, bool *lifted);
/* Returns in *left the longest time that any browser has to wait for this account; 0: none has to. */
enum gh_status GH_MUST_USE brake_account_wait(struct db *db, const struct vault *vault, const char *name, tick now,
                                              tick *left);
/* Deletes rows that count no more. */
enum gh_status GH_MUST_USE brake_sweep(struct db *db);

/* Returns seconds for Retry-After, rounded up. */
int brake_seconds(tick left);

#endif

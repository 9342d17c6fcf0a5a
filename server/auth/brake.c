/* Brakes as rows with the time until which their tries count. */
#include "auth/brake.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#define NAME_MAX_BYTES 64
#define NAME_HASH_LEN ((BRAKE_NAME_SIZE - 1) / 2)

/* For a browser that is not known. An office behind one address mistypes often, and unknown browsers from many
 * addresses are together no faster than NIST SP 800-63B, 5.2.2 has it for one account: 100 tries. */
static const struct brake_rule pair_rule = {5, 3 * TICK_MINUTE};     /* one account from one network */
static const struct brake_rule account_rule = {30, 5 * TICK_MINUTE}; /* one account from anywhere */
static const struct brake_rule network_rule = {30, 30 * TICK_SECOND};
static const struct brake_rule total_rule = {300, TICK_SECOND / 5};
/* For one who was here before, or is signed in. */
static const struct brake_rule device_rule = {5, 3 * TICK_MINUTE};

void brake_name(const struct vault *vault, const char *name, char out[static BRAKE_NAME_SIZE])
{
    char lower[NAME_MAX_BYTES];
    uint8_t hash[VAULT_HASH_LEN];
    size_t n = 0;
    for (; name[n] && n < sizeof lower; n++)
        lower[n] = name[n] >= 'A' && name[n] <= 'Z' ? (char)(name[n] + 32) : name[n];
    vault_hash(vault, "sign-in-name", BYTES(lower, n), hash);
    hex_encode(BYTES(hash, NAME_HASH_LEN), out);
}

size_t brake_sign_in(const struct vault *vault, const char *name, const char *address, const char *device,
                     struct brake_key keys[static BRAKE_KEYS_MAX])
{
    char hash[BRAKE_NAME_SIZE], network[ADDRESS_SIZE];
    brake_name(vault, name, hash);
    address_network(address, network);
    if (device[0]) {
        keys[0].rule = device_rule;
        (void)snprintf(keys[0].who, sizeof keys[0].who, "device:%s:%s", hash, device);
        return 1;
    }
    keys[0].rule = pair_rule;
    (void)snprintf(keys[0].who, sizeof keys[0].who, "pair:%s:%s", hash, network);
    keys[1].rule = account_rule;
    (void)snprintf(keys[1].who, sizeof keys[1].who, "account:%s", hash);
    keys[2].rule = network_rule;
    (void)snprintf(keys[2].who, sizeof keys[2].who, "address:%s", network);
    keys[3] = (struct brake_key){total_rule, "total"};
    return 4;
}

void brake_own(const struct vault *vault, const char *name, struct brake_key *key)
{
    char hash[BRAKE_NAME_SIZE];
    brake_name(vault, name, hash);
    key->rule = device_rule;
    (void)snprintf(key->who, sizeof key->who, "own:%s", hash);
}

void brake_links(const char *address, int64_t per_minute, struct brake_key *key)
{
    char network[ADDRESS_SIZE];
    address_network(address, network);
    key->rule = (struct brake_rule){per_minute, TICK_MINUTE / per_minute};
    (void)snprintf(key->who, sizeof key->who, "links:%s", network);
}

void brake_checks(int64_t account, struct brake_key *key)
{
    key->rule = (struct brake_rule){300, 12 * TICK_SECOND};
    (void)snprintf(key->who, sizeof key->who, "checks:%lld", (long long)account);
}

void brake_setup_tests(struct brake_key *key)
{
    *key = (struct brake_key){{5, TICK_MINUTE}, "setup-tests"};
}

/* Returns how far in the future a row's time may be for another try. */
static tick span_of(const struct brake_rule *rule)
{
    return (rule->at_once - 1) * rule->interval;
}

enum gh_status brake_wait(struct db *db, const struct brake_key *keys, size_t count, tick now, tick *left)
{
    enum gh_status status = GH_OK;
    *left = 0;
    for (size_t i = 0; !status && i < count; i++) {
        struct db_rows rows = {0};
        status = db_query(db, &rows, "SELECT until_at FROM login_failure WHERE who = $1", DB_TEXT(keys[i].who));
        if (!status && !(status = db_next(&rows))) {
            const tick wait = db_int(&rows, 0) - now - span_of(&keys[i].rule);
            *left = wait > *left ? wait : *left;
        }
        db_rows_end(&rows);
        status = status == GH_NOT_FOUND ? GH_OK : status;
    }
    return status;
}

/* Counts a try unless the row's time is later than now + span. db_changed() tells. */
static enum gh_status count_within(struct db *db, const struct brake_key *key, tick now, tick span)
{
    const tick interval = key->rule.interval;
    return db_query(db, NULL,
                    "INSERT INTO login_failure (who, failures, last_at, until_at) VALUES ($1, 1, $2, $3) "
                    "ON CONFLICT (who) DO UPDATE SET last_at = $2, failures = login_failure.failures + 1, until_at = "
                    "CASE WHEN login_failure.until_at > $2 THEN login_failure.until_at ELSE $2 END + $4 "
                    "WHERE login_failure.until_at <= $5",
                    DB_TEXT(key->who), DB_INT(now), DB_INT(now + interval), DB_INT(interval), DB_INT(now + span));
}

enum gh_status brake_count(struct db *db, const struct brake_key *key, tick now)
{
    /* A row that is full stays so: guesses that came at the same moment make nobody wait longer. */
    return count_within(db, key, now, span_of(&key->rule));
}

enum gh_status brake_take(struct db *db, const struct brake_key *keys, size_t count, tick now, tick *left)
{
    bool taken = true;
    enum gh_status status = brake_wait(db, keys, count, now, left);
    if (status || *left > 0)
        return status;
    status = db_begin(db);
    if (status)
        return status;
    for (size_t i = 0; !status && taken && i < count; i++) {
        status = count_within(db, &keys[i], now, span_of(&keys[i].rule));
        taken = !status && db_changed(db) == 1;
    }
    if (!status && taken)
        return db_commit(db);
    db_rollback(db);
    if (status)
        return status;
    /* Another try at this moment took the last place. */
    status = brake_wait(db, keys, count, now, left);
    if (!status && *left <= 0)
        *left = TICK_SECOND;
    return status;
}

enum gh_status brake_give_back(struct db *db, const struct brake_key *keys, size_t count)
{
    enum gh_status status = GH_OK;
    for (size_t i = 0; !status && i < count; i++)
        status = db_query(db, NULL,
                          "UPDATE login_failure SET until_at = until_at - $1, failures = failures - 1 WHERE who = $2",
                          DB_INT(keys[i].rule.interval), DB_TEXT(keys[i].who));
    return status;
}

enum gh_status brake_clear(struct db *db, const struct brake_key *key)
{
    return db_query(db, NULL, "DELETE FROM login_failure WHERE who = $1", DB_TEXT(key->who));
}

/* Deletes a row, and all rows whose name goes on after a colon. */
static enum gh_status lift(struct db *db, const char *kind, const char *who, bool *lifted)
{
    char exact[BRAKE_KEY_SIZE], from[BRAKE_KEY_SIZE], to[BRAKE_KEY_SIZE];
    (void)snprintf(exact, sizeof exact, "%s:%s", kind, who);
    (void)snprintf(from, sizeof from, "%s:%s:", kind, who);
    (void)snprintf(to, sizeof to, "%s:%s;", kind, who); /* ';' follows ':' */
    enum gh_status status = db_query(db, NULL, "DELETE FROM login_failure WHERE who = $1 OR (who >= $2 AND who < $3)",
                                     DB_TEXT(exact), DB_TEXT(from), DB_TEXT(to));
    *lifted = *lifted || (!status && db_changed(db) > 0);
    return status;
}

static enum gh_status lift_all(struct db *db, const char *const *kinds, size_t count, const char *who, bool *lifted)
{
    enum gh_status status = GH_OK;
    *lifted = false;
    for (size_t i = 0; !status && i < count; i++)
        status = lift(db, kinds[i], who, lifted);
    return status;
}

enum gh_status brake_lift_account(struct db *db, const struct vault *vault, const char *name, bool *lifted)
{
    static const char *const kinds[] = {"account", "pair", "device", "own"};
    char hash[BRAKE_NAME_SIZE];
    brake_name(vault, name, hash);
    return lift_all(db, kinds, sizeof kinds / sizeof kinds[0], hash, lifted);
}

enum gh_status brake_lift_address(struct db *db, const char *address, bool *lifted)
{
    static const char *const kinds[] = {"address", "links"};
    char network[ADDRESS_SIZE];
    address_network(address, network);
    return lift_all(db, kinds, sizeof kinds / sizeof kinds[0], network, lifted);
}

/* Raises *left to the longest wait of the rows whose name begins with kind and hash. */
static enum gh_status longest_wait(struct db *db, const char *kind, const char *hash, const struct brake_rule *rule,
                                   tick now, tick *left)
{
    char from[BRAKE_KEY_SIZE], to[BRAKE_KEY_SIZE];
    struct db_rows rows = {0};
    (void)snprintf(from, sizeof from, "%s:%s:", kind, hash);
    (void)snprintf(to, sizeof to, "%s:%s;", kind, hash);
    enum gh_status status = db_query(db, &rows, "SELECT max(until_at) FROM login_failure WHERE who >= $1 AND who < $2",
                                     DB_TEXT(from), DB_TEXT(to));
    if (!status && !(status = db_next(&rows)) && db_int(&rows, 0) - now - span_of(rule) > *left)
        *left = db_int(&rows, 0) - now - span_of(rule);
    db_rows_end(&rows);
    return status;
}

enum gh_status brake_account_wait(struct db *db, const struct vault *vault, const char *name, tick now, tick *left)
{
    char hash[BRAKE_NAME_SIZE];
    struct brake_key key = {.rule = account_rule};
    brake_name(vault, name, hash);
    (void)snprintf(key.who, sizeof key.who, "account:%s", hash);
    enum gh_status status = brake_wait(db, &key, 1, now, left);
    if (!status)
        status = longest_wait(db, "pair", hash, &pair_rule, now, left);
    return status ? status : longest_wait(db, "device", hash, &device_rule, now, left);
}

enum gh_status brake_sweep(struct db *db)
{
    tick now = 0;
    enum gh_status status = db_now(db, &now);
    return status ? status : db_query(db, NULL, "DELETE FROM login_failure WHERE until_at <= $1", DB_INT(now));
}

int brake_seconds(tick left)
{
    return (int)((left + TICK_SECOND - 1) / TICK_SECOND);
}

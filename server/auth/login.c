/* Checks passwords and second factors, and slows down repeated wrong tries. */
#include "auth/login.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "auth/second_factor.h"

#define LOGIN_DB_WAIT 5000 /* ms for a connection */
#define WHO_SIZE (LOGIN_NAME_BYTES + 64)

static void lower(const char *name, char out[static LOGIN_NAME_BYTES + 1])
{
    size_t n = 0;
    for (; name[n] && n < LOGIN_NAME_BYTES; n++)
        out[n] = name[n] >= 'A' && name[n] <= 'Z' ? (char)(name[n] + 32) : name[n];
    out[n] = 0;
}

static enum gh_status find_password(struct db_pool *pool, const char *name, int64_t *id,
                                    char hash[static PASSWORD_HASH_SIZE])
{
    struct db *db;
    struct db_rows rows = {0};
    enum gh_status status = db_pool_take(pool, DB_READ, LOGIN_DB_WAIT, &db);
    if (status)
        return status;
    status =
        db_query(db, &rows, "SELECT id, password FROM account WHERE name = $1 AND active = 1 AND password IS NOT NULL",
                 DB_TEXT(name));
    if (!status && !(status = db_next(&rows))) {
        *id = db_int(&rows, 0);
        status = db_copy_text(&rows, 1, hash, PASSWORD_HASH_SIZE);
    }
    db_rows_end(&rows);
    db_pool_give(pool, db);
    return status;
}

static enum gh_status verify_local(void *context, struct db_pool *pool, const struct credentials *c, int64_t *account)
{
    struct password_gate *gate = context;
    char name[LOGIN_NAME_BYTES + 1], hash[PASSWORD_HASH_SIZE] = "";
    int64_t id = 0;
    lower(c->name, name);
    enum gh_status status = find_password(pool, name, &id, hash);
    if (status == GH_NOT_FOUND) {
        /* Do the same work as for a known name, so that the response time does not reveal which names exist. */
        char unused[PASSWORD_HASH_SIZE];
        status = password_hash(gate, bytes_of_string(c->password), unused);
        return status ? status : GH_NOT_FOUND;
    }
    if (!status && !password_matches(gate, hash, bytes_of_string(c->password)))
        status = GH_DENIED;
    if (!status)
        *account = id;
    return status;
}

struct authenticator authenticator_local(struct password_gate *gate)
{
    return (struct authenticator){"local", verify_local, gate};
}

static tick wait_after(int64_t failures, int64_t free_tries)
{
    tick wait = LOGIN_WAIT_FIRST;
    if (failures < free_tries)
        return 0;
    for (int64_t i = free_tries; i < failures && wait < LOGIN_WAIT_CAP; i++)
        wait *= 2;
    return wait < LOGIN_WAIT_CAP ? wait : LOGIN_WAIT_CAP;
}

/* Raises *left to the time that an account or address must still wait. */
static enum gh_status waiting(struct db *db, const char *who, int64_t free_tries, tick now, tick *left)
{
    struct db_rows rows = {0};
    enum gh_status status =
        db_query(db, &rows, "SELECT failures, last_at FROM login_failure WHERE who = $1", DB_TEXT(who));
    if (!status && !(status = db_next(&rows))) {
        tick until = db_int(&rows, 1) + wait_after(db_int(&rows, 0), free_tries);
        if (until - now > *left)
            *left = until - now;
    }
    db_rows_end(&rows);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

static enum gh_status count_failure(struct db *db, const char *who, tick now)
{
    return db_query(db, NULL,
                    "INSERT INTO login_failure (who, failures, last_at) VALUES ($1, 1, $2) "
                    "ON CONFLICT (who) DO UPDATE SET last_at = $2, "
                    "failures = CASE WHEN login_failure.last_at < $3 THEN 1 ELSE login_failure.failures + 1 END",
                    DB_TEXT(who), DB_INT(now), DB_INT(now - TICK_DAY));
}

static enum gh_status ask_all(struct db_pool *pool, const struct authenticator *authenticators, size_t count,
                              const struct credentials *credentials, int64_t *account)
{
    enum gh_status status = GH_NOT_FOUND;
    for (size_t i = 0; i < count && status == GH_NOT_FOUND; i++)
        status = authenticators[i].verify(authenticators[i].context, pool, credentials, account);
    return status == GH_NOT_FOUND ? GH_DENIED : status;
}

/* The two keys under which wrong tries are counted. */
struct tried {
    char account[WHO_SIZE], address[WHO_SIZE];
};

static struct tried tried_by(const struct credentials *credentials)
{
    struct tried t;
    char name[LOGIN_NAME_BYTES + 1];
    lower(credentials->name, name);
    (void)snprintf(t.account, sizeof t.account, "account:%s", name);
    (void)snprintf(t.address, sizeof t.address, "address:%s", credentials->address);
    return t;
}

static enum gh_status must_wait(struct db_pool *pool, const struct tried *t, tick now, tick *left)
{
    struct db *db;
    enum gh_status status = db_pool_take(pool, DB_READ, LOGIN_DB_WAIT, &db);
    if (status)
        return status;
    status = waiting(db, t->account, LOGIN_FREE_ACCOUNT, now, left);
    if (!status)
        status = waiting(db, t->address, LOGIN_FREE_ADDRESS, now, left);
    db_pool_give(pool, db);
    return status;
}

/* Checks the second factor after the first and counts a wrong try. status is the authenticators' result. */
static enum gh_status settle(struct db *db, const struct vault *vault, const struct tried *t,
                             const struct credentials *credentials, tick now, enum gh_status status, int64_t account,
                             enum login_result *result, bool *strong)
{
    bool asked = false;
    if (!status) {
        status = second_factor_check(db, vault, account, credentials->totp, now, strong);
        *result = status ? LOGIN_TOTP_REQUIRED : LOGIN_OK;
        /* A missing second factor is no wrong try. A wrong one is. */
        asked = status == GH_DENIED && credentials->totp[0] == '\0';
    }
    if (!status)
        return db_query(db, NULL, "DELETE FROM login_failure WHERE who = $1", DB_TEXT(t->account));
    if (status != GH_DENIED || asked)
        return status == GH_DENIED ? GH_OK : status;
    status = count_failure(db, t->account, now);
    return status ? status : count_failure(db, t->address, now);
}

enum gh_status login_try(struct db_pool *pool, const struct vault *vault, const struct authenticator *authenticators,
                         size_t count, const struct credentials *credentials, tick now, enum login_result *result,
                         int64_t *account, bool *strong, int *retry_after_s)
{
    const struct tried t = tried_by(credentials);
    enum login_result answer = LOGIN_WRONG;
    struct db *db;
    tick left = 0;
    int64_t id = 0;
    bool second = false;
    enum gh_status status = must_wait(pool, &t, now, &left);
    if (status)
        return status;
    if (left > 0) {
        *retry_after_s = (int)((left + TICK_SECOND - 1) / TICK_SECOND);
        *result = LOGIN_WAIT;
        return GH_OK;
    }
    enum gh_status verdict = ask_all(pool, authenticators, count, credentials, &id);
    status = db_pool_take(pool, DB_WRITE, LOGIN_DB_WAIT, &db);
    if (status)
        return status;
    status = settle(db, vault, &t, credentials, now, verdict, id, &answer, &second);
    db_pool_give(pool, db);
    if (status)
        return status;
    *result = answer;
    if (answer == LOGIN_OK) {
        *account = id;
        *strong = second;
    }
    return GH_OK;
}

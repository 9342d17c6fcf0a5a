/* Checks passwords and second factors, and slows down repeated wrong tries. */
#include "auth/login.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "auth/known_device.h"
#include "auth/second_factor.h"

#define LOGIN_DB_WAIT 5000 /* ms for a connection */

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

static enum gh_status ask_all(struct db_pool *pool, const struct authenticator *authenticators, size_t count,
                              const struct credentials *credentials, int64_t *account)
{
    enum gh_status status = GH_NOT_FOUND;
    for (size_t i = 0; i < count && status == GH_NOT_FOUND; i++)
        status = authenticators[i].verify(authenticators[i].context, pool, credentials, account);
    return status == GH_NOT_FOUND ? GH_DENIED : status;
}

/* The keys under which a try is counted. */
struct tried {
    struct brake_key keys[BRAKE_KEYS_MAX];
    size_t count;
};

/* Counts a try before the password is looked at, unless it has to wait. */
static enum gh_status take(struct db_pool *pool, const struct tried *t, tick *left)
{
    struct db *db;
    tick now = 0;
    enum gh_status status = db_pool_take(pool, DB_WRITE, LOGIN_DB_WAIT, &db);
    if (status)
        return status;
    status = db_now(db, &now);
    if (!status)
        status = brake_take(db, t->keys, t->count, now, left);
    db_pool_give(pool, db);
    return status;
}

/* Forgets the tries of the account from here, and takes back the one that was counted for others too. */
static enum gh_status forget(struct db *db, const struct tried *t)
{
    enum gh_status status = brake_clear(db, &t->keys[0]);
    return status ? status : brake_give_back(db, t->keys + 1, t->count - 1);
}

/* Checks the second factor after the first. status is the authenticators' result. Only a wrong password and a wrong
 * code stay counted. */
static enum gh_status settle(struct db *db, const struct vault *vault, const struct tried *t,
                             const struct credentials *credentials, tick now, enum gh_status status, int64_t account,
                             enum login_result *result, bool *strong)
{
    if (!status) {
        status = second_factor_check(db, vault, account, credentials->totp, now, strong);
        *result = status ? LOGIN_TOTP_REQUIRED : LOGIN_OK;
        /* A missing second factor is no wrong try. */
        if (status == GH_DENIED && credentials->totp[0] == '\0')
            return brake_give_back(db, t->keys, t->count);
    }
    if (!status)
        return forget(db, t);
    if (status == GH_DENIED)
        return GH_OK;
    enum gh_status given = brake_give_back(db, t->keys, t->count);
    return given ? given : status;
}

static struct tried tried_by(const struct vault *vault, const struct credentials *credentials, tick now)
{
    char device[KNOWN_DEVICE_ID_SIZE];
    struct tried t;
    known_device_find(vault, credentials->device, credentials->name, now, device);
    t.count = brake_sign_in(vault, credentials->name, credentials->address, device, t.keys);
    return t;
}

enum gh_status login_try(struct db_pool *pool, const struct vault *vault, const struct authenticator *authenticators,
                         size_t count, const struct credentials *credentials, tick now, enum login_result *result,
                         int64_t *account, bool *strong, int *retry_after_s)
{
    const struct tried t = tried_by(vault, credentials, now);
    enum login_result answer = LOGIN_WRONG;
    struct db *db;
    tick left = 0;
    int64_t id = 0;
    bool second = false;
    enum gh_status status = take(pool, &t, &left);
    if (status)
        return status;
    if (left > 0) {
        *retry_after_s = brake_seconds(left);
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

enum gh_status login_first(struct db_pool *pool, const struct vault *vault, const struct authenticator *authenticator,
                           const struct credentials *credentials, tick now, enum login_result *result,
                           int *retry_after_s)
{
    const struct tried t = tried_by(vault, credentials, now);
    struct db *db;
    tick left = 0;
    int64_t account = 0;
    enum gh_status status = take(pool, &t, &left);
    *retry_after_s = brake_seconds(left);
    *result = left > 0 ? LOGIN_WAIT : LOGIN_WRONG;
    if (status || left > 0)
        return status;
    const enum gh_status verdict = authenticator->verify(authenticator->context, pool, credentials, &account);
    if (verdict == GH_DENIED)
        return GH_OK;
    status = db_pool_take(pool, DB_WRITE, LOGIN_DB_WAIT, &db);
    if (status)
        return status;
    status = brake_give_back(db, t.keys, t.count);
    db_pool_give(pool, db);
    if (!verdict && !status)
        *result = LOGIN_OK;
    return verdict ? verdict : status;
}

enum gh_status login_second(struct db_pool *pool, const struct vault *vault, const struct credentials *credentials,
                            int64_t account, tick now, enum login_result *result, int *retry_after_s)
{
    const struct tried t = tried_by(vault, credentials, now);
    enum login_result answer = LOGIN_WRONG;
    struct db *db;
    tick left = 0;
    bool strong = false;
    enum gh_status status = take(pool, &t, &left);
    *retry_after_s = brake_seconds(left);
    *result = left > 0 ? LOGIN_WAIT : LOGIN_WRONG;
    if (status || left > 0)
        return status;
    status = db_pool_take(pool, DB_WRITE, LOGIN_DB_WAIT, &db);
    if (status)
        return status;
    status = settle(db, vault, &t, credentials, now, GH_OK, account, &answer, &strong);
    db_pool_give(pool, db);
    if (!status && answer == LOGIN_OK && strong)
        *result = LOGIN_OK;
    return status;
}

enum gh_status login_confirm(struct db_pool *pool, const struct vault *vault,
                             const struct authenticator *authenticators, size_t count,
                             const struct credentials *credentials, enum login_result *result, int *retry_after_s)
{
    struct tried t = {.count = 1};
    struct db *db;
    tick left = 0;
    int64_t id = 0;
    brake_own(vault, credentials->name, &t.keys[0]);
    enum gh_status status = take(pool, &t, &left);
    if (status)
        return status;
    *retry_after_s = brake_seconds(left);
    *result = left > 0 ? LOGIN_WAIT : LOGIN_WRONG;
    if (left > 0)
        return GH_OK;
    enum gh_status verdict = ask_all(pool, authenticators, count, credentials, &id);
    if (verdict == GH_DENIED)
        return GH_OK;
    status = db_pool_take(pool, DB_WRITE, LOGIN_DB_WAIT, &db);
    if (status)
        return status;
    status = verdict ? brake_give_back(db, t.keys, t.count) : forget(db, &t);
    db_pool_give(pool, db);
    *result = LOGIN_OK;
    return verdict ? verdict : status;
}

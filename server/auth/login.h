/* Signing in: credentials to an account, through an interface that campus single sign-on can stand behind, slowed down
 * after wrong tries. Failures are counted in the database, for all server processes together. */
#ifndef GH_SERVER_AUTH_LOGIN_H
#define GH_SERVER_AUTH_LOGIN_H

#include "auth/password.h"
#include "auth/session.h"
#include "vault/vault.h"

#define LOGIN_NAME_BYTES 64                /* bytes */
#define LOGIN_FREE_ACCOUNT 5               /* wrong tries of one account without a wait */
#define LOGIN_FREE_ADDRESS 30              /* of one address */
#define LOGIN_WAIT_FIRST (5 * TICK_SECOND) /* doubles with each further one */
#define LOGIN_WAIT_CAP (15 * TICK_MINUTE)

struct credentials {
    const char *name, *password, *totp; /* totp: "" when not given */
    const char *address;                /* of the client: throttled apart from the account */
};

enum login_result {
    LOGIN_WRONG = 0, /* name or password; the answer does not say which */
    LOGIN_OK,
    LOGIN_TOTP_REQUIRED, /* password right; the second factor is missing, wrong or used already */
    LOGIN_WAIT           /* too many wrong tries: *retry_after_s says how long */
};

/* Who vouches for a person. verify: GH_OK with the account, GH_DENIED when the credentials are wrong, GH_NOT_FOUND when
 * this one does not know the name and the next may be asked. */
struct authenticator {
    const char *name; /* "local" */
    enum gh_status (*verify)(void *context, struct db_pool *pool, const struct credentials *credentials,
                             int64_t *account);
    void *context; /* borrowed */
};

/* Passwords in the account table (Argon2id). gate: borrowed. */
struct authenticator authenticator_local(struct password_gate *gate);

/* Takes connections only for its statements: none is held while a password is derived. *account and *strong only for
 * LOGIN_OK. */
enum gh_status GH_MUST_USE login_try(struct db_pool *pool, const struct vault *vault,
                                     const struct authenticator *authenticators, size_t count,
                                     const struct credentials *credentials, tick now, enum login_result *result,
                                     int64_t *account, bool *strong, int *retry_after_s);

#endif

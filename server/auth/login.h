/* Signing in: credentials lead to an account. An authenticator interface leaves room for campus single sign-on.
 * Wrong tries cause waits (auth/brake.h). */
#ifndef GH_SERVER_AUTH_LOGIN_H
#define GH_SERVER_AUTH_LOGIN_H

#include "auth/password.h"
#include "auth/session.h"
#include "vault/vault.h"

#define LOGIN_NAME_BYTES 64 /* bytes */

struct credentials {
    const char *name, *password, *totp; /* totp: "" if absent */
    const char *address;                /* of the client */
    struct bytes device;                /* the cookie of known devices (auth/known_device.h); empty for none */
};

enum login_result {
    LOGIN_WRONG = 0, /* wrong name or password; the answer does not say which */
    LOGIN_OK,
    LOGIN_TOTP_REQUIRED, /* the password is right; the second factor is absent, wrong or used */
    LOGIN_WAIT           /* too many wrong tries; *retry_after_s gives the seconds to wait */
};

/* One way to verify credentials. verify returns GH_OK with the account. GH_DENIED: the credentials are wrong.
 * GH_NOT_FOUND: the name is unknown here, so the next authenticator may be asked. */
struct authenticator {
    const char *name; /* "local" */
    enum gh_status (*verify)(void *context, struct db_pool *pool, const struct credentials *credentials,
                             int64_t *account);
    void *context; /* borrowed */
};

/* Returns the authenticator for passwords in the account table (Argon2id). gate is borrowed. */
struct authenticator authenticator_local(struct password_gate *gate);

/* Tries to sign in. It holds no database connection while a password is derived. *account and *strong are set only
 * for LOGIN_OK, *retry_after_s only for LOGIN_WAIT. GH_BUSY: no connection became free in time. */
enum gh_status GH_MUST_USE login_try(struct db_pool *pool, const struct vault *vault,
                                     const struct authenticator *authenticators, size_t count,
                                     const struct credentials *credentials, tick now, enum login_result *result,
                                     int64_t *account, bool *strong, int *retry_after_s);

/* Checks name and password alone, where somebody else than the account table says whether they are right: verify()
 * returns GH_OK, GH_DENIED, or a failure, which is returned and is no wrong try. Wrong tries count as at a sign-in. A
 * right one is given back, and the earlier ones of this name stay: a second factor may follow. *result: LOGIN_OK,
 * LOGIN_WRONG or LOGIN_WAIT. GH_BUSY: as above. */
enum gh_status GH_MUST_USE login_first(struct db_pool *pool, const struct vault *vault,
                                       const struct authenticator *authenticator, const struct credentials *credentials,
                                       tick now, enum login_result *result, int *retry_after_s);

/* Checks the second factor alone, after single sign-on has verified who it is. Only name, address and totp of the
 * credentials matter. Wrong tries count as at a sign-in. *result: LOGIN_OK, LOGIN_WRONG or LOGIN_WAIT. */
enum gh_status GH_MUST_USE login_second(struct db_pool *pool, const struct vault *vault,
                                        const struct credentials *credentials, int64_t account, tick now,
                                        enum login_result *result, int *retry_after_s);

/* Checks the password of somebody who is signed in, as before it is changed. Wrong tries count for the account alone,
 * apart from those of strangers. Only name and password of the credentials matter. *result is never
 * LOGIN_TOTP_REQUIRED. */
enum gh_status GH_MUST_USE login_confirm(struct db_pool *pool, const struct vault *vault,
                                         const struct authenticator *authenticators, size_t count,
                                         const struct credentials *credentials, enum login_result *result,
                                         int *retry_after_s);

#endif

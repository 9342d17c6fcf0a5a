/* The second factor of an account: a secret shared with an authenticator app (totp.h), sealed in the account's row. */
#ifndef GH_SERVER_AUTH_SECOND_FACTOR_H
#define GH_SERVER_AUTH_SECOND_FACTOR_H

#include "auth/totp.h"
#include "db/db.h"
#include "vault/vault.h"

/* Checks a typed code and marks it as used. GH_OK with *strong false: the account has no second factor. GH_OK with
 * *strong true: the code is right and was not used before. GH_DENIED: any other code. Writes. */
enum gh_status GH_MUST_USE second_factor_check(struct db *db, const struct vault *vault, int64_t account,
                                               const char *typed, tick now, bool *strong);

/* Stores a new secret, which counts only after second_factor_confirm(). The caller wipes secret. GH_CONFLICT: a
 * second factor is in use, and only an administrator's reset removes it. */
enum gh_status GH_MUST_USE second_factor_begin(struct db *db, const struct vault *vault, int64_t account,
                                               uint8_t secret[static TOTP_SECRET_LEN]);
/* Switches the new secret on. GH_DENIED: the code is wrong. GH_NOT_FOUND: no secret was begun, or it is on already. */
enum gh_status GH_MUST_USE second_factor_confirm(struct db *db, const struct vault *vault, int64_t account,
                                                 const char *typed, tick now);

#endif

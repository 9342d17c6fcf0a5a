/* The second factor of an account: a secret shared with an authenticator app (totp.h), sealed in the account's row. */
#ifndef GH_SERVER_AUTH_SECOND_FACTOR_H
#define GH_SERVER_AUTH_SECOND_FACTOR_H

#include "auth/totp.h"
#include "db/db.h"
#include "vault/vault.h"

/* GH_OK when the account has none (*strong false) or typed is a code that fits and was not used before (*strong true);
 * GH_DENIED otherwise. Writes. */
enum gh_status GH_MUST_USE second_factor_check(struct db *db, const struct vault *vault, int64_t account,
                                               const char *typed, tick now, bool *strong);

/* A new secret, which counts once a first code has confirmed it. GH_CONFLICT when there is one in use: only a reset by
 * an administrator takes that away. The caller wipes secret. */
enum gh_status GH_MUST_USE second_factor_begin(struct db *db, const struct vault *vault, int64_t account,
                                               uint8_t secret[static TOTP_SECRET_LEN]);
/* Switches it on. GH_DENIED for a code that does not fit; GH_NOT_FOUND when none was begun, or it is on already. */
enum gh_status GH_MUST_USE second_factor_confirm(struct db *db, const struct vault *vault, int64_t account,
                                                 const char *typed, tick now);

#endif

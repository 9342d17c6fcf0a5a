/* The second factor of an account: a secret shared with an authenticator app (totp.h), sealed in the account's row, and
 * codes on paper for the day on which the app is lost. */
#ifndef GH_SERVER_AUTH_SECOND_FACTOR_H
#define GH_SERVER_AUTH_SECOND_FACTOR_H

#include "auth/totp.h"
#include "db/db.h"
#include "vault/vault.h"

#define RECOVERY_CODES 10
#define RECOVERY_CODE_SIZE 12 /* "abcde-fghjk" with NUL: 49 bits */

/* Checks a typed code and marks it as used. GH_OK with *strong false: the account has no second factor. GH_OK with
 * *strong true: the code is right and was not used before; a recovery code counts too, once. GH_DENIED: any other code.
 * Writes. */
enum gh_status GH_MUST_USE second_factor_check(struct db *db, const struct vault *vault, int64_t account,
                                               const char *typed, tick now, bool *strong);

/* Stores a new secret, which counts only after second_factor_confirm(); until then an older one stays in use. The
 * caller wipes secret. GH_NOT_FOUND: no such account. */
enum gh_status GH_MUST_USE second_factor_begin(struct db *db, const struct vault *vault, int64_t account,
                                               uint8_t secret[static TOTP_SECRET_LEN]);
/* Switches the new secret on, in place of an older one. GH_DENIED: the code is wrong. GH_NOT_FOUND: no secret was
 * begun, or it is on already. */
enum gh_status GH_MUST_USE second_factor_confirm(struct db *db, const struct vault *vault, int64_t account,
                                                 const char *typed, tick now);
/* Stores a secret that was confirmed elsewhere, with the time step of that code, in place of any other. GH_NOT_FOUND:
 * no such account. */
enum gh_status GH_MUST_USE second_factor_set(struct db *db, const struct vault *vault, int64_t account,
                                             const uint8_t secret[static TOTP_SECRET_LEN], int64_t step);
/* Removes the second factor, what was begun, and the recovery codes. */
enum gh_status GH_MUST_USE second_factor_remove(struct db *db, int64_t account);

/* Draws new recovery codes in place of the old ones. Only hashes are stored. The caller wipes codes. */
enum gh_status GH_MUST_USE recovery_codes_make(struct db *db, const struct vault *vault, int64_t account,
                                               char codes[static RECOVERY_CODES][RECOVERY_CODE_SIZE]);
/* Counts the recovery codes that are left. */
enum gh_status GH_MUST_USE recovery_codes_left(struct db *db, int64_t account, int64_t *left);

#endif

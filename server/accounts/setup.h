/* The first-run set-up page: a one-time link on an empty database, and what is entered there until it is complete.
 *
 * The link exists once in the database, for all server processes. Its token is stored as a hash. It ends after an hour,
 * and with the first account, however that was made. */
#ifndef GH_SERVER_ACCOUNTS_SETUP_H
#define GH_SERVER_ACCOUNTS_SETUP_H

#include "accounts/setup_plan.h"
#include "auth/second_factor.h"

#define SETUP_LIFE TICK_HOUR
#define SETUP_TOKEN_SIZE 44 /* 32 random bytes in base64url, with NUL */

/* Returns in *open whether the database has no account, so that it may be set up. */
enum gh_status GH_MUST_USE setup_is_open(struct db *db, bool *open);

/* Makes a link and gives its token, which the caller wipes. What was entered stays. renew false: GH_CONFLICT when a
 * link is still valid, which another process may have printed. GH_NOT_FOUND: the database has accounts. Has its own
 * transaction. */
enum gh_status GH_MUST_USE setup_link_make(struct db *db, bool renew, char token[static SETUP_TOKEN_SIZE]);

/* A set-up that is under way. */
struct setup {
    tick expires_at;
    int64_t version;
    json_t *plan; /* owned: json_decref(); never NULL after GH_OK */
};

/* Finds the set-up of a token. GH_NOT_FOUND: no such link, or it has ended. */
enum gh_status GH_MUST_USE setup_find(struct db *db, const struct vault *vault, const char *token, struct setup *out);

/* Puts the members of `part` into the plan of a set-up. GH_CONFLICT: its version is another by now. GH_TOO_LONG: the
 * plan would become too large. Has its own transaction. */
enum gh_status GH_MUST_USE setup_keep(struct db *db, const struct vault *vault, const char *token, int64_t version,
                                      const json_t *part);

/* Draws a secret for the administrator's second factor in place of an earlier one. The caller wipes it. GH_NOT_FOUND as
 * setup_find(). */
enum gh_status GH_MUST_USE setup_totp_begin(struct db *db, const struct vault *vault, const char *token,
                                            uint8_t secret[static TOTP_SECRET_LEN]);

/* What the last step of a set-up has. */
struct setup_finish {
    const struct vault *vault;
    const char *token, *password_hash, *code, *address;
    int64_t version;
    tick now;
};
/* Stores the places and the administrator, and ends the link, all or nothing. *account: the administrator's. The caller
 * wipes codes. GH_DENIED: the code of the second factor is wrong. GH_MALFORMED: the plan is not complete, as errors
 * says. GH_CONFLICT: the version is another by now. GH_NOT_FOUND: as setup_find(). Has its own transaction. */
enum gh_status GH_MUST_USE setup_finish(struct db *db, const struct setup_finish *finish, int64_t *account,
                                        char codes[static RECOVERY_CODES][RECOVERY_CODE_SIZE],
                                        struct field_errors *errors);

#endif

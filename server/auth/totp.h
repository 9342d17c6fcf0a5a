/* One-time codes of an authenticator app (RFC 6238: HMAC-SHA-1, steps of 30 s, six digits): the second factor of an
 * account. */
#ifndef GH_SERVER_AUTH_TOTP_H
#define GH_SERVER_AUTH_TOTP_H

#include "base/bytes.h"
#include "base/tick.h"

#define TOTP_SECRET_LEN 20
#define TOTP_STEP (30 * TICK_SECOND)
#define TOTP_DIGITS 6
#define TOTP_WINDOW 1 /* steps before and after now that are accepted, since clocks differ */
#define TOTP_BASE32_SIZE 33

/* Computes the code of a time step (RFC 4226 5.3). */
void totp_code(const uint8_t secret[static TOTP_SECRET_LEN], int64_t step, char out[static TOTP_DIGITS + 1]);

/* Compares a typed code with those around now. *step gets the matching step. GH_DENIED: no match, or its step is not
 * above last_step, because a code works only once. */
enum gh_status GH_MUST_USE totp_check(const uint8_t secret[static TOTP_SECRET_LEN], struct bytes typed, tick now,
                                      int64_t last_step, int64_t *step);

/* Writes the secret in base 32 (RFC 4648 6) without padding, as people type it into apps. */
void totp_base32(const uint8_t secret[static TOTP_SECRET_LEN], char out[static TOTP_BASE32_SIZE]);

#endif

/* One-time codes of an authenticator app (RFC 6238: HMAC-SHA-1, 30 s steps, six digits), the second factor of
 * administrators. */
#ifndef GH_SERVER_AUTH_TOTP_H
#define GH_SERVER_AUTH_TOTP_H

#include "base/bytes.h"
#include "base/tick.h"

#define TOTP_SECRET_LEN 20
#define TOTP_STEP (30 * TICK_SECOND)
#define TOTP_DIGITS 6
#define TOTP_WINDOW 1 /* steps before and after that are taken too: clocks differ */
#define TOTP_BASE32_SIZE 33

/* The code of a time step (RFC 4226 5.3). */
void totp_code(const uint8_t secret[static TOTP_SECRET_LEN], int64_t step, char out[static TOTP_DIGITS + 1]);

/* GH_OK with the step that matched; GH_DENIED otherwise. Steps up to last_step were used already: a code works once. */
enum gh_status GH_MUST_USE totp_check(const uint8_t secret[static TOTP_SECRET_LEN], struct bytes typed, tick now,
                                      int64_t last_step, int64_t *step);

/* RFC 4648 base 32 without padding, as apps take it by hand. */
void totp_base32(const uint8_t secret[static TOTP_SECRET_LEN], char out[static TOTP_BASE32_SIZE]);

#endif

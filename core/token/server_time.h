/* The server's signed time, on which a booth's trusted clock rests.
 *
 * A signing key of the key set signs a COSE_Sign1 in the profile of cose.h over the deterministic CBOR map
 * {1: "time", 6: seconds since 1970, 7: nonce of the request that it answers}. The nonce binds it to that request, so
 * that an old answer can't set a clock back. Claim 1 makes sure that it can't pass for a pass. */
#ifndef GH_TOKEN_SERVER_TIME_H
#define GH_TOKEN_SERVER_TIME_H

#include "base/tick.h"
#include "token/keyset.h"

#define SERVER_TIME_NONCE_LEN 16
#define SERVER_TIME_BYTES_MAX 160
#define SERVER_TIME_TEXT_MAX 216 /* base64url without padding, with NUL */

/* Signs a time; text gets the value of the header Gatehouse-Time. now is cut to whole seconds. */
enum gh_status GH_MUST_USE server_time_sign(tick now, const uint8_t nonce[static SERVER_TIME_NONCE_LEN],
                                            const uint8_t kid[static KID_LEN],
                                            const uint8_t secret_key[static SECRET_KEY_LEN],
                                            char text[static SERVER_TIME_TEXT_MAX]);
/* Verifies a time. GH_MALFORMED, GH_UNKNOWN_KEY, GH_BAD_SIGNATURE; GH_CONFLICT: it answers another request. Ignores the
 * key's validity: the caller may not know the time yet. */
enum gh_status GH_MUST_USE server_time_verify(struct bytes text, const struct keyset *keys,
                                              const uint8_t nonce[static SERVER_TIME_NONCE_LEN], tick *out);

#endif

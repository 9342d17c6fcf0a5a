/* The server's time, signed: what a booth's trusted clock may rest on.
 *
 * COSE_Sign1 in the profile of cose.h, by a signing key of the key set, over the deterministic CBOR map
 * {1: "time", 6: seconds since 1970, 7: nonce of the request that it answers}. The nonce binds it to that request, so
 * that an old answer can't set a clock back; the text in claim 1 keeps it apart from a pass. */
#ifndef GH_TOKEN_SERVER_TIME_H
#define GH_TOKEN_SERVER_TIME_H

#include "base/tick.h"
#include "token/keyset.h"

#define SERVER_TIME_NONCE_LEN 16
#define SERVER_TIME_BYTES_MAX 160
#define SERVER_TIME_TEXT_MAX 216 /* base64url without padding, with NUL */

/* text gets the value of the header Gatehouse-Time. now: whole seconds are used. */
enum gh_status GH_MUST_USE server_time_sign(tick now, const uint8_t nonce[static SERVER_TIME_NONCE_LEN],
                                            const uint8_t kid[static KID_LEN],
                                            const uint8_t secret_key[static SECRET_KEY_LEN],
                                            char text[static SERVER_TIME_TEXT_MAX]);
/* GH_MALFORMED, GH_UNKNOWN_KEY, GH_BAD_SIGNATURE; GH_CONFLICT: it answers another request. The validity of the key is
 * not asked for: whoever checks may not know the time yet. */
enum gh_status GH_MUST_USE server_time_verify(struct bytes text, const struct keyset *keys,
                                              const uint8_t nonce[static SERVER_TIME_NONCE_LEN], tick *out);

#endif

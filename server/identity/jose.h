/* Signed tokens of providers: JWS in compact form (RFC 7515, 7.1) with JSON claims (RFC 7519), verified with a key of a
 * JWK set (RFC 7517). GnuTLS verifies. */
#ifndef GH_SERVER_IDENTITY_JOSE_H
#define GH_SERVER_IDENTITY_JOSE_H

#include <jansson.h>

#include "base/bytes.h"

#define JOSE_TOKEN_MAX ((size_t)16 * 1024) /* bytes */
#define JOSE_KID_SIZE 256                  /* with NUL */

enum jose_result {
    JOSE_GOOD = 0,
    JOSE_MALFORMED,   /* not a JWS with JSON, or with a header that must be understood ("crit") */
    JOSE_ALGORITHM,   /* none, HS256, or another algorithm that is not in the list */
    JOSE_UNKNOWN_KEY, /* no key of the set fits: the set may be old */
    JOSE_WRONG        /* a key fits and the signature is wrong */
};

/* Verifies a token and returns its claims, an object that the caller gives back with json_decref(). jwks: {"keys":
 * [...]}, as the provider publishes it; keys in the token's own header are never used. Allowed: RS256, RS384, RS512
 * (2,048 bits or more), ES256, ES384 (RFC 7518, 3.1), EdDSA with Ed25519 (RFC 8037). The algorithm must be that of the
 * key's type, so that a public key is never taken for a shared secret. A failure leaves *claims untouched. */
enum jose_result jose_verify(struct bytes token, const json_t *jwks, json_t **claims);

#endif

/* Tokens with which the university's portal asks in the name of one person: JSON Web Tokens (RFC 7519) in the compact
 * form of RFC 7515, signed by HS256 (RFC 7518, 3.2) or EdDSA with Ed25519 (RFC 8037, 3.1). Pure. docs/service-hall.md
 * is for the portal's developers.
 *
 * The key says which algorithm counts, never the token. */
#ifndef GH_SERVER_AUTH_PORTAL_TOKEN_H
#define GH_SERVER_AUTH_PORTAL_TOKEN_H

#include "base/bytes.h"
#include "base/status.h"
#include "base/tick.h"
#include "base/uuid.h"

#define PORTAL_TOKEN_MAX ((size_t)2048) /* bytes */
#define PORTAL_TOKEN_LIFE (5 * TICK_MINUTE)
#define PORTAL_TOKEN_SKEW (30 * TICK_SECOND) /* that the portal's clock may differ */
#define PORTAL_KEY_LEN 32                    /* HS256: the secret; EdDSA: the public key */
#define PORTAL_SUBJECT_SIZE 65               /* with NUL */
#define PORTAL_ID_SIZE 129                   /* with NUL */

enum portal_algorithm { PORTAL_HS256 = 0, PORTAL_EDDSA, PORTAL_ALGORITHMS };
/* Returns "HS256" or "EdDSA", as in a token's header. */
const char *portal_algorithm_name(int algorithm);

enum portal_fault {
    PORTAL_GOOD = 0,
    PORTAL_INVALID,  /* not such a token, or its signature is wrong */
    PORTAL_AUDIENCE, /* made for another system */
    PORTAL_EXPIRED   /* over, not begun, or good for more than PORTAL_TOKEN_LIFE */
};

struct portal_claims {
    char subject[PORTAL_SUBJECT_SIZE]; /* "sub": the person's number at the university */
    char id[PORTAL_ID_SIZE];           /* "jti" */
    tick expires;                      /* "exp" */
};

/* Reads which key a token names ("kid"). The token is not verified. GH_MALFORMED: it names none. */
enum gh_status GH_MUST_USE portal_token_key(struct bytes token, struct uuid *key);

/* Verifies a token and reads its claims. audience: what "aud" has to be, or has to contain. *out is filled for
 * PORTAL_GOOD alone. */
enum portal_fault portal_token_read(struct bytes token, enum portal_algorithm algorithm,
                                    const uint8_t key[static PORTAL_KEY_LEN], const char *audience, tick now,
                                    struct portal_claims *out);

#endif

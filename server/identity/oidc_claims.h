/* What the claims of OpenID Connect say, and whether they may be believed. Pure: the signature was verified before. */
#ifndef GH_SERVER_IDENTITY_OIDC_CLAIMS_H
#define GH_SERVER_IDENTITY_OIDC_CLAIMS_H

#include "identity/identity.h"

/* What the claims must say. */
struct oidc_expected {
    const char *issuer, *client;
    const char *nonce; /* of an ID token; NULL for a logout token */
    tick now;
};

/* Judges the claims of an ID token (OpenID Connect Core 1.0, 3.1.3.7): issuer, audience, authorized party, times with
 * IDENTITY_CLOCK_SKEW, nonce, subject. */
enum identity_fault oidc_judge_id(const json_t *claims, const struct oidc_expected *expected);
/* Judges the claims of a logout token (OpenID Connect Back-Channel Logout 1.0, 2.6). */
enum identity_fault oidc_judge_logout(const json_t *claims, const struct oidc_expected *expected,
                                      struct identity_ended *out);

/* Adds the claims as attributes: texts, numbers, flags, lists of texts, and one level of objects as "outer.inner".
 * email counts as verified only with email_verified, phone_number with phone_number_verified, and what people choose
 * for themselves (names, preferred_username) never. */
void oidc_take_claims(const json_t *claims, struct identity *out);
/* Returns whether acr, or a member of amr, stands in words, a list separated by blanks. */
bool oidc_is_strong(const json_t *claims, const char *words);

#endif

/* Who signs passes: the signing keys of a directory that `gatehouse keys` made, without the root's secret.
 *
 * Reloaded while the server runs, so that a key can be added and the set signed anew without a stop. */
#ifndef GH_SERVER_ISSUE_ISSUER_H
#define GH_SERVER_ISSUE_ISSUER_H

#include "token/carried.h"
#include "token/server_time.h"
#include "token/token.h"

struct issuer;

/* GH_NOT_FOUND: no directory, set or signing key; GH_UNKNOWN_KEY: no key there that the set lists and that is valid
 * now. */
enum gh_status GH_MUST_USE issuer_open(const char *directory, tick now, struct issuer **out);
/* Reads the directory again; on failure what was loaded stays. */
enum gh_status GH_MUST_USE issuer_reload(struct issuer *issuer, tick now);
void issuer_close(struct issuer *issuer); /* takes NULL; wipes the keys */

/* Signs with the newest key that is valid at claims->issued_at. Thread-safe. GH_UNKNOWN_KEY when there is none. */
enum gh_status GH_MUST_USE issuer_mint(struct issuer *issuer, const struct claims *claims,
                                       char text[static TOKEN_TEXT_MAX + 1]);
/* The signed key set, as booths get it, and its epoch. */
enum gh_status GH_MUST_USE issuer_keyset(struct issuer *issuer, struct writer *out, uint64_t *epoch);

/* The value of Gatehouse-Time (token/server_time.h). GH_UNKNOWN_KEY when no key is valid at now. */
enum gh_status GH_MUST_USE issuer_sign_time(struct issuer *issuer, tick now, const uint8_t *nonce,
                                            char text[static SERVER_TIME_TEXT_MAX]);
/* The seal under a snapshot (token/carried.h), by the key that is valid at claims->at. GH_UNKNOWN_KEY. */
enum gh_status GH_MUST_USE issuer_seal(struct issuer *issuer, const struct carried_claims *claims,
                                       char text[static CARRIED_TEXT_MAX]);
/* The offline root's public key: what a booth checks key sets against. GH_NOT_FOUND. */
enum gh_status GH_MUST_USE issuer_root_key(struct issuer *issuer, uint8_t out[static PUBLIC_KEY_LEN]);

#endif

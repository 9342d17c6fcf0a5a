/* Who signs passes: the signing keys of a directory that `gatehouse keys` made, without the root's secret.
 *
 * Reloaded while the server runs, so that a key can be added and the set signed anew without a stop. */
#ifndef GH_SERVER_ISSUE_ISSUER_H
#define GH_SERVER_ISSUE_ISSUER_H

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

#endif

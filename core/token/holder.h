/* The holder check ties a pass to the last six characters of its holder's ID document without naming them.
 *
 * check = first 6 bytes of BLAKE2b-256 keyed with the campus holder key over pass id (16 bytes) and the six
 * characters, upper case. Only booths and the server hold the key, so a photographed code can't be searched
 * through the million possible tails. */
#ifndef GH_TOKEN_HOLDER_H
#define GH_TOKEN_HOLDER_H

#include <stdbool.h>

#include "token/claims.h"

#define HOLDER_KEY_LEN 32
#define HOLDER_TAIL_LEN 6

/* Normalises what a guard typed: exactly six digits and upper-case ASCII letters. GH_MALFORMED otherwise. */
enum gh_status GH_MUST_USE holder_tail_normalise(struct bytes typed, char tail[static HOLDER_TAIL_LEN + 1]);

/* Makes the check of a pass. tail: from holder_tail_normalise(). */
void holder_check_make(const uint8_t key[static HOLDER_KEY_LEN], const struct uuid *pass_id,
                       const char tail[static HOLDER_TAIL_LEN], uint8_t check[static HOLDER_CHECK_LEN]);

/* Compares in constant time. False when the claims carry no holder check. */
bool GH_MUST_USE holder_check_matches(const uint8_t key[static HOLDER_KEY_LEN], const struct claims *claims,
                                      const char tail[static HOLDER_TAIL_LEN]);

#endif

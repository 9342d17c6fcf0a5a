/* The holder check ties a pass to the last six characters of its holder's ID document without naming them.
 *
 * check = first 12 bits of BLAKE2b-256 keyed with the campus holder key over pass id (16 bytes) and the six characters,
 * upper case. Only booths and the server hold the key, so a photographed code can't be searched through the million
 * possible tails. Who has the key as well, from a stolen booth, learns 12 bits of at most 20: some 244 of the million
 * tails fit. A wrong card passes once in 4,096. Passes of the first format carry 48 bits, of which 12 are compared. */
#ifndef GH_TOKEN_HOLDER_H
#define GH_TOKEN_HOLDER_H

#include <stdbool.h>

#include "token/claims.h"

#define HOLDER_KEY_LEN 32
#define HOLDER_TAIL_LEN 6

/* Normalises what a guard typed: exactly six digits and upper-case ASCII letters. GH_MALFORMED otherwise. */
enum gh_status GH_MUST_USE holder_tail_normalise(struct bytes typed, char tail[static HOLDER_TAIL_LEN + 1]);

/* Makes the check of a pass for a format of claims. tail: from holder_tail_normalise(). */
void holder_check_make(const uint8_t key[static HOLDER_KEY_LEN], const struct uuid *pass_id,
                       const char tail[static HOLDER_TAIL_LEN], enum claims_format format,
                       uint8_t check[static HOLDER_CHECK_LEN]);
/* Clears all but the first 12 bits. */
void holder_check_shorten(uint8_t check[static HOLDER_CHECK_LEN]);

/* Compares the first 12 bits in constant time, for either format. False when the claims carry no holder check. */
bool GH_MUST_USE holder_check_matches(const uint8_t key[static HOLDER_KEY_LEN], const struct claims *claims,
                                      const char tail[static HOLDER_TAIL_LEN]);

#endif

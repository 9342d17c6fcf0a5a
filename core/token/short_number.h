/* The short pass number printed under a code, to be read aloud and typed: eight characters and a check character,
 * shown as "ABC-DEF-GHJ". Alphabet of 31 without 0/O/1/I/L.
 *
 * Made from the pass id (BLAKE2b modulo 31^8), so that page, paper and booth agree without asking anybody. Two passes
 * may share a number (about one pair in a million passes); a booth then offers both. The check character
 * (weights 1 to 8 modulo the prime 31) finds every single wrong character and every swap of neighbours. */
#ifndef GH_TOKEN_SHORT_NUMBER_H
#define GH_TOKEN_SHORT_NUMBER_H

#include "base/uuid.h"

#define SHORT_NUMBER_LEN 9        /* without hyphens */
#define SHORT_NUMBER_TEXT_SIZE 12 /* "ABC-DEF-GHJ" and NUL */

/* Without hyphens, NUL-terminated: the form that the replica is searched by. */
void short_number_of(const struct uuid *pass_id, char out[static SHORT_NUMBER_LEN + 1]);
void short_number_format(const char number[static SHORT_NUMBER_LEN], char out[static SHORT_NUMBER_TEXT_SIZE]);
/* Takes either case, with or without hyphens and blanks. GH_MALFORMED for another character or length,
 * GH_CONFLICT when the check character does not fit (a typing error). */
enum gh_status GH_MUST_USE short_number_parse(struct bytes typed, char out[static SHORT_NUMBER_LEN + 1]);

#endif

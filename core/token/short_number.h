/* The short pass number, printed under a code so that people can read it aloud and type it: eight characters and a
 * check character, shown as "ABC-DEF-GHJ". The alphabet of 31 leaves out 0, O, 1, I and L.
 *
 * It follows from the pass id (BLAKE2b modulo 31^8), so page, paper and booth agree without asking each other. Two
 * passes may share a number (about one pair in a million passes); a booth then offers both. The check character
 * (weights 1 to 8 modulo the prime 31) detects every single wrong character and every swap of neighbours. */
#ifndef GH_TOKEN_SHORT_NUMBER_H
#define GH_TOKEN_SHORT_NUMBER_H

#include "base/uuid.h"

#define SHORT_NUMBER_LEN 9        /* without hyphens */
#define SHORT_NUMBER_TEXT_SIZE 12 /* "ABC-DEF-GHJ" and NUL */

/* Writes the number without hyphens, NUL-terminated: the form that the replica stores. */
void short_number_of(const struct uuid *pass_id, char out[static SHORT_NUMBER_LEN + 1]);
void short_number_format(const char number[static SHORT_NUMBER_LEN], char out[static SHORT_NUMBER_TEXT_SIZE]);
/* Reads a typed number in either case, with or without hyphens and blanks. GH_MALFORMED: another character or length.
 * GH_CONFLICT: the check character does not fit (a typing error). */
enum gh_status GH_MUST_USE short_number_parse(struct bytes typed, char out[static SHORT_NUMBER_LEN + 1]);

#endif

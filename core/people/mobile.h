/* Mainland mobile numbers: eleven digits. The Ministry of Industry and Information Technology allocates the first three
 * or four (telephone network numbering plan, 2017 edition, with the later allocations of 190 to 199). */
#ifndef GH_PEOPLE_MOBILE_H
#define GH_PEOPLE_MOBILE_H

#include "base/bytes.h"

#define MOBILE_LEN 11

enum mobile_result {
    MOBILE_OK = 0,
    MOBILE_LENGTH,    /* not eleven digits, not counting +86 or 0086 */
    MOBILE_CHARACTER, /* a character other than a digit, blank or hyphen */
    MOBILE_PREFIX,    /* no mobile network has these first digits: a landline, or a typing error */
    MOBILE_RESULT_COUNT
};

/* Checks and normalises a typed number. Drops blanks, hyphens and brackets; accepts full-width digits. Writes number
 * only for MOBILE_OK. */
enum mobile_result GH_MUST_USE mobile_check(struct bytes typed, char number[static MOBILE_LEN + 1]);

/* Writes the groups that people read aloud: "138 0013 8000". out holds MOBILE_LEN + 3 bytes. */
void mobile_format(const char number[static MOBILE_LEN], char out[static MOBILE_LEN + 3]);

/* Returns a stable identifier: "ok", "length", "character", "prefix". */
const char *mobile_result_name(enum mobile_result result);

#endif

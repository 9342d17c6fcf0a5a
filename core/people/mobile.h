/* Mobile numbers. Mainland: eleven digits. The Ministry of Industry and Information Technology allocates the first
 * three or four (telephone network numbering plan, 2017 edition, with the later allocations of 190 to 199). Elsewhere:
 * '+', country code and number, as ITU-T E.164 has them, at most fifteen digits. */
#ifndef GH_PEOPLE_MOBILE_H
#define GH_PEOPLE_MOBILE_H

#include <stdbool.h>

#include "base/bytes.h"

#define MOBILE_LEN 11        /* of a mainland number */
#define MOBILE_SIZE 17       /* '+', fifteen digits, NUL */
#define MOBILE_SHOWN_SIZE 24 /* in groups, with NUL */

enum mobile_result {
    MOBILE_OK = 0,
    MOBILE_LENGTH,    /* not eleven digits, not counting +86 or 0086; or not as many as the country has */
    MOBILE_CHARACTER, /* a character other than a digit, blank or hyphen */
    MOBILE_PREFIX,    /* no mobile network has these first digits: a landline, or a typing error */
    MOBILE_COUNTRY,   /* no country has this code */
    MOBILE_SHORTENED, /* 1.38E+10: a spreadsheet has dropped digits; mobile_check_written() alone gives it */
    MOBILE_RESULT_COUNT
};

/* Checks and normalises a typed number. Drops blanks, hyphens and brackets; accepts full-width digits. '+' or 00 begins
 * a number of another country, whose trunk 0 is dropped. Writes number only for MOBILE_OK: "13800138000" or
 * "+85291234567". */
enum mobile_result GH_MUST_USE mobile_check(struct bytes typed, char number[static MOBILE_SIZE]);

/* Returns whether a normalised number is one of another country. */
bool mobile_is_abroad(const char *number);
/* Returns how many digits the country code behind the '+' of text has; 0 where no country has one like this. */
size_t mobile_country_len(const char *text);

/* Writes a normalised number in E.164: "+8613800138000", "+85291234567". */
void mobile_e164(const char *number, char out[static MOBILE_SIZE]);

/* Writes the groups that people read aloud: "138 0013 8000", "+852 9123 4567". */
void mobile_format(const char *number, char out[static MOBILE_SHOWN_SIZE]);

/* Returns a stable identifier: "ok", "length", "character", "prefix", "country", "scientific". */
const char *mobile_result_name(enum mobile_result result);

#endif

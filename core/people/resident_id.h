/* Resident identity numbers (GB 11643-1999): six digits of region, eight of birth date, three of sequence (odd: male),
 * and a check character by ISO 7064 MOD 11-2. 15-digit numbers from before 1999 (GB 11643-1989) are valid too: a
 * two-digit year of the 20th century, no check character. */
#ifndef GH_PEOPLE_RESIDENT_ID_H
#define GH_PEOPLE_RESIDENT_ID_H

#include "base/bytes.h"

#define RESIDENT_ID_LEN 18

struct civil_date {
    int year, month, day;
};

enum resident_id_result {
    RESIDENT_ID_OK = 0,
    RESIDENT_ID_LENGTH,    /* neither 18 nor 15 characters */
    RESIDENT_ID_CHARACTER, /* not a digit, or an X that is not the last character */
    RESIDENT_ID_REGION,    /* no province has these first two digits */
    RESIDENT_ID_DATE,      /* no such day, or a day after today */
    RESIDENT_ID_CHECK,     /* the check character does not fit: a typing error */
    RESIDENT_ID_RESULT_COUNT
};

struct resident_id {
    char number[RESIDENT_ID_LEN + 1]; /* normalised: X in upper case, 15 digits extended to 18 */
    struct civil_date birth;
    char sex;          /* 'M' or 'F' */
    bool region_known; /* else ask for a second look: a number is lifelong, and no table has every region of the past */
};

/* Checks and normalises a typed number. Drops blanks; accepts x and full-width digits. today: no birth date is after
 * it. Writes out only for RESIDENT_ID_OK. */
enum resident_id_result GH_MUST_USE resident_id_check(struct bytes typed, struct civil_date today,
                                                      struct resident_id *out);

/* Returns the check character (ISO 7064 MOD 11-2) of 17 digits: '0' to '9' or 'X'. */
char resident_id_check_character(const char digits[static RESIDENT_ID_LEN - 1]);

/* Returns a stable identifier: "ok", "length", "character", "region", "date", "check". */
const char *resident_id_result_name(enum resident_id_result result);

/* True for a real day of the Gregorian calendar, year 1 or later. */
bool civil_date_exists(struct civil_date date);
int civil_date_compare(struct civil_date a, struct civil_date b); /* <0, 0, >0 */

#endif

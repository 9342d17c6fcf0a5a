/* Resident identity numbers (GB 11643-1999): six digits of region, eight of birth date, three of sequence (odd: male),
 * and a check character by ISO 7064 MOD 11-2. The 15-digit numbers of before 1999 (GB 11643-1989) are taken too:
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
    RESIDENT_ID_CHARACTER, /* a character that is not a digit, or X elsewhere than last */
    RESIDENT_ID_REGION,    /* no province, or no region, of that number */
    RESIDENT_ID_DATE,      /* no such day, or after today */
    RESIDENT_ID_CHECK,     /* check character does not fit: a typing error */
    RESIDENT_ID_RESULT_COUNT
};

struct resident_id {
    char number[RESIDENT_ID_LEN + 1]; /* normalised: X upper case; 15-digit numbers brought to 18 */
    struct civil_date birth;
    char sex; /* 'M' or 'F' */
};

/* Blanks around and between are dropped, x and full-width digits are taken. today: no birth date lies after it. out is
 * written only for RESIDENT_ID_OK. */
enum resident_id_result GH_MUST_USE resident_id_check(struct bytes typed, struct civil_date today,
                                                      struct resident_id *out);

/* ISO 7064 MOD 11-2 over the first 17 digits: '0' to '9' or 'X'. digits must be digits. */
char resident_id_check_character(const char digits[static RESIDENT_ID_LEN - 1]);

/* Stable identifier: "ok", "length", "character", "region", "date", "check". */
const char *resident_id_result_name(enum resident_id_result result);

/* A real day of the Gregorian calendar, year 1 or later. */
bool civil_date_exists(struct civil_date date);
int civil_date_compare(struct civil_date a, struct civil_date b); /* <0, 0, >0 */

#endif

/* Names of people as they are typed: tidied to one form, and refused where they can be none. */
#ifndef GH_PEOPLE_PERSON_NAME_H
#define GH_PEOPLE_PERSON_NAME_H

#include "base/bytes.h"

#define PERSON_NAME_SIZE 160 /* bytes of UTF-8 with NUL */
#define PERSON_NAME_MIN 2    /* characters */
#define PERSON_NAME_MAX 50

enum person_name_result {
    PERSON_NAME_OK = 0,
    PERSON_NAME_SHORT,
    PERSON_NAME_LONG,
    PERSON_NAME_CHARACTER /* a digit, a sign that no name has, or malformed UTF-8 */
};

/* Blanks around are dropped, several between become one, and none stays beside a Chinese character; the dot of minority
 * names (阿依古丽·买买提) is U+00B7 whatever of its look-alikes was typed, a full stop after a Chinese character among
 * them. Marks that nobody sees are dropped. out is written only for PERSON_NAME_OK. */
enum person_name_result GH_MUST_USE person_name_check(struct bytes typed, char out[static PERSON_NAME_SIZE]);

/* "ok", "short", "long", "character". */
const char *person_name_result_name(enum person_name_result result);

#endif

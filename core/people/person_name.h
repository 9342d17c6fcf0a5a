/* Typed names of people: normalised, or refused when they can't be names. */
#ifndef GH_PEOPLE_PERSON_NAME_H
#define GH_PEOPLE_PERSON_NAME_H

#include <stdbool.h>

#include "base/bytes.h"

#define PERSON_NAME_SIZE 160 /* bytes of UTF-8 with NUL */
#define PERSON_NAME_MAX 100  /* characters */

enum person_name_result {
    PERSON_NAME_OK = 0,
    PERSON_NAME_SHORT, /* no letter, or a single Chinese character with a sign */
    PERSON_NAME_LONG,
    PERSON_NAME_CHARACTER /* a digit other than in 3rd and the like, a sign that names do not have, or malformed UTF-8
                           */
};

/* Checks and normalises a typed name. Drops blanks at the ends and beside Chinese characters, joins several blanks into
 * one, and drops invisible marks. Takes what documents print between letters: S/O, A/P, @ before another name, and
 * every kind of apostrophe, which becomes '. A word with a full stop and one of / and @ is a link or an address, not a
 * name. Brackets around letters stay behind a name in letters: (Jr). A comma before Jr, III, 3rd and the like is
 * dropped. The dot of minority names (阿依古丽·买买提) becomes U+00B7 from all its look-alikes, including a full stop
 * after a Chinese character. Writes out only for PERSON_NAME_OK. */
enum person_name_result GH_MUST_USE person_name_check(struct bytes typed, char out[static PERSON_NAME_SIZE]);

/* Returns whether a checked name is one Chinese character: rare, so people compare it with the document. */
bool person_name_is_one_character(const char *name);

/* Returns a stable identifier: "ok", "short", "long", "character". */
const char *person_name_result_name(enum person_name_result result);

#endif

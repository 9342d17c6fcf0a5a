/* What a scanner gun adds to a code or changes in it: blanks and line ends, the symbology's prefix (ISO/IEC 15424), and
 * the case of letters when Caps Lock is on or the gun is set so. */
#ifndef GH_TOKEN_GUN_TEXT_H
#define GH_TOKEN_GUN_TEXT_H

#include "base/bytes.h"

#define GUN_TEXT_MAX 340 /* bytes; neither a pass nor a code of enrolment is longer */

/* Returns the text without blanks, tabs and line ends around it, and without a prefix such as ]Q1: a bracket, a letter,
 * and a digit or a letter up to F. */
struct bytes gun_text_bare(struct bytes scanned);
/* Returns a pass or a code of enrolment with its letters as they were printed, written to room. Returns any other text
 * as it is. A gun that sends lower case loses the case of the address in a code of enrolment; host names have none. */
struct bytes gun_text_fold(struct bytes bare, char room[static GUN_TEXT_MAX]);
/* True for a text that has the length and the beginning of a pass. When it is not one, the gun has changed or lost
 * characters, as with a keyboard layout that is not the booth's. */
bool gun_text_is_almost_pass(struct bytes bare);

#endif

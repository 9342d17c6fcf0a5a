/* What people type and paste, brought to plain ASCII: full-width letters and digits to narrow ones, blanks and hyphens
 * dropped where a field allows them. */
#ifndef GH_PEOPLE_TYPED_H
#define GH_PEOPLE_TYPED_H

#include "base/bytes.h"

/* One code point with width folded: U+FF01..FF5E to ASCII, ideographic space to a blank; others as they are. */
uint32_t typed_narrow(uint32_t code_point);

/* Copies text to out (size bytes with NUL): narrow, letters upper case, every character of skip left out.
 * GH_TOO_LONG when it does not fit, GH_MALFORMED for a character that is not ASCII afterwards or a control character.
 */
enum gh_status GH_MUST_USE typed_ascii(struct bytes text, const char *skip, char *out, size_t size);

#endif

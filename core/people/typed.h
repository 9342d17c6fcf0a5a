/* Brings what people type and paste to plain ASCII: full-width letters and digits become narrow; blanks and hyphens go
 * where a field allows them. */
#ifndef GH_PEOPLE_TYPED_H
#define GH_PEOPLE_TYPED_H

#include "base/bytes.h"

/* Folds the width of one code point: U+FF01..FF5E to ASCII, the ideographic space to a blank, others unchanged. */
uint32_t typed_narrow(uint32_t code_point);

/* Copies text to out (size bytes with NUL): narrow, in upper case, without the characters of skip.
 * GH_TOO_LONG when it does not fit, GH_MALFORMED for a character that is not ASCII afterwards or a control character.
 */
enum gh_status GH_MUST_USE typed_ascii(struct bytes text, const char *skip, char *out, size_t size);

#endif

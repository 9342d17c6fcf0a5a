/* Which text from outside a guard's screen may show as a name. */
#ifndef GH_WIRE_TEXT_H
#define GH_WIRE_TEXT_H

#include <stdbool.h>

#include "base/bytes.h"

/* Well-formed UTF-8 (RFC 3629) without control characters, and without the characters that break lines or turn the
 * writing direction (U+2028 to U+202E, U+2066 to U+2069), which could make one name read as another. Empty is fine. */
bool wire_text_ok(struct bytes text);

#endif

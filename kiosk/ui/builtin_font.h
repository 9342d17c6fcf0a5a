/* Letters of 5 x 7 dots, for a machine without any font file: enough to say that a font is missing. */
#ifndef GH_UI_BUILTIN_FONT_H
#define GH_UI_BUILTIN_FONT_H

#include <stddef.h>
#include <stdint.h>

#define BUILTIN_COLUMNS 5

/* Returns five columns of dots, lowest bit on top; a box for anything but printable ASCII. */
const uint8_t *builtin_glyph(uint8_t c);

#endif

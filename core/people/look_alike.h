/* Characters that look like others, as PDFs, phones and foreign keyboards give them. */
#ifndef GH_PEOPLE_LOOK_ALIKE_H
#define GH_PEOPLE_LOOK_ALIKE_H

#include <stdint.h>

/* Returns the unified ideograph of a CJK radical or compatibility ideograph; others unchanged. */
uint32_t look_alike_han(uint32_t code_point);

/* Returns the ASCII letter or digit that a Greek, Cyrillic, mathematical, Roman or Arabic-Indic character stands for in
 * a number or plate; others unchanged. Not for names: these have letters of every script. */
uint32_t look_alike_latin(uint32_t code_point);

#endif

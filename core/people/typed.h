/* Brings what people type and paste to plain characters: full-width letters and digits become narrow, characters that
 * nobody sees go, look-alikes become what they look like. */
#ifndef GH_PEOPLE_TYPED_H
#define GH_PEOPLE_TYPED_H

#include <stdbool.h>

#include "base/bytes.h"

/* Returns whether nobody sees a code point: format characters (Cf), variation selectors, fillers, byte order mark. */
bool typed_is_unseen(uint32_t code_point);

/* Folds one code point of any text: U+FF01..FF5E to ASCII; every blank, tab and line end to ' '; every hyphen to '-';
 * CJK radicals and compatibility ideographs to the unified ideograph. Returns others unchanged. */
uint32_t typed_tidy(uint32_t code_point);

/* Folds one code point of a number or plate: as typed_tidy(), and letters that look like ASCII letters to these.
 * A code point that nobody sees becomes ' ', which these fields drop. */
uint32_t typed_narrow(uint32_t code_point);

/* Returns the text behind a label: behind a colon that no digit stands before ("电话：138…"), else behind a word such
 * as 身份证 or 手机号 ("身份证110…"). Returns all of it where nothing would be left. */
struct bytes typed_without_label(struct bytes text);

/* Copies text to out (size bytes with NUL): narrow, in upper case, without the characters of skip and without what
 * nobody sees. Dots, commas, quotes and brackets of Chinese texts count as those of ASCII. skip holds ' ' for every
 * caller. GH_TOO_LONG when it does not fit, GH_MALFORMED for a character that is
 * not ASCII afterwards or a control character. */
enum gh_status GH_MUST_USE typed_ascii(struct bytes text, const char *skip, char *out, size_t size);

#endif

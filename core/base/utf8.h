/* UTF-8 (RFC 3629): strict, one code point at a time. */
#ifndef GH_BASE_UTF8_H
#define GH_BASE_UTF8_H

#include "base/bytes.h"

/* Takes one code point. GH_TRUNCATED at the end, GH_MALFORMED for anything that RFC 3629 forbids: overlong forms,
 * surrogates, values over 10FFFF, stray or missing continuation bytes. The cursor then stays where it was. */
enum gh_status GH_MUST_USE utf8_take(struct cursor *c, uint32_t *code_point);
/* Writes one code point; a surrogate or a value over 10FFFF counts as an overflow. */
void utf8_put(struct writer *w, uint32_t code_point);
/* Code points in text; GH_MALFORMED as above. */
enum gh_status GH_MUST_USE utf8_count(struct bytes text, size_t *count);
/* Ends a text, NUL-terminated, before what is no whole character: where a size has cut it. */
void utf8_end_whole(char *text);

#endif

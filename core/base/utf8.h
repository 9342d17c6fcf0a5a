/* UTF-8 (RFC 3629): strict, one code point at a time. */
#ifndef GH_BASE_UTF8_H
#define GH_BASE_UTF8_H

#include "base/bytes.h"

/* Reads one code point. GH_TRUNCATED at the end; GH_MALFORMED for what RFC 3629 forbids: overlong forms, surrogates,
 * values over 10FFFF, stray or missing continuation bytes. A failed call leaves the cursor where it was. */
enum gh_status GH_MUST_USE utf8_take(struct cursor *c, uint32_t *code_point);
/* Writes one code point; a surrogate or a value over 10FFFF counts as an overflow. */
void utf8_put(struct writer *w, uint32_t code_point);
/* Counts the code points of a text; GH_MALFORMED as above. */
enum gh_status GH_MUST_USE utf8_count(struct bytes text, size_t *count);
/* Truncates a NUL-terminated text at its last complete code point; for text that may have been cut at a byte limit. */
void utf8_end_whole(char *text);

#endif

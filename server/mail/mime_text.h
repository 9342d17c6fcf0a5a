/* Turns the encodings of mail into UTF-8: base64, quoted-printable, encoded words (RFC 2047), charsets. Pure. */
#ifndef GH_SERVER_MAIL_MIME_TEXT_H
#define GH_SERVER_MAIL_MIME_TEXT_H

#include "base/bytes.h"

/* Decodes base64, and ignores all other characters. out has room for in.len bytes. Returns the length. */
size_t mime_base64(struct bytes in, uint8_t *out);
/* Decodes quoted-printable. word: an underscore is a blank (RFC 2047, 4.2). out has room for in.len bytes. Returns the
 * length. A broken escape stays as it is. */
size_t mime_quoted(struct bytes in, bool word, uint8_t *out);

/* Converts a text to UTF-8 and ends it with a NUL. charset "": UTF-8 or, where the text is none, GB18030. Bytes that
 * the charset does not know become U+FFFD, control characters become blanks, and an unknown charset is read as if it
 * were not given. size > 0. Returns false when the text did not fit, and cuts it at a whole character. */
bool mime_utf8(struct bytes in, const char *charset, char *out, size_t size);

/* Decodes a header's text: raw UTF-8 or GB18030 and encoded words. Returns false when it did not fit. */
bool mime_words(struct bytes in, char *out, size_t size);

/* Reduces HTML to its text in place: rows and paragraphs become lines, cells are separated by tabs. */
void mime_without_tags(char *html);

#endif

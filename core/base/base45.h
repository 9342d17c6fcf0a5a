/* Base45 (RFC 9285): bytes as text of QR alphanumeric mode, 3 characters for 2 bytes. */
#ifndef GH_BASE_BASE45_H
#define GH_BASE_BASE45_H

#include "base/bytes.h"

/* Number of characters for n bytes, without a NUL (RFC 9285, 4). */
#define BASE45_TEXT_LEN(n) ((n) / 2 * 3 + (n) % 2 * 2)
/* Number of bytes for n characters; a length with n % 3 == 1 never decodes. */
#define BASE45_BYTES_LEN(n) ((n) / 3 * 2 + (n) % 3 / 2)

/* Writes BASE45_TEXT_LEN(in.len) characters and a NUL; size counts the NUL. GH_TOO_LONG when it does not fit. */
enum gh_status GH_MUST_USE base45_encode(struct bytes in, char *text, size_t size);

/* Decodes strictly. GH_MALFORMED: a character outside the alphabet (lower case included), a length of 3n + 1, a triple
 * over 65535 or a pair over 255 (RFC 9285, 6). GH_TOO_LONG: more than cap bytes. On error out and *len are
 * untouched. */
enum gh_status GH_MUST_USE base45_decode(struct bytes text, uint8_t *out, size_t cap, size_t *len);

#endif

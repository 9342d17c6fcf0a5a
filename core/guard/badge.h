/* A guard's badge: a printed card whose code holds a secret of 128 bits. With it, a PIN can't be tried on a stolen
 * disk: Argon2id takes the PIN hashed under the secret (guard/pin.h).
 *
 * The code is GHB1:NUMBER:SECRET, the secret as 32 hexadecimal digits, upper case. */
#ifndef GH_GUARD_BADGE_H
#define GH_GUARD_BADGE_H

#include "base/bytes.h"
#include "base/status.h"

#define BADGE_PREFIX "GHB1:"
#define BADGE_SECRET_LEN 16
#define BADGE_TEXT_SIZE 49 /* prefix 5, number up to 10, colon, digits 32, NUL */

struct badge {
    uint32_t guard; /* from 1 */
    uint8_t secret[BADGE_SECRET_LEN];
};

/* Writes the text of the code, NUL-terminated. The caller wipes it. */
void badge_format(const struct badge *badge, char text[static BADGE_TEXT_SIZE]);
/* Reads it. GH_NOT_FOUND: no badge, by its prefix. GH_MALFORMED: a damaged one. The caller wipes *out. */
enum gh_status GH_MUST_USE badge_parse(struct bytes text, struct badge *out);

#endif

/* What somebody applied for at a gate, as it stands in its box (box.h): sealed the moment it is submitted, so that the
 * booth can't read it back.
 *
 * The plain text is JSON (docs/sync-protocol.md), padded with spaces to a multiple of WALK_UP_PAD, so that a length
 * says nothing about a name. */
#ifndef GH_WIRE_WALK_UP_H
#define GH_WIRE_WALK_UP_H

#include "wire/seal.h"

#define WALK_UP_PAD 512
#define WALK_UP_PLAIN_MAX 3584 /* bytes in the box, with padding */
#define WALK_UP_SEALED_MAX (WALK_UP_PLAIN_MAX + SEAL_BYTES)
#define WALK_UP_LINK_LEN 22 /* characters of the link by which the applicant looks on: 128 bits, base64url */

/* Pads and seals. *out: owned by the caller (free), at most WALK_UP_SEALED_MAX bytes. GH_TOO_LONG over
 * WALK_UP_PLAIN_MAX, GH_MALFORMED for a key that is not a curve point, GH_NO_MEMORY. */
enum gh_status GH_MUST_USE walk_up_seal(struct bytes plain, const uint8_t key[static SEALING_KEY_LEN], uint8_t **out,
                                        size_t *out_len);
/* Opens a box at the server. *plain: owned by the caller (seal_wipe). GH_MALFORMED for a length that no box has,
 * GH_BAD_SIGNATURE for another key or altered bytes, GH_NO_MEMORY. */
enum gh_status GH_MUST_USE walk_up_open(struct bytes sealed, const uint8_t public_key[static SEALING_KEY_LEN],
                                        const uint8_t secret_key[static SEALING_KEY_LEN], uint8_t **plain,
                                        size_t *plain_len);

#endif

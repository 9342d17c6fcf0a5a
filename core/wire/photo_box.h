/* A picture with a few bytes before it, sealed to the server's key (libsodium's crypto_box_seal): what a booth keeps of
 * people only until the server has it, and can't open itself. libsodium must have been initialised. */
#ifndef GH_WIRE_PHOTO_BOX_H
#define GH_WIRE_PHOTO_BOX_H

#include "base/bytes.h"
#include "base/status.h"
#include "wire/walk_up.h"

/* The markers of the first and of any JPEG segment: ITU T.81, B.1.1.3. */
bool photo_is_jpeg(struct bytes photo);
/* *out: sealed bytes, WALK_UP_SEAL_BYTES more than head and photo, owned by the caller (free). GH_MALFORMED for a key
 * that is no point, GH_NO_MEMORY. */
enum gh_status GH_MUST_USE photo_box_seal(struct bytes head, struct bytes photo,
                                          const uint8_t key[static SEALING_KEY_LEN], uint8_t **out, size_t *out_len);
/* *out: opened bytes, owned by the caller, who wipes and frees them. GH_MALFORMED for fewer bytes than a seal has,
 * GH_BAD_SIGNATURE for another key or altered bytes, GH_NO_MEMORY. */
enum gh_status GH_MUST_USE photo_box_open(struct bytes sealed, const uint8_t public_key[static SEALING_KEY_LEN],
                                          const uint8_t secret_key[static SEALING_KEY_LEN], uint8_t **out,
                                          size_t *out_len);

#endif

/* The picture of a vehicle that a guard let in against the verdict, or that nobody expected. None is taken unless the
 * policy says how long it is kept (car_picture_keep). It is sealed to the server's key at once, so a booth holds
 * nothing that it could show. The setting, the policy's member on the wire and the server's sealing label still say
 * "evidence": deployments store them, and booths in the field refuse a member that they do not know.
 *
 * In the box: the id of the journal's entry (16 bytes), and the picture as JPEG. */
#ifndef GH_WIRE_CAR_PICTURE_H
#define GH_WIRE_CAR_PICTURE_H

#include "base/uuid.h"
#include "wire/seal.h"

#define CAR_PICTURE_MAX (96 * 1024)
#define CAR_PICTURE_SEALED_MAX (UUID_LEN + CAR_PICTURE_MAX + SEAL_BYTES)

/* Seals a picture. *out: owned by the caller (free). GH_TOO_LONG, GH_MALFORMED (no JPEG, or a key that is not a curve
 * point), GH_NO_MEMORY. */
enum gh_status GH_MUST_USE car_picture_seal(const struct uuid *entry, struct bytes photo,
                                            const uint8_t key[static SEALING_KEY_LEN], uint8_t **out, size_t *out_len);
/* Opens a box at the server. *plain: the opened box, owned by the caller (seal_wipe); *photo lies in it. GH_MALFORMED
 * for a length that no box has, GH_BAD_SIGNATURE for another key or altered bytes, else as car_picture_decode(). */
enum gh_status GH_MUST_USE car_picture_open(struct bytes sealed, const uint8_t public_key[static SEALING_KEY_LEN],
                                            const uint8_t secret_key[static SEALING_KEY_LEN], struct uuid *entry,
                                            uint8_t **plain, struct bytes *photo);
/* Reads an opened box. GH_MALFORMED: too short, too long, a nil id, or not a JPEG. */
enum gh_status GH_MUST_USE car_picture_decode(struct bytes plain, struct uuid *entry, struct bytes *photo);

#endif

/* The campus keys of this booth: those that the guard's PIN opens, or the one of the enrolment while there is no other.
 */
#ifndef GH_KIOSK_DESK_CAMPUS_H
#define GH_KIOSK_DESK_CAMPUS_H

#include "desk/desk.h"
#include "people/plate.h"

bool desk_has_campus_key(const struct desk *desk);
/* Hashes a plate as the replica has it. Needs a campus key. */
void desk_plate_hash(const struct desk *desk, const struct plate *plate, uint8_t out[static PLATE_HASH_LEN]);
/* Hashes a plate under the first `keys` campus keys alone, as before the others came. desk_campus_keys() of them give
 * desk_plate_hash(). */
void desk_plate_hash_under(const struct desk *desk, const struct plate *plate, size_t keys,
                           uint8_t out[static PLATE_HASH_LEN]);
size_t desk_campus_keys(const struct desk *desk);
/* Compares what the guard typed with a pass's holder check, under the newest key and the one before: passes that are
 * out may rest on either. */
bool GH_MUST_USE desk_holder_matches(const struct desk *desk, const struct claims *claims,
                                     const char tail[static HOLDER_TAIL_LEN]);

/* Forgets the key of the enrolment once the session has opened campus keys and every guard's record wraps them. Then
 * its file can go, too: desk->campus_wrapped. */
void desk_forget_campus_key(struct desk *desk);

#endif

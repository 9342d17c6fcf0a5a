/* An emergency admission: a guard let a walk-up applicant in before the approval, because somebody entitled to said so
 * by telephone. The security office confirms it afterwards, or objects.
 *
 * In the box (box.h): an object in one line, padded with spaces to EMERGENCY_HEAD_LEN bytes, then the picture of the
 * paper slip as JPEG, or nothing without a camera. */
#ifndef GH_WIRE_EMERGENCY_H
#define GH_WIRE_EMERGENCY_H

#include "wire/entry.h"
#include "wire/walk_up.h"

#define EMERGENCY_HEAD_LEN 1024
#define EMERGENCY_PHOTO_MAX (384 * 1024)
#define EMERGENCY_PLAIN_MAX (EMERGENCY_HEAD_LEN + EMERGENCY_PHOTO_MAX)
#define EMERGENCY_SEALED_MAX (EMERGENCY_PLAIN_MAX + SEAL_BYTES)

/* What a booth offers as the reason, in this order. OVERRIDE_PHONE_CONFIRMED is none of them: a telephone call is a
 * condition of each. Older booths sent it, and emergency_decode() takes it. */
#define EMERGENCY_REASON_COUNT 4
extern const enum override_reason emergency_reasons[EMERGENCY_REASON_COUNT];

struct emergency {
    struct uuid id;          /* of the journal's entry (ENTRY_OVERRIDE) */
    struct uuid application; /* who was let in */
    tick at;
    bool clock_trusted;
    uint32_t guard, second_guard; /* second_guard 0: none was asked for */
    enum override_reason reason;
    char approver[WIRE_NAME_MAX]; /* who said yes by telephone */
};

/* Seals an admission. *out: owned by the caller (free). photo may be empty. GH_TOO_LONG for a picture over
 * EMERGENCY_PHOTO_MAX, GH_MALFORMED for a key that is not a curve point or a value that decode would refuse,
 * GH_NO_MEMORY. */
enum gh_status GH_MUST_USE emergency_seal(const struct emergency *emergency, struct bytes photo,
                                          const uint8_t key[static SEALING_KEY_LEN], uint8_t **out, size_t *out_len);
/* Opens a box at the server. *plain: the opened box, owned by the caller (seal_wipe); *photo lies in it. GH_MALFORMED
 * for a length that no box has, GH_BAD_SIGNATURE for another key or altered bytes, else as emergency_decode(). */
enum gh_status GH_MUST_USE emergency_open(struct bytes sealed, const uint8_t public_key[static SEALING_KEY_LEN],
                                          const uint8_t secret_key[static SEALING_KEY_LEN], struct emergency *out,
                                          uint8_t **plain, struct bytes *photo);
/* Reads an opened box. GH_MALFORMED: too short, not such an object, or not followed by a JPEG. */
enum gh_status GH_MUST_USE emergency_decode(struct bytes plain, struct emergency *out, struct bytes *photo,
                                            char why[static WIRE_ERROR_SIZE]);

#endif

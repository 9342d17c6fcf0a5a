/* An emergency admission: a guard let in who had applied at the gate (walk_up.h) before anybody could approve, because
 * somebody entitled to said so by telephone. Sealed as an application is, and carried by itself once its application is
 * with the server, where the security office confirms it or objects.
 *
 * In the box: an object in one line, padded with spaces to EMERGENCY_HEAD_LEN bytes, and then the picture of the paper
 * slip as JPEG, or nothing where there was no camera. */
#ifndef GH_WIRE_EMERGENCY_H
#define GH_WIRE_EMERGENCY_H

#include "wire/entry.h"
#include "wire/walk_up.h"

#define EMERGENCY_HEAD_LEN 1024
#define EMERGENCY_PHOTO_MAX (384 * 1024)
#define EMERGENCY_PLAIN_MAX (EMERGENCY_HEAD_LEN + EMERGENCY_PHOTO_MAX)
#define EMERGENCY_SEALED_MAX (EMERGENCY_PLAIN_MAX + SEAL_BYTES)

struct emergency {
    struct uuid id;          /* of the journal's entry (ENTRY_OVERRIDE) */
    struct uuid application; /* who was let in */
    tick at;
    bool clock_trusted;
    uint32_t guard, second_guard; /* second_guard 0: none was asked for */
    enum override_reason reason;
    char approver[WIRE_NAME_MAX]; /* who said yes by telephone */
};

/* *out: sealed bytes, owned by the caller (free). photo may be empty. GH_TOO_LONG for a picture over
 * EMERGENCY_PHOTO_MAX, GH_MALFORMED for a key that is no point or a value that decode would refuse, GH_NO_MEMORY. */
enum gh_status GH_MUST_USE emergency_seal(const struct emergency *emergency, struct bytes photo,
                                          const uint8_t key[static SEALING_KEY_LEN], uint8_t **out, size_t *out_len);
/* At the server. *plain: the opened box, owned by the caller (seal_wipe); *photo lies in it. GH_MALFORMED
 * for a length that no box has, GH_BAD_SIGNATURE for another key or altered bytes, else as emergency_decode(). */
enum gh_status GH_MUST_USE emergency_open(struct bytes sealed, const uint8_t public_key[static SEALING_KEY_LEN],
                                          const uint8_t secret_key[static SEALING_KEY_LEN], struct emergency *out,
                                          uint8_t **plain, struct bytes *photo);
/* What is in an opened box. GH_MALFORMED: too short, no such object, or what follows it is no JPEG. */
enum gh_status GH_MUST_USE emergency_decode(struct bytes plain, struct emergency *out, struct bytes *photo,
                                            char why[static WIRE_ERROR_SIZE]);

#endif

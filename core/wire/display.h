/* The display field of a pass: the only personal data on a booth, sealed with the booth's data key.
 *
 * The form is a random nonce and XChaCha20-Poly1305 (libsodium). Pass id (16 bytes) and row version (8, big-endian) are
 * the additional data, so that a field can't be moved to another pass or version. A sealed field is 256 bytes long, or
 * WIRE_DISPLAY_MAX for a long one, so that its length says nothing about a name. Call sodium_init() first. */
#ifndef GH_WIRE_DISPLAY_H
#define GH_WIRE_DISPLAY_H

#include "wire/record.h"

#define DATA_KEY_LEN 32

struct display {
    char name[WIRE_NAME_MAX]; /* masked: people/mask.h */
    char sex;                 /* 'M', 'F', or 0 */
    char id_tail[8];          /* last four of the ID document */
    char plate[24];           /* UTF-8; empty for pedestrians */
    char unit_zh[WIRE_NAME_MAX], unit_en[WIRE_NAME_MAX];
    char purpose[WIRE_NAME_MAX];
    char host[WIRE_NAME_MAX]; /* masked name of the host; may be empty */
};

/* Seals a field. out holds WIRE_DISPLAY_MAX bytes. GH_TOO_LONG when a text is not terminated within its array;
 * GH_MALFORMED for text that wire_text_ok() refuses or another sex. */
enum gh_status GH_MUST_USE display_seal(const struct display *display, const uint8_t key[static DATA_KEY_LEN],
                                        const struct uuid *pass_id, uint64_t version, uint8_t *out, size_t *out_len);
/* Opens a field. GH_BAD_SIGNATURE for another key, pass or version, or altered bytes; GH_MALFORMED for a length that no
 * sealed field has; GH_UNSUPPORTED for an inner form that is newer than ours. The caller wipes *out when it leaves the
 * screen. */
enum gh_status GH_MUST_USE display_open(struct bytes sealed, const uint8_t key[static DATA_KEY_LEN],
                                        const struct uuid *pass_id, uint64_t version, struct display *out);

#endif

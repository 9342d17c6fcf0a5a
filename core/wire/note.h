/* A short text for the guards of one booth, sealed with the booth's data key: why a walk-up application was refused.
 *
 * The form is that of a pass's display field (display.h): a random nonce and XChaCha20-Poly1305. The byte 'n', the id
 * of what the note is about, and its version (8 bytes, big-endian) are the additional data. A sealed note is
 * WIRE_NOTE_SEALED bytes long, whatever it says. Call sodium_init() first. */
#ifndef GH_WIRE_NOTE_H
#define GH_WIRE_NOTE_H

#include "wire/display.h"

#define WIRE_NOTE_MAX 208 /* bytes of UTF-8, with NUL */

/* Seals a text. GH_TOO_LONG: over WIRE_NOTE_MAX. GH_MALFORMED: text that wire_text_ok() refuses. */
enum gh_status GH_MUST_USE note_seal(const char *text, const uint8_t key[static DATA_KEY_LEN], const struct uuid *about,
                                     uint64_t version, uint8_t out[static WIRE_NOTE_SEALED]);
/* Opens a note. GH_BAD_SIGNATURE: another key, id or version, or altered bytes. GH_MALFORMED: a length that no note
 * has, or a text that note_seal() would refuse. */
enum gh_status GH_MUST_USE note_open(struct bytes sealed, const uint8_t key[static DATA_KEY_LEN],
                                     const struct uuid *about, uint64_t version, char out[static WIRE_NOTE_MAX]);

#endif

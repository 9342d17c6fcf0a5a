/* The plate of a car that was admitted without a pass, sealed with the booth's data key for the booth's own list and
 * for the server, which knows that key.
 *
 * The form is that of a note (note.h): a random nonce and XChaCha20-Poly1305. The byte 'c' and the entry's id are the
 * additional data. Inside: the plate in its normal form, then zeros. Call sodium_init() first. */
#ifndef GH_WIRE_ENTRY_PLATE_H
#define GH_WIRE_ENTRY_PLATE_H

#include "wire/display.h"
#include "wire/entry.h"

#define ENTRY_PLATE_MAX 24 /* bytes of UTF-8, with NUL */

/* Seals a plate. GH_TOO_LONG: over ENTRY_PLATE_MAX. GH_MALFORMED: empty, or text that wire_text_ok() refuses. */
enum gh_status GH_MUST_USE entry_plate_seal(const char *plate, const uint8_t key[static DATA_KEY_LEN],
                                            const struct uuid *entry, uint8_t out[static ENTRY_PLATE_SEALED]);
/* Opens a plate. GH_BAD_SIGNATURE: another key or entry, or altered bytes. GH_MALFORMED: a text that
 * entry_plate_seal() would refuse. */
enum gh_status GH_MUST_USE entry_plate_open(const uint8_t sealed[static ENTRY_PLATE_SEALED],
                                            const uint8_t key[static DATA_KEY_LEN], const struct uuid *entry,
                                            char out[static ENTRY_PLATE_MAX]);

#endif

/* The note of an entry, sealed with the booth's data key for the booth's own list and for the server, which makes that
 * key.
 *
 * The form is that of a plate (entry_plate.h): a random nonce and XChaCha20-Poly1305. The byte 'r' and the entry's id
 * are the additional data. Inside: the text, then zeros, so that the length says nothing. Call sodium_init() first. */
#ifndef GH_WIRE_ENTRY_REMARK_H
#define GH_WIRE_ENTRY_REMARK_H

#include "wire/display.h"
#include "wire/entry.h"

/* Seals a text. GH_TOO_LONG: over ENTRY_NOTE_MAX. GH_MALFORMED: empty, or text that wire_text_ok() refuses. */
enum gh_status GH_MUST_USE entry_remark_seal(const char *note, const uint8_t key[static DATA_KEY_LEN],
                                             const struct uuid *entry, uint8_t out[static ENTRY_NOTE_SEALED]);
/* Opens a note. GH_BAD_SIGNATURE: another key or entry, or altered bytes. GH_MALFORMED: a text that entry_remark_seal()
 * would refuse. The caller wipes `out`. */
enum gh_status GH_MUST_USE entry_remark_open(const uint8_t sealed[static ENTRY_NOTE_SEALED],
                                             const uint8_t key[static DATA_KEY_LEN], const struct uuid *entry,
                                             char out[static ENTRY_NOTE_MAX]);
/* Seals the entry's note in place and wipes the text. Leaves an entry alone that has none, or one that can't be sealed.
 * Its id is set; it is not hashed yet. */
void entry_remark_close(struct entry *entry, const uint8_t key[static DATA_KEY_LEN]);

#endif

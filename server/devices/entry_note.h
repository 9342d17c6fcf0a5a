/* The note of an entry, as a booth hands it up. */
#ifndef GH_SERVER_DEVICES_ENTRY_NOTE_H
#define GH_SERVER_DEVICES_ENTRY_NOTE_H

#include "devices/booth_keys.h"
#include "wire/entry_remark.h"

/* Copies the note of an entry, or opens it with the key that its booth sealed it with. An entry of before, whose note
 * the booth sealed after it was hashed, is turned into what its hash covers. journal: the name that hashes cover. `out`
 * is
 * "" without a note, or with one that no key opens. The caller wipes `out`. */
void entry_note_take(const struct booth_keys *keys, const char *journal, struct entry *entry,
                     char out[static ENTRY_NOTE_MAX]);

#endif

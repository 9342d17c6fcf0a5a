/* Entries of the journal: what each of them carries, and writing one or several at once. */
#ifndef GH_KIOSK_DESK_ENTRIES_H
#define GH_KIOSK_DESK_ENTRIES_H

#include "desk/desk.h"

/* Returns an entry about the scan on hand that refers to its first one. desk_append() fills in the rest. */
struct entry desk_entry_of(const struct desk *desk, enum entry_kind kind);
/* Returns the same about rider i of the vehicle on hand; it refers to nothing. */
struct entry desk_entry_of_rider(const struct desk *desk, size_t i, enum entry_kind kind);
/* Returns the kind of an admission: ENTRY_EXIT on the way out, else in. */
enum entry_kind desk_admission_kind(const struct desk *desk, enum entry_kind in);

/* Fills in what every entry carries (id, time, gate, direction, guard) and appends it. Any error: not written. */
enum gh_status GH_MUST_USE desk_append(struct desk *desk, struct entry *entry);
/* The halves of desk_append(), for an entry that goes into the journal with something else. desk_appended() takes the
 * status of writing it and returns it; after an error the journal is closed, to be opened anew. */
enum gh_status GH_MUST_USE desk_prepare(struct desk *desk, struct entry *entry);
enum gh_status GH_MUST_USE desk_appended(struct desk *desk, const struct entry *entry, enum gh_status status);
/* Adds the plate to a prepared admission or exit of a car without a pass, sealed with the data key; without one
 * nothing. */
void desk_seal_plate(const struct desk *desk, struct entry *entry);
/* Seals the note of a prepared entry with the data key; without one it stays as it is. desk_append() and
 * desk_append_all() do it themselves. */
void desk_seal_note(const struct desk *desk, struct entry *entry);
/* Seals the notes of the journal that are from before notes were sealed. The session has begun. */
void desk_seal_notes(struct desk *desk);
/* Appends the first entries of desk->scratch, which are prepared: all of them or none. */
enum gh_status GH_MUST_USE desk_append_all(struct desk *desk, size_t count);

#endif

/* Shared by the files that write entries about the scan on hand; internal to kiosk/desk*.c. */
#ifndef GH_KIOSK_DECIDER_ENTRY_H
#define GH_KIOSK_DECIDER_ENTRY_H

#include "desk/desk.h"

/* An entry about the scan on hand, referring to its first entry; desk_append fills in the rest. */
struct entry desk_entry_of(const struct desk *desk, enum entry_kind kind);
/* The same about whoever is in that place of the list; refers to nothing. */
struct entry desk_entry_of_rider(const struct desk *desk, size_t i, enum entry_kind kind);
/* Letting somebody out is an exit, not an admission. */
enum entry_kind desk_admission_kind(const struct desk *desk, enum entry_kind in);
/* The scan on hand was let in by that entry, which is on disk. */
void desk_admitted(struct desk *desk, const struct entry *entry, enum scan_state state);
/* The scan's entry could not be written: decides again with that fact, never green, and asks for the paper log. */
void desk_journal_failed(struct desk *desk, enum gh_status status);
/* What the guard signed in may do with the scan as it stands. */
void desk_settle_rights(struct desk *desk);

#endif

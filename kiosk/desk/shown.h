/* The verdict of the scan on hand: decided, in the journal, then on its way to the screen. */
#ifndef GH_KIOSK_DESK_SHOWN_H
#define GH_KIOSK_DESK_SHOWN_H

#include "desk/desk.h"

/* Decides about desk->scan.subject, writes the entry, and sends what is to be shown. captured_ns: CLOCK_MONOTONIC of
 * the frame, or 0. A rider's subject becomes that of the vehicle, where vehicles come through. */
void desk_show(struct desk *desk, int64_t captured_ns);
/* The same for a rider without the vehicle. */
void desk_show_alone(struct desk *desk, int64_t captured_ns);
/* Settles what the guard signed in may do with the scan as it stands. */
void desk_settle_rights(struct desk *desk);
/* Takes note that the entry, which is on disk, has let the scan in (state), or out. */
void desk_admitted(struct desk *desk, const struct entry *entry, enum scan_state state);
/* Wipes the scan on hand: there is none any more. */
void desk_forget_shown(struct desk *desk);
/* Decides again after the server said that another gate has the pass (claim.h), writes that and shows it. */
void desk_show_used(struct desk *desk);
/* Decides again after the scan's entry could not be written: never green, and with the paper log. */
void desk_journal_failed(struct desk *desk, enum gh_status status);

#endif

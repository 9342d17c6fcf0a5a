/* Who is inside the campus, by everything that this booth knows: what the server derived from the entries of all
 * booths, and on top this booth's own entries that the server has not counted yet. */
#ifndef GH_KIOSK_DESK_PRESENCE_H
#define GH_KIOSK_DESK_PRESENCE_H

#include "desk/desk.h"

/* Says whether a subject (wire/record.h) is inside, and since when. GH_NOT_FOUND: no entry is known. Other errors of
 * the stores. */
enum gh_status GH_MUST_USE desk_find_presence(struct desk *desk, const struct uuid *subject, struct wire_presence *out);
/* Forgets who is inside, as when a store is closed or another one opened. The next look reads everything. */
void desk_forget_inside(struct desk *desk);
/* Lists who is inside: persons, newest first, then vehicles. *out is the caller's to free; NULL for nobody.
 * GH_NO_MEMORY. */
enum gh_status GH_MUST_USE desk_list_presence(struct desk *desk, struct wire_presence **out, size_t *count);
/* Reads who is inside after coming in with a vehicle into desk->scratch.riders; returns how many. */
size_t desk_riders_inside(struct desk *desk, const struct uuid *vehicle);
/* Reads again, after a change of the replica, which booths the server hears and how far presence goes. */
void desk_reload_presence(struct desk *desk);
/* Fills in the counts and the booths that are away. */
void desk_fill_presence(struct desk *desk, struct booth_status *out);

#endif

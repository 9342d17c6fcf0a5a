/* Events on their way out. */
#ifndef GH_KIOSK_DESK_SAY_H
#define GH_KIOSK_DESK_SAY_H

#include "desk/desk.h"

/* Clears desk->event for an event of that kind. */
struct desk_event *desk_new_event(struct desk *desk, enum desk_event_kind kind);
/* Delivers desk->event, and wipes it. */
void desk_send(struct desk *desk);
/* Sends DESK_FAILED: the command was not carried out. */
void desk_fail(struct desk *desk, enum command_kind command, enum gh_status status);
/* Sends DESK_DONE: the command on the log succeeded. */
void desk_done(struct desk *desk, enum command_kind command);
/* Sends the scan on hand as it stands. */
void desk_send_shown(struct desk *desk);

#endif

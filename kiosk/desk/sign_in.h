/* Guards sign in and out. The data key is in memory only between the two. */
#ifndef GH_KIOSK_DESK_SIGN_IN_H
#define GH_KIOSK_DESK_SIGN_IN_H

#include "desk/desk.h"

/* COMMAND_SIGN_IN. */
void desk_sign_in(struct desk *desk, const struct desk_command *command);
/* COMMAND_SIGN_OUT. */
void desk_sign_out(struct desk *desk, const struct desk_command *command);
/* Signs a guard out who was idle for too long or whose record is gone. */
void desk_check_session(struct desk *desk);

#endif

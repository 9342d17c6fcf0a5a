/* Guards' PINs: checked, and slowed down after wrong ones. */
#ifndef GH_KIOSK_DESK_PIN_H
#define GH_KIOSK_DESK_PIN_H

#include "desk/desk.h"

/* Reads the count of wrong tries that an earlier run has saved. */
void desk_load_throttle(struct desk *desk);
/* Sends DESK_SIGNED. second: it answers the second guard's PIN of an override. */
void desk_send_signed(struct desk *desk, enum sign_in_result result, unsigned wait_seconds, bool second);
/* Checks the PIN of a command. *keys, unless keys is NULL, gets what the PIN opens where it opens the data key (the
 * caller frees it with sodium_free), else NULL. GH_DENIED: wrong or throttled, and the event that says so is sent;
 * GH_NO_MEMORY. */
enum gh_status GH_MUST_USE desk_check_pin(struct desk *desk, const struct wire_guard *guard,
                                          const struct desk_command *command, bool second, struct pin_keys **keys);
/* Checks the second guard's PIN for an override. Errors as desk_check_pin(). */
enum gh_status GH_MUST_USE desk_check_second(struct desk *desk, const struct desk_command *command);

/* Keeps a scanned badge for the PIN that follows, and says whose it is. False: the code is no badge. Needs nobody
 * signed in. */
bool desk_take_badge(struct desk *desk, struct bytes code);
/* Wipes the badge. */
void desk_forget_badge(struct desk *desk);

#endif

/* The signed-in guard's session: rights, and the data key that opens names. */
#ifndef GH_KIOSK_DESK_SESSION_H
#define GH_KIOSK_DESK_SESSION_H

#include "desk/desk.h"

/* True when a guard is signed in who has all of these rights; 0: any guard. */
bool desk_may(const struct desk *desk, uint32_t right);
/* Begins a session in the place of the one before. Takes over keys (sodium_malloc), or NULL: names stay closed. */
void desk_begin_session(struct desk *desk, const struct wire_guard *guard, struct pin_keys *keys);
/* Opens the data key again where the guard's record wraps another one than when the guard signed in. */
void desk_follow_guard(struct desk *desk, const struct wire_guard *guard);
/* Wipes the session, without an entry. */
void desk_end_session(struct desk *desk);

#endif

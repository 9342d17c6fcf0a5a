/* The desk's clock: trusted time with its evidence, and the floor that outlives a restart. */
#ifndef GH_KIOSK_DESK_CLOCK_H
#define GH_KIOSK_DESK_CLOCK_H

#include "desk/desk.h"

/* Begins with the floor that an earlier run has saved, if it can be read. */
void desk_init_time(struct desk *desk);
/* Saves the floor once it has moved by a minute. A failure is tried again and harms nothing else. */
void desk_save_time(struct desk *desk);
/* Takes `at` as evidence: it is not earlier than that. */
void desk_learn_time(struct desk *desk, enum time_source source, tick at);
/* Returns trusted time, or the best guess with *trusted false. */
tick desk_now(struct desk *desk, bool *trusted);
/* Returns milliseconds of CLOCK_BOOTTIME, which goes on while the system is suspended. */
int64_t desk_boot_ms(const struct desk *desk);

#endif

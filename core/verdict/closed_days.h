/* Days on which the campus takes no visitors, as a booth knows them. Pure. */
#ifndef GH_VERDICT_CLOSED_DAYS_H
#define GH_VERDICT_CLOSED_DAYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/tick.h"

#define CLOSED_DAYS_BYTES 50 /* 400 days, as long as a period can be (server/flow/calendar.h) */

/* Bit i % 8 of byte i / 8 is the day first + i. Days outside are open. */
struct closed_days {
    uint32_t first; /* days since 1970-01-01 in the campus's zone */
    uint8_t bits[CLOSED_DAYS_BYTES];
    size_t len; /* bytes; 0: no day is closed */
};

/* Adds a day. Days outside of [first, first + 400) are left out. */
void closed_days_add(struct closed_days *days, int64_t day);
/* Returns whether the day is closed. */
bool closed_days_has(const struct closed_days *days, int64_t day);
/* Leaves a closed day out of a pass's window [*from, *to], where `now` lies on it: the window then begins with the next
 * open day, or, when it has none, ends in the last second before the closed days. So on a closed day the pass is too
 * early or expired, as if the day had been closed when it was issued. */
void closed_days_leave_out(const struct closed_days *days, int zone_minutes, tick now, tick *from, tick *to);

#endif

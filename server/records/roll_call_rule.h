/* The rule of a roll call: what all ticks about one person say together. Pure.
 *
 * Officers tick on pages and see all that has arrived. Guards tick at booths, which may be offline. So a tick on a page
 * replaces every tick that arrived before it, and a booth's tick replaces the booth's earlier ones. Of the ticks that
 * remain, one that says "safe" decides. Without one the newest decides. They conflict when they differ. */
#ifndef GH_SERVER_RECORDS_ROLL_CALL_RULE_H
#define GH_SERVER_RECORDS_ROLL_CALL_RULE_H

#include <stdbool.h>
#include <stddef.h>

#include "wire/roll_call.h"

struct roll_tick {
    struct uuid device; /* nil: a page */
    uint64_t number;    /* of this device */
    tick at;
    enum roll_mark mark;
    int64_t account; /* who ticked on a page; the rule does not ask */
};

/* Returns the tick that decides, borrowed from ticks in the order of their arrival. NULL without ticks. */
const struct roll_tick *roll_call_decide(const struct roll_tick *ticks, size_t count, bool *conflict);

#endif

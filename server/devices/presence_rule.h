/* The rule of who is inside: what all entries about one subject say together. Pure.
 *
 * A subject is a pass, or an admission without a pass. Booths hand entries up late and in any order, so the rule orders
 * them by the booths' times: the last word of each booth is its entry with the highest number, and the newest of these
 * last words decides. An entry is never newer than its arrival: a clock that is ahead can't outdo later entries. */
#ifndef GH_SERVER_DEVICES_PRESENCE_RULE_H
#define GH_SERVER_DEVICES_PRESENCE_RULE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/tick.h"
#include "base/uuid.h"

/* An admission or an exit that was not taken back. */
struct presence_event {
    struct uuid device, entry;
    uint64_t number; /* of this device */
    tick at, arrived_at;
    bool in; /* an admission; false: an exit, or what else ends the stay */
};

/* Returns when the event counts: its own time, but not after its arrival. */
tick presence_event_time(const struct presence_event *event);

/* Returns the event that decides, borrowed from events in any order. NULL without events. Equal times of two booths
 * are ordered by the entries' ids, so that the result never depends on the order. */
const struct presence_event *presence_decide(const struct presence_event *events, size_t count);

#endif

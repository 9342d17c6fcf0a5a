/* The rule of who is inside, as a pure function. */
#include "devices/presence_rule.h"

#include <string.h>

tick presence_event_time(const struct presence_event *event)
{
    return event->at < event->arrived_at ? event->at : event->arrived_at;
}

static bool is_last_word(const struct presence_event *events, size_t count, const struct presence_event *one)
{
    for (size_t i = 0; i < count; i++)
        if (events[i].number > one->number && uuid_equal(&events[i].device, &one->device))
            return false;
    return true;
}

static bool is_newer(const struct presence_event *a, const struct presence_event *b)
{
    tick at = presence_event_time(a), other = presence_event_time(b);
    return at != other ? at > other : memcmp(a->entry.b, b->entry.b, UUID_LEN) > 0;
}

const struct presence_event *presence_decide(const struct presence_event *events, size_t count)
{
    const struct presence_event *best = NULL;
    for (size_t i = 0; i < count; i++)
        if (is_last_word(events, count, &events[i]) && (!best || is_newer(&events[i], best)))
            best = &events[i];
    return best;
}

/* The rule of a roll call, as a pure function. */
#include "records/roll_call_rule.h"

static bool is_replaced(const struct roll_tick *ticks, size_t count, size_t one)
{
    for (size_t i = 0; i < count; i++) {
        if (i > one && uuid_is_nil(&ticks[i].device))
            return true;
        if (ticks[i].number > ticks[one].number && uuid_equal(&ticks[i].device, &ticks[one].device))
            return true;
    }
    return false;
}

static bool outranks(const struct roll_tick *one, const struct roll_tick *best)
{
    if ((one->mark == ROLL_SAFE) != (best->mark == ROLL_SAFE))
        return one->mark == ROLL_SAFE;
    return one->at >= best->at;
}

const struct roll_tick *roll_call_decide(const struct roll_tick *ticks, size_t count, bool *conflict)
{
    const struct roll_tick *best = NULL;
    bool differ = false;
    for (size_t i = 0; i < count; i++) {
        if (is_replaced(ticks, count, i))
            continue;
        differ = differ || (best && best->mark != ticks[i].mark);
        if (!best || outranks(&ticks[i], best))
            best = &ticks[i];
    }
    *conflict = differ;
    return best;
}

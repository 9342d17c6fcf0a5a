/* Decides what an entry changes beyond its own booth. */
#include "devices/use_rule.h"

enum use_effect use_judge(const struct entry *e, const struct use_facts *facts)
{
    if (!facts->active)
        return USE_NOTHING;
    if (e->kind == ENTRY_TAKE_BACK)
        return facts->own_use ? USE_TAKES_BACK : USE_NOTHING;
    if (!entry_is_admission(e) || e->direction != DIRECTION_IN || !facts->of_booth)
        return USE_NOTHING;
    return e->uses_up ? USE_SPENDS : USE_ADMITS;
}

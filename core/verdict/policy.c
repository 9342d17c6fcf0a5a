/* Defaults and ranges of the policy in one table, so that no field lacks either. */
#include "verdict/policy.h"

#include <stddef.h>

struct duration {
    const char *name;
    size_t offset;
    tick fallback, min, max;
};

#define DURATION(field, fallback, min, max)                                                                            \
    {                                                                                                                  \
#field, offsetof(struct policy, field), fallback, min, max                                                     \
    }

static const struct duration durations[] = {
    DURATION(fresh_for, 15 * TICK_MINUTE, TICK_MINUTE, 7 * TICK_DAY),
    DURATION(stale_for, 24 * TICK_HOUR, TICK_MINUTE, 30 * TICK_DAY),
    DURATION(clock_skew, 2 * TICK_MINUTE, 0, 30 * TICK_MINUTE),
    DURATION(take_back_within, 10 * TICK_MINUTE, 0, TICK_DAY),
    DURATION(journal_keep, 30 * TICK_DAY, TICK_DAY, 3650 * TICK_DAY),
    DURATION(privacy_timeout, 20 * TICK_SECOND, 3 * TICK_SECOND, 10 * TICK_MINUTE),
    DURATION(green_shown_for, 3 * TICK_SECOND, TICK_SECOND, TICK_MINUTE),
    DURATION(car_picture_keep, 0, 0, 90 * TICK_DAY),
    DURATION(personal_keep, 0, 0, 3650 * TICK_DAY),
};

static tick *duration_of(struct policy *policy, const struct duration *duration)
{
    return (tick *)(void *)((char *)policy + duration->offset);
}

static tick duration_value(const struct policy *policy, const struct duration *duration)
{
    return *(const tick *)(const void *)((const char *)policy + duration->offset);
}

void policy_defaults(struct policy *out)
{
    *out = (struct policy){.live_code_required = true, .touch_before_admit = false, .second_guard = false};
    for (size_t i = 0; i < sizeof(durations) / sizeof(durations[0]); i++)
        *duration_of(out, &durations[i]) = durations[i].fallback;
}

enum gh_status policy_check(const struct policy *policy, const char **field)
{
    for (size_t i = 0; i < sizeof(durations) / sizeof(durations[0]); i++) {
        tick value = duration_value(policy, &durations[i]);
        if (value < durations[i].min || value > durations[i].max) {
            *field = durations[i].name;
            return GH_MALFORMED;
        }
    }
    /* Otherwise a replica could count as fresh and as missing at once. */
    if (policy->stale_for < policy->fresh_for) {
        *field = "stale_for";
        return GH_MALFORMED;
    }
    return GH_OK;
}

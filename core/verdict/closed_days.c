/* A set of days as bits, and the window of a pass without them. */
#include "verdict/closed_days.h"

#include "base/civil.h"

void closed_days_add(struct closed_days *days, int64_t day)
{
    const int64_t at = day - days->first;
    if (at < 0 || at >= (int64_t)sizeof days->bits * 8)
        return;
    const size_t byte = (size_t)at / 8;
    days->bits[byte] |= (uint8_t)(1u << at % 8);
    if (days->len <= byte)
        days->len = byte + 1;
}

bool closed_days_has(const struct closed_days *days, int64_t day)
{
    const int64_t at = day - days->first;
    return at >= 0 && at < (int64_t)days->len * 8 && (days->bits[at / 8] >> at % 8 & 1);
}

void closed_days_leave_out(const struct closed_days *days, int zone_minutes, tick now, tick *from, tick *to)
{
    const int64_t today = civil_of(now, zone_minutes).days;
    tick begin = civil_day_start(now, zone_minutes), next = begin + TICK_DAY;
    if (!closed_days_has(days, today) || now < *from || now >= *to + TICK_SECOND)
        return;
    for (int64_t day = today + 1; closed_days_has(days, day); day++)
        next += TICK_DAY;
    if (next <= *to) {
        *from = next;
        return;
    }
    for (int64_t day = today - 1; closed_days_has(days, day); day--)
        begin -= TICK_DAY;
    *to = begin - TICK_SECOND;
}

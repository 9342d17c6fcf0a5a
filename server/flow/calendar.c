/* Computes deadlines and reminder times from a campus's working days. */
#include "flow/calendar.h"

#include <stdio.h>

#include "base/civil.h"

static const struct calendar_day *find(const struct calendar *c, int64_t day)
{
    for (size_t i = 0; i < c->count; i++)
        if (c->exceptions[i].day == day)
            return &c->exceptions[i];
    return NULL;
}

int64_t calendar_day_of(const struct calendar *calendar, tick at)
{
    return civil_of(at, calendar->zone_minutes).days;
}

tick calendar_day_start(const struct calendar *calendar, int64_t day)
{
    return day * TICK_DAY - calendar->zone_minutes * TICK_MINUTE;
}

bool calendar_is_working(const struct calendar *calendar, int64_t day)
{
    const struct calendar_day *exception = find(calendar, day);
    int64_t weekday = ((day + 3) % 7 + 7) % 7; /* 0: Monday; 1970-01-01 was a Thursday */
    return exception ? exception->working : weekday < 5;
}

bool calendar_is_open(const struct calendar *calendar, int64_t day)
{
    const struct calendar_day *exception = find(calendar, day);
    return !exception || exception->open;
}

bool calendar_stretch(const struct calendar *calendar, tick *from, tick to, tick *end)
{
    if (*from >= to)
        return false;
    int64_t day = calendar_day_of(calendar, *from), last = calendar_day_of(calendar, to - 1);
    if (last - day >= CALENDAR_PERIOD_DAYS)
        last = day + CALENDAR_PERIOD_DAYS - 1;
    while (day <= last && !calendar_is_open(calendar, day))
        day++;
    if (day > last)
        return false;
    tick begin = calendar_day_start(calendar, day);
    while (day <= last && calendar_is_open(calendar, day))
        day++;
    tick close = calendar_day_start(calendar, day);
    *from = begin > *from ? begin : *from;
    *end = close < to ? close : to;
    return true;
}

tick calendar_submit_by(const struct calendar *calendar, int64_t day)
{
    int64_t on = day - 1;
    if (calendar->last_working_day)
        while (!calendar_is_working(calendar, on) && on > day - CALENDAR_LOOK_BACK)
            on--;
    const struct calendar_day *exception = find(calendar, on);
    int minute = exception && exception->deadline_minute >= 0 ? exception->deadline_minute : calendar->deadline_minute;
    return calendar_day_start(calendar, on) + minute * TICK_MINUTE;
}

tick calendar_decide_by(const struct calendar *calendar, tick first, tick submitted_at)
{
    tick submit_by = calendar_submit_by(calendar, calendar_day_of(calendar, first));
    tick by =
        calendar_day_start(calendar, calendar_day_of(calendar, submit_by)) + calendar->decide_minute * TICK_MINUTE;
    if (by < submit_by)
        by = submit_by;
    if (by < submitted_at + DECIDE_WITHIN)
        by = submitted_at + DECIDE_WITHIN;
    return by < first ? by : first;
}

/* Returns the moment that lies amount of working time before at. */
static tick working_time_before(const struct calendar *c, tick at, tick amount)
{
    int64_t day = calendar_day_of(c, at);
    for (int64_t first = day; day > first - CALENDAR_LOOK_BACK; day--) {
        tick begin = calendar_day_start(c, day) + CALENDAR_WORK_BEGIN * TICK_MINUTE;
        tick end = calendar_day_start(c, day) + CALENDAR_WORK_END * TICK_MINUTE;
        end = at < end ? at : end;
        if (!calendar_is_working(c, day) || end <= begin)
            continue;
        if (end - begin >= amount)
            return end - amount;
        amount -= end - begin;
    }
    return at - amount;
}

tick calendar_reminder_at(const struct calendar *calendar, tick decide_by, int stage)
{
    static const tick before[REMIND_STAGES] = {REMIND_APPROVER_BEFORE, REMIND_DEPUTY_BEFORE, REMIND_OFFICE_BEFORE};
    int index = stage < 1 ? 0 : stage > REMIND_STAGES ? REMIND_STAGES - 1 : stage - 1;
    tick amount = calendar->remind_minutes[index] * TICK_MINUTE;
    return working_time_before(calendar, decide_by, amount > 0 ? amount : before[index]);
}

int calendar_reminders_due(const struct calendar *calendar, tick decide_by, tick now)
{
    int stage = 0;
    while (stage < REMIND_STAGES && now >= calendar_reminder_at(calendar, decide_by, stage + 1))
        stage++;
    return stage;
}

void calendar_format_date(int64_t day, char out[static CALENDAR_DATE_SIZE])
{
    struct civil date = civil_of(day * TICK_DAY, 0);
    if (date.year < 0 || date.year > 9999)
        date.year = 0;
    (void)snprintf(out, CALENDAR_DATE_SIZE, "%04u-%02u-%02u", (unsigned)date.year % 10000, (unsigned)date.month % 100,
                   (unsigned)date.day % 100);
}

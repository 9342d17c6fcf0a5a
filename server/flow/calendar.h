/* Deadlines: by when a day must be applied for, and when approvers are reminded.
 *
 * A visit's day must be submitted before the deadline of the day before ("before 16:00 for the next day"), by the
 * server's clock in the campus's zone. Days that are not working days count as days all the same (the office reviews on
 * Sunday for Monday) unless the campus asks for the last working day before. Zones have fixed offsets: China keeps no
 * summer time. Pure. */
#ifndef GH_SERVER_FLOW_CALENDAR_H
#define GH_SERVER_FLOW_CALENDAR_H

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"
#include "base/tick.h"

#define CALENDAR_LOOK_BACK 100 /* days without a working one, at most: longer than a summer vacation */

/* How long before the decision is due each person is reminded unless the campus says otherwise, in working time: with
 * the deadline at 16:00 at 13:00, 14:30 and 15:15, with one at 10:00 on a Monday the approver on Friday at 17:00. */
#define REMIND_APPROVER_BEFORE (3 * TICK_HOUR)
#define REMIND_DEPUTY_BEFORE (TICK_HOUR + 30 * TICK_MINUTE)
#define REMIND_OFFICE_BEFORE (45 * TICK_MINUTE)
#define REMIND_STAGES 3

struct calendar_day {
    int64_t day; /* since 1970-01-01, local */
    bool working, open;
    int deadline_minute; /* for the day after this one; over 1440: on that day itself; -1: the campus's */
};

struct calendar {
    int zone_minutes, deadline_minute;
    bool last_working_day;                 /* the deadline lies on the last working day before */
    const struct calendar_day *exceptions; /* borrowed, sorted by day */
    size_t count;
    int remind_minutes[REMIND_STAGES]; /* working time before the decision is due; 0: as above */
};

/* Local day of a moment, and the first moment of a local day. */
int64_t calendar_day_of(const struct calendar *calendar, tick at);
tick calendar_day_start(const struct calendar *calendar, int64_t day);
/* Monday to Friday, unless an exception says otherwise. */
bool calendar_is_working(const struct calendar *calendar, int64_t day);
/* Visitors may come at all. */
bool calendar_is_open(const struct calendar *calendar, int64_t day);
/* The first moment at which it is too late to submit for this day. */
tick calendar_submit_by(const struct calendar *calendar, int64_t day);

/* Working time of a working day, in minutes of the local day. */
#define CALENDAR_WORK_BEGIN (8 * 60)
#define CALENDAR_WORK_END (18 * 60)

/* When stage 1 (approver), 2 (deputy) or 3 (office) is due for an application that must be decided by decide_by. */
tick calendar_reminder_at(const struct calendar *calendar, tick decide_by, int stage);
/* How far reminders should have gone: 0 none yet, otherwise the last stage that is due. */
int calendar_reminders_due(const struct calendar *calendar, tick decide_by, tick now);

/* YYYY-MM-DD and NUL. */
#define CALENDAR_DATE_SIZE 11
void calendar_format_date(int64_t day, char out[static CALENDAR_DATE_SIZE]);

#endif

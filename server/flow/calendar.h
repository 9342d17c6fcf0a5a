/* Deadlines for submitting applications and for deciding on them, and times of reminders to approvers.
 *
 * An application must be submitted before the deadline of the day before the visit: "before 16:00 for the next day".
 * The server's clock in the campus's zone counts. That day may be a holiday, since the office also reviews on
 * Sundays for Mondays. A campus can choose the last working day instead. Zones have fixed offsets, because China has
 * no summer time. Pure. */
#ifndef GH_SERVER_FLOW_CALENDAR_H
#define GH_SERVER_FLOW_CALENDAR_H

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"
#include "base/tick.h"

#define CALENDAR_LOOK_BACK 100 /* days to search for a working day; longer than a summer vacation */

/* Default reminders, in working time before the decision is due. With a decision due at 18:00 they go out at 15:00,
 * 16:30 and 17:15. With one due at 10:00 on a Monday, the approver's goes out on Friday at 17:00. */
#define REMIND_APPROVER_BEFORE (3 * TICK_HOUR)
#define REMIND_DEPUTY_BEFORE (TICK_HOUR + 30 * TICK_MINUTE)
#define REMIND_OFFICE_BEFORE (45 * TICK_MINUTE)
#define REMIND_STAGES 3

/* An exception to the week's rule. */
struct calendar_day {
    int64_t day; /* since 1970-01-01, local */
    bool working, open;
    int deadline_minute; /* of this day, for visits on the next; over 1440: on the visit's day; -1: the campus's */
};

struct calendar {
    int zone_minutes, deadline_minute;
    int decide_minute;                     /* of the day of the submission deadline, by which approvers decide */
    bool last_working_day;                 /* the deadline is on the last working day before the visit */
    const struct calendar_day *exceptions; /* borrowed, sorted by day */
    size_t count;
    int remind_minutes[REMIND_STAGES]; /* working time before the decision is due; 0: the default */
};

/* Return the local day of a moment, and the first moment of a local day. */
int64_t calendar_day_of(const struct calendar *calendar, tick at);
tick calendar_day_start(const struct calendar *calendar, int64_t day);
/* Returns true for Monday to Friday, unless an exception differs. */
bool calendar_is_working(const struct calendar *calendar, int64_t day);
/* Returns true when visitors may come on this day. */
bool calendar_is_open(const struct calendar *calendar, int64_t day);
/* Finds the next stretch of open days in [*from, to). Moves *from to its begin and sets *end to its end. Returns false,
 * and leaves *end alone, when no open day is left. Looks at CALENDAR_PERIOD_DAYS days and takes later ones for closed.
 */
#define CALENDAR_PERIOD_DAYS 400
bool calendar_stretch(const struct calendar *calendar, tick *from, tick to, tick *end);
/* Returns the first moment that is too late to submit for a visit on this day. */
tick calendar_submit_by(const struct calendar *calendar, int64_t day);
/* Approvers have at least this time after the submission, unless the visit begins sooner. */
#define DECIDE_WITHIN (4 * TICK_HOUR)
/* Returns when the decision on a visit that begins at `first` is due. It is later than the last moment to submit, so
 * that an application in time can be decided in time: decide_minute of that day, or DECIDE_WITHIN after submitted_at.
 * It is never after `first`. Approvers may still decide afterwards. */
tick calendar_decide_by(const struct calendar *calendar, tick first, tick submitted_at);

/* Working time of a working day, in minutes of the local day. */
#define CALENDAR_WORK_BEGIN (8 * 60)
#define CALENDAR_WORK_END (18 * 60)

/* Returns when reminder stage 1 (approver), 2 (deputy) or 3 (office) is due. decide_by is the decision's deadline. */
tick calendar_reminder_at(const struct calendar *calendar, tick decide_by, int stage);
/* Returns the last reminder stage that is due, or 0. */
int calendar_reminders_due(const struct calendar *calendar, tick decide_by, tick now);

/* Writes YYYY-MM-DD. */
#define CALENDAR_DATE_SIZE 11
void calendar_format_date(int64_t day, char out[static CALENDAR_DATE_SIZE]);

#endif

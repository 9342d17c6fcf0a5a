/* Reads calendars in iCalendar form (RFC 5545), as governments publish public holidays: all-day events. Pure.
 *
 * Each VEVENT becomes a row with the columns of enum ics_column; what the event does not have stays empty. DTEND is the
 * first day after the event (section 3.6.1), and the row gets the last one. A DTSTART with a time of day is copied as
 * it stands, so that no date is read from it. Folded lines (section 3.1), parameters, escaped texts (section 3.3.11)
 * and nested components are understood; cancelled events are left out. */
#ifndef GH_SERVER_FLOW_ICS_H
#define GH_SERVER_FLOW_ICS_H

#include "flow/sheet.h"

enum ics_column {
    ICS_FROM = 0, /* 20261001 */
    ICS_TO,       /* the last day; empty: one day */
    ICS_SUMMARY,
    ICS_REPEATS, /* the value of RRULE or RDATE: the caller refuses such an event */
    ICS_COLUMNS
};

/* Returns whether a text begins as a calendar does. */
bool ics_is_calendar(struct bytes text);
/* Parses a calendar into rows of ICS_COLUMNS cells. GH_TOO_LONG: more than SHEET_TEXT_MAX bytes. GH_MALFORMED: not
 * UTF-8, NUL, or not closed as a calendar is. */
enum gh_status GH_MUST_USE ics_parse(struct bytes text, struct sheet *out);

#endif

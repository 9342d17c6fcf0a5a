/* Edits the calendars of campuses for administrators: days that differ from the week's rule. Every change is audited in
 * its transaction. */
#ifndef GH_SERVER_RECORDS_DAY_EDIT_H
#define GH_SERVER_RECORDS_DAY_EDIT_H

#include <jansson.h>

#include "records/application.h"
#include "records/audit.h"

#define DAY_NOTE_SIZE 128    /* with NUL */
#define DAYS_CHANGED_MAX 100 /* days per request, and per line of a list */
#define DAYS_AHEAD_MAX 1000

/* Edits exceptions of the calendar: an array of {"day", "working", "open", "deadline_minute", "note"}. A day that
 * equals the weekly rule removes its exception. */
enum gh_status GH_MUST_USE days_edit(const struct audit_act *act, int64_t campus, const json_t *json,
                                     struct field_errors *errors);

/* Days of one line of a list, as days since 1970-01-01. */
struct day_span {
    int64_t campus, from, to; /* to: the last day */
    bool working;
    int open; /* -1: as it was */
    char note[DAY_NOTE_SIZE];
};
enum day_marked { DAY_NEW = 0, DAY_CHANGED, DAY_SAME };
/* Marks the days of a span from today on, in the caller's transaction. Deadlines stay. *how: DAY_SAME when nothing
 * differs. GH_MALFORMED: nothing is stored and `errors` names "date" or "until". Audit with days_marked(). */
enum gh_status GH_MUST_USE days_mark(struct db *db, const struct day_span *span, int64_t today,
                                     struct field_errors *errors, enum day_marked *how);
/* Audits a list of so many lines, and tells booths that wait for changes. */
enum gh_status GH_MUST_USE days_marked(const struct audit_act *act, int64_t campus, int64_t lines);

#endif

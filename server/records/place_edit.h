/* Edits units, campuses, gates and calendar days for administrators. Nothing is deleted, because applications refer to
 * it: administrators deactivate what is no longer used. Every change is audited in its transaction. */
#ifndef GH_SERVER_RECORDS_PLACE_EDIT_H
#define GH_SERVER_RECORDS_PLACE_EDIT_H

#include <jansson.h>

#include "records/application.h"
#include "records/audit.h"
#include "records/places.h"

#define GATE_DIRECTIONS_SIZE 512 /* bytes with NUL: how visitors find a gate */
#define UNIT_PINYIN_SIZE 192
#define UNIT_DEPTH_MAX 8     /* ancestors of a unit */
#define DAY_NOTE_SIZE 128    /* with NUL */
#define DAYS_CHANGED_MAX 100 /* days per request */
#define GATES_MAX 16

/* Each function changes only the fields that `json` contains. GH_MALFORMED: nothing is stored and `errors` says what is
 * wrong. GH_NOT_FOUND: no such place. */

/* Edits a unit: name, name_en, pinyin, parent, quota_day, active. *id 0 adds a unit and returns its id. */
enum gh_status GH_MUST_USE unit_edit(const struct audit_act *act, int64_t *id, const json_t *json,
                                     struct field_errors *errors);
/* Edits a campus: name, name_en, deadline_minute, active. */
enum gh_status GH_MUST_USE campus_edit(const struct audit_act *act, int64_t id, const json_t *json,
                                       struct field_errors *errors);
/* Edits a gate: name, name_en, vehicles, active. A new gate also takes its campus, which can't change later. */
enum gh_status GH_MUST_USE gate_edit(const struct audit_act *act, int64_t bit, const json_t *json,
                                     struct field_errors *errors);
/* Edits exceptions of the calendar: an array of {"day", "working", "open", "deadline_minute", "note"}. A day that
 * equals the weekly rule removes its exception. */
enum gh_status GH_MUST_USE days_edit(const struct audit_act *act, int64_t campus, const json_t *json,
                                     struct field_errors *errors);

#endif

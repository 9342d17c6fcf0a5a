/* Units, campuses, gates and calendar days as administrators keep them. Nothing is deleted, since applications name
 * them: what is no longer used is switched off. Every change is audited in its transaction. */
#ifndef GH_SERVER_RECORDS_PLACE_EDIT_H
#define GH_SERVER_RECORDS_PLACE_EDIT_H

#include <jansson.h>

#include "records/application.h"
#include "records/audit.h"
#include "records/places.h"

#define UNIT_PINYIN_SIZE 192
#define UNIT_DEPTH_MAX 8     /* units above a unit */
#define DAY_NOTE_SIZE 128    /* with NUL */
#define DAYS_CHANGED_MAX 100 /* by one request */
#define GATES_MAX 16

/* Each takes the members of json that are there. GH_MALFORMED: something is wrong, told in errors; then nothing is
 * stored. GH_NOT_FOUND: there is no such thing. */

/* name, name_en, pinyin, parent, quota_day, active. *id 0: a new unit, whose id it gets. */
enum gh_status GH_MUST_USE unit_edit(const struct audit_act *act, int64_t *id, const json_t *json,
                                     struct field_errors *errors);
/* name, name_en, deadline_minute, active. */
enum gh_status GH_MUST_USE campus_edit(const struct audit_act *act, int64_t id, const json_t *json,
                                       struct field_errors *errors);
/* name, name_en, vehicles, active, and for a gate that does not exist yet its campus, which stays. */
enum gh_status GH_MUST_USE gate_edit(const struct audit_act *act, int64_t bit, const json_t *json,
                                     struct field_errors *errors);
/* An array of {"day", "working", "open", "deadline_minute", "note"}: the exceptions of these days. A day that says
 * nothing but the week's rule is no exception any more. */
enum gh_status GH_MUST_USE days_edit(const struct audit_act *act, int64_t campus, const json_t *json,
                                     struct field_errors *errors);

#endif

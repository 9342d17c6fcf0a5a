/* Edits units, campuses and gates for administrators. Nothing is deleted, because applications refer to
 * it: administrators deactivate what is no longer used. Every change is audited in its transaction. */
#ifndef GH_SERVER_RECORDS_PLACE_EDIT_H
#define GH_SERVER_RECORDS_PLACE_EDIT_H

#include <jansson.h>

#include "records/application.h"
#include "records/audit.h"
#include "records/places.h"

#define GATE_DIRECTIONS_SIZE 512 /* bytes with NUL: how visitors find a gate */
#define UNIT_PINYIN_SIZE 192
#define UNIT_CODE_SIZE 64
#define UNIT_DEPTH_MAX 8 /* ancestors of a unit */
#define GATES_MAX 16
#define CAMPUSES_MAX 16

/* Each function changes only the fields that `json` contains. GH_MALFORMED: nothing is stored and `errors` says what is
 * wrong. GH_NOT_FOUND: no such place. */

/* Edits a unit: name, name_en, code, pinyin, parent, quota_day, active, directory_heads (head and
 * deputies of the campus directory approve for it). *id 0 adds a unit and returns its id. */
enum gh_status GH_MUST_USE unit_edit(const struct audit_act *act, int64_t *id, const json_t *json,
                                     struct field_errors *errors);
/* As unit_edit(), in the caller's transaction. *same: nothing differs, and nothing was stored. */
enum gh_status GH_MUST_USE unit_put(const struct audit_act *act, int64_t *id, const json_t *json,
                                    struct field_errors *errors, bool *same);
/* Edits a campus: name, name_en, deadline_minute, active. *id 0 adds a campus and returns its id; a new one also takes
 * its zone, else that of the first campus. An inactive campus or gate takes no new applications. Its passes stay valid,
 * and its entries and history stay. */
enum gh_status GH_MUST_USE campus_edit(const struct audit_act *act, int64_t *id, const json_t *json,
                                       struct field_errors *errors);
/* Adds a gate with the lowest bit that no gate has or had. Takes what gate_edit() takes. */
enum gh_status GH_MUST_USE gate_add(const struct audit_act *act, int64_t *bit, const json_t *json,
                                    struct field_errors *errors);
/* Edits a gate: name, name_en, vehicles, active. A new gate also takes its campus, which can't change later. */
enum gh_status GH_MUST_USE gate_edit(const struct audit_act *act, int64_t bit, const json_t *json,
                                     struct field_errors *errors);
#endif

/* Kinds of passes: loads them, and edits them for administrators. Nothing is deleted, because applications and entries
 * name kinds by their codes: administrators close what is no longer used. Every change is audited in its transaction.
 */
#ifndef GH_SERVER_RECORDS_KIND_EDIT_H
#define GH_SERVER_RECORDS_KIND_EDIT_H

#include <jansson.h>

#include "flow/pass_kind.h"
#include "records/application.h"
#include "records/audit.h"

/* Loads all kinds, closed ones too, in the order of forms. */
enum gh_status GH_MUST_USE kinds_load(struct db *db, struct pass_kinds *out);
/* Loads the kind with this code. GH_NOT_FOUND: there is none. */
enum gh_status GH_MUST_USE kind_load(struct db *db, const char *code, struct pass_kind_policy *out);

/* Edits a kind: changes only the fields that `json` contains. *id 0 adds a kind, which also takes its code, and returns
 * its id. A closed kind takes no new applications; those that were submitted go on. GH_MALFORMED: nothing is stored and
 * `errors` says what is wrong. GH_NOT_FOUND: no such kind. */
enum gh_status GH_MUST_USE kind_edit(const struct audit_act *act, int64_t *id, const json_t *json,
                                     struct field_errors *errors);
#endif

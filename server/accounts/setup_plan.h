/* What the first-run set-up page asks for: the university, its campuses with gates, its first units, and the
 * administrator. */
#ifndef GH_SERVER_ACCOUNTS_SETUP_PLAN_H
#define GH_SERVER_ACCOUNTS_SETUP_PLAN_H

#include "accounts/account.h"
#include "flow/zone.h"
#include "records/places.h"
#include "records/text_setting.h"

#define SETUP_CAMPUSES_MAX 8
#define SETUP_GATES_MAX 16 /* of all campuses: bits of a pass */
#define SETUP_UNITS_MAX 40

struct setup_name {
    char name[PLACE_NAME_SIZE], name_en[PLACE_NAME_SIZE];
};

struct setup_plan {
    char university[TEXT_SETTING_SIZE], university_en[TEXT_SETTING_SIZE];
    const struct zone *zone;
    struct setup_name campuses[SETUP_CAMPUSES_MAX], gates[SETUP_GATES_MAX], units[SETUP_UNITS_MAX];
    size_t campus_count, gate_count, unit_count;
    size_t gate_campus[SETUP_GATES_MAX]; /* index of the campus */
    bool gate_vehicles[SETUP_GATES_MAX];
    struct account administrator; /* release with account_wipe() */
};

/* Reads a plan: {"university", "university_en", "zone", "campuses": [{"name", "name_en", "gates": [{"name", "name_en",
 * "vehicles"}]}], "units": [{"name", "name_en"}], "administrator": {"name", "display_name", "email", "mobile"}}. Adds
 * what is wrong or missing to errors. */
void setup_plan_read(const json_t *json, struct setup_plan *out, struct field_errors *errors);

/* Stores university, campuses, gates and units in the caller's transaction, with audit records in the name of act. */
enum gh_status GH_MUST_USE setup_plan_store(const struct audit_act *act, const struct setup_plan *plan);

#endif

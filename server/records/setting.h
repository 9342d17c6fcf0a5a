/* Settings that administrators change while the server runs: one table of names, ranges and defaults. */
#ifndef GH_SERVER_RECORDS_SETTING_H
#define GH_SERVER_RECORDS_SETTING_H

#include <jansson.h>

#include "records/application.h"
#include "records/audit.h"
#include "verdict/policy.h"

enum setting {
    SETTING_LAST_WORKING_DAY = 0, /* flag: the deadline lies on the last working day before the visit */
    SETTING_REMIND_APPROVER,      /* minutes of working time before the decision is due */
    SETTING_REMIND_DEPUTY,
    SETTING_REMIND_OFFICE,
    SETTING_RETENTION_DAYS,  /* after the end of a visit, until its personal data are erased */
    SETTING_LINK_RATE,       /* links that lead nowhere, a minute and address, before it has to wait */
    SETTING_INVITATION_DAYS, /* that an invitation's link can be filled in */
    /* From here on: the booths' policy (verdict/policy.h), which they replicate. */
    SETTING_GATE_FRESH,
    SETTING_GATE_STALE,
    SETTING_GATE_TAKE_BACK,
    SETTING_GATE_LIVE_CODE,
    SETTING_GATE_TOUCH,
    SETTING_GATE_SECOND_GUARD,
    SETTING_GATE_KEEP,
    SETTING_GATE_PRIVACY,
    SETTING_GATE_GREEN,
    SETTING_GATE_EMERGENCY,
    SETTING_GATE_CAR_PICTURE_DAYS, /* the last of the policy */
    SETTING_COUNT
};

struct setting_rule {
    const char *name;           /* stable: "retention.days" */
    bool flag;                  /* true or false; otherwise a number of [min, max] */
    int64_t min, max, fallback; /* fallback: until somebody sets it */
    const char *label;          /* English source text */
};

/* NULL outside the enum. */
const struct setting_rule *setting_rule(enum setting setting);

/* All of them, those that nobody has set with their fallback. A stored value outside its range counts as not set. */
enum gh_status GH_MUST_USE settings_load(struct db *db, int64_t values[static SETTING_COUNT]);
enum gh_status GH_MUST_USE setting_load(struct db *db, enum setting setting, int64_t *value);

/* The members of json that are there. GH_MALFORMED: an unknown name or a value that does not fit, told in errors; then
 * nothing is stored. */
enum gh_status GH_MUST_USE settings_store(const struct audit_act *act, const json_t *json, struct field_errors *errors);

/* The booths' policy, and the position in the change sequence since which it is so; 0: it is the default still. */
enum gh_status GH_MUST_USE gate_policy_load(struct db *db, struct policy *out, int64_t *position);

/* {"retention.days": 180, …}: a new reference, NULL without memory. */
json_t *settings_json(const int64_t values[static SETTING_COUNT]);

#endif

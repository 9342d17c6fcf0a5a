/* Settings that administrators change while the server runs: one table of names, ranges and defaults. */
#ifndef GH_SERVER_RECORDS_SETTING_H
#define GH_SERVER_RECORDS_SETTING_H

#include <jansson.h>

#include "flow/account_role.h"
#include "records/application.h"
#include "records/audit.h"
#include "records/guard_protection.h"
#include "verdict/policy.h"

enum setting {
    SETTING_LAST_WORKING_DAY = 0, /* flag: the deadline is on the last working day before the visit */
    SETTING_REMIND_APPROVER,      /* minutes of working time before the decision is due, for all three stages */
    SETTING_REMIND_DEPUTY,
    SETTING_REMIND_OFFICE,
    SETTING_DECIDE_UNTIL,    /* minute of the local day of the submission deadline by which approvers decide */
    SETTING_APPROVER_NAMES,  /* flag: applicants see the names of those who can decide */
    SETTING_RETENTION_DAYS,  /* days from the end of a visit until its personal data are erased */
    SETTING_LINK_RATE,       /* unknown links per minute and address before the client must wait */
    SETTING_INVITATION_DAYS, /* days in which an invitation can be filled in */
    /* flags: accounts with this role need a second factor */
    SETTING_SECOND_FACTOR_APPLICANT,
    SETTING_SECOND_FACTOR_APPROVER,
    SETTING_SECOND_FACTOR_OFFICER,
    SETTING_SECOND_FACTOR_REVIEWER,
    SETTING_SECOND_FACTOR_ADMINISTRATOR,
    SETTING_LIMIT_DRAFTS,      /* drafts that one account may have */
    SETTING_LIMIT_PERSONS,     /* people in one account's drafts and undecided applications */
    SETTING_PIN_DIGITS,        /* at least, of a guard without a badge */
    SETTING_BADGE_ONLY,        /* flag: guards without a badge can't sign in at booths */
    SETTING_REFUSE_SHORT_PINS, /* flag: nor those with a PIN alone that is shorter than SETTING_PIN_DIGITS */
    SETTING_DEVICE_KEY_DAYS,   /* a booth replaces a key that is older */
    SETTING_SMS_ABROAD,        /* flag: the SMS contract reaches numbers of other countries */
    SETTING_SEPARATE_DUTIES,   /* flag: system, security and audit administrator are different people */
    SETTING_AUDIT_DAYS,        /* days to keep entries of the audit trail */
    SETTING_CONSENT_DECLARED,  /* flag: a submission without the member "consent" is refused */
    SETTING_SILENT_MINUTES,    /* a booth that was not heard for longer is an exception */
    SETTING_TRIAL,             /* flag: the pages show the banner of the trial period */
    SETTING_DIGEST_MINUTE,     /* minute of the campus's day from which the digest of exceptions is sent */
    /* From here on: the booths' policy (verdict/policy.h), which booths replicate. */
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
    SETTING_GATE_CAR_PICTURE_DAYS, /* last setting of the policy */
    SETTING_COUNT
};

struct setting_rule {
    const char *name;           /* stable: "retention.days" */
    bool flag;                  /* boolean; otherwise a number in [min, max] */
    int64_t min, max, fallback; /* fallback: value until an administrator sets one */
    const char *label;          /* English source text */
};

/* Returns the rule of a setting, or NULL outside the enum. */
const struct setting_rule *setting_rule(enum setting setting);

/* Loads all settings. Unset values, and stored values outside their range, give the fallback. */
enum gh_status GH_MUST_USE settings_load(struct db *db, int64_t values[static SETTING_COUNT]);
/* Loads one setting, like settings_load(). */
enum gh_status GH_MUST_USE setting_load(struct db *db, enum setting setting, int64_t *value);

/* Loads what guards must have to sign in at booths. */
enum gh_status GH_MUST_USE setting_guard_rule(struct db *db, struct guard_rule *out);

/* Loads the roles that need a second factor, as bits of enum account_role. */
enum gh_status GH_MUST_USE setting_second_factor_roles(struct db *db, unsigned *roles);

/* Loads whether duties are separate. */
enum gh_status GH_MUST_USE setting_duties(struct db *db, bool *separate);
/* Adds an error for each setting in `json` whose administrator has none of these roles. */
void settings_check_duty(const json_t *json, unsigned roles, struct field_errors *errors);

/* Stores the settings that `json` contains and audits them. GH_MALFORMED: nothing is stored; `errors` names each
 * unknown setting and invalid value. */
enum gh_status GH_MUST_USE settings_store(const struct audit_act *act, const json_t *json, struct field_errors *errors);

/* Loads the booths' policy and the position of its last change in the change sequence; 0: still the default. */
enum gh_status GH_MUST_USE gate_policy_load(struct db *db, struct policy *out, int64_t *position);

/* Makes the booths' policy as it would be with the settings that `json` contains. Stores nothing. GH_MALFORMED:
 * `errors` names each unknown setting and invalid value. */
enum gh_status GH_MUST_USE gate_policy_with(struct db *db, const json_t *json, struct policy *out,
                                            struct field_errors *errors);

/* Returns {"retention.days": 180, …} as a new reference, or NULL without memory. */
json_t *settings_json(const int64_t values[static SETTING_COUNT]);

#endif

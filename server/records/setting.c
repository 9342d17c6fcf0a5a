/* The table of settings with names, ranges and defaults, and their storage. */
#include "records/setting.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/catalog.h"
#include "flow/calendar.h"
#include "guard/pin.h"
#include "records/change.h"
#include "records/fields.h"
#include "records/record.h"
#include "records/text_setting.h"

#define VALUE_SIZE 24

static const struct setting_rule rules[SETTING_COUNT] = {
    [SETTING_LAST_WORKING_DAY] = {"deadline.last_working_day", true, 0, 1, 0,
                                  N_("The deadline lies on the last working day before the visit")},
    [SETTING_REMIND_APPROVER] = {"remind.before_minutes", false, 15, 2880, REMIND_APPROVER_BEFORE / TICK_MINUTE,
                                 N_("Working minutes before a decision is due: remind the approvers")},
    [SETTING_REMIND_DEPUTY] = {"remind.deputy_minutes", false, 10, 2880, REMIND_DEPUTY_BEFORE / TICK_MINUTE,
                               N_("Working minutes before a decision is due: remind the deputies")},
    [SETTING_REMIND_OFFICE] = {"remind.office_minutes", false, 5, 2880, REMIND_OFFICE_BEFORE / TICK_MINUTE,
                               N_("Working minutes before a decision is due: tell the security office")},
    [SETTING_DECIDE_UNTIL] = {"decide.until_minute", false, 0, 1439, CALENDAR_WORK_END,
                              N_("Minute of the day by which approvers decide on what was submitted in time")},
    [SETTING_APPROVER_NAMES] = {"decide.show_names", true, 0, 1, 1,
                                N_("Applicants see the names of those who can decide")},
    [SETTING_RETENTION_DAYS] = {"retention.days", false, 7, 3650, 180,
                                N_("Days to keep personal data after a visit has ended")},
    [SETTING_LINK_RATE] = {"link.rate_per_minute", false, 5, 6000, 60,
                           N_("Unknown links that one address may request each minute")},
    [SETTING_INVITATION_DAYS] = {"invitation.days", false, 1, 60, 7, N_("Days that an invitation link stays open")},
    [SETTING_SECOND_FACTOR_APPLICANT] = {"second_factor.applicants", true, 0, 1, 0,
                                         N_("Applicants need one-time codes to sign in")},
    [SETTING_SECOND_FACTOR_APPROVER] = {"second_factor.approvers", true, 0, 1, 0,
                                        N_("Unit approvers need one-time codes to sign in")},
    [SETTING_SECOND_FACTOR_OFFICER] = {"second_factor.officers", true, 0, 1, 1,
                                       N_("Security officers need one-time codes to sign in")},
    [SETTING_SECOND_FACTOR_REVIEWER] = {"second_factor.reviewers", true, 0, 1, 0,
                                        N_("Log reviewers need one-time codes to sign in")},
    [SETTING_SECOND_FACTOR_ADMINISTRATOR] = {"second_factor.administrators", true, 0, 1, 1,
                                             N_("Administrators need one-time codes to sign in")},
    [SETTING_LIMIT_DRAFTS] = {"limit.drafts", false, 1, 1000, 50, N_("Drafts that one account may have")},
    [SETTING_LIMIT_PERSONS] = {"limit.persons", false, 100, 100000, 5000,
                               N_("People that one account's drafts and undecided applications may name together")},
    [SETTING_PIN_DIGITS] = {"guard.pin_digits", false, PIN_LEN_MIN, PIN_LEN_MAX, PIN_LEN_ALONE,
                            N_("Digits that the PIN of a guard without a badge must have")},
    [SETTING_BADGE_ONLY] = {"guard.badge_only", true, 0, 1, 0, N_("Guards sign in at booths with a badge only")},
    [SETTING_REFUSE_SHORT_PINS] = {"guard.refuse_short_pins", true, 0, 1, 0,
                                   N_("Booths refuse older PINs of guards without a badge that have too few digits")},
    [SETTING_DEVICE_KEY_DAYS] = {"device.key_days", false, 1, 3650, 365,
                                 N_("Days after which a booth replaces its key")},
    [SETTING_SMS_ABROAD] = {"sms.abroad", true, 0, 1, 0,
                            N_("The SMS contract reaches mobile numbers of other countries")},
    [SETTING_SEPARATE_DUTIES] = {"duties.separate", true, 0, 1, 0,
                                 N_("System, security and audit administrator are different people")},
    [SETTING_AUDIT_DAYS] = {"audit.keep_days", false, 180, 3650, 1095, N_("Days to keep the audit trail")},
    [SETTING_CONSENT_DECLARED] = {"consent.declared", true, 0, 1, 0,
                                  N_("Other programs must send the applicant's declaration of consent too")},
    [SETTING_SILENT_MINUTES] = {"exceptions.silent_minutes", false, 5, 10080, 30,
                                N_("Minutes without a sign of a booth until it counts as silent")},
    [SETTING_TRIAL] = {"hall.trial", true, 0, 1, 0, N_("The pages show the banner of the trial period")},
    [SETTING_DIGEST_MINUTE] = {"exceptions.digest_minute", false, 0, 1439, 450,
                               N_("Minute of the day from which the daily digest of exceptions is sent")},
    [SETTING_GATE_FRESH] = {"gate.fresh_minutes", false, 1, 240, 15,
                            N_("Minutes for which a booth's data count as fresh")},
    [SETTING_GATE_STALE] = {"gate.stale_hours", false, 1, 168, 24,
                            N_("Hours for which a booth that is offline still shows green")},
    [SETTING_GATE_TAKE_BACK] = {"gate.take_back_minutes", false, 1, 60, 10,
                                N_("Minutes for which a guard can take an admission back")},
    [SETTING_GATE_LIVE_CODE] = {"gate.live_code", true, 0, 1, 1,
                                N_("A code that was printed or photographed asks for the last six of the ID document")},
    [SETTING_GATE_TOUCH] = {"gate.touch_before_admit", true, 0, 1, 0,
                            N_("A guard confirms each admission with a touch")},
    [SETTING_GATE_SECOND_GUARD] = {"gate.second_guard", true, 0, 1, 0, N_("An override needs a second guard")},
    [SETTING_GATE_KEEP] = {"gate.keep_days", false, 1, 365, 30,
                           N_("Days to keep entries on a booth after the server has them")},
    [SETTING_GATE_PRIVACY] = {"gate.privacy_seconds", false, 5, 120, 20,
                              N_("Seconds until personal data leave a booth's screen")},
    [SETTING_GATE_GREEN] = {"gate.green_seconds", false, 1, 15, 3, N_("Seconds that a booth shows green")},
    [SETTING_GATE_EMERGENCY] = {"gate.emergency_admission", true, 0, 1, 0,
                                N_("A guard may let somebody in before the approval when it was given by telephone")},
    [SETTING_GATE_CAR_PICTURE_DAYS] =
        {"gate.evidence_days", false, 0, 90, 0,
         N_("Days to keep pictures of vehicles that were overridden or not expected (0: take none)")},
};

const struct setting_rule *setting_rule(enum setting setting)
{
    return (unsigned)setting < SETTING_COUNT ? &rules[setting] : NULL;
}

static int find(struct bytes name)
{
    for (int i = 0; i < SETTING_COUNT; i++)
        if (bytes_equal(name, bytes_of_string(rules[i].name)))
            return i;
    return -1;
}

enum gh_status settings_load(struct db *db, int64_t values[static SETTING_COUNT])
{
    struct db_rows rows = {0};
    char text[VALUE_SIZE];
    int64_t loaded[SETTING_COUNT];
    for (int i = 0; i < SETTING_COUNT; i++)
        loaded[i] = rules[i].fallback;
    enum gh_status status = db_query(db, &rows, "SELECT name, value FROM setting");
    while (!status && !(status = db_next(&rows))) {
        int i = find(db_bytes(&rows, 0));
        if (i < 0 || db_copy_text(&rows, 1, text, sizeof text))
            continue;
        int64_t value = strtoll(text, NULL, 10);
        if (value >= rules[i].min && value <= rules[i].max)
            loaded[i] = value;
    }
    db_rows_end(&rows);
    if (status && status != GH_NOT_FOUND)
        return status;
    memcpy(values, loaded, sizeof loaded);
    return GH_OK;
}

enum gh_status setting_load(struct db *db, enum setting setting, int64_t *value)
{
    int64_t values[SETTING_COUNT];
    enum gh_status status = settings_load(db, values);
    if (!status)
        *value = values[setting];
    return status;
}

enum gh_status setting_guard_rule(struct db *db, struct guard_rule *out)
{
    int64_t values[SETTING_COUNT];
    enum gh_status status = settings_load(db, values);
    if (!status)
        *out = (struct guard_rule){.badge_only = values[SETTING_BADGE_ONLY] != 0,
                                   .pin_digits = values[SETTING_PIN_DIGITS],
                                   .refuse_below = values[SETTING_REFUSE_SHORT_PINS] ? values[SETTING_PIN_DIGITS] : 0};
    return status;
}

enum gh_status setting_second_factor_roles(struct db *db, unsigned *roles)
{
    static const struct {
        enum setting setting;
        unsigned role;
    } needs[] = {
        {SETTING_SECOND_FACTOR_APPLICANT, ROLE_APPLICANT},      {SETTING_SECOND_FACTOR_APPROVER, ROLE_UNIT_APPROVER},
        {SETTING_SECOND_FACTOR_OFFICER, ROLE_SECURITY_OFFICER}, {SETTING_SECOND_FACTOR_REVIEWER, ROLE_REVIEWER},
        {SETTING_SECOND_FACTOR_ADMINISTRATOR, ROLE_DUTIES},
    };
    int64_t values[SETTING_COUNT];
    enum gh_status status = settings_load(db, values);
    if (status)
        return status;
    *roles = 0;
    for (size_t i = 0; i < sizeof needs / sizeof needs[0]; i++)
        *roles |= values[needs[i].setting] ? needs[i].role : 0;
    return GH_OK;
}

enum gh_status setting_duties(struct db *db, bool *separate)
{
    int64_t value = 0;
    enum gh_status status = setting_load(db, SETTING_SEPARATE_DUTIES, &value);
    *separate = value != 0;
    return status;
}

/* The settings of the security administrator; all others are the system administrator's. */
static bool guards(int setting)
{
    return setting == SETTING_SEPARATE_DUTIES || setting == SETTING_AUDIT_DAYS || setting == SETTING_RETENTION_DAYS ||
           setting == SETTING_LINK_RATE ||
           (setting >= SETTING_SECOND_FACTOR_APPLICANT && setting <= SETTING_SECOND_FACTOR_ADMINISTRATOR);
}

void settings_check_duty(const json_t *json, unsigned roles, struct field_errors *errors)
{
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)json, name, value)
    {
        const int i = find(bytes_of_string(name));
        const unsigned duty = i >= 0 && guards(i) ? ROLE_SECURITY_ADMINISTRATOR : ROLE_ADMINISTRATOR;
        if (!(roles & duty))
            field_errors_add(errors, "duty", N_("Another administrator is responsible for this setting."), "%.40s",
                             name);
    }
}

#define DUTY_NAMES "'" ROLE_NAME_ADMINISTRATOR "', '" ROLE_NAME_SECURITY_ADMINISTRATOR "', '" ROLE_NAME_AUDITOR "'"

/* Checks that each duty has somebody, and nobody two, before they are separated. */
static enum gh_status check_separable(struct db *db, struct field_errors *errors)
{
    struct db_rows rows = {0};
    int64_t duties = 0, people = 0, held = 0;
    enum gh_status status = db_query(
        db, &rows,
        "SELECT count(DISTINCT r.role), count(DISTINCT r.account), count(*) FROM account_role r JOIN account a ON "
        "a.id = r.account WHERE a.active = 1 AND r.role IN (" DUTY_NAMES ")");
    if (!status && !(status = db_next(&rows))) {
        duties = db_int(&rows, 0);
        people = db_int(&rows, 1);
        held = db_int(&rows, 2);
    }
    db_rows_end(&rows);
    if (status || (duties == 3 && people == held))
        return status;
    field_errors_add(errors, "people",
                     N_("First give three people one role each: system, security and audit administrator. Nobody holds "
                        "two of them."),
                     "%s", rules[SETTING_SEPARATE_DUTIES].name);
    return GH_MALFORMED;
}

static bool read_value(const struct setting_rule *rule, const json_t *json, int64_t *out)
{
    if (rule->flag ? !json_is_boolean(json) : !json_is_integer(json))
        return false;
    *out = rule->flag ? json_is_true(json) : json_integer_value(json);
    return *out >= rule->min && *out <= rule->max;
}

static void check_text(enum text_setting setting, const json_t *value, struct field_errors *errors)
{
    const char *name = text_setting_rule(setting)->name;
    if (!text_setting_fits(value))
        field_errors_add(errors, "range", N_("This text is too long, or has signs that can't be shown."), "%s", name);
    else if (!text_setting_has_form(setting, json_string_value(value)))
        field_errors_add(errors, "form", N_("This text does not have the form that the setting needs."), "%s", name);
}

static void check(const json_t *json, struct field_errors *errors)
{
    const char *name;
    json_t *value;
    int64_t number;
    if (!json_is_object(json))
        fields_wrong_type(errors, "", FIELD_OBJECT);
    json_object_foreach((json_t *)json, name, value)
    {
        int i = find(bytes_of_string(name));
        const enum text_setting text = text_setting_find(bytes_of_string(name));
        if (text != TEXT_SETTING_COUNT) {
            check_text(text, value, errors);
        } else if (i < 0)
            field_errors_add(errors, "unknown", N_("There is no such setting."), "%.40s", name);
        else if (!read_value(&rules[i], value, &number) && rules[i].flag)
            field_errors_add(errors, "range", N_("Choose yes or no."), "%s", name);
        else if (!read_value(&rules[i], value, &number))
            field_errors_add_range(errors, rules[i].min, rules[i].max, name);
    }
}

#define POLICY_POSITION "gate-policy"

static enum gh_status move_policy(struct db *db)
{
    int64_t position;
    enum gh_status status = change_reserve(db, 1, &position);
    return status ? status
                  : db_query(db, NULL,
                             "INSERT INTO counter (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET "
                             "value = $2",
                             DB_TEXT(POLICY_POSITION), DB_INT(position));
}

static bool names_policy(const json_t *json)
{
    for (int i = SETTING_GATE_FRESH; i <= SETTING_GATE_CAR_PICTURE_DAYS; i++)
        if (json_object_get(json, rules[i].name))
            return true;
    return json_object_get(json, rules[SETTING_RETENTION_DAYS].name) != NULL; /* which visitors read at booths */
}

static void make_policy(const int64_t v[static SETTING_COUNT], struct policy *out)
{
    policy_defaults(out);
    out->fresh_for = v[SETTING_GATE_FRESH] * TICK_MINUTE;
    out->stale_for = v[SETTING_GATE_STALE] * TICK_HOUR;
    out->take_back_within = v[SETTING_GATE_TAKE_BACK] * TICK_MINUTE;
    out->live_code_required = v[SETTING_GATE_LIVE_CODE] != 0;
    out->touch_before_admit = v[SETTING_GATE_TOUCH] != 0;
    out->second_guard = v[SETTING_GATE_SECOND_GUARD] != 0;
    out->journal_keep = v[SETTING_GATE_KEEP] * TICK_DAY;
    out->privacy_timeout = v[SETTING_GATE_PRIVACY] * TICK_SECOND;
    out->green_shown_for = v[SETTING_GATE_GREEN] * TICK_SECOND;
    out->emergency_admission = v[SETTING_GATE_EMERGENCY] != 0;
    out->personal_keep = v[SETTING_RETENTION_DAYS] * TICK_DAY;
    out->car_picture_keep = v[SETTING_GATE_CAR_PICTURE_DAYS] * TICK_DAY;
    if (out->stale_for < out->fresh_for)
        out->stale_for = out->fresh_for;
}

enum gh_status gate_policy_with(struct db *db, const json_t *json, struct policy *out, struct field_errors *errors)
{
    int64_t v[SETTING_COUNT];
    const char *name;
    json_t *value;
    enum gh_status status = settings_load(db, v);
    if (status)
        return status;
    check(json, errors);
    if (errors->count)
        return GH_MALFORMED;
    json_object_foreach((json_t *)json, name, value)
    {
        const int i = find(bytes_of_string(name));
        if (i >= 0 && !read_value(&rules[i], value, &v[i]))
            return GH_MALFORMED;
    }
    make_policy(v, out);
    return GH_OK;
}

enum gh_status gate_policy_load(struct db *db, struct policy *out, int64_t *position)
{
    int64_t v[SETTING_COUNT], at = 0;
    struct db_rows rows = {0};
    enum gh_status status = settings_load(db, v);
    if (!status)
        status = db_query(db, &rows, "SELECT value FROM counter WHERE name = $1", DB_TEXT(POLICY_POSITION));
    if (!status && !(status = db_next(&rows)))
        at = db_int(&rows, 0);
    db_rows_end(&rows);
    if (status && status != GH_NOT_FOUND)
        return status;
    make_policy(v, out);
    *position = at;
    return GH_OK;
}

/* Stores one setting that check() has passed. */
static enum gh_status store_one(const struct audit_act *act, const char *name, const json_t *value)
{
    char number_text[VALUE_SIZE], subject[AUDIT_SUBJECT_SIZE];
    const char *text = json_string_value(value);
    int64_t number = 0;
    if (!text) {
        if (!read_value(&rules[find(bytes_of_string(name))], value, &number))
            return GH_MALFORMED;
        (void)snprintf(number_text, sizeof number_text, "%lld", (long long)number);
        text = number_text;
    }
    (void)snprintf(subject, sizeof subject, "setting:%s", name);
    enum gh_status status = db_query(act->db, NULL,
                                     "INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE "
                                     "SET value = $2",
                                     DB_TEXT(name), DB_TEXT(text));
    return status ? status
                  : audit_write(act->db, &(struct audit_entry){act->now, act->by, "setting-changed", subject, text,
                                                               act->address});
}

/* Applies settings in json that decide which guards may sign in. */
static enum gh_status apply_protection(struct db *db, const json_t *json, struct field_errors *errors)
{
    struct guard_rule rule;
    int i = SETTING_PIN_DIGITS;
    while (i <= SETTING_REFUSE_SHORT_PINS && !json_object_get(json, rules[i].name))
        i++;
    if (i > SETTING_REFUSE_SHORT_PINS)
        return GH_OK;
    enum gh_status status = setting_guard_rule(db, &rule);
    return status ? status : guard_protection_apply(db, &rule, rules[i].name, errors);
}

enum gh_status settings_store(const struct audit_act *act, const json_t *json, struct field_errors *errors)
{
    const char *name;
    json_t *value;
    check(json, errors);
    if (errors->count)
        return GH_MALFORMED;
    enum gh_status status = db_begin(act->db);
    if (status)
        return status;
    if (json_is_true(json_object_get(json, rules[SETTING_SEPARATE_DUTIES].name)))
        status = check_separable(act->db, errors);
    if (!status && names_policy(json))
        status = move_policy(act->db);
    json_object_foreach((json_t *)json, name, value)
    {
        if (!status)
            status = store_one(act, name, value);
    }
    if (!status)
        status = apply_protection(act->db, json, errors);
    return record_finish(act->db, status);
}

json_t *settings_json(const int64_t values[static SETTING_COUNT])
{
    json_t *json = json_object();
    for (int i = 0; json && i < SETTING_COUNT; i++) {
        json_t *value = rules[i].flag ? json_boolean(values[i] != 0) : json_integer(values[i]);
        if (json_object_set_new(json, rules[i].name, value) != 0) {
            json_decref(json);
            return NULL;
        }
    }
    return json;
}

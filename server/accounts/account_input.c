/* Reads an account's members from JSON and checks them. */
#include <stdio.h>
#include <string.h>

#include "accounts/account.h"
#include "base/catalog.h"
#include "flow/field_message.h"
#include "people/mobile_written.h"
#include "records/fields.h"

#define ROLE_PATH_SIZE 40
#define USER_CHARACTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-@"
#define ID_MAX INT64_C(1000000000)

/* The scopes that each role can have. Officers and reviewers have a campus, approvers a unit and a campus; the other
 * roles are not divided. */
static const struct {
    enum account_role role;
    bool unit, campus;
} scopes[] = {
    {ROLE_APPLICANT, false, false}, {ROLE_UNIT_APPROVER, true, true},   {ROLE_SECURITY_OFFICER, false, true},
    {ROLE_REVIEWER, false, true},   {ROLE_ADMINISTRATOR, false, false}, {ROLE_SECURITY_ADMINISTRATOR, false, false},
    {ROLE_AUDITOR, false, false},
};

bool account_scope_fits(const struct role_grant *grant)
{
    for (size_t i = 0; i < sizeof scopes / sizeof scopes[0]; i++)
        if (scopes[i].role == grant->role)
            return (scopes[i].unit || !grant->unit) && (scopes[i].campus || !grant->campus);
    return false;
}

static void wrong_role(struct field_errors *errors, const char *path)
{
    static const char *const names[] = {ROLE_NAME_APPLICANT, ROLE_NAME_UNIT_APPROVER, ROLE_NAME_SECURITY_OFFICER,
                                        ROLE_NAME_REVIEWER, ROLE_NAME_ADMINISTRATOR};
    field_errors_add_values(errors, names, sizeof names / sizeof names[0], path);
}

static void take_role(const json_t *json, size_t index, struct account *account, struct field_errors *errors)
{
    struct role_grant grant = {0};
    char path[ROLE_PATH_SIZE];
    const char *word = json_string_value(json_object_get(json, "role"));
    (void)snprintf(path, sizeof path, "roles[%zu]", index);
    size_t before = errors->count;
    fields_integer(json, "unit", path, 0, ID_MAX, &grant.unit, errors);
    fields_integer(json, "campus", path, 0, ID_MAX, &grant.campus, errors);
    grant.role = account_role_from_name(bytes_of_string(word ? word : ""));
    if (!grant.role)
        wrong_role(errors, path);
    if (errors->count != before)
        return;
    if (!account_scope_fits(&grant)) {
        field_errors_add(errors, "scope", N_("This role is not given for a single unit or campus."), "%s", path);
        return;
    }
    for (size_t i = 0; i < account->role_count; i++) {
        const struct role_grant *other = &account->roles[i];
        if (other->role == grant.role && other->unit == grant.unit && other->campus == grant.campus)
            return;
    }
    account->roles[account->role_count++] = grant;
}

static void take_roles(const json_t *json, struct account *account, struct field_errors *errors)
{
    const json_t *array = json_object_get(json, "roles"), *one;
    size_t i;
    if (!array)
        return;
    if (!json_is_array(array) || json_array_size(array) > SESSION_GRANTS_MAX) {
        fields_wrong_type(errors, "roles", FIELD_LIST);
        return;
    }
    account->role_count = 0;
    json_array_foreach(array, i, one) take_role(one, i, account, errors);
}

bool account_name_fit(char *name)
{
    const size_t len = strlen(name);
    for (char *c = name; *c; c++)
        if (*c >= 'A' && *c <= 'Z')
            *c = (char)(*c - 'A' + 'a');
    return len >= 2 && len <= LOGIN_NAME_BYTES && strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789._-@") == len;
}

static void take_name(const json_t *json, struct account *account, struct field_errors *errors)
{
    fields_text(json, "name", "name", account->name, sizeof account->name, errors);
    if (!account_name_fit(account->name))
        field_errors_add(errors, "form", N_("At least two letters, digits or the signs . _ - @"), "name");
}

static void take_mobile(const json_t *json, struct account *account, struct field_errors *errors)
{
    char typed[APPLICATION_FIELD_SIZE] = "", number[MOBILE_SIZE];
    enum mobile_result result;
    bool repaired;
    if (!json_object_get(json, "mobile"))
        return;
    size_t before = errors->count;
    fields_text(json, "mobile", "mobile", typed, sizeof typed, errors);
    if (errors->count != before)
        return;
    if (!typed[0])
        memset(account->mobile, 0, sizeof account->mobile);
    else if ((result = mobile_check_written(bytes_of_string(typed), number, &repaired)))
        field_errors_add(errors, mobile_result_name(result), field_mobile_message(result), "mobile");
    else
        memcpy(account->mobile, number, sizeof number);
}

static bool is_email(const char *email)
{
    const char *at = strchr(email, '@');
    return at && at != email && strchr(at, '.') && !strpbrk(email, " \n<>,;\"") && !strchr(at + 1, '@');
}

static const char staff_signs[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";

void account_input(const json_t *json, struct account *account, struct field_errors *errors)
{
    if (!json_is_object(json)) {
        fields_wrong_type(errors, "", FIELD_OBJECT);
        return;
    }
    take_name(json, account, errors);
    fields_text(json, "display_name", "display_name", account->display_name, sizeof account->display_name, errors);
    if (!account->display_name[0])
        fields_missing(errors, "display_name");
    fields_text(json, "email", "email", account->email, sizeof account->email, errors);
    if (account->email[0] && !is_email(account->email))
        field_errors_add(errors, "form", N_("This is not an e-mail address."), "email");
    take_mobile(json, account, errors);
    fields_text(json, "staff_number", "staff_number", account->staff_number, sizeof account->staff_number, errors);
    if (account->staff_number[strspn(account->staff_number, staff_signs)])
        field_errors_add(errors, "form", N_("Letters, digits and the signs . _ -"), "staff_number");
    fields_text(json, "wecom_user", "wecom_user", account->wecom_user, sizeof account->wecom_user, errors);
    if (account->wecom_user[strspn(account->wecom_user, USER_CHARACTERS)])
        field_errors_add(errors, "form", N_("A UserID has letters, digits and the signs . _ - @"), "wecom_user");
    fields_integer(json, "unit", "unit", 0, ID_MAX, &account->unit, errors);
    fields_flag(json, "active", "active", &account->active, errors);
    take_roles(json, account, errors);
}

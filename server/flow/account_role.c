/* Names of the account roles. */
#include "flow/account_role.h"

static const struct {
    enum account_role role;
    const char *name;
} roles[] = {
    {ROLE_APPLICANT, ROLE_NAME_APPLICANT},
    {ROLE_UNIT_APPROVER, ROLE_NAME_UNIT_APPROVER},
    {ROLE_SECURITY_OFFICER, ROLE_NAME_SECURITY_OFFICER},
    {ROLE_REVIEWER, ROLE_NAME_REVIEWER},
    {ROLE_ADMINISTRATOR, ROLE_NAME_ADMINISTRATOR},
    {ROLE_SECURITY_ADMINISTRATOR, ROLE_NAME_SECURITY_ADMINISTRATOR},
    {ROLE_AUDITOR, ROLE_NAME_AUDITOR},
};

#define ROLES (sizeof roles / sizeof roles[0])

const char *account_role_name(enum account_role role)
{
    for (size_t i = 0; i < ROLES; i++)
        if (roles[i].role == role)
            return roles[i].name;
    return "unknown";
}

enum account_role account_role_from_name(struct bytes name)
{
    for (size_t i = 0; i < ROLES; i++)
        if (bytes_equal(name, bytes_of_string(roles[i].name)))
            return roles[i].role;
    return 0;
}

/* The roles of accounts: one list for rights, routes, SQL, messages and demo data. */
#ifndef GH_SERVER_FLOW_ACCOUNT_ROLE_H
#define GH_SERVER_FLOW_ACCOUNT_ROLE_H

#include "base/bytes.h"

/* Names in the database and in JSON, as macros so that SQL literals can contain them. */
#define ROLE_NAME_APPLICANT "applicant"
#define ROLE_NAME_UNIT_APPROVER "unit-approver"
#define ROLE_NAME_SECURITY_OFFICER "security-officer"
#define ROLE_NAME_REVIEWER "reviewer"
#define ROLE_NAME_ADMINISTRATOR "administrator"
#define ROLE_NAME_SECURITY_ADMINISTRATOR "security-administrator"
#define ROLE_NAME_AUDITOR "auditor"

/* Bits, so that one mask names several roles. */
enum account_role {
    ROLE_APPLICANT = 1,
    ROLE_UNIT_APPROVER = 2,
    ROLE_SECURITY_OFFICER = 4,
    ROLE_REVIEWER = 8,
    ROLE_ADMINISTRATOR = 16,
    ROLE_SECURITY_ADMINISTRATOR = 32, /* accounts, their roles, and the settings that guard them */
    ROLE_AUDITOR = 64                 /* the audit trail */
};
#define ROLE_ANY 127
/* The three duties that different people can hold. Until duties are separate, administrators have them all. */
#define ROLE_DUTIES (ROLE_ADMINISTRATOR | ROLE_SECURITY_ADMINISTRATOR | ROLE_AUDITOR)

/* Returns the role's name; "unknown" outside the enum. */
const char *account_role_name(enum account_role role);
/* Returns the role with this name; 0 for any other word. */
enum account_role account_role_from_name(struct bytes name);

#endif

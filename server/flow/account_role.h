/* The roles that an account may hold: one list, for rights, routes, SQL, messages and demo data. */
#ifndef GH_SERVER_FLOW_ACCOUNT_ROLE_H
#define GH_SERVER_FLOW_ACCOUNT_ROLE_H

#include "base/bytes.h"

/* Their names in the database and in JSON; here also for SQL that is put together at compile time. */
#define ROLE_NAME_APPLICANT "applicant"
#define ROLE_NAME_UNIT_APPROVER "unit-approver"
#define ROLE_NAME_SECURITY_OFFICER "security-officer"
#define ROLE_NAME_REVIEWER "reviewer"
#define ROLE_NAME_ADMINISTRATOR "administrator"

/* A bit each. */
enum account_role {
    ROLE_APPLICANT = 1,
    ROLE_UNIT_APPROVER = 2,
    ROLE_SECURITY_OFFICER = 4,
    ROLE_REVIEWER = 8,
    ROLE_ADMINISTRATOR = 16
};
#define ROLE_ANY 31

/* "unknown" for a value outside the enum. */
const char *account_role_name(enum account_role role);
/* 0 for another word. */
enum account_role account_role_from_name(struct bytes name);

#endif

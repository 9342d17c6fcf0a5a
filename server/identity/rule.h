/* Rules: which attribute gives which unit and which role. The administrator makes the list; nobody gets a role by
 * default. No rule gives a role of administration or audit (ROLE_DUTIES). */
#ifndef GH_SERVER_IDENTITY_RULE_H
#define GH_SERVER_IDENTITY_RULE_H

#include "accounts/account.h"
#include "identity/identity.h"

#define IDENTITY_RULES_MAX 100 /* of one provider */

struct identity_rule {
    char attribute[IDENTITY_ATTRIBUTE_SIZE], value[IDENTITY_VALUE_SIZE]; /* equal, in any case of ASCII letters */
    int64_t home_unit;                                                   /* 0: none */
    struct role_grant grant;                                             /* role 0: none; on_behalf is unused */
};
struct identity_rules {
    struct identity_rule items[IDENTITY_RULES_MAX];
    size_t count;
};

/* What the rules give a person. */
struct identity_gift {
    int64_t home_unit; /* of the first rule that names one; 0: none */
    struct role_grant grants[SESSION_GRANTS_MAX];
    size_t grant_count;
    bool matched[IDENTITY_RULES_MAX]; /* by rule: why */
};
/* Applies the rules to an identity. Only verified attributes count. Pure. */
void identity_rules_apply(const struct identity_rules *rules, const struct identity *identity,
                          struct identity_gift *out);

/* Loads the rules of a provider, in their order. */
enum gh_status GH_MUST_USE identity_rules_load(struct db *db, const struct uuid *provider, struct identity_rules *out);
/* Reads a list of rules from JSON: attribute, value, home_unit, role, unit, campus. Adds faults to errors. */
void identity_rules_input(const json_t *list, struct identity_rules *out, struct field_errors *errors);
/* Replaces the rules of a provider and notes each in the audit trail, in one transaction. GH_MALFORMED: a unit or
 * campus does not exist, as errors says. */
enum gh_status GH_MUST_USE identity_rules_store(const struct audit_act *act, const struct uuid *provider,
                                                const struct identity_rules *rules, struct field_errors *errors);

/* Gives an account what the gift says: adds roles that are missing, takes back those that a rule gave and none gives
 * now, and sets the unit. Roles that an administrator gave stay. The audit trail names each change. Call it in a
 * transaction, before the session begins: a change ends the account's other sessions. */
enum gh_status GH_MUST_USE identity_rules_grant(const struct account_act *act, const struct identity_provider *provider,
                                                int64_t account, const struct identity_gift *gift);

#endif

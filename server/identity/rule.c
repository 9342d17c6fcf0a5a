/* Applies rules, and gives and takes back roles. */
#include "identity/rule.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "records/record.h"

static bool same(const struct role_grant *a, const struct role_grant *b)
{
    return a->role == b->role && a->unit == b->unit && a->campus == b->campus;
}

static bool has(const struct role_grant *grants, size_t count, const struct role_grant *wanted)
{
    for (size_t i = 0; i < count; i++)
        if (same(&grants[i], wanted))
            return true;
    return false;
}

static bool matches(const struct identity_rule *rule, const struct identity *identity)
{
    for (size_t i = 0; i < identity->attribute_count; i++) {
        const struct identity_attribute *a = &identity->attributes[i];
        if (a->verified && strcmp(a->name, rule->attribute) == 0 && strcasecmp(a->value, rule->value) == 0)
            return true;
    }
    return false;
}

void identity_rules_apply(const struct identity_rules *rules, const struct identity *identity,
                          struct identity_gift *out)
{
    *out = (struct identity_gift){.home_unit = 0};
    for (size_t i = 0; i < rules->count; i++) {
        const struct identity_rule *rule = &rules->items[i];
        out->matched[i] = matches(rule, identity);
        if (!out->matched[i])
            continue;
        if (!out->home_unit)
            out->home_unit = rule->home_unit;
        if (rule->grant.role && !(rule->grant.role & ROLE_DUTIES) && out->grant_count < SESSION_GRANTS_MAX &&
            !has(out->grants, out->grant_count, &rule->grant))
            out->grants[out->grant_count++] = rule->grant;
    }
}

/* Roles that rules of this provider gave the account before. */
static enum gh_status load_given(struct db *db, const struct uuid *provider, int64_t account,
                                 struct role_grant given[static SESSION_GRANTS_MAX], size_t *count)
{
    struct db_rows rows = {0};
    size_t n = 0;
    enum gh_status status =
        db_query(db, &rows, "SELECT role, unit, campus FROM identity_grant WHERE account = $1 AND provider = $2",
                 DB_INT(account), DB_UUID(provider));
    while (!status && n < SESSION_GRANTS_MAX && !(status = db_next(&rows)))
        given[n++] =
            (struct role_grant){account_role_from_name(db_bytes(&rows, 0)), db_int(&rows, 1), db_int(&rows, 2), 0};
    db_rows_end(&rows);
    *count = n;
    return status == GH_NOT_FOUND ? GH_OK : status;
}

static enum gh_status note(const struct account_act *act, const struct identity_provider *provider, const char *action,
                           int64_t account, const struct role_grant *grant)
{
    char detail[AUDIT_DETAIL_MAX + 1];
    (void)snprintf(detail, sizeof detail, "%s: %s %lld %lld", provider->name, account_role_name(grant->role),
                   (long long)grant->unit, (long long)grant->campus);
    return audit_note(&act->audit, action, "account", account, detail);
}

static enum gh_status take_back(const struct account_act *act, const struct identity_provider *provider,
                                struct account *a, const struct role_grant *grant, bool *changed)
{
    size_t kept = 0;
    for (size_t i = 0; i < a->role_count; i++)
        if (!same(&a->roles[i], grant))
            a->roles[kept++] = a->roles[i];
    *changed = *changed || kept != a->role_count;
    a->role_count = kept;
    enum gh_status status =
        db_query(act->audit.db, NULL,
                 "DELETE FROM identity_grant WHERE account = $1 AND provider = $2 AND role = $3 AND unit = $4 AND "
                 "campus = $5",
                 DB_INT(a->id), DB_UUID(&provider->id), DB_TEXT(account_role_name(grant->role)), DB_INT(grant->unit),
                 DB_INT(grant->campus));
    return status ? status : note(act, provider, "identity-role-taken", a->id, grant);
}

static enum gh_status give(const struct account_act *act, const struct identity_provider *provider, struct account *a,
                           const struct role_grant *grant, bool *changed)
{
    if (a->role_count == SESSION_GRANTS_MAX || has(a->roles, a->role_count, grant))
        return GH_OK;
    a->roles[a->role_count++] = *grant;
    *changed = true;
    enum gh_status status =
        db_query(act->audit.db, NULL,
                 "INSERT INTO identity_grant (account, provider, role, unit, campus) VALUES ($1, $2, $3, $4, $5) ON "
                 "CONFLICT DO NOTHING",
                 DB_INT(a->id), DB_UUID(&provider->id), DB_TEXT(account_role_name(grant->role)), DB_INT(grant->unit),
                 DB_INT(grant->campus));
    return status ? status : note(act, provider, "identity-role-given", a->id, grant);
}

static enum gh_status settle(const struct account_act *act, const struct identity_provider *provider, struct account *a,
                             const struct identity_gift *gift, bool *changed)
{
    struct role_grant given[SESSION_GRANTS_MAX];
    size_t count = 0;
    enum gh_status status = load_given(act->audit.db, &provider->id, a->id, given, &count);
    for (size_t i = 0; !status && i < count; i++)
        if (!has(gift->grants, gift->grant_count, &given[i]))
            status = take_back(act, provider, a, &given[i], changed);
    for (size_t i = 0; !status && i < gift->grant_count; i++)
        status = give(act, provider, a, &gift->grants[i], changed);
    return status;
}

enum gh_status identity_rules_grant(const struct account_act *act, const struct identity_provider *provider,
                                    int64_t account, const struct identity_gift *gift)
{
    struct field_errors errors = {.count = 0};
    struct account a;
    bool changed = false;
    enum gh_status status = account_load(act->audit.db, act->vault, account, &a);
    if (status)
        return status;
    if (gift->home_unit && a.unit != gift->home_unit) {
        a.unit = gift->home_unit;
        changed = true;
    }
    status = settle(act, provider, &a, gift, &changed);
    if (!status && changed)
        status = account_change(act, &a, NULL, &errors);
    account_wipe(&a);
    return status;
}

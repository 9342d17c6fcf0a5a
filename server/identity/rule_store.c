/* Reads rules from JSON and the database, and stores them. */
#include <stdio.h>
#include <string.h>

#include "base/catalog.h"
#include "identity/rule.h"
#include "records/fields.h"
#include "records/places.h"
#include "records/record.h"

#define ID_MAX INT64_C(1000000000)
#define PATH_SIZE 40

static enum gh_status read_rule(struct db_rows *rows, struct identity_rule *rule)
{
    *rule = (struct identity_rule){
        .home_unit = db_int(rows, 2),
        .grant = {account_role_from_name(db_bytes(rows, 3)), db_int(rows, 4), db_int(rows, 5), 0}};
    enum gh_status status = db_copy_text(rows, 0, rule->attribute, sizeof rule->attribute);
    return status ? status : db_copy_text(rows, 1, rule->value, sizeof rule->value);
}

enum gh_status identity_rules_load(struct db *db, const struct uuid *provider, struct identity_rules *out)
{
    struct db_rows rows = {0};
    out->count = 0;
    enum gh_status status = db_query(db, &rows,
                                     "SELECT attribute, value, home_unit, role, unit, campus FROM identity_rule WHERE "
                                     "provider = $1 ORDER BY number",
                                     DB_UUID(provider));
    while (!status && out->count < IDENTITY_RULES_MAX && !(status = db_next(&rows)))
        if (!(status = read_rule(&rows, &out->items[out->count])))
            out->count++;
    db_rows_end(&rows);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

/* Roles that rules may give. */
static void take_role(const json_t *one, const char *path, struct identity_rule *rule, struct field_errors *errors)
{
    static const char *const names[] = {ROLE_NAME_APPLICANT, ROLE_NAME_UNIT_APPROVER, ROLE_NAME_SECURITY_OFFICER,
                                        ROLE_NAME_REVIEWER};
    const char *word = json_string_value(json_object_get(one, "role"));
    fields_integer(one, "unit", path, 0, ID_MAX, &rule->grant.unit, errors);
    fields_integer(one, "campus", path, 0, ID_MAX, &rule->grant.campus, errors);
    if (!word || !*word)
        return;
    rule->grant.role = account_role_from_name(bytes_of_string(word));
    if (!rule->grant.role || (rule->grant.role & ROLE_DUTIES))
        field_errors_add_values(errors, names, sizeof names / sizeof names[0], path);
    else if (!account_scope_fits(&rule->grant))
        field_errors_add(errors, "scope", N_("This role is not given for a single unit or campus."), "%s", path);
}

void identity_rules_input(const json_t *list, struct identity_rules *out, struct field_errors *errors)
{
    const json_t *one;
    size_t i;
    out->count = 0;
    if (!json_is_array(list) || json_array_size(list) > IDENTITY_RULES_MAX) {
        fields_wrong_type(errors, "rules", FIELD_LIST);
        return;
    }
    json_array_foreach(list, i, one)
    {
        struct identity_rule *rule = &out->items[out->count++];
        char path[PATH_SIZE];
        *rule = (struct identity_rule){.home_unit = 0};
        (void)snprintf(path, sizeof path, "rules[%zu]", i);
        fields_text(one, "attribute", path, rule->attribute, sizeof rule->attribute, errors);
        fields_text(one, "value", path, rule->value, sizeof rule->value, errors);
        fields_integer(one, "home_unit", path, 0, ID_MAX, &rule->home_unit, errors);
        if (!rule->attribute[0] || !rule->value[0])
            fields_missing(errors, path);
        take_role(one, path, rule, errors);
    }
}

static enum gh_status check_places(struct db *db, const struct identity_rules *rules, struct field_errors *errors)
{
    char path[PATH_SIZE];
    enum gh_status status = GH_OK;
    for (size_t i = 0; !status && i < rules->count; i++) {
        (void)snprintf(path, sizeof path, "rules[%zu]", i);
        status = unit_check(db, rules->items[i].home_unit, path, errors);
        if (!status)
            status = unit_check(db, rules->items[i].grant.unit, path, errors);
        if (!status)
            status = campus_check(db, rules->items[i].grant.campus, path, errors);
    }
    return status ? status : errors->count ? GH_MALFORMED : GH_OK;
}

static enum gh_status store_rule(const struct audit_act *act, const struct uuid *provider, size_t number,
                                 const struct identity_rule *r)
{
    char subject[AUDIT_SUBJECT_SIZE], detail[AUDIT_DETAIL_MAX + 1];
    const struct uuid id = record_id(act->now);
    const char *role = r->grant.role ? account_role_name(r->grant.role) : "";
    enum gh_status status =
        db_query(act->db, NULL,
                 "INSERT INTO identity_rule (id, provider, number, attribute, value, home_unit, role, unit, campus) "
                 "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                 DB_UUID(&id), DB_UUID(provider), DB_INT((int64_t)number), DB_TEXT(r->attribute), DB_TEXT(r->value),
                 DB_INT(r->home_unit), DB_TEXT(role), DB_INT(r->grant.unit), DB_INT(r->grant.campus));
    if (status)
        return status;
    audit_subject_id("identity-provider", provider, subject);
    (void)snprintf(detail, sizeof detail, "%zu: %s; unit %lld; %s %lld %lld", number, r->attribute,
                   (long long)r->home_unit, role, (long long)r->grant.unit, (long long)r->grant.campus);
    return audit_write(act->db,
                       &(struct audit_entry){act->now, act->by, "identity-rule", subject, detail, act->address});
}

enum gh_status identity_rules_store(const struct audit_act *act, const struct uuid *provider,
                                    const struct identity_rules *rules, struct field_errors *errors)
{
    char subject[AUDIT_SUBJECT_SIZE], detail[32];
    enum gh_status status = db_begin(act->db);
    if (status)
        return status;
    status = check_places(act->db, rules, errors);
    if (!status)
        status = db_query(act->db, NULL, "DELETE FROM identity_rule WHERE provider = $1", DB_UUID(provider));
    for (size_t i = 0; !status && i < rules->count; i++)
        status = store_rule(act, provider, i + 1, &rules->items[i]);
    audit_subject_id("identity-provider", provider, subject);
    (void)snprintf(detail, sizeof detail, "%zu", rules->count);
    if (!status)
        status = audit_write(
            act->db, &(struct audit_entry){act->now, act->by, "identity-rules-changed", subject, detail, act->address});
    return record_finish(act->db, status);
}

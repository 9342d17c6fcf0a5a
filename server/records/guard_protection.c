/* Decides which guards' records go to booths. */
#include "records/guard_protection.h"

#include <stdio.h>

#include "base/catalog.h"
#include "db/scope.h"
#include "guard/pin.h"
#include "records/change.h"

/* The policy binds all campuses. */
static const struct scope everywhere = {.all = true};

const char *guard_protection_name(enum guard_protection protection)
{
    static const char *const names[PROTECTION_COUNT] = {"pin-6", "pin-8", "badge"};
    return (unsigned)protection < PROTECTION_COUNT ? names[protection] : "unknown-protection";
}

enum guard_protection guard_protection_of_pin(int64_t digits)
{
    return digits >= PIN_LEN_ALONE ? PROTECTION_PIN_8 : PROTECTION_PIN_6;
}

enum guard_protection guard_rule_least(const struct guard_rule *rule)
{
    return rule->badge_only ? PROTECTION_BADGE : guard_protection_of_pin(rule->pin_digits);
}

/* $1: badges only; $2: the digits that a PIN alone must have. */
#define REFUSED "CASE WHEN badge_sealed IS NULL AND ($1 = 1 OR pin_digits < $2) THEN 1 ELSE 0 END"

enum gh_status guard_protection_apply_one(struct db *db, const struct guard_rule *rule, int64_t guard)
{
    return scope_query(db, NULL, &everywhere, "UPDATE guard SET withheld = " REFUSED " WHERE id = $3 AND {campus}",
                       DB_INT(rule->badge_only), DB_INT(rule->refuse_below), DB_INT(guard));
}

/* Names the gates whose booths have guards, but would have none that may sign in. */
static enum gh_status check_gates(struct db *db, const char *setting, struct field_errors *errors)
{
    struct db_rows rows = {0};
    char names[FIELD_VALUES_SIZE / 2] = "";
    size_t used = 0;
    enum gh_status status =
        scope_query(db, &rows, &everywhere,
                    "SELECT t.name FROM gate t WHERE EXISTS (SELECT 1 FROM device d WHERE d.gate = t.bit AND d.state = "
                    "'active' AND {d.campus}) AND EXISTS (SELECT 1 FROM guard g WHERE g.active = 1 AND (g.campus = 0 "
                    "OR g.campus = t.campus)) AND NOT EXISTS (SELECT 1 FROM guard g WHERE g.active = 1 AND g.withheld "
                    "= 0 AND (g.campus = 0 OR g.campus = t.campus)) ORDER BY t.bit");
    while (!status && !(status = db_next(&rows))) {
        struct bytes name = db_bytes(&rows, 0);
        if (name.len + sizeof ", " > sizeof names - used)
            break;
        used += (size_t)snprintf(names + used, sizeof names - used, "%s%.*s", used ? ", " : "", (int)name.len,
                                 (const char *)name.data);
    }
    db_rows_end(&rows);
    if (status && status != GH_NOT_FOUND)
        return status;
    if (!used)
        return GH_OK;
    field_errors_add_named(
        errors, "guards",
        N_("Nobody could sign in at these gates any more: {values}. First give guards there a badge or, if that is "
           "allowed, a longer PIN."),
        names, setting);
    return GH_MALFORMED;
}

enum gh_status guard_protection_apply(struct db *db, const struct guard_rule *rule, const char *setting,
                                      struct field_errors *errors)
{
    int64_t position = 0;
    enum gh_status status = change_reserve(db, 1, &position);
    if (!status)
        status = scope_query(db, NULL, &everywhere,
                             "UPDATE guard SET withheld = 1 - withheld, position = $3 WHERE withheld <> " REFUSED
                             " AND {campus}",
                             DB_INT(rule->badge_only), DB_INT(rule->refuse_below), DB_INT(position));
    return status ? status : check_gates(db, setting, errors);
}

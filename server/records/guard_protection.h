/* What a thief with a copy of a booth's storage must guess, and the least that the policy lets guards sign in with.
 * docs/threats.md has what each costs. */
#ifndef GH_SERVER_RECORDS_GUARD_PROTECTION_H
#define GH_SERVER_RECORDS_GUARD_PROTECTION_H

#include "db/db.h"
#include "records/application.h"

/* Weakest first. */
enum guard_protection { PROTECTION_PIN_6 = 0, PROTECTION_PIN_8, PROTECTION_BADGE, PROTECTION_COUNT };
/* Returns the stable name: "pin-6", "pin-8", "badge". */
const char *guard_protection_name(enum guard_protection protection);
/* Returns the protection of a PIN alone. */
enum guard_protection guard_protection_of_pin(int64_t digits);

/* What the settings ask of guards at booths. setting_guard_rule() of records/setting.h loads it. */
struct guard_rule {
    bool badge_only;
    int64_t pin_digits;   /* that a new PIN without a badge must have */
    int64_t refuse_below; /* older PINs with fewer digits are refused; 0: none */
};
/* Returns the least protection of a guard who gets a PIN or badge now. */
enum guard_protection guard_rule_least(const struct guard_rule *rule);

/* Withholds the records of guards that the rule refuses from booths, and hands out those that it allows again. setting:
 * the name that an error is about. GH_MALFORMED: nobody could sign in any more at a gate with a booth, as errors says.
 * The caller has begun a transaction, and rolls back after an error. */
enum gh_status GH_MUST_USE guard_protection_apply(struct db *db, const struct guard_rule *rule, const char *setting,
                                                  struct field_errors *errors);
/* The same for one guard whose PIN or badge has changed. The caller gives its row a new position. */
enum gh_status GH_MUST_USE guard_protection_apply_one(struct db *db, const struct guard_rule *rule, int64_t guard);

#endif

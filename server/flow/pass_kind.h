/* Kinds of pass that people can apply for, with their limits. Administrators edit them (records/kind_edit.h). */
#ifndef GH_SERVER_FLOW_PASS_KIND_H
#define GH_SERVER_FLOW_PASS_KIND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "token/claims.h"

#define PASS_KIND_CODE_SIZE 16 /* bytes with NUL */
#define PASS_KIND_NAME_SIZE 96
#define PASS_KINDS_MAX 32 /* with those that are closed */
/* Limits of the limits. */
#define PASS_KIND_DAYS_MAX 366
#define PASS_KIND_PERIODS_MAX 20
#define PASS_KIND_PERSONS_MAX 500
#define PASS_KIND_VEHICLES_MAX 100

struct pass_kind_policy {
    int64_t id;
    char code[PASS_KIND_CODE_SIZE]; /* stable identifier: "visit" */
    char name[PASS_KIND_NAME_SIZE], name_en[PASS_KIND_NAME_SIZE];
    char asks[PASS_KIND_NAME_SIZE], asks_en[PASS_KIND_NAME_SIZE]; /* what the form asks for besides; "": nothing */
    unsigned roles;      /* bits of enum account_role that may apply; 0: everybody */
    enum pass_uses uses; /* uses in one period */
    int period_days_max; /* local days that one period may touch */
    int ahead_days_max;  /* days ahead within which the last period must end */
    int periods_max, persons_max, vehicles_max;
    bool needs_vehicle;
    bool active; /* false: takes no new applications */
};

struct pass_kinds {
    struct pass_kind_policy items[PASS_KINDS_MAX];
    size_t count;
};

/* Returns the kind with this code, or NULL. */
const struct pass_kind_policy *pass_kinds_find(const struct pass_kinds *kinds, const char *code);
/* Returns whether a text can be the code of a kind: 1 to 15 small letters, digits and hyphens, beginning with a letter.
 */
bool pass_kind_code_valid(const char *code);
/* Returns whether an account with these roles can apply for this kind now. */
bool pass_kind_open(const struct pass_kind_policy *kind, unsigned roles);

#endif

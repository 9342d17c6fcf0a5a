/* The table of pass kinds. */
#include "flow/pass_kind.h"

#include <string.h>

#include "base/catalog.h"

static const struct pass_kind_policy kinds[] = {
    {"visit", N_("Visit"), PASS_SINGLE_USE, 1, 60, 20, 500, 100},
    {"multi", N_("Repeated entry"), PASS_MULTIPLE_USE, 31, 190, 20, 200, 50},
    {"staff", N_("Staff without a pass"), PASS_MULTIPLE_USE, 7, 30, 5, 1, 1},
    {"works", N_("Building works and deliveries"), PASS_MULTIPLE_USE, 92, 190, 6, 200, 100},
};

const struct pass_kind_policy *pass_kinds(size_t *count)
{
    *count = sizeof kinds / sizeof kinds[0];
    return kinds;
}

const struct pass_kind_policy *pass_kind_find(const char *name)
{
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (strcmp(kinds[i].name, name) == 0)
            return &kinds[i];
    return NULL;
}

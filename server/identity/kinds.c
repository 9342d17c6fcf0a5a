/* The kinds of providers: one row each. */
#include <string.h>

#include "identity/kinds.h"

const struct identity_kind *const identity_kinds[] = {
    &identity_oidc, &identity_cas, &identity_ldap, &identity_wecom, NULL,
};

const struct identity_kind *identity_kind_find(const char *name)
{
    for (size_t i = 0; identity_kinds[i]; i++)
        if (strcmp(identity_kinds[i]->name, name) == 0)
            return identity_kinds[i];
    return NULL;
}

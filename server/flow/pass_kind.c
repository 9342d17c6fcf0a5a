/* Looks at kinds of pass. */
#include "flow/pass_kind.h"

#include <string.h>

const struct pass_kind_policy *pass_kinds_find(const struct pass_kinds *kinds, const char *code)
{
    for (size_t i = 0; i < kinds->count; i++)
        if (strcmp(kinds->items[i].code, code) == 0)
            return &kinds->items[i];
    return NULL;
}

bool pass_kind_code_valid(const char *code)
{
    const size_t length = strlen(code);
    return length > 0 && length < PASS_KIND_CODE_SIZE && code[0] >= 'a' && code[0] <= 'z' &&
           strspn(code, "abcdefghijklmnopqrstuvwxyz0123456789-") == length;
}

bool pass_kind_open(const struct pass_kind_policy *kind, unsigned roles)
{
    return kind->active && (!kind->roles || (kind->roles & roles));
}

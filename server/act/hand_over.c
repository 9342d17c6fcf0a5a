/* Finds the colleagues who can decide on an application, and hands it to one of them. */
#include "act/hand_over.h"

#include "base/catalog.h"

enum gh_status hand_over_colleagues(const struct act_context *context, const struct application *a, int64_t account,
                                    struct deciders *out)
{
    enum account_role role = deciders_role(a);
    size_t kept = 0;
    out->count = 0;
    if (!role)
        return GH_OK;
    enum gh_status status = deciders_load(context->db, context->vault, a, role, true, context->now, out);
    for (size_t i = 0; !status && i < out->count; i++) {
        bool concerned = out->items[i].person.account == account;
        if (!concerned)
            status = act_person_is_concerned(context->db, context->vault, &out->items[i].person, a, &concerned);
        if (!status && !concerned)
            out->items[kept++] = out->items[i];
    }
    out->count = status ? 0 : kept;
    return status;
}

enum gh_status hand_over_to(const struct act_context *context, struct application *a, int64_t account,
                            int64_t colleague, struct field_errors *errors)
{
    struct deciders d;
    bool known = false;
    enum gh_status status = hand_over_colleagues(context, a, account, &d);
    for (size_t i = 0; !status && i < d.count; i++)
        known |= d.items[i].person.account == colleague;
    deciders_wipe(&d);
    if (status)
        return status;
    if (!known) {
        field_errors_add(errors, "colleague", N_("Choose a colleague who can decide on this application."), "to");
        return GH_MALFORMED;
    }
    a->assignee = colleague;
    return GH_OK;
}

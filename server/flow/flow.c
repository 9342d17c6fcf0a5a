/* Looks up transitions in the flow table and names states, actions, roles and answers. */
#include "flow/flow.h"

#include <string.h>

#include "base/catalog.h"

static const char *const state_names[FLOW_STATE_COUNT] = {
    "none",     "draft",  "unit-review", "sent-back", "security-review", "confirming", "acknowledging",
    "approved", "vetoed", "withdrawn",   "cancelled", "lapsed",          "used",       "applied",
};

static const char *const action_names[FLOW_ACTION_COUNT] = {
    "create",
    "edit",
    "submit",
    "resubmit",
    "withdraw",
    "discard",
    "unit-pass",
    "unit-change-pass",
    "unit-send-back",
    "unit-skip",
    "unit-refuse",
    "security-pass",
    "security-change-pass",
    "security-change-return",
    "security-veto",
    "hand-over",
    "confirm",
    "contest",
    "acknowledge",
    "cancel",
    "amend",
    "take-amendment",
    "lapse",
    "finish",
};

static const char *const answer_names[FLOW_ANSWER_COUNT] = {
    "not-possible",        "allowed",        "not-yours",     "over",     "not-over",    "nothing-changed",
    "changes-not-allowed", "remark-missing", "incomplete",    "too-late", "nobody-left", "barred",
    "quota-exceeded",      "not-standing",   "being-amended",
};

/* Guards in the order in which a refusal names the first that fails. */
static const struct {
    enum flow_guard guard;
    enum flow_answer answer;
} guard_answers[] = {
    {FLOW_GUARD_NOT_OVER, FLOW_OVER},
    {FLOW_GUARD_OVER, FLOW_NOT_OVER},
    {FLOW_GUARD_STANDS, FLOW_NOT_STANDING},
    {FLOW_GUARD_NOT_AMENDED, FLOW_BEING_AMENDED},
    {FLOW_GUARD_NOBODY_CAME, FLOW_NOT_POSSIBLE},
    {FLOW_GUARD_SOMEBODY_CAME, FLOW_NOT_POSSIBLE},
    {FLOW_GUARD_CHANGED, FLOW_NOTHING_CHANGED},
    {FLOW_GUARD_DIFFERS, FLOW_NOTHING_CHANGED},
    {FLOW_GUARD_UNCHANGED, FLOW_CHANGES_NOT_ALLOWED},
    {FLOW_GUARD_REMARK, FLOW_REMARK_MISSING},
    {FLOW_GUARD_COMPLETE, FLOW_INCOMPLETE},
    {FLOW_GUARD_DEADLINE, FLOW_TOO_LATE},
    {FLOW_GUARD_SOMEBODY, FLOW_NOBODY_LEFT},
    {FLOW_GUARD_NOT_BARRED, FLOW_BARRED},
    {FLOW_GUARD_QUOTA, FLOW_QUOTA_EXCEEDED},
};

enum flow_answer flow_decide(enum flow_origin origin, enum flow_state state, enum flow_action action, unsigned roles,
                             unsigned guards, const struct flow_transition **out)
{
    size_t count;
    const struct flow_transition *t = flow_table(&count);
    const struct flow_transition *end = t + count;
    while (t < end && (t->from != state || t->action != action || !(t->origins & (unsigned)origin)))
        t++;
    if (t == end)
        return FLOW_NOT_POSSIBLE;
    if (!(t->roles & roles))
        return FLOW_NOT_YOURS;
    for (size_t i = 0; i < sizeof guard_answers / sizeof guard_answers[0]; i++)
        if (t->guards & guard_answers[i].guard & ~guards)
            return guard_answers[i].answer;
    *out = t;
    return FLOW_ALLOWED;
}

uint32_t flow_actions(enum flow_origin origin, enum flow_state state, unsigned roles)
{
    size_t count;
    const struct flow_transition *table = flow_table(&count);
    uint32_t actions = 0;
    for (size_t i = 0; i < count; i++)
        if (table[i].from == state && (table[i].origins & (unsigned)origin) && (table[i].roles & roles))
            actions |= UINT32_C(1) << table[i].action;
    return actions;
}

const char *flow_origin_name(enum flow_origin origin)
{
    switch (origin) {
    case FLOW_RESERVATION:
        return "reservation";
    case FLOW_WALK_UP:
        return "walk-up";
    case FLOW_MAIL:
        return "mail";
    case FLOW_AMENDMENT:
        return "amendment";
    default:
        return "unknown";
    }
}

const char *flow_state_name(enum flow_state state)
{
    return (unsigned)state < FLOW_STATE_COUNT ? state_names[state] : "unknown";
}

const char *flow_state_label(enum flow_state state)
{
    static const char *const labels[FLOW_STATE_COUNT] = {
        [FLOW_NONE] = "",
        [FLOW_DRAFT] = N_("Draft"),
        [FLOW_UNIT_REVIEW] = N_("Awaiting unit approval"),
        [FLOW_SENT_BACK] = N_("Sent back"),
        [FLOW_SECURITY_REVIEW] = N_("Awaiting security approval"),
        [FLOW_CONFIRMING] = N_("Changes to confirm"),
        [FLOW_ACKNOWLEDGING] = N_("Rejected: please acknowledge"),
        [FLOW_APPROVED] = N_("Approved"),
        [FLOW_VETOED] = N_("Rejected"),
        [FLOW_WITHDRAWN] = N_("Withdrawn"),
        [FLOW_CANCELLED] = N_("Cancelled"),
        [FLOW_LAPSED] = N_("Expired"),
        [FLOW_USED] = N_("Finished"),
        [FLOW_APPLIED] = N_("Change in force"),
    };
    return (unsigned)state < FLOW_STATE_COUNT ? labels[state] : "";
}

const char *flow_action_name(enum flow_action action)
{
    return (unsigned)action < FLOW_ACTION_COUNT ? action_names[action] : "unknown";
}

const char *flow_role_name(enum flow_role role)
{
    switch (role) {
    case FLOW_ROLE_APPLICANT:
        return "applicant";
    case FLOW_ROLE_UNIT:
        return "unit";
    case FLOW_ROLE_SECURITY:
        return "security";
    case FLOW_ROLE_SYSTEM:
        return "system";
    default:
        return "unknown";
    }
}

const char *flow_answer_name(enum flow_answer answer)
{
    return (unsigned)answer < FLOW_ANSWER_COUNT ? answer_names[answer] : "unknown";
}

enum gh_status flow_state_from_name(const char *name, enum flow_state *out)
{
    for (int i = FLOW_DRAFT; i < FLOW_STATE_COUNT; i++) {
        if (strcmp(name, state_names[i]) == 0) {
            *out = (enum flow_state)i;
            return GH_OK;
        }
    }
    return GH_NOT_FOUND;
}

enum gh_status flow_action_from_name(const char *name, enum flow_action *out)
{
    for (int i = 0; i < FLOW_ACTION_COUNT; i++) {
        if (strcmp(name, action_names[i]) == 0) {
            *out = (enum flow_action)i;
            return GH_OK;
        }
    }
    return GH_NOT_FOUND;
}

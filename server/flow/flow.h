/* The approval flow: which action leads from which state to which, who may take it, and what follows.
 *
 * One table (flow_table.c) that code, tests and the diagram in the documentation share. Pure: no clock, no database;
 * what a guard needs to know comes in as values. The table: server/flow/README.md. */
#ifndef GH_SERVER_FLOW_FLOW_H
#define GH_SERVER_FLOW_FLOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

enum flow_state {
    FLOW_NONE = 0, /* not yet made */
    FLOW_DRAFT,
    FLOW_UNIT_REVIEW,
    FLOW_SENT_BACK, /* by the unit, with a remark; the applicant edits and resubmits */
    FLOW_SECURITY_REVIEW,
    FLOW_CONFIRMING,    /* security changed it: awaits the applicant's confirmation */
    FLOW_ACKNOWLEDGING, /* vetoed: awaits the applicant's acknowledgement */
    FLOW_APPROVED,
    FLOW_VETOED,
    FLOW_WITHDRAWN,
    FLOW_CANCELLED, /* after approval; its passes are revoked */
    FLOW_LAPSED,    /* the last period ended before a decision, or unused */
    FLOW_USED,      /* the last period ended, and somebody came */
    FLOW_STATE_COUNT
};

enum flow_action {
    FLOW_CREATE = 0,
    FLOW_EDIT, /* applicant: draft or sent back */
    FLOW_SUBMIT,
    FLOW_RESUBMIT,
    FLOW_WITHDRAW,
    FLOW_DISCARD, /* a draft, for good */
    FLOW_UNIT_PASS,
    FLOW_UNIT_CHANGE_PASS, /* corrects, then passes on */
    FLOW_UNIT_SEND_BACK,
    FLOW_SECURITY_PASS,
    FLOW_SECURITY_CHANGE_PASS,
    FLOW_SECURITY_CHANGE_RETURN,
    FLOW_SECURITY_VETO,
    FLOW_CONFIRM,
    FLOW_CONTEST,
    FLOW_ACKNOWLEDGE,
    FLOW_CANCEL, /* by the applicant or the security office, after approval */
    FLOW_LAPSE,
    FLOW_FINISH,
    FLOW_ACTION_COUNT
};

/* A bit each: an account can hold several. */
enum flow_role {
    FLOW_ROLE_APPLICANT = 1, /* of this application: its owner */
    FLOW_ROLE_UNIT = 2,      /* approver of its unit, or their delegate */
    FLOW_ROLE_SECURITY = 4,  /* officer of its campus */
    FLOW_ROLE_SYSTEM = 8,
    FLOW_ROLE_COUNT = 4
};

/* Conditions beyond state and role; all of a transition's bits must hold. */
enum flow_guard {
    FLOW_GUARD_COMPLETE = 1, /* a period, an entrant, every field good */
    FLOW_GUARD_DEADLINE = 2, /* before the campus's deadline for its earliest day; walk-ups are exempt */
    FLOW_GUARD_CHANGED = 4,  /* the action brings at least one change */
    FLOW_GUARD_UNCHANGED = 8,
    FLOW_GUARD_REMARK = 16, /* a remark is given */
    FLOW_GUARD_NOT_BARRED = 32,
    FLOW_GUARD_SOMEBODY = 64, /* not every entrant is refused */
    FLOW_GUARD_QUOTA = 128,
    FLOW_GUARD_NOT_OVER = 256, /* its last period has not ended */
    FLOW_GUARD_OVER = 512,     /* its last period has ended */
    FLOW_GUARD_NOBODY_CAME = 1024,
    FLOW_GUARD_SOMEBODY_CAME = 2048
};

/* What the caller does in the same transaction as the change of state. */
enum flow_effect {
    FLOW_EFFECT_MINT = 1,   /* a pass per entrant and period */
    FLOW_EFFECT_REVOKE = 2, /* all its passes */
    FLOW_EFFECT_TELL_UNIT = 4,
    FLOW_EFFECT_TELL_SECURITY = 8,
    FLOW_EFFECT_TELL_APPLICANT = 16,
    FLOW_EFFECT_TELL_ENTRANTS = 32, /* the SMS with the link */
    FLOW_EFFECT_KEEP_PROPOSAL = 64, /* what was before, for the confirmation's difference */
    FLOW_EFFECT_DROP_PROPOSAL = 128,
    FLOW_EFFECT_RESTORE = 256, /* what stood before the proposal that is contested */
    FLOW_EFFECT_ERASE = 512    /* the draft's data */
};

struct flow_transition {
    enum flow_state from;
    enum flow_action action;
    unsigned roles; /* any of these */
    unsigned guards;
    enum flow_state to;
    unsigned effects;
};

/* The whole table; ends after *count rows. At most one row for each (from, action). */
const struct flow_transition *flow_table(size_t *count);

/* Why an action was refused; stable identifiers. FLOW_ALLOWED is 1, so that a zeroed answer is a refusal. */
enum flow_answer {
    FLOW_NOT_POSSIBLE = 0, /* no such action in this state */
    FLOW_ALLOWED,
    FLOW_NOT_YOURS, /* the role may not */
    FLOW_OVER,
    FLOW_NOT_OVER,
    FLOW_NOTHING_CHANGED,
    FLOW_CHANGES_NOT_ALLOWED,
    FLOW_REMARK_MISSING,
    FLOW_INCOMPLETE,
    FLOW_TOO_LATE,
    FLOW_NOBODY_LEFT,
    FLOW_BARRED,
    FLOW_QUOTA_EXCEEDED,
    FLOW_ANSWER_COUNT
};

/* guards: bits of enum flow_guard that hold. What fails first is told: state, role, then guards in the order of enum
 * flow_answer's reasons, so that a person is not sent to correct what can't help any more. *out is written only for
 * FLOW_ALLOWED and points into the table. */
enum flow_answer GH_MUST_USE flow_decide(enum flow_state state, enum flow_action action, unsigned roles,
                                         unsigned guards, const struct flow_transition **out);

/* Bit set of actions (1u << action) that these roles can take in this state, whatever the guards say: what a page
 * offers. */
uint32_t flow_actions(enum flow_state state, unsigned roles);

/* Actions whose next step is the applicant's to take: not possible for walk-ups, whose applicant stands at a gate and
 * has no account. */
bool flow_asks_applicant(enum flow_action action);

/* Stable identifiers: "unit-review", "security-change-return", "too-late"; "unknown" outside the enum. */
const char *flow_state_name(enum flow_state state);
const char *flow_action_name(enum flow_action action);
const char *flow_role_name(enum flow_role role);
const char *flow_answer_name(enum flow_answer answer);
/* GH_NOT_FOUND for another word. */
enum gh_status GH_MUST_USE flow_state_from_name(const char *name, enum flow_state *out);
enum gh_status GH_MUST_USE flow_action_from_name(const char *name, enum flow_action *out);

#endif

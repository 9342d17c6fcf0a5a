/* The approval flow: which action leads from which state to which, who may take it, and its effects.
 *
 * Code, tests and documentation share one table (flow_table.c), which server/flow/README.md shows. Pure: no clock
 * and no database. Callers pass the guards that hold. */
#ifndef GH_SERVER_FLOW_FLOW_H
#define GH_SERVER_FLOW_FLOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

enum flow_state {
    FLOW_NONE = 0, /* not yet created */
    FLOW_DRAFT,
    FLOW_UNIT_REVIEW,
    FLOW_SENT_BACK, /* by the unit with a remark; the applicant edits and resubmits */
    FLOW_SECURITY_REVIEW,
    FLOW_CONFIRMING,    /* the security office changed it; the applicant must confirm */
    FLOW_ACKNOWLEDGING, /* vetoed; the applicant must acknowledge */
    FLOW_APPROVED,
    FLOW_VETOED,
    FLOW_WITHDRAWN,
    FLOW_CANCELLED, /* after approval; its passes are revoked */
    FLOW_LAPSED,    /* the last period ended without a decision, or no pass was used */
    FLOW_USED,      /* the last period ended, and a pass was used */
    FLOW_APPLIED,   /* an amendment that was approved: its application has taken it over */
    FLOW_STATE_COUNT
};

enum flow_action {
    FLOW_CREATE = 0,
    FLOW_EDIT, /* by the applicant, of a draft or after being sent back */
    FLOW_SUBMIT,
    FLOW_RESUBMIT,
    FLOW_WITHDRAW,
    FLOW_DISCARD, /* deletes a draft for good */
    FLOW_UNIT_PASS,
    FLOW_UNIT_CHANGE_PASS, /* corrects the application and passes it on */
    FLOW_UNIT_SEND_BACK,
    FLOW_UNIT_SKIP,   /* by the system: every approver of the unit is a party to it */
    FLOW_UNIT_REFUSE, /* of a walk-up, whose applicant can't edit: closes it */
    FLOW_SECURITY_PASS,
    FLOW_SECURITY_CHANGE_PASS,
    FLOW_SECURITY_CHANGE_RETURN,
    FLOW_SECURITY_VETO,
    FLOW_HAND_OVER, /* to a colleague who can decide at this step; the others still can */
    FLOW_CONFIRM,
    FLOW_CONTEST,
    FLOW_ACKNOWLEDGE,
    FLOW_CANCEL,         /* after approval, by the applicant or the security office */
    FLOW_AMEND,          /* of an approved application: begins the draft of an amendment */
    FLOW_TAKE_AMENDMENT, /* by an approved application, once its amendment is approved */
    FLOW_LAPSE,
    FLOW_FINISH,
    FLOW_ACTION_COUNT
};

/* Where an application comes from. Bits, since a transition can serve several. */
enum flow_origin {
    FLOW_RESERVATION = 1, /* somebody with an account applied for it */
    FLOW_WALK_UP = 2,     /* made at a gate; its applicant waits there and has no account to act with */
    FLOW_AMENDMENT = 4,   /* changes an approved application, which stays as it is until the change is approved */
    FLOW_MAIL = 8,        /* an officer filed it from a mail; its sender has no account to act with */
    FLOW_ORIGIN_COUNT = 4
};

/* Bits, since an account can have several roles on an application. */
enum flow_role {
    FLOW_ROLE_APPLICANT = 1, /* the owner of this application */
    FLOW_ROLE_UNIT = 2,      /* an approver of its unit, or a deputy */
    FLOW_ROLE_SECURITY = 4,  /* an officer of its campus */
    FLOW_ROLE_SYSTEM = 8,
    FLOW_ROLE_COUNT = 4
};

/* Conditions beside state and role. All guards of a transition must hold. */
enum flow_guard {
    FLOW_GUARD_COMPLETE = 1, /* it has a period and an entrant, and every field is valid */
    FLOW_GUARD_DEADLINE = 2, /* it is before the campus's deadline for the first day; walk-ups are exempt */
    FLOW_GUARD_CHANGED = 4,  /* the action brings at least one change */
    FLOW_GUARD_UNCHANGED = 8,
    FLOW_GUARD_REMARK = 16, /* a remark is given */
    FLOW_GUARD_NOT_BARRED = 32,
    FLOW_GUARD_SOMEBODY = 64, /* at least one entrant is not refused */
    FLOW_GUARD_QUOTA = 128,
    FLOW_GUARD_NOT_OVER = 256, /* the last period has not ended */
    FLOW_GUARD_OVER = 512,     /* the last period has ended */
    FLOW_GUARD_NOBODY_CAME = 1024,
    FLOW_GUARD_SOMEBODY_CAME = 2048,
    FLOW_GUARD_STANDS = 4096,      /* what it amends is still approved; holds for all that amend nothing */
    FLOW_GUARD_DIFFERS = 8192,     /* it differs from what it amends; holds for all that amend nothing */
    FLOW_GUARD_NOT_AMENDED = 16384 /* no amendment of it is being decided */
};

/* Effects, which the caller carries out in the same transaction as the change of state. */
enum flow_effect {
    FLOW_EFFECT_MINT = 1,   /* issue a pass for each entrant and period */
    FLOW_EFFECT_REVOKE = 2, /* revoke all passes */
    FLOW_EFFECT_TELL_UNIT = 4,
    FLOW_EFFECT_TELL_SECURITY = 8,
    FLOW_EFFECT_TELL_APPLICANT = 16,
    FLOW_EFFECT_TELL_ENTRANTS =
        32, /* send the SMS with the link, of the cancellation, of the refusal, or of the lapse */
    FLOW_EFFECT_KEEP_PROPOSAL = 64, /* keep the proposed changes until the applicant confirms or contests */
    FLOW_EFFECT_DROP_PROPOSAL = 128,
    FLOW_EFFECT_RESTORE = 256,        /* restore the content from before the contested proposal */
    FLOW_EFFECT_ERASE = 512,          /* delete the draft */
    FLOW_EFFECT_TAKE_OVER = 1024,     /* put the amendment into its application, and renew the passes that it changes */
    FLOW_EFFECT_END_AMENDMENT = 2048, /* discard the draft of an amendment, and withdraw one that is being decided */
    FLOW_EFFECT_TELL_COLLEAGUE = 4096 /* the one that it was handed to */
};

struct flow_transition {
    enum flow_state from;
    unsigned origins; /* counts for these applications */
    enum flow_action action;
    unsigned roles; /* any of these may act */
    unsigned guards;
    enum flow_state to;
    unsigned effects;
};

/* Returns the whole table and its number of rows. It has at most one row for each origin, state and action. */
const struct flow_transition *flow_table(size_t *count);

/* Answers to an action; stable identifiers. FLOW_ALLOWED is 1, so that a zeroed answer is a refusal. */
enum flow_answer {
    FLOW_NOT_POSSIBLE = 0, /* this state does not have the action */
    FLOW_ALLOWED,
    FLOW_NOT_YOURS, /* the role may not act */
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
    FLOW_NOT_STANDING, /* what it amends is no longer approved */
    FLOW_BEING_AMENDED,
    FLOW_ANSWER_COUNT
};

/* Decides on an action. guards are the bits of enum flow_guard that hold. The answer names the first failure: state,
 * role, then guards in the order of enum flow_answer. Failures that no correction can mend come first. *out is set
 * only for FLOW_ALLOWED and points into the table. */
enum flow_answer GH_MUST_USE flow_decide(enum flow_origin origin, enum flow_state state, enum flow_action action,
                                         unsigned roles, unsigned guards, const struct flow_transition **out);

/* Returns the set of actions (1u << action) that these roles have in this state, whatever the guards. Pages offer
 * these. */
uint32_t flow_actions(enum flow_origin origin, enum flow_state state, unsigned roles);

/* Return stable identifiers, as "unit-review", "security-change-return", "too-late"; "unknown" outside the enum. */
const char *flow_origin_name(enum flow_origin origin);
const char *flow_state_name(enum flow_state state);
const char *flow_action_name(enum flow_action action);
const char *flow_role_name(enum flow_role role);
const char *flow_answer_name(enum flow_answer answer);
/* Returns a state in words for people, those of the pages: an English source text; "" outside the enum. */
const char *flow_state_label(enum flow_state state);
/* Read an identifier. GH_NOT_FOUND: any other word. */
enum gh_status GH_MUST_USE flow_state_from_name(const char *name, enum flow_state *out);
enum gh_status GH_MUST_USE flow_action_from_name(const char *name, enum flow_action *out);

#endif

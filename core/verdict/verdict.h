/* The verdict: may this person or vehicle come in? A pure function over facts and policy.
 *
 * The table of the design, section 4, is `verdict_reasons[]`; the worst reason wins. Never green on a bad signature,
 * a revoked or blocked row, a store error, or without a trusted clock where the verdict rests on time. */
#ifndef GH_VERDICT_VERDICT_H
#define GH_VERDICT_VERDICT_H

#include "verdict/facts.h"
#include "verdict/policy.h"

enum verdict_colour { VERDICT_RED = 0, VERDICT_AMBER, VERDICT_GREEN };

/* In the order of precedence: where several apply, the first one here is the verdict's reason. */
enum verdict_reason {
    REASON_NOT_A_PASS = 0,
    REASON_FORGED,
    REASON_REVOKED,
    REASON_BARRED,
    REASON_BLOCKED,
    REASON_UNKNOWN_KEY,
    REASON_NOT_EXPECTED,
    REASON_NOT_ISSUED,
    REASON_WRONG_GATE,
    REASON_ALREADY_USED,
    REASON_EXPIRED,
    REASON_TOO_EARLY,
    REASON_WRONG_HOLDER, /* given by the decider after a failed holder check, never by verdict_decide */
    REASON_STORE_ERROR,  /* first of the ambers */
    REASON_CLOCK_UNSURE,
    REASON_KEY_STALE,
    REASON_OFFLINE_UNCONFIRMED,
    REASON_NEW_PASS,
    REASON_STALE_REPLICA,
    REASON_OTHER_GATE_OFFLINE,
    REASON_ALREADY_INSIDE,
    REASON_CHOOSE,
    REASON_TYPED_NUMBER, /* found by its short number: compare the ID */
    REASON_STATIC_CODE,
    REASON_OK, /* the only green */
    REASON_COUNT
};

/* What the guard's screen asks for. */
enum verdict_advice {
    ADVICE_LET_IN = 0,
    ADVICE_CHECK_HOLDER, /* type the last six of the ID document */
    ADVICE_COMPARE_ID,   /* compare face, name and tail with the ID document */
    ADVICE_CHOOSE,       /* several candidates: ask and choose */
    ADVICE_DECIDE,       /* look, decide, call the office when unsure */
    ADVICE_CALL_OFFICE,
    ADVICE_SEND_TO_GATE, /* wrong gate: say which one */
    ADVICE_COME_BACK,    /* too early: say when */
    ADVICE_APPLY_AGAIN,  /* expired */
    ADVICE_REFUSE
};

enum verdict_freshness { REPLICA_FRESH = 0, REPLICA_STALE, REPLICA_MISSING };

struct verdict {
    enum verdict_colour colour;
    enum verdict_reason reason;
    enum verdict_advice advice;
    enum verdict_freshness freshness; /* shown as a badge with the replica's age when not fresh */
    uint32_t reasons;                 /* bit r: reason r applied too; the log keeps all of them */
};

/* One line of the closed list: everything that depends on the reason alone. */
struct reason_info {
    const char *name; /* stable identifier: "already-used" */
    enum verdict_colour colour;
    enum verdict_advice advice;
};

extern const struct reason_info verdict_reasons[REASON_COUNT];

struct verdict verdict_decide(const struct facts *facts, const struct policy *policy);

const char *verdict_reason_name(enum verdict_reason reason);
/* GH_NOT_FOUND for a name that is not in the list. */
enum gh_status GH_MUST_USE verdict_reason_parse(const char *name, enum verdict_reason *out);
const char *verdict_colour_name(enum verdict_colour colour); /* "green", "amber", "red" */

#endif

/* The verdict: may this person or vehicle come in? A pure function over facts and policy.
 *
 * verdict_reasons[] is the table of docs/architecture.md#the-verdict; the worst reason wins. Never green on a bad
 * signature, a revoked or blocked row, a barred person or plate, a store error, or without a trusted clock where the
 * verdict rests on time.
 *
 * These rest on time: the window, the age of the replica (so unknown-key and not-issued, which need a fresh one) and
 * whether a code is live. Without a trusted clock they become amber clock-unsure; every other red stands.
 * A store error never improves a verdict: known red facts stay red. Rows that are missing because the store can't be
 * read (not-issued, not-expected) do not count against the visitor, who gets amber store-error.
 * On the way out (DIRECTION_OUT) time, gate, use and the age of the replica refuse nobody: a person inside must be able
 * to leave. Green then means that the exit may be recorded. Unknown, revoked, blocked and barred keep their colour,
 * because the office looks for them, but the advice is never to refuse. */
#ifndef GH_VERDICT_VERDICT_H
#define GH_VERDICT_VERDICT_H

#include "verdict/facts.h"
#include "verdict/policy.h"

enum verdict_colour { VERDICT_RED = 0, VERDICT_AMBER, VERDICT_GREEN };

/* In order of precedence: of the reasons that apply, the first one here is the verdict's. Wrong-gate comes after the
 * other reds, because sending somebody to another gate helps only when nothing else is wrong. */
enum verdict_reason {
    REASON_NOT_A_PASS = 0,
    REASON_FORGED,
    REASON_REVOKED,
    REASON_BARRED,
    REASON_BLOCKED,
    REASON_UNKNOWN_KEY,  /* the key is not in a fresh key set */
    REASON_NOT_EXPECTED, /* no row for this plate or short number */
    REASON_NOT_ISSUED,   /* verified, no row, though the replica is fresh and newer than the pass */
    REASON_ALREADY_USED,
    REASON_EXPIRED,
    REASON_TOO_EARLY,
    REASON_WRONG_GATE,
    REASON_WRONG_HOLDER, /* from verdict_after_holder_check(), never from verdict_decide() */
    REASON_STORE_ERROR,  /* first of the ambers */
    REASON_CLOCK_UNSURE,
    REASON_KEY_STALE,           /* the key is not in a key set that is not fresh */
    REASON_OFFLINE_UNCONFIRMED, /* verified, no row, stale or no replica */
    REASON_NEW_PASS,            /* verified, no row, minted since the last sync */
    REASON_STALE_REPLICA,       /* row found, but the replica is older than policy allows */
    REASON_OTHER_GATE_OFFLINE,
    REASON_ALREADY_INSIDE, /* not for a code shown again at its gate where static codes are good */
    REASON_CHOOSE,
    REASON_TYPED_NUMBER, /* found by its short number: compare the ID */
    REASON_STATIC_CODE,
    REASON_OK, /* the only green */
    REASON_COUNT
};

/* What the guard's screen asks for. */
enum verdict_advice {
    ADVICE_LET_IN = 0,
    ADVICE_CHECK_HOLDER, /* type the last six of the ID document, then verdict_after_holder_check() */
    ADVICE_COMPARE_ID,   /* compare face, name and tail with the ID document */
    ADVICE_CHOOSE,       /* several candidates: ask and choose */
    ADVICE_DECIDE,       /* look, decide, call the office when unsure */
    ADVICE_CALL_OFFICE,
    ADVICE_SEND_TO_GATE, /* wrong gate: say which one */
    ADVICE_COME_BACK,    /* too early: say when */
    ADVICE_APPLY_AGAIN,  /* expired */
    ADVICE_REFUSE
};

/* MISSING: no replica, or one older than policy->stale_for. */
enum verdict_freshness { REPLICA_FRESH = 0, REPLICA_STALE, REPLICA_MISSING };

struct verdict {
    enum verdict_colour colour;
    enum verdict_reason reason;
    enum verdict_advice advice;
    enum verdict_freshness freshness; /* shown as a badge with the replica's age when not fresh */
    uint32_t reasons;                 /* bit r: reason r applied too; the log keeps all of them */
};

/* What depends on the reason alone. */
struct reason_info {
    const char *name; /* stable identifier: "already-used" */
    enum verdict_colour colour;
    enum verdict_advice advice;
};

extern const struct reason_info verdict_reasons[REASON_COUNT];

/* Decides. Reads claims only for a verified code or exactly one candidate. With several candidates the guard chooses
 * first, and a second call judges the choice. An amber code without a row always asks for the holder check where the
 * pass has one. policy: one that policy_check() accepts. */
struct verdict verdict_decide(const struct facts *facts, const struct policy *policy);

/* What a check says of what was presented. */
enum check_result {
    CHECK_NOT_MADE = 0, /* it does not concern this, or what it needs is not known */
    CHECK_CLEAR,        /* nothing against it */
    CHECK_APPLIES       /* the reason applies */
};

/* All checks of a verdict, one a reason and in their order. The first that applies decides. of[REASON_OK] applies when
 * no other does. Nobody makes the holder check before the verdict: of[REASON_WRONG_HOLDER] is not made. */
struct verdict_trace {
    enum check_result of[REASON_COUNT];
};

/* Decides as verdict_decide() and writes what each check said. */
struct verdict verdict_explain(const struct facts *facts, const struct policy *policy, struct verdict_trace *trace);

/* What the log keeps of a verdict: enough to tell what each check said. */
struct verdict_logged {
    uint32_t reasons; /* as in struct verdict; the log may add wrong-holder */
    enum presented_as presented_as;
    enum direction direction;
    bool pass_known; /* the entry names a pass */
    bool single_use; /* of this pass */
    bool live;       /* the code says so */
    bool clock_trusted;
};

/* Writes the same trace as verdict_explain() did, from the log. */
void verdict_trace_logged(const struct verdict_logged *logged, struct verdict_trace *out);

/* Returns "not-made", "clear" or "applies". */
const char *verdict_check_name(enum check_result result);

/* Returns the verdict after the guard typed the last six characters. Wrong ones: red wrong-holder. Right ones: the same
 * amber with ADVICE_LET_IN (one touch admits), or the worst reason that the holder does not settle, with its advice. A
 * red verdict stays red, and a right answer alone never makes a verdict green. */
struct verdict verdict_after_holder_check(const struct verdict *shown, bool matched);

/* Returns the replica's freshness at facts->now; never FRESH without a trusted clock or with a sync time in the future.
 */
enum verdict_freshness verdict_freshness_of(const struct facts *facts, const struct policy *policy);

/* True for a presentation token that was signed at most CLAIMS_LIVE_MS (and the skew) ago. A photograph of it soon is
 * not. */
bool verdict_code_is_live(const struct facts *facts, const struct policy *policy);

/* Returns the stable name; "unknown-reason" outside the enum. */
const char *verdict_reason_name(enum verdict_reason reason);
/* Finds a reason by its name. GH_NOT_FOUND: no such name. */
enum gh_status GH_MUST_USE verdict_reason_parse(const char *name, enum verdict_reason *out);
/* Returns "green", "amber" or "red"; "unknown-colour" outside the enum. */
const char *verdict_colour_name(enum verdict_colour colour);

#endif

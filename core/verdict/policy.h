/* Policy: what the security office can set. Synced to the booths; every field has a safe default. */
#ifndef GH_VERDICT_POLICY_H
#define GH_VERDICT_POLICY_H

#include <stdbool.h>

#include "base/status.h"
#include "base/tick.h"

struct policy {
    tick fresh_for;           /* replica counts as fresh; default 15 min */
    tick stale_for;           /* replica counts as stale, not as missing; default 24 h */
    tick clock_skew;          /* tolerance at nbf and exp; default 2 min */
    tick take_back_within;    /* how long an admission can be taken back; default 10 min */
    bool live_code_required;  /* a static code is amber static-code; default false */
    bool touch_before_admit;  /* green waits for "identity checked"; default false */
    bool second_guard;        /* an override needs another guard's PIN; default false */
    bool emergency_admission; /* a guard may let in a walk-up applicant before an approval, by telephone; default false
                               */
    tick journal_keep;        /* entries are kept this long after the server acknowledged; default 30 days */
    tick privacy_timeout;     /* personal data leaves the screen; default 20 s */
    tick green_shown_for;     /* default 3 s */
    tick car_picture_keep; /* pictures of vehicles let in against the verdict, or not expected (wire/car_picture.h) are
                            * kept for so long; default 0: none are taken */
};

void policy_defaults(struct policy *out);
/* GH_OK, or GH_MALFORMED with *field naming the first field out of its range. */
enum gh_status GH_MUST_USE policy_check(const struct policy *policy, const char **field);

#endif

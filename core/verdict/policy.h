/* Policy: what the security office can set. Synced to the booths; every field has a safe default. */
#ifndef GH_VERDICT_POLICY_H
#define GH_VERDICT_POLICY_H

#include <stdbool.h>

#include "base/status.h"
#include "base/tick.h"

struct policy {
    tick fresh_for;           /* the replica counts as fresh up to this age; default 15 min */
    tick stale_for;           /* and as stale up to this one, then as missing; default 24 h */
    tick clock_skew;          /* tolerance at nbf and exp; default 2 min */
    tick take_back_within;    /* how long an admission can be taken back; default 10 min */
    bool live_code_required;  /* a static code is amber static-code; default true */
    bool touch_before_admit;  /* green waits for "identity checked"; default false */
    bool second_guard;        /* an override needs another guard's PIN; default false */
    bool emergency_admission; /* a guard may admit a walk-up applicant before the approval; default false */
    tick journal_keep;        /* how long entries stay after the server acknowledged them; default 30 days */
    tick privacy_timeout;     /* when personal data leaves the screen; default 20 s */
    tick green_shown_for;     /* default 3 s */
    tick car_picture_keep;    /* how long pictures of unexpected or overridden vehicles are kept (wire/car_picture.h);
                               * default 0: none are taken */
    tick personal_keep;       /* how long the server keeps personal data after a visit; visitors read it, nothing else
                               * follows from it. Default 0: not known */
};

void policy_defaults(struct policy *out);
/* Checks the ranges: GH_OK, or GH_MALFORMED with the name of the first field out of its range in *field. */
enum gh_status GH_MUST_USE policy_check(const struct policy *policy, const char **field);

#endif

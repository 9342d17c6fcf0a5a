/* Why a booth is not up to date: a closed list for screen, log and tests. */
#ifndef GH_SYNC_PROBLEM_H
#define GH_SYNC_PROBLEM_H

#include <stdbool.h>

#include "base/bytes.h"

enum sync_problem {
    SYNC_NO_PROBLEM = 0,
    SYNC_NOT_ENROLLED,
    SYNC_UNREACHABLE,   /* refused, reset, no route, no such host */
    SYNC_TIMED_OUT,     /* an answer stalls, or none comes */
    SYNC_TLS,           /* the certificate is not the server's, or not trusted here */
    SYNC_TLS_DATE,      /* the certificate is not valid on the date that this machine believes in */
    SYNC_NOT_OURS,      /* something else answers: a captive portal, a redirect */
    SYNC_BUSY,          /* 429, 503 */
    SYNC_SERVER_ERROR,  /* any other 5xx */
    SYNC_REFUSED,       /* the server does not know this booth, or not its signature */
    SYNC_REVOKED,       /* taken out of service */
    SYNC_CLOCK,         /* clocks are too far apart; the server's signed time corrects it */
    SYNC_SERVER_BEHIND, /* the server was set back to an older state; it does not know its history */
    SYNC_OTHER_HISTORY, /* the server was restored or failed over: a first sync is under way beside this replica */
    SYNC_OTHER_CAMPUS,  /* the replica is of another campus; a new one is made */
    SYNC_CUT,           /* the answer ended before its end */
    SYNC_BAD_ANSWER,    /* the server's, but malformed */
    SYNC_ROLLBACK,      /* an older key set or row than the replica has; not written */
    SYNC_FORGED,        /* an answer that the server did not sign, or a key set that the root did not */
    SYNC_DISK_FULL,
    SYNC_PLAIN_HTTP, /* the server's address is http:// of another machine, which is off */
    SYNC_STORE,      /* replica or journal can't be read or written */
    SYNC_PROBLEM_COUNT
};

/* Returns a stable identifier such as "unreachable"; "unknown" outside the enum. */
const char *sync_problem_name(enum sync_problem problem);
/* Finds the problem of that name; false: there is none. */
bool sync_problem_from_name(struct bytes name, enum sync_problem *out);
/* Returns what an answer of that HTTP status means. code: of its problem details (RFC 9457), or "". */
enum sync_problem sync_problem_of_answer(int http_status, const char *code);
/* Returns what the status of a store or of a check means. */
enum sync_problem sync_problem_of_status(enum gh_status status);

#endif

#include "sync/problem.h"

#include <string.h>

static const char *const names[SYNC_PROBLEM_COUNT] = {
    [SYNC_NO_PROBLEM] = "none",
    [SYNC_NOT_ENROLLED] = "not-enrolled",
    [SYNC_UNREACHABLE] = "unreachable",
    [SYNC_TIMED_OUT] = "timed-out",
    [SYNC_TLS] = "certificate",
    [SYNC_TLS_DATE] = "certificate-date",
    [SYNC_NOT_OURS] = "not-our-server",
    [SYNC_BUSY] = "busy",
    [SYNC_SERVER_ERROR] = "server-error",
    [SYNC_REFUSED] = "refused",
    [SYNC_REVOKED] = "revoked",
    [SYNC_CLOCK] = "clock",
    [SYNC_SERVER_BEHIND] = "server-behind",
    [SYNC_OTHER_HISTORY] = "other-history",
    [SYNC_OTHER_CAMPUS] = "other-campus",
    [SYNC_CUT] = "cut",
    [SYNC_BAD_ANSWER] = "bad-answer",
    [SYNC_ROLLBACK] = "rollback",
    [SYNC_FORGED] = "forged",
    [SYNC_DISK_FULL] = "disk-full",
    [SYNC_PLAIN_HTTP] = "plain-http",
    [SYNC_STORE] = "store",
};

const char *sync_problem_name(enum sync_problem problem)
{
    return (unsigned)problem < SYNC_PROBLEM_COUNT ? names[problem] : "unknown";
}

bool sync_problem_from_name(struct bytes name, enum sync_problem *out)
{
    for (int i = 0; i < SYNC_PROBLEM_COUNT; i++) {
        if (bytes_equal(name, bytes_of_string(names[i]))) {
            *out = (enum sync_problem)i;
            return true;
        }
    }
    return false;
}

enum sync_problem sync_problem_of_answer(int http_status, const char *code)
{
    static const struct {
        const char *code;
        enum sync_problem problem;
    } codes[] = {
        {"revoked", SYNC_REVOKED},
        {"clock", SYNC_CLOCK},
        {"unknown-device", SYNC_REFUSED},
        {"bad-signature", SYNC_REFUSED},
        {"replayed", SYNC_REFUSED},
        {"other-scope", SYNC_OTHER_CAMPUS},
        {"server-behind", SYNC_SERVER_BEHIND},
        {"other-history", SYNC_OTHER_HISTORY},
        {"busy", SYNC_BUSY},
    };
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++)
        if (strcmp(code, codes[i].code) == 0)
            return codes[i].problem;
    if (http_status == 429 || http_status == 503)
        return SYNC_BUSY;
    if (http_status >= 500)
        return SYNC_SERVER_ERROR;
    /* A refusal without a code of ours comes from something in between. */
    return code[0] ? SYNC_BAD_ANSWER : SYNC_NOT_OURS;
}

enum sync_problem sync_problem_of_status(enum gh_status status)
{
    switch (status) {
    case GH_OK:
        return SYNC_NO_PROBLEM;
    case GH_FULL:
        return SYNC_DISK_FULL;
    case GH_ROLLBACK:
        return SYNC_ROLLBACK;
    case GH_BAD_SIGNATURE:
    case GH_UNKNOWN_KEY:
        return SYNC_FORGED;
    case GH_TOO_LONG:
    case GH_MALFORMED:
    case GH_NOT_CANONICAL:
    case GH_UNSUPPORTED:
    case GH_CONFLICT:
        return SYNC_BAD_ANSWER;
    default:
        return SYNC_STORE;
    }
}

/* Every error that the JSON interface can answer with: RFC 9457 problem details with a stable code.
 *
 * One table. Tests compare the OpenAPI description with it. */
#ifndef GH_SERVER_HTTP_PROBLEM_H
#define GH_SERVER_HTTP_PROBLEM_H

#include "base/status.h"
#include "flow/flow.h"

enum problem {
    PROBLEM_INTERNAL = 0,
    PROBLEM_BUSY,
    PROBLEM_UNAVAILABLE,
    PROBLEM_STORAGE,
    PROBLEM_UNCERTAIN,
    PROBLEM_ALREADY_DONE,
    PROBLEM_KEY_REUSED,
    PROBLEM_NOT_FOUND,
    PROBLEM_METHOD_NOT_ALLOWED,
    PROBLEM_MISDIRECTED,
    PROBLEM_BAD_JSON,
    PROBLEM_BAD_REQUEST,
    PROBLEM_LENGTH_REQUIRED,
    PROBLEM_INVALID,
    PROBLEM_TOO_LARGE,
    PROBLEM_UNSUPPORTED_MEDIA_TYPE,
    PROBLEM_NOT_SIGNED_IN,
    PROBLEM_BAD_CREDENTIALS,
    PROBLEM_TOTP_REQUIRED,
    PROBLEM_PASSWORD_CHANGE_REQUIRED,
    PROBLEM_FIRST_PASSWORD_EXPIRED,
    PROBLEM_SECOND_FACTOR_REQUIRED,
    PROBLEM_CONFIRM_PASSWORD,
    PROBLEM_TOO_MANY_TRIES,
    PROBLEM_ASK_OFFICE,
    PROBLEM_RESENT_OFTEN,
    PROBLEM_FEEDBACK_OFTEN,
    PROBLEM_TOO_MANY_DRAFTS,
    PROBLEM_TOO_MANY_PERSONS,
    PROBLEM_REMINDED,
    PROBLEM_NOBODY_REACHED,
    PROBLEM_CSRF,
    PROBLEM_FORBIDDEN,
    PROBLEM_STALE_VERSION,
    PROBLEM_CONFLICT,
    PROBLEM_NOT_POSSIBLE,
    PROBLEM_TOO_LATE,
    PROBLEM_OVER,
    PROBLEM_NOT_OVER,
    PROBLEM_INCOMPLETE,
    PROBLEM_NOTHING_CHANGED,
    PROBLEM_CHANGES_NOT_ALLOWED,
    PROBLEM_REMARK_MISSING,
    PROBLEM_BARRED,
    PROBLEM_NOBODY_LEFT,
    PROBLEM_QUOTA_EXCEEDED,
    PROBLEM_NOT_STANDING,
    PROBLEM_BEING_AMENDED,
    PROBLEM_ROLL_CALL_ENDED,
    PROBLEM_BAD_SIGNATURE,
    PROBLEM_CLOCK,
    PROBLEM_REPLAYED,
    PROBLEM_UNKNOWN_DEVICE,
    PROBLEM_DEVICE_REVOKED,
    PROBLEM_BAD_CODE,
    PROBLEM_OTHER_SCOPE,
    PROBLEM_SERVER_BEHIND,
    PROBLEM_OTHER_HISTORY,
    PROBLEM_COUNT
};

/* Returns the table's row of a problem. */
struct problem_text {
    int status;
    const char *code, *title, *detail; /* English source texts */
};

const struct problem_text *problem_text(enum problem problem);
/* Maps an endpoint's status to a problem. Faults of the server become PROBLEM_INTERNAL. */
enum problem problem_of_status(enum gh_status status);
/* Maps a refused action to a problem. */
enum problem problem_of_answer(enum flow_answer answer);

#endif

/* Failed sign-ins on their way to the audit trail. A stranger can make as many as the line carries, so those of one
 * minute, account, address and reason become one entry with their count. A minute has at most
 * SIGN_IN_FAILURES_MAX of them; what comes beyond is counted without its address, then without its account. */
#ifndef GH_SERVER_RECORDS_SIGN_IN_FAILURE_H
#define GH_SERVER_RECORDS_SIGN_IN_FAILURE_H

#include "base/tick.h"
#include "db/db.h"

#define SIGN_IN_FAILURES_MAX 20 /* with addresses; as many again without */

enum sign_in_failure {
    SIGN_IN_WRONG = 0, /* name or password */
    SIGN_IN_CODE,      /* second factor, the password is right */
    SIGN_IN_BRAKED,    /* after too many wrong tries; neither was looked at */
    SIGN_IN_EXPIRED,   /* the first password is too old */
    SIGN_IN_AGAIN,     /* somebody who is signed in, asked for the password or a code again */
    SIGN_IN_FAILURE_COUNT
};

/* Counts a failure, in a transaction or alone. name: as typed; only whose account it is, if any, is kept, since people
 * also type passwords there. */
enum gh_status GH_MUST_USE sign_in_failure_count(struct db *db, tick now, const char *name, const char *address,
                                                 enum sign_in_failure reason);
/* Counts a sign-in at a provider that failed. code: of identity/fault.h, at most 19 bytes; in the trail as "sso-CODE".
 */
enum gh_status GH_MUST_USE sign_in_failure_sign_on(struct db *db, tick now, const char *address, const char *code);
/* Writes the audit entries of minutes before `until`'s. Call it outside a transaction. */
enum gh_status GH_MUST_USE sign_in_failures_flush(struct db *db, tick until);

#endif

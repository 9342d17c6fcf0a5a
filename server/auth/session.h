/* Sessions: who is signed in, in the database alone, so that every server process knows them.
 *
 * The cookie holds 32 random bytes in base64url; the database only their BLAKE2b-256, so that a copy of it opens no
 * session. A session ends after SESSION_IDLE without a request and SESSION_LIFE after it began. */
#ifndef GH_SERVER_AUTH_SESSION_H
#define GH_SERVER_AUTH_SESSION_H

#include "base/tick.h"
#include "db/db.h"
#include "flow/account_role.h"

#define SESSION_IDLE (2 * TICK_HOUR)
#define SESSION_LIFE (12 * TICK_HOUR)
#define SESSION_TOUCH TICK_MINUTE /* how exactly the last request's time is kept */
#define SESSION_TOKEN_SIZE 44     /* 43 characters and NUL */
#define SESSION_CSRF_SIZE 33
#define SESSION_GRANTS_MAX 32
#define SESSION_NAME_SIZE 96

/* A role with its scope; unit and campus 0: all. on_behalf: whose role it is, while that account has delegated it. */
struct role_grant {
    enum account_role role;
    int64_t unit, campus;
    int64_t on_behalf; /* 0: their own */
};

struct session {
    int64_t account;
    int64_t unit; /* 0: none */
    char name[SESSION_NAME_SIZE], display_name[SESSION_NAME_SIZE];
    char csrf[SESSION_CSRF_SIZE];
    bool strong; /* signed in with a second factor */
    bool must_change_password;
    tick seen_at;
    struct role_grant grants[SESSION_GRANTS_MAX];
    size_t grant_count;
};

/* Makes a session; token is what the cookie gets. */
enum gh_status GH_MUST_USE session_open(struct db *db, int64_t account, bool strong, const char *agent, tick now,
                                        char token[static SESSION_TOKEN_SIZE]);
/* GH_NOT_FOUND: unknown, ended, or the account is no longer active. Grants of accounts that have delegated theirs at
 * now come with it (unit approvers only: an office is not lent). */
enum gh_status GH_MUST_USE session_find(struct db *db, struct bytes token, tick now, struct session *out);
/* Notes that the session is in use. Writes. */
enum gh_status GH_MUST_USE session_touch(struct db *db, struct bytes token, tick now);
enum gh_status GH_MUST_USE session_close(struct db *db, struct bytes token);
/* All of an account, except the one of token (empty: none is spared): after a change of password. */
enum gh_status GH_MUST_USE session_close_others(struct db *db, int64_t account, struct bytes token);
/* Deletes what has ended. */
enum gh_status GH_MUST_USE session_sweep(struct db *db, tick now, int64_t *deleted);

/* A grant of one of roles that covers unit and campus (0: not asked for), or NULL; one's own before a delegated one. */
const struct role_grant *session_grant(const struct session *session, unsigned roles, int64_t unit, int64_t campus);
unsigned session_roles(const struct session *session);

#endif

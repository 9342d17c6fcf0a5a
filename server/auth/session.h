/* Sessions: who is signed in. They live in the database alone, so that every server process knows them.
 *
 * The cookie holds 32 random bytes in base64url. The database holds only their BLAKE2b-256, so a copy of it opens no
 * session. A session ends after SESSION_IDLE without a request, and SESSION_LIFE after it began. */
#ifndef GH_SERVER_AUTH_SESSION_H
#define GH_SERVER_AUTH_SESSION_H

#include "base/tick.h"
#include "base/uuid.h"
#include "db/scope.h"
#include "flow/account_role.h"

#define SESSION_IDLE (2 * TICK_HOUR)
#define SESSION_LIFE (12 * TICK_HOUR)
#define SESSION_TOUCH TICK_MINUTE                        /* precision of the last request's time */
#define SESSION_SURE_IDLE (SESSION_IDLE - SESSION_TOUCH) /* a session lives at least so long after each request */
#define SESSION_CONFIRM_LIFE (5 * TICK_MINUTE)           /* so long a password counts as given just now */
#define SESSION_TOKEN_SIZE 44                            /* 43 characters and NUL */
#define SESSION_CSRF_SIZE 33
#define SESSION_GRANTS_MAX 32
#define SESSION_NAME_SIZE 96

/* A role with its scope. unit or campus 0 means all. on_behalf is the account that has delegated the role. */
struct role_grant {
    enum account_role role;
    int64_t unit, campus;
    int64_t on_behalf; /* 0: the account's own role */
};

/* A session as found for one request. */
struct session {
    int64_t account;
    int64_t unit; /* 0: none */
    char name[SESSION_NAME_SIZE], display_name[SESSION_NAME_SIZE];
    char csrf[SESSION_CSRF_SIZE];
    bool strong;      /* signed in with a second factor */
    bool by_provider; /* signed in by single sign-on */
    bool no_password; /* the account has none here: it signs in by single sign-on alone */
    bool must_change_password;
    bool lacks_second_factor; /* a role needs one, and the session began without; set by route_judge_session() */
    tick seen_at, confirmed_at;
    struct role_grant grants[SESSION_GRANTS_MAX];
    size_t grant_count;
};

/* Creates a session. token is the cookie's value. agent names the browser, address is the client's; the account's owner
 * sees both. */
enum gh_status GH_MUST_USE session_open(struct db *db, int64_t account, bool strong, const char *agent,
                                        const char *address, tick now, char token[static SESSION_TOKEN_SIZE]);
/* Finds the session of a token with its grants at now, including those delegated to its account. Only unit approvers
 * can delegate. GH_NOT_FOUND: unknown or ended, or the account is no longer active. */
enum gh_status GH_MUST_USE session_find(struct db *db, struct bytes token, tick now, struct session *out);
/* Fills a session as if the account had signed in, without one: for lists of its own things. Nothing is stored.
 * GH_NOT_FOUND: no such account, or it is closed. */
enum gh_status GH_MUST_USE session_of_account(struct db *db, int64_t account, tick now, struct session *out);
/* Sets the time of the session's last request to now. Writes. */
enum gh_status GH_MUST_USE session_touch(struct db *db, struct bytes token, tick now);
/* Closes the session of a token. An unknown token is no error. */
enum gh_status GH_MUST_USE session_close(struct db *db, struct bytes token);
/* Closes an account's sessions except that of token, as after a new password. An empty token spares none. */
enum gh_status GH_MUST_USE session_close_others(struct db *db, int64_t account, struct bytes token);
#define SESSION_ORIGIN_HASH 32
#define SESSION_HINT_MAX 4200 /* bytes of the sealed hint */
/* Where a session came from: a provider of single sign-on (identity/identity.h). Only hashes, and a sealed hint. */
struct session_origin {
    struct uuid provider;
    uint8_t subject_hash[SESSION_ORIGIN_HASH], sid_hash[SESSION_ORIGIN_HASH];
    bool has_sid;
    uint8_t hint[SESSION_HINT_MAX]; /* sealed; what the provider's logout needs */
    size_t hint_len;                /* 0: none */
};
/* Notes where the session of a token came from. The password does not count as given just now; where the account has
 * none here, the sign-in at the provider stands for it. Writes. */
enum gh_status GH_MUST_USE session_set_origin(struct db *db, struct bytes token, const struct session_origin *origin);
/* Reads it. GH_NOT_FOUND: no such session, or it began with a password. */
enum gh_status GH_MUST_USE session_origin(struct db *db, struct bytes token, struct session_origin *out);
/* Closes the sessions of a subject at a provider, or of a session there, or of both; NULL: not named. *account gets the
 * account of one of them, 0 for none, and *closed their number. */
enum gh_status GH_MUST_USE session_end_origin(struct db *db, const struct uuid *provider, const uint8_t *subject_hash,
                                              const uint8_t *sid_hash, int64_t *account, int64_t *closed);

/* Notes that a second factor was confirmed in the session of a token. Writes. */
enum gh_status GH_MUST_USE session_strengthen(struct db *db, struct bytes token);

/* Notes that the owner gave the password in the session of a token. Writes. */
enum gh_status GH_MUST_USE session_confirm(struct db *db, struct bytes token, tick now);
/* Returns whether the owner gave the password at most SESSION_CONFIRM_LIFE ago, at the sign-in or since; for an account
 * without one, whether its sign-in is as fresh. */
bool session_confirmed(const struct session *session, tick now);

/* A session as its account's owner sees it. */
#define SESSION_ID_SIZE 17 /* 16 hex digits and NUL: the start of the token's hash, which opens nothing */
#define SESSION_LISTED_MAX 50
struct session_seen {
    char id[SESSION_ID_SIZE];
    char agent[128], address[64];
    tick created_at, seen_at;
    bool current; /* that of the token */
};
/* Lists the open sessions of an account, the last used first; at most SESSION_LISTED_MAX. */
enum gh_status GH_MUST_USE session_list(struct db *db, int64_t account, struct bytes token, tick now,
                                        struct session_seen out[static SESSION_LISTED_MAX], size_t *count);
/* Closes a session of the account by its id. GH_NOT_FOUND: the account has no such session. */
enum gh_status GH_MUST_USE session_end(struct db *db, int64_t account, const char *id);

/* Deletes sessions that have ended; *deleted gets their number. */
enum gh_status GH_MUST_USE session_sweep(struct db *db, tick now, int64_t *deleted);

/* Returns a grant of one of roles that covers unit and campus (0: any), or NULL. Prefers an own grant to a delegated
 * one. */
const struct role_grant *session_grant(const struct session *session, unsigned roles, int64_t unit, int64_t campus);
/* Returns what the session may see in the given roles. Applicants see nothing through their role: what is theirs they
 * find by their account. */
struct scope session_scope(const struct session *session, unsigned roles);
/* Gives administrators the other duties too (ROLE_DUTIES), where they are not separate. */
void session_join_duties(struct session *session);
/* Returns the roles of all grants as bits. */
unsigned session_roles(const struct session *session);

#endif

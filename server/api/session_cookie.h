/* A session that begins or ends in this browser. */
#ifndef GH_SERVER_API_SESSION_COOKIE_H
#define GH_SERVER_API_SESSION_COOKIE_H

#include "http/reply.h"

struct session_origin;

/* Sets the cookies of a new session and of the known browser, for the account of that name. */
void session_cookies_set(struct request *rq, struct reply *reply, const char *token, const char *name);

/* Opens a session, however its account was verified, says so in the audit trail, and sets its cookies. An older session
 * of this browser ends. how: for the trail. origin: the provider, or NULL after a password. *out, unless NULL, gets the
 * session. */
enum gh_status GH_MUST_USE session_begin(struct request *rq, struct reply *reply, struct db *db, int64_t account,
                                         bool strong, const char *how, const struct session_origin *origin,
                                         struct session *out);
/* Closes the request's session and says so in the audit trail. */
enum gh_status GH_MUST_USE session_finish(const struct request *rq, struct db *db, const char *how);
/* Takes the session's cookie from the browser. */
void session_cookie_forget(struct request *rq, struct reply *reply);

#endif

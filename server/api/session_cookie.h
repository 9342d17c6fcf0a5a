/* The cookies of a session that begins. */
#ifndef GH_SERVER_API_SESSION_COOKIE_H
#define GH_SERVER_API_SESSION_COOKIE_H

#include "http/reply.h"

/* Sets the cookies of a new session and of the known browser, for the account of that name. */
void session_cookies_set(struct request *rq, struct reply *reply, const char *token, const char *name);

#endif

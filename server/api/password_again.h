/* Asks somebody who is signed in for the password again, before what somebody at an open screen must not do. */
#ifndef GH_SERVER_API_PASSWORD_AGAIN_H
#define GH_SERVER_API_PASSWORD_AGAIN_H

#include "http/reply.h"
#include "http/request.h"

/* Checks a typed password against that of the session's account, with the brake on wrong ones. *right false: the reply
 * says why not. The request must hold no connection, since deriving a password takes long. */
enum gh_status GH_MUST_USE password_again(struct request *rq, struct reply *reply, const char *typed, bool *right);

#endif

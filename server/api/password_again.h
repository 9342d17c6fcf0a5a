/* Asks somebody who is signed in for the password again, before what somebody at an open screen must not do: sessions,
 * second factor, own mail and number. Once given, it counts for SESSION_CONFIRM_LIFE. Routes ask with .confirmed,
 * endpoints with session_confirmed(), and the pages then show one dialogue. An account without a password here signs in
 * again instead. */
#ifndef GH_SERVER_API_PASSWORD_AGAIN_H
#define GH_SERVER_API_PASSWORD_AGAIN_H

#include "http/reply.h"
#include "http/request.h"

/* Checks a typed password against that of the session's account, with the brake on wrong ones; where the account has
 * none, whether it has signed in just now. *right false: the reply says why not. True: the session is confirmed from
 * now on. The request must hold no connection, since deriving a password takes long. */
enum gh_status GH_MUST_USE password_again(struct request *rq, struct reply *reply, const char *typed, bool *right);

#endif

/* Requests that must have their effect once: the header Idempotency-Key (draft-ietf-httpapi-idempotency-key-header).
 *
 * A request that creates something may carry a key. Its repetition gets the first answer, without a second effect, also
 * after the server ended in between and at another server of the same database. */
#ifndef GH_SERVER_HTTP_ONCE_H
#define GH_SERVER_HTTP_ONCE_H

#include "http/reply.h"
#include "records/request_key.h"

struct once {
    struct request_key key;
    tick now;
    bool active, written, taken; /* taken: a request with the same key was faster */
    bool secret;                 /* the answer holds a secret and is not kept */
};

/* Looks at the request's key. Returns PROBLEM_COUNT when the endpoint may run. *answered: the reply is that of an
 * earlier request. once must stay where it is until once_end(). */
enum problem once_begin(struct once *once, struct request *rq, bool secret, struct reply *reply, bool *answered);
/* Looks again after the endpoint met a conflict: an earlier try of this very request may have committed meanwhile, and
 * be what it met. Returns true when it was, and then the reply is that of the earlier try. */
bool once_look_again(struct once *once, struct request *rq, struct reply *reply);
/* Keeps the answer when the endpoint has done its work. A failure is logged: the repetition then learns that it was
 * done. */
void once_end(struct once *once, struct request *rq, const struct reply *reply);

#endif

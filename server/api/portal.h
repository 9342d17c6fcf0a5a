/* What the university's portal gets of one person: the items that wait for this person, as JSON and as a card. */
#ifndef GH_SERVER_API_PORTAL_H
#define GH_SERVER_API_PORTAL_H

#include "auth/portal_token.h"
#include "auth/session.h"
#include "http/reply.h"
#include "http/request.h"

#define PORTAL_PAGE_MAX 50

/* An item. Texts are in the request's language and memory. */
struct portal_item {
    char id[UUID_TEXT_SIZE];
    const char *kind;          /* "own": an application of the person; "decision": one to decide on */
    const char *state, *words; /* stable word, and what to do */
    const char *title, *link;
    tick at; /* of the submission; 0: not submitted */
};
struct portal_items {
    int64_t count; /* of all */
    struct portal_item items[PORTAL_PAGE_MAX];
    size_t shown;
};

/* Loads what waits for the session's person: own applications that came back, then those of the unit to decide on.
 * Leaves the first `skip` out and takes at most `most` <= PORTAL_PAGE_MAX. No item names a visitor. */
enum gh_status GH_MUST_USE portal_items_load(struct request *rq, const struct session *session, size_t skip,
                                             size_t most, struct portal_items *out);

/* Admits a request of the portal by its token: key, signature, claims, brakes, and that it was not used before. Then
 * *session is that of the person, without a cookie. PROBLEM_COUNT: admitted. A braked reply has its Retry-After. rq->db
 * has to be able to write. */
enum gh_status GH_MUST_USE portal_admit(struct request *rq, struct reply *reply, struct bytes token,
                                        struct session *session, enum problem *problem);

/* Returns what "aud" of a token has to be: the public URL, or "gatehouse" where none is set. */
const char *portal_audience(const struct request *rq);

#endif

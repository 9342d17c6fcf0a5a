/* The daily digest of open exceptions by e-mail, for each campus. */
#ifndef GH_SERVER_ACT_DIGEST_H
#define GH_SERVER_ACT_DIGEST_H

#include "act/act.h"

/* Puts the digest of each campus that is due into the outbox: once a day, from the minute that the settings say, to
 * officers, reviewers and administrators of the campus who want it. A campus without open exceptions sends none. Of
 * several server processes one sends it. */
enum gh_status GH_MUST_USE digest_send(const struct act_context *context, int64_t *sent);

#endif

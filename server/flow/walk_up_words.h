/* Why a walk-up application was refused on arrival, in words for its visitors: the same in the message and on the page.
 * Pure. */
#ifndef GH_SERVER_FLOW_WALK_UP_WORDS_H
#define GH_SERVER_FLOW_WALK_UP_WORDS_H

#include "flow/period_words.h"
#include "wire/record.h"

/* Without a full stop at the end. */
struct walk_up_words {
    const char *reason; /* "": people decided, and their remark is the reason */
    const char *advice; /* what to do now */
};

/* Returns the words. closed: the campus takes no visitors on that day. Nobody reads here that a person is barred, only
 * that the security office decides. */
struct walk_up_words walk_up_words_of(enum walk_up_reason reason, bool closed, enum words_language language);
/* Returns the words for an application that nobody decided in time. */
struct walk_up_words walk_up_words_lapsed(enum words_language language);

#endif

/* A long poll that shows that it lives: an empty line every few seconds until there are changes, then these. So a booth
 * can tell a quiet server from a dead link. */
#ifndef GH_SERVER_HTTP_CHANGES_WAIT_H
#define GH_SERVER_HTTP_CHANGES_WAIT_H

#include "api/changes_stream.h"

struct changes_wait {
    struct changes_held held; /* what the booth has */
    /* These as in changes_scope. */
    bool notes, marks, campus_keys, bound, presence, roll_calls, journals, closed_days, personal_keep, plates, bar_ends,
        roll_ends;
    bool has_label; /* of the booth's journal: */
    uint8_t label[JOURNAL_IDENTITY_LEN];
    enum changes_signed how; /* these two as in changes_stream_new() */
    uint8_t nonce[ATTEST_NONCE_LEN];
    unsigned seconds, ping_seconds; /* for how long at most, and between two empty lines */
};

/* Makes the stream and copies everything. Returns NULL without memory. */
struct reply_stream *changes_wait_new(const struct server *server, const struct device *device,
                                      const struct changes_wait *wait);

#endif

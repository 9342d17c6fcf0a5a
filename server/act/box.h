/* Boxes (core/wire/box.h) from booths: taken, over the network or from a stick, and their pictures opened for people.
 * Whatever the kind: the same box again changes nothing, one that can't be used is quarantined for reviewers, and both
 * count as settled. */
#ifndef GH_SERVER_ACT_BOX_H
#define GH_SERVER_ACT_BOX_H

#include "act/act.h"
#include "devices/device.h"
#include "wire/box.h"

#define BOX_LINES_MAX 32 /* in a request */

struct box_arrival {
    const struct device *device; /* borrowed */
    struct box box;              /* kind and id; of a walk-up also number, at and clock_trusted */
    struct bytes sealed;         /* borrowed */
};

/* Takes one, in transactions of its own. */
enum gh_status GH_MUST_USE box_take(const struct act_context *context, const struct box_arrival *arrival,
                                    struct box_answer *answer);

struct box_settled {
    struct box box;
    struct box_answer answer;
};
/* Takes the boxes of lines, each ended by a newline. carried: from a stick of a booth that is to hear of each with its
 * next changes. out holds BOX_LINES_MAX. GH_TOO_LONG for more lines, GH_MALFORMED for a last line that is cut off; what
 * was settled before an error stays settled. A line that can't be read is quarantined and not in out: it has no id. */
enum gh_status GH_MUST_USE box_take_lines(const struct act_context *context, const struct device *device,
                                          struct bytes lines, bool carried, struct box_settled *out, size_t *count);

/* Opens a picture and writes to the audit trail, in the session's name, that it was seen. id: of the box. *out: owned
 * by the caller (seal_wipe). GH_NOT_FOUND: no such box, or it has no picture. */
enum gh_status GH_MUST_USE box_open_photo(const struct act_context *context, const struct session *session,
                                          enum box_kind kind, const struct uuid *id, uint8_t **out, size_t *out_len);

#endif

/* Sealed boxes (core/wire/box.h) from booths, over the network or on a stick. The server takes each once, and a
 * repeated box changes nothing. An unusable box is quarantined for reviewers. Both outcomes settle the box. */
#ifndef GH_SERVER_ACT_BOX_H
#define GH_SERVER_ACT_BOX_H

#include "act/act.h"
#include "devices/device.h"
#include "wire/box.h"

#define BOX_LINES_MAX 32 /* boxes in a request */

/* One box as it arrived. */
struct box_arrival {
    const struct device *device; /* borrowed */
    struct box box;              /* kind and id; for a walk-up also number, at and clock_trusted */
    struct bytes sealed;         /* borrowed */
};

/* Takes one box in its own transactions and fills *answer. */
enum gh_status GH_MUST_USE box_take(const struct act_context *context, const struct box_arrival *arrival,
                                    struct box_answer *answer);

/* The answer for one box. */
struct box_settled {
    struct box box;
    struct box_answer answer;
};
/* Takes the boxes of lines, each ended by a newline. carried: the lines come from a stick, so the booth gets the
 * answers with its next changes. out holds BOX_LINES_MAX. An unreadable line is quarantined and does not appear in
 * out, because it has no id. GH_TOO_LONG: more lines. GH_MALFORMED: the last line is cut off. Boxes settled before
 * an error stay settled. */
enum gh_status GH_MUST_USE box_take_lines(const struct act_context *context, const struct device *device,
                                          struct bytes lines, bool carried, struct box_settled *out, size_t *count);

/* Opens the picture of a box and writes an audit record in the session's name. id is the box's. The caller releases
 * *out with seal_wipe(). GH_NOT_FOUND: no such box within scope, or no picture. */
enum gh_status GH_MUST_USE box_open_photo(const struct act_context *context, const struct session *session,
                                          const struct scope *scope, enum box_kind kind, const struct uuid *id,
                                          uint8_t **out, size_t *out_len);

#endif

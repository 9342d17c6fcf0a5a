/* Roll calls that guards start, and ticks that they make, at booths (core/wire/roll_call.h). */
#ifndef GH_SERVER_ACT_ROLL_CALL_BOX_H
#define GH_SERVER_ACT_ROLL_CALL_BOX_H

#include "act/box.h"

/* Opens and stores a new box. GH_DENIED: the box can't be opened, or the booth serves no single campus. GH_CONFLICT:
 * the roll call is another campus's. */
enum gh_status GH_MUST_USE roll_call_box_take(const struct act_context *context, const struct box_arrival *arrival,
                                              struct box_answer *answer);

#endif

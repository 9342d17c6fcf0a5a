/* Pictures of vehicles (core/wire/car_picture.h), stored for who reviews the entries until the days of
 * gate.evidence_days are over (records/boxes.h). */
#ifndef GH_SERVER_ACT_CAR_PICTURE_H
#define GH_SERVER_ACT_CAR_PICTURE_H

#include "act/box.h"

/* Opens and stores a box that is new. GH_DENIED: no box of ours, or about an entry that this device has not sent. Where
 * pictures are no longer wanted, answer->taken is false and nothing is kept. */
enum gh_status GH_MUST_USE car_picture_take(const struct act_context *context, const struct box_arrival *arrival,
                                            struct box_answer *answer);

#endif

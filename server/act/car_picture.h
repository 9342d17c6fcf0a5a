/* Pictures of vehicles (core/wire/car_picture.h), stored for reviewers of entries for the days of the setting
 * gate.evidence_days (records/boxes.h). */
#ifndef GH_SERVER_ACT_CAR_PICTURE_H
#define GH_SERVER_ACT_CAR_PICTURE_H

#include "act/box.h"

/* Opens and stores a new box. When the setting keeps no pictures, it stores nothing and leaves answer->taken false.
 * GH_DENIED: the box can't be opened, names another entry, or this device has not sent its entry. */
enum gh_status GH_MUST_USE car_picture_take(const struct act_context *context, const struct box_arrival *arrival,
                                            struct box_answer *answer);

#endif

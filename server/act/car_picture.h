/* Pictures of vehicles (core/wire/car_picture.h): taken from booths, looked at by whoever reviews the entries, and
 * deleted when the days of gate.evidence_days are over. */
#ifndef GH_SERVER_ACT_CAR_PICTURE_H
#define GH_SERVER_ACT_CAR_PICTURE_H

#include "act/act.h"
#include "devices/device.h"
#include "wire/car_picture.h"

/* One box of that device, about an entry that it has sent; the same again changes nothing. *taken false: it can't be
 * used, and was kept aside; or pictures are no longer wanted, and it was not. */
enum gh_status GH_MUST_USE car_picture_take(const struct act_context *context, const struct device *device,
                                            const struct uuid *entry, struct bytes sealed, bool *taken);
/* The picture, opened: owned by the caller, who wipes and frees it. Audited in the caller's name. GH_NOT_FOUND: there
 * is none. */
enum gh_status GH_MUST_USE car_picture_view(const struct act_context *context, const struct session *session,
                                            const struct uuid *entry, uint8_t **out, size_t *out_len);
/* Deletes those whose time is over. */
enum gh_status GH_MUST_USE car_picture_sweep(struct db *db, tick now);

#endif

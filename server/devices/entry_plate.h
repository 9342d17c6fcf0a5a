/* The plate of a car that was let in without a pass, as a booth hands it up with the entry. */
#ifndef GH_SERVER_DEVICES_ENTRY_PLATE_H
#define GH_SERVER_DEVICES_ENTRY_PLATE_H

#include "db/db.h"
#include "devices/booth_keys.h"
#include "wire/entry_plate.h"

/* Opens the plate of an entry with the key that its booth sealed it with. False: it has none, none that opens, or one
 * that is not the plate of the entry's hash, which alone is in the chain. */
bool entry_plate_take(const struct booth_keys *keys, const struct entry *entry, char out[static ENTRY_PLATE_MAX]);

/* Loads the plate of a row: that of a pass, or, where `sealed` is not NULL, of a car without one, which belongs to the
 * entry of column `entry`. "": none. The caller wipes it. */
enum gh_status GH_MUST_USE entry_plate_load(const struct vault *vault, struct db_rows *rows, int plate, int entry,
                                            int sealed, char out[static ENTRY_PLATE_MAX]);

#endif

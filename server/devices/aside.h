/* Quarantine: content from a booth that could not be used, sealed and kept for a person to review. */
#ifndef GH_SERVER_DEVICES_ASIDE_H
#define GH_SERVER_DEVICES_ASIDE_H

#include "devices/device.h"

/* Quarantines content, of which it keeps the first ENTRY_LINE_MAX bytes. The same content of a device is kept only
 * once. number is the entry's, or 0. code is a stable word that says why. Works inside and outside a transaction. */
enum gh_status GH_MUST_USE aside_keep(struct db *db, const struct vault *vault, const struct device *device,
                                      struct bytes content, uint64_t number, const char *code, tick now);

/* Tells whether this very content of the device was quarantined before. */
enum gh_status GH_MUST_USE aside_has(struct db *db, const struct device *device, struct bytes content, bool *out);

enum aside_column {
    ASIDE_COLUMN_ID,
    ASIDE_COLUMN_DEVICE_NAME,
    ASIDE_COLUMN_NUMBER,
    ASIDE_COLUMN_ARRIVED_AT,
    ASIDE_COLUMN_CODE,
    ASIDE_COLUMN_LINE /* sealed as "entry.line" */
};
/* Selects at most limit items that nobody has reviewed, newest first. The caller ends rows after any outcome. */
enum gh_status GH_MUST_USE aside_query(struct db *db, struct db_rows *rows, const struct scope *scope, int64_t limit);
/* Selects the sealed content of one as the only column. GH_NOT_FOUND: no such content within scope. The caller ends
 * rows after any outcome. */
enum gh_status GH_MUST_USE aside_load(struct db *db, const struct scope *scope, const struct uuid *id,
                                      struct db_rows *rows);
/* Marks an item as reviewed and writes an audit record. GH_NOT_FOUND: no such item, or it was reviewed before. */
enum gh_status GH_MUST_USE aside_settle(const struct audit_act *act, const struct scope *scope, const struct uuid *id);

#endif

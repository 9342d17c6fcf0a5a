/* What a booth sent that could not be used: kept whole, sealed, once, for a person to look at. */
#ifndef GH_SERVER_DEVICES_ASIDE_H
#define GH_SERVER_DEVICES_ASIDE_H

#include "devices/device.h"

/* content: its first ENTRY_LINE_MAX bytes are kept; the same content of a device is kept once. number: of the entry,
 * 0 when it has none. code: a stable word. Inside a transaction or not. */
enum gh_status GH_MUST_USE aside_keep(struct db *db, const struct vault *vault, const struct device *device,
                                      struct bytes content, uint64_t number, const char *code, tick now);

enum aside_column {
    ASIDE_COLUMN_ID,
    ASIDE_COLUMN_DEVICE_NAME,
    ASIDE_COLUMN_NUMBER,
    ASIDE_COLUMN_ARRIVED_AT,
    ASIDE_COLUMN_CODE,
    ASIDE_COLUMN_LINE /* sealed as "entry.line" */
};
/* Selects what nobody has looked at yet, the newest first. The caller ends the rows after any outcome. */
enum gh_status GH_MUST_USE aside_query(struct db *db, struct db_rows *rows, int64_t limit);
/* Marks one as looked at. GH_NOT_FOUND, also when it was before. Audited. */
enum gh_status GH_MUST_USE aside_settle(const struct audit_act *act, const struct uuid *id);

#endif

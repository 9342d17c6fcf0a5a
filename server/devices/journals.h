/* The journals of a booth, as the server tells them apart (docs/sync-protocol.md#push).
 *
 * A booth names its journal by a label. The first journal has the ordinal 0, also when its booth is of an older version
 * and names none. */
#ifndef GH_SERVER_DEVICES_JOURNALS_H
#define GH_SERVER_DEVICES_JOURNALS_H

#include "devices/device.h"
#include "devices/intake.h"

struct device_journal {
    int64_t ordinal; /* of this booth: 0, 1, 2, ... */
    struct intake intake;
};

/* Finds the journal of that label. GH_NOT_FOUND: the server has not seen it. */
enum gh_status GH_MUST_USE journals_find(struct db *db, const struct uuid *device,
                                         const uint8_t label[static JOURNAL_IDENTITY_LEN], struct device_journal *out);
/* Returns the highest ordinal of a named journal in *out, -1 when the booth has named none. */
enum gh_status GH_MUST_USE journals_newest(struct db *db, const struct uuid *device, int64_t *out);
/* Copies label and acknowledged number of the newest journal. GH_NOT_FOUND: the booth has named none. */
enum gh_status GH_MUST_USE journals_newest_label(struct db *db, const struct uuid *device,
                                                 uint8_t label[static JOURNAL_IDENTITY_LEN], uint64_t *acknowledged);
/* Adds a journal with its progress. */
enum gh_status GH_MUST_USE journals_add(struct db *db, const struct uuid *device,
                                        const uint8_t label[static JOURNAL_IDENTITY_LEN],
                                        const struct device_journal *journal, tick now);
/* Stores a journal's progress. */
enum gh_status GH_MUST_USE journals_save(struct db *db, const struct uuid *device,
                                         const struct device_journal *journal);
/* Returns up to which number the server has the journal of that label: of one that it has not seen, 0, unless it is the
 * first one that this booth names. */
enum gh_status GH_MUST_USE journals_acknowledged(struct db *db, const struct device *device,
                                                 const uint8_t label[static JOURNAL_IDENTITY_LEN], uint64_t *out);

/* Notes that somebody has looked into another journal of a booth, and writes an audit record. GH_NOT_FOUND: no such
 * booth within the scope, or there is nothing to look into. */
enum gh_status GH_MUST_USE journals_settle_fork(const struct audit_act *act, const struct scope *scope,
                                                const struct uuid *device);

#endif

/* Takes what a booth recorded: each line is settled by itself, a whole batch in one transaction
 * (docs/sync-protocol.md#push).
 *
 * A physical entry is a fact: it is stored with its own time whatever became of the pass meanwhile. Lines that
 * can't be used are quarantined, whole, and count as received. */
#ifndef GH_SERVER_DEVICES_ENTRIES_H
#define GH_SERVER_DEVICES_ENTRIES_H

#include "devices/device.h"

#define ENTRIES_LINES_MAX 500

struct entries_aside {
    uint64_t number;  /* 0: could not be read */
    const char *code; /* "unreadable", "other-content", "altered", "taken-id" */
};

struct entries_result {
    uint64_t acknowledged;
    bool gap, forked; /* lines after a gap were not taken; this device speaks with two journals */
    size_t stored, again, aside_count;
    struct entries_aside aside[ENTRIES_LINES_MAX];
};

/* body: lines of core/wire/entry.h, each ended by a newline. oldest: the first number that the booth still holds, as
 * it says; 0: unknown. GH_TOO_LONG over ENTRIES_LINES_MAX. On an error nothing was taken. */
enum gh_status GH_MUST_USE entries_take(struct db *db, const struct vault *vault, const struct device *device,
                                        struct bytes body, uint64_t oldest, tick now, struct entries_result *out);

/* Marks a conflict, a gap or a broken chain as looked at by a person. What happened stays. GH_NOT_FOUND, also for an
 * entry without such a mark. Audited. */
enum gh_status GH_MUST_USE entry_settle(const struct audit_act *act, const struct uuid *id);

#endif

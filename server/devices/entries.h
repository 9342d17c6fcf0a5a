/* Takes a booth's entries. Each line has its own result, and a batch is one transaction
 * (docs/sync-protocol.md#push).
 *
 * The server stores every entry with the booth's time, whatever became of the pass, because the visitor did pass the
 * gate. Unusable lines are quarantined and count as received. */
#ifndef GH_SERVER_DEVICES_ENTRIES_H
#define GH_SERVER_DEVICES_ENTRIES_H

#include "devices/device.h"

#define ENTRIES_LINES_MAX 500

/* A line that was quarantined. */
struct entries_aside {
    uint64_t number;  /* 0: unreadable */
    const char *code; /* "unreadable", "other-content", "altered", "taken-id" */
};

/* What the booth says of the journal that the lines are from. */
struct entries_source {
    uint64_t oldest; /* the first number that it still holds behind `after`; 0: none is lost */
    uint64_t after;  /* with a label: numbers up to here are not lost at the booth: wait for them */
    bool has_label;  /* false: an older booth, or a file that was carried */
    uint8_t label[JOURNAL_IDENTITY_LEN];
    uint64_t first; /* with a label: no entry of this journal has a lower number; at least 1 */
};

struct entries_result {
    uint64_t acknowledged;
    bool has_hash; /* of the entry `acknowledged` */
    uint8_t hash[ENTRY_HASH_LEN];
    bool gap;             /* lines after a gap were not taken */
    bool forked;          /* the server has other entries under these numbers; with a label they were not taken */
    bool another_journal; /* the booth has had another journal before, or has it still */
    size_t stored, again, aside_count;
    struct entries_aside aside[ENTRIES_LINES_MAX];
};

/* Hears of admissions inside the transaction that stores them. */
struct entries_listener {
    /* entry is the first admission of its pass. A failure rolls the whole batch back. */
    enum gh_status (*arrived)(void *context, const struct entry *entry);
    void *context; /* borrowed */
};

/* Takes the entries of body, lines as in core/wire/entry.h that each end in a newline. listener: NULL for none. Nothing
 * is stored on an error. GH_TOO_LONG: more than ENTRIES_LINES_MAX lines. GH_MALFORMED: the last line is cut off.
 *
 * An entry that the server has by its hash counts as received whichever journal of whichever booth brings it again. */
enum gh_status GH_MUST_USE entries_take(struct db *db, const struct vault *vault, const struct device *device,
                                        struct bytes body, const struct entries_source *source, tick now,
                                        const struct entries_listener *listener, struct entries_result *out);

/* Marks a conflict, a gap, a broken chain or an entry of a revoked booth as reviewed and writes an audit record. The
 * entry itself stays as it is. GH_NOT_FOUND: no such entry within scope, or it has no such mark. */
enum gh_status GH_MUST_USE entry_settle(const struct audit_act *act, const struct scope *scope, const struct uuid *id);

#endif

/* Which entries a reviewer should look into, and raising exceptions about them (records/exception.h). */
#ifndef GH_SERVER_DEVICES_EXCEPTIONS_H
#define GH_SERVER_DEVICES_EXCEPTIONS_H

#include "devices/device.h"
#include "records/exception.h"
#include "wire/entry.h"

/* Returns what is exceptional about the content of an entry, or EXCEPTION_KINDS. Pure. */
enum exception_kind exceptions_judge(const struct entry *entry);

/* Raises what is exceptional about an entry: its mark ("", "gap", "broken", "revoked") and its content. Call it in the
 * transaction that stores the entry. */
enum gh_status GH_MUST_USE exceptions_note(struct db *db, const struct device *device, const struct entry *entry,
                                           const char *mark, tick now);
/* Raises the second use of a pass. other: the use that the server had. */
enum gh_status GH_MUST_USE exceptions_note_second_use(struct db *db, const struct device *device,
                                                      const struct entry *entry, const struct uuid *other, tick now);
/* Raises something about the booth itself. entry: the one that shows it, or NULL. */
enum gh_status GH_MUST_USE exceptions_note_booth(struct db *db, const struct device *device, enum exception_kind kind,
                                                 const struct entry *entry, tick now);

#endif

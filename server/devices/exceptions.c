/* Judges entries and raises exceptions about them. */
#include "devices/exceptions.h"

#include <string.h>

enum exception_kind exceptions_judge(const struct entry *e)
{
    if (e->kind == ENTRY_OVERRIDE)
        return EXCEPTION_OVERRIDE;
    if (e->kind != ENTRY_SHOWN)
        return EXCEPTION_KINDS;
    switch (e->reason) {
    case REASON_FORGED:
    case REASON_UNKNOWN_KEY:
    case REASON_NOT_ISSUED:
        return EXCEPTION_FORGED;
    case REASON_REVOKED:
        return EXCEPTION_REVOKED_PASS;
    case REASON_NOT_EXPECTED:
        return e->presented_as == PRESENTED_PLATE ? EXCEPTION_UNKNOWN_VEHICLE : EXCEPTION_KINDS;
    default:
        return EXCEPTION_KINDS;
    }
}

/* The same forged code at several booths is one exception, as is the same pass. */
static struct uuid subject_of(const struct device *device, const struct entry *e, enum exception_kind kind)
{
    struct uuid digest;
    _Static_assert(sizeof e->code_digest == sizeof digest.b, "a digest is as long as an id");
    memcpy(digest.b, e->code_digest, sizeof digest.b);
    if (kind == EXCEPTION_FORGED && !uuid_is_nil(&digest))
        return digest;
    const bool of_pass = kind == EXCEPTION_OVERRIDE || kind == EXCEPTION_REVOKED_PASS || kind == EXCEPTION_FORGED;
    return of_pass && !uuid_is_nil(&e->pass_id) ? e->pass_id : device->id;
}

static enum gh_status raise_about(struct db *db, const struct device *device, const struct entry *e,
                                  enum exception_kind kind, const struct uuid *subject, const struct uuid *other,
                                  tick now)
{
    return exception_raise(db,
                           &(struct exception_sighting){.kind = kind,
                                                        .campus = device->campus,
                                                        .gate = e ? e->gate : device->gate,
                                                        .device = &device->id,
                                                        .subject = subject,
                                                        .entry = e ? &e->id : NULL,
                                                        .other_entry = other,
                                                        .pass = e ? &e->pass_id : NULL,
                                                        .at = e && e->clock_trusted ? e->at : now},
                           now);
}

enum gh_status exceptions_note_booth(struct db *db, const struct device *device, enum exception_kind kind,
                                     const struct entry *entry, tick now)
{
    return raise_about(db, device, entry, kind, &device->id, NULL, now);
}

enum gh_status exceptions_note_second_use(struct db *db, const struct device *device, const struct entry *entry,
                                          const struct uuid *other, tick now)
{
    return raise_about(db, device, entry, EXCEPTION_DOUBLE_USE, &entry->pass_id, other, now);
}

static enum exception_kind kind_of_mark(const char *mark)
{
    return strcmp(mark, "gap") == 0       ? EXCEPTION_GAP
           : strcmp(mark, "broken") == 0  ? EXCEPTION_BROKEN
           : strcmp(mark, "revoked") == 0 ? EXCEPTION_REVOKED_BOOTH
                                          : EXCEPTION_KINDS;
}

enum gh_status exceptions_note(struct db *db, const struct device *device, const struct entry *entry, const char *mark,
                               tick now)
{
    const enum exception_kind marked = kind_of_mark(mark);
    enum gh_status status = marked == EXCEPTION_KINDS ? GH_OK : exceptions_note_booth(db, device, marked, entry, now);
    /* What a revoked booth says is evidence without effect. */
    const enum exception_kind kind = marked == EXCEPTION_REVOKED_BOOTH ? EXCEPTION_KINDS : exceptions_judge(entry);
    if (status || kind == EXCEPTION_KINDS)
        return status;
    const struct uuid subject = subject_of(device, entry, kind);
    return raise_about(db, device, entry, kind, &subject, NULL, now);
}

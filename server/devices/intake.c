/* The rule of taking entries, as a pure function. */
#include "devices/intake.h"

#include <string.h>

enum intake_verdict intake_judge(const struct intake *intake, const struct entry *entry, const char *device,
                                 uint64_t oldest)
{
    uint8_t hash[ENTRY_HASH_LEN];
    uint64_t next = intake->acknowledged + 1;
    if (entry->number < next)
        return INTAKE_AGAIN;
    if (entry->number > next && (oldest <= next || entry->number != oldest))
        return INTAKE_GAP;
    entry_hash(entry, device, hash);
    if (memcmp(hash, entry->hash, sizeof hash) != 0)
        return INTAKE_ALTERED;
    if (entry->number > next)
        return INTAKE_AFTER_GAP;
    static const uint8_t none[ENTRY_HASH_LEN];
    const uint8_t *before = intake->acknowledged == 0 ? none : intake->has_last_hash ? intake->last_hash : NULL;
    return before && memcmp(before, entry->previous, ENTRY_HASH_LEN) != 0 ? INTAKE_BROKEN : INTAKE_NEXT;
}

void intake_advance(struct intake *intake, const struct entry *entry)
{
    intake->acknowledged = entry->number;
    intake->has_last_hash = true;
    memcpy(intake->last_hash, entry->hash, ENTRY_HASH_LEN);
}

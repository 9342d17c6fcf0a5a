#include "desk/entries.h"

#include <string.h>

#include <sodium.h>

#include "desk/clock.h"
#include "desk/stores.h"
#include "people/plate.h"
#include "wire/entry_plate.h"
#include "wire/entry_remark.h"

/* ---- About which pass ---- */

struct entry desk_entry_of(const struct desk *desk, enum entry_kind kind)
{
    const struct subject *subject = &desk->scan.subject;
    const struct shown *shown = &desk->scan.shown;
    const struct claims *claims = &subject->facts.claims;
    struct entry entry = {.kind = kind,
                          .presented_as = shown->presented_as,
                          .direction = shown->direction,
                          .colour = shown->verdict.colour,
                          .reason = shown->verdict.reason,
                          .reasons = shown->verdict.reasons,
                          .refers_to = shown->entry};
    bool moves = entry_is_admission(&entry) || kind == ENTRY_EXIT;
    /* A plate that was only shown leaves no hash behind. */
    const uint8_t *digest =
        moves && subject->facts.presented_as == PRESENTED_PLATE ? subject->car : subject->code_digest;
    memcpy(entry.code_digest, digest, sizeof entry.code_digest);
    if (!subject->has_pass)
        return entry;
    entry.pass_id = claims->pass_id;
    entry.pass_expires = claims->expires;
    entry.live = claims->live;
    if (subject->has_row)
        entry.group = subject->row.group;
    bool admission = kind == ENTRY_ADMIT || kind == ENTRY_DECIDE_ADMIT || kind == ENTRY_OVERRIDE;
    entry.uses_up = admission && claims->uses == PASS_SINGLE_USE;
    return entry;
}

struct entry desk_entry_of_rider(const struct desk *desk, size_t i, enum entry_kind kind)
{
    const struct desk_rider *r = &desk->scan.visit.riders[i];
    struct entry entry = {.kind = kind,
                          .presented_as = r->presented_as,
                          .direction = desk->scan.shown.direction,
                          .pass_id = r->claims.pass_id,
                          .group = r->group,
                          .colour = r->verdict.colour,
                          .reason = r->verdict.reason,
                          .reasons = r->verdict.reasons,
                          .pass_expires = r->claims.expires,
                          .live = r->claims.live};
    memcpy(entry.code_digest, r->code_digest, sizeof entry.code_digest);
    entry.uses_up = entry_is_admission(&entry) && r->claims.uses == PASS_SINGLE_USE;
    return entry;
}

enum entry_kind desk_admission_kind(const struct desk *desk, enum entry_kind in)
{
    return desk->scan.shown.direction == DIRECTION_OUT ? ENTRY_EXIT : in;
}

/* ---- Writing ---- */

enum gh_status desk_prepare(struct desk *desk, struct entry *entry)
{
    uint8_t random[10];
    if (!desk->stores.journal)
        return desk->stores.journal_fault;
    entry->at = desk_now(desk, &entry->clock_trusted);
    randombytes_buf(random, sizeof random);
    entry->id = uuid_v7(entry->at, random);
    entry->gate = desk->options.gate;
    entry->guard = desk->session.guard;
    return GH_OK;
}

void desk_seal_plate(const struct desk *desk, struct entry *entry)
{
    struct plate plate;
    const struct pin_keys *keys = desk->session.keys;
    if (!entry_is_of_plate(entry) || !keys || !keys->has_data_key ||
        plate_accept(bytes_of_string(desk->scan.subject.plate), &plate) != PLATE_OK)
        return;
    if (entry_plate_seal(plate.text, keys->data_key, &entry->id, entry->plate))
        memset(entry->plate, 0, sizeof entry->plate);
}

void desk_seal_note(const struct desk *desk, struct entry *entry)
{
    const struct pin_keys *keys = desk->session.keys;
    if (keys && keys->has_data_key)
        entry_remark_close(entry, keys->data_key);
}

void desk_seal_notes(struct desk *desk)
{
    const struct pin_keys *keys = desk->session.keys;
    if (!desk->stores.journal || !keys || !keys->has_data_key)
        return;
    enum gh_status status = journal_seal_notes(desk->stores.journal, keys->data_key);
    if (status && status != GH_BUSY) /* the next sign-in tries again */
        desk_drop_journal(desk, status);
}

enum gh_status desk_appended(struct desk *desk, const struct entry *entry, enum gh_status status)
{
    desk->chores.status_due = true;
    if (!status) {
        if (entry->clock_trusted)
            desk_learn_time(desk, TIME_FROM_LOG, entry->at);
        return GH_OK;
    }
    /* The next command opens it anew: somebody may have repaired the file or the medium. */
    desk_drop_journal(desk, status);
    return desk->stores.journal_fault;
}

enum gh_status desk_append(struct desk *desk, struct entry *entry)
{
    enum gh_status status = desk_prepare(desk, entry);
    desk_seal_note(desk, entry);
    return status ? status : desk_appended(desk, entry, journal_append(desk->stores.journal, entry));
}

enum gh_status desk_append_all(struct desk *desk, size_t count)
{
    for (size_t i = 0; i < count; i++)
        desk_seal_note(desk, &desk->scratch.entries[i]);
    enum gh_status status = desk->stores.journal
                                ? journal_append_all(desk->stores.journal, desk->scratch.entries, count)
                                : desk->stores.journal_fault;
    return desk->stores.journal ? desk_appended(desk, &desk->scratch.entries[0], status) : status;
}

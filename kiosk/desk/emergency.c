#include "desk/emergency.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "desk/entries.h"
#include "desk/outbox.h"
#include "desk/pin.h"
#include "desk/say.h"
#include "desk/walk_up_rows.h"
#include "wire/emergency.h"

static bool is_emergency_reason(enum override_reason reason)
{
    for (size_t i = 0; i < EMERGENCY_REASON_COUNT; i++)
        if (emergency_reasons[i] == reason)
            return true;
    return false;
}

static enum gh_status find_walk_up(struct desk *desk, const struct uuid *id, struct box *out)
{
    size_t count = 0;
    enum gh_status status =
        journal_boxes(desk->stores.journal, BOX_WALK_UP, 0, desk->scratch.walk_ups, DESK_WALK_UPS_MAX, &count);
    for (size_t i = 0; !status && i < count; i++)
        if (uuid_equal(&desk->scratch.walk_ups[i].id, id)) {
            *out = desk->scratch.walk_ups[i];
            return GH_OK;
        }
    return status ? status : GH_NOT_FOUND;
}

/* GH_OK for an application that waits: an approved one enters by the ordinary way, and a refusal stands. */
static enum gh_status may_let_in(struct desk *desk, const struct desk_command *command, struct box *out)
{
    struct walk_up_row row;
    if (!desk->synced.policy.emergency_admission || desk->mode.direction == DIRECTION_OUT ||
        !is_emergency_reason(command->reason) || !command->text[0] || strlen(command->text) >= WIRE_NAME_MAX)
        return GH_DENIED;
    if (!desk->stores.journal)
        return desk->stores.journal_fault;
    enum gh_status status = find_walk_up(desk, &command->id, out);
    if (!status)
        status = desk_read_walk_up(desk, out, &row);
    if (status)
        return status;
    bool waits = !row.sent || row.state < WALK_UP_APPROVED;
    return waits && row.emergency == EMERGENCY_NONE ? GH_OK : GH_DENIED;
}

static enum gh_status let_in(struct desk *desk, const struct desk_command *command, const struct box *w,
                             struct entry *entry)
{
    struct box box = {.kind = BOX_EMERGENCY, .about = w->id};
    uint8_t key[SEALING_KEY_LEN], *sealed = NULL;
    size_t len = 0;
    enum gh_status status = desk_sealing_key(desk, key);
    if (!status)
        status = desk_prepare(desk, entry);
    struct emergency emergency = {.id = entry->id,
                                  .application = w->id,
                                  .at = entry->at,
                                  .clock_trusted = entry->clock_trusted,
                                  .guard = entry->guard,
                                  .second_guard = entry->second_guard,
                                  .reason = entry->override_reason};
    memcpy(emergency.approver, command->text, strlen(command->text) + 1);
    if (!status)
        status = emergency_seal(&emergency, BYTES(command->photo, command->photo_len), key, &sealed, &len);
    sodium_memzero(&emergency, sizeof emergency);
    desk_seal_note(desk, entry);
    if (!status)
        status =
            desk_appended(desk, entry, journal_append_with_box(desk->stores.journal, entry, &box, BYTES(sealed, len)));
    free(sealed);
    return status;
}

void desk_emergency(struct desk *desk, const struct desk_command *command)
{
    struct box w = {.number = 0};
    enum gh_status status = may_let_in(desk, command, &w);
    if (!status && desk->synced.policy.second_guard && desk_check_second(desk, command))
        return;
    struct entry entry = {.kind = ENTRY_OVERRIDE,
                          .presented_as = PRESENTED_SHORT_NUMBER,
                          .direction = DIRECTION_IN,
                          .colour = VERDICT_RED,
                          .reason = REASON_NOT_EXPECTED,
                          .reasons = 1u << REASON_NOT_EXPECTED,
                          .second_guard = desk->synced.policy.second_guard ? command->second_guard : 0,
                          .override_reason = command->reason};
    if (!status) {
        entry.refers_to = w.id;
        (void)snprintf(entry.note, sizeof entry.note, "现场申请 walk-up %04" PRIu64, w.number);
        status = let_in(desk, command, &w, &entry);
    }
    if (status) {
        desk_fail(desk, COMMAND_EMERGENCY, status);
        return;
    }
    desk->chores.status_due = true;
    desk_done(desk, COMMAND_EMERGENCY);
}

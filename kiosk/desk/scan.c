#include "desk/scan.h"

#include <string.h>

#include "desk/beside.h"
#include "desk/clock.h"
#include "desk/facts.h"
#include "desk/pin.h"
#include "desk/say.h"
#include "desk/session.h"
#include "desk/shown.h"
#include "token/gun_text.h"

/* A little over the 30 s after which a pass page shows its next token. */
#define PHONE_REFRESH_MS 35000

/* Scanning needs a guard who answers for it, except at an unattended kiosk. */
static bool may_scan(const struct desk *desk)
{
    return desk->mode.unattended || desk_may(desk, GUARD_ADMIT);
}

/* A phone before the camera shows a freshly signed token every 30 s. That is still the same scan. Another code in
 * between, a static code, or a longer wait makes a new one. */
static bool is_same_phone(const struct desk *desk, const struct subject *seen)
{
    const struct subject *before = desk->scan.visit.by_rider ? &desk->scan.visit.rider : &desk->scan.subject;
    const struct claims *old = &before->facts.claims, *now = &seen->facts.claims;
    return before->has_pass && seen->has_pass && old->live && now->live && now->issued_at > old->issued_at &&
           uuid_equal(&old->pass_id, &now->pass_id) && desk_boot_ms(desk) - desk->scan.seen_ms <= PHONE_REFRESH_MS;
}

/* Takes the code that the server's page shows for a new booth. Nobody needs to be signed in, since nobody can be yet.
 */
static bool is_enrolment(struct desk *desk, struct bytes text)
{
    if (!enrol_code_is(text) || text.len >= DESK_ENROL_MAX)
        return false;
    memcpy(desk_new_event(desk, DESK_ENROL)->enrol, text.data, text.len);
    desk_send(desk);
    return true;
}

void desk_scan(struct desk *desk, const struct desk_command *command)
{
    char room[GUN_TEXT_MAX];
    bool by_gun = command->captured_ns == 0;
    struct bytes code = by_gun ? gun_text_fold(command->code, room) : command->code;
    if (is_enrolment(desk, code) || desk_take_badge(desk, code))
        return;
    if (!may_scan(desk)) {
        desk_fail(desk, COMMAND_SCAN, GH_DENIED);
        return;
    }
    struct subject seen;
    desk_look_at_code(desk, code, &seen);
    seen.gun_changed = by_gun && seen.facts.token == TOKEN_NOT_A_PASS && gun_text_is_almost_pass(code);
    if (is_same_phone(desk, &seen) || desk_join(desk, &seen))
        return;
    desk->scan.seen_ms = desk_boot_ms(desk);
    desk->scan.subject = seen;
    desk_show(desk, command->captured_ns);
}

void desk_look_up(struct desk *desk, const struct desk_command *command)
{
    struct subject subject;
    enum gh_status status = command->kind == COMMAND_NUMBER ? desk_look_up_number(desk, command->text, &subject)
                                                            : desk_look_up_plate(desk, command->text, &subject);
    if (status) {
        desk_fail(desk, command->kind, status);
        return;
    }
    desk->scan.subject = subject;
    desk_show(desk, 0);
}

/* True for a candidate that is on screen. */
static bool is_offered(const struct subject *subject, const struct uuid *pass_id)
{
    for (size_t i = 0; i < subject->candidate_count; i++)
        if (uuid_equal(&subject->candidates[i].claims.pass_id, pass_id))
            return true;
    return false;
}

void desk_choose(struct desk *desk, const struct desk_command *command)
{
    struct subject subject;
    enum gh_status status = GH_NOT_FOUND;
    if (command->scan == desk->scan.shown.scan && is_offered(&desk->scan.subject, &command->id))
        status = desk_look_at_pass(desk, &command->id, desk->scan.subject.facts.presented_as, &subject);
    if (status) {
        desk_fail(desk, COMMAND_CHOOSE, status);
        return;
    }
    desk->scan.subject = subject;
    desk_show(desk, 0);
}

void desk_dismiss(struct desk *desk, const struct desk_command *command)
{
    if (command->scan == desk->scan.shown.scan)
        desk_forget_shown(desk);
}

#include "desk/pin.h"

#include <string.h>

#include <sodium.h>

#include "desk/clock.h"
#include "desk/say.h"
#include "desk/stores.h"
#include "os/file.h"

void desk_send_signed(struct desk *desk, enum sign_in_result result, unsigned wait_seconds, bool second)
{
    struct desk_event *event = desk_new_event(desk, DESK_SIGNED);
    event->sign_in.result = result;
    event->sign_in.wait_seconds = wait_seconds;
    event->sign_in.second = second;
    desk_send(desk);
}

/* Wrong tries must outlive a restart: write the file before the answer goes out. */
static void save_throttle(const struct desk *desk)
{
    uint8_t stored[THROTTLE_BYTES_MAX];
    size_t len = throttle_encode(&desk->throttle, stored);
    if (desk->options.throttle_path[0] && os_file_write(desk->options.throttle_path, BYTES(stored, len), 0640))
        return; /* the count in memory still stands; a full disk must not keep the guards out */
}

void desk_load_throttle(struct desk *desk)
{
    uint8_t stored[THROTTLE_BYTES_MAX];
    size_t len = 0;
    if (!desk->options.throttle_path[0] || os_file_read(desk->options.throttle_path, stored, sizeof stored, &len) ||
        throttle_decode(BYTES(stored, len), &desk->throttle))
        memset(&desk->throttle, 0, sizeof desk->throttle);
}

static unsigned wait_of(struct desk *desk, uint32_t guard)
{
    bool trusted;
    tick wait = throttle_wait(&desk->throttle, guard, desk_now(desk, &trusted));
    return (unsigned)((wait + TICK_SECOND - 1) / TICK_SECOND);
}

static void note_try(struct desk *desk, uint32_t guard, bool right)
{
    bool trusted;
    if (right)
        throttle_passed(&desk->throttle, guard);
    else
        throttle_failed(&desk->throttle, guard, desk_now(desk, &trusted));
    save_throttle(desk);
}

void desk_forget_badge(struct desk *desk)
{
    sodium_memzero(&desk->badge, sizeof desk->badge);
}

bool desk_take_badge(struct desk *desk, struct bytes code)
{
    struct badge badge = {0};
    enum gh_status status = badge_parse(code, &badge);
    if (status == GH_NOT_FOUND)
        return false;
    desk_forget_badge(desk);
    const struct wire_guard *guard = status ? NULL : desk_find_guard(desk, badge.guard);
    if (guard && guard->active && guard->badge)
        desk->badge = (struct desk_badge){.badge = badge, .at_ms = desk_boot_ms(desk)};
    desk_new_event(desk, DESK_BADGE)->badge = desk->badge.badge.guard;
    desk_send(desk);
    sodium_memzero(&badge, sizeof badge);
    return true;
}

/* Returns the secret of the guard's badge, if it was scanned just now; else NULL. */
static const uint8_t *badge_of(const struct desk *desk, const struct wire_guard *guard)
{
    bool fresh = desk_boot_ms(desk) - desk->badge.at_ms <= DESK_BADGE_MS;
    return guard->badge && fresh && desk->badge.badge.guard == guard->guard ? desk->badge.badge.secret : NULL;
}

enum gh_status desk_check_pin(struct desk *desk, const struct wire_guard *guard, const struct desk_command *command,
                              bool second, struct pin_keys **keys)
{
    unsigned wait = wait_of(desk, guard->guard);
    if (wait) {
        desk_send_signed(desk, SIGN_IN_THROTTLED, wait, second);
        return GH_DENIED;
    }
    const uint8_t *badge = badge_of(desk, guard);
    if (guard->badge && !badge) {
        desk_send_signed(desk, SIGN_IN_BADGE_WANTED, 0, second);
        return GH_DENIED;
    }
    struct pin_keys *opened = sodium_malloc(sizeof *opened);
    if (!opened)
        return GH_NO_MEMORY;
    struct bytes pin = BYTES(command->pin, strnlen(command->pin, DESK_PIN_MAX - 1));
    struct pin_hardware hardware = {desk->options.hardware, desk->options.hardware_len};
    enum gh_status status = pin_check(guard, pin, badge, hardware, opened);
    if (status == GH_UNAVAILABLE) {
        sodium_free(opened);
        desk_send_signed(desk, SIGN_IN_NO_HARDWARE, 0, second);
        return GH_DENIED;
    }
    bool right = status == GH_OK || status == GH_BAD_SIGNATURE; /* right PIN, but names stay closed */
    if (!status && opened->has_data_key && keys)
        *keys = opened;
    else
        sodium_free(opened);
    note_try(desk, guard->guard, right);
    if (right)
        desk_forget_badge(desk);
    if (!right)
        desk_send_signed(desk, SIGN_IN_WRONG, wait_of(desk, guard->guard), second);
    return right ? GH_OK : GH_DENIED;
}

enum gh_status desk_check_second(struct desk *desk, const struct desk_command *command)
{
    const struct wire_guard *guard = desk_find_guard(desk, command->second_guard);
    bool fits = guard && guard->active && guard->guard != desk->session.guard && (guard->rights & GUARD_OVERRIDE);
    if (!fits) {
        desk_send_signed(desk, SIGN_IN_WRONG, 0, true);
        return GH_DENIED;
    }
    return desk_check_pin(desk, guard, command, true, NULL);
}

/* Guards sign in and out. The data key is in memory only between the two. */
#include <string.h>

#include <sodium.h>

#include "desk/desk.h"
#include "os/file.h"

static const tick default_idle = 2 * TICK_HOUR;

static void send_signed(struct desk *desk, enum sign_in_result result, unsigned wait_seconds, bool second)
{
    desk->event.kind = DESK_SIGNED;
    desk->event.sign_in.result = result;
    desk->event.sign_in.wait_seconds = wait_seconds;
    desk->event.sign_in.second = second;
    desk->options.deliver(desk->options.deliver_ctx, &desk->event);
}

/* ---- PIN ---- */

/* Wrong tries must outlive a restart; the file is written before the answer goes out. */
static void save_throttle(const struct desk *desk)
{
    uint8_t stored[THROTTLE_BYTES_MAX];
    size_t len = throttle_encode(&desk->throttle, stored);
    if (desk->options.throttle_path[0] && os_file_write(desk->options.throttle_path, BYTES(stored, len), 0640) != GH_OK)
        return; /* the count in memory still stands; a full disk must not keep the guards out */
}

void desk_load_throttle(struct desk *desk)
{
    uint8_t stored[THROTTLE_BYTES_MAX];
    size_t len = 0;
    if (!desk->options.throttle_path[0] ||
        os_file_read(desk->options.throttle_path, stored, sizeof stored, &len) != GH_OK ||
        throttle_decode(BYTES(stored, len), &desk->throttle) != GH_OK)
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

/* Checks a PIN with throttling. On GH_OK *key, if key is not NULL, gets the data key where the PIN opens one, else
 * NULL; the caller frees it with sodium_free. Otherwise GH_DENIED, and the event has been sent. */
static enum gh_status check_pin(struct desk *desk, const struct wire_guard *guard, const char *pin, bool second,
                                uint8_t **key)
{
    unsigned wait = wait_of(desk, guard->guard);
    if (wait) {
        send_signed(desk, SIGN_IN_THROTTLED, wait, second);
        return GH_DENIED;
    }
    uint8_t *opened = sodium_malloc(DATA_KEY_LEN);
    if (!opened)
        return GH_NO_MEMORY;
    bool has_key = false;
    struct pin_hardware hardware = {desk->options.hardware, desk->options.hardware_len};
    enum gh_status status = pin_check(guard, bytes_of_string(pin), hardware, opened, &has_key);
    bool right = status == GH_OK || status == GH_BAD_SIGNATURE; /* right PIN, but names stay closed */
    if (status == GH_OK && has_key && key)
        *key = opened;
    else
        sodium_free(opened);
    note_try(desk, guard->guard, right);
    if (!right)
        send_signed(desk, SIGN_IN_WRONG, wait_of(desk, guard->guard), second);
    return right ? GH_OK : GH_DENIED;
}

enum gh_status desk_check_second(struct desk *desk, const struct desk_command *command)
{
    const struct wire_guard *guard = desk_find_guard(desk, command->second_guard);
    bool fits = guard && guard->active && guard->guard != desk->session.guard && (guard->rights & GUARD_OVERRIDE);
    if (!fits) {
        send_signed(desk, SIGN_IN_WRONG, 0, true);
        return GH_DENIED;
    }
    char pin[DESK_PIN_MAX];
    memcpy(pin, command->pin, sizeof pin);
    pin[sizeof pin - 1] = 0;
    enum gh_status status = check_pin(desk, guard, pin, true, NULL);
    sodium_memzero(pin, sizeof pin);
    return status;
}

/* ---- Session ---- */

void desk_end_session(struct desk *desk)
{
    desk_forget_expected(desk);
    sodium_free(desk->session.data_key);
    sodium_memzero(&desk->session, sizeof desk->session);
    desk->status_due = true;
}

/* A session is ended whether or not its entry can be written: nobody's name may stay on the booth. */
void desk_sign_out(struct desk *desk)
{
    if (!desk->session.guard)
        return;
    struct entry entry = {
        .kind = ENTRY_SIGN_OUT, .direction = desk->direction, .colour = VERDICT_GREEN, .reason = REASON_OK};
    enum gh_status status = desk_append(desk, &entry);
    desk_end_session(desk);
    sodium_memzero(&desk->shown, sizeof desk->shown);
    sodium_memzero(&desk->subject, sizeof desk->subject);
    desk_send_status(desk);
    send_signed(desk, status == GH_OK ? SIGN_IN_ENDED : SIGN_IN_NOT_LOGGED, 0, false);
}

void desk_check_session(struct desk *desk)
{
    if (!desk->session.guard)
        return;
    tick idle = desk->options.session_idle ? desk->options.session_idle : default_idle;
    const struct wire_guard *guard = desk_find_guard(desk, desk->session.guard);
    bool gone = desk->replica && (!guard || !guard->active);
    if (gone || desk_ms(desk) - desk->session.last_ms > idle)
        desk_sign_out(desk);
}

static void begin_session(struct desk *desk, const struct wire_guard *guard, uint8_t *key)
{
    desk_end_session(desk);
    struct session *session = &desk->session;
    session->guard = guard->guard;
    session->rights = guard->rights;
    session->version = guard->version;
    memcpy(session->name, guard->name, sizeof session->name);
    session->data_key = key;
    session->last_ms = desk_ms(desk);
}

void desk_sign_in(struct desk *desk, const struct desk_command *command)
{
    const struct wire_guard *guard = desk_find_guard(desk, command->guard);
    if (!guard || !guard->active) {
        send_signed(desk, SIGN_IN_WRONG, 0, false);
        return;
    }
    uint8_t *key = NULL;
    char pin[DESK_PIN_MAX];
    memcpy(pin, command->pin, sizeof pin);
    pin[sizeof pin - 1] = 0;
    enum gh_status status = check_pin(desk, guard, pin, false, &key);
    sodium_memzero(pin, sizeof pin);
    if (status != GH_OK)
        return;
    begin_session(desk, guard, key);
    struct entry entry = {
        .kind = ENTRY_SIGN_IN, .direction = desk->direction, .colour = VERDICT_GREEN, .reason = REASON_OK};
    status = desk_append(desk, &entry);
    desk_send_status(desk);
    /* With a journal that can't be written the guard still has to get in: to read why, and to work by paper log. */
    if (status != GH_OK)
        send_signed(desk, SIGN_IN_NOT_LOGGED, 0, false);
    send_signed(desk, SIGN_IN_OK, 0, false);
}

#include "desk/commands.h"

#include <string.h>

#include <sodium.h>

#include "desk/beside.h"
#include "desk/booth.h"
#include "desk/car.h"
#include "desk/car_picture.h"
#include "desk/clock.h"
#include "desk/decisions.h"
#include "desk/emergency.h"
#include "desk/log.h"
#include "desk/near.h"
#include "desk/outbox.h"
#include "desk/pin.h"
#include "desk/roll_call.h"
#include "desk/roll_list.h"
#include "desk/say.h"
#include "desk/scan.h"
#include "desk/session.h"
#include "desk/sign_in.h"
#include "desk/status.h"
#include "desk/stores.h"
#include "desk/units.h"
#include "desk/walk_up.h"

static const struct command {
    const char *name; /* for the log */
    void (*run)(struct desk *desk, const struct desk_command *command);
    bool guard;     /* somebody must be signed in ... */
    uint32_t right; /* ... with these rights */
    bool quiet;     /* the kiosk gives it by itself, and nobody waits for an answer */
    bool absent;    /* says nothing about whether the guard is still there */
} commands[] = {
    [COMMAND_SCAN] = {.name = "scan", .run = desk_scan},
    [COMMAND_NUMBER] = {.name = "number", .run = desk_look_up, .guard = true, .right = GUARD_ADMIT},
    [COMMAND_PLATE] = {.name = "plate", .run = desk_look_up, .guard = true, .right = GUARD_ADMIT},
    [COMMAND_NEAR] = {.name = "near", .run = desk_near},
    [COMMAND_CAR] = {.name = "car", .run = desk_car, .quiet = true},
    [COMMAND_CHOOSE] = {.name = "choose", .run = desk_choose, .guard = true, .right = GUARD_ADMIT},
    [COMMAND_HOLDER] = {.name = "holder", .run = desk_holder, .guard = true, .right = GUARD_ADMIT},
    [COMMAND_MARK] = {.name = "mark", .run = desk_mark, .guard = true, .right = GUARD_ADMIT},
    [COMMAND_ON_FOOT] = {.name = "on-foot", .run = desk_on_foot},
    [COMMAND_ADMIT] = {.name = "admit", .run = desk_admit, .guard = true, .right = GUARD_ADMIT},
    [COMMAND_REFUSE] = {.name = "refuse", .run = desk_refuse, .guard = true, .right = GUARD_ADMIT},
    [COMMAND_OVERRIDE] = {.name = "override", .run = desk_override, .guard = true, .right = GUARD_OVERRIDE},
    [COMMAND_TAKE_BACK] = {.name = "take-back", .run = desk_take_back, .guard = true, .right = GUARD_ADMIT},
    [COMMAND_EXIT] = {.name = "exit", .run = desk_exit, .guard = true, .right = GUARD_ADMIT},
    [COMMAND_DISMISS] = {.name = "dismiss", .run = desk_dismiss, .quiet = true, .absent = true},
    [COMMAND_SIGN_IN] = {.name = "sign-in", .run = desk_sign_in},
    [COMMAND_SIGN_OUT] = {.name = "sign-out", .run = desk_sign_out},
    [COMMAND_LOG] = {.name = "log", .run = desk_log, .guard = true},
    [COMMAND_DIRECTION] = {.name = "direction", .run = desk_set_direction, .guard = true, .right = GUARD_ADMIT},
    [COMMAND_UNATTENDED] = {.name = "unattended", .run = desk_set_unattended, .guard = true, .right = GUARD_SETTINGS},
    [COMMAND_REFRESH] = {.name = "refresh", .run = desk_refresh, .quiet = true, .absent = true},
    [COMMAND_SERVER_TIME] = {.name = "server-time", .run = desk_take_server_time, .quiet = true, .absent = true},
    [COMMAND_UNITS] = {.name = "units", .run = desk_units},
    [COMMAND_WALK_UP] = {.name = "walk-up", .run = desk_submit_walk_up},
    [COMMAND_WALK_UPS] = {.name = "walk-ups", .run = desk_walk_ups, .guard = true},
    [COMMAND_OPEN_WALK_UP] = {.name = "open-walk-up", .run = desk_open_walk_up, .guard = true, .right = GUARD_ADMIT},
    [COMMAND_EMERGENCY] = {.name = "emergency", .run = desk_emergency, .guard = true, .right = GUARD_OVERRIDE},
    [COMMAND_ROLL_CALL] = {.name = "roll-call", .run = desk_roll_call, .guard = true},
    [COMMAND_ROLL_START] = {.name = "roll-start", .run = desk_roll_start, .guard = true, .right = GUARD_ADMIT},
    [COMMAND_ROLL_END] = {.name = "roll-end", .run = desk_roll_end, .guard = true, .right = GUARD_ADMIT},
    [COMMAND_ROLL_TICK] = {.name = "roll-tick", .run = desk_roll_tick, .guard = true, .right = GUARD_ADMIT},
    [COMMAND_CAR_PICTURE] = {.name = "car-picture", .run = desk_car_picture, .quiet = true, .absent = true},
    [COMMAND_KEYS] = {.name = "keys", .run = desk_take_keys, .quiet = true, .absent = true},
};

static const struct command *find_command(enum command_kind kind)
{
    bool known = kind >= COMMAND_SCAN && kind < sizeof commands / sizeof *commands;
    return known ? &commands[kind] : NULL;
}

const char *desk_command_name(enum command_kind kind)
{
    const struct command *row = find_command(kind);
    return row ? row->name : "unknown";
}

bool desk_is_quiet(enum command_kind kind)
{
    const struct command *row = find_command(kind);
    return row && row->quiet;
}

static void prune(struct desk *desk)
{
    bool trusted;
    uint64_t deleted = 0;
    tick now = desk_now(desk, &trusted);
    if (!desk->stores.journal || !trusted)
        return;
    desk_prune_boxes(desk, now);
    /* A failure leaves every entry in place. The next try is in an hour. */
    if (!journal_prune(desk->stores.journal, now - desk->synced.policy.journal_keep, now, &deleted) && deleted)
        desk->chores.status_due = true;
}

/* The one place where the stores are looked after: before each command, and each second without one. */
static void tend_stores(struct desk *desk)
{
    if (!desk_open_stores(desk))
        return;
    desk_settle_boxes(desk);
    desk_follow_roll_call(desk);
}

/* Each command finds the stores open or with their fault, and a session that is still valid. */
void desk_execute(struct desk *desk, const struct desk_command *command)
{
    const struct command *row = find_command(command->kind);
    if (!row)
        return;
    tend_stores(desk);
    desk_check_session(desk);
    if (!row->absent)
        desk->session.last_ms = desk_boot_ms(desk);
    if (row->guard && !desk_may(desk, row->right))
        desk_fail(desk, command->kind, GH_DENIED);
    else
        row->run(desk, command);
}

void desk_tend(struct desk *desk)
{
    int64_t now = desk_boot_ms(desk);
    if (!desk->chores.tended_ms || now - desk->chores.tended_ms >= DESK_TEND_MS) {
        desk->chores.tended_ms = now;
        tend_stores(desk);
        desk_save_time(desk);
    }
    desk_check_session(desk);
    if (!desk->chores.pruned_ms || now - desk->chores.pruned_ms >= DESK_PRUNE_MS) {
        desk->chores.pruned_ms = now;
        prune(desk);
    }
    if (desk->chores.status_due || now - desk->chores.status_ms >= DESK_STATUS_MS) {
        desk->chores.status_due = false;
        desk->chores.status_ms = now;
        desk_send_status(desk);
    }
}

enum gh_status desk_init(struct desk *desk, const struct desk_options *options)
{
    if (sodium_init() < 0)
        return GH_IO;
    memset(desk, 0, sizeof *desk);
    desk->options = *options;
    desk->mode.direction = options->direction;
    desk->mode.unattended = options->unattended;
    desk->chores.status_due = true;
    policy_defaults(&desk->synced.policy);
    randombytes_buf(desk->applicants.key, sizeof desk->applicants.key);
    desk_init_time(desk);
    desk_load_throttle(desk);
    return GH_OK;
}

void desk_destroy(struct desk *desk)
{
    desk_end_session(desk);
    desk_save_time(desk);
    desk_close_stores(desk);
    sodium_memzero(desk, sizeof *desk);
}

const char *desk_scan_state_name(enum scan_state state)
{
    static const char *const names[] = {
        [SCAN_NONE] = "none",
        [SCAN_WAITING] = "waiting",
        [SCAN_TO_CONFIRM] = "to-confirm",
        [SCAN_ADMITTED] = "admitted",
        [SCAN_REFUSED] = "refused",
        [SCAN_OVERRIDDEN] = "overridden",
        [SCAN_TAKEN_BACK] = "taken-back",
        [SCAN_WENT_OUT] = "went-out",
    };
    return names[state];
}

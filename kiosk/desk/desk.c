/* The desk's commands, through a table. */
#include "desk/desk.h"

#include <string.h>

#include <sodium.h>

/* ---- Sightings ---- */

/* A little over the 30 s after which a pass page shows its next token. */
#define PHONE_REFRESH_MS 35000

/* Scanning needs a guard who answers for it, except at an unattended kiosk. */
static bool may_scan(const struct desk *desk)
{
    return desk->unattended || desk_may(desk, GUARD_ADMIT);
}

/* A phone that is still held to the camera shows a freshly signed token every 30 s: to the gate that is the same scan,
 * not the same pass a second time. Anybody's code in between, a static code, or a longer wait is a new one. */
static bool is_same_phone(const struct desk *desk, const struct subject *seen)
{
    const struct subject *before = desk->visit.by_rider ? &desk->visit.rider : &desk->subject;
    const struct claims *old = &before->facts.claims, *now = &seen->facts.claims;
    return before->has_pass && seen->has_pass && old->live && now->live && now->issued_at > old->issued_at &&
           uuid_equal(&old->pass_id, &now->pass_id) && desk_ms(desk) - desk->scanned_ms <= PHONE_REFRESH_MS;
}

/* Not a pass, but the server's page for a new booth: nobody needs to be signed in, since nobody can be yet. */
static bool is_enrolment(struct desk *desk, struct bytes text)
{
    static const char prefix[] = "GHE1:";
    size_t skip = sizeof prefix - 1;
    if (!bytes_starts_with(text, bytes_of_string(prefix)) || text.len - skip >= DESK_ENROL_MAX)
        return false;
    memset(&desk->event, 0, sizeof desk->event);
    desk->event.kind = DESK_ENROL;
    memcpy(desk->event.enrol, text.data + skip, text.len - skip);
    desk->options.deliver(desk->options.deliver_ctx, &desk->event);
    sodium_memzero(&desk->event, sizeof desk->event);
    return true;
}

static void scan(struct desk *desk, const struct desk_command *command)
{
    if (is_enrolment(desk, command->code))
        return;
    if (!may_scan(desk)) {
        desk_fail(desk, COMMAND_SCAN, GH_DENIED);
        return;
    }
    struct subject seen;
    desk_look_at_code(desk, command->code, &seen);
    if (is_same_phone(desk, &seen) || desk_join(desk, &seen))
        return;
    desk->scanned_ms = desk_ms(desk);
    desk->subject = seen;
    desk_show(desk, command->captured_ns);
}

static void look_up(struct desk *desk, const struct desk_command *command)
{
    struct subject subject;
    enum gh_status status = command->kind == COMMAND_NUMBER ? desk_look_up_number(desk, command->text, &subject)
                                                            : desk_look_up_plate(desk, command->text, &subject);
    if (status != GH_OK) {
        desk_fail(desk, command->kind, status);
        return;
    }
    desk->subject = subject;
    desk_show(desk, 0);
}

/* Only what is on screen can be chosen. */
static bool is_offered(const struct subject *subject, const struct uuid *pass_id)
{
    for (size_t i = 0; i < subject->candidate_count; i++)
        if (uuid_equal(&subject->candidates[i].claims.pass_id, pass_id))
            return true;
    return false;
}

static void choose(struct desk *desk, const struct desk_command *command)
{
    struct subject subject;
    enum gh_status status = GH_NOT_FOUND;
    if (command->scan == desk->shown.scan && is_offered(&desk->subject, &command->id))
        status = desk_look_at_pass(desk, &command->id, desk->subject.facts.presented_as, &subject);
    if (status != GH_OK) {
        desk_fail(desk, COMMAND_CHOOSE, status);
        return;
    }
    desk->subject = subject;
    desk_show(desk, 0);
}

static void dismiss(struct desk *desk, const struct desk_command *command)
{
    if (command->scan != desk->shown.scan)
        return;
    sodium_memzero(&desk->shown, sizeof desk->shown);
    sodium_memzero(&desk->subject, sizeof desk->subject);
    sodium_memzero(&desk->visit, sizeof desk->visit);
}

/* ---- The booth ---- */

static void set_direction(struct desk *desk, const struct desk_command *command)
{
    desk->direction = command->direction == DIRECTION_OUT ? DIRECTION_OUT : DIRECTION_IN;
    desk->status_due = true;
}

static void set_unattended(struct desk *desk, const struct desk_command *command)
{
    desk->unattended = command->unattended;
    desk->status_due = true;
}

static void sign_out(struct desk *desk, const struct desk_command *command)
{
    (void)command;
    desk_sign_out(desk);
}

static void refresh(struct desk *desk, const struct desk_command *command)
{
    (void)command;
    desk->status_due = true;
}

static void server_time(struct desk *desk, const struct desk_command *command)
{
    desk_learn_time(desk, TIME_FROM_SERVER, command->at);
}

/* After an enrolment: what was read with the old keys, or without any, is read anew. */
static void take_keys(struct desk *desk, const struct desk_command *command)
{
    const struct desk_keys *k = &command->keys;
    struct desk_options *o = &desk->options;
    memcpy(o->root_public, k->root_public, sizeof o->root_public);
    memcpy(o->campus_key, k->campus_key, sizeof o->campus_key);
    o->has_campus_key = k->has_campus_key;
    memcpy(o->hardware, k->hardware, sizeof o->hardware);
    o->hardware_len = k->hardware_len;
    desk->replica_version = 0;
    desk_open_stores(desk);
    desk->status_due = true;
}

static const struct command {
    void (*run)(struct desk *desk, const struct desk_command *command);
    bool guard;     /* denied unless somebody is signed in ... */
    uint32_t right; /* ... with these rights */
    bool quiet;     /* the kiosk gives it by itself, and nobody waits for an answer */
    bool absent;    /* says nothing about whether the guard is still there */
} commands[] = {
    [COMMAND_SCAN] = {.run = scan},
    [COMMAND_NUMBER] = {.run = look_up, .guard = true, .right = GUARD_ADMIT},
    [COMMAND_PLATE] = {.run = look_up, .guard = true, .right = GUARD_ADMIT},
    [COMMAND_NEAR] = {.run = desk_near},
    [COMMAND_CAR] = {.run = desk_car, .quiet = true},
    [COMMAND_CHOOSE] = {.run = choose, .guard = true, .right = GUARD_ADMIT},
    [COMMAND_HOLDER] = {.run = desk_holder, .guard = true, .right = GUARD_ADMIT},
    [COMMAND_MARK] = {.run = desk_mark, .guard = true, .right = GUARD_ADMIT},
    [COMMAND_ON_FOOT] = {.run = desk_on_foot},
    [COMMAND_ADMIT] = {.run = desk_admit, .guard = true, .right = GUARD_ADMIT},
    [COMMAND_REFUSE] = {.run = desk_refuse, .guard = true, .right = GUARD_ADMIT},
    [COMMAND_OVERRIDE] = {.run = desk_override, .guard = true, .right = GUARD_OVERRIDE},
    [COMMAND_TAKE_BACK] = {.run = desk_take_back, .guard = true, .right = GUARD_ADMIT},
    [COMMAND_EXIT] = {.run = desk_exit, .guard = true, .right = GUARD_ADMIT},
    [COMMAND_DISMISS] = {.run = dismiss, .quiet = true, .absent = true},
    [COMMAND_SIGN_IN] = {.run = desk_sign_in},
    [COMMAND_SIGN_OUT] = {.run = sign_out},
    [COMMAND_LOG] = {.run = desk_log, .guard = true},
    [COMMAND_DIRECTION] = {.run = set_direction, .guard = true, .right = GUARD_ADMIT},
    [COMMAND_UNATTENDED] = {.run = set_unattended, .guard = true, .right = GUARD_SETTINGS},
    [COMMAND_REFRESH] = {.run = refresh, .quiet = true, .absent = true},
    [COMMAND_SERVER_TIME] = {.run = server_time, .quiet = true, .absent = true},
    [COMMAND_UNITS] = {.run = desk_units},
    [COMMAND_WALK_UP] = {.run = desk_submit_walk_up},
    [COMMAND_WALK_UPS] = {.run = desk_walk_ups, .guard = true},
    [COMMAND_OPEN_WALK_UP] = {.run = desk_open_walk_up, .guard = true, .right = GUARD_ADMIT},
    [COMMAND_EMERGENCY] = {.run = desk_emergency, .guard = true, .right = GUARD_OVERRIDE},
    [COMMAND_CAR_PICTURE] = {.run = desk_car_picture, .quiet = true, .absent = true},
    [COMMAND_KEYS] = {.run = take_keys, .quiet = true, .absent = true},
};

static const struct command *find_command(enum command_kind kind)
{
    bool known = kind >= COMMAND_SCAN && kind < sizeof commands / sizeof *commands;
    return known ? &commands[kind] : NULL;
}

bool desk_is_quiet(enum command_kind kind)
{
    const struct command *row = find_command(kind);
    return row && row->quiet;
}

/* Every command finds the stores open or with their fault, and a session that has not ended. */
void desk_execute(struct desk *desk, const struct desk_command *command)
{
    const struct command *row = find_command(command->kind);
    if (!row)
        return;
    desk_open_stores(desk);
    desk_check_session(desk);
    if (!row->absent)
        desk->session.last_ms = desk_ms(desk);
    if (row->guard && !desk_may(desk, row->right))
        desk_fail(desk, command->kind, GH_DENIED);
    else
        row->run(desk, command);
}

void desk_tend(struct desk *desk)
{
    int64_t now = desk_ms(desk);
    if (!desk->tended_ms || now - desk->tended_ms >= DESK_TEND_MS) {
        desk->tended_ms = now;
        desk_open_stores(desk);
        desk_save_time(desk);
    }
    desk_check_session(desk);
    if (!desk->pruned_ms || now - desk->pruned_ms >= DESK_PRUNE_MS) {
        desk->pruned_ms = now;
        desk_prune(desk);
    }
    if (desk->status_due || now - desk->status_ms >= DESK_STATUS_MS) {
        desk->status_due = false;
        desk->status_ms = now;
        desk_send_status(desk);
    }
}

enum gh_status desk_init(struct desk *desk, const struct desk_options *options)
{
    if (sodium_init() < 0)
        return GH_IO;
    memset(desk, 0, sizeof *desk);
    desk->options = *options;
    desk->direction = options->direction;
    desk->unattended = options->unattended;
    desk->status_due = true;
    policy_defaults(&desk->policy);
    randombytes_buf(desk->applicant_key, sizeof desk->applicant_key);
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

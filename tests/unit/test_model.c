/* The screen's state: what a guard or a visitor sees happen after a touch, a scan, or some time. */
#include "support/test.h"

#include <stdlib.h>
#include <string.h>

#include "model/model.h"

static struct model model;
static struct model_effects effects;
static struct desk_event event;
static int64_t now_ms;

static const tick morning = 1790000000000;

static void update(const struct model_event *e)
{
    model_update(&model, e, &effects);
}

static void act(struct model_action action)
{
    update(&(struct model_event){.kind = EVENT_ACTION, .mono_ms = now_ms, .action = action});
}

static void type(const char *text)
{
    struct model_action action = {.kind = ACTION_TYPE};
    memcpy(action.text, text, strlen(text) + 1);
    act(action);
}

static void deliver(void)
{
    update(&(struct model_event){.kind = EVENT_DESK, .mono_ms = now_ms, .desk = &event});
}

static void pass_time(int64_t ms)
{
    now_ms += ms;
    update(&(struct model_event){.kind = EVENT_TIMER, .mono_ms = now_ms});
}

static const struct desk_command *sent(enum command_kind kind)
{
    for (size_t i = 0; i < effects.count; i++)
        if (effects.items[i].kind == EFFECT_COMMAND && effects.items[i].command.kind == kind)
            return &effects.items[i].command;
    return NULL;
}

static bool heard(enum ui_cue cue)
{
    for (size_t i = 0; i < effects.count; i++)
        if (effects.items[i].kind == EFFECT_SOUND && effects.items[i].cue == cue)
            return true;
    return false;
}

static void deliver_status(uint32_t guard)
{
    memset(&event, 0, sizeof event);
    event.kind = DESK_STATUS;
    event.status.now = morning + now_ms;
    event.status.guard = guard;
    event.status.rights = GUARD_ADMIT | GUARD_OVERRIDE | GUARD_SETTINGS;
    event.status.clock_trusted = true;
    policy_defaults(&event.status.policy);
    event.status.guard_count = 2;
    event.status.guards[0] = (struct guard_name){.guard = 7, .name = "Guard A"};
    event.status.guards[1] = (struct guard_name){.guard = 8, .name = "Guard B"};
    event.status.last_count = 1;
    event.status.last[0] = (struct log_row){.number = 1, .personal = true, .name = "张*三"};
    deliver();
}

/* The daemon's status: the server answered that many seconds ago. */
static void deliver_contact(const char *problem, uint32_t ago_s)
{
    static struct sync_status status;
    memset(&status, 0, sizeof status);
    status.enrolled = true;
    status.contact_at = morning;
    status.contact_ago = ago_s;
    memcpy(status.problem, problem, strlen(problem) + 1);
    update(&(struct model_event){.kind = EVENT_SYNC, .mono_ms = now_ms, .sync = &status});
}

static void deliver_shown(uint32_t scan, enum scan_state state, enum verdict_reason reason)
{
    memset(&event, 0, sizeof event);
    event.kind = DESK_SHOWN;
    struct shown *s = &event.shown;
    s->scan = scan;
    s->state = state;
    s->verdict.reason = reason;
    s->verdict.colour = verdict_reasons[reason].colour;
    s->verdict.advice = verdict_reasons[reason].advice;
    s->entry.b[0] = (uint8_t)scan;
    s->has_pass = true;
    s->pass.personal = true;
    memcpy(s->pass.display.name, "张*三", sizeof "张*三");
    s->can_take_back = state == SCAN_ADMITTED;
    s->take_back_until = morning + now_ms + 10 * TICK_MINUTE;
    s->can_check_holder = true;
    s->holder_tries_left = DESK_HOLDER_TRIES;
    s->can_override = state == SCAN_WAITING;
}

static void start(enum model_mode mode)
{
    struct model_settings settings = {.mode = mode, .zone_minutes = 480};
    now_ms = 1000;
    model_init(&model, &settings, now_ms);
}

static void start_signed_in(void)
{
    start(MODE_GUARD);
    deliver_status(7);
    memset(&event, 0, sizeof event);
    event.kind = DESK_SIGNED;
    deliver();
    assert_int_equal(model.page, PAGE_SCAN);
}

static void test_the_pin_leaves_with_the_command(void **state)
{
    (void)state;
    start(MODE_GUARD);
    deliver_status(0);
    assert_int_equal(model.page, PAGE_SIGN_IN);
    act((struct model_action){.kind = ACTION_CHOOSE_GUARD, .number = 8});
    type("12");
    type("x3");
    act((struct model_action){.kind = ACTION_ENTER});
    assert_null(sent(COMMAND_SIGN_IN)); /* too short */
    type("456");
    assert_int_equal(model.sign_in.pin_len, 6);
    act((struct model_action){.kind = ACTION_ENTER});
    const struct desk_command *command = sent(COMMAND_SIGN_IN);
    assert_non_null(command);
    assert_int_equal(command->guard, 8);
    assert_string_equal(command->pin, "123456");
    assert_int_equal(model.sign_in.pin_len, 0);
    for (size_t i = 0; i < sizeof model.sign_in.pin; i++)
        assert_int_equal(model.sign_in.pin[i], 0);
}

static void test_throttling_counts_down_and_takes_no_digits(void **state)
{
    (void)state;
    start(MODE_GUARD);
    deliver_status(0);
    act((struct model_action){.kind = ACTION_CHOOSE_GUARD, .number = 8});
    memset(&event, 0, sizeof event);
    event.kind = DESK_SIGNED;
    event.sign_in.result = SIGN_IN_THROTTLED;
    event.sign_in.wait_seconds = 5;
    deliver();
    type("1234");
    assert_int_equal(model.sign_in.pin_len, 0);
    pass_time(2000);
    assert_int_equal(model.sign_in.throttle_seconds, 3);
    pass_time(3100);
    assert_int_equal(model.sign_in.throttle_seconds, 0);
    type("123456");
    assert_int_equal(model.sign_in.pin_len, 6);
}

static void test_green_goes_on_by_itself_with_one_sound(void **state)
{
    (void)state;
    start_signed_in();
    deliver_shown(1, SCAN_ADMITTED, REASON_OK);
    deliver();
    assert_int_equal(model.page, PAGE_VERDICT);
    assert_true(heard(CUE_GREEN));
    assert_int_equal(model.verdict.seconds_left, 3);
    pass_time(2500);
    assert_int_equal(model.page, PAGE_VERDICT);
    pass_time(600);
    assert_int_equal(model.page, PAGE_SCAN);
    assert_int_equal(model.shown.state, SCAN_NONE);
    assert_non_null(sent(COMMAND_DISMISS));
}

static void test_amber_stays_until_it_is_decided(void **state)
{
    (void)state;
    start_signed_in();
    deliver_shown(1, SCAN_WAITING, REASON_ALREADY_INSIDE);
    deliver();
    assert_true(heard(CUE_AMBER));
    pass_time(10 * 60 * 1000);
    assert_int_equal(model.page, PAGE_VERDICT);
    assert_int_equal(model.shown.state, SCAN_WAITING);
}

static void test_the_sixth_character_sends_the_holder_check(void **state)
{
    (void)state;
    start_signed_in();
    deliver_shown(1, SCAN_WAITING, REASON_NEW_PASS);
    deliver();
    type("0");
    assert_false(model_takes_scans(&model)); /* somebody is typing: the camera must not take the screen away */
    type("4117");
    assert_null(sent(COMMAND_HOLDER));
    type("x");
    assert_non_null(sent(COMMAND_HOLDER));
    assert_string_equal(sent(COMMAND_HOLDER)->text, "04117X");

    deliver_shown(1, SCAN_WAITING, REASON_NEW_PASS);
    event.shown.holder_tries_left = 2;
    deliver();
    assert_true(model.verdict.holder_wrong);
    assert_string_equal(model.verdict.holder, "");
    act((struct model_action){.kind = ACTION_ADMIT});
    assert_null(sent(COMMAND_ADMIT)); /* not before it matched */

    deliver_shown(1, SCAN_WAITING, REASON_NEW_PASS);
    event.shown.holder_matched = event.shown.can_admit = true;
    deliver();
    act((struct model_action){.kind = ACTION_ADMIT});
    assert_non_null(sent(COMMAND_ADMIT));
    act((struct model_action){.kind = ACTION_ADMIT});
    assert_null(sent(COMMAND_ADMIT)); /* the first touch counts, the second has nothing left to do */
}

static void test_who_is_in_a_red_car_is_said_before_the_reason(void **state)
{
    (void)state;
    start_signed_in();
    deliver_shown(1, SCAN_WAITING, REASON_EXPIRED);
    event.shown.rider_count = 2;
    deliver();
    assert_false(model_shows_visit(&model)); /* red looks red */
    act((struct model_action){.kind = ACTION_OVERRIDE});
    assert_int_equal(model.page, PAGE_OVERRIDE);
    assert_true(model.override.asks_riders);
    act((struct model_action){.kind = ACTION_MARK, .number = 1});
    const struct desk_command *ticked = sent(COMMAND_MARK);
    assert_non_null(ticked);
    assert_true(ticked->on);
    event.shown.riders[0].here = true;
    deliver();
    assert_int_equal(model.page, PAGE_OVERRIDE); /* the answer does not lead away */
    act((struct model_action){.kind = ACTION_RIDERS_SAID});
    assert_false(model.override.asks_riders);
    act((struct model_action){.kind = ACTION_BACK});
    assert_true(model.override.asks_riders); /* one step */
    act((struct model_action){.kind = ACTION_BACK});
    assert_int_equal(model.page, PAGE_VERDICT);
}

static void test_an_override_needs_its_reason_remark_and_second_guard(void **state)
{
    (void)state;
    start_signed_in();
    deliver_shown(1, SCAN_WAITING, REASON_EXPIRED);
    event.shown.second_guard_needed = true;
    deliver();
    act((struct model_action){.kind = ACTION_OVERRIDE});
    assert_int_equal(model.page, PAGE_OVERRIDE);
    act((struct model_action){.kind = ACTION_CHOOSE_REASON, .number = OVERRIDE_OTHER});
    type("FIRE");
    act((struct model_action){.kind = ACTION_CHOOSE_GUARD, .number = 7});
    assert_int_equal(model.sign_in.second_guard, 0); /* not oneself */
    act((struct model_action){.kind = ACTION_CHOOSE_GUARD, .number = 8});
    act((struct model_action){.kind = ACTION_CONFIRM_OVERRIDE});
    assert_null(sent(COMMAND_OVERRIDE));
    type("999999");
    assert_true(model_override_ready(&model));
    act((struct model_action){.kind = ACTION_BACK});
    assert_int_equal(model.page, PAGE_VERDICT);
    act((struct model_action){.kind = ACTION_OVERRIDE});
    assert_string_equal(model.override.note, "FIRE"); /* back lost nothing */
    act((struct model_action){.kind = ACTION_CONFIRM_OVERRIDE});
    const struct desk_command *command = sent(COMMAND_OVERRIDE);
    assert_non_null(command);
    assert_int_equal(command->reason, OVERRIDE_OTHER);
    assert_int_equal(command->second_guard, 8);
    assert_string_equal(command->pin, "999999");
    assert_string_equal(command->text, "FIRE");
    assert_int_equal(model.sign_in.pin_len, 0);
}

static void test_personal_data_goes_after_its_time_with_a_countdown(void **state)
{
    (void)state;
    start_signed_in();
    deliver_shown(1, SCAN_WAITING, REASON_ALREADY_INSIDE);
    deliver();
    pass_time(14000);
    assert_int_equal(model.over.privacy_seconds, 0);
    pass_time(2000);
    assert_int_equal(model.over.privacy_seconds, 4);
    act((struct model_action){.kind = ACTION_TOUCH});
    assert_int_equal(model.over.privacy_seconds, 0);
    assert_string_equal(model.shown.pass.display.name, "张*三");
    pass_time(20100);
    assert_string_equal(model.shown.pass.display.name, "");
    assert_string_equal(model.booth.last[0].name, "");
    assert_false(model_is_personal(&model));
    deliver_status(7); /* a status in between brings no name back */
    assert_string_equal(model.booth.last[0].name, "");
    act((struct model_action){.kind = ACTION_TOUCH});
    assert_non_null(sent(COMMAND_REFRESH));
    deliver_status(7);
    assert_string_equal(model.booth.last[0].name, "张*三");
}

static void test_self_scan_says_nothing_personal_and_returns(void **state)
{
    (void)state;
    start(MODE_SELF_SCAN);
    deliver_status(0);
    assert_int_equal(model.page, PAGE_SELF_SCAN);
    assert_string_equal(model.booth.last[0].name, "");
    static const struct {
        enum scan_state state;
        enum verdict_reason reason;
        enum model_self_phase phase;
        enum ui_cue voice;
    } cases[] = {
        {SCAN_ADMITTED, REASON_OK, SELF_LET_IN, CUE_VOICE_LET_IN},
        {SCAN_WAITING, REASON_BARRED, SELF_SEE_GUARD, CUE_VOICE_SEE_GUARD},
        {SCAN_WAITING, REASON_NEW_PASS, SELF_SEE_GUARD, CUE_VOICE_SEE_GUARD},
        {SCAN_WAITING, REASON_TOO_EARLY, SELF_NOT_NOW, CUE_VOICE_NOT_NOW},
    };
    for (uint32_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        deliver_shown(i + 1, cases[i].state, cases[i].reason);
        deliver();
        assert_int_equal(model.page, PAGE_SELF_SCAN);
        assert_int_equal(model.self_scan.phase, cases[i].phase);
        assert_true(heard(cases[i].voice));
        pass_time(7000);
        assert_int_equal(model.self_scan.phase, SELF_WAITING);
    }
}

static void test_guarded_pages_of_self_scan_close_by_themselves(void **state)
{
    (void)state;
    start(MODE_SELF_SCAN);
    deliver_status(0);
    act((struct model_action){.kind = ACTION_GO, .page = PAGE_LOG});
    assert_int_equal(model.page, PAGE_SELF_SCAN);
    act((struct model_action){.kind = ACTION_GO, .page = PAGE_SETTINGS});
    assert_int_equal(model.page, PAGE_SELF_SCAN); /* only after a PIN */
    act((struct model_action){.kind = ACTION_GO, .page = PAGE_SIGN_IN});
    assert_int_equal(model.page, PAGE_SIGN_IN);
    pass_time(21000);
    assert_int_equal(model.page, PAGE_SELF_SCAN);
}

static void test_taking_back_from_the_log_asks_first(void **state)
{
    (void)state;
    start_signed_in();
    struct uuid entry = {.b = {9}};
    act((struct model_action){.kind = ACTION_OPEN_ENTRY, .number = 0});
    assert_int_equal(model.page, PAGE_ENTRY);
    act((struct model_action){.kind = ACTION_TAKE_BACK, .id = entry});
    assert_null(sent(COMMAND_TAKE_BACK));
    assert_int_equal(model.over.dialog, DIALOG_TAKE_BACK);
    act((struct model_action){.kind = ACTION_DIALOG_YES});
    assert_non_null(sent(COMMAND_TAKE_BACK));
    assert_memory_equal(&sent(COMMAND_TAKE_BACK)->id, &entry, sizeof entry);
}

static void test_an_entry_is_no_longer_inside_once_its_exit_is_recorded(void **state)
{
    (void)state;
    start_signed_in();
    struct uuid entry = {.b = {9}};
    model.entry = (struct log_row){.number = 4, .entry = entry, .inside = true};
    model.page = PAGE_ENTRY;
    act((struct model_action){.kind = ACTION_EXIT, .id = entry});
    act((struct model_action){.kind = ACTION_DIALOG_YES});
    assert_non_null(sent(COMMAND_EXIT));
    memset(&event, 0, sizeof event);
    event.kind = DESK_DONE;
    event.outcome.command = COMMAND_EXIT;
    deliver();
    assert_false(model.entry.inside);
}

static void test_a_number_is_checked_while_it_is_typed(void **state)
{
    (void)state;
    struct uuid pass = {.b = {1, 2, 3}};
    char number[SHORT_NUMBER_LEN + 1];
    short_number_of(&pass, number);
    start_signed_in();
    act((struct model_action){.kind = ACTION_GO, .page = PAGE_LOOKUP});
    type(number);
    assert_true(model.lookup.number_complete);
    act((struct model_action){.kind = ACTION_ERASE});
    type(number[8] == 'A' ? "B" : "A");
    assert_true(model.lookup.number_wrong);
    act((struct model_action){.kind = ACTION_ENTER});
    assert_null(sent(COMMAND_NUMBER));
    act((struct model_action){.kind = ACTION_BACK});
    act((struct model_action){.kind = ACTION_GO, .page = PAGE_LOOKUP});
    assert_int_equal(strlen(model.lookup.number), SHORT_NUMBER_LEN); /* back lost nothing */
}

static void test_an_unwritten_admission_waits_for_the_paper_log(void **state)
{
    (void)state;
    start_signed_in();
    deliver_shown(1, SCAN_ADMITTED, REASON_STORE_ERROR);
    event.shown.paper_log = true;
    deliver();
    assert_false(heard(CUE_GREEN));
    assert_int_equal(model.verdict.seconds_left, 0);
    pass_time(10000);
    assert_int_equal(model.page, PAGE_VERDICT);
    assert_true(model.shown.paper_log);
}

static void test_a_walk_up_form_warns_for_20_seconds_before_it_is_cleared(void **state)
{
    (void)state;
    start(MODE_WALK_UP);
    act((struct model_action){.kind = ACTION_WALK_UP_CHOOSE});
    assert_true(form_is_begun(&model.walk_up.form));
    pass_time(39000);
    assert_int_equal(model.walk_up.seconds_left, 0);
    pass_time(1000);
    assert_int_equal(model.walk_up.seconds_left, 20);
    act((struct model_action){.kind = ACTION_TOUCH}); /* the visitor is still there */
    assert_int_equal(model.walk_up.seconds_left, 0);
    pass_time(59000);
    assert_int_equal(model.walk_up.seconds_left, 1);
    assert_true(form_is_begun(&model.walk_up.form));
    pass_time(1000);
    assert_false(form_is_begun(&model.walk_up.form));
}

static void test_an_emergency_admission_warns_before_it_is_cleared(void **state)
{
    (void)state;
    start_signed_in();
    memset(&event, 0, sizeof event);
    event.kind = DESK_WALK_UPS;
    event.walk_ups.count = 1;
    deliver();
    model.booth.policy.emergency_admission = true;
    act((struct model_action){.kind = ACTION_EMERGENCY, .number = 0});
    assert_int_equal(model.page, PAGE_EMERGENCY);
    pass_time(159000);
    assert_int_equal(model.emergency.seconds_left, 0);
    pass_time(1000);
    assert_int_equal(model.emergency.seconds_left, 20);
    act((struct model_action){.kind = ACTION_TOUCH});
    assert_int_equal(model.emergency.seconds_left, 0);
    pass_time(180000);
    assert_int_not_equal(model.page, PAGE_EMERGENCY);
}

static void test_the_bar_says_offline_after_30_seconds_of_silence(void **state)
{
    (void)state;
    start_signed_in();
    deliver_contact("none", 0);
    pass_time(29000);
    assert_false(model.sync.offline);
    uint64_t revision = model.revision;
    pass_time(2000);
    assert_true(model.sync.offline);
    assert_true(model.revision > revision);
    deliver_contact("none", 0); /* back */
    assert_false(model.sync.offline);
}

static void test_the_age_of_a_contact_counts_from_when_it_was(void **state)
{
    (void)state;
    start_signed_in();
    deliver_contact("none", 20);
    pass_time(9000);
    assert_false(model.sync.offline);
    pass_time(2000);
    assert_true(model.sync.offline);
    deliver_contact("unreachable", 31); /* another status is no contact */
    assert_true(model.sync.offline);
    update(&(struct model_event){.kind = EVENT_SYNC, .mono_ms = now_ms}); /* the daemon is gone */
    pass_time(1000);
    assert_true(model.sync.offline);
}

static void test_a_network_that_fails_is_offline_soon(void **state)
{
    (void)state;
    start_signed_in();
    deliver_contact("timed-out", 7);
    assert_false(model.sync.offline); /* the next try may succeed at once */
    pass_time(2000);
    assert_true(model.sync.offline);
    deliver_contact("none", 0);
    assert_false(model.sync.offline);
    deliver_contact("busy", 20); /* it answers */
    assert_false(model.sync.offline);
}

static void test_a_long_download_is_not_offline_while_it_moves(void **state)
{
    (void)state;
    struct sync_status status = {.enrolled = true, .syncing = true};
    start_signed_in();
    for (unsigned i = 1; i <= 10; i++) {
        status.received = i * 1000;
        update(&(struct model_event){.kind = EVENT_SYNC, .mono_ms = now_ms, .sync = &status});
        pass_time(10000);
        assert_false(model.sync.offline);
    }
    pass_time(21000);
    assert_true(model.sync.offline); /* it stalls */
}

static void test_a_booth_that_is_not_enrolled_is_not_offline(void **state)
{
    (void)state;
    struct sync_status status = {.enrolled = false};
    start_signed_in();
    update(&(struct model_event){.kind = EVENT_SYNC, .mono_ms = now_ms, .sync = &status});
    pass_time(60000);
    assert_false(model.sync.offline);
}

static void test_a_revoked_booth_says_so_on_every_page(void **state)
{
    (void)state;
    struct sync_status status = {.enrolled = true, .contact_at = morning};
    start_signed_in();
    update(&(struct model_event){.kind = EVENT_SYNC, .mono_ms = now_ms, .sync = &status});
    assert_false(model_out_of_service(&model));
    uint64_t revision = model.revision;
    status.revoked = true;
    update(&(struct model_event){.kind = EVENT_SYNC, .mono_ms = now_ms, .sync = &status});
    assert_true(model_out_of_service(&model));
    assert_true(model.revision > revision);
    status.wiped = true;
    status.contact_at = 0;
    update(&(struct model_event){.kind = EVENT_SYNC, .mono_ms = now_ms, .sync = &status});
    pass_time(60000);
    assert_false(model.sync.offline); /* it is out of service, not offline */
    update(&(struct model_event){.kind = EVENT_SYNC, .mono_ms = now_ms});
    assert_true(model_out_of_service(&model)); /* without the daemon too */
    status.revoked = status.wiped = false;
    update(&(struct model_event){.kind = EVENT_SYNC, .mono_ms = now_ms, .sync = &status});
    assert_false(model_out_of_service(&model)); /* enrolled again */
}

static void test_nothing_changes_without_a_reason_to_draw(void **state)
{
    (void)state;
    start_signed_in();
    pass_time(100);
    uint64_t revision = model.revision;
    pass_time(1000);
    pass_time(1000);
    assert_int_equal(model.revision, revision);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_pin_leaves_with_the_command),
        cmocka_unit_test(test_throttling_counts_down_and_takes_no_digits),
        cmocka_unit_test(test_green_goes_on_by_itself_with_one_sound),
        cmocka_unit_test(test_amber_stays_until_it_is_decided),
        cmocka_unit_test(test_the_sixth_character_sends_the_holder_check),
        cmocka_unit_test(test_who_is_in_a_red_car_is_said_before_the_reason),
        cmocka_unit_test(test_an_override_needs_its_reason_remark_and_second_guard),
        cmocka_unit_test(test_personal_data_goes_after_its_time_with_a_countdown),
        cmocka_unit_test(test_self_scan_says_nothing_personal_and_returns),
        cmocka_unit_test(test_guarded_pages_of_self_scan_close_by_themselves),
        cmocka_unit_test(test_taking_back_from_the_log_asks_first),
        cmocka_unit_test(test_an_entry_is_no_longer_inside_once_its_exit_is_recorded),
        cmocka_unit_test(test_a_number_is_checked_while_it_is_typed),
        cmocka_unit_test(test_an_unwritten_admission_waits_for_the_paper_log),
        cmocka_unit_test(test_a_walk_up_form_warns_for_20_seconds_before_it_is_cleared),
        cmocka_unit_test(test_an_emergency_admission_warns_before_it_is_cleared),
        cmocka_unit_test(test_the_bar_says_offline_after_30_seconds_of_silence),
        cmocka_unit_test(test_the_age_of_a_contact_counts_from_when_it_was),
        cmocka_unit_test(test_a_network_that_fails_is_offline_soon),
        cmocka_unit_test(test_a_long_download_is_not_offline_while_it_moves),
        cmocka_unit_test(test_a_booth_that_is_not_enrolled_is_not_offline),
        cmocka_unit_test(test_a_revoked_booth_says_so_on_every_page),
        cmocka_unit_test(test_nothing_changes_without_a_reason_to_draw),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

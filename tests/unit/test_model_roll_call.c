/* The page of a roll call: what a guard sees after a touch, and that rows stay where the finger expects them. */
#include "support/test.h"

#include <stdio.h>
#include <string.h>

#include "model/model.h"
#include "model/roll_call.h"

static struct model model;
static struct model_effects effects;
static struct desk_event event;
static int64_t now_ms;

static const tick morning = 1790000000000;

static void act(struct model_action action)
{
    model_update(&model, &(struct model_event){.kind = EVENT_ACTION, .mono_ms = now_ms, .action = action}, &effects);
}

static void deliver(void)
{
    model_update(&model, &(struct model_event){.kind = EVENT_DESK, .mono_ms = now_ms, .desk = &event}, &effects);
}

static const struct desk_command *sent(enum command_kind kind)
{
    for (size_t i = 0; i < effects.count; i++)
        if (effects.items[i].kind == EFFECT_COMMAND && effects.items[i].command.kind == kind)
            return &effects.items[i].command;
    return NULL;
}

static void deliver_status(uint32_t guard, bool running)
{
    memset(&event, 0, sizeof event);
    event.kind = DESK_STATUS;
    event.status.now = morning + now_ms;
    event.status.guard = guard;
    event.status.rights = GUARD_ADMIT;
    policy_defaults(&event.status.policy);
    event.status.roll_call.running = running;
    deliver();
}

/* A part of a list of people with these numbers; odd ones are safe. */
static void deliver_part(size_t first, const int *who, size_t count, bool more)
{
    memset(&event, 0, sizeof event);
    event.kind = DESK_ROLL_CALL;
    event.roll_call.status.running = true;
    event.roll_call.first = first;
    event.roll_call.more = more;
    event.roll_call.count = count;
    for (size_t i = 0; i < count; i++) {
        struct roll_item *item = &event.roll_call.items[i];
        *item = (struct roll_item){.id = {{(uint8_t)who[i]}}, .personal = true, .vehicle = who[i] > 90};
        item->mark = who[i] % 2 ? ROLL_SAFE : ROLL_OPEN;
        memcpy(item->name, "张*", 5);
    }
    deliver();
}

static int set_up(void **state)
{
    static const struct model_settings settings = {.mode = MODE_GUARD};
    (void)state;
    now_ms = 1000;
    model_init(&model, &settings, now_ms);
    deliver_status(7, true);
    act((struct model_action){.kind = ACTION_GO, .page = PAGE_ROLL_CALL});
    return 0;
}

static void assert_order(const char *numbers)
{
    char found[64] = "";
    for (size_t i = 0; i < model.roll_call.count; i++)
        (void)snprintf(found + strlen(found), sizeof found - strlen(found), "%d ", model.roll_call.items[i].id.b[0]);
    assert_string_equal(found, numbers);
}

static void test_the_list_is_read_part_by_part(void **state)
{
    (void)state;
    assert_int_equal(model.page, PAGE_ROLL_CALL);
    assert_int_equal(sent(COMMAND_ROLL_CALL)->query.before_number, 0);
    deliver_part(0, (const int[]){2, 4}, 2, true);
    assert_int_equal(sent(COMMAND_ROLL_CALL)->query.before_number, 2);
    assert_false(model.roll_call.known);
    deliver_part(2, (const int[]){6}, 1, false);
    assert_null(sent(COMMAND_ROLL_CALL));
    assert_true(model.roll_call.known);
    assert_order("2 4 6 ");
}

static void test_rows_stay_where_they_are_when_it_is_read_again(void **state)
{
    (void)state;
    deliver_part(0, (const int[]){4, 6, 8}, 3, false);
    deliver_status(7, true);
    assert_non_null(sent(COMMAND_ROLL_CALL));
    deliver_part(0, (const int[]){2, 4, 8}, 3, false); /* 2 is new, 6 has gone */
    assert_order("4 8 2 ");
}

static void test_who_was_ticked_stays_until_the_tab_is_opened_again(void **state)
{
    (void)state;
    deliver_part(0, (const int[]){4, 6, 7}, 3, false);
    assert_true(model_roll_shows(&model, 0) && !model_roll_shows(&model, 2)); /* 7 is safe */
    act((struct model_action){.kind = ACTION_ROLL_TICK, .id = {{4}}, .number = 1});
    assert_true(sent(COMMAND_ROLL_TICK)->on && sent(COMMAND_ROLL_TICK)->id.b[0] == 4);
    memset(&event, 0, sizeof event);
    event.kind = DESK_DONE;
    event.outcome.command = COMMAND_ROLL_TICK;
    deliver();
    assert_non_null(sent(COMMAND_ROLL_CALL));
    deliver_part(0, (const int[]){4, 6, 7}, 3, false);
    model.roll_call.items[0].mark = ROLL_SAFE;
    assert_true(model_roll_shows(&model, 0)); /* to be taken back */
    act((struct model_action){.kind = ACTION_ROLL_TAB, .number = ROLL_TO_FIND});
    assert_false(model_roll_shows(&model, 0));
    act((struct model_action){.kind = ACTION_ROLL_TAB, .number = ROLL_EVERYBODY});
    assert_true(model_roll_shows(&model, 0) && model_roll_shows(&model, 2));
}

static void test_cars_stand_apart(void **state)
{
    (void)state;
    deliver_part(0, (const int[]){4, 92}, 2, false);
    assert_true(model_roll_shows(&model, 0) && !model_roll_shows(&model, 1));
    act((struct model_action){.kind = ACTION_ROLL_TAB, .number = ROLL_CARS});
    assert_true(!model_roll_shows(&model, 0) && model_roll_shows(&model, 1));
}

static void test_a_tick_of_somebody_else_is_explained(void **state)
{
    (void)state;
    deliver_part(0, (const int[]){7}, 1, false);
    act((struct model_action){.kind = ACTION_ROLL_TICK, .id = {{7}}, .number = 0});
    memset(&event, 0, sizeof event);
    event.kind = DESK_FAILED;
    event.outcome.command = COMMAND_ROLL_TICK;
    event.outcome.status = GH_DENIED;
    deliver();
    assert_int_equal(model.over.toast, TOAST_ROLL_ELSEWHERE);
}

static void test_a_start_asks_first(void **state)
{
    (void)state;
    memset(&event, 0, sizeof event);
    event.kind = DESK_ROLL_CALL;
    deliver(); /* none runs */
    model.sync.known = true;
    memcpy(model.sync.status.problem, "none", sizeof "none");
    act((struct model_action){.kind = ACTION_ROLL_START});
    assert_int_equal(model.over.dialog, DIALOG_ROLL_START);
    assert_null(sent(COMMAND_ROLL_START));
    act((struct model_action){.kind = ACTION_DIALOG_NO});
    model.sync.known = false; /* the daemon is not there */
    act((struct model_action){.kind = ACTION_ROLL_START});
    assert_int_equal(model.over.dialog, DIALOG_ROLL_START_OFFLINE);
    act((struct model_action){.kind = ACTION_DIALOG_YES});
    assert_non_null(sent(COMMAND_ROLL_START));
    memset(&event, 0, sizeof event);
    event.kind = DESK_DONE;
    event.outcome.command = COMMAND_ROLL_START;
    deliver();
    assert_non_null(sent(COMMAND_ROLL_CALL));
    act((struct model_action){.kind = ACTION_BACK});
    assert_int_equal(model.page, PAGE_SCAN);
}

static void deliver_running(unsigned people)
{
    memset(&event, 0, sizeof event);
    event.kind = DESK_ROLL_CALL;
    event.roll_call.status.running = true;
    event.roll_call.status.people = people;
    deliver();
}

static void test_an_end_asks_first(void **state)
{
    (void)state;
    deliver_running(2);
    act((struct model_action){.kind = ACTION_ROLL_END});
    assert_int_equal(model.over.dialog, DIALOG_ROLL_END_OFFLINE); /* the daemon is not there */
    act((struct model_action){.kind = ACTION_DIALOG_NO});
    model.sync.known = true;
    memcpy(model.sync.status.problem, "none", sizeof "none");
    act((struct model_action){.kind = ACTION_ROLL_END});
    assert_int_equal(model.over.dialog, DIALOG_ROLL_END_OPEN);
    act((struct model_action){.kind = ACTION_DIALOG_NO});
    deliver_running(0);
    act((struct model_action){.kind = ACTION_ROLL_END});
    assert_int_equal(model.over.dialog, DIALOG_ROLL_END);
    assert_null(sent(COMMAND_ROLL_END));
    act((struct model_action){.kind = ACTION_DIALOG_YES});
    assert_non_null(sent(COMMAND_ROLL_END));
    memset(&event, 0, sizeof event);
    event.kind = DESK_DONE;
    event.outcome.command = COMMAND_ROLL_END;
    deliver();
    assert_non_null(sent(COMMAND_ROLL_CALL)); /* the page says who ended it */
    memset(&event, 0, sizeof event);
    event.kind = DESK_ROLL_CALL;
    deliver();
    act((struct model_action){.kind = ACTION_ROLL_END});
    assert_int_equal(model.over.dialog, DIALOG_NONE);
}

static void test_codes_are_read_beside_the_list(void **state)
{
    (void)state;
    deliver_part(0, (const int[]){4}, 1, false);
    assert_true(model_takes_scans(&model));
    memset(&event, 0, sizeof event);
    event.kind = DESK_SHOWN;
    event.shown.scan = 1;
    event.shown.state = SCAN_WENT_OUT;
    event.shown.verdict.colour = VERDICT_GREEN;
    deliver();
    assert_int_equal(model.page, PAGE_VERDICT);
    act((struct model_action){.kind = ACTION_NEXT});
    assert_int_equal(model.page, PAGE_ROLL_CALL); /* and the guard goes on with it */
    assert_non_null(sent(COMMAND_ROLL_CALL));
}

static void test_only_a_guard_sees_it_and_names_hide(void **state)
{
    (void)state;
    deliver_part(0, (const int[]){4}, 1, false);
    assert_true(model_is_personal(&model));
    now_ms += 600000;
    model_update(&model, &(struct model_event){.kind = EVENT_TIMER, .mono_ms = now_ms}, &effects);
    assert_int_equal(model.roll_call.count, 0);
    assert_int_equal(model.roll_call.items[0].name[0], 0);
    assert_int_equal(model.page, PAGE_ROLL_CALL); /* a touch brings the names back */
    act((struct model_action){.kind = ACTION_TOUCH});
    assert_non_null(sent(COMMAND_REFRESH));
    deliver_status(7, true);
    assert_non_null(sent(COMMAND_ROLL_CALL));
    deliver_status(0, true);
    assert_int_equal(model.page, PAGE_SIGN_IN);
    act((struct model_action){.kind = ACTION_GO, .page = PAGE_ROLL_CALL});
    assert_int_equal(model.over.toast, TOAST_SIGN_IN_FIRST);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, set_up)
    const struct CMUnitTest tests[] = {
        TEST(test_the_list_is_read_part_by_part),
        TEST(test_rows_stay_where_they_are_when_it_is_read_again),
        TEST(test_who_was_ticked_stays_until_the_tab_is_opened_again),
        TEST(test_cars_stand_apart),
        TEST(test_a_tick_of_somebody_else_is_explained),
        TEST(test_a_start_asks_first),
        TEST(test_an_end_asks_first),
        TEST(test_codes_are_read_beside_the_list),
        TEST(test_only_a_guard_sees_it_and_names_hide),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

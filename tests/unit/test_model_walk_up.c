/* How the walk-up form begins, and its list of countries: touches in, state out. */
#include "support/test.h"

#include <string.h>

#include "model/model.h"

static struct model model;
static struct model_effects effects;
static struct desk_event event;

static void act(enum model_action_kind kind, int64_t number)
{
    struct model_event e = {.kind = EVENT_ACTION, .mono_ms = 2000, .action = {.kind = kind, .number = number}};
    model_update(&model, &e, &effects);
}

static void deliver(void)
{
    model_update(&model, &(struct model_event){.kind = EVENT_DESK, .mono_ms = 2000, .desk = &event}, &effects);
}

static bool sent(enum command_kind kind)
{
    for (size_t i = 0; i < effects.count; i++)
        if (effects.items[i].kind == EFFECT_COMMAND && effects.items[i].command.kind == kind)
            return true;
    return false;
}

static void start(void)
{
    model_init(&model, &(struct model_settings){.mode = MODE_GUARD, .zone_minutes = 480}, 1000);
    memset(&event, 0, sizeof event);
    event.kind = DESK_STATUS;
    event.status.guard = 7;
    policy_defaults(&event.status.policy);
    deliver();
}

static void show_plate(const char *plate, enum verdict_reason reason, enum direction direction)
{
    memset(&event, 0, sizeof event);
    event.kind = DESK_SHOWN;
    event.shown.scan = 1;
    event.shown.state = SCAN_WAITING;
    event.shown.presented_as = PRESENTED_PLATE;
    event.shown.direction = direction;
    event.shown.verdict.reason = reason;
    event.shown.verdict.colour = VERDICT_RED;
    memcpy(event.shown.plate, plate, strlen(plate) + 1);
    deliver();
    assert_int_equal(model.page, PAGE_VERDICT);
}

static void a_car_without_a_reservation_applies_with_one_touch(void **unused)
{
    (void)unused;
    start();
    show_plate("沪C98765", REASON_NOT_EXPECTED, DIRECTION_IN);
    assert_true(model_may_apply(&model));
    act(ACTION_WALK_UP, 0);
    assert_true(sent(COMMAND_DISMISS));
    assert_int_equal(model.page, PAGE_WALK_UP);
    assert_true(model.walk_up.form.vehicle);
    assert_string_equal(model.walk_up.form.plate, "沪C98765");
    assert_string_equal(model.shown.plate, "");
}

static void a_barred_car_and_one_that_leaves_do_not_apply(void **unused)
{
    (void)unused;
    start();
    show_plate("沪C98765", REASON_BARRED, DIRECTION_IN);
    assert_false(model_may_apply(&model));
    start();
    show_plate("沪C98765", REASON_NOT_EXPECTED, DIRECTION_OUT);
    assert_false(model_may_apply(&model));
}

static void the_plate_of_a_stranger_is_hidden_in_time(void **unused)
{
    (void)unused;
    start();
    show_plate("沪C98765", REASON_NOT_EXPECTED, DIRECTION_IN);
    assert_true(model_is_personal(&model));
    model_update(&model, &(struct model_event){.kind = EVENT_TIMER, .mono_ms = 2000 + TICK_DAY}, &effects);
    assert_string_equal(model.shown.plate, "");
}

static void the_country_of_a_mobile_is_chosen_from_a_list(void **unused)
{
    (void)unused;
    start();
    act(ACTION_WALK_UP, 0);
    model.walk_up.form.step = STEP_MOBILE;
    act(ACTION_WALK_UP_COUNTRY, -1);
    assert_true(model.walk_up.countries);
    act(ACTION_BACK, 0);
    assert_false(model.walk_up.countries);
    assert_int_equal(model.walk_up.form.step, STEP_MOBILE);
    act(ACTION_WALK_UP_COUNTRY, -1);
    act(ACTION_WALK_UP_COUNTRY, 852);
    assert_false(model.walk_up.countries);
    assert_string_equal(model.walk_up.form.persons[0].mobile, "+852");
    assert_int_equal(model.walk_up.check, FORM_UNFINISHED);
}

static void type(const char *text)
{
    struct model_event e = {.kind = EVENT_ACTION, .mono_ms = 2000, .action = {.kind = ACTION_TYPE}};
    memcpy(e.action.text, text, strlen(text) + 1);
    model_update(&model, &e, &effects);
}

static const char *name_typed(const char *const *keys)
{
    start();
    act(ACTION_WALK_UP, 0);
    model.walk_up.form.step = STEP_NAME;
    for (; *keys; keys++)
        type(*keys);
    return model.walk_up.form.persons[0].name;
}

static void signs_and_suffixes_of_names_are_typed(void **unused)
{
    (void)unused;
    assert_string_equal(name_typed((const char *const[]){"h", "e", " ", "f", "o", " 3rd", NULL}), "He Fo 3rd");
    assert_int_equal(model.walk_up.check, FORM_GOOD);
    assert_string_equal(name_typed((const char *const[]){"h", "e", " ", "f", "o", " ", "4", "t", "h", NULL}),
                        "He Fo 4th");
    assert_int_equal(model.walk_up.check, FORM_GOOD);
    assert_string_equal(name_typed((const char *const[]){"r", "a", "m", " ", "s", "/", "o", " ", "d", "e", "v", NULL}),
                        "Ram S/O Dev");
    assert_int_equal(model.walk_up.check, FORM_GOOD);
    assert_string_equal(name_typed((const char *const[]){"a", "n", "n", "7", NULL}), "Ann"); /* no digit in a word */
    assert_string_equal(name_typed((const char *const[]){".", "/", "7", "a", NULL}), "A");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_car_without_a_reservation_applies_with_one_touch),
        cmocka_unit_test(a_barred_car_and_one_that_leaves_do_not_apply),
        cmocka_unit_test(the_plate_of_a_stranger_is_hidden_in_time),
        cmocka_unit_test(signs_and_suffixes_of_names_are_typed),
        cmocka_unit_test(the_country_of_a_mobile_is_chosen_from_a_list),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The help of a page: opens over it, asks nothing, and holds the codes back while it is open. */
#include "support/test.h"

#include "model/model.h"

static struct model model;
static struct model_effects effects;

static void act(struct model_action action)
{
    model_update(&model, &(struct model_event){.kind = EVENT_ACTION, .mono_ms = 2000, .action = action}, &effects);
}

static void start(void)
{
    model_init(&model, &(struct model_settings){.mode = MODE_GUARD, .zone_minutes = 480}, 1000);
    model.page = PAGE_SCAN;
    act((struct model_action){.kind = ACTION_EXPLAIN});
    assert_int_equal(model.over.dialog, DIALOG_HELP);
}

static void it_opens_and_closes_over_the_page(void **unused)
{
    (void)unused;
    start();
    assert_false(model_takes_scans(&model));
    act((struct model_action){.kind = ACTION_DIALOG_NO});
    assert_int_equal(model.over.dialog, DIALOG_NONE);
    assert_int_equal(model.page, PAGE_SCAN);
    assert_true(model_takes_scans(&model));
}

static void it_sends_no_command(void **unused)
{
    (void)unused;
    start();
    act((struct model_action){.kind = ACTION_DIALOG_YES});
    assert_int_equal(model.over.dialog, DIALOG_NONE);
    for (size_t i = 0; i < effects.count; i++)
        assert_int_not_equal(effects.items[i].kind, EFFECT_COMMAND);
}

static void it_replaces_no_question(void **unused)
{
    (void)unused;
    start();
    model.over.dialog = DIALOG_SIGN_OUT;
    act((struct model_action){.kind = ACTION_EXPLAIN});
    assert_int_equal(model.over.dialog, DIALOG_SIGN_OUT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_opens_and_closes_over_the_page),
        cmocka_unit_test(it_sends_no_command),
        cmocka_unit_test(it_replaces_no_question),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

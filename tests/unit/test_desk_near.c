/* A plate that is hard to read: which expected vehicles the desk offers the guard, and when it offers none. */
#include "support/test.h"

#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "support/booth.h"

static void near(struct booth *b, const char *typed)
{
    memset(&b->near, 0, sizeof b->near);
    booth_type(b, COMMAND_NEAR, typed);
}

static void the_nearest_of_today_stand_first(void **unused)
{
    (void)unused;
    struct booth b;
    booth_open(&b, true);
    booth_put_vehicle(&b, "京A12345");
    booth_put_vehicle(&b, "京A12845");
    booth_put_vehicle(&b, "粤B88888");
    near(&b, "京A1");
    assert_int_equal(b.near.count, 2);
    near(&b, "京A1Z345"); /* Z for 2; and 3 for 8 might be, too */
    assert_int_equal(b.near.count, 2);
    assert_string_equal(b.near.plates[0], "京A12345");
    assert_string_equal(b.near.typed, "京A1Z345");
    near(&b, "京A128");
    assert_int_equal(b.near.count, 2);
    assert_string_equal(b.near.plates[0], "京A12845");
    near(&b, "川B888");
    assert_string_equal(b.near.plates[0], "粤B88888");
    near(&b, "沪C99999");
    assert_int_equal(b.near.count, 0);
    near(&b, "京A"); /* says too little */
    assert_int_equal(b.near.count, 0);
    booth_close(&b);
}

static void what_comes_and_goes_by_sync_is_followed(void **unused)
{
    (void)unused;
    struct booth b;
    booth_open(&b, true);
    near(&b, "京A123");
    assert_int_equal(b.near.count, 0);
    booth_put_vehicle(&b, "京A12345");
    near(&b, "京A123");
    assert_int_equal(b.near.count, 1);
    booth_put_vehicle(&b, "京A12345"); /* a second visit of the same car */
    near(&b, "京A123");
    assert_int_equal(b.near.count, 1);
    booth_pass_time(&b, 3 * TICK_DAY);
    near(&b, "京A123");
    assert_int_equal(b.near.count, 0);
    booth_close(&b);
}

static void many_of_them_are_cut_to_the_best(void **unused)
{
    (void)unused;
    struct booth b;
    char plate[32];
    booth_open(&b, true);
    for (int i = 0; i < 9; i++) {
        (void)snprintf(plate, sizeof plate, "京A1234%d", i);
        booth_put_vehicle(&b, plate);
    }
    near(&b, "京A12348");
    assert_int_equal(b.near.count, DESK_NEAR_MAX);
    assert_string_equal(b.near.plates[0], "京A12348");
    assert_string_equal(b.near.plates[1], "京A12343"); /* 3 is taken for 8 */
    booth_close(&b);
}

static void nobody_signed_in_is_told_a_plate(void **unused)
{
    (void)unused;
    struct booth b;
    booth_open(&b, true);
    booth_put_vehicle(&b, "京A12345");
    near(&b, "京A123");
    assert_int_equal(b.near.count, 1);
    booth_do(&b, (struct desk_command){.kind = COMMAND_SIGN_OUT});
    assert_null(b.desk->expected.list); /* and none stays in memory */
    near(&b, "京A123");
    assert_int_equal(b.near.count, 0);
    booth_close(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_nearest_of_today_stand_first),
        cmocka_unit_test(what_comes_and_goes_by_sync_is_followed),
        cmocka_unit_test(many_of_them_are_cut_to_the_best),
        cmocka_unit_test(nobody_signed_in_is_told_a_plate),
    };
    return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}

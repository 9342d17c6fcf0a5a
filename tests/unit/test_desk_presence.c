/* Who is inside the campus at one booth: what the server says of all gates, and its own entries on top. */
#include "support/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "desk/presence.h"
#include "support/booth.h"

#define SINCE(b, minutes) (booth_now(b) - (minutes)*TICK_MINUTE)

static struct wire_record presence(struct booth *b, const struct wire_pass *pass, bool inside, int64_t minutes)
{
    struct wire_record r = {.type = WIRE_PRESENCE,
                            .presence = {.subject = pass->claims.pass_id,
                                         .pass = true,
                                         .vehicle = pass->claims.kind == PASS_VEHICLE,
                                         .inside = inside,
                                         .at = SINCE(b, minutes),
                                         .gate = BOOTH_OTHER_GATE,
                                         .until = pass->claims.expires + PRESENCE_KEPT}};
    r.presence.entry = pass->claims.pass_id;
    r.presence.entry.b[0] = (uint8_t)(0x80 + minutes);
    return r;
}

/* What the server sends: rows, then this booth and another one that it heard so many minutes ago. covers: how many of
 * this booth's entries it has counted. */
static void tell(struct booth *b, struct wire_record *rows, size_t count, uint64_t covers, int64_t heard)
{
    struct wire_record all[8];
    for (size_t i = 0; i < count; i++)
        all[i] = rows[i];
    all[count] = (struct wire_record){.type = WIRE_BOOTH,
                                      .booth = {.id = {{1}}, .gate = BOOTH_GATE, .name = "north", .own = true}};
    all[count].booth.acknowledged = covers;
    all[count].booth.heard = booth_now(b);
    all[count + 1] =
        (struct wire_record){.type = WIRE_BOOTH, .booth = {.id = {{2}}, .gate = BOOTH_OTHER_GATE, .name = "south"}};
    all[count + 1].booth.heard = SINCE(b, heard);
    booth_sync(b, all, count + 2, booth_now(b));
    booth_do(b, (struct desk_command){.kind = COMMAND_REFRESH});
}

static void list(struct booth *b)
{
    booth_do(b, (struct desk_command){.kind = COMMAND_LOG, .query = {.inside_only = true, .colour = -1}});
}

static struct wire_pass repeated(struct booth *b)
{
    struct wire_pass pass = booth_pass(b);
    pass.claims.uses = PASS_MULTIPLE_USE;
    return pass;
}

static void test_who_came_by_another_gate_is_inside_here_too(void **state)
{
    struct booth *b = *state;
    struct wire_pass pass = repeated(b);
    booth_put(b, pass, "张*三");
    struct wire_record row = presence(b, &pass, true, 30);
    tell(b, &row, 1, 0, 0);
    assert_int_equal(b->status.persons_inside, 1);
    assert_int_equal(b->status.vehicles_inside, 0);
    list(b);
    assert_int_equal(b->log.count, 1);
    assert_string_equal(b->log.rows[0].name, "张*三");
    assert_int_equal(b->log.rows[0].gate, BOOTH_OTHER_GATE);
    assert_int_equal(b->log.rows[0].at, SINCE(b, 30));
    booth_scan_pass(b, &pass);
    booth_expect(b, REASON_ALREADY_INSIDE);
    assert_int_equal(b->shown.inside_gate, BOOTH_OTHER_GATE);
    assert_int_equal(b->shown.inside_since, SINCE(b, 30));
}

static void test_leaving_here_ends_a_stay_that_began_there(void **state)
{
    struct booth *b = *state;
    struct wire_pass pass = repeated(b);
    booth_put(b, pass, "张*三");
    struct wire_record row = presence(b, &pass, true, 30);
    tell(b, &row, 1, 0, 0);
    booth_do(b, (struct desk_command){.kind = COMMAND_DIRECTION, .direction = DIRECTION_OUT});
    booth_scan_pass(b, &pass);
    assert_int_equal(b->shown.state, SCAN_WENT_OUT);
    assert_true(b->shown.inside); /* so it was when they left */
    assert_int_equal(b->status.persons_inside, 0);
    booth_do(b, (struct desk_command){.kind = COMMAND_DIRECTION, .direction = DIRECTION_IN});
    booth_pass_time(b, TICK_MINUTE);
    booth_scan_pass(b, &pass);
    booth_expect(b, REASON_OK);
}

static void test_leaving_by_name_from_the_list(void **state)
{
    struct booth *b = *state;
    struct wire_pass pass = repeated(b);
    booth_put(b, pass, "张*三");
    struct wire_record row = presence(b, &pass, true, 30);
    tell(b, &row, 1, 0, 0);
    list(b);
    booth_do(b, (struct desk_command){.kind = COMMAND_EXIT, .id = b->log.rows[0].entry});
    assert_int_equal(b->done_count, 1);
    struct entry entry = booth_newest(b);
    assert_int_equal(entry.kind, ENTRY_EXIT);
    assert_memory_equal(&entry.pass_id, &pass.claims.pass_id, UUID_LEN);
    assert_memory_equal(&entry.refers_to, &row.presence.entry, UUID_LEN);
    assert_int_equal(b->status.persons_inside, 0);
}

static void test_own_entries_count_before_the_server_has_them(void **state)
{
    struct booth *b = *state;
    struct wire_pass pass = repeated(b);
    booth_put(b, pass, "张*三");
    booth_scan_pass(b, &pass);
    uint64_t admission = booth_newest(b).number;
    struct wire_record row = presence(b, &pass, false, 30);
    tell(b, &row, 1, admission - 1, 0);
    assert_int_equal(b->status.persons_inside, 1); /* the newer word is ours */
    booth_pass_time(b, 10 * TICK_MINUTE);
    row = presence(b, &pass, false, 5);
    tell(b, &row, 1, admission - 1, 0);
    assert_int_equal(b->status.persons_inside, 0); /* left by the other gate since */
    row = presence(b, &pass, false, 60);
    tell(b, &row, 1, admission, 0);
    assert_int_equal(b->status.persons_inside, 0); /* the server has counted ours: its word is the last */
}

static void test_taking_back_is_known_before_the_server_has_it(void **state)
{
    struct booth *b = *state;
    struct wire_pass pass = repeated(b);
    booth_put(b, pass, "张*三");
    booth_scan_pass(b, &pass);
    struct entry admission = booth_newest(b);
    struct wire_record row = presence(b, &pass, true, 0);
    row.presence.entry = admission.id;
    row.presence.gate = BOOTH_GATE;
    tell(b, &row, 1, admission.number, 0);
    assert_int_equal(b->status.persons_inside, 1);
    booth_do(b, (struct desk_command){.kind = COMMAND_TAKE_BACK, .id = admission.id});
    assert_int_equal(b->status.persons_inside, 0);
}

static void test_cars_are_cars_and_riders_are_persons_with_names(void **state)
{
    struct booth *b = *state;
    struct wire_pass rider = booth_pass(b), car = booth_pass(b);
    car.claims.kind = PASS_VEHICLE;
    rider.claims.kind = PASS_RIDER;
    booth_put(b, rider, "李*四");
    booth_put(b, car, "");
    struct wire_record rows[] = {presence(b, &car, true, 30), presence(b, &rider, true, 30)};
    rows[1].presence.car = car.claims.pass_id;
    tell(b, rows, 2, 0, 0);
    assert_int_equal(b->status.persons_inside, 1);
    assert_int_equal(b->status.vehicles_inside, 1);
    list(b);
    assert_int_equal(b->log.count, 2);
    assert_false(b->log.rows[0].vehicle); /* persons first */
    assert_string_equal(b->log.rows[0].name, "李*四");
    assert_true(b->log.rows[1].vehicle);
    assert_false(b->log.rows[1].lone_car);
    booth_do(b, (struct desk_command){.kind = COMMAND_EXIT, .id = b->log.rows[1].entry});
    assert_int_equal(b->status.persons_inside + b->status.vehicles_inside, 0); /* the car takes its riders along */
}

static void test_a_booth_that_is_away_is_named(void **state)
{
    struct booth *b = *state;
    tell(b, NULL, 0, 0, 1);
    assert_int_equal(b->status.away_count, 0);
    assert_false(b->status.presence_old);
    tell(b, NULL, 0, 0, 10);
    assert_int_equal(b->status.away_count, 1);
    assert_string_equal(b->status.away[0].name, "south");
    assert_int_equal(b->status.away[0].gate, BOOTH_OTHER_GATE);
    assert_int_equal(b->status.away[0].heard, SINCE(b, 10));
    booth_pass_time(b, 4 * TICK_MINUTE); /* this booth hears nothing of the server either */
    booth_do(b, (struct desk_command){.kind = COMMAND_REFRESH});
    assert_true(b->status.presence_old);
}

static void test_a_booth_that_was_removed_is_forgotten(void **state)
{
    struct booth *b = *state;
    tell(b, NULL, 0, 0, 10);
    struct wire_record own = {.type = WIRE_BOOTH,
                              .booth = {.id = {{1}}, .gate = BOOTH_GATE, .name = "north", .own = true}};
    own.booth.heard = booth_now(b);
    booth_sync(b, &own, 1, booth_now(b));
    booth_do(b, (struct desk_command){.kind = COMMAND_REFRESH});
    assert_int_equal(b->status.away_count, 0);
}

/* The list is kept and brought up to date. It must be the one that a look at everything gives. */
static void expect_the_same_anew(struct booth *b)
{
    struct wire_presence *kept = NULL, *anew = NULL;
    size_t kept_count = 0, anew_count = 0;
    assert_int_equal(desk_list_presence(b->desk, &kept, &kept_count), GH_OK);
    desk_forget_inside(b->desk);
    assert_int_equal(desk_list_presence(b->desk, &anew, &anew_count), GH_OK);
    assert_int_equal(kept_count, anew_count);
    for (size_t i = 0; i < kept_count; i++) {
        assert_memory_equal(&kept[i].subject, &anew[i].subject, UUID_LEN);
        assert_memory_equal(&kept[i].entry, &anew[i].entry, UUID_LEN);
        assert_int_equal(kept[i].at, anew[i].at);
        assert_int_equal(kept[i].gate, anew[i].gate);
        assert_int_equal(kept[i].until, anew[i].until);
    }
    free(kept);
    free(anew);
}

static void test_the_list_is_the_same_after_every_step(void **state)
{
    struct booth *b = *state;
    struct wire_pass passes[6];
    uint32_t random = 1;
    for (size_t i = 0; i < 6; i++) {
        passes[i] = repeated(b);
        booth_put(b, passes[i], "张*三");
    }
    for (size_t step = 0; step < 80; step++) {
        random = random * 1103515245 + 12345;
        struct wire_pass *pass = &passes[(random >> 16) % 6];
        struct wire_record row = presence(b, pass, random >> 20 & 1, (int64_t)(random >> 21) % 60);
        booth_pass_time(b, TICK_MINUTE);
        if (step % 9 == 8)
            tell(b, &row, 1, step % 2 ? 0 : booth_newest(b).number,
                 0); /* the server has counted all of ours, or none */
        else if (step % 7 == 6)
            booth_do(b, (struct desk_command){.kind = COMMAND_TAKE_BACK});
        else
            booth_do(b, (struct desk_command){.kind = COMMAND_DIRECTION, .direction = random >> 24 & 1});
        booth_scan_pass(b, pass);
        expect_the_same_anew(b);
        if (step % 31 == 30)
            booth_restart(b);
    }
}

/* ---- Cars without a pass ---- */

#define STRANGER "沪C98765"

static void let_stranger_in(struct booth *b)
{
    booth_type(b, COMMAND_PLATE, STRANGER);
    booth_do(b, (struct desk_command){
                    .kind = COMMAND_OVERRIDE, .scan = b->shown.scan, .reason = OVERRIDE_HOST_PRESENT, .text = "host"});
    assert_int_equal(b->shown.state, SCAN_OVERRIDDEN);
}

static void turn(struct booth *b, enum direction direction)
{
    booth_do(b, (struct desk_command){.kind = COMMAND_DIRECTION, .direction = direction});
}

static void test_a_car_let_in_without_a_pass_is_listed_with_its_plate(void **state)
{
    struct booth *b = *state;
    let_stranger_in(b);
    assert_int_equal(b->status.vehicles_inside, 1);
    list(b);
    assert_int_equal(b->log.count, 1);
    assert_true(b->log.rows[0].vehicle);
    assert_true(b->log.rows[0].personal);
    assert_string_equal(b->log.rows[0].plate, STRANGER);
    booth_restart(b);
    booth_sign_in(b, BOOTH_GUARD, BOOTH_PIN);
    list(b);
    assert_string_equal(b->log.rows[0].plate, STRANGER);
}

static void test_a_car_let_in_without_a_pass_is_known_again(void **state)
{
    struct booth *b = *state;
    let_stranger_in(b);
    tick since = booth_now(b);
    booth_pass_time(b, 5 * TICK_MINUTE);
    booth_type(b, COMMAND_PLATE, "沪C·98765");
    booth_expect(b, REASON_NOT_EXPECTED);
    assert_true(b->shown.inside);
    assert_int_equal(b->shown.inside_since, since);
    assert_int_equal(b->shown.inside_gate, BOOTH_GATE);
    let_stranger_in(b); /* again: it is one car */
    assert_int_equal(b->status.vehicles_inside, 1);
    turn(b, DIRECTION_OUT);
    booth_type(b, COMMAND_PLATE, STRANGER);
    assert_int_equal(b->shown.verdict.reason, REASON_OK);
    assert_int_equal(b->shown.state, SCAN_WENT_OUT);
    assert_int_equal(booth_newest(b).kind, ENTRY_EXIT);
    assert_int_equal(b->status.vehicles_inside, 0);
    booth_type(b, COMMAND_PLATE, STRANGER); /* who is not inside is nobody's visitor on the way out either */
    booth_expect(b, REASON_NOT_EXPECTED);
    turn(b, DIRECTION_IN);
    booth_type(b, COMMAND_PLATE, STRANGER);
    assert_false(b->shown.inside);
}

static void test_a_car_let_in_by_another_gate_leaves_here(void **state)
{
    struct booth *b = *state;
    let_stranger_in(b);
    struct entry admission = booth_newest(b);
    turn(b, DIRECTION_OUT);
    booth_type(b, COMMAND_PLATE, STRANGER);
    assert_int_equal(b->status.vehicles_inside, 0);
    /* The other gate let it in again since. */
    booth_pass_time(b, 10 * TICK_MINUTE);
    struct wire_record row = {.type = WIRE_PRESENCE,
                              .presence = {.vehicle = true,
                                           .inside = true,
                                           .at = SINCE(b, 1),
                                           .gate = BOOTH_OTHER_GATE,
                                           .until = SINCE(b, 1) + PRESENCE_KEPT,
                                           .entry = {{0x77}}}};
    memcpy(row.presence.subject.b, admission.code_digest, UUID_LEN);
    tell(b, &row, 1, 0, 0);
    assert_int_equal(b->status.vehicles_inside, 1);
    booth_type(b, COMMAND_PLATE, STRANGER);
    assert_int_equal(b->shown.state, SCAN_WENT_OUT);
    assert_int_equal(b->shown.inside_gate, BOOTH_OTHER_GATE);
    assert_int_equal(b->status.vehicles_inside, 0);
    /* Picked from the list, where its plate is not known. */
    booth_pass_time(b, 10 * TICK_MINUTE);
    row.presence.at = SINCE(b, 1);
    row.presence.entry.b[1] = 1;
    tell(b, &row, 1, 0, 0);
    list(b);
    assert_int_equal(b->log.count, 1);
    booth_do(b, (struct desk_command){.kind = COMMAND_EXIT, .id = b->log.rows[0].entry});
    assert_memory_equal(booth_newest(b).code_digest, admission.code_digest, UUID_LEN);
    assert_int_equal(b->status.vehicles_inside, 0);
}

static void test_taking_back_an_override_of_a_car(void **state)
{
    struct booth *b = *state;
    let_stranger_in(b);
    booth_do(b, (struct desk_command){.kind = COMMAND_TAKE_BACK, .id = booth_newest(b).id});
    assert_int_equal(b->status.vehicles_inside, 0);
}

static void test_a_plate_that_was_only_shown_leaves_no_hash(void **state)
{
    struct booth *b = *state;
    static const uint8_t none[16];
    booth_type(b, COMMAND_PLATE, STRANGER);
    assert_memory_equal(booth_newest(b).code_digest, none, sizeof none);
    booth_do(b, (struct desk_command){.kind = COMMAND_REFUSE, .scan = b->shown.scan});
    assert_memory_equal(booth_newest(b).code_digest, none, sizeof none);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        BOOTH_TEST(test_who_came_by_another_gate_is_inside_here_too),
        BOOTH_TEST(test_leaving_here_ends_a_stay_that_began_there),
        BOOTH_TEST(test_leaving_by_name_from_the_list),
        BOOTH_TEST(test_own_entries_count_before_the_server_has_them),
        BOOTH_TEST(test_taking_back_is_known_before_the_server_has_it),
        BOOTH_TEST(test_cars_are_cars_and_riders_are_persons_with_names),
        BOOTH_TEST(test_a_booth_that_is_away_is_named),
        BOOTH_TEST(test_a_booth_that_was_removed_is_forgotten),
        BOOTH_TEST(test_the_list_is_the_same_after_every_step),
        BOOTH_TEST(test_a_car_let_in_without_a_pass_is_listed_with_its_plate),
        BOOTH_TEST(test_a_car_let_in_without_a_pass_is_known_again),
        BOOTH_TEST(test_a_car_let_in_by_another_gate_leaves_here),
        BOOTH_TEST(test_taking_back_an_override_of_a_car),
        BOOTH_TEST(test_a_plate_that_was_only_shown_leaves_no_hash),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

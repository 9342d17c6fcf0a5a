/* A vehicle and who is in it: ticked off one by one, by codes shown beside it, in and out. */
#include "support/test.h"

#include <string.h>

#include <sodium.h>

#include "desk/presence.h"
#include "support/booth.h"

#define PLATE "京A12345"
enum { RIDERS = 3 };

struct scene {
    struct booth b;
    struct wire_pass riders[RIDERS];
};

/* A lane with a car that is expected with three riders. */
static void open_scene(struct scene *s)
{
    booth_open(&s->b, true);
    s->b.desk->options.lane = true;
    for (int i = 0; i < RIDERS; i++)
        s->riders[i] = booth_pass(&s->b);
}

static void arrive(struct scene *s)
{
    open_scene(s);
    booth_put_visit(&s->b, PLATE, s->riders, RIDERS);
    booth_type(&s->b, COMMAND_PLATE, PLATE);
}

static void command(struct booth *b, enum command_kind kind, const struct uuid *id, bool on)
{
    struct desk_command c = {.kind = kind, .scan = b->shown.scan, .on = on};
    if (id)
        c.id = *id;
    booth_do(b, c);
}

static void mark_rider(struct scene *s, int i, bool on)
{
    command(&s->b, COMMAND_MARK, &s->riders[i].claims.pass_id, on);
}

static const struct shown_rider *shown_of(const struct booth *b, const struct wire_pass *pass)
{
    for (size_t i = 0; i < b->shown.rider_count; i++)
        if (uuid_equal(&b->shown.riders[i].pass.pass_id, &pass->claims.pass_id))
            return &b->shown.riders[i];
    fail_msg("not in the list");
    return NULL;
}

static bool is_inside(struct booth *b, const struct wire_pass *pass)
{
    struct wire_presence p;
    enum gh_status status = desk_find_presence(b->desk, &pass->claims.pass_id, &p);
    assert_true(status == GH_OK || status == GH_NOT_FOUND);
    return status == GH_OK && p.inside;
}

static void a_car_waits_until_the_guard_says_who_is_in_it(void **unused)
{
    (void)unused;
    struct scene s;
    struct entry entries[8];
    arrive(&s);
    assert_int_equal(s.b.shown.state, SCAN_TO_CONFIRM);
    assert_int_equal(s.b.shown.verdict.colour, VERDICT_GREEN);
    assert_true(s.b.shown.marks);
    assert_int_equal(s.b.shown.rider_count, RIDERS);
    assert_false(s.b.shown.can_admit);
    command(&s.b, COMMAND_ADMIT, NULL, false);
    assert_int_equal(s.b.failed, GH_DENIED);

    mark_rider(&s, 0, true);
    mark_rider(&s, 2, true);
    assert_true(s.b.shown.can_admit);
    command(&s.b, COMMAND_ADMIT, NULL, false);
    assert_int_equal(s.b.shown.state, SCAN_ADMITTED);
    assert_true(is_inside(&s.b, &s.riders[0]));
    assert_false(is_inside(&s.b, &s.riders[1]));
    assert_true(is_inside(&s.b, &s.riders[2]));

    /* Newest first: two riders, who refer to their car; the car; the car as shown; the guard. */
    assert_int_equal(booth_entries(&s.b, entries, 8), 5);
    assert_int_equal(entries[2].kind, ENTRY_ADMIT);
    assert_memory_equal(&entries[2].id, &s.b.shown.entry, sizeof entries[2].id);
    assert_memory_equal(&entries[2].refers_to, &entries[3].id, sizeof entries[3].id);
    assert_int_equal(entries[3].kind, ENTRY_SHOWN);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(entries[i].kind, ENTRY_ADMIT);
        assert_memory_equal(&entries[i].refers_to, &entries[2].id, sizeof entries[2].id);
        assert_true(entries[i].uses_up);
    }
    booth_close(&s.b);
}

static void everybody_is_ticked_with_one_touch(void **unused)
{
    (void)unused;
    struct scene s;
    arrive(&s);
    command(&s.b, COMMAND_MARK, NULL, true);
    for (int i = 0; i < RIDERS; i++)
        assert_true(shown_of(&s.b, &s.riders[i])->here);
    mark_rider(&s, 1, false);
    assert_false(shown_of(&s.b, &s.riders[1])->here);
    command(&s.b, COMMAND_MARK, NULL, false);
    assert_false(s.b.shown.can_admit);
    booth_close(&s.b);
}

static void a_driver_who_is_alone_needs_no_touch(void **unused)
{
    (void)unused;
    struct scene s;
    open_scene(&s);
    booth_put_visit(&s.b, PLATE, s.riders, 1);
    booth_type(&s.b, COMMAND_PLATE, PLATE);
    assert_int_equal(s.b.shown.state, SCAN_ADMITTED);
    assert_true(s.b.shown.riders[0].here);
    assert_true(is_inside(&s.b, &s.riders[0]));
    booth_close(&s.b);
}

/* A revoked rider does not hold up the others, and can't be let in with them, neither by a touch nor by "all". */
static void a_rider_who_may_not_come_in_can_not_be_ticked(void **unused)
{
    (void)unused;
    struct scene s;
    open_scene(&s);
    s.riders[1].state = ROW_REVOKED;
    booth_put_visit(&s.b, PLATE, s.riders, RIDERS);
    booth_type(&s.b, COMMAND_PLATE, PLATE);
    assert_int_equal(s.b.shown.verdict.colour, VERDICT_GREEN);
    assert_int_equal(s.b.shown.riders[0].reason, REASON_REVOKED); /* who must be looked at comes first */
    mark_rider(&s, 1, true);
    command(&s.b, COMMAND_MARK, NULL, true);
    assert_false(shown_of(&s.b, &s.riders[1])->here);
    command(&s.b, COMMAND_ADMIT, NULL, false);
    assert_int_equal(s.b.shown.state, SCAN_ADMITTED);
    assert_false(is_inside(&s.b, &s.riders[1]));
    booth_close(&s.b);
}

static void a_lone_driver_who_may_not_come_in_keeps_the_car_out(void **unused)
{
    (void)unused;
    struct scene s;
    open_scene(&s);
    s.riders[0].state = ROW_REVOKED;
    booth_put_visit(&s.b, PLATE, s.riders, 1);
    booth_type(&s.b, COMMAND_PLATE, PLATE);
    assert_int_equal(s.b.shown.state, SCAN_TO_CONFIRM);
    assert_false(s.b.shown.can_admit);
    booth_close(&s.b);
}

static void a_rider_inside_already_is_for_the_guard_to_judge(void **unused)
{
    (void)unused;
    struct scene s;
    struct entry entries[8];
    open_scene(&s);
    s.riders[1].claims.uses = PASS_MULTIPLE_USE;
    booth_put_visit(&s.b, PLATE, s.riders, RIDERS);
    s.b.desk->options.lane = false;
    booth_scan_pass(&s.b, &s.riders[1]);
    assert_int_equal(s.b.shown.state, SCAN_ADMITTED);
    booth_type(&s.b, COMMAND_PLATE, PLATE);
    command(&s.b, COMMAND_MARK, NULL, true);
    assert_false(shown_of(&s.b, &s.riders[1])->here);
    mark_rider(&s, 1, true);
    assert_true(shown_of(&s.b, &s.riders[1])->here);
    command(&s.b, COMMAND_ADMIT, NULL, false);
    (void)booth_entries(&s.b, entries, 8);
    unsigned judged = 0;
    for (int i = 0; i < 3; i++)
        judged += entries[i].kind == ENTRY_DECIDE_ADMIT && entries[i].reason == REASON_ALREADY_INSIDE;
    assert_int_equal(judged, 1);
    booth_close(&s.b);
}

static void a_riders_code_brings_up_the_car(void **unused)
{
    (void)unused;
    struct scene s;
    open_scene(&s);
    booth_put_visit(&s.b, PLATE, s.riders, RIDERS);
    booth_scan_pass(&s.b, &s.riders[1]);
    assert_int_equal(s.b.shown.pass.kind, PASS_VEHICLE);
    assert_true(s.b.shown.by_rider && s.b.shown.marks);
    assert_true(shown_of(&s.b, &s.riders[1])->here);
    assert_false(shown_of(&s.b, &s.riders[0])->here);
    assert_false(is_inside(&s.b, &s.riders[1]));

    /* The next one's code ticks them, too. */
    booth_scan_pass(&s.b, &s.riders[0]);
    assert_true(shown_of(&s.b, &s.riders[0])->here && shown_of(&s.b, &s.riders[0])->by_code);
    assert_int_equal(s.b.shown.codes, 1);
    command(&s.b, COMMAND_ADMIT, NULL, false);
    assert_true(is_inside(&s.b, &s.riders[0]) && is_inside(&s.b, &s.riders[1]));
    assert_false(is_inside(&s.b, &s.riders[2]));
    booth_close(&s.b);
}

/* A typed number asks for the ID document: the guard ticks. */
static void a_riders_typed_number_brings_up_the_car(void **unused)
{
    (void)unused;
    struct scene s;
    struct entry entries[8];
    char number[SHORT_NUMBER_LEN + 1];
    open_scene(&s);
    booth_put_visit(&s.b, PLATE, s.riders, RIDERS);
    short_number_of(&s.riders[1].claims.pass_id, number);
    booth_type(&s.b, COMMAND_NUMBER, number);
    assert_true(s.b.shown.by_rider && s.b.shown.pass.kind == PASS_VEHICLE);
    assert_false(shown_of(&s.b, &s.riders[1])->here || shown_of(&s.b, &s.riders[1])->by_code);
    mark_rider(&s, 1, true);
    command(&s.b, COMMAND_ADMIT, NULL, false);
    (void)booth_entries(&s.b, entries, 8);
    assert_int_equal(entries[0].presented_as, PRESENTED_SHORT_NUMBER);
    assert_int_equal(entries[0].kind, ENTRY_DECIDE_ADMIT);
    assert_true(is_inside(&s.b, &s.riders[1]));
    booth_close(&s.b);
}

static void a_rider_can_come_on_foot(void **unused)
{
    (void)unused;
    struct scene s;
    open_scene(&s);
    booth_put_visit(&s.b, PLATE, s.riders, RIDERS);
    booth_scan_pass(&s.b, &s.riders[1]);
    command(&s.b, COMMAND_ON_FOOT, NULL, false);
    assert_int_equal(s.b.shown.pass.kind, PASS_RIDER);
    assert_int_equal(s.b.shown.state, SCAN_ADMITTED);
    assert_true(is_inside(&s.b, &s.riders[1]));
    booth_close(&s.b);
}

static void who_comes_later_than_the_car_is_on_foot(void **unused)
{
    (void)unused;
    struct scene s;
    arrive(&s);
    mark_rider(&s, 0, true);
    command(&s.b, COMMAND_ADMIT, NULL, false);
    booth_scan_pass(&s.b, &s.riders[1]);
    assert_int_equal(s.b.shown.pass.kind, PASS_RIDER);
    assert_int_equal(s.b.shown.state, SCAN_ADMITTED);
    booth_close(&s.b);
}

static void without_a_lane_a_riders_code_is_theirs_alone(void **unused)
{
    (void)unused;
    struct scene s;
    open_scene(&s);
    s.b.desk->options.lane = false;
    booth_put_visit(&s.b, PLATE, s.riders, RIDERS);
    booth_scan_pass(&s.b, &s.riders[1]);
    assert_int_equal(s.b.shown.pass.kind, PASS_RIDER);
    assert_int_equal(s.b.shown.state, SCAN_ADMITTED);
    booth_close(&s.b);
}

static void a_rider_whose_pass_is_revoked_brings_up_no_car(void **unused)
{
    (void)unused;
    struct scene s;
    open_scene(&s);
    s.riders[1].state = ROW_REVOKED;
    booth_put_visit(&s.b, PLATE, s.riders, RIDERS);
    booth_scan_pass(&s.b, &s.riders[1]);
    assert_int_equal(s.b.shown.pass.kind, PASS_RIDER);
    assert_int_equal(s.b.shown.verdict.reason, REASON_REVOKED);
    booth_close(&s.b);
}

static void somebody_elses_code_is_taken_in_the_same_visit(void **unused)
{
    (void)unused;
    struct scene s;
    struct entry entries[8];
    arrive(&s);
    uint32_t scan = s.b.shown.scan;
    struct wire_pass walker = booth_pass(&s.b), revoked = booth_pass(&s.b);
    revoked.state = ROW_REVOKED;
    booth_put(&s.b, walker, "吴*");
    booth_put(&s.b, revoked, "周*");

    booth_scan_pass(&s.b, &walker);
    assert_int_equal(s.b.shown.scan, scan);
    assert_true(shown_of(&s.b, &walker)->joined && shown_of(&s.b, &walker)->here);
    booth_scan_pass(&s.b, &revoked);
    booth_scan_pass(&s.b, &revoked); /* held to the camera for long: one row */
    booth_scan(&s.b, "https://example.com/");
    assert_int_equal(s.b.shown.scan, scan);
    assert_int_equal(s.b.shown.rider_count, RIDERS + 3);
    assert_int_equal(s.b.shown.last_code, VERDICT_RED);
    assert_false(shown_of(&s.b, &revoked)->here);

    command(&s.b, COMMAND_ADMIT, NULL, false);
    assert_true(is_inside(&s.b, &walker));
    assert_false(is_inside(&s.b, &revoked));
    size_t count = booth_entries(&s.b, entries, 8);
    unsigned shown = 0;
    for (size_t i = 0; i < count; i++)
        shown += entries[i].kind == ENTRY_SHOWN && entries[i].colour == VERDICT_RED;
    assert_int_equal(shown, 2);
    booth_close(&s.b);
}

static void another_car_is_another_scan(void **unused)
{
    (void)unused;
    struct scene s;
    arrive(&s);
    uint32_t scan = s.b.shown.scan;
    booth_put_vehicle(&s.b, "沪C98765");
    booth_type(&s.b, COMMAND_PLATE, "沪C98765");
    assert_int_equal(s.b.shown.scan, scan + 1);
    assert_int_equal(s.b.shown.rider_count, 0);
    booth_close(&s.b);
}

static void what_is_taken_back_is_taken_back_for_all(void **unused)
{
    (void)unused;
    struct scene s;
    arrive(&s);
    command(&s.b, COMMAND_MARK, NULL, true);
    command(&s.b, COMMAND_ADMIT, NULL, false);
    struct uuid entry = s.b.shown.entry;
    command(&s.b, COMMAND_TAKE_BACK, &entry, false);
    assert_int_equal(s.b.shown.state, SCAN_TAKEN_BACK);
    for (int i = 0; i < RIDERS; i++)
        assert_false(is_inside(&s.b, &s.riders[i]));
    /* No use was spent, so they can come again. */
    booth_type(&s.b, COMMAND_PLATE, PLATE);
    assert_int_equal(s.b.shown.verdict.colour, VERDICT_GREEN);
    command(&s.b, COMMAND_MARK, NULL, true);
    assert_true(shown_of(&s.b, &s.riders[2])->here);
    booth_close(&s.b);
}

static void who_came_in_is_ticked_on_the_way_out(void **unused)
{
    (void)unused;
    struct scene s;
    arrive(&s);
    struct wire_pass walker = booth_pass(&s.b);
    booth_put(&s.b, walker, "吴*");
    booth_scan_pass(&s.b, &walker);
    mark_rider(&s, 0, true);
    mark_rider(&s, 1, true);
    command(&s.b, COMMAND_ADMIT, NULL, false);
    booth_pass_time(&s.b, TICK_HOUR);
    booth_do(&s.b, (struct desk_command){.kind = COMMAND_DIRECTION, .direction = DIRECTION_OUT});
    booth_type(&s.b, COMMAND_PLATE, PLATE);
    assert_true(s.b.shown.inside && s.b.shown.marks);
    assert_int_equal(s.b.shown.at - s.b.shown.inside_since, TICK_HOUR);
    assert_true(shown_of(&s.b, &s.riders[0])->here && shown_of(&s.b, &s.riders[1])->here);
    assert_true(shown_of(&s.b, &walker)->here && shown_of(&s.b, &walker)->joined);
    assert_false(shown_of(&s.b, &s.riders[2])->here);
    mark_rider(&s, 1, false); /* stays, and leaves on foot */
    command(&s.b, COMMAND_ADMIT, NULL, false);
    assert_int_equal(s.b.shown.state, SCAN_WENT_OUT);
    assert_false(is_inside(&s.b, &s.riders[0]));
    assert_true(is_inside(&s.b, &s.riders[1]));
    assert_false(is_inside(&s.b, &walker));
    struct booth_status status;
    desk_tend(s.b.desk);
    status = s.b.status;
    assert_int_equal(status.persons_inside, 1);
    assert_int_equal(status.counts.refused_today, 0);
    booth_close(&s.b);
}

/* Letting somebody out from the log lets out their riders. */
static void the_log_lets_out_the_car_with_its_riders(void **unused)
{
    (void)unused;
    struct scene s;
    arrive(&s);
    command(&s.b, COMMAND_MARK, NULL, true);
    command(&s.b, COMMAND_ADMIT, NULL, false);
    struct uuid entry = s.b.shown.entry;
    command(&s.b, COMMAND_EXIT, &entry, false);
    assert_int_equal(s.b.done_count, 1);
    for (int i = 0; i < RIDERS; i++)
        assert_false(is_inside(&s.b, &s.riders[i]));
    booth_close(&s.b);
}

static void the_log_says_how_many_came_with_a_car(void **unused)
{
    (void)unused;
    struct scene s;
    arrive(&s);
    mark_rider(&s, 0, true);
    mark_rider(&s, 1, true);
    command(&s.b, COMMAND_ADMIT, NULL, false);
    desk_tend(s.b.desk);
    assert_int_equal(s.b.status.last_count, 1); /* one row for all of them */
    assert_int_equal(s.b.status.last[0].riders, 2);
    booth_do(&s.b, (struct desk_command){.kind = COMMAND_LOG, .query = {.colour = -1}});
    assert_int_equal(s.b.log.count, 3); /* each by name in the log */
    booth_close(&s.b);
}

/* On a full disk either everybody is let in or nobody. */
static struct desk_command because_the_host_is_here(void)
{
    return (struct desk_command){.kind = COMMAND_OVERRIDE, .reason = OVERRIDE_HOST_PRESENT, .text = "host"};
}

/* An override also records who is in the car, with one entry each. */
static void a_red_car_brings_in_who_was_ticked(void **unused)
{
    (void)unused;
    struct scene s;
    struct entry entries[8];
    open_scene(&s);
    s.riders[1].state = ROW_REVOKED;
    booth_put_visit(&s.b, PLATE, s.riders, RIDERS);
    booth_pass_time(&s.b, 11 * TICK_HOUR);
    booth_sign_in(&s.b, BOOTH_GUARD, BOOTH_PIN);
    booth_type(&s.b, COMMAND_PLATE, PLATE);
    assert_int_equal(s.b.shown.verdict.colour, VERDICT_RED);
    assert_int_equal(s.b.shown.verdict.reason, REASON_EXPIRED);
    assert_false(shown_asks_who(&s.b.shown)); /* red stays red until somebody wants to override it */
    mark_rider(&s, 0, true);
    mark_rider(&s, 1, true); /* has a separate fault, so the override for the car does not cover it */
    assert_true(shown_of(&s.b, &s.riders[0])->here);
    assert_false(shown_of(&s.b, &s.riders[1])->here);
    assert_false(shown_of(&s.b, &s.riders[2])->here);
    booth_do(&s.b, because_the_host_is_here());
    assert_int_equal(s.b.shown.state, SCAN_OVERRIDDEN);
    assert_true(is_inside(&s.b, &s.riders[0]));
    assert_false(is_inside(&s.b, &s.riders[1]));
    assert_false(is_inside(&s.b, &s.riders[2]));
    assert_true(booth_entries(&s.b, entries, 8) >= 3); /* newest first: rider, car, and the car as it was shown */
    assert_int_equal(entries[2].kind, ENTRY_SHOWN);
    assert_int_equal(entries[0].kind, ENTRY_OVERRIDE);
    assert_int_equal(entries[0].override_reason, OVERRIDE_HOST_PRESENT);
    assert_int_equal(entries[0].reason, REASON_EXPIRED);
    assert_true(uuid_equal(&entries[0].refers_to, &entries[1].id));
    booth_close(&s.b);
}

static void who_may_not_override_ticks_nobody_of_a_red_car(void **unused)
{
    (void)unused;
    struct scene s;
    open_scene(&s);
    booth_put_visit(&s.b, PLATE, s.riders, RIDERS);
    booth_pass_time(&s.b, 11 * TICK_HOUR);
    booth_sign_in(&s.b, BOOTH_NOVICE, BOOTH_PIN);
    booth_type(&s.b, COMMAND_PLATE, PLATE);
    assert_int_equal(s.b.shown.verdict.colour, VERDICT_RED);
    mark_rider(&s, 0, true);
    assert_int_equal(s.b.failed, GH_DENIED);
    assert_false(shown_of(&s.b, &s.riders[0])->here);
    booth_close(&s.b);
}

static void nothing_is_written_by_halves(void **unused)
{
    (void)unused;
    struct scene s;
    struct entry entries[2] = {{.kind = ENTRY_ADMIT}, {.kind = ENTRY_ADMIT}}, found[8];
    arrive(&s);
    size_t before = booth_entries(&s.b, found, 8);
    entries[0].id = entries[1].id = uuid_v7(booth_now(&s.b), (const uint8_t[10]){1});
    assert_int_not_equal(journal_append_all(s.b.desk->stores.journal, entries, 2), GH_OK);
    assert_int_equal(booth_entries(&s.b, found, 8), before);
    booth_close(&s.b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_car_waits_until_the_guard_says_who_is_in_it),
        cmocka_unit_test(everybody_is_ticked_with_one_touch),
        cmocka_unit_test(a_driver_who_is_alone_needs_no_touch),
        cmocka_unit_test(a_rider_who_may_not_come_in_can_not_be_ticked),
        cmocka_unit_test(a_lone_driver_who_may_not_come_in_keeps_the_car_out),
        cmocka_unit_test(a_rider_inside_already_is_for_the_guard_to_judge),
        cmocka_unit_test(a_riders_code_brings_up_the_car),
        cmocka_unit_test(a_riders_typed_number_brings_up_the_car),
        cmocka_unit_test(a_rider_can_come_on_foot),
        cmocka_unit_test(who_comes_later_than_the_car_is_on_foot),
        cmocka_unit_test(without_a_lane_a_riders_code_is_theirs_alone),
        cmocka_unit_test(a_rider_whose_pass_is_revoked_brings_up_no_car),
        cmocka_unit_test(somebody_elses_code_is_taken_in_the_same_visit),
        cmocka_unit_test(another_car_is_another_scan),
        cmocka_unit_test(what_is_taken_back_is_taken_back_for_all),
        cmocka_unit_test(who_came_in_is_ticked_on_the_way_out),
        cmocka_unit_test(the_log_lets_out_the_car_with_its_riders),
        cmocka_unit_test(the_log_says_how_many_came_with_a_car),
        cmocka_unit_test(a_red_car_brings_in_who_was_ticked),
        cmocka_unit_test(who_may_not_override_ticks_nobody_of_a_red_car),
        cmocka_unit_test(nothing_is_written_by_halves),
    };
    return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}

/* The sync core against a minimal server: what it asks for, and what it keeps of an answer that breaks off. */
#include "support/test.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support/agent_booth.h"

static void arrives(struct agent_booth *b, const struct wire_record *record)
{
    char line[WIRE_LINE_MAX + 2];
    assert_int_equal(wire_record_encode(record, line, WIRE_LINE_MAX + 1), GH_OK);
    (void)strcat(line, "\n");
    assert_int_equal(agent_booth_piece(b, line), GH_OK);
}

static void pass_arrives(struct agent_booth *b, uint8_t n)
{
    const uint8_t random[10] = {n};
    const struct wire_record record = {.type = WIRE_PASS,
                                       .pass = {.claims = {.pass_id = uuid_v7(NOON, random),
                                                           .not_before = NOON,
                                                           .expires = NOON + TICK_HOUR,
                                                           .issued_at = NOON,
                                                           .kind = PASS_PEDESTRIAN,
                                                           .uses = PASS_SINGLE_USE,
                                                           .gates = 1},
                                                .version = 1,
                                                .state = ROW_VALID,
                                                .unit = 1}};
    arrives(b, &record);
}

static void mark_arrives(struct agent_booth *b, uint64_t position)
{
    const struct wire_record record = {.type = WIRE_MARK,
                                       .mark = {.position = position, .until = NOON, .scope = "campus-1"}};
    arrives(b, &record);
}

/* Two passes up to a mark, and one more behind it. */
static void half_an_answer(struct agent_booth *b)
{
    assert_int_equal(b->started[AGENT_PULL], 1);
    pass_arrives(b, 1);
    pass_arrives(b, 2);
    mark_arrives(b, 7);
    pass_arrives(b, 3);
    assert_int_equal(agent_booth_held(b).passes, 0); /* a transaction for three rows is not worth it yet */
}

static void went_on_from_the_mark(struct agent_booth *b)
{
    assert_int_equal(agent_booth_held(b).passes, 2);
    assert_int_equal(agent_booth_held(b).position, 7);
    assert_int_equal(agent_booth_held(b).ages.passes, 0); /* it is not up to date by that */
    os_reading_advance(&b->reading, 10 * TICK_SECOND);
    (void)agent_tick(b->agent);
    assert_int_equal(b->started[AGENT_PULL], 2);
    assert_non_null(strstr(b->target[AGENT_PULL], "since=7&"));
    assert_non_null(strstr(b->target[AGENT_PULL], "scope=campus-1&"));
}

static void a_cut_answer_keeps_what_came_up_to_its_mark(void **state)
{
    struct agent_booth *b = *state;
    half_an_answer(b);
    agent_done(b->agent, AGENT_PULL, &(struct agent_outcome){.network = SYNC_CUT, .status = 200, .is_lines = true});
    assert_int_equal(agent_state(b->agent)->problem, SYNC_CUT);
    went_on_from_the_mark(b);
}

static void an_answer_that_ends_without_its_end_keeps_it_too(void **state)
{
    struct agent_booth *b = *state;
    half_an_answer(b);
    agent_done(b->agent, AGENT_PULL, &(struct agent_outcome){.status = 200, .is_lines = true});
    assert_int_equal(agent_state(b->agent)->problem, SYNC_CUT);
    went_on_from_the_mark(b);
}

static void a_stalled_answer_keeps_it_too(void **state)
{
    struct agent_booth *b = *state;
    half_an_answer(b);
    os_reading_advance(&b->reading, (WAIT_SECONDS + 30) * TICK_SECOND);
    (void)agent_tick(b->agent);
    assert_int_equal(b->cancelled[AGENT_PULL], 1);
    assert_int_equal(agent_state(b->agent)->problem, SYNC_TIMED_OUT);
    went_on_from_the_mark(b);
}

static void of_a_spoilt_answer_nothing_is_kept(void **state)
{
    struct agent_booth *b = *state;
    half_an_answer(b);
    assert_int_not_equal(agent_booth_piece(b, "<html>\n"), GH_OK);
    agent_done(b->agent, AGENT_PULL,
               &(struct agent_outcome){.network = SYNC_BAD_ANSWER, .status = 200, .is_lines = true});
    assert_int_equal(agent_state(b->agent)->problem, SYNC_BAD_ANSWER);
    assert_int_equal(agent_booth_held(b).passes, 0);
    assert_int_equal(agent_booth_held(b).position, 0);
}

/* ---- The outbox ---- */

#define SLOT(kind) ((enum agent_slot)(AGENT_BOX + (kind)-BOX_WALK_UP))
#define WAITING(b, kind) ((int)agent_state((b)->agent)->boxes[(kind)-BOX_WALK_UP])

static const uint8_t sealed[40000] = {1, 2, 3};

static struct uuid submitted(struct agent_booth *b, uint8_t n)
{
    const uint8_t random[10] = {0xaa, n};
    struct box box = {.kind = BOX_WALK_UP, .at = NOON, .id = uuid_v7(NOON, random)};
    assert_int_equal(journal_put_box(b->journal, &box, BYTES(sealed, 2000)), GH_OK);
    return box.id;
}

static struct uuid let_in(struct agent_booth *b, const struct uuid *walk_up, uint8_t n)
{
    struct entry entry = {
        .id = uuid_v7(NOON, (const uint8_t[10]){n, 7}), .at = NOON, .kind = ENTRY_OVERRIDE, .guard = 7};
    struct box box = {.kind = BOX_EMERGENCY, .about = *walk_up};
    assert_int_equal(journal_append_with_box(b->journal, &entry, &box, BYTES(sealed, sizeof sealed)), GH_OK);
    return entry.id;
}

static void answered(struct agent_booth *b, enum box_kind kind, const char *json)
{
    agent_booth_answer(b, SLOT(kind), 200, json);
}

static bool is_settled(struct agent_booth *b, enum box_kind kind, const struct uuid *id)
{
    bool settled = false;
    assert_int_equal(replica_box_is_settled(b->replica, &(struct box){.kind = kind, .id = *id}, &settled), GH_OK);
    return settled;
}

static void assert_asked(struct agent_booth *b, enum box_kind kind, const struct uuid *id)
{
    char begin[BOX_TARGET_SIZE], text[UUID_TEXT_SIZE];
    uuid_format(id, text);
    (void)snprintf(begin, sizeof begin, "/device/boxes/%s/%s?number=", box_kind_name(kind), text);
    if (strncmp(b->target[SLOT(kind)], begin, strlen(begin)) != 0)
        assert_string_equal(b->target[SLOT(kind)], begin);
}

static void applications_go_up_one_by_one_until_each_is_settled(void **state)
{
    struct agent_booth *b = *state;
    agent_booth_open_journal(b);
    agent_booth_second(b);
    assert_int_equal(b->started[SLOT(BOX_WALK_UP)], 0);
    struct uuid first = submitted(b, 1), second = submitted(b, 2);
    struct wire_walk_up row;
    agent_booth_second(b);
    assert_asked(b, BOX_WALK_UP, &first);
    assert_int_equal(WAITING(b, BOX_WALK_UP), 2);
    answered(b, BOX_WALK_UP, "{\"taken\": true}");
    assert_int_equal(WAITING(b, BOX_WALK_UP), 1);
    assert_int_equal(replica_find_walk_up(b->replica, &first, &row), GH_OK);
    assert_int_equal(row.state, WALK_UP_RECEIVED);
    assert_int_equal(replica_find_walk_up(b->replica, &second, &row), GH_NOT_FOUND);
    agent_booth_second(b);
    assert_int_equal(b->started[SLOT(BOX_WALK_UP)], 2);
    answered(b, BOX_WALK_UP, "{\"taken\": false, \"reason\": \"barred\"}");
    assert_int_equal(replica_find_walk_up(b->replica, &second, &row), GH_OK);
    assert_int_equal(row.state, WALK_UP_REFUSED);
    assert_int_equal(row.reason, WALK_UP_BARRED);
    agent_booth_second(b);
    assert_int_equal(b->started[SLOT(BOX_WALK_UP)], 2);
    assert_int_equal(WAITING(b, BOX_WALK_UP), 0);
}

static void emergencies_follow_their_applications(void **state)
{
    struct agent_booth *b = *state;
    agent_booth_open_journal(b);
    struct uuid first = submitted(b, 1), second = submitted(b, 2);
    struct uuid other = let_in(b, &second, 2), entry = let_in(b, &first, 1);
    agent_booth_second(b);
    assert_int_equal(b->started[SLOT(BOX_EMERGENCY)], 0); /* the server does not know its application */
    assert_int_equal(WAITING(b, BOX_EMERGENCY), 2);
    answered(b, BOX_WALK_UP, "{\"taken\": true}");
    agent_booth_second(b);
    /* A box whose application is not there yet does not hold up those behind it. */
    assert_asked(b, BOX_EMERGENCY, &entry);
    /* 40 KB may take longer than other requests: ten seconds at the slowest. */
    b->reading.boot_ns += INT64_C(30000000000);
    (void)agent_tick(b->agent);
    assert_int_equal(b->cancelled[SLOT(BOX_EMERGENCY)], 0);
    answered(b, BOX_EMERGENCY, "{\"taken\": true}");
    assert_true(is_settled(b, BOX_EMERGENCY, &entry));
    agent_booth_second(b);
    assert_int_equal(b->started[SLOT(BOX_EMERGENCY)], 1);
    agent_booth_second(b);
    answered(b, BOX_WALK_UP, "{\"taken\": false, \"reason\": \"barred\"}");
    agent_booth_second(b);
    assert_asked(b, BOX_EMERGENCY, &other);
    /* The box stays here until the server answers clearly. */
    answered(b, BOX_EMERGENCY, "{}");
    assert_int_equal(WAITING(b, BOX_EMERGENCY), 1);
    assert_false(is_settled(b, BOX_EMERGENCY, &other));
    assert_int_equal(journal_settle_box(b->journal, BOX_EMERGENCY, &other), GH_OK);
    agent_booth_second(b);
    assert_int_equal(WAITING(b, BOX_EMERGENCY), 0);
}

static void pictures_follow_their_entries(void **state)
{
    struct agent_booth *b = *state;
    agent_booth_open_journal(b);
    struct entry entry = {.id = uuid_v7(NOON, (const uint8_t[10]){3}), .at = NOON, .kind = ENTRY_SHOWN, .guard = 7};
    assert_int_equal(journal_append(b->journal, &entry), GH_OK);
    struct box box = {.kind = BOX_CAR_PICTURE, .id = entry.id, .at = NOON};
    assert_int_equal(journal_put_box(b->journal, &box, BYTES(sealed, 1000)), GH_OK);
    agent_booth_second(b);
    assert_int_equal(b->started[SLOT(BOX_CAR_PICTURE)], 0); /* the server does not have the entry */
    assert_int_equal(replica_acknowledge(b->replica, 1), GH_OK);
    agent_set_stores(b->agent, b->replica, b->journal);
    agent_booth_second(b);
    assert_asked(b, BOX_CAR_PICTURE, &entry.id);
    answered(b, BOX_CAR_PICTURE, "{}"); /* says nothing: kept */
    assert_false(is_settled(b, BOX_CAR_PICTURE, &entry.id));
    b->reading.boot_ns += INT64_C(100000000000);
    (void)agent_tick(b->agent);
    answered(b, BOX_CAR_PICTURE, "{\"taken\": false}");
    assert_true(is_settled(b, BOX_CAR_PICTURE, &entry.id));
    assert_int_equal(WAITING(b, BOX_CAR_PICTURE), 0);
    /* The answer is remembered until the kiosk has dropped the box. */
    agent_booth_second(b);
    assert_true(is_settled(b, BOX_CAR_PICTURE, &entry.id));
    assert_int_equal(journal_settle_box(b->journal, BOX_CAR_PICTURE, &entry.id), GH_OK);
    agent_booth_second(b);
    assert_false(is_settled(b, BOX_CAR_PICTURE, &entry.id));
}

static void a_kind_that_fails_holds_up_no_other(void **state)
{
    struct agent_booth *b = *state;
    const struct agent_outcome broken = {.status = 500, .is_json = true};
    agent_booth_open_journal(b);
    struct uuid application = submitted(b, 1);
    struct entry entry = {.id = uuid_v7(NOON, (const uint8_t[10]){3}), .at = NOON, .kind = ENTRY_SHOWN, .guard = 7};
    assert_int_equal(journal_append(b->journal, &entry), GH_OK);
    assert_int_equal(replica_acknowledge(b->replica, 1), GH_OK);
    struct box box = {.kind = BOX_CAR_PICTURE, .id = entry.id, .at = NOON};
    assert_int_equal(journal_put_box(b->journal, &box, BYTES(sealed, 1000)), GH_OK);
    agent_set_stores(b->agent, b->replica, b->journal);
    agent_booth_second(b);
    assert_int_equal(b->started[SLOT(BOX_CAR_PICTURE)], 1);
    agent_done(b->agent, SLOT(BOX_WALK_UP), &broken);
    assert_int_not_equal(agent_state(b->agent)->problem, SYNC_NO_PROBLEM);
    answered(b, BOX_CAR_PICTURE, "{\"taken\": true}");
    assert_true(is_settled(b, BOX_CAR_PICTURE, &entry.id));
    assert_false(is_settled(b, BOX_WALK_UP, &application));
}

/* The answer was lost, and the stream or a stick settled the box. */
static void a_box_that_was_settled_otherwise_is_no_problem_any_more(void **state)
{
    struct agent_booth *b = *state;
    agent_booth_open_journal(b);
    struct box box = {.kind = BOX_WALK_UP, .id = submitted(b, 1)};
    agent_done(b->agent, AGENT_PULL, &(struct agent_outcome){.network = SYNC_UNREACHABLE});
    agent_booth_second(b);
    agent_done(b->agent, SLOT(BOX_WALK_UP), &(struct agent_outcome){.network = SYNC_CUT});
    assert_int_equal(agent_state(b->agent)->problem, SYNC_UNREACHABLE);
    assert_int_equal(replica_settle_box(b->replica, &box, WALK_UP_BY_PEOPLE, NOON), GH_OK);
    b->reading.boot_ns += INT64_C(10000000000);
    (void)agent_tick(b->agent);
    assert_int_equal(WAITING(b, BOX_WALK_UP), 0);
    agent_done(b->agent, AGENT_PULL, &(struct agent_outcome){.status = 409, .is_json = true});
    assert_int_not_equal(agent_state(b->agent)->problem, SYNC_CUT);
}

/* The entries of a revoked booth still count. Its boxes have no effect. */
static void a_revoked_booth_hands_up_entries_alone(void **state)
{
    struct agent_booth *b = *state;
    static const char revoked[] = "{\"code\": \"revoked\"}";
    agent_booth_open_journal(b);
    agent_booth_answer(b, AGENT_PULL, 403, revoked);
    assert_int_equal(agent_state(b->agent)->problem, SYNC_REVOKED);
    const int reports = b->started[AGENT_REPORT];
    (void)submitted(b, 1);
    struct entry entry = {.id = uuid_v7(NOON, (const uint8_t[10]){3}), .at = NOON, .kind = ENTRY_SHOWN, .guard = 7};
    assert_int_equal(journal_append(b->journal, &entry), GH_OK);
    agent_set_stores(b->agent, b->replica, b->journal);
    b->reading.boot_ns += INT64_C(100000000000);
    (void)agent_tick(b->agent);
    assert_int_equal(b->started[AGENT_PUSH], 1);
    assert_int_equal(b->started[AGENT_PULL], 1);
    assert_int_equal(b->started[SLOT(BOX_WALK_UP)], 0);
    assert_int_equal(b->started[AGENT_REPORT], reports);
    assert_int_equal(agent_wish(b->agent), AGENT_WISH_NONE);
    static const char taken[] = "{\"acknowledged\": 1, \"aside\": [], \"gap\": false, \"forked\": false}";
    agent_booth_answer(b, AGENT_PUSH, 200, taken);
    (void)agent_tick(b->agent);
    assert_int_equal(agent_wish(b->agent), AGENT_WISH_WIPE);
}

static void guard_arrives(struct agent_booth *b, size_t wrapped_len)
{
    struct wire_record record = {
        .type = WIRE_GUARD,
        .guard = {.guard = 7, .version = 2, .active = true, .name = "Zhao", .ops = 8, .mem_kib = 32768}};
    record.guard.wrapped_len = wrapped_len;
    arrives(b, &record);
}

/* A booth that was updated holds guards' records without the campus key, and asks for them again. */
static void asks_again_for_guards(struct agent_booth *b, size_t wrapped_len, bool asks)
{
    assert_null(strstr(b->target[AGENT_PULL], "&guards=1"));
    guard_arrives(b, wrapped_len);
    mark_arrives(b, 7);
    agent_done(b->agent, AGENT_PULL, &(struct agent_outcome){.network = SYNC_CUT, .status = 200, .is_lines = true});
    os_reading_advance(&b->reading, 10 * TICK_SECOND);
    (void)agent_tick(b->agent);
    assert_int_equal(b->started[AGENT_PULL], 2);
    assert_int_equal(strstr(b->target[AGENT_PULL], "&guards=1") != NULL, asks);
}

static void guards_without_the_campus_key_are_asked_for_again(void **state)
{
    asks_again_for_guards(*state, GUARD_WRAPPED_ONE, true);
}

static void guards_with_the_campus_key_are_not(void **state)
{
    asks_again_for_guards(*state, GUARD_WRAPPED_ONE + 32, false);
}

static void silence_after_a_ping_is_a_dead_link(void **state)
{
    struct agent_booth *b = *state;
    assert_non_null(strstr(b->target[AGENT_PULL], "&ping=3"));
    agent_booth_seconds(b, 10); /* nothing came yet: perhaps a server that does not know pings */
    assert_int_equal(agent_state(b->agent)->problem, SYNC_NO_PROBLEM);
    agent_booth_ping(b);
    agent_booth_seconds(b, 6);
    agent_booth_ping(b);
    assert_int_equal(agent_state(b->agent)->contact_ns, b->reading.boot_ns);
    agent_booth_seconds(b, 6);
    assert_int_equal(b->started[AGENT_PULL], 1);
    agent_booth_seconds(b, 2);
    assert_int_equal(agent_state(b->agent)->problem, SYNC_TIMED_OUT);
    agent_booth_seconds(b, 1);
    assert_int_equal(b->started[AGENT_PULL], 2);
}

/* A proxy that keeps small pieces back must not make every answer fail. */
static void after_two_silences_one_answer_gets_all_patience(void **state)
{
    struct agent_booth *b = *state;
    agent_booth_ping(b);
    agent_booth_seconds(b, 25);
    int tries = b->started[AGENT_PULL];
    assert_int_equal(tries, 3);
    agent_booth_seconds(b, 25);
    assert_int_equal(b->started[AGENT_PULL], tries);
}

/* Other gates must know of a pass that is spent before somebody gets there with the same code. */
static void an_entry_goes_up_as_soon_as_the_kiosk_tells(void **state)
{
    struct agent_booth *b = *state;
    agent_booth_open_journal(b);
    agent_booth_second(b);
    agent_booth_entry(b, 1);
    (void)agent_tick(b->agent);
    assert_int_equal(b->started[AGENT_PUSH], 0); /* it looks each second */
    agent_look(b->agent);
    (void)agent_tick(b->agent);
    assert_int_equal(b->started[AGENT_PUSH], 1);
}

/* A server that is busy is not asked with each scan. */
static void being_told_of_entries_ends_no_back_off(void **state)
{
    struct agent_booth *b = *state;
    agent_booth_open_journal(b);
    agent_booth_entry(b, 1);
    agent_look(b->agent);
    (void)agent_tick(b->agent);
    assert_int_equal(b->started[AGENT_PUSH], 1);
    agent_done(b->agent, AGENT_PUSH, &(struct agent_outcome){.status = 503, .is_json = true, .retry_after_s = 20});
    agent_booth_entry(b, 2);
    for (int i = 0; i < 15; i++) {
        agent_look(b->agent);
        agent_booth_second(b);
    }
    assert_int_equal(b->started[AGENT_PUSH], 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(applications_go_up_one_by_one_until_each_is_settled, agent_booth_set_up,
                                        agent_booth_tear_down),
        cmocka_unit_test_setup_teardown(emergencies_follow_their_applications, agent_booth_set_up,
                                        agent_booth_tear_down),
        cmocka_unit_test_setup_teardown(pictures_follow_their_entries, agent_booth_set_up, agent_booth_tear_down),
        cmocka_unit_test_setup_teardown(a_kind_that_fails_holds_up_no_other, agent_booth_set_up, agent_booth_tear_down),
        cmocka_unit_test_setup_teardown(a_box_that_was_settled_otherwise_is_no_problem_any_more, agent_booth_set_up,
                                        agent_booth_tear_down),
        cmocka_unit_test_setup_teardown(a_revoked_booth_hands_up_entries_alone, agent_booth_set_up,
                                        agent_booth_tear_down),
        cmocka_unit_test_setup_teardown(a_cut_answer_keeps_what_came_up_to_its_mark, agent_booth_set_up,
                                        agent_booth_tear_down),
        cmocka_unit_test_setup_teardown(an_answer_that_ends_without_its_end_keeps_it_too, agent_booth_set_up,
                                        agent_booth_tear_down),
        cmocka_unit_test_setup_teardown(a_stalled_answer_keeps_it_too, agent_booth_set_up, agent_booth_tear_down),
        cmocka_unit_test_setup_teardown(an_entry_goes_up_as_soon_as_the_kiosk_tells, agent_booth_set_up,
                                        agent_booth_tear_down),
        cmocka_unit_test_setup_teardown(being_told_of_entries_ends_no_back_off, agent_booth_set_up,
                                        agent_booth_tear_down),
        cmocka_unit_test_setup_teardown(guards_without_the_campus_key_are_asked_for_again, agent_booth_set_up,
                                        agent_booth_tear_down),
        cmocka_unit_test_setup_teardown(guards_with_the_campus_key_are_not, agent_booth_set_up, agent_booth_tear_down),
        cmocka_unit_test_setup_teardown(silence_after_a_ping_is_a_dead_link, agent_booth_set_up, agent_booth_tear_down),
        cmocka_unit_test_setup_teardown(after_two_silences_one_answer_gets_all_patience, agent_booth_set_up,
                                        agent_booth_tear_down),
        cmocka_unit_test_setup_teardown(of_a_spoilt_answer_nothing_is_kept, agent_booth_set_up, agent_booth_tear_down),
    };
    return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}

/* A roll call at one booth: what the server says of it, who is inside by the booth's own entries, and ticks that
 * outlive a restart, with and without a network. */
#include "support/test.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "desk/roll_list.h"
#include "store/journal_roll_call.h"
#include "support/booth.h"

#define SINCE(b, minutes) (booth_now(b) - (minutes)*TICK_MINUTE)

struct scene {
    struct booth b;
    uint8_t sealing_public[SEALING_KEY_LEN], sealing_secret[SEALING_KEY_LEN];
};

static int set_up(void **state)
{
    struct scene *s = calloc(1, sizeof *s);
    if (!s)
        return -1;
    booth_open(&s->b, true);
    crypto_box_keypair(s->sealing_public, s->sealing_secret);
    booth_set_sealing(&s->b, s->sealing_public);
    *state = s;
    return 0;
}

static int tear_down(void **state)
{
    struct scene *s = *state;
    booth_close(&s->b);
    free(s);
    return 0;
}

/* ---- What the server says ---- */

static struct uuid call_id(void)
{
    return (struct uuid){{0xca, 0x11}};
}

static struct wire_record call(struct booth *b, enum roll_call_state state)
{
    return (struct wire_record){
        .type = WIRE_ROLL_CALL,
        .roll_call = {
            .id = call_id(), .version = ++b->version, .state = state, .at = SINCE(b, 3), .by = "Officer Zhang"}};
}

static struct wire_record row(struct booth *b, uint8_t who, const char *name, enum roll_mark mark)
{
    struct wire_record r = {.type = WIRE_ROLL_ROW,
                            .roll_row = {.roll_call = call_id(),
                                         .subject = {{0x10, who}},
                                         .version = ++b->version,
                                         .since = SINCE(b, 60 - who),
                                         .gate = BOOTH_OTHER_GATE,
                                         .mark = mark}};
    struct display display = {.sex = 0};
    memcpy(display.name, name, strlen(name));
    if (name[0])
        assert_int_equal(display_seal(&display, b->data_key, &r.roll_row.subject, r.roll_row.version,
                                      r.roll_row.display, &r.roll_row.display_len),
                         GH_OK);
    return r;
}

static void hear(struct booth *b, struct wire_record *records, size_t count)
{
    booth_sync(b, records, count, booth_now(b));
    booth_do(b, (struct desk_command){.kind = COMMAND_REFRESH});
}

/* ---- What the guard does ---- */

static void look(struct booth *b)
{
    booth_do(b, (struct desk_command){.kind = COMMAND_ROLL_CALL});
}

static const struct roll_item *item(struct booth *b, const char *name)
{
    look(b);
    for (size_t i = 0; i < b->roll_call.count; i++)
        if (strcmp(b->roll_call.items[i].name, name) == 0)
            return &b->roll_call.items[i];
    return NULL;
}

static void mark(struct booth *b, const struct uuid *id, bool safe)
{
    booth_do(b, (struct desk_command){.kind = COMMAND_ROLL_TICK, .id = *id, .on = safe});
}

static size_t waiting(struct booth *b, struct box out[static 8])
{
    size_t count = 0;
    assert_int_equal(journal_waiting_boxes(b->desk->stores.journal, BOX_ROLL_CALL, 0, out, 8, &count), GH_OK);
    return count;
}

/* Opens a box as the server does. */
static struct roll_box opened(struct scene *s, const struct box *box, struct roll_subject *subjects)
{
    struct roll_box content;
    uint8_t *sealed = NULL;
    size_t len = 0;
    assert_int_equal(journal_box_sealed(s->b.desk->stores.journal, BOX_ROLL_CALL, &box->id, &sealed, &len), GH_OK);
    assert_int_equal(roll_box_open(BYTES(sealed, len), s->sealing_public, s->sealing_secret, &content, subjects),
                     GH_OK);
    free(sealed);
    return content;
}

static void test_a_running_one_is_listed_and_ticked(void **state)
{
    struct scene *s = *state;
    struct booth *b = &s->b;
    static struct roll_subject subjects[ROLL_BOX_SUBJECTS];
    struct wire_record records[] = {call(b, ROLL_CALL_RUNS), row(b, 1, "张*", ROLL_OPEN), row(b, 2, "李*", ROLL_SAFE),
                                    row(b, 3, "", ROLL_MISSING)};
    struct box boxes[8];
    hear(b, records, 4);
    assert_true(b->status.roll_call.running && !b->status.roll_call.alone);
    assert_string_equal(b->status.roll_call.by, "Officer Zhang");
    assert_int_equal(b->status.roll_call.people, 2);
    assert_int_equal(b->status.roll_call.found, 1);
    const struct uuid zhang = item(b, "张*")->id, li = item(b, "李*")->id;
    assert_int_equal(b->roll_call.count, 3);
    mark(b, &zhang, true);
    assert_int_equal(b->done_count, 1);
    assert_true(item(b, "张*")->mark == ROLL_SAFE && item(b, "张*")->mine);
    assert_int_equal(b->status.roll_call.found, 2);
    assert_int_equal(waiting(b, boxes), 1); /* on disk at once, sealed */
    const struct roll_box content = opened(s, &boxes[0], subjects);
    assert_true(content.kind == ROLL_BOX_TICK && content.mark == ROLL_SAFE && content.guard == BOOTH_GUARD);
    assert_memory_equal(&subjects[0].id, &zhang, UUID_LEN);
    mark(b, &zhang, true); /* nothing new */
    assert_int_equal(waiting(b, boxes), 1);
    mark(b, &li, false); /* the office ticked */
    assert_int_equal(b->failed, GH_DENIED);
    mark(b, &zhang, false);
    assert_true(item(b, "张*")->mark == ROLL_OPEN && waiting(b, boxes) == 2);
}

static void test_a_tick_outlives_a_restart(void **state)
{
    struct scene *s = *state;
    struct booth *b = &s->b;
    struct wire_record records[] = {call(b, ROLL_CALL_RUNS), row(b, 1, "张*", ROLL_OPEN)};
    struct box boxes[8];
    hear(b, records, 2);
    const struct uuid zhang = item(b, "张*")->id;
    mark(b, &zhang, true);
    booth_restart(b);
    booth_do(b, (struct desk_command){.kind = COMMAND_REFRESH});
    assert_int_equal(b->status.roll_call.found, 1);
    assert_int_equal(waiting(b, boxes), 1);
    look(b);
    assert_int_equal(b->failed, GH_DENIED); /* nobody is signed in */
    booth_sign_in(b, BOOTH_GUARD, BOOTH_PIN);
    assert_int_equal(item(b, "张*")->mark, ROLL_SAFE);
}

static void test_the_server_counts_the_tick_and_others_replace_it(void **state)
{
    struct scene *s = *state;
    struct booth *b = &s->b;
    struct wire_record records[] = {call(b, ROLL_CALL_RUNS), row(b, 1, "张*", ROLL_OPEN)};
    struct journal_roll_tick made[2];
    size_t count = 0;
    hear(b, records, 2);
    const struct uuid zhang = item(b, "张*")->id;
    mark(b, &zhang, true);
    assert_int_equal(journal_roll_ticks(b->desk->stores.journal, made, 2, &count), GH_OK);
    /* The server does not have it yet: another change of the row hides nothing. */
    records[1] = row(b, 1, "张*", ROLL_OPEN);
    hear(b, records + 1, 1);
    assert_int_equal(item(b, "张*")->mark, ROLL_SAFE);
    /* It has it, and a page has replaced it. */
    records[1] = row(b, 1, "张*", ROLL_MISSING);
    records[1].roll_row.counted = made[0].number;
    hear(b, records + 1, 1);
    assert_int_equal(item(b, "张*")->mark, ROLL_MISSING);
    assert_false(item(b, "张*")->mine);
}

static void test_people_let_in_here_are_listed_too(void **state)
{
    struct scene *s = *state;
    struct booth *b = &s->b;
    struct wire_record records[] = {call(b, ROLL_CALL_RUNS), row(b, 1, "张*", ROLL_OPEN)};
    struct wire_pass pass = booth_pass(b);
    booth_put(b, pass, "赵*");
    hear(b, records, 2);
    booth_scan_pass(b, &pass);
    booth_expect(b, REASON_OK);
    assert_non_null(item(b, "赵*"));
    assert_int_equal(b->status.roll_call.people, 2);
    booth_do(b, (struct desk_command){.kind = COMMAND_DIRECTION, .direction = DIRECTION_OUT});
    booth_pass_time(b, TICK_MINUTE);
    booth_scan_pass(b, &pass);
    assert_null(item(b, "赵*")); /* came and went after the start */
}

static void test_a_guard_starts_one_without_the_server(void **state)
{
    struct scene *s = *state;
    struct booth *b = &s->b;
    static struct roll_subject subjects[ROLL_BOX_SUBJECTS];
    struct wire_pass pass = booth_pass(b);
    struct box boxes[8];
    booth_put(b, pass, "赵*");
    booth_scan_pass(b, &pass);
    booth_pass_time(b, TICK_HOUR);
    booth_do(b, (struct desk_command){.kind = COMMAND_ROLL_START});
    assert_int_equal(b->done_count, 1);
    booth_do(b, (struct desk_command){.kind = COMMAND_ROLL_START}); /* both guards touched it */
    assert_int_equal(waiting(b, boxes), 1);
    const struct roll_box content = opened(s, &boxes[0], subjects);
    assert_true(content.kind == ROLL_BOX_LIST && content.count == 1 && subjects[0].pass);
    assert_true(b->status.roll_call.running && b->status.roll_call.alone);
    mark(b, &pass.claims.pass_id, true);
    booth_restart(b);
    booth_sign_in(b, BOOTH_GUARD, BOOTH_PIN);
    assert_true(item(b, "赵*")->mark == ROLL_SAFE && b->roll_call.status.alone);

    /* The server has made it part of another one, in which somebody else is listed. */
    struct journal_roll_call own;
    assert_int_equal(journal_roll_call(b->desk->stores.journal, &own), GH_OK);
    struct wire_record records[] = {call(b, ROLL_CALL_RUNS), call(b, ROLL_CALL_MERGED), row(b, 1, "张*", ROLL_OPEN)};
    records[1].roll_call.id = own.id;
    hear(b, records, 3);
    assert_true(b->status.roll_call.running && !b->status.roll_call.alone);
    assert_true(item(b, "赵*")->mark == ROLL_SAFE && item(b, "张*")->mark == ROLL_OPEN);
    assert_int_equal(b->roll_call.count, 2);
}

static void test_nothing_is_left_when_it_has_ended(void **state)
{
    struct scene *s = *state;
    struct booth *b = &s->b;
    struct wire_record records[] = {call(b, ROLL_CALL_RUNS), row(b, 1, "张*", ROLL_OPEN)};
    struct journal_roll_tick made[2];
    struct wire_roll_row held;
    struct box boxes[8];
    size_t count = 0;
    hear(b, records, 2);
    const struct uuid zhang = item(b, "张*")->id;
    mark(b, &zhang, true);
    records[0] = call(b, ROLL_CALL_ENDED);
    hear(b, records, 1);
    assert_false(b->status.roll_call.running);
    assert_int_equal(journal_roll_ticks(b->desk->stores.journal, made, 2, &count), GH_OK);
    assert_int_equal(count, 0);
    assert_int_equal(replica_find_roll_row(b->desk->stores.replica, &zhang, &held), GH_NOT_FOUND);
    assert_int_equal(waiting(b, boxes), 1); /* still goes to the server */
    mark(b, &zhang, true);
    assert_int_equal(b->failed, GH_NOT_FOUND);
}

static void end_here(struct booth *b)
{
    booth_do(b, (struct desk_command){.kind = COMMAND_ROLL_END});
}

static void test_a_guard_ends_the_one_of_the_office(void **state)
{
    struct scene *s = *state;
    struct booth *b = &s->b;
    static struct roll_subject subjects[ROLL_BOX_SUBJECTS];
    struct wire_record records[] = {call(b, ROLL_CALL_RUNS), row(b, 1, "张*", ROLL_OPEN)};
    struct box boxes[8];
    hear(b, records, 2);
    end_here(b);
    assert_int_equal(b->done_count, 1);
    end_here(b); /* both guards touched it */
    assert_int_equal(waiting(b, boxes), 1);
    const struct roll_box content = opened(s, &boxes[0], subjects);
    assert_true(content.kind == ROLL_BOX_END && content.guard == BOOTH_GUARD && content.number == b->version);
    const struct uuid id = call_id();
    assert_memory_equal(&content.roll_call, &id, UUID_LEN);
    booth_restart(b);
    booth_sign_in(b, BOOTH_GUARD, BOOTH_PIN);
    look(b);
    const struct roll_status *status = &b->roll_call.status;
    assert_true(!status->running && status->alone && status->ended == content.at && status->ended_by[0] != '\0');
    assert_int_equal(b->roll_call.count, 0);
    /* The server has taken it, and says by whom. */
    assert_int_equal(journal_settle_box(b->desk->stores.journal, BOX_ROLL_CALL, &boxes[0].id), GH_OK);
    look(b);
    assert_true(!status->running && !status->alone);
    records[0] = call(b, ROLL_CALL_ENDED);
    records[0].roll_call.ended = content.at;
    memcpy(records[0].roll_call.ended_by, "Server's word", sizeof "Server's word");
    hear(b, records, 1);
    assert_false(b->status.roll_call.running);
    assert_string_equal(b->status.roll_call.ended_by, "Server's word");
}

static void test_it_comes_back_where_others_went_on(void **state)
{
    struct scene *s = *state;
    struct booth *b = &s->b;
    struct wire_record records[] = {call(b, ROLL_CALL_RUNS), row(b, 1, "张*", ROLL_OPEN)};
    struct box boxes[8];
    hear(b, records, 2);
    end_here(b);
    assert_int_equal(waiting(b, boxes), 1);
    records[1] = row(b, 2, "李*", ROLL_OPEN);
    hear(b, records + 1, 1); /* before the server has the end */
    assert_false(b->status.roll_call.running);
    records[0] = call(b, ROLL_CALL_RUNS);
    hear(b, records, 1);
    assert_false(b->status.roll_call.running); /* the server has not taken it */
    assert_int_equal(journal_settle_box(b->desk->stores.journal, BOX_ROLL_CALL, &boxes[0].id), GH_OK);
    booth_do(b, (struct desk_command){.kind = COMMAND_REFRESH});
    assert_true(b->status.roll_call.running && b->status.roll_call.ended > 0);
    assert_int_equal(b->status.roll_call.people, 2);
}

static void test_one_that_was_started_here_ends_here(void **state)
{
    struct scene *s = *state;
    struct booth *b = &s->b;
    static struct roll_subject subjects[ROLL_BOX_SUBJECTS];
    struct box boxes[8];
    booth_do(b, (struct desk_command){.kind = COMMAND_ROLL_START});
    end_here(b);
    assert_int_equal(waiting(b, boxes), 2);
    const struct roll_box list = opened(s, &boxes[0], subjects), ended = opened(s, &boxes[1], subjects);
    assert_memory_equal(&list.roll_call, &ended.roll_call, UUID_LEN);
    assert_int_equal(ended.number, 0); /* the server has said nothing of it */
    assert_true(!b->status.roll_call.running && b->status.roll_call.ended > 0);
    booth_do(b, (struct desk_command){.kind = COMMAND_ROLL_START}); /* another one */
    assert_true(b->status.roll_call.running && b->status.roll_call.ended == 0);
}

static void test_of_a_long_list_those_to_be_found_come_first(void **state)
{
    struct scene *s = *state;
    struct booth *b = &s->b;
    struct wire_record records[12] = {call(b, ROLL_CALL_RUNS)};
    struct roll_list list;
    hear(b, records, 1);
    for (uint8_t part = 0; part < 51; part++) { /* 612 people */
        for (uint8_t i = 0; i < 12; i++) {
            records[i] = row(b, i, "", ROLL_OPEN);
            records[i].roll_row.subject.b[2] = part;
            records[i].roll_row.vehicle = part == 50 && i == 11;
        }
        booth_sync(b, records, 12, booth_now(b));
    }
    booth_do(b, (struct desk_command){.kind = COMMAND_REFRESH});
    assert_int_equal(desk_read_roll_call(b->desk, &list), GH_OK);
    assert_int_equal(list.count, 612);
    assert_true(list.list[0].subject.vehicle);
    const struct uuid first = list.list[1].subject.id;
    free(list.list);
    mark(b, &first, true);
    assert_int_equal(desk_read_roll_call(b->desk, &list), GH_OK);
    assert_memory_equal(&list.list[611].subject.id, &first, UUID_LEN); /* others move up */
    free(list.list);
    assert_int_equal(b->status.roll_call.people, 610);
    assert_int_equal(b->status.roll_call.cars, 1);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_a_running_one_is_listed_and_ticked),
        TEST(test_a_tick_outlives_a_restart),
        TEST(test_the_server_counts_the_tick_and_others_replace_it),
        TEST(test_people_let_in_here_are_listed_too),
        TEST(test_a_guard_starts_one_without_the_server),
        TEST(test_a_guard_ends_the_one_of_the_office),
        TEST(test_it_comes_back_where_others_went_on),
        TEST(test_one_that_was_started_here_ends_here),
        TEST(test_of_a_long_list_those_to_be_found_come_first),
        TEST(test_nothing_is_left_when_it_has_ended),
    };
    return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}

/* A roll call in the journal and in the replica: what was started and ticked here is on disk with its box, and all of
 * it goes when the roll call has ended. */
#include "support/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/journal_roll_call.h"
#include "store/replica.h"

#define NOON ((tick)1790000000000)
#define ROOT ((const uint8_t[PUBLIC_KEY_LEN]){1})

struct stores {
    char directory[64], path[96];
    struct journal *journal;
    struct replica *replica;
};

static struct uuid id_of(uint8_t n)
{
    const uint8_t random[10] = {[9] = n};
    return uuid_v7(NOON, random);
}

static int set_up(void **state)
{
    struct stores *s = calloc(1, sizeof *s);
    char path[96];
    (void)snprintf(s->directory, sizeof s->directory, "/tmp/gatehouse-roll-XXXXXX");
    if (!mkdtemp(s->directory))
        return -1;
    (void)snprintf(s->path, sizeof s->path, "%s/journal.db", s->directory);
    (void)snprintf(path, sizeof path, "%s/replica.db", s->directory);
    *state = s;
    return journal_open(s->path, "booth", &s->journal) || replica_open(path, REPLICA_WRITE, &s->replica) ? -1 : 0;
}

static int tear_down(void **state)
{
    struct stores *s = *state;
    char command[128];
    journal_close(s->journal);
    replica_close(s->replica);
    (void)snprintf(command, sizeof command, "rm -rf '%s'", s->directory);
    int result = system(command);
    free(s);
    return result;
}

/* ---- Journal ---- */

static struct journal_roll_box box_of(uint8_t n)
{
    static const uint8_t sealed[200];
    return (struct journal_roll_box){.box = {.id = id_of(n), .at = NOON + n}, .sealed = BYTES(sealed, sizeof sealed)};
}

static enum gh_status start(struct stores *s, uint8_t n)
{
    const struct journal_roll_call call = {.id = id_of(n), .at = NOON, .guard = 7};
    const struct wire_presence list[2] = {
        {.subject = id_of(1), .entry = id_of(11), .pass = true, .inside = true, .at = NOON, .gate = 2, .until = NOON},
        {.subject = id_of(2), .entry = id_of(2), .car = id_of(1), .inside = true, .at = NOON, .until = NOON}};
    struct journal_roll_box boxes[2] = {box_of((uint8_t)(n + 100)), box_of((uint8_t)(n + 101))};
    return journal_start_roll_call(s->journal, &call, list, 2, boxes, 2);
}

static enum gh_status mark(struct stores *s, uint8_t n, uint8_t subject, enum roll_mark with)
{
    struct journal_roll_tick t = {.subject = id_of(subject), .mark = with, .at = NOON};
    struct journal_roll_box box = box_of(n);
    enum gh_status status = journal_next_roll_tick(s->journal, NOON, &t.number);
    return status ? status : journal_append_roll_tick(s->journal, &t, &box);
}

static size_t waiting(struct stores *s)
{
    struct box read[16];
    size_t count = 0;
    assert_int_equal(journal_waiting_boxes(s->journal, BOX_ROLL_CALL, 0, read, 16, &count), GH_OK);
    return count;
}

static size_t ticks(struct stores *s, struct journal_roll_tick out[static 4])
{
    size_t count = 0;
    assert_int_equal(journal_roll_ticks(s->journal, out, 4, &count), GH_OK);
    return count;
}

static void assert_held(struct stores *s)
{
    struct journal_roll_call call;
    struct journal_roll_tick read[4];
    struct wire_presence list[4];
    size_t count = 0;
    assert_int_equal(journal_roll_call(s->journal, &call), GH_OK);
    assert_int_equal(call.guard, 7);
    assert_int_equal(journal_roll_rows(s->journal, list, 4, &count), GH_OK);
    assert_int_equal(count, 2);
    assert_true(list[0].pass && list[0].gate == 2 && !list[1].pass && uuid_equal(&list[1].car, &list[0].subject));
    assert_int_equal(ticks(s, read), 2);
    assert_true(read[0].mark == ROLL_OPEN && read[1].mark == ROLL_SAFE && read[0].number >= (uint64_t)NOON);
    assert_int_equal(waiting(s), 5);
}

static void what_was_started_and_ticked_is_there_with_its_boxes(void **state)
{
    struct stores *s = *state;
    struct journal_roll_call call;
    assert_int_equal(journal_roll_call(s->journal, &call), GH_NOT_FOUND);
    assert_int_equal(start(s, 50), GH_OK);
    assert_int_equal(start(s, 60), GH_CONFLICT); /* one at a time; neither list nor boxes are left */
    assert_int_equal(waiting(s), 2);
    assert_int_equal(mark(s, 1, 1, ROLL_SAFE), GH_OK);
    assert_int_equal(mark(s, 1, 1, ROLL_OPEN), GH_CONFLICT); /* that box is there: nor is the tick */
    assert_int_equal(mark(s, 2, 1, ROLL_OPEN), GH_OK);       /* taken back */
    assert_int_equal(mark(s, 3, 2, ROLL_SAFE), GH_OK);
    assert_held(s);
    journal_close(s->journal);
    assert_int_equal(journal_open(s->path, "booth", &s->journal), GH_OK);
    assert_held(s);
}

static void a_damaged_journal_keeps_it(void **state)
{
    struct stores *s = *state;
    struct journal_salvage_report report;
    assert_int_equal(start(s, 50), GH_OK);
    assert_int_equal(mark(s, 1, 1, ROLL_OPEN), GH_OK);
    assert_int_equal(mark(s, 2, 2, ROLL_SAFE), GH_OK);
    assert_int_equal(mark(s, 3, 2, ROLL_SAFE), GH_OK);
    journal_close(s->journal);
    assert_int_equal(journal_salvage(s->path, "booth", &report), GH_OK);
    assert_int_equal(journal_open(s->path, "booth", &s->journal), GH_OK);
    assert_held(s);
}

static void nothing_of_it_is_left_when_it_has_ended(void **state)
{
    struct stores *s = *state;
    struct journal_roll_call call;
    struct journal_roll_tick read[4];
    struct wire_presence list[4];
    size_t count = 9;
    uint64_t before = 0, after = 0;
    assert_int_equal(start(s, 50), GH_OK);
    assert_int_equal(mark(s, 1, 1, ROLL_SAFE), GH_OK);
    assert_int_equal(journal_next_roll_tick(s->journal, NOON, &before), GH_OK);
    assert_int_equal(journal_hand_over_roll_call(s->journal), GH_OK);
    assert_int_equal(journal_roll_call(s->journal, &call), GH_NOT_FOUND);
    assert_int_equal(journal_roll_rows(s->journal, list, 4, &count), GH_OK);
    assert_int_equal(count, 0);
    assert_int_equal(ticks(s, read), 1);
    assert_int_equal(journal_end_roll_call(s->journal), GH_OK);
    assert_int_equal(ticks(s, read), 0);
    assert_int_equal(waiting(s), 3); /* the server gets them all the same */
    assert_int_equal(journal_next_roll_tick(s->journal, NOON, &after), GH_OK);
    assert_true(after >= before); /* no number comes again */
    assert_int_equal(start(s, 60), GH_OK);
}

static void an_end_is_there_with_its_box(void **state)
{
    struct stores *s = *state;
    struct journal_roll_end made = {.id = id_of(50), .version = 9, .at = NOON, .by = "Wang"}, read;
    struct journal_roll_box taken = box_of(1), box = box_of(90);
    struct journal_roll_call call;
    struct journal_roll_tick rows[4];
    struct journal_salvage_report report;
    assert_int_equal(journal_roll_end(s->journal, &read), GH_NOT_FOUND);
    assert_int_equal(start(s, 50), GH_OK);
    assert_int_equal(mark(s, 1, 1, ROLL_SAFE), GH_OK);
    assert_int_equal(journal_end_roll_call_here(s->journal, &made, &taken), GH_CONFLICT);
    assert_int_equal(journal_roll_call(s->journal, &call), GH_OK); /* nothing was forgotten */
    assert_int_equal(journal_end_roll_call_here(s->journal, &made, &box), GH_OK);
    journal_close(s->journal);
    assert_int_equal(journal_salvage(s->path, "booth", &report), GH_OK);
    assert_int_equal(journal_open(s->path, "booth", &s->journal), GH_OK);
    assert_int_equal(journal_roll_end(s->journal, &read), GH_OK);
    assert_true(uuid_equal(&read.id, &made.id) && read.version == 9 && read.at == NOON && read.waits);
    assert_string_equal(read.by, "Wang");
    assert_int_equal(journal_roll_call(s->journal, &call), GH_NOT_FOUND);
    assert_int_equal(ticks(s, rows), 0);
    assert_int_equal(waiting(s), 4);
    assert_int_equal(journal_settle_box(s->journal, BOX_ROLL_CALL, &box.box.id), GH_OK);
    assert_int_equal(journal_roll_end(s->journal, &read), GH_OK);
    assert_false(read.waits);
    assert_int_equal(start(s, 60), GH_OK);
}

/* ---- Replica ---- */

static void take(struct stores *s, struct wire_record *records, size_t count)
{
    size_t failed = 0;
    assert_int_equal(replica_write(s->replica, records, count, ROOT, &failed), GH_OK);
}

static enum gh_status count_one(void *context, const struct wire_roll_row *row)
{
    assert_true(row->mine && row->counted == 5 && row->mark == ROLL_SAFE && row->gate == 3 && row->display_len == 256);
    ++*(size_t *)context;
    return GH_OK;
}

static void the_replica_has_the_running_one_alone(void **state)
{
    struct stores *s = *state;
    struct wire_record records[3] = {
        {.type = WIRE_ROLL_CALL, .roll_call = {.id = id_of(1), .version = 7, .at = NOON, .by = "Zhang"}},
        {.type = WIRE_ROLL_ROW,
         .roll_row = {.roll_call = id_of(1),
                      .subject = id_of(2),
                      .version = 7,
                      .since = NOON,
                      .gate = 3,
                      .mark = ROLL_SAFE,
                      .mine = true,
                      .counted = 5,
                      .display = {1},
                      .display_len = 256}}};
    struct wire_roll_call running;
    size_t count = 0;
    take(s, records, 2);
    assert_int_equal(replica_running_roll_call(s->replica, &running), GH_OK);
    assert_true(uuid_equal(&running.id, &records[0].roll_call.id) && strcmp(running.by, "Zhang") == 0);
    assert_int_equal(replica_each_roll_row(s->replica, count_one, &count), GH_OK);
    assert_int_equal(count, 1);
    uint64_t version = 0;
    records[1].roll_row.version = 8;
    take(s, records + 1, 1);
    assert_int_equal(replica_roll_call_version(s->replica, &version), GH_OK);
    assert_int_equal(version, 8);
    assert_int_equal(replica_ended_roll_call(s->replica, &running), GH_NOT_FOUND);
    records[0].roll_call.state = ROLL_CALL_ENDED;
    records[0].roll_call.version = 9;
    records[0].roll_call.ended = NOON + 1;
    memcpy(records[0].roll_call.ended_by, "Wang", sizeof "Wang");
    take(s, records, 1);
    assert_int_equal(replica_running_roll_call(s->replica, &running), GH_NOT_FOUND);
    assert_int_equal(replica_find_roll_call(s->replica, &records[0].roll_call.id, &running), GH_OK);
    assert_int_equal(running.state, ROLL_CALL_ENDED);
    assert_string_equal(running.by, "");
    assert_int_equal(replica_ended_roll_call(s->replica, &running), GH_OK);
    assert_true(running.ended == NOON + 1 && strcmp(running.ended_by, "Wang") == 0);
    count = 0;
    assert_int_equal(replica_each_roll_row(s->replica, count_one, &count), GH_OK);
    assert_int_equal(count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_was_started_and_ticked_is_there_with_its_boxes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_damaged_journal_keeps_it, set_up, tear_down),
        cmocka_unit_test_setup_teardown(nothing_of_it_is_left_when_it_has_ended, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_end_is_there_with_its_box, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_replica_has_the_running_one_alone, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

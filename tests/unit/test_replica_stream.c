/* The replica and the stream that fills it: where one that was cut goes on, and what the server has of us. */
#include "support/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/replica.h"

#define NOON ((tick)1790000000000)

static char directory[64];

static int set_up(void **state)
{
    struct replica *r;
    char path[96];
    (void)snprintf(directory, sizeof directory, "/tmp/gatehouse-stream-XXXXXX");
    if (!mkdtemp(directory))
        return -1;
    (void)snprintf(path, sizeof path, "%s/replica.db", directory);
    if (replica_open(path, REPLICA_WRITE, &r))
        return -1;
    *state = r;
    return 0;
}

static int tear_down(void **state)
{
    char command[128];
    replica_close(*state);
    (void)snprintf(command, sizeof command, "rm -rf '%s'", directory);
    return system(command);
}

static enum gh_status apply(struct replica *r, struct wire_record record)
{
    static const uint8_t root[PUBLIC_KEY_LEN] = {1};
    return replica_write(r, &record, 1, root, NULL);
}

static struct replica_stat stat_of(struct replica *r)
{
    struct replica_stat stat;
    assert_int_equal(replica_stat(r, &stat), GH_OK);
    return stat;
}

static void a_stream_that_was_cut_goes_on_from_its_last_mark(void **state)
{
    struct replica *r = *state;
    const struct wire_record mark = {.type = WIRE_MARK,
                                     .mark = {.position = 50, .until = NOON + TICK_DAY, .scope = "campus-1"}};
    struct wire_record end = {.type = WIRE_END, .end = {.position = 90, .server_time = NOON}};
    assert_int_equal(apply(r, mark), GH_OK);
    assert_int_equal(stat_of(r).position, 50);
    assert_int_equal(stat_of(r).until, NOON + TICK_DAY);
    assert_int_equal(stat_of(r).ages.passes, 0);
    end.end.until = NOON + 8 * TICK_DAY;
    (void)snprintf(end.end.scope, sizeof end.end.scope, "campus-1");
    assert_int_equal(apply(r, end), GH_OK);
    assert_int_equal(apply(r, mark), GH_ROLLBACK);
    assert_int_equal(stat_of(r).position, 90);
    assert_int_equal(stat_of(r).until, NOON + 8 * TICK_DAY);
    assert_string_equal(stat_of(r).scope, "campus-1");
    assert_int_equal(stat_of(r).ages.passes, NOON);
}

static void what_the_server_has_of_us_is_in_its_own_words(void **state)
{
    struct replica *r = *state;
    assert_int_equal(replica_acknowledge(r, 700), GH_OK);
    assert_int_equal(apply(r, (struct wire_record){.type = WIRE_END, .end = {.position = 1, .server_time = NOON}}),
                     GH_OK);
    assert_int_equal(stat_of(r).acknowledged, 700);
    assert_int_equal(replica_acknowledge(r, 300), GH_OK);
    assert_int_equal(stat_of(r).acknowledged, 300);
}

static struct wire_record unit_of(uint32_t number, uint64_t version)
{
    return (struct wire_record){
        .type = WIRE_UNIT, .unit = {.unit = number, .version = version, .name_zh = "\xe9\x99\xa2", .name_en = "U"}};
}

static struct wire_record history_of(uint8_t lineage, uint64_t position)
{
    return (struct wire_record){.type = WIRE_HISTORY,
                                .history = {.lineage = {lineage}, .position = position, .stamp = {lineage, 9}}};
}

static void the_history_comes_with_the_rows(void **state)
{
    struct replica *r = *state;
    struct wire_record both[] = {history_of(7, 90), unit_of(1, 80)};
    static const uint8_t root[PUBLIC_KEY_LEN] = {1};
    struct wire_history held = stat_of(r).history;
    assert_false(wire_history_known(&held));
    assert_int_equal(replica_write(r, both, 2, root, NULL), GH_OK);
    held = stat_of(r).history;
    assert_memory_equal(&held, &both[0].history, sizeof held);
    assert_int_equal(apply(r, (struct wire_record){.type = WIRE_END, .end = {.position = 90, .server_time = NOON}}),
                     GH_OK);
    assert_int_equal(stat_of(r).history.position, 90);
}

static bool has_unit(struct replica *r, uint32_t number)
{
    struct wire_unit unit;
    return replica_find_unit(r, number, &unit) == GH_OK;
}

/* Readers see the old content or the new one. The file stays as large: a shorter one would count as cut. */
static void a_first_sync_beside_takes_over(void **state)
{
    struct replica *live = *state, *next, *reader;
    char path[96], next_path[112];
    uint64_t before, after;
    (void)snprintf(path, sizeof path, "%s/replica.db", directory);
    (void)snprintf(next_path, sizeof next_path, "%s.next", path);
    for (uint32_t i = 1; i <= 20000; i += REPLICA_BATCH_MAX / 2) {
        static struct wire_record units[REPLICA_BATCH_MAX / 2];
        static const uint8_t root[PUBLIC_KEY_LEN] = {1};
        for (uint32_t k = 0; k < REPLICA_BATCH_MAX / 2; k++)
            units[k] = unit_of(i + k, 80);
        assert_int_equal(replica_write(live, units, REPLICA_BATCH_MAX / 2, root, NULL), GH_OK);
    }
    assert_int_equal(apply(live, (struct wire_record){.type = WIRE_END, .end = {.position = 90, .server_time = NOON}}),
                     GH_OK);
    assert_int_equal(replica_open(next_path, REPLICA_WRITE, &next), GH_OK);
    assert_int_equal(replica_open(path, REPLICA_READ, &reader), GH_OK);
    assert_int_equal(replica_data_version(reader, &before), GH_OK);
    assert_int_equal(replica_seed(next, live), GH_OK);
    assert_int_equal(apply(next, history_of(8, 5)), GH_OK);
    assert_int_equal(apply(next, unit_of(30000, 4)), GH_OK);
    assert_int_equal(apply(next, (struct wire_record){.type = WIRE_END, .end = {.position = 5, .server_time = NOON}}),
                     GH_OK);
    assert_true(has_unit(reader, 1) && !has_unit(reader, 30000));
    assert_int_equal(replica_take_over(live, next), GH_OK);
    assert_int_equal(replica_data_version(reader, &after), GH_OK);
    assert_true(before != after);
    assert_true(!has_unit(reader, 1) && has_unit(reader, 30000));
    assert_int_equal(stat_of(live).position, 5);
    assert_int_equal(stat_of(live).history.lineage[0], 8);
    assert_int_equal(apply(live, unit_of(1, 6)), GH_OK);
    replica_close(next);
    replica_close(live); /* writes the log back into the file */
    assert_int_equal(replica_open(path, REPLICA_WRITE, &live), GH_OK);
    assert_int_equal(replica_in_place(live), GH_OK);
    assert_int_equal(replica_in_place(reader), GH_OK);
    assert_true(has_unit(reader, 1) && has_unit(live, 30000));
    replica_close(reader);
    *state = live;
}

static void who_is_inside_can_be_kept(void **state)
{
    struct replica *live = *state, *next;
    char next_path[112];
    struct wire_presence inside;
    struct wire_booth booths[2];
    size_t count = 0;
    const struct wire_record presence = {.type = WIRE_PRESENCE,
                                         .presence = {.subject = {{1}},
                                                      .entry = {{2}},
                                                      .pass = true,
                                                      .inside = true,
                                                      .at = NOON,
                                                      .gate = 3,
                                                      .until = NOON + TICK_DAY}},
                             booth = {.type = WIRE_BOOTH,
                                      .booth = {.id = {{4}}, .name = "south", .heard = NOON, .own = true}};
    (void)snprintf(next_path, sizeof next_path, "%s/replica.db.next", directory);
    assert_int_equal(apply(live, presence), GH_OK);
    assert_int_equal(apply(live, booth), GH_OK);
    assert_int_equal(apply(live, (struct wire_record){.type = WIRE_END, .end = {.position = 90, .server_time = NOON}}),
                     GH_OK);
    assert_int_equal(stat_of(live).ages.presence, NOON);
    assert_int_equal(replica_open(next_path, REPLICA_WRITE, &next), GH_OK);
    assert_int_equal(
        apply(next, (struct wire_record){.type = WIRE_END, .end = {.position = 50, .server_time = NOON + 1000}}),
        GH_OK);
    assert_int_equal(replica_keep_presence(next, live), GH_OK);
    assert_int_equal(replica_take_over(live, next), GH_OK);
    replica_close(next);
    assert_int_equal(replica_find_presence(live, &presence.presence.subject, &inside), GH_OK);
    assert_memory_equal(&inside, &presence.presence, sizeof inside);
    assert_int_equal(replica_booths(live, booths, 2, &count), GH_OK);
    assert_int_equal(count, 1);
    assert_string_equal(booths[0].name, "south");
    assert_int_equal(stat_of(live).presence_position, 50); /* not beyond what it follows */
    assert_int_equal(stat_of(live).ages.presence, NOON);
    assert_int_equal(stat_of(live).position, 50);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_stream_that_was_cut_goes_on_from_its_last_mark, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_history_comes_with_the_rows, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_first_sync_beside_takes_over, set_up, tear_down),
        cmocka_unit_test_setup_teardown(who_is_inside_can_be_kept, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_the_server_has_of_us_is_in_its_own_words, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

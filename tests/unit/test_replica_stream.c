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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_stream_that_was_cut_goes_on_from_its_last_mark, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_the_server_has_of_us_is_in_its_own_words, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

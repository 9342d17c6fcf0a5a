/* The sync core against a server that is a few lines: what it asks for, and what it keeps of an answer that breaks off.
 */
#include "support/test.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sync/agent.h"

#define NOON ((tick)1790000000000)
#define WAIT_SECONDS 20

struct booth {
    char directory[64];
    struct replica *replica;
    struct os_reading reading;
    struct agent *agent;
    uint64_t seed;
    char target[AGENT_SLOTS][256]; /* of the last request of each */
    int started[AGENT_SLOTS], cancelled[AGENT_SLOTS];
};

static enum gh_status start(void *context, enum agent_slot slot, const struct agent_request *request)
{
    struct booth *b = context;
    b->started[slot]++;
    (void)snprintf(b->target[slot], sizeof b->target[slot], "%s", request->target);
    return GH_OK;
}

static void cancel(void *context, enum agent_slot slot)
{
    struct booth *b = context;
    b->cancelled[slot]++;
}

static int set_up(void **state)
{
    struct booth *b = calloc(1, sizeof *b);
    char path[96];
    (void)snprintf(b->directory, sizeof b->directory, "/tmp/gatehouse-agent-XXXXXX");
    if (!mkdtemp(b->directory))
        return -1;
    (void)snprintf(path, sizeof path, "%s/replica.db", b->directory);
    b->reading = (struct os_reading){.wall = NOON, .boot_ns = INT64_C(1000000000)};
    struct agent_options options = {.ops = {b, start, cancel},
                                    .clock = os_clock_fake(&b->reading),
                                    .random = os_random_fixed(&b->seed),
                                    .identity = {.host = "server.example"},
                                    .program = "test",
                                    .wait_seconds = WAIT_SECONDS};
    if (replica_open(path, REPLICA_WRITE, &b->replica) || agent_new(&options, &b->agent))
        return -1;
    agent_set_stores(b->agent, b->replica, NULL);
    (void)agent_tick(b->agent);
    *state = b;
    return 0;
}

static int tear_down(void **state)
{
    struct booth *b = *state;
    char command[128];
    agent_free(b->agent);
    replica_close(b->replica);
    (void)snprintf(command, sizeof command, "rm -rf '%s'", b->directory);
    int result = system(command);
    free(b);
    return result;
}

static void arrives(struct booth *b, const struct wire_record *record)
{
    char line[WIRE_LINE_MAX + 2];
    assert_int_equal(wire_record_encode(record, line, WIRE_LINE_MAX + 1), GH_OK);
    (void)strcat(line, "\n");
    assert_int_equal(agent_data(b->agent, AGENT_PULL, 200, bytes_of_string(line)), GH_OK);
}

static void pass_arrives(struct booth *b, uint8_t n)
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
                                                .unit = 1,
                                                .person = {n, 1}}};
    arrives(b, &record);
}

static void mark_arrives(struct booth *b, uint64_t position)
{
    const struct wire_record record = {.type = WIRE_MARK,
                                       .mark = {.position = position, .until = NOON, .scope = "campus-1"}};
    arrives(b, &record);
}

static struct replica_stat held(struct booth *b)
{
    struct replica_stat stat;
    assert_int_equal(replica_stat(b->replica, &stat), GH_OK);
    return stat;
}

/* Two passes up to a mark, and one more behind it. */
static void half_an_answer(struct booth *b)
{
    assert_int_equal(b->started[AGENT_PULL], 1);
    pass_arrives(b, 1);
    pass_arrives(b, 2);
    mark_arrives(b, 7);
    pass_arrives(b, 3);
    assert_int_equal(held(b).passes, 0); /* a transaction for three rows is not worth it yet */
}

static void went_on_from_the_mark(struct booth *b)
{
    assert_int_equal(held(b).passes, 2);
    assert_int_equal(held(b).position, 7);
    assert_int_equal(held(b).ages.passes, 0); /* it is not up to date by that */
    os_reading_advance(&b->reading, 10 * TICK_SECOND);
    (void)agent_tick(b->agent);
    assert_int_equal(b->started[AGENT_PULL], 2);
    assert_non_null(strstr(b->target[AGENT_PULL], "since=7&"));
    assert_non_null(strstr(b->target[AGENT_PULL], "scope=campus-1&"));
}

static void a_cut_answer_keeps_what_came_up_to_its_mark(void **state)
{
    struct booth *b = *state;
    half_an_answer(b);
    agent_done(b->agent, AGENT_PULL, &(struct agent_outcome){.network = SYNC_CUT, .status = 200, .is_lines = true});
    assert_int_equal(agent_state(b->agent)->problem, SYNC_CUT);
    went_on_from_the_mark(b);
}

static void an_answer_that_ends_without_its_end_keeps_it_too(void **state)
{
    struct booth *b = *state;
    half_an_answer(b);
    agent_done(b->agent, AGENT_PULL, &(struct agent_outcome){.status = 200, .is_lines = true});
    assert_int_equal(agent_state(b->agent)->problem, SYNC_CUT);
    went_on_from_the_mark(b);
}

static void a_stalled_answer_keeps_it_too(void **state)
{
    struct booth *b = *state;
    half_an_answer(b);
    os_reading_advance(&b->reading, (WAIT_SECONDS + 30) * TICK_SECOND);
    (void)agent_tick(b->agent);
    assert_int_equal(b->cancelled[AGENT_PULL], 1);
    assert_int_equal(agent_state(b->agent)->problem, SYNC_TIMED_OUT);
    went_on_from_the_mark(b);
}

static void of_a_spoilt_answer_nothing_is_kept(void **state)
{
    struct booth *b = *state;
    half_an_answer(b);
    assert_int_not_equal(agent_data(b->agent, AGENT_PULL, 200, bytes_of_string("<html>\n")), GH_OK);
    agent_done(b->agent, AGENT_PULL,
               &(struct agent_outcome){.network = SYNC_BAD_ANSWER, .status = 200, .is_lines = true});
    assert_int_equal(agent_state(b->agent)->problem, SYNC_BAD_ANSWER);
    assert_int_equal(held(b).passes, 0);
    assert_int_equal(held(b).position, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_cut_answer_keeps_what_came_up_to_its_mark, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_answer_that_ends_without_its_end_keeps_it_too, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_stalled_answer_keeps_it_too, set_up, tear_down),
        cmocka_unit_test_setup_teardown(of_a_spoilt_answer_nothing_is_kept, set_up, tear_down),
    };
    return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}

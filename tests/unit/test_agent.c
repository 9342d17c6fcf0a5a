/* The sync core against a server that is a few lines: what it asks for, and what it keeps of an answer that breaks off.
 */
#include "support/test.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sync/agent.h"
#include "wire/car_picture.h"

#define NOON ((tick)1790000000000)
#define WAIT_SECONDS 20

struct booth {
    char directory[64];
    struct replica *replica;
    struct journal *journal;
    struct os_reading reading;
    struct agent *agent;
    uint64_t seed;
    char target[AGENT_SLOTS][256]; /* of the last request of each */
    char body[65536];              /* of the last that had one */
    int started[AGENT_SLOTS], cancelled[AGENT_SLOTS];
};

static enum gh_status start(void *context, enum agent_slot slot, const struct agent_request *request)
{
    struct booth *b = context;
    b->started[slot]++;
    (void)snprintf(b->target[slot], sizeof b->target[slot], "%s", request->target);
    if (request->body.len > 0)
        (void)snprintf(b->body, sizeof b->body, "%.*s", (int)request->body.len, (const char *)request->body.data);
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
    b->reading = (struct os_reading){.wall = NOON, .support = OS_WALL_BATTERY, .boot_ns = INT64_C(1000000000)};
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
    journal_close(b->journal);
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

/* ---- Applications made at the gate ---- */

static struct uuid submitted(struct booth *b, uint8_t n)
{
    struct walk_up w = {.at = NOON, .sealed_len = WALK_UP_PAD + WALK_UP_SEAL_BYTES};
    const uint8_t random[10] = {0xaa, n};
    w.id = uuid_v7(NOON, random);
    memset(w.sealed, n, w.sealed_len);
    assert_int_equal(journal_submit(b->journal, &w), GH_OK);
    return w.id;
}

static void open_journal(struct booth *b)
{
    char path[96];
    (void)snprintf(path, sizeof path, "%s/journal.db", b->directory);
    assert_int_equal(journal_open(path, "booth", &b->journal), GH_OK);
    agent_set_stores(b->agent, b->replica, b->journal);
}

static void a_second_passes(struct booth *b)
{
    b->reading.boot_ns += INT64_C(1100000000);
    (void)agent_tick(b->agent);
}

static void answered(struct booth *b, const char *json)
{
    const struct agent_outcome outcome = {.status = 200, .is_json = true};
    assert_int_equal(agent_data(b->agent, AGENT_APPLY, 200, bytes_of_string(json)), GH_OK);
    agent_done(b->agent, AGENT_APPLY, &outcome);
}

static const char *settled_answer(const struct uuid *id, const char *more)
{
    static char text[256];
    char id_text[UUID_TEXT_SIZE];
    uuid_format(id, id_text);
    (void)snprintf(text, sizeof text, "{\"settled\": [{\"id\": \"%s\"%s}]}", id_text, more);
    return text;
}

static void applications_go_up_until_the_server_settled_each(void **state)
{
    struct booth *b = *state;
    open_journal(b);
    a_second_passes(b);
    assert_int_equal(b->started[AGENT_APPLY], 0);
    struct uuid first = submitted(b, 1), second = submitted(b, 2);
    struct wire_walk_up row;
    a_second_passes(b);
    assert_string_equal(b->target[AGENT_APPLY], "/device/applications");
    assert_int_equal(agent_state(b->agent)->applications, 2);
    /* The first is taken; the other was not said to be, and stays. */
    answered(b, settled_answer(&first, ""));
    assert_int_equal(agent_state(b->agent)->applications, 1);
    assert_int_equal(replica_find_walk_up(b->replica, &first, &row), GH_OK);
    assert_int_equal(row.state, WALK_UP_RECEIVED);
    assert_int_equal(replica_find_walk_up(b->replica, &second, &row), GH_NOT_FOUND);
    a_second_passes(b);
    assert_int_equal(b->started[AGENT_APPLY], 2);
    answered(b, settled_answer(&second, ", \"reason\": \"barred\""));
    assert_int_equal(replica_find_walk_up(b->replica, &second, &row), GH_OK);
    assert_int_equal(row.state, WALK_UP_REFUSED);
    assert_int_equal(row.reason, WALK_UP_BARRED);
    a_second_passes(b);
    assert_int_equal(b->started[AGENT_APPLY], 2);
    assert_int_equal(agent_state(b->agent)->applications, 0);
}

static void emergency_answered(struct booth *b, const char *json)
{
    const struct agent_outcome outcome = {.status = 200, .is_json = true};
    assert_int_equal(agent_data(b->agent, AGENT_EMERGENCY, 200, bytes_of_string(json)), GH_OK);
    agent_done(b->agent, AGENT_EMERGENCY, &outcome);
}

static struct uuid let_in(struct booth *b, const struct uuid *walk_up, uint8_t n)
{
    static uint8_t box[EMERGENCY_HEAD_LEN + WALK_UP_SEAL_BYTES + 40000];
    struct entry entry = {
        .id = uuid_v7(NOON, (const uint8_t[10]){n, 7}), .at = NOON, .kind = ENTRY_OVERRIDE, .guard = 7};
    assert_int_equal(journal_append_emergency(b->journal, &entry, walk_up, BYTES(box, sizeof box)), GH_OK);
    return entry.id;
}

static void emergencies_follow_their_applications(void **state)
{
    struct booth *b = *state;
    open_journal(b);
    struct uuid first = submitted(b, 1), second = submitted(b, 2);
    struct uuid entry = let_in(b, &first, 1), other = let_in(b, &second, 2);
    char id[UUID_TEXT_SIZE], target[64];
    struct wire_walk_up row;
    a_second_passes(b);
    assert_int_equal(b->started[AGENT_EMERGENCY], 0); /* the server does not know whom it is about */
    answered(b, settled_answer(&second, ""));
    a_second_passes(b);
    uuid_format(&other, id);
    (void)snprintf(target, sizeof target, "/device/emergencies/%s", id);
    assert_string_equal(b->target[AGENT_EMERGENCY], target);
    /* 40 KB may take longer than other requests: ten seconds at the slowest. */
    b->reading.boot_ns += INT64_C(30000000000);
    (void)agent_tick(b->agent);
    assert_int_equal(b->cancelled[AGENT_EMERGENCY], 0);
    emergency_answered(b, "{\"taken\": true}");
    assert_int_equal(replica_find_walk_up(b->replica, &second, &row), GH_OK);
    assert_int_equal(row.emergency, EMERGENCY_OPEN);
    a_second_passes(b);
    assert_int_equal(b->started[AGENT_EMERGENCY], 1);
    answered(b, settled_answer(&first, ", \"reason\": \"barred\""));
    a_second_passes(b);
    uuid_format(&entry, id);
    (void)snprintf(target, sizeof target, "/device/emergencies/%s", id);
    assert_string_equal(b->target[AGENT_EMERGENCY], target);
    /* An answer that says nothing keeps it here. */
    emergency_answered(b, "{}");
    assert_true(agent_state(b->agent)->emergencies);
    assert_int_equal(replica_find_walk_up(b->replica, &first, &row), GH_OK);
    assert_int_equal(row.emergency, EMERGENCY_NONE);
    assert_int_equal(journal_settle_emergency(b->journal, &entry), GH_OK);
    a_second_passes(b);
    assert_false(agent_state(b->agent)->emergencies);
}

static void evidence_answered(struct booth *b, const char *json)
{
    const struct agent_outcome outcome = {.status = 200, .is_json = true};
    assert_int_equal(agent_data(b->agent, AGENT_EVIDENCE, 200, bytes_of_string(json)), GH_OK);
    agent_done(b->agent, AGENT_EVIDENCE, &outcome);
}

static void pictures_follow_their_entries(void **state)
{
    static const uint8_t box[UUID_LEN + WALK_UP_SEAL_BYTES + 1000] = {1};
    struct booth *b = *state;
    char id[UUID_TEXT_SIZE], target[64];
    bool settled = false;
    open_journal(b);
    struct entry entry = {.id = uuid_v7(NOON, (const uint8_t[10]){3}), .at = NOON, .kind = ENTRY_SHOWN, .guard = 7};
    assert_int_equal(journal_append(b->journal, &entry), GH_OK);
    assert_int_equal(journal_put_evidence(b->journal, &entry.id, NOON, BYTES(box, sizeof box)), GH_OK);
    a_second_passes(b);
    assert_int_equal(b->started[AGENT_EVIDENCE], 0); /* the server does not have the entry */
    assert_int_equal(replica_acknowledge(b->replica, 1), GH_OK);
    agent_set_stores(b->agent, b->replica, b->journal);
    a_second_passes(b);
    uuid_format(&entry.id, id);
    (void)snprintf(target, sizeof target, "/device/evidence/%s", id);
    assert_string_equal(b->target[AGENT_EVIDENCE], target);
    evidence_answered(b, "{}"); /* says nothing: kept */
    assert_int_equal(replica_evidence_is_settled(b->replica, &entry.id, &settled), GH_OK);
    assert_false(settled);
    b->reading.boot_ns += INT64_C(100000000000);
    (void)agent_tick(b->agent);
    evidence_answered(b, "{\"taken\": false}");
    assert_int_equal(replica_evidence_is_settled(b->replica, &entry.id, &settled), GH_OK);
    assert_true(settled);
    assert_false(agent_state(b->agent)->evidence);
}

static void what_was_never_sent_cannot_be_settled(void **state)
{
    struct booth *b = *state;
    open_journal(b);
    struct uuid mine = submitted(b, 1), other = uuid_v7(NOON, (const uint8_t[10]){9});
    struct wire_walk_up row;
    a_second_passes(b);
    answered(b, settled_answer(&other, ""));
    assert_int_equal(agent_state(b->agent)->problem, SYNC_BAD_ANSWER);
    assert_int_equal(replica_find_walk_up(b->replica, &mine, &row), GH_NOT_FOUND);
    assert_int_equal(replica_find_walk_up(b->replica, &other, &row), GH_NOT_FOUND);
    assert_int_equal(agent_state(b->agent)->applications, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(applications_go_up_until_the_server_settled_each, set_up, tear_down),
        cmocka_unit_test_setup_teardown(emergencies_follow_their_applications, set_up, tear_down),
        cmocka_unit_test_setup_teardown(pictures_follow_their_entries, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_was_never_sent_cannot_be_settled, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_cut_answer_keeps_what_came_up_to_its_mark, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_answer_that_ends_without_its_end_keeps_it_too, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_stalled_answer_keeps_it_too, set_up, tear_down),
        cmocka_unit_test_setup_teardown(of_a_spoilt_answer_nothing_is_kept, set_up, tear_down),
    };
    return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}

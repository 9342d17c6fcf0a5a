/* What the sync core makes of a question about a pass: every question gets one answer, and none is a trouble. */
#include "support/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support/attester.h"
#include "sync/agent.h"

static const struct uuid pass = {{1, 2, 3, 4, 5, 6, 0x70, 8, 0x80, 10, 11, 12, 13, 14, 15, 16}}, other = {{2}};

struct booth {
    char path[64];
    struct replica *replica;
    struct os_reading reading;
    struct agent *agent;
    uint64_t seed;
    int started, cancelled, answers;
    char body[128], nonce[AGENT_SLOTS][HTTP_NONCE_TEXT + 1];
    struct attester server;
    struct sync_claim answer;
};

static enum gh_status start(void *context, enum agent_slot slot, const struct agent_request *request)
{
    struct booth *b = context;
    memcpy(b->nonce[slot], request->signature.nonce, sizeof b->nonce[slot]);
    if (slot != AGENT_CLAIM)
        return GH_OK;
    b->started++;
    assert_string_equal(request->target, "/device/claims");
    (void)snprintf(b->body, sizeof b->body, "%.*s", (int)request->body.len, (const char *)request->body.data);
    return GH_OK;
}

static void cancel(void *context, enum agent_slot slot)
{
    struct booth *b = context;
    b->cancelled += slot == AGENT_CLAIM;
}

/* An answer with the server's seal, or one that it did not sign. */
static void finish(struct booth *b, enum agent_slot slot, int status, const char *body, bool sealed)
{
    char seal[ATTEST_TEXT_MAX], keys[ATTEST_KEYS_TEXT_MAX];
    attester_seal(&b->server, b->nonce[slot], status, bytes_of_string(body), seal, keys);
    agent_done(b->agent, slot,
               &(struct agent_outcome){.status = status,
                                       .is_json = true,
                                       .seal = sealed ? bytes_of_string(seal) : BYTES(NULL, 0),
                                       .keys = bytes_of_string(keys)});
}

static void claimed(void *context, const struct sync_claim *claim)
{
    struct booth *b = context;
    b->answers++;
    b->answer = *claim;
}

static int set_up(void **state)
{
    struct booth *b = calloc(1, sizeof *b);
    (void)snprintf(b->path, sizeof b->path, "/tmp/gatehouse-claim-%d.db", (int)getpid());
    b->reading =
        (struct os_reading){.wall = INT64_C(1790000000000), .support = OS_WALL_BATTERY, .boot_ns = INT64_C(1000000000)};
    struct agent_options options = {.ops = {.context = b, .start = start, .cancel = cancel, .claimed = claimed},
                                    .clock = os_clock_fake(&b->reading),
                                    .random = os_random_fixed(&b->seed),
                                    .identity = {.host = "server.example"},
                                    .program = "test"};
    attester_make(&b->server);
    memcpy(options.identity.root_public, b->server.root_public, PUBLIC_KEY_LEN);
    if (replica_open(b->path, REPLICA_WRITE, &b->replica) || agent_new(&options, &b->agent))
        return -1;
    agent_set_stores(b->agent, b->replica, NULL);
    (void)agent_tick(b->agent);
    finish(b, AGENT_REPORT, 204, "", true); /* the server is there */
    *state = b;
    return 0;
}

static int tear_down(void **state)
{
    struct booth *b = *state;
    char command[160];
    agent_free(b->agent);
    replica_close(b->replica);
    (void)snprintf(command, sizeof command, "rm -f %s*", b->path);
    int result = system(command);
    free(b);
    return result;
}

static void answer_with(struct booth *b, int status, const char *body)
{
    assert_int_equal(agent_data(b->agent, AGENT_CLAIM, status, bytes_of_string(body)), GH_OK);
    finish(b, AGENT_CLAIM, status, body, true);
}

static void expect(struct booth *b, int answers, enum sync_claim_outcome outcome)
{
    assert_int_equal(b->answers, answers);
    assert_int_equal(b->answer.outcome, outcome);
    assert_true(uuid_equal(&b->answer.pass, &pass));
    assert_int_equal(agent_state(b->agent)->problem, SYNC_NO_PROBLEM);
}

static void the_servers_word_comes_back(void **state)
{
    struct booth *b = *state;
    agent_claim(b->agent, &pass, false);
    assert_string_equal(b->body, "{\"pass\":\"01020304-0506-7008-800a-0b0c0d0e0f10\"}");
    assert_int_equal(b->answers, 0);
    answer_with(b, 200, "{\"outcome\":\"granted\"}");
    expect(b, 1, SYNC_CLAIM_GRANTED);
    agent_claim(b->agent, &pass, false);
    answer_with(b, 200, "{\"outcome\":\"held\",\"gate\":3,\"at\":1790000000000}");
    expect(b, 2, SYNC_CLAIM_HELD);
    assert_int_equal(b->answer.gate, 3);
    assert_true(b->answer.at == INT64_C(1790000000000));
}

static void anything_else_leaves_the_booth_alone(void **state)
{
    struct booth *b = *state;
    static const char *const bodies[] = {"{\"outcome\":\"unknown\"}",
                                         "{\"outcome\":\"held\",\"gate\":16,\"at\":1}",
                                         "{\"outcome\":\"held\"}",
                                         "{\"outcome\":7}",
                                         "[]",
                                         "<html>"};
    int answers = 0;
    for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++) {
        agent_claim(b->agent, &pass, false);
        answer_with(b, 200, bodies[i]);
        expect(b, ++answers, SYNC_CLAIM_UNKNOWN);
    }
    agent_claim(b->agent, &pass, false); /* an older server */
    answer_with(b, 404, "{\"code\":\"not-found\"}");
    expect(b, ++answers, SYNC_CLAIM_UNKNOWN);
    agent_claim(b->agent, &pass, false); /* somebody in between: the server did not sign it */
    static const char granted[] = "{\"outcome\":\"granted\"}";
    assert_int_equal(agent_data(b->agent, AGENT_CLAIM, 200, bytes_of_string(granted)), GH_OK);
    finish(b, AGENT_CLAIM, 200, granted, false);
    expect(b, ++answers, SYNC_CLAIM_UNKNOWN);
    agent_claim(b->agent, &pass, false);
    agent_done(b->agent, AGENT_CLAIM, &(struct agent_outcome){.network = SYNC_CUT});
    expect(b, ++answers, SYNC_CLAIM_UNKNOWN);
}

static void silence_ends_soon(void **state)
{
    struct booth *b = *state;
    agent_claim(b->agent, &pass, false);
    b->reading.boot_ns += INT64_C(600000000);
    (void)agent_tick(b->agent);
    expect(b, 1, SYNC_CLAIM_UNKNOWN);
    assert_int_equal(b->cancelled, 1);
}

static void a_newer_question_replaces_one_that_runs(void **state)
{
    struct booth *b = *state;
    agent_claim(b->agent, &other, false);
    agent_claim(b->agent, &pass, false);
    assert_int_equal(b->cancelled, 1);
    assert_int_equal(b->answers, 0);
    answer_with(b, 200, "{\"outcome\":\"granted\"}");
    expect(b, 1, SYNC_CLAIM_GRANTED);
}

static void what_is_given_back_gets_no_answer(void **state)
{
    struct booth *b = *state;
    agent_claim(b->agent, &pass, true);
    assert_non_null(strstr(b->body, "\"release\":true"));
    agent_done(b->agent, AGENT_CLAIM, &(struct agent_outcome){.status = 204});
    assert_int_equal(b->answers, 0);
}

static void out_of_reach_is_said_at_once(void **state)
{
    struct booth *b = *state;
    agent_done(b->agent, AGENT_PULL, &(struct agent_outcome){.network = SYNC_UNREACHABLE});
    agent_claim(b->agent, &pass, false);
    assert_int_equal(b->started, 0);
    assert_int_equal(b->answers, 1);
    assert_int_equal(b->answer.outcome, SYNC_CLAIM_UNKNOWN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_servers_word_comes_back, set_up, tear_down),
        cmocka_unit_test_setup_teardown(anything_else_leaves_the_booth_alone, set_up, tear_down),
        cmocka_unit_test_setup_teardown(silence_ends_soon, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_newer_question_replaces_one_that_runs, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_given_back_gets_no_answer, set_up, tear_down),
        cmocka_unit_test_setup_teardown(out_of_reach_is_said_at_once, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

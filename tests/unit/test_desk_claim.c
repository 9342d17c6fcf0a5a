/* A single-use pass is claimed before it is admitted: the server's word that another gate has it turns green into red,
 * and everything else leaves the booth to decide alone. */
#include "support/test.h"

#include <string.h>

#include "desk/shown.h"
#include "support/booth.h"

/* The server, as the desk's options reach it. */
static struct {
    struct sync_claim answer;
    unsigned asked, released;
    struct uuid pass;
} server;

static void ask(void *ctx, const struct uuid *pass, struct sync_claim *out)
{
    (void)ctx;
    server.asked++;
    server.pass = *pass;
    *out = server.answer;
}

static void release(void *ctx, const struct uuid *pass)
{
    (void)ctx;
    assert_true(uuid_equal(pass, &server.pass));
    server.released++;
}

static int set_up(void **state)
{
    int failed = booth_setup(state);
    struct booth *b = *state;
    memset(&server, 0, sizeof server);
    server.answer = (struct sync_claim){.outcome = SYNC_CLAIM_GRANTED};
    b->desk->options.ask = ask;
    b->desk->options.release = release;
    struct wire_record records[] = {
        {.type = WIRE_BOOTH, .booth = {.id = {{1}}, .gate = BOOTH_GATE, .name = "north", .own = true}},
        {.type = WIRE_BOOTH, .booth = {.id = {{2}}, .gate = BOOTH_OTHER_GATE, .name = "south"}}};
    booth_sync(b, records, 2, booth_now(b) / TICK_SECOND * TICK_SECOND);
    return failed;
}

#define CLAIM_TEST(test) cmocka_unit_test_setup_teardown(test, set_up, booth_teardown)

static void another_gate_has_it(struct booth *b)
{
    server.answer = (struct sync_claim){.outcome = SYNC_CLAIM_HELD, .gate = BOOTH_OTHER_GATE, .at = booth_now(b) - 5};
}

static struct wire_pass put_pass(struct booth *b)
{
    struct wire_pass pass = booth_pass(b);
    booth_put(b, pass, "张*三");
    return pass;
}

static void the_server_is_asked_and_the_pass_is_ours(void **state)
{
    struct booth *b = *state;
    struct wire_pass pass = put_pass(b);
    booth_scan_pass(b, &pass);
    booth_expect(b, REASON_OK);
    assert_int_equal(b->shown.state, SCAN_ADMITTED);
    assert_int_equal(server.asked, 1);
    assert_true(uuid_equal(&server.pass, &pass.claims.pass_id));
    booth_scan_pass(b, &pass); /* used here: red without a question */
    booth_expect(b, REASON_ALREADY_USED);
    assert_int_equal(server.asked, 1);
    assert_int_equal(server.released, 0);
}

static void the_second_gate_says_where_it_was_used(void **state)
{
    struct booth *b = *state;
    struct wire_pass pass = put_pass(b);
    another_gate_has_it(b);
    booth_scan_pass(b, &pass);
    booth_expect(b, REASON_ALREADY_USED);
    assert_int_equal(b->shown.state, SCAN_WAITING);
    assert_false(b->shown.can_admit);
    assert_true(b->shown.can_override);
    assert_int_equal(b->shown.use.gate, BOOTH_OTHER_GATE);
    assert_true(b->shown.use.at == server.answer.at);
    assert_int_equal(booth_newest(b).kind, ENTRY_SHOWN);
}

static void without_an_answer_the_booth_decides_alone(void **state)
{
    struct booth *b = *state;
    struct wire_pass pass = put_pass(b);
    server.answer = (struct sync_claim){.outcome = SYNC_CLAIM_UNKNOWN};
    booth_scan_pass(b, &pass);
    booth_expect(b, REASON_OK);
    assert_int_equal(b->shown.state, SCAN_ADMITTED);
}

static void only_what_two_gates_could_admit_is_asked_about(void **state)
{
    struct booth *b = *state;
    struct wire_pass many = booth_pass(b), blocked = booth_pass(b);
    many.claims.uses = PASS_MULTIPLE_USE;
    booth_put(b, many, "张*三");
    booth_scan_pass(b, &many);
    booth_expect(b, REASON_OK);
    blocked.state = ROW_BLOCKED;
    booth_put(b, blocked, "张*三");
    booth_scan_pass(b, &blocked);
    booth_expect(b, REASON_BLOCKED);
    struct wire_record alone = {.type = WIRE_BOOTH,
                                .booth = {.id = {{1}}, .gate = BOOTH_GATE, .name = "north", .own = true}};
    booth_sync(b, &alone, 1, booth_now(b) / TICK_SECOND * TICK_SECOND);
    struct wire_pass pass = put_pass(b);
    booth_scan_pass(b, &pass); /* the only booth of the campus */
    booth_expect(b, REASON_OK);
    assert_int_equal(server.asked, 0);
}

static void a_touch_asks_when_it_admits(void **state)
{
    struct booth *b = *state;
    struct policy policy = b->policy;
    policy.touch_before_admit = true;
    booth_set_policy(b, &policy);
    struct wire_pass pass = put_pass(b);
    booth_scan_pass(b, &pass);
    assert_int_equal(b->shown.state, SCAN_TO_CONFIRM);
    assert_int_equal(server.asked, 0);
    another_gate_has_it(b);
    booth_do(b, (struct desk_command){.kind = COMMAND_ADMIT, .scan = b->shown.scan});
    assert_int_equal(server.asked, 1);
    booth_expect(b, REASON_ALREADY_USED);
    assert_int_equal(b->shown.state, SCAN_WAITING);
    assert_false(b->shown.can_admit);
}

static void what_could_not_be_written_is_given_back(void **state)
{
    struct booth *b = *state;
    struct wire_pass pass = put_pass(b);
    journal_close(b->desk->stores.journal);
    b->desk->stores.journal = NULL;
    b->desk->stores.journal_fault = GH_FULL;
    b->desk->scan.subject = (struct subject){.has_pass = true, .facts = {.claims = pass.claims}};
    server.pass = pass.claims.pass_id;
    b->desk->scan.claimed = true;
    desk_journal_failed(b->desk, GH_FULL);
    assert_int_equal(server.released, 1);
    desk_journal_failed(b->desk, GH_FULL);
    assert_int_equal(server.released, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CLAIM_TEST(the_server_is_asked_and_the_pass_is_ours),
        CLAIM_TEST(the_second_gate_says_where_it_was_used),
        CLAIM_TEST(without_an_answer_the_booth_decides_alone),
        CLAIM_TEST(only_what_two_gates_could_admit_is_asked_about),
        CLAIM_TEST(a_touch_asks_when_it_admits),
        CLAIM_TEST(what_could_not_be_written_is_given_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

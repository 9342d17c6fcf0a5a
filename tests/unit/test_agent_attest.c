/* Somebody between booth and server, who can do anything but sign: the sync core acts on the server's word alone. */
#include "support/test.h"

#include <stdio.h>
#include <string.h>

#include "support/agent_booth.h"

/* Gives the agent one stream, and tells whether it takes it. */
static enum gh_status stream(struct agent_booth *b, struct bytes bytes)
{
    enum gh_status status = agent_data(b->agent, AGENT_PULL, 200, bytes);
    agent_done(b->agent, AGENT_PULL, &(struct agent_outcome){.status = 200, .is_lines = true});
    agent_booth_seconds(b, 10);
    b->pieces = 0;
    return status;
}

#define LINE "{\"t\":\"mark\",\"position\":7,\"until\":1790000000,\"scope\":\"campus-1\"}\n"

/* Every piece that differs from the server's in anything is refused before a line of it is read. */
static void pieces_of_somebody_else_are_refused(void **state)
{
    struct agent_booth *b = *state;
    static char out[4 * WIRE_LINE_MAX];
    const struct attester honest = b->server;
    struct attester thief = honest;
    thief.secret_key[0] ^= 1;
    char *nonce = b->nonce[AGENT_PULL];
    struct bytes line = bytes_of_string(LINE);
    for (int fault = 0; fault < 12; fault++) {
        struct attester by = fault == 1 ? thief : honest;
        char other[HTTP_NONCE_TEXT + 1];
        uint8_t lineage[ATTEST_LINEAGE_LEN] = {0};
        (void)snprintf(other, sizeof other, "%s", nonce);
        by.device.b[0] = fault == 2;                                      /* the piece of another booth */
        other[0] = fault == 3 ? (other[0] == 'A' ? 'B' : 'A') : other[0]; /* of another request: a replay */
        size_t len = fault == 4 ? 0 : attester_keys_line(&honest, out);
        if (fault != 0)
            len += attester_piece(&by, other, fault == 5, fault == 6, 9, NULL, line,
                                  out + len); /* one is missing; from elsewhere */
        if (fault == 7)
            len = attester_keys_line(&honest, out);
        if (fault == 7 || fault == 8) { /* the second one first; the first one twice */
            uint64_t number = fault == 7 ? 1 : 0;
            len += attester_piece(&honest, nonce, number, 0, 9, NULL, line, out + len);
        }
        if (fault == 9) { /* of another history than the piece before */
            lineage[0] = 1;
            len = attester_keys_line(&honest, out);
            len += attester_piece(&honest, nonce, 0, 0, 9, lineage, line, out + len);
            lineage[0] = 2;
            len += attester_piece(&honest, nonce, 1, 0, 9, lineage, line, out + len);
        }
        if (fault == 0) { /* as to an older booth: nothing is signed */
            len = line.len;
            memcpy(out, line.data, len);
        }
        if (fault == 10)
            out[len - 3] ^= 1; /* a byte of the piece */
        if (fault == 11)
            len += attester_keys_line(&honest, out + len); /* a key set where it may not stand */
        assert_int_equal(stream(b, BYTES(out, len)), GH_BAD_SIGNATURE);
        assert_int_equal(agent_state(b->agent)->problem, SYNC_FORGED);
        assert_int_equal(agent_booth_held(b).position, 0);
        nonce = b->nonce[AGENT_PULL];
    }
    assert_int_equal(agent_booth_piece(b, LINE), GH_OK);
    agent_done(b->agent, AGENT_PULL, &(struct agent_outcome){.network = SYNC_CUT, .status = 200, .is_lines = true});
    assert_int_equal(agent_booth_held(b).position, 7);
}

/* What would wipe the booth or begin it again, and what acknowledges, counts with the server's seal alone. */
static void answers_of_somebody_else_change_nothing(void **state)
{
    struct agent_booth *b = *state;
    static const struct {
        enum agent_slot slot;
        int status;
        const char *body;
    } answers[] = {{AGENT_PULL, 403, "{\"code\": \"revoked\"}"},
                   {AGENT_PULL, 409, "{\"code\": \"other-scope\"}"},
                   {AGENT_PULL, 409, "{\"code\": \"other-history\"}"},
                   {AGENT_PULL, 409, "{\"code\": \"server-behind\"}"},
                   {AGENT_PUSH, 403, "{\"code\": \"revoked\"}"},
                   {AGENT_PUSH, 200, "{\"acknowledged\": 1, \"aside\": [], \"gap\": false, \"forked\": false}"}};
    agent_booth_open_journal(b);
    agent_booth_entry(b, 1);
    for (size_t i = 0; i < 4 * sizeof answers / sizeof answers[0]; i++) {
        enum agent_slot slot = answers[i / 4].slot;
        char seal[ATTEST_TEXT_MAX], keys[ATTEST_KEYS_TEXT_MAX];
        struct attester by = b->server;
        struct bytes body = bytes_of_string(answers[i / 4].body);
        by.device.b[0] = i % 4 == 1;
        by.secret_key[0] ^= i % 4 == 2;
        agent_booth_seconds(b, 10);
        attester_seal(&by, b->nonce[slot], answers[i / 4].status, i % 4 == 3 ? bytes_of_string("{}") : body, seal,
                      keys);
        assert_int_equal(agent_data(b->agent, slot, answers[i / 4].status, body), GH_OK);
        struct agent_outcome outcome = {
            .status = answers[i / 4].status, .is_json = true, .keys = bytes_of_string(keys)};
        outcome.seal = i % 4 ? bytes_of_string(seal) : BYTES(NULL, 0);
        agent_done(b->agent, slot, &outcome);
        assert_true(slot != AGENT_PULL || agent_state(b->agent)->problem == SYNC_FORGED);
        assert_int_equal(agent_wish(b->agent), AGENT_WISH_NONE);
        assert_int_equal(agent_state(b->agent)->acknowledged, 0);
    }
}

/* Somebody who withholds the changes may send pings for as long as it likes. */
static void pings_alone_are_no_news_of_the_server(void **state)
{
    struct agent_booth *b = *state;
    for (int second = 0; second < WAIT_SECONDS + 30; second += 3) {
        agent_booth_ping(b);
        agent_booth_seconds(b, 3);
    }
    assert_int_equal(agent_state(b->agent)->problem, SYNC_TIMED_OUT);
    int64_t heard = agent_state(b->agent)->contact_ns;
    assert_true(b->reading.boot_ns - heard > 20 * INT64_C(1000000000));
    agent_booth_ping(b);
    assert_int_equal(agent_state(b->agent)->contact_ns, heard);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(pieces_of_somebody_else_are_refused, agent_booth_set_up, agent_booth_tear_down),
        cmocka_unit_test_setup_teardown(answers_of_somebody_else_change_nothing, agent_booth_set_up,
                                        agent_booth_tear_down),
        cmocka_unit_test_setup_teardown(pings_alone_are_no_news_of_the_server, agent_booth_set_up,
                                        agent_booth_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

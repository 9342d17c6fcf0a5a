/* Which journal the sync core hands up: one that begins again, an older copy, one that the server knows otherwise. */
#include "support/test.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support/attester.h"
#include "sync/agent.h"

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
    char nonce[AGENT_SLOTS][HTTP_NONCE_TEXT + 1];
    struct attester server;
    uint64_t pieces, since; /* of the answer to the last pull */
    int started[AGENT_SLOTS], cancelled[AGENT_SLOTS];
};

static enum gh_status start(void *context, enum agent_slot slot, const struct agent_request *request)
{
    struct booth *b = context;
    b->started[slot]++;
    (void)snprintf(b->target[slot], sizeof b->target[slot], "%s", request->target);
    memcpy(b->nonce[slot], request->signature.nonce, sizeof b->nonce[slot]);
    if (slot == AGENT_PULL)
        b->pieces = 0;
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
    struct agent_options options = {.ops = {.context = b, .start = start, .cancel = cancel},
                                    .clock = os_clock_fake(&b->reading),
                                    .random = os_random_fixed(&b->seed),
                                    .identity = {.host = "server.example"},
                                    .program = "test",
                                    .wait_seconds = WAIT_SECONDS};
    attester_make(&b->server);
    memcpy(options.identity.root_public, b->server.root_public, PUBLIC_KEY_LEN);
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

/* The server's answer to the last request of a slot, with its seal. */
static void answer(struct booth *b, enum agent_slot slot, int status, const char *body)
{
    char seal[ATTEST_TEXT_MAX], keys[ATTEST_KEYS_TEXT_MAX];
    attester_seal(&b->server, b->nonce[slot], status, bytes_of_string(body), seal, keys);
    const struct agent_outcome outcome = {
        .status = status, .is_json = true, .seal = bytes_of_string(seal), .keys = bytes_of_string(keys)};
    assert_int_equal(agent_data(b->agent, slot, status, bytes_of_string(body)), GH_OK);
    agent_done(b->agent, slot, &outcome);
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

static void entries_written(struct booth *b, uint8_t life, int count)
{
    for (int i = 0; i < count; i++) {
        struct entry e = {.at = NOON, .kind = ENTRY_SHOWN, .guard = 7};
        e.id = uuid_v7(NOON, (const uint8_t[10]){0x55, life, (uint8_t)i});
        assert_int_equal(journal_append(b->journal, &e), GH_OK);
    }
}

static void push_answered(struct booth *b, uint64_t number, bool forked, const uint8_t *hash)
{
    char text[512], hex[2 * ENTRY_HASH_LEN + 1] = "";
    hex_encode(BYTES(hash, hash ? ENTRY_HASH_LEN : 0), hex);
    (void)snprintf(text, sizeof text,
                   "{\"acknowledged\": %llu, \"aside\": [], \"gap\": false, \"forked\": %s, \"journal\": \"x\"%s%s%s}",
                   (unsigned long long)number, forked ? "true" : "false", hash ? ", \"hash\": \"" : "", hex,
                   hash ? "\"" : "");
    answer(b, AGENT_PUSH, 200, text);
}

/* The server has the entries up to number, and the booth has heard so. */
static void handed_up(struct booth *b, uint64_t number)
{
    uint8_t hash[ENTRY_HASH_LEN];
    agent_set_stores(b->agent, b->replica, b->journal);
    a_second_passes(b);
    assert_int_equal(journal_hash_at(b->journal, number, hash), GH_OK);
    push_answered(b, number, false, hash);
    assert_int_equal(agent_state(b->agent)->acknowledged, number);
    assert_int_equal(agent_state(b->agent)->waiting, 0);
    assert_false(agent_state(b->agent)->forked);
}

static void copy_journal(struct booth *b, const char *from, const char *to)
{
    char command[256];
    journal_close(b->journal);
    b->journal = NULL;
    agent_set_stores(b->agent, b->replica, NULL);
    (void)snprintf(command, sizeof command, "cd '%s' && cp %s %s", b->directory, from, to);
    assert_int_equal(system(command), 0);
    open_journal(b);
}

static void lose_journal(struct booth *b)
{
    char path[96];
    (void)snprintf(path, sizeof path, "%s/journal.db", b->directory);
    journal_close(b->journal);
    b->journal = NULL;
    agent_set_stores(b->agent, b->replica, NULL);
    assert_int_equal(unlink(path), 0);
    open_journal(b);
}

/* Twenty entries are with the server; a journal that is new must hand up its own first twenty, too. */
static void of_a_new_journal_nothing_counts_as_acknowledged(void **state)
{
    struct booth *b = *state;
    bool known;
    open_journal(b);
    entries_written(b, 1, 20);
    handed_up(b, 20);
    const char *target = b->target[AGENT_PUSH];
    assert_non_null(strstr(target, "&first=1"));
    lose_journal(b);
    assert_true(agent_state(b->agent)->forked);
    assert_int_equal(agent_state(b->agent)->acknowledged, 0);
    entries_written(b, 2, 3);
    agent_set_stores(b->agent, b->replica, b->journal);
    assert_int_equal(agent_state(b->agent)->waiting, 3);
    /* The kiosk that sees the replica in time begins behind what the server has. */
    lose_journal(b);
    assert_int_equal(journal_follow(b->journal, b->replica, &known), GH_OK);
    assert_false(known);
    entries_written(b, 3, 2);
    agent_set_stores(b->agent, b->replica, b->journal);
    assert_int_equal(agent_state(b->agent)->acknowledged, 20);
    assert_int_equal(agent_state(b->agent)->waiting, 2);
    a_second_passes(b);
    assert_non_null(strstr(target, "&first=21"));
    assert_int_equal(journal_follow(b->journal, b->replica, &known), GH_OK);
    assert_true(known);
}

static void an_older_copy_is_handed_up_again_under_another_label(void **state)
{
    struct booth *b = *state;
    char before[256];
    open_journal(b);
    entries_written(b, 1, 10);
    handed_up(b, 10);
    copy_journal(b, "journal.db", "copy.db");
    entries_written(b, 2, 10);
    handed_up(b, 20);
    (void)snprintf(before, sizeof before, "%s", b->target[AGENT_PUSH]);
    copy_journal(b, "copy.db", "journal.db");
    assert_true(agent_state(b->agent)->forked);
    assert_int_equal(agent_state(b->agent)->acknowledged, 0);
    assert_int_equal(agent_state(b->agent)->waiting, 10);
    a_second_passes(b);
    assert_string_not_equal(before, b->target[AGENT_PUSH]);
    /* Also where it was written on beyond the old number before anybody looked. */
    uint8_t hash[ENTRY_HASH_LEN];
    assert_int_equal(journal_hash_at(b->journal, 10, hash), GH_OK);
    push_answered(b, 10, false, hash);
    assert_int_equal(agent_state(b->agent)->acknowledged, 10);
    agent_set_stores(b->agent, b->replica, NULL);
    journal_close(b->journal);
    char path[96];
    (void)snprintf(path, sizeof path, "%s/journal.db", b->directory);
    assert_int_equal(journal_open(path, "booth", &b->journal), GH_OK);
    entries_written(b, 3, 3);
    agent_set_stores(b->agent, b->replica, b->journal);
    assert_int_equal(agent_state(b->agent)->waiting, 3);
}

static void what_the_server_has_otherwise_goes_up_under_another_label(void **state)
{
    struct booth *b = *state;
    static const uint8_t other[ENTRY_HASH_LEN] = {9};
    char first[256], second[256];
    open_journal(b);
    entries_written(b, 1, 5);
    agent_set_stores(b->agent, b->replica, b->journal);
    a_second_passes(b);
    (void)snprintf(first, sizeof first, "%s", b->target[AGENT_PUSH]);
    push_answered(b, 0, true, NULL); /* it has others under these numbers */
    assert_true(agent_state(b->agent)->forked);
    (void)agent_tick(b->agent);
    (void)snprintf(second, sizeof second, "%s", b->target[AGENT_PUSH]);
    assert_string_not_equal(first, second);
    push_answered(b, 5, false, other); /* it says that it has them, but not these */
    assert_int_equal(agent_state(b->agent)->acknowledged, 0);
    assert_int_equal(agent_state(b->agent)->waiting, 5);
    b->reading.boot_ns += INT64_C(40000000000);
    (void)agent_tick(b->agent);
    assert_string_not_equal(second, b->target[AGENT_PUSH]);
}

/* A replica of the version before knows only a number. The next push begins with that entry, so that the server
 * compares it. */
static void a_number_of_an_older_version_is_proved_first(void **state)
{
    struct booth *b = *state;
    uint8_t hash[ENTRY_HASH_LEN];
    open_journal(b);
    entries_written(b, 1, 4);
    assert_int_equal(replica_acknowledge(b->replica, 4), GH_OK);
    agent_set_stores(b->agent, b->replica, b->journal);
    assert_int_equal(agent_state(b->agent)->waiting, 0);
    a_second_passes(b);
    assert_int_equal(b->started[AGENT_PUSH], 1);
    assert_null(strstr(b->target[AGENT_PUSH], "oldest"));
    assert_int_equal(journal_hash_at(b->journal, 4, hash), GH_OK);
    push_answered(b, 4, false, hash);
    a_second_passes(b);
    assert_int_equal(b->started[AGENT_PUSH], 1);
    assert_false(agent_state(b->agent)->forked);
}

/* A server of the version before names no hash. Its word counts, but not for what was never written. */
static void an_older_server_is_believed_as_before(void **state)
{
    struct booth *b = *state;
    static const char taken[] = "{\"acknowledged\": 2, \"aside\": [], \"gap\": false, \"forked\": false}";
    static const char more[] = "{\"acknowledged\": 9, \"aside\": [], \"gap\": false, \"forked\": false}";
    open_journal(b);
    entries_written(b, 1, 2);
    agent_set_stores(b->agent, b->replica, b->journal);
    a_second_passes(b);
    answer(b, AGENT_PUSH, 200, more);
    assert_int_equal(agent_state(b->agent)->acknowledged, 0);
    b->reading.boot_ns += INT64_C(400000000000);
    (void)agent_tick(b->agent);
    answer(b, AGENT_PUSH, 200, taken);
    assert_int_equal(agent_state(b->agent)->acknowledged, 2);
    assert_false(agent_state(b->agent)->forked);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(of_a_new_journal_nothing_counts_as_acknowledged, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_older_copy_is_handed_up_again_under_another_label, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_the_server_has_otherwise_goes_up_under_another_label, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_number_of_an_older_version_is_proved_first, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_older_server_is_believed_as_before, set_up, tear_down),
    };
    return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}

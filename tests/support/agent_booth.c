#include "support/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support/agent_booth.h"

static enum gh_status start(void *context, enum agent_slot slot, const struct agent_request *request)
{
    struct agent_booth *b = context;
    b->started[slot]++;
    (void)snprintf(b->target[slot], sizeof b->target[slot], "%s", request->target);
    memcpy(b->nonce[slot], request->signature.nonce, sizeof b->nonce[slot]);
    if (slot == AGENT_PULL)
        b->pieces = 0;
    return GH_OK;
}

static void cancel(void *context, enum agent_slot slot)
{
    struct agent_booth *b = context;
    b->cancelled[slot]++;
}

int agent_booth_set_up(void **state)
{
    struct agent_booth *b = calloc(1, sizeof *b);
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
                                    .wait_seconds = WAIT_SECONDS,
                                    .ping_seconds = PING_SECONDS};
    attester_make(&b->server);
    memcpy(options.identity.root_public, b->server.root_public, PUBLIC_KEY_LEN);
    if (replica_open(path, REPLICA_WRITE, &b->replica) || agent_new(&options, &b->agent))
        return -1;
    agent_set_stores(b->agent, b->replica, NULL);
    (void)agent_tick(b->agent);
    *state = b;
    return 0;
}

int agent_booth_tear_down(void **state)
{
    struct agent_booth *b = *state;
    char command[128];
    agent_free(b->agent);
    journal_close(b->journal);
    replica_close(b->replica);
    (void)snprintf(command, sizeof command, "rm -rf '%s'", b->directory);
    int result = system(command);
    free(b);
    return result;
}

/* Brings a piece as the server sends it, the first one after the key set. */
enum gh_status agent_booth_piece(struct agent_booth *b, const char *lines)
{
    char out[2 * WIRE_LINE_MAX + ATTEST_KEYS_TEXT_MAX];
    size_t len = b->pieces == 0 ? attester_keys_line(&b->server, out) : 0;
    len += attester_piece(&b->server, b->nonce[AGENT_PULL], b->pieces++, b->since, 9, NULL, bytes_of_string(lines),
                          out + len);
    return agent_data(b->agent, AGENT_PULL, 200, BYTES(out, len));
}

struct replica_stat agent_booth_held(struct agent_booth *b)
{
    struct replica_stat stat;
    assert_int_equal(replica_stat(b->replica, &stat), GH_OK);
    return stat;
}

void agent_booth_open_journal(struct agent_booth *b)
{
    char path[96];
    (void)snprintf(path, sizeof path, "%s/journal.db", b->directory);
    assert_int_equal(journal_open(path, "booth", &b->journal), GH_OK);
    agent_set_stores(b->agent, b->replica, b->journal);
}

/* The server's answer to the last request of a slot, with its seal. */
void agent_booth_answer(struct agent_booth *b, enum agent_slot slot, int status, const char *body)
{
    char seal[ATTEST_TEXT_MAX], keys[ATTEST_KEYS_TEXT_MAX];
    attester_seal(&b->server, b->nonce[slot], status, bytes_of_string(body), seal, keys);
    const struct agent_outcome outcome = {
        .status = status, .is_json = true, .seal = bytes_of_string(seal), .keys = bytes_of_string(keys)};
    assert_int_equal(agent_data(b->agent, slot, status, bytes_of_string(body)), GH_OK);
    agent_done(b->agent, slot, &outcome);
}

void agent_booth_second(struct agent_booth *b)
{
    b->reading.boot_ns += INT64_C(1100000000);
    (void)agent_tick(b->agent);
}

void agent_booth_ping(struct agent_booth *b)
{
    assert_int_equal(agent_data(b->agent, AGENT_PULL, 200, bytes_of_string("\n")), GH_OK);
}

void agent_booth_seconds(struct agent_booth *b, int seconds)
{
    for (int i = 0; i < seconds; i++) {
        os_reading_advance(&b->reading, TICK_SECOND);
        (void)agent_tick(b->agent);
    }
}

void agent_booth_entry(struct agent_booth *b, uint8_t n)
{
    struct entry entry = {.id = uuid_v7(NOON, (const uint8_t[10]){n}), .at = NOON, .kind = ENTRY_ADMIT, .guard = 7};
    assert_int_equal(journal_append(b->journal, &entry), GH_OK);
}

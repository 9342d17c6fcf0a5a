/* A booth replaces its key. Whatever is lost or stops between, booth and server end with the same one. */
#include "support/test.h"

#include <jansson.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support/attester.h"
#include "sync/enrolment.h"
#include "wire/device_key.h"

#define HOST "server.example"

struct world {
    char folder[40], replica_path[64];
    struct enrolment enrolment; /* as the daemon has it; its file outlives the booth */
    struct replica *replica;
    struct agent *agent;
    struct os_reading reading;
    uint64_t seed;
    bool disk_full;
    /* The server. */
    struct attester server;
    uint8_t key[PUBLIC_KEY_LEN], before[PUBLIC_KEY_LEN];
    bool grace; /* it still takes what the key before has signed */
    int replaced, refused;
    bool asked; /* there is a request without an answer */
    struct http_signed signature;
    char nonce[HTTP_NONCE_TEXT + 1], digest[HTTP_DIGEST_TEXT], body[512];
    char report[HTTP_NONCE_TEXT + 1]; /* nonce of the report under way; "" for none */
};

static enum gh_status start(void *context, enum agent_slot slot, const struct agent_request *request)
{
    struct world *w = context;
    if (slot == AGENT_REPORT)
        memcpy(w->report, request->signature.nonce, sizeof w->report);
    if (slot != AGENT_KEY)
        return GH_OK;
    assert_string_equal(request->target, "/device/key");
    w->asked = true;
    w->signature = request->signature;
    memcpy(w->nonce, request->signature.nonce, sizeof w->nonce);
    memcpy(w->digest, request->digest, sizeof w->digest);
    (void)snprintf(w->body, sizeof w->body, "%.*s", (int)request->body.len, (const char *)request->body.data);
    return GH_OK;
}

static void cancel(void *context, enum agent_slot slot)
{
    struct world *w = context;
    w->asked = w->asked && slot != AGENT_KEY;
}

static enum gh_status keep_key(void *context, const uint8_t *secret_key, bool confirmed)
{
    struct world *w = context;
    return w->disk_full ? GH_IO : enrolment_keep_key(w->folder, &w->enrolment, secret_key, confirmed);
}

static void open_booth(struct world *w)
{
    struct agent_options options = {.ops = {w, start, cancel, NULL, keep_key},
                                    .clock = os_clock_fake(&w->reading),
                                    .random = os_random_fixed(&w->seed),
                                    .identity = {.host = HOST},
                                    .program = "test",
                                    .wait_seconds = 20};
    assert_int_equal(enrolment_load(w->folder, &w->enrolment), GH_OK);
    options.identity.device = w->enrolment.device;
    memcpy(options.identity.secret_key, w->enrolment.secret_key, SECRET_KEY_LEN);
    options.identity.has_next = w->enrolment.has_next;
    memcpy(options.identity.next_key, w->enrolment.next_key, SECRET_KEY_LEN);
    memcpy(options.identity.root_public, w->server.root_public, PUBLIC_KEY_LEN);
    assert_int_equal(agent_new(&options, &w->agent), GH_OK);
    agent_set_stores(w->agent, w->replica, NULL);
}

static void restart_booth(struct world *w)
{
    agent_free(w->agent);
    w->asked = false;
    w->disk_full = false;
    open_booth(w);
}

static int set_up(void **state)
{
    static struct world world;
    struct world *w = &world;
    *w = (struct world){.folder = "/tmp/gh-booth-key-XXXXXX", .grace = true};
    if (sodium_init() < 0 || !mkdtemp(w->folder))
        return -1;
    (void)snprintf(w->replica_path, sizeof w->replica_path, "%s/replica.db", w->folder);
    w->reading =
        (struct os_reading){.wall = INT64_C(1790000000000), .support = OS_WALL_BATTERY, .boot_ns = OS_SECOND_NS};
    attester_make(&w->server);
    struct enrolment e = {.done = true, .server = "https://" HOST, .name = "East", .campus = 1, .device = {{9}}};
    (void)crypto_sign_keypair(e.public_key, e.secret_key);
    memcpy(w->key, e.public_key, sizeof w->key);
    w->server.device = e.device;
    if (enrolment_save(w->folder, &e) || replica_open(w->replica_path, REPLICA_WRITE, &w->replica))
        return -1;
    open_booth(w);
    *state = w;
    return 0;
}

static int tear_down(void **state)
{
    struct world *w = *state;
    char command[96];
    agent_free(w->agent);
    replica_close(w->replica);
    (void)snprintf(command, sizeof command, "rm -rf '%s'", w->folder);
    return system(command);
}

static bool is_signed_by(const struct world *w, const uint8_t *public_key)
{
    struct http_signature_input input;
    const struct http_component known[] = {
        {bytes_of_string("@method"), bytes_of_string("POST")},
        {bytes_of_string("@authority"), bytes_of_string(HOST)},
        {bytes_of_string("@path"), bytes_of_string("/device/key")},
        {bytes_of_string("@query"), bytes_of_string("?")},
        {bytes_of_string("content-digest"), bytes_of_string(w->digest)},
        {bytes_of_string("content-type"), bytes_of_string("application/json")},
    };
    assert_int_equal(http_signature_input_parse(bytes_of_string(w->signature.input), HTTP_LABEL, &input), GH_OK);
    return http_signature_verify(&input, bytes_of_string(w->signature.signature), HTTP_LABEL, known, 6, public_key) ==
           GH_OK;
}

/* What the server does with the request, as server/api/device.c. Returns the status of its answer. */
static int serve(struct world *w)
{
    struct device_key_change change = {.device = w->enrolment.device};
    uint8_t proof[DEVICE_KEY_PROOF_LEN];
    json_t *json = json_loads(w->body, 0, NULL);
    assert_int_equal(hex_decode(bytes_of_string(json_string_value(json_object_get(json, "public_key"))), change.to,
                                sizeof change.to),
                     GH_OK);
    assert_int_equal(
        hex_decode(bytes_of_string(json_string_value(json_object_get(json, "proof"))), proof, sizeof proof), GH_OK);
    json_decref(json);
    memcpy(change.from, w->key, sizeof change.from);
    bool current = is_signed_by(w, w->key);
    if (!current && !(w->replaced && w->grace && is_signed_by(w, w->before)))
        return 401;
    if (memcmp(change.to, w->key, sizeof w->key) == 0)
        return 200;
    if (!current || !device_key_proved(&change, proof))
        return 401;
    memcpy(w->before, w->key, sizeof w->before);
    memcpy(w->key, change.to, sizeof w->key);
    w->replaced++;
    return 200;
}

static void answer(struct world *w, int status)
{
    char seal[ATTEST_TEXT_MAX], keys[ATTEST_KEYS_TEXT_MAX];
    struct bytes body = bytes_of_string(status == 200 ? "{\"fingerprint\": \"x\"}" : "{\"code\": \"bad-signature\"}");
    w->asked = false;
    w->refused += status != 200;
    attester_seal(&w->server, w->nonce, status, body, seal, keys);
    const struct agent_outcome outcome = {
        .status = status, .is_json = true, .seal = bytes_of_string(seal), .keys = bytes_of_string(keys)};
    assert_int_equal(agent_data(w->agent, AGENT_KEY, status, body), GH_OK);
    agent_done(w->agent, AGENT_KEY, &outcome);
}

static void lose_answer(struct world *w)
{
    w->asked = false;
    agent_done(w->agent, AGENT_KEY, &(struct agent_outcome){.network = SYNC_CUT});
}

static void tick_on(struct world *w)
{
    os_reading_advance(&w->reading, 30 * TICK_SECOND);
    (void)agent_tick(w->agent);
}

static void settle(struct world *w)
{
    for (int i = 0; i < 90 && (w->asked || w->enrolment.has_next); i++) {
        tick_on(w);
        if (w->asked)
            answer(w, serve(w));
    }
}

static void begin(struct world *w)
{
    agent_rotate_key(w->agent);
    (void)agent_tick(w->agent);
    assert_true(w->asked);
}

static void same_key(struct world *w, const uint8_t *first)
{
    struct enrolment stored;
    assert_int_equal(w->replaced, 1);
    assert_memory_not_equal(w->key, first, PUBLIC_KEY_LEN);
    assert_false(w->enrolment.has_next);
    assert_memory_equal(w->enrolment.public_key, w->key, PUBLIC_KEY_LEN);
    assert_int_equal(enrolment_load(w->folder, &stored), GH_OK);
    assert_memory_equal(stored.public_key, w->key, PUBLIC_KEY_LEN);
    /* No trouble of the gate's, and the next request fits. */
    assert_true(agent_state(w->agent)->problem != SYNC_REFUSED);
    begin(w);
    assert_true(is_signed_by(w, w->key));
}

enum stop { NOTHING, REQUEST_LOST, ANSWER_LOST, DISK_FULL_AT_LAST, STOPS };

static void a_lost_answer_and_a_crash_leave_one_key(void **state)
{
    for (int i = 0; i < 8 * STOPS; i++) {
        const enum stop stop = (enum stop)(i % STOPS);
        const bool crash = i / STOPS & 1, grace = i / STOPS & 2;
        uint8_t first[PUBLIC_KEY_LEN];
        assert_int_equal(set_up(state), 0);
        struct world *w = *state;
        w->grace = grace;
        memcpy(first, w->key, sizeof first);
        begin(w);
        assert_memory_equal(w->enrolment.public_key, first, PUBLIC_KEY_LEN); /* goes on meanwhile */
        assert_true(w->enrolment.has_next);                                  /* on disk before it is sent */
        int status = stop == REQUEST_LOST ? 0 : serve(w);
        w->disk_full = stop == DISK_FULL_AT_LAST;
        if (crash && stop != NOTHING && stop != DISK_FULL_AT_LAST)
            restart_booth(w);
        else if (stop == REQUEST_LOST || stop == ANSWER_LOST)
            lose_answer(w);
        else
            answer(w, status);
        if (crash)
            restart_booth(w);
        w->disk_full = false;
        settle(w);
        same_key(w, first);
        assert_int_equal(tear_down(state), 0);
    }
    assert_int_equal(set_up(state), 0);
}

static void a_full_disk_keeps_the_key(void **state)
{
    struct world *w = *state;
    uint8_t first[PUBLIC_KEY_LEN];
    memcpy(first, w->key, sizeof first);
    w->disk_full = true;
    agent_rotate_key(w->agent);
    tick_on(w);
    assert_false(w->asked); /* the server hears of no key that a crash would lose */
    w->disk_full = false;
    for (int i = 0; i < 90 && !w->asked; i++)
        tick_on(w);
    settle(w);
    same_key(w, first);
}

static void the_server_asks_for_another_key(void **state)
{
    struct world *w = *state;
    static const char body[] = "{\"rotate_key\": true}";
    char seal[ATTEST_TEXT_MAX], keys[ATTEST_KEYS_TEXT_MAX];
    tick_on(w);
    assert_true(w->report[0]);
    assert_false(w->asked);
    attester_seal(&w->server, w->report, 200, bytes_of_string(body), seal, keys);
    assert_int_equal(agent_data(w->agent, AGENT_REPORT, 200, bytes_of_string(body)), GH_OK);
    agent_done(w->agent, AGENT_REPORT,
               &(struct agent_outcome){
                   .status = 200, .is_json = true, .seal = bytes_of_string(seal), .keys = bytes_of_string(keys)});
    tick_on(w);
    assert_true(w->asked);
    settle(w);
    assert_int_equal(w->replaced, 1);
}

/* Somebody between, who can't sign, makes the booth neither take nor drop a key. */
static void an_answer_of_somebody_else_changes_no_key(void **state)
{
    struct world *w = *state;
    uint8_t first[PUBLIC_KEY_LEN];
    memcpy(first, w->key, sizeof first);
    begin(w);
    w->asked = false;
    agent_done(w->agent, AGENT_KEY, &(struct agent_outcome){.status = 200, .is_json = true});
    assert_memory_equal(w->enrolment.public_key, first, PUBLIC_KEY_LEN);
    assert_true(w->enrolment.has_next);
    settle(w);
    same_key(w, first);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_lost_answer_and_a_crash_leave_one_key, NULL, tear_down),
        cmocka_unit_test_setup_teardown(a_full_disk_keeps_the_key, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_server_asks_for_another_key, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_answer_of_somebody_else_changes_no_key, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

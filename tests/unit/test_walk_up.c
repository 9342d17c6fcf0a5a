/* Applications made at a gate: the box that only the server opens, the line that carries it, what the stores keep. */
#include "support/test.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/journal.h"
#include "store/replica.h"

#define NOON ((tick)1790000000000)

static struct uuid id_of(uint8_t n)
{
    const uint8_t random[10] = {[9] = n};
    return uuid_v7(NOON, random);
}

static void only_the_server_opens_a_box(void **unused)
{
    (void)unused;
    uint8_t public_key[SEALING_KEY_LEN], secret_key[SEALING_KEY_LEN], other[SEALING_KEY_LEN];
    uint8_t box[WALK_UP_SEALED_MAX], plain[WALK_UP_PLAIN_MAX];
    size_t len = 0, plain_len = 0, longer = 0;
    assert_int_equal(crypto_box_keypair(public_key, secret_key), 0);
    randombytes_buf(other, sizeof other);
    assert_int_equal(walk_up_seal(bytes_of_string("{\"name\":\"\xe7\x8e\x8b\"}"), public_key, box, &len), GH_OK);
    assert_int_equal(walk_up_open(BYTES(box, len), public_key, secret_key, plain, &plain_len), GH_OK);
    assert_int_equal(plain_len, WALK_UP_PAD);
    assert_memory_equal(plain, "{\"name\":\"\xe7\x8e\x8b\"} ", 15);
    assert_int_equal(walk_up_open(BYTES(box, len), public_key, other, plain, &plain_len), GH_BAD_SIGNATURE);
    box[40] ^= 1;
    assert_int_equal(walk_up_open(BYTES(box, len), public_key, secret_key, plain, &plain_len), GH_BAD_SIGNATURE);
    assert_int_equal(walk_up_open(BYTES(box, len - 1), public_key, secret_key, plain, &plain_len), GH_MALFORMED);
    assert_int_equal(walk_up_open(BYTES(box, WALK_UP_SEAL_BYTES), public_key, secret_key, plain, &plain_len),
                     GH_MALFORMED);
    /* A longer name must not show. */
    assert_int_equal(
        walk_up_seal(bytes_of_string("{\"name\":\"Anne-Marie Dupont-Lagrange\"}"), public_key, box, &longer), GH_OK);
    assert_int_equal(longer, len);
    memset(plain, 'x', sizeof plain);
    assert_int_equal(walk_up_seal(BYTES(plain, sizeof plain), public_key, box, &len), GH_OK);
    assert_int_equal(len, WALK_UP_SEALED_MAX);
    assert_int_equal(walk_up_seal(BYTES(plain, sizeof plain + 1), public_key, box, &len), GH_TOO_LONG);
}

static void a_line_reads_back_as_it_was_written(void **unused)
{
    (void)unused;
    static struct walk_up w, back;
    char line[WIRE_LINE_MAX + 1], why[WIRE_ERROR_SIZE];
    w = (struct walk_up){.id = id_of(1), .number = 427, .at = NOON, .clock_trusted = true};
    w.sealed_len = WALK_UP_SEALED_MAX;
    randombytes_buf(w.sealed, w.sealed_len);
    assert_int_equal(walk_up_encode(&w, line, sizeof line), GH_OK);
    assert_int_equal(walk_up_decode(bytes_of_string(line), &back, why), GH_OK);
    assert_memory_equal(&w, &back, sizeof w);
    assert_int_equal(walk_up_decode(bytes_of_string("{\"t\":\"entry\"}"), &back, why), GH_UNSUPPORTED);
    assert_int_equal(walk_up_decode(bytes_of_string("{\"t\":\"application\"}"), &back, why), GH_MALFORMED);
    w.number = 0;
    assert_int_equal(walk_up_encode(&w, line, sizeof line), GH_MALFORMED);
}

static void an_emergency_is_opened_by_the_server_alone(void **unused)
{
    (void)unused;
    static uint8_t photo[EMERGENCY_PHOTO_MAX + 1] = {0xff, 0xd8, 0xff, 0xe0};
    uint8_t public_key[SEALING_KEY_LEN], secret_key[SEALING_KEY_LEN], other[SEALING_KEY_LEN], *box, *plain;
    struct emergency e = {.id = id_of(1),
                          .application = id_of(2),
                          .at = NOON,
                          .guard = 7,
                          .reason = OVERRIDE_PHONE_CONFIRMED,
                          .approver = "\xe7\x8e\x8b\xe8\x8a\xb3"},
                     back = {0};
    size_t len = 0;
    struct bytes shown;
    assert_int_equal(crypto_box_keypair(public_key, secret_key), 0);
    randombytes_buf(other, sizeof other);
    assert_int_equal(emergency_seal(&e, BYTES(photo, EMERGENCY_PHOTO_MAX), public_key, &box, &len), GH_OK);
    assert_int_equal(len, EMERGENCY_SEALED_MAX);
    assert_int_equal(emergency_open(BYTES(box, len), public_key, other, &back, &plain, &shown), GH_BAD_SIGNATURE);
    assert_int_equal(emergency_open(BYTES(box, len), public_key, secret_key, &back, &plain, &shown), GH_OK);
    assert_memory_equal(&e, &back, sizeof e);
    assert_int_equal(shown.len, EMERGENCY_PHOTO_MAX);
    assert_memory_equal(shown.data, photo, shown.len);
    free(plain);
    free(box);
    assert_int_equal(emergency_seal(&e, BYTES(NULL, 0), public_key, &box, &len), GH_OK);
    assert_int_equal(emergency_open(BYTES(box, len), public_key, secret_key, &back, &plain, &shown), GH_OK);
    assert_int_equal(shown.len, 0);
    free(plain);
    free(box);
    assert_int_equal(emergency_seal(&e, BYTES(photo, sizeof photo), public_key, &box, &len), GH_TOO_LONG);
    assert_int_equal(emergency_seal(&e, BYTES("GIF89a", 6), public_key, &box, &len), GH_MALFORMED);
    e.approver[0] = '\0'; /* somebody must have said yes */
    assert_int_equal(emergency_seal(&e, BYTES(NULL, 0), public_key, &box, &len), GH_MALFORMED);
}

struct stores {
    char directory[64], path[96];
    struct journal *journal;
    struct replica *replica;
};

static int set_up(void **state)
{
    struct stores *s = calloc(1, sizeof *s);
    char path[96];
    (void)snprintf(s->directory, sizeof s->directory, "/tmp/gatehouse-walk-up-XXXXXX");
    if (!mkdtemp(s->directory))
        return -1;
    (void)snprintf(s->path, sizeof s->path, "%s/journal.db", s->directory);
    (void)snprintf(path, sizeof path, "%s/replica.db", s->directory);
    *state = s;
    return journal_open(s->path, "booth", &s->journal) || replica_open(path, REPLICA_WRITE, &s->replica) ? -1 : 0;
}

static int tear_down(void **state)
{
    struct stores *s = *state;
    char command[128];
    journal_close(s->journal);
    replica_close(s->replica);
    (void)snprintf(command, sizeof command, "rm -rf '%s'", s->directory);
    int result = system(command);
    free(s);
    return result;
}

static enum gh_status submit(struct stores *s, uint8_t n, struct walk_up *out)
{
    struct walk_up w = {.id = id_of(n), .at = NOON + n, .sealed_len = WALK_UP_PAD + WALK_UP_SEAL_BYTES};
    memset(w.sealed, n, w.sealed_len);
    enum gh_status status = journal_submit(s->journal, &w);
    *out = w;
    return status;
}

static void a_box_is_kept_until_it_is_settled(void **state)
{
    struct stores *s = *state;
    struct walk_up made[3], read[4];
    size_t count;
    for (uint8_t i = 0; i < 3; i++) {
        assert_int_equal(submit(s, i, &made[i]), GH_OK);
        assert_int_equal(made[i].number, i + 1);
    }
    assert_int_equal(submit(s, 1, &read[0]), GH_CONFLICT); /* the same once more */
    assert_int_equal(journal_unsettled_walk_ups(s->journal, 1, read, 4, &count), GH_OK);
    assert_int_equal(count, 2);
    assert_memory_equal(read[0].sealed, made[1].sealed, made[1].sealed_len);
    assert_int_equal(journal_settle_walk_up(s->journal, &made[1].id), GH_OK);
    assert_int_equal(journal_unsettled_walk_ups(s->journal, 0, read, 4, &count), GH_OK);
    assert_int_equal(count, 2);
    assert_int_equal(read[1].number, 3);
    /* What is settled is still told of, and forgotten in time; what waits never is. */
    assert_int_equal(journal_prune_walk_ups(s->journal, NOON + 1), GH_OK);
    assert_int_equal(journal_walk_ups(s->journal, 0, read, 4, &count), GH_OK);
    assert_int_equal(count, 3);
    assert_int_equal(read[0].number, 3);
    assert_int_equal(read[0].sealed_len, 0);
    assert_int_equal(journal_prune_walk_ups(s->journal, NOON + TICK_DAY), GH_OK);
    assert_int_equal(journal_walk_ups(s->journal, 3, read, 4, &count), GH_OK);
    assert_int_equal(count, 1);
    assert_int_equal(read[0].number, 1);
}

static void numbers_are_never_given_twice(void **state)
{
    struct stores *s = *state;
    struct walk_up made;
    struct journal_salvage_report report;
    assert_int_equal(submit(s, 1, &made), GH_OK);
    assert_int_equal(submit(s, 2, &made), GH_OK);
    assert_int_equal(journal_settle_walk_up(s->journal, &made.id), GH_OK);
    assert_int_equal(journal_prune_walk_ups(s->journal, NOON + TICK_DAY), GH_OK);
    assert_int_equal(submit(s, 3, &made), GH_OK);
    assert_int_equal(made.number, 3);
    journal_close(s->journal);
    s->journal = NULL;
    /* A damaged journal is rescued with its boxes. */
    assert_int_equal(journal_salvage(s->path, "booth", &report), GH_OK);
    assert_int_equal(journal_open(s->path, "booth", &s->journal), GH_OK);
    struct walk_up read[4];
    size_t count;
    assert_int_equal(journal_unsettled_walk_ups(s->journal, 0, read, 4, &count), GH_OK);
    assert_int_equal(count, 2);
    assert_int_equal(read[1].number, 3);
    assert_memory_equal(read[1].sealed, made.sealed, made.sealed_len);
    assert_int_equal(submit(s, 4, &made), GH_OK);
    assert_int_equal(made.number, 4);
}

static void the_queue_has_an_end(void **state)
{
    struct stores *s = *state;
    struct walk_up made;
    for (int i = 0; i < JOURNAL_WALK_UPS_MAX; i++)
        assert_int_equal(submit(s, (uint8_t)i, &made), GH_OK);
    assert_int_equal(submit(s, 255, &made), GH_TOO_LONG);
    assert_int_equal(journal_settle_walk_up(s->journal, &made.id), GH_OK); /* one that is not there */
    struct uuid first = id_of(0);
    assert_int_equal(journal_settle_walk_up(s->journal, &first), GH_OK);
    assert_int_equal(submit(s, 255, &made), GH_OK);
}

static void a_state_moves_forward_only(void **state)
{
    struct stores *s = *state;
    const uint8_t root[PUBLIC_KEY_LEN] = {0};
    struct wire_walk_up row;
    struct wire_record record = {.type = WIRE_WALK_UP,
                                 .walk_up = {.id = id_of(1), .version = 2, .state = WALK_UP_SECURITY, .at = NOON}};
    struct wire_walk_up received = {.id = id_of(1), .state = WALK_UP_RECEIVED, .at = NOON};
    assert_int_equal(replica_find_walk_up(s->replica, &received.id, &row), GH_NOT_FOUND);
    assert_int_equal(replica_settle_walk_up(s->replica, &received), GH_OK);
    assert_int_equal(replica_write(s->replica, &record, 1, root, NULL), GH_OK);
    /* That it was received comes late: nothing is lost by it. */
    assert_int_equal(replica_settle_walk_up(s->replica, &received), GH_OK);
    assert_int_equal(replica_find_walk_up(s->replica, &received.id, &row), GH_OK);
    assert_int_equal(row.state, WALK_UP_SECURITY);
    record.walk_up.version = 1;
    assert_int_equal(replica_write(s->replica, &record, 1, root, NULL), GH_ROLLBACK);
}

static void an_emergency_and_its_box_are_one(void **state)
{
    struct stores *s = *state;
    static const uint8_t box[EMERGENCY_HEAD_LEN + WALK_UP_SEAL_BYTES] = {1, 2, 3};
    const struct uuid application = id_of(9), unknown = id_of(10);
    struct entry entry = {.id = id_of(1), .at = NOON, .kind = ENTRY_OVERRIDE, .guard = 7, .refers_to = application};
    struct journal_emergency found;
    uint8_t *kept = NULL;
    size_t len = 0;
    assert_int_equal(journal_append_emergency(s->journal, &entry, &application, BYTES(box, sizeof box)), GH_OK);
    assert_int_equal(entry.number, 1);
    assert_int_equal(journal_find_emergency(s->journal, &application, &found), GH_OK);
    assert_true(found.waits && uuid_equal(&found.entry, &entry.id));
    assert_int_equal(journal_find_emergency(s->journal, &unknown, &found), GH_NOT_FOUND);
    /* A second one for the same people leaves no entry either. */
    struct entry again = entry;
    again.id = id_of(2);
    assert_int_equal(journal_append_emergency(s->journal, &again, &application, BYTES(box, sizeof box)), GH_CONFLICT);
    assert_int_equal(journal_find(s->journal, &again.id, &again), GH_NOT_FOUND);
    assert_int_equal(journal_next_emergency(s->journal, 0, &found), GH_OK);
    assert_int_equal(journal_next_emergency(s->journal, found.number, &found), GH_NOT_FOUND);
    assert_int_equal(journal_emergency_box(s->journal, &entry.id, &kept, &len), GH_OK);
    assert_int_equal(len, sizeof box);
    assert_memory_equal(kept, box, len);
    free(kept);
    assert_int_equal(journal_prune_emergencies(s->journal, NOON + TICK_DAY), GH_OK); /* it waits still */
    assert_int_equal(journal_settle_emergency(s->journal, &entry.id), GH_OK);
    assert_int_equal(journal_emergency_box(s->journal, &entry.id, &kept, &len), GH_NOT_FOUND);
    assert_int_equal(journal_find_emergency(s->journal, &application, &found), GH_OK);
    assert_false(found.waits);
    assert_int_equal(journal_prune_emergencies(s->journal, NOON + TICK_DAY), GH_OK);
    assert_int_equal(journal_find_emergency(s->journal, &application, &found), GH_NOT_FOUND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_the_server_opens_a_box),
        cmocka_unit_test(an_emergency_is_opened_by_the_server_alone),
        cmocka_unit_test(a_line_reads_back_as_it_was_written),
        cmocka_unit_test_setup_teardown(a_box_is_kept_until_it_is_settled, set_up, tear_down),
        cmocka_unit_test_setup_teardown(numbers_are_never_given_twice, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_queue_has_an_end, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_state_moves_forward_only, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_emergency_and_its_box_are_one, set_up, tear_down),
    };
    return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}

/* The replica: what the server said last, whatever the order in which it came, and never less safe than before. */
#include "support/test.h"

#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/replica.h"

#define NOON ((tick)1790000000000)

struct booth {
    char directory[64], path[96];
    uint8_t root_public[PUBLIC_KEY_LEN], root_secret[SECRET_KEY_LEN];
    struct replica *replica;
};

static int set_up(void **state)
{
    struct booth *b = calloc(1, sizeof *b);
    const uint8_t seed[32] = {1};
    (void)snprintf(b->directory, sizeof b->directory, "/tmp/gatehouse-replica-XXXXXX");
    if (!mkdtemp(b->directory) || crypto_sign_seed_keypair(b->root_public, b->root_secret, seed) != 0)
        return -1;
    (void)snprintf(b->path, sizeof b->path, "%s/replica.db", b->directory);
    *state = b;
    return replica_open(b->path, REPLICA_WRITE, &b->replica);
}

static int tear_down(void **state)
{
    struct booth *b = *state;
    char command[128];
    replica_close(b->replica);
    (void)snprintf(command, sizeof command, "rm -rf '%s'", b->directory);
    int result = system(command);
    free(b);
    return result;
}

static struct uuid id_of(uint8_t n)
{
    const uint8_t random[10] = {n};
    return uuid_v7(NOON, random);
}

static struct wire_record pass_of(uint8_t n, uint64_t version)
{
    return (struct wire_record){.type = WIRE_PASS,
                                .pass = {.claims = {.pass_id = id_of(n),
                                                    .not_before = NOON,
                                                    .expires = NOON + TICK_HOUR,
                                                    .issued_at = NOON - TICK_DAY,
                                                    .kind = PASS_VEHICLE,
                                                    .uses = PASS_SINGLE_USE,
                                                    .gates = 0x8001,
                                                    .home_gate = 15,
                                                    .has_holder = true,
                                                    .holder = {1, 0x20}},
                                         .version = version,
                                         .state = ROW_VALID,
                                         .unit = 42,
                                         .group = id_of(200),
                                         .barred = n % 2 == 1,
                                         .plate = {n, 2},
                                         .display = {n, 3, 4},
                                         .display_len = 3}};
}

static struct wire_record revoke_of(uint8_t n, uint64_t version)
{
    return (struct wire_record){.type = WIRE_REVOKE, .revoke = {.pass_id = id_of(n), .version = version, .at = NOON}};
}

static struct wire_record end_of(uint64_t position, tick server_time)
{
    return (struct wire_record){.type = WIRE_END, .end = {.position = position, .server_time = server_time}};
}

static struct wire_record keyset_of(const struct booth *b, uint64_t epoch, const uint8_t root_secret[SECRET_KEY_LEN])
{
    struct keyset set = {.epoch = epoch, .issued_at = NOON, .count = 1};
    struct wire_record record = {.type = WIRE_KEYSET};
    struct writer w = writer_over(record.keyset.signed_set, sizeof record.keyset.signed_set);
    memcpy(set.keys[0].public_key, b->root_public, PUBLIC_KEY_LEN);
    kid_of_public_key(b->root_public, set.keys[0].kid);
    set.keys[0].not_before = NOON;
    set.keys[0].not_after = NOON + TICK_DAY * (tick)epoch;
    assert_int_equal(keyset_sign(&set, root_secret, &w), GH_OK);
    record.keyset.len = w.len;
    return record;
}

static enum gh_status apply_one(struct booth *b, struct wire_record record)
{
    return replica_write(b->replica, &record, 1, b->root_public, NULL);
}

static void apply(struct booth *b, struct wire_record record)
{
    assert_int_equal(apply_one(b, record), GH_OK);
}

static enum row_state state_of(struct booth *b, uint8_t n)
{
    struct uuid id = id_of(n);
    struct replica_pass pass;
    enum gh_status status = replica_find_pass(b->replica, &id, &pass);
    if (status == GH_NOT_FOUND)
        return ROW_NONE;
    assert_int_equal(status, GH_OK);
    return pass.state;
}

static struct replica_stat stat_of(struct booth *b)
{
    struct replica_stat stat;
    assert_int_equal(replica_stat(b->replica, &stat), GH_OK);
    return stat;
}

static void a_pass_comes_back_as_it_went_in(void **state)
{
    struct booth *b = *state;
    struct wire_record record = pass_of(1, 7);
    struct replica_pass found;
    apply(b, record);
    assert_int_equal(replica_find_pass(b->replica, &record.pass.claims.pass_id, &found), GH_OK);
    assert_memory_equal(&found.claims, &record.pass.claims, sizeof found.claims);
    assert_true(found.barred);
    assert_memory_equal(found.plate, record.pass.plate, PLATE_HASH_LEN);
    assert_true(uuid_equal(&found.group, &record.pass.group));
    assert_int_equal(found.version, 7);
    assert_int_equal(found.unit, 42);
    assert_int_equal(found.display_len, 3);
    assert_memory_equal(found.display, record.pass.display, 3);
    struct uuid other = id_of(2);
    assert_int_equal(replica_find_pass(b->replica, &other, &found), GH_NOT_FOUND);
}

static void a_pass_without_person_plate_group_display_has_none(void **state)
{
    struct booth *b = *state;
    struct wire_record record = pass_of(1, 1);
    struct replica_pass found;
    record.pass.claims.has_holder = false;
    memset(record.pass.claims.holder, 0, HOLDER_CHECK_LEN);
    memset(&record.pass.group, 0, sizeof record.pass.group);
    record.pass.barred = false;
    memset(record.pass.plate, 0, PLATE_HASH_LEN);
    record.pass.display_len = 0;
    apply(b, record);
    assert_int_equal(replica_find_pass(b->replica, &record.pass.claims.pass_id, &found), GH_OK);
    assert_false(found.claims.has_holder);
    assert_true(uuid_is_nil(&found.group));
    assert_int_equal(found.display_len, 0);
    assert_false(found.barred);
    /* "No plate" matches nothing, not even itself. */
    struct uuid nil = {{0}};
    bool plate = true;
    size_t count = 9;
    apply(b, (struct wire_record){.type = WIRE_BAR, .bar = {.plate = true, .version = 1}});
    assert_int_equal(replica_find_by_plate(b->replica, found.plate, NOON, NOON, &found, 1, &count), GH_OK);
    assert_int_equal(count, 0);
    assert_int_equal(replica_find_group(b->replica, &nil, &found, 1, &count), GH_OK);
    assert_int_equal(count, 0);
    assert_int_equal(replica_plate_is_barred(b->replica, record.pass.plate, 0, &plate), GH_OK);
    assert_false(plate);
}

static void versions_only_rise(void **state)
{
    struct booth *b = *state;
    struct wire_record newer = pass_of(1, 5), older = pass_of(1, 4);
    newer.pass.state = ROW_BLOCKED;
    apply(b, newer);
    assert_int_equal(apply_one(b, older), GH_ROLLBACK);
    assert_int_equal(state_of(b, 1), ROW_BLOCKED);
    apply(b, newer); /* a stream that was cut begins again */
    newer.pass.version = 6;
    newer.pass.state = ROW_VALID;
    newer.pass.display_len = 0;
    apply(b, newer);
    assert_int_equal(state_of(b, 1), ROW_VALID);
    assert_int_equal(stat_of(b).passes, 1);
}

static void revoked_is_for_good(void **state)
{
    struct booth *b = *state;
    apply(b, pass_of(1, 5));
    apply(b, revoke_of(1, 3)); /* even by an older record */
    assert_int_equal(state_of(b, 1), ROW_REVOKED);
    apply(b, pass_of(1, 9));
    assert_int_equal(state_of(b, 1), ROW_REVOKED);
    /* In a pass record, too. */
    struct wire_record revoked = pass_of(2, 1);
    revoked.pass.state = ROW_REVOKED;
    apply(b, revoked);
    apply(b, pass_of(2, 2));
    assert_int_equal(state_of(b, 2), ROW_REVOKED);
    assert_int_equal(stat_of(b).revoked, 2);
}

static void a_revocation_may_come_before_its_pass(void **state)
{
    struct booth *b = *state;
    apply(b, revoke_of(1, 3));
    assert_int_equal(state_of(b, 1), ROW_REVOKED);
    assert_int_equal(stat_of(b).passes, 0);
    apply(b, pass_of(1, 2));
    assert_int_equal(state_of(b, 1), ROW_REVOKED);
    assert_int_equal(stat_of(b).passes, 1);
}

static void a_batch_is_applied_whole_or_not_at_all(void **state)
{
    struct booth *b = *state;
    struct wire_record records[] = {pass_of(1, 1), pass_of(2, 1), end_of(9, NOON), pass_of(3, 5), pass_of(3, 4)};
    size_t failed = 77;
    assert_int_equal(replica_write(b->replica, records, 5, b->root_public, &failed), GH_ROLLBACK);
    assert_int_equal(failed, 4);
    assert_int_equal(state_of(b, 1), ROW_NONE);
    assert_int_equal(stat_of(b).passes, 0);
    assert_int_equal(stat_of(b).position, 0);
    failed = 77;
    assert_int_equal(replica_write(b->replica, records, 4, b->root_public, &failed), GH_OK);
    assert_int_equal(failed, 77);
    assert_int_equal(stat_of(b).passes, 3);
    assert_int_equal(stat_of(b).position, 9);
}

static void a_batch_has_a_limit(void **state)
{
    struct booth *b = *state;
    struct wire_record *records = calloc(REPLICA_BATCH_MAX + 1, sizeof *records);
    for (size_t i = 0; i <= REPLICA_BATCH_MAX; i++)
        records[i] = revoke_of((uint8_t)i, 1);
    assert_int_equal(replica_write(b->replica, records, REPLICA_BATCH_MAX + 1, b->root_public, NULL), GH_TOO_LONG);
    assert_int_equal(stat_of(b).revoked, 0);
    assert_int_equal(replica_write(b->replica, records, REPLICA_BATCH_MAX, b->root_public, NULL), GH_OK);
    free(records);
}

static void only_a_complete_stream_makes_younger(void **state)
{
    struct booth *b = *state;
    apply(b, pass_of(1, 1));
    assert_int_equal(stat_of(b).ages.passes, 0);
    apply(b, end_of(3, NOON));
    struct replica_stat stat = stat_of(b);
    assert_int_equal(stat.ages.passes, NOON);
    assert_int_equal(stat.ages.revocations, NOON);
    assert_int_equal(stat.ages.keys, 0); /* none ever came */
    assert_int_equal(stat.ages.policy, 0);
    assert_int_equal(stat.ages.guards, 0);
    assert_int_equal(apply_one(b, end_of(2, NOON + TICK_HOUR)), GH_ROLLBACK);
    apply(b, keyset_of(b, 1, b->root_secret));
    assert_int_equal(stat_of(b).ages.keys, 0);
    apply(b, end_of(3, NOON + TICK_MINUTE));
    assert_int_equal(stat_of(b).ages.keys, NOON + TICK_MINUTE);
}

static void key_sets_need_the_root_and_a_rising_epoch(void **state)
{
    struct booth *b = *state;
    struct keyset held;
    uint8_t stranger_public[PUBLIC_KEY_LEN], stranger_secret[SECRET_KEY_LEN];
    const uint8_t seed[32] = {2};
    assert_int_equal(crypto_sign_seed_keypair(stranger_public, stranger_secret, seed), 0);
    assert_int_equal(replica_keyset(b->replica, b->root_public, &held), GH_NOT_FOUND);
    assert_int_equal(apply_one(b, keyset_of(b, 3, stranger_secret)), GH_BAD_SIGNATURE);
    apply(b, keyset_of(b, 3, b->root_secret));
    apply(b, keyset_of(b, 3, b->root_secret)); /* the very same */
    assert_int_equal(apply_one(b, keyset_of(b, 2, b->root_secret)), GH_ROLLBACK);
    apply(b, keyset_of(b, 4, b->root_secret));
    assert_int_equal(replica_keyset(b->replica, b->root_public, &held), GH_OK);
    assert_int_equal(held.epoch, 4);
    assert_int_equal(stat_of(b).epoch, 4);
    assert_int_equal(replica_keyset(b->replica, stranger_public, &held), GH_BAD_SIGNATURE);
}

static void two_key_sets_of_one_epoch_conflict(void **state)
{
    struct booth *b = *state;
    struct keyset set = {.epoch = 3, .issued_at = NOON + TICK_SECOND, .count = 1};
    struct wire_record other = {.type = WIRE_KEYSET};
    struct writer w = writer_over(other.keyset.signed_set, sizeof other.keyset.signed_set);
    memcpy(set.keys[0].public_key, b->root_public, PUBLIC_KEY_LEN);
    kid_of_public_key(b->root_public, set.keys[0].kid);
    assert_int_equal(keyset_sign(&set, b->root_secret, &w), GH_OK);
    other.keyset.len = w.len;
    apply(b, keyset_of(b, 3, b->root_secret));
    assert_int_equal(apply_one(b, other), GH_CONFLICT);
}

static void plates_are_found_within_their_window(void **state)
{
    struct booth *b = *state;
    struct wire_record first = pass_of(1, 1), second = pass_of(2, 1), rider = pass_of(3, 1), lifted = pass_of(4, 1);
    struct replica_pass found[2];
    size_t count;
    memcpy(second.pass.plate, first.pass.plate, PLATE_HASH_LEN);
    memcpy(rider.pass.plate, first.pass.plate, PLATE_HASH_LEN);
    memcpy(lifted.pass.plate, first.pass.plate, PLATE_HASH_LEN);
    rider.pass.claims.kind = PASS_RIDER;
    second.pass.claims.not_before = NOON + TICK_DAY;
    second.pass.claims.expires = NOON + TICK_DAY + TICK_HOUR;
    struct wire_record records[] = {first, second, rider, lifted, revoke_of(4, 2)};
    assert_int_equal(replica_write(b->replica, records, 5, b->root_public, NULL), GH_OK);
    const uint8_t *plate = first.pass.plate;
    assert_int_equal(replica_find_by_plate(b->replica, plate, NOON, NOON, found, 2, &count), GH_OK);
    assert_int_equal(count, 1);
    assert_true(uuid_equal(&found[0].claims.pass_id, &first.pass.claims.pass_id));
    /* The last valid second counts to its end, and not a moment longer. */
    const tick end = NOON + TICK_HOUR + TICK_SECOND;
    assert_int_equal(replica_find_by_plate(b->replica, plate, end - 1, end - 1, found, 2, &count), GH_OK);
    assert_int_equal(count, 1);
    assert_int_equal(replica_find_by_plate(b->replica, plate, end, end, found, 2, &count), GH_OK);
    assert_int_equal(count, 0);
    assert_int_equal(replica_find_by_plate(b->replica, plate, NOON, NOON + 2 * TICK_DAY, found, 1, &count), GH_OK);
    assert_int_equal(count, 2); /* more than there was room for */
    apply(b, revoke_of(1, 1));
    assert_int_equal(replica_find_by_plate(b->replica, plate, NOON, NOON, found, 2, &count), GH_OK);
    assert_int_equal(count, 2); /* nothing else is left: both revoked ones */
    assert_int_equal(found[0].state, ROW_REVOKED);
}

static void a_group_is_its_vehicle_and_then_its_riders(void **state)
{
    struct booth *b = *state;
    struct wire_record rider = pass_of(1, 1), vehicle = pass_of(2, 1), other = pass_of(3, 1);
    struct replica_pass found[3];
    size_t count;
    rider.pass.claims.kind = PASS_RIDER;
    other.pass.group = id_of(201);
    struct wire_record records[] = {rider, vehicle, other};
    assert_int_equal(replica_write(b->replica, records, 3, b->root_public, NULL), GH_OK);
    assert_int_equal(replica_find_group(b->replica, &vehicle.pass.group, found, 3, &count), GH_OK);
    assert_int_equal(count, 2);
    assert_int_equal(found[0].claims.kind, PASS_VEHICLE);
    assert_true(uuid_equal(&found[1].claims.pass_id, &rider.pass.claims.pass_id));
}

static void short_numbers_find_their_pass(void **state)
{
    struct booth *b = *state;
    struct wire_record record = pass_of(1, 1);
    struct replica_pass found;
    size_t count;
    char number[SHORT_NUMBER_LEN + 1];
    short_number_of(&record.pass.claims.pass_id, number);
    apply(b, record);
    apply(b, pass_of(2, 1));
    assert_int_equal(replica_find_by_number(b->replica, number, &found, 1, &count), GH_OK);
    assert_int_equal(count, 1);
    assert_true(uuid_equal(&found.claims.pass_id, &record.pass.claims.pass_id));
    number[0] = number[0] == 'A' ? 'B' : 'A';
    assert_int_equal(replica_find_by_number(b->replica, number, &found, 1, &count), GH_OK);
    assert_int_equal(count, 0);
}

static void barring_can_be_lifted(void **state)
{
    struct booth *b = *state;
    const uint8_t hash[PLATE_HASH_LEN] = {9}, other[PLATE_HASH_LEN] = {8};
    struct wire_record bar = {.type = WIRE_BAR, .bar = {.plate = true, .version = 2, .hash = {9}}};
    bool plate;
    apply(b, bar);
    assert_int_equal(replica_plate_is_barred(b->replica, hash, 0, &plate), GH_OK);
    assert_true(plate);
    assert_int_equal(replica_plate_is_barred(b->replica, other, 0, &plate), GH_OK);
    assert_false(plate);
    bar.bar.lifted = true;
    bar.bar.version = 1;
    assert_int_equal(apply_one(b, bar), GH_ROLLBACK);
    bar.bar.version = 3;
    apply(b, bar);
    assert_int_equal(replica_plate_is_barred(b->replica, hash, 0, &plate), GH_OK);
    assert_false(plate);
}

static void a_bar_ends_by_itself_once_the_time_is_sure(void **state)
{
    struct booth *b = *state;
    const uint8_t hash[PLATE_HASH_LEN] = {9};
    struct wire_record bar = {.type = WIRE_BAR, .bar = {.plate = true, .version = 2, .hash = {9}, .until = NOON}};
    bool plate;
    apply(b, bar);
    assert_int_equal(replica_plate_is_barred(b->replica, hash, NOON - 1, &plate), GH_OK);
    assert_true(plate);
    assert_int_equal(replica_plate_is_barred(b->replica, hash, NOON, &plate), GH_OK);
    assert_false(plate);
    assert_int_equal(replica_plate_is_barred(b->replica, hash, 0, &plate), GH_OK); /* the clock is not trusted */
    assert_true(plate);
    bar.bar.version = 3;
    bar.bar.until = 0;
    apply(b, bar);
    assert_int_equal(replica_plate_is_barred(b->replica, hash, NOON, &plate), GH_OK);
    assert_true(plate);
}

static void uses_elsewhere_count_until_taken_back(void **state)
{
    struct booth *b = *state;
    struct wire_record use = {.type = WIRE_USE,
                              .use = {.entry_id = id_of(50), .pass_id = id_of(1), .at = NOON, .gate = 3}};
    struct wire_record again = use, other = use;
    struct uuid pass = id_of(1);
    struct use found;
    again.use.entry_id = id_of(51);
    again.use.at = NOON + TICK_HOUR;
    again.use.gate = 4;
    apply(b, again);
    apply(b, use);
    assert_int_equal(replica_find_use(b->replica, &pass, &found), GH_OK);
    assert_true(found.used && !found.here);
    assert_int_equal(found.at, NOON);
    assert_int_equal(found.gate, 3);
    other.use.pass_id = id_of(2);
    assert_int_equal(apply_one(b, other), GH_CONFLICT);
    use.use.taken_back = true;
    apply(b, use);
    use.use.taken_back = false;
    apply(b, use); /* late news */
    assert_int_equal(replica_find_use(b->replica, &pass, &found), GH_OK);
    assert_int_equal(found.gate, 4);
    again.use.taken_back = true;
    apply(b, again);
    assert_int_equal(replica_find_use(b->replica, &pass, &found), GH_OK);
    assert_false(found.used);
}

static void gates_units_guards_and_policy_are_kept(void **state)
{
    struct booth *b = *state;
    struct policy policy;
    struct wire_gate gate;
    struct wire_guard guard;
    struct wire_unit unit;
    size_t count;
    assert_int_equal(replica_policy(b->replica, &policy), GH_OK);
    assert_int_equal(policy.fresh_for, 15 * TICK_MINUTE);
    struct wire_record records[] = {
        {.type = WIRE_GATE,
         .gate = {.gate = 2,
                  .campus = 1,
                  .version = 1,
                  .name_zh = "东门",
                  .name_en = "East Gate",
                  .campus_zh = "主校区",
                  .campus_en = "Main"}},
        {.type = WIRE_UNIT, .unit = {.unit = 42, .version = 1, .name_zh = "物理学院", .name_en = "Physics"}},
        {.type = WIRE_GUARD,
         .guard = {.guard = 7,
                   .version = 1,
                   .active = true,
                   .rights = GUARD_ADMIT,
                   .name = "王",
                   .salt = {1},
                   .verifier = {2},
                   .ops = 3,
                   .mem_kib = 65536,
                   .wrapped = {4},
                   .wrapped_len = GUARD_WRAPPED_MAX}},
        {.type = WIRE_POLICY, .policy = {.version = 1, .policy = policy}},
    };
    records[3].policy.policy.second_guard = true;
    assert_int_equal(replica_write(b->replica, records, 4, b->root_public, NULL), GH_OK);
    assert_int_equal(replica_gates(b->replica, &gate, 1, &count), GH_OK);
    assert_int_equal(count, 1);
    assert_memory_equal(&gate, &records[0].gate, sizeof gate);
    assert_int_equal(replica_find_unit(b->replica, 42, &unit), GH_OK);
    assert_memory_equal(&unit, &records[1].unit, sizeof unit);
    assert_int_equal(replica_find_unit(b->replica, 43, &unit), GH_NOT_FOUND);
    assert_int_equal(replica_guards(b->replica, &guard, 1, &count), GH_OK);
    assert_memory_equal(&guard, &records[2].guard, sizeof guard);
    assert_int_equal(replica_policy(b->replica, &policy), GH_OK);
    assert_true(policy.second_guard);
    records[0].gate.version = 0;
    assert_int_equal(apply_one(b, records[0]), GH_ROLLBACK);
    records[3].policy.version = 2;
    records[3].policy.policy.stale_for = 0;
    assert_int_equal(apply_one(b, records[3]), GH_MALFORMED);
}

static void readers_see_commits_and_cannot_write(void **state)
{
    struct booth *b = *state;
    struct replica *reader = NULL, *second = NULL;
    uint64_t before, after;
    char missing[128];
    (void)snprintf(missing, sizeof missing, "%s/none.db", b->directory);
    assert_int_equal(replica_open(missing, REPLICA_READ, &reader), GH_NOT_FOUND);
    assert_int_equal(access(missing, F_OK), -1);
    assert_int_equal(replica_open(b->path, REPLICA_WRITE, &second), GH_BUSY);
    assert_int_equal(replica_open(b->path, REPLICA_READ, &reader), GH_OK);
    assert_int_equal(replica_data_version(reader, &before), GH_OK);
    apply(b, pass_of(1, 1));
    assert_int_equal(replica_data_version(reader, &after), GH_OK);
    assert_int_not_equal(before, after);
    struct uuid id = id_of(1);
    struct replica_pass pass;
    assert_int_equal(replica_find_pass(reader, &id, &pass), GH_OK);
    struct wire_record record = pass_of(2, 1);
    assert_int_equal(replica_write(reader, &record, 1, b->root_public, NULL), GH_READ_ONLY);
    replica_close(reader);
}

static void expired_passes_leave_no_trace(void **state)
{
    struct booth *b = *state;
    struct wire_record old = pass_of(1, 1), kept = pass_of(2, 1);
    uint64_t deleted;
    static const char planted[] = "planted-display-field";
    memcpy(old.pass.display, planted, sizeof planted);
    old.pass.display_len = sizeof planted;
    kept.pass.claims.expires = NOON + TICK_DAY;
    struct wire_record records[] = {
        old,
        kept,
        revoke_of(1, 2),
        revoke_of(9, 1),
        {.type = WIRE_USE, .use = {.entry_id = id_of(50), .pass_id = id_of(1), .at = NOON, .gate = 3}}};
    assert_int_equal(replica_write(b->replica, records, 5, b->root_public, NULL), GH_OK);
    assert_int_equal(replica_prune(b->replica, NOON + 2 * TICK_HOUR, &deleted), GH_OK);
    assert_int_equal(deleted, 1);
    assert_int_equal(state_of(b, 1), ROW_NONE);
    assert_int_equal(state_of(b, 2), ROW_VALID);
    assert_int_equal(state_of(b, 9), ROW_REVOKED);
    struct replica_stat stat = stat_of(b);
    assert_int_equal(stat.passes, 1);
    assert_int_equal(stat.revoked, 1);
    assert_int_equal(stat.uses, 0);
    assert_int_equal(replica_prune(b->replica, NOON + 500 * TICK_DAY, &deleted), GH_OK);
    assert_int_equal(state_of(b, 9), ROW_NONE);
    replica_close(b->replica); /* the writer's last checkpoint */
    b->replica = NULL;
    char command[256];
    (void)snprintf(command, sizeof command, "grep -q %s '%s'/*", planted, b->directory);
    assert_int_equal(WEXITSTATUS(system(command)), 1); /* grep ran and found nothing */
}

static void a_damaged_replica_is_set_aside_and_built_anew(void **state)
{
    struct booth *b = *state;
    char aside[128];
    for (uint8_t i = 1; i < 200; i++)
        apply(b, pass_of(i, 1));
    replica_close(b->replica);
    b->replica = NULL;
    int fd = open(b->path, O_WRONLY);
    char junk[4096];
    memset(junk, 0x5a, sizeof junk);
    for (off_t page = 1; page < 12; page++)
        assert_int_equal(pwrite(fd, junk, sizeof junk, page * (off_t)sizeof junk), sizeof junk);
    assert_int_equal(close(fd), 0);
    assert_int_equal(replica_open(b->path, REPLICA_WRITE, &b->replica), GH_CORRUPT);
    assert_null(b->replica);
    assert_int_equal(replica_set_aside(b->path, aside, sizeof aside), GH_OK);
    assert_int_equal(access(aside, F_OK), 0);
    assert_int_equal(access(b->path, F_OK), -1);
    assert_int_equal(replica_open(b->path, REPLICA_WRITE, &b->replica), GH_OK);
    apply(b, pass_of(1, 1));
}

#define WITH_BOOTH(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_BOOTH(a_pass_comes_back_as_it_went_in),
        WITH_BOOTH(a_pass_without_person_plate_group_display_has_none),
        WITH_BOOTH(versions_only_rise),
        WITH_BOOTH(revoked_is_for_good),
        WITH_BOOTH(a_revocation_may_come_before_its_pass),
        WITH_BOOTH(a_batch_is_applied_whole_or_not_at_all),
        WITH_BOOTH(a_batch_has_a_limit),
        WITH_BOOTH(only_a_complete_stream_makes_younger),
        WITH_BOOTH(key_sets_need_the_root_and_a_rising_epoch),
        WITH_BOOTH(two_key_sets_of_one_epoch_conflict),
        WITH_BOOTH(plates_are_found_within_their_window),
        WITH_BOOTH(a_group_is_its_vehicle_and_then_its_riders),
        WITH_BOOTH(short_numbers_find_their_pass),
        WITH_BOOTH(barring_can_be_lifted),
        WITH_BOOTH(a_bar_ends_by_itself_once_the_time_is_sure),
        WITH_BOOTH(uses_elsewhere_count_until_taken_back),
        WITH_BOOTH(gates_units_guards_and_policy_are_kept),
        WITH_BOOTH(readers_see_commits_and_cannot_write),
        WITH_BOOTH(expired_passes_leave_no_trace),
        WITH_BOOTH(a_damaged_replica_is_set_aside_and_built_anew),
    };
    if (sodium_init() < 0)
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}

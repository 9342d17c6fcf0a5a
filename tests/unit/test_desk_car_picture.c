/* Pictures of vehicles for the office are taken only if the policy says so, sealed at once, and deleted when the server
 * has them or they expire. */
#include "support/test.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "support/booth.h"
#include "wire/car_picture.h"

static const uint8_t jpeg[] = {0xff, 0xd8, 0xff, 0xe0, 0, 16, 'J', 'F', 'I', 'F', 0, 1, 2, 3};

struct scene {
    struct booth b;
    uint8_t sealing_public[SEALING_KEY_LEN], sealing_secret[SEALING_KEY_LEN];
    struct uuid entry; /* of a car that nobody expected */
};

static void allow(struct booth *b, tick keep)
{
    struct policy policy = b->policy;
    policy.car_picture_keep = keep;
    booth_set_policy(b, &policy);
    booth_do(b, (struct desk_command){.kind = COMMAND_REFRESH});
}

static void open_scene(struct scene *s, tick keep)
{
    booth_open(&s->b, true);
    assert_int_equal(crypto_box_keypair(s->sealing_public, s->sealing_secret), 0);
    booth_set_sealing(&s->b, s->sealing_public);
    allow(&s->b, keep);
    booth_type(&s->b, COMMAND_PLATE,
               "\xe6\xb2\xaa"
               "C98765");
    assert_int_equal(s->b.shown.verdict.reason, REASON_NOT_EXPECTED);
    s->entry = s->b.shown.entry;
}

static void put(struct scene *s, const struct uuid *entry)
{
    struct desk_command command = {.kind = COMMAND_CAR_PICTURE, .id = *entry, .photo_len = sizeof jpeg};
    uint8_t photo[sizeof jpeg];
    memcpy(photo, jpeg, sizeof photo);
    command.photo = photo;
    booth_do(&s->b, command);
}

static size_t waiting(struct scene *s)
{
    struct box boxes[4];
    size_t count = 0;
    assert_int_equal(journal_waiting_boxes(s->b.desk->stores.journal, BOX_CAR_PICTURE, 0, boxes, 4, &count), GH_OK);
    return count;
}

static void none_is_kept_where_the_policy_says_nothing(void **unused)
{
    (void)unused;
    struct scene s;
    open_scene(&s, 0);
    put(&s, &s.entry);
    assert_int_equal(s.b.failed, GH_DENIED);
    assert_int_equal(waiting(&s), 0);
    booth_close(&s.b);
}

static void a_picture_is_sealed_for_the_server_alone(void **unused)
{
    (void)unused;
    struct scene s;
    struct uuid id;
    struct bytes photo;
    uint8_t *box, *plain, other_public[SEALING_KEY_LEN], other_secret[SEALING_KEY_LEN];
    size_t len;
    open_scene(&s, 7 * TICK_DAY);
    put(&s, &s.entry);
    assert_int_equal(s.b.failed_count, 0);
    assert_int_equal(journal_box_sealed(s.b.desk->stores.journal, BOX_CAR_PICTURE, &s.entry, &box, &len), GH_OK);
    assert_int_equal(len, UUID_LEN + sizeof jpeg + SEAL_BYTES);
    assert_int_equal(crypto_box_keypair(other_public, other_secret), 0);
    assert_int_equal(car_picture_open(BYTES(box, len), other_public, other_secret, &id, &plain, &photo),
                     GH_BAD_SIGNATURE);
    assert_int_equal(car_picture_open(BYTES(box, len), s.sealing_public, s.sealing_secret, &id, &plain, &photo), GH_OK);
    assert_memory_equal(&id, &s.entry, sizeof id);
    assert_int_equal(photo.len, sizeof jpeg);
    assert_memory_equal(photo.data, jpeg, sizeof jpeg);
    free(plain);
    free(box);

    put(&s, &s.entry); /* one for an entry */
    assert_int_equal(s.b.failed, GH_CONFLICT);
    struct uuid none = s.entry;
    none.b[15] ^= 1;
    put(&s, &none);
    assert_int_equal(s.b.failed, GH_NOT_FOUND);
    assert_int_equal(waiting(&s), 1);
    booth_close(&s.b);
}

static void it_goes_when_the_server_has_it(void **unused)
{
    (void)unused;
    struct scene s;
    struct replica *replica;
    open_scene(&s, 7 * TICK_DAY);
    put(&s, &s.entry);
    booth_pass_time(&s.b, TICK_MINUTE);
    desk_tend(s.b.desk);
    assert_int_equal(waiting(&s), 1);
    assert_int_equal(replica_open(s.b.replica_path, REPLICA_WRITE, &replica), GH_OK);
    const struct box box = {.kind = BOX_CAR_PICTURE, .id = s.entry};
    assert_int_equal(replica_settle_box(replica, &box, WALK_UP_BY_PEOPLE, 0), GH_OK);
    replica_close(replica);
    booth_pass_time(&s.b, TICK_MINUTE);
    desk_tend(s.b.desk);
    assert_int_equal(waiting(&s), 0);
    booth_close(&s.b);
}

static void it_goes_when_its_time_is_over_or_nobody_wants_it(void **unused)
{
    (void)unused;
    struct scene s;
    open_scene(&s, 2 * TICK_DAY);
    put(&s, &s.entry);
    booth_pass_time(&s.b, TICK_DAY);
    desk_tend(s.b.desk);
    assert_int_equal(waiting(&s), 1);
    booth_pass_time(&s.b, TICK_DAY + TICK_HOUR);
    desk_tend(s.b.desk);
    assert_int_equal(waiting(&s), 0);
    booth_close(&s.b);

    open_scene(&s, 2 * TICK_DAY);
    put(&s, &s.entry);
    allow(&s.b, 0);
    booth_pass_time(&s.b, 2 * TICK_HOUR);
    desk_tend(s.b.desk);
    assert_int_equal(waiting(&s), 0);
    booth_close(&s.b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(none_is_kept_where_the_policy_says_nothing),
        cmocka_unit_test(a_picture_is_sealed_for_the_server_alone),
        cmocka_unit_test(it_goes_when_the_server_has_it),
        cmocka_unit_test(it_goes_when_its_time_is_over_or_nobody_wants_it),
    };
    return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}

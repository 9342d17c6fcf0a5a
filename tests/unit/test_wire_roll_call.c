/* What a booth hands up of a roll call: it reads back as it was sealed, and nothing else is taken. */
#include "support/test.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "wire/record.h"

#define NOON ((tick)1790000000000)

struct keys {
    uint8_t open[SEALING_KEY_LEN], secret[SEALING_KEY_LEN];
};

static struct keys keys_of(void)
{
    struct keys k;
    assert_int_equal(crypto_box_keypair(k.open, k.secret), 0);
    return k;
}

static struct roll_subject subject_of(int n)
{
    struct roll_subject s = {
        .pass = n % 2, .vehicle = n % 3 == 0, .since = NOON + n, .gate = (uint8_t)(n % GATE_COUNT)};
    s.id.b[0] = 1;
    s.id.b[UUID_LEN - 1] = (uint8_t)n;
    s.id.b[UUID_LEN - 2] = (uint8_t)(n >> 8);
    s.car.b[3] = (uint8_t)(n % 5);
    return s;
}

static struct roll_box box_of(enum roll_box_kind kind, size_t count)
{
    return (struct roll_box){.kind = kind,
                             .roll_call = {{9}},
                             .at = NOON,
                             .clock_trusted = true,
                             .guard = 4000000000,
                             .number = kind == ROLL_BOX_TICK ? (uint64_t)NOON : 0,
                             .mark = kind == ROLL_BOX_TICK ? ROLL_SAFE : ROLL_OPEN,
                             .count = count};
}

static void assert_back(const struct roll_box *box)
{
    const struct keys keys = keys_of();
    struct roll_subject *made = calloc(ROLL_BOX_SUBJECTS, sizeof *made),
                        *read = calloc(ROLL_BOX_SUBJECTS, sizeof *read);
    struct roll_box back;
    uint8_t *sealed = NULL;
    size_t len = 0;
    for (size_t i = 0; i < box->count; i++)
        made[i] = subject_of((int)i);
    assert_int_equal(roll_box_seal(box, made, keys.open, &sealed, &len), GH_OK);
    assert_true(box_length_fits(BOX_ROLL_CALL, len));
    assert_int_equal(roll_box_open(BYTES(sealed, len), keys.open, keys.secret, &back, read), GH_OK);
    assert_true(back.kind == box->kind && back.at == box->at && back.guard == box->guard &&
                back.number == box->number && back.mark == box->mark && back.count == box->count &&
                back.clock_trusted == box->clock_trusted && uuid_equal(&back.roll_call, &box->roll_call));
    for (size_t i = 0; i < box->count; i++)
        assert_true(uuid_equal(&read[i].id, &made[i].id) && uuid_equal(&read[i].car, &made[i].car) &&
                    read[i].pass == made[i].pass && read[i].vehicle == made[i].vehicle &&
                    read[i].since == made[i].since && read[i].gate == made[i].gate);
    sealed[len - 1] ^= 1;
    assert_int_equal(roll_box_open(BYTES(sealed, len), keys.open, keys.secret, &back, read), GH_BAD_SIGNATURE);
    free(sealed);
    free(made);
    free(read);
}

static void a_box_reads_back_as_it_was_sealed(void **state)
{
    (void)state;
    const struct roll_box boxes[] = {box_of(ROLL_BOX_TICK, 1), box_of(ROLL_BOX_LIST, 0), box_of(ROLL_BOX_LIST, 3),
                                     box_of(ROLL_BOX_LIST, ROLL_BOX_SUBJECTS), box_of(ROLL_BOX_END, 0)};
    for (size_t i = 0; i < sizeof boxes / sizeof boxes[0]; i++)
        assert_back(&boxes[i]);
}

static void what_no_booth_says_is_not_sealed(void **state)
{
    (void)state;
    const struct keys keys = keys_of();
    struct roll_subject one = subject_of(1), nobody = subject_of(1), far = subject_of(1);
    struct roll_box two = box_of(ROLL_BOX_TICK, 2), missing = box_of(ROLL_BOX_TICK, 1), good = box_of(ROLL_BOX_TICK, 1),
                    nameless = box_of(ROLL_BOX_LIST, 1), crowded = box_of(ROLL_BOX_END, 1),
                    marked = box_of(ROLL_BOX_END, 0), many = box_of(ROLL_BOX_LIST, ROLL_BOX_SUBJECTS + 1);
    uint8_t *sealed = NULL;
    size_t len;
    nobody.id = (struct uuid){{0}};
    far.gate = GATE_COUNT;
    missing.mark = ROLL_MISSING; /* is said on pages */
    marked.mark = ROLL_SAFE;
    nameless.roll_call = (struct uuid){{0}};
    assert_int_equal(roll_box_seal(&two, &one, keys.open, &sealed, &len), GH_MALFORMED);
    assert_int_equal(roll_box_seal(&missing, &one, keys.open, &sealed, &len), GH_MALFORMED);
    assert_int_equal(roll_box_seal(&nameless, &one, keys.open, &sealed, &len), GH_MALFORMED);
    assert_int_equal(roll_box_seal(&crowded, &one, keys.open, &sealed, &len), GH_MALFORMED);
    assert_int_equal(roll_box_seal(&marked, NULL, keys.open, &sealed, &len), GH_MALFORMED);
    assert_int_equal(roll_box_seal(&many, &one, keys.open, &sealed, &len), GH_TOO_LONG);
    assert_int_equal(roll_box_seal(&good, &nobody, keys.open, &sealed, &len), GH_MALFORMED);
    assert_int_equal(roll_box_seal(&good, &far, keys.open, &sealed, &len), GH_MALFORMED);
    assert_null(sealed);
}

static void what_is_cut_or_longer_is_refused(void **state)
{
    (void)state;
    uint8_t plain[ROLL_BOX_HEAD + ROLL_BOX_SUBJECT + 1] = {1, ROLL_BOX_LIST, 9};
    struct roll_subject *read = calloc(ROLL_BOX_SUBJECTS, sizeof *read);
    struct roll_box box;
    plain[ROLL_BOX_HEAD - 1] = 1; /* one subject */
    plain[ROLL_BOX_HEAD] = 7;     /* of its id */
    assert_int_equal(roll_box_decode(BYTES(plain, sizeof plain - 1), &box, read), GH_OK);
    assert_int_equal(box.count, 1);
    assert_int_equal(roll_box_decode(BYTES(plain, sizeof plain), &box, read), GH_MALFORMED);
    for (size_t len = 0; len < sizeof plain - 1; len++)
        assert_int_equal(roll_box_decode(BYTES(plain, len), &box, read), GH_MALFORMED);
    plain[0] = 2;
    assert_int_equal(roll_box_decode(BYTES(plain, sizeof plain - 1), &box, read), GH_UNSUPPORTED);
    free(read);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_box_reads_back_as_it_was_sealed),
        cmocka_unit_test(what_no_booth_says_is_not_sealed),
        cmocka_unit_test(what_is_cut_or_longer_is_refused),
    };
    return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}

/* Boxes as they travel: what is in each kind, that only the server opens it, and the line that carries it on a stick.
 */
#include "support/test.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "wire/box.h"
#include "wire/car_picture.h"
#include "wire/emergency.h"
#include "wire/walk_up.h"

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
    uint8_t *box, *plain, long_text[WALK_UP_PLAIN_MAX + 1];
    size_t len = 0, plain_len = 0, longer = 0;
    assert_int_equal(crypto_box_keypair(public_key, secret_key), 0);
    randombytes_buf(other, sizeof other);
    assert_int_equal(walk_up_seal(bytes_of_string("{\"name\":\"\xe7\x8e\x8b\"}"), public_key, &box, &len), GH_OK);
    assert_int_equal(walk_up_open(BYTES(box, len), public_key, secret_key, &plain, &plain_len), GH_OK);
    assert_int_equal(plain_len, WALK_UP_PAD);
    assert_memory_equal(plain, "{\"name\":\"\xe7\x8e\x8b\"} ", 15);
    seal_wipe(plain, plain_len);
    assert_int_equal(walk_up_open(BYTES(box, len), public_key, other, &plain, &plain_len), GH_BAD_SIGNATURE);
    box[40] ^= 1;
    assert_int_equal(walk_up_open(BYTES(box, len), public_key, secret_key, &plain, &plain_len), GH_BAD_SIGNATURE);
    assert_int_equal(walk_up_open(BYTES(box, len - 1), public_key, secret_key, &plain, &plain_len), GH_MALFORMED);
    assert_int_equal(walk_up_open(BYTES(box, SEAL_BYTES), public_key, secret_key, &plain, &plain_len), GH_MALFORMED);
    free(box);
    /* A longer name must not show. */
    assert_int_equal(
        walk_up_seal(bytes_of_string("{\"name\":\"Anne-Marie Dupont-Lagrange\"}"), public_key, &box, &longer), GH_OK);
    assert_int_equal(longer, len);
    free(box);
    memset(long_text, 'x', sizeof long_text);
    assert_int_equal(walk_up_seal(BYTES(long_text, WALK_UP_PLAIN_MAX), public_key, &box, &len), GH_OK);
    assert_int_equal(len, WALK_UP_SEALED_MAX);
    free(box);
    assert_int_equal(walk_up_seal(BYTES(long_text, sizeof long_text), public_key, &box, &len), GH_TOO_LONG);
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
    assert_memory_equal(&e.id, &back.id, sizeof e.id);
    assert_memory_equal(&e.application, &back.application, sizeof e.application);
    assert_int_equal(e.at, back.at);
    assert_int_equal(e.clock_trusted, back.clock_trusted);
    assert_int_equal(e.guard, back.guard);
    assert_int_equal(e.second_guard, back.second_guard);
    assert_int_equal(e.reason, back.reason);
    assert_string_equal(e.approver, back.approver);
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

/* ---- The line of a stick ---- */

static void every_kind_reads_back_at_its_limits(void **unused)
{
    (void)unused;
    for (int kind = BOX_WALK_UP; kind < BOX_KIND_END; kind++) {
        const size_t max = box_form((enum box_kind)kind)->sealed_max, lengths[] = {SEAL_BYTES + 1, max};
        uint8_t *sealed = malloc(max + 1), *read;
        assert_non_null(sealed);
        randombytes_buf(sealed, max + 1);
        for (size_t i = 0; i < 2; i++) {
            const struct box box = {
                .kind = (enum box_kind)kind, .number = 427, .id = id_of(1), .at = NOON, .clock_trusted = i > 0};
            struct box back = {0};
            char *line, why[WIRE_ERROR_SIZE];
            size_t len;
            assert_int_equal(box_encode(&box, BYTES(sealed, lengths[i]), &line), GH_OK);
            assert_true(strlen(line) <= BOX_LINE_MAX);
            assert_int_equal(box_decode(bytes_of_string(line), &back, &read, &len, why), GH_OK);
            assert_int_equal(back.kind, kind);
            assert_int_equal(back.number, 427);
            assert_true(uuid_equal(&back.id, &box.id));
            assert_int_equal(back.at, NOON);
            assert_int_equal(back.clock_trusted, i > 0);
            assert_int_equal(len, lengths[i]);
            assert_memory_equal(read, sealed, len);
            free(line);
            free(read);
        }
        const struct box box = {.kind = (enum box_kind)kind, .number = 1, .id = id_of(1)};
        char *line;
        assert_int_equal(box_encode(&box, BYTES(sealed, max + 1), &line), GH_MALFORMED);
        assert_int_equal(box_encode(&box, BYTES(sealed, SEAL_BYTES), &line), GH_MALFORMED);
        free(sealed);
    }
}

#define SEALED "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef01"
#define ID "\"id\":\"0190a5e0-0000-7000-8000-000000000001\""

static enum gh_status decode(const char *line, struct box *out)
{
    char why[WIRE_ERROR_SIZE] = "";
    uint8_t *sealed = NULL;
    size_t len = 0;
    enum gh_status status = box_decode(bytes_of_string(line), out, &sealed, &len, why);
    if (status)
        assert_true(why[0] != '\0' && sealed == NULL);
    free(sealed);
    return status;
}

static void an_older_booth_is_understood(void **unused)
{
    (void)unused;
    struct box box = {0};
    assert_int_equal(decode("{\"t\":\"application\"," ID
                            ",\"number\":3,\"at\":5,\"clock_trusted\":true,\"sealed\":\"" SEALED "\"}",
                            &box),
                     GH_OK);
    assert_int_equal(box.kind, BOX_WALK_UP);
    assert_int_equal(box.number, 3);
    assert_true(box.clock_trusted);
}

static void a_line_that_is_no_box_is_refused(void **unused)
{
    (void)unused;
    struct box box;
    const struct {
        const char *line;
        enum gh_status status;
    } cases[] = {
        {"{\"t\":\"entry\"}", GH_UNSUPPORTED},
        {"{\"t\":\"application\"}", GH_MALFORMED},
        {"{\"t\":\"box\"," ID ",\"number\":3,\"at\":5,\"sealed\":\"" SEALED "\"}", GH_MALFORMED},
        {"{\"t\":\"box\",\"kind\":\"parcel\"," ID ",\"number\":3,\"at\":5,\"sealed\":\"" SEALED "\"}", GH_UNSUPPORTED},
        {"{\"t\":\"box\",\"kind\":\"walk-up\"," ID ",\"number\":0,\"at\":5,\"sealed\":\"" SEALED "\"}", GH_MALFORMED},
        {"{\"t\":\"box\",\"kind\":\"walk-up\"," ID ",\"number\":1,\"at\":5,\"sealed\":\"A" SEALED "B\"}",
         GH_NOT_CANONICAL},
        {"{\"t\":\"box\",\"kind\":\"walk-up\"," ID ",\"number\":1,\"at\":5,\"more\":1,\"sealed\":\"" SEALED "\"}",
         GH_UNSUPPORTED},
        {"[]", GH_MALFORMED},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_int_equal(decode(cases[i].line, &box), cases[i].status);
}

/* ---- Over the network ---- */

static void a_path_names_kind_and_id(void **unused)
{
    (void)unused;
    char target[BOX_TARGET_SIZE];
    struct uuid id;
    assert_int_equal(uuid_parse(bytes_of_string("0190a5e0-0000-7000-8000-000000000001"), &id), GH_OK);
    box_target(&(struct box){.kind = BOX_CAR_PICTURE, .id = id, .number = 2, .at = NOON, .clock_trusted = true},
               target);
    assert_string_equal(target, "/device/boxes/car-picture/0190a5e0-0000-7000-8000-000000000001"
                                "?number=2&at=1790000000000&clock_trusted=1");
    for (int kind = BOX_WALK_UP; kind < BOX_KIND_END; kind++)
        assert_int_equal(box_kind_from_name(bytes_of_string(box_kind_name((enum box_kind)kind))), kind);
    assert_int_equal(box_kind_from_name(bytes_of_string("parcel")), 0);
    assert_int_equal(box_kind_from_name(bytes_of_string("")), 0);
    assert_null(box_form(BOX_KIND_END));
    assert_null(box_form((enum box_kind)0));
}

static void an_answer_says_whether_it_was_taken(void **unused)
{
    (void)unused;
    struct box_answer answer = {0};
    assert_int_equal(box_answer_decode(bytes_of_string("{\"taken\":true,\"later\":1}"), &answer), GH_OK);
    assert_true(answer.taken);
    assert_int_equal(box_answer_decode(bytes_of_string("{\"taken\":false,\"reason\":\"barred\"}"), &answer), GH_OK);
    assert_false(answer.taken);
    assert_int_equal(answer.reason, WALK_UP_BARRED);
    assert_int_equal(box_answer_decode(bytes_of_string("{\"taken\":false}"), &answer), GH_OK);
    assert_int_equal(answer.reason, WALK_UP_BY_PEOPLE);
    assert_int_equal(box_answer_decode(bytes_of_string("{}"), &answer), GH_MALFORMED);
    assert_int_equal(box_answer_decode(bytes_of_string("{\"taken\":1}"), &answer), GH_MALFORMED);
    assert_int_equal(box_answer_decode(bytes_of_string(""), &answer), GH_MALFORMED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_the_server_opens_a_box),
        cmocka_unit_test(an_emergency_is_opened_by_the_server_alone),
        cmocka_unit_test(every_kind_reads_back_at_its_limits),
        cmocka_unit_test(an_older_booth_is_understood),
        cmocka_unit_test(a_line_that_is_no_box_is_refused),
        cmocka_unit_test(a_path_names_kind_and_id),
        cmocka_unit_test(an_answer_says_whether_it_was_taken),
    };
    return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}

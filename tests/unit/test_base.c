/* Base45, hexadecimal, UUIDs, cursor and writer. */
#include "support/test.h"
#include "support/vectors.h"

#include <string.h>

#include "base/base45.h"
#include "base/bytes.h"
#include "base/tick.h"
#include "base/utf8.h"
#include "base/uuid.h"

static enum gh_status decode(const char *text, uint8_t *out, size_t cap, size_t *len)
{
    return base45_decode(bytes_of_string(text), out, cap, len);
}

static void rfc9285_examples(void **state)
{
    (void)state;
    static const struct {
        const char *plain, *base45;
    } examples[] = {{"AB", "BB8"}, {"Hello!!", "%69 VD92EX0"}, {"base-45", "UJCLQE7W581"}, {"ietf!", "QED8WEX0"}};
    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
        char text[32];
        uint8_t plain[16];
        size_t len;
        assert_int_equal(base45_encode(bytes_of_string(examples[i].plain), text, sizeof text), GH_OK);
        assert_string_equal(text, examples[i].base45);
        assert_int_equal(decode(examples[i].base45, plain, sizeof plain, &len), GH_OK);
        assert_int_equal(len, strlen(examples[i].plain));
        assert_memory_equal(plain, examples[i].plain, len);
    }
}

static void refuses_what_rfc9285_refuses(void **state)
{
    (void)state;
    /* GGW is 65536; ::: and :: overflow; lower case and '#' are not in the alphabet; 4 characters are 3n + 1. */
    static const char *const bad[] = {"GGW", ":::", "::", "a", "BB#", "bb8", "BB8B", "0"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        uint8_t out[8] = {7};
        size_t len = 99;
        assert_int_equal(decode(bad[i], out, sizeof out, &len), GH_MALFORMED);
        assert_int_equal(out[0], 7);
        assert_int_equal(len, 99);
    }
    uint8_t out[8];
    size_t len;
    assert_int_equal(decode("FGW", out, sizeof out, &len), GH_OK);
}

static void stays_within_the_buffers_given(void **state)
{
    (void)state;
    uint8_t out[3];
    char text[7];
    size_t len;
    assert_int_equal(decode("%69 VD", out, 3, &len), GH_TOO_LONG);
    assert_int_equal(base45_encode(BYTES("1234", 4), text, 6), GH_TOO_LONG);
    assert_int_equal(base45_encode(BYTES("1234", 4), text, 7), GH_OK);
}

static void base45_suite_of_others(void **state)
{
    (void)state;
    json_t *cases = vectors_load("base45");
    if (!cases)
        skip();
    size_t i;
    json_t *item;
    json_array_foreach(cases, i, item)
    {
        uint8_t out[256], expected[256];
        size_t len = 0;
        enum gh_status status = decode(vectors_text(item, "b45", ""), out, sizeof out, &len);
        if (strcmp(vectors_text(item, "expect", ""), "ok") != 0) {
            assert_int_not_equal(status, GH_OK);
            continue;
        }
        assert_int_equal(status, GH_OK);
        assert_int_equal(vectors_hex(item, "hex", expected, sizeof expected), len);
        assert_memory_equal(out, expected, len);
    }
    json_decref(cases);
}

static void hex_wants_exactly_its_digits(void **state)
{
    (void)state;
    uint8_t out[2];
    assert_int_equal(hex_decode(bytes_of_string("aBc1"), out, 2), GH_OK);
    assert_int_equal(out[0] << 8 | out[1], 0xabc1);
    assert_int_equal(hex_decode(bytes_of_string("abc"), out, 2), GH_MALFORMED);
    assert_int_equal(hex_decode(bytes_of_string("abc123"), out, 2), GH_MALFORMED);
    assert_int_equal(hex_decode(bytes_of_string("abcg"), out, 2), GH_MALFORMED);
    assert_int_equal(out[0] << 8 | out[1], 0xabc1);
}

static void uuid_v7_carries_its_time(void **state)
{
    (void)state;
    /* RFC 9562 A.6: 2022-02-22T19:22:22Z, rand_a 0xCC3, rand_b 0x18C4DC0C0C07398F. */
    const uint8_t random[10] = {0x0c, 0xc3, 0x18, 0xc4, 0xdc, 0x0c, 0x0c, 0x07, 0x39, 0x8f};
    struct uuid id = uuid_v7(1645557742000, random), parsed;
    char text[UUID_TEXT_SIZE];
    uuid_format(&id, text);
    assert_string_equal(text, "017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
    assert_int_equal(uuid_time(&id), 1645557742000);
    assert_int_equal(uuid_parse(bytes_of_string(text), &parsed), GH_OK);
    assert_true(uuid_equal(&id, &parsed));
}

static void uuid_refuses_other_forms(void **state)
{
    (void)state;
    static const char *const bad[] = {"",
                                      "017f22e279b07cc398c4dc0c0c07398f",
                                      "017f22e2-79b0-7cc3-98c4-dc0c0c07398",
                                      "017f22e2-79b0-7cc3-98c4-dc0c0c07398f0",
                                      "017f22e2-79b0-7cc3-98c4-dc0c0c07398g",
                                      "{17f22e2-79b0-7cc3-98c4-dc0c0c07398f"};
    struct uuid id = {0};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(uuid_parse(bytes_of_string(bad[i]), &id), GH_MALFORMED);
    assert_true(uuid_is_nil(&id));
    struct uuid v4 = {.b = {[6] = 0x40, [8] = 0x80}};
    assert_int_equal(uuid_time(&v4), -1);
}

static void cursor_never_moves_on_failure(void **state)
{
    (void)state;
    struct cursor c = cursor_over(BYTES("\x01\x02\x03", 3));
    uint64_t value = 0;
    struct bytes part;
    assert_int_equal(cursor_take_uint(&c, 4, &value), GH_TRUNCATED);
    assert_int_equal(c.left, 3);
    assert_int_equal(cursor_take_uint(&c, 2, &value), GH_OK);
    assert_int_equal(value, 0x0102);
    assert_int_equal(cursor_take(&c, SIZE_MAX, &part), GH_TRUNCATED);
    assert_int_equal(cursor_take(&c, 1, &part), GH_OK);
    assert_int_equal(cursor_take_u8(&c, &(uint8_t){0}), GH_TRUNCATED);
}

static void writer_remembers_an_overflow(void **state)
{
    (void)state;
    uint8_t buffer[4] = {0};
    struct writer w = writer_over(buffer, sizeof buffer);
    writer_put_uint(&w, 4, 0x01020304);
    writer_put_u8(&w, 5);
    assert_true(w.overflow);
    assert_int_equal(w.len, 4);
    writer_put(&w, BYTES(NULL, 0));
    assert_true(w.overflow);
}

static void seconds_round_down(void **state)
{
    (void)state;
    assert_int_equal(tick_to_seconds(1999), 1);
    assert_int_equal(tick_to_seconds(-1), -1);
    assert_int_equal(tick_to_seconds(-1000), -1);
    assert_int_equal(tick_to_seconds(-1001), -2);
    assert_int_equal(tick_doubled(5, 0, 60), 5);
    assert_int_equal(tick_doubled(5, -1, 60), 5);
    assert_int_equal(tick_doubled(5, 3, 60), 40);
    assert_int_equal(tick_doubled(5, 4, 60), 60);
    assert_int_equal(tick_doubled(5, INT64_MAX, 60), 60);
    assert_int_equal(tick_doubled(90, 0, 60), 60);
}

static void every_status_has_a_name_of_its_own(void **state)
{
    (void)state;
    for (int i = 0; i < GH_STATUS_COUNT; i++) {
        for (int j = 0; j < i; j++)
            assert_string_not_equal(gh_status_name((enum gh_status)i), gh_status_name((enum gh_status)j));
    }
    assert_string_equal(gh_status_name((enum gh_status)GH_STATUS_COUNT), "unknown-status");
}

static void a_text_that_is_cut_ends_with_a_whole_character(void **state)
{
    (void)state;
    static const struct {
        const char *text, *whole;
    } cases[] = {{"", ""},
                 {"abc", "abc"},
                 {"车牌", "车牌"},
                 {"车\xe7\x89", "车"},
                 {"车\xe7", "车"},
                 {"\xe8\xbd", ""},
                 {"a\xff"
                  "b",
                  "a"},
                 {"\xf0\x9f\x9a\x97", "\xf0\x9f\x9a\x97"},
                 {"\xf0\x9f\x9a", ""}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[16];
        (void)strcpy(text, cases[i].text);
        utf8_end_whole(text);
        assert_string_equal(text, cases[i].whole);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rfc9285_examples),
        cmocka_unit_test(refuses_what_rfc9285_refuses),
        cmocka_unit_test(stays_within_the_buffers_given),
        cmocka_unit_test(base45_suite_of_others),
        cmocka_unit_test(hex_wants_exactly_its_digits),
        cmocka_unit_test(uuid_v7_carries_its_time),
        cmocka_unit_test(uuid_refuses_other_forms),
        cmocka_unit_test(cursor_never_moves_on_failure),
        cmocka_unit_test(writer_remembers_an_overflow),
        cmocka_unit_test(a_text_that_is_cut_ends_with_a_whole_character),
        cmocka_unit_test(seconds_round_down),
        cmocka_unit_test(every_status_has_a_name_of_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

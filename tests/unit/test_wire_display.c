/* The sealed display field: opens only with its key, pass and version, and its length tells nothing. */
#include "support/test.h"

#include <sodium.h>
#include <string.h>

#include "wire/display.h"
#include "wire/text.h"

static const uint8_t key[DATA_KEY_LEN] = {1, 2, 3};
static const struct uuid pass = {{0x01, 0x99, 0xf0, 0xde, 0x7e, 0, 0x70, 0, 0x80, 1}};

static struct display zhang(void)
{
    return (struct display){.name = "张*三",
                            .sex = 'M',
                            .id_tail = "002X",
                            .plate = "京A·D12345",
                            .unit_zh = "计算机学院",
                            .unit_en = "School of Computer Science",
                            .purpose = "学术报告",
                            .host = "李*"};
}

static size_t seal(const struct display *display, uint8_t out[static WIRE_DISPLAY_MAX])
{
    size_t len = 0;
    assert_int_equal(display_seal(display, key, &pass, 7, out, &len), GH_OK);
    return len;
}

static void a_field_opens_as_it_was_sealed(void **unused)
{
    (void)unused;
    struct display in = zhang(), out;
    uint8_t sealed[WIRE_DISPLAY_MAX];
    size_t len = seal(&in, sealed);
    memset(&out, 0xff, sizeof(out));
    assert_int_equal(display_open(BYTES(sealed, len), key, &pass, 7, &out), GH_OK);
    assert_memory_equal(&in, &out, sizeof(in));
}

static void it_opens_for_no_other_key_pass_or_version(void **unused)
{
    (void)unused;
    struct display in = zhang(), out = {.name = "untouched"};
    uint8_t sealed[WIRE_DISPLAY_MAX];
    size_t len = seal(&in, sealed);
    uint8_t other_key[DATA_KEY_LEN] = {1, 2, 4};
    struct uuid other_pass = pass;
    other_pass.b[15] ^= 1;
    assert_int_equal(display_open(BYTES(sealed, len), other_key, &pass, 7, &out), GH_BAD_SIGNATURE);
    assert_int_equal(display_open(BYTES(sealed, len), key, &other_pass, 7, &out), GH_BAD_SIGNATURE);
    assert_int_equal(display_open(BYTES(sealed, len), key, &pass, 8, &out), GH_BAD_SIGNATURE);
    assert_string_equal(out.name, "untouched");
}

static void every_altered_byte_is_found(void **unused)
{
    (void)unused;
    struct display in = zhang(), out;
    uint8_t sealed[WIRE_DISPLAY_MAX];
    size_t len = seal(&in, sealed);
    for (size_t i = 0; i < len; i++) {
        sealed[i] ^= 0x40;
        assert_int_equal(display_open(BYTES(sealed, len), key, &pass, 7, &out), GH_BAD_SIGNATURE);
        sealed[i] ^= 0x40;
    }
    for (size_t shorter = 0; shorter < len; shorter++)
        assert_int_equal(display_open(BYTES(sealed, shorter), key, &pass, 7, &out), GH_MALFORMED);
}

static void the_length_says_nothing_about_the_name(void **unused)
{
    (void)unused;
    uint8_t sealed[WIRE_DISPLAY_MAX];
    struct display in = zhang();
    size_t ordinary = seal(&in, sealed);
    struct display nobody = {.sex = 0};
    assert_int_equal(seal(&nobody, sealed), ordinary);
    memset(in.name, 'x', 40);
    assert_int_equal(seal(&in, sealed), ordinary);
}

static void every_field_at_its_longest_fits(void **unused)
{
    (void)unused;
    struct display in = {.sex = 'F'}, out;
    memset(in.name, 'n', sizeof(in.name) - 1);
    memset(in.id_tail, '1', sizeof(in.id_tail) - 1);
    memset(in.plate, 'p', sizeof(in.plate) - 1);
    memset(in.unit_zh, 'u', sizeof(in.unit_zh) - 1);
    memset(in.unit_en, 'v', sizeof(in.unit_en) - 1);
    memset(in.purpose, 'w', sizeof(in.purpose) - 1);
    memset(in.host, 'h', sizeof(in.host) - 1);
    uint8_t sealed[WIRE_DISPLAY_MAX];
    size_t len = seal(&in, sealed);
    assert_int_equal(len, WIRE_DISPLAY_MAX);
    assert_int_equal(display_open(BYTES(sealed, len), key, &pass, 7, &out), GH_OK);
    assert_memory_equal(&in, &out, sizeof(in));
}

static void what_no_screen_should_show_is_not_sealed(void **unused)
{
    (void)unused;
    uint8_t sealed[WIRE_DISPLAY_MAX];
    size_t len = 99;
    struct display in = zhang();
    in.sex = 'X';
    assert_int_equal(display_seal(&in, key, &pass, 7, sealed, &len), GH_MALFORMED);
    in = zhang();
    strcpy(in.name, "a\nb");
    assert_int_equal(display_seal(&in, key, &pass, 7, sealed, &len), GH_MALFORMED);
    in = zhang();
    memset(in.host, 'h', sizeof(in.host));
    assert_int_equal(display_seal(&in, key, &pass, 7, sealed, &len), GH_TOO_LONG);
    assert_int_equal(len, 99);
}

static void text_is_utf8_without_controls(void **unused)
{
    (void)unused;
    static const struct {
        const char *text;
        bool ok;
    } cases[] = {
        {"", true},
        {"张三 O'Neil é 𠮷 ·", true},
        {"\x7f", false},
        {"\t", false},
        {"\xc2\x9f", false},
        {"\xc2\xa0", true},
        {"\xe2\x80\xae", false},         /* U+202E right-to-left override */
        {"\xe2\x81\xa6", false},         /* U+2066 isolate */
        {"\xc0\xaf", false},             /* overlong */
        {"\xe0\x80\xaf", false},         /* overlong */
        {"\xed\xa0\x80", false},         /* surrogate */
        {"\xf4\x90\x80\x80", false},     /* beyond U+10FFFF */
        {"\xf8\x88\x80\x80\x80", false}, /* five bytes */
        {"\x80", false},
        {"\xe5\xbc", false}, /* cut short */
        {"\xef\xbf\xbd", true},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        assert_int_equal(wire_text_ok(bytes_of_string(cases[i].text)), cases[i].ok);
    assert_false(wire_text_ok(BYTES("a\0b", 3)));
}

static int start_sodium(void **unused)
{
    (void)unused;
    return sodium_init() < 0 ? -1 : 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_field_opens_as_it_was_sealed),  cmocka_unit_test(it_opens_for_no_other_key_pass_or_version),
        cmocka_unit_test(every_altered_byte_is_found),     cmocka_unit_test(the_length_says_nothing_about_the_name),
        cmocka_unit_test(every_field_at_its_longest_fits), cmocka_unit_test(what_no_screen_should_show_is_not_sealed),
        cmocka_unit_test(text_is_utf8_without_controls),
    };
    return cmocka_run_group_tests(tests, start_sodium, NULL);
}

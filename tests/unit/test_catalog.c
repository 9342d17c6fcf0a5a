/* Catalogues of translations: files from msgfmt are read, damaged files are refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/catalog.h"

#define FILE_MAX 1024

struct pair {
    const char *original, *translation;
    size_t original_len, translation_len; /* 0: strlen */
};

static void put32(uint8_t *at, uint32_t v, bool swapped)
{
    v = swapped ? __builtin_bswap32(v) : v;
    memcpy(at, &v, sizeof v);
}

static uint32_t put_texts(uint8_t *file, uint32_t table, uint32_t at, const struct pair *pairs, uint32_t n,
                          bool translations, bool swapped)
{
    for (uint32_t i = 0; i < n; i++) {
        const char *text = translations ? pairs[i].translation : pairs[i].original;
        size_t len = translations ? pairs[i].translation_len : pairs[i].original_len;
        len = len > 0 ? len : strlen(text);
        put32(file + table + 8 * i, (uint32_t)len, swapped);
        put32(file + table + 8 * i + 4, at, swapped);
        memcpy(file + at, text, len);
        file[at + len] = 0;
        at += (uint32_t)len + 1;
    }
    return at;
}

/* A file as the GNU gettext manual describes it, without the optional hash table. */
static size_t build(uint8_t file[FILE_MAX], const struct pair *pairs, uint32_t n, bool swapped)
{
    memset(file, 0xEE, FILE_MAX);
    put32(file, 0x950412de, swapped);
    put32(file + 4, 0, swapped);
    put32(file + 8, n, swapped);
    put32(file + 12, 28, swapped);
    put32(file + 16, 28 + 8 * n, swapped);
    put32(file + 20, 0, swapped);
    put32(file + 24, 0, swapped);
    uint32_t at = put_texts(file, 28, 28 + 16 * n, pairs, n, false, swapped);
    return put_texts(file, 28 + 8 * n, at, pairs, n, true, swapped);
}

static const struct pair chinese[] = {{"", "Plural-Forms: nplurals=1; plural=0;\n", 0, 0},
                                      {"Empty", "", 0, 0},
                                      {"In", "进", 0, 0},
                                      {"{n} rider\0{n} riders", "乘车人 {n}", 20, 0}};
static const struct pair two_forms[] = {{"", "Plural-Forms: nplurals=2; plural=(n != 1);\n", 0, 0},
                                        {"{n} rider\0{n} riders", "einer\0viele", 20, 11}};

static void finds_what_is_there(void **state)
{
    (void)state;
    uint8_t file[FILE_MAX];
    for (int swapped = 0; swapped < 2; swapped++) {
        struct catalog c;
        size_t len = build(file, chinese, 4, swapped);
        assert_int_equal(catalog_open(BYTES(file, len), &c), GH_OK);
        assert_string_equal(catalog_find(&c, "In"), "进");
        assert_string_equal(catalog_find(&c, "Out"), "Out");
        assert_null(catalog_find_or_null(&c, "Out"));
        assert_string_equal(catalog_find(&c, "Empty"), "Empty");
        assert_string_equal(catalog_find(&c, ""), "");
    }
}

static void plurals_follow_the_file(void **state)
{
    (void)state;
    uint8_t file[FILE_MAX];
    struct catalog c, none = {0};
    size_t len = build(file, chinese, 4, false);
    assert_int_equal(catalog_open(BYTES(file, len), &c), GH_OK);
    assert_string_equal(catalog_find_plural(&c, "{n} rider", "{n} riders", 1), "乘车人 {n}");
    assert_string_equal(catalog_find_plural(&c, "{n} rider", "{n} riders", 3), "乘车人 {n}");
    len = build(file, two_forms, 2, false);
    assert_int_equal(catalog_open(BYTES(file, len), &c), GH_OK);
    assert_string_equal(catalog_find_plural(&c, "{n} rider", "{n} riders", 1), "einer");
    assert_string_equal(catalog_find_plural(&c, "{n} rider", "{n} riders", 0), "viele");
    assert_string_equal(catalog_find_plural(&none, "{n} rider", "{n} riders", 1), "{n} rider");
    assert_string_equal(catalog_find_plural(&none, "{n} rider", "{n} riders", 2), "{n} riders");
}

static void refuses_what_is_damaged(void **state)
{
    (void)state;
    uint8_t file[FILE_MAX], bad[FILE_MAX];
    struct catalog untouched = {.count = 77}, c = untouched;
    size_t len = build(file, chinese, 4, false);
    for (size_t cut = 0; cut < len; cut++)
        assert_int_not_equal(catalog_open(BYTES(file, cut), &c), GH_OK);
    static const struct {
        size_t at;
        uint32_t value;
        enum gh_status expect;
    } cases[] = {{0, 0x12345678, GH_MALFORMED},  {4, 0x10000, GH_UNSUPPORTED},  {8, 0xFFFFFFFF, GH_MALFORMED},
                 {12, 0xFFFFFFF0, GH_MALFORMED}, {12, 29, GH_MALFORMED},        {16, FILE_MAX, GH_MALFORMED},
                 {28, 0xFFFFFFFF, GH_MALFORMED}, {32, 0xFFFFFFFF, GH_MALFORMED}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        memcpy(bad, file, sizeof bad);
        put32(bad + cases[i].at, cases[i].value, false);
        assert_int_equal(catalog_open(BYTES(bad, len), &c), cases[i].expect);
    }
    assert_int_equal(c.count, untouched.count);
}

static void refuses_what_is_not_sorted(void **state)
{
    (void)state;
    static const struct pair pairs[] = {{"b", "2", 0, 0}, {"a", "1", 0, 0}};
    uint8_t file[FILE_MAX];
    struct catalog c;
    size_t len = build(file, pairs, 2, false);
    assert_int_equal(catalog_open(BYTES(file, len), &c), GH_MALFORMED);
}

static void fills_placeholders(void **state)
{
    (void)state;
    const struct text_arg args[] = {{"n", "3"}, {"span", "5 分钟"}};
    char out[64];
    assert_true(text_format(out, sizeof out, "{span}前 {n} %s {what} {", args, 2));
    assert_string_equal(out, "5 分钟前 3 %s {what} {");
    assert_true(text_format(out, sizeof out, "", args, 2));
    assert_string_equal(out, "");
}

/* "5 分钟" has 8 bytes: every size cuts at a whole character and ends in a NUL. */
static void cuts_between_characters(void **state)
{
    (void)state;
    static const char *const expect[] = {"", "5", "5 ", "5 ", "5 ", "5 分", "5 分", "5 分", "5 分钟"};
    const struct text_arg args[] = {{"span", "5 分钟"}};
    for (size_t size = 1; size <= 9; size++) {
        char out[16];
        memset(out, 'x', sizeof out);
        assert_int_equal(text_format(out, size, "{span}", args, 1), size == 9);
        assert_string_equal(out, expect[size - 1]);
        assert_int_equal(out[size], 'x');
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_what_is_there),     cmocka_unit_test(plurals_follow_the_file),
        cmocka_unit_test(refuses_what_is_damaged), cmocka_unit_test(refuses_what_is_not_sorted),
        cmocka_unit_test(fills_placeholders),      cmocka_unit_test(cuts_between_characters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

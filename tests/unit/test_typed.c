/* Numbers and plates as people paste them: with labels, quotes, brackets and the marks of Chinese texts. */
#include "support/test.h"

#include <string.h>

#include "people/document.h"
#include "people/mobile_written.h"
#include "people/plate.h"
#include "people/resident_id.h"
#include "people/typed.h"

#define ID "11010519491231002X"

static const struct civil_date today = {2026, 11, 30};

static void labels_are_left_out(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"电话：138", "138"}, {"手机: 138", " 138"}, {"tel:+86", "+86"}, {"身份证号110", "110"}, {"身份证 110", " 110"},
        {"护照E123", "E123"}, {"12:30", "12:30"},    {"138", "138"},     {"电话：", "电话："},   {"", ""},
        {"A：E123", "E123"},  {"\xff:1", "\xff:1"},  {"张三", "张三"},   {"张110", "张110"},     {"手机", "手机"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct bytes rest = typed_without_label(bytes_of_string(cases[i][0]));
        if (!bytes_equal(rest, bytes_of_string(cases[i][1])))
            fail_msg("%s: %.*s", cases[i][0], (int)rest.len, (const char *)rest.data);
    }
}

static void mobiles_are_taken_as_lists_write_them(void **state)
{
    (void)state;
    static const char *const good[] = {
        "电话：13800138000",
        "手机:138 0013 8000",
        "手机号13800138000",
        "Mobile: +86 138-0013-8000",
        "'13800138000",
        "‘13800138000’",
        "【13800138000】",
        "[13800138000]",
        "13800138000。",
        "13800138000；",
        "13800138000,",
        "13,800,138,000",
        "138·0013·8000",
        "138・0013・8000",
        "013800138000",
        "tel:+8613800138000;",
        "+8613800138000.",
        "13800138000.00",
        "\u202a13800138000\u202c、",
    };
    static const char *const bad[] = {"手机：1380013800", "13800138000、13900139000", "电话：",        "1.3800138E+10",
                                      "012345678901",     "13800138000 张三",         "138001380001。"};
    char number[MOBILE_SIZE];
    bool repaired;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        if (mobile_check_written(bytes_of_string(good[i]), number, &repaired))
            fail_msg("refused: %s", good[i]);
        assert_string_equal(number, "13800138000");
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (!mobile_check_written(bytes_of_string(bad[i]), number, &repaired))
            fail_msg("taken: %s", bad[i]);
    assert_int_equal(mobile_check_written(bytes_of_string("电话：+852 9123 4567；"), number, &repaired), MOBILE_OK);
    assert_string_equal(number, "+85291234567");
    assert_true(repaired);
}

static void documents_are_taken_as_lists_write_them(void **state)
{
    (void)state;
    static const char *const good[] = {
        "身份证：" ID,
        "身份证号" ID,
        "公民身份号码: " ID,
        "'" ID,
        "“" ID "”",
        "【" ID "】",
        "（" ID "）",
        "110105·19491231·002X",
        "110105.19491231.002x",
        "110105，19491231，002X",
        ID "。",
        ID "；",
        "11010519491231002✕",
        "11010519491231002×",
        "11010519491231002х",
    };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        struct resident_id id;
        struct document document;
        if (resident_id_check(bytes_of_string(good[i]), today, &id) ||
            document_check(DOCUMENT_RESIDENT_ID, bytes_of_string(good[i]), today, &document))
            fail_msg("refused: %s", good[i]);
        assert_string_equal(id.number, ID);
        assert_string_equal(document.number, ID);
    }
    struct document document;
    assert_int_equal(document_check(DOCUMENT_PASSPORT, bytes_of_string("护照：E1234 5678。"), today, &document),
                     DOCUMENT_OK);
    assert_string_equal(document.number, "E12345678");
    assert_int_not_equal(document_check(DOCUMENT_RESIDENT_ID, bytes_of_string(ID "、" ID), today, &document),
                         DOCUMENT_OK);
    assert_int_not_equal(document_check(DOCUMENT_PASSPORT, bytes_of_string("张三"), today, &document), DOCUMENT_OK);
}

static void plates_are_taken_as_lists_write_them(void **state)
{
    (void)state;
    static const char *const good[] = {"京A·12345",         "（京A12345）", "【京A12345】", "车牌：京A12345",
                                       "车牌号: 京A 12345", "'京A12345",    "京A12345。",   "京A12345；",
                                       "京A⋅12345",         "‘京A12345’"};
    static const char *const bad[] = {"车牌京A12345", "车牌：", "京A12345、京B12345", "：京A1234"};
    struct plate plate;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        if (plate_parse(bytes_of_string(good[i]), &plate))
            fail_msg("refused: %s", good[i]);
        assert_string_equal(plate.text, "京A12345");
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (!plate_parse(bytes_of_string(bad[i]), &plate))
            fail_msg("taken: %s as %s", bad[i], plate.text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(labels_are_left_out),
        cmocka_unit_test(mobiles_are_taken_as_lists_write_them),
        cmocka_unit_test(documents_are_taken_as_lists_write_them),
        cmocka_unit_test(plates_are_taken_as_lists_write_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

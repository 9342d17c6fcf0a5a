/* Lists of visitors as they come from spreadsheets: what is taken, what is refused where and why, and that no row is
 * lost. The ID numbers are the printed examples of GB 11643-1999. */
#include "support/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "flow/import.h"

#define WOMAN "11010519491231002X"
#define MAN "440524188001010014"

static const struct civil_date today = {2026, 11, 24};

static int set_up(void **state)
{
    *state = malloc(sizeof(struct import));
    return *state ? 0 : -1;
}

static int tear_down(void **state)
{
    free(*state);
    return 0;
}

static struct import *parsed(void **state, const char *text)
{
    assert_int_equal(import_parse(bytes_of_string(text), today, *state), GH_OK);
    return *state;
}

static void assert_typed(const struct import_row *row, enum import_column column, const char *text)
{
    assert_true(bytes_equal(row->cells[column].typed, bytes_of_string(text)));
}

static void assert_code(const struct import_row *row, enum import_column column, const char *code)
{
    if (!code) {
        assert_null(row->cells[column].code);
        return;
    }
    assert_non_null(row->cells[column].code);
    assert_string_equal(row->cells[column].code, code);
    assert_true(strlen(row->cells[column].message) > 5);
}

static void a_pasted_sheet_is_taken(void **state)
{
    struct import *list = parsed(state, "姓名\t性别\t手机号\t证件类型\t证件号码\t车牌号\r\n"
                                        "张 三\t女\t138 0013 8000\t身份证\t110105 19491231 002x\t京a·12345\r\n"
                                        "Anna Schmidt\tF\t13900139000\t护照\tC01X00T47\t\r\n");
    assert_true(list->header);
    assert_int_equal(list->count, 2);
    assert_int_equal(list->faulty, 0);
    assert_string_equal(list->rows[0].name, "张三");
    assert_int_equal(list->rows[0].sex, 'F');
    assert_string_equal(list->rows[0].mobile, "13800138000");
    assert_int_equal(list->rows[0].document_kind, DOCUMENT_RESIDENT_ID);
    assert_string_equal(list->rows[0].document_number, WOMAN);
    assert_string_equal(list->rows[0].plate, "京A12345");
    assert_int_equal(list->rows[0].line, 2);
    assert_int_equal(list->rows[1].document_kind, DOCUMENT_PASSPORT);
    assert_string_equal(list->rows[1].document_number, "C01X00T47");
    assert_string_equal(list->rows[1].plate, "");
}

static void columns_come_in_any_order_and_language(void **state)
{
    struct import *list =
        parsed(state, "No.,ID number,* Phone (required),Full Name,Remark\n1," MAN ",+86 13800138000,李四,\"a, b\"\n");
    assert_int_equal(list->count, 1);
    assert_int_equal(list->faulty, 0);
    assert_string_equal(list->rows[0].name, "李四");
    assert_string_equal(list->rows[0].document_number, MAN);
    assert_false(list->has_column[IMPORT_SEX]);
    assert_true(list->has_column[IMPORT_MOBILE]);
    /* The number tells: its sequence 001 is odd. */
    assert_int_equal(list->rows[0].sex, 'M');
}

static void a_title_stands_before_the_header(void **state)
{
    struct import *list = parsed(state, "访客名单\t\t\n\n姓名\t手机\t身份证号\n张三\t13800138000\t" WOMAN "\n");
    assert_true(list->header);
    assert_int_equal(list->count, 1);
    assert_int_equal(list->rows[0].line, 4);
}

static void without_a_header_the_order_is_fixed(void **state)
{
    struct import *list = parsed(state, "张三;女;13800138000;;" WOMAN ";\n李四;男;13900139000;;" MAN ";沪B12345\n");
    assert_false(list->header);
    assert_int_equal(list->count, 2);
    assert_int_equal(list->faulty, 0);
    assert_int_equal(list->rows[0].line, 1);
    assert_string_equal(list->rows[1].plate, "沪B12345");
}

static void quotes_hold_separators_breaks_and_quotes(void **state)
{
    struct import *list = parsed(state, "\xEF\xBB\xBFname,mobile,id,plate\n"
                                        "\"Anna\n\"\"Schmidt\"\"\",\"13800138000\"," WOMAN ",\n"
                                        "\"李四\",13900139000,\"" MAN "\",\n");
    assert_int_equal(list->count, 2);
    assert_typed(&list->rows[0], IMPORT_NAME, "Anna \"Schmidt\"");
    assert_code(&list->rows[0], IMPORT_NAME, "character");
    assert_int_equal(list->rows[0].line, 2);
    assert_int_equal(list->rows[1].line, 4);
    assert_false(list->rows[1].faulty);
}

static void a_quote_that_never_ends_spoils_its_own_row_alone(void **state)
{
    struct import *list =
        parsed(state, "姓名\t手机\t身份证\n\"张三\t13800138000\t" WOMAN "\n李四\t13900139000\t" MAN "\n");
    assert_int_equal(list->count, 2);
    assert_code(&list->rows[0], IMPORT_NAME, "character");
    assert_typed(&list->rows[0], IMPORT_NAME, "\"张三");
    assert_string_equal(list->rows[0].mobile, "13800138000");
    assert_false(list->rows[1].faulty);
}

static void each_cell_says_what_is_wrong_with_it(void **state)
{
    static const struct {
        const char *cells;
        enum import_column column;
        const char *code;
    } cases[] = {
        {"\t女\t13800138000\t\t" WOMAN "\t", IMPORT_NAME, "missing"},
        {"张·\t女\t13800138000\t\t" WOMAN "\t", IMPORT_NAME, "short"},
        {"张三\t3\t13800138000\t\t" WOMAN "\t", IMPORT_SEX, "unknown"},
        {"张三\t女\t13800138000\t02\t" WOMAN "\t", IMPORT_DOCUMENT_KIND, "unknown"},
        {"张3\t女\t13800138000\t\t" WOMAN "\t", IMPORT_NAME, "character"},
        {"张三\t?\t13800138000\t\t" WOMAN "\t", IMPORT_SEX, "unknown"},
        {"张三\t男\t13800138000\t\t" WOMAN "\t", IMPORT_SEX, "sex"},
        {"张三\t\t13800138000\t护照\tE12345678\t", IMPORT_SEX, "missing"},
        {"张三\t女\t\t\t" WOMAN "\t", IMPORT_MOBILE, "missing"},
        {"张三\t女\t1380013800\t\t" WOMAN "\t", IMPORT_MOBILE, "length"},
        {"张三\t女\t01062751201\t\t" WOMAN "\t", IMPORT_MOBILE, "prefix"},
        {"张三\t女\t1.38E+10\t\t" WOMAN "\t", IMPORT_MOBILE, "scientific"},
        {"张三\t女\t13800138000\t驾驶证\t" WOMAN "\t", IMPORT_DOCUMENT_KIND, "unknown"},
        {"张三\t女\t13800138000\t\tE12345678\t", IMPORT_DOCUMENT_KIND, "missing"},
        {"张三\t女\t13800138000\t\t\t", IMPORT_DOCUMENT_NUMBER, "missing"},
        {"张三\t女\t13800138000\t\t110105194912310021\t", IMPORT_DOCUMENT_NUMBER, "check"},
        {"张三\t女\t13800138000\t\t110105194913310021\t", IMPORT_DOCUMENT_NUMBER, "date"},
        {"张三\t女\t13800138000\t\t1.10105E+17\t", IMPORT_DOCUMENT_NUMBER, "scientific"},
        {"张三\t女\t13800138000\t护照\t1.10105e+17\t", IMPORT_DOCUMENT_NUMBER, "scientific"},
        {"张三\t女\t13800138000\t\t110105194912310000\t", IMPORT_DOCUMENT_NUMBER, "rounded"},
        {"张三\t女\t13800138000\t\t" WOMAN "\t京12", IMPORT_PLATE, "length"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct import *list = parsed(state, cases[i].cells);
        assert_int_equal(list->count, 1);
        assert_int_equal(list->faulty, 1);
        assert_true(list->rows[0].faulty);
        for (int c = 0; c < IMPORT_COLUMN_COUNT; c++)
            assert_code(&list->rows[0], (enum import_column)c, c == (int)cases[i].column ? cases[i].code : NULL);
    }
}

static void what_a_float_kept_is_taken_for_a_second_look(void **state)
{
    static const struct {
        const char *mobile;
        bool repaired;
    } cases[] = {
        {"13800138000", false},    {"138 0013 8000", false},   {"13800138000.0", true},
        {"8613800138000", true},   {"13,800,138,000", true},   {"13,800,138,000.00", true},
        {"1.3800138000E10", true}, {"1.3800138000e+10", true}, {"8,613,800,138,000", true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[128];
        (void)snprintf(text, sizeof text, "张三\t女\t%s\t\t" WOMAN "\t", cases[i].mobile);
        const struct import_row *row = &parsed(state, text)->rows[0];
        assert_false(row->faulty);
        assert_string_equal(row->mobile, "13800138000");
        assert_int_equal(row->cells[IMPORT_MOBILE].repaired, cases[i].repaired);
        assert_false(row->cells[IMPORT_DOCUMENT_NUMBER].repaired);
        assert_typed(row, IMPORT_MOBILE, cases[i].mobile);
    }
    const struct import_row *row = &parsed(state, "张三\t女\t13800138000\t台胞证\t12345678.0\t")->rows[0];
    assert_false(row->faulty);
    assert_string_equal(row->document_number, "12345678");
    assert_true(row->cells[IMPORT_DOCUMENT_NUMBER].repaired);
}

static void what_a_float_lost_is_asked(void **state)
{
    static const struct {
        const char *number, *code;
    } cases[] = {
        {"1.10105E+17", "scientific"},
        {"1.10105199003070172E17", "scientific"},
        {"4.40103E17", "scientific"},
        {"4E17", "scientific"},
        {"4E+17", "scientific"},
        {"110105194912310021.0", "rounded"},
        {"110,105,194,912,310,000", "rounded"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[128];
        (void)snprintf(text, sizeof text, "张三\t女\t13800138000\t\t%s\t", cases[i].number);
        assert_code(&parsed(state, text)->rows[0], IMPORT_DOCUMENT_NUMBER, cases[i].code);
    }
    assert_false(parsed(state, "张三\t女\t13800138000\t护照\t51E234567\t")->rows[0].faulty);
}

static void sexes_are_read_as_lists_write_them(void **state)
{
    static const char *const women[] = {"女",     "女性", "女士", "F",   "f",    "Female", "♀",
                                        "♀️", "小姐", "Ms.",  "Mrs", "Miss", "2",      "02"};
    for (size_t i = 0; i < sizeof women / sizeof women[0]; i++) {
        char text[160];
        (void)snprintf(text, sizeof text, "姓名\t性别\t手机\t证件号码\n李娜\t%s\t13800138000\t" WOMAN "\n", women[i]);
        const struct import_row *row = &parsed(state, text)->rows[0];
        assert_false(row->faulty);
        assert_int_equal(row->sex, 'F');
        assert_int_equal(row->cells[IMPORT_SEX].repaired, strchr(women[i], '2') != NULL);
    }
    static const char *const men[] = {"男", "男性", "先生", "M", "♂", "Mr", "1", "01"};
    for (size_t i = 0; i < sizeof men / sizeof men[0]; i++) {
        char text[160];
        (void)snprintf(text, sizeof text,
                       "姓名\t性别\t手机\t证件类型\t证件号码\nJohn Smith\t%s\t13800138000\t护照\tE12345678\n", men[i]);
        assert_int_equal(parsed(state, text)->rows[0].sex, 'M');
    }
}

/* A code is a kind only in the column of kinds: among the words of a line it may be a count. */
static void kinds_have_codes_and_other_spellings(void **state)
{
    static const struct {
        const char *kind, *number;
        enum document_kind is;
        bool code;
    } cases[] = {
        {"01", WOMAN, DOCUMENT_RESIDENT_ID, true},
        {"1", WOMAN, DOCUMENT_RESIDENT_ID, true},
        {"111", WOMAN, DOCUMENT_RESIDENT_ID, true},
        {"414", "E12345678", DOCUMENT_PASSPORT, true},
        {"516", "H12345678", DOCUMENT_HK_MACAO_PERMIT, true},
        {"511", "12345678", DOCUMENT_TAIWAN_PERMIT, true},
        {"身分证", WOMAN, DOCUMENT_RESIDENT_ID, false},
        {"身份證", WOMAN, DOCUMENT_RESIDENT_ID, false},
        {"ID卡", WOMAN, DOCUMENT_RESIDENT_ID, false},
        {"National ID", WOMAN, DOCUMENT_RESIDENT_ID, false},
        {"Passport No.", "E12345678", DOCUMENT_PASSPORT, false},
        {"中国护照", "E12345678", DOCUMENT_PASSPORT, false},
        {"港澳回乡证", "H12345678", DOCUMENT_HK_MACAO_PERMIT, false},
        {"臺胞證", "12345678", DOCUMENT_TAIWAN_PERMIT, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[200];
        (void)snprintf(text, sizeof text, "姓名\t性别\t手机\t证件类型\t证件号码\n李娜\t女\t13800138000\t%s\t%s\n",
                       cases[i].kind, cases[i].number);
        const struct import_row *row = &parsed(state, text)->rows[0];
        assert_false(row->faulty);
        assert_int_equal(row->document_kind, cases[i].is);
        assert_int_equal(row->cells[IMPORT_DOCUMENT_KIND].repaired, cases[i].code);
    }
    const struct import_row *loose = &parsed(state, "李娜 13800138000 " WOMAN " 1\n")->rows[0];
    assert_int_equal(loose->cells[IMPORT_DOCUMENT_KIND].typed.len, 0);
    assert_int_equal(loose->cells[IMPORT_SEX].typed.len, 0);
    const struct import_row *one = &parsed(state, "张\t女\t13800138000\t\t" WOMAN "\t")->rows[0];
    assert_false(one->faulty);
    assert_true(one->cells[IMPORT_NAME].repaired);
}

static void kinds_are_read_as_documents_print_them(void **state)
{
    static const char *const kinds[] = {"中华人民共和国居民身份证", "中国居民身份证", "第二代居民身份证",
                                        "身份证（二代）", NULL};
    for (size_t i = 0; kinds[i]; i++) {
        char text[160];
        (void)snprintf(text, sizeof text, "张三\t女\t13800138000\t%s\t" WOMAN "\t", kinds[i]);
        assert_int_equal(parsed(state, text)->faulty, 0);
    }
    const struct import_row *row = &parsed(state, "张三\t女\t13800138000\t中华人民共和国护照\tE12345678\t")->rows[0];
    assert_int_equal(row->document_kind, DOCUMENT_PASSPORT);
}

static void who_has_no_car_says_so_in_many_ways(void **state)
{
    static const char *const none[] = {
        "无",   "/",    "-",        "—",   "——",     "－",   "无车", "没有", "N/A",   "n/a",        "none",    "（无）",
        "无。", "、",   "否",       "×",   "不开车", "步行", "NaN",  "0",    "无 车", "无（步行）", "On foot", "\\",
        "NULL", "暂无", "没有车。", "...", "無",     "一",   "行人", "无需", "公交",  "地铁",       "骑车"};
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
        char text[160];
        (void)snprintf(text, sizeof text, "姓名\t手机\t身份证号\t车牌号\n张三\t13800138000\t" WOMAN "\t%s\n", none[i]);
        const struct import_row *row = &parsed(state, text)->rows[0];
        if (row->faulty)
            fail_msg("%s: %s", none[i], row->cells[IMPORT_PLATE].code);
        assert_string_equal(row->plate, "");
        assert_int_equal(row->cells[IMPORT_PLATE].typed.len, 0);
    }
    static const char *const unclear[] = {"?", "？", "待定", "京A1234", "有", "***", "打车"};
    for (size_t i = 0; i < sizeof unclear / sizeof unclear[0]; i++) {
        char text[160];
        (void)snprintf(text, sizeof text, "张三\t女\t13800138000\t\t" WOMAN "\t%s\n", unclear[i]);
        const struct import_row *row = &parsed(state, text)->rows[0];
        assert_non_null(row->cells[IMPORT_PLATE].code);
        assert_typed(row, IMPORT_PLATE, unclear[i]);
    }
}

/* A man and a woman with a car, written in many ways. */
static void lists_are_taken_as_people_write_them(void **state)
{
    static const char *const lists[] = {
        "姓名，手机，身份证号\n张三，13800138000，" WOMAN "\n李四，13900139000，" MAN "\n",
        "姓名、性别、手机、身份证号\n张三、女、13800138000、" WOMAN "\n李四、男、13900139000、" MAN "\n",
        "张三、13800138000、" WOMAN "\n李四、13900139000、" MAN "\n",
        "张三；女；13800138000；" WOMAN "\n李四；男；13900139000；" MAN "\n",
        "张三｜女｜13800138000｜" WOMAN "\n李四｜男｜13900139000｜" MAN "\n",
        "张三 13800138000 " WOMAN "\n李四 13900139000 " MAN "\n",
        "张三\xE3\x80\x80" WOMAN "\xE3\x80\x80"
        "13800138000\n李四  " MAN "  13900139000\n",
        "姓名 手机 身份证号\n张三 13800138000 " WOMAN "\n李四 13900139000 " MAN "\n",
        "姓名/手机/身份证号/车牌\n张三/13800138000/" WOMAN "/无\n李四/13900139000/" MAN "/无\n",
        "#接龙\n讲座访客登记\n\n1. 张三 女 13800138000 " WOMAN "\n2. 李四 男 13900139000 " MAN "\n",
        "#接龙\n请写姓名和号码\n1、张三 13800138000 " WOMAN " 无车\n2、李四 13900139000 " MAN " 步行\n",
        "1）张三，13800138000，" WOMAN "\n2）李四，13900139000，" MAN "\n",
        "①张三 13800138000 " WOMAN "\n②李四 13900139000 " MAN "\n",
        "(1) 张 三 138 0013 8000 110105 19491231 002X\n(2) 李 四 139-0013-9000 " MAN "\n",
        "1,张三,13800138000,身份证," WOMAN "\n2,李四,13900139000,身份证," MAN "\n",
        "姓名：张三，手机：13800138000，身份证号：" WOMAN "\n姓名：李四，手机：13900139000，身份证号：" MAN "\n",
        "姓名: 张三 电话: 8613800138000 身份证: " WOMAN "\n姓名: 李四 电话: +86 13900139000 身份证: " MAN "\n",
        "姓名：张三\n电话：13800138000\n身份证号：" WOMAN "\n\n姓名：李四\n电话：13900139000\n身份证号：" MAN "\n",
        "#访客登记\n姓名:张三\n身份证号码: " WOMAN "\n联系电话:138 0013 8000\n姓名:李四\n身份证号码: " MAN
        "\n联系电话:13900139000\n",
        "张三：13800138000 " WOMAN "\n李四：13900139000 " MAN "\n",
        "第1位：张三 13800138000 " WOMAN "\n第2位：李四 13900139000 " MAN "\n",
        "访客1：张三，手机号13800138000，身份证" WOMAN "\n访客2：李四，手机号13900139000，身份证" MAN "\n",
        "张三\t13800138000\t" WOMAN "\t讲座，主持，茶歇，合影\n李四\t13900139000\t" MAN "\n",
    };
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        struct import *list = parsed(state, lists[i]);
        bool remark = i == sizeof lists / sizeof lists[0] - 1;
        if (list->count != 2 || list->faulty != remark)
            fail_msg("%s: %zu rows, %zu with an error", lists[i], list->count, list->faulty);
        assert_string_equal(list->rows[0].name, "张三");
        assert_string_equal(list->rows[0].mobile, "13800138000");
        assert_string_equal(list->rows[0].document_number, WOMAN);
        assert_string_equal(list->rows[1].name, "李四");
        assert_string_equal(list->rows[1].mobile, "13900139000");
        assert_string_equal(list->rows[1].document_number, MAN);
        assert_string_equal(list->rows[1].plate, "");
    }
}

static void lines_without_columns_are_shown_for_a_second_look(void **state)
{
    const struct import_row *row = &parsed(state, "1. Anna Schmidt 女 护照 C01X00T47 13800138000 京A 12345\n")->rows[0];
    assert_false(row->faulty);
    assert_string_equal(row->name, "Anna Schmidt");
    assert_int_equal(row->document_kind, DOCUMENT_PASSPORT);
    assert_string_equal(row->document_number, "C01X00T47");
    assert_string_equal(row->plate, "京A12345");
    assert_true(row->cells[IMPORT_NAME].repaired);
    assert_true(row->cells[IMPORT_PLATE].repaired);
    row = &parsed(state, "张三，女，13800138000，身份证，" WOMAN "，京A12345\n")->rows[0];
    assert_false(row->faulty);
    assert_string_equal(row->plate, "京A12345");
    assert_false(row->cells[IMPORT_NAME].repaired);
}

static void what_a_line_leaves_open_is_asked(void **state)
{
    static const struct {
        const char *line;
        enum import_column column;
        const char *code;
    } cases[] = {
        {"张三 李四 13800138000 " WOMAN, IMPORT_NAME, "unclear"},
        {"张三 13800138000 13900139000 " WOMAN, IMPORT_NAME, "unclear"},
        {"张三 13800138000 " WOMAN " " MAN, IMPORT_NAME, "unclear"},
        {"13800138000 " WOMAN, IMPORT_NAME, "missing"},
        {"张三 女 13800138000", IMPORT_DOCUMENT_NUMBER, "missing"},
        {"张三 " WOMAN, IMPORT_MOBILE, "missing"},
        {"张三 1380013800 " WOMAN, IMPORT_MOBILE, "length"},
        {"张三 女 13800138000 110105194912310021", IMPORT_DOCUMENT_NUMBER, "check"},
        {"张三 女 13800138000 E12345678", IMPORT_DOCUMENT_KIND, "missing"},
        {"张三 13800138000 " WOMAN " 京A1234", IMPORT_PLATE, "length"},
        {"张三 男 13800138000 " WOMAN, IMPORT_SEX, "sex"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct import_row *row = &parsed(state, cases[i].line)->rows[0];
        for (int c = 0; c < IMPORT_COLUMN_COUNT; c++) {
            const char *code = c == (int)cases[i].column ? cases[i].code : NULL;
            if (!code != !row->cells[c].code)
                fail_msg("%s: %s", cases[i].line, row->cells[c].code ? row->cells[c].code : "no error");
            assert_code(row, (enum import_column)c, code);
        }
    }
}

static void numbers_that_speak_for_themselves_need_no_kind(void **state)
{
    /* 810000 19900101 003 and 9 31 840 19900101 002, their check characters by ISO 7064 MOD 11-2. */
    struct import *list = parsed(state, "姓名\t手机\t证件号\n陈小明\t13800138000\t810000199001010035\n"
                                        "Mary Smith\t13900139000\t93184019900101002X\n");
    assert_int_equal(list->faulty, 0);
    assert_int_equal(list->rows[0].document_kind, DOCUMENT_HK_MACAO_TAIWAN_RESIDENCE);
    assert_int_equal(list->rows[0].sex, 'M');
    assert_int_equal(list->rows[1].document_kind, DOCUMENT_PERMANENT_RESIDENCE);
    assert_int_equal(list->rows[1].sex, 'F');
}

static void the_same_document_twice_is_told(void **state)
{
    struct import *list = parsed(state, "姓名\t手机\t身份证\n张三\t13800138000\t" WOMAN "\n李四\t13900139000\t" MAN
                                        "\n张三\t13800138000\t11010519491231002x\n");
    assert_code(&list->rows[0], IMPORT_DOCUMENT_NUMBER, NULL);
    assert_code(&list->rows[2], IMPORT_DOCUMENT_NUMBER, "twice");
    assert_int_equal(list->faulty, 1);
}

static void marks_that_nobody_sees_do_no_harm(void **state)
{
    struct import *list = parsed(
        state, "姓名\t手机\t身份证\n\xE2\x80\x8B张三\xC2\xA0\t'13800138000\t\xE2\x80\xAD'" WOMAN "\xE3\x80\x80\n");
    assert_int_equal(list->faulty, 0);
    assert_typed(&list->rows[0], IMPORT_NAME, "张三");
    assert_string_equal(list->rows[0].document_number, WOMAN);
}

static void a_cell_has_at_most_200_bytes_and_is_kept(void **state)
{
    char text[512], name[IMPORT_CELL_MAX + 2];
    memset(name, 'a', sizeof name);
    name[IMPORT_CELL_MAX] = '\0';
    (void)snprintf(text, sizeof text, "%s\t女\t13800138000\t\t" WOMAN, name);
    assert_code(&parsed(state, text)->rows[0], IMPORT_NAME, "long");
    name[IMPORT_CELL_MAX] = 'a';
    name[IMPORT_CELL_MAX + 1] = '\0';
    (void)snprintf(text, sizeof text, "%s\t女\t13800138000\t\t" WOMAN, name);
    struct import *list = parsed(state, text);
    assert_code(&list->rows[0], IMPORT_NAME, "too-long");
    assert_typed(&list->rows[0], IMPORT_NAME, name);
}

static void five_hundred_rows_are_taken_and_the_rest_counted(void **state)
{
    static const char row[] = "张三\t女\t13800138000\t\t" WOMAN "\n";
    size_t len = strlen(row);
    char *text = malloc(len * (IMPORT_ROWS_MAX + 2) + 1);
    assert_non_null(text);
    for (size_t i = 0; i < IMPORT_ROWS_MAX + 2; i++)
        memcpy(text + i * len, row, len + 1);
    struct import *list = parsed(state, text);
    assert_int_equal(list->count, IMPORT_ROWS_MAX);
    assert_int_equal(list->left_out, 2);
    text[len * IMPORT_ROWS_MAX] = '\0';
    assert_int_equal(parsed(state, text)->left_out, 0);
    free(text);
}

static void what_is_no_text_is_refused_whole(void **state)
{
    struct import *list = parsed(state, "张三\t女\t13800138000\t\t" WOMAN);
    char *big = malloc(IMPORT_TEXT_MAX + 1);
    assert_non_null(big);
    memset(big, '\n', IMPORT_TEXT_MAX + 1);
    assert_int_equal(import_parse(BYTES(big, IMPORT_TEXT_MAX + 1), today, list), GH_TOO_LONG);
    /* 张三 in GBK, as older spreadsheets save it. */
    assert_int_equal(import_parse(bytes_of_string("\xD5\xC5\xC8\xFD,1"), today, list), GH_MALFORMED);
    assert_int_equal(import_parse(BYTES("a\0b", 3), today, list), GH_MALFORMED);
    assert_int_equal(list->count, 1);
    assert_string_equal(list->rows[0].name, "张三");
    assert_int_equal(import_parse(BYTES(big, IMPORT_TEXT_MAX), today, list), GH_OK);
    assert_int_equal(list->count, 0);
    assert_int_equal(parsed(state, "")->count, 0);
    free(big);
}

static void a_column_may_name_the_language_of_messages(void **state)
{
    static const struct {
        const char *typed, *language;
    } good[] = {{"", ""}, {"中文", "zh"}, {"英文", "en"}, {"English", "en"}, {"en", "en"}, {"Chinese", "zh"}};
    char text[200];
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        (void)snprintf(text, sizeof text, "姓名,性别,手机,证件号码,语言\n张三,女,13800138000," WOMAN ",%s",
                       good[i].typed);
        struct import *list = parsed(state, text);
        assert_int_equal(list->faulty, 0);
        assert_string_equal(list->rows[0].language, good[i].language);
    }
    struct import *list = parsed(state, "name,sex,mobile,id,language\n张三,女,13800138000," WOMAN ",法语");
    assert_code(&list->rows[0], IMPORT_LANGUAGE, "unknown");
    /* Without a header: the seventh cell, or a word of the line. A remark there does no harm. */
    list = parsed(state, "张三,女,13800138000,身份证," WOMAN ",京A12345,English\n"
                         "李四,男,13800138001,身份证," MAN ",,迟到");
    assert_int_equal(list->faulty, 0);
    assert_string_equal(list->rows[0].language, "en");
    assert_string_equal(list->rows[1].language, "");
    list = parsed(state, "1. 张三 13800138000 " WOMAN " 英文");
    assert_int_equal(list->faulty, 0);
    assert_string_equal(list->rows[0].language, "en");
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_pasted_sheet_is_taken),
        TEST(columns_come_in_any_order_and_language),
        TEST(a_title_stands_before_the_header),
        TEST(without_a_header_the_order_is_fixed),
        TEST(quotes_hold_separators_breaks_and_quotes),
        TEST(a_quote_that_never_ends_spoils_its_own_row_alone),
        TEST(each_cell_says_what_is_wrong_with_it),
        TEST(what_a_float_kept_is_taken_for_a_second_look),
        TEST(what_a_float_lost_is_asked),
        TEST(kinds_are_read_as_documents_print_them),
        TEST(sexes_are_read_as_lists_write_them),
        TEST(kinds_have_codes_and_other_spellings),
        TEST(who_has_no_car_says_so_in_many_ways),
        TEST(lists_are_taken_as_people_write_them),
        TEST(lines_without_columns_are_shown_for_a_second_look),
        TEST(what_a_line_leaves_open_is_asked),
        TEST(numbers_that_speak_for_themselves_need_no_kind),
        TEST(the_same_document_twice_is_told),
        TEST(a_column_may_name_the_language_of_messages),
        TEST(marks_that_nobody_sees_do_no_harm),
        TEST(a_cell_has_at_most_200_bytes_and_is_kept),
        TEST(five_hundred_rows_are_taken_and_the_rest_counted),
        TEST(what_is_no_text_is_refused_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

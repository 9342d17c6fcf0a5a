/* ID documents of every kind, mobile numbers as machines write them, and names of people: accepted values with their
 * form, refused values with the reason. */
#include "support/test.h"

#include <stdio.h>
#include <string.h>

#include "people/document.h"
#include "people/mobile_written.h"
#include "people/person_name.h"
#include "token/holder.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const struct civil_date today = {2026, 11, 24};

static enum document_result check(enum document_kind kind, const char *typed, struct document *out)
{
    return document_check(kind, bytes_of_string(typed), today, out);
}

/* Resident IDs are GB 11643-1999's examples, L898902C3 is the specimen of ICAO Doc 9303-4, C01X00T47 that of the
 * German passport; check characters of the others are computed by hand after ISO 7064 MOD 11-2. */
static void numbers_come_to_one_form(void **state)
{
    (void)state;
    static const struct {
        enum document_kind kind;
        const char *typed, *number;
        char sex;
        int birth;
    } cases[] = {
        {DOCUMENT_RESIDENT_ID, "110105 19491231 002x", "11010519491231002X", 'F', 19491231},
        {DOCUMENT_RESIDENT_ID, "440524188001010014", "440524188001010014", 'M', 18800101},
        {DOCUMENT_RESIDENT_ID, "110105491231002", "11010519491231002X", 'F', 19491231},
        {DOCUMENT_PASSPORT, "l898902c3", "L898902C3", 0, 0},
        {DOCUMENT_PASSPORT, "C01X 00T47", "C01X00T47", 0, 0},
        {DOCUMENT_PASSPORT, "EA1234567", "EA1234567", 0, 0},
        {DOCUMENT_PASSPORT, "Ｅ１２３４５６７８", "E12345678", 0, 0},
        {DOCUMENT_PASSPORT, "12345", "12345", 0, 0},
        {DOCUMENT_PASSPORT, "123456789012345", "123456789012345", 0, 0},
        {DOCUMENT_HK_MACAO_PERMIT, "h01234567", "H01234567", 0, 0},
        {DOCUMENT_HK_MACAO_PERMIT, "M0123456702", "M01234567", 0, 0},
        {DOCUMENT_HK_MACAO_TAIWAN_RESIDENCE, "810000199001010035", "810000199001010035", 'M', 19900101},
        {DOCUMENT_HK_MACAO_TAIWAN_RESIDENCE, "830000198506150024", "830000198506150024", 'F', 19850615},
        {DOCUMENT_TAIWAN_PERMIT, "01234567", "01234567", 0, 0},
        {DOCUMENT_TAIWAN_PERMIT, "0123456701", "01234567", 0, 0},
        {DOCUMENT_TAIWAN_PERMIT, "0123456701(B)", "01234567", 0, 0},
        {DOCUMENT_PERMANENT_RESIDENCE, "93184019900101002x", "93184019900101002X", 'F', 19900101},
        {DOCUMENT_PERMANENT_RESIDENCE, "usa110090010112", "USA110090010112", 0, 0},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct document d;
        assert_int_equal(check(cases[i].kind, cases[i].typed, &d), DOCUMENT_OK);
        assert_int_equal(d.kind, cases[i].kind);
        assert_string_equal(d.number, cases[i].number);
        assert_int_equal(d.sex, cases[i].sex);
        assert_int_equal(d.birth.year * 10000 + d.birth.month * 100 + d.birth.day, cases[i].birth);
    }
}

static void numbers_are_refused_for_their_reason(void **state)
{
    (void)state;
    static const struct {
        enum document_kind kind;
        const char *typed;
        enum document_result result;
    } cases[] = {
        {DOCUMENT_RESIDENT_ID, "", DOCUMENT_LENGTH},
        {DOCUMENT_RESIDENT_ID, "110105194912310021", DOCUMENT_CHECK},
        {DOCUMENT_RESIDENT_ID, "110105194902300021", DOCUMENT_DATE},
        {DOCUMENT_RESIDENT_ID, "990105194912310021", DOCUMENT_REGION},
        {DOCUMENT_RESIDENT_ID, "11010519491231002", DOCUMENT_LENGTH},
        {DOCUMENT_RESIDENT_ID, "810000199001010035", DOCUMENT_FORM}, /* a residence permit */
        {DOCUMENT_RESIDENT_ID, "1.10105E+17", DOCUMENT_SHORTENED},
        {DOCUMENT_RESIDENT_ID, "证件号：1.10105e17", DOCUMENT_SHORTENED},
        {DOCUMENT_PASSPORT, "1.38E10", DOCUMENT_SHORTENED},
        {DOCUMENT_PASSPORT, "1E1,61", DOCUMENT_SHORTENED},
        {DOCUMENT_PASSPORT, "1E-161", DOCUMENT_SHORTENED},
        {DOCUMENT_PASSPORT, "1.38E+10", DOCUMENT_SHORTENED},
        {DOCUMENT_TAIWAN_PERMIT, "1.2E7", DOCUMENT_SHORTENED},
        {DOCUMENT_PASSPORT, "1234", DOCUMENT_LENGTH},
        {DOCUMENT_PASSPORT, "1234567890123456", DOCUMENT_LENGTH},
        {DOCUMENT_PASSPORT, "E1234_678", DOCUMENT_CHARACTER},
        {DOCUMENT_PASSPORT, "PASSPORT", DOCUMENT_FORM},
        {DOCUMENT_PASSPORT, "张三12345", DOCUMENT_CHARACTER},
        {DOCUMENT_HK_MACAO_PERMIT, "H0123456", DOCUMENT_LENGTH},
        {DOCUMENT_HK_MACAO_PERMIT, "H012345670", DOCUMENT_LENGTH},
        {DOCUMENT_HK_MACAO_PERMIT, "T01234567", DOCUMENT_FORM},
        {DOCUMENT_HK_MACAO_PERMIT, "H0123456O", DOCUMENT_FORM},
        {DOCUMENT_HK_MACAO_TAIWAN_RESIDENCE, "810000199001010036", DOCUMENT_CHECK},
        {DOCUMENT_HK_MACAO_TAIWAN_RESIDENCE, "11010519491231002X", DOCUMENT_FORM},
        {DOCUMENT_TAIWAN_PERMIT, "0123456", DOCUMENT_LENGTH},
        {DOCUMENT_TAIWAN_PERMIT, "012345678", DOCUMENT_LENGTH},
        {DOCUMENT_TAIWAN_PERMIT, "0123456A", DOCUMENT_FORM},
        {DOCUMENT_PERMANENT_RESIDENCE, "931840199001010029", DOCUMENT_CHECK},
        {DOCUMENT_PERMANENT_RESIDENCE, "93184020270101002X", DOCUMENT_DATE},
        {DOCUMENT_PERMANENT_RESIDENCE, "9318401990010100X2", DOCUMENT_CHARACTER},
        {DOCUMENT_PERMANENT_RESIDENCE, "11010519491231002X", DOCUMENT_FORM},
        {DOCUMENT_PERMANENT_RESIDENCE, "US1110090010112", DOCUMENT_FORM},
        {DOCUMENT_PERMANENT_RESIDENCE, "USA11009001011", DOCUMENT_LENGTH},
        {DOCUMENT_KIND_COUNT, "L898902C3", DOCUMENT_FORM},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct document d;
        memset(&d, 0x5a, sizeof d);
        struct document before = d;
        assert_int_equal(check(cases[i].kind, cases[i].typed, &d), cases[i].result);
        assert_memory_equal(&d, &before, sizeof d);
    }
}

static void a_typing_error_never_passes_a_check_character(void **state)
{
    (void)state;
    static const struct {
        enum document_kind kind;
        const char *number;
    } cases[] = {{DOCUMENT_RESIDENT_ID, "11010519491231002X"},
                 {DOCUMENT_HK_MACAO_TAIWAN_RESIDENCE, "810000199001010035"},
                 {DOCUMENT_PERMANENT_RESIDENCE, "93184019900101002X"}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        for (size_t at = 0; at < 17; at++) {
            for (char digit = '0'; digit <= '9'; digit++) {
                char wrong[RESIDENT_ID_LEN + 1];
                struct document d;
                memcpy(wrong, cases[i].number, sizeof wrong);
                wrong[at] = digit;
                bool same = digit == cases[i].number[at];
                assert_int_equal(check(cases[i].kind, wrong, &d) == DOCUMENT_OK, same);
            }
        }
    }
}

static void form_and_tail_are_what_hash_and_holder_check_take(void **state)
{
    (void)state;
    struct document d;
    char form[DOCUMENT_FORM_SIZE], tail[7], normal[HOLDER_TAIL_LEN + 1];
    assert_int_equal(check(DOCUMENT_RESIDENT_ID, "11010519491231002x", &d), DOCUMENT_OK);
    document_form(&d, form);
    assert_string_equal(form, "resident-id:11010519491231002X");
    document_tail(&d, tail);
    assert_string_equal(tail, "31002X");
    assert_int_equal(holder_tail_normalise(bytes_of_string("31002x"), normal), GH_OK);
    assert_string_equal(normal, tail);
    assert_int_equal(check(DOCUMENT_HK_MACAO_TAIWAN_RESIDENCE, "810000199001010035", &d), DOCUMENT_OK);
    document_form(&d, form);
    assert_string_equal(form, "hk-macao-taiwan-residence:810000199001010035");
    assert_int_equal(check(DOCUMENT_PASSPORT, "12345", &d), DOCUMENT_OK);
    document_tail(&d, tail);
    assert_string_equal(tail, "012345");
}

static void kinds_have_names_that_come_back(void **state)
{
    (void)state;
    for (int k = 0; k < DOCUMENT_KIND_COUNT; k++) {
        enum document_kind back;
        assert_int_equal(document_kind_from_name(bytes_of_string(document_kind_name((enum document_kind)k)), &back),
                         GH_OK);
        assert_int_equal(back, k);
    }
    enum document_kind untouched = DOCUMENT_PASSPORT;
    assert_int_equal(document_kind_from_name(bytes_of_string("unknown"), &untouched), GH_NOT_FOUND);
    assert_int_equal(untouched, DOCUMENT_PASSPORT);
}

static void names_are_tidied(void **state)
{
    (void)state;
    static const struct {
        const char *typed, *name;
    } cases[] = {
        {"张三", "张三"},
        {" 张　三 ", "张三"},
        {"欧阳娜娜", "欧阳娜娜"},
        {"𠮷田", "𠮷田"},
        {"阿依古丽·买买提", "阿依古丽·买买提"},
        {"阿依古丽•买买提", "阿依古丽·买买提"},
        {"阿依古丽・买买提", "阿依古丽·买买提"},
        {"阿依古丽．买买提", "阿依古丽·买买提"},
        {"阿依古丽 . 买买提", "阿依古丽·买买提"},
        {"Anna  Maria   Schmidt", "Anna Maria Schmidt"},
        {"Ａｎｎａ Schmidt", "Anna Schmidt"},
        {"Jean–Luc O’Brien", "Jean-Luc O'Brien"},
        {"John Q. Public Jr.", "John Q. Public Jr."},
        {"Zoë Müller", "Zoë Müller"},
        {"Иван Петров", "Иван Петров"},
        {"김철수", "김철수"},
        {"\xE2\x80\x8B张三\xE2\x80\xAC", "张三"},
        {"\uFEFFAn\u200Bna\tLee\n", "Anna Lee"},
        {"⾼⻢", "高马"},
        {"Ravi S/O Kumar", "Ravi S/O Kumar"},
        {"DEVI A／P S. Raju", "DEVI A/P S. Raju"},
        {"Tan Ah Beng @ Lim", "Tan Ah Beng @ Lim"},
        {"SITI@AMINAH", "SITI@AMINAH"},
        {"陈文@陈大文", "陈文@陈大文"},
        {"O", "O"},
        {"O Kim", "O Kim"},
        {"张", "张"},
        {"𠮷", "𠮷"},
        {"John Smith (Jr)", "John Smith (Jr)"},
        {"John Smith（Jr.）", "John Smith(Jr.)"},
        {"Anna Jones (née Hall)", "Anna Jones (née Hall)"},
        {"Sammy Davis, Jr.", "Sammy Davis Jr."},
        {"Sammy Davis,jr", "Sammy Davis jr"},
        {"Henry Ford, III", "Henry Ford III"},
        {"Henry Ford III", "Henry Ford III"},
        {"Henry Ford Ⅲ", "Henry Ford III"},
        {"Henry Ford 3rd", "Henry Ford 3rd"},
        {"Henry Ford, 2nd.", "Henry Ford 2nd."},
        {"HENRY FORD 4TH", "HENRY FORD 4TH"},
        {"Henry Ford（3rd）", "Henry Ford(3rd)"},
        {"Henry Ford VI", "Henry Ford VI"},
        {"Henry J. ３rd", "Henry J. 3rd"},
        {"Mª José", "Mª José"},
        {"'t Hooft", "'t Hooft"},
        {"ʻAkaka", "'Akaka"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        char name[PERSON_NAME_SIZE];
        assert_int_equal(person_name_check(bytes_of_string(cases[i].typed), name), PERSON_NAME_OK);
        assert_string_equal(name, cases[i].name);
    }
}

static void what_no_name_has_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *typed;
        enum person_name_result result;
    } cases[] = {
        {"", PERSON_NAME_SHORT},
        {"Smith (张)", PERSON_NAME_CHARACTER},
        {"张三(司机)", PERSON_NAME_CHARACTER},
        {"Smith (1)", PERSON_NAME_CHARACTER},
        {"Smith (Jr", PERSON_NAME_CHARACTER},
        {"Smith ()", PERSON_NAME_CHARACTER},
        {"(Jr)", PERSON_NAME_CHARACTER},
        {"Smith (Jr) Anna", PERSON_NAME_CHARACTER},
        {"Smith, Anna", PERSON_NAME_CHARACTER},
        {"3rd", PERSON_NAME_CHARACTER},
        {"Henry 3rd Ford", PERSON_NAME_CHARACTER},
        {"Henry Ford 3", PERSON_NAME_CHARACTER},
        {"Henry Ford 3nd", PERSON_NAME_CHARACTER},
        {"Henry Ford3rd", PERSON_NAME_CHARACTER},
        {"Henry 12345 3rd", PERSON_NAME_CHARACTER},
        {"张三3rd", PERSON_NAME_CHARACTER},
        {"Smith (3)", PERSON_NAME_CHARACTER},
        {", Jr", PERSON_NAME_CHARACTER},
        {"Smith,", PERSON_NAME_CHARACTER},
        {"张·", PERSON_NAME_SHORT},
        {"张三1", PERSON_NAME_CHARACTER},
        {"张三１", PERSON_NAME_CHARACTER},
        {"张三😀", PERSON_NAME_CHARACTER},
        {"张三\x01", PERSON_NAME_CHARACTER},
        {"张\xE4\xB8", PERSON_NAME_CHARACTER},
        {"·张三", PERSON_NAME_CHARACTER},
        {"<b>Anna", PERSON_NAME_CHARACTER},
        {"张三，李四", PERSON_NAME_CHARACTER},
        {"علي٣٣", PERSON_NAME_CHARACTER},
        {"=1+1", PERSON_NAME_CHARACTER},
        {"@SUM", PERSON_NAME_CHARACTER},
        {"http://x.cn", PERSON_NAME_CHARACTER},
        {"x.cn/a", PERSON_NAME_CHARACTER},
        {"//x", PERSON_NAME_CHARACTER},
        {"anna@x.cn", PERSON_NAME_CHARACTER},
        {"x.cn", PERSON_NAME_CHARACTER},
        {"www.Example", PERSON_NAME_CHARACTER},
        {"Anna WWW.X", PERSON_NAME_CHARACTER},
        {"张三/李四", PERSON_NAME_CHARACTER},
        {"Anna/", PERSON_NAME_CHARACTER},
        {"'", PERSON_NAME_SHORT},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        char name[PERSON_NAME_SIZE] = "as it was";
        assert_int_equal(person_name_check(bytes_of_string(cases[i].typed), name), cases[i].result);
        assert_string_equal(name, "as it was");
    }
}

static void every_apostrophe_is_one_character(void **state)
{
    (void)state;
    static const char *const signs[] = {"'", "`", "´", "ʹ", "ʻ", "ʼ", "ʽ", "ʾ", "ʿ",  "ˈ", "ˊ",
                                        "ˋ", "՚", "‘", "’", "‛", "′", "‵", "ꞌ", "＇", "｀"};
    for (size_t i = 0; i < COUNT(signs); i++) {
        char typed[32], name[PERSON_NAME_SIZE];
        (void)snprintf(typed, sizeof typed, "O%sConnor", signs[i]);
        assert_int_equal(person_name_check(bytes_of_string(typed), name), PERSON_NAME_OK);
        assert_string_equal(name, "O'Connor");
    }
}

static void a_name_is_as_long_as_a_document_prints_it(void **state)
{
    (void)state;
    char typed[PERSON_NAME_SIZE + 8] = "", name[PERSON_NAME_SIZE];
    memset(typed, 'a', PERSON_NAME_MAX + 1);
    assert_int_equal(person_name_check(BYTES(typed, PERSON_NAME_MAX + 1), name), PERSON_NAME_LONG);
    assert_int_equal(person_name_check(BYTES(typed, PERSON_NAME_MAX), name), PERSON_NAME_OK);
    assert_int_equal(person_name_check(BYTES(typed, 1), name), PERSON_NAME_OK);
    for (size_t i = 0; i < 54; i++)
        memcpy(typed + 3 * i, "张", 4);
    assert_int_equal(person_name_check(BYTES(typed, 3 * 54), name), PERSON_NAME_LONG);
    assert_int_equal(person_name_check(BYTES(typed, 3 * 53), name), PERSON_NAME_OK);
    assert_int_equal(strlen(name), 159);
    assert_int_equal(person_name_check(BYTES(typed, 3 * 2), name), PERSON_NAME_OK);
    assert_int_equal(person_name_check(BYTES(typed, 3), name), PERSON_NAME_OK);
    assert_true(person_name_is_one_character(name));
    assert_false(person_name_is_one_character("张三"));
    assert_false(person_name_is_one_character("O"));
    assert_false(person_name_is_one_character(""));
}

/* Digits that a spreadsheet has dropped are asked for; where the exponent keeps all of them they come back. */
static void an_exponent_is_a_number_only_with_all_its_digits(void **state)
{
    (void)state;
    static const struct {
        const char *typed;
        enum mobile_result result;
    } cases[] = {
        {"1.38E10", MOBILE_SHORTENED},          {"1.38E+10", MOBILE_SHORTENED},      {"1.38e+10", MOBILE_SHORTENED},
        {"１．３８Ｅ＋１０", MOBILE_SHORTENED}, {"手机：1.38E10", MOBILE_SHORTENED}, {"1E+10", MOBILE_SHORTENED},
        {"1.3800138E+10", MOBILE_SHORTENED},    {"1.3800138000E10", MOBILE_OK},      {"1.3800138000E+10", MOBILE_OK},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        char number[MOBILE_SIZE] = "before";
        bool repaired;
        assert_int_equal(mobile_check_written(bytes_of_string(cases[i].typed), number, &repaired), cases[i].result);
        assert_string_equal(number, cases[i].result ? "before" : "13800138000");
        assert_int_equal(repaired, !cases[i].result);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_come_to_one_form),
        cmocka_unit_test(numbers_are_refused_for_their_reason),
        cmocka_unit_test(a_typing_error_never_passes_a_check_character),
        cmocka_unit_test(form_and_tail_are_what_hash_and_holder_check_take),
        cmocka_unit_test(kinds_have_names_that_come_back),
        cmocka_unit_test(an_exponent_is_a_number_only_with_all_its_digits),
        cmocka_unit_test(names_are_tidied),
        cmocka_unit_test(what_no_name_has_is_refused),
        cmocka_unit_test(every_apostrophe_is_one_character),
        cmocka_unit_test(a_name_is_as_long_as_a_document_prints_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

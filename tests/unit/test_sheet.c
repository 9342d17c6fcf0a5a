/* Lists with named columns: which lines are read, in which order columns may come, and which dates are days. */
#include "support/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "flow/sheet.h"

static const struct sheet_column columns[] = {
    {"name", "Name", "姓名|称呼", true}, {"reason", "Reason", "原因", true}, {"until", "Until", "有效期至", false}};
#define COLUMNS (sizeof columns / sizeof columns[0])

static int set_up(void **state)
{
    *state = malloc(sizeof(struct sheet));
    return *state ? 0 : -1;
}

static int tear_down(void **state)
{
    free(*state);
    return 0;
}

static struct sheet *parsed(void **state, const char *text)
{
    assert_int_equal(sheet_parse(bytes_of_string(text), columns, COLUMNS, *state), GH_OK);
    return *state;
}

static void assert_cell(const struct sheet *list, size_t row, size_t column, const char *text)
{
    assert_true(bytes_equal(list->rows[row].cells[column], bytes_of_string(text)));
}

static void columns_come_in_any_order(void **state)
{
    struct sheet *list =
        parsed(state, "\xEF\xBB\xBF原因,备注,姓名\r\n盗窃,x,王某\r\n\r\n\"a, b\",y,\"c \"\"d\"\"\"\r\n");
    assert_int_equal(list->count, 2);
    assert_cell(list, 0, 0, "王某");
    assert_cell(list, 0, 1, "盗窃");
    assert_cell(list, 0, 2, "");
    assert_int_equal(list->rows[0].line, 2);
    assert_int_equal(list->rows[1].line, 4);
    assert_cell(list, 1, 0, "c \"d\"");
    assert_cell(list, 1, 1, "a, b");
    assert_false(list->has[2]);
}

static void headers_are_names_titles_and_words_in_any_case(void **state)
{
    struct sheet *list = parsed(state, "NAME\treason\t有效期至\nx\ty\t2027-01-01\n");
    assert_true(list->has[0] && list->has[1] && list->has[2]);
    assert_cell(list, 0, 2, "2027-01-01");
}

static void a_word_of_two_columns_names_one(void **state)
{
    static const struct sheet_column twins[] = {{"name", "Account", "账号|工号", true},
                                                {"number", "Staff number", "工号", false}};
    struct sheet *list = *state;
    assert_int_equal(sheet_parse(bytes_of_string("工号,账号\n1001,wang\n"), twins, 2, list), GH_OK);
    assert_cell(list, 0, 0, "wang");
    assert_cell(list, 0, 1, "1001");
    assert_int_equal(sheet_parse(bytes_of_string("姓名,工号\n王某,1001\n"), twins, 2, list), GH_OK);
    assert_cell(list, 0, 0, "1001");
    assert_false(list->has[1]);
}

static void a_missing_column_is_named(void **state)
{
    struct sheet *list = *state;
    assert_int_equal(sheet_parse(bytes_of_string("姓名,有效期至\n王某,\n"), columns, COLUMNS, list), GH_NOT_FOUND);
    assert_true(list->has[0]);
    assert_false(list->has[1]);
    assert_int_equal(sheet_parse(bytes_of_string(""), columns, COLUMNS, list), GH_NOT_FOUND);
}

static void what_is_no_text_is_refused(void **state)
{
    char *big = malloc(SHEET_TEXT_MAX + 1);
    assert_non_null(big);
    memset(big, 'a', SHEET_TEXT_MAX + 1);
    assert_int_equal(sheet_parse(BYTES(big, SHEET_TEXT_MAX + 1), columns, COLUMNS, *state), GH_TOO_LONG);
    free(big);
    assert_int_equal(sheet_parse(BYTES("name\0,reason", 12), columns, COLUMNS, *state), GH_MALFORMED);
    assert_int_equal(sheet_parse(BYTES("\xd5\xc5\xc8\xfd", 4), columns, COLUMNS, *state), GH_MALFORMED);
}

static void rows_beyond_the_most_are_counted(void **state)
{
    size_t most = SHEET_ROWS_MAX + 3;
    char *text = malloc(16 + most * 4);
    assert_non_null(text);
    size_t len = (size_t)sprintf(text, "name,reason\n");
    for (size_t i = 0; i < most; i++, len += 4)
        memcpy(text + len, "a,b\n", 4);
    text[len] = '\0';
    struct sheet *list = parsed(state, text);
    assert_int_equal(list->count, SHEET_ROWS_MAX);
    assert_int_equal(list->left_out, 3);
    free(text);
}

static void dates_are_days(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t day; /* -1: none */
    } cases[] = {{"1970-01-01", 0},
                 {"2026-12-01", 20788},
                 {"2026/12/1", 20788},
                 {"2026.12.1", 20788},
                 {"20261201", 20788},
                 {"2026年12月1日", 20788},
                 {"2026-12-01 23:59:59", 20788},
                 {"2024-02-29", 19782},
                 {"2027-02-29", -1},
                 {"2027-13-01", -1},
                 {"2027-00-01", -1},
                 {"2027-01-32", -1},
                 {"27-01-01", -1},
                 {"", -1},
                 {"2027", -1},
                 {"2027-1", -1},
                 {"202711", -1},
                 {"2027-01-01x", -1},
                 {"1969-12-31", -1},
                 {"tomorrow", -1}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int64_t day = -1;
        assert_int_equal(sheet_date(bytes_of_string(cases[i].text), &day), cases[i].day >= 0);
        assert_int_equal(day, cases[i].day);
    }
}

static void words_are_read_in_both_languages(void **state)
{
    (void)state;
    bool flag = false;
    enum document_kind kind = DOCUMENT_RESIDENT_ID;
    assert_true(sheet_flag(bytes_of_string("是"), &flag) && flag);
    assert_true(sheet_flag(bytes_of_string("NO"), &flag) && !flag);
    assert_false(sheet_flag(bytes_of_string("maybe"), &flag));
    assert_true(sheet_document_kind(bytes_of_string("护照"), &kind) && kind == DOCUMENT_PASSPORT);
    assert_true(sheet_document_kind(bytes_of_string("resident-id"), &kind) && kind == DOCUMENT_RESIDENT_ID);
    assert_false(sheet_document_kind(bytes_of_string("stamp"), &kind));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(columns_come_in_any_order, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_word_of_two_columns_names_one, set_up, tear_down),
        cmocka_unit_test_setup_teardown(headers_are_names_titles_and_words_in_any_case, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_missing_column_is_named, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_no_text_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(rows_beyond_the_most_are_counted, set_up, tear_down),
        cmocka_unit_test(dates_are_days),
        cmocka_unit_test(words_are_read_in_both_languages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

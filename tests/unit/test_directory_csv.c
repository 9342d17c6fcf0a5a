/* Lists of the directory in every form that RFC 4180, 2, allows, and what it does not. */
#include "support/test.h"

#include <string.h>

#include "directory/csv.h"

static struct directory_snapshot s;
static struct directory_fault fault;

static enum gh_status take(const char *text, bool people)
{
    directory_snapshot_free(&s);
    s = (struct directory_snapshot){.unit_count = 0};
    fault = (struct directory_fault){.kind = DIRECTORY_WELL};
    return directory_csv_take(bytes_of_string(text), people, &s, &fault);
}

static int tear_down(void **state)
{
    (void)state;
    directory_snapshot_free(&s);
    return 0;
}

/* The rules 1 to 7: CRLF or LF, the last line with or without, quotes around commas, lines and doubled quotes. */
static void the_forms_of_rfc_4180(void **state)
{
    static const char *const forms[] = {
        "code,name\r\n10,\"a \"\"b\"\", c\"\r\n20,d\r\n",
        "code,name\r\n10,\"a \"\"b\"\", c\"\r\n20,d",
        "code,name\n10,\"a \"\"b\"\", c\"\n20,d\n",
        "\"code\",\"name\"\r\n\"10\",\"a \"\"b\"\", c\"\r\n\"20\",\"d\"\r\n",
        "\357\273\277code,name\r\n10,\"a \"\"b\"\", c\"\r\n20,d\r\n",
        "name,more,code\r\n\"a \"\"b\"\", c\",x,10\r\nd,\"y\r\nz\",20\r\n",
        "名称,代码\r\n\"a \"\"b\"\", c\",10\r\nd,20\r\n",
    };
    (void)state;
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        assert_int_equal(take(forms[i], false), GH_OK);
        assert_int_equal(s.unit_count, 2);
        assert_string_equal(s.units[0].code, "10");
        assert_string_equal(s.units[0].name, "a \"b\", c");
        assert_string_equal(s.units[1].code, "20");
        assert_string_equal(s.units[1].name, "d");
    }
}

static void people_have_states_and_numbers(void **state)
{
    (void)state;
    assert_int_equal(
        take("工号,姓名,手机号,在职\r\n1001,孙,+86 138 0013 8000,1\r\n1002,钱,,离职\r\n\r\n1003,李,1,no\r\n", true),
        GH_OK);
    assert_int_equal(s.people_count, 3);
    assert_string_equal(s.people[0].mobile, "13800138000");
    assert_true(s.people[0].active);
    assert_false(s.people[1].active);
    assert_string_equal(s.people[2].mobile, "");
    assert_false(s.people[2].active);
}

static void what_is_no_list_says_why(void **state)
{
    (void)state;
    assert_int_equal(take("code\r\n10\r\n", false), GH_UNAVAILABLE);
    assert_int_equal(fault.kind, DIRECTORY_COLUMNS);
    assert_int_equal(take("code,name\r\n10,\"a\r\n", false), GH_UNAVAILABLE);
    assert_int_equal(fault.kind, DIRECTORY_TEXT);
    assert_int_equal(take("code,name\r\n10,\xff\r\n", false), GH_UNAVAILABLE);
    assert_int_equal(fault.kind, DIRECTORY_TEXT);
    assert_int_equal(take("", false), GH_UNAVAILABLE);
    assert_int_equal(fault.kind, DIRECTORY_COLUMNS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(the_forms_of_rfc_4180, tear_down),
        cmocka_unit_test_teardown(people_have_states_and_numbers, tear_down),
        cmocka_unit_test_teardown(what_is_no_list_says_why, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

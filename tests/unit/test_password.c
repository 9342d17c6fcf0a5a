/* New passwords: length, common ones, and the owner's data. */
#include "auth/password.h"

#include <string.h>

#include "auth/common_passwords.h"
#include "support/test.h"

static const struct password_owner owner = {"zhangwei", "Wei Zhang", "w.zhang@example.edu.cn", "13800138000"};

static enum password_fault judge(const char *password)
{
    return password_judge(bytes_of_string(password), &owner);
}

static void length_counts_characters(void **state)
{
    (void)state;
    assert_int_equal(judge("lampriver"), PASSWORD_TOO_SHORT);
    assert_int_equal(judge("lamp river"), PASSWORD_GOOD);
    assert_int_equal(judge("河边有一盏旧路灯吗"), PASSWORD_TOO_SHORT);
    assert_int_equal(judge("河边有一盏旧的路灯吗"), PASSWORD_GOOD);
    char longest[PASSWORD_MAX + 2];
    for (size_t i = 0; i <= PASSWORD_MAX; i++)
        longest[i] = (char)('a' + (i * i + i / 7) % 26);
    longest[PASSWORD_MAX + 1] = '\0';
    assert_int_equal(judge(longest), PASSWORD_TOO_LONG);
    longest[PASSWORD_MAX] = '\0';
    assert_int_equal(judge(longest), PASSWORD_GOOD);
}

static void common_ones_are_refused(void **state)
{
    (void)state;
    static const char *const refused[] = {
        "q1w2e3r4t5",   "Q1W2E3R4T5", "qwertyuiop", "Sunshine2026!",  "2026Password", "password1234567", "1111111111",
        "abcdefghijkl", "9876543210", "woaini1314", "gatehouse-demo", "!!Dragon2000", "iloveyou!!",
    };
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++)
        if (judge(refused[i]) != PASSWORD_COMMON)
            fail_msg("%s is accepted", refused[i]);
    assert_int_equal(judge("sunshine over lamps"), PASSWORD_GOOD);
    assert_int_equal(judge("three quiet words"), PASSWORD_GOOD);
}

static void the_list_is_long_and_sorted(void **state)
{
    (void)state;
    const char *list = common_passwords[0];
    size_t lines = 0;
    for (const char *at = list; *at; at += 11, lines++) {
        assert_int_equal(at[10], '\n');
        assert_true(at == list || memcmp(at - 11, at, 10) < 0);
    }
    assert_true(lines >= 10000);
    assert_true(common_password(bytes_of_string("123456")));
    assert_false(common_password(bytes_of_string("three quiet words")));
}

static void the_owners_data_is_refused(void **state)
{
    (void)state;
    static const char *const refused[] = {"my zhangwei lamp",   "My ZhangWei Lamp",    "we i wei zhang x",
                                          "lamp w.zhang cloud", "lamp 00138000 cloud", "13800138000"};
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++)
        if (judge(refused[i]) != PASSWORD_NAME)
            fail_msg("%s is accepted", refused[i]);
    const struct password_owner nobody = {"li", "李", "", ""};
    assert_int_equal(password_judge(bytes_of_string("lilac river cloud"), &nobody), PASSWORD_GOOD);
    assert_int_equal(judge("example.edu.cn lamp"), PASSWORD_GOOD);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(length_counts_characters),
        cmocka_unit_test(common_ones_are_refused),
        cmocka_unit_test(the_list_is_long_and_sorted),
        cmocka_unit_test(the_owners_data_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

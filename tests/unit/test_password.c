/* New passwords: length, common ones, and the owner's data. */
#include "auth/password.h"

#include <string.h>

#include "auth/common_passwords.h"
#include "auth/password_words.h"
#include "support/test.h"

static const struct password_owner owner = {"zhangwei", "Wei Zhang", "w.zhang@example.edu.cn", "13800138000"};

static const struct password_words no_words;

static enum password_fault judge(const char *password)
{
    return password_judge(bytes_of_string(password), &owner, &no_words);
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
    assert_true(lines >= 200000);
    assert_true(common_password(bytes_of_string("sunshine")));
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
    assert_int_equal(password_judge(bytes_of_string("lilac river cloud"), &nobody, &no_words), PASSWORD_GOOD);
    assert_int_equal(judge("example.edu.cn lamp"), PASSWORD_GOOD);
}

/* From breaches: found in the lists of RockYou, phpBB and others, and in no list of common passwords before. */
static void breached_ones_are_refused(void **state)
{
    (void)state;
    static const char *const refused[] = {"brokenapril14", "fucklizards", "Lovallah-2026", "2026.bebelindo"};
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++)
        if (judge(refused[i]) != PASSWORD_COMMON)
            fail_msg("%s is accepted", refused[i]);
}

static void names_of_the_place_are_refused(void **state)
{
    (void)state;
    static const char *const refused[] = {
        "jiangcheng lamps",       "JiangCheng-2026-River", "j i a n g c h e n g!", "江城大学的旧路灯真的很亮",
        "在江城的旧路灯下读书吧", "lamps of juast river",  "nanhu lake river",     "南湖边有一盏旧的路灯吗",
        "example lamp river",     "visitexampleeducn",
    };
    static const char *const good[] = {"university lamps", "the eastern lamp", "lamp river visit", "breakfast lamp"};
    static struct password_words words;
    password_words_name(&words, "江城大学");
    password_words_name(&words, "Jiangcheng University of Applied Science and Technology");
    password_words_name(&words, "JUAST University");
    password_words_name(&words, "南湖校区");
    password_words_name(&words, "Nanhu Campus");
    password_words_name(&words, "East Campus");
    password_words_host(&words, "https://visit.example.edu.cn:8443/app");
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++)
        if (password_judge(bytes_of_string(refused[i]), &owner, &words) != PASSWORD_CONTEXT)
            fail_msg("%s is accepted", refused[i]);
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        if (password_judge(bytes_of_string(good[i]), &owner, &words) != PASSWORD_GOOD)
            fail_msg("%s is refused", good[i]);
    for (int i = 0; i < PASSWORD_WORDS_MAX; i++)
        password_words_name(&words, "One Name After Another");
    assert_int_equal(words.count, PASSWORD_WORDS_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(length_counts_characters),    cmocka_unit_test(common_ones_are_refused),
        cmocka_unit_test(the_list_is_long_and_sorted), cmocka_unit_test(the_owners_data_is_refused),
        cmocka_unit_test(breached_ones_are_refused),   cmocka_unit_test(names_of_the_place_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

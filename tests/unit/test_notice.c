/* The notice on personal data, and who is under 14. */
#include "support/test.h"

#include <string.h>

#include "records/consent.h"

static const struct notice_facts whole = {.university = "示范大学",
                                          .contact = "010-12345678",
                                          .processors = "某某云（短信）",
                                          .keep_days = 180,
                                          .picture_days = 30};

static void notice_names_what_the_law_asks_for(void **state)
{
    char zh[NOTICE_TEXT_SIZE], en[NOTICE_TEXT_SIZE];
    static const char *const parts[] = {"处理者：示范大学", "010-12345678", "敏感个人信息",
                                        "目的和必要性",     "180 天",       "30 天",
                                        "某某云（短信）",   "撤回同意",     "监护人"};
    (void)state;
    notice_text(&whole, WORDS_CHINESE, zh);
    notice_text(&whole, WORDS_ENGLISH, en);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        assert_non_null(strstr(zh, parts[i]));
    assert_non_null(strstr(zh, notice_declaration(WORDS_CHINESE)));
    assert_non_null(strstr(en, notice_guardian_declaration(WORDS_ENGLISH)));
    assert_null(strstr(zh, "{"));
    assert_null(strstr(en, "{"));
}

static void empty_settings_leave_no_gap(void **state)
{
    char text[NOTICE_TEXT_SIZE];
    const struct notice_facts bare = {.university = "", .contact = "", .processors = "", .keep_days = 7};
    (void)state;
    notice_text(&bare, WORDS_CHINESE, text);
    assert_non_null(strstr(text, "处理者：学校。\n二、"));
    assert_non_null(strstr(text, "委托处理：无"));
    assert_null(strstr(text, "照片"));
}

static void longest_settings_fit(void **state)
{
    char text[NOTICE_TEXT_SIZE], long_one[192];
    (void)state;
    memset(long_one, 'x', sizeof long_one - 1);
    long_one[sizeof long_one - 1] = '\0';
    const struct notice_facts facts = {long_one, long_one, long_one, 3650, 90};
    notice_text(&facts, WORDS_ENGLISH, text);
    assert_true(strlen(text) + 1 < sizeof text);
    const char *last = notice_guardian_declaration(WORDS_ENGLISH);
    assert_string_equal(text + strlen(text) - strlen(last), last);
}

static void another_word_is_another_version(void **state)
{
    static struct notice one, two;
    (void)state;
    assert_int_equal(notice_of(bytes_of_string("告知书"), WORDS_CHINESE, &one), GH_OK);
    assert_int_equal(notice_of(bytes_of_string("告知书。"), WORDS_CHINESE, &two), GH_OK);
    assert_string_not_equal(one.version, two.version);
    assert_int_equal(strlen(one.version), 16);
    assert_int_equal(notice_of(bytes_of_string(""), WORDS_CHINESE, &two), GH_TOO_LONG);
}

static void minors_are_those_before_their_14th_birthday(void **state)
{
    const struct civil_date today = {2026, 11, 30};
    (void)state;
    assert_true(document_of_child((struct civil_date){2012, 12, 1}, today));
    assert_false(document_of_child((struct civil_date){2012, 11, 30}, today));
    assert_false(document_of_child((struct civil_date){0}, today));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(notice_names_what_the_law_asks_for),
        cmocka_unit_test(empty_settings_leave_no_gap),
        cmocka_unit_test(longest_settings_fit),
        cmocka_unit_test(another_word_is_another_version),
        cmocka_unit_test(minors_are_those_before_their_14th_birthday),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The daily digest of exceptions: counts and kinds in both languages, and a link that is never cut. */
#include "support/test.h"

#include <stdio.h>
#include <string.h>

#include "flow/digest_text.h"

#define LINK "https://visit.example.edu.cn/app/security/exceptions"

static void write(enum words_language language, const struct digest_kind *kinds, size_t count, char *subject,
                  char *text)
{
    const struct digest_text v = {.language = language,
                                  .campus = language == WORDS_ENGLISH ? "Main campus" : "主校区",
                                  .url = LINK,
                                  .kinds = kinds,
                                  .count = count,
                                  .unassigned = 2};
    digest_text_write(&v, subject, text);
}

static void test_counts(void **state)
{
    (void)state;
    static const struct digest_kind kinds[] = {{"double-use", 3}, {"silent", 1}};
    char subject[DIGEST_SUBJECT_SIZE], text[DIGEST_TEXT_SIZE];
    write(WORDS_CHINESE, kinds, 2, subject, text);
    assert_string_equal(subject, "主校区：未处理的异常 4 项");
    assert_string_equal(text,
                        "主校区有 4 项未处理的异常，其中 2 项无人负责；通行码重复使用 3；门岗失联 1。查看：" LINK);
    write(WORDS_ENGLISH, kinds, 2, subject, text);
    assert_string_equal(subject, "Exceptions at Main campus: 4 open");
    assert_string_equal(text, "Main campus has 4 open exceptions, 2 of them not assigned; pass used twice: 3; "
                              "booth silent: 1. See: " LINK);
}

static void test_all_kinds(void **state)
{
    (void)state;
    static const char *const names[] = {"override",     "double-use",      "broken",        "gap",       "altered",
                                        "unusable",     "another-journal", "revoked-booth", "emergency", "forged",
                                        "revoked-pass", "unknown-vehicle", "silent",        "camera",    "disk",
                                        "clock",        "temperature",     "unwell"};
    struct digest_kind kinds[13];
    char subject[DIGEST_SUBJECT_SIZE], text[DIGEST_TEXT_SIZE];
    for (size_t i = 0; i < 13; i++) {
        kinds[i].count = 100000 + (int64_t)i;
        (void)snprintf(kinds[i].name, sizeof kinds[i].name, "%s", names[i]);
    }
    for (int language = WORDS_CHINESE; language <= WORDS_ENGLISH; language++) {
        write((enum words_language)language, kinds, 13, subject, text);
        assert_true(strlen(text) < DIGEST_TEXT_SIZE);
        assert_non_null(strstr(text, LINK));
        assert_string_equal(strstr(text, LINK), LINK);
        assert_non_null(strstr(text, "100003"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_counts), cmocka_unit_test(test_all_kinds)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

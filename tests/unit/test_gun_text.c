/* Scanner guns that put a prefix before a code or change its letters. */
#include "support/test.h"

#include <string.h>

#include "token/gun_text.h"

static void assert_text(struct bytes text, const char *expected)
{
    assert_true(bytes_equal(text, bytes_of_string(expected)));
}

static void symbology_prefix_is_left_out(void **state)
{
    (void)state;
    static const char *const prefixes[] = {"]Q0", "]Q1", "]Q2", "]Q3", "]q1", "]d2", "]C0", "]zA", ""};
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
        char text[16] = "";
        strcat(text, prefixes[i]);
        assert_text(gun_text_bare(bytes_of_string(strcat(text, "GH1:AB"))), "GH1:AB");
    }
    static const char *const around[] = {" GH1:AB",    "GH1:AB ",   "GH1:AB\t",    "GH1:AB\r",
                                         "GH1:AB\r\n", "\tGH1:AB ", "]Q1 GH1:AB ", " ]Q1GH1:AB\r"};
    for (size_t i = 0; i < sizeof around / sizeof *around; i++)
        assert_text(gun_text_bare(bytes_of_string(around[i])), "GH1:AB");
    assert_text(gun_text_bare(bytes_of_string(" \t")), "");
    assert_text(gun_text_bare(bytes_of_string("]Q")), "]Q");
    assert_text(gun_text_bare(bytes_of_string("]1Q")), "]1Q");
    assert_text(gun_text_bare(bytes_of_string("]QG1")), "]QG1");
    assert_text(gun_text_bare(bytes_of_string("]Q1")), "");
    assert_text(gun_text_bare(BYTES(NULL, 0)), "");
}

static void letters_get_their_case_back(void **state)
{
    (void)state;
    static const struct {
        const char *scanned, *printed;
    } cases[] = {
        {"GH1:AB $%*+-./:9", "GH1:AB $%*+-./:9"},
        {"gh1:ab $%*+-./:9", "GH1:AB $%*+-./:9"},
        {"gH1:aB", "GH1:AB"},
        {"GHE1:AB@https://gate.example/X", "GHE1:AB@https://gate.example/X"},
        {"ghe1:ab@HTTPS://GATE.EXAMPLE/x", "GHE1:AB@https://gate.example/X"},
        {"ghe1:ab@https://gate.example", "GHE1:AB@https://gate.example"},
        {"https://example.com/Gh1:", "https://example.com/Gh1:"},
        {"gh1", "gh1"},
        {"", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char room[GUN_TEXT_MAX];
        assert_text(gun_text_fold(bytes_of_string(cases[i].scanned), room), cases[i].printed);
    }
}

static void longest_text_is_folded_and_a_longer_one_left(void **state)
{
    (void)state;
    char text[GUN_TEXT_MAX + 1] = "gh1:", room[GUN_TEXT_MAX];
    memset(text + 4, 'a', sizeof text - 4);
    assert_int_equal(gun_text_fold(BYTES(text, GUN_TEXT_MAX), room).data[GUN_TEXT_MAX - 1], 'A');
    assert_ptr_equal(gun_text_fold(BYTES(text, GUN_TEXT_MAX + 1), room).data, text);
}

static void almost_a_pass_is_told_from_other_codes(void **state)
{
    (void)state;
    static const struct {
        const char *begin;
        bool almost;
    } cases[] = {
        {"GH1:", true},   {"gh1;", true},    {"GH&M", true},   {"gH1", true},   {"+Q1GH1:", true},
        {"GHE1:", false}, {"https:", false}, {"GHOST", false}, {"HC1:", false}, {"12345GH1:", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[GUN_TEXT_MAX + 1];
        memset(text, '7', sizeof text);
        memcpy(text, cases[i].begin, strlen(cases[i].begin));
        assert_int_equal(gun_text_is_almost_pass(BYTES(text, 160)), cases[i].almost);
        assert_int_equal(gun_text_is_almost_pass(BYTES(text, 100)), cases[i].almost);
        assert_false(gun_text_is_almost_pass(BYTES(text, 99)));
        assert_false(gun_text_is_almost_pass(BYTES(text, sizeof text)));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(symbology_prefix_is_left_out),
        cmocka_unit_test(letters_get_their_case_back),
        cmocka_unit_test(longest_text_is_folded_and_a_longer_one_left),
        cmocka_unit_test(almost_a_pass_is_told_from_other_codes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

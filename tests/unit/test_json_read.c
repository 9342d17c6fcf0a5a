/* What json_read() takes and refuses, each limit at its edge. */
#include "support/test.h"

#include <stdlib.h>
#include <string.h>

#include "json/json_read.h"

#define MAX 4096

static struct json_fault fault;

/* Reads text and gives the value back at once: only the status and the fault matter. */
static enum gh_status read_bytes(struct bytes text, size_t max)
{
    json_t *untouched = json_true(), *json = untouched;
    fault = (struct json_fault){0};
    enum gh_status status = json_read(text, max, &json, &fault);
    if (status)
        assert_ptr_equal(json, untouched);
    else
        json_decref(json);
    return status;
}

static void assert_fault(const char *text, enum json_fault_kind kind, size_t offset, unsigned line)
{
    assert_int_equal(read_bytes(bytes_of_string(text), MAX), kind == JSON_FAULT_TOO_DEEP ? GH_TOO_LONG : GH_MALFORMED);
    assert_string_equal(json_fault_name(fault.kind), json_fault_name(kind));
    assert_int_equal(fault.offset, offset);
    assert_int_equal(fault.line, line);
}

static void reads_a_value(void **state)
{
    (void)state;
    json_t *json = NULL;
    assert_int_equal(json_read(bytes_of_string(" {\"a\": [1, \"\\u8bbf\\\"\"]}\n"), MAX, &json, NULL), GH_OK);
    const json_t *a = json_object_get(json, "a");
    assert_int_equal(json_integer_value(json_array_get(a, 0)), 1);
    assert_string_equal(json_string_value(json_array_get(a, 1)), "访\"");
    json_decref(json);
}

static void refuses_one_byte_over_the_limit(void **state)
{
    (void)state;
    const char *text = "{\"a\":12}";
    assert_int_equal(read_bytes(bytes_of_string(text), strlen(text)), GH_OK);
    assert_int_equal(read_bytes(bytes_of_string(text), strlen(text) - 1), GH_TOO_LONG);
    assert_int_equal(fault.kind, JSON_FAULT_TOO_LONG);
    assert_int_equal(fault.offset, strlen(text) - 1);
}

/* levels brackets, of both kinds in turn, around a string that looks like more of them. */
static void nest(char *out, unsigned levels)
{
    for (unsigned i = 0; i < levels; i++)
        out += strlen(strcpy(out, i % 2 ? "[" : "{\"a\":"));
    out += strlen(strcpy(out, levels % 2 ? "\"[{\\\"[\"" : "\"[{\\\\\""));
    for (unsigned i = levels; i-- > 0;)
        *out++ = i % 2 ? ']' : '}';
    *out = '\0';
}

static void refuses_one_level_too_deep(void **state)
{
    (void)state;
    char text[MAX];
    nest(text, JSON_DEPTH_MAX);
    assert_int_equal(read_bytes(bytes_of_string(text), MAX), GH_OK);
    nest(text, JSON_DEPTH_MAX + 1);
    assert_fault(text, JSON_FAULT_TOO_DEEP, JSON_DEPTH_MAX / 2 * strlen("{\"a\":["), 1);
}

static void counts_depth_and_not_brackets(void **state)
{
    (void)state;
    char text[MAX] = "[";
    for (unsigned i = 0; i < 4 * JSON_DEPTH_MAX; i++)
        strcat(text, "[{}],");
    strcat(text, "[]]");
    assert_int_equal(read_bytes(bytes_of_string(text), MAX), GH_OK);
}

/* Closing brackets before the first opening one lower no depth. */
static void refuses_depth_behind_stray_ends(void **state)
{
    (void)state;
    char text[MAX];
    memset(text, ']', 100);
    memset(text + 100, '[', JSON_DEPTH_MAX + 1);
    text[101 + JSON_DEPTH_MAX] = '\0';
    assert_fault(text, JSON_FAULT_TOO_DEEP, 100 + JSON_DEPTH_MAX, 1);
}

static void refuses_nul_everywhere(void **state)
{
    (void)state;
    static const char behind[] = "[1]\0", between[] = "[1,\n\0 2]", within[] = "[\"a\0b\"]", escaped[] = "[\"a\\\0b\"]";
    assert_int_equal(read_bytes(BYTES(behind, 4), MAX), GH_MALFORMED);
    assert_int_equal(fault.kind, JSON_FAULT_NUL);
    assert_int_equal(read_bytes(BYTES(between, sizeof between - 1), MAX), GH_MALFORMED);
    assert_int_equal(fault.kind, JSON_FAULT_NUL);
    assert_int_equal(fault.offset, 4);
    assert_int_equal(fault.line, 2);
    assert_int_equal(read_bytes(BYTES(within, sizeof within - 1), MAX), GH_MALFORMED);
    assert_int_equal(fault.kind, JSON_FAULT_NUL);
    assert_int_equal(read_bytes(BYTES(escaped, sizeof escaped - 1), MAX), GH_MALFORMED);
    assert_int_equal(fault.kind, JSON_FAULT_NUL);
    assert_fault("[\"a\\u0000\"]", JSON_FAULT_NUL, 10, 1);
    assert_fault("{\"a\\u0000b\":1}", JSON_FAULT_NUL, 11, 1);
}

static void says_what_is_wrong_and_where(void **state)
{
    (void)state;
    assert_fault("", JSON_FAULT_CUT_OFF, 0, 1);
    assert_fault("{\"a\":\n1", JSON_FAULT_CUT_OFF, 7, 2);
    assert_fault("[\"a", JSON_FAULT_CUT_OFF, 3, 1);
    assert_fault("{\"a\":1,\n\"b\":2,\n\"a\":3}", JSON_FAULT_MEMBER_TWICE, 18, 3);
    assert_fault("[{\"a\":1},{\"b\":{\"c\":1,\"c\":1}}]", JSON_FAULT_MEMBER_TWICE, 24, 1);
    assert_fault("[9223372036854775808]", JSON_FAULT_NUMBER, 20, 1);
    assert_fault("[1e999]", JSON_FAULT_NUMBER, 6, 1);
    assert_fault("[1,]", JSON_FAULT_SYNTAX, 4, 1);
    assert_fault("[1] [2]", JSON_FAULT_SYNTAX, 5, 1);
    assert_fault("12", JSON_FAULT_SYNTAX, 2, 1);
    assert_fault("\xef\xbb\xbf{}", JSON_FAULT_SYNTAX, 3, 1);
    assert_fault("[\"\xc3(\"]", JSON_FAULT_UTF8, 2, 1);
}

/* A caller may log these texts, and the input may hold a name. */
static void never_quotes_the_text(void **state)
{
    (void)state;
    char text[JSON_FAULT_SIZE];
    assert_fault("{\"WANG\":1,\"WANG\":2}", JSON_FAULT_MEMBER_TWICE, 16, 1);
    json_fault_text(&fault, text);
    assert_string_equal(text, "a member twice, line 1, byte 16");
    assert_fault("[WANG]", JSON_FAULT_SYNTAX, 5, 1);
    json_fault_text(&fault, text);
    assert_string_equal(text, "not JSON, line 1, byte 5");
}

static void every_fault_has_its_name_and_fits(void **state)
{
    (void)state;
    char text[JSON_FAULT_SIZE];
    for (int i = 0; i <= JSON_FAULT_COUNT; i++) {
        struct json_fault worst = {(enum json_fault_kind)i, SIZE_MAX, UINT32_MAX};
        json_fault_text(&worst, text);
        assert_true(strlen(text) < JSON_FAULT_SIZE - 1);
        for (int k = 0; k < i && i < JSON_FAULT_COUNT; k++)
            assert_string_not_equal(json_fault_name((enum json_fault_kind)i), json_fault_name((enum json_fault_kind)k));
    }
    assert_string_equal(json_fault_name(JSON_FAULT_COUNT), "none");
}

static void integers_are_read_within_their_range(void **state)
{
    (void)state;
    json_t *json = NULL;
    int64_t out = -7;
    const char *text = "{\"low\":3,\"high\":5,\"wrap\":4294967299,\"real\":4.0,\"text\":\"4\",\"null\":null}";
    assert_int_equal(json_read(bytes_of_string(text), MAX, &json, NULL), GH_OK);
    assert_int_equal(json_read_integer(json, "low", 4, 5, &out), GH_MALFORMED);
    assert_int_equal(json_read_integer(json, "high", 3, 4, &out), GH_MALFORMED);
    assert_int_equal(json_read_integer(json, "wrap", 3, 5, &out), GH_MALFORMED);
    assert_int_equal(json_read_integer(json, "real", 3, 5, &out), GH_MALFORMED);
    assert_int_equal(json_read_integer(json, "text", 3, 5, &out), GH_MALFORMED);
    assert_int_equal(json_read_integer(json, "null", 3, 5, &out), GH_MALFORMED);
    assert_int_equal(json_read_integer(json, "none", 3, 5, &out), GH_NOT_FOUND);
    assert_int_equal(out, -7);
    assert_int_equal(json_read_integer(json, "low", 3, 5, &out), GH_OK);
    assert_int_equal(out, 3);
    assert_int_equal(json_read_integer(json, "high", 3, 5, &out), GH_OK);
    assert_int_equal(out, 5);
    json_decref(json);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_a_value),
        cmocka_unit_test(refuses_one_byte_over_the_limit),
        cmocka_unit_test(refuses_one_level_too_deep),
        cmocka_unit_test(counts_depth_and_not_brackets),
        cmocka_unit_test(refuses_depth_behind_stray_ends),
        cmocka_unit_test(refuses_nul_everywhere),
        cmocka_unit_test(says_what_is_wrong_and_where),
        cmocka_unit_test(never_quotes_the_text),
        cmocka_unit_test(every_fault_has_its_name_and_fits),
        cmocka_unit_test(integers_are_read_within_their_range),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* JSON as it is written, read back by another implementation. */
#include "support/test.h"

#include <jansson.h>
#include <stdint.h>
#include <string.h>

#include "api/json_text.h"

static json_t *read_back(struct json_text *t)
{
    json_error_t error;
    assert_int_equal(json_text_status(t), GH_OK);
    json_t *json = json_loadb(t->data, t->len, JSON_REJECT_DUPLICATES, &error);
    if (!json)
        fail_msg("%s in %.*s", error.text, (int)t->len, t->data);
    json_text_free(t);
    return json;
}

static void every_kind_of_value_is_read_as_it_was_written(void **unused)
{
    (void)unused;
    struct json_text t = {0};
    json_text_begin(&t, '{');
    json_text_key(&t, "text");
    json_text_string(&t, bytes_of_string("访客 \"甲\"\\\n\x01 end"));
    json_text_key(&t, "empty");
    json_text_string(&t, bytes_of_string(""));
    json_text_key(&t, "least");
    json_text_integer(&t, INT64_MIN);
    json_text_key(&t, "nothing");
    json_text_null(&t);
    json_text_key(&t, "list");
    json_text_begin(&t, '[');
    json_text_begin(&t, '[');
    json_text_end_of(&t, ']');
    json_text_bool(&t, true);
    json_text_begin(&t, '{');
    json_text_end_of(&t, '}');
    json_text_bool(&t, false);
    json_text_end_of(&t, ']');
    json_text_end_of(&t, '}');
    json_t *found = read_back(&t);
    json_t *wanted = json_pack("{s:s, s:s, s:I, s:n, s:[[], b, {}, b]}", "text", "访客 \"甲\"\\\n\x01 end", "empty", "",
                               "least", (json_int_t)INT64_MIN, "nothing", "list", 1, 0);
    assert_non_null(wanted);
    assert_true(json_equal(found, wanted));
    json_decref(found);
    json_decref(wanted);
}

static void every_character_of_one_byte_survives(void **unused)
{
    (void)unused;
    char text[128];
    struct json_text t = {0};
    for (int c = 1; c < 128; c++)
        text[c - 1] = (char)c;
    text[127] = 0;
    json_text_begin(&t, '[');
    json_text_string(&t, bytes_of_string(text));
    json_text_end_of(&t, ']');
    json_t *found = read_back(&t);
    assert_string_equal(json_string_value(json_array_get(found, 0)), text);
    json_decref(found);
}

static void what_was_written_before_is_put_in_whole(void **unused)
{
    (void)unused;
    struct json_text t = {0};
    json_text_begin(&t, '[');
    for (int i = 0; i < 3; i++) {
        json_text_begin(&t, '{');
        json_text_copy(&t, bytes_of_string("\"a\":1,\"b\":[2]"));
        json_text_key(&t, "c");
        json_text_integer(&t, i);
        json_text_end_of(&t, '}');
    }
    json_text_end_of(&t, ']');
    json_t *found = read_back(&t);
    assert_int_equal(json_array_size(found), 3);
    assert_int_equal(json_object_size(json_array_get(found, 2)), 3);
    assert_int_equal(json_integer_value(json_object_get(json_array_get(found, 2), "c")), 2);
    json_decref(found);
}

static void it_grows_over_many_rows(void **unused)
{
    (void)unused;
    struct json_text t = {0};
    json_text_begin(&t, '[');
    for (int i = 0; i < 5000; i++)
        json_text_string(&t, bytes_of_string("一二三四五六七八九十"));
    json_text_end_of(&t, ']');
    json_t *found = read_back(&t);
    assert_int_equal(json_array_size(found), 5000);
    assert_string_equal(json_string_value(json_array_get(found, 4999)), "一二三四五六七八九十");
    json_decref(found);
}

static void what_is_no_utf8_is_an_error(void **unused)
{
    (void)unused;
    struct json_text t = {0};
    json_text_begin(&t, '[');
    json_text_string(&t, bytes_of_string("\xc0\x80"));
    json_text_end_of(&t, ']');
    assert_int_equal(json_text_status(&t), GH_MALFORMED);
    json_text_free(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_of_value_is_read_as_it_was_written),
        cmocka_unit_test(every_character_of_one_byte_survives),
        cmocka_unit_test(what_was_written_before_is_put_in_whole),
        cmocka_unit_test(it_grows_over_many_rows),
        cmocka_unit_test(what_is_no_utf8_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

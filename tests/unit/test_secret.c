/* A secret's memory holds nothing once its owner has let it go, whatever way the scope is left. */
#include "base/secret.h"

#include <stdint.h>
#include <string.h>

#include "support/test.h"

static uint8_t outside[64];

static size_t left(void)
{
    size_t count = 0;
    for (size_t i = 0; i < sizeof outside; i++)
        count += outside[i] != 0;
    return count;
}

enum way { TO_THE_END, RETURN, BREAK };

static int use(enum way way)
{
    for (int i = 0; i < 1; i++) {
        SECRET_UNTIL_END(outside);
        memset(outside, 0xA5, sizeof outside);
        if (way == RETURN)
            return left() == sizeof outside ? 1 : 0;
        if (way == BREAK)
            break;
    }
    return 2;
}

static void every_way_out_wipes(void **state)
{
    (void)state;
    static const enum way ways[] = {TO_THE_END, RETURN, BREAK};
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        assert_int_equal(use(ways[i]), ways[i] == RETURN ? 1 : 2);
        assert_int_equal(left(), 0);
    }
}

static void nothing_is_freed_for_null(void **state)
{
    (void)state;
    secret_free(NULL);
}

static void growing_keeps_the_content(void **state)
{
    (void)state;
    char *text = secret_realloc(NULL, 8);
    assert_non_null(text);
    memcpy(text, "planted", 8);
    text = secret_realloc(text, 4096);
    assert_non_null(text);
    assert_string_equal(text, "planted");
    text = secret_realloc(text, 3);
    assert_non_null(text);
    assert_memory_equal(text, "pla", 3);
    secret_free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_way_out_wipes),
        cmocka_unit_test(nothing_is_freed_for_null),
        cmocka_unit_test(growing_keeps_the_content),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

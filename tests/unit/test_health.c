/* The line of a booth's checks. */
#include "support/test.h"

#include <stdio.h>
#include <string.h>

#include "wire/health.h"

static void a_line_comes_back(void **state)
{
    (void)state;
    struct health made = {.at = tick_from_seconds(1764559200)}, read;
    char text[HEALTH_TEXT_SIZE], name[32];
    health_write(&made, text);
    assert_string_equal(text, "1764559200");
    health_add(&made, "root key", HEALTH_WARNING);
    health_add(&made, "camera", HEALTH_FAULT);
    health_add(&made, "camera", HEALTH_WARNING); /* the worse one stays */
    health_add(&made, "root key", HEALTH_FAULT);
    health_add(&made, "UPPER", HEALTH_FAULT);
    health_add(&made, "", HEALTH_FAULT);
    health_add(&made, "a-name-that-is-too-long", HEALTH_FAULT);
    health_write(&made, text);
    assert_string_equal(text, "1764559200 root-key=fault camera=fault");
    assert_int_equal(health_read(bytes_of_string(text), &read), GH_OK);
    assert_int_equal(read.count, 2);
    assert_int_equal(read.at, made.at);
    made = (struct health){.at = tick_from_seconds(99999999999)};
    for (char letter = 'a'; letter <= 'z'; letter++) {
        (void)snprintf(name, sizeof name, "nineteen-and-one--%c%c", letter, letter);
        health_add(&made, name, HEALTH_WARNING);
    }
    assert_int_equal(made.count, HEALTH_CHECKS_MAX);
    health_write(&made, text);
    assert_int_equal(health_read(bytes_of_string(text), &read), GH_OK);
    assert_int_equal(read.count, HEALTH_CHECKS_MAX);
}

static void other_texts_are_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {"",
                                        "\n",
                                        "0",
                                        "01764559200",
                                        "176455920000",
                                        "-1",
                                        "x",
                                        "1764559200 ",
                                        "1764559200 camera",
                                        "1764559200 camera=",
                                        "1764559200 camera=ok",
                                        "1764559200 camera=faulty",
                                        "1764559200 =fault",
                                        "1764559200 Camera=fault",
                                        "1764559200 camera=fault camera=warning",
                                        "1764559200  camera=fault",
                                        "1764559200 camera=fault\n\n",
                                        "1764559200\tcamera=fault",
                                        "1764559200 a-name-of-twenty-one-x=fault"};
    struct health read;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_int_equal(health_read(bytes_of_string(wrong[i]), &read), GH_MALFORMED);
    assert_int_equal(health_read(bytes_of_string("1764559200 camera=fault\n"), &read), GH_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_line_comes_back), cmocka_unit_test(other_texts_are_refused)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

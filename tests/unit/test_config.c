/* The configuration file: defaults, values, and errors that name the line and the way out. */
#include "support/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/config.h"

#define MINIMAL "[booth]\ndevice = booth-7\ngate = 3\n"

static enum gh_status parse(const char *text, struct booth_config *config, struct config_fault *fault)
{
    return config_parse(bytes_of_string(text), "/srv/gate", config, fault);
}

static void minimal_file_gets_the_defaults(void **state)
{
    (void)state;
    struct booth_config c;
    struct config_fault fault;
    assert_int_equal(parse(MINIMAL, &c, &fault), GH_OK);
    assert_string_equal(c.device, "booth-7");
    assert_int_equal(c.gate, 3);
    assert_int_equal(c.mode, CONFIG_GUARD);
    assert_int_equal(c.zone_minutes, 480);
    assert_int_equal(c.volume, 80);
    assert_string_equal(c.journal, "/var/lib/gatehouse/kiosk/journal.db");
    assert_string_equal(c.pipeline, "v4l2src device=/dev/video0");
}

/* The users of kiosk and daemon write in folders of their own. */
static void kiosk_and_daemon_have_folders_of_their_own(void **state)
{
    (void)state;
    struct booth_config c;
    struct config_fault fault;
    assert_int_equal(parse(MINIMAL, &c, &fault), GH_OK);
    assert_string_equal(c.state, "/var/lib/gatehouse/kiosk");
    assert_string_equal(c.sync_state, "/var/lib/gatehouse/sync");
    assert_int_equal(parse(MINIMAL "[store]\nstate = small\n", &c, &fault), GH_OK);
    assert_string_equal(c.sync_state, "/srv/gate/small");
    assert_int_equal(parse(MINIMAL "[store]\nstate = small\n[sync]\nstate = own\n", &c, &fault), GH_OK);
    assert_string_equal(c.state, "/srv/gate/small");
    assert_string_equal(c.sync_state, "/srv/gate/own");
}

static void values_words_and_paths_are_taken(void **state)
{
    (void)state;
    struct booth_config c;
    struct config_fault fault;
    assert_int_equal(
        parse(MINIMAL "campus = 16\nmode = handheld\noffice_phone = 010-6277 0000\n[store]\njournal = data/journal.db\n"
                      "replica=/x/r.db\n[camera]\npipeline = videotestsrc\n   ! video/x-raw,width=640\n"
                      "[screen]\ntheme = night ; dark booth\nlanguage = en\n",
              &c, &fault),
        GH_OK);
    assert_int_equal(c.campus, 16);
    assert_int_equal(c.mode, CONFIG_HANDHELD);
    assert_string_equal(c.office_phone, "010-6277 0000");
    assert_string_equal(c.journal, "/srv/gate/data/journal.db");
    assert_string_equal(c.replica, "/x/r.db");
    assert_string_equal(c.pipeline, "videotestsrc ! video/x-raw,width=640");
    assert_int_equal(c.theme, CONFIG_NIGHT);
    assert_int_equal(c.language, CONFIG_ENGLISH);
}

static void a_touch_panel_is_calibrated(void **state)
{
    (void)state;
    struct booth_config c;
    struct config_fault fault;
    assert_int_equal(parse(MINIMAL, &c, &fault), GH_OK);
    assert_int_equal(c.turn, 0);
    for (int i = 0; i < CONFIG_MATRIX_NUMBERS; i++)
        assert_float_equal(c.touch[i], i == 0 || i == 4 ? 1 : 0, 0);
    assert_int_equal(parse(MINIMAL "[screen]\nturn = 270\ntouch = 1.0625 -0.5  .25 0 -1 1.\n", &c, &fault), GH_OK);
    assert_int_equal(c.turn, 3);
    static const float wanted[] = {1.0625f, -0.5f, 0.25f, 0, -1, 1};
    for (int i = 0; i < CONFIG_MATRIX_NUMBERS; i++)
        assert_float_equal(c.touch[i], wanted[i], 0);
}

static void errors_name_line_and_expectation(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        unsigned line;
        const char *says;
    } bad[] = {
        {"", 0, "[booth] device is missing"},
        {"[booth]\ndevice = a\n", 0, "[booth] gate is missing"},
        {MINIMAL "mode = kiosk\n", 4, "one of: guard self-scan handheld"},
        {MINIMAL "gate = 16\n", 4, "stands twice"},
        {"[booth]\ngate = 16\n", 2, "a whole number from 0 to 15"},
        {MINIMAL "campus = 256\n", 4, "a whole number from 0 to 255"},
        {"[booth]\ngate = three\n", 2, "found \"three\""},
        {"[booth]\ngate =\n", 2, "a whole number"},
        {"[booth]\ndevice =\n", 2, "some text"},
        {MINIMAL "zone_minuts = 480\n", 4, "did you mean [booth] zone_minutes?"},
        {MINIMAL "[sound]\ngate = 1\n", 5, "there is no such key; did you mean [booth] gate?"},
        {MINIMAL "[screen]\nturn = 45\n", 5, "one of: 0 90 180 270"},
        {MINIMAL "[screen]\ntouch = 1 0 0 0 1\n", 5, "six numbers such as 1 0 0 0 1 0"},
        {MINIMAL "[screen]\ntouch = 1 0 0 0 1 0 0\n", 5, "six numbers"},
        {MINIMAL "[screen]\ntouch = 1 0 0 0 1 1,5\n", 5, "six numbers"},
        {MINIMAL "[screen]\ntouch = 1 0 0 0 1 1.5.5\n", 5, "six numbers"},
        {MINIMAL "[screen]\ntouch = 1 0 0 0 1 0.12345678\n", 5, "six numbers"},
        {MINIMAL "qqqqqqqqqqq = 1\n", 4, "there is no such key"},
        {MINIMAL "\n\nnonsense\n", 6, "neither [section] nor name = value"},
        {MINIMAL "office_phone = \xff\xfe\n", 4, "no text"},
        {MINIMAL "[sound]\nvolume = 5\n  7\n", 6, "a whole number"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct booth_config c = {.gate = 77};
        struct config_fault fault = {0};
        assert_int_equal(parse(bad[i].text, &c, &fault), GH_MALFORMED);
        if (fault.line != bad[i].line || !strstr(fault.message, bad[i].says))
            fail_msg("case %zu: line %u: %s", i, fault.line, fault.message);
        assert_int_equal(c.gate, 77);
    }
}

static void first_error_of_the_file_is_told(void **state)
{
    (void)state;
    struct booth_config c;
    struct config_fault fault = {0};
    assert_int_equal(parse("[booth]\nnonsense\ngate = 99\n", &c, &fault), GH_MALFORMED);
    assert_int_equal(fault.line, 2);
    assert_int_equal(parse("[booth]\ngate = 99\nnonsense\n", &c, &fault), GH_MALFORMED);
    assert_int_equal(fault.line, 2);
    assert_non_null(strstr(fault.message, "0 to 15"));
}

static void sizes_are_limited(void **state)
{
    (void)state;
    struct booth_config c;
    struct config_fault fault = {0};
    char *text = malloc(CONFIG_FILE_MAX + 2);
    assert_non_null(text);
    memset(text, '#', CONFIG_FILE_MAX + 1);
    text[CONFIG_FILE_MAX + 1] = '\0';
    assert_int_equal(parse(text, &c, &fault), GH_TOO_LONG);
    (void)snprintf(text, CONFIG_FILE_MAX, "[booth]\ndevice = %0*d\n", 4000, 1);
    assert_int_equal(parse(text, &c, &fault), GH_MALFORMED);
    assert_int_equal(fault.line, 2);
    (void)snprintf(text, CONFIG_FILE_MAX, "[booth]\ndevice = %0*d\n", CONFIG_TEXT_MAX, 1);
    assert_int_equal(parse(text, &c, &fault), GH_MALFORMED);
    (void)snprintf(text, CONFIG_FILE_MAX, "[booth]\ngate = 1\ndevice = %0*d\n", CONFIG_TEXT_MAX - 1, 1);
    assert_int_equal(parse(text, &c, &fault), GH_OK);
    free(text);
}

struct sample {
    char text[16384];
    size_t len;
};

static void collect(void *context, const char *text)
{
    struct sample *s = context;
    size_t len = strlen(text);
    assert_true(len < sizeof s->text - s->len);
    memcpy(s->text + s->len, text, len + 1);
    s->len += len;
}

static void sample_is_a_valid_file_also_with_every_key_set(void **state)
{
    (void)state;
    static struct sample sample, all;
    struct booth_config c;
    struct config_fault fault = {0};
    config_sample(collect, &sample);
    assert_int_equal(parse(sample.text, &c, &fault), GH_OK);
    size_t count, named = 0;
    const struct config_key *keys = config_keys(&count);
    for (size_t i = 0; i < count; i++)
        named += strstr(sample.text, keys[i].about) != NULL;
    assert_int_equal(named, count);
    /* Writing out every default changes nothing. */
    for (const char *at = sample.text; *at; at++) {
        if (at[0] == '#' && at[1] != ' ')
            continue;
        collect(&all, (const char[]){*at, '\0'});
    }
    struct booth_config same;
    assert_int_equal(parse(all.text, &same, &fault), GH_OK);
    assert_memory_equal(&c, &same, sizeof c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(minimal_file_gets_the_defaults),
        cmocka_unit_test(kiosk_and_daemon_have_folders_of_their_own),
        cmocka_unit_test(values_words_and_paths_are_taken),
        cmocka_unit_test(a_touch_panel_is_calibrated),
        cmocka_unit_test(errors_name_line_and_expectation),
        cmocka_unit_test(first_error_of_the_file_is_told),
        cmocka_unit_test(sizes_are_limited),
        cmocka_unit_test(sample_is_a_valid_file_also_with_every_key_set),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

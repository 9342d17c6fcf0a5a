/* Scanner guns and fingers on one keyboard. */
#include "support/test.h"

#include <stdio.h>
#include <string.h>

#include "capture/wedge.h"

struct desk {
    struct wedge wedge;
    int64_t now;
    char typed[256]; /* what was given back as typing, as the screen would get it */
    size_t held;     /* keys that wait with the caller */
    char keys[8192];
    int scans;
    char scan[WEDGE_TEXT_MAX + 1];
};

static void append(char *to, size_t size, const char *text)
{
    size_t at = strlen(to), len = strlen(text);
    assert_true(len < size - at);
    memcpy(to + at, text, len + 1);
}

static void give_back(struct desk *d)
{
    append(d->typed, sizeof d->typed, d->keys);
    d->keys[0] = '\0';
}

static void press(struct desk *d, char c, int after_ms)
{
    char key[2] = {c, '\0'};
    d->now += after_ms;
    switch (wedge_character(&d->wedge, c, d->now)) {
    case WEDGE_TYPED:
        give_back(d);
        append(d->keys, sizeof d->keys, key);
        break;
    case WEDGE_HELD:
        append(d->keys, sizeof d->keys, key);
        break;
    default:
        break;
    }
}

static void enter(struct desk *d, int after_ms)
{
    d->now += after_ms;
    switch (wedge_end(&d->wedge, d->now)) {
    case WEDGE_SCAN: {
        struct bytes text = wedge_text(&d->wedge);
        memcpy(d->scan, text.data, text.len);
        d->scan[text.len] = '\0';
        d->scans++;
        d->keys[0] = '\0';
        break;
    }
    case WEDGE_TYPED:
        give_back(d);
        append(d->typed, sizeof d->typed, "\n");
        break;
    default:
        break;
    }
}

static void rest(struct desk *d, int ms)
{
    d->now += ms;
    if (wedge_expire(&d->wedge, d->now) == WEDGE_TYPED)
        give_back(d);
}

static void shoot(struct desk *d, const char *text, int gap_ms)
{
    for (; *text; text++)
        press(d, *text, gap_ms);
    enter(d, gap_ms);
}

static void desk_init(struct desk *d)
{
    memset(d, 0, sizeof *d);
    wedge_init(&d->wedge);
    d->now = 100000;
}

static void burst_with_enter_is_a_scan(void **state)
{
    (void)state;
    static const int gaps[] = {0, 1, 8, 30, WEDGE_GAP_MS};
    for (size_t i = 0; i < sizeof gaps / sizeof *gaps; i++) {
        struct desk d;
        desk_init(&d);
        shoot(&d, "GH1:RRQT 9P60GO0/ABKM58+XBMQ", gaps[i]);
        assert_int_equal(d.scans, 1);
        assert_string_equal(d.scan, "GH1:RRQT 9P60GO0/ABKM58+XBMQ");
        rest(&d, 1000);
        assert_string_equal(d.typed, "");
    }
}

static void fingers_are_typing(void **state)
{
    (void)state;
    struct desk d;
    desk_init(&d);
    shoot(&d, "314159", 90);
    assert_int_equal(d.scans, 0);
    assert_string_equal(d.typed, "314159\n");
    shoot(&d, "AB", 10); /* two fingers at once are no gun */
    assert_int_equal(d.scans, 0);
    assert_string_equal(d.typed, "314159\nAB\n");
    enter(&d, 500);
    assert_string_equal(d.typed, "314159\nAB\n\n");
}

static void single_key_comes_back_after_the_gap(void **state)
{
    (void)state;
    struct desk d;
    desk_init(&d);
    press(&d, '7', 500);
    assert_int_equal(wedge_due(&d.wedge), d.now + WEDGE_GAP_MS + 1);
    rest(&d, WEDGE_GAP_MS);
    assert_string_equal(d.typed, "");
    rest(&d, 1);
    assert_string_equal(d.typed, "7");
    assert_int_equal(wedge_due(&d.wedge), -1);
}

static void burst_without_enter_comes_back_as_typing(void **state)
{
    (void)state;
    struct desk d;
    desk_init(&d);
    for (const char *c = "ABCDEFGH"; *c; c++)
        press(&d, *c, 5);
    rest(&d, WEDGE_STALL_MS);
    assert_string_equal(d.typed, "");
    rest(&d, 1);
    assert_string_equal(d.typed, "ABCDEFGH");
    enter(&d, 300);
    assert_int_equal(d.scans, 0);
}

/* A busy machine, or a Bluetooth gun that sends again: what began as a burst goes on as one. */
static void stalled_burst_is_one_scan(void **state)
{
    (void)state;
    struct desk d;
    desk_init(&d);
    for (const char *c = "GH1:RR"; *c; c++)
        press(&d, *c, 5);
    rest(&d, WEDGE_STALL_MS - 10);
    press(&d, 'Q', 5);
    d.now += WEDGE_STALL_MS - 10;
    enter(&d, 5);
    assert_string_equal(d.scan, "GH1:RRQ");
    assert_string_equal(d.typed, "");
    shoot(&d, "GH1:NEXT", 5);
    for (const char *c = "GH1:RR"; *c; c++)
        press(&d, *c, 5);
    press(&d, '7', WEDGE_STALL_MS + 1);
    rest(&d, WEDGE_GAP_MS + 1);
    assert_string_equal(d.typed, "GH1:RR7");
}

static void typing_before_a_scan_stays_typing(void **state)
{
    (void)state;
    struct desk d;
    desk_init(&d);
    press(&d, '4', 90);
    press(&d, '2', 90);
    d.now += 60;
    shoot(&d, "GH1:ABCDEF", 5);
    assert_string_equal(d.typed, "42");
    assert_string_equal(d.scan, "GH1:ABCDEF");
    shoot(&d, "GH1:SECOND", 5);
    assert_int_equal(d.scans, 2);
    assert_string_equal(d.scan, "GH1:SECOND");
}

static void second_line_end_and_control_characters_are_swallowed(void **state)
{
    (void)state;
    struct desk d;
    desk_init(&d);
    press(&d, 0x02, 5);
    shoot(&d, "GH1:ABCDEF", 5);
    enter(&d, 5);
    assert_int_equal(d.scans, 1);
    assert_string_equal(d.scan, "GH1:ABCDEF");
    assert_string_equal(d.typed, "");
    enter(&d, WEDGE_ECHO_MS + 1);
    assert_string_equal(d.typed, "\n");
}

static void limits_are_exact(void **state)
{
    (void)state;
    static struct desk d;
    desk_init(&d);
    shoot(&d, "12345", 5);
    assert_int_equal(d.scans, 0);
    desk_init(&d);
    shoot(&d, "123456", 5);
    assert_int_equal(d.scans, 1);
    desk_init(&d);
    for (int i = 0; i < WEDGE_TEXT_MAX + 100; i++) {
        d.now += 1;
        assert_int_equal(wedge_character(&d.wedge, 'A', d.now), WEDGE_HELD);
    }
    enter(&d, 1);
    assert_int_equal(d.scans, 1);
    assert_int_equal(strlen(d.scan), WEDGE_TEXT_MAX);
    shoot(&d, "GH1:NEXT", 5);
    assert_string_equal(d.scan, "GH1:NEXT");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(burst_with_enter_is_a_scan),
        cmocka_unit_test(fingers_are_typing),
        cmocka_unit_test(single_key_comes_back_after_the_gap),
        cmocka_unit_test(burst_without_enter_comes_back_as_typing),
        cmocka_unit_test(stalled_burst_is_one_scan),
        cmocka_unit_test(typing_before_a_scan_stays_typing),
        cmocka_unit_test(second_line_end_and_control_characters_are_swallowed),
        cmocka_unit_test(limits_are_exact),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Guards' PINs: which may be set, what opens what. The cheapest cost that records may carry, so that the test is quick.
 */
#include "support/test.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "guard/pin.h"

static const uint8_t data_key[DATA_KEY_LEN] = {7, 7, 7, 1};
static const struct pin_hardware none = {NULL, 0};

static struct wire_guard guard_with(const char *pin, const uint8_t *key, struct pin_hardware hardware)
{
    struct wire_guard g = {.guard = 12, .version = 3, .active = true, .rights = GUARD_ADMIT, .name = "王*"};
    assert_int_equal(pin_set(bytes_of_string(pin), 1, GUARD_MEM_KIB_MIN, key, hardware, &g), GH_OK);
    return g;
}

static enum gh_status opens(const struct wire_guard *g, struct bytes pin, const uint8_t *badge,
                            struct pin_hardware hardware, uint8_t *key, bool *has_key)
{
    struct pin_keys keys;
    enum gh_status status = pin_check(g, pin, badge, hardware, &keys);
    if (!status && keys.has_data_key)
        memcpy(key, keys.data_key, DATA_KEY_LEN);
    if (!status)
        *has_key = keys.has_data_key;
    return status;
}

static enum gh_status check(const struct wire_guard *g, const char *pin, struct pin_hardware hardware, uint8_t *key,
                            bool *has_key)
{
    return opens(g, bytes_of_string(pin), NULL, hardware, key, has_key);
}

static void the_right_pin_opens_the_data_key(void **unused)
{
    (void)unused;
    struct wire_guard g = guard_with("271828", data_key, none);
    uint8_t key[DATA_KEY_LEN] = {0};
    bool has_key = false;
    assert_int_equal(g.wrapped_len, GUARD_WRAPPED_ONE);
    assert_int_equal(g.rights, GUARD_ADMIT);
    assert_int_equal(check(&g, "271828", none, key, &has_key), GH_OK);
    assert_true(has_key);
    assert_memory_equal(key, data_key, sizeof(key));
}

static void every_other_pin_is_denied_and_opens_nothing(void **unused)
{
    (void)unused;
    static const char *const others[] = {"271829", "27182", "2718280", "", "000000", "2718281828459"};
    struct wire_guard g = guard_with("271828", data_key, none);
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        uint8_t key[DATA_KEY_LEN] = {0x55};
        bool has_key = false;
        assert_int_equal(check(&g, others[i], none, key, &has_key), GH_DENIED);
        assert_false(has_key);
        assert_int_equal(key[0], 0x55);
    }
}

static void a_guard_who_left_is_denied(void **unused)
{
    (void)unused;
    struct wire_guard g = guard_with("271828", data_key, none);
    uint8_t key[DATA_KEY_LEN];
    bool has_key = false;
    g.active = false;
    assert_int_equal(check(&g, "271828", none, key, &has_key), GH_DENIED);
    assert_false(has_key);
}

static void a_guard_without_a_key_signs_in_without_names(void **unused)
{
    (void)unused;
    struct wire_guard g = guard_with("271828", NULL, none);
    uint8_t key[DATA_KEY_LEN];
    bool has_key = true;
    assert_int_equal(g.wrapped_len, 0);
    assert_int_equal(check(&g, "271828", none, key, &has_key), GH_OK);
    assert_false(has_key);
}

static void the_key_opens_only_on_its_own_machine(void **unused)
{
    (void)unused;
    static const uint8_t ours[32] = {1}, theirs[32] = {2};
    struct pin_hardware here = {ours, sizeof(ours)}, there = {theirs, sizeof(theirs)};
    struct wire_guard g = guard_with("271828", data_key, here);
    uint8_t key[DATA_KEY_LEN];
    bool has_key = false;
    assert_int_equal(check(&g, "271828", here, key, &has_key), GH_OK);
    assert_true(has_key);
    assert_int_equal(check(&g, "271828", there, key, &has_key), GH_DENIED);
    assert_int_equal(check(&g, "271828", none, key, &has_key), GH_UNAVAILABLE);
    assert_int_equal(check(&g, "271829", here, key, &has_key), GH_DENIED);
}

static void a_wrapped_key_moved_or_altered_does_not_open(void **unused)
{
    (void)unused;
    struct wire_guard g = guard_with("271828", data_key, none), moved = g;
    uint8_t key[DATA_KEY_LEN];
    bool has_key = false;
    moved.guard = 13;
    assert_int_equal(check(&moved, "271828", none, key, &has_key), GH_BAD_SIGNATURE);
    for (size_t i = 0; i < GUARD_WRAPPED_ONE; i += 24) {
        g.wrapped[i] ^= 1;
        assert_int_equal(check(&g, "271828", none, key, &has_key), GH_BAD_SIGNATURE);
        g.wrapped[i] ^= 1;
    }
    assert_false(has_key);
}

static void the_same_pin_makes_another_record_each_time(void **unused)
{
    (void)unused;
    struct wire_guard a = guard_with("271828", data_key, none), b = guard_with("271828", data_key, none);
    assert_memory_not_equal(a.salt, b.salt, sizeof(a.salt));
    assert_memory_not_equal(a.verifier, b.verifier, sizeof(a.verifier));
    assert_memory_not_equal(a.wrapped, b.wrapped, sizeof(a.wrapped));
}

static void trivial_pins_are_not_taken(void **unused)
{
    (void)unused;
    static const struct {
        const char *pin;
        enum pin_fault fault;
    } cases[] = {
        {"271828", PIN_GOOD},
        {"123457", PIN_GOOD},
        {"908172", PIN_GOOD},
        {"314159265358", PIN_GOOD},
        {"27182", PIN_TOO_SHORT},
        {"", PIN_TOO_SHORT},
        {"3141592653589", PIN_TOO_LONG},
        {"27182a", PIN_NOT_DIGITS},
        {"27 182", PIN_NOT_DIGITS},
        {"２７１８２８", PIN_NOT_DIGITS}, /* full-width digits */
        {"000000", PIN_TRIVIAL},
        {"123456", PIN_TRIVIAL},
        {"890123", PIN_TRIVIAL},
        {"654321", PIN_TRIVIAL},
        {"210987", PIN_TRIVIAL},
        {"1234567890", PIN_TRIVIAL},
        {"121212", PIN_TRIVIAL},
        {"528528", PIN_TRIVIAL},
        {"52715271", PIN_TRIVIAL},
        {"112233", PIN_TRIVIAL},
        {"665544", PIN_TRIVIAL},
        {"520131", PIN_TRIVIAL},
        {"159357", PIN_TRIVIAL},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        enum pin_fault fault = pin_judge(bytes_of_string(cases[i].pin));
        if (fault != cases[i].fault)
            fail_msg("%s: %s", cases[i].pin, pin_fault_name(fault));
    }
    struct wire_guard g = {.guard = 12}, before = g;
    assert_int_equal(pin_set(bytes_of_string("123456"), 1, GUARD_MEM_KIB_MIN, data_key, none, &g), GH_DENIED);
    assert_memory_equal(&g, &before, sizeof(g));
}

static void a_cost_out_of_bounds_is_refused(void **unused)
{
    (void)unused;
    static const uint8_t secret[65];
    struct wire_guard g = {.guard = 12, .active = true};
    struct bytes pin = bytes_of_string("271828");
    assert_int_equal(pin_set(pin, 0, GUARD_MEM_KIB_MIN, NULL, none, &g), GH_MALFORMED);
    assert_int_equal(pin_set(pin, GUARD_OPS_MAX + 1, GUARD_MEM_KIB_MIN, NULL, none, &g), GH_MALFORMED);
    assert_int_equal(pin_set(pin, 1, GUARD_MEM_KIB_MIN - 1, NULL, none, &g), GH_MALFORMED);
    assert_int_equal(pin_set(pin, 1, GUARD_MEM_KIB_MAX + 1, NULL, none, &g), GH_MALFORMED);
    assert_int_equal(pin_set(pin, 1, GUARD_MEM_KIB_MIN, NULL, (struct pin_hardware){secret, 15}, &g), GH_MALFORMED);
    assert_int_equal(pin_set(pin, 1, GUARD_MEM_KIB_MIN, NULL, (struct pin_hardware){secret, 65}, &g), GH_MALFORMED);
    g.ops = 1;
    g.mem_kib = UINT32_MAX;
    uint8_t key[DATA_KEY_LEN];
    bool has_key;
    assert_int_equal(opens(&g, pin, NULL, none, key, &has_key), GH_MALFORMED);
}

static void a_record_survives_the_wire(void **unused)
{
    (void)unused;
    struct wire_record record = {.type = WIRE_GUARD}, back;
    record.guard = guard_with("271828", data_key, none);
    char line[WIRE_LINE_MAX + 1], why[WIRE_ERROR_SIZE];
    assert_int_equal(wire_record_encode(&record, line, sizeof(line)), GH_OK);
    assert_int_equal(wire_record_decode(bytes_of_string(line), &back, why), GH_OK);
    uint8_t key[DATA_KEY_LEN];
    bool has_key = false;
    assert_int_equal(check(&back.guard, "271828", none, key, &has_key), GH_OK);
    assert_true(has_key);
}

static int start_sodium(void **unused)
{
    (void)unused;
    return sodium_init() < 0 ? -1 : 0;
}

/* ---- Badges ---- */

static struct wire_guard guard_with_badge(const char *pin, const uint8_t badge[static BADGE_SECRET_LEN])
{
    struct wire_guard g = {.guard = 12, .version = 3, .active = true, .rights = GUARD_ADMIT, .name = "王*"};
    uint8_t base[PIN_BASE_LEN];
    assert_int_equal(pin_make(bytes_of_string(pin), badge, 1, GUARD_MEM_KIB_MIN, &g, base), GH_OK);
    assert_int_equal(pin_wrap(base, none, data_key, &g), GH_OK);
    assert_true(g.badge);
    return g;
}

static void campus_keys_come_behind_the_data_key(void **unused)
{
    (void)unused;
    struct wire_guard g = {.guard = 12, .active = true};
    struct pin_keys opened;
    uint8_t base[PIN_BASE_LEN], keys[DATA_KEY_LEN + (GUARD_CAMPUS_KEYS_MAX + 1) * PIN_CAMPUS_KEY_LEN];
    for (size_t i = 0; i < sizeof keys; i++)
        keys[i] = (uint8_t)(i / PIN_CAMPUS_KEY_LEN + 1);
    assert_int_equal(pin_make(bytes_of_string("271828"), NULL, 1, GUARD_MEM_KIB_MIN, &g, base), GH_OK);
    assert_int_equal(pin_wrap_all(base, none, BYTES(keys, DATA_KEY_LEN), &g), GH_OK);
    assert_int_equal(pin_check(&g, bytes_of_string("271828"), NULL, none, &opened), GH_OK);
    assert_int_equal(opened.campus_count, 0);
    for (size_t count = 0; count <= GUARD_CAMPUS_KEYS_MAX; count++) {
        const size_t len = DATA_KEY_LEN + count * PIN_CAMPUS_KEY_LEN;
        assert_int_equal(pin_wrap_all(base, none, BYTES(keys, len), &g), GH_OK);
        assert_int_equal(pin_open_again(&g, &opened), GH_OK);
        assert_int_equal(opened.campus_count, count);
        assert_memory_equal(opened.campus, keys + DATA_KEY_LEN, len - DATA_KEY_LEN);
        g.wrapped_len--;
        assert_int_equal(pin_open_again(&g, &opened), GH_BAD_SIGNATURE);
    }
    assert_int_equal(pin_wrap_all(base, none, BYTES(keys, sizeof keys), &g), GH_MALFORMED);
    assert_int_equal(pin_wrap_all(base, none, BYTES(keys, DATA_KEY_LEN + 1), &g), GH_MALFORMED);
    g.wrapped_len = 39; /* no room for a tag */
    assert_int_equal(pin_open_again(&g, &opened), GH_BAD_SIGNATURE);
}

/* Without the hardware's secret the right PIN looks like any other: nothing can be tried on a copied card. */
static void a_bound_record_can_only_be_tried_with_the_hardware(void **unused)
{
    (void)unused;
    const struct pin_hardware here = {(const uint8_t *)"sixteen bytes or", 16},
                              there = {(const uint8_t *)"sixteen bytes of", 16};
    struct wire_guard g = {.guard = 12, .active = true}, loose;
    uint8_t base[PIN_BASE_LEN], key[DATA_KEY_LEN];
    bool has_key = false;
    assert_int_equal(pin_make(bytes_of_string("271828"), NULL, 1, GUARD_MEM_KIB_MIN, &g, base), GH_OK);
    assert_int_equal(pin_wrap(base, here, data_key, &g), GH_OK);
    loose = g;
    /* A record of before: the PIN alone decides, and opens nothing elsewhere. */
    assert_int_equal(check(&loose, "271828", there, key, &has_key), GH_BAD_SIGNATURE);
    assert_int_equal(check(&loose, "271828", none, key, &has_key), GH_BAD_SIGNATURE);
    assert_int_equal(pin_bind(none, &loose), GH_OK);
    assert_false(loose.bound);
    assert_int_equal(pin_bind((struct pin_hardware){here.secret, 15}, &g), GH_MALFORMED);
    assert_int_equal(pin_bind(here, &g), GH_OK);
    assert_true(g.bound);
    assert_int_equal(pin_bind(here, &g), GH_MALFORMED);
    assert_memory_not_equal(g.verifier, loose.verifier, sizeof g.verifier);
    assert_int_equal(check(&g, "271828", here, key, &has_key), GH_OK);
    assert_memory_equal(key, data_key, sizeof key);
    assert_int_equal(check(&g, "271829", here, key, &has_key), GH_DENIED);
    assert_int_equal(check(&g, "271828", there, key, &has_key), GH_DENIED);
    assert_int_equal(check(&g, "271828", none, key, &has_key), GH_UNAVAILABLE);
    g.bound = false; /* nor does a thief get further who changes the record */
    assert_int_equal(check(&g, "271828", none, key, &has_key), GH_DENIED);
}

/* The server replaces the data key while the guard works. */
static void the_pin_opens_a_newer_data_key_without_being_typed(void **unused)
{
    (void)unused;
    static const uint8_t newer[DATA_KEY_LEN] = {8, 8};
    const struct pin_hardware here = {(const uint8_t *)"sixteen bytes or", 16};
    struct wire_guard g = {.guard = 12, .active = true}, other;
    struct pin_keys keys;
    uint8_t base[PIN_BASE_LEN];
    assert_int_equal(pin_make(bytes_of_string("271828"), NULL, 1, GUARD_MEM_KIB_MIN, &g, base), GH_OK);
    assert_int_equal(pin_wrap(base, here, data_key, &g), GH_OK);
    assert_int_equal(pin_check(&g, bytes_of_string("271828"), NULL, here, &keys), GH_OK);
    assert_memory_equal(keys.data_key, data_key, DATA_KEY_LEN);
    assert_int_equal(pin_wrap(base, here, newer, &g), GH_OK);
    assert_int_equal(pin_open_again(&g, &keys), GH_OK);
    assert_memory_equal(keys.data_key, newer, DATA_KEY_LEN);
    /* Another PIN since, or another booth's record: the key that is open stays. */
    other = g;
    assert_int_equal(pin_make(bytes_of_string("314159"), NULL, 1, GUARD_MEM_KIB_MIN, &other, base), GH_OK);
    assert_int_equal(pin_wrap(base, here, data_key, &other), GH_OK);
    assert_int_equal(pin_open_again(&other, &keys), GH_BAD_SIGNATURE);
    assert_memory_equal(keys.data_key, newer, DATA_KEY_LEN);
}

static void a_badge_and_its_pin_open_the_data_key_together(void **unused)
{
    (void)unused;
    const uint8_t badge[BADGE_SECRET_LEN] = {1, 2, 3}, older[BADGE_SECRET_LEN] = {1, 2, 4};
    struct wire_guard g = guard_with_badge("271828", badge), alone = guard_with("271828", data_key, none);
    struct bytes pin = bytes_of_string("271828");
    uint8_t key[DATA_KEY_LEN] = {0};
    bool has_key = false;
    assert_int_equal(opens(&g, pin, badge, none, key, &has_key), GH_OK);
    assert_true(has_key);
    assert_memory_equal(key, data_key, sizeof key);
    assert_int_equal(opens(&g, pin, NULL, none, key, &has_key), GH_DENIED);
    assert_int_equal(opens(&g, pin, older, none, key, &has_key), GH_DENIED);
    assert_int_equal(opens(&g, bytes_of_string("271829"), badge, none, key, &has_key), GH_DENIED);
    assert_int_equal(opens(&alone, pin, badge, none, key, &has_key), GH_OK); /* has none, needs none */
}

static void a_badge_reads_as_it_was_written(void **unused)
{
    (void)unused;
    const struct badge badge = {.guard = 4294967295u, .secret = {0xAB, 0x01, [15] = 0xFF}};
    struct badge back;
    char text[BADGE_TEXT_SIZE];
    badge_format(&badge, text);
    assert_string_equal(text, "GHB1:4294967295:AB0100000000000000000000000000FF");
    assert_int_equal(badge_parse(bytes_of_string(text), &back), GH_OK);
    assert_int_equal(back.guard, badge.guard);
    assert_memory_equal(back.secret, badge.secret, BADGE_SECRET_LEN);
    static const char *const bad[] = {"GHB1:",
                                      "GHB1:7",
                                      "GHB1::AB0100000000000000000000000000FF",
                                      "GHB1:0:AB0100000000000000000000000000FF",
                                      "GHB1:4294967296:AB0100000000000000000000000000FF",
                                      "GHB1:7:AB0100000000000000000000000000F",
                                      "GHB1:7:AB0100000000000000000000000000FF0",
                                      "GHB1:7:ab0100000000000000000000000000ff"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(badge_parse(bytes_of_string(bad[i]), &back), GH_MALFORMED);
    assert_int_equal(badge_parse(bytes_of_string("GH1:7"), &back), GH_NOT_FOUND);
    assert_int_equal(badge_parse(bytes_of_string(""), &back), GH_NOT_FOUND);
}

/* What a thief with a copy of the disk gets: the record of a guard, and a display field. He knows all digits but the
 * last two, so that the test is quick; docs/threats.md has what all of them cost. Returns whether a name could be read.
 */
static bool thief_reads_a_name(const struct wire_guard *g, struct bytes sealed, const struct uuid *id)
{
    for (int last = 0; last < 100; last++) {
        struct wire_guard copy = *g;
        struct display display;
        char pin[8];
        uint8_t key[DATA_KEY_LEN];
        bool has_key = false;
        (void)snprintf(pin, sizeof pin, "2718%02d", last);
        for (int as = 0; as < 2; as++) { /* as the record says, and as if it needed no badge */
            const uint8_t guessed[BADGE_SECRET_LEN] = {0};
            copy.badge = as == 0 && g->badge;
            if (opens(&copy, bytes_of_string(pin), guessed, none, key, &has_key) == GH_OK && has_key &&
                display_open(sealed, key, id, 1, &display) == GH_OK)
                return true;
        }
    }
    return false;
}

static void a_copied_card_is_worth_a_pin_and_nothing_with_a_badge(void **unused)
{
    (void)unused;
    const uint8_t badge[BADGE_SECRET_LEN] = {9, 9, 9};
    const struct uuid id = {.b = {5}};
    const struct display display = {.name = "张*三", .id_tail = "1234"};
    uint8_t sealed[WIRE_DISPLAY_MAX];
    size_t len = 0;
    assert_int_equal(display_seal(&display, data_key, &id, 1, sealed, &len), GH_OK);
    struct wire_guard by_pin = guard_with("271828", data_key, none), by_badge = guard_with_badge("271828", badge);
    assert_true(thief_reads_a_name(&by_pin, BYTES(sealed, len), &id));
    assert_false(thief_reads_a_name(&by_badge, BYTES(sealed, len), &id));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(campus_keys_come_behind_the_data_key),
        cmocka_unit_test(a_bound_record_can_only_be_tried_with_the_hardware),
        cmocka_unit_test(the_pin_opens_a_newer_data_key_without_being_typed),
        cmocka_unit_test(a_badge_and_its_pin_open_the_data_key_together),
        cmocka_unit_test(a_badge_reads_as_it_was_written),
        cmocka_unit_test(a_copied_card_is_worth_a_pin_and_nothing_with_a_badge),
        cmocka_unit_test(the_right_pin_opens_the_data_key),
        cmocka_unit_test(every_other_pin_is_denied_and_opens_nothing),
        cmocka_unit_test(a_guard_who_left_is_denied),
        cmocka_unit_test(a_guard_without_a_key_signs_in_without_names),
        cmocka_unit_test(the_key_opens_only_on_its_own_machine),
        cmocka_unit_test(a_wrapped_key_moved_or_altered_does_not_open),
        cmocka_unit_test(the_same_pin_makes_another_record_each_time),
        cmocka_unit_test(trivial_pins_are_not_taken),
        cmocka_unit_test(a_cost_out_of_bounds_is_refused),
        cmocka_unit_test(a_record_survives_the_wire),
    };
    return cmocka_run_group_tests(tests, start_sodium, NULL);
}

/* The sealed note: opens only with its key, subject and version, and its length tells nothing. */
#include "support/test.h"

#include <sodium.h>
#include <string.h>

#include "wire/note.h"

static const uint8_t key[DATA_KEY_LEN] = {1, 2, 3};
static const struct uuid about = {{0x01, 0x99, 0xf0, 0xde, 0x7e, 0, 0x70, 0, 0x80, 1}};

static void a_note_opens_as_it_was_sealed(void **unused)
{
    (void)unused;
    char out[WIRE_NOTE_MAX], longest[WIRE_NOTE_MAX];
    uint8_t sealed[WIRE_NOTE_SEALED];
    memset(longest, 'x', sizeof longest);
    longest[sizeof longest - 1] = '\0';
    const char *const texts[] = {"", "不认识", longest};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        assert_int_equal(note_seal(texts[i], key, &about, 7, sealed), GH_OK);
        assert_int_equal(note_open(BYTES(sealed, sizeof sealed), key, &about, 7, out), GH_OK);
        assert_string_equal(out, texts[i]);
    }
}

static void it_opens_for_nothing_else(void **unused)
{
    (void)unused;
    char out[WIRE_NOTE_MAX] = "untouched";
    uint8_t sealed[WIRE_NOTE_SEALED], other_key[DATA_KEY_LEN] = {1, 2, 4};
    struct uuid other = about;
    other.b[15] ^= 1;
    assert_int_equal(note_seal("不认识", key, &about, 7, sealed), GH_OK);
    assert_int_equal(note_open(BYTES(sealed, sizeof sealed), other_key, &about, 7, out), GH_BAD_SIGNATURE);
    assert_int_equal(note_open(BYTES(sealed, sizeof sealed), key, &other, 7, out), GH_BAD_SIGNATURE);
    assert_int_equal(note_open(BYTES(sealed, sizeof sealed), key, &about, 8, out), GH_BAD_SIGNATURE);
    assert_int_equal(note_open(BYTES(sealed, sizeof sealed - 1), key, &about, 7, out), GH_MALFORMED);
    for (size_t i = 0; i < sizeof sealed; i++) {
        sealed[i] ^= 1;
        assert_int_equal(note_open(BYTES(sealed, sizeof sealed), key, &about, 7, out), GH_BAD_SIGNATURE);
        sealed[i] ^= 1;
    }
    assert_string_equal(out, "untouched");
}

static void what_no_screen_can_show_is_refused(void **unused)
{
    (void)unused;
    uint8_t sealed[WIRE_NOTE_SEALED];
    char too_long[WIRE_NOTE_MAX + 1];
    memset(too_long, 'x', sizeof too_long);
    too_long[sizeof too_long - 1] = '\0';
    assert_int_equal(note_seal(too_long, key, &about, 7, sealed), GH_TOO_LONG);
    assert_int_equal(note_seal("two\nlines", key, &about, 7, sealed), GH_MALFORMED);
    assert_int_equal(note_seal("\xff", key, &about, 7, sealed), GH_MALFORMED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_note_opens_as_it_was_sealed),
        cmocka_unit_test(it_opens_for_nothing_else),
        cmocka_unit_test(what_no_screen_can_show_is_refused),
    };
    return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}

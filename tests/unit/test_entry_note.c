/* What a booth hands up sealed opens at the server with that booth's keys, whichever was in use, and with no other
 * booth's. */
#include "support/test.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "devices/entry_note.h"
#include "devices/entry_plate.h"
#include "devices/intake.h"
#include "people/plate.h"

#define JOURNAL "booth-1"
#define NOTE "领导陪同，已电话核实"

static const uint8_t master[VAULT_KEY_LEN] = {1}, campus[CAMPUS_KEY_LEN] = {2}, data[DATA_KEY_LEN] = {3};
static const struct uuid booth = {{7}}, earlier = {{6}}, stranger = {{5}};

static struct entry entry_with(const char *note)
{
    struct entry e = {.number = 1, .id = {{9}}, .at = 1000, .kind = ENTRY_OVERRIDE};
    (void)snprintf(e.note, sizeof e.note, "%s", note);
    return e;
}

/* A note that is sealed with a key, hashed before or after. */
static struct entry sealed_with(const uint8_t key[static DATA_KEY_LEN], bool later)
{
    struct entry e = entry_with(NOTE);
    if (later)
        entry_hash(&e, JOURNAL, e.hash);
    entry_remark_close(&e, key);
    if (!later)
        entry_hash(&e, JOURNAL, e.hash);
    assert_string_equal(e.note, "");
    return e;
}

static enum intake_verdict judged(struct entry *e, const struct booth_keys *keys, char note[static ENTRY_NOTE_MAX])
{
    static const struct intake first;
    entry_note_take(keys, JOURNAL, e, note);
    return intake_judge(&first, e, JOURNAL, 0);
}

static void opens_with_every_key_that_the_booth_may_have_had(void **state)
{
    (void)state;
    struct vault vault;
    uint8_t own[DATA_KEY_LEN], before[DATA_KEY_LEN];
    char note[ENTRY_NOTE_MAX];
    vault_from_keys(master, campus, data, &vault);
    const struct booth_keys keys = {.vault = &vault, .booths = {booth, earlier}, .count = 2};
    assert_true(vault_booth_key(&vault, 1, &booth, own) && vault_booth_key(&vault, 1, &earlier, before));
    const uint8_t *const all[] = {own, before, data};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        for (int later = 0; later < 2; later++) {
            struct entry e = sealed_with(all[i], later);
            assert_int_equal(judged(&e, &keys, note), INTAKE_NEXT);
            assert_string_equal(note, NOTE);
        }
    vault_close(&vault);
}

static void a_foreign_key_tells_nothing_and_holds_nothing_up(void **state)
{
    (void)state;
    struct vault vault;
    uint8_t foreign[DATA_KEY_LEN];
    char note[ENTRY_NOTE_MAX];
    vault_from_keys(master, campus, data, &vault);
    const struct booth_keys keys = {.vault = &vault, .booths = {booth}, .count = 1};
    assert_true(vault_booth_key(&vault, 1, &stranger, foreign));
    struct entry e = sealed_with(foreign, false);
    assert_int_equal(judged(&e, &keys, note), INTAKE_NEXT);
    assert_string_equal(note, "");
    e = sealed_with(foreign, true);
    assert_int_equal(judged(&e, &keys, note), INTAKE_ALTERED);
    vault_close(&vault);
}

static void a_note_in_the_clear_goes_on_working(void **state)
{
    (void)state;
    struct vault vault;
    char note[ENTRY_NOTE_MAX];
    vault_from_keys(master, campus, data, &vault);
    const struct booth_keys keys = {.vault = &vault, .booths = {booth}, .count = 1};
    struct entry e = entry_with(NOTE), none = entry_with("");
    entry_hash(&e, JOURNAL, e.hash);
    assert_int_equal(judged(&e, &keys, note), INTAKE_NEXT);
    assert_string_equal(note, NOTE);
    entry_hash(&none, JOURNAL, none.hash);
    assert_int_equal(judged(&none, &keys, note), INTAKE_NEXT);
    assert_string_equal(note, "");
    vault_close(&vault);
}

static void an_altered_box_is_an_altered_entry(void **state)
{
    (void)state;
    struct vault vault;
    char note[ENTRY_NOTE_MAX];
    vault_from_keys(master, campus, data, &vault);
    const struct booth_keys keys = {.vault = &vault, .booths = {booth}, .count = 1};
    for (int later = 0; later < 2; later++) {
        struct entry e = sealed_with(data, later);
        e.note_sealed[100] ^= 1;
        assert_int_equal(judged(&e, &keys, note), INTAKE_ALTERED);
    }
    vault_close(&vault);
}

static void plates_open_with_the_same_keys(void **state)
{
    (void)state;
    struct vault vault;
    struct plate plate;
    uint8_t own[DATA_KEY_LEN], foreign[DATA_KEY_LEN];
    char text[ENTRY_PLATE_MAX];
    vault_from_keys(master, campus, data, &vault);
    const struct booth_keys keys = {.vault = &vault, .booths = {booth}, .count = 1};
    assert_true(vault_booth_key(&vault, 1, &booth, own) && vault_booth_key(&vault, 1, &stranger, foreign));
    struct entry e = {.kind = ENTRY_ADMIT, .presented_as = PRESENTED_PLATE, .id = {{9}}};
    assert_int_equal(plate_accept(bytes_of_string("京A12345"), &plate), PLATE_OK);
    plate_hash(campus, &plate, e.code_digest);
    const uint8_t *const good[] = {own, data};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        assert_int_equal(entry_plate_seal(plate.text, good[i], &e.id, e.plate), GH_OK);
        assert_true(entry_plate_take(&keys, &e, text));
        assert_string_equal(text, plate.text);
    }
    assert_int_equal(entry_plate_seal(plate.text, foreign, &e.id, e.plate), GH_OK);
    assert_false(entry_plate_take(&keys, &e, text));
    vault_close(&vault);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(opens_with_every_key_that_the_booth_may_have_had),
        cmocka_unit_test(a_foreign_key_tells_nothing_and_holds_nothing_up),
        cmocka_unit_test(a_note_in_the_clear_goes_on_working),
        cmocka_unit_test(an_altered_box_is_an_altered_entry),
        cmocka_unit_test(plates_open_with_the_same_keys),
    };
    return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}

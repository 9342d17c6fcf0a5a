/* Notes of guards leave no text in a journal's files: those of before are sealed when a guard signs in, and the chain
 * holds. */
#include "support/test.h"

#include <sodium.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/journal.h"
#include "support/journal_fixture.h"
#include "wire/entry_remark.h"

#define PLANTED "planted by the test: 13800138000"
#define CROWD 120 /* many pages */

static const uint8_t key[DATA_KEY_LEN] = {1, 2, 3}, other_key[DATA_KEY_LEN] = {1, 2, 4};

/* Counts a text in the bytes of the store's files. */
static unsigned planted_on_disk(const struct journal_fixture *d)
{
    static const char *const parts[] = {"", "-wal", "-shm"};
    unsigned found = 0;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        char name[128];
        (void)snprintf(name, sizeof name, "%s%s", d->path, parts[i]);
        FILE *file = fopen(name, "rb");
        if (!file)
            continue;
        assert_int_equal(fseek(file, 0, SEEK_END), 0);
        size_t len = (size_t)ftell(file);
        rewind(file);
        uint8_t *all = malloc(len + 1);
        assert_non_null(all);
        assert_int_equal(fread(all, 1, len, file), len);
        for (size_t at = 0; at + strlen(PLANTED) <= len; at++)
            found += all[at] == PLANTED[0] && memcmp(all + at, PLANTED, strlen(PLANTED)) == 0;
        free(all);
        assert_int_equal(fclose(file), 0);
    }
    return found;
}

static void append_noted(struct journal_fixture *d, unsigned n, const uint8_t *with)
{
    struct entry e = fixture_entry(d, ENTRY_OVERRIDE, (uint8_t)n);
    (void)snprintf(e.note, sizeof e.note, "%s %u", PLANTED, n);
    if (with)
        entry_remark_close(&e, with);
    assert_int_equal(journal_append(d->journal, &e), GH_OK);
}

static void run(struct journal_fixture *d, const char *sql)
{
    sqlite3 *db;
    journal_close(d->journal);
    d->journal = NULL;
    assert_int_equal(sqlite3_open(d->path, &db), SQLITE_OK);
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
        fail_msg("%s: %s", sql, sqlite3_errmsg(db));
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
    journal_fixture_reopen(d);
}

static void is_whole(struct journal_fixture *d, uint64_t count)
{
    struct journal_fault fault = {0};
    uint64_t checked = 0;
    assert_int_equal(journal_verify(d->journal, &fault, &checked), GH_OK);
    assert_int_equal(checked, count);
}

/* A journal of version 10, with notes in the clear on many pages, some of which moved since. */
static void make_old(struct journal_fixture *d)
{
    for (unsigned n = 1; n <= CROWD; n++) {
        if (n % 3)
            append_noted(d, n, NULL);
        else
            (void)fixture_append(d, ENTRY_SHOWN, (uint8_t)n);
    }
    run(d, "DROP TABLE roll_end; DROP INDEX entry_in_clear; ALTER TABLE entry DROP COLUMN note_check; ALTER TABLE "
           "entry DROP COLUMN "
           "note_sealed; PRAGMA user_version = 10");
    assert_true(planted_on_disk(d) >= CROWD / 3 * 2);
}

static void a_new_note_is_never_in_the_clear(void **state)
{
    struct journal_fixture *d = *state;
    struct entry read[1];
    size_t count = 0;
    char note[ENTRY_NOTE_MAX];
    append_noted(d, 1, key);
    assert_int_equal(planted_on_disk(d), 0);
    assert_int_equal(journal_after(d->journal, 0, read, 1, &count), GH_OK);
    assert_string_equal(read[0].note, "");
    assert_int_equal(entry_remark_open(read[0].note_sealed, key, &read[0].id, note), GH_OK);
    assert_string_equal(note, PLANTED " 1");
    is_whole(d, 1);
}

static void notes_of_before_leave_no_bytes(void **state)
{
    struct journal_fixture *d = *state;
    struct entry read[CROWD];
    size_t count = 0;
    char note[ENTRY_NOTE_MAX];
    make_old(d);
    is_whole(d, CROWD);
    assert_int_equal(journal_seal_notes(d->journal, key), GH_OK);
    assert_int_equal(planted_on_disk(d), 0);
    is_whole(d, CROWD);
    assert_int_equal(journal_after(d->journal, 0, read, CROWD, &count), GH_OK);
    assert_int_equal(count, CROWD);
    for (size_t i = 0; i < CROWD; i++) {
        assert_int_equal(entry_has_sealed_note(&read[i]), (i + 1) % 3 != 0);
        if ((i + 1) % 3)
            assert_int_equal(entry_remark_open(read[i].note_sealed, key, &read[i].id, note), GH_OK);
    }
    /* Again it finds nothing, and what follows goes on from the same chain. */
    assert_int_equal(journal_seal_notes(d->journal, other_key), GH_OK);
    append_noted(d, 1, other_key);
    journal_fixture_reopen(d);
    is_whole(d, CROWD + 1);
}

static void a_changed_entry_shows_after_sealing_too(void **state)
{
    struct journal_fixture *d = *state;
    struct journal_fault fault = {0};
    uint64_t checked;
    make_old(d);
    run(d, "UPDATE entry SET guard = 9 WHERE number = 4");
    assert_int_equal(journal_seal_notes(d->journal, key), GH_OK);
    assert_int_equal(journal_verify(d->journal, &fault, &checked), GH_CORRUPT);
    assert_int_equal(fault.number, 4);
    run(d, "UPDATE entry SET guard = 7 WHERE number = 4");
    is_whole(d, CROWD);
    assert_int_equal(journal_seal_notes(d->journal, key), GH_OK);
    assert_int_equal(planted_on_disk(d), 0);
    run(d, "UPDATE entry SET guard = 9 WHERE number = 5");
    assert_int_equal(journal_verify(d->journal, &fault, &checked), GH_CORRUPT);
    assert_int_equal(fault.number, 5);
}

/* A reader keeps the log, in which the text still stands. The next call empties it. */
static void a_reader_delays_the_end_of_the_text(void **state)
{
    struct journal_fixture *d = *state;
    sqlite3 *reader;
    make_old(d);
    assert_int_equal(sqlite3_open(d->path, &reader), SQLITE_OK);
    assert_int_equal(sqlite3_exec(reader, "BEGIN; SELECT count(*) FROM entry", NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(journal_seal_notes(d->journal, key), GH_BUSY);
    assert_int_equal(sqlite3_exec(reader, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_close(reader), SQLITE_OK);
    assert_int_equal(journal_seal_notes(d->journal, key), GH_OK);
    assert_int_equal(planted_on_disk(d), 0);
}

static void salvage_keeps_sealed_notes(void **state)
{
    struct journal_fixture *d = *state;
    struct journal_salvage_report report;
    make_old(d);
    assert_int_equal(journal_seal_notes(d->journal, key), GH_OK);
    append_noted(d, 1, key);
    journal_close(d->journal);
    d->journal = NULL;
    assert_int_equal(journal_salvage(d->path, "booth-1", &report), GH_OK);
    assert_true(report.chain_whole);
    assert_int_equal(report.saved, CROWD + 1);
    journal_fixture_reopen(d);
    is_whole(d, CROWD + 1);
    assert_int_equal(planted_on_disk(d), 0);
}

/* What can't be opened as a table is read from its pages, by the rows' hashes. */
static void pages_give_sealed_notes_back(void **state)
{
    struct journal_fixture *d = *state;
    struct journal_salvage_report report;
    static const uint8_t zeros[100];
    make_old(d);
    assert_int_equal(journal_seal_notes(d->journal, key), GH_OK);
    journal_close(d->journal);
    d->journal = NULL;
    FILE *file = fopen(d->path, "r+b");
    assert_non_null(file);
    assert_int_equal(fwrite(zeros, 1, sizeof zeros, file), sizeof zeros);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(journal_salvage(d->path, "booth-1", &report), GH_OK);
    assert_int_equal(report.saved, CROWD);
    journal_fixture_reopen(d);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, journal_fixture_set_up, journal_fixture_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(a_new_note_is_never_in_the_clear),
        TEST(notes_of_before_leave_no_bytes),
        TEST(a_changed_entry_shows_after_sealing_too),
        TEST(a_reader_delays_the_end_of_the_text),
        TEST(salvage_keeps_sealed_notes),
        TEST(pages_give_sealed_notes_back),
    };
    return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}

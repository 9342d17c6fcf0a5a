/* Which journal this is: its identity, where its numbers begin, and the hashes of its entries. */
#include "support/test.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sqlite3.h>

#include "store/journal.h"
#include "support/journal_fixture.h"

static void tamper(struct journal_fixture *d, const char *sql)
{
    sqlite3 *db;
    journal_close(d->journal);
    d->journal = NULL;
    assert_int_equal(sqlite3_open(d->path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
    journal_fixture_reopen(d);
}

static struct journal_salvage_report salvage(struct journal_fixture *d)
{
    struct journal_salvage_report report;
    journal_close(d->journal);
    d->journal = NULL;
    assert_int_equal(journal_salvage(d->path, "booth-1", &report), GH_OK);
    journal_fixture_reopen(d);
    return report;
}

static struct journal_origin origin_of(struct journal_fixture *d)
{
    struct journal_origin origin;
    assert_int_equal(journal_origin(d->journal, &origin), GH_OK);
    return origin;
}

static bool is_same_journal(const struct journal_origin *a, const struct journal_origin *b)
{
    return memcmp(a->identity, b->identity, sizeof a->identity) == 0;
}

static void a_journal_has_an_identity_that_damage_ends(void **state)
{
    struct journal_fixture *d = *state;
    for (uint8_t i = 1; i <= 60; i++)
        (void)fixture_append(d, ENTRY_ADMIT, i);
    struct journal_origin first = origin_of(d), again;
    assert_int_equal(first.first, 1);
    assert_int_equal(first.last_number, 60);
    journal_fixture_reopen(d);
    again = origin_of(d);
    assert_true(is_same_journal(&first, &again));
    /* Nothing is lost: still the same journal. */
    assert_true(salvage(d).chain_whole);
    again = origin_of(d);
    assert_true(is_same_journal(&first, &again));
    tamper(d, "DELETE FROM entry WHERE number = 20");
    assert_false(salvage(d).chain_whole);
    again = origin_of(d);
    assert_false(is_same_journal(&first, &again));
}

static void a_journal_begins_behind_a_number(void **state)
{
    struct journal_fixture *d = *state;
    struct journal_fault fault = {0};
    struct journal_counts counts;
    uint64_t checked;
    uint8_t hash[ENTRY_HASH_LEN];
    struct journal_origin empty = origin_of(d);
    assert_int_equal(journal_begin_after(d->journal, 20), GH_OK);
    struct journal_origin begun = origin_of(d);
    assert_false(is_same_journal(&empty, &begun));
    assert_int_equal(begun.first, 21);
    assert_int_equal(journal_verify(d->journal, &fault, &checked), GH_OK);
    struct entry e = fixture_append(d, ENTRY_ADMIT, 1);
    assert_int_equal(e.number, 21);
    assert_int_equal(journal_begin_after(d->journal, 20), GH_OK); /* it is beyond it: nothing changes */
    struct journal_origin same = origin_of(d);
    assert_true(is_same_journal(&begun, &same));
    /* An older copy goes on behind what the server has, and its numbers between are not missing. */
    assert_int_equal(journal_begin_after(d->journal, 30), GH_OK);
    assert_int_equal(journal_verify(d->journal, &fault, &checked), GH_OK);
    assert_int_equal(fixture_append(d, ENTRY_ADMIT, 2).number, 31);
    assert_int_equal(origin_of(d).first, 21);
    assert_int_equal(journal_verify(d->journal, &fault, &checked), GH_OK);
    assert_int_equal(checked, 2);
    assert_int_equal(journal_counts(d->journal, 0, &counts), GH_OK);
    assert_int_equal(counts.last_number, 31);
    /* It has no entries but its own. */
    assert_int_equal(journal_hash_at(d->journal, 21, hash), GH_OK);
    assert_memory_equal(hash, e.hash, sizeof hash);
    assert_int_equal(journal_hash_at(d->journal, 20, hash), GH_NOT_FOUND);
    assert_int_equal(journal_hash_at(d->journal, 30, hash), GH_NOT_FOUND);
    assert_true(salvage(d).chain_whole);
    assert_int_equal(journal_verify(d->journal, &fault, &checked), GH_OK);
}

static void the_hash_of_a_pruned_entry_is_known_by_the_next(void **state)
{
    struct journal_fixture *d = *state;
    uint64_t deleted;
    uint8_t hash[ENTRY_HASH_LEN];
    struct entry one = fixture_append(d, ENTRY_ADMIT, 1), two = fixture_append(d, ENTRY_ADMIT, 2);
    assert_int_equal(journal_acknowledge(d->journal, 1), GH_OK);
    assert_int_equal(journal_prune(d->journal, NOON + TICK_DAY, NOON, &deleted), GH_OK);
    assert_int_equal(deleted, 1);
    assert_int_equal(journal_hash_at(d->journal, 1, hash), GH_OK);
    assert_memory_equal(hash, one.hash, sizeof hash);
    assert_int_equal(journal_acknowledge(d->journal, 2), GH_OK);
    assert_int_equal(journal_prune(d->journal, NOON + TICK_DAY, NOON, &deleted), GH_OK);
    assert_int_equal(journal_hash_at(d->journal, 2, hash), GH_OK);
    assert_memory_equal(hash, two.hash, sizeof hash);
    assert_int_equal(journal_hash_at(d->journal, 1, hash), GH_NOT_FOUND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_journal_has_an_identity_that_damage_ends, journal_fixture_set_up,
                                        journal_fixture_tear_down),
        cmocka_unit_test_setup_teardown(a_journal_begins_behind_a_number, journal_fixture_set_up,
                                        journal_fixture_tear_down),
        cmocka_unit_test_setup_teardown(the_hash_of_a_pruned_entry_is_known_by_the_next, journal_fixture_set_up,
                                        journal_fixture_tear_down),
    };
    return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}

/* The journal: what is appended stays, in order, chained, and says who is inside and which passes are used up. */
#include "support/test.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sqlite3.h>

#include "store/journal.h"
#include "support/journal_fixture.h"

static struct entry append_about(struct journal_fixture *d, enum entry_kind kind, const struct entry *first)
{
    struct entry e = fixture_entry(d, kind, first->pass_id.b[0]);
    e.refers_to = first->id;
    assert_int_equal(journal_append(d->journal, &e), GH_OK);
    return e;
}

static bool is_used(struct journal_fixture *d, uint8_t pass_number)
{
    struct uuid id = fixture_pass(pass_number);
    struct use use;
    assert_int_equal(journal_find_use(d->journal, &id, &use), GH_OK);
    return use.used;
}

static bool is_inside(struct journal_fixture *d, uint8_t pass_number)
{
    struct uuid id = fixture_pass(pass_number);
    struct wire_presence p;
    enum gh_status status = journal_presence(d->journal, &id, 0, &p);
    assert_true(status == GH_OK || status == GH_NOT_FOUND);
    return status == GH_OK && p.inside;
}

static void entries_are_numbered_and_chained_across_restarts(void **state)
{
    struct journal_fixture *d = *state;
    struct entry first = fixture_append(d, ENTRY_ADMIT, 1), read;
    journal_fixture_reopen(d);
    struct entry second = fixture_append(d, ENTRY_SHOWN, 2);
    assert_int_equal(first.number, 1);
    assert_int_equal(second.number, 2);
    assert_memory_equal(second.previous, first.hash, ENTRY_HASH_LEN);
    assert_int_equal(journal_find(d->journal, &first.id, &read), GH_OK);
    assert_memory_equal(&read, &first, sizeof read);
    struct journal_fault fault;
    uint64_t checked;
    assert_int_equal(journal_verify(d->journal, &fault, &checked), GH_OK);
    assert_int_equal(checked, 2);
}

static void only_admissions_use_a_pass_up(void **state)
{
    struct journal_fixture *d = *state;
    struct entry shown = fixture_append(d, ENTRY_SHOWN, 1);
    (void)append_about(d, ENTRY_REFUSE, &shown);
    assert_false(is_used(d, 1));
    struct entry admitted = fixture_append(d, ENTRY_ADMIT, 1);
    assert_true(is_used(d, 1));
    assert_true(is_inside(d, 1));
    (void)append_about(d, ENTRY_TAKE_BACK, &admitted);
    assert_false(is_used(d, 1));
    assert_false(is_inside(d, 1));
}

static void exit_ends_being_inside_but_not_the_use(void **state)
{
    struct journal_fixture *d = *state;
    (void)fixture_append(d, ENTRY_ADMIT, 1);
    (void)fixture_append(d, ENTRY_EXIT, 1);
    assert_true(is_used(d, 1));
    assert_false(is_inside(d, 1));
}

static void uses_outlive_pruning_until_the_pass_expires(void **state)
{
    struct journal_fixture *d = *state;
    uint64_t deleted;
    struct entry e = fixture_append(d, ENTRY_ADMIT, 1);
    (void)fixture_append(d, ENTRY_SHOWN, 2);
    assert_int_equal(journal_prune(d->journal, NOON + TICK_HOUR, NOON, &deleted), GH_OK);
    assert_int_equal(deleted, 0); /* nothing was acknowledged */
    assert_int_equal(journal_acknowledge(d->journal, e.number), GH_OK);
    assert_int_equal(journal_prune(d->journal, NOON + TICK_HOUR, NOON, &deleted), GH_OK);
    assert_int_equal(deleted, 1);
    assert_true(is_used(d, 1));
    struct journal_fault fault;
    uint64_t checked;
    assert_int_equal(journal_verify(d->journal, &fault, &checked), GH_OK);
    assert_int_equal(journal_acknowledge(d->journal, 2), GH_OK);
    assert_int_equal(journal_prune(d->journal, NOON + TICK_DAY, NOON + 2 * TICK_DAY, &deleted), GH_OK);
    assert_false(is_used(d, 1));
    assert_int_equal(fixture_append(d, ENTRY_SHOWN, 3).number, 3);
    assert_int_equal(journal_acknowledge(d->journal, 4), GH_CONFLICT);
}

static void counts_follow_decisions(void **state)
{
    struct journal_fixture *d = *state;
    struct journal_counts counts;
    struct entry first = fixture_append(d, ENTRY_ADMIT, 1), shown = fixture_append(d, ENTRY_SHOWN, 2);
    (void)fixture_append(d, ENTRY_ADMIT, 3);
    (void)fixture_append(d, ENTRY_SHOWN, 4);
    (void)append_about(d, ENTRY_TAKE_BACK, &first);
    (void)append_about(d, ENTRY_DECIDE_ADMIT, &shown);
    struct entry no_pass = fixture_entry(d, ENTRY_SHOWN, 0);
    no_pass.reason = REASON_NOT_A_PASS; /* counts as nothing */
    assert_int_equal(journal_append(d->journal, &no_pass), GH_OK);
    assert_int_equal(journal_counts(d->journal, NOON, &counts), GH_OK);
    assert_int_equal(counts.admitted_today, 2);
    assert_int_equal(counts.refused_today, 1);
    assert_int_equal(counts.waiting, 7);
    assert_int_equal(journal_counts(d->journal, NOON + TICK_DAY, &counts), GH_OK);
    assert_int_equal(counts.admitted_today, 0);
}

/* What the entries come to by the rule itself, looked at one by one. */
static struct journal_counts count_plainly(const struct entry *entries, size_t count)
{
    struct journal_counts sum = {0};
    for (size_t i = 0; i < count; i++) {
        bool taken_back = false, decided = false;
        const struct entry *e = &entries[i];
        for (size_t k = i + 1; k < count; k++) {
            bool about = uuid_equal(&entries[k].refers_to, &e->id);
            taken_back |= about && entries[k].kind == ENTRY_TAKE_BACK;
            decided |= about && (entries[k].kind == ENTRY_DECIDE_ADMIT || entries[k].kind == ENTRY_EXIT);
        }
        if (e->at >= NOON)
            sum.admitted_today += (e->kind == ENTRY_ADMIT || e->kind == ENTRY_DECIDE_ADMIT) && !taken_back;
        if (e->at >= NOON)
            sum.refused_today += e->kind == ENTRY_SHOWN && !decided;
    }
    return sum;
}

/* The journal counts on from where it counted last, and must not come to anything else than from the beginning. */
static void counts_go_on_from_the_last_ones(void **state)
{
    static const enum entry_kind kinds[] = {ENTRY_ADMIT,     ENTRY_SHOWN,        ENTRY_SHOWN, ENTRY_TAKE_BACK,
                                            ENTRY_TAKE_BACK, ENTRY_DECIDE_ADMIT, ENTRY_EXIT,  ENTRY_REFUSE};
    struct journal_fixture *d = *state;
    struct entry entries[120];
    uint32_t random = 1;
    for (size_t i = 0; i < sizeof entries / sizeof entries[0]; i++) {
        random = random * 1103515245 + 12345;
        struct entry *e = &entries[i];
        *e = fixture_entry(d, kinds[random >> 16 & 7], 1);
        if (i > 0 && e->kind != ENTRY_ADMIT && e->kind != ENTRY_SHOWN)
            e->refers_to = entries[(random >> 20) % i].id; /* whatever it is: of yesterday, or decided already */
        e->at = random >> 30 ? NOON + (tick)i : NOON - TICK_DAY;
        assert_int_equal(journal_append(d->journal, e), GH_OK);
        if (i % 7 == 3)
            journal_fixture_reopen(d);
        struct journal_counts counts, expected = count_plainly(entries, i + 1);
        assert_int_equal(journal_counts(d->journal, NOON, &counts), GH_OK);
        assert_int_equal(counts.admitted_today, expected.admitted_today);
        assert_int_equal(counts.refused_today, expected.refused_today);
        if (i % 11 == 5) /* another day between */
            assert_int_equal(journal_counts(d->journal, NOON + TICK_DAY, &counts), GH_OK);
    }
}

static void list_pages_from_the_newest(void **state)
{
    struct journal_fixture *d = *state;
    struct entry page[3];
    size_t count;
    for (uint8_t i = 1; i <= 5; i++)
        (void)fixture_append(d, i % 2 ? ENTRY_ADMIT : ENTRY_SHOWN, i);
    struct journal_filter filter = {.colour = -1};
    assert_int_equal(journal_list(d->journal, &filter, page, 3, &count), GH_OK);
    assert_int_equal(count, 3);
    assert_int_equal(page[0].number, 5);
    filter.before_number = page[2].number;
    assert_int_equal(journal_list(d->journal, &filter, page, 3, &count), GH_OK);
    assert_int_equal(count, 2);
    assert_int_equal(page[1].number, 1);
    filter = (struct journal_filter){.colour = -1, .pass_id = fixture_pass(4)};
    assert_int_equal(journal_list(d->journal, &filter, page, 3, &count), GH_OK);
    assert_int_equal(count, 1);
}

static void second_writer_and_foreign_device_are_turned_away(void **state)
{
    struct journal_fixture *d = *state;
    struct journal *other = NULL;
    assert_int_equal(journal_open(d->path, "booth-1", &other), GH_BUSY);
    assert_null(other);
    journal_close(d->journal);
    d->journal = NULL;
    assert_int_equal(journal_open(d->path, "booth-2", &other), GH_CONFLICT);
    assert_int_equal(journal_open(d->path, "booth-1", &d->journal), GH_OK);
    assert_int_equal(journal_open_read(d->path, &other), GH_OK);
    assert_string_equal(journal_device(other), "booth-1");
    struct entry e = fixture_entry(d, ENTRY_ADMIT, 1);
    assert_int_not_equal(journal_append(other, &e), GH_OK);
    journal_close(other);
}

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

/* An override lets a pass in that is used up and inside already: each admission stands or falls by itself. */
static struct entry override_for(struct journal_fixture *d, uint8_t pass_number)
{
    struct entry shown = fixture_append(d, ENTRY_SHOWN, pass_number);
    struct entry e = fixture_entry(d, ENTRY_OVERRIDE, pass_number);
    e.refers_to = shown.id;
    e.uses_up = true;
    assert_int_equal(journal_append(d->journal, &e), GH_OK);
    return e;
}

static void each_admission_of_a_pass_is_taken_back_by_itself(void **state)
{
    struct journal_fixture *d = *state;
    struct entry first = fixture_append(d, ENTRY_ADMIT, 1);
    struct entry second = override_for(d, 1);
    (void)append_about(d, ENTRY_TAKE_BACK, &first);
    assert_true(is_used(d, 1)); /* by the override, which stands */
    assert_true(is_inside(d, 1));
    (void)append_about(d, ENTRY_TAKE_BACK, &second);
    assert_false(is_used(d, 1));
    assert_false(is_inside(d, 1));
}

static void override_taken_back_leaves_the_first_admission_inside(void **state)
{
    struct journal_fixture *d = *state;
    struct entry first = fixture_append(d, ENTRY_ADMIT, 1);
    struct wire_presence inside;
    struct uuid id = fixture_pass(1);
    struct entry second = override_for(d, 1);
    assert_int_equal(journal_presence(d->journal, &id, 0, &inside), GH_OK);
    assert_true(uuid_equal(&inside.entry, &second.id));
    (void)append_about(d, ENTRY_TAKE_BACK, &second);
    assert_true(is_used(d, 1));
    assert_true(is_inside(d, 1));
    assert_int_equal(journal_presence(d->journal, &id, 0, &inside), GH_OK);
    assert_true(uuid_equal(&inside.entry, &first.id));
    (void)fixture_append(d, ENTRY_EXIT, 1);
    assert_false(is_inside(d, 1));
    assert_true(is_used(d, 1));
}

/* Makes the tables beside the entries those of version 1, empty. */
#define FIRST_SCHEMA                                                                                                   \
    "DROP TABLE box; DROP TABLE roll_call; DROP TABLE roll_row; DROP TABLE roll_tick; DROP TABLE roll_end;"            \
    "DROP VIEW standing_use; "                                                                                         \
    "DROP VIEW standing_inside; DROP TABLE use; DROP TABLE inside;"                                                    \
    "CREATE TABLE use(pass_id BLOB PRIMARY KEY, entry_id BLOB NOT NULL, at INTEGER NOT NULL,"                          \
    " gate INTEGER NOT NULL, expires INTEGER NOT NULL) STRICT, WITHOUT ROWID;"                                         \
    "CREATE TABLE inside(pass_id BLOB PRIMARY KEY, entry_id BLOB NOT NULL, since INTEGER NOT NULL,"                    \
    " expires INTEGER NOT NULL) STRICT, WITHOUT ROWID;"                                                                \
    "DROP INDEX entry_in_clear; ALTER TABLE entry DROP COLUMN note_check; ALTER TABLE entry DROP COLUMN note_sealed;"  \
    "DROP INDEX entry_by_digest; ALTER TABLE entry DROP COLUMN plate;"                                                 \
    "DROP TABLE beginning; PRAGMA user_version = 1;"

static void journal_of_the_first_schema_is_brought_up(void **state)
{
    struct journal_fixture *d = *state;
    struct entry first = fixture_append(d, ENTRY_ADMIT, 1);
    (void)override_for(d, 1);
    struct entry gone = fixture_append(d, ENTRY_ADMIT, 2);
    (void)append_about(d, ENTRY_TAKE_BACK, &gone);
    (void)fixture_append(d, ENTRY_ADMIT, 3);
    (void)fixture_append(d, ENTRY_EXIT, 3);
    /* As the first version kept them: one row per pass, of a pruned entry too. */
    tamper(d,
           FIRST_SCHEMA "INSERT INTO use SELECT pass_id, id, at, gate, pass_expires FROM entry WHERE number IN (1, 6);"
                        "INSERT INTO use VALUES (x'04010000000000000000000000000000', zeroblob(16), 1, 0, 9);"
                        "INSERT INTO inside SELECT pass_id, id, at, pass_expires FROM entry WHERE number = 3;");
    assert_true(is_used(d, 4));
    (void)append_about(d, ENTRY_TAKE_BACK, &first);
    assert_true(is_used(d, 1));
    assert_true(is_inside(d, 1));
    assert_false(is_used(d, 2));
    assert_true(is_used(d, 3));
    assert_false(is_inside(d, 3));
}

static void assert_fault(struct journal_fixture *d, uint64_t number, const char *what)
{
    struct journal_fault fault = {0};
    uint64_t checked;
    assert_int_equal(journal_verify(d->journal, &fault, &checked), GH_CORRUPT);
    assert_int_equal(fault.number, number);
    assert_string_equal(fault.what, what);
}

static void what_follows_a_number_comes_in_order_and_past_a_row_that_is_damaged(void **state)
{
    struct journal_fixture *d = *state;
    struct entry page[4];
    size_t count;
    for (uint8_t i = 1; i <= 5; i++)
        (void)fixture_append(d, ENTRY_ADMIT, i);
    assert_int_equal(journal_after(d->journal, 1, page, 2, &count), GH_OK);
    assert_int_equal(count, 2);
    assert_int_equal(page[0].number, 2);
    assert_int_equal(page[1].number, 3);
    tamper(d, "UPDATE entry SET colour = 99 WHERE number = 3");
    assert_int_equal(journal_after(d->journal, 1, page, 4, &count), GH_OK);
    assert_int_equal(count, 3);
    assert_int_equal(page[0].number, 2);
    assert_int_equal(page[1].number, 4);
    assert_int_equal(journal_after(d->journal, 5, page, 4, &count), GH_OK);
    assert_int_equal(count, 0);
}

static void verify_finds_altered_and_missing_entries(void **state)
{
    struct journal_fixture *d = *state;
    for (uint8_t i = 1; i <= 5; i++)
        (void)fixture_append(d, ENTRY_ADMIT, i);
    tamper(d, "UPDATE entry SET guard = 8 WHERE number = 3");
    assert_fault(d, 3, "altered");
    tamper(d, "UPDATE entry SET guard = 7 WHERE number = 3; DELETE FROM entry WHERE number = 4");
    assert_fault(d, 5, "missing");
    tamper(d, "DELETE FROM entry WHERE number = 5");
    assert_fault(d, 4, "missing");
}

static void verify_compares_uses_and_who_is_inside_with_the_entries(void **state)
{
    struct journal_fixture *d = *state;
    struct journal_fault fault;
    uint64_t checked;
    for (uint8_t i = 1; i <= 3; i++)
        (void)fixture_append(d, ENTRY_ADMIT, i);
    (void)fixture_append(d, ENTRY_EXIT, 1);
    tamper(d, "DELETE FROM use WHERE entry_id = (SELECT id FROM entry WHERE number = 2)");
    assert_fault(d, 2, "at odds with the uses");
    tamper(d, "INSERT INTO use SELECT * FROM standing_use WHERE entry_id NOT IN (SELECT entry_id FROM use);"
              "UPDATE use SET expires = 1 WHERE entry_id = (SELECT id FROM entry WHERE number = 3)");
    assert_fault(d, 3, "at odds with the uses");
    tamper(d, "DELETE FROM use; INSERT INTO use SELECT * FROM standing_use;"
              "INSERT INTO inside SELECT id, pass_id, at, pass_expires FROM entry WHERE number = 1");
    assert_fault(d, 1, "at odds with who is inside");
    tamper(d, "DELETE FROM inside WHERE entry_id = (SELECT id FROM entry WHERE number = 1);"
              "INSERT INTO inside VALUES (zeroblob(16), zeroblob(16), 1, 1)");
    assert_fault(d, 0, "at odds with who is inside");
    tamper(d, "DELETE FROM inside WHERE since = 1");
    assert_int_equal(journal_verify(d->journal, &fault, &checked), GH_OK);
}

static void salvage_keeps_entries_and_goes_on_with_the_chain(void **state)
{
    struct journal_fixture *d = *state;
    for (uint8_t i = 1; i <= 3; i++)
        (void)fixture_append(d, ENTRY_ADMIT, i);
    assert_int_equal(journal_set_value(d->journal, "floor", NOON), GH_OK);
    journal_close(d->journal);
    d->journal = NULL;
    struct journal_salvage_report report;
    assert_int_equal(journal_salvage(d->path, "booth-1", &report), GH_OK);
    assert_int_equal(report.saved, 3);
    assert_true(report.chain_whole);
    assert_int_equal(access(report.set_aside, F_OK), 0);
    journal_fixture_reopen(d);
    int64_t floor = 0;
    assert_int_equal(journal_get_value(d->journal, "floor", &floor), GH_OK);
    assert_int_equal(floor, NOON);
    assert_true(is_used(d, 2));
    assert_int_equal(fixture_append(d, ENTRY_SHOWN, 9).number, 4);
    struct journal_fault fault;
    uint64_t checked;
    assert_int_equal(journal_verify(d->journal, &fault, &checked), GH_OK);
    assert_int_equal(checked, 4);
}

/* A head that was damaged into a huge number must not keep anybody waiting. */
static void salvage_does_not_count_to_a_number_that_nobody_wrote(void **state)
{
    struct journal_fixture *d = *state;
    struct journal_salvage_report report;
    for (uint8_t i = 1; i <= 3; i++)
        (void)fixture_append(d, ENTRY_ADMIT, i);
    tamper(d, "UPDATE head SET last_number = 4000000000000000000");
    journal_close(d->journal);
    d->journal = NULL;
    assert_int_equal(journal_salvage(d->path, "booth-1", &report), GH_OK);
    assert_int_equal(report.saved, 3);
    journal_fixture_reopen(d);
}

/* Overwrites the page at that offset of the closed journal with rubbish. */
static void damage_page(struct journal_fixture *d, long page)
{
    uint8_t rubbish[4096];
    memset(rubbish, 0xa5, sizeof rubbish);
    journal_close(d->journal);
    d->journal = NULL;
    FILE *file = fopen(d->path, "r+b");
    assert_non_null(file);
    assert_int_equal(fseek(file, page * (long)sizeof rubbish, SEEK_SET), 0);
    assert_int_equal(fwrite(rubbish, sizeof rubbish, 1, file), 1);
    assert_int_equal(fclose(file), 0);
}

/* The page, from 0, of the closed journal that holds these bytes. */
static long page_with(struct journal_fixture *d, const uint8_t *bytes, size_t len)
{
    uint8_t page[4096];
    FILE *file = fopen(d->path, "rb");
    assert_non_null(file);
    long found = -1;
    for (long n = 0; found < 0 && fread(page, sizeof page, 1, file) == 1; n++)
        for (size_t i = 0; found < 0 && i + len <= sizeof page; i++)
            if (memcmp(page + i, bytes, len) == 0)
                found = n;
    assert_int_equal(fclose(file), 0);
    assert_true(found >= 0);
    return found;
}

static long root_page_of_entries(struct journal_fixture *d)
{
    sqlite3 *db;
    sqlite3_stmt *stmt;
    assert_int_equal(sqlite3_open(d->path, &db), SQLITE_OK);
    const char *query = "SELECT rootpage FROM sqlite_master WHERE name = 'entry'";
    assert_int_equal(sqlite3_prepare_v2(db, query, -1, &stmt, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
    long page = (long)sqlite3_column_int64(stmt, 0) - 1;
    assert_int_equal(sqlite3_finalize(stmt), SQLITE_OK);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
    return page;
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

/* Sixty entries, on several pages; pass 1 is taken back, pass 2 went out. Returns the thirtieth. */
static struct entry fill(struct journal_fixture *d)
{
    struct entry middle = {0}, first = fixture_append(d, ENTRY_ADMIT, 1);
    for (uint8_t i = 2; i <= 58; i++) {
        struct entry e = fixture_append(d, ENTRY_ADMIT, i);
        if (i == 30)
            middle = e;
    }
    (void)append_about(d, ENTRY_TAKE_BACK, &first);
    (void)fixture_append(d, ENTRY_EXIT, 2);
    return middle;
}

static void assert_follows(struct journal_fixture *d)
{
    struct journal_fault fault = {0};
    uint64_t checked;
    assert_false(is_used(d, 1));
    assert_true(is_used(d, 2));
    assert_false(is_inside(d, 2));
    assert_true(is_inside(d, 58));
    assert_int_equal(journal_verify(d->journal, &fault, &checked), GH_OK);
}

static void salvage_without_the_first_page_goes_on_with_the_numbers(void **state)
{
    struct journal_fixture *d = *state;
    struct entry middle = fill(d), read;
    damage_page(d, 0);
    assert_int_equal(journal_open(d->path, "booth-1", &d->journal), GH_CORRUPT);
    struct journal_salvage_report report = salvage(d);
    assert_int_equal(report.saved, 60);
    assert_false(report.chain_whole); /* whether more followed nobody can say */
    assert_int_equal(journal_find(d->journal, &middle.id, &read), GH_OK);
    assert_memory_equal(&read, &middle, sizeof read);
    assert_follows(d);
    assert_int_equal(fixture_append(d, ENTRY_SHOWN, 9).number, 61);
    assert_follows(d);
}

static void salvage_without_the_root_of_the_entries_saves_them_all(void **state)
{
    struct journal_fixture *d = *state;
    (void)fill(d);
    journal_close(d->journal);
    d->journal = NULL;
    damage_page(d, root_page_of_entries(d));
    struct journal_salvage_report report = salvage(d);
    assert_int_equal(report.saved, 60);
    assert_true(report.chain_whole);
    assert_follows(d);
}

static void salvage_without_a_middle_page_loses_only_what_stood_there(void **state)
{
    struct journal_fixture *d = *state;
    struct entry middle = fill(d);
    struct entry read;
    journal_close(d->journal);
    d->journal = NULL;
    damage_page(d, page_with(d, middle.hash, ENTRY_HASH_LEN));
    struct journal_salvage_report report = salvage(d);
    assert_false(report.chain_whole);
    assert_true(report.lost_at_least > 0);
    assert_true(report.saved > 30); /* a page has 28 */
    assert_int_equal(report.saved + report.lost_at_least, 60);
    assert_int_equal(journal_find(d->journal, &middle.id, &read), GH_NOT_FOUND);
    assert_true(is_used(d, 30)); /* its use stood elsewhere, and is kept */
    assert_int_equal(fixture_append(d, ENTRY_SHOWN, 9).number, 61);
}

static void salvage_takes_no_forged_row_from_a_page(void **state)
{
    struct journal_fixture *d = *state;
    (void)fill(d);
    tamper(d, "UPDATE entry SET guard = 8 WHERE number = 60");
    damage_page(d, 0);
    assert_int_equal(salvage(d).saved, 59);
}

static void salvage_reads_the_first_schema(void **state)
{
    struct journal_fixture *d = *state;
    (void)fill(d);
    journal_close(d->journal);
    d->journal = NULL;
    sqlite3 *db;
    assert_int_equal(sqlite3_open(d->path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, FIRST_SCHEMA, NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
    struct journal_salvage_report report = salvage(d);
    assert_int_equal(report.saved, 60);
    assert_true(report.chain_whole);
    assert_follows(d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(entries_are_numbered_and_chained_across_restarts, journal_fixture_set_up,
                                        journal_fixture_tear_down),
        cmocka_unit_test_setup_teardown(only_admissions_use_a_pass_up, journal_fixture_set_up,
                                        journal_fixture_tear_down),
        cmocka_unit_test_setup_teardown(exit_ends_being_inside_but_not_the_use, journal_fixture_set_up,
                                        journal_fixture_tear_down),
        cmocka_unit_test_setup_teardown(uses_outlive_pruning_until_the_pass_expires, journal_fixture_set_up,
                                        journal_fixture_tear_down),
        cmocka_unit_test_setup_teardown(counts_follow_decisions, journal_fixture_set_up, journal_fixture_tear_down),
        cmocka_unit_test_setup_teardown(counts_go_on_from_the_last_ones, journal_fixture_set_up,
                                        journal_fixture_tear_down),
        cmocka_unit_test_setup_teardown(list_pages_from_the_newest, journal_fixture_set_up, journal_fixture_tear_down),
        cmocka_unit_test_setup_teardown(what_follows_a_number_comes_in_order_and_past_a_row_that_is_damaged,
                                        journal_fixture_set_up, journal_fixture_tear_down),
        cmocka_unit_test_setup_teardown(second_writer_and_foreign_device_are_turned_away, journal_fixture_set_up,
                                        journal_fixture_tear_down),
        cmocka_unit_test_setup_teardown(each_admission_of_a_pass_is_taken_back_by_itself, journal_fixture_set_up,
                                        journal_fixture_tear_down),
        cmocka_unit_test_setup_teardown(override_taken_back_leaves_the_first_admission_inside, journal_fixture_set_up,
                                        journal_fixture_tear_down),
        cmocka_unit_test_setup_teardown(journal_of_the_first_schema_is_brought_up, journal_fixture_set_up,
                                        journal_fixture_tear_down),
        cmocka_unit_test_setup_teardown(verify_finds_altered_and_missing_entries, journal_fixture_set_up,
                                        journal_fixture_tear_down),
        cmocka_unit_test_setup_teardown(verify_compares_uses_and_who_is_inside_with_the_entries, journal_fixture_set_up,
                                        journal_fixture_tear_down),
        cmocka_unit_test_setup_teardown(salvage_keeps_entries_and_goes_on_with_the_chain, journal_fixture_set_up,
                                        journal_fixture_tear_down),
        cmocka_unit_test_setup_teardown(salvage_does_not_count_to_a_number_that_nobody_wrote, journal_fixture_set_up,
                                        journal_fixture_tear_down),
        cmocka_unit_test_setup_teardown(salvage_without_the_first_page_goes_on_with_the_numbers, journal_fixture_set_up,
                                        journal_fixture_tear_down),
        cmocka_unit_test_setup_teardown(salvage_without_the_root_of_the_entries_saves_them_all, journal_fixture_set_up,
                                        journal_fixture_tear_down),
        cmocka_unit_test_setup_teardown(salvage_without_a_middle_page_loses_only_what_stood_there,
                                        journal_fixture_set_up, journal_fixture_tear_down),
        cmocka_unit_test_setup_teardown(salvage_takes_no_forged_row_from_a_page, journal_fixture_set_up,
                                        journal_fixture_tear_down),
        cmocka_unit_test_setup_teardown(salvage_reads_the_first_schema, journal_fixture_set_up,
                                        journal_fixture_tear_down),
    };
    if (sodium_init() < 0)
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}

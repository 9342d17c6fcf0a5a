/* A journal of its own in a temporary folder, and entries to put into it. */
#ifndef GH_TESTS_SUPPORT_JOURNAL_FIXTURE_H
#define GH_TESTS_SUPPORT_JOURNAL_FIXTURE_H

#include "store/journal.h"

#define NOON ((tick)1790000000000)

struct journal_fixture {
    char directory[64], path[96];
    struct journal *journal;
    uint8_t next_id;
};

/* Makes folder and journal, and removes them: set-up and tear-down of a test of cmocka. */
int journal_fixture_set_up(void **state);
int journal_fixture_tear_down(void **state);
/* Closes the journal and opens it again. */
void journal_fixture_reopen(struct journal_fixture *d);
/* Returns the id of a pass of the tests. */
struct uuid fixture_pass(uint8_t n);
/* Returns the next entry about that pass: green, and an admission uses it up. */
struct entry fixture_entry(struct journal_fixture *d, enum entry_kind kind, uint8_t pass_number);
/* Appends it, and returns it with its number and hash. */
struct entry fixture_append(struct journal_fixture *d, enum entry_kind kind, uint8_t pass_number);

#endif

#include "support/journal_fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "support/test.h"

void journal_fixture_reopen(struct journal_fixture *d)
{
    journal_close(d->journal);
    d->journal = NULL;
    assert_int_equal(journal_open(d->path, "booth-1", &d->journal), GH_OK);
}

int journal_fixture_set_up(void **state)
{
    struct journal_fixture *d = calloc(1, sizeof *d);
    (void)snprintf(d->directory, sizeof d->directory, "/tmp/gatehouse-journal-XXXXXX");
    if (!mkdtemp(d->directory))
        return -1;
    (void)snprintf(d->path, sizeof d->path, "%s/journal.db", d->directory);
    *state = d;
    return journal_open(d->path, "booth-1", &d->journal);
}

int journal_fixture_tear_down(void **state)
{
    struct journal_fixture *d = *state;
    char command[128];
    journal_close(d->journal);
    (void)snprintf(command, sizeof command, "rm -rf '%s'", d->directory);
    int result = system(command);
    free(d);
    return result;
}

struct uuid fixture_pass(uint8_t n)
{
    return (struct uuid){.b = {n, 1}};
}

struct entry fixture_entry(struct journal_fixture *d, enum entry_kind kind, uint8_t pass_number)
{
    const uint8_t random[10] = {++d->next_id};
    struct entry e = {.id = uuid_v7(NOON + d->next_id, random),
                      .at = NOON + d->next_id * TICK_SECOND,
                      .clock_trusted = true,
                      .kind = kind,
                      .pass_id = fixture_pass(pass_number),
                      .colour = VERDICT_GREEN,
                      .reason = REASON_OK,
                      .guard = 7,
                      .uses_up = kind == ENTRY_ADMIT,
                      .pass_expires = NOON + TICK_DAY};
    return e;
}

struct entry fixture_append(struct journal_fixture *d, enum entry_kind kind, uint8_t pass_number)
{
    struct entry e = fixture_entry(d, kind, pass_number);
    assert_int_equal(journal_append(d->journal, &e), GH_OK);
    return e;
}

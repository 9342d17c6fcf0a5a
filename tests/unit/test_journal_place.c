/* A journal whose files are deleted, moved, replaced or cut while it is open: no commit goes there, and nothing that
 * was committed is lost. */
#include "support/test.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/journal.h"

#define NOON ((tick)1790000000000)
#define DEVICE "booth-1"

struct place {
    char directory[64], path[96];
    struct journal *journal;
    uint8_t next_id;
};

static int set_up(void **state)
{
    struct place *p = calloc(1, sizeof *p);
    (void)snprintf(p->directory, sizeof p->directory, "/tmp/gatehouse-place-XXXXXX");
    if (!mkdtemp(p->directory))
        return -1;
    (void)snprintf(p->path, sizeof p->path, "%s/journal.db", p->directory);
    *state = p;
    return journal_open(p->path, DEVICE, &p->journal);
}

static int tear_down(void **state)
{
    struct place *p = *state;
    char command[128];
    journal_close(p->journal);
    (void)snprintf(command, sizeof command, "rm -rf '%s'", p->directory);
    int result = system(command);
    free(p);
    return result;
}

static enum gh_status append(struct place *p)
{
    const uint8_t random[10] = {++p->next_id};
    struct entry e = {.id = uuid_v7(NOON + p->next_id, random),
                      .at = NOON + p->next_id * TICK_SECOND,
                      .kind = ENTRY_ADMIT,
                      .pass_id = {.b = {p->next_id, 1}},
                      .colour = VERDICT_GREEN,
                      .reason = REASON_OK,
                      .uses_up = true,
                      .pass_expires = NOON + TICK_DAY};
    return journal_append(p->journal, &e);
}

static const char *file(const struct place *p, const char *ending)
{
    static char name[2][160];
    static int turn;
    turn = !turn;
    (void)snprintf(name[turn], sizeof name[turn], "%s%s", p->path, ending);
    return name[turn];
}

static void cut(const char *name, int parts)
{
    struct stat info;
    assert_int_equal(stat(name, &info), 0);
    assert_int_equal(truncate(name, parts ? info.st_size / parts : 0), 0);
}

static void delete (struct place *p)
{
    assert_int_equal(unlink(p->path), 0);
}

static void delete_log(struct place *p)
{
    assert_int_equal(unlink(file(p, "-wal")), 0);
}

static void delete_index(struct place *p)
{
    assert_int_equal(unlink(file(p, "-shm")), 0);
}

static void move(struct place *p)
{
    assert_int_equal(rename(p->path, file(p, ".elsewhere")), 0);
}

static void replace(struct place *p)
{
    struct journal *other = NULL;
    assert_int_equal(journal_open(file(p, ".other"), DEVICE, &other), GH_OK);
    journal_close(other);
    assert_int_equal(rename(file(p, ".other"), p->path), 0);
}

static void cut_to_nothing(struct place *p)
{
    cut(p->path, 0);
}

static void cut_in_half(struct place *p)
{
    cut(p->path, 2);
}

static void cut_log(struct place *p)
{
    cut(file(p, "-wal"), 2);
}

static void (*const ways[])(struct place *) = {delete,       move,           replace,     delete_log,
                                               delete_index, cut_to_nothing, cut_in_half, cut_log};
enum { WAYS = sizeof ways / sizeof ways[0] };

static uint64_t last_number(struct journal *j)
{
    struct journal_counts counts;
    assert_int_equal(journal_counts(j, NOON, &counts), GH_OK);
    return counts.last_number;
}

static void no_commit_goes_into_a_file_that_is_gone(void **state)
{
    for (int way = 0; way < WAYS; way++) {
        struct place *p = *state;
        assert_int_equal(append(p), GH_OK);
        assert_int_equal(journal_in_place(p->journal), GH_OK);
        uint64_t before = last_number(p->journal);
        ways[way](p);
        /* A writer does not need its index; who reads beside it does. */
        if (ways[way] != delete_index) {
            assert_int_equal(append(p), GH_GONE);
            assert_int_equal(journal_set_value(p->journal, "test", 1), GH_GONE);
        }
        assert_int_equal(journal_in_place(p->journal), GH_GONE);
        assert_int_equal(append(p), GH_GONE);
        assert_int_equal(last_number(p->journal), before);
        tear_down(state);
        assert_int_equal(set_up(state), 0);
    }
}

static void what_was_committed_is_put_back(void **state)
{
    for (int way = 0; way < WAYS; way++) {
        struct place *p = *state;
        char aside[160];
        struct journal_fault fault;
        uint64_t checked = 0;
        for (int i = 0; i < 40; i++)
            assert_int_equal(append(p), GH_OK);
        ways[way](p);
        assert_int_equal(journal_in_place(p->journal), GH_GONE);
        assert_int_equal(journal_put_back(p->journal, aside, sizeof aside), GH_OK);
        assert_string_not_equal(aside, ""); /* at least a log stood there */
        journal_close(p->journal);
        p->journal = NULL;
        assert_int_equal(journal_open(p->path, DEVICE, &p->journal), GH_OK);
        assert_int_equal(last_number(p->journal), 40);
        assert_int_equal(append(p), GH_OK);
        assert_int_equal(journal_verify(p->journal, &fault, &checked), GH_OK);
        assert_int_equal(checked, 41);
        tear_down(state);
        assert_int_equal(set_up(state), 0);
    }
}

static void it_stays_open_until_it_can_be_put_back(void **state)
{
    struct place *p = *state;
    char aside[160], moved[96];
    (void)snprintf(moved, sizeof moved, "%s-moved", p->directory);
    assert_int_equal(append(p), GH_OK);
    assert_int_equal(rename(p->directory, moved), 0);
    assert_int_equal(journal_in_place(p->journal), GH_GONE);
    assert_int_not_equal(journal_put_back(p->journal, aside, sizeof aside), GH_OK);
    assert_int_equal(rename(moved, p->directory), 0);
    assert_int_equal(append(p), GH_GONE); /* somebody else may have written there meanwhile */
    assert_int_equal(journal_put_back(p->journal, aside, sizeof aside), GH_OK);
    journal_close(p->journal);
    p->journal = NULL;
    assert_int_equal(journal_open(p->path, DEVICE, &p->journal), GH_OK);
    assert_int_equal(last_number(p->journal), 1);
}

/* A kiosk that was killed has nothing in memory. SQLite would delete the log of an empty file. */
static void a_file_cut_to_nothing_is_salvaged_from_its_log(void **state)
{
    struct place *p = *state;
    struct journal_salvage_report report;
    struct journal *beside = NULL;
    for (int i = 0; i < 5; i++)
        assert_int_equal(append(p), GH_OK);
    assert_int_equal(journal_open_read(p->path, &beside), GH_OK); /* keeps the log when the writer closes */
    journal_close(p->journal);
    p->journal = NULL;
    cut_to_nothing(p);
    journal_close(beside);
    assert_int_equal(journal_open(p->path, DEVICE, &p->journal), GH_CORRUPT);
    assert_int_equal(journal_salvage(p->path, DEVICE, &report), GH_OK);
    assert_int_equal(report.saved, 5);
    assert_int_equal(journal_open(p->path, DEVICE, &p->journal), GH_OK);
    assert_int_equal(last_number(p->journal), 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(no_commit_goes_into_a_file_that_is_gone, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_was_committed_is_put_back, set_up, tear_down),
        cmocka_unit_test_setup_teardown(it_stays_open_until_it_can_be_put_back, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_file_cut_to_nothing_is_salvaged_from_its_log, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

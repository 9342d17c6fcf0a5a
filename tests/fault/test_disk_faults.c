/* Full disks and failing media under the real journal. The current entry fails with a plain status, nothing is half
 * written, and the next entry succeeds once the cause is gone. */
#include "support/test.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "fault/power_cut_vfs.h"
#include "store/journal.h"

#define NOON ((tick)1790000000000)
#define LOCK_FOLDER "/tmp/gatehouse-disk-faults-XXXXXX"

struct desk {
    struct disk *disk;
    char folder[64], path[96];
    uint8_t next_id;
};

static int set_up(void **state)
{
    static struct desk d;
    d = (struct desk){.folder = LOCK_FOLDER, .disk = disk_create(1)};
    if (!d.disk || !mkdtemp(d.folder))
        return -1;
    (void)snprintf(d.path, sizeof d.path, "%s/journal.db", d.folder);
    *state = &d;
    return 0;
}

static int tear_down(void **state)
{
    struct desk *d = *state;
    char lock[128];
    disk_destroy(d->disk);
    (void)snprintf(lock, sizeof lock, "%s.lock", d->path);
    (void)unlink(lock);
    return rmdir(d->folder);
}

static struct entry entry_of(struct desk *d)
{
    const uint8_t random[10] = {++d->next_id, 7};
    return (struct entry){.id = uuid_v7(NOON + d->next_id, random),
                          .at = NOON + d->next_id,
                          .clock_trusted = true,
                          .kind = ENTRY_ADMIT,
                          .pass_id = {.b = {d->next_id, 1}},
                          .colour = VERDICT_GREEN,
                          .reason = REASON_OK,
                          .uses_up = true,
                          .pass_expires = NOON + TICK_DAY};
}

static bool is_used(struct journal *j, const struct entry *e)
{
    struct use use;
    assert_int_equal(journal_find_use(j, &e->pass_id, &use), GH_OK);
    return use.used;
}

/* The n-th operation of an append fails, for every n until the append needs no more. */
static void each_operation_fails_once(struct desk *d, enum disk_fault fault)
{
    unsigned refused = 0;
    for (uint64_t n = 1; n < 60; n++) {
        struct journal *j;
        struct journal_fault broken;
        uint64_t checked;
        disk_format(d->disk, n);
        d->next_id = 0;
        assert_int_equal(journal_open(d->path, "booth-1", &j), GH_OK);
        struct entry first = entry_of(d), second = entry_of(d), third = entry_of(d);
        assert_int_equal(journal_append(j, &first), GH_OK);
        disk_fail(d->disk, fault, n, 1000);
        enum gh_status status = journal_append(j, &second);
        disk_fail(d->disk, DISK_NO_FAULT, 0, 0);
        if (status) {
            refused++;
            assert_true(status == GH_FULL || status == GH_IO);
            assert_false(is_used(j, &second));
            assert_int_equal(second.number, 0);
        }
        assert_int_equal(journal_append(j, &third), GH_OK);
        assert_int_equal(third.number, status ? 2 : 3);
        assert_true(is_used(j, &first));
        assert_true(is_used(j, &third));
        assert_int_equal(journal_verify(j, &broken, &checked), GH_OK);
        journal_close(j);
    }
    assert_true(refused >= 2);
}

static void full_disk_refuses_and_recovers(void **state)
{
    each_operation_fails_once(*state, DISK_FULL);
}

static void short_write_refuses_and_recovers(void **state)
{
    each_operation_fails_once(*state, DISK_SHORT_WRITE);
}

static void io_error_refuses_and_recovers(void **state)
{
    each_operation_fails_once(*state, DISK_IO_ERROR);
}

/* Changes one byte anywhere. The journal or its chain reports the damage, unless the byte has no meaning. An altered
 * entry never counts as a true one. */
static void damaged_bytes_are_found(void **state)
{
    struct desk *d = *state;
    unsigned found = 0;
    for (size_t offset = 0; offset < 40000; offset += 97) {
        struct journal *j = NULL;
        struct journal_fault fault;
        uint64_t checked;
        struct entry entries[8];
        disk_format(d->disk, offset + 1);
        d->next_id = 0;
        assert_int_equal(journal_open(d->path, "booth-1", &j), GH_OK);
        for (int i = 0; i < 8; i++) {
            entries[i] = entry_of(d);
            assert_int_equal(journal_append(j, &entries[i]), GH_OK);
        }
        journal_close(j);
        j = NULL;
        if (!disk_damage(d->disk, "journal.db", offset, 0xa5))
            break;
        enum gh_status status = journal_open(d->path, "booth-1", &j);
        if (!status)
            status = journal_verify(j, &fault, &checked);
        found += status != GH_OK;
        for (int i = 0; !status && i < 8; i++) {
            struct entry read;
            assert_int_equal(journal_find(j, &entries[i].id, &read), GH_OK);
            assert_memory_equal(read.hash, entries[i].hash, ENTRY_HASH_LEN);
            assert_int_equal(read.colour, entries[i].colour);
        }
        journal_close(j);
    }
    assert_true(found > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(full_disk_refuses_and_recovers, set_up, tear_down),
        cmocka_unit_test_setup_teardown(short_write_refuses_and_recovers, set_up, tear_down),
        cmocka_unit_test_setup_teardown(io_error_refuses_and_recovers, set_up, tear_down),
        cmocka_unit_test_setup_teardown(damaged_bytes_are_found, set_up, tear_down),
    };
    if (sodium_init() < 0)
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}

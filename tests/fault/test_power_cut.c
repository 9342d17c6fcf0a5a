/* 2,000 power cuts under the real journal: no entry, no box and no tick of a roll call that was acknowledged may be
 * lost or doubled, and the chain holds. The control runs the same with synchronous=NORMAL and must lose some, which
 * shows that the test can fail.
 *
 * test_power_cut FIRST-SEED CUTS [normal]: a batch of its own. */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fault/power_cut_vfs.h"
#include "store/journal_box.h"
#include "store/journal_internal.h"
#include "store/journal_roll_call.h"

#define NOON ((tick)1790000000000)
#define CUTS_A_DISK 8 /* one journal lives through so many */
#define ENTRIES_MAX 4096
#define SUBMITTED_MAX 1024
#define SEALED_LEN 560
#define TICKS_MAX 512

/* A box that journal_put_box said is on disk. */
struct submitted {
    enum box_kind kind;
    struct uuid id;
    uint64_t number;
    bool settled; /* the server may have it: its sealed bytes may be gone */
};

struct run {
    struct disk *disk;
    char path[96];
    enum sql_sync sync;
    struct journal *journal;
    struct entry acknowledged[ENTRIES_MAX]; /* journal_append said so */
    uint64_t count;
    struct submitted submitted[SUBMITTED_MAX];
    uint64_t submitted_count, submissions;
    struct box read[SUBMITTED_MAX + 8];
    struct uuid ticked[TICKS_MAX]; /* subjects, each with a box of the same id, that are said to be on disk */
    struct journal_roll_tick ticks[TICKS_MAX + 8];
    uint64_t ticked_count;
    uint64_t next_id;
    uint64_t lost, broken, cuts, entries;
    uint64_t pruned_to; /* the highest number that the server may have acknowledged */
};

static struct entry next_entry(struct run *r)
{
    uint8_t random[10] = {0};
    memcpy(random, &r->next_id, sizeof r->next_id);
    struct entry e = {.id = uuid_v7(NOON + (tick)r->next_id, random),
                      .at = NOON + (tick)r->next_id * TICK_SECOND,
                      .clock_trusted = true,
                      .kind = ENTRY_ADMIT,
                      .colour = VERDICT_GREEN,
                      .reason = REASON_OK,
                      .guard = 7,
                      .uses_up = true,
                      .pass_expires = NOON + TICK_DAY};
    memcpy(e.pass_id.b, random, sizeof random);
    e.pass_id.b[15] = 1;
    r->next_id++;
    return e;
}

static const uint8_t *sealed_of(const struct uuid *id)
{
    static uint8_t sealed[SEALED_LEN];
    for (size_t i = 0; i < sizeof sealed; i++)
        sealed[i] = (uint8_t)(id->b[UUID_LEN - 1] + i);
    return sealed;
}

static void submit(struct run *r)
{
    uint8_t random[10] = {0};
    struct box box = {.kind = (enum box_kind)(BOX_WALK_UP + r->next_id % 2), .at = NOON};
    memcpy(random + 2, &r->next_id, sizeof r->next_id);
    random[9] = (uint8_t)r->next_id;
    r->next_id++;
    box.id = uuid_v7(NOON, random);
    if (r->submitted_count < SUBMITTED_MAX &&
        journal_put_box(r->journal, &box, BYTES(sealed_of(&box.id), SEALED_LEN)) == GH_OK) {
        r->submitted[r->submitted_count++] = (struct submitted){.kind = box.kind, .id = box.id, .number = box.number};
        r->submissions++;
    }
    if (r->submitted_count == 0 || disk_random(r->disk, 3) != 0)
        return;
    struct submitted *s = &r->submitted[disk_random(r->disk, r->submitted_count)];
    s->settled = true; /* even when it was cut, since it may have reached the disk */
    (void)!journal_settle_box(r->journal, s->kind, &s->id);
}

/* Ticks a person of a roll call: the tick and its box are there together, or neither. */
static void tick_off(struct run *r)
{
    struct journal_roll_tick t = {.mark = ROLL_SAFE, .at = NOON};
    struct journal_roll_box box = {.box = {.at = NOON}};
    uint8_t random[10] = {1};
    memcpy(random + 2, &r->next_id, sizeof r->next_id);
    r->next_id++;
    t.subject = box.box.id = uuid_v7(NOON, random);
    box.sealed = BYTES(sealed_of(&t.subject), SEALED_LEN);
    if (r->ticked_count < TICKS_MAX && journal_next_roll_tick(r->journal, NOON, &t.number) == GH_OK &&
        journal_append_roll_tick(r->journal, &t, &box) == GH_OK)
        r->ticked[r->ticked_count++] = t.subject;
}

static bool is_whole(struct run *r, const struct submitted *s)
{
    uint8_t *sealed = NULL;
    size_t len = 0;
    bool whole = journal_box_sealed(r->journal, s->kind, &s->id, &sealed, &len) == GH_OK && len == SEALED_LEN &&
                 memcmp(sealed, sealed_of(&s->id), len) == 0;
    free(sealed);
    return whole;
}

static void check_submitted(struct run *r)
{
    size_t count = 0, more = 0;
    if (journal_boxes(r->journal, BOX_WALK_UP, 0, r->read, SUBMITTED_MAX + 8, &count) != GH_OK ||
        journal_boxes(r->journal, BOX_EMERGENCY, 0, r->read + count, SUBMITTED_MAX + 8 - count, &more) != GH_OK) {
        r->broken++;
        return;
    }
    for (uint64_t i = 0; i < r->submitted_count; i++) {
        const struct submitted *s = &r->submitted[i];
        unsigned found = 0;
        for (size_t k = 0; k < count + more; k++)
            found += r->read[k].kind == s->kind && uuid_equal(&r->read[k].id, &s->id) && r->read[k].number == s->number;
        r->lost += found != 1 || !(s->settled || is_whole(r, s));
    }
}

static void check_ticked(struct run *r)
{
    size_t count = 0, boxes = 0;
    if (journal_roll_ticks(r->journal, r->ticks, TICKS_MAX + 8, &count) != GH_OK ||
        journal_boxes(r->journal, BOX_ROLL_CALL, 0, r->read, SUBMITTED_MAX + 8, &boxes) != GH_OK) {
        r->broken++;
        return;
    }
    r->broken += count != boxes;
    for (size_t i = 0; i < count && i < TICKS_MAX + 8; i++)
        r->broken += !is_whole(r, &(struct submitted){.kind = BOX_ROLL_CALL, .id = r->ticks[i].subject});
    for (uint64_t i = 0; i < r->ticked_count; i++) {
        size_t k = 0;
        while (k < count && !uuid_equal(&r->ticks[k].subject, &r->ticked[i]))
            k++;
        r->lost += k == count;
    }
}

/* Works until the power fails: mostly entries, now and then an acknowledgement and a pruning. */
static void work(struct run *r)
{
    while (!disk_is_cut(r->disk) && r->count < ENTRIES_MAX) {
        struct entry e = next_entry(r);
        uint64_t deleted = 0;
        if (journal_append(r->journal, &e) == GH_OK)
            r->acknowledged[r->count++] = e;
        if (disk_random(r->disk, 8) == 0)
            submit(r);
        if (disk_random(r->disk, 16) == 0)
            tick_off(r);
        if (r->count == 0 || disk_random(r->disk, 40) != 0)
            continue;
        uint64_t number = r->acknowledged[disk_random(r->disk, r->count)].number;
        enum gh_status status = journal_acknowledge(r->journal, number);
        /* Even when it was cut after its commit. Entries that could have been pruned don't count as lost. */
        if (number > r->pruned_to)
            r->pruned_to = number;
        if (status == GH_OK && disk_random(r->disk, 2)) {
            tick before = r->acknowledged[disk_random(r->disk, r->count)].at;
            status = journal_prune(r->journal, before, NOON, &deleted);
        }
        (void)status;
    }
}

static void check(struct run *r)
{
    struct journal_fault fault = {0};
    uint64_t checked = 0;
    for (uint64_t i = 0; i < r->count; i++) {
        struct entry found;
        const struct entry *e = &r->acknowledged[i];
        enum gh_status status = journal_find(r->journal, &e->id, &found);
        if (status == GH_NOT_FOUND && e->number <= r->pruned_to)
            continue;
        if (status || memcmp(&found, e, sizeof found) != 0)
            r->lost++;
        struct use use;
        if (journal_find_use(r->journal, &e->pass_id, &use) != GH_OK || !use.used)
            r->lost++;
    }
    check_submitted(r);
    check_ticked(r);
    if (journal_verify(r->journal, &fault, &checked) != GH_OK) {
        printf("chain: entry %llu %s\n", (unsigned long long)fault.number, fault.what ? fault.what : "unreadable");
        r->broken++;
    }
}

/* False when the journal could not be opened with the power on. */
static bool live_until_cut(struct run *r)
{
    uint64_t reach = disk_random(r->disk, 4) ? 400 : 4000;
    disk_cut_after(r->disk, 1 + disk_random(r->disk, reach));
    /* The power may go while the journal recovers from the cut before. */
    enum gh_status status = journal_open_with(r->path, "booth-1", r->sync, &r->journal);
    if (status && !disk_is_cut(r->disk)) {
        printf("open: %s\n", gh_status_name(status));
        return false;
    }
    if (status == GH_OK)
        work(r);
    journal_close(r->journal);
    r->journal = NULL;
    disk_reboot(r->disk);
    r->cuts++;
    if ((status = journal_open_with(r->path, "booth-1", r->sync, &r->journal)) != GH_OK) {
        printf("open after a cut: %s\n", gh_status_name(status));
        r->lost += r->count;
        return false;
    }
    check(r);
    struct entry e = next_entry(r);
    if (journal_append(r->journal, &e) != GH_OK)
        r->broken++; /* the next visitor must get through */
    /* Without a proper close, as the next cut needs it, and without an acknowledgement to anybody. */
    journal_close(r->journal);
    r->journal = NULL;
    return true;
}

static void run_disk(struct run *r, uint64_t seed, uint64_t cuts)
{
    uint64_t lost_before = r->lost;
    disk_format(r->disk, seed);
    r->entries += r->count;
    r->count = r->pruned_to = r->submitted_count = r->ticked_count = 0;
    /* In the control one loss is enough: from then on the journal differs from what was acknowledged. */
    for (uint64_t i = 0; i < cuts && r->lost == lost_before; i++) {
        if (!live_until_cut(r)) {
            r->broken++;
            return;
        }
    }
}

int main(int argc, char **argv)
{
    static struct run r;
    char directory[] = "/tmp/gatehouse-power-cut-XXXXXX", lock[128];
    if (argc < 3 || sodium_init() < 0 || !mkdtemp(directory))
        return 2;
    uint64_t seed = strtoull(argv[1], NULL, 10), wanted = strtoull(argv[2], NULL, 10);
    bool control = argc > 3;
    r.sync = control ? SQL_SYNC_NORMAL : SQL_SYNC_FULL;
    r.disk = disk_create(seed);
    if (!r.disk)
        return 2;
    (void)snprintf(r.path, sizeof r.path, "%s/journal.db", directory);
    while (r.cuts < wanted && r.broken == 0)
        run_disk(&r, seed++, wanted - r.cuts < CUTS_A_DISK ? wanted - r.cuts : CUTS_A_DISK);
    r.entries += r.count;
    disk_destroy(r.disk);
    (void)snprintf(lock, sizeof lock, "%s.lock", r.path);
    (void)unlink(lock);
    (void)rmdir(directory);
    printf("synchronous=%s: %llu power cuts, %llu entries and %llu applications acknowledged, %llu lost, %llu broken\n",
           control ? "NORMAL" : "FULL", (unsigned long long)r.cuts, (unsigned long long)r.entries,
           (unsigned long long)r.submissions, (unsigned long long)r.lost, (unsigned long long)r.broken);
    if (control)
        return r.lost > 0 ? 0 : 1;
    return r.lost == 0 && r.broken == 0 && r.entries > wanted ? 0 : 1;
}

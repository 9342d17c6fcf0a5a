/* links: gh_store gh_wire gh_verdict gh_token gh_os gh_base PkgConfig::SODIUM */
/* Measures the stores at size: look-ups at 1,000, 100,000 and 1,000,000 passes, the rate of an import, and the disk
 * space of an entry. Each stands beside the bare system call that it rests on. */
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "store/journal.h"
#include "store/replica.h"

#define LOOK_UPS 20000
#define APPENDS 2000
#define NOW (INT64_C(1790000000) * TICK_SECOND)
#define ENTRY_BYTES 512 /* about what a commit of one entry writes, beside whole pages */

static double now_ns(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double percentile_us(double *ns, size_t count, int percent)
{
    qsort(ns, count, sizeof *ns, by_value);
    return ns[count * (size_t)percent / 100] / 1000;
}

/* Ids computed from their number, in no order, so that look-ups need no list of them. */
static struct uuid id_of(uint64_t number)
{
    uint8_t random[10];
    uint64_t mixed = (number + 1) * UINT64_C(0x9e3779b97f4a7c15);
    memcpy(random, &mixed, sizeof mixed);
    memcpy(random + 8, &number, 2);
    return uuid_v7(NOW - (tick)(mixed % (uint64_t)TICK_DAY), random);
}

static struct wire_record pass_of(uint64_t number)
{
    struct wire_record record = {.type = WIRE_PASS,
                                 .pass = {.claims = {.pass_id = id_of(number),
                                                     .not_before = NOW,
                                                     .expires = NOW + TICK_DAY,
                                                     .issued_at = NOW - TICK_DAY,
                                                     .kind = PASS_PEDESTRIAN,
                                                     .uses = PASS_SINGLE_USE,
                                                     .gates = 1},
                                          .version = number + 1,
                                          .state = ROW_VALID,
                                          .unit = 1,
                                          .display_len = 256}};
    return record;
}

static int fill(struct replica *replica, uint64_t from, uint64_t until)
{
    static struct wire_record batch[REPLICA_BATCH_MAX];
    static const uint8_t root[PUBLIC_KEY_LEN];
    while (from < until) {
        size_t count = 0;
        while (from < until && count < REPLICA_BATCH_MAX)
            batch[count++] = pass_of(from++);
        if (replica_write(replica, batch, count, root, NULL) != GH_OK)
            return -1;
    }
    return 0;
}

static int bench_look_ups(struct replica *replica, uint64_t size)
{
    static double ns[LOOK_UPS];
    static struct replica_pass row;
    for (int warm = 0; warm < 2; warm++) {
        for (int i = 0; i < LOOK_UPS; i++) {
            struct uuid id = id_of((uint64_t)randombytes_random() % size);
            double start = now_ns();
            if (replica_find_pass(replica, &id, &row) != GH_OK)
                return -1;
            ns[i] = now_ns() - start;
        }
    }
    double p50 = percentile_us(ns, LOOK_UPS, 50), p99 = percentile_us(ns, LOOK_UPS, 99);
    printf("{\"bench\": \"replica_look_up_%llu\", \"p50_us\": %.2f, \"p99_us\": %.2f, \"expect_p99_us_at_most\": 20}\n",
           (unsigned long long)size, p50, p99);
    return 0;
}

static int bench_replica(const char *path, bool smoke)
{
    static const uint64_t sizes[] = {1000, 100000, 1000000};
    struct replica *replica;
    uint64_t filled = 0;
    if (replica_open(path, REPLICA_WRITE, &replica) != GH_OK)
        return -1;
    int result = 0;
    for (size_t i = 0; !result && i < (smoke ? 1 : sizeof sizes / sizeof *sizes); i++) {
        double start = now_ns();
        result = fill(replica, filled, sizes[i]);
        double seconds = (now_ns() - start) / 1e9;
        printf("{\"bench\": \"replica_import_to_%llu\", \"rows_per_s\": %.0f, \"seconds\": %.2f}\n",
               (unsigned long long)sizes[i], (double)(sizes[i] - filled) / seconds, seconds);
        filled = sizes[i];
        if (!result)
            result = bench_look_ups(replica, sizes[i]);
    }
    replica_close(replica);
    return result;
}

/* A write and an fdatasync of about as much. No journal can be faster. */
static int bare_sync(const char *path, double *ns, int count)
{
    uint8_t block[ENTRY_BYTES] = {1};
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0)
        return -1;
    int result = 0;
    for (int i = 0; i < count && !result; i++) {
        double start = now_ns();
        if (write(fd, block, sizeof block) != (ssize_t)sizeof block || fdatasync(fd) != 0)
            result = -1;
        ns[i] = now_ns() - start;
    }
    (void)close(fd);
    (void)unlink(path);
    return result;
}

static int bench_journal(const char *path, const char *peer_path, int count)
{
    static double ns[APPENDS], peer[APPENDS];
    struct journal *journal;
    if (journal_open(path, "bench", &journal) != GH_OK)
        return -1;
    int result = 0;
    for (int i = 0; i < count && !result; i++) {
        struct entry e = {.id = id_of((uint64_t)i + 5000000),
                          .at = NOW + i,
                          .clock_trusted = true,
                          .kind = ENTRY_ADMIT,
                          .pass_id = id_of((uint64_t)i),
                          .colour = VERDICT_GREEN,
                          .reason = REASON_OK,
                          .uses_up = true,
                          .pass_expires = NOW + TICK_DAY};
        double start = now_ns();
        result = journal_append(journal, &e) == GH_OK ? 0 : -1;
        ns[i] = now_ns() - start;
    }
    journal_close(journal);
    if (result || bare_sync(peer_path, peer, count))
        return -1;
    double p50 = percentile_us(ns, (size_t)count, 50), p99 = percentile_us(ns, (size_t)count, 99);
    double peer_p50 = percentile_us(peer, (size_t)count, 50);
    printf("{\"bench\": \"journal_append\", \"p50_us\": %.1f, \"p99_us\": %.1f, \"peer\": \"write and fdatasync\", "
           "\"peer_p50_us\": %.1f, \"ratio\": %.2f}\n",
           p50, p99, peer_p50, p50 / peer_p50);
    return 0;
}

int main(void)
{
    char folder[] = "/tmp/gatehouse-bench-XXXXXX", replica[64], journal[64], peer[64], command[80];
    const char *smoke = getenv("GATEHOUSE_BENCH_SMOKE");
    bool is_smoke = smoke && strcmp(smoke, "yes") == 0;
    if (sodium_init() < 0 || mkdtemp(folder) == NULL)
        return 1;
    (void)snprintf(replica, sizeof replica, "%s/replica.db", folder);
    (void)snprintf(journal, sizeof journal, "%s/journal.db", folder);
    (void)snprintf(peer, sizeof peer, "%s/peer", folder);
    int result = bench_replica(replica, is_smoke);
    if (!result)
        result = bench_journal(journal, peer, is_smoke ? 100 : APPENDS);
    (void)snprintf(command, sizeof command, "rm -rf '%s'", folder);
    return system(command) == 0 && result == 0 ? 0 : 1;
}

/* links: gh_desk PkgConfig::CMOCKA */
/* Measures a scan at a booth that has been without a network for days: its own entries are all that says who is inside,
 * and the bar counts them after each scan. The peer is the same booth before its first entry. */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "support/booth.h"
#include "support/test.h"

#define SCANS 50
#define EXPECT_TIMES 3 /* how much longer a scan may take at the end of the third day */

static double now_ms(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Returns the median time of a scan with the chores that follow it. The list of passes does not change meanwhile. */
static double scan_ms(struct booth *b)
{
    static struct wire_pass passes[SCANS];
    double times[SCANS];
    for (size_t i = 0; i < SCANS; i++) {
        passes[i] = booth_pass(b);
        booth_put(b, passes[i], "张*三");
    }
    booth_do(b, (struct desk_command){.kind = COMMAND_REFRESH});
    for (size_t i = 0; i < SCANS; i++) {
        double begun = now_ms();
        booth_scan_pass(b, &passes[i]);
        times[i] = now_ms() - begun;
    }
    qsort(times, SCANS, sizeof times[0], by_value);
    return times[SCANS / 2];
}

/* Entries of people who came in since the network went, as this booth would have written them. */
static bool live_without_network(struct booth *b, size_t entries)
{
    struct journal *j = b->desk->stores.journal;
    for (size_t i = 0; i < entries; i++) {
        struct entry e = booth_newest(b);
        randombytes_buf(e.id.b, sizeof e.id.b);
        randombytes_buf(e.pass_id.b, sizeof e.pass_id.b);
        if (journal_append(j, &e))
            return false;
    }
    return true;
}

int main(int argc, char **argv)
{
    static const size_t counts[] = {0, 1000, 9000};
    struct booth b;
    double first = 0;
    size_t entries = 0;
    bool smoke = argc > 1 && strcmp(argv[1], "--smoke") == 0, good = true;
    booth_open(&b, true);
    for (size_t i = 0; good && i < (smoke ? 2 : 3); i++) {
        good = live_without_network(&b, counts[i]);
        entries += counts[i];
        double ms = scan_ms(&b);
        first = i == 0 ? ms : first;
        (void)printf("{\"bench\": \"desk\", \"entries_not_uploaded\": %zu, \"scan_ms\": %.2f, \"times_first\": %.1f, "
                     "\"expect_at_most\": %d}\n",
                     entries, ms, ms / first, EXPECT_TIMES);
    }
    booth_close(&b);
    return good ? 0 : 1;
}

/* links: gh_ime gh_base */
/* Measures the input method at typing speed: the time from a letter to its candidates, and the memory that it uses. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "ime/ime.h"

#define ROUNDS 40

static double now_ms(void)
{
    struct timespec t;
    return clock_gettime(CLOCK_MONOTONIC, &t) == 0 ? (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6 : 0;
}

static double resident_mb(void)
{
    long pages = 0, resident = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    int read = file ? fscanf(file, "%ld %ld", &pages, &resident) : 0;
    if (file)
        (void)fclose(file);
    return read == 2 ? (double)resident * (double)sysconf(_SC_PAGESIZE) / 1e6 : 0;
}

static void wake(void *ctx)
{
    (void)ctx;
}

static void wait_for_answer(struct ime *ime)
{
    struct ime_state state;
    while (!ime_take(ime, &state))
        (void)usleep(50);
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

int main(void)
{
    static const char *const names[] = {"zhangsan", "liuyang", "ouyangxiu", "maimaiti", "wangxiaoming", "yi", "shi"};
    static double took[ROUNDS * 128];
    size_t count = 0;
    struct ime *ime = NULL;
    double before = resident_mb(), began = now_ms();
    const struct ime_options options = {
        .shared_folder = "/usr/share/rime-data", .built_folder = GATEHOUSE_IME_BUILT, .wake = wake};
    if (ime_open(&options, &ime)) {
        puts("skipped: librime or its pinyin data are not installed");
        return 77;
    }
    wait_for_answer(ime);
    double ready = now_ms() - began;
    for (int round = 0; round < ROUNDS; round++) {
        for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
            for (const char *c = names[i]; *c; c++) {
                double at = now_ms();
                ime_ask(ime, &(struct ime_ask){.kind = IME_KEY, .key = *c});
                wait_for_answer(ime);
                took[count++] = now_ms() - at;
            }
            ime_ask(ime, &(struct ime_ask){.kind = IME_CLEAR});
            wait_for_answer(ime);
        }
    }
    qsort(took, count, sizeof *took, compare);
    printf("{\"bench\": \"ime\", \"keys\": %zu, \"p50_ms\": %.2f, \"p99_ms\": %.2f, \"expect_p99_ms_at_most\": 30, "
           "\"ready_ms\": %.0f, \"memory_mb\": %.1f, \"expect_memory_mb_at_most\": 40}\n",
           count, took[count / 2], took[count * 99 / 100], ready, resident_mb() - before);
    ime_close(ime);
    return 0;
}

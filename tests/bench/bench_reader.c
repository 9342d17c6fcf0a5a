/* links: gh_hard_set gh_peers gh_codes gh_image_file */
/* Reads the hard set, and folders of photographs, with the cascade, bare ZXing and bare ZBar in one run:
 * bench_reader [--seed N] [--per-kind N] [--json FILE] [--photos DIR]... */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "codes/reader.h"
#include "hard_set.h"
#include "peers.h"
#include "read/image_file.h"

#define GROUPS (HARD_KINDS + 1)
#define FRAMES_MAX 4096

enum { CASCADE, ZXING, ZBAR, ENGINES };

static const char *const engine_names[ENGINES] = {"gatehouse", "zxing", "zbar"};

struct tally {
    int frames, read[ENGINES], wrong[ENGINES];
};

struct bench {
    struct reader *reader;
    struct peers *peers;
    struct tally groups[GROUPS], all;
    double ms[ENGINES][FRAMES_MAX];
    int timed;
    FILE *json;
};

/* Processor time, so that the comparison of the engines does not depend on what else the machine does. */
static double now_ms(void)
{
    struct timespec now;
    if (clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now) != 0)
        abort();
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static int read_one(struct bench *bench, int engine, const struct grey *picture, struct reading *out)
{
    static const struct reader_options still = {.budget_ms = 250};
    if (engine == CASCADE)
        return reader_read(bench->reader, picture, &still, out, 1);
    return engine == ZXING ? peers_zxing(bench->peers, picture, out) : peers_zbar(bench->peers, picture, out);
}

/* text NULL: any text counts as read. Empty text: none may be read. */
static void measure(struct bench *bench, struct tally *group, const struct grey *picture, const char *text)
{
    static struct reading out;
    group->frames++;
    bench->all.frames++;
    for (int engine = 0; engine < ENGINES; engine++) {
        double start = now_ms();
        int count = read_one(bench, engine, picture, &out);
        if (bench->timed < FRAMES_MAX)
            bench->ms[engine][bench->timed] = now_ms() - start;
        if (count == 0)
            continue;
        bool right = !text || (out.len == strlen(text) && memcmp(out.text, text, out.len) == 0);
        (right ? group->read : group->wrong)[engine]++;
        (right ? bench->all.read : bench->all.wrong)[engine]++;
    }
    if (bench->timed < FRAMES_MAX)
        bench->timed++;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void show_row(const char *name, const struct tally *tally)
{
    printf("%-14s %5d", name, tally->frames);
    for (int engine = 0; engine < ENGINES; engine++)
        printf("  %5d %5d", tally->read[engine], tally->wrong[engine]);
    putchar('\n');
}

/* Prints the totals, writes the JSON lines and starts afresh. */
static void report(struct bench *bench, const char *set)
{
    show_row("all", &bench->all);
    double percentiles[ENGINES][3];
    for (int engine = 0; engine < ENGINES; engine++) {
        double *ms = bench->ms[engine];
        qsort(ms, (size_t)bench->timed, sizeof(*ms), by_value);
        int last = bench->timed - 1;
        const int ranks[3] = {bench->timed / 2, bench->timed * 95 / 100, last};
        for (int i = 0; i < 3; i++)
            percentiles[engine][i] = last < 0 ? 0 : ms[ranks[i] > last ? last : ranks[i]];
    }
    const double base = percentiles[ZXING][0] > 0 ? percentiles[ZXING][0] : 1;
    for (int engine = 0; engine < ENGINES; engine++) {
        const double *p = percentiles[engine];
        int read = bench->all.read[engine], peer = bench->all.read[ZXING];
        printf("%-10s p50 %7.2f ms  p95 %7.2f ms  max %7.2f ms  p50 x zxing %5.2f  reads x zxing %5.3f\n",
               engine_names[engine], p[0], p[1], p[2], p[0] / base, peer ? (double)read / peer : 0);
        if (bench->json)
            fprintf(bench->json,
                    "{\"bench\":\"reader\",\"set\":\"%s\",\"engine\":\"%s\",\"frames\":%d,\"read\":%d,\"false\":%d,"
                    "\"p50_ms\":%.3f,\"p95_ms\":%.3f,\"max_ms\":%.3f,\"reads_to_zxing\":%.4f,\"p50_to_zxing\":%.3f}\n",
                    set, engine_names[engine], bench->all.frames, read, bench->all.wrong[engine], p[0], p[1], p[2],
                    peer ? (double)read / peer : 0, p[0] / base);
    }
    memset(bench->groups, 0, sizeof(bench->groups));
    bench->all = (struct tally){0};
    bench->timed = 0;
}

static void head(const char *set)
{
    printf("\n%s\n%-14s %5s", set, "", "n");
    for (int engine = 0; engine < ENGINES; engine++)
        printf("  %5.5s false", engine_names[engine]);
    putchar('\n');
}

/* Without memory the frame counts as missing, which the totals show. */
static void bench_hard(struct bench *bench, uint64_t seed, int per_kind)
{
    static uint8_t pixels[HARD_WIDTH * HARD_HEIGHT];
    const struct grey picture = {pixels, HARD_WIDTH, HARD_HEIGHT, HARD_WIDTH};
    char text[HARD_TEXT];
    head("hard set");
    for (int kind = 0; kind < HARD_KINDS; kind++) {
        for (int index = 0; index < per_kind; index++)
            if (hard_frame(kind, index, seed, pixels, text))
                measure(bench, &bench->groups[kind], &picture, text);
        show_row(hard_kind_name(kind), &bench->groups[kind]);
    }
    report(bench, "hard");
    head("scenes without a code");
    for (int index = 0; index < per_kind; index++)
        if (hard_frame(HARD_KINDS, index, seed, pixels, text))
            measure(bench, &bench->groups[HARD_KINDS], &picture, "");
    report(bench, "empty");
}

static void bench_photos(struct bench *bench, const char *folder)
{
    DIR *dir = opendir(folder);
    if (!dir) {
        printf("\n%s: skipped, no such folder\n", folder);
        return;
    }
    head(folder);
    for (struct dirent *entry; (entry = readdir(dir));) {
        char path[4096];
        struct image image = {0};
        int len = snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
        if (len < 0 || len >= (int)sizeof(path) || strstr(entry->d_name, ".txt") || entry->d_name[0] == '.' ||
            image_load(path, IMAGE_GREY, &image) != GH_OK)
            continue;
        const struct grey picture = {image.pixels, image.width, image.height, image.width};
        measure(bench, &bench->groups[0], &picture, NULL);
        image_free(&image);
    }
    closedir(dir);
    report(bench, folder);
}

static int usage(void)
{
    fputs("Usage: bench_reader [--seed N] [--per-kind N] [--json FILE] [--photos DIR]...\n", stderr);
    return 2;
}

int main(int argc, char **argv)
{
    static struct bench bench;
    uint64_t seed = HARD_SEED_REPORT;
    int per_kind = HARD_PER_KIND;
    if (argc % 2 == 0)
        return usage();
    for (int i = 1; i < argc; i += 2) {
        if (strcmp(argv[i], "--seed") == 0)
            seed = strtoull(argv[i + 1], NULL, 10);
        else if (strcmp(argv[i], "--per-kind") == 0)
            per_kind = atoi(argv[i + 1]);
        else if (strcmp(argv[i], "--json") == 0 && !bench.json)
            bench.json = fopen(argv[i + 1], "a");
        else if (strcmp(argv[i], "--photos") != 0)
            return usage();
    }
    bench.reader = reader_new();
    bench.peers = peers_new();
    bool ok = bench.reader && bench.peers;
    if (ok && per_kind > 0)
        bench_hard(&bench, seed, per_kind);
    for (int i = 1; ok && i < argc; i += 2)
        if (strcmp(argv[i], "--photos") == 0)
            bench_photos(&bench, argv[i + 1]);
    peers_free(bench.peers);
    reader_free(bench.reader);
    if (bench.json && fclose(bench.json) != 0)
        ok = false;
    return ok ? 0 : 1;
}

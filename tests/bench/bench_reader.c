/* links: gh_hard_set gh_peers gh_codes gh_image_file */
/* Reads the hard set, and folders of photographs, with the cascade, bare ZXing and bare ZBar in one run:
 * bench_reader [--seed N] [--from N] [--per-kind N] [--alone yes] [--json FILE] [--photos DIR]...
 * "live" is the cascade before a camera: the same picture comes again and again, with a frame's budget each time, and
 * its times are those of one frame. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "codes/pace.h"
#include "codes/reader.h"
#include "hard_set.h"
#include "peers.h"
#include "read/image_file.h"

#define GROUPS (HARD_KINDS + 1)
#define FRAMES_MAX 4096
#define LIVE_FRAMES 16 /* half a second */

enum { CASCADE, LIVE, ZXING, ZBAR, ENGINES };

static const char *const engine_names[ENGINES] = {"gatehouse", "live", "zxing", "zbar"};

struct tally {
    int frames, read[ENGINES], wrong[ENGINES];
};

struct bench {
    struct reader *reader;
    struct peers *peers;
    struct tally groups[GROUPS], all;
    double ms[ENGINES][FRAMES_MAX];
    int timed[ENGINES];
    double shown[FRAMES_MAX]; /* frames until live read a picture */
    int pictures;
    struct pace pace;          /* of live */
    bool alone;                /* without the peers */
    int by_stage[PACE_STAGES]; /* codes that the cascade read */
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

static void note_ms(struct bench *bench, int engine, double begin)
{
    if (bench->timed[engine] < FRAMES_MAX)
        bench->ms[engine][bench->timed[engine]++] = now_ms() - begin;
}

/* The camera's frames of one picture, until it is read. */
static int read_live(struct bench *bench, const struct grey *picture, struct reading *out)
{
    const struct reader_options frame = {.pace = &bench->pace};
    int count = 0, shown = 0;
    for (; count == 0 && shown < LIVE_FRAMES; shown++) {
        double begin = now_ms();
        count = reader_read(bench->reader, picture, &frame, out, 1);
        note_ms(bench, LIVE, begin);
    }
    if (bench->pictures < FRAMES_MAX)
        bench->shown[bench->pictures++] = shown;
    return count;
}

static int read_one(struct bench *bench, int engine, const struct grey *picture, struct reading *out)
{
    static const struct reader_options still = {.budget_ms = 250};
    if (engine == LIVE)
        return read_live(bench, picture, out);
    double begin = now_ms();
    int count = engine == CASCADE ? reader_read(bench->reader, picture, &still, out, 1)
                : engine == ZXING ? peers_zxing(bench->peers, picture, out)
                                  : peers_zbar(bench->peers, picture, out);
    note_ms(bench, engine, begin);
    return count;
}

/* text NULL: any text counts as read. Empty text: none may be read. */
static void measure(struct bench *bench, struct tally *group, const struct grey *picture, const char *text)
{
    static struct reading out;
    group->frames++;
    bench->all.frames++;
    for (int engine = 0; engine < (bench->alone ? ZXING : ENGINES); engine++) {
        int count = read_one(bench, engine, picture, &out);
        if (count == 0)
            continue;
        bool right = !text || (out.len == strlen(text) && memcmp(out.text, text, out.len) == 0);
        (right ? group->read : group->wrong)[engine]++;
        (right ? bench->all.read : bench->all.wrong)[engine]++;
        if (engine == CASCADE)
            bench->by_stage[out.stage < PACE_STAGES ? out.stage : 0]++;
    }
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

static double rank(double *values, int count, int percent)
{
    int at = count * percent / 100;
    qsort(values, (size_t)count, sizeof(*values), by_value);
    return count == 0 ? 0 : values[at < count ? at : count - 1];
}

static void report_engine(struct bench *bench, const char *set, int engine)
{
    double *ms = bench->ms[engine];
    int timed = bench->timed[engine], read = bench->all.read[engine], peer = bench->all.read[ZXING];
    double base = rank(bench->ms[ZXING], bench->timed[ZXING], 50);
    double p50 = rank(ms, timed, 50), p95 = rank(ms, timed, 95), most = rank(ms, timed, 100);
    double to_base = base > 0 ? p50 / base : 0, to_peer = peer ? (double)read / peer : 0;
    printf("%-10s p50 %7.2f ms  p95 %7.2f ms  max %7.2f ms  p50 x zxing %5.2f  reads x zxing %5.3f\n",
           engine_names[engine], p50, p95, most, to_base, to_peer);
    if (bench->json)
        fprintf(bench->json,
                "{\"bench\":\"reader\",\"set\":\"%s\",\"engine\":\"%s\",\"frames\":%d,\"read\":%d,\"false\":%d,"
                "\"p50_ms\":%.3f,\"p95_ms\":%.3f,\"max_ms\":%.3f,\"reads_to_zxing\":%.4f,\"p50_to_zxing\":%.3f}\n",
                set, engine_names[engine], bench->all.frames, read, bench->all.wrong[engine], p50, p95, most, to_peer,
                to_base);
}

/* What the stages took and read: the numbers behind the table in reader.c. */
static void report_stages(const struct bench *bench)
{
    printf("%-16s %8s %8s %8s %8s\n", "stage", "cascade", "tries", "reads", "ms");
    for (int i = 1; i <= bench->pace.known; i++)
        printf("%-16s %8d %8.0f %8.1f %8.2f\n", reader_stage_name(i), bench->by_stage[i],
               (double)bench->pace.stages[i].tries, (double)bench->pace.stages[i].reads,
               (double)bench->pace.stages[i].cost_ms);
}

/* Prints the totals, writes the JSON lines and starts afresh. */
static void report(struct bench *bench, const char *set)
{
    show_row("all", &bench->all);
    for (int engine = 0; engine < (bench->alone ? ZXING : ENGINES); engine++)
        report_engine(bench, set, engine);
    printf("frames shown to live: p50 %.0f  p95 %.0f\n", rank(bench->shown, bench->pictures, 50),
           rank(bench->shown, bench->pictures, 95));
    memset(bench->groups, 0, sizeof(bench->groups));
    memset(bench->timed, 0, sizeof(bench->timed));
    bench->all = (struct tally){0};
    bench->pictures = 0;
}

static void head(const char *set)
{
    printf("\n%s\n%-14s %5s", set, "", "n");
    for (int engine = 0; engine < ENGINES; engine++)
        printf("  %5.5s false", engine_names[engine]);
    putchar('\n');
}

/* Without memory the frame counts as missing, which the totals show. */
static void bench_hard(struct bench *bench, uint64_t seed, int first, int per_kind)
{
    static uint8_t pixels[HARD_WIDTH * HARD_HEIGHT];
    const struct grey picture = {pixels, HARD_WIDTH, HARD_HEIGHT, HARD_WIDTH};
    char text[HARD_TEXT];
    head("hard set");
    for (int kind = 0; kind < HARD_KINDS; kind++) {
        for (int index = first; index < first + per_kind; index++)
            if (hard_frame(kind, index, seed, pixels, text))
                measure(bench, &bench->groups[kind], &picture, text);
        show_row(hard_kind_name(kind), &bench->groups[kind]);
        fflush(stdout);
    }
    report(bench, "hard");
    report_stages(bench);
    head("scenes without a code");
    for (int index = first; index < first + per_kind; index++)
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
    fputs("Usage: bench_reader [--seed N] [--from N] [--per-kind N] [--alone yes] [--json FILE] [--photos DIR]...\n",
          stderr);
    return 2;
}

int main(int argc, char **argv)
{
    static struct bench bench;
    uint64_t seed = HARD_SEED_REPORT;
    int first = 0, per_kind = HARD_PER_KIND;
    if (argc % 2 == 0)
        return usage();
    for (int i = 1; i < argc; i += 2) {
        if (strcmp(argv[i], "--seed") == 0)
            seed = strtoull(argv[i + 1], NULL, 10);
        else if (strcmp(argv[i], "--per-kind") == 0)
            per_kind = atoi(argv[i + 1]);
        else if (strcmp(argv[i], "--from") == 0)
            first = atoi(argv[i + 1]);
        else if (strcmp(argv[i], "--alone") == 0)
            bench.alone = strcmp(argv[i + 1], "yes") == 0;
        else if (strcmp(argv[i], "--json") == 0 && !bench.json)
            bench.json = fopen(argv[i + 1], "a");
        else if (strcmp(argv[i], "--photos") != 0)
            return usage();
    }
    pace_init(&bench.pace);
    bench.reader = reader_new();
    bench.peers = peers_new();
    bool ok = bench.reader && bench.peers;
    if (ok && per_kind > 0)
        bench_hard(&bench, seed, first, per_kind);
    for (int i = 1; ok && i < argc; i += 2)
        if (strcmp(argv[i], "--photos") == 0)
            bench_photos(&bench, argv[i + 1]);
    peers_free(bench.peers);
    reader_free(bench.reader);
    if (bench.json && fclose(bench.json) != 0)
        ok = false;
    return ok ? 0 : 1;
}

/* How many plates are read exactly, one answer a picture, in folders of labelled pictures: as they are, and spoilt.
 * Its peer in the same run is its own first pass without detection network and second look. */
/* links: gh_plates gh_image_file gh_people gh_picture_spoil m */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "plates/plate_reader.h"
#include "read/image_file.h"
#include "support/picture_spoil.h"

#define LABEL_LINE 256

struct tally {
    int count, right, quick_right;
    double *ms, *quick_ms;
};

struct bench {
    struct plate_reader *reader;
    struct plate_reading *readings;
    bool wrong_ones; /* list them */
    bool alone;      /* without the peer: for a count of instructions */
};

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static double percentile(double *values, int count, double share)
{
    if (count == 0)
        return 0;
    qsort(values, (size_t)count, sizeof *values, by_value);
    return values[(int)(share * (count - 1))];
}

/* The first answer; empty for none. */
static double read_one(struct bench *b, const struct image *image, bool quick, char text[static PLATE_TEXT_SIZE],
                       double *confidence)
{
    const struct colour_picture picture = {image->pixels, image->width, image->height, 3 * image->width};
    const struct plate_reader_options options = {.quick = quick};
    struct timespec start, end;
    timespec_get(&start, TIME_UTC);
    int count = plate_reader_read(b->reader, &picture, &options, b->readings, PLATE_READINGS_MAX);
    timespec_get(&end, TIME_UTC);
    snprintf(text, PLATE_TEXT_SIZE, "%s", count > 0 ? b->readings[0].plate.text : "");
    *confidence = count > 0 ? b->readings[0].confidence : 0;
    return (double)(end.tv_sec - start.tv_sec) * 1e3 + (double)(end.tv_nsec - start.tv_nsec) / 1e6;
}

static void measure(struct bench *b, struct tally *t, const struct image *image, const char *name, const char *label)
{
    char text[PLATE_TEXT_SIZE];
    double confidence;
    if (!b->alone) {
        t->quick_ms[t->count] = read_one(b, image, true, text, &confidence);
        t->quick_right += strcmp(text, label) == 0;
    }
    t->ms[t->count] = read_one(b, image, false, text, &confidence);
    t->right += strcmp(text, label) == 0;
    t->count++;
    if (b->wrong_ones && strcmp(text, label) != 0)
        printf("  %s is %s, read as %s (%.3f)\n", name, label, text[0] ? text : "nothing", confidence);
}

static bool run(struct bench *b, const char *folder, enum spoil spoil, struct tally *t, int most)
{
    char path[4096], line[LABEL_LINE];
    snprintf(path, sizeof path, "%s/labels.tsv", folder);
    FILE *labels = fopen(path, "r");
    if (!labels) {
        printf("%s: skipped, no labels.tsv there\n", folder);
        return false;
    }
    while (t->count < most && fgets(line, sizeof line, labels)) {
        char *tab = strchr(line, '\t');
        struct image image = {0};
        if (!tab)
            continue;
        *tab = '\0';
        tab[1 + strcspn(tab + 1, "\t\r\n")] = '\0';
        snprintf(path, sizeof path, "%s/%s", folder, line);
        enum gh_status status = image_load(path, IMAGE_COLOUR, &image);
        if (status) {
            printf("  %s: %s\n", line, gh_status_name(status));
            t->ms[t->count] = t->quick_ms[t->count] = 0;
            t->count++;
            continue;
        }
        picture_spoil(image.pixels, image.width, image.height, spoil, (uint64_t)t->count + 1);
        measure(b, t, &image, line, tab + 1);
        image_free(&image);
    }
    fclose(labels);
    return t->count > 0;
}

static void report(const char *folder, enum spoil spoil, struct tally *t)
{
    double p50 = percentile(t->ms, t->count, 0.5), p95 = percentile(t->ms, t->count, 0.95);
    double quick = percentile(t->quick_ms, t->count, 0.5);
    printf("{\"bench\": \"plates\", \"folder\": \"%s\", \"spoilt\": \"%s\", \"count\": %d, \"exact_percent\": %.1f, "
           "\"first_pass_percent\": %.1f, \"ms_p50\": %.1f, \"ms_p95\": %.1f, \"ratio_to_first_pass\": %.2f}\n",
           folder, spoil_name(spoil), t->count, 100.0 * t->right / t->count, 100.0 * t->quick_right / t->count, p50,
           p95, quick > 0 ? p50 / quick : 0);
    fflush(stdout);
}

int main(int argc, char **argv)
{
    char message[PLATE_READER_MESSAGE_MAX];
    struct bench b = {0};
    bool smoke = getenv("GATEHOUSE_BENCH_SMOKE") && strcmp(getenv("GATEHOUSE_BENCH_SMOKE"), "yes") == 0, ok = true;
    int first = 2, only = -1, most = smoke ? 5 : 100000;
    for (; first < argc && strncmp(argv[first], "--", 2) == 0; first++) {
        if (strcmp(argv[first], "--wrong") == 0)
            b.wrong_ones = true;
        if (strcmp(argv[first], "--alone") == 0)
            b.alone = true;
        for (int s = 0; s < SPOIL_KINDS; s++)
            if (strcmp(argv[first] + 2, spoil_name((enum spoil)s)) == 0)
                only = s;
    }
    if (argc <= first) {
        fputs("Usage: bench_plates MODELS [--wrong] [--alone] [--as-is|--dark|--motion|--turned] FOLDER...\n", stderr);
        return 2;
    }
    enum gh_status status = plate_reader_new(argv[1], &b.reader, message);
    if (status) {
        printf("bench_plates: skipped: %s\n", message);
        return 77;
    }
    b.readings = calloc(PLATE_READINGS_MAX, sizeof *b.readings);
    struct tally t = {.ms = calloc((size_t)most, sizeof(double)), .quick_ms = calloc((size_t)most, sizeof(double))};
    ok = b.readings && t.ms && t.quick_ms;
    for (int i = first; ok && i < argc; i++)
        for (int s = 0; s < SPOIL_KINDS; s++) {
            t.count = t.right = t.quick_right = 0;
            if ((only < 0 || only == s) && run(&b, argv[i], (enum spoil)s, &t, most))
                report(argv[i], (enum spoil)s, &t);
        }
    free(t.ms);
    free(t.quick_ms);
    free(b.readings);
    plate_reader_free(b.reader);
    return ok ? 0 : 1;
}

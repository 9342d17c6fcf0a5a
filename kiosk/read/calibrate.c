#include "read/calibrate.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plates/plate_match.h"
#include "read/image_file.h"

#define LIST_SIZE 5000
#define PICTURES_MAX 20000
#define STRANGERS_MAX 0.002 /* share of the plates not on the list that may match for certain */

/* One picture, matched against a list with its plate and against one without. */
struct trial {
    double gap, margin; /* with; gap INFINITY: nothing was read, or nothing that may be certain at any gap */
    bool right;         /* the best of the list is its plate */
    double without_gap, without_margin;
};

struct trials {
    struct trial *all;
    size_t count;
};

/* ---- A list ---- */

static uint64_t next_random(uint64_t *state)
{
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return (*state * UINT64_C(0x2545f4914f6cdd1d)) >> 33;
}

/* Makes a plate that is close to another one: most cars at a gate are from the same town, and some differ in one
 * character. */
static void neighbour(const char *plate, uint64_t *state, char out[static PLATE_TEXT_SIZE])
{
    static const char serial[] = "0123456789012345678901234567890123456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    size_t len = strlen(plate);
    memcpy(out, plate, len + 1);
    unsigned changes = next_random(state) % 3 == 0 ? 1 + (unsigned)(next_random(state) % 2) : 5;
    for (unsigned i = 0; i < changes && len > 4; i++) {
        size_t at = len - 1 - next_random(state) % 5;
        if (at >= 4 && (unsigned char)out[at] < 0x80)
            out[at] = serial[next_random(state) % (sizeof serial - 1)];
    }
}

static struct plate_list *list_of(char (*labels)[PLATE_TEXT_SIZE], size_t count, const char *but)
{
    struct plate_list *list = plate_list_new();
    uint64_t state = 20260901;
    for (size_t i = 0; list && count > 0 && i < 20 * LIST_SIZE && plate_list_count(list) < LIST_SIZE; i++) {
        char text[PLATE_TEXT_SIZE];
        if (i < count)
            memcpy(text, labels[i], sizeof text);
        else
            neighbour(labels[next_random(&state) % count], &state, text);
        if (strcmp(text, but) != 0 && plate_list_add(list, text) == GH_NO_MEMORY)
            break;
    }
    return list;
}

/* ---- Trials ---- */

/* Labels of a folder's pictures, and their paths. */
struct labelled {
    char (*plates)[PLATE_TEXT_SIZE];
    char (*paths)[512];
    size_t count;
};

static void read_labels(const char *folder, struct labelled *out)
{
    char path[512], line[256];
    snprintf(path, sizeof path, "%s/labels.tsv", folder);
    FILE *file = fopen(path, "r");
    if (!file) {
        fprintf(stderr, "gatehouse-read: %s can't be read\n", path);
        return;
    }
    while (out->count < PICTURES_MAX && fgets(line, sizeof line, file)) {
        char *tab = strchr(line, '\t');
        struct plate plate;
        if (!tab)
            continue;
        *tab = '\0';
        tab[1 + strcspn(tab + 1, "\t\r\n")] = '\0';
        if (plate_parse(bytes_of_string(tab + 1), &plate) != PLATE_OK ||
            snprintf(out->paths[out->count], sizeof *out->paths, "%s/%s", folder, line) >= (int)sizeof *out->paths)
            continue;
        memcpy(out->plates[out->count++], plate.text, sizeof plate.text);
    }
    fclose(file);
}

static bool try_one(struct plate_reader *reader, const struct labelled *l, size_t i, struct plate_list *with,
                    struct plate_reading *reading, struct trial *out)
{
    const struct plate_thresholds any = {.certain_gap = INFINITY,
                                         .certain_margin = -INFINITY,
                                         .probable_gap = INFINITY,
                                         .certain_confidence = plate_thresholds_standard.certain_confidence};
    struct image image = {0};
    struct plate_match match;
    *out = (struct trial){.gap = INFINITY, .without_gap = INFINITY};
    if (image_load(l->paths[i], IMAGE_COLOUR, &image))
        return false;
    const struct colour_picture picture = {image.pixels, image.width, image.height, 3 * image.width};
    int count = plate_reader_read(reader, &picture, NULL, reading, 1);
    image_free(&image);
    struct plate_list *without = count > 0 ? list_of(l->plates, l->count, l->plates[i]) : NULL;
    if (!without)
        return count == 0;
    plate_match(with, &reading->views, &reading->word, &any, &match);
    out->gap = match.certainty == PLATE_CERTAIN ? match.gap : INFINITY;
    out->margin = match.margin;
    out->right = strcmp(match.plate.text, l->plates[i]) == 0;
    plate_match(without, &reading->views, &reading->word, &any, &match);
    out->without_gap = match.certainty == PLATE_CERTAIN ? match.gap : INFINITY;
    out->without_margin = match.margin;
    plate_list_free(without);
    return true;
}

/* ---- Thresholds ---- */

struct worth {
    size_t right, wrong, strangers;
};

static struct worth worth_of(const struct trials *t, double gap, double margin)
{
    struct worth w = {0};
    for (size_t i = 0; i < t->count; i++) {
        const struct trial *trial = &t->all[i];
        if (trial->gap <= gap && trial->margin >= margin)
            *(trial->right ? &w.right : &w.wrong) += 1;
        if (trial->without_gap <= gap && trial->without_margin >= margin)
            w.strangers++;
    }
    return w;
}

static void report(const struct trials *t)
{
    double best_gap = 0, best_margin = 0;
    struct worth best = {0};
    for (int g = 1; g <= 32; g++)
        for (int m = 1; m <= 16; m++) {
            double gap = 0.5 * g, margin = 0.5 * m;
            struct worth w = worth_of(t, gap, margin);
            if ((double)(w.strangers + w.wrong) > STRANGERS_MAX * (double)t->count || w.right < best.right)
                continue;
            if (w.right == best.right && margin <= best_margin)
                continue; /* equally good: keep the more careful one */
            best = w;
            best_gap = gap;
            best_margin = margin;
        }
    double all = (double)t->count;
    printf(
        "{\"pictures\": %zu, \"list\": %d, \"certain_gap\": %.1f, \"certain_margin\": %.1f, \"right_percent\": %.2f, "
        "\"wrong_percent\": %.2f, \"strangers_percent\": %.2f}\n",
        t->count, LIST_SIZE, best_gap, best_margin, 100 * (double)best.right / all, 100 * (double)best.wrong / all,
        100 * (double)best.strangers / all);
    struct worth now = worth_of(t, plate_thresholds_standard.certain_gap, plate_thresholds_standard.certain_margin);
    printf("{\"standard\": true, \"right_percent\": %.2f, \"wrong_percent\": %.2f, \"strangers_percent\": %.2f}\n",
           100 * (double)now.right / all, 100 * (double)now.wrong / all, 100 * (double)now.strangers / all);
}

bool calibrate(struct plate_reader *reader, char **folders, int count)
{
    struct labelled l = {calloc(PICTURES_MAX, sizeof *l.plates), calloc(PICTURES_MAX, sizeof *l.paths), 0};
    struct trials t = {calloc(PICTURES_MAX, sizeof *t.all), 0};
    struct plate_reading *reading = malloc(sizeof *reading);
    bool ok = l.plates && l.paths && t.all && reading;
    for (int i = 0; ok && i < count; i++)
        read_labels(folders[i], &l);
    struct plate_list *with = ok ? list_of(l.plates, l.count, "") : NULL;
    ok = with && l.count > 0;
    for (size_t i = 0; ok && i < l.count; i++)
        t.count += try_one(reader, &l, i, with, reading, &t.all[t.count]);
    ok = ok && t.count > 0;
    if (ok)
        report(&t);
    plate_list_free(with);
    free(reading);
    free(t.all);
    free(l.plates);
    free(l.paths);
    return ok;
}

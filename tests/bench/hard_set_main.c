/* Writes the hard set as PNG files with the text of each beside it (.txt): hard_set [--seed N] [--per-kind N] DIR */
#include <inttypes.h>
#include <png.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hard_set.h"

static bool write_png(const char *path, const uint8_t *pixels)
{
    png_image png = {.version = PNG_IMAGE_VERSION,
                     .width = HARD_WIDTH,
                     .height = HARD_HEIGHT,
                     .format = PNG_FORMAT_GRAY,
                     .flags = PNG_IMAGE_FLAG_FAST};
    return png_image_write_to_file(&png, path, 0, pixels, HARD_WIDTH, NULL);
}

static bool write_text(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    if (!file)
        return false;
    bool ok = fputs(text, file) >= 0;
    return fclose(file) == 0 && ok;
}

static bool write_frame(const char *folder, int kind, int index, uint64_t seed)
{
    static uint8_t pixels[HARD_WIDTH * HARD_HEIGHT];
    char text[HARD_TEXT], path[4096];
    int len = snprintf(path, sizeof(path) - 4, "%s/%s-%02d.", folder, hard_kind_name(kind), index);
    if (len < 0 || len >= (int)sizeof(path) - 4 || !hard_frame(kind, index, seed, pixels, text))
        return false;
    memcpy(path + len, "png", 4);
    bool ok = write_png(path, pixels);
    memcpy(path + len, "txt", 4);
    return ok && write_text(path, text);
}

int main(int argc, char **argv)
{
    uint64_t seed = HARD_SEED_REPORT;
    int per_kind = HARD_PER_KIND, i = 1;
    for (; i + 1 < argc; i += 2) {
        if (strcmp(argv[i], "--seed") == 0)
            seed = strtoull(argv[i + 1], NULL, 10);
        else if (strcmp(argv[i], "--per-kind") == 0)
            per_kind = atoi(argv[i + 1]);
        else
            break;
    }
    if (i + 1 != argc || per_kind < 1 || per_kind > 99) {
        fputs("Usage: hard_set [--seed N] [--per-kind 1..99] DIR\n", stderr);
        return 2;
    }
    for (int kind = 0; kind < HARD_KINDS; kind++)
        for (int index = 0; index < per_kind; index++)
            if (!write_frame(argv[i], kind, index, seed)) {
                fprintf(stderr, "hard_set: can't write %s %d into %s\n", hard_kind_name(kind), index, argv[i]);
                return 1;
            }
    return 0;
}

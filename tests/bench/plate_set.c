/* Writes a folder of rendered plates, laid into pictures in perspective, with their labels.tsv: plates whose texts are
 * known without a person, for benches, for calibration, and for kinds that no collection of photographs has. */
#include <dirent.h>
#include <png.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "read/image_file.h"
#include "support/picture_spoil.h"
#include "support/plate_render.h"

#define SIDE_W 960
#define SIDE_H 600
#define BACKGROUNDS_MAX 64

static const char usage[] =
    "Usage: plate_set OUT COUNT SEED [--new-energy] [--spoil] [--backgrounds FOLDER]\n"
    "Writes COUNT pictures and labels.tsv into the folder OUT. --spoil: a quarter each as it is,\n"
    "dark, blurred by motion, and turned. --backgrounds: JPEG photographs to lay the plates into.\n";

struct backgrounds {
    struct image pictures[BACKGROUNDS_MAX];
    int count;
};

static void load(struct backgrounds *b, const char *folder)
{
    DIR *dir = opendir(folder);
    for (struct dirent *e; dir && b->count < BACKGROUNDS_MAX && (e = readdir(dir));) {
        char path[4096];
        snprintf(path, sizeof path, "%s/%s", folder, e->d_name);
        if (strstr(e->d_name, ".jpg") && image_load(path, IMAGE_COLOUR, &b->pictures[b->count]) == GH_OK)
            b->count++;
    }
    if (dir)
        closedir(dir);
}

/* Scales the background to fill the picture and mirrors it, so that its own plate can't be read. Without a background
 * it draws soft spots of light. */
static void paint(const struct backgrounds *b, uint64_t *state, uint8_t *out)
{
    const struct image *from = b->count > 0 ? &b->pictures[spoil_random(state) % (uint64_t)b->count] : NULL;
    int base = (int)(spoil_random(state) % 128) + 32;
    for (int y = 0; y < SIDE_H; y++)
        for (int x = 0; x < SIDE_W; x++)
            for (int c = 0; c < 3; c++) {
                size_t to = 3 * ((size_t)y * SIDE_W + (size_t)x) + (size_t)c;
                if (from)
                    out[to] = from->pixels[3 * ((size_t)(y * from->height / SIDE_H) * (size_t)from->width +
                                                (size_t)((SIDE_W - 1 - x) * from->width / SIDE_W)) +
                                           (size_t)c];
                else
                    out[to] =
                        (uint8_t)(base + (x / 60 * 7 + y / 50 * 13 + c * 5) % 64 + (int)(spoil_random(state) % 9));
            }
}

/* Width in pixels, as a camera at a gate shows a plate. Plates that will be spoilt also come from a distance at which
 * they are hard to read. */
static int size_of(uint64_t *state, bool spoil)
{
    return (spoil ? 60 : 90) + (int)(spoil_random(state) % (spoil ? 100 : 130));
}

static bool write_png(const char *path, const uint8_t *pixels)
{
    png_image png = {.version = PNG_IMAGE_VERSION,
                     .width = SIDE_W,
                     .height = SIDE_H,
                     .format = PNG_FORMAT_BGR,
                     .flags = PNG_IMAGE_FLAG_FAST};
    return png_image_write_to_file(&png, path, 0, pixels, 0, NULL);
}

int main(int argc, char **argv)
{
    static uint8_t plate[3 * PLATE_RENDER_WIDTH * PLATE_RENDER_HEIGHT], picture[3 * SIDE_W * SIDE_H];
    static struct backgrounds backgrounds;
    bool new_energy = false, spoil = false;
    if (argc < 4) {
        fputs(usage, stderr);
        return 2;
    }
    for (int i = 4; i < argc; i++) {
        if (strcmp(argv[i], "--new-energy") == 0)
            new_energy = true;
        else if (strcmp(argv[i], "--spoil") == 0)
            spoil = true;
        else if (strcmp(argv[i], "--backgrounds") == 0 && i + 1 < argc)
            load(&backgrounds, argv[++i]);
    }
    struct plate_renderer *renderer = plate_renderer_new();
    if (!renderer) {
        puts("plate_set: skipped: the typeface is not installed (fonts-noto-cjk)");
        return 77;
    }
    char path[4096];
    mkdir(argv[1], 0777);
    snprintf(path, sizeof path, "%s/labels.tsv", argv[1]);
    FILE *labels = fopen(path, "w");
    uint64_t state = strtoull(argv[3], NULL, 10) * 2 + 1;
    bool ok = labels != NULL;
    for (int i = 0; ok && i < atoi(argv[2]); i++) {
        char text[PLATE_TEXT_SIZE];
        int width;
        plate_by_chance(&state, new_energy || spoil_random(&state) % 4 == 0, text);
        paint(&backgrounds, &state, picture);
        ok = plate_render(renderer, text, spoil_random(&state) % 6 == 0 && !new_energy, plate, &width);
        plate_lay(plate, width, PLATE_RENDER_HEIGHT, picture, SIDE_W, SIDE_H, size_of(&state, spoil),
                  spoil_random(&state));
        if (spoil)
            picture_spoil(picture, SIDE_W, SIDE_H, (enum spoil)(i % SPOIL_KINDS), (uint64_t)i);
        snprintf(path, sizeof path, "%s/%04d.png", argv[1], i);
        ok = ok && write_png(path, picture) && fprintf(labels, "%04d.png\t%s\n", i, text) > 0;
    }
    ok = labels && fclose(labels) == 0 && ok;
    plate_renderer_free(renderer);
    for (int i = 0; i < backgrounds.count; i++)
        image_free(&backgrounds.pictures[i]);
    return ok ? 0 : 1;
}

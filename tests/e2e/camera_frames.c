/* Writes pictures as a camera would have seen them: each fitted into 1280x720 and held for a while, as raw I420 frames
 * on standard output.
 *
 * camera_frames FPS HOLD-MS PICTURE...     "-N" in place of a picture is N milliseconds of an empty grey view */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "read/image_file.h"

#define WIDTH 1280
#define HEIGHT 720
#define GREY 96

static uint8_t luma[WIDTH * HEIGHT];

/* Uses the nearest neighbour to enlarge and a box average to shrink, since a camera neither invents nor skips. */
static uint8_t sample(const struct image *image, double x, double y, double step)
{
    int x0 = (int)x, y0 = (int)y, n = step > 1 ? (int)(step + 0.5) : 1;
    unsigned sum = 0, count = 0;
    for (int dy = 0; dy < n; dy++) {
        for (int dx = 0; dx < n; dx++) {
            int px = x0 + dx < image->width ? x0 + dx : image->width - 1;
            int py = y0 + dy < image->height ? y0 + dy : image->height - 1;
            sum += image->pixels[py * image->width + px];
            count++;
        }
    }
    return (uint8_t)(sum / count);
}

static void fit(const struct image *image)
{
    double step = (double)image->width / WIDTH;
    if ((double)image->height / HEIGHT > step)
        step = (double)image->height / HEIGHT;
    /* Enlarges a small picture at most four times: nobody holds a code nearer than the lens can see. */
    if (step < 0.25)
        step = 0.25;
    int width = (int)(image->width / step), height = (int)(image->height / step);
    int left = (WIDTH - width) / 2, top = (HEIGHT - height) / 2;
    memset(luma, GREY, sizeof luma);
    for (int y = 0; y < height && y < HEIGHT; y++) {
        for (int x = 0; x < width && x < WIDTH; x++)
            luma[(top + y) * WIDTH + left + x] = sample(image, x * step, y * step, step);
    }
}

static int put(int frames)
{
    static uint8_t chroma[WIDTH * HEIGHT / 2];
    memset(chroma, 128, sizeof chroma);
    for (int i = 0; i < frames; i++) {
        if (fwrite(luma, sizeof luma, 1, stdout) != 1 || fwrite(chroma, sizeof chroma, 1, stdout) != 1)
            return -1;
    }
    return 0;
}

int main(int argc, char **argv)
{
    int fps = argc > 3 ? atoi(argv[1]) : 0, hold = argc > 3 ? atoi(argv[2]) : 0;
    if (fps <= 0 || hold <= 0) {
        (void)fprintf(stderr, "usage: camera_frames FPS HOLD-MS PICTURE...\n");
        return 2;
    }
    for (int i = 3; i < argc; i++) {
        int ms = hold;
        if (argv[i][0] == '-') {
            memset(luma, GREY, sizeof luma);
            ms = atoi(argv[i] + 1);
        } else {
            struct image image;
            if (image_load(argv[i], IMAGE_GREY, &image) != GH_OK) {
                (void)fprintf(stderr, "camera_frames: can't read %s\n", argv[i]);
                return 1;
            }
            fit(&image);
            image_free(&image);
        }
        if (put(ms * fps / 1000) != 0)
            return 1;
    }
    return fflush(stdout) == 0 ? 0 : 1;
}

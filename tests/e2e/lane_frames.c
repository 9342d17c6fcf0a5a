/* lane_frames PLATE...: what the camera of a vehicle lane sees, as raw frames of blue, green, red on stdout: an empty
 * road, then each car rolling up, waiting, and gone. A plate with "-" before it is hard to read: its 4 looks more like
 * a 1. 77 where the typeface is not installed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/picture_spoil.h"
#include "support/plate_render.h"

#define WIDTH 960
#define HEIGHT 600
#define RATE 10 /* frames a second */
#define LANE_EMPTY_MS 6000
#define LANE_ROLLS_MS 1500
#define LANE_WAITS_MS 5000
#define LANE_GONE_MS 4000
#define SMEAR_SHARE 36 /* per cent of the plate that is meant */

static uint8_t plate[3 * PLATE_RENDER_WIDTH * PLATE_RENDER_HEIGHT], road[3 * WIDTH * HEIGHT], frame[3 * WIDTH * HEIGHT];

static void paint_road(void)
{
    uint64_t state = 11;
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++)
            memset(road + 3 * ((size_t)y * WIDTH + (size_t)x), 70 + y / 12 + (int)(spoil_random(&state) % 12), 3);
}

static int put_frame(int plate_width, int size, uint64_t seed)
{
    memcpy(frame, road, sizeof frame);
    if (size > 0)
        plate_lay(plate, plate_width, PLATE_RENDER_HEIGHT, frame, WIDTH, HEIGHT, size, seed);
    return fwrite(frame, sizeof frame, 1, stdout) == 1;
}

/* Rain and a plate painted over by hand: between two plates, nearer to the one that is not expected. */
static bool smear(struct plate_renderer *renderer, const char *text, uint8_t *under, int *width)
{
    char other[PLATE_TEXT_SIZE];
    snprintf(other, sizeof other, "%s", text);
    char *digit = strchr(other, '4');
    if (!digit)
        return false;
    *digit = '1';
    if (!plate_render(renderer, other, false, under, width))
        return false;
    for (size_t i = 0; i < sizeof plate; i++)
        plate[i] = (uint8_t)((plate[i] * SMEAR_SHARE + under[i] * (100 - SMEAR_SHARE)) / 100);
    return true;
}

static int show_car(struct plate_renderer *renderer, const char *text, uint64_t seed)
{
    int width, ok = 1;
    bool dirty = text[0] == '-';
    if (!plate_render(renderer, text + dirty, false, plate, &width))
        return 0;
    if (dirty && !smear(renderer, text + 1, frame, &width))
        return 0;
    for (int i = 0; ok && i < LANE_ROLLS_MS * RATE / 1000; i++)
        ok = put_frame(width, 60 + 8 * i, seed);
    for (int i = 0; ok && i < LANE_WAITS_MS * RATE / 1000; i++)
        ok = put_frame(width, 180, seed);
    for (int i = 0; ok && i < LANE_GONE_MS * RATE / 1000; i++)
        ok = put_frame(width, 0, 0);
    return ok;
}

int main(int argc, char **argv)
{
    struct plate_renderer *renderer = plate_renderer_new();
    if (!renderer)
        return 77;
    int ok = 1;
    paint_road();
    for (int i = 0; ok && i < LANE_EMPTY_MS * RATE / 1000; i++)
        ok = put_frame(0, 0, 0);
    for (int i = 1; ok && i < argc; i++)
        ok = show_car(renderer, argv[i], 3 + (uint64_t)i);
    plate_renderer_free(renderer);
    return ok ? 0 : 1;
}

/* The camera's picture. It is cropped, scaled and coloured from I420 into a texture of the size on screen, so that
 * the renderer only copies it. */
#include <stdlib.h>

#include "capture/frame.h"
#include "ui/panel.h"
#include "ui/record.h"
#include "ui/shapes.h"

#define WIDTH_MAX 4096

/* BT.601, studio range, with 6 bits of fraction. Everything fits into 16 bits, so the compiler can compute eight
 * pixels at once. */
#define Y_GAIN 75
#define V_TO_R 102
#define U_TO_G 25
#define V_TO_G 52
#define U_TO_B 128
#define Y_WHITE 235 /* white in studio range; more would overflow */

/* The part of the frame that fills a picture of w x h without changing its shape. */
struct crop {
    int x, y, w, h;
};

static struct crop crop_of(const struct frame *frame, int w, int h)
{
    struct crop c = {0, 0, frame->width, frame->height};
    if ((int64_t)frame->width * h > (int64_t)frame->height * w) {
        c.w = (int)((int64_t)frame->height * w / h);
        c.x = (frame->width - c.w) / 2;
    } else {
        c.h = (int)((int64_t)frame->width * h / w);
        c.y = (frame->height - c.h) / 2;
    }
    return c;
}

/* One line of the picture: its samples, picked from the frame, side by side. */
struct line {
    uint8_t y[WIDTH_MAX], u[WIDTH_MAX], v[WIDTH_MAX];
    uint16_t column[WIDTH_MAX]; /* the frame's column for each of the picture */
};

static void pick(const struct frame *frame, int sy, struct line *line, int w)
{
    const uint8_t *y = frame->y + (size_t)sy * (size_t)frame->stride_y;
    const uint8_t *u = frame->u + (size_t)(sy / 2) * (size_t)frame->stride_uv;
    const uint8_t *v = frame->v + (size_t)(sy / 2) * (size_t)frame->stride_uv;
    for (int x = 0; x < w; x++) {
        int sx = line->column[x];
        line->y[x] = y[sx];
        line->u[x] = u[sx / 2];
        line->v[x] = v[sx / 2];
    }
}

static int16_t clamp(int16_t value)
{
    int16_t v = (int16_t)(value >> 6);
    v = (int16_t)(v < 0 ? 0 : v);
    return (int16_t)(v > 255 ? 255 : v);
}

static void colour(const struct line *line, int w, uint32_t *restrict out)
{
    for (int x = 0; x < w; x++) {
        uint8_t y = line->y[x] < Y_WHITE ? line->y[x] : Y_WHITE;
        int16_t base = (int16_t)((y - 16) * Y_GAIN + 32);
        int16_t u = (int16_t)(line->u[x] - 128), v = (int16_t)(line->v[x] - 128);
        int16_t r = clamp((int16_t)(base + V_TO_R * v));
        int16_t g = clamp((int16_t)(base - U_TO_G * u - V_TO_G * v));
        int16_t b = clamp((int16_t)(base + U_TO_B * u));
        out[x] = 0xFF000000u | (uint32_t)r << 16 | (uint32_t)g << 8 | (uint32_t)b;
    }
}

static bool fill_texture(struct ui *ui, const struct frame *frame, bool mirror)
{
    int w = ui->camera_w, h = ui->camera_h, pitch = 0;
    void *pixels = NULL;
    if (SDL_LockTexture(ui->camera, NULL, &pixels, &pitch) != 0)
        return false;
    struct line line;
    struct crop crop = crop_of(frame, w, h);
    for (int x = 0; x < w; x++) {
        int at = crop.x + (int)((int64_t)x * crop.w / w);
        line.column[mirror ? w - 1 - x : x] = (uint16_t)at;
    }
    for (int y = 0; y < h; y++) {
        int sy = crop.y + (int)((int64_t)y * crop.h / h);
        pick(frame, sy, &line, w);
        colour(&line, w, (uint32_t *)(void *)((uint8_t *)pixels + (size_t)y * (size_t)pitch));
    }
    SDL_UnlockTexture(ui->camera);
    ui->camera_sequence = frame->sequence;
    ui->camera_mirror = mirror;
    return true;
}

static bool texture_of_size(struct ui *ui, int w, int h)
{
    if (ui->camera != NULL && ui->camera_w == w && ui->camera_h == h)
        return true;
    if (ui->camera != NULL)
        SDL_DestroyTexture(ui->camera);
    ui->camera = SDL_CreateTexture(ui->renderer, SDL_PIXELFORMAT_ARGB8888, SDL_TEXTUREACCESS_STREAMING, w, h);
    ui->camera_w = w;
    ui->camera_h = h;
    ui->camera_sequence = 0;
    if (ui->camera != NULL)
        SDL_SetTextureBlendMode(ui->camera, SDL_BLENDMODE_NONE);
    return ui->camera != NULL;
}

void ui_camera(struct ui *ui, struct ui_rect r, const struct frame *frame, bool mirror, int radius)
{
    SDL_Rect px = ui_pixels(ui, r);
    bool fits = frame != NULL && px.w > 0 && px.h > 0 && px.w <= WIDTH_MAX && texture_of_size(ui, px.w, px.h);
    if (fits && (frame->sequence != ui->camera_sequence || mirror != ui->camera_mirror))
        fits = fill_texture(ui, frame, mirror);
    if (!fits) {
        ui_fill(ui, r, THEME_CAMERA_DARK, radius);
        return;
    }
    SDL_RenderCopy(ui->renderer, ui->camera, NULL, &px);
    if (radius > 0)
        ui_round_off(ui, r, ui->base, radius);
    ui_put_camera_ground(ui, r);
}

/* The camera's picture: cropped, scaled and coloured straight from I420 into a texture of the size on screen, so that
 * the renderer only copies it. */
#include <stdlib.h>

#include "capture/frame.h"
#include "ui/ui_internal.h"

#define WIDTH_MAX 4096

/* BT.601, studio range, 16 bits of fraction. */
#define Y_GAIN 76309
#define V_TO_R 104597
#define U_TO_G 25675
#define V_TO_G 53279
#define U_TO_B 132201

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

static uint32_t clamp(int value)
{
    return value < 0 ? 0 : value > 255 << 16 ? 255 : (uint32_t)value >> 16;
}

static uint32_t colour(int y, int u, int v)
{
    int base = (y - 16) * Y_GAIN + 32768;
    u -= 128;
    v -= 128;
    return 0xFF000000u | clamp(base + V_TO_R * v) << 16 | clamp(base - U_TO_G * u - V_TO_G * v) << 8 |
           clamp(base + U_TO_B * u);
}

static void convert_row(const struct frame *frame, int sy, const uint16_t *columns, int w, uint32_t *out)
{
    const uint8_t *y = frame->y + (size_t)sy * (size_t)frame->stride_y;
    const uint8_t *u = frame->u + (size_t)(sy / 2) * (size_t)frame->stride_uv;
    const uint8_t *v = frame->v + (size_t)(sy / 2) * (size_t)frame->stride_uv;
    for (int x = 0; x < w; x++) {
        int sx = columns[x];
        out[x] = colour(y[sx], u[sx / 2], v[sx / 2]);
    }
}

static bool fill_texture(struct ui *ui, const struct frame *frame, bool mirror)
{
    int w = ui->camera_w, h = ui->camera_h, pitch = 0;
    void *pixels = NULL;
    if (SDL_LockTexture(ui->camera, NULL, &pixels, &pitch) != 0) {
        return false;
    }
    uint16_t columns[WIDTH_MAX];
    struct crop crop = crop_of(frame, w, h);
    for (int x = 0; x < w; x++) {
        int at = crop.x + (int)((int64_t)x * crop.w / w);
        columns[mirror ? w - 1 - x : x] = (uint16_t)at;
    }
    for (int y = 0; y < h; y++) {
        int sy = crop.y + (int)((int64_t)y * crop.h / h);
        convert_row(frame, sy, columns, w, (uint32_t *)(void *)((uint8_t *)pixels + (size_t)y * (size_t)pitch));
    }
    SDL_UnlockTexture(ui->camera);
    ui->camera_sequence = frame->sequence;
    ui->camera_mirror = mirror;
    return true;
}

static bool texture_of_size(struct ui *ui, int w, int h)
{
    if (ui->camera != NULL && ui->camera_w == w && ui->camera_h == h) {
        return true;
    }
    if (ui->camera != NULL) {
        SDL_DestroyTexture(ui->camera);
    }
    ui->camera = SDL_CreateTexture(ui->renderer, SDL_PIXELFORMAT_ARGB8888, SDL_TEXTUREACCESS_STREAMING, w, h);
    ui->camera_w = w;
    ui->camera_h = h;
    ui->camera_sequence = 0;
    if (ui->camera != NULL) {
        SDL_SetTextureBlendMode(ui->camera, SDL_BLENDMODE_NONE);
    }
    return ui->camera != NULL;
}

void ui_camera(struct ui *ui, struct ui_rect r, const struct frame *frame, bool mirror, int radius)
{
    SDL_Rect px = ui_pixels(ui, r);
    bool fits = frame != NULL && px.w > 0 && px.h > 0 && px.w <= WIDTH_MAX && texture_of_size(ui, px.w, px.h);
    if (fits && (frame->sequence != ui->camera_sequence || mirror != ui->camera_mirror)) {
        fits = fill_texture(ui, frame, mirror);
    }
    if (!fits) {
        ui_fill(ui, r, THEME_CAMERA_DARK, radius);
        return;
    }
    SDL_RenderCopy(ui->renderer, ui->camera, NULL, &px);
    if (radius > 0) {
        ui_round_off(ui, r, ui->base, radius);
    }
    ui_put_camera_ground(ui, r);
}

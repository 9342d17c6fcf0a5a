/* What was drawn, for tests: every text and target with its colours, and the picture itself. */
#include <errno.h>
#include <png.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ui/ui_internal.h"

/* ---- What lies under a text ---- */

struct ground ui_ground_under(const struct ui *ui, struct ui_rect r)
{
    struct ground none = {{0, 0, 0, 0}, 0xFF000000u, 0xFFFFFFFFu};
    int x = r.x + r.w / 2, y = r.y + r.h / 2;
    for (size_t i = ui->ground_count; i-- > 0;)
        if (ui_inside(ui->grounds[i].r, x, y))
            return ui->grounds[i];
    return none;
}

static void put(struct ui *ui, struct ground ground)
{
    if (!ui->inspect)
        return;
    if (ui->ground_count == FILLS_MAX) {
        memmove(ui->grounds + 1, ui->grounds + 2, (FILLS_MAX - 2) * sizeof ui->grounds[0]);
        ui->ground_count--;
    }
    ui->grounds[ui->ground_count++] = ground;
}

void ui_put_ground(struct ui *ui, struct ui_rect r, uint32_t argb)
{
    if (!ui->inspect)
        return;
    struct ground under = ui_ground_under(ui, r);
    put(ui, (struct ground){r, theme_over(argb, under.dark), theme_over(argb, under.light)});
}

void ui_put_camera_ground(struct ui *ui, struct ui_rect r)
{
    put(ui, (struct ground){r, 0xFF000000u, 0xFFFFFFFFu});
}

/* ---- The record ---- */

void ui_inspect(struct ui *ui, bool on)
{
    if (on && ui->drawn == NULL)
        ui->drawn = calloc(DRAWN_MAX, sizeof ui->drawn[0]);
    ui->inspect = on && ui->drawn != NULL;
}

void ui_record(struct ui *ui, enum ui_drawn_kind kind, struct ui_rect r, const char *id, struct ui_style style,
               bool cut, bool off)
{
    if (!ui->inspect || ui->drawn_count == DRAWN_MAX)
        return;
    struct ui_drawn *d = &ui->drawn[ui->drawn_count++];
    struct ground under = ui_ground_under(ui, r);
    uint32_t ink = ui_rgb(ui, style.colour);
    *d = (struct ui_drawn){.kind = kind,
                           .rect = r,
                           .clip = ui->clip_count > 0 ? ui->clips[ui->clip_count - 1] : ui_size(ui),
                           .ink = theme_over(ink, under.dark) & 0xFFFFFF,
                           .ground = under.dark & 0xFFFFFF,
                           .ground_also = under.light & 0xFFFFFF,
                           .size = style.size,
                           .bold = style.weight == UI_BOLD,
                           .cut = cut,
                           .over = ui->drawing_over,
                           .off = off || ui->label_off};
    SDL_utf8strlcpy(d->id, id, sizeof d->id);
}

const struct ui_drawn *ui_drawn(const struct ui *ui, size_t *count)
{
    *count = ui->drawn_count;
    return ui->drawn;
}

bool ui_find(const struct ui *ui, const char *id, int index, struct ui_rect *out)
{
    uint64_t key = ui_key(id, index);
    for (size_t i = 0; i < ui->live_targets.count; i++) {
        const struct target *t = &ui->live_targets.items[i];
        if (t->key == key && !t->below) {
            *out = t->r;
            return true;
        }
    }
    return false;
}

/* ---- The picture ---- */

static enum gh_status write_png(const char *path, const uint8_t *rgb, int w, int h)
{
    png_image image = {
        .version = PNG_IMAGE_VERSION, .width = (png_uint_32)w, .height = (png_uint_32)h, .format = PNG_FORMAT_RGB};
    if (!png_image_write_to_file(&image, path, 0, rgb, 0, NULL))
        return errno == ENOSPC ? GH_FULL : GH_IO;
    return GH_OK;
}

enum gh_status ui_screenshot(struct ui *ui, const char *path)
{
    if (!ui->software)
        return GH_UNSUPPORTED;
    uint8_t *rgb = malloc((size_t)ui->px_w * (size_t)ui->px_h * 3);
    if (rgb == NULL)
        return GH_NO_MEMORY;
    enum gh_status status = GH_IO;
    if (SDL_RenderReadPixels(ui->renderer, NULL, SDL_PIXELFORMAT_RGB24, rgb, ui->px_w * 3) == 0)
        status = write_png(path, rgb, ui->px_w, ui->px_h);
    free(rgb);
    return status;
}

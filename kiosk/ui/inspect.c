/* What was drawn, for tests: every text and target with its colours, and the picture itself. */
#include <errno.h>
#include <png.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ui/layout.h"
#include "ui/panel.h"
#include "ui/turn.h"

void ui_inspect(struct ui *ui, bool on)
{
    if (on && ui->drawn == NULL)
        ui->drawn = calloc(DRAWN_MAX, sizeof ui->drawn[0]);
    ui->inspect = on && ui->drawn != NULL;
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
    png_image image = {.version = PNG_IMAGE_VERSION,
                       .width = (png_uint_32)w,
                       .height = (png_uint_32)h,
                       .format = PNG_FORMAT_RGB,
                       .flags = PNG_IMAGE_FLAG_FAST};
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
    turn_read(ui, true);
    if (SDL_RenderReadPixels(ui->renderer, NULL, SDL_PIXELFORMAT_RGB24, rgb, ui->px_w * 3) == 0)
        status = write_png(path, rgb, ui->px_w, ui->px_h);
    turn_read(ui, false);
    free(rgb);
    return status;
}

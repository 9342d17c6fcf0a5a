#include "screens/lane_picture.h"

#include "capture/frame.h"

/* Returns where a place of the picture, per mille, is on the screen. The picture fills the area and is cropped. */
static struct ui_rect in_picture(struct ui_rect r, const struct frame *f, const struct model_car *car)
{
    int64_t w = (int64_t)r.h * f->width / f->height, h = r.h;
    if (w < r.w) {
        w = r.w;
        h = (int64_t)r.w * f->height / f->width;
    }
    int64_t left = r.x - (w - r.w) / 2, top = r.y - (h - r.h) / 2;
    struct ui_rect at = {(int)(left + w * car->x / 1000) - 8, (int)(top + h * car->y / 1000) - 8,
                         (int)(w * car->w / 1000) + 16, (int)(h * car->h / 1000) + 16};
    int right = at.x + at.w < r.x + r.w ? at.x + at.w : r.x + r.w,
        low = at.y + at.h < r.y + r.h ? at.y + at.h : r.y + r.h;
    at.x = at.x > r.x ? at.x : r.x;
    at.y = at.y > r.y ? at.y : r.y;
    at.w = right - at.x;
    at.h = low - at.y;
    return at;
}

void lane_picture(struct ui *ui, struct ui_rect r, const struct model_car *car, const struct frame *picture)
{
    ui_camera(ui, r, picture, false, RADIUS_CARD);
    if (!car->there)
        return;
    struct ui_rect at = in_picture(r, picture, car);
    if (at.w > 16 && at.h > 16) {
        ui_outline(ui, at, THEME_CAMERA_DARK, 8, 9); /* visible on a white car too */
        ui_outline(ui, ui_inset(at, GAP_HAIR, GAP_HAIR), THEME_ON_CAMERA, 8, 5);
    }
}

#include "ui/record.h"

#include <string.h>

#include "ui/layout.h"
#include "ui/panel.h"

static struct ground ground_under(const struct ui *ui, struct ui_rect r)
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
    struct ground under = ground_under(ui, r);
    put(ui, (struct ground){r, theme_over(argb, under.dark), theme_over(argb, under.light)});
}

void ui_put_camera_ground(struct ui *ui, struct ui_rect r)
{
    put(ui, (struct ground){r, 0xFF000000u, 0xFFFFFFFFu});
}

void ui_record(struct ui *ui, enum ui_drawn_kind kind, struct ui_rect r, const char *id, struct ui_style style,
               bool cut, bool off)
{
    if (!ui->inspect || ui->drawn_count == DRAWN_MAX)
        return;
    struct ui_drawn *d = &ui->drawn[ui->drawn_count++];
    struct ground under = ground_under(ui, r);
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

void ui_record_edge(struct ui *ui, struct ui_rect r, const char *id, enum theme_colour face, enum theme_colour line,
                    bool off)
{
    uint32_t under = ground_under(ui, r).dark;
    enum theme_colour best = face;
    if (face == THEME_DEFAULT ||
        (line != THEME_DEFAULT && theme_contrast(theme_over(ui_rgb(ui, line), under), under) >
                                      theme_contrast(theme_over(ui_rgb(ui, face), under), under)))
        best = line;
    if (best != THEME_DEFAULT)
        ui_record(ui, UI_DRAWN_EDGE, r, id, (struct ui_style){.colour = best}, false, off);
}

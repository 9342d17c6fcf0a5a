#include "ui/panel.h"

#include <string.h>

struct ui_rect ui_size(const struct ui *ui)
{
    return (struct ui_rect){0, 0, ui->w, ui->h};
}

bool ui_portrait(const struct ui *ui)
{
    return ui->h > ui->w;
}

int ui_px(const struct ui *ui, int units)
{
    return (int)((float)units * ui->scale + 0.5f);
}

SDL_Rect ui_pixels(const struct ui *ui, struct ui_rect r)
{
    int x = ui_px(ui, r.x), y = ui_px(ui, r.y);
    return (SDL_Rect){x, y, ui_px(ui, r.x + r.w) - x, ui_px(ui, r.y + r.h) - y};
}

uint32_t ui_rgb(const struct ui *ui, enum theme_colour colour)
{
    return theme_colour(ui->theme, colour);
}

void ui_due_in(struct ui *ui, int in_ms)
{
    int64_t at = ui->now + in_ms;
    if (ui->due_at < 0 || at < ui->due_at)
        ui->due_at = at;
}

void ui_animate(struct ui *ui, int in_ms)
{
    ui_due_in(ui, in_ms);
}

uint64_t ui_key(const char *id, int index)
{
    return (cache_hash(id, strlen(id)) ^ (uint64_t)(uint32_t)index * 0x9E3779B97F4A7C15u) | 1;
}

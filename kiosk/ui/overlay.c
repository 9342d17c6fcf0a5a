/* Dialogs and toasts: what stands above the screen. */
#include "ui/overlay.h"

#include "ui/panel.h"
#include "ui/shapes.h"

#define TOAST_MS 4000

struct ui_rect ui_dialog(struct ui *ui, int w, int h)
{
    struct ui_rect all = ui_size(ui);
    int width = w < all.w - 48 ? w : all.w - 48, height = h < all.h - 48 ? h : all.h - 48;
    struct ui_rect card = {(all.w - width) / 2, (all.h - height) / 2, width, height};
    ui->dialog_from = ui->drawn_targets.count;
    for (size_t i = 0; i < LISTS_MAX; i++)
        ui->lists[i].below = true;
    for (size_t i = 0; i < ui->drawn_count; i++)
        ui->drawn[i].below = true;
    ui_fill(ui, all, THEME_SCRIM, 0);
    ui_card(ui, card);
    return ui_inset(card, GAP_WIDE, 32);
}

void ui_toast(struct ui *ui, enum ui_dot state, const char *text)
{
    ui->toast.until = text[0] != '\0' ? ui->now + TOAST_MS : 0;
    ui->toast.state = state;
    SDL_utf8strlcpy(ui->toast.text, text, sizeof ui->toast.text);
    ui->fresh = true;
}

void ui_draw_overlays(struct ui *ui)
{
    if (ui->toast.until <= ui->now)
        return;
    struct ui_rect all = ui_size(ui);
    int mark = ui->toast.state != UI_DOT_NONE ? 44 : 0, most = all.w - 120 - mark;
    struct ui_style style = {.size = TYPE_BODY, .colour = THEME_ON_BRAND, .lines = 2, .shrink_to = TYPE_NOTE};
    struct ui_rect size = ui_measure(ui, ui->toast.text, style, most);
    struct ui_rect r = {0, GAP_HAIR, size.w + mark + 64, size.h + 2 * GAP_TIGHT};
    r.x = (all.w - r.w) / 2;
    ui_fill(ui, r, THEME_BRAND_DEEP, RADIUS_CARD);
    ui_outline(ui, r, THEME_ON_BRAND, RADIUS_CARD, 2);
    if (mark > 0)
        ui_draw_dot(ui, (struct ui_rect){r.x + 28, r.y + (r.h - 28) / 2, 28, 28}, ui->toast.state, THEME_ON_BRAND);
    ui->drawing_over = true;
    ui_text(ui, (struct ui_rect){r.x + 32 + mark, r.y, size.w, r.h}, ui->toast.text, style);
    ui->drawing_over = false;
    ui_due_in(ui, (int)(ui->toast.until - ui->now));
}

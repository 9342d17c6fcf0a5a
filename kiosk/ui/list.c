/* Lists that scroll under the finger. */
#include "ui/list.h"

#include <math.h>
#include <string.h>

#include "ui/input.h"
#include "ui/panel.h"

#define GLIDE_MS 325.0f /* time constant of gliding */
#define SPEED_MIN 0.02f

static struct list_state *state_of(struct ui *ui, uint64_t key)
{
    struct list_state *spare = &ui->lists[0];
    for (size_t i = 0; i < LISTS_MAX; i++) {
        if (ui->lists[i].key == key)
            return &ui->lists[i];
        if (ui->lists[i].used < spare->used)
            spare = &ui->lists[i];
    }
    *spare = (struct list_state){.key = key};
    return spare;
}

static void keep_inside(struct list_state *l)
{
    if (l->offset > (float)l->reach) {
        l->offset = (float)l->reach;
        l->speed = 0;
    }
    if (l->offset < 0) {
        l->offset = 0;
        l->speed = 0;
    }
}

void ui_move_lists(struct ui *ui, int64_t elapsed_ms)
{
    for (size_t i = 0; i < LISTS_MAX; i++) {
        struct list_state *l = &ui->lists[i];
        if (l->key == 0 || l->speed == 0 || ui->pointer.down)
            continue;
        float elapsed = (float)(elapsed_ms < 100 ? elapsed_ms : 100);
        l->offset += l->speed * elapsed;
        l->speed *= expf(-elapsed / GLIDE_MS);
        if (fabsf(l->speed) < SPEED_MIN)
            l->speed = 0;
        keep_inside(l);
        if (l->speed != 0)
            ui_due_in(ui, 16);
    }
}

void ui_list_begin(struct ui *ui, struct ui_list *list)
{
    struct list_state *l = state_of(ui, ui_key(list->id, 0));
    int whole = list->count * list->row_height;
    l->r = list->r;
    l->row_height = list->row_height;
    l->reach = whole > list->r.h ? whole - list->r.h : 0;
    l->used = ui->frame;
    l->below = false;
    keep_inside(l);
    list->offset = (int)l->offset;
    list->first = list->offset / list->row_height;
    list->last = (list->offset + list->r.h + list->row_height - 1) / list->row_height;
    list->last = list->last < list->count ? list->last : list->count;
    ui_clip(ui, list->r);
}

struct ui_rect ui_list_row(const struct ui_list *list, int row)
{
    return (struct ui_rect){list->r.x, list->r.y + row * list->row_height - list->offset, list->r.w, list->row_height};
}

bool ui_list_touch(struct ui *ui, const struct ui_list *list, int row)
{
    return ui_target(ui, ui_inset(ui_list_row(list, row), 0, 6), list->id, row);
}

void ui_list_end(struct ui *ui, struct ui_list *list)
{
    ui_clip_end(ui);
    struct list_state *l = state_of(ui, ui_key(list->id, 0));
    if (l->reach == 0)
        return;
    int whole = list->r.h + l->reach, length = list->r.h * list->r.h / whole;
    length = length > 40 ? length : 40;
    int at = (int)((float)(list->r.h - length) * l->offset / (float)l->reach);
    ui_fill(ui, (struct ui_rect){list->r.x + list->r.w - 8, list->r.y + at, 6, length}, THEME_INK_SOFT, 3);
}

void ui_list_to_top(struct ui *ui, const char *id)
{
    struct list_state *l = state_of(ui, ui_key(id, 0));
    if (!ui->pointer.down) {
        l->offset = 0;
        l->speed = 0;
    }
}

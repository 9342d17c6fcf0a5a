#include "screens/second_guard.h"

#include "screens/page.h"

static void draw_list(struct ui *ui, struct ui_rect r, const struct model *model, struct model_action *action)
{
    struct ui_list list = {.id = "second", .r = r, .row_height = 88, .count = (int)model->booth.guard_count};
    ui_list_begin(ui, &list);
    for (int i = list.first; i < list.last; i++) {
        const struct guard_name *guard = &model->booth.guards[i];
        struct ui_rect row = ui_list_row(&list, i);
        bool chosen = guard->guard == model->sign_in.second_guard, self = guard->guard == model->booth.guard;
        row.h -= 12;
        row.w -= 16;
        ui_fill(ui, row, chosen ? THEME_BRAND : THEME_CARD, 14);
        struct ui_style style = {.size = 28,
                                 .weight = UI_BOLD,
                                 .colour = chosen ? THEME_ON_BRAND
                                           : self ? THEME_INK_SOFT
                                                  : THEME_INK,
                                 .shrink_to = 20};
        ui_text(ui, ui_inset(row, 20, 8), guard->name, style);
        if (!self && ui_list_touch(ui, &list, i))
            *action = (struct model_action){.kind = ACTION_CHOOSE_GUARD, .number = guard->guard};
    }
    ui_list_end(ui, &list);
}

static void draw_pin(struct ui *ui, struct ui_rect r, const struct model *model, struct model_action *action)
{
    static const char dots[] = "****************";
    int shown = model->sign_in.pin_len < 6 ? (int)model->sign_in.pin_len : 6;
    const char *hint = model->sign_in.throttle_seconds ? N_("Too many wrong PINs. Please wait.")
                       : model->sign_in.pin_wrong      ? N_("Wrong PIN. Please try again.")
                                                       : N_("PIN of the second guard");
    enum theme_colour colour =
        model->sign_in.pin_wrong || model->sign_in.throttle_seconds ? THEME_STOP_INK : THEME_INK_SOFT;
    ui_cells(ui, ui_cut_top(&r, 76, 6), &dots[sizeof dots - 1 - (size_t)shown], 6, true, model->sign_in.pin_wrong);
    ui_text(ui, ui_cut_top(&r, 34, 10), ui_say(ui, hint),
            (struct ui_style){.size = 24, .colour = colour, .align = UI_CENTRE});
    page_typed(ui_keys(ui, r, UI_PAD_PIN), action);
}

void second_guard_draw(struct ui *ui, struct ui_rect r, const struct model *model, struct model_action *action)
{
    ui_words(ui, ui_cut_top(&r, 68, 8), N_("Second guard"),
             (struct ui_style){.size = 30, .weight = UI_BOLD, .colour = THEME_INK});
    if (!model->sign_in.second_guard)
        draw_list(ui, r, model, action);
    else
        draw_pin(ui, r, model, action);
}

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
        ui_draw_face(ui, row,
                     &(struct ui_face){.id = "second",
                                       .face = chosen ? THEME_BRAND : THEME_CARD,
                                       .line = chosen ? THEME_BRAND_EDGE : THEME_EDGE,
                                       .radius = RADIUS,
                                       .off = self});
        struct ui_style style = {.size = TYPE_BODY,
                                 .weight = UI_BOLD,
                                 .colour = chosen ? THEME_ON_BRAND
                                           : self ? THEME_INK_SOFT
                                                  : THEME_INK,
                                 .shrink_to = TYPE_NOTE};
        ui_text(ui, ui_inset(row, GAP, GAP_TIGHT), guard->name, style);
        if (!self && ui_list_touch(ui, &list, i))
            *action = (struct model_action){.kind = ACTION_CHOOSE_GUARD, .number = guard->guard};
    }
    ui_list_end(ui, &list);
}

static void draw_pin(struct ui *ui, struct ui_rect r, const struct model *model, struct model_action *action)
{
    static const char dots[] = "****************";
    int shown = model->sign_in.pin_len < 6 ? (int)model->sign_in.pin_len : 6;
    const char *hint =
        model->sign_in.throttle_seconds ? N_("Too many wrong PINs. Please wait.")
        : model->sign_in.no_hardware    ? N_("This booth can't read its hardware secret. Contact an administrator.")
        : model->sign_in.pin_wrong      ? N_("Wrong PIN. Please try again.")
        : model_wants_badge(model, model->sign_in.second_guard) ? N_("Scan the second guard's badge first")
                                                                : N_("PIN of the second guard");
    enum theme_colour colour = model->sign_in.pin_wrong || model->sign_in.throttle_seconds || model->sign_in.no_hardware
                                   ? THEME_STOP_INK
                                   : THEME_INK_SOFT;
    ui_cells(ui, ui_cut_top(&r, CONTROL_LOW, GAP_HAIR), &dots[sizeof dots - 1 - (size_t)shown], 6, true,
             model->sign_in.pin_wrong);
    ui_stack_text(ui, &r, ui_say(ui, hint), (struct ui_style){.size = TYPE_SMALL, .colour = colour, .align = UI_CENTRE},
                  GAP_TIGHT);
    page_typed(ui_keys(ui, r, UI_PAD_PIN), action);
}

void second_guard_draw(struct ui *ui, struct ui_rect r, const struct model *model, struct model_action *action)
{
    ui_stack_words(ui, &r, N_("Second guard"),
                   (struct ui_style){.size = TYPE_BODY, .weight = UI_BOLD, .colour = THEME_INK}, GAP_TIGHT);
    if (!model->sign_in.second_guard)
        draw_list(ui, r, model, action);
    else
        draw_pin(ui, r, model, action);
}

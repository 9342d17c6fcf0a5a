/* The look-up by plate or short number, for visitors without a code. */
#include <string.h>

#include "screens/keys.h"
#include "screens/page.h"
#include "screens/screens.h"
#include "token/short_number.h"

#define NEAR_HEIGHT 76

/* ---- Fields ---- */

/* Groups a short number while it is typed: "ABC-DEF-GHJ". */
static void group_number(const char *typed, char out[static SHORT_NUMBER_TEXT_SIZE])
{
    size_t at = 0;
    for (size_t i = 0; typed[i] && i < SHORT_NUMBER_LEN; i++) {
        if (i && i % 3 == 0)
            out[at++] = '-';
        out[at++] = typed[i];
    }
    out[at] = 0;
}

static const char *hint_of(const struct model *model, enum theme_colour *colour)
{
    *colour = THEME_INK_SOFT;
    if (model->lookup.waiting)
        return N_("Searching");
    if (model->lookup.by_plate && model->lookup.plate_unknown)
        return N_("This form of plate is not in our table. Please compare it with the car.");
    if (model->lookup.by_plate)
        return model->lookup.plate_complete ? N_("This is a complete plate.")
                                            : N_("Province, letter, then five or six characters");
    if (model->lookup.number_wrong) {
        *colour = THEME_STOP_INK;
        return N_("One character is wrong. Please check again.");
    }
    return model->lookup.number_complete ? N_("The short number is complete.")
                                         : N_("9 characters below the code of the pass");
}

static void draw_field(struct ui *ui, struct ui_rect r, const struct model *model)
{
    char number[SHORT_NUMBER_TEXT_SIZE];
    enum theme_colour colour;
    group_number(model->lookup.number, number);
    struct ui_field field = {.text = model->lookup.by_plate ? model->lookup.plate : number,
                             .hint = ui_say(ui, model->lookup.by_plate ? N_("Plate") : N_("Short number")),
                             .wrong = !model->lookup.by_plate && model->lookup.number_wrong,
                             .size = TYPE_FIGURE};
    const char *hint = hint_of(model, &colour);
    ui_draw_field(ui, ui_cut_top(&r, CONTROL, GAP_TIGHT), &field);
    ui_text(ui, r, ui_say(ui, hint), (struct ui_style){.size = TYPE_SMALL, .colour = colour, .shrink_to = TYPE_NOTE});
}

static void draw_actions(struct ui *ui, struct ui_rect r, const struct model *model, struct model_action *action)
{
    bool ready = model->lookup.by_plate ? model->lookup.plate_complete : model->lookup.number_complete;
    bool empty = model->lookup.by_plate ? !model->lookup.plate[0] : !model->lookup.number[0];
    struct ui_button clear = {.id = "clear", .label = N_("Clear"), .size = TYPE_BODY, .off = empty};
    struct ui_button find = {.id = "find",
                             .label = N_("Look up"),
                             .icon = UI_ICON_SEARCH,
                             .kind = UI_BUTTON_PRIMARY,
                             .size = TYPE_LABEL,
                             .enter = true,
                             .off = !ready || model->lookup.waiting};
    if (ui_press(ui, ui_cut_left(&r, r.w / 3 - 10, GAP), &clear))
        *action = (struct model_action){.kind = ACTION_CLEAR};
    if (ui_press(ui, r, &find))
        *action = (struct model_action){.kind = ACTION_ENTER};
}

static const struct keyboard *keyboard_for(const struct model *model)
{
    if (!model->lookup.by_plate)
        return &keyboard_number;
    return keyboard_of_plate(model->lookup.plate);
}

static void draw_kinds(struct ui *ui, struct ui_rect r, const struct model *model, struct model_action *action)
{
    static const char *const kinds[] = {N_("Short number"), N_("Plate")};
    int kind = page_choice(ui, r, "kind", kinds, 2, model->lookup.by_plate ? 1 : 0);
    if (kind >= 0)
        *action = (struct model_action){.kind = ACTION_LOOKUP_KIND, .number = kind};
}

/* Draws plates that are expected today and similar to the typed one: one touch replaces the rest of the typing. */
static void draw_near(struct ui *ui, struct ui_rect r, const struct model *model, struct model_action *action)
{
    int columns = ui_portrait(ui) ? 3 : 2, rows = (r.h - 40 + 12) / (NEAR_HEIGHT + 12);
    if (!model->lookup.by_plate || model->lookup.near.count == 0 || rows < 1)
        return;
    const char *heading =
        model->lookup.near.seen ? N_("The camera read this plate. Is it this car?") : N_("Expected today");
    ui_stack_text(ui, &r, ui_say(ui, heading),
                  (struct ui_style){.size = TYPE_SMALL, .colour = THEME_INK_SOFT, .shrink_to = TYPE_NOTE}, GAP_HAIR);
    struct ui_rect all = {r.x, r.y, r.w, rows * (NEAR_HEIGHT + 12) - 12};
    for (int i = 0; i < rows * columns && i < (int)model->lookup.near.count; i++) {
        struct ui_button plate = {.id = "near", .index = i, .text = model->lookup.near.plates[i], .size = TYPE_BODY};
        if (ui_press(ui, ui_grid(all, i, columns, rows, GAP_CLOSE), &plate))
            *action = (struct model_action){.kind = ACTION_NEAR, .number = i};
    }
}

static void draw(struct ui *ui, const struct model *model, const struct frame *picture, struct model_action *action)
{
    (void)picture;
    struct ui_rect r = page_begin(ui, model, N_("Look up"), action), keys;
    if (ui_portrait(ui)) {
        keys = ui_cut_bottom(&r, 560, GAP);
        keys_draw(ui, keys, keyboard_for(model), action);
        draw_actions(ui, ui_cut_bottom(&r, CONTROL, GAP), model, action);
    } else {
        keys = ui_cut_right(&r, r.w * 62 / 100, GAP_WIDE);
        keys_draw(ui, keys, keyboard_for(model), action);
        draw_actions(ui, ui_cut_bottom(&r, CONTROL, GAP), model, action);
    }
    draw_kinds(ui, ui_cut_top(&r, CONTROL, GAP), model, action);
    draw_field(ui, ui_cut_top(&r, 140, GAP_TIGHT), model);
    draw_near(ui, r, model, action);
}

const struct screen screen_lookup = {.page = PAGE_LOOKUP, .name = "lookup", .draw = draw};

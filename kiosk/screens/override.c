/* The override of a verdict: a reason from the list, a remark, and a second guard where policy wants one. */
#include "screens/page.h"
#include "screens/screens.h"
#include "screens/second_guard.h"
#include "screens/verdict_parts.h"
#include "screens/words.h"

#define REASON_COUNT_SHOWN (OVERRIDE_COUNT - 1)

static void draw_reasons(struct ui *ui, struct ui_rect r, const struct model *model, int columns,
                         struct model_action *action)
{
    int rows = (REASON_COUNT_SHOWN + columns - 1) / columns;
    for (int i = 0; i < REASON_COUNT_SHOWN; i++) {
        enum override_reason reason = (enum override_reason)(i + 1);
        struct ui_button button = {.id = "reason",
                                   .index = (int)reason,
                                   .label = words_override_reason(reason),
                                   .size = TYPE_BODY,
                                   .stack = true,
                                   .kind = reason == model->override.reason ? UI_BUTTON_PRIMARY : UI_BUTTON_PLAIN};
        if (ui_press(ui, ui_grid(r, i, columns, rows, GAP_CLOSE), &button))
            *action = (struct model_action){.kind = ACTION_CHOOSE_REASON, .number = reason};
    }
}

static void draw_note(struct ui *ui, struct ui_rect r, const struct model *model, struct model_action *action)
{
    bool needed = model->override.reason == OVERRIDE_OTHER;
    struct ui_field field = {.text = model->override.note,
                             .hint =
                                 ui_say(ui, needed ? N_("Write the reason in a few words") : N_("Remark (optional)")),
                             .size = TYPE_BODY};
    ui_draw_field(ui, r, &field);
    if (ui_target(ui, r, "note", 0))
        *action = (struct model_action){.kind = ACTION_FOCUS_NOTE, .number = 1};
}

/* ---- The page ---- */

static void draw_keyboard(struct ui *ui, struct ui_rect r, struct model_action *action)
{
    struct ui_rect head = ui_cut_top(&r, CONTROL, GAP_CLOSE);
    struct ui_button done = {
        .id = "keyboard-done", .label = N_("Done"), .kind = UI_BUTTON_PLAIN, .size = TYPE_BODY, .enter = true};
    page_typed(ui_keys(ui, r, UI_PAD_LATIN), action);
    if (ui_press(ui, ui_cut_right(&head, 220, 0), &done))
        *action = (struct model_action){.kind = ACTION_FOCUS_NOTE, .number = 0};
}

static void draw_confirm(struct ui *ui, struct ui_rect r, const struct model *model, struct model_action *action)
{
    struct ui_button confirm = {.id = "confirm-override",
                                .label = N_("Override"),
                                .kind = UI_BUTTON_DANGER,
                                .size = TYPE_BODY,
                                .off = !model_override_ready(model)};
    if (ui_press(ui, r, &confirm))
        *action = (struct model_action){.kind = ACTION_CONFIRM_OVERRIDE};
}

static void draw_what(struct ui *ui, struct ui_rect r, const struct model *model)
{
    static const enum theme_colour faces[] = {[VERDICT_RED] = THEME_STOP, [VERDICT_AMBER] = THEME_CHECK};
    static const enum theme_colour inks[] = {[VERDICT_RED] = THEME_ON_STOP, [VERDICT_AMBER] = THEME_ON_CHECK};
    bool red = model->shown.verdict.colour == VERDICT_RED;
    enum verdict_colour colour = red ? VERDICT_RED : VERDICT_AMBER;
    ui_fill(ui, r, faces[colour], RADIUS);
    struct ui_rect inside = ui_inset(r, GAP, GAP_TIGHT);
    ui_draw_icon(ui, ui_cut_left(&inside, 48, GAP_CLOSE), red ? UI_ICON_STOP : UI_ICON_WARN, inks[colour]);
    ui_text(ui, inside, ui_say(ui, words_reason(model->shown.verdict.reason)),
            (struct ui_style){.size = TYPE_BODY, .weight = UI_BOLD, .colour = inks[colour], .shrink_to = TYPE_NOTE});
}

/* While the remark is typed the keyboard fills the page. */
static void draw_typing(struct ui *ui, struct ui_rect r, const struct model *model, struct model_action *action)
{
    draw_keyboard(ui, ui_cut_bottom(&r, 92 + ui_keys_height(UI_PAD_LATIN, r.w), GAP), action);
    draw_note(ui, ui_cut_top(&r, CONTROL, 0), model, action);
}

/* The guard marks the riders first, because each is admitted with the vehicle. */
static void draw_who(struct ui *ui, struct ui_rect r, const struct model *model, struct model_action *action)
{
    char text[WORDS_MAX];
    size_t count = shown_here(&model->shown);
    struct ui_button next = {.id = "riders-said",
                             .text = count > 0 ? ui_say_count(ui, text, sizeof text, N_("Continue with {n} person"),
                                                              N_("Continue with {n} people"), count)
                                               : ui_say(ui, N_("Continue: none of these")),
                             .kind = UI_BUTTON_PRIMARY,
                             .size = TYPE_BODY,
                             .enter = true};
    if (ui_press(ui, ui_cut_bottom(&r, CONTROL, GAP), &next))
        *action = (struct model_action){.kind = ACTION_RIDERS_SAID};
    draw_what(ui, ui_cut_top(&r, CONTROL_LOW, GAP_CLOSE), model);
    verdict_riders(ui, r, model, action);
}

static void draw(struct ui *ui, const struct model *model, const struct frame *picture, struct model_action *action)
{
    (void)picture;
    bool second = model->shown.second_guard_needed, portrait = ui_portrait(ui);
    struct ui_rect r = page_begin(ui, model, N_("Override"), action);
    if (model->override.asks_riders) {
        draw_who(ui, r, model, action);
        return;
    }
    if (model->override.note_focus) {
        draw_typing(ui, r, model, action);
        return;
    }
    if (second && !portrait)
        second_guard_draw(ui, ui_cut_right(&r, 460, GAP_WIDE), model, action);
    draw_confirm(ui, ui_cut_bottom(&r, CONTROL, GAP), model, action);
    if (!second || !portrait) /* upright, the second guard's pad needs the room */
        draw_what(ui, ui_cut_top(&r, CONTROL_LOW, GAP_CLOSE), model);
    if (second && portrait)
        second_guard_draw(ui, ui_cut_bottom(&r, 560, GAP), model, action);
    draw_note(ui, ui_cut_bottom(&r, CONTROL, GAP_CLOSE), model, action);
    draw_reasons(ui, r, model, second || portrait ? 2 : 3, action);
}

const struct screen screen_override = {.page = PAGE_OVERRIDE, .name = "override", .draw = draw};

#include "screens/page.h"

#include "screens/help.h"
#include "screens/top_bar.h"

#define BACK_WIDTH 190
#define HEAD_HEIGHT 72

struct ui_rect page_begin(struct ui *ui, const struct model *model, const char *title, struct model_action *action)
{
    struct ui_rect body = ui_inset(top_bar(ui, model, &top_bar_plain, action), PAGE_MARGIN, GAP);
    struct ui_rect head = ui_cut_top(&body, HEAD_HEIGHT, GAP);
    struct ui_button back = {
        .id = "back", .label = N_("Back"), .icon = UI_ICON_BACK, .size = TYPE_BODY, .escape = true};
    if (ui_press(ui, ui_cut_left(&head, BACK_WIDTH, GAP), &back))
        *action = (struct model_action){.kind = ACTION_BACK};
    ui_words(ui, head, title, (struct ui_style){.size = TYPE_LABEL, .weight = UI_BOLD, .colour = THEME_INK});
    return body;
}

/* ---- Dialogs ---- */

static const struct question {
    const char *headline, *explanation, *yes;
    enum ui_button_kind kind;
} questions[] = {
    [DIALOG_TAKE_BACK] = {N_("Take this admission back?"),
                          N_("The admission stays in the log. Taking it back is a new entry."), N_("Take back"),
                          UI_BUTTON_DANGER},
    [DIALOG_EXIT] = {N_("Record that this person has left?"), N_("The pass is then no longer counted as inside."),
                     N_("Record exit"), UI_BUTTON_PRIMARY},
    [DIALOG_SIGN_OUT] = {N_("Sign out?"), N_("Names stay hidden until a guard signs in again."), N_("Sign out"),
                         UI_BUTTON_PRIMARY},
    [DIALOG_ROLL_START] = {N_("Start a roll call?"), N_("The office and all booths of this campus see it at once."),
                           N_("Start the roll call"), UI_BUTTON_DANGER},
    [DIALOG_ROLL_START_OFFLINE] =
        {N_("Start a roll call without the server?"),
         N_("Other booths and the office do not see it yet. It joins theirs when the server is back."),
         N_("Start the roll call"), UI_BUTTON_DANGER},
    [DIALOG_ROLL_END] = {N_("End the roll call?"),
                         N_("It ends at the office and at all booths. The result stays there."),
                         N_("End the roll call"), UI_BUTTON_DANGER},
    [DIALOG_ROLL_END_OPEN] = {N_("Some are still to be found. End the roll call?"),
                              N_("It ends at the office and at all booths. Nobody looks for them with it any more."),
                              N_("End the roll call"), UI_BUTTON_DANGER},
    [DIALOG_ROLL_END_OFFLINE] =
        {N_("End the roll call without the server?"),
         N_("The office and other booths hear of it when the server is back. If they went on meanwhile, it runs on."),
         N_("End the roll call"), UI_BUTTON_DANGER},
};

void page_dialogs(struct ui *ui, const struct model *model, struct model_action *action)
{
    if (model->over.dialog == DIALOG_NONE)
        return;
    if (model->over.dialog == DIALOG_HELP) {
        help_dialog(ui, model, action);
        return;
    }
    const struct question *question = &questions[model->over.dialog];
    struct ui_rect r = ui_dialog(ui, 640, 420);
    struct ui_rect keys = ui_cut_bottom(&r, CONTROL, GAP);
    struct ui_style style = {
        .size = TYPE_LABEL, .weight = UI_BOLD, .colour = THEME_INK, .lines = 2, .shrink_to = TYPE_BODY};
    ui_stack_words(ui, &r, question->headline, style, GAP_CLOSE);
    style = (struct ui_style){.size = TYPE_BODY, .colour = THEME_INK_SOFT, .lines = 3, .top = true};
    ui_text(ui, r, ui_say(ui, question->explanation), style);
    struct ui_button no = {.id = "dialog-no", .label = N_("Cancel"), .escape = true};
    struct ui_button yes = {.id = "dialog-yes", .label = question->yes, .kind = question->kind};
    if (ui_press(ui, ui_column(keys, 0, 2, GAP_WIDE), &no))
        *action = (struct model_action){.kind = ACTION_DIALOG_NO};
    if (ui_press(ui, ui_column(keys, 1, 2, GAP_WIDE), &yes))
        *action = (struct model_action){.kind = ACTION_DIALOG_YES};
}

/* ---- Parts ---- */

void page_fact(struct ui *ui, struct ui_rect *r, int name_width, const char *name, const char *value)
{
    struct ui_style soft = {.size = TYPE_BODY, .colour = THEME_INK_SOFT, .top = true, .shrink_to = TYPE_NOTE};
    struct ui_style bold = {
        .size = TYPE_BODY, .weight = UI_BOLD, .colour = THEME_INK, .lines = 2, .top = true, .shrink_to = TYPE_NOTE};
    struct ui_rect line = *r;
    int height = ui_text(ui, ui_cut_left(&line, name_width, GAP_CLOSE), ui_say(ui, name), soft);
    int height2 = ui_text(ui, line, value, bold);
    ui_cut_top(r, height > height2 ? height : height2, GAP_TIGHT);
}

int page_choice(struct ui *ui, struct ui_rect r, const char *id, const char *const *labels, int count, int chosen)
{
    int touched = -1;
    for (int i = 0; i < count; i++) {
        struct ui_button button = {.id = id,
                                   .index = i,
                                   .label = labels[i],
                                   .size = TYPE_BODY,
                                   .kind = i == chosen ? UI_BUTTON_PRIMARY : UI_BUTTON_PLAIN};
        if (ui_press(ui, ui_column(r, i, count, GAP_CLOSE), &button))
            touched = i;
    }
    return touched;
}

void page_empty(struct ui *ui, struct ui_rect r, enum ui_icon icon, const char *headline, const char *next_step)
{
    if (r.h >= 260) {
        r.y += (r.h - 260) / 2;
        ui_draw_icon(ui, ui_cut_top(&r, CONTROL, GAP), icon, THEME_INK_SOFT);
    }
    struct ui_style style = {
        .size = TYPE_LABEL, .weight = UI_BOLD, .colour = THEME_INK, .align = UI_CENTRE, .shrink_to = TYPE_SMALL};
    ui_stack_text(ui, &r, ui_say(ui, headline), style, GAP_TIGHT);
    style =
        (struct ui_style){.size = TYPE_SMALL, .colour = THEME_INK_SOFT, .align = UI_CENTRE, .lines = 2, .top = true};
    ui_stack_text(ui, &r, ui_say(ui, next_step), style, 0);
}

void page_typed(char key, struct model_action *action)
{
    if (key == UI_BACKSPACE)
        *action = (struct model_action){.kind = ACTION_ERASE};
    else if (key)
        *action = (struct model_action){.kind = ACTION_TYPE, .text = {key, 0}};
}

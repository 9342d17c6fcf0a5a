#include "screens/walk_up_parts.h"

#include <stdio.h>
#include <string.h>

#include "people/mobile.h"
#include "screens/words.h"

void walk_up_question_about(struct ui *ui, struct ui_rect *r, const char *msgid, size_t person, int gap)
{
    char number[24];
    struct ui_style style = {
        .size = TYPE_TITLE, .weight = UI_BOLD, .colour = THEME_INK, .lines = 2, .shrink_to = TYPE_BODY, .top = true};
    (void)snprintf(number, sizeof number, "%zu", person + 1);
    ui_cut_top(r, ui_words_args(ui, *r, msgid, (struct text_arg[]){{"n", number}}, 1, style), gap);
}

void walk_up_question(struct ui *ui, struct ui_rect *r, const char *msgid, int gap)
{
    walk_up_question_about(ui, r, msgid, 0, gap);
}

void walk_up_next_key(struct ui *ui, struct ui_rect r, const struct model *model, struct model_action *action)
{
    struct ui_button next = {.id = "next",
                             .label = N_("Continue"),
                             .icon = UI_ICON_FORWARD,
                             .kind = UI_BUTTON_PRIMARY,
                             .size = TYPE_LABEL,
                             .enter = true,
                             .off = model->walk_up.check != FORM_GOOD && !model->walk_up.ime.composition[0]};
    if (ui_press(ui, r, &next))
        *action = (struct model_action){.kind = ACTION_ENTER};
}

void walk_up_choices(struct ui *ui, struct ui_rect r, const struct model *model, const char *const *labels,
                     const enum ui_icon *icons, int count, int columns, int chosen, struct model_action *action)
{
    int rows = (count + columns - 1) / columns;
    (void)model;
    for (int i = 0; i < count; i++) {
        struct ui_button button = {.id = "choice",
                                   .index = i,
                                   .label = labels[i],
                                   .icon = icons ? icons[i] : UI_ICON_NONE,
                                   .size = TYPE_LABEL,
                                   .stack = true,
                                   .kind = i == chosen ? UI_BUTTON_PRIMARY : UI_BUTTON_PLAIN};
        if (ui_press(ui, ui_grid(r, i, columns, rows, GAP), &button))
            *action = (struct model_action){.kind = ACTION_WALK_UP_CHOOSE, .number = i};
    }
}

const char *walk_up_document_label(enum document_kind kind)
{
    static const char *const labels[DOCUMENT_KIND_COUNT] = {
        [DOCUMENT_RESIDENT_ID] = N_("ID card"),
        [DOCUMENT_PASSPORT] = N_("Passport"),
        [DOCUMENT_HK_MACAO_PERMIT] = N_("HK/Macao permit"),
        [DOCUMENT_HK_MACAO_TAIWAN_RESIDENCE] = N_("Residence permit"),
        [DOCUMENT_TAIWAN_PERMIT] = N_("Taiwan permit"),
        [DOCUMENT_PERMANENT_RESIDENCE] = N_("Foreigner's PR card"),
    };
    return labels[kind];
}

void walk_up_group_digits(const char *digits, enum walk_up_step step, char *out, size_t size)
{
    size_t at = 0, len = strlen(digits);
    bool mobile = step == STEP_MOBILE;
    if (mobile && digits[0] == '+') {
        char abroad[MOBILE_SHOWN_SIZE] = "";
        if (mobile_country_len(digits))
            mobile_format(digits, abroad);
        (void)snprintf(out, size, "%s", abroad[0] ? abroad : digits);
        memset(abroad, 0, sizeof abroad);
        return;
    }
    for (size_t i = 0; i < len && at + 2 < size; i++) {
        bool gap = mobile ? i == 3 || i == 7 : i == 6 || i == 10 || i == 14;
        if (gap)
            out[at++] = ' ';
        out[at++] = digits[i];
    }
    out[at] = '\0';
}

void walk_up_still_there(struct ui *ui, unsigned seconds_left, struct model_action *action)
{
    if (!seconds_left)
        return;
    char seconds[12], words[WORDS_MAX];
    struct ui_rect r = ui_dialog(ui, 640, 400), key = ui_cut_bottom(&r, CONTROL, GAP);
    (void)snprintf(seconds, sizeof seconds, "%u", seconds_left);
    ui_stack_words(ui, &r, N_("Are you still there?"),
                   (struct ui_style){
                       .size = TYPE_TITLE, .weight = UI_BOLD, .colour = THEME_INK, .lines = 2, .shrink_to = TYPE_BODY},
                   GAP_CLOSE);
    ui_text(ui, r,
            ui_say_args(ui, words, sizeof words, N_("Everything is cleared in {n} s."),
                        (struct text_arg[]){{"n", seconds}}, 1),
            (struct ui_style){.size = TYPE_BODY, .colour = THEME_INK_SOFT, .lines = 2, .top = true});
    struct ui_button stay = {.id = "stay",
                             .label = N_("Yes, continue"),
                             .kind = UI_BUTTON_PRIMARY,
                             .size = TYPE_LABEL,
                             .escape = true,
                             .enter = true};
    if (ui_press(ui, key, &stay))
        *action = (struct model_action){.kind = ACTION_TOUCH};
}

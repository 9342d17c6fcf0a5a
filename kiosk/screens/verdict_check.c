/* The two amber verdicts with a screen of their own: the holder check and the choice of candidates. */
#include <stdio.h>

#include "screens/verdict_parts.h"
#include "screens/words.h"

#define CANDIDATE_HEIGHT 112

bool verdict_wants_check(const struct model *model)
{
    const struct shown *s = &model->shown;
    return s->state == SCAN_WAITING && s->verdict.advice == ADVICE_CHECK_HOLDER && s->can_check_holder &&
           !s->holder_matched && s->holder_tries_left > 0;
}

static const char *prompt(const struct ui *ui, const struct model *model, char out[static WORDS_MAX])
{
    if (model->verdict.holder_waiting) {
        snprintf(out, WORDS_MAX, "%s", ui_say(ui, N_("Checking")));
    } else if (model->verdict.holder_wrong) {
        ui_say_count(ui, out, WORDS_MAX, N_("Does not match. {n} more try"), N_("Does not match. {n} more tries"),
                     model->shown.holder_tries_left);
    } else {
        snprintf(out, WORDS_MAX, "%s", ui_say(ui, N_("Last six characters of the ID")));
    }
    return out;
}

void verdict_holder_check(struct ui *ui, struct ui_rect r, const struct model *model, struct model_action *action)
{
    ui_card(ui, r);
    r = ui_inset(r, 30, GAP_CLOSE);
    char text[WORDS_MAX];
    struct ui_style style = {.size = TYPE_BODY, .weight = UI_BOLD, .align = UI_CENTRE, .shrink_to = TYPE_NOTE};
    style.colour = model->verdict.holder_wrong ? THEME_STOP_INK : THEME_INK;
    ui_stack_text(ui, &r, prompt(ui, model, text), style, GAP_HAIR);
    ui_cells(ui, ui_cut_top(&r, CONTROL, GAP_CLOSE), model->verdict.holder, HOLDER_TAIL_LEN, false,
             model->verdict.holder_wrong);
    int height = ui_keys_height(UI_PAD_ID, r.w);
    height = r.h < height ? r.h : r.h > height + 220 ? height + 220 : r.h;
    char key = ui_keys(ui, ui_cut_top(&r, height, 0), UI_PAD_ID);
    if (key == UI_BACKSPACE)
        *action = (struct model_action){.kind = ACTION_ERASE};
    else if (key != 0)
        *action = (struct model_action){.kind = ACTION_TYPE, .text = {key}};
}

static void draw_candidate(struct ui *ui, struct ui_rect r, const struct model *model, const struct pass_card *pass)
{
    char text[WORDS_MAX];
    const struct display *d = &pass->display;
    ui_draw_face(ui, ui_inset(r, 0, 6),
                 &(struct ui_face){.id = "candidate", .face = THEME_CARD, .line = THEME_EDGE, .radius = RADIUS});
    r = ui_inset(r, GAP, GAP_CLOSE);
    ui_draw_icon(ui, ui_cut_right(&r, 30, GAP_CLOSE), UI_ICON_FORWARD, THEME_INK_SOFT);
    struct ui_style title = {.size = TYPE_LABEL, .weight = UI_BOLD, .colour = THEME_INK, .shrink_to = TYPE_NOTE};
    const char *first = d->plate[0] != '\0' ? d->plate : d->name;
    words_join(text, pass->personal ? first : pass->number, pass->personal ? d->id_tail : "", NULL);
    ui_stack_text(ui, &r, text, title, 0);
    char window[WORDS_MAX];
    words_window(ui, model, pass->not_before, pass->expires, window);
    words_join(text, window, pass->personal ? words_either(ui, d->unit_zh, d->unit_en) : "", NULL);
    ui_text(ui, r, text, (struct ui_style){.size = TYPE_SMALL, .colour = THEME_INK_SOFT, .shrink_to = TYPE_NOTE});
}

void verdict_candidates(struct ui *ui, struct ui_rect r, const struct model *model, struct model_action *action)
{
    const struct shown *s = &model->shown;
    ui_card(ui, r);
    r = ui_inset(r, GAP, GAP);
    struct ui_list list = {.id = "candidate", .r = r, .row_height = CANDIDATE_HEIGHT, .count = (int)s->candidate_count};
    list.count = list.count < DESK_CANDIDATES_MAX ? list.count : DESK_CANDIDATES_MAX;
    ui_list_begin(ui, &list);
    for (int i = list.first; i < list.last; i++) {
        draw_candidate(ui, ui_list_row(&list, i), model, &s->candidates[i]);
        if (ui_list_touch(ui, &list, i))
            *action = (struct model_action){.kind = ACTION_CHOOSE_CANDIDATE, .id = s->candidates[i].pass_id};
    }
    ui_list_end(ui, &list);
}

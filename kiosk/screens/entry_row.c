#include "screens/entry_row.h"

#include "screens/presence_words.h"

struct entry_look entry_look_of(const struct log_row *row)
{
    static const struct entry_look by_colour[] = {[VERDICT_RED] = {UI_ICON_CROSS, THEME_STOP, THEME_ON_STOP},
                                                  [VERDICT_AMBER] = {UI_ICON_BANG, THEME_CHECK, THEME_ON_CHECK},
                                                  [VERDICT_GREEN] = {UI_ICON_CHECK_MARK, THEME_GO, THEME_ON_GO}};
    if (row->taken_back)
        return (struct entry_look){UI_ICON_UNDO, THEME_INK_SOFT, THEME_CARD};
    if (row->presence)
        return (struct entry_look){row->vehicle ? UI_ICON_CAR : UI_ICON_PERSON, THEME_BRAND, THEME_ON_BRAND};
    switch (row->kind) {
    case ENTRY_EXIT:
        return (struct entry_look){UI_ICON_LEAVE, THEME_BRAND, THEME_ON_BRAND};
    case ENTRY_REFUSE:
        return by_colour[VERDICT_RED];
    default:
        return by_colour[row->colour];
    }
}

const char *entry_event(const struct log_row *row)
{
    if (row->taken_back)
        return N_("Admitted, then taken back");
    switch (row->kind) {
    case ENTRY_ADMIT:
        return N_("Admit");
    case ENTRY_SHOWN:
        return row->colour == VERDICT_RED ? N_("Not admitted") : N_("Shown, not decided");
    case ENTRY_DECIDE_ADMIT:
        return N_("Admitted after a check");
    case ENTRY_REFUSE:
        return N_("Refused");
    case ENTRY_OVERRIDE:
        return N_("Override");
    case ENTRY_EXIT:
        return N_("Left");
    case ENTRY_TAKE_BACK:
        return N_("Taken back");
    case ENTRY_SIGN_IN:
        return N_("Signed in");
    case ENTRY_SIGN_OUT:
        return N_("Signed out");
    }
    return N_("Entry");
}

void entry_row_draw(struct ui *ui, struct ui_rect r, const struct model *model, const struct log_row *row)
{
    char text[WORDS_MAX], detail[WORDS_MAX];
    struct entry_look look = entry_look_of(row);
    r = ui_inset(r, GAP_HAIR, GAP_CLOSE);
    struct ui_rect badge = ui_cut_left(&r, 46, GAP);
    ui_badge(ui, (struct ui_rect){badge.x, badge.y + (badge.h - 46) / 2, 46, 46}, look.icon, look.disc, look.ink);
    struct ui_style time = {.size = TYPE_SMALL, .colour = THEME_INK_SOFT, .align = UI_RIGHT};
    ui_text(ui, ui_cut_right(&r, 80, GAP_CLOSE), words_time(model, row->at, text), time);
    struct ui_style title = {.size = TYPE_BODY, .weight = UI_BOLD, .colour = THEME_INK, .shrink_to = TYPE_NOTE};
    ui_stack_text(ui, &r, words_entry(ui, row, text), title, 0);
    struct ui_style soft = {.size = TYPE_NOTE, .colour = THEME_INK_SOFT};
    if (row->presence) {
        ui_text(ui, r, presence_detail(ui, model, row, text), soft);
        return;
    }
    const char *event = ui_say(ui, entry_event(row));
    int taken = ui_measure(ui, event, soft, r.w).w + 32;
    words_entry_detail(ui, row, soft, r.w > taken ? r.w - taken : 0, detail);
    bool said = row->kind == ENTRY_EXIT || row->kind == ENTRY_REFUSE; /* the detail says it */
    words_join(text, said ? "" : event, detail, NULL);
    ui_text(ui, r, ui_measure(ui, text, soft, 4000).w > r.w ? event : text, soft);
}

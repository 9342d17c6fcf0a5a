/* One entry of the log in full, with what the guard can still do about it. */
#include <inttypes.h>
#include <stdio.h>

#include "screens/entry_row.h"
#include "screens/page.h"
#include "screens/screens.h"
#include "screens/words.h"

#define NAME_WIDTH 160
#define COLUMN_GAP 40

/* Facts fill one column and, on a wide screen, a second one. */
struct columns {
    struct ui_rect r;
    int top, count, at;
};

static void fact(struct ui *ui, struct columns *c, const char *name, const char *value)
{
    if (!value || !value[0])
        return;
    if (c->r.h < 46 && c->at + 1 < c->count) {
        c->r.x += c->r.w + COLUMN_GAP;
        c->r.h += c->r.y - c->top;
        c->r.y = c->top;
        c->at++;
    }
    page_fact(ui, &c->r, NAME_WIDTH, name, value);
}

static const char *presented_as_words(enum presented_as presented_as)
{
    static const char *const words[] = {[PRESENTED_CODE] = N_("QR code"),
                                        [PRESENTED_SHORT_NUMBER] = N_("Short number"),
                                        [PRESENTED_PLATE] = N_("Plate")};
    return words[presented_as];
}

static void draw_head(struct ui *ui, struct ui_rect r, const struct log_row *row)
{
    char text[WORDS_MAX];
    struct entry_look look = entry_look_of(row);
    ui_badge(ui, ui_cut_left(&r, 80, GAP), look.icon, look.disc, look.ink);
    struct ui_style style = {.size = TYPE_TITLE, .weight = UI_BOLD, .colour = THEME_INK, .shrink_to = TYPE_BODY};
    ui_stack_text(ui, &r, words_entry(ui, row, text), style, 0);
    style = (struct ui_style){.size = TYPE_BODY, .colour = THEME_INK_SOFT, .shrink_to = TYPE_NOTE};
    ui_text(ui, r, ui_say(ui, entry_event(row)), style);
}

static void draw_facts(struct ui *ui, struct ui_rect r, const struct model *model, const struct log_row *row)
{
    char text[WORDS_MAX], number[32];
    struct columns c = {.r = r, .top = r.y, .count = ui_portrait(ui) ? 1 : 2};
    c.r.w = (r.w - (c.count - 1) * COLUMN_GAP) / c.count;
    snprintf(number, sizeof number, "%" PRIu64, row->number);
    fact(ui, &c, N_("When"), words_when(ui, model, row->at, text));
    fact(ui, &c, N_("Reason"), ui_say(ui, words_reason(row->reason)));
    if (row->override_reason != OVERRIDE_NONE)
        fact(ui, &c, N_("Override reason"), ui_say(ui, words_override_reason(row->override_reason)));
    fact(ui, &c, N_("Remark"), row->note);
    if (row->personal) {
        fact(ui, &c, N_("Plate"), row->plate);
        fact(ui, &c, N_("Unit"), words_either(ui, row->unit_zh, row->unit_en));
    }
    if (row->has_kind)
        fact(ui, &c, N_("Kind"), ui_say(ui, words_kind(row->pass_kind)));
    fact(ui, &c, N_("Pass"), row->pass_number);
    if (row->number) /* another gate's entry: how the pass was shown is not known here */
        fact(ui, &c, N_("Presented as"), ui_say(ui, presented_as_words(row->presented_as)));
    if (row->presence)
        fact(ui, &c, N_("Gate"), words_gate(ui, model, row->gate, text));
    fact(ui, &c, N_("Guard on duty"), row->guard_name);
    bool came_in = row->direction == DIRECTION_IN && !row->taken_back &&
                   (row->kind == ENTRY_ADMIT || row->kind == ENTRY_DECIDE_ADMIT || row->kind == ENTRY_OVERRIDE);
    if (came_in)
        fact(ui, &c, N_("State"), ui_say(ui, row->inside ? N_("On campus") : N_("Left")));
    if (row->number)
        fact(ui, &c, N_("Entry"), number);
}

static void draw_actions(struct ui *ui, struct ui_rect r, const struct log_row *row, struct model_action *action)
{
    struct ui_button take_back = {
        .id = "take-back", .label = N_("Take back"), .icon = UI_ICON_UNDO, .off = !row->can_take_back};
    struct ui_button exit = {.id = "exit",
                             .label = N_("Record exit"),
                             .icon = UI_ICON_LEAVE,
                             .kind = UI_BUTTON_PRIMARY,
                             .off = !row->inside};
    if (ui_press(ui, ui_column(r, 0, 2, GAP_WIDE), &take_back))
        *action = (struct model_action){.kind = ACTION_TAKE_BACK, .id = row->entry};
    if (ui_press(ui, ui_column(r, 1, 2, GAP_WIDE), &exit))
        *action = (struct model_action){.kind = ACTION_EXIT, .id = row->entry};
}

static void draw(struct ui *ui, const struct model *model, const struct frame *picture, struct model_action *action)
{
    (void)picture;
    const struct log_row *row = &model->entry;
    struct ui_rect r = page_begin(ui, model, N_("Entry"), action);
    bool admission = row->kind == ENTRY_ADMIT || row->kind == ENTRY_DECIDE_ADMIT || row->kind == ENTRY_OVERRIDE;
    if (admission)
        draw_actions(ui, ui_cut_bottom(&r, CONTROL, GAP), row, action);
    ui_card(ui, r);
    r = ui_inset(r, 32, GAP);
    draw_head(ui, ui_cut_top(&r, CONTROL, GAP_CLOSE), row);
    ui_rule(ui, r.x, r.y - 8, r.w);
    draw_facts(ui, r, model, row);
}

const struct screen screen_entry = {.page = PAGE_ENTRY, .name = "entry", .draw = draw};

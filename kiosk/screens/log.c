/* Today's log: counts, search, colours, who is inside. A touch on an entry opens it. */
#include <stdio.h>
#include <string.h>

#include "screens/entry_row.h"
#include "screens/page.h"
#include "screens/presence_words.h"
#include "screens/screens.h"
#include "screens/words.h"

#define ROW_HEIGHT 92
#define TROUBLES_SHOWN 3

static void draw_count(struct ui *ui, struct ui_rect r, unsigned count, const char *msgid)
{
    char digits[16];
    snprintf(digits, sizeof digits, "%u", count);
    struct ui_style style = {.size = TYPE_TITLE, .weight = UI_BOLD, .colour = THEME_INK, .align = UI_CENTRE};
    ui_stack_text(ui, &r, digits, style, GAP_HAIR);
    style = (struct ui_style){.size = TYPE_NOTE, .colour = THEME_INK_SOFT, .align = UI_CENTRE, .top = true};
    ui_text(ui, r, ui_say(ui, msgid), style);
}

static void draw_counts(struct ui *ui, struct ui_rect r, const struct model *model)
{
    const struct booth_status *b = &model->booth;
    ui_card(ui, r);
    r = ui_inset(r, GAP_CLOSE, GAP_CLOSE);
    if (model->log.tab == LOG_INSIDE) {
        draw_count(ui, ui_column(r, 0, 2, GAP_TIGHT), b->persons_inside, N_("People inside"));
        draw_count(ui, ui_column(r, 1, 2, GAP_TIGHT), b->vehicles_inside, N_("Vehicles inside"));
        return;
    }
    draw_count(ui, ui_column(r, 0, 3, GAP_TIGHT), b->counts.admitted_today, N_("Entries"));
    draw_count(ui, ui_column(r, 1, 3, GAP_TIGHT), b->counts.refused_today, N_("Refused"));
    draw_count(ui, ui_column(r, 2, 3, GAP_TIGHT), (unsigned)b->counts.waiting, N_("To upload"));
}

/* How complete the list of who is inside is: nobody may be sought in vain, and nobody be forgotten. */
static void draw_completeness(struct ui *ui, struct ui_rect *r, const struct model *model)
{
    char text[WORDS_MAX];
    size_t troubles = presence_troubles(model);
    struct ui_style calm = {.size = TYPE_NOTE, .colour = THEME_INK_SOFT, .shrink_to = TYPE_NOTE},
                    bold = {.size = TYPE_SMALL, .weight = UI_BOLD, .colour = THEME_INK, .lines = 2};
    if (troubles == 0)
        ui_text(ui, ui_cut_top(r, 36, GAP_TIGHT), presence_age(ui, model, text), calm);
    for (size_t i = 0; i < troubles && i < TROUBLES_SHOWN; i++) {
        struct ui_rect line = ui_cut_top(r, 60, GAP_HAIR);
        ui_fill(ui, line, THEME_CHECK_SOFT, RADIUS);
        line = ui_inset(line, GAP_CLOSE, 0);
        ui_draw_icon(ui, ui_cut_left(&line, 36, GAP_CLOSE), UI_ICON_CLOUD_OFF, THEME_INK);
        ui_text(ui, line, presence_trouble(ui, model, i, false, text), bold);
    }
    ui_rule(ui, r->x, r->y, r->w);
}

static void draw_tabs(struct ui *ui, struct ui_rect r, const struct model *model, struct model_action *action)
{
    static const char *const tabs[] = {N_("Today"), N_("Inside now")};
    int tab = page_choice(ui, r, "tab", tabs, 2, (int)model->log.tab);
    if (tab >= 0)
        *action = (struct model_action){.kind = ACTION_LOG_TAB, .number = tab};
}

/* All, green, amber, red. Each has a shape beside its colour. */
static void draw_colours(struct ui *ui, struct ui_rect r, const struct model *model, struct model_action *action)
{
    static const struct {
        int colour;
        enum ui_icon icon;
        const char *label;
    } filters[] = {{-1, UI_ICON_NONE, N_("All")},
                   {VERDICT_GREEN, UI_ICON_CHECK, NULL},
                   {VERDICT_AMBER, UI_ICON_WARN, NULL},
                   {VERDICT_RED, UI_ICON_STOP, NULL}};
    for (int i = 0; i < 4; i++) {
        struct ui_button button = {.id = "colour",
                                   .index = i,
                                   .label = filters[i].label,
                                   .icon = filters[i].icon,
                                   .size = filters[i].label ? TYPE_SMALL : TYPE_TITLE,
                                   .kind =
                                       model->log.colour == filters[i].colour ? UI_BUTTON_PRIMARY : UI_BUTTON_PLAIN};
        if (ui_press(ui, ui_column(r, i, 4, GAP_CLOSE), &button))
            *action = (struct model_action){.kind = ACTION_LOG_COLOUR, .number = filters[i].colour};
    }
}

static void draw_search(struct ui *ui, struct ui_rect r, const struct model *model, struct model_action *action)
{
    struct ui_field field = {
        .text = model->log.search, .hint = ui_say(ui, N_("Name, plate or reason")), .size = TYPE_BODY};
    struct ui_rect clear = ui_cut_right(&r, 88, GAP_CLOSE);
    ui_draw_field(ui, r, &field);
    if (ui_target(ui, r, "search", 0))
        *action = (struct model_action){.kind = ACTION_KEYBOARD, .number = 1};
    struct ui_button button = {.id = "clear", .icon = UI_ICON_CROSS, .size = TYPE_LABEL, .off = !model->log.search[0]};
    if (ui_press(ui, clear, &button))
        *action = (struct model_action){.kind = ACTION_CLEAR};
}

static void draw_rows(struct ui *ui, struct ui_rect r, const struct model *model, struct model_action *action)
{
    if (model->log.tab == LOG_INSIDE)
        draw_completeness(ui, &r, model);
    if (model->log.count == 0) {
        const char *headline = !model->log.known              ? N_("Searching")
                               : model->log.search[0]         ? N_("Nothing found")
                               : model->log.tab == LOG_INSIDE ? N_("Nobody is inside")
                                                              : N_("The log is empty");
        page_empty(ui, r, UI_ICON_LIST, headline,
                   model->log.search[0] ? N_("Try fewer characters, or another part of the name.")
                                        : N_("Every scan and decision of today appears here."));
        return;
    }
    struct ui_list list = {.id = "log", .r = r, .row_height = ROW_HEIGHT, .count = (int)model->log.count};
    ui_list_begin(ui, &list);
    for (int i = list.first; i < list.last; i++) {
        struct ui_rect row = ui_list_row(&list, i);
        row.w -= 20;
        if (ui_list_touch(ui, &list, i))
            *action = (struct model_action){.kind = ACTION_OPEN_ENTRY, .number = i};
        entry_row_draw(ui, row, model, &model->log.rows[i]);
        ui_rule(ui, row.x, row.y + ROW_HEIGHT - 1, row.w);
    }
    ui_list_end(ui, &list);
    if (model->log.more && !model->log.waiting && list.last >= list.count && action->kind == ACTION_NOTHING)
        *action = (struct model_action){.kind = ACTION_LOG_MORE};
}

/* The on-screen keyboard for the search, below its field. A real keyboard needs neither. */
static void draw_keyboard(struct ui *ui, struct ui_rect r, const struct model *model, struct model_action *action)
{
    struct ui_rect head = ui_cut_top(&r, CONTROL, GAP_CLOSE);
    struct ui_button done = {
        .id = "keyboard-done", .label = N_("Done"), .kind = UI_BUTTON_PRIMARY, .size = TYPE_BODY, .enter = true};
    if (ui_press(ui, ui_cut_right(&head, 200, GAP_CLOSE), &done))
        *action = (struct model_action){.kind = ACTION_KEYBOARD, .number = 0};
    draw_search(ui, head, model, action);
    page_typed(ui_keys(ui, r, UI_PAD_LATIN), action);
}

static void draw(struct ui *ui, const struct model *model, const struct frame *picture, struct model_action *action)
{
    (void)picture;
    bool portrait = ui_portrait(ui);
    struct ui_rect r = page_begin(ui, model, N_("Log"), action);
    if (model->over.keyboard_open) {
        draw_keyboard(ui, ui_cut_bottom(&r, 92 + ui_keys_height(UI_PAD_LATIN, r.w), GAP_CLOSE), model, action);
        ui_card(ui, r);
        draw_rows(ui, ui_inset(r, GAP, GAP_TIGHT), model, action);
        return;
    }
    struct ui_rect side = portrait ? ui_cut_top(&r, 388, GAP_CLOSE) : ui_cut_left(&r, 420, GAP_WIDE);
    draw_counts(ui, ui_cut_top(&side, CONTROL_TALL, GAP_CLOSE), model);
    draw_tabs(ui, ui_cut_top(&side, CONTROL_LOW, GAP_CLOSE), model, action);
    draw_colours(ui, ui_cut_top(&side, CONTROL_LOW, GAP_CLOSE), model, action);
    draw_search(ui, ui_cut_top(&side, CONTROL, 0), model, action);
    ui_card(ui, r);
    draw_rows(ui, ui_inset(r, GAP, GAP_TIGHT), model, action);
    char typed = ui_typed(ui);
    if (typed && action->kind == ACTION_NOTHING)
        page_typed(typed, action);
}

const struct screen screen_log = {.page = PAGE_LOG, .name = "log", .draw = draw};

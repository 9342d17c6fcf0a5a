/* A roll call: who is still to be found, people and cars apart. A touch on a row says that somebody is safe, another
 * one takes it back. */
#include <stdio.h>

#include "model/roll_call.h"
#include "screens/page.h"
#include "screens/presence_words.h"
#include "screens/screens.h"
#include "screens/words.h"

#define ROW_HEIGHT 104
#define ROW_HEIGHT_NARROW 140 /* long names and units take two lines each */
#define SIDE_HEIGHT 500       /* in portrait */
#define TROUBLES_SHOWN 2
#define TROUBLE_HEIGHT 86

/* ---- The head ---- */

static void draw_count(struct ui *ui, struct ui_rect r, unsigned count, const char *msgid, enum theme_colour ink)
{
    char digits[16];
    snprintf(digits, sizeof digits, "%u", count);
    ui_stack_text(ui, &r, digits,
                  (struct ui_style){.size = TYPE_TITLE, .weight = UI_BOLD, .colour = ink, .align = UI_CENTRE},
                  GAP_HAIR);
    ui_text(
        ui, r, ui_say(ui, msgid),
        (struct ui_style){.size = TYPE_NOTE, .colour = THEME_INK_SOFT, .align = UI_CENTRE, .lines = 2, .top = true});
}

static void draw_counts(struct ui *ui, struct ui_rect r, const struct roll_status *s)
{
    ui_card(ui, r);
    r = ui_inset(r, GAP_CLOSE, GAP_CLOSE);
    draw_count(ui, ui_column(r, 0, 3, GAP_TIGHT), s->people, N_("People to find"), THEME_STOP_INK);
    draw_count(ui, ui_column(r, 1, 3, GAP_TIGHT), s->cars, N_("Cars to find"), THEME_STOP_INK);
    draw_count(ui, ui_column(r, 2, 3, GAP_TIGHT), s->found, N_("Found"), THEME_GO_INK);
}

static void draw_tabs(struct ui *ui, struct ui_rect r, const struct model *model, struct model_action *action)
{
    static const char *const tabs[] = {N_("To find"), N_("All"), N_("Cars")};
    int tab = page_choice(ui, r, "roll-tab", tabs, 3, (int)model->roll_call.tab);
    if (tab >= 0)
        *action = (struct model_action){.kind = ACTION_ROLL_TAB, .number = tab};
}

static void draw_line(struct ui *ui, struct ui_rect *r, const char *text)
{
    ui_stack_text(ui, r, text,
                  (struct ui_style){
                      .size = TYPE_SMALL, .colour = THEME_INK_SOFT, .lines = 2, .top = true, .shrink_to = TYPE_NOTE},
                  GAP_TIGHT);
}

static void draw_trouble(struct ui *ui, struct ui_rect *r, const char *text)
{
    struct ui_rect line = ui_cut_top(r, TROUBLE_HEIGHT, GAP_TIGHT);
    ui_fill(ui, line, THEME_CHECK_SOFT, RADIUS);
    line = ui_inset(line, GAP_CLOSE, 0);
    ui_draw_icon(ui, ui_cut_left(&line, 32, GAP_TIGHT), UI_ICON_CLOUD_OFF, THEME_INK);
    ui_text(ui, line, text,
            (struct ui_style){
                .size = TYPE_SMALL, .weight = UI_BOLD, .colour = THEME_INK, .lines = 3, .shrink_to = TYPE_NOTE});
}

static void draw_end(struct ui *ui, struct ui_rect *r, const struct model *model)
{
    char text[WORDS_MAX], time[WORDS_MAX];
    const struct roll_status *s = &model->roll_call.status;
    const struct text_arg args[] = {{"time", words_when(ui, model, s->ended, time)}, {"who", s->ended_by}};
    if (s->ended == 0 || model->booth.now - s->ended > TICK_DAY)
        return;
    if (s->running) {
        draw_trouble(ui, r,
                     ui_say_args(ui, text, WORDS_MAX, N_("Ended here {time}. Others went on, so it runs."), args, 1));
        return;
    }
    draw_line(ui, r,
              s->ended_by[0] ? ui_say_args(ui, text, WORDS_MAX, N_("The last one ended {time}, by {who}"), args, 2)
                             : ui_say_args(ui, text, WORDS_MAX, N_("The last one ended {time}"), args, 1));
    if (s->alone)
        draw_trouble(ui, r, ui_say(ui, N_("Ended here. The server does not know it yet.")));
}

/* Who started it, how old the list is, and what it may lack. */
static void draw_state(struct ui *ui, struct ui_rect r, const struct model *model)
{
    char text[WORDS_MAX], time[WORDS_MAX];
    const struct roll_status *s = &model->roll_call.status;
    tick synced = model->booth.held.ages.passes;
    if (s->running && s->alone)
        draw_trouble(ui, &r, ui_say(ui, N_("Started here. The server does not have it yet.")));
    if (s->running) {
        const struct text_arg args[] = {{"time", words_when(ui, model, s->at, time)}, {"who", s->by}};
        draw_line(ui, &r,
                  s->by[0] ? ui_say_args(ui, text, WORDS_MAX, N_("Started {time} by {who}"), args, 2)
                           : ui_say_args(ui, text, WORDS_MAX, N_("Started {time}"), args, 1));
    }
    draw_end(ui, &r, model);
    size_t troubles = presence_troubles(model);
    if (troubles == 0)
        draw_line(ui, &r, presence_age(ui, model, text));
    for (size_t i = 0; i < troubles && i < TROUBLES_SHOWN && r.h >= TROUBLE_HEIGHT; i++)
        draw_trouble(ui, &r, presence_trouble(ui, model, i, false, text));
    const struct text_arg args[] = {{"time", words_when(ui, model, synced, time)}};
    if (r.h >= 32)
        draw_line(ui, &r,
                  synced ? ui_say_args(ui, text, WORDS_MAX, N_("Last sync {time}"), args, 1)
                         : ui_say(ui, N_("Not synced yet")));
}

/* ---- The list ---- */

struct look {
    const char *words; /* msgid */
    const char *touch; /* msgid: what a touch does; NULL: nothing more */
    enum ui_icon icon;
    enum theme_colour disc, ink;
};

static struct look look_of(const struct roll_item *item)
{
    static const struct look open = {N_("To find"), N_("Touch when safe"), UI_ICON_BANG, THEME_CHECK, THEME_ON_CHECK},
                             safe = {N_("Safe"), NULL, UI_ICON_CHECK_MARK, THEME_GO, THEME_ON_GO},
                             mine = {N_("Safe"), N_("Touch to take back"), UI_ICON_CHECK_MARK, THEME_GO, THEME_ON_GO},
                             missing = {N_("Not found yet"), N_("Touch when safe"), UI_ICON_BANG, THEME_STOP,
                                        THEME_ON_STOP},
                             away = {N_("Not on campus"), NULL, UI_ICON_LEAVE, THEME_LINE, THEME_INK},
                             left = {N_("Has left"), NULL, UI_ICON_LEAVE, THEME_LINE, THEME_INK};
    if (item->mark == ROLL_SAFE)
        return item->mine ? mine : safe;
    if (item->left)
        return left;
    return item->mark == ROLL_AWAY ? away : item->mark == ROLL_MISSING ? missing : open;
}

static const char *name_of(const struct ui *ui, const struct roll_item *item)
{
    if (item->name[0])
        return item->name;
    if (item->vehicle)
        return item->plate[0] ? item->plate : ui_say(ui, N_("Car, plate not known here"));
    return ui_say(ui, N_("Person without a name here"));
}

static const char *detail_of(const struct ui *ui, const struct model *model, const struct roll_item *item,
                             char out[static WORDS_MAX])
{
    char gate[WORDS_MAX], time[WORDS_MAX], where[WORDS_MAX];
    words_join(where, words_gate(ui, model, item->gate, gate),
               ui_portrait(ui) ? "" : words_when(ui, model, item->since, time), NULL);
    const char *unit = words_either(ui, item->unit_zh, item->unit_en);
    return words_join(out, where, item->vehicle || !item->plate[0] ? unit : item->plate, NULL);
}

static void draw_row(struct ui *ui, struct ui_rect r, const struct model *model, const struct roll_item *item)
{
    char detail[WORDS_MAX];
    const struct look look = look_of(item);
    const bool narrow = ui_portrait(ui);
    ui_rule(ui, r.x, r.y + r.h - 1, r.w);
    r = ui_inset(r, GAP_TIGHT, GAP_TIGHT);
    ui_badge(ui, ui_cut_left(&r, 60, GAP), look.icon, look.disc, look.ink);
    struct ui_rect state = ui_cut_right(&r, narrow ? 150 : 180, GAP_CLOSE);
    struct ui_style bold = {.size = TYPE_BODY,
                            .weight = UI_BOLD,
                            .colour = THEME_INK,
                            .shrink_to = TYPE_NOTE,
                            .lines = narrow ? 2 : 1},
                    soft = {
                        .size = TYPE_SMALL, .colour = THEME_INK_SOFT, .shrink_to = TYPE_NOTE, .lines = 2, .top = true};
    ui_stack_text(ui, &r, name_of(ui, item), bold, GAP_HAIR);
    ui_text(ui, r, detail_of(ui, model, item, detail), soft);
    bold.align = soft.align = UI_RIGHT;
    if (!look.touch) {
        ui_text(ui, state, ui_say(ui, look.words), bold);
        return;
    }
    ui_stack_text(ui, &state, ui_say(ui, look.words), bold, GAP_HAIR);
    ui_text(ui, state, ui_say(ui, look.touch), soft);
}

static void act_on(const struct roll_item *item, struct model_action *action)
{
    if (item->left && item->mark != ROLL_SAFE)
        return;
    *action = (struct model_action){.kind = ACTION_ROLL_TICK, .id = item->id, .number = item->mark != ROLL_SAFE};
}

static void draw_nobody(struct ui *ui, struct ui_rect r, const struct model *model)
{
    const struct model_roll_call *roll = &model->roll_call;
    if (!roll->known)
        page_empty(ui, r, UI_ICON_LIST, N_("Searching"), N_("Names are hidden. Touch the screen to show them."));
    else if (roll->tab == ROLL_TO_FIND)
        page_empty(ui, r, UI_ICON_CHECK_MARK, N_("Everybody is found"), N_("Look at the cars, too."));
    else
        page_empty(ui, r, UI_ICON_LIST, N_("Nobody is on this list"), N_("Admissions of all gates appear here."));
}

static void draw_rows(struct ui *ui, struct ui_rect r, const struct model *model, struct model_action *action)
{
    size_t shown[MODEL_ROLL_MAX], count = 0;
    for (size_t i = 0; i < model->roll_call.count; i++)
        if (model_roll_shows(model, i))
            shown[count++] = i;
    if (count == 0) {
        draw_nobody(ui, r, model);
        return;
    }
    struct ui_list list = {
        .id = "roll", .r = r, .row_height = ui_portrait(ui) ? ROW_HEIGHT_NARROW : ROW_HEIGHT, .count = (int)count};
    ui_list_begin(ui, &list);
    for (int i = list.first; i < list.last; i++) {
        const struct roll_item *item = &model->roll_call.items[shown[i]];
        struct ui_rect row = ui_list_row(&list, i);
        row.w -= 20;
        if (ui_list_touch(ui, &list, i))
            act_on(item, action);
        draw_row(ui, row, model, item);
    }
    ui_list_end(ui, &list);
}

/* ---- The page ---- */

static void draw_start(struct ui *ui, struct ui_rect r, const struct model *model, struct model_action *action)
{
    struct ui_button start = {.id = "roll-start",
                              .label = N_("Start the roll call"),
                              .icon = UI_ICON_BELL,
                              .kind = UI_BUTTON_DANGER,
                              .size = TYPE_BODY,
                              .off = !(model->booth.rights & GUARD_ADMIT)};
    if (ui_press(ui, ui_cut_bottom(&r, CONTROL, GAP), &start))
        *action = (struct model_action){.kind = ACTION_ROLL_START};
    ui_card(ui, r);
    r = ui_inset(r, GAP_WIDE, GAP);
    draw_state(ui, ui_cut_bottom(&r, 210, GAP), model);
    page_empty(ui, r, UI_ICON_BELL, N_("No roll call is running"),
               N_("In an evacuation it lists everybody who is inside, and who has been found."));
}

static void draw_end_button(struct ui *ui, struct ui_rect r, const struct model *model, struct model_action *action)
{
    struct ui_button end = {.id = "roll-end",
                            .label = N_("End the roll call"),
                            .icon = UI_ICON_CHECK_MARK,
                            .size = TYPE_BODY,
                            .off = !(model->booth.rights & GUARD_ADMIT)};
    if (ui_press(ui, r, &end))
        *action = (struct model_action){.kind = ACTION_ROLL_END};
}

static void draw(struct ui *ui, const struct model *model, const struct frame *picture, struct model_action *action)
{
    (void)picture;
    struct ui_rect r = page_begin(ui, model, N_("Roll call"), action);
    if (!model->roll_call.status.running) {
        draw_start(ui, r, model, action);
        return;
    }
    struct ui_rect side = ui_portrait(ui) ? ui_cut_top(&r, SIDE_HEIGHT, GAP_CLOSE) : ui_cut_left(&r, 420, GAP_WIDE);
    draw_counts(ui, ui_cut_top(&side, CONTROL_TALL + 28, GAP_CLOSE), &model->roll_call.status);
    draw_tabs(ui, ui_cut_top(&side, CONTROL_LOW, GAP_CLOSE), model, action);
    draw_end_button(ui, ui_cut_bottom(&side, CONTROL, GAP_CLOSE), model, action);
    draw_state(ui, side, model);
    ui_card(ui, r);
    draw_rows(ui, ui_inset(r, GAP, GAP_TIGHT), model, action);
}

const struct screen screen_roll_call = {.page = PAGE_ROLL_CALL, .name = "roll-call", .draw = draw};

#include "screens/top_bar.h"

#include <stdio.h>

#include "screens/help.h"
#include "screens/words.h"

#define MARGIN 28
#define GAP 12
#define TITLE_LEAST 250 /* for the gate's name and the direction */

const struct top_bar_look top_bar_plain = {.face = THEME_BRAND_DEEP, .ink = THEME_ON_BRAND};

/* Draws a pill at the right unless it would reach left. */
static void pill_right(struct ui *ui, struct ui_rect *bar, int left, const char *text, enum ui_dot dot,
                       enum theme_colour ink)
{
    int width = ui_pill(ui, (struct ui_rect){0, 0, 0, 0}, text, dot, ink, true);
    if (text[0] == '\0' || bar->x + bar->w - width < left)
        return;
    ui_pill(ui, (struct ui_rect){bar->x + bar->w, bar->y, 1, bar->h}, text, dot, ink, true);
    bar->w -= width + GAP;
}

static bool rings(const struct model *model)
{
    return model->booth_known && model->booth.roll_call.running && model->page != PAGE_ROLL_CALL;
}

static const char *queue_words(const struct ui *ui, const struct model *model, char out[static WORDS_MAX])
{
    return ui_say_count(ui, out, WORDS_MAX, N_("{n} to upload"), N_("{n} to upload"), model->booth.counts.waiting);
}

/* Writes how the booth stands with the server, worst first: out of service, without a list, offline and for how long,
 * or the age of the list. */
static const char *sync_words(const struct ui *ui, const struct model *model, char out[static WORDS_MAX],
                              enum ui_dot *dot)
{
    words_update(ui, model, ui_portrait(ui), out, dot);
    if (model_out_of_service(model)) {
        *dot = UI_DOT_BAD;
        snprintf(out, WORDS_MAX, "%s", ui_say(ui, N_("Out of service")));
        return out;
    }
    if (!model->sync.offline || *dot == UI_DOT_BAD)
        return out;
    tick silence = model_server_silence_ms(model);
    char span[WORDS_MAX];
    *dot = UI_DOT_WARN;
    if (silence < TICK_MINUTE) {
        snprintf(out, WORDS_MAX, "%s", ui_say(ui, N_("Offline")));
        return out;
    }
    return ui_say_args(ui, out, WORDS_MAX, N_("Offline {span}"),
                       (struct text_arg[]){{"span", words_span(ui, silence, span)}}, 1);
}

/* Writes the worst fault apart from the list's age; empty when there is none. */
static const char *trouble_words(const struct ui *ui, const struct model *model, char out[static WORDS_MAX],
                                 enum ui_dot *dot)
{
    const struct booth_status *b = &model->booth;
    *dot = UI_DOT_BAD;
    out[0] = '\0';
    if (b->journal) {
        snprintf(out, WORDS_MAX, "%s", ui_say(ui, N_("Not recording")));
    } else if (!b->clock_trusted) {
        snprintf(out, WORDS_MAX, "%s", ui_say(ui, N_("Clock unsure")));
    } else if (b->disk_used_percent >= 80) {
        char percent[12];
        snprintf(percent, sizeof percent, "%u", b->disk_used_percent);
        *dot = UI_DOT_WARN;
        ui_say_args(ui, out, WORDS_MAX, N_("Disk {n} %"), (struct text_arg[]){{"n", percent}}, 1);
    }
    return out;
}

/* Draws the title in the room that is left and returns where it ends. */
static int title(struct ui *ui, struct ui_rect bar, const struct model *model, enum theme_colour ink)
{
    char place[WORDS_MAX];
    if (!model->booth_known)
        snprintf(place, sizeof place, "Gatehouse");
    else if (ui_portrait(ui))
        words_gate(ui, model, model->booth.gate, place);
    else
        words_place(ui, model, model->booth.gate, place);
    struct ui_style style = {.size = TYPE_BODY, .weight = UI_BOLD, .colour = ink, .shrink_to = TYPE_NOTE};
    bar.w = bar.w > 460 ? 460 : bar.w;
    int width = ui_measure_in(ui, place, style, bar).w;
    ui_text(ui, bar, place, style);
    return bar.x + width;
}

/* In place of the title while a roll call runs, on every page. A touch opens the roll call where a guard may. */
static int roll_call(struct ui *ui, struct ui_rect bar, const struct model *model, const struct top_bar_look *look,
                     struct model_action *action)
{
    char count[16];
    const struct roll_status *roll = &model->booth.roll_call;
    struct ui_rect r = {bar.x, bar.y, bar.w > 360 ? 360 : bar.w, bar.h};
    if (!look->still && !look->visitor && ui_target(ui, r, "roll-call", 0))
        *action = (struct model_action){.kind = ACTION_GO, .page = PAGE_ROLL_CALL};
    struct ui_rect face = ui_inset(r, 0, GAP_HAIR);
    ui_fill(ui, face, THEME_CARD, RADIUS);
    face = ui_inset(face, GAP_CLOSE, GAP_HAIR);
    ui_draw_icon(ui, ui_cut_left(&face, 32, GAP_TIGHT), UI_ICON_BELL, THEME_STOP_INK);
    struct ui_style style = {.size = TYPE_SMALL, .weight = UI_BOLD, .colour = THEME_STOP_INK, .shrink_to = TYPE_NOTE};
    snprintf(count, sizeof count, "%u", roll->people + roll->cars);
    if (look->visitor)
        ui_words(ui, face, N_("Roll call in progress"), style);
    else
        ui_words_args(ui, face, N_("Roll call: {n} to find"), (struct text_arg[]){{"n", count}}, 1, style);
    return r.x + r.w;
}

static const char *direction_words(const struct ui *ui, const struct model *model, char out[static WORDS_MAX])
{
    const char *msgid = model->booth.direction == DIRECTION_IN ? N_("In") : N_("Out");
    const char *first = ui_say(ui, msgid), *second = ui_also(ui, msgid);
    snprintf(out, WORDS_MAX, first == second || ui_portrait(ui) ? "%s" : "%s %s", first, second);
    return out;
}

/* A touch changes the direction. The pill's target has the bar's full height. */
static int direction(struct ui *ui, struct ui_rect bar, int x, const struct model *model,
                     const struct top_bar_look *look, struct model_action *action)
{
    char text[WORDS_MAX];
    direction_words(ui, model, text);
    struct ui_rect at = {x + 20, bar.y, 1, bar.h};
    int width = ui_pill(ui, (struct ui_rect){0, 0, 0, 0}, text, UI_DOT_NONE, look->ink, false);
    if (at.x + width > bar.x + bar.w)
        return x;
    if (!look->still && ui_target(ui, (struct ui_rect){at.x, bar.y, width > 76 ? width : 76, bar.h}, "direction", 0))
        *action = (struct model_action){.kind = ACTION_DIRECTION, .number = -1};
    ui_pill(ui, at, text, UI_DOT_NONE, look->ink, false);
    return at.x + width;
}

/* Menu and help, at the right. Upright a roll call takes the room of the help. */
static void keys(struct ui *ui, struct ui_rect *bar, const struct model *model, enum theme_colour ink,
                 struct model_action *action)
{
    struct ui_rect button = {bar->x + bar->w - 72 + 16, bar->y, 72, bar->h};
    if (ui_press(ui, button,
                 &(struct ui_button){
                     .id = "menu", .icon = UI_ICON_MENU, .kind = UI_BUTTON_BARE, .tint = ink, .size = TYPE_LABEL}))
        *action = (struct model_action){.kind = ACTION_GO, .page = PAGE_SETTINGS};
    bar->w -= 72 - 16 + GAP;
    if (ui_portrait(ui) && rings(model))
        return;
    button.x -= HELP_KEY + GAP;
    button.w = HELP_KEY;
    help_key(ui, button, ink, action);
    bar->w -= HELP_KEY;
}

/* The list's age and the countdown before names are hidden always have room, as has the queue's length on a wide
 * screen. The title gets the rest. */
static void draw_states(struct ui *ui, struct ui_rect *bar, const struct model *model, enum theme_colour ink)
{
    char text[WORDS_MAX];
    enum ui_dot dot;
    sync_words(ui, model, text, &dot);
    pill_right(ui, bar, 0, text, dot, ink);
    if (!ui_portrait(ui) ||
        (model->over.privacy_seconds == 0 && !rings(model))) { /* upright there is room for one of them */
        queue_words(ui, model, text);
        pill_right(ui, bar, ui_portrait(ui) ? bar->x + TITLE_LEAST : 0, text, UI_DOT_NONE, ink);
    }
    if (model->over.privacy_seconds > 0) {
        ui_say_count(ui, text, sizeof text, N_("Hides in {n} s"), N_("Hides in {n} s"), model->over.privacy_seconds);
        pill_right(ui, bar, 0, text, UI_DOT_WARN, ink);
    }
}

/* The visitor's side shows no other states; these are for the guard beside it. */
static void draw_cut_off(struct ui *ui, struct ui_rect *bar, const struct model *model, enum theme_colour ink)
{
    char text[WORDS_MAX];
    enum ui_dot dot;
    if (!model->booth_known || (!model->sync.offline && !model_out_of_service(model)))
        return;
    sync_words(ui, model, text, &dot);
    pill_right(ui, bar, 0, text, dot, ink);
}

static void draw_extras(struct ui *ui, struct ui_rect bar, int left, const struct model *model, enum theme_colour ink)
{
    char text[WORDS_MAX];
    enum ui_dot dot;
    trouble_words(ui, model, text, &dot);
    pill_right(ui, &bar, left, text, dot, ink);
    if (model->booth.guard != 0)
        pill_right(ui, &bar, left, model->booth.guard_name, UI_DOT_NONE, ink);
}

struct ui_rect top_bar(struct ui *ui, const struct model *model, const struct top_bar_look *look,
                       struct model_action *action)
{
    struct ui_rect rest = ui_size(ui), bar = ui_cut_top(&rest, TOP_BAR_HEIGHT, 0);
    ui_fill(ui, bar, look->face, 0);
    bar = ui_inset(bar, MARGIN, 0);
    if (!look->still && !look->visitor)
        keys(ui, &bar, model, look->ink, action);
    char text[WORDS_MAX];
    struct ui_style clock = {.size = TYPE_BODY, .weight = UI_BOLD, .colour = look->ink, .align = UI_RIGHT};
    ui_text(ui, ui_cut_right(&bar, 86, GAP_CLOSE), model->booth_known ? words_time(model, model->now, text) : "",
            clock);
    if (look->visitor || !model->booth_known) {
        draw_cut_off(ui, &bar, model, look->ink);
        if (rings(model))
            (void)roll_call(ui, bar, model, look, action);
        else
            (void)title(ui, bar, model, look->ink);
        return rest;
    }
    draw_states(ui, &bar, model, look->ink);
    int end = rings(model) ? roll_call(ui, bar, model, look, action) : title(ui, bar, model, look->ink);
    end = direction(ui, bar, end, model, look, action) + GAP;
    draw_extras(ui, bar, end, model, look->ink);
    return rest;
}

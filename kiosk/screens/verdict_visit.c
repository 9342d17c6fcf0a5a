/* A vehicle whose riders the guard marks: the vehicle on the left, the riders on the right, and a button that says
 * how many it admits. */
#include <stdio.h>

#include "screens/lane_picture.h"
#include "screens/plate_label.h"
#include "screens/verdict_parts.h"
#include "screens/words.h"

#define ROW_HEIGHT 92
#define BAND_HEIGHT 124

/* ---- What stands there ---- */

/* Draws the plate; while names are hidden, the pass's short number, in plain type. */
static void draw_plate(struct ui *ui, struct ui_rect r, const struct pass_card *pass)
{
    struct ui_style number = {
        .size = TYPE_FIGURE, .weight = UI_BOLD, .colour = THEME_INK, .align = UI_CENTRE, .shrink_to = TYPE_LABEL};
    if (pass->personal && pass->display.plate[0])
        plate_label_large(ui, r, pass->display.plate);
    else
        ui_text(ui, r, pass->number, number);
}

static const char *how_known(const struct model *model)
{
    const struct shown *s = &model->shown;
    if (s->by_rider)
        return N_("Found by a rider's code. Check the plate.");
    return s->presented_as == PRESENTED_PLATE ? N_("On today's list") : N_("Found by its code. Check the plate.");
}

/* Without a lane camera, unit, purpose and host have room. */
static void draw_about(struct ui *ui, struct ui_rect r, const struct pass_card *pass)
{
    struct ui_style soft = {.size = TYPE_SMALL, .colour = THEME_INK_SOFT, .shrink_to = TYPE_NOTE};
    struct ui_style bold = {
        .size = TYPE_LABEL, .weight = UI_BOLD, .colour = THEME_INK, .lines = 2, .shrink_to = TYPE_NOTE};
    const struct display *d = &pass->display;
    const char *const labels[] = {N_("Unit"), N_("Purpose"), N_("Host")};
    const char *const values[] = {words_either(ui, d->unit_zh, d->unit_en), d->purpose, d->host};
    ui_card(ui, r);
    r = ui_inset(r, GAP_WIDE, GAP);
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        if (!values[i][0])
            continue;
        ui_stack_text(ui, &r, ui_say(ui, labels[i]), soft, 0);
        ui_stack_text(ui, &r, values[i], bold, GAP_HAIR);
    }
}

static void draw_vehicle(struct ui *ui, struct ui_rect r, const struct model *model, const struct frame *picture,
                         struct model_action *action)
{
    const struct pass_card *pass = &model->shown.pass;
    struct ui_button type = {
        .id = "type", .label = N_("Wrong plate? Type it"), .icon = UI_ICON_KEYBOARD, .size = TYPE_BODY, .escape = true};
    if (ui_press(ui, ui_cut_bottom(&r, CONTROL_LOW, GAP_CLOSE), &type))
        *action = (struct model_action){.kind = ACTION_GO, .page = PAGE_LOOKUP};
    ui_text(ui, ui_cut_bottom(&r, 40, GAP_TIGHT), ui_say(ui, how_known(model)),
            (struct ui_style){.size = TYPE_BODY, .colour = THEME_INK_SOFT, .shrink_to = TYPE_NOTE});
    draw_plate(ui, ui_cut_bottom(&r, 124, GAP), pass);
    if (r.h < 120)
        return;
    if (picture)
        lane_picture(ui, r, &model->devices.car, picture);
    else if (pass->personal)
        draw_about(ui, r, pass);
}

/* ---- The verdict ---- */

static void band_words(const struct ui *ui, const struct model *model, char out[static WORDS_MAX])
{
    const struct shown *s = &model->shown;
    const struct pass_card *pass = &s->pass;
    char text[WORDS_MAX];
    if (s->verdict.colour != VERDICT_GREEN) {
        words_join(out, ui_say(ui, words_reason(s->verdict.reason)), NULL, NULL);
    } else if (s->direction == DIRECTION_OUT && s->inside) {
        words_join(out, ui_say(ui, N_("Inside since")), words_inside(ui, model, s, text), NULL);
    } else {
        const char *unit = pass->personal ? words_either(ui, pass->display.unit_zh, pass->display.unit_en) : "";
        words_join(out, unit, words_window(ui, model, pass->not_before, pass->expires, text),
                   ui_say(ui, words_uses(pass->uses)));
    }
}

static void draw_band(struct ui *ui, struct ui_rect r, const struct model *model)
{
    const struct shown *s = &model->shown;
    bool green = s->verdict.colour == VERDICT_GREEN;
    const char *word = !green ? N_("Check ID") : s->direction == DIRECTION_OUT ? N_("May leave") : N_("May enter");
    char text[WORDS_MAX];
    band_words(ui, model, text);
    ui_fill(ui, r, green ? THEME_GO_SOFT : THEME_CHECK_SOFT, RADIUS);
    ui_fill(ui, ui_cut_left(&r, 14, GAP_WIDE), green ? THEME_GO : THEME_CHECK, 4);
    ui_draw_icon(ui, ui_cut_left(&r, 64, GAP), green ? UI_ICON_CHECK : UI_ICON_WARN, green ? THEME_GO_INK : THEME_INK);
    r = ui_inset(r, 0, GAP_CLOSE);
    struct ui_style bold = {
        .size = TYPE_TITLE, .weight = UI_BOLD, .colour = green ? THEME_GO_INK : THEME_INK, .shrink_to = TYPE_BODY};
    struct ui_rect line = ui_cut_top(&r, 58, GAP_HAIR);
    const char *first = ui_say(ui, word), *also = ui_also(ui, word);
    ui_text(ui, ui_cut_left(&line, ui_measure(ui, first, bold, line.w * 2 / 3).w, GAP_CLOSE), first, bold);
    ui_text(ui, line, first == also ? "" : also,
            (struct ui_style){.size = TYPE_BODY, .colour = THEME_INK_SOFT, .shrink_to = TYPE_NOTE});
    ui_text(ui, r, text, (struct ui_style){.size = TYPE_SMALL, .colour = THEME_INK, .shrink_to = TYPE_NOTE});
}

/* ---- Who is in it ---- */

static void rider_words(const struct ui *ui, const struct shown_rider *rider, bool gone, char out[static WORDS_MAX])
{
    char tail[WORDS_MAX] = "";
    const struct display *d = &rider->pass.display;
    const char *how = gone && rider->here ? N_("Left")
                      : rider->joined     ? N_("Not on this car's list")
                      : rider->by_code    ? N_("Code shown")
                      : rider->inside     ? N_("On campus")
                                          : "";
    if (rider->pass.personal && d->id_tail[0])
        ui_say_args(ui, tail, sizeof tail, N_("ID ends in {tail}"), (struct text_arg[]){{"tail", d->id_tail}}, 1);
    bool amber = rider->can_mark && rider->colour == VERDICT_AMBER;
    words_join(out, tail, how[0] ? ui_say(ui, how) : "", amber ? ui_say(ui, words_reason(rider->reason)) : "");
}

static void draw_box(struct ui *ui, struct ui_rect r, const struct shown_rider *rider)
{
    struct ui_rect box = {r.x, r.y + (r.h - 50) / 2, 50, 50};
    if (!rider->can_mark) {
        ui_draw_icon(ui, box, rider->colour == VERDICT_RED ? UI_ICON_STOP : UI_ICON_WARN,
                     rider->colour == VERDICT_RED ? THEME_STOP_INK : THEME_INK);
    } else if (rider->here) {
        ui_fill(ui, box, THEME_GO, RADIUS);
        ui_draw_icon(ui, ui_inset(box, GAP_TIGHT, GAP_TIGHT), UI_ICON_CHECK_MARK, THEME_ON_GO);
    } else {
        ui_outline(ui, box, THEME_INK_SOFT, RADIUS, 3);
    }
}

static void draw_rider(struct ui *ui, struct ui_rect r, const struct shown_rider *rider, bool gone)
{
    char text[WORDS_MAX];
    r = ui_inset(r, 0, GAP_HAIR);
    ui_draw_face(ui, r,
                 &(struct ui_face){.id = "rider",
                                   .face = THEME_CARD,
                                   .line = rider->here       ? THEME_GO_INK
                                           : rider->can_mark ? THEME_EDGE
                                                             : THEME_LINE,
                                   .radius = RADIUS,
                                   .off = !rider->can_mark});
    r = ui_inset(r, GAP, GAP_TIGHT);
    draw_box(ui, ui_cut_left(&r, 50, GAP), rider);
    const char *state = !rider->can_mark ? words_reason(rider->reason)
                        : rider->here    ? N_("In the car")
                                         : N_("Not in the car");
    struct ui_style style = {.size = TYPE_SMALL,
                             .weight = UI_BOLD,
                             .align = UI_RIGHT,
                             .shrink_to = TYPE_NOTE,
                             .colour = rider->here       ? THEME_GO_INK
                                       : rider->can_mark ? THEME_INK_SOFT
                                                         : THEME_STOP_INK,
                             .lines = 2};
    int width = ui_measure(ui, ui_say(ui, state), style, r.w * 45 / 100).w + 4;
    ui_text(ui, ui_cut_right(&r, width, GAP_CLOSE), ui_say(ui, state), style);
    const struct pass_card *pass = &rider->pass;
    const char *name = pass->personal    ? pass->display.name
                       : pass->number[0] ? pass->number
                                         : ui_say(ui, N_("Unknown code"));
    ui_stack_text(ui, &r, name,
                  (struct ui_style){.size = TYPE_LABEL, .weight = UI_BOLD, .colour = THEME_INK, .shrink_to = TYPE_NOTE},
                  0);
    rider_words(ui, rider, gone, text);
    ui_text(ui, r, text, (struct ui_style){.size = TYPE_SMALL, .colour = THEME_INK_SOFT, .shrink_to = TYPE_NOTE});
}

static void draw_list(struct ui *ui, struct ui_rect r, const struct model *model, struct model_action *action)
{
    const struct shown *s = &model->shown;
    struct ui_list list = {.id = "rider", .r = r, .row_height = ROW_HEIGHT, .count = (int)s->rider_count};
    ui_list_begin(ui, &list);
    for (int i = list.first; i < list.last; i++) {
        const struct shown_rider *rider = &s->riders[i];
        struct ui_rect row = ui_list_row(&list, i);
        row.w -= (int)s->rider_count * ROW_HEIGHT > r.h ? 14 : 0;
        draw_rider(ui, row, rider, model->shown.state == SCAN_WENT_OUT);
        if (rider->can_mark && ui_list_touch(ui, &list, i))
            *action = (struct model_action){.kind = ACTION_MARK, .id = rider->pass.pass_id, .number = !rider->here};
    }
    ui_list_end(ui, &list);
}

void verdict_riders(struct ui *ui, struct ui_rect r, const struct model *model, struct model_action *action)
{
    const struct shown *s = &model->shown;
    char count[WORDS_MAX], title[WORDS_MAX], more[WORDS_MAX];
    struct ui_rect head = ui_cut_top(&r, CONTROL_LOW, GAP_TIGHT);
    bool all = true;
    for (size_t i = 0; i < s->rider_count; i++)
        all = all && (s->riders[i].here || !shown_goes_with_all(s, &s->riders[i]));
    struct ui_button everybody = {
        .id = "all", .label = all ? N_("None of them") : N_("All of them"), .size = TYPE_BODY};
    if (s->rider_count > 1 && ui_press(ui, ui_cut_right(&head, 220, GAP_CLOSE), &everybody))
        *action = (struct model_action){.kind = ACTION_MARK, .number = !all};
    ui_say_count(ui, count, sizeof count, N_("{n} rider"), N_("{n} riders"), s->rider_count);
    words_join(title, count, ui_say(ui, N_("Touch who is in the car")), NULL);
    ui_text(ui, head, title,
            (struct ui_style){.size = TYPE_BODY, .colour = THEME_INK_SOFT, .shrink_to = TYPE_NOTE, .lines = 2});
    if (s->missed > 0) {
        ui_say_count(ui, more, sizeof more, N_("{n} more: please scan their code"),
                     N_("{n} more: please scan their codes"), s->missed);
        ui_text(ui, ui_cut_bottom(&r, 36, GAP_HAIR), more, (struct ui_style){.size = TYPE_SMALL, .colour = THEME_INK});
    }
    draw_list(ui, r, model, action);
}

/* ---- What can be done ---- */

static const char *admit_words(const struct ui *ui, const struct model *model, char out[static WORDS_MAX])
{
    size_t n = shown_here(&model->shown);
    bool leaving = model->shown.direction == DIRECTION_OUT;
    if (n == 0 && !leaving)
        return ui_say(ui, N_("Nobody is marked"));
    if (model->devices.barrier)
        return ui_say_count(ui, out, WORDS_MAX, N_("Raise for {n} person"), N_("Raise for {n} people"), n);
    if (leaving)
        return ui_say_count(ui, out, WORDS_MAX, N_("Let {n} person out"), N_("Let {n} people out"), n);
    return ui_say_count(ui, out, WORDS_MAX, N_("Admit {n} person"), N_("Admit {n} people"), n);
}

static void draw_buttons(struct ui *ui, struct ui_rect r, const struct model *model, struct model_action *action)
{
    const struct shown *s = &model->shown;
    char text[WORDS_MAX];
    bool off = model->deciding, override = s->can_override && s->state == SCAN_WAITING;
    struct ui_button refuse = {
        .id = "refuse", .label = N_("Refuse"), .kind = UI_BUTTON_DANGER, .stack = true, .off = off};
    struct ui_button other = {.id = s->by_rider ? "on-foot" : "override",
                              .label = s->by_rider ? N_("Without the car") : N_("Override\xE2\x80\xA6"),
                              .size = TYPE_BODY,
                              .stack = true,
                              .off = off};
    struct ui_button admit = {.id = "admit",
                              .text = admit_words(ui, model, text),
                              .kind = UI_BUTTON_ADMIT,
                              .size = TYPE_LABEL,
                              .enter = true,
                              .off = off || !s->can_admit};
    if (ui_press(ui, ui_cut_left(&r, 140, GAP), &refuse))
        *action = (struct model_action){.kind = ACTION_REFUSE};
    if ((s->by_rider || override) && ui_press(ui, ui_cut_left(&r, 196, GAP), &other))
        *action = (struct model_action){.kind = s->by_rider ? ACTION_ON_FOOT : ACTION_OVERRIDE};
    if (ui_press(ui, r, &admit))
        *action = (struct model_action){.kind = ACTION_ADMIT};
}

void verdict_visit(struct ui *ui, struct ui_rect r, const struct model *model, const struct frame *picture,
                   struct model_action *action)
{
    r = ui_inset(r, GAP_WIDE, GAP_WIDE);
    struct ui_rect buttons, vehicle;
    if (ui_portrait(ui)) {
        buttons = ui_cut_bottom(&r, CONTROL, GAP);
        vehicle = ui_cut_top(&r, picture ? 560 : 282, GAP_CLOSE);
    } else {
        vehicle = ui_cut_left(&r, r.w * 43 / 100, GAP_WIDE);
        buttons = ui_cut_bottom(&r, CONTROL, GAP);
    }
    draw_vehicle(ui, vehicle, model, picture, action);
    draw_band(ui, ui_cut_top(&r, BAND_HEIGHT, GAP_CLOSE), model);
    verdict_riders(ui, r, model, action);
    draw_buttons(ui, buttons, model, action);
}

/* The end of a walk-up application: the persons, the review in large type, the receipt. */
#include "screens/walk_up_review.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "qr/qr.h"
#include "screens/page.h"
#include "screens/walk_up_parts.h"
#include "screens/words.h"

#define ROW_HEIGHT 84

/* ---- People ---- */

static void correct(struct model_action *action, enum walk_up_step step, size_t person)
{
    *action = (struct model_action){.kind = ACTION_WALK_UP_CORRECT, .number = (int64_t)step + 100 * (int64_t)person};
}

void walk_up_draw_people(struct ui *ui, struct ui_rect r, const struct model *model, struct model_action *action)
{
    const struct walk_up_form *f = &model->walk_up.form;
    struct ui_rect keys = ui_cut_bottom(&r, CONTROL, GAP);
    struct ui_button more = {.id = "more",
                             .label = f->vehicle ? N_("Another rider") : N_("Another person"),
                             .icon = UI_ICON_PERSON,
                             .size = TYPE_BODY,
                             .stack = true,
                             .off = f->person_count == FORM_PERSONS_MAX};
    if (ui_press(ui, ui_cut_left(&keys, keys.w / 2 - 10, GAP), &more))
        *action = (struct model_action){.kind = ACTION_WALK_UP_ADD};
    walk_up_next_key(ui, keys, model, action);
    walk_up_question(ui, &r, f->vehicle ? N_("Is everyone in the car listed?") : N_("Is anyone with you?"), GAP_CLOSE);
    for (size_t i = 0; i < f->person_count && r.h >= ROW_HEIGHT; i++) {
        struct ui_rect row = ui_cut_top(&r, ROW_HEIGHT - 4, GAP_CLOSE);
        if (f->person_count > 1) {
            struct ui_button remove = {.id = "remove",
                                       .index = (int)i,
                                       .icon = UI_ICON_CROSS,
                                       .size = ui_portrait(ui) ? TYPE_LABEL : TYPE_SMALL};
            if (!ui_portrait(ui))
                remove.label = N_("Remove");
            if (ui_press(ui, ui_cut_right(&row, ui_portrait(ui) ? 90 : 240, GAP), &remove))
                *action = (struct model_action){.kind = ACTION_WALK_UP_REMOVE, .number = (int64_t)i};
        }
        struct ui_button name = {.id = "person", .index = (int)i, .text = f->persons[i].name, .size = TYPE_BODY};
        if (!ui_portrait(ui))
            name.icon = UI_ICON_PERSON;
        if (ui_press(ui, row, &name))
            correct(action, STEP_NAME, i);
    }
}

/* ---- Review ---- */

struct review {
    struct ui *ui;
    const struct model *model;
    struct ui_list *list;
    struct model_action *action;
    int row;
};

static void row(struct review *v, const char *name, const char *value, enum walk_up_step step, size_t person)
{
    int at = v->row++;
    if (at < v->list->first || at >= v->list->last)
        return;
    struct ui_rect r = ui_list_row(v->list, at);
    if (ui_list_touch(v->ui, v->list, at))
        correct(v->action, step, person);
    ui_rule(v->ui, r.x, r.y + r.h - 1, r.w);
    struct ui_rect line = ui_inset(r, GAP_CLOSE, GAP_HAIR);
    ui_draw_icon(v->ui, ui_cut_right(&line, 28, GAP_CLOSE), UI_ICON_FORWARD, THEME_INK_SOFT);
    ui_text(v->ui, ui_cut_left(&line, ui_portrait(v->ui) ? 170 : 260, GAP_CLOSE), ui_say(v->ui, name),
            (struct ui_style){.size = TYPE_SMALL, .colour = THEME_INK_SOFT, .shrink_to = TYPE_NOTE, .lines = 2});
    ui_text(v->ui, line, value,
            (struct ui_style){
                .size = TYPE_LABEL, .weight = UI_BOLD, .colour = THEME_INK, .shrink_to = TYPE_NOTE, .lines = 2});
}

static void person_rows(struct review *v, size_t i)
{
    const struct form_person *p = &v->model->walk_up.form.persons[i];
    char grouped[64], document[WORDS_MAX];
    row(v, N_("Name"), p->name, STEP_NAME, i);
    if (p->document == DOCUMENT_RESIDENT_ID)
        walk_up_group_digits(p->number, STEP_DOCUMENT, grouped, sizeof grouped);
    else
        (void)snprintf(grouped, sizeof grouped, "%s", p->number);
    const struct text_arg args[] = {{"number", grouped}, {"kind", ui_say(v->ui, walk_up_document_label(p->document))}};
    ui_say_args(v->ui, document, sizeof document, N_("{number} ({kind})"), args, 2);
    row(v, N_("ID document"), document, STEP_DOCUMENT, i);
    walk_up_group_digits(p->mobile, STEP_MOBILE, grouped, sizeof grouped);
    row(v, N_("Mobile number"), grouped, STEP_MOBILE, i);
    memset(grouped, 0, sizeof grouped);
    memset(document, 0, sizeof document);
}

static const char *duration_words(const struct model *model, char out[static WORDS_MAX])
{
    struct model_clock clock = model_clock(model, model->now);
    tick day_end = model->now + (24 * 60 - clock.hour * 60 - clock.minute) * TICK_MINUTE;
    char from[WORDS_MAX], to[WORDS_MAX];
    tick until = form_until(&model->walk_up.form, model->now, day_end);
    words_time(model, model->now, from);
    if (until >= day_end - TICK_MINUTE)
        (void)snprintf(to, sizeof to, "24:00");
    else
        words_time(model, until, to);
    (void)snprintf(out, WORDS_MAX, "%.20s – %.20s", from, to);
    return out;
}

static const char *failure(enum gh_status status)
{
    switch (status) {
    case GH_NOT_FOUND:
        return N_("This machine is not set up yet. Please ask the guard.");
    case GH_BUSY:
    case GH_TOO_LONG:
        return N_("Too many applications are waiting. Please ask the guard.");
    case GH_MALFORMED:
        return N_("Something is missing or wrong. Please check it again.");
    default:
        return N_("It could not be saved. Please try again, or ask the guard.");
    }
}

void walk_up_draw_review(struct ui *ui, struct ui_rect r, const struct model *model, struct model_action *action)
{
    const struct walk_up_form *f = &model->walk_up.form;
    struct ui_rect keys = ui_cut_bottom(&r, CONTROL_TALL, GAP_CLOSE);
    struct ui_button submit = {.id = "submit",
                               .label = model->walk_up.sending ? N_("One moment") : N_("Submit"),
                               .icon = UI_ICON_CHECK_MARK,
                               .kind = UI_BUTTON_PRIMARY,
                               .size = TYPE_LABEL,
                               .enter = true,
                               .off = model->walk_up.sending};
    if (ui_press(ui, keys, &submit))
        *action = (struct model_action){.kind = ACTION_WALK_UP_SUBMIT};
    walk_up_question(ui, &r, N_("Is everything correct?"), GAP_TIGHT);
    if (model->walk_up.failed) {
        struct ui_rect line = ui_cut_top(&r, 64, GAP_TIGHT);
        ui_draw_icon(ui, ui_cut_left(&line, 40, GAP_CLOSE), UI_ICON_WARN, THEME_STOP_INK);
        ui_text(
            ui, line, ui_say(ui, failure(model->walk_up.failed)),
            (struct ui_style){
                .size = TYPE_BODY, .weight = UI_BOLD, .colour = THEME_STOP_INK, .lines = 2, .shrink_to = TYPE_NOTE});
    }
    const bool guardian = form_needs_guardian(f, model_today(model));
    struct ui_list list = {.id = "review",
                           .r = r,
                           .row_height = ROW_HEIGHT,
                           .count = 4 + f->vehicle + guardian + 3 * (int)f->person_count};
    char words[WORDS_MAX];
    ui_card(ui, r);
    ui_list_begin(ui, &list);
    struct review v = {ui, model, &list, action, 0};
    for (size_t i = 0; i < f->person_count; i++)
        person_rows(&v, i);
    if (guardian)
        row(&v, N_("Parent or guardian"), f->guardian, STEP_GUARDIAN, 0);
    if (f->vehicle)
        row(&v, N_("Plate"), f->plate, STEP_PLATE, 0);
    row(&v, N_("Unit"), model->language == UI_ENGLISH ? f->unit_en : f->unit_zh, STEP_UNIT, 0);
    row(&v, N_("Host"), f->host, STEP_HOST, 0);
    row(&v, N_("Purpose"), ui_say(ui, form_purposes[f->purpose < 0 ? 0 : f->purpose]), STEP_PURPOSE, 0);
    row(&v, N_("Time"), duration_words(model, words), STEP_DURATION, 0);
    ui_list_end(ui, &list);
}

/* ---- Receipt ---- */

static void draw_code(struct ui *ui, struct ui_rect r, const struct model *model)
{
    char text[SYNC_SERVER_MAX + WALK_UP_LINK_LEN + 8];
    struct qr qr;
    (void)snprintf(text, sizeof text, "%s/w/%s", model->sync.status.server, model->walk_up.receipt.link);
    if (!model->sync.status.server[0] || qr_encode(bytes_of_string(text), &qr))
        return;
    int modules = qr.side + 2 * QR_QUIET_ZONE, side = r.w < r.h ? r.w : r.h, scale = side / modules;
    struct ui_rect paper = {r.x + (r.w - modules * scale) / 2, r.y, modules * scale, modules * scale};
    ui_fill(ui, paper, THEME_CODE_LIGHT, 0);
    for (int y = 0; y < qr.side; y++) {
        for (int x = 0; x < qr.side; x++) {
            int begin = x;
            while (x < qr.side && qr_is_dark(&qr, x, y))
                x++;
            if (x > begin)
                ui_fill(ui,
                        (struct ui_rect){paper.x + (begin + QR_QUIET_ZONE) * scale,
                                         paper.y + (y + QR_QUIET_ZONE) * scale, (x - begin) * scale, scale},
                        THEME_CODE_DARK, 0);
        }
    }
}

static void draw_print(struct ui *ui, struct ui_rect r, const struct model *model, struct model_action *action)
{
    static const char *const failures[] = {
        [PRINTED_NO_PAPER] = N_("No paper: note it"),
        [PRINTED_NOT_THERE] = N_("No printer: note it"),
        [PRINTED_FAILED] = N_("Not printed: note it"),
    };
    enum model_print print = model->walk_up.print;
    bool failed = print == MODEL_PRINT_FAILED && model->walk_up.printed > PRINTED_WELL;
    struct ui_button button = {.id = "print",
                               .label = failed                      ? failures[model->walk_up.printed]
                                        : print == MODEL_PRINT_RUNS ? N_("Printing …")
                                        : print == MODEL_PRINT_DONE ? N_("Printed")
                                                                    : N_("Print it"),
                               .icon = failed                      ? UI_ICON_WARN
                                       : print == MODEL_PRINT_DONE ? UI_ICON_CHECK_MARK
                                                                   : UI_ICON_PAPER,
                               .size = failed ? TYPE_SMALL : TYPE_BODY,
                               .stack = true,
                               .off = print == MODEL_PRINT_RUNS || print == MODEL_PRINT_DONE};
    if (ui_press(ui, r, &button))
        *action = (struct model_action){.kind = ACTION_WALK_UP_PRINT};
}

void walk_up_draw_receipt(struct ui *ui, struct ui_rect r, const struct model *model, struct model_action *action)
{
    const struct walk_up_receipt *receipt = &model->walk_up.receipt;
    char number[16];
    struct ui_button done = {.id = "done",
                             .label = N_("Done"),
                             .icon = UI_ICON_CHECK_MARK,
                             .kind = UI_BUTTON_PRIMARY,
                             .size = TYPE_LABEL,
                             .escape = true,
                             .enter = true};
    struct ui_rect keys = ui_cut_bottom(&r, CONTROL_TALL, GAP);
    if (model->settings.printer)
        draw_print(ui, ui_cut_left(&keys, keys.w * 42 / 100, GAP), model, action);
    if (ui_press(ui, keys, &done))
        *action = (struct model_action){.kind = ACTION_WALK_UP_END};
    if (receipt->link[0] && model->sync.status.server[0]) {
        int side = ui_portrait(ui) ? 380 : r.h - 50;
        struct ui_rect code = ui_portrait(ui) ? ui_cut_bottom(&r, side + 50, GAP) : ui_cut_right(&r, side, GAP_WIDE);
        ui_text(ui, ui_cut_bottom(&code, 40, GAP_HAIR), ui_say(ui, N_("Scan to follow your application")),
                (struct ui_style){
                    .size = TYPE_SMALL, .colour = THEME_INK_SOFT, .align = UI_CENTRE, .shrink_to = TYPE_NOTE});
        draw_code(ui, code, model);
    }
    walk_up_question(ui, &r, receipt->again ? N_("You have applied already") : N_("Application submitted"), GAP_CLOSE);
    (void)snprintf(number, sizeof number, "%04" PRIu64, receipt->number);
    ui_stack_text(ui, &r, ui_say(ui, N_("Your number")), (struct ui_style){.size = TYPE_BODY, .colour = THEME_INK_SOFT},
                  0);
    ui_stack_text(
        ui, &r, number,
        (struct ui_style){.size = TYPE_SIGN, .weight = UI_BOLD, .colour = THEME_INK, .shrink_to = TYPE_FIGURE},
        GAP_CLOSE);
    bool offline = !model->sync.known || strcmp(model->sync.status.problem, "none") != 0;
    const char *next =
        receipt->again
            ? N_("Your application is being processed. Please wait near the gate. The guard sees when you may enter.")
        : offline ? N_("The network is down. Your application is saved and will be sent automatically. Please tell the "
                       "guard your number.")
                  : N_("Your application is with the host unit. Once it is approved you get an SMS, and the guard sees "
                       "your number. Keep your original ID document ready.");
    ui_text(ui, r, ui_say(ui, next),
            (struct ui_style){.size = TYPE_BODY, .colour = THEME_INK, .lines = 6, .top = true, .shrink_to = TYPE_NOTE});
}

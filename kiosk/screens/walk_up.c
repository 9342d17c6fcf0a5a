/* The application of a visitor without a reservation: one question a page, a progress bar, and a way back that loses
 * nothing. */
#include <stdio.h>

#include "screens/help.h"
#include "screens/screens.h"
#include "screens/walk_up_parts.h"
#include "screens/walk_up_review.h"
#include "screens/walk_up_type.h"
#include "screens/words.h"
#include "wire/walk_up_notice.h"

#define HEAD_HEIGHT 76
#define LOW_SHARE 62 /* per cent of the height, which a seated person reaches */

/* ---- The head ---- */

static void draw_progress(struct ui *ui, struct ui_rect r, const struct model *model)
{
    int at, of;
    char first[8], last[8], words[WORDS_MAX];
    form_progress(&model->walk_up.form, &at, &of);
    if (model->walk_up.form.step == STEP_START)
        return;
    (void)snprintf(first, sizeof first, "%d", at);
    (void)snprintf(last, sizeof last, "%d", of);
    const struct text_arg args[] = {{"n", first}, {"of", last}};
    struct ui_rect bar = {r.x, r.y + 14, r.w, 14};
    ui_fill(ui, bar, THEME_LINE, 7);
    bar.w = bar.w * at / of;
    ui_fill(ui, bar, THEME_BRAND, 7);
    ui_text(ui, (struct ui_rect){r.x, r.y + 34, r.w, 34},
            ui_say_args(ui, words, sizeof words, N_("Step {n} of {of}"), args, 2),
            (struct ui_style){.size = TYPE_SMALL, .colour = THEME_INK_SOFT});
}

/* The key names the language that it leads to, in that language. */
static void draw_language(struct ui *ui, struct ui_rect r, const struct model *model, struct model_action *action)
{
    struct ui_button language = {
        .id = "language", .text = model->language == UI_ENGLISH ? "中文" : "English", .size = TYPE_BODY};
    if (ui_press(ui, r, &language))
        *action = (struct model_action){.kind = ACTION_LANGUAGE, .number = -1};
}

/* The visitor hears of an evacuation, and nothing of anybody. */
static void draw_roll_call(struct ui *ui, struct ui_rect r)
{
    ui_fill(ui, r, THEME_STOP, RADIUS);
    r = ui_inset(r, GAP_CLOSE, 0);
    ui_draw_icon(ui, ui_cut_left(&r, 28, GAP_TIGHT), UI_ICON_BELL, THEME_ON_STOP);
    ui_text(ui, r, ui_say(ui, N_("Roll call in progress. Please follow the guard.")),
            (struct ui_style){.size = TYPE_SMALL, .weight = UI_BOLD, .colour = THEME_ON_STOP, .shrink_to = TYPE_NOTE});
}

static struct ui_rect draw_head(struct ui *ui, const struct model *model, struct model_action *action)
{
    struct ui_rect r = ui_inset(ui_size(ui), WALK_UP_MARGIN, GAP);
    if (model->booth.roll_call.running)
        draw_roll_call(ui, ui_cut_top(&r, 40, GAP_TIGHT));
    struct ui_rect head = ui_cut_top(&r, HEAD_HEIGHT, GAP_CLOSE);
    bool first = model->walk_up.form.step == STEP_START, sent = model->walk_up.form.step == STEP_SENT;
    draw_language(ui, ui_cut_right(&head, 150, GAP_CLOSE), model, action);
    help_key(ui, ui_cut_right(&head, HELP_KEY, GAP_CLOSE), THEME_INK, action);
    if (!(first && model->mode == MODE_WALK_UP) && !sent) {
        struct ui_button back = {.id = "back",
                                 .label = N_("Back"),
                                 .icon = UI_ICON_BACK,
                                 .size = TYPE_BODY,
                                 .escape = true,
                                 .off = model->walk_up.sending};
        if (ui_press(ui, ui_cut_left(&head, ui_portrait(ui) ? 150 : 190, GAP), &back))
            *action = (struct model_action){.kind = ACTION_BACK};
    }
    if (!sent)
        draw_progress(ui, head, model);
    return r;
}

/* ---- Pages without typing ---- */

static void draw_start(struct ui *ui, struct ui_rect r, const struct model *model, struct model_action *action)
{
    struct ui_rect keys = ui_cut_bottom(&r, CONTROL_TALL, GAP);
    struct ui_button low = {.id = "low",
                            .label = model->walk_up.low ? N_("Move the buttons back") : N_("Lower the buttons"),
                            .icon = model->walk_up.low ? UI_ICON_UP : UI_ICON_DOWN,
                            .size = ui_portrait(ui) ? TYPE_NOTE : TYPE_SMALL,
                            .stack = true};
    struct ui_button begin = {.id = "begin",
                              .label = N_("I agree, begin"),
                              .icon = UI_ICON_FORWARD,
                              .kind = UI_BUTTON_PRIMARY,
                              .size = TYPE_LABEL,
                              .stack = true,
                              .enter = true};
    if (ui_press(ui, ui_cut_left(&keys, keys.w * (ui_portrait(ui) ? 42 : 34) / 100, GAP), &low))
        *action = (struct model_action){.kind = ACTION_WALK_UP_LOW};
    if (ui_press(ui, keys, &begin))
        *action = (struct model_action){.kind = ACTION_WALK_UP_CHOOSE};
    const bool closed = model->booth.closed_today;
    walk_up_question(ui, &r, closed ? N_("The campus takes no visitors today") : N_("No reservation? Apply here"),
                     GAP_CLOSE);
    struct ui_style style = {.size = TYPE_BODY, .colour = THEME_INK, .lines = 3, .top = true, .shrink_to = TYPE_NOTE};
    ui_stack_text(ui, &r,
                  ui_say(ui, closed ? N_("The office refuses applications for today. Please agree on another day with "
                                         "your host, or ask the guard.")
                                    : N_("It takes about two minutes. Have your ID document and mobile phone ready, "
                                         "and know your host's name.")),
                  style, GAP_CLOSE);
    ui_card(ui, r);
    struct ui_rect card = ui_inset(r, GAP, GAP_CLOSE);
    ui_stack_text(ui, &card, ui_say(ui, N_("What happens with your data")),
                  (struct ui_style){.size = TYPE_BODY, .weight = UI_BOLD, .colour = THEME_INK}, GAP_HAIR);
    style = (struct ui_style){
        .size = TYPE_BODY, .colour = THEME_INK_SOFT, .lines = 12, .top = true, .shrink_to = TYPE_NOTE};
    if (model->booth.policy.car_picture_keep > 0) {
        char words[WORDS_MAX];
        struct ui_style more = {.size = TYPE_SMALL, .colour = THEME_INK_SOFT, .lines = 3, .shrink_to = TYPE_NOTE};
        ui_say_count(
            ui, words, sizeof words,
            N_("If a guard overrides the verdict on a car, the security office keeps its picture for {n} day."),
            N_("If a guard overrides the verdict on a car, the security office keeps its pictures for {n} days."),
            (size_t)(model->booth.policy.car_picture_keep / TICK_DAY));
        ui_text(ui, ui_cut_bottom(&card, CONTROL_LOW, GAP_TIGHT), words, more);
    }
    const int64_t days = model->booth.policy.personal_keep / TICK_DAY;
    char notice[WALK_UP_NOTICE_SIZE];
    (void)walk_up_notice(walk_up_notice_version(days), days, model->language == UI_ENGLISH, notice);
    ui_text(ui, card, notice, style);
}

static void draw_category(struct ui *ui, struct ui_rect r, const struct model *model, struct model_action *action)
{
    static const char *const labels[] = {N_("On foot"), N_("By car")};
    static const enum ui_icon icons[] = {UI_ICON_PERSON, UI_ICON_CAR};
    walk_up_question(ui, &r, N_("How do you enter?"), GAP);
    r.h = r.h > 320 ? 320 : r.h;
    walk_up_choices(ui, r, model, labels, icons, 2, 2,
                    model->walk_up.form.category_known ? (int)model->walk_up.form.vehicle : -1, action);
}

static void draw_purpose(struct ui *ui, struct ui_rect r, const struct model *model, struct model_action *action)
{
    walk_up_question(ui, &r, N_("What for?"), GAP);
    walk_up_choices(ui, r, model, form_purposes, NULL, FORM_PURPOSES, ui_portrait(ui) ? 1 : 2,
                    model->walk_up.form.purpose, action);
}

static void draw_sex(struct ui *ui, struct ui_rect r, const struct model *model, struct model_action *action)
{
    static const char *const labels[] = {N_("Male"), N_("Female")};
    char sex = model->walk_up.form.persons[model->walk_up.form.person].sex;
    walk_up_question(ui, &r, N_("Sex, as in the document"), GAP);
    r.h = r.h > 240 ? 240 : r.h;
    walk_up_choices(ui, r, model, labels, NULL, 2, 2, sex == 'M' ? 0 : sex == 'F' ? 1 : -1, action);
}

static void draw_duration(struct ui *ui, struct ui_rect r, const struct model *model, struct model_action *action)
{
    static const char *const labels[FORM_DURATIONS] = {N_("One hour"), N_("Two hours"), N_("Four hours"),
                                                       N_("Until the end of today")};
    walk_up_question(ui, &r, N_("How long will you stay?"), GAP);
    r.h = r.h > 460 ? 460 : r.h;
    walk_up_choices(ui, r, model, labels, NULL, FORM_DURATIONS, 2, model->walk_up.form.duration, action);
}

/* ---- The whole ---- */

static void (*const bodies[STEP_COUNT])(struct ui *, struct ui_rect, const struct model *, struct model_action *) = {
    [STEP_START] = draw_start,
    [STEP_CATEGORY] = draw_category,
    [STEP_PURPOSE] = draw_purpose,
    [STEP_UNIT] = walk_up_draw_typing,
    [STEP_HOST] = walk_up_draw_typing,
    [STEP_PLATE] = walk_up_draw_typing,
    [STEP_NAME] = walk_up_draw_typing,
    [STEP_DOCUMENT] = walk_up_draw_typing,
    [STEP_SEX] = draw_sex,
    [STEP_MOBILE] = walk_up_draw_typing,
    [STEP_PEOPLE] = walk_up_draw_people,
    [STEP_DURATION] = draw_duration,
    [STEP_GUARDIAN] = walk_up_draw_typing,
    [STEP_REVIEW] = walk_up_draw_review,
    [STEP_SENT] = walk_up_draw_receipt,
};

static bool types(enum walk_up_step step)
{
    return bodies[step] == walk_up_draw_typing;
}

static void draw(struct ui *ui, const struct model *model, const struct frame *picture, struct model_action *action)
{
    (void)picture;
    enum walk_up_step step = model->walk_up.form.step;
    struct ui_rect all = ui_size(ui), r;
    if (model->walk_up.low && !types(step) && step != STEP_START && step != STEP_SENT) {
        /* The head stays; all other targets move into the lower part. */
        r = draw_head(ui, model, action);
        int top = all.h - all.h * LOW_SHARE / 100;
        if (r.y < top)
            r = (struct ui_rect){r.x, top, r.w, r.y + r.h - top};
    } else {
        r = draw_head(ui, model, action);
    }
    bodies[step](ui, r, model, action);
    walk_up_still_there(ui, model->walk_up.seconds_left, action);
}

const struct screen screen_walk_up = {.page = PAGE_WALK_UP, .name = "walk-up", .draw = draw};

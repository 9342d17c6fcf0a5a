/* A visitor without a reservation: one question a page, a bar that says how far it is, a way back without loss. */
#include <stdio.h>

#include "screens/apply_parts.h"
#include "screens/screens.h"
#include "screens/words.h"

#define HEAD_HEIGHT 76
#define LOW_SHARE 62 /* per cent of the height that a seated person reaches */

/* ---- Parts ---- */

int apply_question(struct ui *ui, struct ui_rect r, const char *msgid)
{
    return ui_words(ui, r, msgid,
                    (struct ui_style){
                        .size = 40, .weight = UI_BOLD, .colour = THEME_INK, .lines = 2, .shrink_to = 28, .top = true});
}

void apply_next_key(struct ui *ui, struct ui_rect r, const struct ui_model *model, struct ui_action *action)
{
    struct ui_button next = {.id = "next",
                             .label = N_("Continue"),
                             .icon = UI_ICON_FORWARD,
                             .kind = UI_BUTTON_PRIMARY,
                             .size = 34,
                             .enter = true,
                             .off = model->apply.check != APPLY_GOOD && !model->apply.ime.composition[0]};
    if (ui_press(ui, r, &next))
        *action = (struct ui_action){.kind = UI_ENTER};
}

void apply_choices(struct ui *ui, struct ui_rect r, const struct ui_model *model, const char *const *labels,
                   const enum ui_icon *icons, int count, int columns, int chosen, struct ui_action *action)
{
    int rows = (count + columns - 1) / columns;
    (void)model;
    for (int i = 0; i < count; i++) {
        struct ui_button button = {.id = "choice",
                                   .index = i,
                                   .label = labels[i],
                                   .icon = icons ? icons[i] : UI_ICON_NONE,
                                   .size = 32,
                                   .stack = true,
                                   .kind = i == chosen ? UI_BUTTON_PRIMARY : UI_BUTTON_PLAIN};
        if (ui_press(ui, ui_grid(r, i, columns, rows, 20), &button))
            *action = (struct ui_action){.kind = UI_APPLY_CHOOSE, .number = i};
    }
}

/* ---- The head ---- */

static void draw_progress(struct ui *ui, struct ui_rect r, const struct ui_model *model)
{
    int at, of;
    char first[8], last[8], words[WORDS_MAX];
    apply_progress(&model->apply.form, &at, &of);
    if (model->apply.form.step == APPLY_START)
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
            (struct ui_style){.size = 22, .colour = THEME_INK_SOFT});
}

/* Words of one language each: the other one is what this key leads to. */
static void draw_language(struct ui *ui, struct ui_rect r, const struct ui_model *model, struct ui_action *action)
{
    struct ui_button language = {
        .id = "language", .text = model->language == UI_ENGLISH ? "中文" : "English", .size = 28};
    if (ui_press(ui, r, &language))
        *action = (struct ui_action){.kind = UI_LANGUAGE, .number = -1};
}

static struct ui_rect draw_head(struct ui *ui, const struct ui_model *model, struct ui_action *action)
{
    struct ui_rect r = ui_inset(ui_size(ui), APPLY_MARGIN, 20), head = ui_cut_top(&r, HEAD_HEIGHT, 12);
    bool first = model->apply.form.step == APPLY_START, sent = model->apply.form.step == APPLY_SENT;
    draw_language(ui, ui_cut_right(&head, 150, 20), model, action);
    if (!(first && model->mode == UI_WALK_UP) && !sent) {
        struct ui_button back = {.id = "back",
                                 .label = N_("Back"),
                                 .icon = UI_ICON_BACK,
                                 .size = 26,
                                 .escape = true,
                                 .off = model->apply.sending};
        if (ui_press(ui, ui_cut_left(&head, ui_portrait(ui) ? 150 : 190, 20), &back))
            *action = (struct ui_action){.kind = UI_BACK};
    }
    if (!sent)
        draw_progress(ui, head, model);
    return r;
}

/* ---- Pages without typing ---- */

static void draw_start(struct ui *ui, struct ui_rect r, const struct ui_model *model, struct ui_action *action)
{
    struct ui_rect keys = ui_cut_bottom(&r, 112, 24);
    struct ui_button low = {.id = "low",
                            .label = model->apply.low ? N_("Use the whole screen") : N_("Everything lower"),
                            .icon = model->apply.low ? UI_ICON_UP : UI_ICON_DOWN,
                            .size = ui_portrait(ui) ? 21 : 24,
                            .stack = true};
    struct ui_button begin = {.id = "begin",
                              .label = N_("I agree, begin"),
                              .icon = UI_ICON_FORWARD,
                              .kind = UI_BUTTON_PRIMARY,
                              .size = 36,
                              .stack = true,
                              .enter = true};
    if (ui_press(ui, ui_cut_left(&keys, keys.w * (ui_portrait(ui) ? 42 : 34) / 100, 20), &low))
        *action = (struct ui_action){.kind = UI_APPLY_LOW};
    if (ui_press(ui, keys, &begin))
        *action = (struct ui_action){.kind = UI_APPLY_CHOOSE};
    (void)apply_question(ui, ui_cut_top(&r, 116, 8), N_("No reservation? Apply here"));
    struct ui_style style = {.size = 28, .colour = THEME_INK, .lines = 3, .top = true, .shrink_to = 22};
    ui_text(
        ui, ui_cut_top(&r, ui_portrait(ui) ? 130 : 84, 12),
        ui_say(ui, N_("It takes about a minute. You need an ID document and a mobile phone, and you should know whom "
                      "you want to visit.")),
        style);
    ui_card(ui, r);
    struct ui_rect card = ui_inset(r, 24, 16);
    ui_text(ui, ui_cut_top(&card, 40, 6), ui_say(ui, N_("What happens with your data")),
            (struct ui_style){.size = 26, .weight = UI_BOLD, .colour = THEME_INK});
    style = (struct ui_style){.size = 30, .colour = THEME_INK_SOFT, .lines = 12, .top = true, .shrink_to = 19};
    if (model->booth.policy.car_picture_keep > 0) {
        char words[WORDS_MAX];
        struct ui_style more = {.size = 24, .colour = THEME_INK_SOFT, .lines = 3, .shrink_to = 19};
        ui_say_count(ui, words, sizeof words,
                     N_("If a guard has to let a car in by hand, its picture is kept for {n} day."),
                     N_("If a guard has to let a car in by hand, its picture is kept for {n} days."),
                     (size_t)(model->booth.policy.car_picture_keep / TICK_DAY));
        ui_text(ui, ui_cut_bottom(&card, 76, 8), words, more);
    }
    ui_text(
        ui, card,
        ui_say(ui, N_("The university takes name, sex, mobile and ID number of everybody who enters, to decide about "
                      "the visit and to know who was here. The unit and the security office see them. They are "
                      "sealed on this machine at once, and deleted when their time is over. You may have them "
                      "shown, corrected or deleted: ask the security office.")),
        style);
}

static void draw_category(struct ui *ui, struct ui_rect r, const struct ui_model *model, struct ui_action *action)
{
    static const char *const labels[] = {N_("On foot"), N_("By car")};
    static const enum ui_icon icons[] = {UI_ICON_PERSON, UI_ICON_CAR};
    ui_cut_top(&r, apply_question(ui, (struct ui_rect){r.x, r.y, r.w, 110}, N_("How do you enter?")), 20);
    r.h = r.h > 320 ? 320 : r.h;
    apply_choices(ui, r, model, labels, icons, 2, 2,
                  model->apply.form.category_known ? (int)model->apply.form.vehicle : -1, action);
}

static void draw_purpose(struct ui *ui, struct ui_rect r, const struct ui_model *model, struct ui_action *action)
{
    ui_cut_top(&r, apply_question(ui, (struct ui_rect){r.x, r.y, r.w, 110}, N_("What for?")), 20);
    apply_choices(ui, r, model, apply_purposes, NULL, APPLY_PURPOSES, ui_portrait(ui) ? 1 : 2,
                  model->apply.form.purpose, action);
}

static void draw_sex(struct ui *ui, struct ui_rect r, const struct ui_model *model, struct ui_action *action)
{
    static const char *const labels[] = {N_("Male"), N_("Female")};
    char sex = model->apply.form.persons[model->apply.form.person].sex;
    ui_cut_top(&r, apply_question(ui, (struct ui_rect){r.x, r.y, r.w, 110}, N_("Sex, as in the document")), 20);
    r.h = r.h > 240 ? 240 : r.h;
    apply_choices(ui, r, model, labels, NULL, 2, 2, sex == 'M' ? 0 : sex == 'F' ? 1 : -1, action);
}

static void draw_duration(struct ui *ui, struct ui_rect r, const struct ui_model *model, struct ui_action *action)
{
    static const char *const labels[APPLY_DURATIONS] = {N_("One hour"), N_("Two hours"), N_("Four hours"),
                                                        N_("Until the evening")};
    ui_cut_top(&r, apply_question(ui, (struct ui_rect){r.x, r.y, r.w, 110}, N_("How long will you stay?")), 20);
    r.h = r.h > 460 ? 460 : r.h;
    apply_choices(ui, r, model, labels, NULL, APPLY_DURATIONS, 2, model->apply.form.duration, action);
}

/* ---- The whole ---- */

static void draw_still_there(struct ui *ui, const struct ui_model *model, struct ui_action *action)
{
    char seconds[8], words[WORDS_MAX];
    struct ui_rect r = ui_dialog(ui, 640, 400), key = ui_cut_bottom(&r, 96, 20);
    (void)snprintf(seconds, sizeof seconds, "%u", model->apply.seconds_left);
    ui_words(ui, ui_cut_top(&r, 110, 12), N_("Are you still there?"),
             (struct ui_style){.size = 40, .weight = UI_BOLD, .colour = THEME_INK, .lines = 2, .shrink_to = 28});
    ui_text(ui, r,
            ui_say_args(ui, words, sizeof words, N_("Everything is cleared in {n} s."),
                        (struct text_arg[]){{"n", seconds}}, 1),
            (struct ui_style){.size = 30, .colour = THEME_INK_SOFT, .lines = 2, .top = true});
    struct ui_button stay = {
        .id = "stay", .label = N_("Go on"), .kind = UI_BUTTON_PRIMARY, .size = 34, .escape = true, .enter = true};
    if (ui_press(ui, key, &stay))
        *action = (struct ui_action){.kind = UI_TOUCH};
}

static void (*const bodies[APPLY_STEP_COUNT])(struct ui *, struct ui_rect, const struct ui_model *,
                                              struct ui_action *) = {
    [APPLY_START] = draw_start,         [APPLY_CATEGORY] = draw_category,     [APPLY_PURPOSE] = draw_purpose,
    [APPLY_UNIT] = apply_draw_typing,   [APPLY_HOST] = apply_draw_typing,     [APPLY_PLATE] = apply_draw_typing,
    [APPLY_NAME] = apply_draw_typing,   [APPLY_DOCUMENT] = apply_draw_typing, [APPLY_SEX] = draw_sex,
    [APPLY_MOBILE] = apply_draw_typing, [APPLY_PEOPLE] = apply_draw_people,   [APPLY_DURATION] = draw_duration,
    [APPLY_REVIEW] = apply_draw_review, [APPLY_SENT] = apply_draw_receipt,
};

static bool types(enum apply_step step)
{
    return bodies[step] == apply_draw_typing;
}

static void draw(struct ui *ui, const struct ui_model *model, const struct frame *picture, struct ui_action *action)
{
    (void)picture;
    enum apply_step step = model->apply.form.step;
    struct ui_rect all = ui_size(ui), r;
    if (model->apply.low && !types(step) && step != APPLY_START && step != APPLY_SENT) {
        /* The head stays where it is: what has to be touched is below. */
        r = draw_head(ui, model, action);
        int top = all.h - all.h * LOW_SHARE / 100;
        if (r.y < top)
            r = (struct ui_rect){r.x, top, r.w, r.y + r.h - top};
    } else {
        r = draw_head(ui, model, action);
    }
    bodies[step](ui, r, model, action);
    if (model->apply.seconds_left > 0)
        draw_still_there(ui, model, action);
}

const struct screen screen_apply = {.page = PAGE_APPLY, .name = "apply", .draw = draw};

/* The visitor's side: guidance readable from two metres, and a verdict that says what to do. No personal data. */
#include <math.h>
#include <stdio.h>

#include "screens/notice.h"
#include "screens/screens.h"
#include "screens/top_bar.h"
#include "screens/words.h"

#define FRAME_MS 33

struct phase {
    enum theme_colour base, bar, ink;
    enum ui_icon icon;
    const char *word, *sentence; /* msgids */
};

static const struct phase phases[] = {
    [SELF_WAITING] = {THEME_PAPER, THEME_BRAND_DEEP, THEME_ON_BRAND, UI_ICON_PHONE_CODE, N_("Show your code"),
                      N_("Hold it still inside the frame, a hand's width away.")},
    [SELF_LET_IN] = {THEME_GO, THEME_GO_DEEP, THEME_ON_GO, UI_ICON_CHECK, N_("Please go in"), N_("Welcome.")},
    [SELF_SEE_GUARD] = {THEME_CHECK, THEME_CHECK_DEEP, THEME_ON_CHECK, UI_ICON_WARN, N_("Please see the guard"),
                        N_("The guard will help you.")},
    [SELF_NOT_NOW] = {THEME_STOP, THEME_STOP_DEEP, THEME_ON_STOP, UI_ICON_STOP, N_("Not now"),
                      N_("See the guard if you need help.")},
    [SELF_HELP] = {THEME_BRAND, THEME_BRAND_DEEP, THEME_ON_BRAND, UI_ICON_BELL, N_("The bell rings"),
                   N_("Please see the guard, or call {phone}.")},
};

/* Without a loudspeaker no bell rings: then the words only send the visitor to the guard. */
static const struct phase *phase_of(const struct model *model)
{
    static const struct phase silent = {
        THEME_BRAND,    THEME_BRAND_DEEP,           THEME_ON_BRAND,
        UI_ICON_PERSON, N_("Please see the guard"), N_("Please see the guard, or call {phone}.")};
    bool rings = model->self_scan.phase != SELF_HELP || model->diagnostics.sound;
    return rings ? &phases[model->self_scan.phase] : &silent;
}

/* Returns a value that swings between -1 and 1 in 1.6 s. */
static float swing(const struct ui *ui)
{
    return sinf((float)(ui_now(ui) % 1600) / 1600 * 6.2831853f);
}

static void help_button(struct ui *ui, struct ui_rect r, const struct model *model, enum theme_colour ink, bool quiet,
                        struct model_action *action)
{
    struct ui_button help = {.id = "help",
                             .label = model->diagnostics.sound ? N_("Ring for the guard") : N_("Need help?"),
                             .icon = model->diagnostics.sound ? UI_ICON_BELL : UI_ICON_PERSON,
                             .kind = quiet ? UI_BUTTON_QUIET : UI_BUTTON_PLAIN,
                             .tint = ink,
                             .size = TYPE_LABEL,
                             .stack = true};
    if (model->settings.self_scan_help && ui_press(ui, r, &help))
        *action = (struct model_action){.kind = ACTION_HELP};
}

/* ---- Waiting ---- */

static void draw_guidance(struct ui *ui, struct ui_rect r, bool camera)
{
    const struct phase *phase = &phases[SELF_WAITING];
    int move = (int)(swing(ui) * 14), icon = r.h > 460 ? 200 : 110;
    struct ui_rect place = ui_cut_top(&r, icon + 28, GAP_TIGHT);
    ui_draw_icon(ui, (struct ui_rect){place.x + (place.w - icon) / 2, place.y + 14 + move, icon, icon}, phase->icon,
                 THEME_BRAND_INK);
    struct ui_style word = {.size = TYPE_FIGURE,
                            .weight = UI_BOLD,
                            .colour = THEME_INK,
                            .align = UI_CENTRE,
                            .lines = 2,
                            .shrink_to = TYPE_LABEL,
                            .top = true};
    if (r.h < 330)
        word.size = TYPE_TITLE;
    ui_stack_words(ui, &r, phase->word, word, GAP_CLOSE);
    struct ui_style sentence = {.size = TYPE_BODY,
                                .colour = THEME_INK_SOFT,
                                .align = UI_CENTRE,
                                .lines = 3,
                                .top = true,
                                .shrink_to = TYPE_NOTE};
    ui_text(ui, r, ui_say(ui, camera ? phase->sentence : N_("The camera is not ready. Please see the guard.")),
            sentence);
}

static void draw_picture(struct ui *ui, struct ui_rect r, const struct frame *picture)
{
    ui_camera(ui, r, picture, true, RADIUS_CARD);
    if (picture == NULL) {
        ui_draw_icon(ui, (struct ui_rect){r.x + r.w / 2 - 70, r.y + r.h / 2 - 70, 140, 140}, UI_ICON_CAMERA,
                     THEME_ON_CAMERA);
        return;
    }
    int side = (r.w < r.h ? r.w : r.h) * 74 / 100 + (int)(swing(ui) * 8);
    ui_scan_corners(ui, (struct ui_rect){r.x + (r.w - side) / 2, r.y + (r.h - side) / 2, side, side}, THEME_ON_CAMERA);
}

static void walk_up_button(struct ui *ui, struct ui_rect r, struct model_action *action)
{
    struct ui_button walk_up = {.id = "walk-up",
                                .label = N_("No reservation? Apply here"),
                                .icon = UI_ICON_PAPER,
                                .size = TYPE_BODY,
                                .stack = true};
    if (ui_press(ui, r, &walk_up))
        *action = (struct model_action){.kind = ACTION_WALK_UP};
}

static void draw_waiting(struct ui *ui, struct ui_rect r, const struct model *model, const struct frame *picture,
                         struct model_action *action)
{
    const struct frame *shown = model->devices.camera == CAMERA_LIVE ? picture : NULL;
    struct ui_rect words;
    r = ui_inset(r, GAP_WIDE, GAP_WIDE);
    if (ui_portrait(ui)) {
        help_button(ui, ui_cut_bottom(&r, CONTROL_TALL, GAP), model, THEME_INK, false, action);
        walk_up_button(ui, ui_cut_bottom(&r, CONTROL, GAP), action);
        words = ui_cut_bottom(&r, 400, GAP);
    } else {
        words = ui_cut_right(&r, 420, GAP_WIDE);
        help_button(ui, ui_cut_bottom(&words, CONTROL_TALL, GAP), model, THEME_INK, false, action);
        walk_up_button(ui, ui_cut_bottom(&words, CONTROL, GAP), action);
    }
    draw_picture(ui, r, shown);
    draw_guidance(ui, words, shown != NULL);
    ui_animate(ui, FRAME_MS);
}

/* ---- The answer ---- */

/* Writes when or where the visitor may enter, which the holder of a genuine pass may know. */
static const char *not_now_words(const struct ui *ui, const struct model *model, char out[static WORDS_MAX])
{
    const struct pass_card *pass = &model->shown.pass;
    char value[WORDS_MAX];
    const struct text_arg arg[] = {{"value", value}};
    out[0] = '\0';
    if (!model->shown.has_pass)
        return out;
    switch (model->shown.verdict.reason) {
    case REASON_TOO_EARLY:
        words_when(ui, model, pass->not_before, value);
        return ui_say_args(ui, out, WORDS_MAX, N_("You may enter from {value}"), arg, 1);
    case REASON_EXPIRED:
        words_when(ui, model, pass->expires, value);
        return ui_say_args(ui, out, WORDS_MAX, N_("This pass expired {value}"), arg, 1);
    case REASON_WRONG_GATE:
        words_gates(ui, model, pass->gates, value);
        return ui_say_args(ui, out, WORDS_MAX, N_("Please use {value}"), arg, 1);
    default:
        return out;
    }
}

static const char *sentence_of(const struct ui *ui, const struct model *model, char out[static WORDS_MAX])
{
    const char *phone = model->settings.office_phone;
    if (model->self_scan.phase != SELF_HELP)
        return ui_say(ui, phase_of(model)->sentence);
    if (!phone[0])
        return ui_say(ui, model->diagnostics.sound ? N_("Please see the guard") : N_("The guard will help you."));
    return ui_say_args(ui, out, WORDS_MAX, phase_of(model)->sentence, (struct text_arg[]){{"phone", phone}}, 1);
}

static void draw_answer(struct ui *ui, struct ui_rect r, const struct model *model, struct model_action *action)
{
    const struct phase *phase = phase_of(model);
    bool help = model->self_scan.phase == SELF_SEE_GUARD || model->self_scan.phase == SELF_NOT_NOW;
    r = ui_inset(r, GAP_WIDE, GAP_WIDE);
    if (help && model->settings.self_scan_help) {
        struct ui_rect button = ui_cut_bottom(&r, CONTROL_TALL, GAP);
        help_button(ui, ui_portrait(ui) ? button : ui_inset(button, button.w / 4, 0), model, phase->ink, true, action);
    }
    int icon = ui_portrait(ui) ? 320 : help ? 180 : 250;
    char detail[WORDS_MAX] = "", sentence[WORDS_MAX];
    if (model->self_scan.phase == SELF_NOT_NOW)
        not_now_words(ui, model, detail);
    struct ui_style word = {.size = TYPE_SIGN,
                            .weight = UI_BOLD,
                            .colour = phase->ink,
                            .align = UI_CENTRE,
                            .lines = 2,
                            .shrink_to = TYPE_FIGURE,
                            .top = true};
    struct ui_style large = {.size = TYPE_TITLE,
                             .weight = UI_BOLD,
                             .colour = phase->ink,
                             .align = UI_CENTRE,
                             .lines = 2,
                             .shrink_to = TYPE_BODY,
                             .top = true};
    struct ui_style second = {
        .size = TYPE_TITLE, .colour = phase->ink, .align = UI_CENTRE, .shrink_to = TYPE_BODY, .top = true};
    const char *first = ui_say(ui, phase->word), *also = ui_also(ui, phase->word);
    int heights[2] = {ui_measure(ui, first, word, r.w).h, ui_measure(ui, detail, large, r.w).h};
    int total = icon + 16 + heights[0] + 60 + (heights[1] > 0 ? heights[1] + 8 : 50);
    r.y += r.h > total ? (r.h - total) / 2 : 0;
    ui_draw_icon(ui, ui_cut_top(&r, icon, GAP_CLOSE), phase->icon, phase->ink);
    ui_text(ui, ui_cut_top(&r, heights[0], 0), first, word);
    ui_text(ui, ui_cut_top(&r, 54, GAP_TIGHT), first == also ? "" : also, second);
    if (heights[1] > 0)
        ui_text(ui, ui_cut_top(&r, heights[1], GAP_TIGHT), detail, large);
    second.size = TYPE_LABEL;
    if (heights[1] == 0) /* a detail replaces the sentence */
        ui_text(ui, ui_cut_top(&r, 50, 0), sentence_of(ui, model, sentence), second);
}

static void draw(struct ui *ui, const struct model *model, const struct frame *picture, struct model_action *action)
{
    const struct phase *phase = phase_of(model);
    const struct top_bar_look look = {.face = phase->bar, .ink = phase->ink, .visitor = true};
    struct ui_rect r = top_bar(ui, model, &look, action);
    if (model->self_scan.phase == SELF_WAITING)
        draw_waiting(ui, r, model, picture, action);
    else
        draw_answer(ui, r, model, action);
}

static enum theme_colour base(const struct model *model)
{
    return phase_of(model)->base;
}

const struct screen screen_self_scan = {.page = PAGE_SELF_SCAN, .name = "self-scan", .draw = draw, .base = base};

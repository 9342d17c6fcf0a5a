/* The verdict: full-bleed colour, one sign, one word, and the next step. */
#include <stdio.h>
#include <string.h>

#include "screens/screens.h"
#include "screens/top_bar.h"
#include "screens/verdict_parts.h"
#include "screens/words.h"

#define BADGE_HEIGHT 42

/* ---- Faces ---- */

enum face_name {
    FACE_GO,
    FACE_OUT,
    FACE_OVERRIDDEN,
    FACE_CONFIRM,
    FACE_CHECK,
    FACE_STOP,
    FACE_REFUSED,
    FACE_TAKEN_BACK,
    FACE_PAPER
};

static const struct verdict_face faces[] = {
    [FACE_GO] = {THEME_GO, THEME_GO_DEEP, THEME_ON_GO, UI_ICON_CHECK, N_("Admit")},
    [FACE_OUT] = {THEME_GO, THEME_GO_DEEP, THEME_ON_GO, UI_ICON_CHECK, N_("Let out")},
    [FACE_OVERRIDDEN] = {THEME_GO, THEME_GO_DEEP, THEME_ON_GO, UI_ICON_CHECK, N_("Admit")},
    [FACE_CONFIRM] = {THEME_CHECK, THEME_CHECK_DEEP, THEME_ON_CHECK, UI_ICON_WARN, N_("Check ID")},
    [FACE_CHECK] = {THEME_CHECK, THEME_CHECK_DEEP, THEME_ON_CHECK, UI_ICON_WARN, N_("Check ID")},
    [FACE_STOP] = {THEME_STOP, THEME_STOP_DEEP, THEME_ON_STOP, UI_ICON_STOP, N_("Do not admit")},
    [FACE_REFUSED] = {THEME_STOP, THEME_STOP_DEEP, THEME_ON_STOP, UI_ICON_STOP, N_("Refused")},
    [FACE_TAKEN_BACK] = {THEME_STOP, THEME_STOP_DEEP, THEME_ON_STOP, UI_ICON_STOP, N_("Taken back")},
    [FACE_PAPER] = {THEME_CHECK, THEME_CHECK_DEEP, THEME_ON_CHECK, UI_ICON_WARN, N_("Write it down")},
};

static bool is_settled(enum scan_state state)
{
    return state == SCAN_ADMITTED || state == SCAN_WENT_OUT || state == SCAN_OVERRIDDEN;
}

/* Green only when the journal holds the admission: these states follow a committed entry. */
static enum face_name face_name_of(const struct shown *s)
{
    if (s->paper_log && is_settled(s->state))
        return FACE_PAPER;
    switch (s->state) {
    case SCAN_ADMITTED:
        return s->direction == DIRECTION_OUT ? FACE_OUT : FACE_GO;
    case SCAN_WENT_OUT:
        return FACE_OUT;
    case SCAN_OVERRIDDEN:
        return FACE_OVERRIDDEN;
    case SCAN_TO_CONFIRM:
        return FACE_CONFIRM;
    case SCAN_REFUSED:
        return FACE_REFUSED;
    case SCAN_TAKEN_BACK:
        return FACE_TAKEN_BACK;
    default:
        return s->verdict.colour == VERDICT_AMBER ? FACE_CHECK : FACE_STOP;
    }
}

const struct verdict_face *verdict_face_of(const struct shown *shown)
{
    return &faces[face_name_of(shown)];
}

static bool is_go(const struct verdict_face *face)
{
    return face->base == THEME_GO;
}

/* ---- The sign ---- */

static void draw_badge(struct ui *ui, struct ui_rect r, const struct model *model, const struct verdict_face *face)
{
    if (model->shown.verdict.freshness == REPLICA_FRESH)
        return;
    char text[WORDS_MAX], list[WORDS_MAX];
    enum ui_dot dot;
    words_update(ui, model, false, text, &dot);
    words_join(list, ui_say(ui, N_("List")), text, NULL);
    int width = ui_pill(ui, (struct ui_rect){0, 0, 0, 0}, list, UI_DOT_NONE, face->ink, false);
    ui_pill(ui, (struct ui_rect){r.x + (r.w - width) / 2, r.y, 1, r.h}, list, UI_DOT_NONE, face->ink, false);
}

static void draw_wide_sign(struct ui *ui, struct ui_rect r, const struct verdict_face *face, const char *sentence)
{
    struct ui_rect line = ui_cut_top(&r, 156, GAP_HAIR);
    struct ui_style word = {.size = TYPE_WORD, .weight = UI_BOLD, .colour = face->ink, .shrink_to = TYPE_TITLE};
    struct ui_style second = {.size = TYPE_LABEL, .colour = face->ink, .shrink_to = TYPE_NOTE};
    const char *first = ui_say(ui, face->word), *also = ui_also(ui, face->word);
    int width = ui_measure(ui, first, word, line.w - 150).w;
    line.x += (line.w - width - 150) / 2;
    ui_draw_icon(ui, ui_cut_left(&line, 128, GAP), face->icon, face->ink);
    line.w = width;
    ui_text(ui, ui_cut_top(&line, CONTROL_TALL, 0), first, word);
    ui_text(ui, (struct ui_rect){line.x, line.y, r.x + r.w - line.x, 44}, first == also ? "" : also, second);
    if (sentence != NULL) {
        ui_text(ui, r, ui_say(ui, sentence),
                (struct ui_style){.size = TYPE_BODY, .colour = face->ink, .align = UI_CENTRE, .lines = 2, .top = true});
    }
}

void verdict_sign(struct ui *ui, struct ui_rect r, const struct model *model, const struct verdict_face *face,
                  const char *sentence, bool wide)
{
    if (wide) {
        draw_wide_sign(ui, r, face, sentence);
        return;
    }
    struct ui_style word = {.size = TYPE_SIGN,
                            .weight = UI_BOLD,
                            .colour = face->ink,
                            .align = UI_CENTRE,
                            .lines = ui_portrait(ui) ? 1 : 2,
                            .shrink_to = TYPE_FIGURE};
    struct ui_style second = {.size = TYPE_TITLE, .colour = face->ink, .align = UI_CENTRE, .shrink_to = TYPE_BODY};
    struct ui_style advice = {.size = TYPE_BODY, .colour = face->ink, .align = UI_CENTRE, .lines = 3};
    const char *first = ui_say(ui, face->word), *also = first == ui_also(ui, face->word) ? "" : ui_also(ui, face->word);
    const char *text = sentence ? ui_say(ui, sentence) : "";
    int badge = model->shown.verdict.freshness == REPLICA_FRESH ? 0 : BADGE_HEIGHT;
    r = ui_inset(r, GAP_CLOSE, GAP);
    int words = ui_measure(ui, first, word, r.w).h + ui_measure(ui, also, second, r.w).h + GAP_CLOSE +
                ui_measure(ui, text, advice, r.w).h + GAP_CLOSE + badge;
    int icon = ui_portrait(ui) ? 190 : 250, room = r.h - words - GAP_CLOSE;
    icon = icon < room ? icon : room;
    r.y += (r.h - icon - GAP_CLOSE - words) / 2;
    ui_draw_icon(ui, ui_cut_top(&r, icon, GAP_CLOSE), face->icon, face->ink);
    ui_stack_text(ui, &r, first, word, 0);
    ui_stack_text(ui, &r, also, second, GAP_CLOSE);
    ui_stack_text(ui, &r, text, advice, GAP_CLOSE);
    draw_badge(ui, ui_cut_top(&r, BADGE_HEIGHT, 0), model, face);
}

/* ---- Buttons ---- */

static bool press(struct ui *ui, struct ui_rect r, const struct model *model, struct ui_button button)
{
    button.off |= model->deciding;
    return ui_press(ui, r, &button);
}

static void next_button(struct ui *ui, struct ui_rect r, const struct model *model, const struct verdict_face *face,
                        struct model_action *action)
{
    char sub[WORDS_MAX];
    const char *also = ui_also(ui, N_("Next"));
    snprintf(sub, sizeof sub, model->verdict.seconds_left > 0 ? "%s (%u)" : "%s", also, model->verdict.seconds_left);
    struct ui_button next = {.id = "next",
                             .text = ui_say(ui, N_("Next")),
                             .sub = sub,
                             .kind = UI_BUTTON_LIGHT,
                             .tint = is_go(face) ? THEME_GO_INK : THEME_INK,
                             .enter = true,
                             .escape = true};
    if (ui_press(ui, r, &next))
        *action = (struct model_action){.kind = ACTION_NEXT};
}

static void go_buttons(struct ui *ui, struct ui_rect r, const struct model *model, const struct verdict_face *face,
                       struct model_action *action)
{
    bool offered = model->shown.can_take_back && model->verdict.take_back_seconds > 0;
    struct ui_rect back = ui_portrait(ui) ? ui_cut_bottom(&r, CONTROL, GAP_CLOSE) : ui_cut_left(&r, 280, GAP_WIDE);
    struct ui_button button = {
        .id = "take-back", .label = N_("Take back"), .icon = UI_ICON_UNDO, .kind = UI_BUTTON_QUIET, .tint = face->ink};
    if (offered && press(ui, back, model, button))
        *action = (struct model_action){.kind = ACTION_TAKE_BACK, .id = model->shown.entry};
    next_button(ui, r, model, face, action);
}

static void stop_buttons(struct ui *ui, struct ui_rect r, const struct model *model, const struct verdict_face *face,
                         struct model_action *action)
{
    bool portrait = ui_portrait(ui);
    struct ui_rect quiet = portrait ? ui_cut_bottom(&r, CONTROL, GAP_CLOSE) : ui_cut_left(&r, 452, GAP);
    struct ui_button override = {.id = "override",
                                 .label = N_("Override\xE2\x80\xA6"),
                                 .kind = UI_BUTTON_QUIET,
                                 .tint = face->ink,
                                 .size = TYPE_BODY,
                                 .stack = true};
    struct ui_button call = {.id = "call",
                             .label = N_("Office phone"),
                             .kind = UI_BUTTON_QUIET,
                             .tint = face->ink,
                             .size = TYPE_BODY,
                             .stack = true};
    struct ui_button apply = {
        .id = "walk-up", .label = N_("Apply here"), .icon = UI_ICON_PAPER, .kind = UI_BUTTON_LIGHT, .size = TYPE_BODY};
    bool open = model->shown.state == SCAN_WAITING && model->shown.can_override, stranger = model_may_apply(model);
    if (open && press(ui, ui_column(quiet, 0, 2, GAP), model, override))
        *action = (struct model_action){.kind = ACTION_OVERRIDE};
    if (press(ui, open ? ui_column(quiet, 1, 2, GAP) : quiet, model, stranger ? apply : call))
        *action = (struct model_action){.kind = stranger ? ACTION_WALK_UP : ACTION_CALL_OFFICE};
    next_button(ui, r, model, face, action);
}

/* Refuse at one end, admit at the other, the other ways between. */
static void check_buttons(struct ui *ui, struct ui_rect r, const struct model *model, struct model_action *action)
{
    const struct shown *s = &model->shown;
    bool no_id = verdict_wants_check(model);
    struct ui_button refuse = {.id = "refuse", .label = N_("Refuse"), .kind = UI_BUTTON_DANGER, .stack = true};
    struct ui_button other = {.id = no_id ? "no-id" : "override",
                              .label = no_id ? N_("No ID") : N_("Override\xE2\x80\xA6"),
                              .kind = UI_BUTTON_LIGHT,
                              .size = no_id ? TYPE_BODY : TYPE_SMALL,
                              .stack = true};
    struct ui_button admit = {.id = "admit",
                              .label = N_("Admit"),
                              .kind = UI_BUTTON_ADMIT,
                              .off = !s->can_admit,
                              .enter = true,
                              .stack = true};
    if (press(ui, ui_column(r, 0, 3, GAP), model, refuse))
        *action = (struct model_action){.kind = ACTION_REFUSE};
    if (s->can_override && s->state == SCAN_WAITING && press(ui, ui_column(r, 1, 3, GAP), model, other))
        *action = (struct model_action){.kind = no_id ? ACTION_NO_ID : ACTION_OVERRIDE};
    if (press(ui, ui_column(r, 2, 3, GAP), model, admit))
        *action = (struct model_action){.kind = ACTION_ADMIT};
    if (ui_escape(ui))
        *action = (struct model_action){.kind = ACTION_BACK};
}

/* ---- The screen ---- */

static void draw_paper_log(struct ui *ui, struct ui_rect r)
{
    ui_fill(ui, r, THEME_CARD, RADIUS);
    r = ui_inset(r, GAP, GAP_TIGHT);
    ui_draw_icon(ui, ui_cut_left(&r, 44, GAP_CLOSE), UI_ICON_PAPER, THEME_STOP_INK);
    ui_text(ui, r, ui_say(ui, N_("Not recorded here. Write every entry in the paper log.")),
            (struct ui_style){
                .size = TYPE_SMALL, .weight = UI_BOLD, .colour = THEME_STOP_INK, .lines = 2, .shrink_to = TYPE_NOTE});
}

/* Draws the right side, upright the middle. */
static void draw_content(struct ui *ui, struct ui_rect r, const struct model *model, const struct verdict_face *face,
                         struct model_action *action)
{
    const struct shown *s = &model->shown;
    if (s->paper_log)
        draw_paper_log(ui, ui_cut_bottom(&r, CONTROL_LOW, GAP_CLOSE));
    if (verdict_wants_check(model))
        verdict_holder_check(ui, r, model, action);
    else if (s->state == SCAN_WAITING && s->verdict.reason == REASON_CHOOSE && s->candidate_count > 0)
        verdict_candidates(ui, r, model, action);
    else if ((s->has_pass || s->verdict.colour == VERDICT_GREEN) && (is_go(face) || s->verdict.colour != VERDICT_RED))
        verdict_card(ui, r, model);
    else
        verdict_reason_card(ui, r, model);
}

static const char *sentence_of(const struct shown *s, const struct verdict_face *face)
{
    if (is_go(face) || face->base == THEME_STOP)
        return NULL; /* red says it on the card; green needs no sentence */
    if (s->paper_log && is_settled(s->state))
        return N_("Admitted, but not recorded here. Write it in the paper log.");
    return s->holder_matched ? N_("The ID document matches. Admit.") : words_next_step(s);
}

static void draw(struct ui *ui, const struct model *model, const struct frame *picture, struct model_action *action)
{
    const struct shown *s = &model->shown;
    if (shown_asks_who(&model->shown)) {
        verdict_visit(ui, top_bar(ui, model, &top_bar_plain, action), model, picture, action);
        return;
    }
    const struct verdict_face *face = verdict_face_of(s);
    const struct top_bar_look look = {.face = face->bar, .ink = face->ink, .still = true};
    struct ui_rect r = top_bar(ui, model, &look, action);
    bool check = face->base == THEME_CHECK, portrait = ui_portrait(ui);
    bool wide = portrait && (check || (is_go(face) && s->rider_count > 2));
    struct ui_rect sign, buttons;
    if (portrait) {
        r = ui_inset(r, 32, GAP);
        buttons = ui_cut_bottom(&r, check && !is_settled(s->state) ? 96 : 192, GAP);
        sign = ui_cut_top(&r, check ? 240 : wide ? 170 : s->verdict.freshness == REPLICA_FRESH ? 412 : 466, GAP_CLOSE);
    } else {
        sign = ui_cut_left(&r, 440, 0);
        r = (struct ui_rect){r.x, r.y + 28, r.w - 40, r.h - 56};
        buttons = ui_cut_bottom(&r, CONTROL, GAP);
    }
    verdict_sign(ui, sign, model, face, sentence_of(s, face), wide);
    draw_content(ui, r, model, face, action);
    if (is_settled(s->state))
        go_buttons(ui, buttons, model, face, action);
    else if (check)
        check_buttons(ui, buttons, model, action);
    else
        stop_buttons(ui, buttons, model, face, action);
}

static enum theme_colour base(const struct model *model)
{
    return shown_asks_who(&model->shown) ? THEME_PAPER : verdict_face_of(&model->shown)->base;
}

const struct screen screen_verdict = {.page = PAGE_VERDICT, .name = "verdict", .draw = draw, .base = base};

/* Sign-in: a name from the list, then the PIN. */
#include <stdio.h>

#include "screens/page.h"
#include "screens/screens.h"
#include "screens/top_bar.h"
#include "screens/words.h"

#define ROW_HEIGHT 92
#define PIN_CELLS 6

/* Returns why nobody can sign in, worst first; NULL when somebody can. */
static const char *const *obstacle(const struct model *model)
{
    static const char *const starting[] = {N_("Starting"),
                                           N_("The booth is checking its data. It takes a few seconds.")};
    static const char *const by_state[][2] = {
        [REPLICA_STATE_OPEN] = {N_("This booth has no list of guards yet"),
                                N_("Ask the security office to add the guards of this gate.")},
        [REPLICA_STATE_MISSING] = {N_("This booth has no data yet"),
                                   N_("Data arrives automatically once this booth is enrolled and online. Otherwise "
                                      "call the security office.")},
        [REPLICA_STATE_DAMAGED] = {N_("The booth's data is damaged"),
                                   N_("The booth fetches it again once online. Until then use the paper log.")},
        [REPLICA_STATE_NEWER] = {N_("The data needs a newer program"),
                                 N_("Call the security office: this booth must be upgraded.")},
        [REPLICA_STATE_UNREADABLE] =
            {N_("The booth's data cannot be read"),
             N_("The booth keeps retrying. If the problem continues, call the security office.")},
    };
    static const char *const out_of_service[] = {
        N_("This booth is out of service"),
        N_("Do not use it to admit anybody. Check every ID by hand and call {phone}.")};
    if (!model->booth_known)
        return starting;
    if (model_out_of_service(model) && (model->sync.status.wiped || model->booth.guard_count == 0))
        return out_of_service;
    return model->booth.guard_count ? NULL : by_state[model->booth.replica];
}

static void draw_guard(struct ui *ui, struct ui_rect r, const struct guard_name *guard, bool chosen)
{
    ui_draw_face(ui, r,
                 &(struct ui_face){.id = "guard",
                                   .face = chosen ? THEME_BRAND : THEME_CARD,
                                   .line = chosen ? THEME_BRAND_EDGE : THEME_EDGE,
                                   .radius = RADIUS});
    struct ui_rect inside = ui_inset(r, GAP, GAP_CLOSE);
    enum theme_colour ink = chosen ? THEME_ON_BRAND : THEME_INK;
    ui_draw_icon(ui, ui_cut_left(&inside, 40, GAP), UI_ICON_PERSON, ink);
    ui_text(ui, inside, guard->name,
            (struct ui_style){.size = TYPE_BODY, .weight = UI_BOLD, .colour = ink, .shrink_to = TYPE_NOTE});
}

static void draw_guards(struct ui *ui, struct ui_rect r, const struct model *model, struct model_action *action)
{
    ui_stack_words(ui, &r, N_("Who is on duty?"),
                   (struct ui_style){.size = TYPE_LABEL, .weight = UI_BOLD, .colour = THEME_INK}, GAP_CLOSE);
    struct ui_list list = {.id = "guards", .r = r, .row_height = ROW_HEIGHT, .count = (int)model->booth.guard_count};
    ui_list_begin(ui, &list);
    for (int i = list.first; i < list.last; i++) {
        const struct guard_name *guard = &model->booth.guards[i];
        struct ui_rect row = ui_list_row(&list, i);
        row.h -= 14;
        row.w -= 16;
        draw_guard(ui, row, guard, guard->guard == model->sign_in.guard);
        if (ui_list_touch(ui, &list, i))
            *action = (struct model_action){.kind = ACTION_CHOOSE_GUARD, .number = guard->guard};
    }
    ui_list_end(ui, &list);
}

/* Returns the sentence under the digits: what to do, or what went wrong. */
static void draw_hint(struct ui *ui, struct ui_rect r, const struct model *model)
{
    char text[WORDS_MAX], seconds[16];
    struct ui_style style = {.size = TYPE_BODY, .colour = THEME_INK_SOFT, .align = UI_CENTRE, .shrink_to = TYPE_NOTE};
    const char *say = ui_say(ui, model->sign_in.guard ? N_("Type your PIN") : N_("Choose your name first"));
    if (model->sign_in.throttle_seconds) {
        snprintf(seconds, sizeof seconds, "%u", model->sign_in.throttle_seconds);
        struct text_arg args[] = {{"seconds", seconds}};
        say = ui_say_args(ui, text, sizeof text, N_("Too many wrong PINs. Wait {seconds} s."), args, 1);
        style.colour = THEME_STOP_INK;
    } else if (model->sign_in.badge_unknown) {
        say = ui_say(ui, N_("This badge is not valid here. Use the newest one."));
        style.colour = THEME_STOP_INK;
    } else if (model->sign_in.no_hardware) {
        say = ui_say(ui, N_("This booth can't read its hardware secret. Contact an administrator."));
        style.colour = THEME_STOP_INK;
    } else if (model->sign_in.pin_wrong) {
        say = ui_say(ui, N_("Wrong PIN. Please try again."));
        style.colour = THEME_STOP_INK;
    } else if (model_wants_badge(model, model->sign_in.guard)) {
        say = ui_say(ui, N_("Scan your badge first"));
    } else if (model->sign_in.pin_waiting) {
        say = ui_say(ui, N_("Checking"));
    }
    ui_text(ui, r, say, style);
}

static void draw_pin(struct ui *ui, struct ui_rect r, const struct model *model, struct model_action *action)
{
    static const char dots[] = "****************";
    int shown = (int)model->sign_in.pin_len < PIN_CELLS ? (int)model->sign_in.pin_len : PIN_CELLS;
    bool inert = model->sign_in.pin_waiting || model->sign_in.throttle_seconds || !model->sign_in.guard ||
                 model_wants_badge(model, model->sign_in.guard);
    ui_card(ui, r);
    r = ui_inset(r, 32, GAP);
    struct ui_button enter = {.id = "sign-in",
                              .label = N_("Sign in"),
                              .kind = UI_BUTTON_PRIMARY,
                              .size = TYPE_LABEL,
                              .enter = true,
                              .off = inert || model->sign_in.pin_len < 6};
    if (ui_press(ui, ui_cut_bottom(&r, CONTROL, GAP_CLOSE), &enter))
        *action = (struct model_action){.kind = ACTION_ENTER};
    ui_cells(ui, ui_cut_top(&r, CONTROL, GAP_TIGHT), &dots[sizeof dots - 1 - (size_t)shown], PIN_CELLS, true,
             model->sign_in.pin_wrong);
    draw_hint(ui, ui_cut_top(&r, 40, GAP_CLOSE), model);
    char key = ui_keys(ui, r, UI_PAD_PIN);
    if (!inert)
        page_typed(key, action);
}

static void draw_keys_below(struct ui *ui, struct ui_rect r, const struct model *model, struct model_action *action)
{
    struct ui_button language = {
        .id = "language", .text = model->language == UI_CHINESE ? "English" : "中文", .size = TYPE_BODY};
    struct ui_button state = {.id = "diagnostics", .label = N_("Booth state"), .size = TYPE_SMALL, .stack = true};
    struct ui_button back = {
        .id = "back", .label = N_("Back"), .icon = UI_ICON_BACK, .size = TYPE_SMALL, .escape = true};
    bool can_leave = model->mode == MODE_SELF_SCAN || model->booth.guard;
    bool new_booth = model->sync.known && (!model->sync.status.enrolled || model->sync.status.revoked);
    struct ui_button enrol = {.id = "enrol", .label = N_("Enrol this booth"), .size = TYPE_SMALL, .stack = true};
    int columns = 2 + can_leave + new_booth;
    if (new_booth && ui_press(ui, ui_column(r, columns - 1, columns, GAP), &enrol))
        *action = (struct model_action){.kind = ACTION_GO, .page = PAGE_SYNC};
    if (can_leave && ui_press(ui, ui_column(r, 2, columns, GAP), &back))
        *action = (struct model_action){.kind = ACTION_BACK};
    if (ui_press(ui, ui_column(r, 0, columns, GAP), &language))
        *action = (struct model_action){.kind = ACTION_LANGUAGE, .number = -1};
    if (ui_press(ui, ui_column(r, 1, columns, GAP), &state))
        *action = (struct model_action){.kind = ACTION_GO, .page = PAGE_DIAGNOSTICS};
}

static void draw(struct ui *ui, const struct model *model, const struct frame *picture, struct model_action *action)
{
    (void)picture;
    struct ui_rect r = ui_inset(top_bar(ui, model, &top_bar_plain, action), PAGE_MARGIN, GAP);
    const char *const *why_not = obstacle(model);
    char text[WORDS_MAX];
    bool portrait = ui_portrait(ui);
    if (why_not) {
        draw_keys_below(ui, ui_cut_bottom(&r, CONTROL_LOW, GAP), model, action);
        page_empty(ui, r, UI_ICON_LOCK, why_not[0], words_call(ui, model, why_not[1], text));
        return;
    }
    if (portrait) {
        draw_keys_below(ui, ui_cut_bottom(&r, CONTROL_LOW, GAP), model, action);
        draw_pin(ui, ui_cut_bottom(&r, 700, GAP), model, action);
        draw_guards(ui, r, model, action);
        return;
    }
    draw_pin(ui, ui_cut_right(&r, 560, GAP_WIDE), model, action);
    draw_keys_below(ui, ui_cut_bottom(&r, CONTROL_LOW, GAP), model, action);
    draw_guards(ui, r, model, action);
}

const struct screen screen_sign_in = {.page = PAGE_SIGN_IN, .name = "sign-in", .draw = draw};

/* The applications made at this gate: who waits, how long, who may enter. */
#include <inttypes.h>
#include <stdio.h>

#include "screens/page.h"
#include "screens/screens.h"
#include "screens/words.h"

#define ROW_HEIGHT 116

struct look {
    const char *words; /* msgid */
    enum ui_icon icon;
    enum theme_colour disc, ink;
};

static struct look look_of(const struct walk_up_row *row)
{
    static const struct look waits[] = {
        [WALK_UP_RECEIVED] = {N_("Server received"), UI_ICON_CLOCK, THEME_CHECK, THEME_ON_CHECK},
        [WALK_UP_UNIT] = {N_("Waiting for the unit"), UI_ICON_CLOCK, THEME_CHECK, THEME_ON_CHECK},
        [WALK_UP_SECURITY] = {N_("Waiting for the security office"), UI_ICON_CLOCK, THEME_CHECK, THEME_ON_CHECK},
        [WALK_UP_APPROVED] = {N_("May enter"), UI_ICON_CHECK_MARK, THEME_GO, THEME_ON_GO},
        [WALK_UP_REFUSED] = {N_("Not approved"), UI_ICON_CROSS, THEME_STOP, THEME_ON_STOP},
        [WALK_UP_ENDED] = {N_("Expired"), UI_ICON_CLOCK, THEME_LINE, THEME_INK},
    };
    static const struct look held = {N_("Waiting for the network"), UI_ICON_CLOUD_OFF, THEME_CHECK, THEME_ON_CHECK};
    static const struct look inside = {N_("Has entered"), UI_ICON_ENTER, THEME_LINE, THEME_INK};
    static const struct look let_in[] = {
        [EMERGENCY_OPEN] = {N_("Admitted, to be confirmed"), UI_ICON_ENTER, THEME_CHECK, THEME_ON_CHECK},
        [EMERGENCY_CONFIRMED] = {N_("Admitted, confirmed"), UI_ICON_ENTER, THEME_GO, THEME_ON_GO},
        [EMERGENCY_OBJECTED] = {N_("Admitted, the office objects"), UI_ICON_WARN, THEME_STOP, THEME_ON_STOP},
    };
    if (row->emergency != EMERGENCY_NONE)
        return let_in[row->emergency];
    if (!row->sent)
        return held;
    if (row->state == WALK_UP_APPROVED && row->passes > 0 && row->entered == row->passes)
        return inside;
    return waits[row->state];
}

static const char *reason_words(enum walk_up_reason reason)
{
    static const char *const words[WALK_UP_REASON_COUNT] = {
        [WALK_UP_BY_PEOPLE] = N_("The unit or the security office refused it"),
        [WALK_UP_UNREADABLE] = N_("The server could not read it. Please apply again."),
        [WALK_UP_INCOMPLETE] = N_("Something is missing or wrong. Please apply again."),
        [WALK_UP_BARRED] = N_("Please call the security office"),
        [WALK_UP_QUOTA] = N_("No more visitors today: closed, or the unit is full"),
        [WALK_UP_OVER] = N_("It arrived after it had expired"),
    };
    return words[reason];
}

static void draw_row(struct ui *ui, struct ui_rect r, const struct model *model, const struct walk_up_row *row)
{
    char number[16], time[WORDS_MAX], minutes[24], words[WORDS_MAX];
    struct look look = look_of(row);
    ui_rule(ui, r.x, r.y + r.h - 1, r.w);
    r = ui_inset(r, GAP_CLOSE, GAP_TIGHT);
    ui_badge(ui, ui_cut_left(&r, 56, GAP), look.icon, look.disc, look.ink);
    (void)snprintf(number, sizeof number, "%04" PRIu64, row->number);
    ui_text(
        ui, ui_cut_left(&r, ui_portrait(ui) ? 108 : 140, GAP_CLOSE), number,
        (struct ui_style){.size = ui_portrait(ui) ? TYPE_LABEL : TYPE_TITLE, .weight = UI_BOLD, .colour = THEME_INK});
    struct ui_rect when = ui_cut_right(&r, ui_portrait(ui) ? 112 : 220, GAP_CLOSE);
    when.y += (when.h - 76) / 2;
    ui_stack_text(ui, &when, words_time(model, row->at, time),
                  (struct ui_style){.size = TYPE_BODY, .colour = THEME_INK, .align = UI_RIGHT}, 0);
    bool waits = row->emergency == EMERGENCY_NONE && (!row->sent || row->state < WALK_UP_APPROVED);
    if (waits && model->now > row->at) {
        (void)snprintf(minutes, sizeof minutes, "%lld", (long long)((model->now - row->at) / TICK_MINUTE));
        ui_text(
            ui, when, ui_say_args(ui, words, sizeof words, N_("for {n} min"), (struct text_arg[]){{"n", minutes}}, 1),
            (struct ui_style){.size = TYPE_SMALL, .colour = THEME_INK_SOFT, .align = UI_RIGHT, .shrink_to = TYPE_NOTE});
    }
    bool refused = row->sent && row->state == WALK_UP_REFUSED && row->emergency == EMERGENCY_NONE;
    bool may_let_in = model_may_let_in(model, row);
    struct ui_style title = {.size = TYPE_BODY, .weight = UI_BOLD, .colour = THEME_INK, .shrink_to = TYPE_NOTE};
    if (may_let_in) {
        ui_stack_text(ui, &r, ui_say(ui, look.words), title, 0);
        ui_draw_icon(ui, ui_cut_left(&r, 26, GAP_TIGHT), UI_ICON_PHONE, THEME_INK_SOFT);
        ui_text(ui, r, ui_say(ui, N_("Urgent? Touch to admit after a phone call")),
                (struct ui_style){.size = TYPE_SMALL, .colour = THEME_INK_SOFT, .shrink_to = TYPE_NOTE, .lines = 2});
        return;
    }
    if (!refused && ui_portrait(ui)) {
        title.lines = 2;
        ui_text(ui, r, ui_say(ui, look.words), title);
        return;
    }
    if (!refused) {
        ui_words(ui, r, look.words, title);
        return;
    }
    ui_stack_text(ui, &r, ui_say(ui, look.words), title, 0);
    ui_text(ui, r, row->note[0] ? row->note : ui_say(ui, reason_words(row->reason)),
            (struct ui_style){
                .size = TYPE_SMALL, .colour = THEME_INK_SOFT, .shrink_to = TYPE_NOTE, .lines = 2, .top = true});
}

static void draw(struct ui *ui, const struct model *model, const struct frame *picture, struct model_action *action)
{
    (void)picture;
    struct ui_rect r = page_begin(ui, model, N_("Walk-up applications"), action);
    struct ui_button walk_up = {.id = "walk-up",
                                .label = N_("New application"),
                                .icon = UI_ICON_PERSON,
                                .kind = UI_BUTTON_PRIMARY,
                                .size = TYPE_BODY};
    if (ui_press(ui, ui_cut_bottom(&r, CONTROL, GAP), &walk_up))
        *action = (struct model_action){.kind = ACTION_WALK_UP};
    if (model->walk_ups.page.count == 0) {
        page_empty(ui, r, UI_ICON_PAPER, N_("No applications yet"),
                   N_("Visitors without a reservation can apply on this screen."));
        return;
    }
    ui_card(ui, r);
    struct ui_list list = {
        .id = "walk-ups", .r = r, .row_height = ROW_HEIGHT, .count = (int)model->walk_ups.page.count};
    ui_list_begin(ui, &list);
    for (int i = list.first; i < list.last; i++) {
        const struct walk_up_row *row = &model->walk_ups.page.rows[i];
        draw_row(ui, ui_list_row(&list, i), model, row);
        if (!ui_list_touch(ui, &list, i))
            continue;
        if (model_may_let_in(model, row))
            *action = (struct model_action){.kind = ACTION_EMERGENCY, .number = i};
        else if (row->sent && row->state == WALK_UP_APPROVED && row->passes > 0)
            *action = (struct model_action){.kind = ACTION_OPEN_WALK_UP, .id = row->id};
    }
    ui_list_end(ui, &list);
}

const struct screen screen_walk_ups = {.page = PAGE_WALK_UPS, .name = "walk-ups", .draw = draw};

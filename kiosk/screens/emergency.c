/* An emergency admission: the reason, who agreed by phone, a picture of the signed slip, and a last check. */
#include <inttypes.h>
#include <stdio.h>

#include "screens/page.h"
#include "screens/screens.h"
#include "screens/second_guard.h"
#include "screens/walk_up_parts.h"
#include "screens/walk_up_type.h"
#include "screens/words.h"
#include "wire/emergency.h"

static void note(struct ui *ui, struct ui_rect r, const char *msgid)
{
    ui_text(ui, r, ui_say(ui, msgid),
            (struct ui_style){
                .size = TYPE_BODY, .colour = THEME_INK_SOFT, .lines = 4, .top = true, .shrink_to = TYPE_NOTE});
}

static void draw_why(struct ui *ui, struct ui_rect r, const struct model *model, struct model_action *action)
{
    const int count = EMERGENCY_REASON_COUNT, columns = ui_portrait(ui) ? 1 : 2;
    walk_up_question(ui, &r, N_("Reason for the emergency admission"), GAP_CLOSE);
    note(ui, ui_cut_top(&r, CONTROL_TALL, GAP_CLOSE),
         N_("Only if the unit or the security office agreed by phone. You need that person's name and a signed slip. "
            "The security office confirms it afterwards."));
    r.h = r.h > 440 ? 440 : r.h;
    for (int i = 0; i < count; i++) {
        enum override_reason reason = emergency_reasons[i];
        struct ui_button button = {.id = "reason",
                                   .index = (int)reason,
                                   .label = words_override_reason(reason),
                                   .size = TYPE_BODY,
                                   .stack = true,
                                   .kind = reason == model->emergency.reason ? UI_BUTTON_PRIMARY : UI_BUTTON_PLAIN};
        if (ui_press(ui, ui_grid(r, i, columns, (count + columns - 1) / columns, GAP_CLOSE), &button))
            *action = (struct model_action){.kind = ACTION_CHOOSE_REASON, .number = reason};
    }
}

/* ---- The slip ---- */

static void draw_slip_keys(struct ui *ui, struct ui_rect r, const struct model *model, struct model_action *action)
{
    bool live = model->devices.camera == CAMERA_LIVE, taken = model->emergency.photo;
    struct ui_button next = {.id = "next",
                             .label = N_("Continue"),
                             .icon = UI_ICON_FORWARD,
                             .kind = taken || !live ? UI_BUTTON_PRIMARY : UI_BUTTON_PLAIN,
                             .size = TYPE_LABEL,
                             .off = live && !taken};
    struct ui_button shoot = {.id = "photo",
                              .label = taken ? N_("Take it again") : N_("Take the picture"),
                              .icon = UI_ICON_CAMERA,
                              .kind = taken ? UI_BUTTON_PLAIN : UI_BUTTON_PRIMARY,
                              .size = TYPE_BODY,
                              .stack = true,
                              .off = !live && !taken};
    if (ui_press(ui, ui_cut_bottom(&r, CONTROL, GAP_CLOSE), &next))
        *action = (struct model_action){.kind = ACTION_EMERGENCY_NEXT};
    if (ui_press(ui, ui_cut_bottom(&r, CONTROL_TALL, GAP_CLOSE), &shoot))
        *action = (struct model_action){.kind = ACTION_PHOTO, .number = taken ? 0 : 1};
    walk_up_question(ui, &r, N_("Picture of the slip"), GAP_CLOSE);
    note(ui, r,
         !live && !taken ? N_("There is no camera picture. Continue, and keep the signed slip for the security office.")
         : taken         ? N_("Can it be read? If not, take it again.")
                         : N_("Hold the signed slip flat and close to the camera until it can be read."));
}

static void draw_slip(struct ui *ui, struct ui_rect r, const struct model *model, const struct frame *picture,
                      struct model_action *action)
{
    bool portrait = ui_portrait(ui), there = model->devices.camera == CAMERA_LIVE || model->emergency.photo;
    struct ui_rect keys = portrait ? ui_cut_bottom(&r, 480, GAP) : ui_cut_right(&r, r.w * 40 / 100, GAP_WIDE);
    ui_camera(ui, r, there ? picture : NULL, false, RADIUS_CARD);
    if (!there)
        ui_draw_icon(ui, ui_inset(r, r.w / 3, r.h / 3), UI_ICON_CAMERA_OFF, THEME_ON_BRAND);
    draw_slip_keys(ui, keys, model, action);
}

/* ---- Everything once more ---- */

static void draw_let_in(struct ui *ui, struct ui_rect r, const struct model *model, const struct frame *picture,
                        struct model_action *action)
{
    bool second = model->booth.policy.second_guard, portrait = ui_portrait(ui);
    char number[24];
    (void)snprintf(number, sizeof number, "%04" PRIu64, model->emergency.number);
    if (second && !portrait)
        second_guard_draw(ui, ui_cut_right(&r, 460, GAP_WIDE), model, action);
    struct ui_button let_in = {.id = "let-in",
                               .label = N_("Admit now"),
                               .icon = UI_ICON_ENTER,
                               .kind = UI_BUTTON_DANGER,
                               .size = TYPE_LABEL,
                               .stack = true,
                               .off = !model_emergency_ready(model)};
    if (ui_press(ui, ui_cut_bottom(&r, CONTROL_TALL, GAP), &let_in))
        *action = (struct model_action){.kind = ACTION_EMERGENCY_LET_IN};
    if (second && portrait)
        second_guard_draw(ui, ui_cut_bottom(&r, 560, GAP), model, action);
    ui_card(ui, r);
    r = ui_inset(r, GAP_WIDE, GAP);
    if (model->emergency.photo && !portrait && !second)
        ui_camera(ui, ui_cut_right(&r, r.w * 45 / 100, GAP_WIDE), picture, false, RADIUS);
    int name = portrait ? 190 : 260;
    page_fact(ui, &r, name, N_("Application"), number);
    page_fact(ui, &r, name, N_("Reason"), ui_say(ui, words_override_reason(model->emergency.reason)));
    page_fact(ui, &r, name, N_("Allowed by"), model->walk_up.form.host);
    page_fact(ui, &r, name, N_("Signed slip"),
              ui_say(ui, model->emergency.photo ? N_("Picture taken") : N_("No picture: keep the slip")));
    if (model->emergency.photo && (portrait || second) && r.h > 100)
        ui_camera(ui, r, picture, false, RADIUS);
}

static void draw(struct ui *ui, const struct model *model, const struct frame *picture, struct model_action *action)
{
    const char *title = model->emergency.step == EMERGENCY_WHO ? N_("Who agreed by phone?") : N_("Emergency admission");
    struct ui_rect r = page_begin(ui, model, title, action);
    switch (model->emergency.step) {
    case EMERGENCY_WHY:
        draw_why(ui, r, model, action);
        break;
    case EMERGENCY_WHO:
        walk_up_draw_typing(ui, r, model, action);
        break;
    case EMERGENCY_SLIP:
        draw_slip(ui, r, model, picture, action);
        break;
    case EMERGENCY_LET_IN:
        draw_let_in(ui, r, model, picture, action);
        break;
    }
    walk_up_still_there(ui, model->emergency.seconds_left, action);
}

const struct screen screen_emergency = {.page = PAGE_EMERGENCY, .name = "emergency", .draw = draw};

/* The settings: language, theme, direction, mode, booth state, signing out. */
#include "screens/page.h"
#include "screens/screens.h"

#define GROUP_HEIGHT 128

/* Draws a heading with choices below it. Returns the index touched, or -1. */
static int group(struct ui *ui, struct ui_rect r, const char *title, const char *id, const char *const *labels,
                 int count, int chosen)
{
    ui_stack_text(ui, &r, ui_say(ui, title),
                  (struct ui_style){.size = TYPE_SMALL, .weight = UI_BOLD, .colour = THEME_INK_SOFT}, GAP_TIGHT);
    return page_choice(ui, r, id, labels, count, chosen);
}

static void draw_choices(struct ui *ui, struct ui_rect r, const struct model *model, struct model_action *action)
{
    static const char *const languages[] = {N_("Chinese"), N_("English")};
    static const char *const themes[] = {N_("Day"), N_("Night")};
    static const char *const directions[] = {N_("In"), N_("Out")};
    int touched = group(ui, ui_cut_top(&r, GROUP_HEIGHT, GAP_CLOSE), N_("Language"), "language", languages, 2,
                        (int)model->language);
    if (touched >= 0)
        *action = (struct model_action){.kind = ACTION_LANGUAGE, .number = touched};
    touched = group(ui, ui_cut_top(&r, GROUP_HEIGHT, GAP_CLOSE), N_("Theme"), "theme", themes, 2, (int)model->theme);
    if (touched >= 0)
        *action = (struct model_action){.kind = ACTION_THEME, .number = touched};
    touched = group(ui, ui_cut_top(&r, GROUP_HEIGHT, GAP_CLOSE), N_("Direction"), "direction", directions, 2,
                    (int)model->booth.direction);
    if (touched >= 0)
        *action = (struct model_action){.kind = ACTION_DIRECTION, .number = touched};
}

static void draw_mode(struct ui *ui, struct ui_rect r, const struct model *model, struct model_action *action)
{
    static const char *const modes[] = {N_("Guard"), N_("Self-scan"), N_("Handheld")};
    int touched = group(ui, ui_cut_top(&r, GROUP_HEIGHT, GAP_TIGHT), N_("Mode of this kiosk"), "mode", modes, 3,
                        (int)model->mode);
    if (touched >= 0)
        *action = (struct model_action){.kind = ACTION_MODE, .number = touched};
    const char *hint = model->booth.rights & GUARD_SETTINGS
                           ? N_("Self-scan signs you out. Visitors then scan their own codes.")
                           : N_("You need the right to change settings.");
    ui_stack_text(ui, &r, ui_say(ui, hint),
                  (struct ui_style){.size = TYPE_SMALL, .colour = THEME_INK_SOFT, .lines = 2, .top = true}, 0);
}

static void draw_ways(struct ui *ui, struct ui_rect r, struct model_action *action)
{
    struct ui_button state = {.id = "diagnostics", .label = N_("Booth state"), .icon = UI_ICON_LIST, .size = TYPE_BODY};
    struct ui_button sync = {.id = "sync", .label = N_("Sync and network"), .icon = UI_ICON_LIST, .size = TYPE_BODY};
    struct ui_button roll = {
        .id = "roll-call", .label = N_("Evacuation: roll call"), .icon = UI_ICON_BELL, .size = TYPE_BODY};
    struct ui_button out = {.id = "sign-out", .label = N_("Sign out"), .icon = UI_ICON_LOCK, .size = TYPE_BODY};
    if (ui_press(ui, ui_cut_top(&r, CONTROL_LOW, GAP), &state))
        *action = (struct model_action){.kind = ACTION_GO, .page = PAGE_DIAGNOSTICS};
    if (ui_press(ui, ui_cut_top(&r, CONTROL_LOW, GAP), &sync))
        *action = (struct model_action){.kind = ACTION_GO, .page = PAGE_SYNC};
    if (ui_press(ui, ui_cut_top(&r, CONTROL_LOW, GAP), &roll))
        *action = (struct model_action){.kind = ACTION_GO, .page = PAGE_ROLL_CALL};
    if (ui_press(ui, ui_cut_top(&r, CONTROL_LOW, 0), &out))
        *action = (struct model_action){.kind = ACTION_SIGN_OUT};
}

static void draw(struct ui *ui, const struct model *model, const struct frame *picture, struct model_action *action)
{
    (void)picture;
    struct ui_rect r = page_begin(ui, model, N_("Settings"), action);
    struct ui_rect right = r;
    if (!ui_portrait(ui))
        right = ui_cut_right(&r, (r.w - 48) / 2, GAP_WIDE);
    draw_choices(ui, ui_cut_top(&r, 3 * (GROUP_HEIGHT + 16), GAP), model, action);
    if (ui_portrait(ui))
        right = r;
    draw_mode(ui, ui_cut_top(&right, GROUP_HEIGHT + 72, GAP), model, action);
    draw_ways(ui, right, action);
}

const struct screen screen_settings = {.page = PAGE_SETTINGS, .name = "settings", .draw = draw};

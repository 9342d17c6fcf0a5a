/* The page that waits for a code, for the guard's booth and the handheld: the camera's picture, counts, last
 * entries. */
#include <stdio.h>

#include "capture/frame.h"
#include "screens/entry_row.h"
#include "screens/lane_picture.h"
#include "screens/notice.h"
#include "screens/plate_label.h"
#include "screens/presence_words.h"
#include "screens/screens.h"
#include "screens/top_bar.h"

#define MARGIN 28
#define SIDE_WIDTH 380
#define ROW_HEIGHT 84
#define NOTICES_MAX 2

/* ---- The camera ---- */

struct camera_words {
    enum ui_icon icon;
    const char *headline, *next_step;
};

static const struct camera_words no_picture[] = {
    [CAMERA_STARTING] = {UI_ICON_CAMERA, N_("Camera is starting"),
                         N_("It takes a few seconds. The scanner and typing work now.")},
    [CAMERA_LIVE] = {UI_ICON_CAMERA, N_("Camera is starting"),
                     N_("It takes a few seconds. The scanner and typing work now.")},
    [CAMERA_LOST] = {UI_ICON_CAMERA_OFF, N_("Camera disconnected"),
                     N_("Check its cable. It reconnects automatically. The scanner and typing work.")},
    [CAMERA_ENDED] = {UI_ICON_CAMERA_OFF, N_("The recording has ended"), N_("The scanner and typing work.")},
    [CAMERA_NONE] = {UI_ICON_KEYBOARD, N_("This booth has no camera"),
                     N_("Use the scanner, or type the plate or short number.")},
};

static void draw_no_picture(struct ui *ui, struct ui_rect r, const struct camera_words *words)
{
    ui_camera(ui, r, NULL, false, RADIUS_CARD);
    struct ui_rect inside = ui_inset(r, GAP_WIDE, 0);
    inside.y += (r.h - 300) / 2;
    ui_draw_icon(ui, ui_cut_top(&inside, 120, GAP), words->icon, THEME_ON_CAMERA);
    struct ui_style style = {
        .size = TYPE_LABEL, .weight = UI_BOLD, .colour = THEME_ON_CAMERA, .align = UI_CENTRE, .top = true};
    ui_stack_text(ui, &inside, ui_say(ui, words->headline), style, GAP_TIGHT);
    style.size = TYPE_SMALL;
    style.weight = UI_REGULAR;
    style.lines = 2;
    ui_stack_text(ui, &inside, ui_say(ui, words->next_step), style, 0);
}

static void draw_picture(struct ui *ui, struct ui_rect r, const struct frame *picture)
{
    ui_camera(ui, r, picture, false, RADIUS_CARD);
    if (r.h < 360) { /* below notices there is no room for words over the picture */
        int low = r.h - 48;
        ui_scan_corners(ui, (struct ui_rect){r.x + (r.w - low) / 2, r.y + 24, low, low}, THEME_ON_CAMERA);
        return;
    }
    struct ui_rect caption = ui_cut_bottom(&r, CONTROL_TALL, 0);
    int side = (r.h < r.w ? r.h : r.w) * 78 / 100;
    ui_scan_corners(ui, (struct ui_rect){r.x + (r.w - side) / 2, r.y + (r.h - side) / 2 + 6, side, side},
                    THEME_ON_CAMERA);
    struct ui_style style = {.size = TYPE_LABEL, .weight = UI_BOLD, .colour = THEME_ON_CAMERA, .align = UI_CENTRE};
    const char *msgid = N_("Hold the code inside the frame");
    int width = ui_measure(ui, ui_say(ui, msgid), style, caption.w).w + 72;
    struct ui_rect shade = {caption.x + (caption.w - width) / 2, caption.y - 4, width, 94};
    ui_fill(ui, shade, THEME_SHADE, RADIUS_CARD);
    ui_words(ui, shade, msgid, style);
}

/* Draws the lane with the car in front: its plate framed in the picture, and written below as it was read. */
static void draw_lane(struct ui *ui, struct ui_rect r, const struct model *model, const struct frame *picture)
{
    const struct model_car *car = &model->devices.car;
    lane_picture(ui, r, car, picture);
    bool reads = !model->diagnostics.plates_off[0];
    struct ui_rect caption = ui_cut_bottom(&r, 116, 0);
    if (car->there && !car->unreadable) {
        int wide = plate_label_width(ui, caption.w - 48, car->plate);
        (void)plate_label(ui, (struct ui_rect){caption.x + (caption.w - wide) / 2, caption.y, wide, PLATE_LABEL_HEIGHT},
                          car->plate);
        return;
    }
    const char *msgid = !reads            ? N_("Plate reading is off. Type the plate.")
                        : car->unreadable ? N_("This plate cannot be read. Type it.")
                                          : N_("Waiting for a car");
    struct ui_style style = {
        .size = TYPE_LABEL, .weight = UI_BOLD, .colour = THEME_ON_CAMERA, .align = UI_CENTRE, .shrink_to = TYPE_SMALL};
    int width = ui_measure(ui, ui_say(ui, msgid), style, caption.w - 72).w + 72;
    struct ui_rect shade = {caption.x + (caption.w - width) / 2, caption.y, width, 94};
    ui_fill(ui, shade, THEME_SHADE, RADIUS_CARD);
    ui_words(ui, shade, msgid, style);
}

static void draw_camera(struct ui *ui, struct ui_rect r, const struct model *model, const struct frame *picture)
{
    struct notice notices[NOTICES_MAX];
    size_t count = notice_list(ui, model, notices, NOTICES_MAX);
    for (size_t i = 0; i < count; i++)
        notice_draw(ui, ui_cut_top(&r, NOTICE_HEIGHT, GAP_CLOSE), model, &notices[i]);
    if (!model->booth_known) {
        static const struct camera_words starting = {UI_ICON_CLOCK, N_("Starting"),
                                                     N_("The booth is checking its data. It takes a few seconds.")};
        draw_no_picture(ui, r, &starting);
    } else if (picture != NULL && model->devices.camera == CAMERA_LIVE) {
        if (model->devices.lane)
            draw_lane(ui, r, model, picture);
        else
            draw_picture(ui, r, picture);
    } else {
        draw_no_picture(ui, r, &no_picture[model->devices.camera]);
    }
}

/* ---- Counts and last entries ---- */

static void draw_count(struct ui *ui, struct ui_rect r, const struct model *model, unsigned count, const char *words)
{
    char digits[16];
    snprintf(digits, sizeof digits, model->booth_known ? "%u" : "\xE2\x80\x93", count);
    struct ui_style style = {.size = TYPE_FIGURE, .weight = UI_BOLD, .colour = THEME_INK, .align = UI_CENTRE};
    ui_stack_text(ui, &r, digits, style, GAP_HAIR);
    ui_text(ui, r, words,
            (struct ui_style){.size = TYPE_NOTE, .colour = THEME_INK_SOFT, .align = UI_CENTRE, .top = true});
}

static void draw_counts(struct ui *ui, struct ui_rect r, const struct model *model)
{
    char words[WORDS_MAX];
    const char *first = ui_say(ui, N_("Entries")), *second = ui_also(ui, N_("Entries"));
    snprintf(words, sizeof words, first == second ? "%s" : "%s %s", first, second);
    draw_count(ui, ui_column(r, 0, 2, GAP_CLOSE), model, model->booth.counts.admitted_today, words);
    draw_count(ui, ui_column(r, 1, 2, GAP_CLOSE), model, model->booth.persons_inside,
               presence_vehicles(ui, model, words));
}

/* Names the first gap in the count of who is inside; the log has the others. */
static void draw_completeness(struct ui *ui, struct ui_rect *r, const struct model *model)
{
    char text[WORDS_MAX];
    if (presence_troubles(model) == 0)
        return;
    struct ui_rect line = ui_cut_top(r, 60, GAP_CLOSE);
    ui_fill(ui, line, THEME_CHECK_SOFT, RADIUS);
    line = ui_inset(line, GAP_CLOSE, 0);
    ui_draw_icon(ui, ui_cut_left(&line, 32, GAP_CLOSE), UI_ICON_CLOUD_OFF, THEME_INK);
    ui_text(ui, line, presence_trouble(ui, model, 0, true, text),
            (struct ui_style){.size = TYPE_NOTE, .colour = THEME_INK, .lines = 2});
}

static void draw_entry(struct ui *ui, struct ui_rect r, const struct model *model, const struct log_row *row)
{
    char text[WORDS_MAX];
    struct entry_look badge = entry_look_of(row);
    r = ui_inset(r, 0, GAP_TIGHT);
    ui_badge(ui, ui_cut_left(&r, 42, GAP_CLOSE), badge.icon, badge.disc, badge.ink);
    struct ui_rect line = ui_cut_top(&r, 38, 0);
    struct ui_style time = {.size = TYPE_SMALL, .colour = THEME_INK_SOFT, .align = UI_RIGHT};
    ui_text(ui, ui_cut_right(&line, 62, GAP_TIGHT), words_time(model, row->at, text), time);
    struct ui_style title = {.size = TYPE_BODY, .weight = UI_BOLD, .colour = THEME_INK, .shrink_to = TYPE_NOTE};
    ui_text(ui, line, words_entry(ui, row, text), title);
    struct ui_style detail = {.size = TYPE_NOTE, .colour = THEME_INK_SOFT};
    ui_text(ui, r, words_entry_detail(ui, row, detail, r.w, text), detail);
}

static void draw_entries(struct ui *ui, struct ui_rect r, const struct model *model, size_t most,
                         struct model_action *action)
{
    if (!model->booth_known)
        return;
    if (model->booth.last_count == 0) {
        ui_words(ui, (struct ui_rect){r.x, r.y, r.w, 2 * ROW_HEIGHT}, N_("No entries yet today"),
                 (struct ui_style){.size = TYPE_BODY, .colour = THEME_INK_SOFT, .align = UI_CENTRE, .lines = 2});
        return;
    }
    for (size_t i = 0; i < model->booth.last_count && i < most; i++) {
        struct ui_rect row = ui_cut_top(&r, ROW_HEIGHT, 0);
        if (ui_target(ui, ui_inset(row, 0, 6), "entry", (int)i))
            *action = (struct model_action){.kind = ACTION_OPEN_ENTRY, .number = (int64_t)i};
        draw_entry(ui, row, model, &model->booth.last[i]);
        ui_rule(ui, row.x, row.y + ROW_HEIGHT - 1, row.w);
    }
}

/* ---- The ways on ---- */

static void go(struct model_action *action, enum model_page page)
{
    *action = (struct model_action){.kind = ACTION_GO, .page = page};
}

static void draw_ways(struct ui *ui, struct ui_rect r, const struct model *model, struct model_action *action)
{
    if (model->settings.torch) {
        struct ui_button torch = {.id = "torch",
                                  .label = model->devices.torch_on ? N_("Torch off") : N_("Torch"),
                                  .icon = UI_ICON_TORCH,
                                  .stack = true};
        if (ui_press(ui, ui_cut_right(&r, 232, GAP), &torch))
            *action = (struct model_action){.kind = ACTION_TORCH};
    }
    struct ui_button type = {.id = "type",
                             .label = N_("Type plate or number"),
                             .icon = UI_ICON_KEYBOARD,
                             .kind = UI_BUTTON_PRIMARY,
                             .size = TYPE_LABEL};
    if (ui_press(ui, r, &type))
        go(action, PAGE_LOOKUP);
}

/* The button says how many applications wait or may enter, so that a guard sees whether there is something to do. */
static void draw_walk_ups_button(struct ui *ui, struct ui_rect r, const struct model *model,
                                 struct model_action *action)
{
    char words[WORDS_MAX], waiting[12], approved[12];
    const struct booth_status *b = &model->booth;
    (void)snprintf(waiting, sizeof waiting, "%u", b->walk_ups_waiting);
    (void)snprintf(approved, sizeof approved, "%u", b->walk_ups_approved);
    const struct text_arg args[] = {{"n", approved}, {"of", waiting}};
    struct ui_button button = {.id = "walk-ups",
                               .icon = UI_ICON_PAPER,
                               .size = TYPE_BODY,
                               .kind = b->walk_ups_approved ? UI_BUTTON_ADMIT : UI_BUTTON_PLAIN};
    if (b->walk_ups_approved)
        button.text = ui_say_args(ui, words, sizeof words, N_("Walk-ups: {n} may enter"), args, 2);
    else if (b->walk_ups_waiting)
        button.text = ui_say_args(ui, words, sizeof words, N_("Walk-ups: {of} waiting"), args, 2);
    else
        button.label = N_("Walk-ups");
    if (ui_press(ui, r, &button))
        go(action, PAGE_WALK_UPS);
}

static void draw_log_button(struct ui *ui, struct ui_rect r, struct model_action *action)
{
    struct ui_button log = {.id = "log", .label = N_("Log"), .icon = UI_ICON_LIST, .size = TYPE_BODY};
    if (ui_press(ui, r, &log))
        go(action, PAGE_LOG);
}

/* ---- Both shapes ---- */

static void draw_landscape(struct ui *ui, struct ui_rect r, const struct model *model, const struct frame *picture,
                           struct model_action *action)
{
    struct ui_rect side = ui_cut_right(&r, SIDE_WIDTH, 0);
    ui_fill(ui, side, THEME_CARD, 0);
    ui_fill(ui, (struct ui_rect){side.x, side.y, 2, side.h}, THEME_LINE, 0);
    r = ui_inset(r, MARGIN, MARGIN);
    draw_ways(ui, ui_cut_bottom(&r, CONTROL, GAP), model, action);
    draw_camera(ui, r, model, picture);

    side = ui_inset(side, GAP, GAP);
    draw_log_button(ui, ui_cut_bottom(&side, CONTROL_LOW, GAP_CLOSE), action);
    draw_walk_ups_button(ui, ui_cut_bottom(&side, CONTROL_LOW, GAP_CLOSE), model, action);
    draw_counts(ui, ui_cut_top(&side, 102, GAP_CLOSE), model);
    draw_completeness(ui, &side, model);
    ui_rule(ui, side.x, side.y - 2, side.w);
    draw_entries(ui, side, model, (size_t)(side.h / ROW_HEIGHT), action);
}

/* For one hand: touch targets at the bottom, the picture above, the last entries between. */
static void draw_portrait(struct ui *ui, struct ui_rect r, const struct model *model, const struct frame *picture,
                          struct model_action *action)
{
    r = ui_inset(r, GAP, GAP);
    draw_ways(ui, ui_cut_bottom(&r, CONTROL_TALL, GAP_CLOSE), model, action);
    draw_walk_ups_button(ui, ui_cut_bottom(&r, CONTROL, GAP_CLOSE), model, action);
    struct ui_rect line = ui_cut_bottom(&r, CONTROL_TALL, GAP_CLOSE);
    draw_log_button(ui, ui_cut_right(&line, 216, GAP), action);
    draw_counts(ui, line, model);
    if (presence_troubles(model) > 0) {
        struct ui_rect gap = ui_cut_bottom(&r, 60, GAP_CLOSE);
        draw_completeness(ui, &gap, model);
    }
    struct ui_rect entries = ui_cut_bottom(&r, 2 * ROW_HEIGHT + 16, GAP_CLOSE);
    ui_card(ui, entries);
    draw_entries(ui, ui_inset(entries, GAP, GAP_TIGHT), model, 2, action);
    draw_camera(ui, r, model, picture);
}

static void draw(struct ui *ui, const struct model *model, const struct frame *picture, struct model_action *action)
{
    struct ui_rect r = top_bar(ui, model, &top_bar_plain, action);
    if (ui_portrait(ui))
        draw_portrait(ui, r, model, picture, action);
    else
        draw_landscape(ui, r, model, picture, action);
}

const struct screen screen_scan = {.page = PAGE_SCAN, .name = "scan", .draw = draw};

/* The state of the booth for the person on call: camera, reader, stores, clock, disk, program. No personal data. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "screens/page.h"
#include "screens/screens.h"
#include "screens/words.h"

#define ROW_HEIGHT 56
#define ROWS_MAX 48
#define NAME_WIDTH 300

struct row {
    const char *name; /* msgid; NULL: name_text */
    char name_text[32];
    char value[WORDS_MAX];
    enum ui_dot dot;
};

struct table {
    struct row rows[ROWS_MAX];
    int count;
};

static char *add(struct table *table, const char *name, enum ui_dot dot)
{
    static const struct row empty;
    struct row *row = &table->rows[table->count < ROWS_MAX ? table->count++ : ROWS_MAX - 1];
    *row = empty;
    row->name = name;
    row->dot = dot;
    return row->value;
}

/* ---- What stands in the rows ---- */

static void add_state(struct table *table, const struct ui *ui, const char *name, enum model_camera state)
{
    static const char *const words[] = {[CAMERA_STARTING] = N_("Starting"),
                                        [CAMERA_LIVE] = N_("Live"),
                                        [CAMERA_LOST] = N_("Disconnected"),
                                        [CAMERA_ENDED] = N_("Ended"),
                                        [CAMERA_NONE] = N_("None")};
    static const enum ui_dot dots[] = {UI_DOT_WARN, UI_DOT_GOOD, UI_DOT_BAD, UI_DOT_WARN, UI_DOT_NONE};
    snprintf(add(table, name, dots[state]), WORDS_MAX, "%s", ui_say(ui, words[state]));
}

static void add_camera(struct table *table, const struct ui *ui, const struct model *model)
{
    const struct model_diagnostics *d = &model->diagnostics;
    add_state(table, ui, N_("Camera"), model->devices.camera);
    if (model->devices.camera == CAMERA_NONE)
        return;
    snprintf(add(table, N_("Picture"), UI_DOT_NONE), WORDS_MAX, "%d x %d · %.1f fps", d->camera_width, d->camera_height,
             d->camera_fps);
    snprintf(add(table, N_("Camera restarts"), d->camera_restarts ? UI_DOT_WARN : UI_DOT_NONE), WORDS_MAX, "%u",
             d->camera_restarts);
    if (d->camera_message[0])
        snprintf(add(table, N_("Camera message"), UI_DOT_WARN), WORDS_MAX, "%s", d->camera_message);
}

/* Below the cameras: a lane may be the only one. */
static void add_lane(struct table *table, const struct ui *ui, const struct model *model)
{
    const struct model_diagnostics *d = &model->diagnostics;
    if (d->lane && !model->devices.lane)
        add_state(table, ui, N_("Lane camera"), model->devices.lane_camera);
    if (d->lane)
        snprintf(add(table, N_("Plate reading"), d->plates_off[0] ? UI_DOT_BAD : UI_DOT_GOOD), WORDS_MAX, "%s%s%s",
                 ui_say(ui, d->plates_off[0] ? N_("Off") : N_("On")), d->plates_off[0] ? ": " : "", d->plates_off);
}

static void add_reader(struct table *table, const struct model *model)
{
    const struct model_diagnostics *d = &model->diagnostics;
    if (model->devices.camera == CAMERA_NONE)
        return;
    snprintf(add(table, N_("Frames read"), UI_DOT_NONE), WORDS_MAX, "%" PRIu64, d->frames_read);
    snprintf(add(table, N_("Time per frame"), UI_DOT_NONE), WORDS_MAX, "%.1f ms · p95 %.1f ms", d->read_ms_median,
             d->read_ms_p95);
    if (d->last_scan_to_screen_us)
        snprintf(add(table, N_("Time to verdict"), UI_DOT_NONE), WORDS_MAX, "%.1f ms",
                 (double)d->last_scan_to_screen_us / 1000);
    for (int i = 0; i < d->stage_count && i < MODEL_STAGES_MAX; i++) {
        snprintf(add(table, NULL, UI_DOT_NONE), WORDS_MAX, "%" PRIu64, d->stage_hits[i]);
        snprintf(table->rows[table->count - 1].name_text, sizeof table->rows[0].name_text, "%d · %.24s", i + 1,
                 d->stage_name[i]);
    }
}

static void add_age(struct table *table, const struct ui *ui, const struct model *model, const char *name, tick at)
{
    char *value = add(table, name, at ? UI_DOT_NONE : UI_DOT_WARN);
    if (at)
        words_when(ui, model, at, value);
    else
        snprintf(value, WORDS_MAX, "%s", ui_say(ui, N_("Never")));
}

static void add_replica(struct table *table, const struct ui *ui, const struct model *model)
{
    static const char *const words[] = {[REPLICA_STATE_OPEN] = N_("In use"),
                                        [REPLICA_STATE_MISSING] = N_("Missing"),
                                        [REPLICA_STATE_DAMAGED] = N_("Damaged"),
                                        [REPLICA_STATE_NEWER] = N_("From a newer version"),
                                        [REPLICA_STATE_UNREADABLE] = N_("Not readable")};
    const struct booth_status *b = &model->booth;
    bool open = b->replica == REPLICA_STATE_OPEN;
    snprintf(add(table, N_("List of passes"), open ? UI_DOT_GOOD : UI_DOT_BAD), WORDS_MAX, "%s",
             ui_say(ui, words[b->replica]));
    if (!open)
        return;
    snprintf(add(table, N_("Sync position"), UI_DOT_NONE), WORDS_MAX, "%" PRIu64, b->held.position);
    snprintf(add(table, N_("Passes"), UI_DOT_NONE), WORDS_MAX, "%" PRIu64, b->held.passes);
    snprintf(add(table, N_("Revoked"), UI_DOT_NONE), WORDS_MAX, "%" PRIu64, b->held.revoked);
    snprintf(add(table, N_("Keys"), b->keys_held ? UI_DOT_GOOD : UI_DOT_BAD), WORDS_MAX, "%s · %" PRIu64,
             ui_say(ui, b->keys_held ? N_("Keys held") : N_("None")), b->held.epoch);
    add_age(table, ui, model, N_("Passes updated"), b->held.ages.passes);
    add_age(table, ui, model, N_("Revocations updated"), b->held.ages.revocations);
    add_age(table, ui, model, N_("Guards updated"), b->held.ages.guards);
    add_age(table, ui, model, N_("Rules updated"), b->held.ages.policy);
}

static void add_journal(struct table *table, const struct ui *ui, const struct model *model)
{
    const struct booth_status *b = &model->booth;
    const struct journal_counts *c = &b->counts;
    bool good = !b->journal;
    snprintf(add(table, N_("Entry log"), good ? UI_DOT_GOOD : UI_DOT_BAD), WORDS_MAX, "%s",
             ui_say(ui, good ? N_("In use") : words_fault(b->journal)));
    if (b->journal_put_back)
        snprintf(add(table, N_("Entry log"), UI_DOT_WARN), WORDS_MAX, "%s",
                 ui_say(ui, N_("Its file was moved, deleted or cut. The booth wrote all entries again.")));
    if (b->journal_salvaged)
        snprintf(add(table, N_("Entry log"), UI_DOT_WARN), WORDS_MAX, "%s",
                 ui_say(ui, N_("It was damaged. Readable entries were saved; the old file is quarantined.")));
    snprintf(add(table, N_("Newest entry"), UI_DOT_NONE), WORDS_MAX, "%" PRIu64, c->last_number);
    snprintf(add(table, N_("Uploaded up to"), UI_DOT_NONE), WORDS_MAX, "%" PRIu64, c->acknowledged);
    snprintf(add(table, N_("To upload"), UI_DOT_NONE), WORDS_MAX, "%" PRIu64, c->waiting);
    snprintf(add(table, N_("Disk used"), b->disk_used_percent >= 80 ? UI_DOT_BAD : UI_DOT_GOOD), WORDS_MAX, "%u %%",
             b->disk_used_percent);
}

static void add_program(struct table *table, const struct ui *ui, const struct model *model)
{
    const struct model_diagnostics *d = &model->diagnostics;
    const struct model_clock now = model_clock(model, model->now);
    snprintf(add(table, N_("Clock"), model->booth.clock_trusted ? UI_DOT_GOOD : UI_DOT_BAD), WORDS_MAX,
             "%04d-%02d-%02d %02d:%02d · %s", now.year, now.month, now.day, now.hour, now.minute,
             ui_say(ui, model->booth.clock_trusted ? N_("Trusted") : N_("Not trusted")));
    snprintf(add(table, N_("Sound"), d->sound ? UI_DOT_GOOD : UI_DOT_WARN), WORDS_MAX, "%s",
             ui_say(ui, d->sound ? N_("On") : N_("Off")));
    snprintf(add(table, N_("Device"), UI_DOT_NONE), WORDS_MAX, "%s", d->device);
    snprintf(add(table, N_("Program"), UI_DOT_NONE), WORDS_MAX, "Gatehouse %s · %s", d->version, d->video_driver);
    snprintf(add(table, N_("Configuration"), UI_DOT_NONE), WORDS_MAX, "%s", d->config_path);
}

/* ---- Drawing ---- */

static void draw_row(struct ui *ui, struct ui_rect r, const struct row *row)
{
    static const enum ui_icon icons[] = {
        [UI_DOT_GOOD] = UI_ICON_CHECK, [UI_DOT_WARN] = UI_ICON_WARN, [UI_DOT_BAD] = UI_ICON_STOP};
    struct ui_rect mark = ui_cut_left(&r, 28, GAP_CLOSE);
    if (row->dot != UI_DOT_NONE)
        ui_draw_icon(ui, (struct ui_rect){mark.x, mark.y + (mark.h - 28) / 2, 28, 28}, icons[row->dot], THEME_INK);
    struct ui_style soft = {.size = TYPE_SMALL, .colour = THEME_INK_SOFT, .shrink_to = TYPE_NOTE};
    struct ui_style bold = {
        .size = TYPE_SMALL, .weight = UI_BOLD, .colour = THEME_INK, .lines = 2, .shrink_to = TYPE_NOTE};
    ui_text(ui, ui_cut_left(&r, NAME_WIDTH < r.w / 2 ? NAME_WIDTH : r.w * 45 / 100, GAP_CLOSE),
            row->name ? ui_say(ui, row->name) : row->name_text, soft);
    ui_text(ui, r, row->value, bold);
}

static void draw(struct ui *ui, const struct model *model, const struct frame *picture, struct model_action *action)
{
    (void)picture;
    struct table table = {.count = 0};
    add_journal(&table, ui, model);
    add_camera(&table, ui, model);
    add_lane(&table, ui, model);
    add_replica(&table, ui, model);
    add_reader(&table, model);
    add_program(&table, ui, model);

    struct ui_rect r = page_begin(ui, model, N_("Booth state"), action);
    ui_card(ui, r);
    struct ui_list list = {
        .id = "diagnostics", .r = ui_inset(r, GAP, GAP_CLOSE), .row_height = ROW_HEIGHT, .count = table.count};
    ui_list_begin(ui, &list);
    for (int i = list.first; i < list.last; i++) {
        struct ui_rect row = ui_list_row(&list, i);
        row.w -= 16;
        draw_row(ui, row, &table.rows[i]);
        ui_rule(ui, row.x, row.y + ROW_HEIGHT - 1, row.w);
    }
    ui_list_end(ui, &list);
}

const struct screen screen_diagnostics = {.page = PAGE_DIAGNOSTICS, .name = "diagnostics", .draw = draw};

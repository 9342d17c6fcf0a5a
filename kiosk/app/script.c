#include "app/script.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "desk/commands.h"
#include "os/clock.h"

enum { DEFAULT_WAIT_S = 20, WAIT_MAX_S = 3600, SETTLE_MS = 320, TYPE_MS = 90, STEPS_A_FRAME = 8 };

struct script;
/* Carries a line out. True when the script may go on to the next one. */
typedef bool verb_function(struct script *script, struct ui *ui, const struct model *model, int64_t now_ms);

struct line {
    int number;
    verb_function *verb;
    char argument[SCRIPT_LINE_MAX];
};

struct script {
    struct script_ops ops;
    char screenshot_dir[256];
    size_t count, at;
    struct line lines[SCRIPT_LINES_MAX];
    int64_t patience_ms;
    int64_t since_ms; /* when the line on hand was begun; 0: not yet */
    int64_t page_since_ms;
    enum model_page page;
    enum walk_up_step step;
    enum emergency_step emergency;
    bool finger_down;
    int touch_x, touch_y;
    size_t typed;     /* characters of the line on hand */
    int64_t typed_ms; /* when the last of them was */
    bool failed;
    char found[160]; /* what is there instead of what was expected */
    char failure[SCRIPT_LINE_MAX + 256];
};

static const char *argument_of(const struct script *script)
{
    return script->lines[script->at].argument;
}

/* ---- Verbs that do ---- */

/* Puts a finger down in one frame and lifts it in a later one. */
static bool touch_at(struct script *script, struct ui *ui, int x, int y, int64_t now_ms)
{
    if (script->finger_down) {
        ui_touch(ui, script->touch_x, script->touch_y, false, now_ms);
        script->finger_down = false;
        return true;
    }
    script->touch_x = x;
    script->touch_y = y;
    ui_touch(ui, x, y, true, now_ms);
    script->finger_down = true;
    return false;
}

static bool do_touch(struct script *script, struct ui *ui, const struct model *model, int64_t now_ms)
{
    (void)model;
    int x = 0, y = 0;
    if (sscanf(argument_of(script), "%d %d", &x, &y) != 2)
        return false;
    return touch_at(script, ui, x, y, now_ms);
}

/* Pages and targets go on answering to the names that older scripts know them by. */
static const char *current_name(const char *name)
{
    static const char *const names[][2] = {{"apply", "walk-up"}};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(name, names[i][0]) == 0)
            return names[i][1];
    return name;
}

/* Waits until the target is there and the screen has stood for a moment: the toolkit ignores touches right after a
 * change. */
static bool tap_target(struct script *script, struct ui *ui, const char *target, int64_t now_ms)
{
    char id[48];
    int index = 0;
    struct ui_rect r;
    if (script->finger_down)
        return touch_at(script, ui, 0, 0, now_ms);
    if (sscanf(target, "%47s %d", id, &index) < 1 || !ui_find(ui, current_name(id), index, &r)) {
        snprintf(script->found, sizeof script->found, "no such target");
        return false;
    }
    if (now_ms - script->page_since_ms < SETTLE_MS || now_ms - script->since_ms < SETTLE_MS ||
        !ui_takes_touches(ui, now_ms))
        return false;
    return touch_at(script, ui, r.x + r.w / 2, r.y + r.h / 2, now_ms);
}

static bool do_tap(struct script *script, struct ui *ui, const struct model *model, int64_t now_ms)
{
    (void)model;
    return tap_target(script, ui, argument_of(script), now_ms);
}

/* Leaves a verdict by its button, unless it has left by itself: an admission does after some seconds. */
static bool do_leave(struct script *script, struct ui *ui, const struct model *model, int64_t now_ms)
{
    if (model->page != PAGE_VERDICT && !script->finger_down)
        return true;
    (void)tap_target(script, ui, "next", now_ms);
    snprintf(script->found, sizeof script->found, "the verdict stays");
    return false;
}

/* Types a character at a time, as fingers do: faster ones count as a scanner gun. */
static bool do_type(struct script *script, struct ui *ui, const struct model *model, int64_t now_ms)
{
    (void)ui;
    (void)model;
    const char *text = argument_of(script);
    if (script->typed > 0 && now_ms - script->typed_ms < TYPE_MS)
        return false;
    script->typed_ms = now_ms;
    if (text[script->typed]) {
        script->ops.type(script->ops.ctx, (char[]){text[script->typed++], '\0'});
        return false;
    }
    script->typed = 0;
    return true;
}

static bool do_key(struct script *script, struct ui *ui, const struct model *model, int64_t now_ms)
{
    (void)ui;
    (void)model;
    if (now_ms - script->since_ms < SETTLE_MS)
        return false;
    script->ops.key(script->ops.ctx, argument_of(script));
    return true;
}

static bool do_gun(struct script *script, struct ui *ui, const struct model *model, int64_t now_ms)
{
    (void)ui;
    (void)model;
    if (now_ms - script->since_ms < SETTLE_MS)
        return false;
    script->ops.gun(script->ops.ctx, argument_of(script));
    return true;
}

static bool do_wait(struct script *script, struct ui *ui, const struct model *model, int64_t now_ms)
{
    (void)ui;
    (void)model;
    return now_ms - script->since_ms >= atol(argument_of(script));
}

/* Waits for a time of the wall clock, so that several kiosks do the same at once. */
static bool do_at(struct script *script, struct ui *ui, const struct model *model, int64_t now_ms)
{
    (void)ui;
    (void)model;
    (void)now_ms;
    const struct os_clock clock = os_clock_system(false);
    return os_clock_read(&clock).wall >= atoll(argument_of(script));
}

/* Waits for a file: for what others do meanwhile. */
static bool do_await(struct script *script, struct ui *ui, const struct model *model, int64_t now_ms)
{
    (void)ui;
    (void)model;
    (void)now_ms;
    return access(argument_of(script), F_OK) == 0;
}

static bool do_screenshot(struct script *script, struct ui *ui, const struct model *model, int64_t now_ms)
{
    (void)model;
    char path[768];
    if (now_ms - script->page_since_ms < SETTLE_MS || now_ms - script->since_ms < SETTLE_MS)
        return false;
    snprintf(path, sizeof path, "%s/%s.png", script->screenshot_dir, argument_of(script));
    enum gh_status status = ui_screenshot(ui, path);
    snprintf(script->found, sizeof script->found, "screenshot: %s", gh_status_name(status));
    return status == GH_OK;
}

/* ---- Verbs that expect ---- */

static bool expect_name(struct script *script, const char *found)
{
    snprintf(script->found, sizeof script->found, "%s", found);
    return strcmp(current_name(argument_of(script)), found) == 0;
}

static bool expect_page(struct script *script, struct ui *ui, const struct model *model, int64_t now_ms)
{
    (void)ui;
    (void)now_ms;
    return expect_name(script, model_page_name(model->page));
}

/* "COLOUR REASON", or "none". */
static bool expect_verdict(struct script *script, struct ui *ui, const struct model *model, int64_t now_ms)
{
    (void)ui;
    (void)now_ms;
    char verdict[96] = "none";
    if (model->shown.state != SCAN_NONE)
        snprintf(verdict, sizeof verdict, "%s %s", verdict_colour_name(model->shown.verdict.colour),
                 verdict_reason_name(model->shown.verdict.reason));
    return expect_name(script, verdict);
}

static bool expect_state(struct script *script, struct ui *ui, const struct model *model, int64_t now_ms)
{
    (void)ui;
    (void)now_ms;
    return expect_name(script, desk_scan_state_name(model->shown.state));
}

static bool expect_camera(struct script *script, struct ui *ui, const struct model *model, int64_t now_ms)
{
    (void)ui;
    (void)now_ms;
    static const char *const names[] = {[CAMERA_STARTING] = "starting",
                                        [CAMERA_LIVE] = "live",
                                        [CAMERA_LOST] = "lost",
                                        [CAMERA_ENDED] = "ended",
                                        [CAMERA_NONE] = "none"};
    return expect_name(script, names[model->devices.camera]);
}

static bool drawn(struct ui *ui, const char *text)
{
    size_t count = 0;
    const struct ui_drawn *all = ui_drawn(ui, &count);
    for (size_t i = 0; i < count; i++)
        if (all[i].kind == UI_DRAWN_TEXT && strstr(all[i].id, text))
            return true;
    return false;
}

/* Looks for a part of a text on screen (of its first 47 bytes). */
static bool expect_text(struct script *script, struct ui *ui, const struct model *model, int64_t now_ms)
{
    (void)model;
    (void)now_ms;
    snprintf(script->found, sizeof script->found, "no such text");
    return drawn(ui, argument_of(script));
}

static bool expect_no_text(struct script *script, struct ui *ui, const struct model *model, int64_t now_ms)
{
    (void)model;
    (void)now_ms;
    snprintf(script->found, sizeof script->found, "the text is there");
    return !drawn(ui, argument_of(script));
}

static bool expect_target(struct script *script, struct ui *ui, const struct model *model, int64_t now_ms)
{
    (void)model;
    (void)now_ms;
    struct ui_rect r;
    snprintf(script->found, sizeof script->found, "no such target");
    return ui_find(ui, current_name(argument_of(script)), 0, &r);
}

static const struct verb {
    const char *name;
    verb_function *function;
} verbs[] = {
    {"tap", do_tap},
    {"leave", do_leave},
    {"touch", do_touch},
    {"type", do_type},
    {"key", do_key},
    {"gun", do_gun},
    {"wait", do_wait},
    {"at", do_at},
    {"await", do_await},
    {"screenshot", do_screenshot},
    {"expect-page", expect_page},
    {"expect-verdict", expect_verdict},
    {"expect-state", expect_state},
    {"expect-camera", expect_camera},
    {"expect-text", expect_text},
    {"expect-no-text", expect_no_text},
    {"expect-target", expect_target},
};

/* ---- Reading ---- */

static verb_function *find_verb(const char *name)
{
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        if (strcmp(verbs[i].name, name) == 0)
            return verbs[i].function;
    return NULL;
}

static enum gh_status take_line(struct script *script, char *text, int number)
{
    text[strcspn(text, "\r\n")] = 0;
    text += strspn(text, " \t");
    if (!*text || *text == '#')
        return GH_OK;
    if (script->count == SCRIPT_LINES_MAX)
        return GH_TOO_LONG;
    size_t verb = strcspn(text, " \t");
    char *argument = text + verb;
    if (*argument)
        *argument++ = 0;
    argument += strspn(argument, " \t");
    struct line *line = &script->lines[script->count];
    line->number = number;
    line->verb = find_verb(text);
    if (!line->verb)
        return GH_MALFORMED;
    memcpy(line->argument, argument, strlen(argument) + 1);
    script->count++;
    return GH_OK;
}

static enum gh_status read_lines(struct script *script, FILE *file, int *number)
{
    char text[SCRIPT_LINE_MAX];
    while (fgets(text, sizeof text, file)) {
        ++*number;
        if (!strchr(text, '\n') && !feof(file))
            return GH_TOO_LONG;
        enum gh_status status = take_line(script, text, *number);
        if (status)
            return status;
    }
    return ferror(file) ? GH_IO : GH_OK;
}

static int64_t patience_ms(void)
{
    const char *text = getenv("GATEHOUSE_SCRIPT_PATIENCE");
    char *end = NULL;
    const long seconds = text ? strtol(text, &end, 10) : 0;
    return (text && *text && !*end && seconds > 0 && seconds <= WAIT_MAX_S ? seconds : DEFAULT_WAIT_S) * INT64_C(1000);
}

enum gh_status script_open(const char *path, const char *screenshot_dir, const struct script_ops *ops,
                           struct script **out, int *line)
{
    *line = 0;
    if (strlen(screenshot_dir) >= sizeof((struct script *)0)->screenshot_dir)
        return GH_TOO_LONG;
    FILE *file = fopen(path, "r");
    if (!file)
        return errno == ENOENT ? GH_NOT_FOUND : GH_IO;
    struct script *script = calloc(1, sizeof *script);
    enum gh_status status = script ? read_lines(script, file, line) : GH_NO_MEMORY;
    fclose(file);
    if (status) {
        free(script);
        return status;
    }
    script->ops = *ops;
    script->patience_ms = patience_ms();
    script->page = PAGE_COUNT;
    memcpy(script->screenshot_dir, screenshot_dir, strlen(screenshot_dir) + 1);
    *out = script;
    return GH_OK;
}

void script_close(struct script *script)
{
    free(script);
}

/* ---- Running ---- */

static void fail(struct script *script)
{
    const struct line *line = &script->lines[script->at];
    const char *name = "";
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        if (verbs[i].function == line->verb)
            name = verbs[i].name;
    script->failed = true;
    snprintf(script->failure, sizeof script->failure, "line %d: %s %.400s: %s", line->number, name, line->argument,
             script->found);
}

enum script_state script_step(struct script *script, struct ui *ui, const struct model *model, int64_t now_ms)
{
    if (script->failed)
        return SCRIPT_FAILED;
    if (script->page != model->page || script->step != model->walk_up.form.step ||
        script->emergency != model->emergency.step) {
        script->page = model->page;
        script->step = model->walk_up.form.step;
        script->emergency = model->emergency.step;
        script->page_since_ms = now_ms;
    }
    for (int i = 0; i < STEPS_A_FRAME && script->at < script->count; i++) {
        struct line *line = &script->lines[script->at];
        if (!script->since_ms)
            script->since_ms = now_ms;
        if (!line->verb(script, ui, model, now_ms)) {
            int64_t limit = line->verb == do_wait || line->verb == do_await ? INT64_MAX : script->patience_ms;
            if (now_ms - script->since_ms > limit)
                fail(script);
            return script->failed ? SCRIPT_FAILED : SCRIPT_RUNNING;
        }
        script->since_ms = 0;
        script->at++;
        bool acted = line->verb == do_tap || line->verb == do_leave || line->verb == do_touch ||
                     line->verb == do_type || line->verb == do_gun || line->verb == do_key;
        if (acted)
            return SCRIPT_RUNNING; /* its effect shows in the next frame */
    }
    return script->at == script->count ? SCRIPT_DONE : SCRIPT_RUNNING;
}

const char *script_failure(const struct script *script)
{
    return script->failure;
}

/* Draws every fixture in three sizes, two languages and two themes, checks the layout of each, and keeps the pictures.
 *
 * draw_screens CATALOGUE [FOLDER [PATTERN]]: FOLDER for the pictures; without it, or with "-", only the check. PATTERN:
 * of the pictures' names, as for a shell: "amber-*-1280x800-zh-*". */
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "capture/frame.h"
#include "fixtures.h"
#include "layout.h"
#include "screens/help.h"
#include "screens/table.h"
#include "screens/words.h"

#define CAMERA_W 1280
#define CAMERA_H 720

struct panel {
    const char *name;
    int w, h;
};

static const struct panel panels[] = {{"1280x800", 1280, 800}, {"1920x1080", 1920, 1080}, {"720x1280", 720, 1280}};
static const char *const languages[] = {[UI_CHINESE] = "zh", [UI_ENGLISH] = "en"};
static const char *const themes[] = {[UI_DAY] = "day", [UI_NIGHT] = "night"};

static const struct fixture *const all_fixtures[] = {fixtures_scan, fixtures_pages, fixtures_walk_up, fixtures_visit,
                                                     fixtures_roll_call};

struct run {
    const char *folder, *only;
    struct ui *ui;
    const struct panel *panel;
    const struct frame *picture;
    unsigned drawn, faults;
};

/* Paints a camera picture: a bright phone with a coarse code in front of a dim room. */
static void paint(struct frame *f)
{
    for (int y = 0; y < f->height; y++) {
        for (int x = 0; x < f->width; x++) {
            int dx = x - 640, dy = y - 350;
            bool phone = abs(dx) < 150 && abs(dy) < 270, code = abs(dx) < 110 && abs(dy) < 110;
            int room = 70 + y / 12 - x / 24 + ((x / 90 + y / 120) % 2) * 6;
            bool dark = code && (((x / 12) * 2654435761u ^ (uint32_t)(y / 12) * 40503u) >> 4 & 1) != 0;
            f->y[y * f->stride_y + x] = (uint8_t)(dark ? 30 : phone ? 215 : room);
        }
    }
    memset(f->u, 132, (size_t)f->stride_uv * (size_t)f->height / 2);
    memset(f->v, 124, (size_t)f->stride_uv * (size_t)f->height / 2);
}

static void draw_one(struct run *run, const struct fixture *fixture, enum ui_language language, enum ui_theme theme)
{
    static struct model model; /* too large for a stack */
    struct model_action action = {.kind = ACTION_NOTHING};
    char where[256], path[512];
    snprintf(where, sizeof where, "%s-%s-%s-%s", fixture->name, run->panel->name, languages[language], themes[theme]);
    if (run->only != NULL && fnmatch(run->only, where, 0) != 0)
        return;
    fixture_base(&model);
    fixture->fill(&model);
    model.language = language;
    model.theme = theme;
    ui_set_language(run->ui, language);
    ui_set_theme(run->ui, theme);
    ui_changed_screen(run->ui);
    ui_forget(run->ui);
    if (model.over.toast != TOAST_NONE) {
        char text[WORDS_MAX];
        enum ui_dot state;
        screen_toast_text(run->ui, &model, text, sizeof text, &state);
        ui_toast(run->ui, state, text);
    }
    ui_begin(run->ui, 400, fixture->screen->base != NULL ? fixture->screen->base(&model) : THEME_PAPER);
    fixture->screen->draw(run->ui, &model, fixture->blind ? NULL : run->picture, &action);
    screen_draw_over(run->ui, &model, &action);
    ui_end(run->ui);
    run->faults += layout_check(run->ui, where);
    run->drawn++;
    if (run->folder != NULL) {
        snprintf(path, sizeof path, "%s/%s.png", run->folder, where);
        if (ui_screenshot(run->ui, path) != GH_OK) {
            printf("%s: the picture can't be written\n", path);
            run->faults++;
        }
    }
}

static enum model_page explained;

static void fill_help(struct model *model)
{
    model->page = explained;
    model->over.dialog = DIALOG_HELP;
}

/* The help of each page, over the page as it is on a quiet morning. */
static void draw_help(struct run *run)
{
    for (explained = 0; explained < PAGE_COUNT; explained++) {
        char name[64];
        const struct screen *screen = screen_of_page(explained);
        snprintf(name, sizeof name, "help-%s", screen->name);
        const struct fixture fixture = {name, screen, fill_help, true};
        if (help_lines(explained)[0] == NULL) {
            printf("%s: the page has no help (kiosk/screens/help.c)\n", screen->name);
            run->faults++;
        }
        for (int language = 0; language < 2; language++)
            draw_one(run, &fixture, (enum ui_language)language, UI_DAY);
    }
}

static void draw_all(struct run *run)
{
    draw_help(run);
    for (size_t set = 0; set < sizeof all_fixtures / sizeof all_fixtures[0]; set++) {
        for (const struct fixture *f = all_fixtures[set]; f->name != NULL; f++) {
            for (int i = 0; i < 4; i++)
                draw_one(run, f, (enum ui_language)(i % 2), (enum ui_theme)(i / 2));
        }
    }
}

static uint8_t *read_file(const char *path, size_t *len)
{
    FILE *f = fopen(path, "rb");
    uint8_t *data = f != NULL ? malloc(CATALOG_FILE_MAX) : NULL;
    if (data != NULL)
        *len = fread(data, 1, CATALOG_FILE_MAX, f);
    if (f != NULL)
        fclose(f);
    return data;
}

int main(int argc, char **argv)
{
    size_t len = 0;
    uint8_t *mo = argc > 1 ? read_file(argv[1], &len) : NULL;
    struct catalog chinese;
    if (mo == NULL || catalog_open(BYTES(mo, len), &chinese) != GH_OK) {
        fprintf(stderr, "usage: draw_screens CATALOGUE.mo [FOLDER [PATTERN]]\n");
        free(mo);
        return 2;
    }
    static uint8_t planes[CAMERA_W * CAMERA_H * 3 / 2];
    struct frame picture = {.width = CAMERA_W, .height = CAMERA_H, .stride_y = CAMERA_W, .stride_uv = CAMERA_W / 2};
    picture.y = planes;
    picture.u = planes + CAMERA_W * CAMERA_H;
    picture.v = picture.u + CAMERA_W * CAMERA_H / 4;
    picture.sequence = 1;
    paint(&picture);

    struct run run = {.folder = argc > 2 && strcmp(argv[2], "-") != 0 ? argv[2] : NULL,
                      .only = argc > 3 ? argv[3] : NULL,
                      .picture = &picture};
    for (size_t i = 0; i < sizeof panels / sizeof panels[0]; i++) {
        const char *why = "";
        run.panel = &panels[i];
        run.ui = ui_open(
            &(struct ui_options){.width = panels[i].w, .height = panels[i].h, .software = true, .chinese = &chinese},
            &why);
        if (run.ui == NULL) {
            fprintf(stderr, "%s\n", why);
            free(mo);
            return 1;
        }
        if (ui_fonts_found(run.ui) != UI_FONTS_GOOD) {
            printf("skipped: no font with Chinese characters (package fonts-noto-cjk)\n");
            ui_close(run.ui);
            free(mo);
            return 77;
        }
        ui_inspect(run.ui, true);
        draw_all(&run);
        ui_close(run.ui);
    }
    free(mo);
    printf("%u pictures, %u faults\n", run.drawn, run.faults);
    return run.faults == 0 && run.drawn > 0 ? 0 : 1;
}

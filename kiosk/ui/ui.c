/* The life of the toolkit, and its frames: window, renderer, scale, begin and end. */
#include "ui/ui.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ui/list.h"
#include "ui/overlay.h"
#include "ui/panel.h"
#include "ui/record.h"
#include "ui/turn.h"

#define LANDSCAPE_W 1280
#define LANDSCAPE_H 800

/* ---- Life ---- */

static void measure_panel(struct ui *ui)
{
    int w = 0, h = 0;
    if (SDL_GetRendererOutputSize(ui->renderer, &w, &h) != 0 || w < 1 || h < 1)
        return;
    if (turn_swaps_sides(&ui->mount)) {
        int across = w;
        w = h;
        h = across;
    }
    if (w == ui->px_w && h == ui->px_h)
        return;
    bool portrait = h > w;
    float sx = (float)w / (float)(portrait ? 720 : LANDSCAPE_W), sy = (float)h / (float)(portrait ? 1280 : LANDSCAPE_H);
    ui->px_w = w;
    ui->px_h = h;
    ui->scale = sx < sy ? sx : sy;
    ui->w = (int)((float)w / ui->scale + 0.5f);
    ui->h = (int)((float)h / ui->scale + 0.5f);
    cache_clear(&ui->cache);
    memset(ui->laid, 0, sizeof ui->laid);
}

/* Without a graphics processor, SDL's accelerated renderer is a software rasteriser, slower than SDL's own and 100
 * MB larger. Returns true when it must not even be loaded. */
static bool only_software(const struct ui_options *options)
{
    const char *driver = SDL_GetCurrentVideoDriver();
    bool no_screen = driver != NULL && (strcmp(driver, "offscreen") == 0 || strcmp(driver, "dummy") == 0);
    return options->software || no_screen || access("/dev/dri", F_OK) != 0;
}

/* Returns true when the accelerated renderer turned out to be such a rasteriser: a graphics device without an OpenGL
 * driver. */
static bool is_software_gl(SDL_Renderer *renderer)
{
    typedef const unsigned char *(*get_string)(unsigned);
    const unsigned gl_renderer = 0x1F01; /* GL_RENDERER; the same in OpenGL ES */
    SDL_RendererInfo info;
    if (SDL_GetRendererInfo(renderer, &info) != 0 || strncmp(info.name, "opengl", 6) != 0)
        return false;
    void *address = SDL_GL_GetProcAddress("glGetString");
    get_string function = NULL;
    memcpy(&function, &address, sizeof function);
    const char *name = function != NULL ? (const char *)function(gl_renderer) : NULL;
    return name != NULL && (strstr(name, "llvmpipe") != NULL || strstr(name, "softpipe") != NULL);
}

static bool open_window(struct ui *ui, const struct ui_options *options)
{
    Uint32 flags = options->windowed ? SDL_WINDOW_RESIZABLE : SDL_WINDOW_BORDERLESS;
    int w = options->width, h = options->height;
    if (w <= 0 || h <= 0) {
        flags |= SDL_WINDOW_FULLSCREEN_DESKTOP;
        w = LANDSCAPE_W;
        h = LANDSCAPE_H;
    }
    ui->window = SDL_CreateWindow("Gatehouse", SDL_WINDOWPOS_CENTERED, SDL_WINDOWPOS_CENTERED, w, h, flags);
    if (ui->window == NULL)
        return false;
    if (!only_software(options))
        ui->renderer = SDL_CreateRenderer(ui->window, -1, SDL_RENDERER_ACCELERATED | SDL_RENDERER_PRESENTVSYNC);
    if (ui->renderer != NULL && is_software_gl(ui->renderer)) {
        SDL_DestroyRenderer(ui->renderer);
        ui->renderer = NULL;
    }
    ui->software = ui->renderer == NULL;
    if (ui->renderer == NULL) {
        /* Otherwise SDL shows the software renderer's picture through OpenGL and uses its memory. KMSDRM has no
         * other way. */
        const char *driver = SDL_GetCurrentVideoDriver();
        bool needs_gl = driver != NULL && strcmp(driver, "KMSDRM") == 0;
        SDL_SetHint(SDL_HINT_FRAMEBUFFER_ACCELERATION, needs_gl ? "1" : "0");
        ui->renderer = SDL_CreateRenderer(ui->window, -1, SDL_RENDERER_SOFTWARE);
    }
    return ui->renderer != NULL;
}

struct ui *ui_open(const struct ui_options *options, const char **why)
{
    struct ui *ui = calloc(1, sizeof *ui);
    if (ui == NULL) {
        *why = "no memory for the screen";
        return NULL;
    }
    if (SDL_InitSubSystem(SDL_INIT_VIDEO | SDL_INIT_EVENTS) != 0) {
        *why = "no display: SDL finds no video driver that works (see SDL_VIDEODRIVER)";
        free(ui);
        return NULL;
    }
    ui->chinese = options->chinese;
    ui->mount = options->mount;
    ui->due_at = -1;
    ui->fresh = true;
    ui->changed_at = -DOUBLE_TOUCH_MS;
    ui->last_activated_at = -DOUBLE_TOUCH_MS;
    if (TTF_Init() == 0)
        fonts_open(&ui->fonts, options->font_dir, options->only_font_dir);
    else
        ui->fonts.found = UI_FONTS_BUILT_IN;
    if (!open_window(ui, options)) {
        *why = "no window: the display takes none of this size, or there is no renderer for it";
        ui_close(ui);
        return NULL;
    }
    measure_panel(ui);
    SDL_StartTextInput();
    return ui;
}

void ui_close(struct ui *ui)
{
    if (ui == NULL)
        return;
    ui_forget(ui);
    if (ui->camera != NULL)
        SDL_DestroyTexture(ui->camera);
    if (ui->turned != NULL)
        SDL_DestroyTexture(ui->turned);
    fonts_close(&ui->fonts);
    if (ui->renderer != NULL)
        SDL_DestroyRenderer(ui->renderer);
    if (ui->window != NULL)
        SDL_DestroyWindow(ui->window);
    if (TTF_WasInit())
        TTF_Quit();
    SDL_QuitSubSystem(SDL_INIT_VIDEO | SDL_INIT_EVENTS);
    free(ui->drawn);
    explicit_bzero(ui, sizeof *ui);
    free(ui);
}

enum ui_fonts ui_fonts_found(const struct ui *ui)
{
    return ui->fonts.found;
}

void ui_forget(struct ui *ui)
{
    cache_clear(&ui->cache);
    explicit_bzero(ui->laid, sizeof ui->laid);
    explicit_bzero(ui->toast.text, sizeof ui->toast.text);
    ui->toast.until = 0;
    ui->fresh = true;
}

void ui_set_theme(struct ui *ui, enum ui_theme theme)
{
    ui->fresh |= ui->theme != theme;
    ui->theme = theme;
}

void ui_set_language(struct ui *ui, enum ui_language language)
{
    ui->fresh |= ui->language != language;
    ui->language = language;
}

enum ui_theme ui_theme(const struct ui *ui)
{
    return ui->theme;
}

enum ui_language ui_language(const struct ui *ui)
{
    return ui->language;
}

/* ---- The loop ---- */

int ui_due(const struct ui *ui, int64_t now_ms)
{
    if (ui->fresh || ui->pending_count > 0)
        return 0;
    if (ui->due_at < 0)
        return -1;
    return ui->due_at <= now_ms ? 0 : (int)(ui->due_at - now_ms);
}

void ui_begin(struct ui *ui, int64_t now_ms, enum theme_colour base)
{
    measure_panel(ui);
    int64_t elapsed = ui->frame > 0 ? now_ms - ui->now : 0;
    ui->now = now_ms;
    ui->frame++;
    ui->due_at = -1;
    ui->fresh = false;
    ui->base = base;
    ui->drawn_targets.count = 0;
    ui->dialog_from = 0;
    ui->clip_count = 0;
    ui->ground_count = 0;
    ui->drawn_count = 0;
    ui->activated = 0;
    if (ui->changed)
        ui->changed_at = now_ms;
    ui->changed = false;
    ui->keys_wait = ui->pending_count > 0;
    if (ui->pending_count > 0) {
        ui->activated = ui->pending[0];
        ui->pending_count--;
        memmove(ui->pending, ui->pending + 1, ui->pending_count * sizeof ui->pending[0]);
    }
    ui_move_lists(ui, elapsed);
    uint32_t c = ui_rgb(ui, base);
    turn_begin(ui);
    SDL_RenderSetClipRect(ui->renderer, NULL);
    SDL_SetRenderDrawColor(ui->renderer, (Uint8)(c >> 16), (Uint8)(c >> 8), (Uint8)c, 255);
    SDL_RenderClear(ui->renderer);
    ui_put_ground(ui, ui_size(ui), c);
}

void ui_end(struct ui *ui)
{
    ui_draw_overlays(ui);
    for (size_t i = 0; i < ui->dialog_from; i++)
        ui->drawn_targets.items[i].below = true;
    ui->live_targets = ui->drawn_targets;
    /* An activation or key that no widget took in a whole frame is dropped. */
    ui->activated = 0;
    ui->escape = false;
    if (ui->typed_count > 0 && !ui->keys_wait) {
        ui->typed_count--;
        memmove(ui->typed, ui->typed + 1, ui->typed_count);
    }
    ui->fresh |= ui->typed_count > 0;
    turn_end(ui);
    SDL_RenderPresent(ui->renderer);
}

void ui_changed_screen(struct ui *ui)
{
    ui->changed = true;
    ui->pending_count = 0;
    ui->pointer.target = 0;
    ui->pointer.list = 0;
    ui->focus = 0;
    ui->focus_shown = false;
    explicit_bzero(ui->typed, sizeof ui->typed);
    ui->typed_count = 0;
    ui->live_targets.count = 0;
    memset(ui->lists, 0, sizeof ui->lists);
    ui->fresh = true;
}

int64_t ui_now(const struct ui *ui)
{
    return ui->now;
}

int64_t ui_last_touch(const struct ui *ui)
{
    return ui->last_touch;
}

bool ui_finger_down(const struct ui *ui)
{
    return ui->pointer.down;
}

/* What the parts of the toolkit share; nobody else includes it. */
#ifndef GH_UI_UI_INTERNAL_H
#define GH_UI_UI_INTERNAL_H

#include <SDL.h>
#include <SDL_ttf.h>

#include "ui/ui.h"

#define TARGETS_MAX 256
#define LISTS_MAX 8
#define PENDING_MAX 16
#define TYPED_MAX 32
#define FILLS_MAX 96
#define CLIPS_MAX 8
#define DRAWN_MAX 1024
#define DOUBLE_TOUCH_MS 250
#define DRAG_THRESHOLD 12 /* units a finger may tremble before a touch becomes a drag */
#define TYPE_MIN 19
#define LINES_MAX 8

/* ---- Pictures of texts, icons and corners, kept by use (cache.c) ---- */

#define CACHE_KEY_MAX 256
#define CACHE_SLOTS 512
#define CACHE_BYTES_MAX ((size_t)12 * 1024 * 1024)

struct picture {
    SDL_Texture *texture; /* white with alpha: coloured when it is drawn */
    int w, h;
    uint64_t hash;
    uint32_t used; /* frame of the last use */
    size_t key_len;
    char key[CACHE_KEY_MAX];
};

struct cache {
    struct picture slots[CACHE_SLOTS];
    size_t count, bytes;
};

uint64_t cache_hash(const void *data, size_t len);
struct picture *cache_find(struct cache *cache, const void *key, size_t key_len, uint32_t frame);
/* Takes the surface over; NULL when it could not be made. The oldest pictures give way. */
struct picture *cache_put(struct cache *cache, SDL_Renderer *renderer, const void *key, size_t key_len,
                          SDL_Surface *surface, uint32_t frame);
void cache_clear(struct cache *cache);

/* ---- Masks by distance (mask.c) ---- */

/* Pixels of a disc's quarter: the outer corner of a rounded rectangle; width 0: filled; inverse: what is outside. */
SDL_Surface *mask_corner(int radius, int width, bool inverse);
/* An icon from its strokes on a 100 x 100 grid. */
SDL_Surface *mask_strokes(const char *strokes, int pixels);
const char *icon_strokes(enum ui_icon icon);

/* ---- Fonts (font.c) ---- */

struct fonts {
    TTF_Font *face[2]; /* by enum ui_weight */
    void *mapped[2];
    size_t mapped_len[2];
    int size[2];
    enum ui_fonts found;
};

void fonts_open(struct fonts *fonts, const char *dir, bool only_dir);
void fonts_close(struct fonts *fonts);
/* Width in pixels of the first len bytes. */
int fonts_width(struct fonts *fonts, enum ui_weight weight, int pixels, const char *text, size_t len);
/* White on transparent; NULL without memory. */
SDL_Surface *fonts_render(struct fonts *fonts, enum ui_weight weight, int pixels, const char *text, size_t len);
/* Distance from the top of a rendered line to the middle of its characters. */
int fonts_middle(struct fonts *fonts, enum ui_weight weight, int pixels);

/* ---- Lines of a text (text.c) ---- */

struct laid_line {
    int start, len, width; /* bytes in text; width in pixels, the ellipsis included */
    bool ellipsis;
};
struct laid {
    uint64_t hash;
    size_t key_len;
    char key[CACHE_KEY_MAX];
    int pixels, count, width;
    bool cut, split; /* split: a word longer than a line was broken */
    struct laid_line lines[LINES_MAX];
};
#define LAID_SLOTS 256

/* ---- Touch ---- */

struct target {
    uint64_t key;
    struct ui_rect r;
    bool off, below, escape, enter;
    int index;
    char id[32];
};

struct targets {
    size_t count;
    struct target items[TARGETS_MAX];
};

struct list_state {
    uint64_t key;
    struct ui_rect r;
    float offset, speed;   /* units, units a millisecond */
    int row_height, reach; /* reach: the largest offset */
    uint32_t used;
    bool below;
};

struct pointer {
    bool down, dragging;
    uint64_t target; /* pressed target, 0: none */
    uint64_t list;   /* list under the finger, 0: none */
    int x, y, start_x, start_y;
    int64_t moved_at;
    SDL_FingerID finger;
    bool touch;
};

/* What lies under the text: for contrast. */
struct ground {
    struct ui_rect r;
    uint32_t dark, light;
};

struct toast {
    int64_t until;
    enum ui_dot state;
    char text[256];
};

struct ui {
    SDL_Window *window;
    SDL_Renderer *renderer;
    bool software;
    const struct catalog *chinese;
    struct catalog empty;
    enum ui_theme theme;
    enum ui_language language;
    struct fonts fonts;
    struct cache cache;
    struct laid laid[LAID_SLOTS];

    int px_w, px_h; /* of the panel */
    float scale;    /* pixels a unit */
    int w, h;       /* units */
    uint32_t frame;
    int64_t now, last_touch, due_at; /* due_at: -1 never */
    bool fresh;                      /* something came in since the last frame */
    enum theme_colour base;

    struct targets drawn_targets,
        live_targets; /* being drawn; of the last whole frame, which touches are matched with */
    uint64_t activated, pending[PENDING_MAX];
    size_t pending_count;
    uint64_t last_activated;
    int64_t last_activated_at, changed_at;
    uint64_t focus;
    bool focus_shown, escape;
    struct pointer pointer;
    char typed[TYPED_MAX];
    size_t typed_count;
    struct list_state lists[LISTS_MAX];
    size_t dialog_from; /* live since this target; 0: no dialog */

    struct ui_rect clips[CLIPS_MAX];
    size_t clip_count;
    struct ground grounds[FILLS_MAX];
    size_t ground_count;

    SDL_Texture *camera;
    int camera_w, camera_h;
    uint64_t camera_sequence;
    bool camera_mirror;

    struct toast toast;
    bool inspect, drawing_over, label_off; /* label_off: the text being drawn belongs to a disabled target */
    struct ui_drawn *drawn;
    size_t drawn_count;
};

SDL_Rect ui_pixels(const struct ui *ui, struct ui_rect r);
int ui_px(const struct ui *ui, int units);
uint32_t ui_rgb(const struct ui *ui, enum theme_colour colour);
uint64_t ui_key(const char *id, int index);
bool ui_overlap(struct ui_rect a, struct ui_rect b, struct ui_rect *common);
bool ui_inside(struct ui_rect r, int x, int y);

/* Registers a touch target and says whether it was activated. */
bool ui_add_target(struct ui *ui, struct ui_rect r, const char *id, int index, const struct ui_button *button);
bool ui_is_pressed(const struct ui *ui, uint64_t key);
bool ui_is_focused(const struct ui *ui, uint64_t key);

void ui_draw_picture(struct ui *ui, const struct picture *picture, SDL_Rect at, uint32_t colour, bool flip_x,
                     bool flip_y);
void ui_draw_dot(struct ui *ui, struct ui_rect r, enum ui_dot dot, enum theme_colour ink);
/* Covers what sticks out of the rounded corners of r with the colour behind. */
void ui_round_off(struct ui *ui, struct ui_rect r, enum theme_colour behind, int radius);
void ui_put_ground(struct ui *ui, struct ui_rect r, uint32_t argb);
void ui_put_camera_ground(struct ui *ui, struct ui_rect r);
struct ground ui_ground_under(const struct ui *ui, struct ui_rect r);
void ui_record(struct ui *ui, enum ui_drawn_kind kind, struct ui_rect r, const char *id, struct ui_style style,
               bool cut, bool off);
void ui_draw_overlays(struct ui *ui);
void ui_move_lists(struct ui *ui, int64_t elapsed_ms);
void ui_due_in(struct ui *ui, int in_ms);

#endif

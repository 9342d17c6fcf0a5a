/* What struct ui holds, for the files of the toolkit; screens know only ui.h. */
#ifndef GH_UI_UI_STATE_H
#define GH_UI_UI_STATE_H

#include "ui/cache.h"
#include "ui/font.h"
#include "ui/ui.h"
#include <SDL.h>

#define TARGETS_MAX 256
#define LISTS_MAX 8
#define PENDING_MAX 16
#define TYPED_MAX 32
#define FILLS_MAX 96
#define CLIPS_MAX 8
#define DRAWN_MAX 1024
#define DOUBLE_TOUCH_MS 250
#define DRAG_THRESHOLD 12 /* units a finger may tremble before a touch becomes a drag */
#define LINES_MAX 8

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

/* The colours under a text, for its contrast. */
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

    struct ui_mount mount;
    SDL_Texture *turned; /* the frame, where the picture is turned */
    int px_w, px_h;      /* of the frame */
    float scale;         /* pixels a unit */
    int w, h;            /* units */
    uint32_t frame;
    int64_t now, last_touch, due_at; /* due_at: -1 never */
    bool fresh;                      /* an event came since the last frame */
    enum theme_colour base;

    struct targets drawn_targets,
        live_targets; /* being drawn; of the last whole frame, which touches are matched with */
    uint64_t activated, pending[PENDING_MAX];
    size_t pending_count;
    uint64_t last_activated;
    int64_t last_activated_at, changed_at;
    bool changed;   /* the next frame is the first of another screen */
    bool keys_wait; /* this frame hands out a press, so typed keys come with the next one */
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

#endif

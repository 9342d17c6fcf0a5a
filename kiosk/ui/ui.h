/* The kiosk's widget toolkit: immediate mode over SDL2. One page of explanation: README.md beside this file.
 *
 * Everything here belongs to the main thread. Sizes and positions are design units: the panel is 1280 x 800 units
 * (landscape) or 720 x 1280 (portrait), more in the direction in which it is longer; ui_size() says how many. */
#ifndef GH_UI_UI_H
#define GH_UI_UI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/catalog.h"
#include "ui/theme.h"

struct ui;
struct frame;
union SDL_Event;

struct ui_rect {
    int x, y, w, h;
};

enum ui_fonts {
    UI_FONTS_GOOD = 0,
    UI_FONTS_LATIN,
    UI_FONTS_BUILT_IN
}; /* the best that was found; less than GOOD: tell the guard */

/* ---- Life ---- */

/* How screen and touch panel are mounted. All zero: upright, and touches land where the finger is. */
struct ui_mount {
    int turn;        /* degrees, clockwise, by which the picture is turned: 0, 90, 180, 270 */
    bool calibrated; /* touch counts */
    /* a b c d e f, as libinput has it: x' = a x + b y + c, y' = d x + e y + f; shares of the panel's width and height
     */
    float touch[6];
};

struct ui_options {
    int width, height; /* of the window in pixels; 0, 0: the whole screen */
    struct ui_mount mount;
    bool windowed;                 /* a window with a frame, for development */
    bool software;                 /* never an accelerated renderer */
    const char *font_dir;          /* searched first; NULL: only the usual places */
    bool only_font_dir;            /* search nowhere else */
    const struct catalog *chinese; /* borrowed for the life of the ui; NULL: English only */
};

/* Opens window, renderer and fonts. SDL_VIDEODRIVER or SDL itself chooses the video driver (KMSDRM, Wayland, X11,
 * offscreen). Returns NULL with *why (static English text for the log) when there is no display. Missing fonts are
 * not an error: see ui_fonts_found(). */
struct ui *ui_open(const struct ui_options *options, const char **why);
void ui_close(struct ui *ui); /* takes NULL */
enum ui_fonts ui_fonts_found(const struct ui *ui);
/* Drops every picture of a text and wipes the texts kept beside it. Call it when personal data leaves the screen.
 * Keys that no frame took yet stay: ui_changed_screen() drops them. */
void ui_forget(struct ui *ui);

/* For the frames that follow. */
void ui_set_theme(struct ui *ui, enum ui_theme theme);
void ui_set_language(struct ui *ui, enum ui_language language);
enum ui_theme ui_theme(const struct ui *ui);
enum ui_language ui_language(const struct ui *ui);

/* ---- The loop ---- */

/* Takes one event at a monotonic time: touch, mouse, keyboard, window changes. Returns true when it was one of
 * these. */
bool ui_event(struct ui *ui, const union SDL_Event *event, int64_t now_ms);
/* Returns the milliseconds until the next frame is due without any event: 0 now, -1 never. Animations, countdowns
 * and queued touches need frames. */
int ui_due(const struct ui *ui, int64_t now_ms);
/* Begins a frame at a monotonic time. base: the colour of the whole screen. */
void ui_begin(struct ui *ui, int64_t now_ms, enum theme_colour base);
/* Draws toasts and the focus ring and shows the frame. */
void ui_end(struct ui *ui);
/* Call it when the screen changes. Forgets press, focus and scroll positions, and ignores touches for 250 ms, so
 * that the second half of a double touch does not land on the new screen. */
void ui_changed_screen(struct ui *ui);
/* Returns whether a touch at that time would count, or falls within 250 ms of a change of screen. */
bool ui_takes_touches(const struct ui *ui, int64_t now_ms);
int64_t ui_now(const struct ui *ui);        /* the time given to ui_begin */
int64_t ui_last_touch(const struct ui *ui); /* time of the last touch, key or mouse press; for the privacy time-out */
bool ui_finger_down(const struct ui *ui);   /* while true, keep everything in its place */
void ui_animate(struct ui *ui, int in_ms);  /* ask for another frame within in_ms */

/* ---- Layout ---- */

struct ui_rect ui_size(const struct ui *ui); /* 0, 0, w, h of the panel in design units */
bool ui_portrait(const struct ui *ui);

static inline struct ui_rect ui_inset(struct ui_rect r, int dx, int dy)
{
    return (struct ui_rect){r.x + dx, r.y + dy, r.w - 2 * dx, r.h - 2 * dy};
}
/* Each cuts a part off and returns it; *r shrinks by the part and the gap. */
struct ui_rect ui_cut_top(struct ui_rect *r, int height, int gap);
struct ui_rect ui_cut_bottom(struct ui_rect *r, int height, int gap);
struct ui_rect ui_cut_left(struct ui_rect *r, int width, int gap);
struct ui_rect ui_cut_right(struct ui_rect *r, int width, int gap);
/* Returns column i of n equal columns with a gap between. */
struct ui_rect ui_column(struct ui_rect r, int i, int n, int gap);
struct ui_rect ui_grid(struct ui_rect r, int i, int columns, int rows, int gap);

/* ---- Words ---- */

/* Return a text in the language of the screen, and in the other one. msgid: English source text marked with N_(). */
const char *ui_say(const struct ui *ui, const char *msgid);
const char *ui_also(const struct ui *ui, const char *msgid);
/* Writes the text with its {placeholders} filled in, and returns out. */
const char *ui_say_args(const struct ui *ui, char *out, size_t size, const char *msgid, const struct text_arg *args,
                        size_t count);
/* Writes the text for n things in the language of the screen, with {n} filled in, and returns out. */
const char *ui_say_count(const struct ui *ui, char *out, size_t size, const char *singular, const char *plural,
                         uint64_t n);

enum ui_weight { UI_REGULAR = 0, UI_BOLD };
enum ui_align { UI_LEFT = 0, UI_CENTRE, UI_RIGHT };

struct ui_style {
    int size; /* type size in design units, TYPE_NOTE at least */
    enum ui_weight weight;
    enum theme_colour colour;
    enum ui_align align;
    int lines;     /* at most so many, 0 counts as 1; more text ends in an ellipsis and counts as cut */
    int shrink_to; /* try the smaller sizes of type down to this before cutting; 0: never */
    bool top;      /* start at the top of the box; otherwise centred in its height */
};

/* Draws text as it is (already in the right language) into box; returns the height used. */
int ui_text(struct ui *ui, struct ui_rect box, const char *text, struct ui_style style);
/* Returns width and height that the text takes within max_width. */
struct ui_rect ui_measure(struct ui *ui, const char *text, struct ui_style style, int max_width);
/* The same, for a box of limited height: as ui_text() would shrink the text. */
struct ui_rect ui_measure_in(struct ui *ui, const char *text, struct ui_style style, struct ui_rect box);
/* Draws both languages: the screen's large, the other one below, two sizes smaller, in the same colour. Returns the
 * height used. */
int ui_words(struct ui *ui, struct ui_rect box, const char *msgid, struct ui_style style);
/* The same with {placeholders} filled in, at most 255 bytes. */
int ui_words_args(struct ui *ui, struct ui_rect box, const char *msgid, const struct text_arg *args, size_t count,
                  struct ui_style style);

/* Rows one below the other. Each draws at the top of *r, and cuts the height used and the gap off it. */
void ui_stack_text(struct ui *ui, struct ui_rect *r, const char *text, struct ui_style style, int gap);
void ui_stack_words(struct ui *ui, struct ui_rect *r, const char *msgid, struct ui_style style, int gap);

/* ---- Shapes ---- */

void ui_fill(struct ui *ui, struct ui_rect r, enum theme_colour colour, int radius);
void ui_outline(struct ui *ui, struct ui_rect r, enum theme_colour colour, int radius, int width);
void ui_card(struct ui *ui, struct ui_rect r); /* THEME_CARD with RADIUS_CARD */
/* The face of a control and the line around it; THEME_DEFAULT: none. id: of its target. off: it takes no touch. */
struct ui_face {
    const char *id;
    enum theme_colour face, line;
    int radius, width; /* width: of the line; 0: 2 */
    bool off;
};
void ui_draw_face(struct ui *ui, struct ui_rect r, const struct ui_face *face);
void ui_rule(struct ui *ui, int x, int y, int w);
/* Clips all drawing to r until ui_clip_end(); nests. */
void ui_clip(struct ui *ui, struct ui_rect r);
void ui_clip_end(struct ui *ui);

enum ui_icon {
    UI_ICON_NONE = 0,
    UI_ICON_CHECK, /* circle with a tick: admit */
    UI_ICON_WARN,  /* triangle with an exclamation mark: check the ID */
    UI_ICON_STOP,  /* octagon with a cross: do not admit */
    UI_ICON_CHECK_MARK,
    UI_ICON_CROSS,
    UI_ICON_BANG, /* exclamation mark alone, for small discs */
    UI_ICON_CAMERA,
    UI_ICON_CAMERA_OFF,
    UI_ICON_BACKSPACE,
    UI_ICON_BACK,
    UI_ICON_FORWARD,
    UI_ICON_UP,
    UI_ICON_DOWN,
    UI_ICON_SEARCH,
    UI_ICON_MENU,
    UI_ICON_PERSON,
    UI_ICON_PHONE,
    UI_ICON_BELL,
    UI_ICON_CLOCK,
    UI_ICON_DISK,
    UI_ICON_CLOUD_OFF,
    UI_ICON_TORCH,
    UI_ICON_SUN,
    UI_ICON_MOON,
    UI_ICON_ENTER, /* arrow into a door: in */
    UI_ICON_LEAVE, /* arrow out of a door: out */
    UI_ICON_KEYBOARD,
    UI_ICON_LIST,
    UI_ICON_UNDO,
    UI_ICON_KEY,
    UI_ICON_GEAR,
    UI_ICON_LOCK,
    UI_ICON_PAPER,
    UI_ICON_PHONE_CODE, /* a phone that shows a QR code */
    UI_ICON_CAR,
    UI_ICON_QUESTION,
    UI_ICON_COUNT
};

/* Draws the icon in the largest square in the middle of r. */
void ui_draw_icon(struct ui *ui, struct ui_rect r, enum ui_icon icon, enum theme_colour colour);
/* Draws a disc with an icon in it: verdicts in lists. */
void ui_badge(struct ui *ui, struct ui_rect r, enum ui_icon icon, enum theme_colour disc, enum theme_colour ink);

enum ui_dot { UI_DOT_NONE = 0, UI_DOT_GOOD, UI_DOT_WARN, UI_DOT_BAD };
/* Draws a pill of the bar, a text with a state dot before it, and returns its width; only returns it when r.w is 0.
 * r.x is the left edge, or the right edge when from_right. */
int ui_pill(struct ui *ui, struct ui_rect r, const char *text, enum ui_dot dot, enum theme_colour colour,
            bool from_right);

/* Draws the camera's picture: aspect fill, rounded corners; NULL: the empty dark surface. mirror: for self-scan. */
void ui_camera(struct ui *ui, struct ui_rect r, const struct frame *frame, bool mirror, int radius);
/* Draws the four corners of the scan frame. */
void ui_scan_corners(struct ui *ui, struct ui_rect r, enum theme_colour colour);
/* Draws the rest of a time as a bar that shrinks: left of total, in milliseconds. */
void ui_countdown(struct ui *ui, struct ui_rect r, int64_t left_ms, int64_t total_ms, enum theme_colour colour);

/* ---- Touch targets ---- */

enum ui_button_kind {
    UI_BUTTON_PLAIN = 0, /* card colour with a line around it */
    UI_BUTTON_PRIMARY,   /* brand, filled */
    UI_BUTTON_QUIET,     /* only an outline in the colour of the text: on a full-bleed colour */
    UI_BUTTON_ADMIT,     /* go, filled */
    UI_BUTTON_DANGER,    /* stop, filled */
    UI_BUTTON_LIGHT,     /* white on a full-bleed colour; text in the colour given by tint */
    UI_BUTTON_KEY,       /* a key of a pad */
    UI_BUTTON_BARE       /* no surface: rows, icons */
};

/* id: stable within the screen, at most 31 bytes ("take-back"); index tells buttons of one id apart. The label is a
 * msgid, drawn in both languages, or a ready text. */
struct ui_button {
    const char *id;
    int index;
    const char *label;      /* msgid */
    const char *text, *sub; /* ready texts; sub: the small one beside it */
    enum ui_icon icon;
    enum ui_button_kind kind;
    enum theme_colour tint; /* text colour of UI_BUTTON_LIGHT, UI_BUTTON_QUIET and UI_BUTTON_BARE; 0: the theme's */
    int size;               /* of the label; 0: TYPE_BODY */
    bool off;               /* drawn quietly, takes no touch */
    bool stack;             /* second language below instead of beside */
    bool escape;            /* Escape and the Back key press it too */
    bool enter;             /* Enter presses it when nothing has the focus */
};

/* Draws the button. Returns true once when it was pressed: released inside, or Enter or space on the focus. */
bool ui_press(struct ui *ui, struct ui_rect r, const struct ui_button *button);
/* Registers a touch target without drawing it. Returns true once when it was pressed. */
bool ui_target(struct ui *ui, struct ui_rect r, const char *id, int index);
/* Returns true for an Escape or Back key that no button took, and clears it. */
bool ui_escape(struct ui *ui);

/* ---- Typing ---- */

enum ui_pad {
    UI_PAD_PIN = 0, /* 0-9, backspace */
    UI_PAD_ID,      /* 0-9, X, backspace */
    UI_PAD_LATIN    /* digits row, A-Z as on a keyboard, backspace */
};
#define UI_BACKSPACE '\b'

/* Returns and clears one character typed on a keyboard: printable ASCII, UI_BACKSPACE, or 0. */
char ui_typed(struct ui *ui);
/* Draws a pad in r. Returns the ASCII character that was touched or typed on a keyboard, UI_BACKSPACE, or 0. Letters
 * are upper case. More than one character wait for the next frames. */
char ui_keys(struct ui *ui, struct ui_rect r, enum ui_pad pad);
/* Returns the height that gives keys of 80 units. In a narrow place the letters take more rows. */
int ui_keys_height(enum ui_pad pad, int width);
/* Applies one character of ui_keys() to text, a NUL-terminated string in a buffer of cap bytes. Backspace removes
 * the last whole UTF-8 character. Returns true when the text changed. */
bool ui_edit(char *text, size_t cap, char key);
/* A text field with a caret. hint: shown while it is empty. secret: shows discs. */
struct ui_field {
    const char *text, *hint;
    bool secret, wrong; /* wrong: outlined in the stop colour */
    int size;           /* of the text; 0: TYPE_FIGURE */
    bool centre;
};
void ui_draw_field(struct ui *ui, struct ui_rect r, const struct ui_field *field);
/* Draws n cells with one character each, for a PIN or the last six of an ID. The next cell to type is outlined. */
void ui_cells(struct ui *ui, struct ui_rect r, const char *text, int n, bool secret, bool wrong);

/* ---- Lists ---- */

struct ui_list {
    const char *id;
    struct ui_rect r;
    int row_height, count;
    int first, last; /* out: rows first .. last - 1 are to be drawn */
    int offset;      /* out: units scrolled */
};

/* Begins a list that scrolls under the finger with inertia, by wheel, arrow keys, Page Up and Down; clips to r.
 * While a finger is down it stays where the finger holds it. count: of all rows. */
void ui_list_begin(struct ui *ui, struct ui_list *list);
struct ui_rect ui_list_row(const struct ui_list *list, int row);
/* Returns true when the row was touched (not dragged). */
bool ui_list_touch(struct ui *ui, const struct ui_list *list, int row);
void ui_list_end(struct ui *ui, struct ui_list *list); /* draws the position mark */
void ui_list_to_top(struct ui *ui, const char *id);

/* ---- Above the screen ---- */

/* Dims the screen, draws a card of w x h in the middle and returns its inside. Targets drawn before take no touch. */
struct ui_rect ui_dialog(struct ui *ui, int w, int h);
/* Shows a sentence for 4 s over the top bar, where it covers no name and no button. A new sentence replaces the old
 * one, an empty one removes it. text is copied. */
void ui_toast(struct ui *ui, enum ui_dot state, const char *text);

/* ---- For tests and pictures ---- */

enum ui_drawn_kind { UI_DRAWN_TEXT, UI_DRAWN_TARGET, UI_DRAWN_ICON, UI_DRAWN_EDGE };

struct ui_drawn {
    enum ui_drawn_kind kind;
    struct ui_rect rect, clip;         /* design units; clip: the part that can be seen */
    uint32_t ink, ground, ground_also; /* 0xRRGGBB; over a camera picture the darkest and the lightest that it can be */
    int size;
    bool bold, cut, off, below; /* off: disabled; below: covered by a dialog */
    bool over;                  /* a toast: it stands over the screen for a while and takes no touch */
    char id[48];                /* of a target; the beginning of a text */
};

void ui_inspect(struct ui *ui, bool on);
const struct ui_drawn *ui_drawn(const struct ui *ui, size_t *count); /* of the last frame; valid until the next */
/* Touches a place in design units, as ui_event() would take it: down, then up. */
void ui_touch(struct ui *ui, int x, int y, bool down, int64_t now_ms);
/* Writes the rectangle of a target of the last frame; false when there is none. */
bool ui_find(const struct ui *ui, const char *id, int index, struct ui_rect *out);
/* Writes the last frame as PNG. GH_UNSUPPORTED: an accelerated renderer does not keep it; GH_IO, GH_FULL,
 * GH_NO_MEMORY. */
enum gh_status GH_MUST_USE ui_screenshot(struct ui *ui, const char *path);

#endif

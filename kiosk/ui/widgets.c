/* Buttons, pads, fields, cells. */
#include <string.h>

#include "ui/input.h"
#include "ui/layout.h"
#include "ui/panel.h"

#define LABEL_GAP 10
#define ICON_GAP 14

struct look {
    enum theme_colour face, down, ink, line; /* THEME_DEFAULT: none */
};

static const struct look looks[] = {
    [UI_BUTTON_PLAIN] = {THEME_CARD, THEME_KEY_DOWN, THEME_INK, THEME_EDGE},
    [UI_BUTTON_PRIMARY] = {THEME_BRAND, THEME_BRAND_DEEP, THEME_ON_BRAND, THEME_BRAND_EDGE},
    [UI_BUTTON_QUIET] = {THEME_DEFAULT, THEME_GLASS, THEME_ON_BRAND, THEME_ON_BRAND},
    [UI_BUTTON_ADMIT] = {THEME_GO, THEME_GO_DEEP, THEME_ON_GO, THEME_GO_EDGE},
    [UI_BUTTON_DANGER] = {THEME_STOP, THEME_STOP_DEEP, THEME_ON_STOP, THEME_STOP_EDGE},
    [UI_BUTTON_LIGHT] = {THEME_CARD, THEME_KEY_DOWN, THEME_INK, THEME_LIGHT_EDGE},
    [UI_BUTTON_KEY] = {THEME_KEY_FACE, THEME_KEY_DOWN, THEME_INK, THEME_EDGE},
    [UI_BUTTON_BARE] = {THEME_DEFAULT, THEME_GLASS, THEME_INK, THEME_DEFAULT},
};

/* ---- Buttons ---- */

static struct look look_of(const struct ui *ui, const struct ui_button *b, bool pressed)
{
    struct look look = looks[b->kind];
    if (b->tint != THEME_DEFAULT) {
        look.ink = b->tint;
        if (b->kind == UI_BUTTON_QUIET)
            look.line = b->tint;
    }
    /* White does not stand out from amber: a dark line does. */
    if (b->kind == UI_BUTTON_LIGHT && ui->base == THEME_CHECK)
        look.line = THEME_ON_CHECK;
    if (b->off) {
        look = (struct look){THEME_DEFAULT, THEME_DEFAULT, look.ink, look.line};
        look.face = b->kind == UI_BUTTON_QUIET || b->kind == UI_BUTTON_BARE ? THEME_DEFAULT : THEME_KEY_FACE;
        look.ink = look.face == THEME_KEY_FACE ? THEME_INK_SOFT : look.ink;
        look.line = look.face == THEME_KEY_FACE ? THEME_LINE : look.line;
    }
    if (pressed)
        look.face = look.down;
    return look;
}

struct words {
    const char *first, *second; /* second: NULL or another text */
};

static struct words words_of(const struct ui *ui, const struct ui_button *b)
{
    if (b->text != NULL)
        return (struct words){b->text, b->sub};
    if (b->label == NULL)
        return (struct words){NULL, NULL};
    struct words w = {ui_say(ui, b->label), ui_also(ui, b->label)};
    if (b->sub != NULL)
        w.second = b->sub;
    else if (strcmp(w.first, w.second) == 0)
        w.second = NULL;
    return w;
}

/* Draws both languages beside each other when there is room, else one above the other, else the screen's alone. */
static void draw_label(struct ui *ui, struct ui_rect r, const struct ui_button *b, enum theme_colour ink)
{
    struct words w = words_of(ui, b);
    int size = b->size > 0 ? b->size : TYPE_BODY, icon = b->icon != UI_ICON_NONE ? size * 5 / 4 : 0;
    if (w.first == NULL) {
        int side = b->size > 0 ? b->size : r.h * 46 / 100;
        ui_draw_icon(ui, (struct ui_rect){r.x + (r.w - side) / 2, r.y + (r.h - side) / 2, side, side}, b->icon, ink);
        return;
    }
    struct ui_style large = {.size = size, .weight = UI_BOLD, .colour = ink, .shrink_to = TYPE_NOTE};
    struct ui_style small = {.size = theme_second(size), .colour = ink};
    int room = r.w - 32 - (icon > 0 ? icon + ICON_GAP : 0);
    int first = ui_measure(ui, w.first, large, 4000).w;
    int second = w.second != NULL ? ui_measure(ui, w.second, small, 4000).w : 0;
    bool beside = !b->stack && second > 0 && first + LABEL_GAP + second <= room;
    if (second > 0 && !beside && (r.h < 68 || second > room))
        second = 0; /* no room for both: one that can be read */
    int width = beside ? first + LABEL_GAP + second : first > second ? first : second;
    width = width < room ? width : room;
    int x = r.x + (r.w - width - (icon > 0 ? icon + ICON_GAP : 0)) / 2;
    if (icon > 0) {
        ui_draw_icon(ui, (struct ui_rect){x, r.y + (r.h - icon) / 2, icon, icon}, b->icon, ink);
        x += icon + ICON_GAP;
    }
    if (beside) {
        ui_text(ui, (struct ui_rect){x, r.y, first, r.h}, w.first, large);
        ui_text(ui, (struct ui_rect){x + first + LABEL_GAP, r.y + size / 10, second, r.h}, w.second, small);
        return;
    }
    large.align = small.align = icon > 0 ? UI_LEFT : UI_CENTRE;
    if (second == 0) {
        large.lines = first > room && r.h >= 80 ? 2 : 1;
        ui_text(ui, (struct ui_rect){x, r.y, width, r.h}, w.first, large);
        return;
    }
    int above = large.size * 125 / 100, below = small.size * 125 / 100, y = r.y + (r.h - above - below) / 2;
    ui_text(ui, (struct ui_rect){x, y, width, above}, w.first, large);
    ui_text(ui, (struct ui_rect){x, y + above, width, below}, w.second, small);
}

bool ui_press(struct ui *ui, struct ui_rect r, const struct ui_button *button)
{
    uint64_t key = ui_key(button->id, button->index);
    struct look look = look_of(ui, button, !button->off && ui_is_pressed(ui, key));
    int radius = RADIUS;
    ui_draw_face(ui, r,
                 &(struct ui_face){
                     .id = button->id, .face = look.face, .line = look.line, .radius = radius, .off = button->off});
    bool pressed = ui_add_target(ui, r, button->id, button->index, button);
    ui->label_off = button->off;
    draw_label(ui, r, button, look.ink);
    ui->label_off = false;
    if (ui_is_focused(ui, key))
        ui_outline(ui, ui_inset(r, -5, -5), THEME_FOCUS, radius + 5, 4);
    return pressed;
}

bool ui_target(struct ui *ui, struct ui_rect r, const char *id, int index)
{
    uint64_t key = ui_key(id, index);
    if (ui_is_pressed(ui, key))
        ui_fill(ui, r, THEME_GLASS, RADIUS);
    if (ui_is_focused(ui, key))
        ui_outline(ui, r, THEME_FOCUS, RADIUS, 4);
    return ui_add_target(ui, r, id, index, NULL);
}

/* ---- Pads ---- */

#define KEY_HEIGHT 80
#define KEY_GAP 12

#define PAD_ROWS_MAX 6
#define KEY_WIDTH_MIN 72

struct pad {
    int rows;
    const char *row[PAD_ROWS_MAX]; /* '<' is the backspace key, ' ' an empty place */
};

/* Where ten keys do not fit beside each other, letters stand in the order of the alphabet: faster to find than a
 * folded keyboard. */
static const struct pad narrow_latin = {6, {"1234567", "890ABCD", "EFGHIJK", "LMNOPQR", "STUVWXY", "Z<"}};

static const struct pad pads[] = {
    [UI_PAD_PIN] = {4, {"123", "456", "789", " 0<"}},
    [UI_PAD_ID] = {4, {"123", "456", "789", "X0<"}},
    [UI_PAD_LATIN] = {4, {"1234567890", "QWERTYUIOP", "ASDFGHJKL", "ZXCVBNM<"}},
};

static const struct pad *pad_for(enum ui_pad pad, int width)
{
    int keys = (int)strlen(pads[pad].row[1]);
    return keys * KEY_WIDTH_MIN + (keys - 1) * KEY_GAP > width && pad == UI_PAD_LATIN ? &narrow_latin : &pads[pad];
}

int ui_keys_height(enum ui_pad pad, int width)
{
    const struct pad *p = pad_for(pad, width);
    return p->rows * KEY_HEIGHT + (p->rows - 1) * KEY_GAP;
}

static bool pad_has(const struct pad *pad, char c)
{
    for (int i = 0; i < pad->rows; i++)
        if (strchr(pad->row[i], c) != NULL && c != '<' && c != ' ')
            return true;
    return false;
}

/* Insets a row with fewer keys than the widest, as on a keyboard. */
static struct ui_rect key_rect(struct ui_rect r, const struct pad *pad, int row, int column)
{
    size_t widest = strlen(pad->row[1]), keys = strlen(pad->row[row]);
    int pitch = (r.w + KEY_GAP) / (int)widest;
    int inset = ((int)(widest - keys) * pitch) / 2;
    struct ui_rect line = ui_grid(r, row, 1, pad->rows, KEY_GAP);
    return keys == widest ? ui_column(line, column, (int)keys, KEY_GAP)
                          : (struct ui_rect){r.x + inset + column * pitch, line.y, pitch - KEY_GAP, line.h};
}

static bool pad_key(struct ui *ui, struct ui_rect r, char c)
{
    char text[2] = {c, '\0'};
    int size = r.h < KEY_HEIGHT ? TYPE_LABEL : TYPE_TITLE;
    struct ui_button key = {.id = "key", .index = c, .text = text, .kind = UI_BUTTON_KEY, .size = size};
    if (c == '<') {
        key.text = NULL;
        key.icon = UI_ICON_BACKSPACE;
        key.size = TYPE_TITLE;
    }
    return ui_press(ui, r, &key);
}

char ui_keys(struct ui *ui, struct ui_rect r, enum ui_pad kind)
{
    const struct pad *pad = pad_for(kind, r.w);
    char result = 0;
    for (int row = 0; row < pad->rows; row++) {
        for (int column = 0; pad->row[row][column] != '\0'; column++) {
            char c = pad->row[row][column];
            if (c != ' ' && pad_key(ui, key_rect(r, pad, row, column), c))
                result = (char)(c == '<' ? UI_BACKSPACE : c);
        }
    }
    if (result != 0)
        return result;
    char typed = ui_typed(ui);
    if (typed >= 'a' && typed <= 'z')
        typed = (char)(typed - 'a' + 'A');
    bool wanted = typed == UI_BACKSPACE || (typed != 0 && pad_has(pad, typed));
    return (char)(wanted ? typed : 0);
}

bool ui_edit(char *text, size_t cap, char key)
{
    size_t len = strlen(text);
    if (key == UI_BACKSPACE) {
        if (len == 0)
            return false;
        do {
            len--;
        } while (len > 0 && ((uint8_t)text[len] & 0xC0) == 0x80);
        text[len] = '\0';
        return true;
    }
    if (key == 0 || len + 2 > cap)
        return false;
    text[len] = key;
    text[len + 1] = '\0';
    return true;
}

/* ---- Fields ---- */

static bool caret_on(struct ui *ui)
{
    ui_due_in(ui, (int)(500 - ui->now % 500));
    return ui->now / 500 % 2 == 0;
}

static void disc(struct ui *ui, int x, int y, int side)
{
    ui_fill(ui, (struct ui_rect){x - side / 2, y - side / 2, side, side}, THEME_INK, side);
}

void ui_draw_field(struct ui *ui, struct ui_rect r, const struct ui_field *field)
{
    int size = field->size > 0 ? field->size : TYPE_FIGURE;
    struct ui_rect inside = ui_inset(r, GAP, GAP_TIGHT);
    struct ui_style style = {.size = size, .weight = UI_BOLD, .colour = THEME_INK, .shrink_to = TYPE_SMALL};
    style.align = field->centre ? UI_CENTRE : UI_LEFT;
    ui_draw_face(ui, r,
                 &(struct ui_face){.id = "field",
                                   .face = THEME_CARD,
                                   .line = field->wrong ? THEME_STOP_INK : THEME_BRAND_INK,
                                   .radius = RADIUS,
                                   .width = 4});
    int end = inside.x + (field->centre ? inside.w / 2 : 0), len = (int)strlen(field->text);
    if (len == 0 && field->hint != NULL) {
        struct ui_style hint = {
            .size = TYPE_BODY, .colour = THEME_INK_SOFT, .align = style.align, .shrink_to = TYPE_NOTE};
        struct ui_rect place = inside;
        ui_cut_left(&place, field->centre ? 0 : 14, 0);
        ui_text(ui, place, field->hint, hint);
    } else if (field->secret) {
        int x = field->centre ? inside.x + (inside.w - len * 36) / 2 + 18 : inside.x + 18;
        for (int i = 0; i < len; i++)
            disc(ui, x + i * 36, r.y + r.h / 2, 20);
        end = x + len * 36 - 14;
    } else if (len > 0) {
        int width = ui_measure(ui, field->text, style, inside.w - 8).w;
        ui_text(ui, inside, field->text, style);
        end = field->centre ? inside.x + (inside.w + width) / 2 + 6 : inside.x + width + 6;
    }
    if (caret_on(ui) && !(field->centre && len == 0 && field->hint != NULL))
        ui_fill(ui, (struct ui_rect){end, r.y + (r.h - size) / 2, 4, size}, THEME_BRAND_INK, 0);
}

void ui_cells(struct ui *ui, struct ui_rect r, const char *text, int n, bool secret, bool wrong)
{
    int gap = 14, width = (r.w - (n - 1) * gap) / n, len = (int)strlen(text);
    width = width < 84 ? width : 84;
    int x = r.x + (r.w - n * width - (n - 1) * gap) / 2;
    struct ui_style style = {.size = TYPE_FIGURE, .weight = UI_BOLD, .colour = THEME_INK, .align = UI_CENTRE};
    for (int i = 0; i < n; i++) {
        struct ui_rect cell = {x + i * (width + gap), r.y, width, r.h};
        bool next = i == len && !wrong;
        ui_draw_face(ui, cell,
                     &(struct ui_face){.id = "cell",
                                       .face = THEME_CARD,
                                       .line = wrong  ? THEME_STOP_INK
                                               : next ? THEME_BRAND_INK
                                                      : THEME_EDGE,
                                       .radius = RADIUS,
                                       .width = next || wrong ? 4 : 2});
        char one[2] = "";
        if (i < len)
            one[0] = text[i];
        if (i < len && secret)
            disc(ui, cell.x + cell.w / 2, cell.y + cell.h / 2, 22);
        else
            ui_text(ui, cell, one, style);
    }
}

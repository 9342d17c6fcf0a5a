/* Texts: breaking into lines (Chinese and Latin), shrinking, the ellipsis, and both languages. */
#include <string.h>

#include "ui/panel.h"
#include "ui/picture.h"
#include "ui/record.h"

#define ELLIPSIS "\xE2\x80\xA6"
#define TEXT_BYTES_MAX 1024

static int pitch_of(int pixels)
{
    return pixels * 13 / 10;
}

/* ---- Where a line may end ---- */

static uint32_t character_at(const char *text, size_t len, size_t at, size_t *next)
{
    uint8_t lead = (uint8_t)text[at];
    size_t n = lead < 0x80 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    uint32_t c = n == 1 ? lead : lead & (0x3Fu >> (n - 1));
    size_t i = at + 1;
    for (; i < len && i < at + n && ((uint8_t)text[i] & 0xC0) == 0x80; i++)
        c = c << 6 | ((uint8_t)text[i] & 0x3F);
    *next = i;
    return c;
}

static bool is_wide(uint32_t c)
{
    return c >= 0x2E80;
}

/* Punctuation that must not start a line (GB/T 15834), and that must not end one. */
static bool not_first(uint32_t c)
{
    static const uint32_t set[] = {0x3001, 0x3002, 0xFF0C, 0xFF1A, 0xFF1B, 0xFF01, 0xFF1F, 0xFF09,
                                   0x300B, 0x201D, 0x2019, 0x2026, 0x00B7, ',',    '.',    ':',
                                   ';',    '!',    '?',    ')',    '/',    0x2013, 0x300D};
    for (size_t i = 0; i < sizeof set / sizeof set[0]; i++)
        if (set[i] == c)
            return true;
    return false;
}

static bool not_last(uint32_t c)
{
    return c == 0xFF08 || c == 0x300A || c == 0x201C || c == 0x2018 || c == '(' || c == 0x300C;
}

/* Returns true when a line may end between the two. A space stays at the end of its line. */
static bool may_break(uint32_t before, uint32_t after)
{
    if (before == ' ')
        return after != ' ';
    return after != ' ' && (is_wide(before) || is_wide(after)) && !not_first(after) && !not_last(before);
}

/* ---- Laying out ---- */

struct job {
    struct fonts *fonts;
    const char *text;
    size_t len;
    enum ui_weight weight;
    int pixels, width, lines;
};

static size_t trim(const char *text, size_t start, size_t end)
{
    while (end > start && text[end - 1] == ' ')
        end--;
    return end;
}

/* Returns the end of the longest part of [start, len) that fits into the width and ends where a line may end. A word
 * longer than a line ends anywhere. */
static size_t fit_line(const struct job *job, size_t start, int width, bool any_place)
{
    size_t best = start, at = start, next;
    uint32_t before = 0;
    while (at < job->len) {
        uint32_t c = character_at(job->text, job->len, at, &next);
        if (c == '\n')
            return at;
        if (at > start && (any_place || may_break(before, c))) {
            if (fonts_width(job->fonts, job->weight, job->pixels, job->text + start,
                            trim(job->text, start, at) - start) > width)
                return best;
            best = at;
        }
        before = c;
        at = next;
    }
    int all = fonts_width(job->fonts, job->weight, job->pixels, job->text + start, job->len - start);
    return all <= width ? job->len : best;
}

static void add_line(const struct job *job, struct laid *out, size_t start, size_t end, bool ellipsis)
{
    end = trim(job->text, start, end);
    struct laid_line *line = &out->lines[out->count++];
    *line = (struct laid_line){.start = (int)start, .len = (int)(end - start), .ellipsis = ellipsis};
    line->width = fonts_width(job->fonts, job->weight, job->pixels, job->text + start, end - start);
    if (ellipsis)
        line->width += fonts_width(job->fonts, job->weight, job->pixels, ELLIPSIS, strlen(ELLIPSIS));
    out->width = line->width > out->width ? line->width : out->width;
}

static void lay_out(const struct job *job, struct laid *out)
{
    size_t at = 0;
    out->count = out->width = 0;
    out->cut = out->split = false;
    out->pixels = job->pixels;
    while (at < job->len && out->count < job->lines) {
        bool last = out->count + 1 == job->lines;
        size_t end = fit_line(job, at, job->width, false);
        if (end == at && job->text[at] != '\n') {
            end = fit_line(job, at, job->width, true);
            out->split |= end < job->len;
        }
        bool more = end < job->len;
        if (last && more) {
            int ellipsis = fonts_width(job->fonts, job->weight, job->pixels, ELLIPSIS, strlen(ELLIPSIS));
            end = fit_line(job, at, job->width - ellipsis, true);
            out->cut = true;
        }
        if (end == at && job->text[at] != '\n' && !last) {
            size_t next;
            character_at(job->text, job->len, at, &next);
            end = next; /* not even one character fits: take it, so that the loop ends */
        }
        add_line(job, out, at, end, last && more);
        at = end;
        while (at < job->len && (job->text[at] == ' ' || job->text[at] == '\n')) {
            at++;
            if (job->text[at - 1] == '\n')
                break;
        }
    }
}

/* Makes two lines of about the same length: easier to read than a full line and one word. */
static void balance(const struct job *job, struct laid *out)
{
    if (out->count != 2 || out->cut || memchr(job->text, '\n', job->len) != NULL)
        return;
    struct job narrow = *job;
    struct laid tried;
    int total = out->lines[0].width + out->lines[1].width;
    for (int percent = 52; percent <= 80; percent += 7) {
        narrow.width = total * percent / 100;
        if (narrow.width >= out->lines[0].width)
            return;
        lay_out(&narrow, &tried);
        if (tried.count == 2 && !tried.cut && !tried.split) {
            memcpy(out->lines, tried.lines, sizeof tried.lines);
            out->width = tried.width;
            return;
        }
    }
}

static const struct laid *laid_for(struct ui *ui, const char *text, struct ui_style style, int max_width,
                                   int max_height)
{
    size_t len = strlen(text);
    len = len < TEXT_BYTES_MAX ? len : TEXT_BYTES_MAX - 1;
    int params[6] = {style.size,      (int)style.weight, style.lines,
                     style.shrink_to, max_width,         style.shrink_to > 0 ? max_height : 0};
    char key[CACHE_KEY_MAX];
    size_t key_len = sizeof params + len;
    bool keep = key_len <= sizeof key;
    uint64_t hash = cache_hash(text, len) ^ cache_hash(params, sizeof params) * 31;
    struct laid *slot = &ui->laid[hash % LAID_SLOTS];
    if (keep) {
        memcpy(key, params, sizeof params);
        memcpy(key + sizeof params, text, len);
        if (slot->hash == hash && slot->key_len == key_len && memcmp(slot->key, key, key_len) == 0)
            return slot;
    }
    int lines = style.lines < 1 ? 1 : style.lines > LINES_MAX ? LINES_MAX : style.lines;
    struct job job = {&ui->fonts, text, len, style.weight, 0, ui_px(ui, max_width), lines};
    int floor = style.shrink_to > 0 && style.shrink_to < style.size ? style.shrink_to : style.size;
    for (int size = style.size;; size = theme_smaller(size)) {
        job.pixels = ui_px(ui, size);
        lay_out(&job, slot);
        bool high = max_height > 0 && slot->count > 1 && slot->count * pitch_of(job.pixels) > ui_px(ui, max_height);
        if ((!slot->cut && !slot->split && !high) || theme_smaller(size) < floor || size == TYPE_NOTE)
            break;
    }
    balance(&job, slot);
    slot->hash = hash;
    slot->key_len = keep ? key_len : 0;
    if (keep)
        memcpy(slot->key, key, key_len);
    return slot;
}

/* ---- Drawing ---- */

static struct picture *line_picture(struct ui *ui, const char *text, const struct laid_line *line,
                                    enum ui_weight weight, int pixels)
{
    struct {
        char kind, weight;
        uint16_t pixels;
        char text[CACHE_KEY_MAX - 4];
    } key = {.kind = 't', .weight = (char)weight, .pixels = (uint16_t)pixels};
    char whole[TEXT_BYTES_MAX + sizeof ELLIPSIS];
    size_t len = (size_t)line->len;
    memcpy(whole, text + line->start, len);
    if (line->ellipsis) {
        memcpy(whole + len, ELLIPSIS, sizeof ELLIPSIS);
        len += strlen(ELLIPSIS);
    }
    /* A text longer than the key is stood for by its beginning and a hash of the whole. */
    size_t key_len = len < sizeof key.text ? len : sizeof key.text;
    memcpy(key.text, whole, key_len);
    if (len > sizeof key.text) {
        uint64_t hash = cache_hash(whole, len);
        memcpy(key.text + sizeof key.text - sizeof hash, &hash, sizeof hash);
    }
    struct picture *found = cache_find(&ui->cache, &key, key_len + 4, ui->frame);
    if (found != NULL || len == 0)
        return found;
    SDL_Surface *surface = fonts_render(&ui->fonts, weight, pixels, whole, len);
    return cache_put(&ui->cache, ui->renderer, &key, key_len + 4, surface, ui->frame);
}

static int units(const struct ui *ui, int pixels)
{
    return (int)((float)pixels / ui->scale + 0.999f);
}

static void draw_lines(struct ui *ui, struct ui_rect box, const char *text, const struct laid *laid,
                       struct ui_style style)
{
    SDL_Rect px = ui_pixels(ui, box);
    int pitch = pitch_of(laid->pixels), height = laid->count * pitch;
    int top = style.top ? px.y : px.y + (px.h - height) / 2;
    int middle = fonts_middle(&ui->fonts, style.weight, laid->pixels);
    for (int i = 0; i < laid->count; i++) {
        const struct laid_line *line = &laid->lines[i];
        struct picture *p = line_picture(ui, text, line, style.weight, laid->pixels);
        int x = style.align == UI_LEFT    ? px.x
                : style.align == UI_RIGHT ? px.x + px.w - line->width
                                          : px.x + (px.w - line->width) / 2;
        if (p != NULL) {
            SDL_Rect at = {x, top + i * pitch + pitch / 2 - middle, p->w, p->h};
            ui_draw_picture(ui, p, at, ui_rgb(ui, style.colour), false, false);
        }
    }
}

int ui_text(struct ui *ui, struct ui_rect box, const char *text, struct ui_style style)
{
    if (text[0] == '\0' || box.w <= 0)
        return 0;
    const struct laid *laid = laid_for(ui, text, style, box.w, box.h);
    int height = units(ui, laid->count * pitch_of(laid->pixels)), width = units(ui, laid->width);
    draw_lines(ui, box, text, laid, style);
    struct ui_rect used = {box.x, style.top ? box.y : box.y + (box.h - height) / 2, width, height};
    used.x += style.align == UI_RIGHT ? box.w - width : style.align == UI_CENTRE ? (box.w - width) / 2 : 0;
    struct ui_style drawn = style;
    drawn.size = (int)((float)laid->pixels / ui->scale + 0.5f);
    /* A line's pitch is larger than its characters: up to a third of the type over the box still looks inside it. */
    bool cut = laid->cut || laid->split || height - drawn.size / 3 > box.h || width > box.w + 1;
    ui_record(ui, UI_DRAWN_TEXT, used, text, drawn, cut, false);
    return height;
}

struct ui_rect ui_measure_in(struct ui *ui, const char *text, struct ui_style style, struct ui_rect box)
{
    if (text[0] == '\0')
        return (struct ui_rect){0, 0, 0, 0};
    const struct laid *laid = laid_for(ui, text, style, box.w, box.h);
    return (struct ui_rect){0, 0, units(ui, laid->width), units(ui, laid->count * pitch_of(laid->pixels))};
}

struct ui_rect ui_measure(struct ui *ui, const char *text, struct ui_style style, int max_width)
{
    return ui_measure_in(ui, text, style, (struct ui_rect){0, 0, max_width, 0});
}

static struct ui_style second_style(struct ui_style style)
{
    struct ui_style second = style;
    second.size = theme_second(style.size);
    second.shrink_to = style.shrink_to > 0 ? TYPE_NOTE : 0;
    second.weight = UI_REGULAR;
    second.top = true;
    return second;
}

int ui_words_args(struct ui *ui, struct ui_rect box, const char *msgid, const struct text_arg *args, size_t count,
                  struct ui_style style)
{
    char first[256], second[256];
    text_format(first, sizeof first, ui_say(ui, msgid), args, count);
    text_format(second, sizeof second, ui_also(ui, msgid), args, count);
    struct ui_style below = second_style(style), above = style;
    above.top = true;
    int height = ui_measure(ui, first, above, box.w).h, height2 = 0;
    if (strcmp(first, second) != 0)
        height2 = ui_measure(ui, second, below, box.w).h;
    int y = style.top ? box.y : box.y + (box.h - height - height2) / 2;
    ui_text(ui, (struct ui_rect){box.x, y, box.w, height}, first, above);
    if (height2 > 0)
        ui_text(ui, (struct ui_rect){box.x, y + height, box.w, height2}, second, below);
    return height + height2;
}

int ui_words(struct ui *ui, struct ui_rect box, const char *msgid, struct ui_style style)
{
    return ui_words_args(ui, box, msgid, NULL, 0, style);
}

void ui_stack_text(struct ui *ui, struct ui_rect *r, const char *text, struct ui_style style, int gap)
{
    style.top = true;
    ui_cut_top(r, ui_text(ui, *r, text, style), gap);
}

void ui_stack_words(struct ui *ui, struct ui_rect *r, const char *msgid, struct ui_style style, int gap)
{
    style.top = true;
    ui_cut_top(r, ui_words(ui, *r, msgid, style), gap);
}

/* ---- Languages ---- */

static const struct catalog *catalog_of(const struct ui *ui, enum ui_language language)
{
    /* Without a Chinese font, Chinese would be boxes. */
    bool chinese = language == UI_CHINESE && ui->chinese != NULL && ui->fonts.found == UI_FONTS_GOOD;
    return chinese ? ui->chinese : &ui->empty;
}

const char *ui_say(const struct ui *ui, const char *msgid)
{
    return catalog_find(catalog_of(ui, ui->language), msgid);
}

const char *ui_also(const struct ui *ui, const char *msgid)
{
    return catalog_find(catalog_of(ui, ui->language == UI_CHINESE ? UI_ENGLISH : UI_CHINESE), msgid);
}

const char *ui_say_args(const struct ui *ui, char *out, size_t size, const char *msgid, const struct text_arg *args,
                        size_t count)
{
    text_format(out, size, ui_say(ui, msgid), args, count);
    return out;
}

const char *ui_say_count(const struct ui *ui, char *out, size_t size, const char *singular, const char *plural,
                         uint64_t n)
{
    char digits[24];
    SDL_snprintf(digits, sizeof digits, "%llu", (unsigned long long)n);
    const struct text_arg arg = {"n", digits};
    text_format(out, size, catalog_find_plural(catalog_of(ui, ui->language), singular, plural, n), &arg, 1);
    return out;
}

/* Rectangles with round corners, icons, pills, the countdown. */
#include "ui/shapes.h"

#include <string.h>

#include "ui/icons.h"
#include "ui/layout.h"
#include "ui/mask.h"
#include "ui/panel.h"
#include "ui/picture.h"
#include "ui/record.h"

static void set_colour(struct ui *ui, uint32_t argb)
{
    SDL_SetRenderDrawBlendMode(ui->renderer, argb >> 24 == 0xFF ? SDL_BLENDMODE_NONE : SDL_BLENDMODE_BLEND);
    SDL_SetRenderDrawColor(ui->renderer, (Uint8)(argb >> 16), (Uint8)(argb >> 8), (Uint8)argb, (Uint8)(argb >> 24));
}

/* ---- Corners ---- */

enum quarter { QUARTER_TOP_LEFT = 0, QUARTER_TOP_RIGHT, QUARTER_BOTTOM_LEFT, QUARTER_BOTTOM_RIGHT };

/* Turns the top left quarter into another one. A picture a quarter costs little memory; flipping one costs the
 * software renderer time at every draw. */
static SDL_Surface *turned(SDL_Surface *s, enum quarter quarter)
{
    if (s == NULL || quarter == QUARTER_TOP_LEFT)
        return s;
    bool right = quarter == QUARTER_TOP_RIGHT || quarter == QUARTER_BOTTOM_RIGHT;
    bool bottom = quarter >= QUARTER_BOTTOM_LEFT;
    SDL_Surface *out = SDL_CreateRGBSurfaceWithFormat(0, s->w, s->h, 32, SDL_PIXELFORMAT_ARGB8888);
    for (int y = 0; out != NULL && y < s->h; y++) {
        size_t row = (size_t)(bottom ? s->h - 1 - y : y);
        const uint32_t *from = (const void *)((uint8_t *)s->pixels + row * (size_t)s->pitch);
        uint32_t *to = (void *)((uint8_t *)out->pixels + (size_t)y * (size_t)out->pitch);
        for (int x = 0; x < s->w; x++)
            to[x] = from[right ? s->w - 1 - x : x];
    }
    SDL_FreeSurface(s);
    return out;
}

static struct picture *corner(struct ui *ui, int radius, int width, bool inverse, enum quarter quarter)
{
    int key[5] = {'c', radius, width, inverse, (int)quarter};
    struct picture *found = cache_find(&ui->cache, key, sizeof key, ui->frame);
    if (found != NULL || radius <= 0)
        return found;
    SDL_Surface *s = turned(mask_corner(radius, width, inverse), quarter);
    return cache_put(&ui->cache, ui->renderer, key, sizeof key, s, ui->frame);
}

static void draw_corners(struct ui *ui, SDL_Rect r, int radius, int width, bool inverse, uint32_t argb)
{
    for (int q = 0; q < 4; q++) {
        SDL_Rect at = {q % 2 ? r.x + r.w - radius : r.x, q / 2 ? r.y + r.h - radius : r.y, radius, radius};
        ui_draw_picture(ui, corner(ui, radius, width, inverse, (enum quarter)q), at, argb, false, false);
    }
}

static int radius_px(const struct ui *ui, SDL_Rect r, int radius)
{
    int px = ui_px(ui, radius), most = (r.w < r.h ? r.w : r.h) / 2;
    return px < most ? px : most;
}

static void fill_argb(struct ui *ui, struct ui_rect r, uint32_t argb, int radius)
{
    SDL_Rect px = ui_pixels(ui, r);
    if (px.w <= 0 || px.h <= 0)
        return;
    int rad = radius_px(ui, px, radius);
    set_colour(ui, argb);
    if (rad <= 0) {
        SDL_RenderFillRect(ui->renderer, &px);
    } else {
        SDL_Rect parts[3] = {{px.x + rad, px.y, px.w - 2 * rad, rad},
                             {px.x, px.y + rad, px.w, px.h - 2 * rad},
                             {px.x + rad, px.y + px.h - rad, px.w - 2 * rad, rad}};
        for (int i = 0; i < 3; i++)
            if (parts[i].w > 0 && parts[i].h > 0) /* SDL draws a line for an empty rectangle */
                SDL_RenderFillRect(ui->renderer, &parts[i]);
        draw_corners(ui, px, rad, 0, false, argb);
    }
    ui_put_ground(ui, r, argb);
}

void ui_fill(struct ui *ui, struct ui_rect r, enum theme_colour colour, int radius)
{
    fill_argb(ui, r, ui_rgb(ui, colour), radius);
}

void ui_outline(struct ui *ui, struct ui_rect r, enum theme_colour colour, int radius, int width)
{
    SDL_Rect px = ui_pixels(ui, r);
    int rad = radius_px(ui, px, radius), w = ui_px(ui, width) > 0 ? ui_px(ui, width) : 1;
    uint32_t argb = ui_rgb(ui, colour);
    set_colour(ui, argb);
    SDL_Rect parts[4] = {{px.x + rad, px.y, px.w - 2 * rad, w},
                         {px.x + rad, px.y + px.h - w, px.w - 2 * rad, w},
                         {px.x, px.y + rad, w, px.h - 2 * rad},
                         {px.x + px.w - w, px.y + rad, w, px.h - 2 * rad}};
    SDL_RenderFillRects(ui->renderer, parts, 4);
    draw_corners(ui, px, rad, w, false, argb);
}

void ui_draw_face(struct ui *ui, struct ui_rect r, const struct ui_face *face)
{
    ui_record_edge(ui, r, face->id, face->face, face->line, face->off);
    if (face->face != THEME_DEFAULT)
        ui_fill(ui, r, face->face, face->radius);
    if (face->line != THEME_DEFAULT)
        ui_outline(ui, r, face->line, face->radius, face->width > 0 ? face->width : 2);
}

void ui_round_off(struct ui *ui, struct ui_rect r, enum theme_colour behind, int radius)
{
    SDL_Rect px = ui_pixels(ui, r);
    draw_corners(ui, px, radius_px(ui, px, radius), 0, true, ui_rgb(ui, behind));
}

void ui_card(struct ui *ui, struct ui_rect r)
{
    ui_fill(ui, r, THEME_CARD, RADIUS_CARD);
}

void ui_rule(struct ui *ui, int x, int y, int w)
{
    SDL_Rect px = ui_pixels(ui, (struct ui_rect){x, y, w, 2});
    set_colour(ui, ui_rgb(ui, THEME_LINE));
    SDL_RenderFillRect(ui->renderer, &px);
}

/* ---- Clipping ---- */

static void set_clip(struct ui *ui)
{
    if (ui->clip_count == 0) {
        SDL_RenderSetClipRect(ui->renderer, NULL);
        return;
    }
    SDL_Rect px = ui_pixels(ui, ui->clips[ui->clip_count - 1]);
    SDL_RenderSetClipRect(ui->renderer, &px);
}

void ui_clip(struct ui *ui, struct ui_rect r)
{
    if (ui->clip_count == CLIPS_MAX) {
        SDL_SetError("clips nested too deep");
        return;
    }
    struct ui_rect common = r;
    if (ui->clip_count > 0)
        ui_overlap(r, ui->clips[ui->clip_count - 1], &common);
    ui->clips[ui->clip_count++] = common;
    set_clip(ui);
}

void ui_clip_end(struct ui *ui)
{
    if (ui->clip_count > 0)
        ui->clip_count--;
    set_clip(ui);
}

/* ---- Icons ---- */

void ui_draw_icon(struct ui *ui, struct ui_rect r, enum ui_icon icon, enum theme_colour colour)
{
    SDL_Rect px = ui_pixels(ui, r);
    int side = px.w < px.h ? px.w : px.h;
    if (icon == UI_ICON_NONE || side <= 0)
        return;
    SDL_Rect at = {px.x + (px.w - side) / 2, px.y + (px.h - side) / 2, side, side};
    int key[3] = {'i', (int)icon, side};
    struct picture *picture = cache_find(&ui->cache, key, sizeof key, ui->frame);
    if (picture == NULL) {
        SDL_Surface *s = mask_strokes(icon_strokes(icon), side);
        picture = cache_put(&ui->cache, ui->renderer, key, sizeof key, s, ui->frame);
    }
    ui_draw_picture(ui, picture, at, ui_rgb(ui, colour), false, false);
    struct ui_style style = {.size = r.h, .colour = colour};
    ui_record(ui, UI_DRAWN_ICON, r, "icon", style, false, false);
}

void ui_badge(struct ui *ui, struct ui_rect r, enum ui_icon icon, enum theme_colour disc, enum theme_colour ink)
{
    int side = r.w < r.h ? r.w : r.h;
    struct ui_rect d = {r.x + (r.w - side) / 2, r.y + (r.h - side) / 2, side, side};
    ui_fill(ui, d, disc, side / 2);
    ui_draw_icon(ui, ui_inset(d, side * 22 / 100, side * 22 / 100), icon, ink);
}

/* ---- Pills, countdown, scan frame ---- */

static enum theme_colour dot_colour(enum ui_dot dot)
{
    return dot == UI_DOT_GOOD ? THEME_DOT_GREEN : dot == UI_DOT_WARN ? THEME_DOT_AMBER : THEME_DOT_RED;
}

/* Good, warning and bad also differ in shape: disc, triangle, octagon. */
void ui_draw_dot(struct ui *ui, struct ui_rect r, enum ui_dot dot, enum theme_colour ink)
{
    static const enum ui_icon icons[] = {UI_ICON_NONE, UI_ICON_NONE, UI_ICON_WARN, UI_ICON_STOP};
    /* On amber the colours of the states do not stand out: the ink does, and the shape tells them apart. */
    enum theme_colour colour = ink == THEME_ON_CHECK ? ink : dot_colour(dot);
    if (dot == UI_DOT_GOOD)
        ui_fill(ui, ui_inset(r, GAP_HAIR, GAP_HAIR), colour, r.h);
    else
        ui_draw_icon(ui, r, icons[dot], colour);
}

int ui_pill(struct ui *ui, struct ui_rect r, const char *text, enum ui_dot dot, enum theme_colour colour,
            bool from_right)
{
    struct ui_style style = {.size = TYPE_NOTE, .colour = colour};
    int mark = dot == UI_DOT_NONE ? 0 : 32;
    int width = ui_measure(ui, text, style, 900).w + mark + 32;
    if (r.w == 0)
        return width;
    struct ui_rect pill = {from_right ? r.x - width : r.x, r.y + (r.h - 42) / 2, width, 42};
    ui_fill(ui, pill, THEME_GLASS, 21);
    if (dot != UI_DOT_NONE)
        ui_draw_dot(ui, (struct ui_rect){pill.x + 14, pill.y + 10, 22, 22}, dot, colour);
    ui_text(ui, (struct ui_rect){pill.x + 16 + mark, pill.y, width - mark - 32, 42}, text, style);
    return width;
}

void ui_countdown(struct ui *ui, struct ui_rect r, int64_t left_ms, int64_t total_ms, enum theme_colour colour)
{
    int64_t left = left_ms < 0 ? 0 : left_ms > total_ms ? total_ms : left_ms;
    int width = total_ms > 0 ? (int)(r.w * left / total_ms) : 0;
    ui_fill(ui, r, THEME_GLASS, r.h / 2);
    if (width > r.h)
        ui_fill(ui, (struct ui_rect){r.x, r.y, width, r.h}, colour, r.h / 2);
    if (left > 0)
        ui_due_in(ui, 50);
}

void ui_scan_corners(struct ui *ui, struct ui_rect r, enum theme_colour colour)
{
    uint32_t argb = ui_rgb(ui, colour);
    SDL_Rect px = ui_pixels(ui, r);
    int radius = ui_px(ui, 36), width = ui_px(ui, 10), arm = px.w / 4;
    set_colour(ui, argb);
    for (int q = 0; q < 4; q++) {
        bool right = q % 2, bottom = q / 2;
        int x = right ? px.x + px.w - arm : px.x + radius, y = bottom ? px.y + px.h - width : px.y;
        SDL_Rect across = {x, y, arm - radius, width};
        SDL_Rect down = {right ? px.x + px.w - width : px.x, bottom ? px.y + px.h - arm : px.y + radius, width,
                         arm - radius};
        SDL_RenderFillRect(ui->renderer, &across);
        SDL_RenderFillRect(ui->renderer, &down);
    }
    draw_corners(ui, px, radius, width, false, argb);
}

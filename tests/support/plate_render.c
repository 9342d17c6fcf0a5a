#include "support/plate_render.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <SDL_ttf.h>

#include "base/utf8.h"
#include "support/picture_spoil.h"

#define TYPEFACE "/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc"
#define GLYPH_HEIGHT 90 /* mm of GA 36, and pixels here */
#define GLYPH_TOP 25

struct plate_renderer {
    TTF_Font *font;
};

struct plate_renderer *plate_renderer_new(void)
{
    struct plate_renderer *r = calloc(1, sizeof *r);
    if (r && TTF_Init() == 0) {
        r->font = TTF_OpenFont(TYPEFACE, 120);
        if (r->font)
            return r;
        TTF_Quit();
    }
    free(r);
    return NULL;
}

void plate_renderer_free(struct plate_renderer *r)
{
    if (!r)
        return;
    TTF_CloseFont(r->font);
    TTF_Quit();
    free(r);
}

struct rgb {
    int r, g, b;
};

static bool covered(const SDL_Surface *s, int x, int y)
{
    return ((const uint8_t *)s->pixels)[(size_t)y * (size_t)s->pitch + 4 * (size_t)x + 3] > 40;
}

/* The part of a glyph that has ink. */
static SDL_Rect ink(const SDL_Surface *s)
{
    int x0 = s->w, y0 = s->h, x1 = 0, y1 = 0;
    for (int y = 0; y < s->h; y++)
        for (int x = 0; x < s->w; x++)
            if (covered(s, x, y)) {
                x0 = x < x0 ? x : x0;
                x1 = x > x1 ? x : x1;
                y0 = y < y0 ? y : y0;
                y1 = y > y1 ? y : y1;
            }
    return (SDL_Rect){x0, y0, x1 - x0 + 1, y1 - y0 + 1};
}

/* Returns the place of a character on the plate. */
struct cell {
    int left, top, width, height;
};

static void put_glyph(const SDL_Surface *s, uint8_t *out, int width, struct cell cell, struct rgb colour)
{
    SDL_Rect from = ink(s);
    if (from.w < 1 || from.h < 1)
        return;
    int wide = from.w * cell.height * 4 < cell.width * from.h * 3 ? from.w * cell.height / from.h
                                                                  : cell.width; /* a 1 stays thin */
    int left = cell.left + (cell.width - wide) / 2;
    for (int y = 0; y < cell.height; y++)
        for (int x = 0; x < wide; x++) {
            int sx = from.x + x * from.w / wide, sy = from.y + y * from.h / cell.height;
            int a = ((const uint8_t *)s->pixels)[(size_t)sy * (size_t)s->pitch + 4 * (size_t)sx + 3];
            uint8_t *to = out + 3 * ((size_t)(cell.top + y) * (size_t)width + (size_t)(left + x));
            to[0] = (uint8_t)((to[0] * (255 - a) + colour.b * a) / 255);
            to[1] = (uint8_t)((to[1] * (255 - a) + colour.g * a) / 255);
            to[2] = (uint8_t)((to[2] * (255 - a) + colour.r * a) / 255);
        }
}

static bool put_character(struct plate_renderer *r, uint32_t cp, uint8_t *out, int width, struct cell cell,
                          struct rgb colour)
{
    char text[8];
    struct writer w = writer_over((uint8_t *)text, sizeof text - 1);
    utf8_put(&w, cp);
    text[w.len] = '\0';
    SDL_Surface *drawn = TTF_RenderUTF8_Blended(r->font, text, (SDL_Color){0, 0, 0, 255});
    SDL_Surface *s = drawn ? SDL_ConvertSurfaceFormat(drawn, SDL_PIXELFORMAT_BGRA32, 0) : NULL;
    SDL_FreeSurface(drawn);
    if (!s)
        return false;
    put_glyph(s, out, width, cell, colour);
    SDL_FreeSurface(s);
    return true;
}

static void fill(uint8_t *out, int width, enum plate_kind kind, bool yellow)
{
    for (int y = 0; y < PLATE_RENDER_HEIGHT; y++)
        for (int x = 0; x < width; x++) {
            uint8_t *p = out + 3 * ((size_t)y * (size_t)width + (size_t)x);
            struct rgb c = yellow || kind == PLATE_TRAILER || kind == PLATE_LEARNER ? (struct rgb){240, 180, 20}
                                                                                    : (struct rgb){20, 60, 170};
            if (kind == PLATE_NEW_ENERGY_SMALL)
                c = (struct rgb){225 - 160 * y / 140, 240 - 45 * y / 140, 225 - 130 * y / 140};
            else if (kind == PLATE_NEW_ENERGY_LARGE)
                c = x < 118 ? (struct rgb){240, 190, 30} : (struct rgb){60, 190, 100};
            else if (kind == PLATE_POLICE || kind == PLATE_EMERGENCY)
                c = (struct rgb){235, 235, 235};
            else if (kind >= PLATE_HONG_KONG)
                c = (struct rgb){20, 20, 20};
            p[0] = (uint8_t)c.b;
            p[1] = (uint8_t)c.g;
            p[2] = (uint8_t)c.r;
        }
}

bool plate_render(struct plate_renderer *r, const char *text, bool yellow,
                  uint8_t out[static 3 * PLATE_RENDER_WIDTH * PLATE_RENDER_HEIGHT], int *width)
{
    struct plate plate;
    if (plate_parse(bytes_of_string(text), &plate) != PLATE_OK)
        return false;
    bool energy =
        plate.kind == PLATE_NEW_ENERGY_SMALL || plate.kind == PLATE_NEW_ENERGY_LARGE || plate.kind == PLATE_EMERGENCY;
    bool dark_ink =
        energy || yellow || plate.kind == PLATE_TRAILER || plate.kind == PLATE_LEARNER || plate.kind == PLATE_POLICE;
    struct rgb colour = dark_ink ? (struct rgb){15, 15, 15} : (struct rgb){245, 245, 245};
    *width = energy ? 480 : 440;
    fill(out, *width, plate.kind, yellow);
    struct cursor c = cursor_over(bytes_of_string(plate.text));
    uint32_t cp;
    for (int i = 0; utf8_take(&c, &cp) == GH_OK; i++) {
        int left = energy ? (i < 2 ? 15 + 52 * i : 128 + 49 * (i - 2)) : (i < 2 ? 15 + 57 * i : 137 + 57 * (i - 2));
        const struct cell cell = {left, GLYPH_TOP, energy ? 43 : 45, GLYPH_HEIGHT};
        if (!put_character(r, cp, out, *width, cell, colour))
            return false;
    }
    return true;
}

/* The first character of each row; each next one stands step further right. */
struct two_rows {
    struct cell upper, lower;
    int upper_step, lower_step, height;
};

static bool render_two_rows(struct plate_renderer *r, const char *text, const struct two_rows *rows, uint8_t *out)
{
    const struct rgb ink_colour = {15, 15, 15};
    struct plate plate;
    if (plate_parse(bytes_of_string(text), &plate) != PLATE_OK)
        return false;
    for (size_t i = 0; i < (size_t)PLATE_ROWS_WIDTH * (size_t)rows->height; i++) {
        static const uint8_t yellow[3] = {20, 180, 240};
        memcpy(out + 3 * i, yellow, sizeof yellow);
    }
    struct cursor c = cursor_over(bytes_of_string(plate.text));
    uint32_t cp;
    for (int i = 0; utf8_take(&c, &cp) == GH_OK; i++) {
        struct cell cell = i < 2 ? rows->upper : rows->lower;
        cell.left += i < 2 ? i * rows->upper_step : (i - 2) * rows->lower_step;
        if (i > 6 || !put_character(r, cp, out, PLATE_ROWS_WIDTH, cell, ink_colour))
            return false;
    }
    return true;
}

bool plate_render_rows(struct plate_renderer *r, const char *text,
                       uint8_t out[static 3 * PLATE_ROWS_WIDTH * PLATE_ROWS_HEIGHT])
{
    static const struct two_rows lorry = {{110, 15, 80, 60}, {27, 90, 65, 110}, 140, 80, PLATE_ROWS_HEIGHT};
    return render_two_rows(r, text, &lorry, out);
}

bool plate_render_motorcycle(struct plate_renderer *r, const char *text,
                             uint8_t out[static 3 * PLATE_ROWS_WIDTH * PLATE_MOTORCYCLE_HEIGHT])
{
    static const struct two_rows motorcycle = {
        {100, 20, 90, 100}, {27, 140, 65, 120}, 150, 80, PLATE_MOTORCYCLE_HEIGHT};
    return render_two_rows(r, text, &motorcycle, out);
}

/* ---- In a picture ---- */

/* The plane's homography that takes the picture's quad to the unit square: eight equations, by Gauss. */
static bool homography(const double quad[4][2], double h[9])
{
    static const double unit[4][2] = {{0, 0}, {1, 0}, {1, 1}, {0, 1}};
    double m[8][9] = {{0}};
    for (int i = 0; i < 4; i++) {
        double x = quad[i][0], y = quad[i][1], u = unit[i][0], v = unit[i][1];
        const double a[9] = {x, y, 1, 0, 0, 0, -u * x, -u * y, u}, b[9] = {0, 0, 0, x, y, 1, -v * x, -v * y, v};
        memcpy(m[2 * i], a, sizeof a);
        memcpy(m[2 * i + 1], b, sizeof b);
    }
    for (int k = 0; k < 8; k++) {
        int p = k;
        for (int i = k + 1; i < 8; i++)
            p = fabs(m[i][k]) > fabs(m[p][k]) ? i : p;
        if (fabs(m[p][k]) < 1e-12)
            return false;
        for (int j = 0; j < 9; j++) {
            double t = m[k][j];
            m[k][j] = m[p][j];
            m[p][j] = t;
        }
        for (int i = 0; i < 8; i++)
            for (int j = 8; i != k && j >= k; j--)
                m[i][j] -= m[i][k] / m[k][k] * m[k][j];
    }
    for (int k = 0; k < 8; k++)
        h[k] = m[k][8] / m[k][k];
    h[8] = 1;
    return true;
}

static double chance(uint64_t *state, double low, double high)
{
    return low + (high - low) * (double)(spoil_random(state) >> 11) / 9007199254740992.0;
}

/* The mean of the plate's pixels about a place of the unit square, over what one pixel of the picture covers. */
static double at(const uint8_t *plate, int width, int height, double u, double v, double cover, int c)
{
    double sum = 0;
    for (int j = 0; j < 3; j++)
        for (int i = 0; i < 3; i++) {
            int x = (int)(u * width + (i - 1) * cover / 3), y = (int)(v * height + (j - 1) * cover / 3);
            x = x < 0 ? 0 : x >= width ? width - 1 : x;
            y = y < 0 ? 0 : y >= height ? height - 1 : y;
            sum += plate[3 * ((size_t)y * (size_t)width + (size_t)x) + (size_t)c];
        }
    return sum / 9;
}

void plate_lay(const uint8_t *plate, int plate_width, int plate_height, uint8_t *picture, int width, int height,
               int size, uint64_t seed)
{
    uint64_t state = seed * 2 + 1;
    for (int i = 0; i < 4; i++)
        spoil_random(&state);
    double tilt = chance(&state, -0.12, 0.12), tall = (double)size * plate_height / plate_width,
           lean = chance(&state, -0.15, 0.15);
    double cx = chance(&state, size * 0.7, width - size * 0.7), cy = chance(&state, height * 0.35, height - tall),
           far = chance(&state, 0.85, 1.15);
    double light = chance(&state, 0.6, 1.1), quad[4][2], h[9];
    for (int i = 0; i < 4; i++) {
        double x = (i == 1 || i == 2 ? 0.5 : -0.5) * size,
               y = (i >= 2 ? 0.5 : -0.5) * tall * (i == 0 || i == 3 ? far : 2 - far);
        quad[i][0] = cx + x * cos(tilt) - y * (sin(tilt) + lean);
        quad[i][1] = cy + x * sin(tilt) + y * cos(tilt);
    }
    if (!homography(quad, h))
        return;
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++) {
            double w = h[6] * x + h[7] * y + 1, u = (h[0] * x + h[1] * y + h[2]) / w,
                   v = (h[3] * x + h[4] * y + h[5]) / w;
            if (!(u >= 0 && u <= 1 && v >= 0 && v <= 1))
                continue;
            uint8_t *p = picture + 3 * ((size_t)y * (size_t)width + (size_t)x);
            for (int c = 0; c < 3; c++) {
                double value = light * at(plate, plate_width, plate_height, u, v, (double)plate_width / size, c) +
                               chance(&state, -6, 6);
                p[c] = (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
            }
        }
}

void plate_by_chance(uint64_t *state, bool new_energy, char out[static PLATE_TEXT_SIZE])
{
    static const char letters[] = "ABCDEFGHJKLMNPQRSTUVWXYZ", digits[] = "0123456789";
    unsigned province = (unsigned)(spoil_random(state) >> 33) % 31;
    int n = snprintf(out, PLATE_TEXT_SIZE, "%.3s%c", plate_provinces + (size_t)3 * province,
                     letters[(spoil_random(state) >> 33) % 24]);
    if (new_energy)
        out[n++] = "DF"[(spoil_random(state) >> 33) % 2];
    for (int i = 0; i < 5; i++) {
        bool letter = !new_energy && (spoil_random(state) >> 33) % 5 == 0;
        out[n++] = letter ? letters[(spoil_random(state) >> 33) % 24] : digits[(spoil_random(state) >> 33) % 10];
    }
    out[n] = '\0';
}

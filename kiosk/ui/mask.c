/* Anti-aliased shapes computed from distances, without glyphs or picture files. */
#include "ui/mask.h"

#include <math.h>
#include <stdlib.h>

#define SEGMENTS_MAX 96

/* A part of a stroke: a straight line, a circle's line, or a disc. */
struct piece {
    enum { PIECE_LINE, PIECE_CIRCLE, PIECE_DISC } kind;
    float x0, y0, x1, y1; /* circle, disc: centre and radius in x1 */
    float half;           /* half of the line's width */
};

static SDL_Surface *new_mask(int w, int h)
{
    return SDL_CreateRGBSurfaceWithFormat(0, w, h, 32, SDL_PIXELFORMAT_ARGB8888);
}

static void put_alpha(SDL_Surface *s, int x, int y, float coverage)
{
    float c = coverage < 0 ? 0 : coverage > 1 ? 1 : coverage;
    uint32_t *row = (uint32_t *)(void *)((uint8_t *)s->pixels + (size_t)y * (size_t)s->pitch);
    row[x] = (uint32_t)(c * 255 + 0.5f) << 24 | 0xFFFFFFu;
}

SDL_Surface *mask_corner(int radius, int width, bool inverse)
{
    SDL_Surface *s = new_mask(radius, radius);
    for (int y = 0; s != NULL && y < radius; y++) {
        for (int x = 0; x < radius; x++) {
            float dx = (float)radius - ((float)x + 0.5f), dy = (float)radius - ((float)y + 0.5f);
            float distance = sqrtf(dx * dx + dy * dy);
            float coverage = (float)radius - distance + 0.5f;
            if (inverse)
                coverage = 1 - coverage;
            else if (width > 0)
                coverage = fminf(coverage, distance - (float)(radius - width) + 0.5f);
            put_alpha(s, x, y, coverage);
        }
    }
    return s;
}

static float piece_distance(const struct piece *p, float x, float y)
{
    if (p->kind != PIECE_LINE) {
        float distance = hypotf(x - p->x0, y - p->y0) - p->x1;
        return p->kind == PIECE_DISC ? distance : fabsf(distance) - p->half;
    }
    float vx = p->x1 - p->x0, vy = p->y1 - p->y0, wx = x - p->x0, wy = y - p->y0;
    float length = vx * vx + vy * vy;
    float t = length > 0 ? fmaxf(0, fminf(1, (wx * vx + wy * vy) / length)) : 0;
    return hypotf(wx - t * vx, wy - t * vy) - p->half;
}

struct strokes {
    struct piece pieces[SEGMENTS_MAX];
    size_t count;
    float half, x, y, start_x, start_y;
};

static void add(struct strokes *s, struct piece piece)
{
    if (s->count < SEGMENTS_MAX)
        s->pieces[s->count++] = piece;
}

static void line_to(struct strokes *s, float x, float y)
{
    add(s, (struct piece){PIECE_LINE, s->x, s->y, x, y, s->half});
    s->x = x;
    s->y = y;
}

/* Adds an arc about (x, y) between two angles in degrees, clockwise on the screen. */
static void arc(struct strokes *s, float x, float y, float radius, float from, float to)
{
    const float turn = 3.14159265f / 180;
    int steps = (int)(fabsf(to - from) / 15) + 1;
    s->x = x + radius * cosf(from * turn);
    s->y = y + radius * sinf(from * turn);
    for (int i = 1; i <= steps; i++) {
        float angle = (from + (to - from) * (float)i / (float)steps) * turn;
        line_to(s, x + radius * cosf(angle), y + radius * sinf(angle));
    }
}

static float number(const char **at)
{
    char *end;
    float value = strtof(*at, &end);
    *at = *end == ',' ? end + 1 : end;
    return value;
}

/* W width; M move; L line; Z close; C circle x,y,r; D disc x,y,r; A arc x,y,r,from,to. */
static void parse(struct strokes *s, const char *at)
{
    while (*at != '\0') {
        char command = *at++;
        if (command == ' ')
            continue;
        if (command == 'Z') {
            line_to(s, s->start_x, s->start_y);
            continue;
        }
        float a = number(&at), b = command == 'W' ? 0 : number(&at);
        if (command == 'W') {
            s->half = a / 2;
        } else if (command == 'M') {
            s->x = s->start_x = a;
            s->y = s->start_y = b;
        } else if (command == 'L') {
            line_to(s, a, b);
        } else {
            float radius = number(&at);
            if (command == 'A') {
                float from = number(&at);
                arc(s, a, b, radius, from, number(&at));
            } else {
                add(s, (struct piece){command == 'C' ? PIECE_CIRCLE : PIECE_DISC, a, b, radius, 0, s->half});
            }
        }
    }
}

SDL_Surface *mask_strokes(const char *strokes, int pixels)
{
    struct strokes s = {.half = 4};
    parse(&s, strokes);
    SDL_Surface *surface = new_mask(pixels, pixels);
    float unit = 100.0f / (float)pixels;
    for (int y = 0; surface != NULL && y < pixels; y++) {
        for (int x = 0; x < pixels; x++) {
            float nearest = 1000;
            for (size_t i = 0; i < s.count; i++) {
                nearest =
                    fminf(nearest, piece_distance(&s.pieces[i], ((float)x + 0.5f) * unit, ((float)y + 0.5f) * unit));
            }
            put_alpha(surface, x, y, 0.5f - nearest / unit);
        }
    }
    return surface;
}

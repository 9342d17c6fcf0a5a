#include "hard_set.h"

#include <math.h>
#include <qrencode.h>
#include <stdlib.h>
#include <string.h>

#define WIDTH HARD_WIDTH
#define HEIGHT HARD_HEIGHT
#define PIXELS (WIDTH * HEIGHT)
#define QUIET 4 /* modules */
#define PI 3.14159265358979

enum kind {
    PLAIN,
    PERSPECTIVE,
    ROTATED,
    DEFOCUS,
    MOTION,
    LOW_LIGHT,
    GLARE,
    MOIRE,
    SMALL,
    LOW_CONTRAST,
    INVERTED,
    DAMAGED
};

static const char *const names[HARD_KINDS + 1] = {"plain",    "perspective", "rotated", "defocus", "motion",
                                                  "dark",     "glare",       "moire",   "small",   "low-contrast",
                                                  "inverted", "damaged",     "empty"};

const char *hard_kind_name(int kind)
{
    return kind >= 0 && kind <= HARD_KINDS ? names[kind] : NULL;
}

/* SplitMix64: small, and the same everywhere. */
struct chance {
    uint64_t state;
};

static uint64_t draw(struct chance *chance)
{
    uint64_t z = chance->state += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

static double between(struct chance *chance, double low, double high)
{
    return low + (high - low) * (double)(draw(chance) >> 11) / 9007199254740992.0;
}

/* About a standard normal deviate: the sum of four uniform ones of 16 bits. */
static float noise(struct chance *chance)
{
    uint64_t z = draw(chance);
    int sum = (int)(z & 0xffff) + (int)(z >> 16 & 0xffff) + (int)(z >> 32 & 0xffff) + (int)(z >> 48);
    return (float)(sum - 131070) / 37837.0f;
}

struct scene {
    struct chance chance;
    enum kind kind;
    const QRcode *code;
    double to_code[9];    /* from frame pixels to modules, the quiet zone's corner at 0, 0 */
    double corners[4][2]; /* of the code with its quiet zone, in frame pixels */
    double module;        /* pixels, about */
    float black, white;   /* grey of the code */
    float *light;         /* the frame before the sensor */
    float *scratch;
};

static void pass_text(struct chance *chance, char text[HARD_TEXT])
{
    static const char base45[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
    int len = 216 + (int)(draw(chance) % 5);
    memcpy(text, "GH1:", 4);
    for (int i = 4; i < len; i++)
        text[i] = base45[draw(chance) % 45];
    text[len] = 0;
}

/* Background: a slow gradient, blurred blobs, and hard-edged bars as of furniture and clothes. */
static void paint_background(struct scene *s)
{
    struct chance *c = &s->chance;
    double level = between(c, 70, 170), dx = between(c, -60, 60), dy = between(c, -50, 50);
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++)
            s->light[y * WIDTH + x] = (float)(level + dx * x / WIDTH + dy * y / HEIGHT);
    int shapes = 4 + (int)(draw(c) % 14);
    for (int i = 0; i < shapes; i++) {
        double cx = between(c, 0, WIDTH), cy = between(c, 0, HEIGHT), angle = between(c, 0, PI);
        double wide = between(c, 10, 260), high = between(c, 4, 160), add = between(c, -70, 70);
        double cosine = cos(angle), sine = sin(angle), reach = hypot(wide, high);
        for (int y = (int)fmax(0, cy - reach); y < HEIGHT && y < cy + reach; y++)
            for (int x = (int)fmax(0, cx - reach); x < WIDTH && x < cx + reach; x++) {
                double u = (x - cx) * cosine + (y - cy) * sine, v = (y - cy) * cosine - (x - cx) * sine;
                if (fabs(u) < wide && fabs(v) < high)
                    s->light[y * WIDTH + x] += (float)add;
            }
    }
}

/* Lines of text-like strokes, which look like code to a careless locator. */
static void paint_writing(struct scene *s)
{
    struct chance *c = &s->chance;
    int lines = (int)(draw(c) % 6);
    int left = (int)between(c, 0, WIDTH - 300), top = (int)between(c, 0, HEIGHT - 200);
    int size = 6 + (int)(draw(c) % 10);
    for (int i = 0; i < lines; i++)
        for (int x = left; x < left + 280; x += 2 + (int)(draw(c) % (unsigned)size)) {
            int high = size / 2 + (int)(draw(c) % (unsigned)size);
            for (int y = top + i * 2 * size; y < top + i * 2 * size + high; y++)
                if (y < HEIGHT && x + 1 < WIDTH)
                    s->light[y * WIDTH + x] = s->light[y * WIDTH + x + 1] = 25;
        }
}

/* Homography that takes the square 0..size to the four corners (Heckbert 1989), then its inverse (adjugate). */
static void aim(struct scene *s, double size)
{
    double(*q)[2] = s->corners;
    double sx = q[0][0] - q[1][0] + q[2][0] - q[3][0], sy = q[0][1] - q[1][1] + q[2][1] - q[3][1];
    double dx1 = q[1][0] - q[2][0], dx2 = q[3][0] - q[2][0], dy1 = q[1][1] - q[2][1], dy2 = q[3][1] - q[2][1];
    double det = dx1 * dy2 - dx2 * dy1;
    double g = (sx * dy2 - dx2 * sy) / det, h = (dx1 * sy - sx * dy1) / det;
    double a = q[1][0] - q[0][0] + g * q[1][0], b = q[3][0] - q[0][0] + h * q[3][0], c = q[0][0];
    double d = q[1][1] - q[0][1] + g * q[1][1], e = q[3][1] - q[0][1] + h * q[3][1], f = q[0][1];
    double inverse[9] = {e - f * h,     c * h - b,     b * f - c * e, f * g - d,    a - c * g,
                         c * d - a * f, d * h - e * g, b * g - a * h, a * e - b * d};
    for (int i = 0; i < 9; i++)
        s->to_code[i] = inverse[i] * (i < 6 ? size : 1);
}

/* The code as a card in space: turned by roll about the axis of view, tilted about another, seen from far x its size.
 */
static void place(struct scene *s)
{
    struct chance *c = &s->chance;
    double modules = s->code->width + 2 * QUIET;
    s->module = s->kind == SMALL ? between(c, 2.1, 2.9) : between(c, 4.5, 8.5);
    double roll = s->kind == ROTATED ? between(c, 0, 2 * PI) : between(c, -0.14, 0.14);
    double tilt = s->kind == PERSPECTIVE ? between(c, 0.65, 1.08) : between(c, 0, 0.25), axis = between(c, 0, 2 * PI);
    double half = s->module * modules / 2, far = 5 * half;
    double reach = fmin(half * 1.45, HEIGHT / 2 - 4.0);
    double cx = between(c, reach, WIDTH - reach), cy = between(c, reach, HEIGHT - reach);
    static const double square[4][2] = {{-1, -1}, {1, -1}, {1, 1}, {-1, 1}};
    for (int i = 0; i < 4; i++) {
        double x = half * (square[i][0] * cos(roll) - square[i][1] * sin(roll));
        double y = half * (square[i][0] * sin(roll) + square[i][1] * cos(roll));
        double along = x * cos(axis) + y * sin(axis), across = y * cos(axis) - x * sin(axis);
        double depth = far / (far + across * sin(tilt));
        across *= cos(tilt);
        s->corners[i][0] = cx + depth * (along * cos(axis) - across * sin(axis));
        s->corners[i][1] = cy + depth * (along * sin(axis) + across * cos(axis));
    }
    aim(s, modules);
}

/* 0 light, 1 dark; -1 outside of the card. */
static int module_at(const struct scene *s, double x, double y)
{
    const double *m = s->to_code;
    double w = m[6] * x + m[7] * y + m[8];
    double u = (m[0] * x + m[1] * y + m[2]) / w - QUIET, v = (m[3] * x + m[4] * y + m[5]) / w - QUIET;
    int width = s->code->width;
    if (u < -QUIET || v < -QUIET || u >= width + QUIET || v >= width + QUIET)
        return -1;
    if (u < 0 || v < 0 || u >= width || v >= width)
        return 0;
    return s->code->data[(int)v * width + (int)u] & 1;
}

static void paint_code(struct scene *s)
{
    enum { FINE = 4 };
    double left = WIDTH, right = 0, top = HEIGHT, bottom = 0;
    for (int i = 0; i < 4; i++) {
        left = fmin(left, s->corners[i][0]);
        right = fmax(right, s->corners[i][0]);
        top = fmin(top, s->corners[i][1]);
        bottom = fmax(bottom, s->corners[i][1]);
    }
    for (int y = (int)fmax(0, top - 1); y < HEIGHT && y <= bottom + 1; y++)
        for (int x = (int)fmax(0, left - 1); x < WIDTH && x <= right + 1; x++) {
            float sum = 0;
            for (int i = 0; i < FINE * FINE; i++) {
                double px = x + (i % FINE + 0.5) / FINE - 0.5, py = y + (i / FINE + 0.5) / FINE - 0.5;
                int module = module_at(s, px, py);
                bool dark = (module == 1) != (s->kind == INVERTED);
                sum += module < 0 ? s->light[y * WIDTH + x] : dark ? s->black : s->white;
            }
            s->light[y * WIDTH + x] = sum / (FINE * FINE);
        }
}

/* A point of the card in frame pixels; u and v from 0 to 1. */
static void on_card(const struct scene *s, double u, double v, double *x, double *y)
{
    const double(*q)[2] = s->corners;
    *x = (1 - v) * ((1 - u) * q[0][0] + u * q[1][0]) + v * ((1 - u) * q[3][0] + u * q[2][0]);
    *y = (1 - v) * ((1 - u) * q[0][1] + u * q[1][1]) + v * ((1 - u) * q[3][1] + u * q[2][1]);
}

static void stroke(struct scene *s, double x0, double y0, double x1, double y1, double radius, float grey)
{
    int steps = (int)hypot(x1 - x0, y1 - y0) + 1;
    for (int i = 0; i <= steps; i++) {
        double cx = x0 + (x1 - x0) * i / steps, cy = y0 + (y1 - y0) * i / steps;
        for (int y = (int)fmax(0, cy - radius); y < HEIGHT && y <= cy + radius; y++)
            for (int x = (int)fmax(0, cx - radius); x < WIDTH && x <= cx + radius; x++)
                if (hypot(x - cx, y - cy) <= radius)
                    s->light[y * WIDTH + x] = grey;
    }
}

/* Cracks across the glass and a few blots, away from the finder patterns' very middle. */
static void damage(struct scene *s)
{
    struct chance *c = &s->chance;
    int cracks = 1 + (int)(draw(c) % 3), blots = 1 + (int)(draw(c) % 4);
    for (int i = 0; i < cracks; i++) {
        double u0 = between(c, 0.1, 0.9), v0 = between(c, 0, 0.2), u1 = between(c, 0.1, 0.9), v1 = between(c, 0.5, 1);
        double radius = s->module * between(c, 0.2, 0.45), grey = between(c, 10, 240), x0, y0, x1, y1;
        on_card(s, u0, v0, &x0, &y0);
        on_card(s, u1, v1, &x1, &y1);
        stroke(s, x0, y0, x1, y1, radius, (float)grey);
    }
    for (int i = 0; i < blots; i++) {
        double u = between(c, 0.3, 0.8), v = between(c, 0.3, 0.8), dx = between(c, -3, 3), dy = between(c, -3, 3);
        double radius = s->module * between(c, 0.8, 1.5), grey = between(c, 0, 255), x, y;
        on_card(s, u, v, &x, &y);
        stroke(s, x, y, x + dx * s->module, y + dy * s->module, radius, (float)grey);
    }
}

/* The picture averaged over a list of shifts, each by bilinear weights. */
static void spread(struct scene *s, const double (*shifts)[2], int count)
{
    memset(s->scratch, 0, PIXELS * sizeof(float));
    for (int i = 0; i < count; i++) {
        int dx = (int)floor(shifts[i][0]), dy = (int)floor(shifts[i][1]);
        float fx = (float)(shifts[i][0] - dx), fy = (float)(shifts[i][1] - dy);
        const float weights[4] = {(1 - fx) * (1 - fy), fx * (1 - fy), (1 - fx) * fy, fx * fy};
        for (int k = 0; k < 4; k++) {
            if (weights[k] < 0.001f)
                continue;
            float weight = weights[k] / (float)count;
            int ox = dx + k % 2, oy = dy + k / 2;
            for (int y = 0; y < HEIGHT; y++) {
                int from_y = y + oy < 0 ? 0 : y + oy >= HEIGHT ? HEIGHT - 1 : y + oy;
                const float *from = s->light + from_y * WIDTH;
                float *to = s->scratch + y * WIDTH;
                int first = ox < 0 ? -ox : 0, last = ox > 0 ? WIDTH - ox : WIDTH;
                for (int x = 0; x < first; x++)
                    to[x] += weight * from[0];
                for (int x = first; x < last; x++)
                    to[x] += weight * from[x + ox];
                for (int x = last; x < WIDTH; x++)
                    to[x] += weight * from[WIDTH - 1];
            }
        }
    }
    memcpy(s->light, s->scratch, PIXELS * sizeof(float));
}

static void blur_disc(struct scene *s, double radius)
{
    double shifts[64][2];
    for (int i = 0; i < 64; i++) { /* a sunflower: even over the disc */
        double r = radius * sqrt((i + 0.5) / 64), angle = i * 2.399963;
        shifts[i][0] = r * cos(angle);
        shifts[i][1] = r * sin(angle);
    }
    spread(s, (const double(*)[2])shifts, 64);
}

static void blur_line(struct scene *s, double length, double angle)
{
    double shifts[32][2];
    for (int i = 0; i < 32; i++) {
        double along = length * ((i + 0.5) / 32 - 0.5);
        shifts[i][0] = along * cos(angle);
        shifts[i][1] = along * sin(angle);
    }
    spread(s, (const double(*)[2])shifts, 32);
}

/* One to three lamps mirrored in the glass: soft spots and bars that saturate in their middle. */
static void shine(struct scene *s)
{
    struct chance *c = &s->chance;
    int lamps = 1 + (int)(draw(c) % 3);
    double modules = s->code->width + 2 * QUIET;
    for (int i = 0; i < lamps; i++) {
        double angle = between(c, 0, PI), at_u = between(c, 0.15, 0.85), at_v = between(c, 0.15, 0.85), cx, cy;
        on_card(s, at_u, at_v, &cx, &cy);
        double wide = s->module * modules * between(c, 0.10, 0.42), high = s->module * modules * between(c, 0.05, 0.13);
        double power = between(c, 140, 330);
        for (int y = 0; y < HEIGHT; y++)
            for (int x = 0; x < WIDTH; x++) {
                double u = ((x - cx) * cos(angle) + (y - cy) * sin(angle)) / wide;
                double v = ((y - cy) * cos(angle) - (x - cx) * sin(angle)) / high;
                s->light[y * WIDTH + x] += (float)(power * exp(-(u * u + v * v)));
            }
    }
}

/* The screen's pixel grid beating with the sensor's: two waves across each other, and one slow band. */
static void beat(struct scene *s)
{
    struct chance *c = &s->chance;
    double angle = between(c, 0, PI), period = between(c, 2.3, 7), slow = between(c, 25, 90);
    double depth = between(c, 0.08, 0.21), band = between(c, 0.1, 0.3);
    double kx = 2 * PI * cos(angle) / period, ky = 2 * PI * sin(angle) / period;
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++) {
            double wave = depth * (sin(kx * x + ky * y) + sin(ky * x - kx * y)) / 2 + band * sin(2 * PI * y / slow);
            s->light[y * WIDTH + x] *= (float)(1 + wave);
        }
}

/* Contrast of the code and of the whole scene, by kind. */
static void grade(struct scene *s)
{
    struct chance *c = &s->chance;
    s->black = (float)between(c, 12, 45);
    s->white = (float)between(c, 180, 235);
    if (s->kind == LOW_CONTRAST) {
        s->black = (float)between(c, 90, 150);
        s->white = s->black + (float)between(c, 11, 25);
    } else if (s->kind == GLARE) {
        s->white = (float)between(c, 130, 180);
    }
}

/* Exposure, noise and rounding. In the dark the sensor's noise is of the size of the picture. */
static void expose(struct scene *s, uint8_t *pixels)
{
    struct chance *c = &s->chance;
    float gain = 1, lift = 0, read = (float)between(c, 1.0, 3.0), shot = 0.06f;
    if (s->kind == LOW_LIGHT) {
        gain = (float)between(c, 0.06, 0.15);
        lift = (float)between(c, 2, 9);
        read = (float)between(c, 3.0, 5.5);
        shot = 0.3f;
    } else if (s->kind == LOW_CONTRAST) {
        read = (float)between(c, 0.8, 2.0);
    }
    for (int i = 0; i < PIXELS; i++) {
        float level = s->light[i] * gain + lift;
        float v = level + noise(c) * (read + shot * sqrtf(level > 0 ? level : 0)) + 0.5f;
        pixels[i] = (uint8_t)(v < 0 ? 0 : v > 255 ? 255 : v);
    }
}

static void compose(struct scene *s, bool with_code, uint8_t *pixels)
{
    struct chance *c = &s->chance;
    paint_background(s);
    paint_writing(s);
    grade(s);
    place(s);
    if (with_code)
        paint_code(s);
    if (s->kind == DAMAGED && with_code)
        damage(s);
    double focus = s->kind == DEFOCUS ? s->module * between(c, 0.25, 0.95) : between(c, 0.3, 1.0);
    blur_disc(s, s->kind == SMALL ? focus * 0.8 : focus);
    if (s->kind == MOTION) {
        double modules = between(c, 1.0, 2.6), angle = between(c, 0, PI);
        blur_line(s, s->module * modules, angle);
    }
    if (s->kind == GLARE)
        shine(s);
    if (s->kind == MOIRE)
        beat(s);
    expose(s, pixels);
}

bool hard_frame(int kind, int index, uint64_t seed, uint8_t *pixels, char text[HARD_TEXT])
{
    struct scene s = {.chance = {seed * 1000003u + (uint64_t)kind * 1009u + (uint64_t)index}, .kind = (enum kind)kind};
    (void)draw(&s.chance);
    bool with_code = kind != HARD_KINDS;
    if (!with_code)
        s.kind = (enum kind)(draw(&s.chance) % HARD_KINDS);
    pass_text(&s.chance, text);
    QRcode *code = QRcode_encodeString(text, 0, QR_ECLEVEL_M, QR_MODE_8, 1);
    s.code = code;
    s.light = malloc(PIXELS * sizeof(float));
    s.scratch = malloc(PIXELS * sizeof(float));
    bool ok = code && s.light && s.scratch;
    if (ok)
        compose(&s, with_code, pixels);
    if (!with_code)
        text[0] = 0;
    QRcode_free(code);
    free(s.light);
    free(s.scratch);
    return ok;
}

#include "film.h"

#include <math.h>
#include <qrencode.h>
#include <stdlib.h>
#include <string.h>

#define WIDTH FILM_WIDTH
#define HEIGHT FILM_HEIGHT
#define PIXELS (WIDTH * HEIGHT)
#define QUIET 4      /* modules */
#define RAYS 12      /* a pixel: over its area, the lens and the exposure */
#define FOCAL 1100.0 /* pixels */
#define ARRIVAL 0.4  /* seconds until the hand is there */
#define NOISE 65536  /* deviates, used from another place in each row */
#define PI 3.14159265358979
#define CRACKS 3
#define LAMPS 2

struct lamp {
    double x, y, dx, dy, wide, high, angle, power; /* modules, and modules a second */
};

struct crack {
    double u0, v0, u1, v1, radius;
    float grey;
};

struct film {
    uint64_t chance;
    int kind;
    QRcode *code;
    char text[FILM_TEXT];
    double x, y, from_x, from_y; /* where the code's middle comes to rest, and comes from, in pixels */
    double module, first_module; /* pixels */
    double roll, tilt_x, tilt_y; /* radians */
    double shake, shake_hz, phase[4];
    double exposure;             /* seconds */
    double focus, hunt, hunt_hz; /* modules */
    double black, white, noise;
    double band_rows, band_speed, band_depth, band_duty;
    struct lamp lamps[LAMPS];
    struct crack cracks[CRACKS];
    float *background, *light, *deviates; /* owned */
};

static const char *const names[FILM_KINDS] = {"approach",    "shake",   "focus", "exposure",
                                              "reflections", "cracked", "dim",   "bands"};

const char *film_kind_name(int kind)
{
    return kind >= 0 && kind < FILM_KINDS ? names[kind] : NULL;
}

/* SplitMix64, as the hard set. */
static uint64_t next(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

static double within(struct film *f, double low, double high)
{
    return low + (high - low) * (double)(next(&f->chance) >> 11) / 9007199254740992.0;
}

static void make_text(struct film *f)
{
    static const char base45[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
    int len = 216 + (int)(next(&f->chance) % 5);
    memcpy(f->text, "GH1:", 4);
    for (int i = 4; i < len; i++)
        f->text[i] = base45[next(&f->chance) % 45];
}

static void make_background(struct film *f)
{
    double level = within(f, 60, 150), across = within(f, -50, 50), down = within(f, -40, 40);
    for (int i = 0; i < PIXELS; i++)
        f->background[i] = (float)(level + across * (i % WIDTH) / WIDTH + down * (i / WIDTH) / HEIGHT);
    for (int k = 0; k < 9; k++) { /* furniture and clothes */
        int left = (int)within(f, -100, WIDTH), top = (int)within(f, -100, HEIGHT);
        int wide = (int)within(f, 20, 400), high = (int)within(f, 10, 260);
        double lean = within(f, -0.6, 0.6), add = within(f, -55, 55);
        for (int y = top < 0 ? 0 : top; y < HEIGHT && y < top + high; y++)
            for (int x = left + (int)(lean * (y - top)), end = x + wide; x < end; x++)
                if (x >= 0 && x < WIDTH)
                    f->background[y * WIDTH + x] += (float)add;
    }
    for (int i = 0; i < NOISE; i++) {
        uint64_t z = next(&f->chance);
        int sum = (int)(z & 0xffff) + (int)(z >> 16 & 0xffff) + (int)(z >> 32 & 0xffff) + (int)(z >> 48);
        f->deviates[i] = (float)(sum - 131070) / 37837.0f;
    }
}

static void make_path(struct film *f)
{
    double side = (f->code->width + 2 * QUIET) * f->module, out = within(f, 0, 2 * PI);
    f->x = within(f, side / 2 + 20, WIDTH - side / 2 - 20);
    f->y = within(f, side / 2 + 10, HEIGHT - side / 2 - 10);
    f->from_x = f->x + cos(out) * within(f, 500, 900);
    f->from_y = f->y + sin(out) * within(f, 400, 700);
    f->roll = within(f, -0.35, 0.35);
    f->tilt_x = within(f, -0.3, 0.3);
    f->tilt_y = within(f, -0.3, 0.3);
    f->shake = within(f, 1, 3);
    f->shake_hz = within(f, 1.5, 4);
    for (int i = 0; i < 4; i++)
        f->phase[i] = within(f, 0, 2 * PI);
}

static void make_glass(struct film *f)
{
    double modules = f->code->width;
    for (int i = 0; i < LAMPS; i++)
        f->lamps[i] = (struct lamp){.x = within(f, 0.1, 0.9) * modules,
                                    .y = within(f, 0.1, 0.9) * modules,
                                    .dx = within(f, -12, 12),
                                    .dy = within(f, -12, 12),
                                    .wide = within(f, 6, 18),
                                    .high = within(f, 3, 6.5),
                                    .angle = within(f, 0, PI),
                                    .power = within(f, 180, 400)};
    for (int i = 0; i < CRACKS; i++)
        f->cracks[i] =
            (struct crack){within(f, 0.1, 0.9) * modules, within(f, 0, 0.2) * modules, within(f, 0.1, 0.9) * modules,
                           within(f, 0.5, 1) * modules,   within(f, 0.25, 0.6),        (float)within(f, 10, 240)};
}

static void make_conditions(struct film *f)
{
    f->exposure = within(f, 0.004, 0.010);
    f->focus = within(f, 0.1, 0.3);
    f->black = within(f, 12, 40);
    f->white = within(f, 170, 225);
    f->noise = within(f, 1.5, 3.5);
    f->band_depth = f->kind == FILM_BANDS ? within(f, 0.5, 0.9) : 0;
    f->band_rows = within(f, 60, 220);
    f->band_speed = within(f, -900, 900);
    f->band_duty = within(f, 0.35, 0.7);
    if (f->kind == FILM_APPROACH)
        f->first_module = within(f, 1.3, 1.8);
    if (f->kind == FILM_SHAKE) {
        f->shake = within(f, 12, 30);
        f->shake_hz = within(f, 2, 4.5);
        f->exposure = within(f, 0.012, 0.025);
    }
    f->hunt = f->kind == FILM_FOCUS ? within(f, 1.2, 2.2) : 0;
    f->hunt_hz = within(f, 0.5, 1.2);
    if (f->kind == FILM_DIM) { /* the room, mirrored in the glass, and little more */
        f->black = within(f, 12, 30);
        f->white = f->black + within(f, 8, 14);
        f->noise = within(f, 1.4, 2.6);
        f->exposure = within(f, 0.016, 0.03);
    }
}

struct film *film_new(int kind, int number, uint64_t seed)
{
    struct film *f = calloc(1, sizeof *f);
    if (!f)
        return NULL;
    f->chance = seed * 7919u + (uint64_t)kind * 104729u + (uint64_t)number * 31u;
    f->kind = kind;
    (void)next(&f->chance);
    make_text(f);
    f->code = QRcode_encodeString(f->text, 0, QR_ECLEVEL_M, QR_MODE_8, 1);
    f->background = malloc(PIXELS * sizeof(float));
    f->light = malloc(PIXELS * sizeof(float));
    f->deviates = malloc(NOISE * sizeof(float));
    if (!f->code || !f->background || !f->light || !f->deviates) {
        film_free(f);
        return NULL;
    }
    f->module = f->first_module = within(f, 3.6, 6.2);
    make_conditions(f);
    make_path(f);
    make_glass(f);
    make_background(f);
    return f;
}

void film_free(struct film *f)
{
    if (!f)
        return;
    QRcode_free(f->code);
    free(f->background);
    free(f->light);
    free(f->deviates);
    free(f);
}

const char *film_text(const struct film *f)
{
    return f->text;
}

/* ---- Where the code is ---- */

static double smooth(double t)
{
    t = t < 0 ? 0 : t > 1 ? 1 : t;
    return t * t * (3 - 2 * t);
}

/* The homography from modules (0, 0: the code's middle) to pixels at a time in seconds. */
static void pose(const struct film *f, double time, double h[9])
{
    double there = smooth(time / ARRIVAL), near = smooth(time / (f->kind == FILM_APPROACH ? 2.0 : ARRIVAL));
    double module = f->first_module + near * (f->module - f->first_module), swing = 2 * PI * f->shake_hz * time;
    double x = f->from_x + there * (f->x - f->from_x) + f->shake * sin(swing + f->phase[0]);
    double y = f->from_y + there * (f->y - f->from_y) + f->shake * 0.7 * sin(1.31 * swing + f->phase[1]);
    double roll = f->roll + 0.02 * sin(0.7 * swing + f->phase[2]), z = FOCAL / module;
    double a = f->tilt_x + 0.02 * sin(0.9 * swing + f->phase[3]), b = f->tilt_y;
    /* Rz(roll) Rx(a) Ry(b): its first two columns, and the middle's place. */
    const double c1[3] = {cos(roll) * cos(b) - sin(roll) * sin(a) * sin(b),
                          sin(roll) * cos(b) + cos(roll) * sin(a) * sin(b), -cos(a) * sin(b)};
    const double c2[3] = {-sin(roll) * cos(a), cos(roll) * cos(a), sin(a)};
    const double at[3] = {(x - WIDTH / 2.0) * z / FOCAL, (y - HEIGHT / 2.0) * z / FOCAL, z};
    const double *columns[3] = {c1, c2, at};
    for (int i = 0; i < 3; i++) {
        h[i] = FOCAL * columns[i][0] + WIDTH / 2.0 * columns[i][2];
        h[3 + i] = FOCAL * columns[i][1] + HEIGHT / 2.0 * columns[i][2];
        h[6 + i] = columns[i][2];
    }
}

static void project(const double h[9], double u, double v, double *x, double *y)
{
    double w = h[6] * u + h[7] * v + h[8];
    *x = (h[0] * u + h[1] * v + h[2]) / w;
    *y = (h[3] * u + h[4] * v + h[5]) / w;
}

static void invert(const double h[9], double out[9])
{
    for (int i = 0; i < 3; i++)
        for (int k = 0; k < 3; k++) {
            int a = (k + 1) % 3, b = (k + 2) % 3, c = (i + 1) % 3, d = (i + 2) % 3;
            out[3 * i + k] = h[3 * a + c] * h[3 * b + d] - h[3 * a + d] * h[3 * b + c];
        }
}

/* The box around the code, grown by some modules. */
static void bounds(const struct film *f, const double h[9], double modules, double box[4])
{
    double half = f->code->width / 2.0 + modules;
    box[0] = box[1] = INFINITY;
    box[2] = box[3] = -INFINITY;
    for (int i = 0; i < 4; i++) {
        double x, y;
        project(h, i % 2 ? half : -half, i / 2 ? half : -half, &x, &y);
        box[0] = fmin(box[0], x);
        box[1] = fmin(box[1], y);
        box[2] = fmax(box[2], x);
        box[3] = fmax(box[3], y);
    }
}

bool film_is_whole(const struct film *f, int frame)
{
    double h[9], box[4];
    pose(f, frame / 30.0, h);
    bounds(f, h, 0, box);
    return box[0] >= 0 && box[1] >= 0 && box[2] < WIDTH && box[3] < HEIGHT;
}

/* ---- What the sensor sees ---- */

static double distance_to(const struct crack *c, double u, double v)
{
    double dx = c->u1 - c->u0, dy = c->v1 - c->v0, t = ((u - c->u0) * dx + (v - c->v0) * dy) / (dx * dx + dy * dy);
    t = t < 0 ? 0 : t > 1 ? 1 : t;
    return hypot(u - c->u0 - t * dx, v - c->v0 - t * dy);
}

/* The card's light at a place in modules from the code's corner; negative: beside the card. */
static float card(const struct film *f, double u, double v)
{
    int width = f->code->width;
    if (u < -QUIET || v < -QUIET || u >= width + QUIET || v >= width + QUIET)
        return -1;
    for (int i = 0; f->kind == FILM_CRACKED && i < CRACKS; i++)
        if (distance_to(&f->cracks[i], u, v) < f->cracks[i].radius)
            return f->cracks[i].grey;
    if (u < 0 || v < 0 || u >= width || v >= width)
        return (float)f->white;
    return (float)(f->code->data[(int)v * width + (int)u] & 1 ? f->black : f->white);
}

static double blur_at(const struct film *f, double time)
{
    return f->focus + f->hunt * fabs(cos(2 * PI * f->hunt_hz * (time - ARRIVAL) / 2)) * exp(-0.5 * time);
}

/* The share of the screen's light that a row gets: its pulses and the rolling shutter make bands with soft edges. */
static float band_at(const struct film *f, int y, double time)
{
    double at = (y + f->band_speed * time) / f->band_rows, edge = fabs(at - floor(at) - 0.5) - f->band_duty / 2;
    return (float)(1 - f->band_depth * smooth(0.5 + edge * 10));
}

static void draw_card(struct film *f, double time)
{
    double maps[RAYS][9], lens[RAYS][2], h[9], box[4], half = f->code->width / 2.0;
    double radius = blur_at(f, time) * f->module;
    for (int i = 0; i < RAYS; i++) {
        double r = radius * sqrt((i + 0.5) / RAYS), angle = i * 2.399963;
        lens[i][0] = r * cos(angle) + (i * 5 % RAYS + 0.5) / RAYS - 0.5;
        lens[i][1] = r * sin(angle) + (i * 7 % RAYS + 0.5) / RAYS - 0.5;
        pose(f, time + f->exposure * ((i * 11 % RAYS + 0.5) / RAYS - 0.5), h);
        invert(h, maps[i]);
    }
    pose(f, time, h);
    bounds(f, h, QUIET + 6, box);
    for (int y = (int)fmax(0, box[1]); y < HEIGHT && y < box[3]; y++)
        for (int x = (int)fmax(0, box[0]); x < WIDTH && x < box[2]; x++) {
            float sum = 0, lit = band_at(f, y, time), behind = f->background[y * WIDTH + x];
            for (int i = 0; i < RAYS; i++) {
                const double *m = maps[i];
                double px = x + lens[i][0], py = y + lens[i][1], w = m[6] * px + m[7] * py + m[8];
                float light =
                    card(f, (m[0] * px + m[1] * py + m[2]) / w + half, (m[3] * px + m[4] * py + m[5]) / w + half);
                sum += light < 0 ? behind : lit * light;
            }
            f->light[y * WIDTH + x] = sum / RAYS;
        }
}

static void draw_lamps(struct film *f, double time)
{
    double h[9], m[9], box[4], half = f->code->width / 2.0;
    pose(f, time, h);
    invert(h, m);
    bounds(f, h, QUIET, box);
    for (int y = (int)fmax(0, box[1]); y < HEIGHT && y < box[3]; y++)
        for (int x = (int)fmax(0, box[0]); x < WIDTH && x < box[2]; x++) {
            double w = m[6] * x + m[7] * y + m[8];
            double u = (m[0] * x + m[1] * y + m[2]) / w + half, v = (m[3] * x + m[4] * y + m[5]) / w + half;
            for (int i = 0; i < LAMPS; i++) {
                const struct lamp *l = &f->lamps[i];
                double du = u - l->x - l->dx * time, dv = v - l->y - l->dy * time;
                double p = (du * cos(l->angle) + dv * sin(l->angle)) / l->wide;
                double q = (dv * cos(l->angle) - du * sin(l->angle)) / l->high;
                f->light[y * WIDTH + x] += (float)(l->power * exp(-(p * p + q * q)));
            }
        }
}

static double exposure_at(const struct film *f, double time)
{
    static const double steps[] = {6, 3.5, 0.12, 0.3, 0.55, 1};
    int step = (int)(time / 0.2);
    return f->kind != FILM_EXPOSURE ? 1 : steps[step < 5 ? step : 5];
}

void film_draw(struct film *f, int frame, uint8_t *pixels)
{
    double time = frame / 30.0;
    memcpy(f->light, f->background, PIXELS * sizeof(float));
    draw_card(f, time);
    if (f->kind == FILM_REFLECTIONS)
        draw_lamps(f, time);
    float gain = (float)exposure_at(f, time), read = (float)f->noise;
    for (int y = 0; y < HEIGHT; y++) {
        const float *deviates = f->deviates + next(&f->chance) % (NOISE - WIDTH);
        for (int x = 0; x < WIDTH; x++) {
            float level = f->light[y * WIDTH + x] * gain;
            float v = level + 2 + deviates[x] * (read + 0.1f * sqrtf(fmaxf(level, 0))) + 0.5f;
            pixels[y * WIDTH + x] = (uint8_t)(v < 0 ? 0 : v > 255 ? 255 : v);
        }
    }
}

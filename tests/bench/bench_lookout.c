/* A live camera of 30 frames a second, still and with people passing: the work that its frames take, and the time from
 * a code's appearance to its read. The peer in the same run reads each frame as a whole, as the kiosk once did. */
/* links: gh_hard_set gh_lookout gh_codes gh_os */
#include <math.h>
#include <qrencode.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "codes/effort.h"
#include "codes/lookout.h"
#include "codes/stack.h"
#include "hard_set.h"
#include "os/clock.h"

#define WIDTH HARD_WIDTH
#define HEIGHT HARD_HEIGHT
#define PIXELS (WIDTH * HEIGHT)
#define WARM 80  /* frames whose work is not counted: the picture is new */
#define LEAD 110 /* frames before the code appears, at least */
#define SHOWN 45 /* frames with the code */
#define TRIALS 20
#define NOISE 65536
#define SEED 20261201
#define CODES_MAX 4

enum { OURS, EACH_WHOLE, WAYS };

static const char *const way_names[WAYS] = {"lookout", "each frame whole"};

/* ---- The film ---- */

struct film {
    uint64_t chance;
    uint8_t empty[PIXELS], frame[PIXELS];
    int8_t noise[NOISE];
    bool people;
    QRcode *code; /* owned */
    double module, x, y;
    int blur; /* rounds of 3 x 3 */
    int black, white;
};

static unsigned draw(struct film *f, unsigned below)
{
    f->chance = f->chance * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(f->chance >> 33) % below;
}

/* A figure that walks through the picture: a head, and a coat with a pattern of its own. */
static void paint_person(struct film *f, int index, double seconds)
{
    double speed = 70 + 45 * index, wide = 130 + 25 * index;
    int middle = (int)fmod(400.0 * index + speed * seconds, WIDTH + 2 * wide) - (int)wide;
    int top = 150 - 30 * index + (int)(6 * sin(seconds * 9 + index)), half = (int)wide / 2;
    for (int y = top < 0 ? 0 : top; y < HEIGHT; y++) {
        int from_top = y - top, reach = half;
        if (from_top < 110) {
            double across = (from_top - 55) / 55.0;
            reach = (int)(42 * sqrt(fmax(0, 1 - across * across)));
        }
        for (int x = middle - reach; x < middle + reach; x++) {
            if (x < 0 || x >= WIDTH)
                continue;
            int dx = x - middle + half, grey = 60 + 35 * index;
            if (from_top < 110)
                grey = 150 + dx / 4;
            else if (index == 0)
                grey += dx / 9 % 2 ? 60 : 0; /* stripes */
            else if (index == 1)
                grey += (dx / 14 + from_top / 14) % 2 ? 50 : 0; /* a checked shirt, like code to a careless look */
            else
                grey += (int)(14 * sin(dx * 0.07) + 10 * sin(from_top * 0.05)); /* folds */
            f->frame[y * WIDTH + x] = (uint8_t)grey;
        }
    }
}

static void soften(uint8_t *pixels, int left, int top, int right, int bottom)
{
    static uint8_t lines[3][WIDTH];
    for (int y = top; y < bottom; y++) {
        for (int i = 0; i < 3; i++)
            if (y == top || i == 2)
                memcpy(lines[(y + i) % 3], pixels + (y + i - 1) * WIDTH, WIDTH);
        for (int x = left; x < right; x++) {
            int sum = 0;
            for (int i = 0; i < 3; i++)
                sum += lines[i][x - 1] + lines[i][x] + lines[i][x + 1];
            pixels[y * WIDTH + x] = (uint8_t)(sum / 9);
        }
    }
}

/* A phone in a hand that trembles. */
static void paint_code(struct film *f, double seconds)
{
    int side = (int)(f->module * (f->code->width + 8)), rim = (int)(3 * f->module);
    int left = (int)(f->x + 2.5 * sin(seconds * 7)), top = (int)(f->y + 2 * sin(seconds * 9 + 1));
    for (int y = -rim; y < side + rim; y++) {
        for (int x = -rim; x < side + rim; x++) {
            int u = (int)floor(x / f->module) - 4, v = (int)floor(y / f->module) - 4, grey = f->white;
            if (x < 0 || y < 0 || x >= side || y >= side)
                grey = 25;
            else if (u >= 0 && v >= 0 && u < f->code->width && v < f->code->width &&
                     (f->code->data[v * f->code->width + u] & 1))
                grey = f->black;
            f->frame[(top + y) * WIDTH + left + x] = (uint8_t)grey;
        }
    }
    for (int i = 0; i < f->blur; i++)
        soften(f->frame, left - rim - 4, top - rim - 4, left + side + rim + 4, top + side + rim + 4);
}

static void make_frame(struct film *f, int number, bool with_code)
{
    double seconds = number / 30.0;
    memcpy(f->frame, f->empty, PIXELS);
    for (int i = 0; f->people && i < 3; i++)
        paint_person(f, i, seconds + 3);
    if (with_code)
        paint_code(f, seconds);
    unsigned at = draw(f, NOISE);
    for (int i = 0; i < PIXELS; i++) {
        int grey = f->frame[i] + f->noise[(at + (unsigned)i * 7u) % NOISE];
        f->frame[i] = (uint8_t)(grey < 0 ? 0 : grey > 255 ? 255 : grey);
    }
}

static void begin_film(struct film *f, int trial, bool people, bool blurred)
{
    char text[HARD_TEXT];
    f->chance = SEED + (uint64_t)trial;
    f->people = people;
    if (!hard_frame(HARD_KINDS, trial, SEED, f->empty, text))
        abort();
    for (int i = 0; i < NOISE; i++)
        f->noise[i] = (int8_t)((int)(draw(f, 5) + draw(f, 5) + draw(f, 5)) - 6);
    memcpy(text, "GH1:", 4);
    for (int i = 4; i < 217; i++)
        text[i] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"[draw(f, 45)];
    text[217] = 0;
    QRcode_free(f->code);
    f->code = QRcode_encodeString(text, 0, QR_ECLEVEL_M, QR_MODE_8, 1);
    if (!f->code)
        abort();
    f->module = 3.5 + draw(f, 30) / 10.0;
    f->blur = blurred ? 5 + (int)(2 * f->module) : 1;
    f->black = 20 + (int)draw(f, 40);
    f->white = 150 + (int)draw(f, 80);
    int whole = (int)(f->module * (f->code->width + 14)) + 24, rim = (int)(3 * f->module) + 12;
    f->x = rim + (int)draw(f, (unsigned)(WIDTH - whole));
    f->y = rim + (int)draw(f, (unsigned)(HEIGHT > whole ? HEIGHT - whole : 1));
}

/* ---- The ways to read it ---- */

struct way {
    struct lookout *lookout; /* ours */
    struct reader *reader;   /* the peer's, as what follows */
    struct stack *stack;
    struct effort effort;
    int64_t work_ns;
    unsigned frames;
    double ms[TRIALS];
    int read;
};

static struct reading found[CODES_MAX];

static int read_whole(struct way *way, const struct grey *picture, int64_t now_ms)
{
    int64_t begin = os_work_ns();
    struct grey mean;
    bool dear = effort_is_worth(&way->effort, picture, now_ms);
    int count =
        reader_read(way->reader, picture, &(struct reader_options){.last_stage = dear ? 0 : 1}, found, CODES_MAX);
    if (count == 0 && !stack_add(way->stack, picture) && dear && stack_picture(way->stack, &mean))
        count = reader_read(way->reader, &mean, NULL, found, CODES_MAX);
    if (count > 0)
        stack_clear(way->stack);
    int64_t took_ms = (os_work_ns() - begin) / OS_MILLISECOND_NS;
    if (dear)
        effort_spent(&way->effort, took_ms, count > 0, now_ms + took_ms);
    return count;
}

static void open_way(struct way *way, int kind)
{
    if (kind == OURS && !(way->lookout = lookout_new()))
        abort();
    if (kind == OURS)
        return;
    way->reader = reader_new();
    way->stack = stack_new();
    if (!way->reader || !way->stack)
        abort();
    effort_init(&way->effort);
}

static void close_way(struct way *way)
{
    lookout_free(way->lookout);
    reader_free(way->reader);
    stack_free(way->stack);
    way->lookout = NULL;
    way->reader = NULL;
    way->stack = NULL;
}

static int see(struct way *way, const struct grey *picture, int64_t now_ms, bool counts, bool with_code)
{
    int64_t begin = os_work_ns();
    int count =
        way->lookout ? lookout_read(way->lookout, picture, now_ms, found, CODES_MAX) : read_whole(way, picture, now_ms);
    if (count > 0 && !with_code)
        abort(); /* nothing is there to read */
    if (counts) {
        way->work_ns += os_work_ns() - begin;
        way->frames++;
    }
    return count;
}

static int run_trial(struct film *film, struct way ways[WAYS], int trial, int lead, int shown)
{
    const struct grey picture = {film->frame, WIDTH, HEIGHT, WIDTH};
    bool done[WAYS] = {false};
    int appears = lead + (int)draw(film, 20), left = WAYS;
    for (int way = 0; way < WAYS; way++)
        open_way(&ways[way], way);
    for (int i = 0; left > 0 && i < appears + shown; i++) {
        int64_t now_ms = 1000 + i * 1000 / 30;
        make_frame(film, i, i >= appears);
        for (int way = 0; way < WAYS; way++) {
            if (done[way] || see(&ways[way], &picture, now_ms, i >= (lead < WARM ? lead / 2 : WARM) && i < appears,
                                 i >= appears) == 0)
                continue;
            done[way] = true;
            left--;
            ways[way].ms[ways[way].read++] = (i - appears) * 1000 / 30.0;
        }
    }
    for (int way = 0; way < WAYS; way++)
        close_way(&ways[way]);
    return trial;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void show(const char *scene, const char *codes, int trials, struct way ways[WAYS])
{
    for (int i = 0; i < WAYS; i++) {
        struct way *w = &ways[i];
        double mean = 0, work = w->frames ? (double)w->work_ns / 1e6 / w->frames : 0;
        for (int k = 0; k < w->read; k++)
            mean += w->ms[k] / w->read;
        qsort(w->ms, (size_t)w->read, sizeof *w->ms, by_value);
        printf("{\"bench\": \"lookout\", \"scene\": \"%s\", \"codes\": \"%s\", \"way\": \"%s\", \"work_ms_a_frame\": "
               "%.2f, "
               "\"percent_of_a_core\": %.1f, \"read\": %d, \"of\": %d, \"to_read_ms_mean\": %.0f, \"to_read_ms_p50\": "
               "%.0f, "
               "\"to_read_ms_p95\": %.0f}\n",
               scene, codes, way_names[i], work, work * 3, w->read, trials, mean, w->read ? w->ms[w->read / 2] : 0,
               w->read ? w->ms[w->read * 95 / 100] : 0);
    }
}

int main(int argc, char **argv)
{
    int trials = argc > 1 ? atoi(argv[1]) : TRIALS;
    static struct film film;
    if (trials < 1 || trials > TRIALS) {
        fprintf(stderr, "usage: bench_lookout [TRIALS]   1 to %d\n", TRIALS);
        return 2;
    }
    bool smoke = trials < 3;
    for (int people = 0; people < 2; people++)
        for (int blurred = 0; blurred < 2; blurred++) {
            struct way ways[WAYS] = {0};
            for (int i = 0; i < trials; i++) {
                begin_film(&film, i, people, blurred);
                run_trial(&film, ways, i, smoke ? 10 : LEAD, smoke ? 10 : SHOWN);
            }
            show(people ? "people" : "still", blurred ? "blurred" : "sharp", trials, ways);
        }
    QRcode_free(film.code);
    return 0;
}

#include "codes/reader.h"

#include <math.h>
#include <stdlib.h>

#include "codes/cascade.h"
#include "os/clock.h"

#define SIDE_MAX 8192
#define BASE_MAX                                                                                                       \
    2600 /* dear stages see larger pictures reduced: a code that needs every pixel of 8 megapixels is none */
#define BUDGET_MS 30
#define LEAST_RANGE 14 /* grey levels; sensor noise in the dark is about this */

/* In the order of what a stage wins for its time, measured over hard frames; those that see the whole picture again
 * stand late, because a crop costs a fifth. */
static const struct {
    const char *name;
    stage_fn *run;
    struct recipe recipe;
} stages[] = {
    {"plain", stage_plain, {.engine = ENGINE_ZXING}},
    {"close", stage_close, {.engine = ENGINE_ZXING, .regions = 2, .radius = 2, .amount = 4}},
    {"close-inverted", stage_close, {.engine = ENGINE_ZXING, .regions = 2, .radius = 2, .amount = 4, .inverted = true}},
    {"half", stage_half, {.engine = ENGINE_ZXING}},
    {"motion", stage_motion, {.engine = ENGINE_ZXING, .regions = 2, .noise = 0.02f}},
    {"close-wide", stage_close, {.engine = ENGINE_ZXING, .regions = 2, .radius = 4, .amount = 4}},
    {"close-zbar", stage_close, {.engine = ENGINE_ZBAR, .regions = 2, .radius = 2, .amount = 2}},
    {"focus", stage_focus, {.engine = ENGINE_ZXING, .regions = 1, .blur = 4.2f, .noise = 0.03f, .bend = true}},
    {"focus-far", stage_focus, {.engine = ENGINE_ZXING, .regions = 1, .blur = 4.6f, .noise = 0.03f, .bend = true}},
    {"focus-near", stage_focus, {.engine = ENGINE_ZXING, .regions = 1, .blur = 3.9f, .noise = 0.01f}},
    {"bent", stage_bent, {.engine = ENGINE_ZXING, .regions = 2}},
    {"half-inverted", stage_half, {.engine = ENGINE_ZXING, .inverted = true}},
    {"close-plain", stage_close_plain, {.engine = ENGINE_ZXING, .regions = 2}},
    {"close-stretched", stage_close, {.engine = ENGINE_ZXING, .regions = 2}},
    {"double", stage_double, {.engine = ENGINE_ZXING}},
    {"bent-sharp", stage_bent, {.engine = ENGINE_ZXING, .regions = 1, .radius = 2, .amount = 2}},
    {"small-contrast", stage_small, {.engine = ENGINE_ZXING}},
    {"small-inverted", stage_small, {.engine = ENGINE_ZXING, .inverted = true}},
    {"small-zbar", stage_small, {.engine = ENGINE_ZBAR}},
};

#define STAGES ((int)(sizeof(stages) / sizeof(stages[0])))

struct reader *reader_new(void)
{
    struct reader *reader = calloc(1, sizeof(*reader));
    if (!reader)
        return NULL;
    reader->engine = engine_new();
    if (!reader->engine) {
        free(reader);
        return NULL;
    }
    return reader;
}

void reader_free(struct reader *reader)
{
    if (!reader)
        return;
    engine_free(reader->engine);
    stretch_free(&reader->stretch);
    plane_free(&reader->base[0]);
    plane_free(&reader->base[1]);
    plane_free(&reader->contrast);
    plane_free(&reader->half);
    plane_free(&reader->work);
    plane_free(&reader->spare);
    plane_free(&reader->turned);
    region_map_free(&reader->map);
    deblur_free(&reader->deblur);
    for (int i = 0; i < REGIONS_MAX; i++) {
        plane_free(&reader->crops[i].plain);
        plane_free(&reader->crops[i].sharp);
    }
    free(reader);
}

int reader_stage_count(void)
{
    return STAGES;
}

const char *reader_stage_name(int stage)
{
    return stage >= 1 && stage <= STAGES ? stages[stage - 1].name : NULL;
}

/* The budget counts this thread's work, not its waiting: a busy machine reads later, but not less. */
static double work_ms(void)
{
    return (double)os_work_ns() / 1e6;
}

bool pass_done(const struct pass *pass)
{
    return pass->count == pass->max || (pass->count > 0 && !pass->all) || work_ms() >= pass->end_work_ms;
}

static float area(const struct point corners[4])
{
    float sum = 0;
    for (int i = 0; i < 4; i++) {
        const struct point *p = &corners[i], *q = &corners[(i + 1) % 4];
        sum += p->x * q->y - q->x * p->y;
    }
    return sum / 2;
}

static struct point centre(const struct point corners[4])
{
    struct point sum = {0, 0};
    for (int i = 0; i < 4; i++) {
        sum.x += corners[i].x / 4;
        sum.y += corners[i].y / 4;
    }
    return sum;
}

/* The same code read by another stage: its middle is within a third of a side of one that is known. */
static bool known(const struct pass *pass, const struct reading *reading)
{
    struct point c = centre(reading->corners);
    for (int i = 0; i < pass->count; i++) {
        struct point k = centre(pass->out[i].corners);
        float side = sqrtf(fabsf(area(pass->out[i].corners)));
        if (hypotf(c.x - k.x, c.y - k.y) < side / 3)
            return true;
    }
    return false;
}

/* Beyond the code's own check: corners that make a quadrilateral of at least 21 modules of half a pixel. */
static bool plausible(const struct reading *reading)
{
    return reading->len > 0 && fabsf(area(reading->corners)) > 100.0f;
}

static void add(struct pass *pass, const struct reading *found, point_fn *to_base, const void *context)
{
    struct reading *out = &pass->out[pass->count];
    *out = *found;
    for (int i = 0; i < 4; i++) {
        struct point p = to_base(context, found->corners[i]);
        float shift = (pass->base_scale - 1) / 2; /* between the centres of a large and a small pixel */
        out->corners[i] = (struct point){p.x * pass->base_scale + shift, p.y * pass->base_scale + shift};
    }
    out->stage = pass->stage;
    out->ms = (double)(os_mono_ns() - pass->start_ns) / 1e6;
    if (plausible(out) && !known(pass, out))
        pass->count++;
}

void pass_try_mapped(struct pass *pass, enum engine_kind kind, const struct grey *picture, point_fn *to_base,
                     const void *context)
{
    struct reader *reader = pass->reader;
    int found = engine_read(reader->engine, kind, picture, reader->found, READER_CODES_MAX, NULL);
    for (int i = 0; i < found && pass->count < pass->max; i++)
        add(pass, &reader->found[i], to_base, context);
}

static struct point by_affine(const void *context, struct point point)
{
    return affine_apply(context, point);
}

void pass_try(struct pass *pass, enum engine_kind kind, const struct grey *picture, const struct affine *to_base)
{
    static const struct affine same = {1, 0, 0, 0, 1, 0};
    pass_try_mapped(pass, kind, picture, by_affine, to_base ? to_base : &same);
}

const struct plane *pass_contrast(struct pass *pass)
{
    struct reader *reader = pass->reader;
    if (!pass->stretched)
        pass->stretched = pixels_stretch(&pass->base, LEAST_RANGE, &reader->stretch, &reader->contrast);
    return pass->stretched ? &reader->contrast : NULL;
}

const struct plane *pass_half(struct pass *pass)
{
    struct reader *reader = pass->reader;
    const struct plane *contrast = pass_contrast(pass);
    if (!contrast || contrast->width < 64 || contrast->height < 64)
        return NULL;
    if (!pass->halved) {
        struct grey in = plane_grey(contrast);
        pass->halved = pixels_halve(&in, &reader->half);
    }
    return pass->halved ? &reader->half : NULL;
}

/* The picture as the dear stages see it. False without memory. */
static bool take_base(struct pass *pass)
{
    pass->base = *pass->picture;
    pass->base_scale = 1;
    for (int i = 0; pass->base.width > BASE_MAX || pass->base.height > BASE_MAX; i = !i) {
        struct plane *into = &pass->reader->base[i];
        if (pass->base.width < 2 || pass->base.height < 2 || !pixels_halve(&pass->base, into))
            return false;
        pass->base = plane_grey(into);
        pass->base_scale *= 2;
    }
    return true;
}

static bool readable(const struct grey *picture)
{
    return picture && picture->pixels && picture->width > 0 && picture->height > 0 && picture->width <= SIDE_MAX &&
           picture->height <= SIDE_MAX && picture->stride >= picture->width;
}

int reader_read(struct reader *reader, const struct grey *picture, const struct reader_options *options,
                struct reading *out, int max)
{
    static const struct reader_options defaults = {0};
    if (!options)
        options = &defaults;
    if (!reader || !out || max <= 0 || !readable(picture))
        return 0;
    struct pass pass = {.reader = reader, .picture = picture, .all = options->all_codes, .out = out};
    pass.max = max < READER_CODES_MAX ? max : READER_CODES_MAX;
    pass.start_ns = os_mono_ns();
    pass.end_work_ms = work_ms() + (options->budget_ms > 0 ? options->budget_ms : BUDGET_MS);
    int last = options->last_stage > 0 && options->last_stage < STAGES ? options->last_stage : STAGES;
    pass.base = *picture;
    pass.base_scale = 1;
    for (pass.stage = 1; pass.stage <= last && !(pass.stage > 1 && pass_done(&pass)); pass.stage++) {
        if (pass.stage == 2 && !take_base(&pass))
            break;
        stages[pass.stage - 1].run(&pass, &stages[pass.stage - 1].recipe);
    }
    return pass.count;
}

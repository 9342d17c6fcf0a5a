#include "codes/pass.h"

#include <math.h>

#include "os/clock.h"

/* Pixels a side; larger pictures are reduced. No real code needs every pixel of 8 megapixels. */
#define BASE_MAX 2600
#define LEAST_RANGE 14 /* grey levels; sensor noise in the dark is about this */

/* The budget counts this thread's work, not its waiting: a busy machine reads later, but as much. */
static double work_ms(void)
{
    return (double)os_work_ns() / 1e6;
}

void pass_begin(struct pass *pass, int budget_ms)
{
    pass->start_ns = os_mono_ns();
    pass->end_work_ms = work_ms() + budget_ms;
    pass->base = *pass->picture;
    pass->base_scale = 1;
}

double pass_left_ms(const struct pass *pass)
{
    return pass->end_work_ms - work_ms();
}

bool pass_done(const struct pass *pass)
{
    return pass->count == pass->max || (pass->count > 0 && !pass->all) || pass_left_ms(pass) <= 0;
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

/* True for a code that another stage has read: its middle is within a third of a side of a known one. */
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

/* Checks beyond the code's own: the corners make a quadrilateral of at least 21 modules of half a pixel. */
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

bool pass_take_base(struct pass *pass)
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

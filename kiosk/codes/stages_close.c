/* The stages that look closer at the regions that may hold a code. A crop takes a fifth of the time of the whole
 * picture, and has the size that the decoder reads best. */
#include <math.h>

#include "codes/grid.h"
#include "codes/stages.h"

#define CROP_SIDE 300    /* pixels: 57 modules of a pass and its quiet zone at 5 each */
#define SCALE_LEAST 0.5f /* pixels of base for one of a crop; enlarging further gains nothing */
#define LEAST_RANGE 14
#define HALF_FROM 700 /* pixels a side from which regions are looked for at half the size */
#define PI 3.14159265f

static void locate(struct pass *pass)
{
    struct reader *reader = pass->reader;
    pass->located = true;
    pass->regions = 0;
    bool halve = pass->base.width > HALF_FROM || pass->base.height > HALF_FROM;
    const struct plane *from = halve ? pass_half(pass) : pass_contrast(pass);
    if (!from)
        return;
    struct grey picture = plane_grey(from);
    pass->regions = regions_find(&picture, &reader->map, reader->regions);
    for (int i = 0; i < REGIONS_MAX; i++)
        reader->crops[i].ready = false;
    for (int i = 0; halve && i < pass->regions; i++) {
        struct region *region = &reader->regions[i];
        region->left *= 2;
        region->top *= 2;
        region->right *= 2;
        region->bottom *= 2;
    }
}

static float scale_of(const struct region *region)
{
    float side = fmaxf(region->right - region->left, region->bottom - region->top);
    return fmaxf(side / CROP_SIDE, SCALE_LEAST);
}

/* True for a region that holds a code that was read already. */
static bool settled(const struct pass *pass, const struct region *region)
{
    for (int i = 0; i < pass->count; i++) {
        float x = 0, y = 0;
        for (int k = 0; k < 4; k++) {
            x += pass->out[i].corners[k].x / 4 / pass->base_scale;
            y += pass->out[i].corners[k].y / 4 / pass->base_scale;
        }
        float middle_x = (region->left + region->right) / 2, middle_y = (region->top + region->bottom) / 2;
        float side = fmaxf(region->right - region->left, region->bottom - region->top);
        if (fabsf(x - middle_x) < side / 4 && fabsf(y - middle_y) < side / 4)
            return true;
    }
    return false;
}

/* Measures the greys that the middle of the crop spans, without a few outliers and with a little room. */
static void span(const struct plane *crop, int *low, int *high)
{
    unsigned counts[256] = {0}, total = 0, below = 0, above = 0;
    for (int y = crop->height / 5; y < crop->height - crop->height / 5; y++)
        for (int x = crop->width / 5; x < crop->width - crop->width / 5; x++, total++)
            counts[crop->pixels[(size_t)y * (size_t)crop->width + (size_t)x]]++;
    int first = 0, last = 255;
    while (first < 255 && (below += counts[first]) < total / 50)
        first++;
    while (last > 0 && (above += counts[last]) < total / 50)
        last--;
    int margin = 2 + (last - first) / 6;
    *low = first > margin ? first - margin : 0;
    *high = last + margin < 255 ? last + margin : 255;
}

/* Stretches local contrast, after limiting the surroundings to the greys of the code: a far brighter or darker wall
 * would drown the edge of a faint code. */
static bool sharpen_crop(struct reader *reader, struct crop *crop)
{
    int low = 0, high = 255;
    span(&crop->plain, &low, &high);
    struct grey plain = plane_grey(&crop->plain);
    if (!pixels_clamp(&plain, (uint8_t)low, (uint8_t)high, &reader->spare))
        return false;
    struct grey held = plane_grey(&reader->spare);
    return pixels_stretch(&held, LEAST_RANGE, &reader->stretch, &crop->sharp);
}

/* Returns the crop of the region of that rank, or NULL: no such region, settled, or no memory. */
static struct crop *crop_at(struct pass *pass, int rank)
{
    struct reader *reader = pass->reader;
    if (!pass->located)
        locate(pass);
    if (rank >= pass->regions || settled(pass, &reader->regions[rank]))
        return NULL;
    struct crop *crop = &reader->crops[rank];
    if (crop->ready)
        return crop;
    const struct region *region = &reader->regions[rank];
    float scale = scale_of(region), middle = (scale - 1) / 2;
    int width = (int)((region->right - region->left) / scale), height = (int)((region->bottom - region->top) / scale);
    if (width < 16 || height < 16)
        return NULL;
    crop->to_base = (struct affine){scale, 0, region->left + middle, 0, scale, region->top + middle};
    if (!pixels_warp(&pass->base, &crop->to_base, width, height, &crop->plain))
        return NULL;
    if (!sharpen_crop(reader, crop))
        return NULL;
    crop->ready = true;
    return crop;
}

/* Hands the reader's work plane to the decoder. */
static void try_work(struct pass *pass, const struct recipe *recipe, const struct affine *to_base)
{
    struct plane *work = &pass->reader->work;
    struct grey picture = plane_grey(work);
    if (recipe->inverted && !pixels_invert(&picture, work))
        return;
    pass_try(pass, recipe->engine, &picture, to_base);
}

void stage_close(struct pass *pass, const struct recipe *recipe)
{
    struct reader *reader = pass->reader;
    for (int i = 0; i < recipe->regions && !(i > 0 && pass_done(pass)); i++) {
        struct crop *crop = crop_at(pass, i);
        if (!crop)
            continue;
        struct grey sharp = plane_grey(&crop->sharp);
        bool ok = recipe->radius > 0
                      ? pixels_sharpen(&sharp, recipe->radius, recipe->amount, &reader->spare, &reader->work)
                      : pixels_copy(&sharp, &reader->work);
        if (ok)
            try_work(pass, recipe, &crop->to_base);
    }
}

void stage_close_plain(struct pass *pass, const struct recipe *recipe)
{
    for (int i = 0; i < recipe->regions && !(i > 0 && pass_done(pass)); i++) {
        struct crop *crop = crop_at(pass, i);
        if (!crop)
            continue;
        struct grey plain = plane_grey(&crop->plain);
        pass_try(pass, recipe->engine, &plain, &crop->to_base);
    }
}

void stage_focus(struct pass *pass, const struct recipe *recipe)
{
    struct reader *reader = pass->reader;
    for (int i = 0; i < recipe->regions && !(i > 0 && pass_done(pass)); i++) {
        struct crop *crop = crop_at(pass, i);
        if (!crop)
            continue;
        struct grey plain = plane_grey(&crop->plain);
        if (!deblur_disc(&plain, recipe->blur, recipe->noise, &reader->deblur, &reader->work))
            continue;
        struct grey work = plane_grey(&reader->work);
        pass_try(pass, recipe->engine, &work, &crop->to_base);
        const struct look look = {work, plain, &crop->to_base};
        if (recipe->bend && !pass_done(pass))
            grid_try(pass, recipe->engine, &look);
    }
}

/* Returns the direction in which the picture's steps are smallest, which is that of the movement: the lesser axis of
 * the structure tensor. An angle from the rows, 0 to pi. */
static float still_direction(const struct plane *crop)
{
    float xx = 0, xy = 0, yy = 0;
    int width = crop->width, height = crop->height;
    for (int y = height / 8 + 1; y < height - height / 8 - 1; y++) {
        const uint8_t *row = crop->pixels + (size_t)y * (size_t)width;
        for (int x = width / 8 + 1; x < width - width / 8 - 1; x++) {
            float across = (float)(row[x + 1] - row[x - 1]), down = (float)(row[x + width] - row[x - width]);
            xx += across * across;
            xy += across * down;
            yy += down * down;
        }
    }
    return atan2f(2 * xy, xx - yy) / 2 + PI / 2;
}

/* Cuts a square from the picture, turned by the angle, around the crop's middle. */
static bool turn(struct pass *pass, const struct crop *crop, float angle, struct affine *to_base)
{
    int longer = crop->plain.width > crop->plain.height ? crop->plain.width : crop->plain.height;
    int side = longer * 5 / 4;
    float scale = crop->to_base.a, c = cosf(angle) * scale, s = sinf(angle) * scale, half = (float)(side - 1) / 2;
    struct point middle = affine_apply(
        &crop->to_base, (struct point){(float)(crop->plain.width - 1) / 2, (float)(crop->plain.height - 1) / 2});
    *to_base = (struct affine){c, -s, middle.x - (c - s) * half, s, c, middle.y - (s + c) * half};
    return pixels_warp(&pass->base, to_base, side, side, &pass->reader->turned);
}

void stage_motion(struct pass *pass, const struct recipe *recipe)
{
    struct reader *reader = pass->reader;
    for (int i = 0; i < recipe->regions && !(i > 0 && pass_done(pass)); i++) {
        struct crop *crop = crop_at(pass, i);
        struct affine to_base;
        if (!crop || !turn(pass, crop, still_direction(&crop->plain), &to_base))
            continue;
        struct grey turned = plane_grey(&reader->turned);
        float sure = 0, length = deblur_row_length(&turned, &sure);
        if (length < 1.5f || !pixels_stretch(&turned, LEAST_RANGE, &reader->stretch, &reader->spare))
            continue;
        struct grey spare = plane_grey(&reader->spare);
        if (!deblur_rows(&spare, length, recipe->noise, &reader->deblur, &reader->work))
            continue;
        try_work(pass, recipe, &to_base);
        const struct look look = {plane_grey(&reader->work), turned, &to_base};
        if (!pass_done(pass))
            grid_try(pass, recipe->engine, &look);
    }
}

void stage_bent(struct pass *pass, const struct recipe *recipe)
{
    struct reader *reader = pass->reader;
    for (int i = 0; i < recipe->regions && !(i > 0 && pass_done(pass)); i++) {
        struct crop *crop = crop_at(pass, i);
        if (!crop)
            continue;
        struct grey picture = plane_grey(&crop->sharp);
        if (recipe->radius > 0) {
            if (!pixels_sharpen(&picture, recipe->radius, recipe->amount, &reader->spare, &reader->work))
                continue;
            picture = plane_grey(&reader->work);
        }
        const struct look look = {picture, plane_grey(&crop->plain), &crop->to_base};
        grid_try(pass, recipe->engine, &look);
    }
}

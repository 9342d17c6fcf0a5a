/* The stages that see the whole picture. */
#include "codes/grid.h"
#include "codes/stages.h"

#define LEAST_RANGE 14
#define TILES_MOST 8   /* tiles a side, where codes are many */
#define TILE_LEAST 120 /* pixels a side */

#define SMALL_MAX 900000 /* pixels: a picture under 1280x720 can be read whole once more within a frame's time */
#define DOUBLE_MAX 640   /* pixels a side: up to here a picture is read at twice its size too */

void stage_plain(struct pass *pass, const struct recipe *recipe)
{
    pass_try(pass, recipe->engine, &pass->base, NULL);
}

static void try_plane(struct pass *pass, const struct recipe *recipe, const struct plane *plane,
                      const struct affine *to_base)
{
    struct plane *work = &pass->reader->work;
    struct grey picture = plane_grey(plane);
    if (recipe->inverted) {
        if (!pixels_invert(&picture, work))
            return;
        picture = plane_grey(work);
    }
    pass_try(pass, recipe->engine, &picture, to_base);
}

void stage_half(struct pass *pass, const struct recipe *recipe)
{
    static const struct affine twice = {2, 0, 0.5f, 0, 2, 0.5f};
    const struct plane *half = pass_half(pass);
    if (half)
        try_plane(pass, recipe, half, &twice);
}

void stage_double(struct pass *pass, const struct recipe *recipe)
{
    static const struct affine halve = {0.5f, 0, -0.25f, 0, 0.5f, -0.25f};
    struct reader *reader = pass->reader;
    if (pass->base.width > DOUBLE_MAX || pass->base.height > DOUBLE_MAX)
        return;
    if (!pixels_warp(&pass->base, &halve, 2 * pass->base.width, 2 * pass->base.height, &reader->work))
        return;
    struct grey picture = plane_grey(&reader->work);
    pass_try(pass, recipe->engine, &picture, &halve);
}

void stage_small(struct pass *pass, const struct recipe *recipe)
{
    const struct plane *contrast = NULL;
    if (pass->base.width * pass->base.height <= SMALL_MAX)
        contrast = pass_contrast(pass);
    if (contrast)
        try_plane(pass, recipe, contrast, NULL);
}

/* Decoders put finder patterns together to codes, and give up where a sheet shows hundreds. Tiles that overlap by half
 * show fewer. */
static void try_tiles(struct pass *pass, const struct recipe *recipe, int parts)
{
    const struct grey *base = &pass->base;
    int width = base->width / parts, height = base->height / parts;
    if (width < TILE_LEAST || height < TILE_LEAST)
        return;
    for (int i = 0; i < (2 * parts - 1) * (2 * parts - 1) && !pass_done(pass); i++) {
        int left = i % (2 * parts - 1) * width / 2, top = i / (2 * parts - 1) * height / 2;
        const struct affine to_base = {1, 0, (float)left, 0, 1, (float)top};
        const struct grey tile = {base->pixels + (ptrdiff_t)top * base->stride + left, width, height, base->stride};
        pass_try(pass, recipe->engine, &tile, &to_base);
    }
}

void stage_tiles(struct pass *pass, const struct recipe *recipe)
{
    for (int parts = 2; pass->all && parts <= TILES_MOST; parts *= 2)
        try_tiles(pass, recipe, parts);
}

void stage_bands(struct pass *pass, const struct recipe *recipe)
{
    static const struct affine same = {1, 0, 0, 0, 1, 0};
    struct reader *reader = pass->reader;
    if (!pixels_have_bands(&pass->base) || !pixels_level_rows(&pass->base, LEAST_RANGE, &reader->spare, &reader->work))
        return;
    struct grey level = plane_grey(&reader->work);
    pass_try(pass, recipe->engine, &level, NULL);
    const struct look look = {level, level, &same};
    if (!pass_done(pass))
        grid_try(pass, recipe->engine, &look);
}

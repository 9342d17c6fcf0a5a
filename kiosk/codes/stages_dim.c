/* The stage for a screen at its least brightness: in a lit room its white is darker than the room's shadows. The
 * decoder and the search for regions see only the room. */
#include "codes/stages.h"

#define DIM_MOST 64 /* grey levels: all that is lighter counts as so light */
#define DIM_PART 32 /* one pixel in so many must be darker, else no code has room there */
#define DIM_RANGE 6 /* grey levels; the noise of a pixel and its eight neighbours spans as much */
#define STEP 4      /* every fourth pixel of every fourth row tells enough */

static bool has_dark_part(const struct grey *in)
{
    int dark = 0, all = 0;
    for (int y = 0; y < in->height; y += STEP) {
        const uint8_t *row = in->pixels + (ptrdiff_t)y * in->stride;
        for (int x = 0; x < in->width; x += STEP, all++)
            dark += row[x] < DIM_MOST;
    }
    return dark >= all / DIM_PART;
}

/* Makes the stretched picture of the dark part alone. */
static bool lift(struct pass *pass)
{
    struct reader *reader = pass->reader;
    if (!pixels_clamp(&pass->base, 0, DIM_MOST, &reader->work))
        return false;
    struct grey held = plane_grey(&reader->work);
    if (!pixels_smooth(&held, &reader->spare))
        return false;
    struct grey smooth = plane_grey(&reader->spare);
    return pixels_stretch(&smooth, DIM_RANGE, &reader->stretch, &reader->contrast);
}

/* What was derived from the picture belongs to another one from here on. */
static void forget(struct pass *pass)
{
    pass->stretched = pass->halved = pass->located = false;
}

void stage_dim(struct pass *pass, const struct recipe *recipe)
{
    const struct grey base = pass->base;
    if (!has_dark_part(&base))
        return;
    forget(pass);
    if (lift(pass)) {
        pass->base = plane_grey(&pass->reader->contrast);
        pass->stretched = true;
        stage_close(pass, recipe);
        if (!pass_done(pass))
            stage_bent(pass, recipe);
    }
    pass->base = base;
    forget(pass);
}

/* The stages that see the whole picture. */
#include "recognise/cascade.h"

#define LAST_MAX (800 * 600) /* pixels of the whole up to which the last stage sees it in full */
#define DOUBLE_MAX 640       /* pixels a side up to which a picture is read at twice its size too */

void stage_plain(struct pass *pass, const struct recipe *recipe)
{
    pass_try(pass, recipe->engine, &pass->base, NULL);
}

void stage_contrast(struct pass *pass, const struct recipe *recipe)
{
    struct reader *reader = pass->reader;
    const struct plane *contrast = pass_contrast(pass);
    if (!contrast)
        return;
    struct grey picture = plane_grey(contrast);
    if (recipe->inverted) {
        if (!pixels_invert(&picture, &reader->work))
            return;
        picture = plane_grey(&reader->work);
    }
    pass_try(pass, recipe->engine, &picture, NULL);
}

void stage_half(struct pass *pass, const struct recipe *recipe)
{
    static const struct affine twice = {2, 0, 0.5f, 0, 2, 0.5f};
    const struct plane *half = pass_half(pass);
    if (!half)
        return;
    struct grey picture = plane_grey(half);
    pass_try(pass, recipe->engine, &picture, &twice);
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

void stage_last(struct pass *pass, const struct recipe *recipe)
{
    if (pass->base.width * pass->base.height > LAST_MAX)
        stage_half(pass, recipe);
    else
        stage_contrast(pass, recipe);
}

#include "codes/grid.h"

#include <string.h>

#define BENT_FINDERS 12
#define BENT_TRIPLES 3
#define PAIR_FINDERS 4
#define PAIR_WAYS 36      /* six a pair */
#define TIMING_LEAST 0.8f /* share of the timing modules that must alternate for a grid to be decoded */
#define TIMING_SURE 0.95f /* from here on no other size can fit */
#define SOFT_TIMING_LEAST 0.65f
#define FUSE_LEAST 0.88f /* the same, for an addition to earlier frames: a grid of a wrong size comes to 0.85 */
#define KNOWN_LEAST 0.8f /* share of the known modules that the equalizer must bring out */
#define ROUNDS 2
#define REFINE_LEAST 0.7f /* share of the known modules from which the grid is bent again */
#define REFINE_ROUNDS 2

struct bend {
    const struct lattice *lattice;
    const struct affine *to_base; /* from pixels of the picture under the lattice */
};

static struct point by_bend(const void *context, struct point point)
{
    const struct bend *bend = context;
    return affine_apply(bend->to_base, lattice_point(bend->lattice, point));
}

/* Draws the corrected code as lattice_render() does. */
static bool render(const struct soft_code *code, struct plane *out)
{
    int side = (code->modules + 2 * LATTICE_QUIET) * LATTICE_CLEAN;
    if (!plane_fit(out, side, side))
        return false;
    memset(out->pixels, 255, (size_t)side * (size_t)side);
    for (int y = 0; y < code->modules * LATTICE_CLEAN; y++)
        for (int x = 0; x < code->modules * LATTICE_CLEAN; x++)
            if (code->dark[y / LATTICE_CLEAN][x / LATTICE_CLEAN])
                out->pixels[(y + LATTICE_QUIET * LATTICE_CLEAN) * side + x + LATTICE_QUIET * LATTICE_CLEAN] = 0;
    return true;
}

/* Draws the corrected code for the decoder, which knows every character set. */
static void read_corrected(struct pass *pass, enum engine_kind kind, const struct look *look)
{
    struct reader *reader = pass->reader;
    const struct bend bend = {&reader->lattice, look->to_base};
    if (!render(&reader->corrected, &reader->clean))
        return;
    struct grey clean = plane_grey(&reader->clean);
    pass_try_mapped(pass, kind, &clean, by_bend, &bend);
}

/* Decodes what the equalizer makes of the grid. Returns the share of the known modules that come out right. */
static float try_soft(struct pass *pass, enum engine_kind kind, const struct look *look)
{
    struct reader *reader = pass->reader;
    if (!look->source.pixels || reader->lattice.modules > SOFT_MODULES_MAX)
        return 0;
    float known = equal_read(&reader->equal, &reader->lattice, &look->source, ROUNDS, &reader->evidence);
    if (known < KNOWN_LEAST ||
        !soft_decode(&reader->soft, &reader->evidence, pass->judge, pass->judge_context, &reader->corrected))
        return known;
    read_corrected(pass, kind, look);
    return known;
}

/* Adds what this frame shows to what earlier ones showed of the same code. */
static void try_fused(struct pass *pass, enum engine_kind kind, const struct look *look)
{
    struct reader *reader = pass->reader;
    const struct bend bend = {&reader->lattice, look->to_base};
    const float first = LATTICE_QUIET * LATTICE_CLEAN, last = first + (float)(reader->lattice.modules * LATTICE_CLEAN);
    const struct point clean[4] = {{first, first}, {last, first}, {last, last}, {first, last}};
    struct point corners[4];
    for (int i = 0; i < 4; i++)
        corners[i] = by_bend(&bend, clean[i]);
    const struct evidence *sum = fusion_add(pass->fusion, &reader->evidence, corners, pass->now_ms);
    if (sum && soft_decode(&reader->soft, sum, pass->judge, pass->judge_context, &reader->corrected)) {
        read_corrected(pass, kind, look);
        fusion_forget(pass->fusion, corners);
    }
}

/* Most codes are flat: their perspective holds where damage and glare bend the grid. */
static void try_both(struct pass *pass, enum engine_kind kind, const struct look *look)
{
    struct lattice *lattice = &pass->reader->lattice;
    memcpy(pass->reader->bends, lattice->shift, sizeof lattice->shift);
    int before = pass->count;
    float known = lattice_flatten(lattice) ? try_soft(pass, kind, look) : 0;
    for (int i = 0; i < REFINE_ROUNDS && known >= REFINE_LEAST && pass->count == before && !pass_done(pass); i++) {
        equal_guess(&pass->reader->equal, lattice->modules, pass->reader->guess);
        lattice_refine(lattice, &look->clear, pass->reader->guess);
        known = lattice_flatten(lattice) ? try_soft(pass, kind, look) : 0;
    }
    if (pass->count == before && known >= FUSE_LEAST && pass->fusion)
        try_fused(pass, kind, look);
    if (pass->count > before || pass_done(pass))
        return;
    memcpy(lattice->shift, pass->reader->bends, sizeof lattice->shift);
    try_soft(pass, kind, look);
}

static void try_triple(struct pass *pass, enum engine_kind kind, const struct look *look, const struct corner3 *corner)
{
    struct reader *reader = pass->reader;
    const struct bend bend = {&reader->lattice, look->to_base};
    int sizes[LATTICE_VERSIONS], count = lattice_sizes(corner, sizes);
    for (int i = 0; i < count && !pass_done(pass); i++) {
        if (sizes[i] > SOFT_MODULES_MAX || !lattice_fit(&reader->lattice, &look->clear, corner, sizes[i]))
            continue;
        float timing = lattice_timing(&reader->lattice, &look->clear);
        if (timing >= TIMING_LEAST && lattice_render(&reader->lattice, &look->clear, &reader->clean)) {
            struct grey clean = plane_grey(&reader->clean);
            pass_try_mapped(pass, kind, &clean, by_bend, &bend);
        }
        if (timing >= SOFT_TIMING_LEAST && !pass_done(pass))
            try_both(pass, kind, look);
        if (timing > TIMING_SURE)
            return;
    }
}

void grid_try(struct pass *pass, enum engine_kind kind, const struct look *look)
{
    struct finder finders[FINDERS_MAX];
    struct corner3 corners[BENT_TRIPLES];
    int patterns = finders_find(&look->clear, finders), before = pass->count;
    int found = corners_find(finders, patterns < BENT_FINDERS ? patterns : BENT_FINDERS, corners, BENT_TRIPLES);
    for (int i = 0; i < found && !pass_done(pass); i++)
        try_triple(pass, kind, look, &corners[i]);
    if (pass->count > before || pass_done(pass))
        return;
    struct corner3 guesses[PAIR_WAYS];
    found = pairs_find(finders, patterns < PAIR_FINDERS ? patterns : PAIR_FINDERS, guesses, PAIR_WAYS);
    for (int i = 0; i < found && !pass_done(pass); i++)
        try_triple(pass, kind, look, &guesses[i]);
}

#include "codes/reader.h"

#include <stdlib.h>

#include "codes/pass.h"
#include "codes/stages.h"

#define SIDE_MAX 8192
#define BUDGET_MS 30

/* In the order of what a stage wins for its time, measured over hard frames. Stages that see the whole picture again
 * stand late, because a crop costs a fifth. */
static const struct {
    const char *name;
    stage_fn *run;
    struct recipe recipe;
} stages[] = {
    {"plain", stage_plain, {.engine = ENGINE_ZXING}},
    {"tiles", stage_tiles, {.engine = ENGINE_ZXING}},
    {"close", stage_close, {.engine = ENGINE_ZXING, .regions = 2, .radius = 2, .amount = 4}},
    {"close-inverted", stage_close, {.engine = ENGINE_ZXING, .regions = 2, .radius = 2, .amount = 4, .inverted = true}},
    {"grid", stage_bent, {.engine = ENGINE_ZXING, .regions = 2, .radius = 2, .amount = 4}},
    {"bands", stage_bands, {.engine = ENGINE_ZXING}},
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
    plane_free(&reader->clean);
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
    struct pass pass = {.reader = reader,
                        .picture = picture,
                        .all = options->all_codes,
                        .out = out,
                        .judge = options->judge,
                        .judge_context = options->judge_context,
                        .fusion = options->fusion,
                        .now_ms = options->now_ms};
    pass.max = max < READER_CODES_MAX ? max : READER_CODES_MAX;
    pass_begin(&pass, options->budget_ms > 0 ? options->budget_ms : BUDGET_MS);
    int last = options->last_stage > 0 && options->last_stage < STAGES ? options->last_stage : STAGES;
    for (pass.stage = 1; pass.stage <= last && !(pass.stage > 1 && pass_done(&pass)); pass.stage++) {
        if (pass.stage == 2 && !pass_take_base(&pass))
            break;
        stages[pass.stage - 1].run(&pass, &stages[pass.stage - 1].recipe);
    }
    return pass.count;
}

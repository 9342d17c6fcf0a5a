#include "codes/reader.h"

#include <stdlib.h>

#include "codes/pace.h"
#include "codes/pass.h"
#include "codes/stages.h"
#include "os/clock.h"

#define SIDE_MAX 8192
#define BUDGET_MS 30

/* In the order of what a stage wins for its time, measured over hard frames. Stages that see the whole picture again
 * stand late, because a crop costs a fifth. */
static const struct {
    const char *name;
    stage_fn *run;
    float reads, cost_ms; /* for pace_know() */
    struct recipe recipe;
} stages[] = {
    {"plain", stage_plain, 50, 5, {.engine = ENGINE_ZXING}},
    {"tiles", stage_tiles, 1, 1, {.engine = ENGINE_ZXING}},
    {"close", stage_close, 36, 7, {.engine = ENGINE_ZXING, .regions = 2, .radius = 2, .amount = 4}},
    {"close-inverted",
     stage_close,
     28,
     7,
     {.engine = ENGINE_ZXING, .regions = 2, .radius = 2, .amount = 4, .inverted = true}},
    {"grid", stage_bent, 40, 9, {.engine = ENGINE_ZXING, .regions = 2, .radius = 2, .amount = 4}},
    {"bands", stage_bands, 12, 8, {.engine = ENGINE_ZXING}},
    {"half", stage_half, 5, 5, {.engine = ENGINE_ZXING}},
    {"motion", stage_motion, 20, 10, {.engine = ENGINE_ZXING, .regions = 2, .noise = 0.02f}},
    {"close-wide", stage_close, 4, 5, {.engine = ENGINE_ZXING, .regions = 2, .radius = 4, .amount = 4}},
    {"close-zbar", stage_close, 4, 7, {.engine = ENGINE_ZBAR, .regions = 2, .radius = 2, .amount = 2}},
    {"focus", stage_focus, 8, 7, {.engine = ENGINE_ZXING, .regions = 1, .blur = 4.2f, .noise = 0.03f, .bend = true}},
    {"focus-far",
     stage_focus,
     4,
     7,
     {.engine = ENGINE_ZXING, .regions = 1, .blur = 4.6f, .noise = 0.03f, .bend = true}},
    {"focus-near", stage_focus, 3, 6, {.engine = ENGINE_ZXING, .regions = 1, .blur = 3.9f, .noise = 0.01f}},
    {"bent", stage_bent, 4, 9, {.engine = ENGINE_ZXING, .regions = 2}},
    {"dim", stage_dim, 5, 16, {.engine = ENGINE_ZXING, .regions = 2, .radius = 2, .amount = 4}},
    {"half-inverted", stage_half, 2, 5, {.engine = ENGINE_ZXING, .inverted = true}},
    {"close-plain", stage_close_plain, 1, 4, {.engine = ENGINE_ZXING, .regions = 2}},
    {"close-stretched", stage_close, 1, 4, {.engine = ENGINE_ZXING, .regions = 2}},
    {"double", stage_double, 1, 3, {.engine = ENGINE_ZXING}},
    {"bent-sharp", stage_bent, 2, 10, {.engine = ENGINE_ZXING, .regions = 1, .radius = 2, .amount = 2}},
    {"small-contrast", stage_small, 1, 5, {.engine = ENGINE_ZXING}},
    {"small-inverted", stage_small, 1, 5, {.engine = ENGINE_ZXING, .inverted = true}},
    {"small-zbar", stage_small, 1, 8, {.engine = ENGINE_ZBAR}},
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

static void run(struct pass *pass, int stage)
{
    pass->stage = stage;
    stages[stage - 1].run(pass, &stages[stage - 1].recipe);
}

/* Runs the dear stages that this frame has time for. */
static void run_paced(struct pass *pass, struct pace *pace)
{
    int stage;
    bool fresh = true;
    for (int i = pace->known; i < STAGES; i++)
        (void)pace_know(pace, stages[i].reads, stages[i].cost_ms);
    while (!pass_done(pass) && (stage = pace_next(pace, 2, pass_left_ms(pass), fresh)) > 0) {
        int64_t begin_ns = os_work_ns();
        int before = pass->count;
        run(pass, stage);
        pace_ran(pace, stage, (double)(os_work_ns() - begin_ns) / 1e6, pass->count - before);
        fresh = false;
    }
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
    run(&pass, 1);
    if (last == 1 || pass_done(&pass) || !pass_take_base(&pass))
        return pass.count;
    if (options->pace)
        run_paced(&pass, options->pace);
    else
        for (int stage = 2; stage <= last && !pass_done(&pass); stage++)
            run(&pass, stage);
    return pass.count;
}

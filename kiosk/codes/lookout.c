#include "codes/lookout.h"

#include <stddef.h>
#include <stdlib.h>

#include "codes/effort.h"
#include "codes/fusion.h"
#include "codes/glance.h"
#include "codes/pace.h"
#include "codes/stack.h"
#include "os/clock.h"

#define MOVING 10        /* one cell in so many that changed: no mean of several frames is worth a look */
#define SETTLING_MS 1000 /* after a change every frame counts for the mean; later those that are looked at */

struct lookout {
    struct reader *reader; /* owned */
    struct stack *stack;   /* owned */
    struct effort effort;
    struct glance glance;
    struct fusion fusion;
    struct pace pace;
    reader_judge *judge; /* NULL: none */
    void *judge_context;
};

struct lookout *lookout_new(void)
{
    struct lookout *l = calloc(1, sizeof *l);
    if (!l)
        return NULL;
    effort_init(&l->effort);
    glance_init(&l->glance);
    fusion_init(&l->fusion);
    pace_init(&l->pace);
    l->reader = reader_new();
    l->stack = stack_new();
    if (l->reader && l->stack)
        return l;
    lookout_free(l);
    return NULL;
}

void lookout_free(struct lookout *l)
{
    if (!l)
        return;
    reader_free(l->reader);
    stack_free(l->stack);
    free(l);
}

void lookout_afresh(struct lookout *l)
{
    glance_init(&l->glance);
}

void lookout_judge(struct lookout *l, reader_judge *judge, void *context)
{
    l->judge = judge;
    l->judge_context = context;
}

int64_t lookout_moved_ms(const struct lookout *l)
{
    return l->glance.moved_ms;
}

/* Reads the mean of several frames, while nothing moves. Its readings count as a stage behind the reader's. */
static int read_several(struct lookout *l, const struct grey *picture, bool dear, struct reading *out, int max)
{
    struct grey mean;
    if (l->glance.moved > GLANCE_ROWS * GLANCE_COLUMNS / MOVING) {
        stack_clear(l->stack);
        return 0;
    }
    if (stack_add(l->stack, picture) || !dear || !stack_picture(l->stack, &mean))
        return 0;
    const struct reader_options options = {.judge = l->judge, .judge_context = l->judge_context};
    int count = reader_read(l->reader, &mean, &options, out, max);
    for (int i = 0; i < count; i++)
        out[i].stage = reader_stage_count() + 1;
    return count;
}

/* Lets the first stage look at the parts. */
static int read_parts(struct lookout *l, const struct grey *picture, const struct glance_part *parts, int parts_count,
                      struct reading *out, int max)
{
    static const struct reader_options cheap = {.last_stage = 1};
    int count = 0;
    for (int i = 0; i < parts_count && count < max; i++) {
        const struct glance_part *part = &parts[i];
        const struct grey cut = {.pixels = picture->pixels + (ptrdiff_t)part->y * picture->stride + part->x,
                                 .width = part->width,
                                 .height = part->height,
                                 .stride = picture->stride};
        int more = reader_read(l->reader, &cut, &cheap, out + count, max - count);
        for (int k = 0; k < 4 * more; k++) {
            out[count + k / 4].corners[k % 4].x += (float)part->x;
            out[count + k / 4].corners[k % 4].y += (float)part->y;
        }
        count += more;
    }
    return count;
}

int lookout_read(struct lookout *l, const struct grey *picture, int64_t now_ms, struct reading *out, int max)
{
    struct glance_part parts[GLANCE_PARTS];
    int64_t begin_ns = os_work_ns();
    int parts_count = glance_at(&l->glance, picture, now_ms, parts);
    effort_cue(&l->effort, l->glance.busy, now_ms);
    bool dear = effort_is_worth(&l->effort, picture, now_ms);
    const struct reader_options options = {
        .judge = l->judge, .judge_context = l->judge_context, .fusion = &l->fusion, .pace = &l->pace, .now_ms = now_ms};
    if (dear && l->effort.fruitless == 0)
        pace_afresh(&l->pace);
    int count = dear ? reader_read(l->reader, picture, &options, out, max)
                     : read_parts(l, picture, parts, parts_count, out, max);
    if (count == 0 && (dear || parts_count > 0 || now_ms - l->glance.moved_ms < SETTLING_MS))
        count = read_several(l, picture, dear, out, max);
    if (count > 0)
        stack_clear(l->stack);
    int64_t took_ms = (os_work_ns() - begin_ns) / OS_MILLISECOND_NS;
    if (dear)
        effort_spent(&l->effort, took_ms, count > 0, now_ms + took_ms);
    return count;
}

#include "codes/pace.h"

#include <string.h>

#define PRIOR_TRIES 100 /* a prior counts like so many tries */
#define TRIES_MOST 400  /* older tries fade from here on */
#define LEARN 8         /* frames over which a cost is learnt */
#define FORGET 32       /* frames over which a dear one is forgotten */

void pace_init(struct pace *pace)
{
    memset(pace, 0, sizeof *pace);
}

void pace_afresh(struct pace *pace)
{
    pace->tried = 0;
}

bool pace_know(struct pace *pace, float reads, float cost_ms)
{
    if (pace->known == PACE_STAGES)
        return false;
    int stage = ++pace->known;
    pace->stages[stage].tries = PRIOR_TRIES;
    pace->stages[stage].reads = reads;
    pace->stages[stage].cost_ms = cost_ms;
    pace->stages[stage].most_ms = cost_ms;
    return true;
}

static float gain(const struct pace *pace, int stage)
{
    return pace->stages[stage].reads / pace->stages[stage].tries / (pace->stages[stage].cost_ms + 0.1f);
}

static bool is_tried(const struct pace *pace, int stage)
{
    return pace->tried >> (stage - 1) & 1;
}

int pace_next(struct pace *pace, int first, double left_ms, bool fresh)
{
    int best = 0, open = 0;
    for (int i = first; i <= pace->known; i++)
        open += !is_tried(pace, i);
    if (open == 0 && !fresh)
        return 0;
    if (open == 0)
        pace->tried = 0;
    for (int i = first; i <= pace->known; i++)
        if (!is_tried(pace, i) && (best == 0 || gain(pace, i) > gain(pace, best)) &&
            (fresh || (double)pace->stages[i].most_ms <= left_ms))
            best = i;
    return best;
}

void pace_ran(struct pace *pace, int stage, double took_ms, int reads)
{
    if (stage < 1 || stage > pace->known)
        return;
    pace->tried |= UINT32_C(1) << (stage - 1);
    float took = (float)took_ms, *tries = &pace->stages[stage].tries, *read = &pace->stages[stage].reads;
    if (*tries >= TRIES_MOST) {
        *tries /= 2;
        *read /= 2;
    }
    *tries += 1;
    *read += reads > 0 ? 1 : 0;
    pace->stages[stage].cost_ms += (took - pace->stages[stage].cost_ms) / LEARN;
    float over = took - pace->stages[stage].most_ms;
    pace->stages[stage].most_ms += over > 0 ? over : over / FORGET;
    if (reads > 0)
        pace->tried = 0;
}

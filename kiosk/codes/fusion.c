#include "codes/fusion.h"

#include <math.h>
#include <string.h>

#define SHOWN 0.5f /* evidence from which a module counts as seen */
#define GROWS 1.6f /* times as large or small at most, from frame to frame */

void fusion_init(struct fusion *fusion)
{
    memset(fusion, 0, sizeof *fusion);
}

static struct point middle(const struct point corners[4])
{
    return (struct point){(corners[0].x + corners[1].x + corners[2].x + corners[3].x) / 4,
                          (corners[0].y + corners[1].y + corners[2].y + corners[3].y) / 4};
}

static float diagonal(const struct point corners[4])
{
    return hypotf(corners[2].x - corners[0].x, corners[2].y - corners[0].y);
}

/* True for a code that may be the track's: near it and about as large. */
static bool is_near(const struct fusion_track *track, const struct point corners[4])
{
    struct point a = middle(track->corners), b = middle(corners);
    float before = diagonal(track->corners), now = diagonal(corners);
    return hypotf(a.x - b.x, a.y - b.y) < before / 2 && now < GROWS * before && before < GROWS * now;
}

static float held(float evidence)
{
    return fmaxf(-FUSION_CERTAIN, fminf(FUSION_CERTAIN, evidence));
}

/* True when both show the same code. */
static bool agrees(struct fusion *fusion, const struct evidence *sum, const struct evidence *now)
{
    symbol_patterns(now->modules, fusion->patterns);
    symbol_reserve(now->modules, fusion->patterns);
    float same = 0, all = 0;
    int shown = 0;
    for (int y = 0; y < now->modules; y++)
        for (int x = 0; x < now->modules; x++) {
            if (fusion->patterns[y][x] != 0)
                continue;
            float a = held(sum->dark[y][x]), b = held(now->dark[y][x]), weight = fminf(fabsf(a), fabsf(b));
            shown += weight >= SHOWN;
            all += weight;
            same += (a > 0) == (b > 0) ? weight : 0;
        }
    return shown >= FUSION_LEAST && same >= FUSION_AGREES * all;
}

static void begin(struct fusion_track *track, const struct evidence *evidence, int64_t now_ms)
{
    *track = (struct fusion_track){.used = true, .frames = 1, .last_ms = now_ms};
    track->sum.modules = evidence->modules;
    for (int y = 0; y < evidence->modules; y++)
        for (int x = 0; x < evidence->modules; x++)
            track->sum.dark[y][x] = held(evidence->dark[y][x]);
}

static void add(struct fusion_track *track, const struct evidence *evidence, int64_t now_ms)
{
    for (int y = 0; y < evidence->modules; y++)
        for (int x = 0; x < evidence->modules; x++)
            track->sum.dark[y][x] += held(evidence->dark[y][x]);
    track->frames++;
    track->last_ms = now_ms;
}

/* Returns the track of the code there, or the one to use for it: a free one, else the one longest unseen. */
static struct fusion_track *track_of(struct fusion *fusion, const struct point corners[4], int64_t now_ms)
{
    struct fusion_track *oldest = &fusion->tracks[0];
    for (int i = 0; i < FUSION_TRACKS; i++) {
        struct fusion_track *track = &fusion->tracks[i];
        if (track->used && now_ms - track->last_ms > FUSION_MS)
            track->used = false;
        if (track->used && is_near(track, corners))
            return track;
        if (oldest->used && (!track->used || track->last_ms < oldest->last_ms))
            oldest = track;
    }
    oldest->used = false;
    return oldest;
}

const struct evidence *fusion_add(struct fusion *fusion, const struct evidence *evidence, const struct point corners[4],
                                  int64_t now_ms)
{
    if (evidence->modules < 21 || evidence->modules > SOFT_MODULES_MAX || !(diagonal(corners) > 1))
        return NULL;
    struct fusion_track *track = track_of(fusion, corners, now_ms);
    if (track->used && track->last_ms == now_ms)
        return NULL;
    bool same = track->used && track->sum.modules == evidence->modules && agrees(fusion, &track->sum, evidence);
    if (same)
        add(track, evidence, now_ms);
    else
        begin(track, evidence, now_ms);
    memcpy(track->corners, corners, sizeof track->corners);
    return same ? &track->sum : NULL;
}

void fusion_forget(struct fusion *fusion, const struct point corners[4])
{
    for (int i = 0; i < FUSION_TRACKS; i++)
        if (fusion->tracks[i].used && is_near(&fusion->tracks[i], corners))
            fusion->tracks[i].used = false;
}

#include "plates/plate_track.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define WORDS_ALIKE 2 /* characters that may differ between two readings of one car */

void plate_tracker_init(struct plate_tracker *tracker)
{
    memset(tracker, 0, sizeof *tracker);
}

static double width_of(const struct plate_reading *r)
{
    return hypot((double)(r->corners[1].x - r->corners[0].x), (double)(r->corners[1].y - r->corners[0].y));
}

static double distance(const struct plate_reading *a, const struct plate_reading *b)
{
    double x = 0, y = 0;
    for (int i = 0; i < 4; i++) {
        x += (double)(a->corners[i].x - b->corners[i].x) / 4;
        y += (double)(a->corners[i].y - b->corners[i].y) / 4;
    }
    return hypot(x, y);
}

static bool alike(const struct plate_word *a, const struct plate_word *b)
{
    int differ = abs(a->len - b->len);
    for (size_t i = 0; i < a->len && i < b->len; i++)
        differ += a->symbols[i] != b->symbols[i];
    return differ <= WORDS_ALIKE;
}

/* Returns the car of a reading: at the same place, or with nearly the same plate elsewhere. A new car that stops where
 * the last one stood has another plate, and must not inherit its votes. */
static struct plate_track *track_of(struct plate_tracker *t, const struct plate_reading *r, int64_t now_ms)
{
    struct plate_track *free_one = NULL;
    for (size_t i = 0; i < PLATE_TRACKS_MAX; i++) {
        struct plate_track *k = &t->tracks[i];
        if (!k->car || k->gone) {
            free_one = free_one ? free_one : k;
            continue;
        }
        bool same = plate_word_same(&k->reading.word, &r->word);
        if (same || (alike(&k->reading.word, &r->word) && distance(&k->reading, r) < width_of(r)))
            return k;
    }
    if (free_one) {
        memset(free_one, 0, sizeof *free_one);
        free_one->car = ++t->cars;
        free_one->first_ms = now_ms;
    }
    return free_one;
}

/* Returns the view of a frame that sees the plate best. */
static const struct plate_posterior *best_view(const struct plate_reading *r)
{
    int best = 0;
    double most = -INFINITY;
    for (int v = 0; v < r->views.count; v++) {
        double logp = plate_word_logp(&r->views.seen[v], &r->word);
        if (logp > most) {
            most = logp;
            best = v;
        }
    }
    return &r->views.seen[best];
}

/* Keeps the views of the surest frames. */
static void vote(struct plate_track *k, const struct plate_reading *r)
{
    struct plate_views *views = &k->reading.views;
    size_t at = 0;
    if (views->count < PLATE_VIEWS_MAX) {
        at = (size_t)views->count++;
    } else {
        for (size_t i = 1; i < PLATE_VIEWS_MAX; i++)
            if (k->view_confidence[i] < k->view_confidence[at])
                at = i;
        if (k->view_confidence[at] >= r->confidence)
            return;
    }
    views->seen[at] = *best_view(r);
    k->view_confidence[at] = r->confidence;
}

void plate_tracker_see(struct plate_tracker *tracker, const struct plate_reading *readings, int count, int64_t now_ms,
                       void (*settle)(void *context, struct plate_reading *reading), void *context)
{
    for (int i = 0; i < count; i++) {
        const struct plate_reading *r = &readings[i];
        struct plate_track *k = r->views.count > 0 ? track_of(tracker, r, now_ms) : NULL;
        if (!k)
            continue;
        vote(k, r);
        memcpy(k->reading.corners, r->corners, sizeof k->reading.corners);
        if (r->colour != PLATE_COLOUR_UNKNOWN)
            k->reading.colour = r->colour;
        k->reading.word = r->word;
        settle(context, &k->reading);
        k->frames += k->last_ms != now_ms || k->frames == 0;
        k->last_ms = now_ms;
    }
}

enum plate_news plate_tracker_news(struct plate_tracker *tracker, int64_t now_ms, const struct plate_track **track)
{
    for (size_t i = 0; i < PLATE_TRACKS_MAX; i++) {
        struct plate_track *k = &tracker->tracks[i];
        *track = k;
        if (!k->car || k->gone)
            continue;
        if (now_ms - k->last_ms > PLATE_TRACK_LOST_MS) {
            k->gone = true;
            if (k->told)
                return PLATE_LEFT;
            continue;
        }
        bool changed = !plate_word_same(&k->told_word, &k->reading.word) || now_ms - k->told_ms >= PLATE_TRACK_AGAIN_MS;
        if (k->frames < PLATE_TRACK_FRAMES || k->settled || k->last_ms != now_ms || (k->told && !changed))
            continue;
        bool again = k->told;
        k->steady = again && plate_word_same(&k->told_word, &k->reading.word);
        k->told = true;
        k->told_ms = now_ms;
        k->told_word = k->reading.word;
        return again ? PLATE_REREAD : PLATE_ARRIVED;
    }
    return PLATE_NO_NEWS;
}

void plate_tracker_settle(struct plate_tracker *tracker, uint32_t car)
{
    for (size_t i = 0; i < PLATE_TRACKS_MAX; i++)
        if (tracker->tracks[i].car == car)
            tracker->tracks[i].settled = true;
}

const struct plate_track *plate_tracker_front(const struct plate_tracker *tracker)
{
    const struct plate_track *front = NULL;
    for (size_t i = 0; i < PLATE_TRACKS_MAX; i++) {
        const struct plate_track *k = &tracker->tracks[i];
        if (k->car && !k->gone && k->told && (!front || width_of(&k->reading) > width_of(&front->reading)))
            front = k;
    }
    return front;
}

#include "codes/effort.h"

#include <stdlib.h>
#include <string.h>

#define STEP 4          /* every fourth pixel of every fourth row tells enough */
#define MEAN_CHANGE 8   /* grey levels: above the flicker of a lamp */
#define EDGE_CHANGE 2   /* of the mean step between neighbours: a code coming into focus */
#define CELLS_CHANGED 3 /* one cell alone is noise */
#define BUSY_MORE 8     /* cells like code, and one in BUSY_SHARE of the usual number: something came into view */
#define BUSY_SHARE 4
#define BUSY_UNIT 8 /* frames after which one cell is forgotten */
#define PATIENCE 6  /* dear frames without a code before the pauses grow */

void effort_init(struct effort *effort)
{
    memset(effort, 0, sizeof *effort);
}

static void measure_cell(const struct grey *p, int left, int top, int width, int height, uint8_t *mean, uint8_t *edge)
{
    unsigned sum = 0, steps = 0, count = 0;
    for (int y = top; y < top + height; y += STEP) {
        const uint8_t *row = p->pixels + (size_t)y * (size_t)p->stride;
        for (int x = left; x + 1 < left + width; x += STEP) {
            sum += row[x];
            steps += (unsigned)abs(row[x + 1] - row[x]);
            count++;
        }
    }
    *mean = count ? (uint8_t)(sum / count) : 0;
    *edge = count ? (uint8_t)(steps / count) : 0;
}

/* Returns how many cells differ from those remembered; now gets the new ones. */
static int changed_cells(const struct effort *effort, const struct grey *picture, struct effort *now)
{
    int changed = 0, width = picture->width / EFFORT_COLUMNS, height = picture->height / EFFORT_ROWS;
    for (int r = 0; r < EFFORT_ROWS; r++) {
        for (int c = 0; c < EFFORT_COLUMNS; c++) {
            uint8_t mean, edge;
            measure_cell(picture, c * width, r * height, width, height, &mean, &edge);
            int rough = edge / 3; /* snow on a screen and leaves in the wind waver more */
            changed += abs(mean - effort->cells[r][c].mean) > MEAN_CHANGE + rough ||
                       abs(edge - effort->cells[r][c].edge) > EDGE_CHANGE + rough;
            now->cells[r][c].mean = mean;
            now->cells[r][c].edge = edge;
        }
    }
    return changed;
}

void effort_cue(struct effort *effort, int busy, int64_t now_ms)
{
    int usual = effort->busy / BUSY_UNIT;
    if (busy >= usual + BUSY_MORE + usual / BUSY_SHARE) {
        if (effort->fruitless > PATIENCE && effort->rest_until_ms > now_ms)
            effort->rest_until_ms = now_ms;
        effort->fruitless = 0;
        effort->busy = busy * BUSY_UNIT;
    } else if (busy < usual) {
        effort->busy--; /* what was in view has gone; forget it slowly */
    }
}

bool effort_is_worth(struct effort *effort, const struct grey *picture, int64_t now_ms)
{
    struct effort now = *effort;
    if (!effort->any || changed_cells(effort, picture, &now) >= CELLS_CHANGED) {
        if (!effort->any)
            (void)changed_cells(effort, picture, &now);
        now.any = true;
        now.tries = EFFORT_TRIES;
        now.still_since_ms = now_ms;
        now.still_ms = EFFORT_STILL_MS;
        *effort = now;
    } else if (effort->tries == 0 && now_ms - effort->still_since_ms >= effort->still_ms) {
        effort->tries = 1;
        effort->still_since_ms = now_ms;
        effort->still_ms = 2 * effort->still_ms < EFFORT_STILL_MOST_MS ? 2 * effort->still_ms : EFFORT_STILL_MOST_MS;
    }
    return effort->tries > 0 && now_ms >= effort->rest_until_ms;
}

/* Returns how many times as long as a dear frame the pause after it is. */
static int rest_of(const struct effort *effort)
{
    int rest = EFFORT_REST + (effort->fruitless > PATIENCE ? effort->fruitless - PATIENCE : 0);
    return rest < EFFORT_REST_MOST ? rest : EFFORT_REST_MOST;
}

void effort_spent(struct effort *effort, int64_t took_ms, bool read, int64_t now_ms)
{
    effort->tries = read ? 0 : effort->tries > 0 ? effort->tries - 1 : 0;
    effort->fruitless = read ? 0 : effort->fruitless + 1;
    effort->rest_until_ms = read ? now_ms : now_ms + rest_of(effort) * took_ms;
}

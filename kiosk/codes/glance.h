/* Where the first stage looks in a frame of a live camera: at the parts that changed and may hold code, at the whole
 * picture now and then, else nowhere. Pure: pictures and times come in. The picture is a grid of cells, each with its
 * brightness and sharpness. A cell is fresh when it differs from what was last looked at there. Lamps that flicker and
 * a camera that sets its exposure shift whole rows of cells: such a shift does not count. A cell is busy when it has
 * edges both across and down, as code has, over the noise of the picture. */
#ifndef GH_KIOSK_CODES_GLANCE_H
#define GH_KIOSK_CODES_GLANCE_H

#include <stdbool.h>

#include "codes/picture.h"

#define GLANCE_COLUMNS 40
#define GLANCE_ROWS 24
#define GLANCE_PARTS 4
#define GLANCE_FRESH_MS 300 /* a cell that changed is looked at in every frame for so long */
#define GLANCE_WHOLE_MS 200 /* from one look at the whole picture to the next */
#define GLANCE_STILL_MS 500 /* the same, once nothing has changed for GLANCE_CALM_MS */
#define GLANCE_CALM_MS 2000
#define GLANCE_SMALL 360 /* pixels a side: smaller pictures are always looked at as a whole */

struct glance_cell {
    uint8_t mean;         /* grey levels */
    uint8_t across, down; /* mean step from pixel to pixel and line to line, in quarters of a grey level */
};

struct glance {
    struct glance_cell seen[GLANCE_ROWS][GLANCE_COLUMNS];
    int64_t changed_ms[GLANCE_ROWS][GLANCE_COLUMNS];
    int width, height; /* of the newest picture; 0: none */
    int64_t whole_ms;  /* the last look at the whole */
    int64_t moved_ms;  /* the last change of several cells */
    int moved;         /* cells of the newest picture that changed */
    int busy;          /* cells of the newest picture that may hold code */
    int noise;         /* of the pictures, in 64ths of a grey level */
};

struct glance_part {
    int x, y, width, height; /* pixels */
};

/* Begins: the next picture is looked at as a whole. */
void glance_init(struct glance *glance);
/* Fills in the parts of this picture to look at; returns how many, 0 for none. now_ms: any monotonic clock. */
int glance_at(struct glance *glance, const struct grey *picture, int64_t now_ms, struct glance_part out[GLANCE_PARTS]);

#endif

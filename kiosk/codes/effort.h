/* How much work a frame deserves: stage 1 always, the dearer stages only while something in the picture changed and
 * stayed unread. Pure: pictures and times come in. A small signature of the picture (brightness and sharpness of a grid
 * of cells) shows change, also a code that comes into focus. Each change earns a few dear tries, a still picture one
 * now and then. Dear work takes at most a quarter of the time, and less the longer it has read nothing, so that a crowd
 * walking by does not heat the booth. */
#ifndef GH_KIOSK_CODES_EFFORT_H
#define GH_KIOSK_CODES_EFFORT_H

#include <stdbool.h>

#include "codes/picture.h"

#define EFFORT_COLUMNS 32
#define EFFORT_ROWS 18
#define EFFORT_TRIES 6      /* dear frames after a change: noise and hands differ from frame to frame */
#define EFFORT_STILL_MS 700 /* a still picture gets another dear try after so long, then after twice as long ... */
#define EFFORT_STILL_MOST_MS 5600 /* ... up to this */
#define EFFORT_REST 3             /* times as long as a dear frame took: the pause after it */
#define EFFORT_REST_MOST 15       /* the same, after many dear frames in a row that read nothing */

struct effort {
    struct {
        uint8_t mean, edge;
    } cells[EFFORT_ROWS][EFFORT_COLUMNS]; /* of the picture that has earned the tries */
    bool any;
    int tries;
    int64_t rest_until_ms, still_since_ms, still_ms;
    int fruitless; /* dear frames since something like code came into view, or a code was read */
    int busy;      /* cells like code that are in view: the usual number, in eighths */
};

/* Begins: the first picture counts as a change. */
void effort_init(struct effort *effort);
/* Takes the number of the picture's cells that look like code. More than usual end the pauses that grew. */
void effort_cue(struct effort *effort, int busy, int64_t now_ms);
/* True when the dear stages may run on this frame. now_ms: any monotonic clock. */
bool effort_is_worth(struct effort *effort, const struct grey *picture, int64_t now_ms);
/* Notes a frame with dear stages: how long it took, and whether a code was read. */
void effort_spent(struct effort *effort, int64_t took_ms, bool read, int64_t now_ms);

#endif

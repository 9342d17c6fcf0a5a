/* Shares a live camera's dear stages among its frames: a frame has time for a few, the next one goes on with the
 * others. Pure: costs come in. The stage that wins most for its time goes first, by what it cost and read on earlier
 * frames. A stage that does not fit into what is left of a frame waits for the next one. */
#ifndef GH_KIOSK_CODES_PACE_H
#define GH_KIOSK_CODES_PACE_H

#include <stdbool.h>
#include <stdint.h>

#define PACE_STAGES 32

struct pace {
    uint32_t tried; /* in this round, a bit a stage */
    int known;      /* stages with a record */
    struct {
        float tries, reads; /* fading */
        float cost_ms;      /* usual */
        float most_ms;      /* of the dear ones among the last tries */
    } stages[PACE_STAGES + 1];
};

/* Begins without a record. */
void pace_init(struct pace *pace);
/* Begins a new round: something came into view, and the best stage is to see it first. */
void pace_afresh(struct pace *pace);
/* Takes what is known of the next stage before the first frame. reads: of 100 tries on frames that the stages before it
 * left unread. cost_ms: of a desktop core; what the machine really takes is learnt. False where there is no room. */
bool pace_know(struct pace *pace, float reads, float cost_ms);
/* Returns the stage from first on to try next, 0 for none that fits. left_ms: of the frame's work; fresh: nothing dear
 * ran on this frame yet, so the best stage runs even where it costs more than a frame has. A round that is over begins
 * again with a fresh frame. */
int pace_next(struct pace *pace, int first, double left_ms, bool fresh);
/* Notes a stage that ran. reads: how many codes it found. */
void pace_ran(struct pace *pace, int stage, double took_ms, int reads);

#endif

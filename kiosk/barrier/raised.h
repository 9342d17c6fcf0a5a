/* How raising a barrier ended. */
#ifndef GH_KIOSK_BARRIER_RAISED_H
#define GH_KIOSK_BARRIER_RAISED_H

enum raised {
    RAISED_WELL = 0,
    RAISED_RECORDED,  /* written down only: no barrier is connected */
    RAISED_HELD_SHUT, /* the interlock is active */
    RAISED_NOT_THERE, /* no such chip, line or program */
    RAISED_FAILED
};

#endif

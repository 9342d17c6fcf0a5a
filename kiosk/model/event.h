/* All that changes the screen's state: actions, the desk, devices, time. */
#ifndef GH_KIOSK_MODEL_EVENT_H
#define GH_KIOSK_MODEL_EVENT_H

#include "barrier/raised.h"
#include "model/action.h"
#include "model/state.h"

enum model_event_kind {
    EVENT_ACTION = 1,
    EVENT_DESK,
    EVENT_TIMER,
    EVENT_CAMERA,
    EVENT_DIAGNOSTICS,
    EVENT_SYNC,
    EVENT_IME,
    EVENT_PHOTO,
    EVENT_PRINTED,
    EVENT_RAISED,
    EVENT_CAR
};

struct model_event {
    enum model_event_kind kind;
    int64_t mono_ms; /* CLOCK_MONOTONIC of every event */
    union {
        struct model_action action;
        const struct desk_event *desk; /* borrowed for the call */
        struct {
            enum model_camera camera, lane_camera;
        };
        const struct model_diagnostics *diagnostics; /* borrowed for the call */
        const struct ime_state *ime;                 /* borrowed for the call */
        const struct sync_status *sync;              /* borrowed for the call; NULL: the daemon is not there */
        bool photo;                                  /* what EFFECT_PHOTO came to */
        enum printed printed;                        /* what EFFECT_PRINT came to */
        struct model_car car;
        enum raised raised; /* what became of raising the barrier */
    };
};

#endif

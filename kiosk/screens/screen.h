/* What a screen is: one file that exports one const descriptor. A screen draws from the model and reports what the
 * person wants; it touches no store, thread, clock or file. */
#ifndef GH_SCREENS_SCREEN_H
#define GH_SCREENS_SCREEN_H

#include "ui/ui.h"
#include "ui/ui_model.h"

#define SCREEN_STATE_MAX 1024

/* What the person did in this frame; at most one thing. action is UI_ACTION_NONE (0) when nothing. */
struct screen_event {
    enum ui_action action;
    int64_t argument; /* meaning by action; see ui_model.h */
    char text[64];    /* typed text, where the action has one */
};

struct screen {
    const char *name;  /* stable: "scan"; names pictures and tests */
    size_t state_size; /* of the screen's own state: typed text, tick marks; at most SCREEN_STATE_MAX */
    /* state is zeroed by the caller when the screen is entered anew, and kept when it is come back to. May be NULL. */
    void (*enter)(void *state, const struct ui_model *model);
    /* Between ui_begin and ui_end. */
    void (*draw)(struct ui *ui, const struct ui_model *model, void *state, struct screen_event *event);
    /* Wipes what is personal in the state. May be NULL. */
    void (*leave)(void *state);
    /* The colour of the whole screen. May be NULL: paper. */
    enum ui_colour (*base)(const struct ui_model *model);
};

#endif

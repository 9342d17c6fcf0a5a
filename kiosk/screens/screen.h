/* A screen: one file that exports one const descriptor. It draws the model and reports an action. It touches no
 * store, thread, clock or file, and keeps no state: typed text lives in the model. */
#ifndef GH_SCREENS_SCREEN_H
#define GH_SCREENS_SCREEN_H

#include "model/model.h"
#include "ui/ui.h"

struct screen {
    enum model_page page;
    const char *name; /* stable: "scan"; names pictures and tests */
    /* Called between ui_begin() and ui_end(). *action is ACTION_NOTHING before, and what the person did in this
     * frame after. */
    void (*draw)(struct ui *ui, const struct model *model, const struct frame *picture, struct model_action *action);
    /* Returns the colour of the whole screen, for ui_begin(). NULL: paper. */
    enum theme_colour (*base)(const struct model *model);
};

#endif

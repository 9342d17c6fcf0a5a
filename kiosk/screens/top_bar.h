/* The bar on top of every screen: place, direction, age of the list, what waits, time. */
#ifndef GH_SCREENS_TOP_BAR_H
#define GH_SCREENS_TOP_BAR_H

#include "screens/screen.h"

#define TOP_BAR_HEIGHT 72

struct top_bar_look {
    enum theme_colour face, ink;
    bool still;   /* no touch targets: on a verdict, where the hand rests */
    bool visitor; /* the visitor's side: place and time only */
};

/* The look on paper. */
extern const struct top_bar_look top_bar_plain;

/* Draws the bar and returns what is left of the screen below it. */
struct ui_rect top_bar(struct ui *ui, const struct model *model, const struct top_bar_look *look,
                       struct model_action *action);

#endif

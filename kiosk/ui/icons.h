/* The icons as strokes; mask.c explains the letters. */
#ifndef GH_UI_ICONS_H
#define GH_UI_ICONS_H

#include "ui/ui.h"

/* Returns the strokes of an icon on a 100 x 100 grid. */
const char *icon_strokes(enum ui_icon icon);

#endif

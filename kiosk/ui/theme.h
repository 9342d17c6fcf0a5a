/* The colours of the screens as a table: one line a use, one column a theme. Contrast of every pair is tested. */
#ifndef GH_UI_THEME_H
#define GH_UI_THEME_H

#include <stdint.h>

enum ui_theme { UI_DAY = 0, UI_NIGHT, UI_THEME_COUNT };

enum ui_colour {
    UI_THEME_DEFAULT = 0, /* "the widget's own" where a colour can be left out */
    UI_PAPER,
    UI_CARD,
    UI_INK,      /* text on paper and card */
    UI_INK_SOFT, /* quiet text on paper and card */
    UI_LINE,
    UI_BRAND,
    UI_BRAND_DEEP, /* the bar */
    UI_ON_BRAND,   /* text on both */
    UI_FOCUS,
    UI_GO, /* let in */
    UI_GO_DEEP,
    UI_ON_GO,
    UI_GO_SOFT,
    UI_GO_INK, /* the go colour as text on paper and card */
    UI_CHECK,  /* the guard checks */
    UI_CHECK_DEEP,
    UI_ON_CHECK,
    UI_CHECK_SOFT,
    UI_STOP, /* do not let in */
    UI_STOP_DEEP,
    UI_ON_STOP,
    UI_STOP_SOFT,
    UI_STOP_INK,
    UI_KEY_FACE,
    UI_KEY_DOWN,
    UI_CAMERA_DARK, /* the camera's empty surface */
    UI_ON_CAMERA,
    UI_SCRIM,     /* translucent: behind dialogs */
    UI_SHADE,     /* translucent: behind text on the camera picture */
    UI_GLASS,     /* translucent white: pills on the bar */
    UI_GLASS_INK, /* translucent: lines on a full-bleed colour */
    UI_DOT_GREEN,
    UI_DOT_AMBER,
    UI_DOT_RED,
    UI_COLOUR_COUNT
};

/* 0xAARRGGBB. */
uint32_t theme_colour(enum ui_theme theme, enum ui_colour colour);
/* WCAG 2 contrast of two opaque colours, 1 to 21. */
double theme_contrast(uint32_t a, uint32_t b);
/* over drawn onto an opaque colour; the result is opaque. */
uint32_t theme_over(uint32_t over, uint32_t under);

#endif

/* The colours of the screens as a table: one line a use, one column a theme. Contrast of every pair is tested. */
#ifndef GH_UI_THEME_H
#define GH_UI_THEME_H

#include <stdint.h>

#include "ui/choice.h"

enum theme_colour {
    THEME_DEFAULT = 0, /* "the widget's own" where a colour can be left out */
    THEME_PAPER,
    THEME_CARD,
    THEME_INK,      /* text on paper and card */
    THEME_INK_SOFT, /* quiet text on paper and card */
    THEME_LINE,
    THEME_BRAND,
    THEME_BRAND_DEEP, /* the bar */
    THEME_BRAND_INK,  /* the brand as a line or a mark on paper and card */
    THEME_ON_BRAND,   /* text on both */
    THEME_FOCUS,
    THEME_GO, /* let in */
    THEME_GO_DEEP,
    THEME_ON_GO,
    THEME_GO_SOFT,
    THEME_GO_INK, /* the go colour as text on paper and card */
    THEME_CHECK,  /* the guard checks */
    THEME_CHECK_DEEP,
    THEME_ON_CHECK,
    THEME_CHECK_SOFT,
    THEME_STOP, /* do not let in */
    THEME_STOP_DEEP,
    THEME_ON_STOP,
    THEME_STOP_SOFT,
    THEME_STOP_INK,
    THEME_PLATE_BLUE,  /* plates of seven characters */
    THEME_PLATE_GREEN, /* of eight: new energy */
    THEME_ON_PLATE_BLUE,
    THEME_ON_PLATE_GREEN,
    THEME_KEY_FACE,
    THEME_KEY_DOWN,
    THEME_CAMERA_DARK, /* the camera's empty surface */
    THEME_ON_CAMERA,
    THEME_SCRIM,     /* translucent: behind dialogs */
    THEME_SHADE,     /* translucent: behind text on the camera picture */
    THEME_GLASS,     /* translucent white: pills on the bar */
    THEME_GLASS_INK, /* translucent: lines on a full-bleed colour */
    THEME_DOT_GREEN,
    THEME_DOT_AMBER,
    THEME_DOT_RED,
    THEME_CODE_LIGHT, /* of a QR code, whatever the theme */
    THEME_CODE_DARK,
    THEME_COLOUR_COUNT
};

/* 0xAARRGGBB. */
uint32_t theme_colour(enum ui_theme theme, enum theme_colour colour);
/* WCAG 2 contrast of two opaque colours, 1 to 21. */
double theme_contrast(uint32_t a, uint32_t b);
/* over drawn onto an opaque colour; the result is opaque. */
uint32_t theme_over(uint32_t over, uint32_t under);

#endif

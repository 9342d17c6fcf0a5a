/* How the screens look: the sizes of type, the gaps, and the colours as a table with one line a use and one column a
 * theme. The contrast of every pair is tested. */
#ifndef GH_UI_THEME_H
#define GH_UI_THEME_H

#include <stdint.h>

#include "ui/choice.h"

/* Sizes of type in design units. A text that does not fit steps down this scale, never between. */
enum {
    TYPE_NOTE = 20, /* the smallest: second lines, the other language */
    TYPE_SMALL = 24,
    TYPE_BODY = 28, /* sentences, buttons */
    TYPE_LABEL = 34,
    TYPE_TITLE = 44,
    TYPE_FIGURE = 56, /* numbers and names to compare */
    TYPE_WORD = 84,   /* a verdict where there is little room */
    TYPE_SIGN = 108   /* a verdict that is read from three metres */
};

/* Gaps in design units. Touch targets are at least GAP_CLOSE apart. */
enum { GAP_HAIR = 4, GAP_TIGHT = 8, GAP_CLOSE = 12, GAP = 20, GAP_WIDE = 28 };

/* Heights of what is touched, and radii of corners. */
enum { CONTROL_LOW = 72, CONTROL = 88, CONTROL_TALL = 112 };
enum { RADIUS = 14, RADIUS_CARD = 20 };

/* Returns the next smaller size of type; TYPE_NOTE for the smallest. */
int theme_smaller(int size);
/* Returns the size of the other language below or beside a text of this size: two steps smaller. */
int theme_second(int size);

enum theme_colour {
    THEME_DEFAULT = 0, /* "the widget's own" where a colour can be left out */
    THEME_PAPER,
    THEME_CARD,
    THEME_INK,        /* text on paper and card */
    THEME_INK_SOFT,   /* quiet text on paper and card */
    THEME_LINE,       /* between rows */
    THEME_EDGE,       /* around controls: 3:1 on paper and card */
    THEME_LIGHT_EDGE, /* around a light control on a full-bleed colour */
    THEME_BRAND,
    THEME_BRAND_DEEP, /* the bar */
    THEME_BRAND_INK,  /* the brand as a line or a mark on paper and card */
    THEME_ON_BRAND,   /* text on both */
    THEME_BRAND_EDGE, /* around a control in the brand's colour: by night lighter than the face */
    THEME_FOCUS,
    THEME_GO, /* let in */
    THEME_GO_DEEP,
    THEME_ON_GO,
    THEME_GO_SOFT,
    THEME_GO_INK, /* the go colour as text on paper and card */
    THEME_GO_EDGE,
    THEME_CHECK, /* the guard checks */
    THEME_CHECK_DEEP,
    THEME_ON_CHECK,
    THEME_CHECK_SOFT,
    THEME_STOP, /* do not let in */
    THEME_STOP_DEEP,
    THEME_ON_STOP,
    THEME_STOP_SOFT,
    THEME_STOP_INK,
    THEME_STOP_EDGE,
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

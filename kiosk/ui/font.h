/* Fonts: mapped from the disk, or the letters of a table. */
#ifndef GH_UI_FONT_H
#define GH_UI_FONT_H

#include "ui/ui.h"
#include <SDL.h>
#include <SDL_ttf.h>

struct fonts {
    TTF_Font *face[2]; /* by enum ui_weight */
    void *mapped[2];
    size_t mapped_len[2];
    int size[2];
    enum ui_fonts found;
};

/* Finds and maps the best fonts: in dir first, then (unless only_dir) in the usual places. fonts->found says how good
 * they are; without any the table of letters is used. */
void fonts_open(struct fonts *fonts, const char *dir, bool only_dir);
void fonts_close(struct fonts *fonts);
/* Returns the width in pixels of the first len bytes. */
int fonts_width(struct fonts *fonts, enum ui_weight weight, int pixels, const char *text, size_t len);
/* Returns the text white on transparent; NULL without memory. */
SDL_Surface *fonts_render(struct fonts *fonts, enum ui_weight weight, int pixels, const char *text, size_t len);
/* Returns the distance in pixels from the top of a rendered line to the middle of its characters. */
int fonts_middle(struct fonts *fonts, enum ui_weight weight, int pixels);

#endif

/* A plate in its own colours. */
#ifndef GH_KIOSK_SCREENS_PLATE_LABEL_H
#define GH_KIOSK_SCREENS_PLATE_LABEL_H

#include "ui/ui.h"

#define PLATE_LABEL_HEIGHT 96

/* Draws a plate, written with its dot, at the left of r, PLATE_LABEL_HEIGHT high; returns its width. */
int plate_label(struct ui *ui, struct ui_rect r, const char *plate);
int plate_label_width(struct ui *ui, int most, const char *plate);
/* Draws a plate that fills r. */
void plate_label_large(struct ui *ui, struct ui_rect r, const char *plate);

#endif

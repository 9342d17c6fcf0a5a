/* The vehicle lane as its camera sees it, the plate of the car in front framed. */
#ifndef GH_KIOSK_SCREENS_LANE_PICTURE_H
#define GH_KIOSK_SCREENS_LANE_PICTURE_H

#include "model/model.h"
#include "ui/ui.h"

/* picture: fills r, what is too much of it is cut. car: as its place was last seen; nothing is framed without one. */
void lane_picture(struct ui *ui, struct ui_rect r, const struct model_car *car, const struct frame *picture);

#endif

/* The picture of the vehicle lane, with a frame around the plate of the car in front. */
#ifndef GH_KIOSK_SCREENS_LANE_PICTURE_H
#define GH_KIOSK_SCREENS_LANE_PICTURE_H

#include "model/model.h"
#include "ui/ui.h"

/* Draws the picture, which fills r and is cropped. car: its plate gets a frame where it was last seen. */
void lane_picture(struct ui *ui, struct ui_rect r, const struct model_car *car, const struct frame *picture);

#endif

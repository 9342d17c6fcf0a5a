/* The countries of mobile numbers: the key beside the number, and the list that it opens. */
#ifndef GH_SCREENS_WALK_UP_COUNTRIES_H
#define GH_SCREENS_WALK_UP_COUNTRIES_H

#include "screens/screen.h"

/* Draws the key that names the country of the number that is typed, and opens the list. */
void walk_up_country_key(struct ui *ui, struct ui_rect r, const struct model *model, struct model_action *action);
/* Draws the list. */
void walk_up_draw_countries(struct ui *ui, struct ui_rect r, const struct model *model, struct model_action *action);

#endif

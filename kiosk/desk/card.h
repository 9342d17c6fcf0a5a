/* What the screen may see of one pass, its names opened while a guard is signed in. */
#ifndef GH_KIOSK_DESK_CARD_H
#define GH_KIOSK_DESK_CARD_H

#include "desk/desk.h"

/* Opens a row's display field. False while nobody is signed in, at an unattended booth, or on any failure. */
bool desk_open_display(const struct desk *desk, const struct replica_pass *row, struct display *out);
/* Fills in the card of a row; personal only where desk_open_display() is true. */
void desk_fill_card(const struct desk *desk, const struct replica_pass *row, struct pass_card *out);

#endif

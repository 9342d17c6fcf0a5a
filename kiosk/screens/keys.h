/* Keyboards of a few dozen characters, drawn over an area: plates, short numbers, one-time codes. */
#ifndef GH_SCREENS_KEYS_H
#define GH_SCREENS_KEYS_H

#include "screens/screen.h"

struct keyboard {
    const char *id;
    const char *const *characters;
    int count, columns;
};

/* The alphabet of short numbers and one-time codes: nothing that sounds or looks like another. */
extern const struct keyboard keyboard_number;
/* Plates: the signs of the provinces, and what can follow one. */
extern const struct keyboard keyboard_province, keyboard_plate;

/* The keys in rows, and the backspace key as the last one; what was typed on a real keyboard counts too. */
void keys_draw(struct ui *ui, struct ui_rect r, const struct keyboard *keyboard, struct model_action *action);

#endif

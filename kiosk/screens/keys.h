/* Keyboards of a few dozen characters: plates, short numbers, one-time codes. */
#ifndef GH_SCREENS_KEYS_H
#define GH_SCREENS_KEYS_H

#include "screens/screen.h"

struct keyboard {
    const char *id;
    const char *const *characters;
    int count, columns;
};

/* The alphabet of short numbers and one-time codes, without characters that sound or look alike. */
extern const struct keyboard keyboard_number;
/* Plates: the characters of the provinces, and those that can follow one. */
extern const struct keyboard keyboard_province, keyboard_plate;
/* Returns the one for the next character of a plate: provinces at its beginning and after WJ. */
const struct keyboard *keyboard_of_plate(const char *typed);

/* Draws the keys in rows, the backspace key last. Takes what is typed on a real keyboard too. */
void keys_draw(struct ui *ui, struct ui_rect r, const struct keyboard *keyboard, struct model_action *action);

#endif

/* What is wrong with the booth, as a card that says what to do and which number to call; on the screens that wait
 * for a code.
 */
#ifndef GH_SCREENS_NOTICE_H
#define GH_SCREENS_NOTICE_H

#include "screens/screen.h"

#define NOTICE_HEIGHT 112

/* msgids; worst first. */
struct notice {
    enum ui_dot state;
    const char *headline, *next_step;
};

/* Fills at most max notices; returns how many there are. */
size_t notice_list(const struct ui *ui, const struct model *model, struct notice *out, size_t max);
void notice_draw(struct ui *ui, struct ui_rect r, const struct model *model, const struct notice *notice);

#endif

/* Faults of the booth, as cards that say what to do and which number to call. The screens that wait for a code show
 * them. */
#ifndef GH_SCREENS_NOTICE_H
#define GH_SCREENS_NOTICE_H

#include "screens/screen.h"

#define NOTICE_HEIGHT 112

/* msgids; worst first. */
struct notice {
    enum ui_dot state;
    const char *headline, *next_step;
};

/* Writes at most max notices, worst first, and returns their number. */
size_t notice_list(const struct ui *ui, const struct model *model, struct notice *out, size_t max);
void notice_draw(struct ui *ui, struct ui_rect r, const struct model *model, const struct notice *notice);

#endif

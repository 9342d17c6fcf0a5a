/* One entry of the log, as the list and the entry's page draw it. */
#ifndef GH_SCREENS_ENTRY_ROW_H
#define GH_SCREENS_ENTRY_ROW_H

#include "screens/screen.h"

struct entry_look {
    enum ui_icon icon;
    enum theme_colour disc, ink;
};

/* Returns shape and colour of what happened: by kind first, then by the verdict's colour. */
struct entry_look entry_look_of(const struct log_row *row);
/* Returns the msgid of what happened: "Admit", "Refused", "Override", ... */
const char *entry_event(const struct log_row *row);
void entry_row_draw(struct ui *ui, struct ui_rect r, const struct model *model, const struct log_row *row);

#endif

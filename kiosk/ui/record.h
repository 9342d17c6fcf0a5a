/* The record of what was drawn, for tests: texts and targets, with the colour under them. */
#ifndef GH_UI_RECORD_H
#define GH_UI_RECORD_H

#include "ui/ui_state.h"

/* Says that a colour, or the camera's picture, covers r from now on. */
void ui_put_ground(struct ui *ui, struct ui_rect r, uint32_t argb);
void ui_put_camera_ground(struct ui *ui, struct ui_rect r);
/* Records the edge of a control before it is drawn: its face or its line, whichever stands out more from what is around
 * it. THEME_DEFAULT: it has none. */
void ui_record_edge(struct ui *ui, struct ui_rect r, const char *id, enum theme_colour face, enum theme_colour line,
                    bool off);
/* Records a text, a target or an icon. cut: not all of the text was drawn; off: it takes no touch. Does nothing unless
 * ui_inspect() is on. */
void ui_record(struct ui *ui, enum ui_drawn_kind kind, struct ui_rect r, const char *id, struct ui_style style,
               bool cut, bool off);

#endif

/* Checks that hold for every screen, on the record of what was drawn. */
#ifndef GH_TESTS_SCREENS_LAYOUT_H
#define GH_TESTS_SCREENS_LAYOUT_H

#include "ui/ui.h"

/* Prints each fault with its place; returns how many there are. where: for the message. */
unsigned layout_check(struct ui *ui, const char *where);

#endif

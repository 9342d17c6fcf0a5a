/* The screens, each in the file of its name. */
#ifndef GH_SCREENS_SCREENS_H
#define GH_SCREENS_SCREENS_H

#include "screens/screen.h"

extern const struct screen screen_scan;
extern const struct screen screen_verdict;
extern const struct screen screen_self_scan;

#endif

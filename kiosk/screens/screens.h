/* The screens, each in the file of its name. */
#ifndef GH_SCREENS_SCREENS_H
#define GH_SCREENS_SCREENS_H

#include "screens/screen.h"

extern const struct screen screen_scan;
extern const struct screen screen_verdict;
extern const struct screen screen_self_scan;
extern const struct screen screen_sign_in;
extern const struct screen screen_lookup;
extern const struct screen screen_override;
extern const struct screen screen_log;
extern const struct screen screen_entry;
extern const struct screen screen_settings;
extern const struct screen screen_diagnostics;
extern const struct screen screen_walk_up;
extern const struct screen screen_walk_ups;
extern const struct screen screen_emergency;
extern const struct screen screen_roll_call;
extern const struct screen screen_sync;

#endif

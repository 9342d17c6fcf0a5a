/* The state of a camera, for the screen and, each time that it changes, for the log. */
#ifndef GH_KIOSK_CAMERA_WATCH_H
#define GH_KIOSK_CAMERA_WATCH_H

#include "capture/source.h"
#include "model/model.h"
#include "os/log.h"

struct camera_watch {
    enum source_state last; /* zeroed: starting */
};

/* Returns the camera's state for the screen, and logs a change. name: which camera, a word for the log. */
enum model_camera camera_watch(struct camera_watch *watch, const char *name, const struct source_status *now,
                               const struct os_log *log);

/* Fills in what the diagnostics page says about the camera. */
void camera_describe(const struct source_status *now, struct model_diagnostics *out);

#endif

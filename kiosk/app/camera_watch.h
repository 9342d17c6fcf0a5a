/* What has become of a camera, for the screen and, each time that it changes, for the log of the person on call. */
#ifndef GH_KIOSK_CAMERA_WATCH_H
#define GH_KIOSK_CAMERA_WATCH_H

#include "capture/source.h"
#include "model/model.h"
#include "os/log.h"

struct camera_watch {
    enum source_state last; /* zeroed: starting */
};

/* name: which camera, a word of ours. */
enum model_camera camera_watch(struct camera_watch *watch, const char *name, const struct source_status *now,
                               const struct os_log *log);

/* What the diagnostics page says of it. */
void camera_describe(const struct source_status *now, struct model_diagnostics *out);

#endif

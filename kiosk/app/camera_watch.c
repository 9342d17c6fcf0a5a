#include "app/camera_watch.h"

#include <stdio.h>

static void tell(const char *name, const struct source_status *now, const struct os_log *log)
{
    if (now->state == SOURCE_LOST)
        OS_LOG(log, OS_LOG_WARNING, "camera-lost", os_log_word("camera", name),
               os_log_unsigned("restarts", now->restarts), os_log_system_message("why", now->message));
    else if (now->state == SOURCE_LIVE)
        OS_LOG(log, OS_LOG_NOTICE, "camera-live", os_log_word("camera", name), os_log_integer("width", now->width),
               os_log_integer("height", now->height), os_log_unsigned("restarts", now->restarts));
    else if (now->state == SOURCE_ENDED)
        OS_LOG(log, OS_LOG_NOTICE, "camera-ended", os_log_word("camera", name));
}

enum model_camera camera_watch(struct camera_watch *watch, const char *name, const struct source_status *now,
                               const struct os_log *log)
{
    static const enum model_camera states[] = {[SOURCE_STARTING] = CAMERA_STARTING,
                                               [SOURCE_LIVE] = CAMERA_LIVE,
                                               [SOURCE_LOST] = CAMERA_LOST,
                                               [SOURCE_ENDED] = CAMERA_ENDED};
    if (now->state != watch->last)
        tell(name, now, log);
    watch->last = now->state;
    return states[now->state];
}

void camera_describe(const struct source_status *now, struct model_diagnostics *out)
{
    out->camera_width = now->width;
    out->camera_height = now->height;
    out->camera_fps = now->frames_per_second;
    out->camera_frames = now->frames;
    out->camera_restarts = now->restarts;
    snprintf(out->camera_message, sizeof out->camera_message, "%s", now->message);
}

/* The policy asks for pictures of vehicles that were overridden, and of those that nobody expected. */
#include <stdlib.h>

#include <sodium.h>

#include "app/car_picture.h"
#include "app/lane.h"
#include "capture/frame_jpeg.h"
#include "wire/car_picture.h"

enum { SIDE = 800 }; /* pixels: a plate and the car around it, nobody's face */

static bool is_wanted(const struct app *app, const struct shown *s)
{
    bool vehicle = s->has_pass ? s->pass.kind == PASS_VEHICLE : s->presented_as == PRESENTED_PLATE;
    bool against = s->state == SCAN_OVERRIDDEN;
    bool stranger = s->state == SCAN_WAITING && s->verdict.reason == REASON_NOT_EXPECTED;
    return app->cameras.lane && app->model->booth.policy.car_picture_keep > 0 && vehicle && (against || stranger) &&
           s->fault == GH_OK && !s->paper_log && !uuid_is_nil(&s->entry) &&
           !uuid_equal(&s->entry, &app->cameras.pictured);
}

static enum gh_status take(struct app *app, struct frame *frame, struct desk_command *command)
{
    struct frame part = app_lane_cut(app->cameras.lane, frame);
    enum gh_status status = frame_jpeg(&part, SIDE, CAR_PICTURE_MAX, &command->photo, &command->photo_len);
    if (!status)
        status = desk_thread_submit(app->desk, command);
    if (status && command->photo) {
        sodium_memzero(command->photo, command->photo_len);
        free(command->photo);
    }
    return status;
}

void app_car_picture_shown(struct app *app, const struct shown *shown)
{
    if (!is_wanted(app, shown))
        return;
    struct desk_command command = {.kind = COMMAND_CAR_PICTURE, .id = shown->entry};
    struct frame *frame = app_lane_picture(app->cameras.lane, 0);
    app->cameras.pictured = shown->entry;
    enum gh_status status = frame ? take(app, frame, &command) : GH_NOT_FOUND;
    if (status)
        OS_LOG(&app->log, OS_LOG_WARNING, "car-picture-not-taken", os_log_status("status", status));
    frame_unref(frame);
}

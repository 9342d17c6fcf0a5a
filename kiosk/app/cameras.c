#include "app/cameras.h"

#include <string.h>

#include <sodium.h>

#include "app/camera.h"
#include "app/gun.h"
#include "app/lane.h"
#include "app/update.h"

enum {
    PICTURE_MS = 60, /* between two pictures */
    STILL_MS = 500   /* the same, while nothing moves in them */
};

bool app_shows_picture(const struct app *app)
{
    const struct model *m = app->model;
    return m->page == PAGE_SCAN || m->page == PAGE_SELF_SCAN || (app->cameras.lane && model_shows_visit(m)) ||
           (m->page == PAGE_EMERGENCY && m->emergency.step == EMERGENCY_SLIP && !m->emergency.photo);
}

/* Types the code of a card or a letter into the field on screen. */
static void use_camera(struct app *app)
{
    char text[APP_CAMERA_TEXT_MAX];
    bool field = model_takes_text(app->model);
    app_camera_use(app->cameras.codes, field                           ? CAMERA_TO_FIELD
                                       : model_takes_scans(app->model) ? CAMERA_TO_DESK
                                                                       : CAMERA_OFF);
    if (app_camera_take_text(app->cameras.codes, text) && field)
        app_type_scanned(app, bytes_of_string(text));
    sodium_memzero(text, sizeof text);
}

/* A guard who has left the question about a car is not asked again. */
void app_take_car(struct app *app)
{
    struct desk_command command;
    if (!app->cameras.lane)
        return;
    if (app->cameras.car_asked && app->model->page != PAGE_LOOKUP) {
        app->cameras.car_asked = false;
        app_lane_settled(app->cameras.lane);
    }
    if (model_awaits_car(app->model) && app_lane_take(app->cameras.lane, &command))
        app_submit(app, &command);
}

/* With both cameras the screen shows the code camera. It shows the lane where that is the only camera, and beside a
 * vehicle whose riders the guard marks. */
bool app_shows_lane(const struct app *app)
{
    return app->cameras.lane && (!app->cameras.codes || model_shows_visit(app->model));
}

static void take_cameras(struct app *app)
{
    struct source_status status;
    struct model_event event = {.kind = EVENT_CAMERA, .lane_camera = CAMERA_NONE};
    if (app->cameras.lane) {
        app_lane_status(app->cameras.lane, &status);
        event.lane_camera = camera_watch(&app->cameras.lane_watch, "lane", &status, &app->log);
    }
    event.camera = event.lane_camera;
    if (app->cameras.codes) {
        app_camera_status(app->cameras.codes, &status);
        event.camera = camera_watch(&app->cameras.codes_watch, "codes", &status, &app->log);
    }
    app_update(app, &event);
    if (app->cameras.codes)
        use_camera(app);
    if (!app->cameras.lane)
        return;
    memset(&event, 0, sizeof event);
    event.kind = EVENT_CAR;
    app_lane_front(app->cameras.lane, &event.car);
    app_update(app, &event);
}

/* True when the next picture is due: what moves is shown at once. */
static bool picture_is_due(const struct app *app, bool lane, int64_t now_ms)
{
    const struct app_cameras *cameras = &app->cameras;
    bool fresh = !cameras->picture || cameras->of_lane != lane || lane;
    if (!fresh && app_camera_moved_ms(cameras->codes) < cameras->shown_ms)
        return now_ms >= cameras->shown_ms + STILL_MS;
    return now_ms >= cameras->shown_ms + PICTURE_MS;
}

bool app_take_picture(struct app *app, int64_t now_ms)
{
    if (!app->cameras.codes && !app->cameras.lane)
        return false;
    take_cameras(app);
    bool lane = app_shows_lane(app);
    if (!app_shows_picture(app) || !picture_is_due(app, lane, now_ms))
        return false;
    uint64_t last = app->cameras.picture && app->cameras.of_lane == lane ? app->cameras.picture->sequence : 0;
    struct frame *picture =
        lane ? app_lane_picture(app->cameras.lane, last) : app_camera_picture(app->cameras.codes, last);
    if (!picture)
        return false;
    frame_unref(app->cameras.picture);
    app->cameras.picture = picture;
    app->cameras.of_lane = lane;
    app->cameras.shown_ms = now_ms;
    return true;
}

void app_describe_cameras(const struct app *app, struct model_diagnostics *out)
{
    struct source_status status = {0};
    if (app->cameras.codes) {
        app_camera_status(app->cameras.codes, &status);
        app_camera_diagnostics(app->cameras.codes, out);
    } else if (app->cameras.lane) {
        app_lane_status(app->cameras.lane, &status);
    }
    camera_describe(&status, out);
}

/* The code camera: source, frame slot, and the thread that reads codes from the newest frame. */
#ifndef GH_KIOSK_APP_CAMERA_H
#define GH_KIOSK_APP_CAMERA_H

#include "capture/frame.h"
#include "capture/source.h"
#include "desk/thread.h"
#include "model/model.h"

struct app_camera;

/* Opens the camera and starts the thread. pipeline: as in capture/source.h. desk is borrowed and must outlive the
 * camera. GH_MALFORMED for a pipeline that does not parse, with the reason in why; GH_IO when GStreamer does not start.
 */
enum gh_status GH_MUST_USE app_camera_open(const char *pipeline, struct desk_thread *desk, struct app_camera **out,
                                           char why[static 160]);
void app_camera_close(struct app_camera *camera); /* interrupts and joins; takes NULL */
/* Returns the newest picture over that sequence, as a new reference, or NULL; never waits. */
struct frame *app_camera_picture(struct app_camera *camera, uint64_t after);
/* Returns when the picture last changed, by os_mono_ms(); 0 before the first frame. */
int64_t app_camera_moved_ms(struct app_camera *camera);
/* Says what codes in view are for. CAMERA_OFF: they are not reported, and count as new once it is on again. */
enum camera_use { CAMERA_OFF = 0, CAMERA_TO_DESK, CAMERA_TO_FIELD };
void app_camera_use(struct app_camera *camera, enum camera_use use);
/* The bytes of a field's text, with NUL. */
#define APP_CAMERA_TEXT_MAX FORM_NUMBER_SIZE
/* Takes the newest code that was read for a field, at most APP_CAMERA_TEXT_MAX - 1 bytes; the caller wipes out. False:
 * none since the last call. */
bool app_camera_take_text(struct app_camera *camera, char out[static APP_CAMERA_TEXT_MAX]);
/* Copies what the source says of itself. */
void app_camera_status(struct app_camera *camera, struct source_status *out);
/* Fills in the stages, their hits and the times of reading. */
void app_camera_diagnostics(struct app_camera *camera, struct model_diagnostics *out);

#endif

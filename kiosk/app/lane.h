/* The vehicle lane: its camera, and the thread that reads plates from its frames. */
#ifndef GH_KIOSK_APP_LANE_H
#define GH_KIOSK_APP_LANE_H

#include "capture/frame.h"
#include "capture/source.h"
#include "desk/event.h"
#include "model/model.h"

struct app_lane;

struct app_lane_options {
    const char *pipeline;    /* as in capture/source.h */
    const char *region;      /* "LEFT TOP WIDTH HEIGHT", per cent of the picture */
    const char *models;      /* folder; "": none */
    int rate;                /* frames read a second */
    void (*wake)(void *ctx); /* from the lane's thread, when app_lane_take() has something */
    void *ctx;               /* borrowed */
};

/* Opens the camera and starts the thread. GH_MALFORMED for a pipeline or a region that does not parse; why says so.
 * Missing or damaged models of the plate reader are not an error: the lane shows its picture, and app_lane_off() says
 * why nothing is read. */
enum gh_status GH_MUST_USE app_lane_open(const struct app_lane_options *options, struct app_lane **out,
                                         char why[static 160]);
void app_lane_close(struct app_lane *lane); /* interrupts and joins; takes NULL */
/* Takes a car that is new or was read better, as COMMAND_CAR, whose views the caller owns. False: none. A car that has
 * left meanwhile is forgotten. */
bool app_lane_take(struct app_lane *lane, struct desk_command *out);
/* Settles the car that was taken last: it has its verdict or its question, and is not reported again until it has left.
 */
void app_lane_settled(struct app_lane *lane);
/* Returns the newest picture over that sequence, as a new reference, or NULL; never waits. */
struct frame *app_lane_picture(struct app_lane *lane, uint64_t after);
/* Returns the part of a frame that is the lane; borrows its pixels. */
struct frame app_lane_cut(const struct app_lane *lane, const struct frame *frame);
/* Copies what the source says of itself. */
void app_lane_status(struct app_lane *lane, struct source_status *out);
/* Copies the car in front; zeroed without one. */
void app_lane_front(struct app_lane *lane, struct model_car *out);
/* Returns why plate reading is off, in English for the person on call; "" when it is on. */
const char *app_lane_off(const struct app_lane *lane);

#endif

#include "app/lane.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <sodium.h>

#include "capture/frame_jpeg.h"
#include "capture/frame_slot.h"
#include "capture/source.h"
#include "os/clock.h"
#include "plates/frame_colour.h"
#include "plates/plate_match.h"
#include "plates/plate_track.h"

enum {
    WAIT_MS = 200,
    UNREADABLE_MS = 3000 /* a plate that is in sight for so long without a steady reading can't be read */
};

struct app_lane {
    struct frame_slot *slot; /* owned */
    struct source *source;   /* owned */
    struct frame_part region;
    int pause_ms; /* from the start of one frame to the next */
    void (*wake)(void *ctx);
    void *ctx; /* borrowed */
    pthread_t thread;
    bool started;
    atomic_bool stopping;
    char off[PLATE_READER_MESSAGE_MAX];

    pthread_mutex_t lock;         /* guards what follows */
    bool waiting;                 /* a car to take */
    uint32_t car, taken, settled; /* the one that waits; the one taken last; the one to settle, 0: none */
    struct plate plate;
    struct plate_views views;
    bool steady;
    struct model_car front;

    /* The thread alone: */
    struct plate_reader *reader;    /* owned; NULL: off */
    struct plate_reading *readings; /* owned; PLATE_READINGS_MAX */
    struct plate_tracker tracker;
    uint8_t *pixels; /* owned; of the region */
    size_t room;
};

/* ---- The reading thread ---- */

static void settle(void *context, struct plate_reading *reading)
{
    const struct app_lane *lane = context;
    plate_reader_settle(lane->reader, reading);
}

static void tell(struct app_lane *lane, enum plate_news news, const struct plate_track *track)
{
    pthread_mutex_lock(&lane->lock);
    if (news == PLATE_LEFT) {
        lane->waiting = lane->waiting && lane->car != track->car;
    } else {
        lane->waiting = true;
        lane->car = track->car;
        lane->plate = track->reading.plate;
        lane->views = track->reading.views;
        lane->steady = track->steady;
    }
    pthread_mutex_unlock(&lane->lock);
    lane->wake(lane->ctx);
}

static int read_frame(struct app_lane *lane, const struct frame *frame)
{
    struct colour_picture picture;
    size_t need = frame_colour_size(frame, &lane->region);
    if (need > lane->room) {
        uint8_t *more = realloc(lane->pixels, need);
        if (!more)
            return 0;
        lane->pixels = more;
        lane->room = need;
    }
    frame_colour(frame, &lane->region, lane->pixels, &picture);
    return plate_reader_read(lane->reader, &picture, NULL, lane->readings, PLATE_READINGS_MAX);
}

static int per_mille(float value, int side)
{
    return side > 0 ? (int)(value * 1000 / (float)side) : 0;
}

static bool is_unreadable(const struct plate_track *track, int64_t now_ms)
{
    bool sure = track->steady && track->reading.confidence >= plate_thresholds_standard.certain_confidence;
    return !track->settled && !sure && now_ms - track->first_ms >= UNREADABLE_MS;
}

/* Publishes the car in front: the box around its plate, in per mille of the whole picture. */
static void show_front(struct app_lane *lane, const struct frame *frame, int64_t now_ms)
{
    const struct plate_track *track = plate_tracker_front(&lane->tracker);
    struct model_car car = {0};
    if (track) {
        const struct plate_corner *c = track->reading.corners;
        float x0 = c[0].x, y0 = c[0].y, x1 = c[0].x, y1 = c[0].y;
        for (int i = 1; i < 4; i++) {
            x0 = c[i].x < x0 ? c[i].x : x0;
            x1 = c[i].x > x1 ? c[i].x : x1;
            y0 = c[i].y < y0 ? c[i].y : y0;
            y1 = c[i].y > y1 ? c[i].y : y1;
        }
        car.there = true;
        car.unreadable = is_unreadable(track, now_ms);
        car.x = 10 * lane->region.left + per_mille(x0, frame->width);
        car.y = 10 * lane->region.top + per_mille(y0, frame->height);
        car.w = per_mille(x1 - x0, frame->width);
        car.h = per_mille(y1 - y0, frame->height);
        plate_format(&track->reading.plate, car.plate);
    }
    pthread_mutex_lock(&lane->lock);
    bool changed = !model_car_same(&lane->front, &car);
    lane->front = car;
    pthread_mutex_unlock(&lane->lock);
    if (changed)
        lane->wake(lane->ctx);
}

static void take_settled(struct app_lane *lane)
{
    pthread_mutex_lock(&lane->lock);
    uint32_t settled = lane->settled;
    lane->settled = 0;
    lane->waiting = lane->waiting && lane->car != settled;
    pthread_mutex_unlock(&lane->lock);
    if (settled)
        plate_tracker_settle(&lane->tracker, settled);
}

static void *read_frames(void *argument)
{
    struct app_lane *lane = argument;
    uint64_t last = 0;
    while (!atomic_load(&lane->stopping)) {
        struct frame *frame = frame_slot_take(lane->slot, last, WAIT_MS);
        int64_t begin = os_mono_ms();
        if (frame) {
            last = frame->sequence;
            int count = read_frame(lane, frame);
            plate_tracker_see(&lane->tracker, lane->readings, count, begin, settle, lane);
            show_front(lane, frame, begin);
            frame_unref(frame);
        }
        take_settled(lane);
        const struct plate_track *track;
        for (enum plate_news news; (news = plate_tracker_news(&lane->tracker, begin, &track)) != PLATE_NO_NEWS;)
            tell(lane, news, track);
        int64_t left = frame ? lane->pause_ms - (os_mono_ms() - begin) : 0;
        const struct timespec pause = {.tv_nsec = left > 0 ? (long)(left * 1000000) : 0};
        if (left > 0)
            (void)nanosleep(&pause, NULL);
    }
    return NULL;
}

/* ---- Life ---- */

static enum gh_status take_options(struct app_lane *lane, const struct app_lane_options *options, char why[static 160])
{
    lane->wake = options->wake;
    lane->ctx = options->ctx;
    lane->pause_ms = 1000 / (options->rate > 1 ? options->rate : 1) - 1;
    if (frame_part_parse(options->region, &lane->region))
        return GH_OK;
    snprintf(why, 160, "region: expected left, top, width and height in per cent, such as \"0 30 100 70\"");
    return GH_MALFORMED;
}

static enum gh_status open_reader(struct app_lane *lane, const char *models)
{
    lane->readings = calloc(PLATE_READINGS_MAX, sizeof *lane->readings);
    if (!lane->readings)
        return GH_NO_MEMORY;
    if (!models[0]) {
        snprintf(lane->off, sizeof lane->off, "its models are not installed (packaging/plates.sh install)");
        return GH_OK;
    }
    enum gh_status status = plate_reader_new(models, &lane->reader, lane->off);
    if (status && !lane->off[0])
        snprintf(lane->off, sizeof lane->off, "%s", gh_status_name(status));
    return status == GH_NO_MEMORY ? status : GH_OK;
}

enum gh_status app_lane_open(const struct app_lane_options *options, struct app_lane **out, char why[static 160])
{
    enum gh_status status = capture_init(why);
    if (status)
        return status;
    struct app_lane *lane = calloc(1, sizeof *lane);
    if (!lane)
        return GH_NO_MEMORY;
    if (pthread_mutex_init(&lane->lock, NULL) != 0) {
        free(lane);
        return GH_NO_MEMORY;
    }
    plate_tracker_init(&lane->tracker);
    lane->slot = frame_slot_new();
    status = lane->slot ? take_options(lane, options, why) : GH_NO_MEMORY;
    if (!status)
        status = open_reader(lane, options->models);
    if (!status)
        status = source_open_gstreamer(options->pipeline, lane->slot, &lane->source, why);
    if (!status)
        status = source_start(lane->source);
    if (!status && lane->reader) {
        lane->started = pthread_create(&lane->thread, NULL, read_frames, lane) == 0;
        status = lane->started ? GH_OK : GH_NO_MEMORY;
    }
    if (status) {
        app_lane_close(lane);
        return status;
    }
    *out = lane;
    return GH_OK;
}

void app_lane_close(struct app_lane *lane)
{
    if (!lane)
        return;
    atomic_store(&lane->stopping, true);
    if (lane->slot)
        frame_slot_interrupt(lane->slot);
    if (lane->started)
        pthread_join(lane->thread, NULL);
    source_close(lane->source);
    frame_slot_free(lane->slot);
    plate_reader_free(lane->reader);
    free(lane->readings);
    free(lane->pixels);
    pthread_mutex_destroy(&lane->lock);
    sodium_memzero(lane, sizeof *lane);
    free(lane);
}

/* ---- What the screen asks ---- */

bool app_lane_take(struct app_lane *lane, struct desk_command *out)
{
    pthread_mutex_lock(&lane->lock);
    bool waiting = lane->waiting;
    struct plate_views *views = waiting ? malloc(sizeof *views) : NULL;
    if (views) {
        *views = lane->views;
        memset(out, 0, sizeof *out);
        out->kind = COMMAND_CAR;
        out->views = views;
        out->on = lane->steady;
        memcpy(out->text, lane->plate.text, sizeof lane->plate.text);
        lane->waiting = false;
        lane->taken = lane->car;
    }
    pthread_mutex_unlock(&lane->lock);
    return views != NULL;
}

struct frame *app_lane_picture(struct app_lane *lane, uint64_t after)
{
    return frame_slot_take(lane->slot, after, 0);
}

struct frame app_lane_cut(const struct app_lane *lane, const struct frame *frame)
{
    const struct frame_part *r = &lane->region;
    return frame_cut(frame, r->left, r->top, r->width, r->height);
}

void app_lane_status(struct app_lane *lane, struct source_status *out)
{
    source_status(lane->source, out);
}

void app_lane_front(struct app_lane *lane, struct model_car *out)
{
    pthread_mutex_lock(&lane->lock);
    *out = lane->front;
    pthread_mutex_unlock(&lane->lock);
}

void app_lane_settled(struct app_lane *lane)
{
    pthread_mutex_lock(&lane->lock);
    lane->settled = lane->taken;
    pthread_mutex_unlock(&lane->lock);
}

const char *app_lane_off(const struct app_lane *lane)
{
    return lane->off;
}

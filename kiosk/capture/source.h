/* Where frames come from: a small struct of function pointers with a GStreamer and a test implementation. One pipeline
 * string in the configuration makes V4L2, libcamera and RTSP cameras, video files and image folders the same kind of
 * source; README.md beside this file has examples. */
#ifndef GH_KIOSK_CAPTURE_SOURCE_H
#define GH_KIOSK_CAPTURE_SOURCE_H

#include "base/status.h"
#include "capture/frame_slot.h"

#define SOURCE_MESSAGE_MAX 160        /* bytes with NUL */
#define SOURCE_SILENCE_MS 3000        /* without a frame for so long the camera is lost */
#define SOURCE_FIRST_SILENCE_MS 10000 /* the same before the first frame: network cameras take their time */
#define SOURCE_RETRY_MIN_MS 250       /* wait before the first retry; doubles after each one without a frame */
#define SOURCE_RETRY_MAX_MS 5000

enum source_state {
    SOURCE_STARTING = 0,
    SOURCE_LIVE,
    SOURCE_LOST /* retries by itself */,
    SOURCE_ENDED /* file at its end */
};

struct source_status {
    enum source_state state;
    char message[SOURCE_MESSAGE_MAX]; /* for the person on call, English; empty when live */
    double frames_per_second;         /* over the last second; 0 unless live */
    int width, height;                /* of the last frame; 0 before the first */
    uint64_t frames;                  /* since start */
    unsigned restarts;
    int64_t last_frame_ns; /* CLOCK_MONOTONIC; 0 before the first */
};

struct source;

/* Initialises GStreamer. Call it once, from main, before any thread and before source_open_gstreamer(). GH_IO with the
 * reason in message. */
enum gh_status GH_MUST_USE capture_init(char message[static SOURCE_MESSAGE_MAX]);

/* Opens a GStreamer pipeline as in the configuration, without its end: the source appends conversion of rare formats
 * and an appsink with max-buffers=1 drop=true. Live sources (cameras) deliver each frame as it comes; files play at
 * their own speed. Pictures over 4096 pixels a side are scaled down; odd sides lose their last row or column. Frames go
 * into slot (borrowed; must outlive the source). GH_MALFORMED with the reason in message for a pipeline that does not
 * parse or names an element that is not installed. A missing camera is GH_OK and, once started, state SOURCE_LOST. */
enum gh_status GH_MUST_USE source_open_gstreamer(const char *pipeline, struct frame_slot *slot, struct source **out,
                                                 char message[static SOURCE_MESSAGE_MAX]);

/* Starts the frames; call it once. GH_NO_MEMORY when no thread can start. A camera that fails, falls silent or ends is
 * SOURCE_LOST, and the source retries for ever. A file at its end is SOURCE_ENDED and stays so. A file that can't be
 * opened is SOURCE_LOST, because it may appear later. */
enum gh_status GH_MUST_USE source_start(struct source *source);
/* Copies the state. From any thread. */
void source_status(struct source *source, struct source_status *out);
/* Interrupts, joins and releases. Takes NULL. */
void source_close(struct source *source);

#endif

/* Where frames come from: a small struct of function pointers with a GStreamer and a test implementation. */
#ifndef GH_KIOSK_CAPTURE_SOURCE_H
#define GH_KIOSK_CAPTURE_SOURCE_H

#include "base/status.h"
#include "capture/frame.h"

enum source_state {
    SOURCE_STARTING = 0,
    SOURCE_LIVE,
    SOURCE_LOST /* retrying by itself */,
    SOURCE_ENDED /* file at its end */
};

struct source_status {
    enum source_state state;
    char message[160]; /* for the person on call, English; empty when live */
    double frames_per_second;
    uint64_t frames; /* since start */
    unsigned restarts;
    int64_t last_frame_ns; /* CLOCK_MONOTONIC; 0 before the first */
};

struct source;

/* A GStreamer pipeline as in the configuration, without its end: the source appends conversion to I420 and an appsink
 * with max-buffers=1 drop=true. Frames go into slot (borrowed; must outlive the source). A pipeline that does not parse
 * is GH_MALFORMED with the reason in message; a camera that is not there is GH_OK and state SOURCE_LOST, retried for
 * ever. */
enum gh_status GH_MUST_USE source_open_gstreamer(const char *pipeline, struct frame_slot *slot, struct source **out,
                                                 char message[static 160]);
/* Starts frames; may be called once. */
enum gh_status GH_MUST_USE source_start(struct source *source);
void source_status(struct source *source, struct source_status *out);
/* Interrupts, joins and releases. Takes NULL. */
void source_close(struct source *source);

#endif

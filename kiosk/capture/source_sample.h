/* GStreamer's samples as frames of ours. Private to source_gstreamer.c. */
#ifndef GH_KIOSK_CAPTURE_SOURCE_SAMPLE_H
#define GH_KIOSK_CAPTURE_SOURCE_SAMPLE_H

#include <gst/gst.h>

#include "capture/frame.h"

/* Copies an I420 sample, by its own strides. NULL when it is none, is over the limits, or without memory. */
struct frame *sample_to_frame(GstSample *sample);

#endif

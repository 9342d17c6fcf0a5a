/* GStreamer's samples as frames. Private to source_gstreamer.c. */
#ifndef GH_KIOSK_CAPTURE_SOURCE_SAMPLE_H
#define GH_KIOSK_CAPTURE_SOURCE_SAMPLE_H

#include <gst/gst.h>

#include "capture/frame.h"

/* Copies an I420 sample by its strides. NULL for any other sample, over the limits, or without memory. */
struct frame *sample_to_frame(GstSample *sample);

#endif

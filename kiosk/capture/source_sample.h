/* GStreamer's samples as frames. Private to source_gstreamer.c. */
#ifndef GH_KIOSK_CAPTURE_SOURCE_SAMPLE_H
#define GH_KIOSK_CAPTURE_SOURCE_SAMPLE_H

#include <gst/gst.h>

#include "capture/frame.h"

/* Copies a sample by its strides into I420: one pass, whether a camera gives I420, NV12, YUY2 or Y42B. Of YUY2 and
 * Y42B, which have colour in each line, every other line's colour is taken. NULL for any other sample, over the limits,
 * or without memory. */
struct frame *sample_to_frame(GstSample *sample);

#endif

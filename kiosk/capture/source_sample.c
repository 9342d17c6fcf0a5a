#include "capture/source_sample.h"

#include <gst/video/video.h>
#include <string.h>

static void copy_plane(const GstVideoFrame *from, guint plane, uint8_t *to, int stride, int width, int height)
{
    const uint8_t *rows = GST_VIDEO_FRAME_PLANE_DATA(from, plane);
    ptrdiff_t step = GST_VIDEO_FRAME_PLANE_STRIDE(from, plane);
    for (int y = 0; y < height; y++)
        memcpy(to + (ptrdiff_t)y * stride, rows + y * step, (size_t)width);
}

static struct frame *copy_picture(const GstVideoFrame *from)
{
    int width = GST_VIDEO_FRAME_WIDTH(from) & ~1, height = GST_VIDEO_FRAME_HEIGHT(from) & ~1;
    struct frame *frame = frame_new(width, height);
    if (!frame)
        return NULL;
    copy_plane(from, 0, frame->y, frame->stride_y, width, height);
    copy_plane(from, 1, frame->u, frame->stride_uv, width / 2, height / 2);
    copy_plane(from, 2, frame->v, frame->stride_uv, width / 2, height / 2);
    return frame;
}

struct frame *sample_to_frame(GstSample *sample)
{
    GstBuffer *buffer = gst_sample_get_buffer(sample);
    GstCaps *caps = gst_sample_get_caps(sample);
    GstVideoInfo info;
    GstVideoFrame mapped;
    if (!buffer || !caps || !gst_video_info_from_caps(&info, caps) ||
        GST_VIDEO_INFO_FORMAT(&info) != GST_VIDEO_FORMAT_I420)
        return NULL;
    if (!gst_video_frame_map(&mapped, &info, buffer, GST_MAP_READ))
        return NULL;
    struct frame *frame = copy_picture(&mapped);
    gst_video_frame_unmap(&mapped);
    return frame;
}

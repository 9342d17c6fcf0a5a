#include "capture/source_sample.h"

#include <gst/video/video.h>
#include <string.h>

static void copy_luma(const GstVideoFrame *from, struct frame *to)
{
    const uint8_t *rows = GST_VIDEO_FRAME_PLANE_DATA(from, 0);
    ptrdiff_t step = GST_VIDEO_FRAME_PLANE_STRIDE(from, 0);
    for (int y = 0; y < to->height; y++)
        memcpy(to->y + (ptrdiff_t)y * to->stride_y, rows + y * step, (size_t)to->width);
}

/* The chroma of NV12: U and V by turns. */
static void split_plane(const GstVideoFrame *from, struct frame *to)
{
    const uint8_t *rows = GST_VIDEO_FRAME_PLANE_DATA(from, 1);
    ptrdiff_t step = GST_VIDEO_FRAME_PLANE_STRIDE(from, 1);
    for (int y = 0; y < to->height / 2; y++) {
        const uint8_t *in = rows + y * step;
        uint8_t *restrict u = to->u + (ptrdiff_t)y * to->stride_uv, *restrict v = to->v + (ptrdiff_t)y * to->stride_uv;
        for (int x = 0; x < to->width / 2; x++) {
            u[x] = in[2 * x];
            v[x] = in[2 * x + 1];
        }
    }
}

/* YUY2: Y U Y V for two pixels of a line. */
static void unpack(const GstVideoFrame *from, struct frame *to)
{
    const uint8_t *rows = GST_VIDEO_FRAME_PLANE_DATA(from, 0);
    ptrdiff_t step = GST_VIDEO_FRAME_PLANE_STRIDE(from, 0);
    for (int y = 0; y < to->height; y++) {
        const uint8_t *in = rows + y * step;
        uint8_t *restrict luma = to->y + (ptrdiff_t)y * to->stride_y;
        for (int x = 0; x < to->width; x++)
            luma[x] = in[2 * x];
        if (y % 2)
            continue;
        uint8_t *restrict u = to->u + (ptrdiff_t)(y / 2) * to->stride_uv, *restrict v = to->v + (ptrdiff_t)(y / 2) *
                                                                                                    to->stride_uv;
        for (int x = 0; x < to->width / 2; x++) {
            u[x] = in[4 * x + 1];
            v[x] = in[4 * x + 3];
        }
    }
}

/* Copies U and V planes, each lines-th line of them. */
static void copy_colour(const GstVideoFrame *from, struct frame *to, int lines)
{
    uint8_t *const planes[] = {to->u, to->v};
    for (guint i = 0; i < 2; i++) {
        const uint8_t *rows = GST_VIDEO_FRAME_PLANE_DATA(from, i + 1);
        ptrdiff_t step = (ptrdiff_t)GST_VIDEO_FRAME_PLANE_STRIDE(from, i + 1) * lines;
        for (int y = 0; y < to->height / 2; y++)
            memcpy(planes[i] + (ptrdiff_t)y * to->stride_uv, rows + y * step, (size_t)(to->width / 2));
    }
}

static struct frame *copy_picture(const GstVideoFrame *from)
{
    struct frame *frame = frame_new(GST_VIDEO_FRAME_WIDTH(from) & ~1, GST_VIDEO_FRAME_HEIGHT(from) & ~1);
    GstVideoFormat format = GST_VIDEO_FRAME_FORMAT(from);
    if (!frame)
        return NULL;
    if (format == GST_VIDEO_FORMAT_YUY2) {
        unpack(from, frame);
        return frame;
    }
    copy_luma(from, frame);
    if (format == GST_VIDEO_FORMAT_NV12)
        split_plane(from, frame);
    else
        copy_colour(from, frame, format == GST_VIDEO_FORMAT_Y42B ? 2 : 1);
    return frame;
}

static bool is_taken(GstVideoFormat format)
{
    return format == GST_VIDEO_FORMAT_I420 || format == GST_VIDEO_FORMAT_NV12 || format == GST_VIDEO_FORMAT_YUY2 ||
           format == GST_VIDEO_FORMAT_Y42B;
}

struct frame *sample_to_frame(GstSample *sample)
{
    GstBuffer *buffer = gst_sample_get_buffer(sample);
    GstCaps *caps = gst_sample_get_caps(sample);
    GstVideoInfo info;
    GstVideoFrame mapped;
    if (!buffer || !caps || !gst_video_info_from_caps(&info, caps) || !is_taken(GST_VIDEO_INFO_FORMAT(&info)))
        return NULL;
    if (!gst_video_frame_map(&mapped, &info, buffer, GST_MAP_READ))
        return NULL;
    struct frame *frame = copy_picture(&mapped);
    gst_video_frame_unmap(&mapped);
    return frame;
}

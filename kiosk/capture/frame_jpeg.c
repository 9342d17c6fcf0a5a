#include "capture/frame_jpeg.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>

struct writer {
    struct jpeg_error_mgr errors; /* first: libjpeg hands back its address */
    struct jpeg_compress_struct jpeg;
    jmp_buf failed;
    uint8_t *line;       /* owned; YCbCr, three bytes a pixel */
    unsigned char *data; /* owned; libjpeg's, from malloc */
    unsigned long len;
};

static void fail(j_common_ptr jpeg)
{
    longjmp(((struct writer *)(void *)jpeg->err)->failed, 1);
}

static void silent(j_common_ptr jpeg)
{
    (void)jpeg;
}

/* Takes each step-th pixel of each step-th line: a slip is flat and lit, so nearest is as legible as a filter. */
static void fill_line(const struct frame *f, int y, int step, int width, uint8_t *out)
{
    const uint8_t *luma = f->y + (size_t)y * (size_t)f->stride_y;
    const uint8_t *u = f->u + (size_t)(y / 2) * (size_t)f->stride_uv,
                  *v = f->v + (size_t)(y / 2) * (size_t)f->stride_uv;
    for (int x = 0; x < width; x++, out += 3) {
        out[0] = luma[x * step];
        out[1] = u[x * step / 2];
        out[2] = v[x * step / 2];
    }
}

static enum gh_status write_all(struct writer *w, const struct frame *f, int step, int quality)
{
    int width = f->width / step, height = f->height / step;
    w->line = malloc((size_t)width * 3);
    if (!w->line)
        return GH_NO_MEMORY;
    w->jpeg.err = jpeg_std_error(&w->errors);
    w->errors.error_exit = fail;
    w->errors.output_message = silent;
    if (setjmp(w->failed))
        return GH_NO_MEMORY; /* the only error of writing to memory */
    jpeg_create_compress(&w->jpeg);
    jpeg_mem_dest(&w->jpeg, &w->data, &w->len);
    w->jpeg.image_width = (JDIMENSION)width;
    w->jpeg.image_height = (JDIMENSION)height;
    w->jpeg.input_components = 3;
    w->jpeg.in_color_space = JCS_YCbCr;
    jpeg_set_defaults(&w->jpeg);
    jpeg_set_quality(&w->jpeg, quality, TRUE);
    jpeg_start_compress(&w->jpeg, TRUE);
    for (int y = 0; y < height; y++) {
        JSAMPROW row = w->line;
        fill_line(f, y * step, step, width, w->line);
        (void)jpeg_write_scanlines(&w->jpeg, &row, 1);
    }
    jpeg_finish_compress(&w->jpeg);
    return GH_OK;
}

static int even(int whole, int per_cent)
{
    return whole * per_cent / 100 / 2 * 2;
}

struct frame frame_cut(const struct frame *frame, int left, int top, int width, int height)
{
    struct frame part = *frame;
    int x = even(frame->width, left), y = even(frame->height, top);
    part.width = even(frame->width, width);
    part.height = even(frame->height, height);
    part.y += (size_t)y * (size_t)frame->stride_y + (size_t)x;
    part.u += (size_t)(y / 2) * (size_t)frame->stride_uv + (size_t)(x / 2);
    part.v += (size_t)(y / 2) * (size_t)frame->stride_uv + (size_t)(x / 2);
    return part;
}

enum gh_status frame_jpeg(const struct frame *frame, int side, size_t max, uint8_t **out, size_t *out_len)
{
    static const int qualities[] = {80, 60, 40, 20};
    enum gh_status status = GH_TOO_LONG;
    int step = 1;
    while (frame->width / step > side || frame->height / step > side)
        step *= 2;
    for (size_t i = 0; status == GH_TOO_LONG && i < sizeof qualities / sizeof *qualities; i++) {
        struct writer w = {.line = NULL};
        status = write_all(&w, frame, step, qualities[i]);
        jpeg_destroy_compress(&w.jpeg);
        free(w.line);
        if (!status && w.len > max)
            status = GH_TOO_LONG;
        if (status) {
            free(w.data);
            continue;
        }
        *out = w.data;
        *out_len = w.len;
    }
    return status;
}

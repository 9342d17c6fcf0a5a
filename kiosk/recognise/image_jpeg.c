#include "recognise/image_jpeg.h"

#include <setjmp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>

struct jpeg_reader {
    struct jpeg_error_mgr errors; /* first: libjpeg hands back its address */
    struct jpeg_decompress_struct jpeg;
    jmp_buf failed;
    uint8_t *line; /* owned; of four channels */
};

static void fail(j_common_ptr jpeg)
{
    longjmp(((struct jpeg_reader *)(void *)jpeg->err)->failed, 1);
}

static void silent(j_common_ptr jpeg)
{
    (void)jpeg;
}

enum gh_status jpeg_open(const uint8_t *data, size_t len, struct jpeg_reader **out, int *width, int *height)
{
    struct jpeg_reader *reader = calloc(1, sizeof(*reader));
    if (!reader)
        return GH_NO_MEMORY;
    reader->jpeg.err = jpeg_std_error(&reader->errors);
    reader->errors.error_exit = fail;
    reader->errors.output_message = silent;
    if (setjmp(reader->failed)) {
        jpeg_close(reader);
        return GH_MALFORMED;
    }
    jpeg_create_decompress(&reader->jpeg);
    jpeg_mem_src(&reader->jpeg, data, (unsigned long)len);
    if (jpeg_read_header(&reader->jpeg, TRUE) != JPEG_HEADER_OK)
        fail((j_common_ptr)&reader->jpeg);
    *width = (int)reader->jpeg.image_width;
    *height = (int)reader->jpeg.image_height;
    *out = reader;
    return GH_OK;
}

/* Four inks to grey; Adobe's files hold them inverted, and those are all there are. */
static void grey_line(const uint8_t *cmyk, uint8_t *grey, unsigned width)
{
    for (unsigned x = 0; x < width; x++, cmyk += 4) {
        unsigned ink = (306u * cmyk[0] + 601u * cmyk[1] + 117u * cmyk[2] + 512) >> 10;
        grey[x] = (uint8_t)(ink * cmyk[3] / 255);
    }
}

enum gh_status jpeg_grey(struct jpeg_reader *reader, uint8_t *pixels)
{
    struct jpeg_decompress_struct *jpeg = &reader->jpeg;
    if (setjmp(reader->failed))
        return GH_MALFORMED;
    bool inks = jpeg->jpeg_color_space == JCS_CMYK || jpeg->jpeg_color_space == JCS_YCCK;
    jpeg->out_color_space = inks ? JCS_CMYK : JCS_GRAYSCALE;
    if (inks) {
        reader->line = malloc(4 * (size_t)jpeg->image_width);
        if (!reader->line)
            return GH_NO_MEMORY;
    }
    jpeg_start_decompress(jpeg);
    while (jpeg->output_scanline < jpeg->output_height) {
        uint8_t *row = pixels + (size_t)jpeg->output_scanline * jpeg->output_width;
        uint8_t *line = inks ? reader->line : row;
        if (jpeg_read_scanlines(jpeg, &line, 1) != 1)
            return GH_MALFORMED;
        if (inks)
            grey_line(line, row, jpeg->output_width);
    }
    return reader->errors.num_warnings > 0 ? GH_MALFORMED : GH_OK;
}

void jpeg_close(struct jpeg_reader *reader)
{
    if (!reader)
        return;
    jpeg_destroy_decompress(&reader->jpeg);
    free(reader->line);
    free(reader);
}

#include "read/image_jpeg.h"

#include <setjmp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>

/* A camera that cuts its file short loses the last lines: libjpeg fills them with grey, and what came is of use. */
#define LEAST_WHOLE 3
#define LEAST_OF 4

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

/* Turns four inks to light, in place of the first three. Adobe's files hold them inverted, and no others exist. */
static void take_black_out(uint8_t *cmyk, unsigned width)
{
    for (unsigned x = 0; x < width; x++, cmyk += 4)
        for (int i = 0; i < 3; i++)
            cmyk[i] = (uint8_t)(cmyk[i] * cmyk[3] / 255);
}

/* Converts one line of red, green and blue, step bytes from pixel to pixel, to the kind wanted. */
static void put_line(const uint8_t *rgb, unsigned step, unsigned width, bool colour, uint8_t *to)
{
    for (unsigned x = 0; x < width; x++, rgb += step) {
        if (colour) {
            *to++ = rgb[2];
            *to++ = rgb[1];
            *to++ = rgb[0];
        } else {
            *to++ = (uint8_t)((306u * rgb[0] + 601u * rgb[1] + 117u * rgb[2] + 512) >> 10);
        }
    }
}

static enum gh_status read_lines(struct jpeg_reader *reader, uint8_t *pixels, bool colour)
{
    struct jpeg_decompress_struct *jpeg = &reader->jpeg;
    if (setjmp(reader->failed))
        return GH_MALFORMED;
    bool inks = jpeg->jpeg_color_space == JCS_CMYK || jpeg->jpeg_color_space == JCS_YCCK;
    bool direct = !inks && !colour; /* libjpeg gives grey by itself */
    jpeg->out_color_space = inks ? JCS_CMYK : colour ? JCS_RGB : JCS_GRAYSCALE;
    if (!direct) {
        reader->line = malloc(4 * (size_t)jpeg->image_width);
        if (!reader->line)
            return GH_NO_MEMORY;
    }
    jpeg_start_decompress(jpeg);
    unsigned whole = 0; /* lines without a warning */
    while (jpeg->output_scanline < jpeg->output_height) {
        uint8_t *row = pixels + (size_t)jpeg->output_scanline * jpeg->output_width * (colour ? 3 : 1);
        uint8_t *line = direct ? row : reader->line;
        if (jpeg_read_scanlines(jpeg, &line, 1) != 1)
            return GH_MALFORMED;
        if (inks)
            take_black_out(line, jpeg->output_width);
        if (!direct)
            put_line(line, inks ? 4 : 3, jpeg->output_width, colour, row);
        if (reader->errors.num_warnings == 0)
            whole = jpeg->output_scanline;
    }
    return whole * LEAST_OF < jpeg->output_height * LEAST_WHOLE ? GH_MALFORMED : GH_OK;
}

enum gh_status jpeg_grey(struct jpeg_reader *reader, uint8_t *pixels)
{
    return read_lines(reader, pixels, false);
}

enum gh_status jpeg_colour(struct jpeg_reader *reader, uint8_t *pixels)
{
    return read_lines(reader, pixels, true);
}

void jpeg_close(struct jpeg_reader *reader)
{
    if (!reader)
        return;
    jpeg_destroy_decompress(&reader->jpeg);
    free(reader->line);
    free(reader);
}

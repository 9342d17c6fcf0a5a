#include "read/image_file.h"

#include <errno.h>
#include <png.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <webp/decode.h>

#include "read/image_jpeg.h"

static enum gh_status image_make(struct image *out, int64_t width, int64_t height, enum image_pixel pixel)
{
    if (width < 1 || height < 1)
        return GH_MALFORMED;
    if (width > IMAGE_SIDE_MAX || height > IMAGE_SIDE_MAX)
        return GH_TOO_LONG;
    uint8_t *pixels = malloc((size_t)width * (size_t)height * (size_t)pixel);
    if (!pixels)
        return GH_NO_MEMORY;
    *out = (struct image){pixels, (int)width, (int)height, pixel};
    return GH_OK;
}

/* Rec. 601 luma. */
static uint8_t luma(unsigned red, unsigned green, unsigned blue)
{
    return (uint8_t)((306 * red + 601 * green + 117 * blue + 512) >> 10);
}

static uint8_t on_white(unsigned value, unsigned alpha)
{
    return (uint8_t)((value * alpha + 255u * (255u - alpha) + 127) / 255);
}

static void put(struct image *image, size_t at, unsigned red, unsigned green, unsigned blue, unsigned alpha)
{
    if (image->pixel == IMAGE_GREY) {
        image->pixels[at] = on_white(luma(red, green, blue), alpha);
        return;
    }
    uint8_t *to = image->pixels + 3 * at;
    to[0] = on_white(blue, alpha);
    to[1] = on_white(green, alpha);
    to[2] = on_white(red, alpha);
}

static enum gh_status decode_png(const uint8_t *data, size_t len, enum image_pixel pixel, struct image *out)
{
    png_image png = {.version = PNG_IMAGE_VERSION};
    if (!png_image_begin_read_from_memory(&png, data, len))
        return GH_MALFORMED;
    struct image image = {0};
    enum gh_status status = image_make(&image, png.width, png.height, pixel);
    if (!status) {
        const png_color white = {255, 255, 255};
        png.format = pixel == IMAGE_GREY ? PNG_FORMAT_GRAY : PNG_FORMAT_BGR;
        if (!png_image_finish_read(&png, &white, image.pixels, image.width * (int)pixel, NULL))
            status = GH_MALFORMED;
    }
    png_image_free(&png);
    if (!status)
        *out = image;
    else
        image_free(&image);
    return status;
}

static enum gh_status decode_webp(const uint8_t *data, size_t len, enum image_pixel pixel, struct image *out)
{
    int width = 0, height = 0;
    if (!WebPGetInfo(data, len, &width, &height))
        return GH_MALFORMED;
    struct image image = {0};
    enum gh_status status = image_make(&image, width, height, pixel);
    if (status)
        return status;
    uint8_t *rgba = WebPDecodeRGBA(data, len, &width, &height);
    if (!rgba) {
        image_free(&image);
        return GH_MALFORMED;
    }
    for (size_t i = 0; i < (size_t)image.width * (size_t)image.height; i++)
        put(&image, i, rgba[4 * i], rgba[4 * i + 1], rgba[4 * i + 2], rgba[4 * i + 3]);
    WebPFree(rgba);
    *out = image;
    return GH_OK;
}

static uint32_t le32(const uint8_t *at)
{
    return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

struct bmp {
    const uint8_t *palette, *rows; /* into the file */
    uint32_t colours;
    size_t row_len;
    unsigned bits;
};

/* Returns blue, green, red; an index beyond the palette is black. */
static const uint8_t *bmp_pixel(const struct bmp *bmp, const uint8_t *row, int x)
{
    static const uint8_t black[3];
    if (bmp->bits >= 24)
        return row + (size_t)x * (bmp->bits / 8);
    unsigned per_byte = 8 / bmp->bits, at = (unsigned)x % per_byte;
    unsigned index = row[(unsigned)x / per_byte] >> (8 - bmp->bits * (at + 1)) & ((1u << bmp->bits) - 1);
    return index >= bmp->colours ? black : bmp->palette + 4 * (size_t)index;
}

/* Decodes Windows bitmaps: header of 40 bytes or more, 1, 4, 8, 24 or 32 bits, not compressed (BI_RGB, or BI_BITFIELDS
 * with 32 bits, taken as blue, green, red). */
static enum gh_status decode_bmp(const uint8_t *data, size_t len, enum image_pixel pixel, struct image *out)
{
    if (len < 54)
        return GH_MALFORMED;
    uint32_t offset = le32(data + 10), header = le32(data + 14), compression = le32(data + 30);
    int64_t width = (int32_t)le32(data + 18), height = (int32_t)le32(data + 22);
    struct bmp bmp = {.bits = data[28] | (unsigned)data[29] << 8, .colours = le32(data + 46)};
    if (header < 40 || (bmp.bits != 1 && bmp.bits != 4 && bmp.bits != 8 && bmp.bits != 24 && bmp.bits != 32) ||
        !(compression == 0 || (compression == 3 && bmp.bits == 32)))
        return GH_UNSUPPORTED;
    if (bmp.bits <= 8 && (bmp.colours == 0 || bmp.colours > 1u << bmp.bits))
        bmp.colours = 1u << bmp.bits;
    struct image image = {0};
    enum gh_status status = image_make(&image, width, height < 0 ? -height : height, pixel);
    if (status)
        return status;
    bmp.row_len = ((size_t)width * bmp.bits + 31) / 32 * 4;
    size_t palette_end = 14 + (size_t)header + (bmp.bits <= 8 ? 4 * (size_t)bmp.colours : 0);
    if (palette_end > len || offset > len || bmp.row_len * (size_t)image.height > len - offset) {
        image_free(&image);
        return GH_MALFORMED;
    }
    bmp.palette = data + 14 + header;
    bmp.rows = data + offset;
    for (int y = 0; y < image.height; y++) {
        const uint8_t *row = bmp.rows + bmp.row_len * (size_t)(height < 0 ? y : image.height - 1 - y);
        for (int x = 0; x < image.width; x++) {
            const uint8_t *bgr = bmp_pixel(&bmp, row, x);
            put(&image, (size_t)y * (size_t)image.width + (size_t)x, bgr[2], bgr[1], bgr[0], 255);
        }
    }
    *out = image;
    return GH_OK;
}

static enum gh_status decode_jpeg(const uint8_t *data, size_t len, enum image_pixel pixel, struct image *out)
{
    struct jpeg_reader *jpeg = NULL;
    int width = 0, height = 0;
    enum gh_status status = jpeg_open(data, len, &jpeg, &width, &height);
    if (status)
        return status;
    struct image image = {0};
    status = image_make(&image, width, height, pixel);
    if (!status)
        status = pixel == IMAGE_GREY ? jpeg_grey(jpeg, image.pixels) : jpeg_colour(jpeg, image.pixels);
    jpeg_close(jpeg);
    if (!status)
        *out = image;
    else
        image_free(&image);
    return status;
}

enum gh_status image_decode(const uint8_t *data, size_t len, enum image_pixel pixel, struct image *out)
{
    if (len >= 8 && memcmp(data, "\x89PNG\r\n\x1a\n", 8) == 0)
        return decode_png(data, len, pixel, out);
    if (len >= 3 && memcmp(data, "\xff\xd8\xff", 3) == 0)
        return decode_jpeg(data, len, pixel, out);
    if (len >= 12 && memcmp(data, "RIFF", 4) == 0 && memcmp(data + 8, "WEBP", 4) == 0)
        return decode_webp(data, len, pixel, out);
    if (len >= 2 && memcmp(data, "BM", 2) == 0)
        return decode_bmp(data, len, pixel, out);
    return GH_UNSUPPORTED;
}

static enum gh_status read_all(FILE *file, uint8_t **data, size_t *len)
{
    size_t room = 1 << 16, used = 0;
    uint8_t *buffer = malloc(room);
    while (buffer) {
        used += fread(buffer + used, 1, room - used, file);
        if (used < room)
            break;
        if (room >= IMAGE_FILE_MAX) {
            free(buffer);
            return GH_TOO_LONG;
        }
        uint8_t *more = realloc(buffer, room *= 2);
        if (!more)
            free(buffer);
        buffer = more;
    }
    if (!buffer)
        return GH_NO_MEMORY;
    if (ferror(file)) {
        free(buffer);
        return GH_IO;
    }
    *data = buffer;
    *len = used;
    return GH_OK;
}

enum gh_status image_load(const char *path, enum image_pixel pixel, struct image *out)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        return errno == ENOENT ? GH_NOT_FOUND : GH_IO;
    uint8_t *data = NULL;
    size_t len = 0;
    enum gh_status status = read_all(file, &data, &len);
    if (fclose(file) != 0 && !status)
        status = GH_IO;
    if (!status)
        status = image_decode(data, len, pixel, out);
    free(data);
    return status;
}

void image_free(struct image *image)
{
    free(image->pixels);
    *image = (struct image){0};
}

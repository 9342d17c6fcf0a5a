/* Picture files: what each kind gives, and that broken ones give an error. */
#include "support/test.h"

#include <png.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>

#include "read/image_file.h"

static uint8_t *png_of(const uint8_t *pixels, uint32_t width, uint32_t height, uint32_t format, size_t *len)
{
    png_image png = {.version = PNG_IMAGE_VERSION, .width = width, .height = height, .format = format};
    png_alloc_size_t size = 0;
    assert_true(png_image_write_to_memory(&png, NULL, &size, 0, pixels, 0, NULL));
    uint8_t *out = malloc(size);
    assert_non_null(out);
    assert_true(png_image_write_to_memory(&png, out, &size, 0, pixels, 0, NULL));
    *len = size;
    return out;
}

static void transparent_parts_lie_on_white(void **state)
{
    (void)state;
    const uint8_t rgba[] = {0, 0, 0, 0, 0, 0, 0, 255, 255, 255, 255, 255};
    size_t len = 0;
    uint8_t *data = png_of(rgba, 3, 1, PNG_FORMAT_RGBA, &len);
    struct image image;
    assert_int_equal(image_decode(data, len, IMAGE_GREY, &image), GH_OK);
    assert_int_equal(image.width, 3);
    assert_int_equal(image.height, 1);
    assert_int_equal(image.pixels[0], 255);
    assert_int_equal(image.pixels[1], 0);
    assert_int_equal(image.pixels[2], 255);
    image_free(&image);
    free(data);
}

static void a_truncated_png_is_malformed(void **state)
{
    (void)state;
    uint8_t grey[64 * 64];
    for (size_t i = 0; i < sizeof(grey); i++)
        grey[i] = (uint8_t)(i * 37 % 251);
    size_t len = 0;
    uint8_t *data = png_of(grey, 64, 64, PNG_FORMAT_GRAY, &len);
    struct image image;
    assert_int_equal(image_decode(data, len, IMAGE_GREY, &image), GH_OK);
    image_free(&image);
    for (size_t cut = 8; cut < len - 16; cut += 7) {
        struct image untouched = {.width = -1};
        assert_int_equal(image_decode(data, cut, IMAGE_GREY, &untouched), GH_MALFORMED);
        assert_int_equal(untouched.width, -1);
    }
    free(data);
}

static void a_jpeg_that_lacks_its_last_lines_is_read(void **state)
{
    (void)state;
    struct jpeg_compress_struct jpeg;
    struct jpeg_error_mgr errors;
    uint8_t line[64], *data = NULL;
    unsigned long len = 0;
    jpeg.err = jpeg_std_error(&errors);
    jpeg_create_compress(&jpeg);
    jpeg_mem_dest(&jpeg, &data, &len);
    jpeg.image_width = jpeg.image_height = 64;
    jpeg.input_components = 1;
    jpeg.in_color_space = JCS_GRAYSCALE;
    jpeg_set_defaults(&jpeg);
    jpeg_start_compress(&jpeg, TRUE);
    for (int y = 0; y < 64; y++) {
        for (int x = 0; x < 64; x++)
            line[x] = (uint8_t)(x * 37 + y * 91);
        JSAMPROW row = line;
        assert_int_equal(jpeg_write_scanlines(&jpeg, &row, 1), 1);
    }
    jpeg_finish_compress(&jpeg);
    jpeg_destroy_compress(&jpeg);
    struct image image;
    assert_int_equal(image_decode(data, len, IMAGE_COLOUR, &image), GH_OK);
    image_free(&image);
    assert_int_equal(image_decode(data, len - 2, IMAGE_COLOUR, &image), GH_OK); /* without the mark of the end */
    image_free(&image);
    assert_int_equal(image_decode(data, len * 19 / 20, IMAGE_COLOUR, &image), GH_OK);
    image_free(&image);
    assert_int_equal(image_decode(data, len / 2, IMAGE_COLOUR, &image), GH_MALFORMED);
    free(data);
}

static void a_huge_picture_is_refused_before_it_takes_memory(void **state)
{
    (void)state;
    uint8_t bmp[54] = {'B', 'M', [10] = 54, [14] = 40, [18] = 0x01, [19] = 0x20, [22] = 1, [26] = 1, [28] = 24};
    struct image image;
    assert_int_equal(image_decode(bmp, sizeof(bmp), IMAGE_GREY, &image), GH_TOO_LONG);
}

static void a_bitmap_is_read_from_the_bottom(void **state)
{
    (void)state;
    uint8_t bmp[54 + 16] = {'B', 'M', [10] = 54, [14] = 40, [18] = 1, [22] = 2, [26] = 1, [28] = 24};
    memset(bmp + 54, 0, 3);   /* the lower row: black */
    memset(bmp + 58, 255, 3); /* the upper row: white */
    struct image image;
    assert_int_equal(image_decode(bmp, 62, IMAGE_GREY, &image), GH_OK);
    assert_int_equal(image.width, 1);
    assert_int_equal(image.height, 2);
    assert_int_equal(image.pixels[0], 255);
    assert_int_equal(image.pixels[1], 0);
    image_free(&image);
    assert_int_equal(image_decode(bmp, 61, IMAGE_GREY, &image), GH_MALFORMED);
}

static void every_kind_survives_rubbish_after_its_first_bytes(void **state)
{
    (void)state;
    static const struct {
        const char *magic;
        size_t len;
    } kinds[] = {{"\x89PNG\r\n\x1a\n", 8}, {"\xff\xd8\xff\xe0", 4}, {"RIFF\x40\0\0\0WEBPVP8 ", 16}, {"BM", 2}};
    uint32_t random = 7;
    for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++)
        for (int round = 0; round < 200; round++) {
            uint8_t data[200];
            for (size_t i = 0; i < sizeof(data); i++) {
                random = random * 1664525 + 1013904223;
                data[i] = (uint8_t)(random >> 24);
            }
            memcpy(data, kinds[k].magic, kinds[k].len);
            struct image image = {0};
            if (image_decode(data, kinds[k].len + (size_t)round % 150, IMAGE_GREY, &image) == GH_OK)
                image_free(&image);
        }
    struct image image;
    assert_int_equal(image_decode((const uint8_t *)"GIF89a", 6, IMAGE_GREY, &image), GH_UNSUPPORTED);
    assert_int_equal(image_decode((const uint8_t *)"", 0, IMAGE_GREY, &image), GH_UNSUPPORTED);
    assert_int_equal(image_load("/nonexistent/picture.png", IMAGE_GREY, &image), GH_NOT_FOUND);
    assert_int_equal(image_load("/", IMAGE_GREY, &image), GH_IO);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(transparent_parts_lie_on_white),
        cmocka_unit_test(a_truncated_png_is_malformed),
        cmocka_unit_test(a_jpeg_that_lacks_its_last_lines_is_read),
        cmocka_unit_test(a_huge_picture_is_refused_before_it_takes_memory),
        cmocka_unit_test(a_bitmap_is_read_from_the_bottom),
        cmocka_unit_test(every_kind_survives_rubbish_after_its_first_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

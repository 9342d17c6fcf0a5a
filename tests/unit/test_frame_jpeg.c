/* A frame as JPEG: what a decoder sees again, and how large it may be. */
#include "support/test.h"

#include <stdlib.h>
#include <string.h>

#include "capture/frame_jpeg.h"
#include "read/image_jpeg.h"

/* Stripes of writing on paper: dark on light, eight pixels wide. */
static struct frame *paper(int width, int height)
{
    struct frame *f = frame_new(width, height);
    assert_non_null(f);
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++)
            f->y[y * f->stride_y + x] = x / 8 % 2 ? 210 : 40;
    for (int y = 0; y < height / 2; y++) {
        memset(f->u + y * f->stride_uv, 128, (size_t)width / 2);
        memset(f->v + y * f->stride_uv, 128, (size_t)width / 2);
    }
    return f;
}

static void noise(struct frame *f)
{
    uint32_t seed = 1;
    for (int y = 0; y < f->height; y++)
        for (int x = 0; x < f->width; x++)
            f->y[y * f->stride_y + x] = (uint8_t)((seed = seed * 1664525u + 1013904223u) >> 24);
}

static void what_was_before_the_camera_can_be_read(void **unused)
{
    (void)unused;
    struct frame *f = paper(1280, 720);
    uint8_t *jpeg, *grey = malloc(1280 * 720);
    size_t len;
    int width = 0, height = 0;
    struct jpeg_reader *reader;
    assert_int_equal(frame_jpeg(f, 1600, 400000, &jpeg, &len), GH_OK);
    assert_int_equal(jpeg_open(jpeg, len, &reader, &width, &height), GH_OK);
    assert_int_equal(width, 1280);
    assert_int_equal(height, 720);
    assert_int_equal(jpeg_grey(reader, grey), GH_OK);
    for (int x = 4; x < 1280; x += 8) /* the middle of each stripe */
        assert_in_range(grey[300 * 1280 + x] + 30, (x / 8 % 2 ? 210 : 40), (x / 8 % 2 ? 210 : 40) + 60);
    jpeg_close(reader);
    free(jpeg);
    free(grey);
    frame_unref(f);
}

static void large_pictures_are_halved(void **unused)
{
    (void)unused;
    struct frame *f = paper(4096, 2160);
    uint8_t *jpeg;
    size_t len;
    int width = 0, height = 0;
    struct jpeg_reader *reader;
    assert_int_equal(frame_jpeg(f, 1600, 400000, &jpeg, &len), GH_OK);
    assert_int_equal(jpeg_open(jpeg, len, &reader, &width, &height), GH_OK);
    assert_int_equal(width, 1024);
    assert_int_equal(height, 540);
    jpeg_close(reader);
    free(jpeg);
    frame_unref(f);
}

/* A noisy night gets a coarser picture rather than none. A picture that can't fit is reported. */
static void quality_gives_way_to_size(void **unused)
{
    (void)unused;
    struct frame *f = paper(1280, 720);
    uint8_t *fine, *coarse, *none = NULL;
    size_t fine_len, coarse_len, none_len = 0;
    noise(f);
    assert_int_equal(frame_jpeg(f, 1600, 4000000, &fine, &fine_len), GH_OK);
    assert_int_equal(frame_jpeg(f, 1600, fine_len * 3 / 4, &coarse, &coarse_len), GH_OK);
    assert_in_range(coarse_len, 1, fine_len * 3 / 4);
    assert_int_equal(frame_jpeg(f, 1600, 1000, &none, &none_len), GH_TOO_LONG);
    assert_null(none);
    free(fine);
    free(coarse);
    frame_unref(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_before_the_camera_can_be_read),
        cmocka_unit_test(large_pictures_are_halved),
        cmocka_unit_test(quality_gives_way_to_size),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

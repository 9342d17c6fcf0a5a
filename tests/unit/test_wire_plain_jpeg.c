/* Pictures that people send lose everything but the picture. Anything else is refused. */
#include "support/test.h"

#include <string.h>

#include "wire/plain_jpeg.h"

#define START 0xff, 0xd8
#define JFIF 0xff, 0xe0, 0, 16, 'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0
#define PLACE 0xff, 0xe1, 0, 11, 'E', 'x', 'i', 'f', 0, 0, 'G', 'P', 'S'
#define REMARK 0xff, 0xfe, 0, 4, 'h', 'i'
#define FRAME(height, width) 0xff, 0xc0, 0, 11, 8, (height) >> 8, (height)&0xff, (width) >> 8, (width)&0xff, 1, 1, 17, 0
#define SCAN 0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0, 0x12, 0xff, 0, 0xff, 0xd0, 0x34
#define END 0xff, 0xd9

#define TAKE(...) take((const uint8_t[]){__VA_ARGS__}, sizeof((const uint8_t[]){__VA_ARGS__}), out, &len)

static enum gh_status take(const uint8_t *data, size_t size, uint8_t out[static 256], size_t *len)
{
    assert_true(size <= 256);
    return plain_jpeg(BYTES(data, size), out, len);
}

static void only_the_picture_stays(void **unused)
{
    (void)unused;
    static const uint8_t plain[] = {START, JFIF, FRAME(600, 800), SCAN, END};
    uint8_t out[256];
    size_t len = 0;
    assert_int_equal(TAKE(START, JFIF, PLACE, REMARK, FRAME(600, 800), SCAN, PLACE, END, 'P', 'K'), GH_OK);
    assert_int_equal(len, sizeof plain);
    assert_memory_equal(out, plain, len);
}

static void anything_else_is_refused(void **unused)
{
    (void)unused;
    uint8_t out[256];
    size_t len = 0;
    assert_int_equal(TAKE(0x89, 'P', 'N', 'G', 13, 10, 26, 10), GH_MALFORMED);
    assert_int_equal(TAKE(START, END), GH_MALFORMED);
    assert_int_equal(TAKE(START, JFIF, FRAME(600, 800), SCAN), GH_MALFORMED);
    assert_int_equal(TAKE(START, JFIF, SCAN, END), GH_MALFORMED);
    assert_int_equal(TAKE(START, FRAME(600, 800), END), GH_MALFORMED);
    assert_int_equal(TAKE(START, FRAME(600, 800), FRAME(600, 800), SCAN, END), GH_MALFORMED);
    assert_int_equal(TAKE(START, FRAME(0, 800), SCAN, END), GH_MALFORMED);
    assert_int_equal(TAKE(START, FRAME(4097, 800), SCAN, END), GH_MALFORMED);
    assert_int_equal(TAKE(START, FRAME(4096, 4096), SCAN, END), GH_OK);
    assert_int_equal(TAKE(START, 0xff, 0xe1, 0xff, 0xff, 'E', END), GH_MALFORMED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_the_picture_stays),
        cmocka_unit_test(anything_else_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

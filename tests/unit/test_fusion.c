/* Frames added up, against libqrencode's codes: what no frame shows alone comes together, and two codes never mix. */
#include "support/test.h"

#include <qrencode.h>
#include <stdlib.h>
#include <string.h>

#include "codes/fusion.h"

#define FIRST                                                                                                          \
    "GH1:6BFOXN*TS0BI$ZD4N9:9S6RCVN5+O30K3/XIV0W23NTDEXWK "                                                            \
    "G2EP4J0BGJLFX3R3VHXK.PJ:2DPF6R:5SVBHABVCNN95SWMPHQUHQN%A400H"
#define SECOND                                                                                                         \
    "GH1:6BFOXN*TS0BI$ZD4N9:9S6RCVN5+O30K3/XIV0W23NTDEXWK "                                                            \
    "YB1QK:WA4J0BG9$MWX3R30HXK.PJ:2DPF6R:5S0BHABVCNN95SWMXHQUHQN%A400H"

static uint32_t state = 20261202;

static uint32_t chance(uint32_t below)
{
    state = state * 1664525 + 1013904223;
    return (state >> 8) % below;
}

struct bed {
    struct fusion fusion;
    struct soft soft;
    struct evidence evidence;
    struct soft_code code;
};

static int setup(void **out)
{
    return (*out = calloc(1, sizeof(struct bed))) ? 0 : -1;
}

static int teardown(void **out)
{
    free(*out);
    return 0;
}

/* Shows the code at 100, 100 with a share of its modules (in percent) turned round or, hidden, unknown. */
static QRcode *show(struct bed *bed, const char *text, uint32_t wrong, uint32_t hidden)
{
    QRcode *code = QRcode_encodeString(text, 8, QR_ECLEVEL_M, QR_MODE_8, 1);
    assert_non_null(code);
    bed->evidence.modules = code->width;
    for (int y = 0; y < code->width; y++)
        for (int x = 0; x < code->width; x++) {
            float dark = code->data[y * code->width + x] & 1 ? 3.0f : -3.0f;
            bool turned = chance(100) < wrong, gone = chance(100) < hidden;
            bed->evidence.dark[y][x] = gone ? 0 : turned ? -dark / 2 : dark;
        }
    return code;
}

static const struct point *place(float x, float y, float side)
{
    static struct point corners[4];
    const struct point at[4] = {{x, y}, {x + side, y}, {x + side, y + side}, {x, y + side}};
    memcpy(corners, at, sizeof corners);
    return corners;
}

static bool decodes(struct bed *bed, const struct evidence *evidence)
{
    return evidence && soft_decode(&bed->soft, evidence, NULL, NULL, &bed->code);
}

static void assert_is(const struct bed *bed, const char *text)
{
    QRcode *code = QRcode_encodeString(text, 8, QR_ECLEVEL_M, QR_MODE_8, 1);
    for (int y = 0; y < code->width; y++)
        for (int x = 0; x < code->width; x++)
            assert_int_equal(bed->code.dark[y][x], code->data[y * code->width + x] & 1);
    QRcode_free(code);
}

static void frames_that_cannot_be_read_alone_come_together(void **bed_)
{
    struct bed *bed = *bed_;
    bool read = false;
    int frame = 0;
    for (; frame < 8 && !read; frame++) {
        QRcode_free(show(bed, FIRST, 15, 20));
        assert_false(decodes(bed, &bed->evidence));
        const struct point *at = place(100 + 9 * (float)frame, 100 - 5 * (float)frame, 200);
        read = decodes(bed, fusion_add(&bed->fusion, &bed->evidence, at, 100 * frame));
    }
    assert_true(read);
    assert_is(bed, FIRST);
}

/* Half of the code is out of the picture, now here, now there. */
static void halves_make_a_whole(void **bed_)
{
    struct bed *bed = *bed_;
    const struct evidence *sum = NULL;
    for (int frame = 0; frame < 4; frame++) {
        QRcode_free(show(bed, FIRST, 0, 0));
        for (int y = 0; y < 49; y++)
            for (int x = 0; x < 49; x++)
                if (frame % 2 ? x > 30 : x < 18)
                    bed->evidence.dark[y][x] = 0;
        sum = fusion_add(&bed->fusion, &bed->evidence, place(100, 100, 200), 33 * frame);
    }
    assert_true(decodes(bed, sum));
    assert_is(bed, FIRST);
}

/* After any number of frames of one code, another one in its place begins anew: the sum never holds both. */
static void another_code_begins_anew(void **bed_)
{
    struct bed *bed = *bed_;
    for (uint32_t wrong = 0; wrong <= 15; wrong += 5)
        for (int frames = 1; frames < 6; frames++) {
            fusion_init(&bed->fusion);
            for (int frame = 0; frame < frames; frame++) {
                QRcode_free(show(bed, FIRST, wrong, 10));
                (void)fusion_add(&bed->fusion, &bed->evidence, place(100, 100, 200), 33 * frame);
            }
            QRcode_free(show(bed, SECOND, wrong, 10));
            assert_null(fusion_add(&bed->fusion, &bed->evidence, place(101, 100, 200), 33 * frames));
            assert_int_equal(bed->fusion.tracks[0].frames, 1);
            bool read = false;
            for (int frame = 1; frame < 8 && !read; frame++) {
                QRcode_free(show(bed, SECOND, wrong, 10));
                read =
                    decodes(bed, fusion_add(&bed->fusion, &bed->evidence, place(102, 100, 200), 33 * (frames + frame)));
            }
            assert_true(read);
            assert_is(bed, SECOND);
        }
}

static void codes_beside_each_other_are_kept_apart(void **bed_)
{
    struct bed *bed = *bed_;
    for (int frame = 0; frame < 3; frame++) {
        QRcode_free(show(bed, FIRST, 5, 0));
        const struct evidence *first = fusion_add(&bed->fusion, &bed->evidence, place(100, 100, 200), 33 * frame);
        assert_true((first != NULL) == (frame > 0));
        if (first) {
            assert_true(decodes(bed, first));
            assert_is(bed, FIRST);
        }
        QRcode_free(show(bed, SECOND, 5, 0));
        const struct evidence *second = fusion_add(&bed->fusion, &bed->evidence, place(400, 100, 200), 33 * frame);
        assert_true((second != NULL) == (frame > 0));
        if (second) {
            assert_true(decodes(bed, second));
            assert_is(bed, SECOND);
        }
    }
    fusion_forget(&bed->fusion, place(100, 100, 200));
    QRcode_free(show(bed, FIRST, 0, 0));
    assert_null(fusion_add(&bed->fusion, &bed->evidence, place(100, 100, 200), 120));
}

static void time_size_and_nonsense_begin_anew(void **bed_)
{
    struct bed *bed = *bed_;
    QRcode_free(show(bed, FIRST, 0, 0));
    assert_null(fusion_add(&bed->fusion, &bed->evidence, place(100, 100, 200), 0));
    assert_null(fusion_add(&bed->fusion, &bed->evidence, place(100, 100, 200), 0)); /* the same frame */
    assert_non_null(fusion_add(&bed->fusion, &bed->evidence, place(100, 100, 200), FUSION_MS));
    assert_null(fusion_add(&bed->fusion, &bed->evidence, place(100, 100, 200), 2 * FUSION_MS + 1));
    assert_null(fusion_add(&bed->fusion, &bed->evidence, place(100, 100, 100), 2 * FUSION_MS + 2));
    assert_null(fusion_add(&bed->fusion, &bed->evidence, place(100, 100, 0), 2 * FUSION_MS + 3));
    for (int i = 0; i < 10; i++) /* more codes than tracks */
        assert_null(fusion_add(&bed->fusion, &bed->evidence, place(1000 * (float)i, 5000, 200), 2 * FUSION_MS + 4 + i));
    bed->evidence.modules = SOFT_MODULES_MAX + 4;
    assert_null(fusion_add(&bed->fusion, &bed->evidence, place(100, 100, 200), 2 * FUSION_MS + 20));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(frames_that_cannot_be_read_alone_come_together, setup, teardown),
        cmocka_unit_test_setup_teardown(halves_make_a_whole, setup, teardown),
        cmocka_unit_test_setup_teardown(another_code_begins_anew, setup, teardown),
        cmocka_unit_test_setup_teardown(codes_beside_each_other_are_kept_apart, setup, teardown),
        cmocka_unit_test_setup_teardown(time_size_and_nonsense_begin_anew, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

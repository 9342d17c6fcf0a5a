/* Reed-Solomon codes and soft decoding, against random words and libqrencode's codes. */
#include "support/test.h"

#include <qrencode.h>
#include <stdlib.h>
#include <string.h>

#include "codes/soft.h"

#define HARD 8.0f /* evidence of a module that is seen well */

static uint32_t state = 20261201;

static uint32_t chance(uint32_t below)
{
    state = state * 1664525 + 1013904223;
    return (state >> 8) % below;
}

/* Picks count different places below len into out. */
static void places(int len, int count, uint8_t *out)
{
    uint8_t all[SOLOMON_WORD_MAX];
    for (int i = 0; i < len; i++)
        all[i] = (uint8_t)i;
    for (int i = 0; i < count; i++) {
        uint32_t k = (uint32_t)i + chance((uint32_t)(len - i));
        out[i] = all[k];
        all[k] = all[i];
    }
}

static void make_word(const struct solomon *field, int len, int check, uint8_t *word)
{
    for (int i = 0; i < len - check; i++)
        word[i] = (uint8_t)chance(256);
    solomon_encode(field, word, len - check, word + len - check, check);
}

/* Every number of errors and erasures, within and beyond the reach, for short and long words. */
static void errors_and_erasures_within_the_reach_are_corrected(void **unused)
{
    (void)unused;
    static const int sizes[][2] = {{26, 7},   {26, 17},  {38, 22}, {61, 22}, {44, 28},
                                   {146, 30}, {255, 68}, {3, 2},   {2, 1}};
    struct solomon field;
    solomon_init(&field);
    for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
        int len = sizes[k][0], check = sizes[k][1];
        for (int erasures = 0; erasures <= check; erasures++)
            for (int errors = 0; 2 * errors + erasures <= check + 4 && errors + erasures <= len; errors++) {
                uint8_t word[SOLOMON_WORD_MAX], sent[SOLOMON_WORD_MAX], before[SOLOMON_WORD_MAX], at[SOLOMON_WORD_MAX];
                make_word(&field, len, check, sent);
                memcpy(word, sent, (size_t)len);
                places(len, erasures + errors, at);
                for (int i = 0; i < erasures; i++)
                    word[at[i]] = (uint8_t)chance(256);
                for (int i = erasures; i < erasures + errors; i++)
                    word[at[i]] ^= (uint8_t)(1 + chance(255));
                memcpy(before, word, (size_t)len);
                int got = solomon_correct(&field, word, len, check, at, erasures);
                if (2 * errors + erasures <= check) {
                    assert_int_equal(got, errors);
                    assert_memory_equal(word, sent, len);
                } else if (got < 0) {
                    assert_memory_equal(word, before, len);
                } else { /* another word of the code, as near as is allowed */
                    uint8_t again[SOLOMON_CHECK_MAX];
                    assert_true(2 * got + erasures <= check);
                    solomon_encode(&field, word, len - check, again, check);
                    assert_memory_equal(word + len - check, again, check);
                }
            }
    }
}

/* All words of a short code within each distance: two message symbols of few values. */
static void each_single_error_and_each_pair_of_erasures_is_corrected(void **unused)
{
    (void)unused;
    enum { LEN = 9, CHECK = 4 };
    struct solomon field;
    solomon_init(&field);
    uint8_t sent[LEN], word[LEN];
    make_word(&field, LEN, CHECK, sent);
    for (int place = 0; place < LEN; place++)
        for (int change = 1; change < 256; change++)
            for (int a = 0; a < LEN; a++)
                for (int b = a + 1; b < LEN; b += 3) {
                    const uint8_t erased[2] = {(uint8_t)a, (uint8_t)b};
                    memcpy(word, sent, LEN);
                    word[place] ^= (uint8_t)change;
                    word[a] = (uint8_t)(word[b] + 1);
                    assert_int_equal(solomon_correct(&field, word, LEN, CHECK, erased, 2),
                                     place != a && place != b ? 1 : 0);
                    assert_memory_equal(word, sent, LEN);
                }
}

static void wrong_sizes_are_refused(void **unused)
{
    (void)unused;
    struct solomon field;
    solomon_init(&field);
    uint8_t word[SOLOMON_WORD_MAX] = {1}, twice[2] = {3, 3}, far[1] = {20};
    assert_int_equal(solomon_correct(&field, word, 20, 20, NULL, 0), -1);
    assert_int_equal(solomon_correct(&field, word, 20, 0, NULL, 0), -1);
    assert_int_equal(solomon_correct(&field, word, 256, 10, NULL, 0), -1);
    assert_int_equal(solomon_correct(&field, word, 100, SOLOMON_CHECK_MAX + 1, NULL, 0), -1);
    assert_int_equal(solomon_correct(&field, word, 20, 10, twice, 2), -1);
    assert_int_equal(solomon_correct(&field, word, 20, 10, far, 1), -1);
    assert_int_equal(solomon_correct(&field, word, 20, 10, twice, -1), -1);
}

struct bed {
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

static QRcode *show(struct bed *bed, const char *text, int version, QRecLevel level)
{
    QRcode *code = QRcode_encodeString(text, version, level, QR_MODE_8, 1);
    assert_non_null(code);
    bed->evidence.modules = code->width;
    for (int y = 0; y < code->width; y++)
        for (int x = 0; x < code->width; x++)
            bed->evidence.dark[y][x] = code->data[y * code->width + x] & 1 ? HARD : -HARD;
    return code;
}

static void assert_same(const struct bed *bed, const QRcode *code)
{
    assert_int_equal(bed->code.modules, code->width);
    for (int y = 0; y < code->width; y++)
        for (int x = 0; x < code->width; x++)
            assert_int_equal(bed->code.dark[y][x], code->data[y * code->width + x] & 1);
}

static bool likes(void *context, const uint8_t *text, int len)
{
    const char *want = context;
    return len == (int)strlen(want) && memcmp(text, want, (size_t)len) == 0;
}

#define PASS                                                                                                           \
    "GH1:6BFOXN*TS0BI$ZD4N9:9S6RCVN5+O30K3/XIV0W23NTDEXWK "                                                            \
    "G2EP4J0BGJLFX3R3VHXK.PJ:2DPF6R:5SVBHABVCNN95SWMPHQUHQN%A400H"

/* Every version and level, with as many modules unknown as the check codewords bear. */
static void codes_of_every_size_and_level_come_back_whole(void **bed_)
{
    struct bed *bed = *bed_;
    for (int version = 1; version <= 21; version++)
        for (int level = QR_ECLEVEL_L; level <= QR_ECLEVEL_H; level++) {
            QRcode *code = show(bed, "LEVEL-7", version, (QRecLevel)level);
            bool sure = soft_decode(&bed->soft, &bed->evidence, NULL, NULL, &bed->code);
            assert_int_equal(code->width, 17 + 4 * version);
            if (sure)
                assert_same(bed, code);
            assert_true(sure);
            QRcode_free(code);
        }
}

/* A light blot over a fifth of the code: no decoder of errors alone bears so much of level M. */
static void unknown_modules_cost_half(void **bed_)
{
    struct bed *bed = *bed_;
    QRcode *code = show(bed, PASS, 8, QR_ECLEVEL_M);
    int width = code->width;
    for (int y = 9; y < width - 9; y++)
        for (int x = width - 14; x < width; x++)
            bed->evidence.dark[y][x] = -0.01f;
    assert_true(soft_decode(&bed->soft, &bed->evidence, NULL, NULL, &bed->code));
    assert_same(bed, code);
    assert_false(bed->code.judged);
    QRcode_free(code);
}

/* More and more modules turn round: at first the code comes back, then nothing, and never another code. */
static void wrong_modules_never_make_another_code(void **bed_)
{
    struct bed *bed = *bed_;
    int read = 0;
    for (int wrong = 0; wrong < 400; wrong += 4) {
        QRcode *code = show(bed, PASS, 8, QR_ECLEVEL_M);
        for (int i = 0; i < wrong; i++) {
            int y = (int)chance(49), x = (int)chance(49);
            bed->evidence.dark[y][x] *= -0.1f * (float)chance(11);
        }
        if (soft_decode(&bed->soft, &bed->evidence, NULL, NULL, &bed->code)) {
            assert_same(bed, code);
            read++;
        }
        QRcode_free(code);
    }
    assert_in_range(read, 15, 99);
}

static void noise_is_no_code(void **bed_)
{
    struct bed *bed = *bed_;
    for (int round = 0; round < 300; round++) {
        bed->evidence.modules = 21 + 4 * (round % 21);
        for (int y = 0; y < bed->evidence.modules; y++)
            for (int x = 0; x < bed->evidence.modules; x++)
                bed->evidence.dark[y][x] = ((float)chance(2001) - 1000) / 200;
        assert_false(soft_decode(&bed->soft, &bed->evidence, NULL, NULL, &bed->code));
    }
    bed->evidence.modules = 105;
    assert_false(soft_decode(&bed->soft, &bed->evidence, NULL, NULL, &bed->code));
    bed->evidence.modules = 22;
    assert_false(soft_decode(&bed->soft, &bed->evidence, NULL, NULL, &bed->code));
}

/* So much is unknown that the words left could be chance: only a judge makes a reading of them, and only of the right.
 */
static void a_judge_decides_what_is_not_sure(void **bed_)
{
    struct bed *bed = *bed_;
    char pass[] = PASS, other[] = PASS;
    other[40]++;
    QRcode *code = show(bed, pass, 8, QR_ECLEVEL_M);
    struct symbol_blocks blocks = symbol_blocks(49, SYMBOL_M, 242);
    symbol_map reserved;
    static uint16_t order[8 * SYMBOL_WORDS_MAX];
    symbol_patterns(49, reserved);
    symbol_reserve(49, reserved);
    assert_int_equal(symbol_order(49, (const int8_t(*)[SYMBOL_MODULES_MAX])reserved, order), 242);
    for (int word = 0; word < blocks.check; word++) /* as many as there are check codewords: nothing is left to check */
        for (int i = 0; i < 8; i++) {
            uint16_t at = order[8 * symbol_word_at(&blocks, 1, word) + i];
            bed->evidence.dark[at >> 8][at & 0xff] = 0;
        }
    assert_false(soft_decode(&bed->soft, &bed->evidence, NULL, NULL, &bed->code));
    assert_false(soft_decode(&bed->soft, &bed->evidence, likes, other, &bed->code));
    assert_true(soft_decode(&bed->soft, &bed->evidence, likes, pass, &bed->code));
    assert_true(bed->code.judged);
    assert_int_equal(bed->code.len, strlen(pass));
    assert_memory_equal(bed->code.text, pass, strlen(pass));
    assert_same(bed, code);
    QRcode_free(code);
}

static void texts_of_digits_letters_and_bytes_are_read(void **unused)
{
    (void)unused;
    /* ISO/IEC 18004, annex I: "01234567" in digits. */
    const uint8_t digits[16] = {0x10, 0x20, 0x0c, 0x56, 0x61, 0x80, 0xec, 0x11,
                                0xec, 0x11, 0xec, 0x11, 0xec, 0x11, 0xec, 0x11};
    /* Section 7.4.4: "AC-42". */
    const uint8_t letters[7] = {0x20, 0x29, 0xce, 0xe7, 0x21, 0x00, 0xec};
    uint8_t out[16];
    assert_int_equal(soft_text(digits, 16, 1, out, 16), 8);
    assert_memory_equal(out, "01234567", 8);
    assert_int_equal(soft_text(digits, 16, 1, out, 7), 0);
    assert_int_equal(soft_text(letters, 7, 1, out, 16), 5);
    assert_memory_equal(out, "AC-42", 5);
    const uint8_t bytes[5] = {0x40, 0x26, 0x86, 0x90, 0x00}, cut[3] = {0x40, 0x26, 0x86}, kanji[3] = {0x80, 0x10, 0x00};
    assert_int_equal(soft_text(bytes, 5, 1, out, 16), 2);
    assert_memory_equal(out, "hi", 2);
    assert_int_equal(soft_text(cut, 3, 1, out, 16), 0);
    assert_int_equal(soft_text(kanji, 3, 1, out, 16), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(errors_and_erasures_within_the_reach_are_corrected),
        cmocka_unit_test(each_single_error_and_each_pair_of_erasures_is_corrected),
        cmocka_unit_test(wrong_sizes_are_refused),
        cmocka_unit_test_setup_teardown(codes_of_every_size_and_level_come_back_whole, setup, teardown),
        cmocka_unit_test_setup_teardown(unknown_modules_cost_half, setup, teardown),
        cmocka_unit_test_setup_teardown(wrong_modules_never_make_another_code, setup, teardown),
        cmocka_unit_test_setup_teardown(noise_is_no_code, setup, teardown),
        cmocka_unit_test_setup_teardown(a_judge_decides_what_is_not_sure, setup, teardown),
        cmocka_unit_test(texts_of_digits_letters_and_bytes_are_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

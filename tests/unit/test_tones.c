/* The cues for the ear: heard at all, distinct, and silent without harm where there is no device. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "ui/sound.h"
#include "ui/tones.h"

/* Crossings of zero upwards in a second: the pitch, as the ear has it. */
static int pitch_of(const int16_t *samples, size_t count)
{
    int crossings = 0;
    for (size_t i = 1; i < count; i++)
        crossings += samples[i - 1] < 0 && samples[i] >= 0;
    return (int)(crossings * (long)TONES_RATE / (long)count);
}

static void a_tone_has_its_pitch_length_and_edges(void **state)
{
    (void)state;
    const struct tones tones = {1, {{880, 200, 100}}, 50};
    size_t length = tones_length(&tones), sounding = (size_t)TONES_RATE / 5;
    assert_int_equal(length, (size_t)TONES_RATE * 3 / 10);
    int16_t *samples = calloc(length, sizeof samples[0]);
    assert_non_null(samples);
    tones_write(&tones, samples);
    assert_in_range(pitch_of(samples, sounding), 860, 900);
    int loudest = 0;
    for (size_t i = 0; i < length; i++) {
        int value = abs(samples[i]);
        loudest = value > loudest ? value : loudest;
        if (i >= sounding)
            assert_int_equal(samples[i], 0);
    }
    assert_in_range(loudest, 10000, 18000);
    assert_int_equal(samples[0], 0);
    assert_in_range(abs(samples[sounding - 1]), 0, 100);
    free(samples);
}

static void silence_is_zero_samples(void **state)
{
    (void)state;
    const struct tones none = {0};
    assert_int_equal(tones_length(&none), 0);
}

static void every_cue_plays_in_both_languages(void **state)
{
    (void)state;
    struct sound *sound = sound_open(VOICES);
    assert_non_null(sound);
    assert_true(sound_works(sound));
    for (int cue = CUE_NONE; cue <= CUE_HELP; cue++) {
        sound_play(sound, (enum ui_cue)cue, UI_CHINESE);
        sound_play(sound, (enum ui_cue)cue, UI_ENGLISH);
    }
    sound_set_volume(sound, 1000);
    sound_set_volume(sound, -1);
    sound_play(sound, CUE_RED, UI_CHINESE);
    sound_close(sound);
}

static void no_device_and_no_voices_is_only_a_state(void **state)
{
    (void)state;
    char *driver = getenv("SDL_AUDIODRIVER");
    assert_non_null(driver);
    assert_int_equal(setenv("SDL_AUDIODRIVER", "no-such-driver", 1), 0);
    struct sound *sound = sound_open("/nonexistent");
    assert_non_null(sound);
    assert_false(sound_works(sound));
    sound_play(sound, CUE_GREEN, UI_CHINESE);
    sound_close(sound);
    assert_int_equal(setenv("SDL_AUDIODRIVER", "dummy", 1), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_tone_has_its_pitch_length_and_edges),
        cmocka_unit_test(silence_is_zero_samples),
        cmocka_unit_test(every_cue_plays_in_both_languages),
        cmocka_unit_test(no_device_and_no_voices_is_only_a_state),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* links: gh_plates gh_people gh_base */
/* Any scores that a network may return, and pictures of any size and stride. The first byte says which: even: columns
 * of scores, each byte a probability of 255 (255 itself: not a number): whatever is decoded is a plate, is found again
 * by the forward algorithm, and matches itself on a list; odd: a picture, its sides in the next bytes. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "plates/plate_colour.h"
#include "plates/plate_match.h"
#include "plates/plate_shim.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void scores(const uint8_t *data, size_t size)
{
    static struct plate_grammar grammar;
    static struct plate_views views;
    struct plate_guess guesses[PLATE_GUESSES_MAX];
    if (!grammar.complete[7])
        plate_grammar_make(&grammar);
    struct plate_posterior *seen = &views.seen[0];
    seen->steps = 0;
    views.count = 1;
    /* A column: how many symbols, then pairs of symbol and probability. */
    for (size_t at = 0; at < size && seen->steps < PLATE_STEPS_MAX; seen->steps++) {
        float *p = seen->p[seen->steps];
        for (size_t s = 0; s <= PLATE_SYMBOLS; s++)
            p[s] = PLATE_PROBABILITY_MIN;
        for (size_t n = data[at++] % 8; n > 0 && at + 1 < size; n--, at += 2)
            p[data[at] % (PLATE_SYMBOLS + 1)] = fmaxf((float)data[at + 1] / 255, PLATE_PROBABILITY_MIN);
    }
    int count = plate_decode(seen, &grammar, guesses);
    for (int i = 0; i < count; i++) {
        struct plate plate;
        struct plate_word again;
        if (!plate_word_text(&guesses[i].word, &plate) || !plate_word_from(plate.text, &again) ||
            !plate_word_same(&again, &guesses[i].word) || !(plate_word_logp(seen, &again) > -INFINITY))
            abort();
    }
    if (count == 0)
        return;
    struct plate_list *list = plate_list_new();
    struct plate plate;
    struct plate_match match;
    plate_word_text(&guesses[0].word, &plate);
    if (!list || plate_list_add(list, plate.text) != GH_OK)
        abort();
    plate_match(list, &views, &guesses[0].word, &plate_thresholds_standard, &match);
    /* The likeliest plate is on the list: it is found, and certain only when the picture was read surely. */
    const struct plate_guess read = {guesses[0].word, plate_views_likelihood(&views, &guesses[0].word)};
    bool sure = plate_guess_confidence(&read, 1) >= plate_thresholds_standard.certain_confidence;
    if (match.certainty != (sure ? PLATE_CERTAIN : PLATE_PROBABLE) || strcmp(match.plate.text, plate.text) != 0)
        abort();
    plate_list_free(list);
}

static void picture(const uint8_t *data, size_t size)
{
    struct plate_region regions[6];
    static uint8_t strip[3 * 96 * 48];
    static float planes[3 * 160 * 48];
    if (size < 3)
        return;
    int width = data[0], height = data[1], gap = data[2] % 16;
    size_t need = (size_t)(3 * width + gap) * (size_t)height;
    uint8_t *pixels = malloc(need + 1);
    if (!pixels)
        return;
    for (size_t i = 0; i < need; i++)
        pixels[i] = size > 3 ? data[3 + i % (size - 3)] : 0;
    const struct colour_picture p = {pixels, width, height, 3 * width + gap};
    int count = plate_regions_find(&p, regions, 6);
    for (int i = 0; i < count; i++)
        if (plate_cut(&p, regions[i].corners, 0.1f, 0.2f, 96, 48, strip)) {
            plate_colour_of(strip, 96, 48);
            plate_recognition_input(strip, 96, 48, plate_slant(strip, 96, 48), size % 2 == 1, 160, 48, planes);
        }
    free(pixels);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > 0 && data[0] % 2 == 0)
        scores(data + 1, size - 1);
    else if (size > 0)
        picture(data + 1, size - 1);
    return 0;
}

#include "support/test.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plates/plate_match.h"
#include "plates/plate_track.h"
#include "support/picture_spoil.h"

static struct plate_grammar grammar;

/* ---- What a network would see ---- */

/* Every character for one column with that probability, a blank after each; the rest is spread evenly. */
static struct plate_posterior seen_as(const char *text, float sure)
{
    struct plate_posterior out = {0};
    struct plate_word word;
    assert_true(plate_word_from(text, &word));
    for (size_t i = 0; i < word.len; i++) {
        for (size_t s = 0; s <= PLATE_SYMBOLS; s++) {
            out.p[2 * i][s] = (1 - sure) / PLATE_SYMBOLS;
            out.p[2 * i + 1][s] = 1e-6f;
        }
        out.p[2 * i][word.symbols[i]] = sure;
        out.p[2 * i + 1][PLATE_SYMBOLS] = 1;
    }
    out.steps = 2 * word.len;
    return out;
}

/* At one place the network wavers between two characters. */
static void waver(struct plate_posterior *seen, size_t place, uint32_t a, uint32_t b, float share)
{
    unsigned x = plate_symbol(a), y = plate_symbol(b);
    float both = seen->p[2 * place][x] + seen->p[2 * place][y];
    seen->p[2 * place][x] = both * (1 - share);
    seen->p[2 * place][y] = both * share;
}

static const char *best_of(const struct plate_posterior *seen)
{
    static struct plate plate;
    struct plate_guess guesses[PLATE_GUESSES_MAX];
    plate.text[0] = '\0';
    if (plate_decode(seen, &grammar, guesses) > 0)
        assert_true(plate_word_text(&guesses[0].word, &plate));
    return plate.text;
}

static void every_kind_is_decoded(void **state)
{
    (void)state;
    static const char *const plates[] = {"京A12345",  "京AD12345", "京A12345D",  "京A1234警", "京A1234挂",
                                         "京A1234学", "粤Z1234港", "粤Z1234澳",  "沪A1234领", "领224578",
                                         "224578使",  "使224578",  "京X1234应急"};
    for (size_t i = 0; i < sizeof plates / sizeof *plates; i++) {
        struct plate_posterior seen = seen_as(plates[i], 0.97f);
        assert_string_equal(best_of(&seen), plates[i]);
    }
}

static void the_grammar_allows_the_forms_to_read_and_nothing_else(void **state)
{
    (void)state;
    uint64_t random = 7;
    unsigned taken = 0;
    for (int round = 0; round < 200000; round++) {
        struct plate_word word = {.len = (uint8_t)(6 + spoil_random(&random) % 3)};
        uint32_t forms = PLATE_FORMS_ALL;
        for (size_t i = 0; i < word.len; i++) {
            /* Mostly digits and letters, so that real plates come up. */
            uint64_t r = spoil_random(&random) >> 20;
            word.symbols[i] = (uint8_t)(i == 0 ? r % 31 : r % 8 ? 31 + r / 8 % 34 : r / 8 % PLATE_SYMBOLS);
            forms &= grammar.allow[i][word.symbols[i]];
        }
        struct plate plate;
        bool allowed = forms & grammar.complete[word.len];
        bool taken_as_plate = plate_word_text(&word, &plate);
        assert_int_equal(allowed, taken_as_plate);
        assert_int_equal(allowed, plate_word_common(&grammar, &word) > 0);
        taken += allowed;
    }
    assert_true(taken > 1000);
}

static void a_digit_in_the_place_of_the_letter_is_read_as_the_letter(void **state)
{
    (void)state;
    struct plate_posterior seen = seen_as("京Z12345", 0.97f);
    waver(&seen, 1, 'Z', '2', 0.999f);
    assert_string_equal(best_of(&seen), "京Z12345");
}

static void a_zero_in_the_place_of_the_letter_is_the_office_o_unless_it_may_be_a_q(void **state)
{
    (void)state;
    struct plate plate;
    struct plate_word with_o, with_zero;
    struct plate_posterior seen = seen_as("粤O12345", 0.97f);
    assert_string_equal(best_of(&seen), "粤O12345");
    waver(&seen, 1, '0', 'Q', 0.2f);
    assert_string_equal(best_of(&seen), "粤O12345");
    waver(&seen, 1, '0', 'Q', 0.4f);
    assert_string_equal(best_of(&seen), "粤Q12345");
    /* A tractor's plate begins with digits, and no ordinary one has eight characters. */
    assert_true(plate_word_from("苏O12345", &with_o) && plate_word_from("苏0112345", &with_zero));
    assert_true(plate_word_text(&with_o, &plate));
    assert_string_equal(plate.text, "苏O12345");
    assert_true(plate_word_text(&with_zero, &plate));
    assert_string_equal(plate.text, "苏0112345");
}

static void a_rare_form_needs_more_evidence(void **state)
{
    (void)state;
    static const char *const rare[] = {"VA12345", "空A12345", "WJ京1234X", "民航A1234", "苏1112345", "京A1234临"};
    for (size_t i = 0; i < sizeof rare / sizeof *rare; i++) {
        struct plate_posterior seen = seen_as(rare[i], 0.97f);
        assert_string_equal(best_of(&seen), rare[i]);
    }
    /* An army's plate against an ordinary one, by the first character alone. */
    struct plate_posterior seen = seen_as("VA12345", 0.97f);
    waver(&seen, 0, 'V', 0x6d59 /* 浙 */, 0.01f);
    assert_string_equal(best_of(&seen), "浙A12345");
    waver(&seen, 0, 'V', 0x6d59, 0.0001f);
    assert_string_equal(best_of(&seen), "VA12345");
}

static void nothing_is_no_plate(void **state)
{
    (void)state;
    struct plate_guess guesses[PLATE_GUESSES_MAX];
    struct plate_posterior none = {0};
    assert_int_equal(plate_decode(&none, &grammar, guesses), 0);
    none.steps = 3; /* too few columns for any plate */
    for (int t = 0; t < 3; t++)
        for (size_t s = 0; s <= PLATE_SYMBOLS; s++)
            none.p[t][s] = 0.01f;
    assert_int_equal(plate_decode(&none, &grammar, guesses), 0);
}

static void probabilities_of_all_plates_are_no_more_than_one(void **state)
{
    (void)state;
    struct plate_posterior seen = seen_as("京A12345", 0.6f);
    struct plate_guess guesses[PLATE_GUESSES_MAX];
    int count = plate_decode(&seen, &grammar, guesses);
    double sum = 0;
    assert_int_equal(count, PLATE_GUESSES_MAX);
    for (int i = 0; i < count; i++) {
        double exact = plate_word_logp(&seen, &guesses[i].word);
        /* The beam follows nearly all paths of a word that it keeps. */
        assert_true(fabs(exact - guesses[i].logp) < 0.05);
        sum += exp(exact);
    }
    assert_true(sum <= 1);
}

/* ---- From classes ---- */

static void numbers_that_are_no_probabilities_are_refused(void **state)
{
    (void)state;
    static const char dictionary[] =
        "京\n津\n沪\n渝\n冀\n晋\n蒙\n辽\n吉\n黑\n苏\n浙\n皖\n闽\n赣\n鲁\n豫\n鄂\n湘\n粤\n桂\n琼\n川\n贵\n云\n藏\n陕\n甘"
        "\n青\n宁\n新\n"
        "A\nB\nC\nD\nE\nF\nG\nH\nJ\nK\nL\nM\nN\nP\nQ\nR\nS\nT\nU\nV\nW\nX\nY\nZ\n0\n1\n2\n3\n4\n5\n6\n7\n8\n9\nO\na";
    struct plate_classes *classes = NULL;
    static struct plate_posterior seen;
    assert_int_equal(plate_classes_new(bytes_of_string("京\n津\n"), &classes), GH_MALFORMED);
    assert_int_equal(plate_classes_new(bytes_of_string(dictionary), &classes), GH_OK);
    size_t count = plate_classes_count(classes);
    assert_int_equal(count, 1 + 65 + 2 + 1);
    float *values = calloc(count * 2, sizeof *values);
    assert_non_null(values);
    values[66] = 0.9f; /* the letter O: plates have none, it is a zero */
    assert_int_equal(plate_posterior_from(classes, values, 2, &seen), GH_OK);
    assert_true(seen.p[0][plate_symbol('0')] > 0.5f);
    assert_true(seen.p[0][plate_symbol('0')] > seen.p[0][plate_symbol('Q')]);
    static const float bad[] = {NAN, INFINITY, -0.5f, 7};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        values[count + 3] = bad[i];
        assert_int_equal(plate_posterior_from(classes, values, 2, &seen), GH_MALFORMED);
    }
    assert_int_equal(plate_posterior_from(classes, values, PLATE_STEPS_MAX + 1, &seen), GH_TOO_LONG);
    free(values);
    plate_classes_free(classes);
}

/* ---- The list ---- */

static struct plate_list *list_with(const char *const *plates, size_t count)
{
    struct plate_list *list = plate_list_new();
    assert_non_null(list);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(plate_list_add(list, plates[i]), GH_OK);
    return list;
}

static struct plate_match matched(const struct plate_list *list, struct plate_posterior seen)
{
    static struct plate_views views;
    struct plate_guess guesses[PLATE_GUESSES_MAX];
    struct plate_match match;
    views.count = 1;
    views.seen[0] = seen;
    int count = plate_decode(&seen, &grammar, guesses);
    assert_true(count > 0);
    plate_match(list, &views, &guesses[0].word, &plate_thresholds_standard, &match);
    return match;
}

static void an_expected_plate_is_certain_a_stranger_is_unknown(void **state)
{
    (void)state;
    static const char *const today[] = {"京A12345", "沪B88888", "粤C0D0D0"};
    struct plate_list *list = list_with(today, 3);
    struct plate_match match = matched(list, seen_as("京A12345", 0.97f));
    assert_int_equal(match.certainty, PLATE_CERTAIN);
    assert_string_equal(match.plate.text, "京A12345");
    match = matched(list, seen_as("京A12346", 0.99f)); /* one character off is somebody else */
    assert_int_equal(match.certainty, PLATE_UNKNOWN);
    assert_string_equal(match.plate.text, "");
    match = matched(list, seen_as("新Z99999", 0.97f));
    assert_int_equal(match.certainty, PLATE_UNKNOWN);
    plate_list_free(list);
}

static void two_that_the_picture_cannot_tell_apart_are_for_the_guard(void **state)
{
    (void)state;
    static const char *const today[] = {"京A1234D", "京A12340"};
    struct plate_list *list = list_with(today, 2);
    struct plate_posterior seen = seen_as("京A1234D", 0.97f);
    waver(&seen, 6, 'D', '0', 0.45f);
    struct plate_match match = matched(list, seen);
    assert_int_equal(match.certainty, PLATE_PROBABLE);
    assert_int_equal(match.near_count, 2);
    assert_string_equal(match.near[0].text, "京A1234D");
    assert_string_equal(match.near[1].text, "京A12340");
    plate_list_free(list);
}

static void the_list_alone_makes_no_plate_certain(void **state)
{
    (void)state;
    static const char *const today[] = {"皖A13189"};
    struct plate_list *list = list_with(today, 1);
    /* An army plate, GA13189: what stands in the province's place is hardly one. */
    struct plate_posterior seen = seen_as("皖A13189", 0.97f);
    for (size_t i = 0; i < PLATE_SYMBOLS; i++)
        seen.p[0][i] = i == plate_symbol(0x7696 /* 皖 */) ? 1e-3f : PLATE_PROBABILITY_MIN;
    seen.p[0][PLATE_SYMBOLS] = 0.99f;
    struct plate_match match = matched(list, seen);
    assert_int_equal(match.certainty, PLATE_PROBABLE);
    assert_string_equal(match.plate.text, "皖A13189");
    /* Another province's plate, of which the list has the one that the picture finds less likely. */
    seen = seen_as("湘A13189", 0.97f);
    waver(&seen, 0, 0x6e58 /* 湘 */, 0x7696 /* 皖 */, 0.4f);
    match = matched(list, seen);
    assert_int_equal(match.certainty, PLATE_PROBABLE);
    /* The same doubt in the serial number is settled by the list. */
    seen = seen_as("皖A13139", 0.97f);
    waver(&seen, 5, '3', '8', 0.4f);
    match = matched(list, seen);
    assert_int_equal(match.certainty, PLATE_CERTAIN);
    plate_list_free(list);
}

static void a_plate_read_as_another_is_for_the_guard_though_the_list_has_its_neighbour(void **state)
{
    (void)state;
    static const char *const today[] = {"粤BQK999", "皖AJZ85U"};
    struct plate_list *list = list_with(today, 2);
    /* Three times as likely as the neighbour that is expected. */
    struct plate_posterior seen = seen_as("粤B0K999", 0.97f);
    waver(&seen, 2, '0', 'Q', 0.25f);
    struct plate_match match = matched(list, seen);
    assert_int_equal(match.certainty, PLATE_PROBABLE);
    assert_string_equal(match.plate.text, "粤BQK999");
    seen = seen_as("皖AJ285U", 0.97f);
    waver(&seen, 3, '2', 'Z', 0.25f);
    match = matched(list, seen);
    assert_int_equal(match.certainty, PLATE_PROBABLE);
    assert_string_equal(match.plate.text, "皖AJZ85U");
    plate_list_free(list);
}

static void an_empty_list_knows_nobody(void **state)
{
    (void)state;
    struct plate_list *list = plate_list_new();
    struct plate_match match = matched(list, seen_as("京A12345", 0.97f));
    assert_int_equal(match.certainty, PLATE_UNKNOWN);
    assert_int_equal(match.near_count, 0);
    assert_int_equal(plate_list_add(list, "no plate"), GH_MALFORMED);
    assert_int_equal(plate_list_add(list, "京A12345"), GH_OK);
    assert_int_equal(plate_list_add(list, "京A12345"), GH_OK);
    assert_int_equal(plate_list_count(list), 1);
    /* What no reader sees is kept for the look-up, and matches nothing. */
    assert_int_equal(plate_list_add(list, "民航A1234"), GH_OK);
    assert_int_equal(plate_list_add(list, "民航A1235"), GH_OK);
    assert_int_equal(plate_list_add(list, "民航A1234"), GH_OK);
    assert_int_equal(plate_list_count(list), 3);
    match = matched(list, seen_as("京A12345", 0.97f));
    assert_int_equal(match.near_count, 1);
    assert_string_equal(match.plate.text, "京A12345");
    plate_list_free(list);
}

static void a_list_has_an_end(void **state)
{
    (void)state;
    struct plate_list *list = plate_list_new();
    char text[PLATE_TEXT_SIZE];
    for (int i = 0; i < PLATE_LIST_MAX; i++) {
        snprintf(text, sizeof text, "京A%05d", i);
        assert_int_equal(plate_list_add(list, text), GH_OK);
    }
    assert_int_equal(plate_list_add(list, "京B00000"), GH_FULL);
    plate_list_free(list);
}

/* ---- In several views ---- */

static void one_good_view_outweighs_those_that_see_little(void **state)
{
    (void)state;
    static struct plate_views views;
    struct plate plate;
    views.count = 4;
    views.seen[0] = seen_as("京A12345", 0.97f);
    for (int v = 1; v < 4; v++)
        views.seen[v] = seen_as("京A12348", 0.5f);
    struct plate_guess best = plate_views_best(&views, &grammar);
    assert_true(plate_word_text(&best.word, &plate));
    assert_string_equal(plate.text, "京A12345");
    views.count = 0;
    assert_true(isinf(plate_views_best(&views, &grammar).logp));
}

/* ---- Over frames ---- */

static void settle(void *context, struct plate_reading *reading)
{
    (void)context;
    struct plate_guess best = plate_views_best(&reading->views, &grammar);
    reading->word = best.word;
    plate_word_text(&best.word, &reading->plate);
}

static void see(struct plate_tracker *t, struct plate_posterior seen, float x, int64_t now_ms)
{
    static struct plate_reading r;
    memset(&r, 0, sizeof r);
    r.views.count = 1;
    r.views.seen[0] = seen;
    settle(NULL, &r);
    r.confidence = 0.9;
    const struct plate_corner corners[4] = {{x, 100}, {x + 120, 100}, {x + 120, 140}, {x, 140}};
    memcpy(r.corners, corners, sizeof corners);
    plate_tracker_see(t, &r, 1, now_ms, settle, NULL);
}

static void a_car_that_waits_is_one_sighting(void **state)
{
    (void)state;
    static struct plate_tracker t;
    const struct plate_track *track;
    plate_tracker_init(&t);
    see(&t, seen_as("京A12345", 0.97f), 300, 1000);
    assert_int_equal(plate_tracker_news(&t, 1000, &track), PLATE_NO_NEWS); /* one frame is no sighting */
    assert_null(plate_tracker_front(&t));
    see(&t, seen_as("京A12345", 0.97f), 302, 1200);
    assert_int_equal(plate_tracker_news(&t, 1200, &track), PLATE_ARRIVED);
    assert_string_equal(track->reading.plate.text, "京A12345");
    plate_tracker_settle(&t, track->car);
    for (int64_t now = 1400; now < 60000; now += 200) {
        see(&t, seen_as("京A12345", 0.97f), 302, now);
        assert_int_equal(plate_tracker_news(&t, now, &track), PLATE_NO_NEWS);
    }
    assert_int_equal(plate_tracker_news(&t, 61000, &track), PLATE_NO_NEWS);
    assert_non_null(plate_tracker_front(&t));
    assert_int_equal(plate_tracker_news(&t, 59800 + PLATE_TRACK_LOST_MS + 1, &track), PLATE_LEFT);
    assert_string_equal(track->reading.plate.text, "京A12345");
    assert_int_equal(plate_tracker_news(&t, 70000, &track), PLATE_NO_NEWS);
    assert_null(plate_tracker_front(&t));
}

static void of_each_frame_its_best_view_counts(void **state)
{
    (void)state;
    static struct plate_tracker t;
    static struct plate_reading r;
    const struct plate_corner corners[4] = {{300, 100}, {420, 100}, {420, 140}, {300, 140}};
    const struct plate_track *track;
    plate_tracker_init(&t);
    memset(&r, 0, sizeof r);
    memcpy(r.corners, corners, sizeof corners);
    r.views.count = 2;
    r.views.seen[0] = seen_as("京A12348", 0.5f);
    r.views.seen[1] = seen_as("京A12345", 0.97f);
    r.confidence = 0.9;
    settle(NULL, &r);
    plate_tracker_see(&t, &r, 1, 1000, settle, NULL);
    plate_tracker_see(&t, &r, 1, 1200, settle, NULL);
    assert_int_equal(plate_tracker_news(&t, 1200, &track), PLATE_ARRIVED);
    assert_string_equal(track->reading.plate.text, "京A12345");
}

/* Far away a plate can't be told; nearer it can, even where its likeliest reading stays the same. */
static void a_car_that_is_not_settled_is_told_of_again(void **state)
{
    (void)state;
    static struct plate_tracker t;
    const struct plate_track *track;
    int told = 0;
    uint32_t car = 0;
    plate_tracker_init(&t);
    for (int64_t now = 1000; now <= 4000; now += 100) {
        see(&t, seen_as("京A12345", 0.97f), 300, now);
        while (plate_tracker_news(&t, now, &track) != PLATE_NO_NEWS) {
            assert_int_equal(track->steady, told++ > 0);
            car = track->car;
        }
    }
    assert_int_equal(told, 3);
    plate_tracker_settle(&t, car);
    see(&t, seen_as("京A12346", 0.97f), 300, 6000);
    assert_int_equal(plate_tracker_news(&t, 6000, &track), PLATE_NO_NEWS);
}

static void frames_outvote_one_bad_frame(void **state)
{
    (void)state;
    static struct plate_tracker t;
    const struct plate_track *track;
    struct plate_posterior bad = seen_as("京A12345", 0.97f);
    waver(&bad, 6, '5', '6', 0.9f);
    plate_tracker_init(&t);
    see(&t, bad, 300, 1000);
    see(&t, bad, 300, 1100);
    assert_int_equal(plate_tracker_news(&t, 1100, &track), PLATE_ARRIVED);
    assert_string_equal(track->reading.plate.text, "京A12346");
    uint32_t car = track->car;
    for (int64_t now = 1200; now <= 1600; now += 100)
        see(&t, seen_as("京A12345", 0.97f), 300, now);
    assert_int_equal(plate_tracker_news(&t, 1600, &track), PLATE_REREAD);
    assert_string_equal(track->reading.plate.text, "京A12345");
    assert_int_equal(track->car, car);
    assert_int_equal(plate_tracker_news(&t, 1600, &track), PLATE_NO_NEWS);
}

static void the_next_car_in_the_same_place_is_another(void **state)
{
    (void)state;
    static struct plate_tracker t;
    const struct plate_track *track;
    plate_tracker_init(&t);
    see(&t, seen_as("京A12345", 0.97f), 300, 1000);
    see(&t, seen_as("京A12345", 0.97f), 300, 1100);
    assert_int_equal(plate_tracker_news(&t, 1100, &track), PLATE_ARRIVED);
    uint32_t first = track->car;
    see(&t, seen_as("沪C98765", 0.97f), 300, 1500);
    see(&t, seen_as("沪C98765", 0.97f), 300, 1600);
    assert_int_equal(plate_tracker_news(&t, 1600, &track), PLATE_ARRIVED);
    assert_string_equal(track->reading.plate.text, "沪C98765");
    assert_int_not_equal(track->car, first);
    assert_int_equal(plate_tracker_news(&t, 1100 + PLATE_TRACK_LOST_MS + 1, &track), PLATE_LEFT);
    assert_int_equal(track->car, first);
}

static int make_grammar(void **state)
{
    (void)state;
    plate_grammar_make(&grammar);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_is_decoded),
        cmocka_unit_test(the_grammar_allows_the_forms_to_read_and_nothing_else),
        cmocka_unit_test(a_digit_in_the_place_of_the_letter_is_read_as_the_letter),
        cmocka_unit_test(a_zero_in_the_place_of_the_letter_is_the_office_o_unless_it_may_be_a_q),
        cmocka_unit_test(a_rare_form_needs_more_evidence),
        cmocka_unit_test(nothing_is_no_plate),
        cmocka_unit_test(probabilities_of_all_plates_are_no_more_than_one),
        cmocka_unit_test(numbers_that_are_no_probabilities_are_refused),
        cmocka_unit_test(an_expected_plate_is_certain_a_stranger_is_unknown),
        cmocka_unit_test(two_that_the_picture_cannot_tell_apart_are_for_the_guard),
        cmocka_unit_test(the_list_alone_makes_no_plate_certain),
        cmocka_unit_test(a_plate_read_as_another_is_for_the_guard_though_the_list_has_its_neighbour),
        cmocka_unit_test(an_empty_list_knows_nobody),
        cmocka_unit_test(a_list_has_an_end),
        cmocka_unit_test(one_good_view_outweighs_those_that_see_little),
        cmocka_unit_test(a_car_that_waits_is_one_sighting),
        cmocka_unit_test(a_car_that_is_not_settled_is_told_of_again),
        cmocka_unit_test(of_each_frame_its_best_view_counts),
        cmocka_unit_test(frames_outvote_one_bad_frame),
        cmocka_unit_test(the_next_car_in_the_same_place_is_another),
    };
    return cmocka_run_group_tests(tests, make_grammar, NULL);
}

/* A car before the vehicle camera: the network's reading of its plate against today's vehicles. */
#include "support/test.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "people/keyed_hash.h"
#include "plates/plate_decode.h"
#include "support/booth.h"

/* One column for each character, with that probability, and a blank after it. */
static struct plate_views *seen_as(const char *text, float sure)
{
    struct plate_views *views = calloc(1, sizeof *views);
    struct plate_word word;
    assert_non_null(views);
    assert_true(plate_word_from(text, &word));
    struct plate_posterior *seen = &views->seen[0];
    views->count = 1;
    seen->steps = 2 * word.len;
    for (int t = 0; t < seen->steps; t++)
        for (size_t s = 0; s <= PLATE_SYMBOLS; s++)
            seen->p[t][s] = t % 2 ? PLATE_PROBABILITY_MIN : (1 - sure) / PLATE_SYMBOLS;
    for (int i = 0; i < word.len; i++) {
        seen->p[2 * i][word.symbols[i]] = sure;
        seen->p[2 * i + 1][PLATE_SYMBOLS] = 1;
    }
    return views;
}

/* The character at that place is as probable as that, by the network. */
static void doubt(struct plate_views *views, int place, char character, float probability)
{
    views->seen[0].p[2 * place][plate_symbol((unsigned char)character)] = probability;
}

static void car_that(struct booth *b, const char *read, struct plate_views *views, bool steady)
{
    struct desk_command command = {.kind = COMMAND_CAR, .views = views, .on = steady};
    memset(&b->near, 0, sizeof b->near);
    strncpy(command.text, read, sizeof command.text - 1);
    booth_do(b, command);
    free(views);
}

static void car(struct booth *b, const char *read, struct plate_views *views)
{
    car_that(b, read, views, true);
}

static void an_expected_car_gets_its_verdict(void **unused)
{
    (void)unused;
    struct booth b;
    booth_open(&b, true);
    booth_put_vehicle(&b, "京A12345");
    car(&b, "京A12345", seen_as("京A12345", 0.97f));
    assert_int_equal(b.shown_count, 1);
    assert_int_equal(b.shown.presented_as, PRESENTED_PLATE);
    assert_true(b.shown.has_pass);
    assert_int_equal(b.shown.pass.kind, PASS_VEHICLE);
    assert_int_equal(b.shown.verdict.colour, VERDICT_GREEN);
    booth_close(&b);
}

/* The text is another plate's, and still the car is the expected one: the columns count, not the text. */
static void the_expected_plate_is_taken_where_the_picture_allows_it(void **unused)
{
    (void)unused;
    struct booth b;
    booth_open(&b, true);
    booth_put_vehicle(&b, "京A1234D");
    struct plate_views *views = seen_as("京A12340", 0.6f);
    doubt(views, 6, 'D', 0.35f);
    car(&b, "京A12340", views);
    assert_int_equal(b.shown_count, 1);
    assert_int_equal(b.shown.verdict.colour, VERDICT_GREEN);
    booth_close(&b);
}

static void a_probable_car_is_a_question_and_no_verdict(void **unused)
{
    (void)unused;
    struct booth b;
    booth_open(&b, true);
    booth_put_vehicle(&b, "京A12345");
    struct plate_views *views = seen_as("京A12346", 0.97f);
    doubt(views, 6, '5', 0.005f);
    car(&b, "京A12346", views);
    assert_int_equal(b.shown_count, 0);
    assert_true(b.near.seen);
    assert_string_equal(b.near.typed, "京A12346");
    assert_int_equal(b.near.count, 1);
    assert_string_equal(b.near.plates[0], "京A12345");
    struct entry entries[4];
    assert_int_equal(booth_entries(&b, entries, 4), 1); /* the guard's signing in, and nothing of the car */
    booth_close(&b);
}

static void a_stranger_has_no_reservation_once_its_plate_is_steady(void **unused)
{
    (void)unused;
    struct booth b;
    booth_open(&b, true);
    booth_put_vehicle(&b, "京A12345");
    car_that(&b, "沪C98765", seen_as("沪C98765", 0.97f), false);
    assert_int_equal(b.shown_count, 0);
    car(&b, "沪C98765", seen_as("沪C98765", 0.97f));
    assert_int_equal(b.shown_count, 1);
    assert_int_equal(b.shown.verdict.reason, REASON_NOT_EXPECTED);
    assert_int_equal(b.shown.presented_as, PRESENTED_PLATE);
    assert_string_equal(b.shown.plate, "沪C·98765");
    assert_true(b.shown.can_override);
    booth_close(&b);
}

static void nothing_is_said_of_an_unsure_plate(void **unused)
{
    (void)unused;
    struct booth b;
    booth_open(&b, true);
    booth_put_vehicle(&b, "京A12345");
    car(&b, "沪C98765", seen_as("沪C98765", 0.5f));
    booth_do(&b, (struct desk_command){.kind = COMMAND_DIRECTION, .direction = DIRECTION_OUT});
    car(&b, "沪C98765", seen_as("沪C98765", 0.97f)); /* on the way out nobody needs a reservation */
    assert_int_equal(b.shown_count, 0);
    assert_int_equal(b.near.count, 0);
    car(&b, "no plate", seen_as("京A12345", 0.97f));
    car(&b, "京A12345", NULL);
    assert_int_equal(b.shown_count, 0);
    booth_close(&b);
}

static void a_barred_car_is_told_of_although_nobody_expects_it(void **unused)
{
    (void)unused;
    struct booth b;
    struct plate plate;
    struct wire_record record = {.type = WIRE_BAR, .bar = {.plate = true}};
    booth_open(&b, true);
    booth_put_vehicle(&b, "京A12345");
    assert_int_equal(plate_parse(bytes_of_string("沪C98765"), &plate), PLATE_OK);
    plate_hash(b.campus_key, &plate, record.bar.hash);
    record.bar.version = ++b.version;
    booth_sync(&b, &record, 1, booth_now(&b) / 1000 * 1000);
    car(&b, "沪C98765", seen_as("沪C98765", 0.97f));
    assert_int_equal(b.shown_count, 1);
    assert_int_equal(b.shown.verdict.colour, VERDICT_RED);
    assert_int_equal(b.shown.verdict.reason, REASON_BARRED);
    booth_close(&b);
}

static void nobody_signed_in_is_told_of_no_car(void **unused)
{
    (void)unused;
    struct booth b;
    booth_open(&b, true);
    booth_put_vehicle(&b, "京A12345");
    booth_do(&b, (struct desk_command){.kind = COMMAND_SIGN_OUT});
    car(&b, "京A12345", seen_as("京A12345", 0.97f));
    assert_int_equal(b.shown_count, 0);
    assert_null(b.desk->expected.list);
    booth_close(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_expected_car_gets_its_verdict),
        cmocka_unit_test(the_expected_plate_is_taken_where_the_picture_allows_it),
        cmocka_unit_test(a_probable_car_is_a_question_and_no_verdict),
        cmocka_unit_test(a_stranger_has_no_reservation_once_its_plate_is_steady),
        cmocka_unit_test(nothing_is_said_of_an_unsure_plate),
        cmocka_unit_test(a_barred_car_is_told_of_although_nobody_expects_it),
        cmocka_unit_test(nobody_signed_in_is_told_of_no_car),
    };
    return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}

/* A walk-up application as visitors fill it in: what is asked, what is taken, what goes into the box. */
#include "support/test.h"

#include <jansson.h>
#include <string.h>

#include "walk_up/form.h"
#include "wire/walk_up_notice.h"

static const struct civil_date today = {2026, 11, 28};

static void type(struct walk_up_form *f, const char *text)
{
    (void)form_type(f, text);
}

static enum form_check check(const struct walk_up_form *f)
{
    const char *message;
    return form_check(f, today, &message);
}

static void next(struct walk_up_form *f, enum walk_up_step expected)
{
    form_next(f, today);
    assert_int_equal(f->step, expected);
}

static void choose(struct walk_up_form *f, int choice, enum walk_up_step expected)
{
    form_choose(f, choice);
    assert_int_equal(f->step, expected);
}

static const struct wire_unit unit = {.unit = 7, .name_zh = "物理学院", .name_en = "School of Physics"};

static void up_to_the_host(struct walk_up_form *f, bool vehicle)
{
    form_begin(f);
    next(f, STEP_CATEGORY);
    choose(f, vehicle, STEP_PURPOSE);
    choose(f, 2, STEP_UNIT);
    form_choose_unit(f, &unit);
    assert_int_equal(f->step, STEP_HOST);
    type(f, "陈教授");
}

static void a_resident(struct walk_up_form *f)
{
    type(f, "王小明");
    next(f, STEP_DOCUMENT);
    type(f, "44030819990110003");
    assert_int_equal(check(f), FORM_UNFINISHED);
    type(f, "4");
    next(f, STEP_MOBILE); /* the number tells the sex */
    type(f, "13900139000");
    next(f, STEP_PEOPLE);
}

static json_t *json_of(const struct walk_up_form *f)
{
    char text[WALK_UP_PLAIN_MAX];
    size_t len = 0;
    assert_int_equal(form_json(f, 1000000, 4600000, "AAAAAAAAAAAAAAAAAAAAAA", false, today, text, &len), GH_OK);
    json_t *json = json_loadb(text, len, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(json);
    return json;
}

static void the_notice_names_the_days_that_are_known(void **unused)
{
    (void)unused;
    struct walk_up_form f;
    char text[WALK_UP_NOTICE_SIZE];
    up_to_the_host(&f, false);
    next(&f, STEP_NAME);
    a_resident(&f);
    next(&f, STEP_DURATION);
    choose(&f, 1, STEP_REVIEW);
    f.keep_days = 90;
    json_t *json = json_of(&f), *consent = json_object_get(json, "consent");
    assert_int_equal(json_integer_value(json_object_get(consent, "notice")), WALK_UP_NOTICE);
    assert_int_equal(json_integer_value(json_object_get(consent, "days")), 90);
    json_decref(json);
    assert_true(walk_up_notice(walk_up_notice_version(90), 90, false, text));
    assert_non_null(strstr(text, "来访结束 90 天后删除"));
    assert_true(walk_up_notice(walk_up_notice_version(90), 90, true, text));
    assert_non_null(strstr(text, "deleted 90 days after the visit"));
    assert_true(walk_up_notice(walk_up_notice_version(0), 0, false, text));
    assert_non_null(strstr(text, "按学校规定的期限删除"));
    assert_false(walk_up_notice(WALK_UP_NOTICE, 0, false, text)); /* it would have to invent a number */
    assert_false(walk_up_notice(WALK_UP_NOTICE, WALK_UP_NOTICE_DAYS_MAX + 1, false, text));
    assert_false(walk_up_notice(WALK_UP_NOTICE + 1, 90, false, text));
    form_wipe(&f);
}

static void marks_that_show_nothing_use_up_no_room(void **unused)
{
    (void)unused;
    struct walk_up_form f;
    form_begin(&f);
    f.step = STEP_MOBILE;
    type(&f, "\u202d138\u200b00138000\u202c");
    assert_string_equal(f.persons[0].mobile, "13800138000");
    f.step = STEP_NAME;
    type(&f, "O");
    assert_int_equal(check(&f), FORM_GOOD);
    assert_true(form_erase(&f));
    type(&f, "张");
    assert_int_equal(check(&f), FORM_GOOD); /* with a sentence that asks to compare it */
    assert_true(form_erase(&f));
    type(&f, "'");
    assert_int_equal(check(&f), FORM_UNFINISHED);
}

static void numbers_of_other_countries_are_taken(void **unused)
{
    (void)unused;
    static const struct {
        int code;
        const char *typed, *number;
        enum form_check check;
    } cases[] = {
        {852, "91234567", "+85291234567", FORM_GOOD},  {852, "9123456", "+8529123456", FORM_UNFINISHED},
        {852, "11234567", "+85211234567", FORM_WRONG}, {44, "07400123456", "+4407400123456", FORM_GOOD},
        {1, "2025550123", "+12025550123", FORM_GOOD},  {0, "4915123456789", "+4915123456789", FORM_GOOD},
        {0, "999123456", "+999123456", FORM_WRONG},    {86, "13900139000", "13900139000", FORM_GOOD},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct walk_up_form f;
        form_begin(&f);
        f.step = STEP_MOBILE;
        form_choose_country(&f, cases[i].code);
        type(&f, cases[i].typed);
        assert_string_equal(f.persons[0].mobile, cases[i].number);
        assert_int_equal(check(&f), cases[i].check);
    }
}

static void another_country_keeps_the_digits(void **unused)
{
    (void)unused;
    struct walk_up_form f;
    form_begin(&f);
    f.step = STEP_MOBILE;
    type(&f, "61234567");
    assert_int_equal(check(&f), FORM_WRONG);
    assert_int_equal(form_country(&f), 86);
    form_choose_country(&f, 852);
    assert_int_equal(check(&f), FORM_GOOD);
    form_choose_country(&f, 853);
    assert_string_equal(f.persons[0].mobile, "+85361234567");
    assert_int_equal(form_country(&f), 853);
    form_choose_country(&f, 86);
    assert_string_equal(f.persons[0].mobile, "61234567");
    form_choose_country(&f, 0);
    assert_string_equal(f.persons[0].mobile, "+");
    assert_int_equal(form_country(&f), 0);
    while (form_erase(&f))
        ;
    type(&f, "0085291234567");
    assert_int_equal(check(&f), FORM_GOOD);
    assert_int_equal(form_country(&f), 0);
}

static void a_pedestrian_gets_through(void **unused)
{
    (void)unused;
    struct walk_up_form f;
    up_to_the_host(&f, false);
    next(&f, STEP_NAME);
    a_resident(&f);
    next(&f, STEP_DURATION);
    choose(&f, 1, STEP_REVIEW);
    json_t *json = json_of(&f);
    const char *name = NULL, *sex = NULL, *kind = NULL, *purpose = NULL, *host = NULL;
    json_int_t id = 0;
    assert_int_equal(json_unpack(json, "{s:{s:I, s:s, s:s, s:[{s:s, s:s, s:s}]}}", "application", "unit", &id,
                                 "purpose", &purpose, "host_name", &host, "persons", "name", &name, "sex", &sex,
                                 "document_kind", &kind),
                     0);
    assert_int_equal(id, 7);
    json_t *consent = json_object_get(json, "consent");
    assert_int_equal(json_integer_value(json_object_get(consent, "notice")), 1); /* no number of days is known */
    assert_null(json_object_get(consent, "days"));
    assert_string_equal(name, "王小明");
    assert_string_equal(sex, "M");
    assert_string_equal(kind, "resident-id");
    assert_string_equal(purpose, "送货");
    assert_string_equal(host, "陈教授");
    json_decref(json);
}

static void a_plate_of_an_unknown_form_is_compared_and_taken(void **unused)
{
    (void)unused;
    struct walk_up_form f;
    const char *message;
    up_to_the_host(&f, true);
    next(&f, STEP_PLATE);
    type(&f, "\u00b7"); /* the key ABC */
    type(&f, "V");
    type(&f, "A12345");
    assert_string_equal(f.plate, "VA12345");
    assert_int_equal(form_check(&f, today, &message), FORM_GOOD);
    assert_null(message);
    while (form_erase(&f))
        ;
    type(&f, "浙A123456");
    assert_int_equal(form_check(&f, today, &message), FORM_GOOD);
    assert_non_null(message);
    while (form_erase(&f))
        ;
    type(&f, "京AO1234");
    assert_int_equal(form_check(&f, today, &message), FORM_WRONG);
    type(&f, "5678"); /* nine characters at most */
    assert_string_equal(f.plate, "京AO123456");
}

static void a_car_has_a_plate_and_riders(void **unused)
{
    (void)unused;
    struct walk_up_form f;
    int at, of;
    up_to_the_host(&f, true);
    next(&f, STEP_PLATE);
    form_progress(&f, &at, &of);
    assert_int_equal(of, 10);
    type(&f, "京A1234");
    assert_int_equal(check(&f), FORM_UNFINISHED);
    type(&f, "5");
    next(&f, STEP_NAME);
    a_resident(&f);
    assert_true(form_add_person(&f));
    type(&f, "Anne-Marie Dupont");
    next(&f, STEP_DOCUMENT);
    choose(&f, DOCUMENT_PASSPORT, STEP_DOCUMENT);
    type(&f, "12AB34567");
    next(&f, STEP_SEX); /* a passport's number tells nothing */
    choose(&f, 1, STEP_MOBILE);
    type(&f, "13800138000");
    next(&f, STEP_PEOPLE);
    next(&f, STEP_DURATION);
    choose(&f, 0, STEP_REVIEW);
    json_t *json = json_of(&f);
    const json_t *application = json_object_get(json, "application");
    assert_int_equal(json_array_size(json_object_get(application, "persons")), 2);
    assert_string_equal(
        json_string_value(json_object_get(json_array_get(json_object_get(application, "vehicles"), 0), "plate")),
        "京A12345");
    assert_int_equal(
        json_integer_value(json_object_get(json_array_get(json_object_get(application, "persons"), 1), "vehicle")), 0);
    json_decref(json);
}

static void mistakes_are_told_while_typing(void **unused)
{
    (void)unused;
    struct walk_up_form f;
    const char *message;
    up_to_the_host(&f, false);
    next(&f, STEP_NAME);
    type(&f, "买买提·艾山");
    assert_int_equal(check(&f), FORM_GOOD);
    next(&f, STEP_DOCUMENT);
    type(&f, "440308199901100035");
    assert_int_equal(form_check(&f, today, &message), FORM_WRONG);
    assert_non_null(message);
    next(&f, STEP_DOCUMENT); /* no way on */
    assert_true(form_erase(&f));
    type(&f, "44"); /* a complete number takes no more */
    assert_int_equal(strlen(f.persons[0].number), RESIDENT_ID_LEN);
    assert_true(form_erase(&f));
    type(&f, "4");
    next(&f, STEP_MOBILE);
    type(&f, "2");
    assert_int_equal(check(&f), FORM_WRONG);
}

static void a_car_at_the_barrier_begins_with_its_plate(void **unused)
{
    (void)unused;
    struct walk_up_form f;
    form_begin_with_plate(&f, "沪C·98765");
    next(&f, STEP_PURPOSE);
    choose(&f, 2, STEP_UNIT);
    form_choose_unit(&f, &unit);
    type(&f, "陈教授");
    next(&f, STEP_PLATE);
    assert_string_equal(f.plate, "沪C98765");
    next(&f, STEP_NAME);
}

static void going_back_loses_nothing(void **unused)
{
    (void)unused;
    struct walk_up_form f;
    up_to_the_host(&f, false);
    next(&f, STEP_NAME);
    a_resident(&f);
    int steps = 0;
    while (form_back(&f))
        steps++;
    assert_int_equal(f.step, STEP_START);
    assert_int_equal(steps, 8);
    for (int i = 0; i < 8; i++)
        form_next(&f, today);
    assert_int_equal(f.step, STEP_PEOPLE);
    assert_string_equal(f.persons[0].mobile, "13900139000");
}

static void a_correction_leads_back_to_the_review(void **unused)
{
    (void)unused;
    struct walk_up_form f;
    up_to_the_host(&f, false);
    next(&f, STEP_NAME);
    a_resident(&f);
    next(&f, STEP_DURATION);
    choose(&f, 3, STEP_REVIEW);
    form_correct(&f, STEP_HOST, 0);
    assert_int_equal(f.step, STEP_HOST);
    next(&f, STEP_REVIEW);
    form_correct(&f, STEP_DOCUMENT, 0);
    choose(&f, DOCUMENT_PASSPORT, STEP_DOCUMENT);
    type(&f, "E12345678");
    next(&f, STEP_SEX);
    choose(&f, 0, STEP_REVIEW);
    form_correct(&f, STEP_CATEGORY, 0);
    choose(&f, 1, STEP_PLATE);
    type(&f, "京AD12345");
    next(&f, STEP_REVIEW);
    form_correct(&f, STEP_MOBILE, 0);
    assert_true(form_back(&f));
    assert_int_equal(f.step, STEP_REVIEW);
}

static void a_child(struct walk_up_form *f)
{
    up_to_the_host(f, false);
    next(f, STEP_NAME);
    type(f, "赵小");
    next(f, STEP_DOCUMENT);
    type(f, "110108202001010030");
    next(f, STEP_MOBILE);
    type(f, "13900139000");
    next(f, STEP_PEOPLE);
}

static void a_guardian_consents_for_a_child_who_comes_alone(void **unused)
{
    (void)unused;
    struct walk_up_form f;
    const char *message;
    a_child(&f);
    next(&f, STEP_GUARDIAN);
    assert_int_equal(form_check(&f, today, &message), FORM_UNFINISHED);
    next(&f, STEP_GUARDIAN);
    type(&f, "赵卫国");
    next(&f, STEP_DURATION);
    assert_true(form_back(&f));
    assert_int_equal(f.step, STEP_GUARDIAN);
    next(&f, STEP_DURATION);
    choose(&f, 3, STEP_REVIEW);
    json_t *json = json_of(&f);
    assert_string_equal(json_string_value(json_object_get(json_object_get(json, "consent"), "guardian")), "赵卫国");
    json_decref(json);
    form_wipe(&f);
    assert_string_equal(f.guardian, "");
}

static void a_grown_up_of_the_application_is_the_guardian(void **unused)
{
    (void)unused;
    struct walk_up_form f;
    a_child(&f);
    assert_true(form_add_person(&f));
    a_resident(&f);
    next(&f, STEP_DURATION);
    choose(&f, 3, STEP_REVIEW);
    json_t *json = json_of(&f);
    assert_null(json_object_get(json_object_get(json, "consent"), "guardian"));
    json_decref(json);
    /* Only the child stays: somebody must consent. */
    form_remove_person(&f, 1);
    form_correct(&f, STEP_MOBILE, 0);
    next(&f, STEP_GUARDIAN);
    type(&f, "赵卫国");
    next(&f, STEP_REVIEW);
}

static void the_same_person_is_not_named_twice(void **unused)
{
    (void)unused;
    struct walk_up_form f;
    const char *message;
    up_to_the_host(&f, false);
    next(&f, STEP_NAME);
    a_resident(&f);
    assert_true(form_add_person(&f));
    type(&f, "王小明");
    next(&f, STEP_DOCUMENT);
    type(&f, "440308199901100034");
    assert_int_equal(form_check(&f, today, &message), FORM_WRONG);
    /* Going back drops the person who was about to be added. */
    assert_true(form_back(&f));
    assert_true(form_back(&f));
    assert_int_equal(f.step, STEP_PEOPLE);
    assert_int_equal(f.person_count, 1);
}

static void nothing_unfinished_gets_into_a_box(void **unused)
{
    (void)unused;
    struct walk_up_form f;
    char text[WALK_UP_PLAIN_MAX];
    size_t len;
    up_to_the_host(&f, false);
    next(&f, STEP_NAME);
    a_resident(&f);
    next(&f, STEP_DURATION);
    choose(&f, 1, STEP_REVIEW);
    f.persons[0].mobile[10] = '\0';
    assert_int_equal(form_json(&f, 1, 2, "AAAAAAAAAAAAAAAAAAAAAA", false, today, text, &len), GH_MALFORMED);
}

static void a_visit_ends_with_the_day(void **unused)
{
    (void)unused;
    struct walk_up_form f;
    form_begin(&f);
    f.duration = 0;
    assert_int_equal(form_until(&f, 0, 10 * TICK_HOUR), TICK_HOUR);
    f.duration = 2;
    assert_int_equal(form_until(&f, 0, 3 * TICK_HOUR), 3 * TICK_HOUR);
    f.duration = 3;
    assert_int_equal(form_until(&f, 0, 3 * TICK_HOUR), 3 * TICK_HOUR);
}

/* The longest of everything still fits the box. */
static void the_largest_application_fits(void **unused)
{
    (void)unused;
    struct walk_up_form f;
    up_to_the_host(&f, true);
    memset(f.host, 'A', 50);
    f.host[50] = '\0';
    next(&f, STEP_PLATE);
    type(&f, "京AD12345");
    next(&f, STEP_NAME);
    for (int i = 0; i < FORM_PERSONS_MAX; i++) {
        for (int c = 0; c < 50; c++)
            type(&f, "买");
        next(&f, STEP_DOCUMENT);
        choose(&f, DOCUMENT_PASSPORT, STEP_DOCUMENT);
        char number[] = "E12345670";
        number[8] = (char)('0' + i);
        type(&f, number);
        next(&f, STEP_SEX);
        choose(&f, 0, STEP_MOBILE);
        type(&f, "13900139000");
        next(&f, STEP_PEOPLE);
        if (i + 1 < FORM_PERSONS_MAX)
            assert_true(form_add_person(&f));
    }
    assert_false(form_add_person(&f));
    next(&f, STEP_DURATION);
    choose(&f, 1, STEP_REVIEW);
    json_decref(json_of(&f));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_of_other_countries_are_taken),
        cmocka_unit_test(another_country_keeps_the_digits),
        cmocka_unit_test(a_pedestrian_gets_through),
        cmocka_unit_test(the_notice_names_the_days_that_are_known),
        cmocka_unit_test(marks_that_show_nothing_use_up_no_room),
        cmocka_unit_test(a_plate_of_an_unknown_form_is_compared_and_taken),
        cmocka_unit_test(a_car_has_a_plate_and_riders),
        cmocka_unit_test(mistakes_are_told_while_typing),
        cmocka_unit_test(a_car_at_the_barrier_begins_with_its_plate),
        cmocka_unit_test(going_back_loses_nothing),
        cmocka_unit_test(a_correction_leads_back_to_the_review),
        cmocka_unit_test(a_guardian_consents_for_a_child_who_comes_alone),
        cmocka_unit_test(a_grown_up_of_the_application_is_the_guardian),
        cmocka_unit_test(the_same_person_is_not_named_twice),
        cmocka_unit_test(nothing_unfinished_gets_into_a_box),
        cmocka_unit_test(a_visit_ends_with_the_day),
        cmocka_unit_test(the_largest_application_fits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Amendments by value: what they keep, add and drop, what has a deadline, and what a reader sees of them. */
#include "support/test.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "records/amendment.h"
#include "records/application_input.h"

#define DAY(n) ((tick)(20000 + (n)) * TICK_DAY - 8 * TICK_HOUR) /* midnight in China */

static const struct calendar calendar = {.zone_minutes = 480, .deadline_minute = 960};

static struct uuid id_of(int kind, int n)
{
    struct uuid id = {{1, 2, 3, 4, 5, 6, 0x70, (uint8_t)kind, 0x80}};
    id.b[15] = (uint8_t)n;
    return id;
}

static void put_person(struct application *a, size_t i, const char *name, const char *document, int vehicle)
{
    struct person *p = &a->persons[i];
    p->id = id_of(1, (int)i + 1);
    p->vehicle = vehicle;
    p->document_kind = DOCUMENT_PASSPORT;
    p->sex = 'M';
    (void)snprintf(p->name, sizeof p->name, "%s", name);
    (void)snprintf(p->mobile, sizeof p->mobile, "1390013900%zu", i);
    (void)snprintf(p->document_number, sizeof p->document_number, "%s", document);
}

/* Two persons, the second in a car, on days 10 and 12. */
static struct application approved(void)
{
    struct application a = {
        .id = id_of(9, 1), .unit = 3, .campus = 1, .gates = 1, .state = FLOW_APPROVED, .version = 7};
    (void)snprintf(a.kind, sizeof a.kind, "visit");
    (void)snprintf(a.number, sizeof a.number, "26112400017");
    assert_int_equal(application_set_periods(&a, 2), GH_OK);
    assert_int_equal(application_set_vehicles(&a, 1), GH_OK);
    assert_int_equal(application_set_persons(&a, 2), GH_OK);
    for (int i = 0; i < 2; i++)
        a.periods[i] = (struct period){
            .id = id_of(3, i + 1), .from = DAY(10 + 2 * i) + 8 * TICK_HOUR, .to = DAY(10 + 2 * i) + 18 * TICK_HOUR};
    a.vehicles[0].id = id_of(2, 1);
    (void)snprintf(a.vehicles[0].plate, sizeof a.vehicles[0].plate, "京A12345");
    put_person(&a, 0, "张三", "E1", ON_FOOT);
    put_person(&a, 1, "李四", "E2", 0);
    return a;
}

static struct application draft_of(const struct application *a)
{
    struct application draft;
    assert_int_equal(amendment_begin(a, &draft), GH_OK);
    return draft;
}

static void a_draft_begins_with_what_was_approved(void **unused)
{
    (void)unused;
    struct application a = approved();
    a.persons[0].refused = true;
    struct application draft = draft_of(&a);
    assert_true(uuid_equal(&draft.amends, &a.id));
    assert_int_equal(application_origin(&draft), FLOW_AMENDMENT);
    assert_true(uuid_is_nil(&draft.id));
    assert_int_equal(draft.person_count, 1); /* who was refused is no part of it */
    assert_string_equal(draft.persons[0].name, "李四");
    assert_true(uuid_is_nil(&draft.persons[0].id));
    assert_int_equal(draft.persons[0].vehicle, 0);
    assert_int_equal(draft.period_count, 2);
    application_free(&draft);
    a.persons[0].refused = false;
    a.vehicles[0].refused = true; /* and neither is a refused car with its riders */
    draft = draft_of(&a);
    assert_int_equal(draft.vehicle_count, 0);
    assert_int_equal(draft.person_count, 1);
    assert_int_equal(draft.persons[0].vehicle, ON_FOOT);
    application_free(&draft);
    application_free(&a);
}

/* What may be changed in a draft, and what a reader is shown of it: paths, with values in full. */
static void change_nothing(struct application *draft)
{
    (void)draft;
}

static void correct_a_name(struct application *draft)
{
    (void)snprintf(draft->persons[0].name, sizeof draft->persons[0].name, "张三丰");
}

static void change_a_document(struct application *draft)
{
    (void)snprintf(draft->persons[0].document_number, sizeof draft->persons[0].document_number, "E9");
}

static void add_a_person(struct application *draft)
{
    assert_int_equal(application_set_persons(draft, 3), GH_OK);
    put_person(draft, 2, "王五", "E3", ON_FOOT);
    draft->persons[2].id = (struct uuid){0};
}

static void drop_a_person(struct application *draft)
{
    draft->persons[0] = draft->persons[1];
    assert_int_equal(application_set_persons(draft, 1), GH_OK);
}

static void change_the_plate(struct application *draft)
{
    (void)snprintf(draft->vehicles[0].plate, sizeof draft->vehicles[0].plate, "京B67890");
}

static void move_the_first_day(struct application *draft)
{
    draft->periods[0].from += TICK_DAY;
    draft->periods[0].to += TICK_DAY;
}

static void drop_the_second_day(struct application *draft)
{
    assert_int_equal(application_set_periods(draft, 1), GH_OK);
}

static void open_another_gate(struct application *draft)
{
    draft->gates = 3;
}

static const struct {
    void (*change)(struct application *draft);
    const char *paths; /* of the changes, joined by blanks */
    int deadline;      /* day of the earliest period that somebody newly enters; 0: none, no deadline */
} cases[] = {
    {change_nothing, "", 0},
    {correct_a_name, "persons[0].name", 0},
    {change_a_document, "persons[0].added persons[0].dropped", 10}, /* another document is another person */
    {add_a_person, "persons[2].added", 10},
    {drop_a_person, "persons[0].dropped", 0},
    {change_the_plate, "vehicles[0].added vehicles[0].dropped", 10},
    {move_the_first_day, "periods[0]", 11},
    {drop_the_second_day, "periods[1]", 0},
    {open_another_gate, "gates", 10},
};

static void paths_of(const json_t *changes, char *out, size_t size)
{
    size_t i, used = 0;
    const json_t *one;
    out[0] = '\0';
    json_array_foreach(changes, i, one) used += (size_t)snprintf(out + used, size - used, "%s%s", i ? " " : "",
                                                                 json_string_value(json_object_get(one, "path")));
}

static void each_change_is_told_once_and_has_its_deadline(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct application a = approved(), draft = draft_of(&a), merged;
        char paths[256];
        cases[i].change(&draft);
        assert_int_equal(amendment_merge(&a, &draft, &merged), GH_OK);
        json_t *changes = application_amended(&a, &merged, true);
        paths_of(changes, paths, sizeof paths);
        assert_string_equal(paths, cases[i].paths);
        const tick by = amendment_submit_by(&a, &merged, &calendar, DAY(1));
        assert_int_equal(by, cases[i].deadline ? calendar_submit_by(&calendar, 20000 + cases[i].deadline) : 0);
        json_decref(changes);
        application_free(&merged);
        application_free(&draft);
        application_free(&a);
    }
}

static void merging_keeps_identity_and_ids(void **unused)
{
    (void)unused;
    struct application a = approved(), draft = draft_of(&a), merged;
    draft.unit = 99; /* belongs to those who decided */
    add_a_person(&draft);
    move_the_first_day(&draft);
    assert_int_equal(amendment_merge(&a, &draft, &merged), GH_OK);
    assert_true(uuid_equal(&merged.id, &a.id));
    assert_string_equal(merged.number, a.number);
    assert_int_equal(merged.unit, 3);
    assert_int_equal(merged.state, FLOW_APPROVED);
    assert_int_equal(merged.version, 7);
    for (int i = 0; i < 2; i++)
        assert_true(uuid_equal(&merged.persons[i].id, &a.persons[i].id));
    assert_true(uuid_is_nil(&merged.persons[2].id));
    assert_true(uuid_equal(&merged.vehicles[0].id, &a.vehicles[0].id));
    assert_true(uuid_is_nil(&merged.periods[0].id)); /* another time is another period */
    assert_true(uuid_equal(&merged.periods[1].id, &a.periods[1].id));
    struct field_errors errors = {0};
    amendment_check(&a, &draft, &errors);
    assert_int_equal(errors.count, 1);
    assert_string_equal(errors.items[0].path, "unit");
    application_free(&merged);
    application_free(&draft);
    application_free(&a);
}

static void a_visit_under_way_can_still_be_joined(void **unused)
{
    (void)unused;
    struct application a = approved(), draft, merged;
    a.periods[0].to = DAY(13) + 18 * TICK_HOUR; /* days 10 to 13 */
    assert_int_equal(application_set_periods(&a, 1), GH_OK);
    draft = draft_of(&a);
    add_a_person(&draft);
    assert_int_equal(amendment_merge(&a, &draft, &merged), GH_OK);
    assert_int_equal(amendment_submit_by(&a, &merged, &calendar, DAY(11)), calendar_submit_by(&calendar, 20013));
    application_free(&merged);
    application_free(&draft);
    application_free(&a);
}

static void names_of_those_added_and_dropped_are_masked(void **unused)
{
    (void)unused;
    struct application a = approved(), draft = draft_of(&a), merged;
    add_a_person(&draft);
    assert_int_equal(amendment_merge(&a, &draft, &merged), GH_OK);
    json_t *full = application_amended(&a, &merged, true), *masked = application_amended(&a, &merged, false);
    assert_string_equal(json_string_value(json_object_get(json_array_get(full, 0), "to")), "王五");
    assert_string_equal(json_string_value(json_object_get(json_array_get(masked, 0), "to")), "王*");
    assert_int_equal(application_mask_changes(full, true), GH_OK);
    assert_string_equal(json_string_value(json_object_get(json_array_get(full, 0), "to")), "王五");
    assert_int_equal(application_mask_changes(full, false), GH_OK);
    assert_true(json_equal(full, masked));
    json_decref(full);
    json_decref(masked);
    application_free(&merged);
    application_free(&draft);
    application_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_draft_begins_with_what_was_approved),
        cmocka_unit_test(each_change_is_told_once_and_has_its_deadline),
        cmocka_unit_test(merging_keeps_identity_and_ids),
        cmocka_unit_test(a_visit_under_way_can_still_be_joined),
        cmocka_unit_test(names_of_those_added_and_dropped_are_masked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* What rules give: by verified attributes alone, in the order of the list, and never a duty. */
#include "support/test.h"

#include <stdio.h>
#include <string.h>

#include "identity/rule.h"

static struct identity who;
static struct identity_gift gift;

static void apply(const struct identity_rule *items, size_t count)
{
    static struct identity_rules rules;
    rules.count = count;
    memcpy(rules.items, items, count * sizeof *items);
    identity_rules_apply(&rules, &who, &gift);
}

static void verified_attributes_alone_count(void **state)
{
    const struct identity_rule rules[] = {
        {.attribute = "memberOf", .value = "gate", .home_unit = 3, .grant = {ROLE_REVIEWER, 0, 1, 0}}};
    (void)state;
    who = (struct identity){.attribute_count = 0};
    identity_put(&who, "memberOf", "gate", false);
    apply(rules, 1);
    assert_int_equal(gift.grant_count, 0);
    assert_int_equal(gift.home_unit, 0);
    assert_false(gift.matched[0]);
    identity_put(&who, "memberOf", "GATE", true); /* a second value of the list, in other letters */
    apply(rules, 1);
    assert_int_equal(gift.grant_count, 1);
    assert_int_equal(gift.grants[0].role, ROLE_REVIEWER);
    assert_int_equal(gift.grants[0].campus, 1);
    assert_int_equal(gift.home_unit, 3);
    assert_true(gift.matched[0]);
}

static void the_first_rule_names_the_unit(void **state)
{
    const struct identity_rule rules[] = {{.attribute = "a", .value = "1", .grant = {ROLE_APPLICANT, 0, 0, 0}},
                                          {.attribute = "a", .value = "1", .home_unit = 5},
                                          {.attribute = "a", .value = "1", .home_unit = 6},
                                          {.attribute = "a", .value = "11", .home_unit = 7}};
    (void)state;
    who = (struct identity){.attribute_count = 0};
    identity_put(&who, "a", "1", true);
    apply(rules, 4);
    assert_int_equal(gift.home_unit, 5);
    assert_false(gift.matched[3]); /* equal, not the beginning */
}

static void a_duty_is_never_given(void **state)
{
    const struct identity_rule rules[] = {
        {.attribute = "a", .value = "1", .grant = {ROLE_ADMINISTRATOR, 0, 0, 0}},
        {.attribute = "a", .value = "1", .grant = {ROLE_SECURITY_ADMINISTRATOR, 0, 0, 0}},
        {.attribute = "a", .value = "1", .grant = {ROLE_AUDITOR, 0, 0, 0}}};
    (void)state;
    who = (struct identity){.attribute_count = 0};
    identity_put(&who, "a", "1", true);
    apply(rules, 3);
    assert_int_equal(gift.grant_count, 0);
}

static void grants_have_room_for_a_session(void **state)
{
    struct identity_rule rules[SESSION_GRANTS_MAX + 2];
    (void)state;
    who = (struct identity){.attribute_count = 0};
    identity_put(&who, "a", "1", true);
    for (int64_t i = 0; i < SESSION_GRANTS_MAX + 2; i++)
        rules[i] = (struct identity_rule){.attribute = "a", .value = "1", .grant = {ROLE_UNIT_APPROVER, i + 1, 0, 0}};
    apply(rules, SESSION_GRANTS_MAX + 2);
    assert_true(gift.grant_count <= SESSION_GRANTS_MAX);
    assert_true(gift.grant_count > 0);
    rules[1] = rules[0];
    apply(rules, 2);
    assert_int_equal(gift.grant_count, 1); /* the same role twice is one */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(verified_attributes_alone_count),
        cmocka_unit_test(the_first_rule_names_the_unit),
        cmocka_unit_test(a_duty_is_never_given),
        cmocka_unit_test(grants_have_room_for_a_session),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

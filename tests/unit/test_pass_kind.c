/* Kinds of pass: codes that stay, and who may apply for which. */
#include "support/test.h"

#include <string.h>

#include "flow/account_role.h"
#include "flow/pass_kind.h"

static void a_kind_is_found_by_its_whole_code(void **state)
{
    (void)state;
    const struct pass_kinds kinds = {.items = {{.id = 1, .code = "visit"}, {.id = 2, .code = "multi"}}, .count = 2};
    assert_ptr_equal(pass_kinds_find(&kinds, "multi"), &kinds.items[1]);
    assert_null(pass_kinds_find(&kinds, "Visit"));
    assert_null(pass_kinds_find(&kinds, "vis"));
    assert_null(pass_kinds_find(&kinds, ""));
}

static void codes_have_one_form(void **state)
{
    (void)state;
    static const char *const good[] = {"visit", "a", "long-term-cars2", "x1"};
    static const char *const bad[] = {"", "1x", "-x", "Visit", "a b", "long-term-cars-2", "来访", "x_y"};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        assert_true(pass_kind_code_valid(good[i]));
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_false(pass_kind_code_valid(bad[i]));
}

static void roles_open_a_kind_until_it_is_closed(void **state)
{
    (void)state;
    struct pass_kind_policy kind = {.active = true};
    assert_true(pass_kind_open(&kind, ROLE_APPLICANT)); /* none named: everybody */
    kind.roles = ROLE_SECURITY_OFFICER | ROLE_UNIT_APPROVER;
    assert_false(pass_kind_open(&kind, ROLE_APPLICANT));
    assert_true(pass_kind_open(&kind, ROLE_APPLICANT | ROLE_UNIT_APPROVER));
    kind.active = false;
    assert_false(pass_kind_open(&kind, ROLE_UNIT_APPROVER));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_kind_is_found_by_its_whole_code),
        cmocka_unit_test(codes_have_one_form),
        cmocka_unit_test(roles_open_a_kind_until_it_is_closed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

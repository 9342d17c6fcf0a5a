/* Who is concerned by an application, and so does not decide on it. */
#include "support/test.h"

#include <stdio.h>

#include "act/party.h"

static struct application application;
static struct person persons[1];

static void whom_it_concerns(const char *host, const char *host_mobile, const char *name, const char *mobile)
{
    application = (struct application){.applicant = 1, .persons = persons, .person_count = 1};
    persons[0] = (struct person){.vehicle = -1};
    (void)snprintf(application.host_name, sizeof application.host_name, "%s", host);
    (void)snprintf(application.host_mobile, sizeof application.host_mobile, "%s", host_mobile);
    (void)snprintf(persons[0].name, sizeof persons[0].name, "%s", name);
    (void)snprintf(persons[0].mobile, sizeof persons[0].mobile, "%s", mobile);
}

static bool is_party(int64_t account, const char *name, const char *mobile)
{
    struct act_person p = {.account = account};
    (void)snprintf(p.name, sizeof p.name, "%s", name);
    (void)snprintf(p.mobile, sizeof p.mobile, "%s", mobile);
    return act_person_is_party(&p, &application);
}

static void the_applicant_is_one(void **unused)
{
    (void)unused;
    whom_it_concerns("陈教授", "", "王小明", "13800138000");
    assert_true(is_party(1, "张老师", ""));
    assert_false(is_party(2, "李院长", ""));
    assert_false(is_party(0, "陈教授", "13800138000")); /* the system */
}

static void the_host_is_one_by_name_or_number(void **unused)
{
    (void)unused;
    whom_it_concerns("李院长", "+86 139 0013 9000", "王小明", "13800138000");
    assert_true(is_party(2, "李院长", ""));
    assert_true(is_party(2, "李", "13900139000"));
    assert_false(is_party(2, "李", "13900139001"));
    assert_false(is_party(2, "李", ""));
}

static void an_entrant_is_one_by_number(void **unused)
{
    (void)unused;
    whom_it_concerns("陈教授", "", "李院长", "138 0013 8000");
    assert_true(is_party(2, "李", "008613800138000"));
    assert_true(is_party(2, "李", "8613800138000"));
    assert_true(is_party(2, "李", "138.0013.8000"));
    assert_false(is_party(2, "李院长", "13900139000")); /* a namesake with a number of his own */
    assert_true(is_party(2, "李院长", ""));             /* nothing tells them apart */
    whom_it_concerns("", "", "", "");
    assert_false(is_party(2, "", "")); /* nothing typed is nobody */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_applicant_is_one),
        cmocka_unit_test(the_host_is_one_by_name_or_number),
        cmocka_unit_test(an_entrant_is_one_by_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

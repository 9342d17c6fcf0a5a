/* links: gh_accounts gh_json gh_base PkgConfig::JANSSON */
/* The plan of the first-run set-up page. What is taken without a fault is within its limits and has every name. */
#include <stdlib.h>
#include <string.h>

#include "accounts/setup_plan.h"
#include "json/json_read.h"

#define PLAN_MAX ((size_t)32 * 1024)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
    if (!holds)
        abort();
}

static void must_be_named(const struct setup_name *names, size_t count, size_t max)
{
    must(count > 0 && count <= max);
    for (size_t i = 0; i < count; i++)
        must(names[i].name[0] && names[i].name_en[0] && strlen(names[i].name) < sizeof names[i].name);
}

static void must_be_whole(const struct setup_plan *plan)
{
    must(plan->university[0] && plan->zone && zone_find(plan->zone->name) == plan->zone);
    must_be_named(plan->campuses, plan->campus_count, SETUP_CAMPUSES_MAX);
    must_be_named(plan->gates, plan->gate_count, SETUP_GATES_MAX);
    must_be_named(plan->units, plan->unit_count, SETUP_UNITS_MAX);
    for (size_t i = 0; i < plan->gate_count; i++)
        must(plan->gate_campus[i] < plan->campus_count);
    must(plan->administrator.name[0] && plan->administrator.display_name[0]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct setup_plan plan;
    static struct field_errors errors;
    struct json_fault fault;
    json_t *json = NULL;
    if (json_read(BYTES(data, size), PLAN_MAX, &json, &fault))
        return 0;
    errors = (struct field_errors){.count = 0};
    setup_plan_read(json, &plan, &errors);
    if (!errors.count)
        must_be_whole(&plan);
    account_wipe(&plan.administrator);
    json_decref(json);
    return 0;
}

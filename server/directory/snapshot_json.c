/* A directory as JSON: what a REST source answers, and what a run keeps until it is applied. */
#include <string.h>

#include "directory/snapshot.h"

/* Copies a text or an integer member. False: another type, or too long. An absent or null member leaves "". */
static bool take(const json_t *object, const char *name, char *out, size_t size)
{
    const json_t *value = json_object_get(object, name);
    if (!value || json_is_null(value))
        return true;
    if (json_is_integer(value))
        return (size_t)snprintf(out, size, "%lld", (long long)json_integer_value(value)) < size;
    const size_t len = json_is_string(value) ? json_string_length(value) : size;
    if (len >= size)
        return false;
    memcpy(out, json_string_value(value), len + 1);
    return true;
}

static bool take_heads(const json_t *json, struct directory_unit *unit)
{
    char number[STAFF_NUMBER_SIZE] = "";
    size_t i;
    const json_t *one, *deputies = json_object_get(json, "deputies");
    if (!take(json, "head", number, sizeof number) || (deputies && !json_is_array(deputies)))
        return false;
    directory_add_head(unit, number, true);
    json_array_foreach(deputies, i, one)
    {
        if (!json_is_string(one) || json_string_length(one) >= STAFF_NUMBER_SIZE)
            return false;
        directory_add_head(unit, json_string_value(one), false);
    }
    return true;
}

static bool take_unit(const json_t *json, struct directory_unit *u)
{
    return json_is_object(json) && take(json, "code", u->code, sizeof u->code) &&
           take(json, "name", u->name, sizeof u->name) && take(json, "name_en", u->name_en, sizeof u->name_en) &&
           take(json, "parent", u->parent, sizeof u->parent) && take_heads(json, u);
}

static bool take_person(const json_t *json, struct directory_person *p)
{
    char mobile[2 * MOBILE_SIZE] = "";
    const json_t *active = json_object_get(json, "active");
    if (!json_is_object(json) || !take(json, "number", p->number, sizeof p->number) ||
        !take(json, "name", p->name, sizeof p->name) || !take(json, "email", p->email, sizeof p->email) ||
        !take(json, "mobile", mobile, sizeof mobile) || !take(json, "unit", p->unit, sizeof p->unit) ||
        (active && !json_is_boolean(active)))
        return false;
    p->active = !active || json_is_true(active);
    directory_set_mobile(p, mobile);
    return true;
}

static enum gh_status misshapen(struct directory_fault *fault, const char *list, size_t at)
{
    char where[DIRECTORY_DETAIL_SIZE];
    (void)snprintf(where, sizeof where, "%s[%zu]", list, at);
    return directory_fail(fault, DIRECTORY_JSON, where);
}

enum gh_status directory_json_take(const json_t *json, struct directory_snapshot *s, struct directory_fault *fault)
{
    const json_t *units = json_object_get(json, "units"), *people = json_object_get(json, "people"), *one;
    size_t i;
    if (!json_is_array(units) || !json_is_array(people))
        return directory_fail(fault, DIRECTORY_JSON, json_is_array(units) ? "people" : "units");
    json_array_foreach(units, i, one)
    {
        struct directory_unit *u = directory_add_unit(s, fault);
        if (!u)
            return GH_UNAVAILABLE;
        if (!take_unit(one, u))
            return misshapen(fault, "units", i);
    }
    json_array_foreach(people, i, one)
    {
        struct directory_person *p = directory_add_person(s, fault);
        if (!p)
            return GH_UNAVAILABLE;
        if (!take_person(one, p))
            return misshapen(fault, "people", i);
    }
    return GH_OK;
}

static json_t *unit_json(const struct directory_unit *u)
{
    json_t *deputies = json_array();
    for (size_t i = u->has_head ? 1 : 0; deputies && i < u->head_count; i++)
        if (json_array_append_new(deputies, json_string(u->heads[i])) != 0) {
            json_decref(deputies);
            return NULL;
        }
    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:o}", "code", u->code, "name", u->name, "name_en", u->name_en,
                     "parent", u->parent, "head", u->has_head ? u->heads[0] : "", "deputies", deputies);
}

static json_t *person_json(const struct directory_person *p)
{
    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:b}", "number", p->number, "name", p->name, "email", p->email,
                     "mobile", p->mobile, "unit", p->unit, "active", (int)p->active);
}

json_t *directory_json_make(const struct directory_snapshot *s,
                            bool (*keep)(const void *context, const struct directory_person *person),
                            const void *context)
{
    json_t *units = json_array(), *people = json_array();
    bool well = units && people;
    for (size_t i = 0; well && i < s->unit_count; i++)
        well = json_array_append_new(units, unit_json(&s->units[i])) == 0;
    for (size_t i = 0; well && i < s->people_count; i++)
        if (keep(context, &s->people[i]))
            well = json_array_append_new(people, person_json(&s->people[i])) == 0;
    if (well)
        return json_pack("{s:o, s:o}", "units", units, "people", people);
    json_decref(units);
    json_decref(people);
    return NULL;
}

/* The JSON of a complete form, for the box. */
#include "walk_up/form.h"

#include <jansson.h>
#include <sodium.h>
#include <string.h>

#include "wire/walk_up_notice.h"

/* What approvers read, whatever the visitor's language. */
static const char *const form_purposes_zh[FORM_PURPOSES] = {
    "拜访", "会议或讲座", "送货", "维修或施工", "办事", "面试或考试", "接送人", "其他",
};

static bool is_complete(const struct walk_up_form *form, struct civil_date today)
{
    struct walk_up_form f = *form;
    const char *message;
    bool good = true;
    for (int step = STEP_CATEGORY; good && step < STEP_REVIEW; step++) {
        f.step = (enum walk_up_step)step;
        for (f.person = 0; good && f.person < f.person_count; f.person++)
            good = (step == STEP_PLATE && !f.vehicle) || (step == STEP_GUARDIAN && !form_needs_guardian(&f, today)) ||
                   form_check(&f, today, &message) == FORM_GOOD;
    }
    sodium_memzero(&f, sizeof f);
    return good;
}

static json_t *persons_json(const struct walk_up_form *f)
{
    json_t *list = json_array();
    for (size_t i = 0; i < f->person_count; i++) {
        const struct form_person *p = &f->persons[i];
        const char sex[] = {p->sex, 0};
        json_t *one = json_pack("{s:s, s:s, s:s, s:s, s:s}", "name", p->name, "sex", sex, "mobile", p->mobile,
                                "document_kind", document_kind_name(p->document), "document_number", p->number);
        if (one && f->vehicle)
            (void)json_object_set_new(one, "vehicle", json_integer(0));
        (void)json_array_append_new(list, one);
    }
    return list;
}

/* The notice that was shown, with the number of days that it named, and who consents for children who come alone. */
static json_t *consent_json(const struct walk_up_form *f, struct civil_date today)
{
    json_t *json = json_pack("{s:I}", "notice", (json_int_t)walk_up_notice_version(f->keep_days));
    if (json && f->keep_days > 0)
        (void)json_object_set_new(json, "days", json_integer(f->keep_days));
    if (json && form_needs_guardian(f, today))
        (void)json_object_set_new(json, "guardian", json_string(f->guardian));
    return json;
}

enum gh_status form_json(const struct walk_up_form *f, tick from, tick to, const char *link, bool english,
                         struct civil_date today, char *out, size_t *len)
{
    if (!is_complete(f, today))
        return GH_MALFORMED;
    json_t *vehicles = json_array();
    if (f->vehicle)
        (void)json_array_append_new(vehicles, json_pack("{s:s}", "plate", f->plate));
    json_t *json =
        json_pack("{s:i, s:s, s:s, s:o, s:{s:I, s:s, s:s, s:[{s:I, s:I}], s:o, s:o}}", "form", 1, "link", link,
                  "language", english ? "en" : "zh", "consent", consent_json(f, today), "application", "unit",
                  (json_int_t)f->unit, "purpose", form_purposes_zh[f->purpose], "host_name", f->host, "periods", "from",
                  (json_int_t)from, "to", (json_int_t)to, "vehicles", vehicles, "persons", persons_json(f));
    if (!json)
        return GH_NO_MEMORY;
    size_t n = json_dumpb(json, out, WALK_UP_PLAIN_MAX, JSON_COMPACT);
    json_decref(json);
    if (n == 0 || n > WALK_UP_PLAIN_MAX)
        return n ? GH_TOO_LONG : GH_NO_MEMORY;
    *len = n;
    return GH_OK;
}

/* Writes an application as JSON, with personal values in clear text or masked. */
#include "records/application_view.h"

#include <string.h>

#include "people/mask.h"

static void mask(enum gh_status (*how)(struct bytes, char *, size_t), const char *value, char out[static MASKED_SIZE])
{
    static const char unknown[] = "****";
    out[0] = '\0';
    if (*value && how(bytes_of_string(value), out, MASKED_SIZE))
        memcpy(out, unknown, sizeof unknown);
}

void view_mask_name(const char *name, char out[static MASKED_SIZE])
{
    mask(mask_name, name, out);
}

void view_mask_mobile(const char *mobile, char out[static MASKED_SIZE])
{
    mask(mask_mobile, mobile, out);
}

void view_mask_number(const char *number, char out[static MASKED_SIZE])
{
    mask(mask_id, number, out);
}

static json_t *id_json(const struct uuid *id)
{
    char text[UUID_TEXT_SIZE];
    uuid_format(id, text);
    return json_string(text);
}

static json_t *period_json(const struct period *p)
{
    return json_pack("{s:o, s:I, s:I, s:b}", "id", id_json(&p->id), "from", (json_int_t)p->from, "to",
                     (json_int_t)p->to, "skip_closed", (int)p->skip_closed);
}

json_t *view_stretches(const struct application *a, const struct calendar *calendar)
{
    json_t *list = json_array();
    bool failed = !list;
    for (size_t i = 0; !failed && i < a->period_count; i++) {
        tick from = a->periods[i].from, end;
        for (; !failed && calendar_stretch(calendar, &from, a->periods[i].to, &end); from = end)
            failed = json_array_append_new(list, json_pack("{s:i, s:I, s:I}", "period", (int)i, "from",
                                                           (json_int_t)from, "to", (json_int_t)end)) != 0;
    }
    if (failed) {
        json_decref(list);
        return NULL;
    }
    return list;
}

static json_t *vehicle_json(const struct vehicle *v)
{
    return json_pack("{s:o, s:s, s:b, s:s}", "id", id_json(&v->id), "plate", v->plate, "refused", (int)v->refused,
                     "refusal", v->refusal);
}

static json_t *person_json(const struct person *p, enum view_detail detail)
{
    char name[MASKED_SIZE], mobile[MASKED_SIZE], number[MASKED_SIZE];
    view_mask_name(p->name, name);
    view_mask_mobile(p->mobile, mobile);
    view_mask_number(p->document_number, number);
    const char *kind = p->document_kind < 0 ? "" : document_kind_name((enum document_kind)p->document_kind);
    const char *sex = p->sex == 'M' ? "M" : p->sex == 'F' ? "F" : "";
    json_t *json = json_pack(
        "{s:o, s:s, s:s, s:s, s:s, s:s, s:s, s:o, s:b, s:s}", "id", id_json(&p->id), "name_masked", name, "sex", sex,
        "mobile_masked", mobile, "document_kind", kind, "document_masked", number, "language", p->language, "vehicle",
        p->vehicle < 0 ? json_null() : json_integer(p->vehicle), "refused", (int)p->refused, "refusal", p->refusal);
    bool failed = detail != VIEW_MASKED && json_object_set_new(json, "name", json_string(p->name)) != 0;
    if (detail == VIEW_CLEAR)
        failed |= json_object_set_new(json, "mobile", json_string(p->mobile)) != 0 ||
                  json_object_set_new(json, "document_number", json_string(p->document_number)) != 0;
    if (failed) {
        json_decref(json);
        return NULL;
    }
    return json;
}

static json_t *gates_json(uint16_t gates)
{
    json_t *list = json_array();
    for (int bit = 0; list && bit < 16; bit++)
        if ((gates >> bit & 1) && json_array_append_new(list, json_integer(bit)) != 0) {
            json_decref(list);
            return NULL;
        }
    return list;
}

static json_t *lists_json(const struct application *a, enum view_detail detail)
{
    json_t *periods = json_array(), *vehicles = json_array(), *persons = json_array();
    bool failed = !periods || !vehicles || !persons;
    for (size_t i = 0; !failed && i < a->period_count; i++)
        failed = json_array_append_new(periods, period_json(&a->periods[i])) != 0;
    for (size_t i = 0; !failed && i < a->vehicle_count; i++)
        failed = json_array_append_new(vehicles, vehicle_json(&a->vehicles[i])) != 0;
    for (size_t i = 0; !failed && i < a->person_count; i++)
        failed = json_array_append_new(persons, person_json(&a->persons[i], detail)) != 0;
    if (!failed)
        return json_pack("{s:o, s:o, s:o}", "periods", periods, "vehicles", vehicles, "persons", persons);
    json_decref(periods);
    json_decref(vehicles);
    json_decref(persons);
    return NULL;
}

json_t *application_content(const struct application *a, enum view_detail detail)
{
    char host_mobile[MASKED_SIZE];
    view_mask_mobile(a->host_mobile, host_mobile);
    json_t *json = lists_json(a, detail);
    json_t *frame =
        json_pack("{s:I, s:I, s:o, s:s, s:s, s:s, s:s, s:s, s:s}", "unit", (json_int_t)a->unit, "campus",
                  (json_int_t)a->campus, "gates", gates_json(a->gates), "kind", a->kind, "purpose", a->purpose, "note",
                  a->note, "asked", a->asked, "host_name", a->host_name, "host_mobile_masked", host_mobile);
    bool failed = !json || !frame || json_object_update(json, frame) != 0 ||
                  (detail == VIEW_CLEAR && json_object_set_new(json, "host_mobile", json_string(a->host_mobile)) != 0);
    json_decref(frame);
    if (failed) {
        json_decref(json);
        return NULL;
    }
    return json;
}

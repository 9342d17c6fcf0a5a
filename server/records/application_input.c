/* Reads an application from JSON, and compares two states of one. */
#include "records/application_input.h"

#include <stdio.h>
#include <string.h>

#include "base/catalog.h"
#include "base/utf8.h"
#include "people/mask.h"
#include "records/fields.h"
#include "token/token.h"

#define TIME_MAX INT64_C(253402300800000) /* year 10000 */

/* ---- what clients send ---- */

struct input {
    struct application *out;
    const struct application *before; /* existing elements that "id" may name */
    struct field_errors *errors;
};

static void take_gates(const json_t *input, struct application *a, struct field_errors *errors)
{
    const json_t *array = json_object_get(input, "gates");
    uint16_t gates = 0;
    size_t i;
    const json_t *value;
    if (!array)
        return;
    if (!json_is_array(array)) {
        fields_wrong_type(errors, "gates", FIELD_LIST);
        return;
    }
    json_array_foreach(array, i, value)
    {
        if (!json_is_integer(value) || json_integer_value(value) < 0 || json_integer_value(value) > 15) {
            field_errors_add_range(errors, 0, GATE_COUNT - 1, "gates");
            return;
        }
        gates = (uint16_t)(gates | 1u << json_integer_value(value));
    }
    a->gates = gates;
}

/* Returns the index of the element that "id" names, or -1 for a new element. */
static int find_named(const json_t *element, const void *elements, size_t count, size_t size)
{
    struct uuid id;
    const char *text = json_string_value(json_object_get(element, "id"));
    if (!text || uuid_parse(bytes_of_string(text), &id))
        return -1;
    for (size_t i = 0; i < count; i++) {
        struct uuid held; /* every element begins with its id */
        memcpy(&held, (const char *)elements + i * size, sizeof held);
        if (uuid_equal(&held, &id))
            return (int)i;
    }
    return -1;
}

static void take_period(struct input *in, const json_t *element, size_t i)
{
    char path[FIELD_PATH_SIZE];
    struct period *p = &in->out->periods[i];
    int named = find_named(element, in->before->periods, in->before->period_count, sizeof *p);
    *p = named >= 0 ? in->before->periods[named] : (struct period){0};
    (void)snprintf(path, sizeof path, "periods[%zu].from", i);
    fields_integer(element, "from", path, 0, TIME_MAX, &p->from, in->errors);
    (void)snprintf(path, sizeof path, "periods[%zu].to", i);
    fields_integer(element, "to", path, 0, TIME_MAX, &p->to, in->errors);
    (void)snprintf(path, sizeof path, "periods[%zu].skip_closed", i);
    fields_flag(element, "skip_closed", path, &p->skip_closed, in->errors);
}

static void take_vehicle(struct input *in, const json_t *element, size_t i)
{
    char path[FIELD_PATH_SIZE];
    struct vehicle *v = &in->out->vehicles[i];
    int named = find_named(element, in->before->vehicles, in->before->vehicle_count, sizeof *v);
    *v = named >= 0 ? in->before->vehicles[named] : (struct vehicle){0};
    (void)snprintf(path, sizeof path, "vehicles[%zu].plate", i);
    fields_text(element, "plate", path, v->plate, sizeof v->plate, in->errors);
}

static void take_sex(const json_t *element, const char *path, char *out, struct field_errors *errors)
{
    const json_t *value = json_object_get(element, "sex");
    const char *text = json_string_value(value);
    if (!value)
        return;
    if (json_is_null(value) || (text && !*text))
        *out = 0;
    else if (text && (strcmp(text, "M") == 0 || strcmp(text, "F") == 0))
        *out = text[0];
    else
        field_errors_add_values(errors, (const char *const[]){"M", "F"}, 2, path);
}

static void take_document_kind(const json_t *element, const char *path, int *out, struct field_errors *errors)
{
    const json_t *value = json_object_get(element, "document_kind");
    enum document_kind kind;
    if (!value)
        return;
    if (json_is_null(value) || (json_is_string(value) && json_string_length(value) == 0))
        *out = -1;
    else if (json_is_string(value) && !document_kind_from_name(bytes_of_string(json_string_value(value)), &kind))
        *out = (int)kind;
    else
        fields_wrong_document_kind(errors, path);
}

static void take_language(const json_t *element, const char *path, char *out, struct field_errors *errors)
{
    const json_t *value = json_object_get(element, "language");
    const char *text = json_is_null(value) ? "" : json_string_value(value);
    if (!value)
        return;
    if (text && visitor_language_known(text))
        (void)snprintf(out, VISITOR_LANGUAGE_SIZE, "%s", text);
    else
        field_errors_add_values(errors, (const char *const[]){"zh", "en"}, 2, path);
}

static void take_person(struct input *in, const json_t *element, size_t i)
{
    char path[FIELD_PATH_SIZE];
    struct person *p = &in->out->persons[i];
    int named = find_named(element, in->before->persons, in->before->person_count, sizeof *p);
    *p = named >= 0 ? in->before->persons[named] : (struct person){.vehicle = ON_FOOT, .document_kind = -1};
    (void)snprintf(path, sizeof path, "persons[%zu].name", i);
    fields_text(element, "name", path, p->name, sizeof p->name, in->errors);
    (void)snprintf(path, sizeof path, "persons[%zu].sex", i);
    take_sex(element, path, &p->sex, in->errors);
    (void)snprintf(path, sizeof path, "persons[%zu].mobile", i);
    fields_text(element, "mobile", path, p->mobile, sizeof p->mobile, in->errors);
    (void)snprintf(path, sizeof path, "persons[%zu].document_kind", i);
    take_document_kind(element, path, &p->document_kind, in->errors);
    (void)snprintf(path, sizeof path, "persons[%zu].document_number", i);
    fields_text(element, "document_number", path, p->document_number, sizeof p->document_number, in->errors);
    (void)snprintf(path, sizeof path, "persons[%zu].language", i);
    take_language(element, path, p->language, in->errors);
    const json_t *vehicle = json_object_get(element, "vehicle");
    int64_t index = p->vehicle;
    (void)snprintf(path, sizeof path, "persons[%zu].vehicle", i);
    if (json_is_null(vehicle))
        index = ON_FOOT;
    else
        fields_integer(element, "vehicle", path, 0, APPLICATION_VEHICLES_MAX - 1, &index, in->errors);
    p->vehicle = (int)index;
}

static enum gh_status take_list(struct input *in, const json_t *input, const char *name,
                                enum gh_status (*set)(struct application *, size_t),
                                void (*take)(struct input *, const json_t *, size_t))
{
    const json_t *array = json_object_get(input, name), *element;
    size_t i;
    if (!array)
        return GH_OK;
    if (!json_is_array(array)) {
        fields_wrong_type(in->errors, name, FIELD_LIST);
        return GH_OK;
    }
    enum gh_status status = set(in->out, json_array_size(array));
    if (status == GH_TOO_LONG) {
        field_errors_add(in->errors, "too-many", N_("Too many at once: divide it into several applications."), "%s",
                         name);
        return GH_OK;
    }
    json_array_foreach(array, i, element)
    {
        if (status)
            break;
        if (!json_is_object(element))
            fields_wrong_type(in->errors, name, FIELD_OBJECT);
        else
            take(in, element, i);
    }
    return status;
}

static void take_frame(const json_t *input, struct application *a, struct field_errors *errors)
{
    fields_integer(input, "unit", "unit", 0, INT32_MAX, &a->unit, errors);
    fields_integer(input, "campus", "campus", 0, INT32_MAX, &a->campus, errors);
    take_gates(input, a, errors);
    fields_text(input, "kind", "kind", a->kind, sizeof a->kind, errors);
    fields_text(input, "purpose", "purpose", a->purpose, sizeof a->purpose, errors);
    fields_text(input, "note", "note", a->note, sizeof a->note, errors);
    fields_text(input, "asked", "asked", a->asked, sizeof a->asked, errors);
    fields_text(input, "host_name", "host_name", a->host_name, sizeof a->host_name, errors);
    fields_text(input, "host_mobile", "host_mobile", a->host_mobile, sizeof a->host_mobile, errors);
}

enum gh_status application_input(const json_t *input, struct application *a, struct field_errors *errors)
{
    struct application made = {0};
    size_t before = errors->count;
    if (!json_is_object(input)) {
        fields_wrong_type(errors, "", FIELD_OBJECT);
        return GH_OK;
    }
    enum gh_status status = application_copy(a, &made);
    if (status)
        return status;
    struct input in = {&made, a, errors};
    take_frame(input, &made, errors);
    status = take_list(&in, input, "periods", application_set_periods, take_period);
    if (!status)
        status = take_list(&in, input, "vehicles", application_set_vehicles, take_vehicle);
    if (!status)
        status = take_list(&in, input, "persons", application_set_persons, take_person);
    if (status || errors->count > before) {
        application_free(&made);
        return status;
    }
    application_free(a);
    *a = made;
    return GH_OK;
}

/* ---- changes ---- */

#define PERIOD_TEXT_SIZE 48

enum personal { PLAIN, NAME, MOBILE, NUMBER };

struct changes {
    json_t *list;
    bool full, failed;
    bool whole; /* an element that is added or dropped is one change */
};

static const char *masked(enum personal kind, const char *value, char *out, size_t size)
{
    struct bytes text = bytes_of_string(value);
    enum gh_status status = GH_OK;
    if (kind == PLAIN || !*value)
        return value;
    if (kind == NAME)
        status = mask_name(text, out, size);
    else if (kind == MOBILE)
        status = mask_mobile(text, out, size);
    else
        status = mask_id(text, out, size);
    return status ? "****" : out;
}

static void add(struct changes *c, const char *path, enum personal kind, const char *from, const char *to)
{
    char from_mask[PERSON_NAME_SIZE], to_mask[PERSON_NAME_SIZE];
    if (strcmp(from, to) == 0)
        return;
    enum personal how = c->full ? PLAIN : kind;
    json_t *one = json_pack("{s:s, s:s, s:s}", "path", path, "from", masked(how, from, from_mask, sizeof from_mask),
                            "to", masked(how, to, to_mask, sizeof to_mask));
    if (json_array_append_new(c->list, one) != 0)
        c->failed = true;
}

static void add_number(struct changes *c, const char *path, int64_t from, int64_t to)
{
    char from_text[24], to_text[24];
    (void)snprintf(from_text, sizeof from_text, "%lld", (long long)from);
    (void)snprintf(to_text, sizeof to_text, "%lld", (long long)to);
    add(c, path, PLAIN, from_text, to_text);
}

static const char *sex_text(char sex)
{
    return sex == 'M' ? "M" : sex == 'F' ? "F" : "";
}

static const char *kind_text(int kind)
{
    return kind < 0 ? "" : document_kind_name((enum document_kind)kind);
}

static void compare_person(struct changes *c, size_t i, const void *before, const void *after)
{
    const struct person *from = before, *to = after;
    char path[FIELD_PATH_SIZE];
#define PATH(field) ((void)snprintf(path, sizeof path, "persons[%zu]." field, i), path)
    add(c, PATH("name"), NAME, from->name, to->name);
    add(c, PATH("sex"), PLAIN, sex_text(from->sex), sex_text(to->sex));
    add(c, PATH("mobile"), MOBILE, from->mobile, to->mobile);
    add(c, PATH("document_kind"), PLAIN, kind_text(from->document_kind), kind_text(to->document_kind));
    add(c, PATH("document_number"), NUMBER, from->document_number, to->document_number);
    add(c, PATH("language"), PLAIN, from->language, to->language);
    add_number(c, PATH("vehicle"), from->vehicle, to->vehicle);
    add(c, PATH("refused"), PLAIN, from->refused ? from->refusal : "", to->refused ? to->refusal : "");
#undef PATH
}

static void compare_vehicle(struct changes *c, size_t i, const void *before, const void *after)
{
    const struct vehicle *from = before, *to = after;
    char path[FIELD_PATH_SIZE];
    (void)snprintf(path, sizeof path, "vehicles[%zu].plate", i);
    add(c, path, PLAIN, from->plate, to->plate);
    (void)snprintf(path, sizeof path, "vehicles[%zu].refused", i);
    add(c, path, PLAIN, from->refused ? from->refusal : "", to->refused ? to->refusal : "");
}

/* Formats "1764000000000-1764007200000" (ms), or "" for no period. */
static void period_text(const struct period *p, char out[static PERIOD_TEXT_SIZE])
{
    out[0] = '\0';
    if (p->to)
        (void)snprintf(out, PERIOD_TEXT_SIZE, "%lld-%lld", (long long)p->from, (long long)p->to);
}

/* Compares periods by index: a moved period shows as one change, not as one removed and one added. */
static void compare_periods(struct changes *c, const struct application *from, const struct application *to)
{
    static const struct period none;
    char path[FIELD_PATH_SIZE], before[PERIOD_TEXT_SIZE], after[PERIOD_TEXT_SIZE];
    for (size_t i = 0; i < from->period_count || i < to->period_count; i++) {
        (void)snprintf(path, sizeof path, "periods[%zu]", i);
        period_text(i < from->period_count ? &from->periods[i] : &none, before);
        period_text(i < to->period_count ? &to->periods[i] : &none, after);
        add(c, path, PLAIN, before, after);
    }
}

static void compare_frame(struct changes *c, const struct application *from, const struct application *to)
{
    add_number(c, "unit", from->unit, to->unit);
    add_number(c, "campus", from->campus, to->campus);
    add_number(c, "gates", from->gates, to->gates);
    add(c, "kind", PLAIN, from->kind, to->kind);
    add(c, "purpose", PLAIN, from->purpose, to->purpose);
    add(c, "note", PLAIN, from->note, to->note);
    add(c, "asked", PLAIN, from->asked, to->asked);
    add(c, "host_name", NAME, from->host_name, to->host_name);
    add(c, "host_mobile", MOBILE, from->host_mobile, to->host_mobile);
}

/* Elements of equal size. Each begins with its id. */
struct list {
    const void *data;
    size_t count, size;
};

static const void *element(struct list l, size_t i)
{
    return (const char *)l.data + i * l.size;
}

/* Returns the element with the same id, or NULL. New elements have no id yet. */
static const void *find(struct list l, const void *wanted)
{
    struct uuid id, held;
    memcpy(&id, wanted, sizeof id);
    for (size_t i = 0; !uuid_is_nil(&id) && i < l.count; i++) {
        memcpy(&held, element(l, i), sizeof held);
        if (uuid_equal(&held, &id))
            return element(l, i);
    }
    return NULL;
}

/* How the elements of a list are compared. */
struct comparing {
    const void *none; /* the empty element that stands for a missing one */
    void (*compare)(struct changes *, size_t, const void *, const void *);
    const char *name;
    enum personal kind;
    size_t what; /* offset of the text that says which element it is */
};

/* Compares an element with one that is not there. */
static void compare_lone(struct changes *c, size_t i, const void *from, const void *to, const struct comparing *how)
{
    char path[FIELD_PATH_SIZE];
    const char *text = (const char *)(from ? from : to) + how->what;
    if (!c->whole) {
        how->compare(c, i, from ? from : how->none, to ? to : how->none);
        return;
    }
    (void)snprintf(path, sizeof path, "%s[%zu].%s", how->name, i, from ? "dropped" : "added");
    add(c, path, how->kind, from ? text : "", from ? "" : text);
}

static void compare_lists(struct changes *c, struct list from, struct list to, const struct comparing *how)
{
    for (size_t i = 0; i < to.count; i++) {
        const void *before = find(from, element(to, i));
        if (before)
            how->compare(c, i, before, element(to, i));
        else
            compare_lone(c, i, NULL, element(to, i), how);
    }
    for (size_t i = 0; i < from.count; i++)
        if (!find(to, element(from, i)))
            compare_lone(c, i, element(from, i), NULL, how);
}

static json_t *list_changes(const struct application *from, const struct application *to, bool full, bool whole)
{
    static const struct person no_person = {.vehicle = ON_FOOT, .document_kind = -1};
    static const struct vehicle no_vehicle;
    static const struct comparing persons = {&no_person, compare_person, "persons", NAME,
                                             offsetof(struct person, name)};
    static const struct comparing vehicles = {&no_vehicle, compare_vehicle, "vehicles", PLAIN,
                                              offsetof(struct vehicle, plate)};
    struct changes c = {.list = json_array(), .full = full, .whole = whole};
    if (!c.list)
        return NULL;
    compare_frame(&c, from, to);
    compare_periods(&c, from, to);
    compare_lists(&c, (struct list){from->vehicles, from->vehicle_count, sizeof no_vehicle},
                  (struct list){to->vehicles, to->vehicle_count, sizeof no_vehicle}, &vehicles);
    compare_lists(&c, (struct list){from->persons, from->person_count, sizeof no_person},
                  (struct list){to->persons, to->person_count, sizeof no_person}, &persons);
    if (c.failed) {
        json_decref(c.list);
        return NULL;
    }
    return c.list;
}

json_t *application_changes(const struct application *from, const struct application *to, bool full)
{
    return list_changes(from, to, full, false);
}

json_t *application_amended(const struct application *from, const struct application *to, bool full)
{
    return list_changes(from, to, full, true);
}

static enum personal kind_of_path(const char *path)
{
    const char *field = strrchr(path, '.');
    field = field ? field + 1 : path;
    if (strcmp(field, "added") == 0 || strcmp(field, "dropped") == 0)
        return strncmp(path, "persons", 7) == 0 ? NAME : PLAIN;
    if (strcmp(field, "name") == 0 || strcmp(field, "host_name") == 0)
        return NAME;
    if (strcmp(field, "mobile") == 0 || strcmp(field, "host_mobile") == 0)
        return MOBILE;
    return strcmp(field, "document_number") == 0 ? NUMBER : PLAIN;
}

static bool mask_member(json_t *change, const char *member, enum personal kind)
{
    char room[PERSON_NAME_SIZE];
    const char *value = json_string_value(json_object_get(change, member));
    return value && json_object_set_new(change, member, json_string(masked(kind, value, room, sizeof room))) == 0;
}

enum gh_status application_mask_changes(json_t *changes, bool keep_names)
{
    size_t i;
    json_t *one;
    json_array_foreach(changes, i, one)
    {
        const char *path = json_string_value(json_object_get(one, "path"));
        enum personal kind = path ? kind_of_path(path) : PLAIN;
        if (kind == PLAIN || (kind == NAME && keep_names))
            continue;
        if (!mask_member(one, "from", kind) || !mask_member(one, "to", kind))
            return GH_NO_MEMORY;
    }
    return GH_OK;
}

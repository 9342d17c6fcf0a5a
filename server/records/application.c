/* Memory of an application, its time span and entrants, and the list of field errors. */
#include "records/application.h"

#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/catalog.h"
#include "base/utf8.h"

static void wipe_and_free(void *data, size_t size)
{
    if (data)
        sodium_memzero(data, size);
    free(data);
}

void application_free(struct application *application)
{
    free(application->periods);
    wipe_and_free(application->vehicles, application->vehicle_count * sizeof *application->vehicles);
    wipe_and_free(application->persons, application->person_count * sizeof *application->persons);
    sodium_memzero(application, sizeof *application);
}

/* Replaces the array with a zeroed one of `count` elements that keeps the old content. Wipes and frees the old array.
 * GH_TOO_LONG: more than `max`. */
static enum gh_status resize(void **data, size_t *held, size_t count, size_t max, size_t size)
{
    if (count > max)
        return GH_TOO_LONG;
    void *grown = calloc(count ? count : 1, size);
    if (!grown)
        return GH_NO_MEMORY;
    size_t keep = *held < count ? *held : count;
    if (keep > 0 && *data)
        memcpy(grown, *data, keep * size);
    wipe_and_free(*data, *held * size);
    *data = grown;
    *held = count;
    return GH_OK;
}

enum gh_status application_set_periods(struct application *a, size_t count)
{
    void *data = a->periods;
    enum gh_status status = resize(&data, &a->period_count, count, APPLICATION_PERIODS_MAX, sizeof *a->periods);
    a->periods = data;
    return status;
}

enum gh_status application_set_vehicles(struct application *a, size_t count)
{
    void *data = a->vehicles;
    enum gh_status status = resize(&data, &a->vehicle_count, count, APPLICATION_VEHICLES_MAX, sizeof *a->vehicles);
    a->vehicles = data;
    return status;
}

enum gh_status application_set_persons(struct application *a, size_t count)
{
    void *data = a->persons;
    size_t before = a->person_count;
    enum gh_status status = resize(&data, &a->person_count, count, APPLICATION_PERSONS_MAX, sizeof *a->persons);
    a->persons = data;
    for (size_t i = before; !status && i < count; i++) {
        a->persons[i].vehicle = ON_FOOT;
        a->persons[i].document_kind = -1;
    }
    return status;
}

enum gh_status application_copy(const struct application *from, struct application *out)
{
    struct application copy = *from;
    copy.periods = NULL;
    copy.vehicles = NULL;
    copy.persons = NULL;
    copy.period_count = copy.vehicle_count = copy.person_count = 0;
    enum gh_status status = application_set_periods(&copy, from->period_count);
    if (!status)
        status = application_set_vehicles(&copy, from->vehicle_count);
    if (!status)
        status = application_set_persons(&copy, from->person_count);
    if (status) {
        application_free(&copy);
        return status;
    }
    memcpy(copy.periods, from->periods ? from->periods : copy.periods, from->period_count * sizeof *copy.periods);
    memcpy(copy.vehicles, from->vehicles ? from->vehicles : copy.vehicles, from->vehicle_count * sizeof *copy.vehicles);
    memcpy(copy.persons, from->persons ? from->persons : copy.persons, from->person_count * sizeof *copy.persons);
    *out = copy;
    return GH_OK;
}

enum flow_origin application_origin(const struct application *a)
{
    return a->walk_up                ? FLOW_WALK_UP
           : a->by_mail              ? FLOW_MAIL
           : uuid_is_nil(&a->amends) ? FLOW_RESERVATION
                                     : FLOW_AMENDMENT;
}

void application_span(const struct application *a, tick *first, tick *last)
{
    *first = a->period_count ? a->periods[0].from : 0;
    *last = a->period_count ? a->periods[0].to : 0;
    for (size_t i = 1; i < a->period_count; i++) {
        if (a->periods[i].from < *first)
            *first = a->periods[i].from;
        if (a->periods[i].to > *last)
            *last = a->periods[i].to;
    }
}

bool application_person_enters(const struct application *a, size_t person)
{
    const struct person *p = &a->persons[person];
    bool car_refused = p->vehicle >= 0 && (size_t)p->vehicle < a->vehicle_count && a->vehicles[p->vehicle].refused;
    return !p->refused && !car_refused;
}

tick application_decide_by_of(enum flow_state state, bool walk_up, tick decide_by)
{
    bool outstanding = state == FLOW_UNIT_REVIEW || state == FLOW_SECURITY_REVIEW;
    return outstanding && !walk_up ? decide_by : 0;
}

tick application_decide_by(const struct application *a)
{
    return application_decide_by_of(a->state, a->walk_up, a->decide_by);
}

size_t application_entrants(const struct application *a)
{
    size_t n = 0;
    for (size_t i = 0; i < a->person_count; i++)
        n += application_person_enters(a, i);
    for (size_t i = 0; i < a->vehicle_count; i++)
        n += !a->vehicles[i].refused;
    return n;
}

void field_errors_add(struct field_errors *errors, const char *code, const char *message, const char *path_format, ...)
{
    if (errors->count < FIELD_ERRORS_MAX) {
        struct field_error *e = &errors->items[errors->count];
        va_list args;
        va_start(args, path_format);
        (void)vsnprintf(e->path, sizeof e->path, path_format, args);
        va_end(args);
        /* The path may quote a name from the client, so snprintf may cut it inside a character. */
        utf8_end_whole(e->path);
        e->code = code;
        e->message = message;
        e->min = e->max = 0;
        e->values[0] = '\0';
    }
    errors->count++;
}

static void add_bounds(struct field_errors *errors, const char *code, const char *message, int64_t min, int64_t max,
                       const char *path)
{
    size_t at = errors->count;
    field_errors_add(errors, code, message, "%s", path);
    if (at < FIELD_ERRORS_MAX) {
        errors->items[at].min = min;
        errors->items[at].max = max;
    }
}

void field_errors_add_limit(struct field_errors *errors, const char *code, const char *message, int64_t max,
                            const char *path)
{
    add_bounds(errors, code, message, 0, max, path);
}

void field_errors_add_range(struct field_errors *errors, int64_t min, int64_t max, const char *path)
{
    add_bounds(errors, "range", N_("Give a whole number from {min} to {max}."), min, max, path);
}

void field_errors_add_values(struct field_errors *errors, const char *const *values, size_t count, const char *path)
{
    const size_t at = errors->count;
    field_errors_add(errors, "unknown", N_("Allowed here: {values}."), "%s", path);
    if (at >= FIELD_ERRORS_MAX)
        return;
    struct writer w = writer_over((uint8_t *)errors->items[at].values, FIELD_VALUES_SIZE - 1);
    for (size_t i = 0; i < count; i++) {
        writer_put(&w, bytes_of_string(i ? ", " : ""));
        writer_put(&w, bytes_of_string(values[i]));
    }
    errors->items[at].values[w.len] = '\0';
}

void field_errors_add_named(struct field_errors *errors, const char *code, const char *message, const char *values,
                            const char *path)
{
    const size_t at = errors->count;
    field_errors_add(errors, code, message, "%s", path);
    if (at < FIELD_ERRORS_MAX)
        (void)snprintf(errors->items[at].values, FIELD_VALUES_SIZE, "%s", values);
}

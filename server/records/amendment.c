/* Compares an amendment with what it amends, by value. */
#include "records/amendment.h"

#include <string.h>

#include "base/catalog.h"

/* ---- What is the same ---- */

/* The same person has the same ID document; a corrected name or mobile stays the same person's. */
static bool same_person(const struct person *a, const struct person *b)
{
    return a->document_kind == b->document_kind && strcmp(a->document_number, b->document_number) == 0;
}

static bool same_period(const struct period *a, const struct period *b)
{
    return a->from == b->from && a->to == b->to;
}

static const struct person *find_person(const struct application *a, const struct person *wanted)
{
    for (size_t i = 0; i < a->person_count; i++)
        if (same_person(&a->persons[i], wanted))
            return &a->persons[i];
    return NULL;
}

static const struct vehicle *find_vehicle(const struct application *a, const struct vehicle *wanted)
{
    for (size_t i = 0; i < a->vehicle_count; i++)
        if (strcmp(a->vehicles[i].plate, wanted->plate) == 0)
            return &a->vehicles[i];
    return NULL;
}

static const struct period *find_period(const struct application *a, const struct period *wanted)
{
    for (size_t i = 0; i < a->period_count; i++)
        if (same_period(&a->periods[i], wanted))
            return &a->periods[i];
    return NULL;
}

bool amendment_has_period(const struct application *a, const struct period *period)
{
    return find_period(a, period) != NULL;
}

const struct person *amendment_person(const struct application *a, const struct uuid *id)
{
    for (size_t i = 0; i < a->person_count; i++)
        if (uuid_equal(&a->persons[i].id, id))
            return &a->persons[i];
    return NULL;
}

const struct vehicle *amendment_vehicle(const struct application *a, const struct uuid *id)
{
    for (size_t i = 0; i < a->vehicle_count; i++)
        if (uuid_equal(&a->vehicles[i].id, id))
            return &a->vehicles[i];
    return NULL;
}

/* ---- Beginning ---- */

/* Moves the vehicles that were not refused to the front, and writes each one's new index. */
static enum gh_status keep_vehicles(struct application *a, int index[static APPLICATION_VEHICLES_MAX])
{
    size_t kept = 0;
    for (size_t i = 0; i < a->vehicle_count; i++) {
        index[i] = a->vehicles[i].refused ? ON_FOOT : (int)kept;
        if (a->vehicles[i].refused)
            continue;
        struct vehicle v = a->vehicles[i];
        v.id = (struct uuid){0};
        a->vehicles[kept++] = v;
    }
    return application_set_vehicles(a, kept);
}

enum gh_status amendment_begin(const struct application *approved, struct application *out)
{
    struct application a = {0};
    int index[APPLICATION_VEHICLES_MAX];
    size_t kept = 0;
    enum gh_status status = application_copy(approved, &a);
    if (status)
        return status;
    for (size_t i = 0; i < a.person_count; i++) {
        struct person p = a.persons[i];
        if (!application_person_enters(&a, i))
            continue;
        p.id = (struct uuid){0};
        a.persons[kept++] = p;
    }
    status = application_set_persons(&a, kept);
    if (!status)
        status = keep_vehicles(&a, index);
    for (size_t i = 0; !status && i < a.person_count; i++)
        if (a.persons[i].vehicle >= 0)
            a.persons[i].vehicle = index[a.persons[i].vehicle];
    for (size_t i = 0; i < a.period_count; i++)
        a.periods[i].id = (struct uuid){0};
    if (status) {
        application_free(&a);
        return status;
    }
    a.id = (struct uuid){0};
    a.amends = approved->id;
    a.submitted_at = a.decided_at = a.decide_by = 0;
    a.reminded = 0;
    *out = a;
    return GH_OK;
}

/* ---- Merging ---- */

/* Copies what identifies the application and how far it has come. */
static void take_identity(const struct application *approved, struct application *merged)
{
    merged->id = approved->id;
    merged->amends = approved->amends;
    memcpy(merged->number, approved->number, sizeof merged->number);
    merged->applicant = approved->applicant;
    merged->unit = approved->unit;
    merged->campus = approved->campus;
    memcpy(merged->kind, approved->kind, sizeof merged->kind);
    merged->state = approved->state;
    merged->version = approved->version;
    merged->walk_up = approved->walk_up;
    merged->reminded = approved->reminded;
    merged->created_at = approved->created_at;
    merged->submitted_at = approved->submitted_at;
    merged->decided_at = approved->decided_at;
    merged->decide_by = approved->decide_by;
}

enum gh_status amendment_merge(const struct application *approved, const struct application *amended,
                               struct application *out)
{
    struct application a = {0};
    enum gh_status status = application_copy(amended, &a);
    if (status)
        return status;
    take_identity(approved, &a);
    for (size_t i = 0; i < a.person_count; i++) {
        const struct person *before = find_person(approved, &a.persons[i]);
        a.persons[i].id = before ? before->id : (struct uuid){0};
    }
    for (size_t i = 0; i < a.vehicle_count; i++) {
        const struct vehicle *before = find_vehicle(approved, &a.vehicles[i]);
        a.vehicles[i].id = before ? before->id : (struct uuid){0};
    }
    for (size_t i = 0; i < a.period_count; i++) {
        const struct period *before = find_period(approved, &a.periods[i]);
        a.periods[i].id = before ? before->id : (struct uuid){0};
    }
    *out = a;
    return GH_OK;
}

/* ---- The deadline ---- */

static bool entered_before(const struct application *approved, const struct uuid *person)
{
    for (size_t i = 0; i < approved->person_count; i++)
        if (uuid_equal(&approved->persons[i].id, person))
            return application_person_enters(approved, i);
    return false;
}

/* Returns whether somebody or something enters that was not approved before, or at other gates. */
static bool has_new_entrants(const struct application *approved, const struct application *merged)
{
    if (merged->gates & ~approved->gates)
        return true;
    for (size_t i = 0; i < merged->person_count; i++)
        if (application_person_enters(merged, i) && !entered_before(approved, &merged->persons[i].id))
            return true;
    for (size_t i = 0; i < merged->vehicle_count; i++) {
        const struct vehicle *before = amendment_vehicle(approved, &merged->vehicles[i].id);
        if (!merged->vehicles[i].refused && (!before || before->refused))
            return true;
    }
    return false;
}

tick amendment_submit_by(const struct application *approved, const struct application *merged,
                         const struct calendar *calendar, tick now)
{
    const bool everywhere = has_new_entrants(approved, merged);
    tick earliest = 0;
    for (size_t i = 0; i < merged->period_count; i++) {
        const struct period *p = &merged->periods[i];
        if (p->to <= now || (!everywhere && amendment_has_period(approved, p)))
            continue;
        int64_t day = calendar_day_of(calendar, p->from <= now ? p->to - 1 : p->from);
        tick by = calendar_submit_by(calendar, day);
        if (earliest == 0 || by < earliest)
            earliest = by;
    }
    return earliest;
}

void amendment_check(const struct application *approved, const struct application *amended, struct field_errors *errors)
{
    static const char message[] =
        N_("A change can't move the visit to another unit, campus or kind of pass. Make a new "
           "application.");
    if (amended->unit != approved->unit)
        field_errors_add(errors, "fixed", message, "unit");
    if (amended->campus != approved->campus)
        field_errors_add(errors, "fixed", message, "campus");
    if (strcmp(amended->kind, approved->kind) != 0)
        field_errors_add(errors, "fixed", message, "kind");
}

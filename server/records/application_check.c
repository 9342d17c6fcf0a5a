/* Checks a submitted application field by field, and finds what an approver should compare again. */
#include "records/application_check.h"

#include <stdio.h>
#include <string.h>

#include "base/catalog.h"
#include "flow/field_message.h"
#include "people/mobile_written.h"
#include "people/region_codes.h"
#include "records/amendment.h"

#define PERIOD_MIN TICK_MINUTE

static struct civil_date today_of(const struct check_context *context)
{
    char text[CALENDAR_DATE_SIZE];
    calendar_format_date(calendar_day_of(&context->calendar, context->now), text);
    struct civil_date d = {0};
    for (int i = 0; i < 4; i++)
        d.year = d.year * 10 + text[i] - '0';
    d.month = (text[5] - '0') * 10 + text[6] - '0';
    d.day = (text[8] - '0') * 10 + text[9] - '0';
    return d;
}

static void check_mobile(char field[static APPLICATION_FIELD_SIZE], struct field_errors *errors, const char *path,
                         size_t index)
{
    char number[MOBILE_SIZE];
    if (!field[0]) {
        field_errors_add(errors, "missing", N_("The mobile number is missing: the code is sent to it."), path, index);
        return;
    }
    bool repaired;
    enum mobile_result result = mobile_check_written(bytes_of_string(field), number, &repaired);
    if (result)
        field_errors_add(errors, mobile_result_name(result), field_mobile_message(result), path, index);
    else
        memcpy(field, number, sizeof number);
}

static void check_document(struct person *p, struct civil_date today, struct field_errors *errors, size_t i)
{
    struct document document;
    if (p->document_kind < 0)
        p->document_kind = DOCUMENT_RESIDENT_ID;
    if (!p->document_number[0]) {
        field_errors_add(errors, "missing", N_("The ID number is missing."), "persons[%zu].document_number", i);
        return;
    }
    enum document_result result =
        document_check((enum document_kind)p->document_kind, bytes_of_string(p->document_number), today, &document);
    if (result) {
        field_errors_add(errors, document_result_name(result), field_document_message(result),
                         "persons[%zu].document_number", i);
        return;
    }
    memcpy(p->document_number, document.number, sizeof document.number);
    if (!p->sex)
        p->sex = document.sex;
    else if (document.sex && document.sex != p->sex)
        field_errors_add(errors, "sex", N_("The ID number belongs to the other sex. Please compare them."),
                         "persons[%zu].sex", i);
}

static void check_person(struct application *a, size_t i, struct civil_date today, struct field_errors *errors)
{
    struct person *p = &a->persons[i];
    char name[PERSON_NAME_SIZE];
    if (!p->name[0]) {
        field_errors_add(errors, "missing", N_("The name is missing."), "persons[%zu].name", i);
    } else {
        enum person_name_result result = person_name_check(bytes_of_string(p->name), name);
        if (result == PERSON_NAME_OK)
            memcpy(p->name, name, sizeof name);
        else
            field_errors_add(errors, person_name_result_name(result), field_name_message(result), "persons[%zu].name",
                             i);
    }
    check_mobile(p->mobile, errors, "persons[%zu].mobile", i);
    check_document(p, today, errors, i);
    if (p->sex != 'M' && p->sex != 'F')
        field_errors_add(errors, "missing", N_("Choose the sex."), "persons[%zu].sex", i);
    if (p->vehicle != ON_FOOT && (p->vehicle < 0 || (size_t)p->vehicle >= a->vehicle_count))
        field_errors_add(errors, "vehicle", N_("Choose the car again."), "persons[%zu].vehicle", i);
}

static void check_persons(struct application *a, const struct check_context *context,
                          const struct pass_kind_policy *kind, struct field_errors *errors)
{
    struct civil_date today = today_of(context);
    if (a->person_count == 0)
        field_errors_add(errors, "missing", N_("Add at least one person."), "persons");
    if (kind && a->person_count > (size_t)kind->persons_max)
        field_errors_add_limit(errors, "too-many", N_("This kind of pass is for at most {max} persons."),
                               kind->persons_max, "persons");
    for (size_t i = 0; i < a->person_count; i++)
        check_person(a, i, today, errors);
    for (size_t i = 0; i < a->person_count; i++)
        for (size_t j = 0; j < i; j++)
            if (a->persons[i].document_number[0] && a->persons[i].document_kind == a->persons[j].document_kind &&
                strcmp(a->persons[i].document_number, a->persons[j].document_number) == 0) {
                field_errors_add(errors, "twice", N_("This person is in the list already."),
                                 "persons[%zu].document_number", i);
                break;
            }
}

static bool has_rider(const struct application *a, size_t vehicle)
{
    for (size_t i = 0; i < a->person_count; i++)
        if (a->persons[i].vehicle == (int)vehicle)
            return true;
    return false;
}

static void check_vehicles(struct application *a, const struct check_context *context,
                           const struct pass_kind_policy *kind, struct field_errors *errors)
{
    if (kind && a->vehicle_count > (size_t)kind->vehicles_max)
        field_errors_add_limit(errors, "too-many", N_("This kind of pass is for at most {max} vehicles."),
                               kind->vehicles_max, "vehicles");
    if (kind && kind->needs_vehicle && a->vehicle_count == 0)
        field_errors_add(errors, "missing", N_("This kind of pass is for vehicles. Add one."), "vehicles");
    for (size_t i = 0; i < a->vehicle_count; i++) {
        struct plate plate;
        enum plate_result result = plate_accept(bytes_of_string(a->vehicles[i].plate), &plate);
        if (result)
            field_errors_add(errors, result == PLATE_EMPTY ? "missing" : plate_result_name(result),
                             field_plate_message(result), "vehicles[%zu].plate", i);
        else
            memcpy(a->vehicles[i].plate, plate.text, sizeof plate.text);
        for (size_t j = 0; !result && j < i; j++)
            if (strcmp(a->vehicles[i].plate, a->vehicles[j].plate) == 0)
                field_errors_add(errors, "twice", N_("This car is in the list already."), "vehicles[%zu].plate", i);
        if (!has_rider(a, i))
            field_errors_add(errors, "no-driver", N_("Say who drives: every rider is registered."),
                             "vehicles[%zu].plate", i);
    }
    if (a->vehicle_count > 0 && a->gates && !(a->gates & context->lane_gates))
        field_errors_add(errors, "no-lane", N_("The chosen gates have no lane for vehicles. Choose one that has."),
                         "gates");
}

/* Passes leave closed days out. A period needs an open day, and its applicant has to know of the closed ones. */
static void check_open(const struct period *p, size_t i, const struct check_context *context,
                       struct field_errors *errors)
{
    const struct calendar *calendar = &context->calendar;
    tick from = p->from, end = 0;
    bool open = calendar_stretch(calendar, &from, p->to, &end);
    int64_t last = calendar_day_of(calendar, p->to - 1);
    if (!open && calendar_day_of(calendar, p->from) == last)
        field_errors_add(errors, "closed", N_("The campus takes no visitors on this day."), "periods[%zu].from", i);
    else if (!open)
        field_errors_add(errors, "closed", N_("The campus takes no visitors on any day of this period."),
                         "periods[%zu].from", i);
    else if (!p->skip_closed && !context->submitted && from > p->from)
        field_errors_add(errors, "closed", N_("The campus takes no visitors on the first day. Begin later."),
                         "periods[%zu].from", i);
    else if (!p->skip_closed && !context->submitted && end < p->to)
        field_errors_add(errors, "closed",
                         N_("The campus is closed on a day of this period. Enter a period before it and one after it."),
                         calendar_day_of(calendar, end) == last ? "periods[%zu].to" : "periods[%zu].from", i);
}

/* A period that was approved may have begun. */
static bool is_checked_against_today(const struct check_context *context, const struct period *p)
{
    return !context->submitted && !(context->approved && amendment_has_period(context->approved, p));
}

static void check_period(const struct application *a, size_t i, const struct check_context *context,
                         const struct pass_kind_policy *kind, struct field_errors *errors)
{
    char from_path[FIELD_PATH_SIZE], to_path[FIELD_PATH_SIZE];
    (void)snprintf(from_path, sizeof from_path, "periods[%zu].from", i);
    (void)snprintf(to_path, sizeof to_path, "periods[%zu].to", i);
    const struct period *p = &a->periods[i];
    if (p->from <= 0 || p->to - p->from < PERIOD_MIN) {
        field_errors_add(errors, "order", N_("The end must come after the beginning."), "periods[%zu].to", i);
        return;
    }
    const bool today_counts = is_checked_against_today(context, p);
    if (today_counts && p->to <= context->now)
        field_errors_add(errors, "over", N_("This time is in the past. Choose a later one."), "periods[%zu].to", i);
    int64_t first = calendar_day_of(&context->calendar, p->from);
    int64_t last = calendar_day_of(&context->calendar, p->to - 1);
    int64_t today = calendar_day_of(&context->calendar, context->now);
    if (kind && last - first + 1 > kind->period_days_max)
        field_errors_add_limit(errors, "too-long", N_("A period of this kind of pass has at most {max} days."),
                               kind->period_days_max, to_path);
    if (today_counts && kind && last - today > kind->ahead_days_max)
        field_errors_add_limit(errors, "too-far", N_("This kind of pass can be applied for at most {max} days ahead."),
                               kind->ahead_days_max, from_path);
    /* Longer ones are refused for their length. What was approved stays as it is. */
    if (last - first < CALENDAR_PERIOD_DAYS && (today_counts || context->submitted))
        check_open(p, i, context, errors);
    for (size_t j = 0; j < i; j++)
        if (p->from < a->periods[j].to && a->periods[j].from < p->to)
            field_errors_add(errors, "overlap", N_("Overlaps with another period of this list."), "periods[%zu].from",
                             i);
}

/* An application that was handed in goes on, though its kind was closed since. */
static void check_kind(const struct application *a, const struct check_context *context, struct field_errors *errors)
{
    const bool settled = context->submitted || context->approved;
    if (!context->kind_known)
        field_errors_add(errors, "missing", N_("Choose the kind of pass."), "kind");
    else if (!settled && !context->kind.active)
        field_errors_add(errors, "closed", N_("This kind of pass is no longer given. Choose another."), "kind");
    else if (!settled && context->roles && !pass_kind_open(&context->kind, context->roles))
        field_errors_add(errors, "not-yours", N_("Your account can't apply for this kind of pass."), "kind");
    if (context->kind_known && context->kind.asks[0] && !a->asked[0] && !settled)
        field_errors_add(errors, "missing", N_("This kind of pass needs it: please fill it in."), "asked");
}

static void check_frame(struct application *a, const struct check_context *context, struct field_errors *errors)
{
    if (!a->unit || !context->unit_known)
        field_errors_add(errors, "missing", N_("Choose the unit to be visited."), "unit");
    if (!a->campus || !context->campus_known)
        field_errors_add(errors, "missing", N_("Choose the campus."), "campus");
    else if (!a->gates)
        field_errors_add(errors, "missing", N_("Choose at least one gate."), "gates");
    else if (a->gates & ~context->campus_gates)
        field_errors_add(errors, "other-campus", N_("A gate that is chosen is closed, or of another campus."), "gates");
    check_kind(a, context, errors);
    if (!a->purpose[0])
        field_errors_add(errors, "missing", N_("Say what the visit is for."), "purpose");
    if (!a->host_name[0])
        field_errors_add(errors, "missing", N_("Enter the host's name."), "host_name");
    if (a->host_mobile[0])
        check_mobile(a->host_mobile, errors, "host_mobile", 0);
}

void application_check(struct application *a, const struct check_context *context, struct field_errors *errors)
{
    if (context->approved)
        amendment_check(context->approved, a, errors);
    const struct pass_kind_policy *kind = context->kind_known ? &context->kind : NULL;
    check_frame(a, context, errors);
    if (a->period_count == 0)
        field_errors_add(errors, "missing", N_("Choose when they come."), "periods");
    if (kind && a->period_count > (size_t)kind->periods_max)
        field_errors_add_limit(errors, "too-many", N_("This kind of pass has at most {max} periods."),
                               kind->periods_max, "periods");
    for (size_t i = 0; i < a->period_count; i++)
        check_period(a, i, context, kind, errors);
    check_vehicles(a, context, kind, errors);
    check_persons(a, context, kind, errors);
}

tick application_submit_by(const struct application *a, const struct calendar *calendar)
{
    tick first, last;
    application_span(a, &first, &last);
    return a->period_count ? calendar_submit_by(calendar, calendar_day_of(calendar, first)) : 0;
}

static bool region_unknown(const struct person *p)
{
    return p->document_kind == DOCUMENT_RESIDENT_ID && strspn(p->document_number, "0123456789") >= REGION_CODE_LEN &&
           !region_code_known(p->document_number);
}

static void look_at_plates(const struct application *a, struct field_errors *hints)
{
    struct plate plate;
    for (size_t i = 0; i < a->vehicle_count; i++)
        if (plate_accept(bytes_of_string(a->vehicles[i].plate), &plate) == PLATE_OK && plate.kind == PLATE_OTHER)
            field_errors_add(hints, "plate-unknown",
                             N_("This form of plate is not in our table. Please compare it with the car."),
                             "vehicles[%zu].plate", i);
}

void application_look_again(const struct application *a, struct field_errors *hints)
{
    look_at_plates(a, hints);
    for (size_t i = 0; i < a->person_count; i++) {
        if (person_name_is_one_character(a->persons[i].name))
            field_errors_add(hints, "name-short",
                             N_("This name has one character. Please compare it with the document."),
                             "persons[%zu].name", i);
        if (region_unknown(&a->persons[i]))
            field_errors_add(hints, "region-unknown",
                             N_("Our table does not have these first six digits. Please compare them with the card."),
                             "persons[%zu].document_number", i);
        for (size_t j = 0; j < i; j++) {
            if (a->persons[i].mobile[0] && strcmp(a->persons[i].mobile, a->persons[j].mobile) == 0) {
                field_errors_add(hints, "mobile-twice",
                                 N_("Two persons share this mobile number: both codes go to it."),
                                 "persons[%zu].mobile", i);
                break;
            }
        }
    }
}

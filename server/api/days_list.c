/* The calendar of a campus from a list: public holidays and working weekends, as CSV or in iCalendar form. */
#include <string.h>
#include <strings.h>

#include "api/application_reply.h"
#include "api/endpoints.h"
#include "api/sheet_import.h"
#include "base/catalog.h"
#include "flow/ics.h"
#include "records/day_edit.h"
#include "records/fields.h"
#include "records/places.h"

enum column { DATE = 0, UNTIL, KIND, OPEN, NOTE, REPEATS, COLUMNS };

static const struct sheet_column columns[COLUMNS] = {
    [DATE] = {"date", N_("Date"), "日期|开始日期|第一天|day|from|dtstart", true},
    [UNTIL] = {"until", N_("Last day"), "结束日期|至|截至|to|last day", false},
    [KIND] = {"kind", N_("Working day or day off"), "类型|班或休|kind", true},
    [OPEN] = {"open", N_("Open to visitors"), "开放|是否开放", false},
    [NOTE] = {"note", N_("Note"), "备注|名称|节日|name|summary", false},
    [REPEATS] = {"repeats", N_("Repeats"), "重复|rrule", false},
};

struct days_run {
    int64_t campus, today;
};

static bool holds(struct bytes text, const char *word)
{
    size_t len = strlen(word);
    for (size_t i = 0; i + len <= text.len; i++)
        if (strncasecmp((const char *)text.data + i, word, len) == 0)
            return true;
    return false;
}

/* Published calendars write 班 behind the days on which people work instead, and 休 behind the others. */
static const char *kind_of_summary(struct bytes summary)
{
    static const char *const words[] = {"班", "working day", "workday", "work day"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (holds(summary, words[i]))
            return "working";
    return "off";
}

static enum gh_status parse(struct bytes text, struct sheet *out)
{
    if (!ics_is_calendar(text))
        return GH_UNSUPPORTED;
    enum gh_status status = ics_parse(text, out);
    for (size_t i = 0; !status && i < out->count; i++) {
        struct sheet_row from = out->rows[i], *to = &out->rows[i];
        *to = (struct sheet_row){.line = from.line};
        to->cells[DATE] = from.cells[ICS_FROM];
        to->cells[UNTIL] = from.cells[ICS_TO];
        to->cells[KIND] = bytes_of_string(kind_of_summary(from.cells[ICS_SUMMARY]));
        to->cells[NOTE] = from.cells[ICS_SUMMARY];
        to->cells[REPEATS] = from.cells[ICS_REPEATS];
    }
    return status;
}

static bool same(struct bytes cell, const char *const *words)
{
    for (; *words; words++)
        if (cell.len == strlen(*words) && strncasecmp((const char *)cell.data, *words, cell.len) == 0)
            return true;
    return false;
}

static void take_kind(struct bytes cell, struct day_span *span, struct field_errors *errors)
{
    static const char *const working[] = {"working", "working day", "班", "上班", "补班", "工作日", NULL};
    static const char *const off[] = {"off", "day off", "holiday", "休", "放假", "休息", "节假日", "非工作日", NULL};
    span->working = same(cell, working);
    if (!span->working && !same(cell, off))
        field_errors_add(errors, "unknown", N_("Write 班 for a working day or 休 for a day off."), "kind");
}

static void take_dates(const struct sheet_row *row, struct day_span *span, struct field_errors *errors)
{
    static const char wrong[] = N_("Write the date as 2026-12-31.");
    if (!sheet_date(row->cells[DATE], &span->from))
        field_errors_add(errors, "date", wrong, "date");
    span->to = span->from;
    if (row->cells[UNTIL].len > 0 && !sheet_date(row->cells[UNTIL], &span->to))
        field_errors_add(errors, "date", wrong, "until");
}

static enum gh_status store(struct request *rq, void *context, const struct sheet *sheet, size_t i,
                            struct field_errors *errors, enum sheet_outcome *outcome)
{
    const struct days_run *run = context;
    const struct sheet_row *row = &sheet->rows[i];
    struct day_span span = {.campus = run->campus, .open = -1};
    bool open = true;
    enum day_marked how = DAY_SAME;
    if (row->cells[REPEATS].len > 0)
        field_errors_add(errors, "repeats", N_("Events that repeat are not taken. Write each day as its own event."),
                         "repeats");
    take_dates(row, &span, errors);
    take_kind(row->cells[KIND], &span, errors);
    if (row->cells[OPEN].len > 0) {
        if (!sheet_flag(row->cells[OPEN], &open))
            field_errors_add(errors, "unknown", N_("Write yes or no."), "open");
        span.open = open;
    }
    if (!sheet_copy(row->cells[NOTE], span.note, sizeof span.note))
        field_errors_add(errors, "too-long", N_("This text is too long."), "note");
    if (errors->count)
        return GH_MALFORMED;
    enum gh_status status = days_mark(rq->db, &span, run->today, errors, &how);
    *outcome = how == DAY_NEW ? SHEET_NEW : how == DAY_CHANGED ? SHEET_CHANGED : SHEET_SAME;
    return status;
}

static enum gh_status finish(struct request *rq, void *context, size_t stored)
{
    const struct audit_act act = audit_act_of(rq);
    const struct days_run *run = context;
    return days_marked(&act, run->campus, (int64_t)stored);
}

enum gh_status admin_days_import_post(struct request *rq, struct reply *reply)
{
    static const struct sheet_kind kind = {
        .columns = columns, .column_count = COLUMNS, .parse = parse, .store = store, .finish = finish};
    struct days_run run = {.campus = 0};
    struct campus campus;
    enum gh_status status = request_parameter_number(rq, 0, &run.campus);
    if (!status)
        status = campus_load(rq->db, run.campus, rq->now, &campus);
    if (status)
        return status;
    run.today = calendar_day_of(&campus.calendar, rq->now);
    return sheet_import(rq, reply, &kind, &run);
}

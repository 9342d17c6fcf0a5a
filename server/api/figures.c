/* Endpoint of the security office's figures. */
#include "review/figures.h"

#include <stdio.h>

#include "api/asked_campus.h"
#include "api/endpoints.h"
#include "api/rows_json.h"
#include "http/server.h"
#include "wire/entry.h"

#define TIME_MAX INT64_C(253402300800000) /* year 10000 */
#define USUAL_DAYS 7

/* ---- Rows ---- */

static json_t *at_least_0(int64_t count)
{
    return json_integer((json_int_t)(count > 0 ? count : 0));
}

static enum gh_status gate_json(struct request *rq, struct db_rows *rows, json_t **out)
{
    (void)rq;
    *out = json_pack("{s:o, s:o, s:o}", "gate", rows_number(rows, 0), "name", rows_text(rows, 1), "name_en",
                     rows_text(rows, 2));
    return *out ? GH_OK : GH_NO_MEMORY;
}

/* An admission of one hour may be taken back in the next. */
static enum gh_status hour_json(struct request *rq, struct db_rows *rows, json_t **out)
{
    (void)rq;
    *out = json_pack("{s:o, s:o, s:o, s:o}", "hour", rows_number(rows, 0), "gate", rows_number(rows, 1), "entered",
                     at_least_0(db_int(rows, 2)), "left", rows_number(rows, 3));
    return *out ? GH_OK : GH_NO_MEMORY;
}

static enum gh_status verdict_json(struct request *rq, struct db_rows *rows, json_t **out)
{
    (void)rq;
    *out = json_pack("{s:s, s:s, s:o}", "colour", verdict_colour_name((enum verdict_colour)db_int(rows, 0)), "reason",
                     verdict_reason_name((enum verdict_reason)db_int(rows, 1)), "count", rows_number(rows, 2));
    return *out ? GH_OK : GH_NO_MEMORY;
}

static enum gh_status unit_json(struct request *rq, struct db_rows *rows, json_t **out)
{
    (void)rq;
    *out = json_pack("{s:o, s:o, s:o, s:o}", "unit", rows_number(rows, 0), "name", rows_text(rows, 1), "name_en",
                     rows_text(rows, 2), "entered", rows_number(rows, 3));
    return *out ? GH_OK : GH_NO_MEMORY;
}

static enum gh_status kind_json(struct request *rq, struct db_rows *rows, json_t **out)
{
    (void)rq;
    *out = json_pack("{s:o, s:o, s:o, s:o, s:o}", "day", rows_number(rows, 0), "kind", rows_text(rows, 1), "name",
                     rows_text(rows, 2), "name_en", rows_text(rows, 3), "entered", rows_number(rows, 4));
    return *out ? GH_OK : GH_NO_MEMORY;
}

static enum gh_status expected_json(struct request *rq, struct db_rows *rows, json_t **out)
{
    (void)rq;
    *out = json_pack("{s:o, s:o, s:o}", "day", rows_number(rows, 0), "expected", rows_number(rows, 1), "arrived",
                     rows_number(rows, 2));
    return *out ? GH_OK : GH_NO_MEMORY;
}

static enum gh_status approval_json(struct request *rq, struct db_rows *rows, json_t **out)
{
    (void)rq;
    *out = json_pack("{s:o, s:o, s:o, s:o, s:o, s:o}", "unit", rows_number(rows, 0), "name", rows_text(rows, 1),
                     "name_en", rows_text(rows, 2), "count", rows_number(rows, 3), "median_ms", rows_number(rows, 4),
                     "p90_ms", rows_number(rows, 5));
    return *out ? GH_OK : GH_NO_MEMORY;
}

static enum gh_status ahead_json(struct request *rq, struct db_rows *rows, json_t **out)
{
    (void)rq;
    *out = json_pack("{s:o, s:o, s:o, s:o}", "day", rows_number(rows, 0), "persons", rows_number(rows, 1), "vehicles",
                     rows_number(rows, 2), "undecided", rows_number(rows, 3));
    return *out ? GH_OK : GH_NO_MEMORY;
}

/* {"count", "median_ms", "p90_ms", "waits": [{"to_minutes", "count"}]}; the last one's to_minutes is null. */
static enum gh_status walk_ups_json(struct request *rq, struct db_rows *rows, json_t **out)
{
    static const int limits[] = {5, 10, 20, 30};
    const int count = (int)(sizeof limits / sizeof limits[0]);
    json_t *waits = json_array();
    (void)rq;
    for (int i = 0; i <= count; i++)
        if (json_array_append_new(waits, json_pack("{s:o, s:o}", "to_minutes",
                                                   i < count ? json_integer(limits[i]) : json_null(), "count",
                                                   rows_number(rows, 3 + i))) != 0) {
            json_decref(waits);
            return GH_NO_MEMORY;
        }
    *out = json_pack("{s:o, s:o, s:o, s:o}", "count", rows_number(rows, 0), "median_ms", rows_number_or_null(rows, 1),
                     "p90_ms", rows_number_or_null(rows, 2), "waits", waits);
    return *out ? GH_OK : GH_NO_MEMORY;
}

/* ---- The answer ---- */

typedef enum gh_status figures_query(struct db *db, struct db_rows *rows, const struct scope *scope,
                                     const struct figures_range *range);

static enum gh_status add_lists(struct request *rq, const struct figures_range *range,
                                const struct figures_range *ahead, json_t *answer)
{
    const struct {
        const char *name;
        figures_query *query;
        rows_item *item;
        const struct figures_range *range;
    } lists[] = {
        {"gates", figures_gates, gate_json, range},
        {"hours", figures_hours, hour_json, range},
        {"verdicts", figures_verdicts, verdict_json, range},
        {"units", figures_units, unit_json, range},
        {"kinds", figures_kinds, kind_json, range},
        {"days", figures_expected, expected_json, range},
        {"approvals", figures_approvals, approval_json, range},
        {"ahead", figures_ahead, ahead_json, ahead},
    };
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        struct db_rows rows = {0};
        json_t *items = json_array();
        if (json_object_set_new(answer, lists[i].name, items) != 0)
            return GH_NO_MEMORY;
        enum gh_status status = rows_collect(rq, &rows, lists[i].query(rq->db, &rows, rq->scope, lists[i].range),
                                             lists[i].item, SIZE_MAX, items, NULL);
        if (status)
            return status;
    }
    return GH_OK;
}

static enum gh_status add_walk_ups(struct request *rq, const struct figures_range *range, json_t *answer)
{
    struct db_rows rows = {0};
    json_t *one = NULL;
    enum gh_status status = figures_walk_ups(rq->db, &rows, rq->scope, range);
    if (!status)
        status = db_next(&rows);
    if (!status)
        status = walk_ups_json(rq, &rows, &one);
    db_rows_end(&rows);
    if (!status && json_object_set_new(answer, "walk_ups", one) != 0)
        return GH_NO_MEMORY;
    return status;
}

static tick day_of(const struct campus *campus, tick now)
{
    const tick zone = campus->calendar.zone_minutes * TICK_MINUTE;
    return now - (now + zone) % TICK_DAY;
}

/* Reads the range: the last days up to the end of today where it is absent. */
static enum gh_status read_range(const struct request *rq, const struct campus *campus, struct figures_range *out)
{
    const tick tomorrow = day_of(campus, rq->now) + TICK_DAY;
    out->campus = campus->id;
    out->zone_minutes = campus->calendar.zone_minutes;
    enum gh_status status = request_query_number(rq, "to", 1, TIME_MAX, tomorrow, &out->to);
    if (!status)
        status = request_query_number(rq, "from", 0, TIME_MAX, out->to - USUAL_DAYS * TICK_DAY, &out->from);
    if (!status && (out->from >= out->to || out->to - out->from > FIGURES_DAYS_MAX * TICK_DAY))
        status = request_query_refuse(rq, "from");
    return status;
}

static enum gh_status reply_figures(struct request *rq, struct reply *reply, const struct campus *campus,
                                    const struct figures_range *range)
{
    struct figures_range ahead = *range;
    ahead.from = day_of(campus, rq->now);
    ahead.to = ahead.from + FIGURES_AHEAD_DAYS * TICK_DAY;
    json_t *answer =
        json_pack("{s:I, s:s, s:s, s:i, s:I, s:I, s:I, s:I}", "campus", (json_int_t)campus->id, "name", campus->name,
                  "name_en", campus->name_en, "zone_minutes", campus->calendar.zone_minutes, "at", (json_int_t)rq->now,
                  "from", (json_int_t)range->from, "to", (json_int_t)range->to, "ahead_from", (json_int_t)ahead.from);
    if (!answer)
        return GH_NO_MEMORY;
    enum gh_status status = add_lists(rq, range, &ahead, answer);
    if (!status)
        status = add_walk_ups(rq, range, answer);
    if (status) {
        json_decref(answer);
        return status;
    }
    return reply_json(rq, reply, 200, answer);
}

enum gh_status figures_get(struct request *rq, struct reply *reply)
{
    struct campus *campus = request_alloc(rq, sizeof *campus);
    struct figures_range range;
    enum gh_status status = asked_campus_load(rq, campus);
    if (!status)
        status = read_range(rq, campus, &range);
    return status ? status : reply_figures(rq, reply, campus, &range);
}

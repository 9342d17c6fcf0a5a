/* Endpoint for the wall screen of a campus's office. */
#include "review/wall.h"
#include "api/asked_campus.h"
#include "api/endpoints.h"
#include "api/rows_json.h"
#include "devices/presence.h"

static enum gh_status gate_json(struct request *rq, struct db_rows *rows, json_t **out)
{
    const int64_t entered = db_int(rows, WALL_GATE_ENTERED) - db_int(rows, WALL_GATE_TAKEN_BACK);
    const tick last = db_int(rows, WALL_GATE_LAST_AT);
    /* An admission of yesterday may be taken back today; a booth's clock may be ahead. */
    *out = json_pack("{s:o, s:o, s:o, s:I, s:o, s:o}", "gate", rows_number(rows, WALL_GATE_BIT), "name",
                     rows_text(rows, WALL_GATE_NAME), "name_en", rows_text(rows, WALL_GATE_NAME_EN), "entered",
                     (json_int_t)(entered > 0 ? entered : 0), "left", rows_number(rows, WALL_GATE_LEFT), "last_at",
                     last == 0 ? json_null() : json_integer((json_int_t)(last < rq->now ? last : rq->now)));
    return *out ? GH_OK : GH_NO_MEMORY;
}

static enum gh_status booth_json(struct request *rq, struct db_rows *rows, json_t **out)
{
    const bool away = rq->now - db_int(rows, PRESENCE_BOOTH_HEARD) > PRESENCE_HEARD_WITHIN;
    *out =
        json_pack("{s:o, s:o, s:o, s:o, s:o, s:b, s:b}", "id", rows_id(rows, PRESENCE_BOOTH_ID), "name",
                  rows_text(rows, PRESENCE_BOOTH_NAME), "gate", rows_number(rows, PRESENCE_BOOTH_GATE), "heard_at",
                  rows_number_or_null(rows, PRESENCE_BOOTH_HEARD), "waiting", rows_number(rows, PRESENCE_BOOTH_WAITING),
                  "away", (int)away, "other_journal", (int)!db_is_null(rows, PRESENCE_BOOTH_FORKED));
    return *out ? GH_OK : GH_NO_MEMORY;
}

static tick day_of(const struct campus *campus, tick now)
{
    const tick zone = campus->calendar.zone_minutes * TICK_MINUTE;
    return now - (now + zone) % TICK_DAY;
}

static enum gh_status collect(struct request *rq, const struct campus *campus, json_t *gates, json_t *booths)
{
    struct db_rows rows = {0};
    enum gh_status status =
        rows_collect(rq, &rows, wall_gates(rq->db, &rows, rq->scope, campus->id, day_of(campus, rq->now)), gate_json, 0,
                     gates, NULL);
    if (status)
        return status;
    return rows_collect(rq, &rows, presence_booths(rq->db, &rows, campus->id), booth_json, 0, booths, NULL);
}

static enum gh_status reply_wall(struct request *rq, struct reply *reply, const struct campus *campus,
                                 const struct presence_counts *inside, const struct wall_alerts *alerts)
{
    json_t *gates = json_array(), *booths = json_array();
    enum gh_status status = gates && booths ? collect(rq, campus, gates, booths) : GH_NO_MEMORY;
    if (status) {
        json_decref(gates);
        json_decref(booths);
        return status;
    }
    return reply_json(rq, reply, 200,
                      json_pack("{s:I, s:s, s:s, s:i, s:I, s:I, s:I, s:{s:I, s:I, s:I}, s:o, s:o}", "campus",
                                (json_int_t)campus->id, "name", campus->name, "name_en", campus->name_en,
                                "zone_minutes", campus->calendar.zone_minutes, "at", (json_int_t)rq->now, "persons",
                                (json_int_t)inside->persons, "vehicles", (json_int_t)inside->vehicles, "alerts",
                                "entries", (json_int_t)alerts->entries, "aside", (json_int_t)alerts->aside,
                                "emergencies", (json_int_t)alerts->emergencies, "gates", gates, "booths", booths));
}

enum gh_status wall_get(struct request *rq, struct reply *reply)
{
    struct campus *campus = request_alloc(rq, sizeof *campus);
    struct presence_counts inside;
    struct wall_alerts alerts;
    enum gh_status status = asked_campus_load(rq, campus);
    if (!status)
        status = presence_count(rq->db, campus->id, rq->now, &inside);
    if (!status)
        status = wall_alerts(rq->db, rq->scope, campus->id, &alerts);
    return status ? status : reply_wall(rq, reply, campus, &inside, &alerts);
}

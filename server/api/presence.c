/* Endpoint for who is inside a campus, for reviewers of that campus. */
#include "devices/presence.h"

#include "api/audit_view.h"
#include "api/endpoints.h"
#include "api/rows_json.h"

#define ITEMS_MAX 2000
#define CAMPUS_MAX 255
#define WATCHERS (ROLE_SECURITY_OFFICER | ROLE_REVIEWER | ROLE_ADMINISTRATOR)

static enum gh_status item_json(struct request *rq, struct db_rows *rows, json_t **out)
{
    (void)rq;
    *out = json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "subject",
        rows_id(rows, PRESENCE_COLUMN_SUBJECT), "pass", rows_id(rows, PRESENCE_COLUMN_PASS), "entry",
        rows_id(rows, PRESENCE_COLUMN_ENTRY), "vehicle", rows_bool(rows, PRESENCE_COLUMN_VEHICLE), "since",
        rows_number(rows, PRESENCE_COLUMN_AT), "gate", rows_number(rows, PRESENCE_COLUMN_GATE), "gate_name",
        rows_text(rows, PRESENCE_COLUMN_GATE_NAME), "gate_name_en", rows_text(rows, PRESENCE_COLUMN_GATE_NAME_EN),
        "person", rows_text_or_null(rows, PRESENCE_COLUMN_PERSON), "plate",
        rows_text_or_null(rows, PRESENCE_COLUMN_PLATE), "in_car", rows_bool(rows, PRESENCE_COLUMN_IN_CAR), "unit",
        rows_text_or_null(rows, PRESENCE_COLUMN_UNIT), "application",
        rows_text_or_null(rows, PRESENCE_COLUMN_APPLICATION), "expires",
        rows_number_or_null(rows, PRESENCE_COLUMN_EXPIRES), "emergency", rows_bool(rows, PRESENCE_COLUMN_EMERGENCY));
    return *out ? GH_OK : GH_NO_MEMORY;
}

static enum gh_status booth_json(struct request *rq, struct db_rows *rows, json_t **out)
{
    bool away = rq->now - db_int(rows, PRESENCE_BOOTH_HEARD) > PRESENCE_HEARD_WITHIN;
    *out = json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:b}", "id", rows_id(rows, PRESENCE_BOOTH_ID), "name",
                     rows_text(rows, PRESENCE_BOOTH_NAME), "gate", rows_number(rows, PRESENCE_BOOTH_GATE), "gate_name",
                     rows_text(rows, PRESENCE_BOOTH_GATE_NAME), "gate_name_en",
                     rows_text(rows, PRESENCE_BOOTH_GATE_NAME_EN), "heard_at",
                     rows_number_or_null(rows, PRESENCE_BOOTH_HEARD), "waiting",
                     rows_number(rows, PRESENCE_BOOTH_WAITING), "away", (int)away);
    return *out ? GH_OK : GH_NO_MEMORY;
}

static enum gh_status collect(struct request *rq, int64_t campus, json_t *items, json_t *booths)
{
    struct db_rows rows = {0};
    bool more = false;
    enum gh_status status = rows_collect(rq, &rows, presence_query(rq->db, &rows, campus, rq->now, ITEMS_MAX + 1),
                                         item_json, ITEMS_MAX, items, &more);
    if (status)
        return status;
    return rows_collect(rq, &rows, presence_booths(rq->db, &rows, campus), booth_json, 0, booths, NULL);
}

enum gh_status presence_get(struct request *rq, struct reply *reply)
{
    int64_t campus;
    struct presence_counts counts;
    if (request_query_number(rq, "campus", 1, CAMPUS_MAX, 0, &campus) || campus == 0)
        return GH_MALFORMED;
    if (!session_grant(rq->session, WATCHERS, 0, campus))
        return GH_DENIED;
    enum gh_status status = audit_list(rq, "presence");
    if (!status)
        status = presence_count(rq->db, campus, rq->now, &counts);
    if (status)
        return status;
    json_t *items = json_array(), *booths = json_array();
    status = items && booths ? collect(rq, campus, items, booths) : GH_NO_MEMORY;
    if (status) {
        json_decref(items);
        json_decref(booths);
        return status;
    }
    return reply_json(rq, reply, 200,
                      json_pack("{s:I, s:I, s:I, s:I, s:o, s:o}", "campus", (json_int_t)campus, "at",
                                (json_int_t)rq->now, "persons", (json_int_t)counts.persons, "vehicles",
                                (json_int_t)counts.vehicles, "items", items, "booths", booths));
}

/* Endpoints for who is inside a campus, for reviewers of that campus. Its office can book somebody out. */
#include "devices/presence.h"

#include <sodium.h>
#include <string.h>

#include "api/audit_view.h"
#include "api/endpoints.h"
#include "api/rows_json.h"
#include "devices/entry_plate.h"
#include "http/server.h"

#define ITEMS_MAX 2000
#define LEFT_MAX 200
#define CAMPUS_MAX 255
#define OFFICE (ROLE_SECURITY_OFFICER | ROLE_ADMINISTRATOR)
#define WATCHERS (ROLE_SECURITY_OFFICER | ROLE_REVIEWER | ROLE_ADMINISTRATOR)

static enum gh_status item_json(struct request *rq, struct db_rows *rows, json_t **out)
{
    char plate[ENTRY_PLATE_MAX];
    enum gh_status status = entry_plate_load(rq->server->vault, rows, PRESENCE_COLUMN_PLATE,
                                             PRESENCE_COLUMN_PLATE_ENTRY, PRESENCE_COLUMN_PLATE_SEALED, plate);
    if (status)
        return status;
    *out = json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "subject",
        rows_id(rows, PRESENCE_COLUMN_SUBJECT), "pass", rows_id(rows, PRESENCE_COLUMN_PASS), "entry",
        rows_id(rows, PRESENCE_COLUMN_ENTRY), "vehicle", rows_bool(rows, PRESENCE_COLUMN_VEHICLE), "since",
        rows_number(rows, PRESENCE_COLUMN_AT), "gate", rows_number(rows, PRESENCE_COLUMN_GATE), "gate_name",
        rows_text(rows, PRESENCE_COLUMN_GATE_NAME), "gate_name_en", rows_text(rows, PRESENCE_COLUMN_GATE_NAME_EN),
        "person", rows_text_or_null(rows, PRESENCE_COLUMN_PERSON), "plate", plate[0] ? json_string(plate) : json_null(),
        "in_car", rows_bool(rows, PRESENCE_COLUMN_IN_CAR), "unit", rows_text_or_null(rows, PRESENCE_COLUMN_UNIT),
        "application", rows_text_or_null(rows, PRESENCE_COLUMN_APPLICATION), "expires",
        rows_number_or_null(rows, PRESENCE_COLUMN_EXPIRES), "emergency", rows_bool(rows, PRESENCE_COLUMN_EMERGENCY));
    sodium_memzero(plate, sizeof plate);
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

static enum gh_status left_json(struct request *rq, struct db_rows *rows, json_t **out)
{
    char plate[ENTRY_PLATE_MAX];
    enum gh_status status = entry_plate_load(rq->server->vault, rows, PRESENCE_LEFT_PLATE, PRESENCE_LEFT_PLATE_ENTRY,
                                             PRESENCE_LEFT_PLATE_SEALED, plate);
    if (status)
        return status;
    *out = json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "subject", rows_id(rows, PRESENCE_LEFT_SUBJECT),
        "vehicle", rows_bool(rows, PRESENCE_LEFT_VEHICLE), "person", rows_text_or_null(rows, PRESENCE_LEFT_PERSON),
        "plate", plate[0] ? json_string(plate) : json_null(), "unit", rows_text_or_null(rows, PRESENCE_LEFT_UNIT),
        "in_at", rows_number(rows, PRESENCE_LEFT_IN_AT), "in_gate_name", rows_text(rows, PRESENCE_LEFT_IN_GATE_NAME),
        "in_gate_name_en", rows_text(rows, PRESENCE_LEFT_IN_GATE_NAME_EN), "out_at",
        rows_number(rows, PRESENCE_LEFT_AT), "out_gate_name", rows_text(rows, PRESENCE_LEFT_GATE_NAME),
        "out_gate_name_en", rows_text(rows, PRESENCE_LEFT_GATE_NAME_EN));
    sodium_memzero(plate, sizeof plate);
    return *out ? GH_OK : GH_NO_MEMORY;
}

static enum gh_status collect(struct request *rq, int64_t campus, json_t *items, json_t *left, json_t *booths)
{
    struct db_rows rows = {0};
    bool more = false;
    enum gh_status status = rows_collect(rq, &rows, presence_query(rq->db, &rows, campus, rq->now, ITEMS_MAX + 1),
                                         item_json, ITEMS_MAX, items, &more);
    if (!status)
        status = rows_collect(rq, &rows,
                              presence_left_query(rq->db, &rows, rq->scope, campus, rq->now - TICK_DAY, LEFT_MAX + 1),
                              left_json, LEFT_MAX, left, &more);
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
    json_t *items = json_array(), *left = json_array(), *booths = json_array();
    status = items && left && booths ? collect(rq, campus, items, left, booths) : GH_NO_MEMORY;
    if (status) {
        json_decref(items);
        json_decref(left);
        json_decref(booths);
        return status;
    }
    return reply_json(rq, reply, 200,
                      json_pack("{s:I, s:I, s:I, s:I, s:o, s:o, s:o}", "campus", (json_int_t)campus, "at",
                                (json_int_t)rq->now, "persons", (json_int_t)counts.persons, "vehicles",
                                (json_int_t)counts.vehicles, "items", items, "left_elsewhere", left, "booths", booths));
}

static enum presence_end_reason reason_of(const char *word)
{
    for (int one = 0; one < PRESENCE_END_REASON_COUNT; one++)
        if (one != PRESENCE_END_ROLL_CALL && strcmp(word, presence_end_reason_name((enum presence_end_reason)one)) == 0)
            return (enum presence_end_reason)one;
    return PRESENCE_END_REASON_COUNT;
}

enum gh_status presence_end_post(struct request *rq, struct reply *reply)
{
    const struct audit_act act = {rq->db, rq->now, rq->session->account, rq->address};
    json_int_t campus = 0;
    const char *word = "";
    struct uuid subject;
    if (json_unpack(rq->json, "{s:I, s:s}", "campus", &campus, "reason", &word) != 0 || campus < 1 ||
        campus > CAMPUS_MAX || reason_of(word) == PRESENCE_END_REASON_COUNT)
        return GH_MALFORMED;
    if (!session_grant(rq->session, OFFICE, 0, campus))
        return GH_DENIED;
    enum gh_status status = request_parameter_id(rq, 0, &subject);
    if (!status)
        status = presence_book_out(&act, campus, &subject, reason_of(word));
    return status ? status : reply_empty(reply);
}

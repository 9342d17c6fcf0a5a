/* What messages to visitors look like: the texts of the code that writes them, about a made-up visit. */
#include "api/endpoints.h"
#include "base/civil.h"
#include "flow/calendar.h"
#include "flow/sms_parts.h"
#include "flow/visitor_text.h"
#include "http/server.h"
#include "people/document.h"
#include "records/place_list.h"
#include "records/places.h"
#include "records/text_setting.h"

#define ZONE 480 /* the campus's zone: UTC+8 */
#define NUMBER "26113000001"
#define SAMPLE_LINK "/p/2b7dq4mzr8kxw5tn3c6v" /* as long as a real one */

static const struct {
    const char *purpose;
    enum gh_status (*write)(const struct visitor_text *v, char out[static VISITOR_TEXT_SIZE]);
} samples[] = {
    {"approved", visitor_text_approved}, {"revoked", visitor_text_revoked}, {"cancelled", visitor_text_cancelled}};

struct sample_place {
    char campus[PLACE_NAME_SIZE], gate[PLACE_NAME_SIZE], university[TEXT_SETTING_SIZE];
};

static enum gh_status copy_first(struct db_rows *rows, int column, char *out)
{
    enum gh_status status = db_next(rows);
    if (!status)
        status = db_copy_text(rows, column, out, PLACE_NAME_SIZE);
    db_rows_end(rows);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

/* The first campus and the first gate that are in use. */
static enum gh_status load_place(struct db *db, bool english, struct sample_place *out)
{
    struct db_rows rows = {0};
    *out = (struct sample_place){.campus = ""};
    enum gh_status status = campuses_query(db, &rows, PLACES_IN_USE);
    if (!status)
        status = copy_first(&rows, english ? CAMPUS_COLUMN_NAME_EN : CAMPUS_COLUMN_NAME, out->campus);
    if (!status)
        status = gates_query(db, &rows, PLACES_IN_USE, 0);
    if (!status)
        status = copy_first(&rows, english ? GATE_COLUMN_NAME_EN : GATE_COLUMN_NAME, out->gate);
    return status
               ? status
               : text_setting_load(db, english ? TEXT_SETTING_UNIVERSITY_EN : TEXT_SETTING_UNIVERSITY, out->university);
}

static enum gh_status put_samples(struct request *rq, bool english, json_t *items)
{
    static const struct calendar week = {.zone_minutes = ZONE};
    struct sample_place place;
    const tick morning = civil_day_start(rq->now, ZONE) + TICK_DAY + 8 * TICK_HOUR;
    const struct span period = {morning, morning + 10 * TICK_HOUR};
    enum gh_status status = load_place(rq->db, english, &place);
    const char *const gates[] = {place.gate};
    const struct visitor_text text = {.language = english ? WORDS_ENGLISH : WORDS_CHINESE,
                                      .name = english ? "Anna Schmidt" : "王小明",
                                      .university = place.university,
                                      .campus = place.campus,
                                      .host = english ? "Zhang Wei" : "张伟",
                                      .number = NUMBER,
                                      .url = request_text(rq, "%s%s", rq->server->public_url, SAMPLE_LINK),
                                      .document = DOCUMENT_RESIDENT_ID,
                                      .gates = gates,
                                      .gate_count = place.gate[0] ? 1 : 0,
                                      .calendar = &week,
                                      .periods = &period,
                                      .period_count = 1,
                                      .reason = "",
                                      .advice = ""};
    for (size_t i = 0; !status && i < sizeof samples / sizeof samples[0]; i++) {
        char out[VISITOR_TEXT_SIZE];
        status = samples[i].write(&text, out);
        if (status == GH_TOO_LONG) /* the wording stands there all the same, and the parts say it */
            status = GH_OK;
        json_t *one =
            json_pack("{s:s, s:s, s:s, s:I}", "purpose", samples[i].purpose, "language", english ? "en" : "zh", "text",
                      out, "parts", (json_int_t)sms_parts(out, VISITOR_SIGNATURE_ROOM));
        if (!status && json_array_append_new(items, one) != 0)
            status = GH_NO_MEMORY;
        else if (status)
            json_decref(one);
    }
    return status;
}

enum gh_status message_samples_get(struct request *rq, struct reply *reply)
{
    json_t *items = json_array();
    enum gh_status status = put_samples(rq, false, items);
    if (!status)
        status = put_samples(rq, true, items);
    if (status) {
        json_decref(items);
        return status;
    }
    return reply_json(rq, reply, 200, json_pack("{s:o, s:n}", "items", items, "next"));
}

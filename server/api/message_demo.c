/* Fills texts of messages with made-up data. */
#include "api/message_demo.h"

#include <string.h>

#include "base/civil.h"
#include "flow/calendar.h"
#include "flow/staff_text.h"
#include "flow/visitor_text.h"
#include "http/server.h"
#include "people/document.h"
#include "records/place_list.h"
#include "records/places.h"
#include "records/text_setting.h"

#define ZONE 480 /* the campus's zone: UTC+8 */
#define NUMBER "26113000001"
#define PASS_LINK "/p/2b7dq4mzr8kxw5tn3c6vpq" /* as long as real ones */
#define PAGE_LINK "/app/approve/01939f6e-8c00-7000-8000-000000000000"
#define FEEDBACK_LINK "/app/feedback"

static const struct calendar week = {.zone_minutes = ZONE};

struct demo_place {
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
static enum gh_status load_place(struct db *db, bool english, struct demo_place *out)
{
    struct db_rows rows = {0};
    *out = (struct demo_place){.campus = ""};
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

/* Tomorrow at eight. */
static tick morning_of(const struct request *rq)
{
    return civil_day_start(rq->now, ZONE) + TICK_DAY + 8 * TICK_HOUR;
}

static enum gh_status write_visit(struct request *rq, struct db *db, enum words_language language, const char *text,
                                  char out[static VISITOR_TEXT_SIZE])
{
    const bool english = language == WORDS_ENGLISH;
    struct demo_place place;
    const struct span period = {morning_of(rq), morning_of(rq) + 10 * TICK_HOUR};
    enum gh_status status = load_place(db, english, &place);
    if (status)
        return status;
    const char *const gates[] = {place.gate};
    const struct visitor_text v = {.language = language,
                                   .name = english ? "Anna Schmidt" : "王小明",
                                   .university = place.university,
                                   .campus = place.campus,
                                   .host = english ? "Zhang Wei" : "张伟",
                                   .number = NUMBER,
                                   .url = request_text(rq, "%s%s", rq->server->public_url, PASS_LINK),
                                   .document = DOCUMENT_RESIDENT_ID,
                                   .gates = gates,
                                   .gate_count = place.gate[0] ? 1 : 0,
                                   .calendar = &week,
                                   .periods = &period,
                                   .period_count = 1,
                                   .reason = english ? "The host is away" : "接待人不在校",
                                   .advice = english ? "Please contact your host" : "请联系接待人",
                                   .time = "08:05"};
    return visitor_text_fill(text, &v, out);
}

static enum gh_status write_staff(struct request *rq, const struct message_text_key *key, const char *text,
                                  char out[static STAFF_TEXT_SIZE])
{
    const bool english = key->language == WORDS_ENGLISH;
    struct staff_message message = {.sms = "", .mail = "", .subject = ""};
    const struct staff_text v = {.language = key->language,
                                 .number = NUMBER,
                                 .purpose = english ? "Guest lecture" : "学术讲座",
                                 .host = english ? "Zhang Wei" : "张伟",
                                 .url = request_text(rq, "%s%s", rq->server->public_url, PAGE_LINK),
                                 .from = key->kind == MESSAGE_WITHDRAWN ? english ? "W**" : "王**" : "",
                                 .reason = english ? "Please add the plate" : "请补充车牌号",
                                 .calendar = &week,
                                 .first = morning_of(rq),
                                 .decide_by = morning_of(rq) - 12 * TICK_HOUR,
                                 .now = rq->now,
                                 .persons = 2,
                                 .vehicles = 1,
                                 .walk_up = key->kind == MESSAGE_AT_GATE || key->kind == MESSAGE_EMERGENCY,
                                 .amendment = key->kind == MESSAGE_CHANGE_APPLIED};
    const char *const at[MESSAGE_FORM_COUNT] = {message.sms, message.mail, message.subject};
    staff_text_fill(&(struct staff_templates){key->form == MESSAGE_SMS ? text : NULL,
                                              key->form == MESSAGE_MAIL ? text : NULL,
                                              key->form == MESSAGE_SUBJECT ? text : NULL},
                    &v, &message);
    memcpy(out, at[key->form], strlen(at[key->form]) + 1);
    return out[0] ? GH_OK : GH_TOO_LONG;
}

static enum gh_status write_feedback(struct request *rq, const char *text, char out[static OUTBOX_TEXT_SIZE])
{
    const struct text_arg link = {message_placeholder_name(PLACEHOLDER_LINK),
                                  request_text(rq, "%s%s", rq->server->public_url, FEEDBACK_LINK)};
    return message_template_fill(text, &link, 1, out, OUTBOX_TEXT_SIZE) ? GH_OK : GH_TOO_LONG;
}

enum gh_status message_demo_write(struct request *rq, struct db *db, const struct message_text_key *key,
                                  const char *text, char out[static OUTBOX_TEXT_SIZE])
{
    _Static_assert(VISITOR_TEXT_SIZE <= OUTBOX_TEXT_SIZE && STAFF_TEXT_SIZE <= OUTBOX_TEXT_SIZE, "texts fit");
    const char *shown = *text ? text : message_kind_usual(key->kind, key->form, key->language);
    if (key->kind == MESSAGE_FEEDBACK)
        return write_feedback(rq, shown, out);
    return key->kind <= MESSAGE_ARRIVED ? write_visit(rq, db, key->language, shown, out)
                                        : write_staff(rq, key, shown, out);
}

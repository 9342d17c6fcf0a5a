/* Endpoints for invitation links: hosts make and cancel them, visitors with a link fill them in. */
#include <string.h>

#include "api/application_reply.h"
#include "api/consent_json.h"
#include "api/endpoints.h"
#include "api/rows_json.h"
#include "http/server.h"
#include "records/application_check.h"
#include "records/application_view.h"
#include "records/fields.h"
#include "records/invitation.h"
#include "records/place_list.h"
#include "records/record.h"
#include "records/setting.h"
#include "records/text_setting.h"

static json_t *time_or_null(tick at)
{
    return at ? json_integer(at) : json_null();
}

static json_t *invitation_json(struct request *rq, const struct invitation *one)
{
    char id[UUID_TEXT_SIZE];
    uuid_format(&one->id, id);
    return json_pack("{s:s, s:s, s:s, s:I, s:o}", "id", id, "label", one->label, "link",
                     request_text(rq, "/i/%s", one->token), "expires_at", (json_int_t)one->expires_at, "filled_at",
                     time_or_null(one->filled_at));
}

/* Loads the session's own application. GH_NOT_FOUND for any other. */
static enum gh_status own_application(struct request *rq, struct application *a)
{
    struct uuid id;
    enum gh_status status = request_parameter_id(rq, 0, &id);
    if (!status)
        status = application_load(rq->db, rq->server->vault, &id, a);
    return status ? status : a->applicant == rq->session->account ? GH_OK : GH_NOT_FOUND;
}

static enum gh_status make(struct request *rq, const struct application *a, const char *label, struct invitation *out)
{
    int64_t days;
    enum gh_status status = setting_load(rq->db, SETTING_INVITATION_DAYS, &days);
    if (!status && !(status = db_begin(rq->db)))
        status = record_finish(
            rq->db, invitation_add(rq->db, rq->server->vault, &a->id, label, rq->now, rq->now + days * TICK_DAY, out));
    return status;
}

enum gh_status invitation_post(struct request *rq, struct reply *reply)
{
    struct application a = {0};
    struct invitation made;
    struct field_errors *errors = request_alloc(rq, sizeof *errors);
    char label[INVITATION_LABEL_SIZE] = "";
    fields_text(rq->json, "label", "label", label, sizeof label, errors);
    if (errors->count)
        return application_refusal(rq, reply, PROBLEM_INVALID, errors);
    enum gh_status status = own_application(rq, &a);
    bool typing = a.state == FLOW_DRAFT || a.state == FLOW_SENT_BACK;
    if (!status && typing)
        status = make(rq, &a, label, &made);
    application_free(&a);
    if (!status && !typing)
        return reply_problem(rq, reply, PROBLEM_NOT_POSSIBLE, NULL);
    return status ? status : reply_json(rq, reply, 201, invitation_json(rq, &made));
}

enum gh_status invitations_get(struct request *rq, struct reply *reply)
{
    struct application a = {0};
    struct invitation one;
    struct db_rows rows = {0};
    json_t *items = json_array();
    enum gh_status status = own_application(rq, &a);
    if (!status)
        status = invitation_query(rq->db, &rows, &a.id);
    while (!status && !(status = invitation_next(&rows, rq->server->vault, &one)))
        if (json_array_append_new(items, invitation_json(rq, &one)) != 0)
            status = GH_NO_MEMORY;
    bool ended = status == GH_NOT_FOUND && a.applicant == rq->session->account;
    db_rows_end(&rows);
    application_free(&a);
    if (!ended) {
        json_decref(items);
        return status;
    }
    return reply_json(rq, reply, 200, json_pack("{s:o, s:n}", "items", items, "next"));
}

enum gh_status invitation_remove(struct request *rq, struct reply *reply)
{
    struct uuid id;
    enum gh_status status = request_parameter_id(rq, 0, &id);
    if (!status)
        status = invitation_cancel(rq->db, &id, rq->session->account, rq->now);
    return status ? status : reply_empty(reply);
}

/* ---- for visitors ---- */

/* Reject other characters before they reach the Location header. */
static bool looks_like_token(const char *text)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    return strlen(text) == INVITATION_TOKEN_LEN && strspn(text, letters) == INVITATION_TOKEN_LEN;
}

enum gh_status invitation_link_get(struct request *rq, struct reply *reply)
{
    if (!looks_like_token(rq->parameters[0]))
        return GH_NOT_FOUND;
    reply_header(reply, "Location", request_text(rq, "/app/invited/%s", rq->parameters[0]));
    return reply_bytes(rq, reply, 302, "text/plain; charset=utf-8", BYTES("", 0));
}

/* Masks the visitor's own name: the link may have been forwarded. */
static json_t *guest_json(const struct application *a, const struct invitation *one)
{
    char name[MASKED_SIZE], mobile[MASKED_SIZE];
    for (size_t i = 0; i < a->person_count && !uuid_is_nil(&one->person); i++) {
        if (memcmp(&a->persons[i].id, &one->person, sizeof one->person) != 0)
            continue;
        view_mask_name(a->persons[i].name, name);
        view_mask_mobile(a->persons[i].mobile, mobile);
        return json_pack("{s:s, s:s}", "name_masked", name, "mobile_masked", mobile);
    }
    return json_null();
}

/* Makes {"id", "name", "name_en"} from the first row. Without a choice of the host: null. begun: the status of the
 * query. Ends the rows. */
static enum gh_status named(struct db_rows *rows, enum gh_status begun, json_t **out)
{
    enum gh_status status = begun ? begun : db_next(rows);
    if (!status)
        *out = rows_named(rows, 0);
    db_rows_end(rows);
    if (status == GH_NOT_FOUND)
        *out = json_null();
    return status == GH_NOT_FOUND ? GH_OK : status;
}

static enum gh_status load_places(struct db *db, const struct application *a, json_t **unit, json_t **campus)
{
    struct db_rows units = {0}, campuses = {0};
    enum gh_status status = named(&units, unit_query(db, &units, a->unit), unit);
    return status ? status : named(&campuses, campus_query(db, &campuses, a->campus), campus);
}

/* What visitors are told before they enter their data. */
struct data_notice {
    int64_t retention_days, picture_days;
    char university[TEXT_SETTING_SIZE], university_en[TEXT_SETTING_SIZE];
    char processors[TEXT_SETTING_SIZE], contact[TEXT_SETTING_SIZE];
};

static enum gh_status load_notice(struct db *db, struct data_notice *out)
{
    enum gh_status status = setting_load(db, SETTING_RETENTION_DAYS, &out->retention_days);
    if (!status)
        status = setting_load(db, SETTING_GATE_CAR_PICTURE_DAYS, &out->picture_days);
    if (!status)
        status = text_setting_load(db, TEXT_SETTING_UNIVERSITY, out->university);
    if (!status)
        status = text_setting_load(db, TEXT_SETTING_UNIVERSITY_EN, out->university_en);
    if (!status)
        status = text_setting_load(db, TEXT_SETTING_PROCESSORS, out->processors);
    if (!status)
        status = text_setting_load(db, TEXT_SETTING_PRIVACY_CONTACT, out->contact);
    return status;
}

static enum gh_status reply_invited(struct request *rq, struct reply *reply, const struct invitation *one)
{
    struct application a = {0};
    json_t *unit = NULL, *campus = NULL, *periods = json_array();
    struct data_notice notice = {0};
    struct notice *text = request_alloc(rq, sizeof *text);
    const bool english = rq->language == LANGUAGE_ENGLISH;
    enum gh_status status = application_load(rq->db, rq->server->vault, &one->application, &a);
    if (!status)
        status = load_places(rq->db, &a, &unit, &campus);
    if (!status)
        status = load_notice(rq->db, &notice);
    if (!status)
        status = notice_now(rq->db, english ? WORDS_ENGLISH : WORDS_CHINESE, text);
    for (size_t i = 0; !status && i < a.period_count; i++)
        if (json_array_append_new(periods, json_pack("{s:I, s:I}", "from", (json_int_t)a.periods[i].from, "to",
                                                     (json_int_t)a.periods[i].to)) != 0)
            status = GH_NO_MEMORY;
    if (status) {
        json_decref(unit);
        json_decref(campus);
        json_decref(periods);
    } else {
        status =
            reply_json(rq, reply, 200,
                       json_pack("{s:s, s:s, s:o, s:o, s:o, s:s, s:b, s:o, s:I, s:I, s:s, s:s, s:s, s:s, s:{s:s, s:s}}",
                                 "purpose", a.purpose, "host_name", a.host_name, "unit", unit, "campus", campus,
                                 "periods", periods, "label", one->label, "filled", one->filled_at != 0, "person",
                                 guest_json(&a, one), "picture_days", (json_int_t)notice.picture_days, "retention_days",
                                 (json_int_t)notice.retention_days, "university", notice.university, "university_en",
                                 notice.university_en, "processors", notice.processors, "contact", notice.contact,
                                 "notice", "version", text->version, "text", text->text));
    }
    application_free(&a);
    return status;
}

static enum gh_status find(struct request *rq, struct invitation *one)
{
    return invitation_find(rq->db, rq->server->vault, bytes_of_string(rq->parameters[0]), rq->now, one);
}

enum gh_status invited_get(struct request *rq, struct reply *reply)
{
    struct invitation one;
    enum gh_status status = find(rq, &one);
    return status ? status : reply_invited(rq, reply, &one);
}

enum gh_status invited_put(struct request *rq, struct reply *reply)
{
    struct invitation one;
    struct field_errors *errors = request_alloc(rq, sizeof *errors);
    struct campus campus;
    struct check_context check;
    struct consent_given consent;
    enum gh_status status = find(rq, &one);
    if (!status)
        status = consent_read_own(rq, json_object_get(rq->json, "consent"), &consent, errors);
    if (!status)
        status = act_check_context(rq->db, &(struct application){0}, rq->now, &campus, &check);
    if (!status)
        status = invitation_fill(rq->db, rq->server->vault, &one, rq->json, &consent, &check, rq->now, errors);
    if (errors->count)
        return application_refusal(rq, reply, PROBLEM_INVALID, errors);
    if (status == GH_CONFLICT)
        return reply_problem(rq, reply, PROBLEM_NOT_POSSIBLE, NULL);
    if (!status)
        status = find(rq, &one);
    return status ? status : reply_invited(rq, reply, &one);
}

/* Builds the JSON of one application for its reader. */
#include "api/application_reply.h"

#include "api/audit_view.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "accounts/account.h"
#include "act/amend.h"
#include "api/holder_json.h"
#include "api/rows_json.h"
#include "http/server.h"
#include "issue/pass_list.h"
#include "issue/visit_link.h"
#include "notify/outbox_list.h"
#include "records/amendment.h"
#include "records/application_check.h"
#include "records/application_input.h"
#include "records/application_view.h"
#include "records/audit.h"
#include "records/place_list.h"
#include "records/setting.h"
#include "records/watch.h"
#include "token/short_number.h"

struct act_context act_context_of(const struct request *rq)
{
    return (struct act_context){.db = rq->db,
                                .vault = rq->server->vault,
                                .issuer = rq->server->issuer,
                                .public_url = rq->server->public_url,
                                .now = rq->now,
                                .address = rq->address};
}

enum gh_status request_arrived(void *request, const struct entry *entry)
{
    const struct act_context context = act_context_of(request);
    return arrival_tell(&context, entry);
}

struct audit_act audit_act_of(const struct request *rq)
{
    return (struct audit_act){rq->db, rq->now, rq->session->account, rq->address};
}

static void add_error(struct request *rq, json_t **list, const struct field_error *e)
{
    char min[24], max[24], text[160 + FIELD_VALUES_SIZE];
    const struct text_arg args[] = {{"min", min}, {"max", max}, {"values", e->values}};
    const bool filled = e->min != e->max || e->values[0];
    (void)snprintf(min, sizeof min, "%" PRId64, e->min);
    (void)snprintf(max, sizeof max, "%" PRId64, e->max);
    if (filled)
        (void)text_format(text, sizeof text, request_tr(rq, e->message), args, sizeof args / sizeof args[0]);
    errors_add(rq, list, e->path, e->code, filled ? text : e->message);
}

json_t *field_errors_json(struct request *rq, const struct field_errors *errors)
{
    json_t *list = json_array();
    for (size_t i = 0; i < errors->count && i < FIELD_ERRORS_MAX; i++)
        add_error(rq, &list, &errors->items[i]);
    return list;
}

enum gh_status application_refusal(struct request *rq, struct reply *reply, enum problem problem,
                                   const struct field_errors *errors)
{
    return reply_problem(rq, reply, problem, errors->count ? field_errors_json(rq, errors) : NULL);
}

uint32_t application_actions_of(const struct application *a, unsigned roles)
{
    return flow_actions(application_origin(a), a->state, roles);
}

/* *concerned: the reader could decide, but is a party to the application. */
static enum gh_status find_actions(const struct request *rq, const struct application *a, uint32_t *actions,
                                   bool *concerned)
{
    int64_t acting_for;
    unsigned roles, granted = act_granted_roles(rq->session, a, &acting_for);
    enum gh_status status = act_roles(rq->db, rq->server->vault, rq->session, a, &roles, &acting_for);
    if (status)
        return status;
    *actions = application_actions_of(a, roles);
    *concerned = application_actions_of(a, granted) != *actions;
    return GH_OK;
}

static json_t *actions_json(uint32_t actions)
{
    json_t *list = json_array();
    for (int i = 0; list && i < FLOW_ACTION_COUNT; i++)
        if ((actions >> i & 1) &&
            json_array_append_new(list, json_string(flow_action_name((enum flow_action)i))) != 0) {
            json_decref(list);
            return NULL;
        }
    return list;
}

/* Makes {"id", "name", "name_en"} from the first row, with "zone_minutes" for a campus. Without a row: null. begun: the
 * status of the query. Ends the rows. */
static enum gh_status named_json(struct db_rows *rows, enum gh_status begun, bool campus, json_t **out)
{
    json_t *named = NULL;
    enum gh_status status = begun ? begun : db_next(rows);
    if (!status)
        named = rows_named(rows, 0);
    if (named && json_object_set_new(named, "zone_minutes",
                                     campus ? rows_number(rows, CAMPUS_COLUMN_ZONE_MINUTES) : json_integer(0)) != 0)
        status = GH_NO_MEMORY;
    db_rows_end(rows);
    if (status == GH_NOT_FOUND) {
        named = json_null();
        status = GH_OK;
    }
    *out = named;
    return status ? status : named ? GH_OK : GH_NO_MEMORY;
}

static enum gh_status unit_json(struct db *db, int64_t id, json_t **out)
{
    struct db_rows rows = {0};
    return named_json(&rows, unit_query(db, &rows, id), false, out);
}

static enum gh_status campus_json(struct db *db, int64_t id, json_t **out)
{
    struct db_rows rows = {0};
    return named_json(&rows, campus_query(db, &rows, id), true, out);
}

static enum gh_status applicant_json(struct db *db, int64_t id, json_t **out)
{
    struct account_name a;
    enum gh_status status = account_name_load(db, id, &a);
    if (status)
        return status;
    *out = json_pack("{s:I, s:s, s:o}", "id", (json_int_t)id, "display_name", a.display_name, "unit",
                     a.unit ? json_integer(a.unit) : json_null());
    return *out ? GH_OK : GH_NO_MEMORY;
}

static json_t *time_json(tick at)
{
    return at ? json_integer(at) : json_null();
}

/* Adds state, dates and places. */
static enum gh_status put_frame(struct request *rq, const struct application *a, tick submit_by, json_t *out)
{
    char id[UUID_TEXT_SIZE];
    json_t *unit = NULL, *campus = NULL, *applicant = NULL;
    uuid_format(&a->id, id);
    uint32_t actions = 0;
    bool concerned = false;
    enum gh_status status = find_actions(rq, a, &actions, &concerned);
    if (!status)
        status = unit_json(rq->db, a->unit, &unit);
    if (!status)
        status = campus_json(rq->db, a->campus, &campus);
    if (!status)
        status = applicant_json(rq->db, a->applicant, &applicant);
    if (status) {
        json_decref(unit);
        json_decref(campus);
        return status;
    }
    json_t *frame = json_pack("{s:s, s:s, s:s, s:I, s:o, s:b, s:o, s:o, s:o, s:b, s:b, s:I, s:o, s:o, s:o, s:o, s:b}",
                              "id", id, "number", a->number, "state", flow_state_name(a->state), "version",
                              (json_int_t)a->version, "actions", actions_json(actions), "concerned", (int)concerned,
                              "applicant", applicant, "unit", unit, "campus", campus, "walk_up", (int)a->walk_up,
                              "by_mail", (int)a->by_mail, "created_at", (json_int_t)a->created_at, "submitted_at",
                              time_json(a->submitted_at), "decided_at", time_json(a->decided_at), "submit_by",
                              time_json(submit_by), "decide_by", time_json(application_decide_by(a)), "too_late",
                              (int)(submit_by && !a->walk_up && !a->submitted_at && rq->now >= submit_by));
    bool failed = !frame || json_object_update(out, frame) != 0;
    json_decref(frame);
    return failed ? GH_NO_MEMORY : GH_OK;
}

static enum gh_status message_json(struct db *db, const struct uuid *pass, json_t **out)
{
    struct db_rows rows = {0};
    struct uuid id;
    char id_text[UUID_TEXT_SIZE];
    enum gh_status status = outbox_newest_of_pass(db, &rows, pass);
    *out = NULL;
    if (!status && !(status = db_next(&rows)) && !(status = db_copy_blob(&rows, PASS_MESSAGE_ID, id.b, UUID_LEN))) {
        uuid_format(&id, id_text);
        *out = json_pack(
            "{s:s, s:o, s:o, s:o, s:b, s:I}", "id", id_text, "channel", rows_text(&rows, PASS_MESSAGE_CHANNEL), "state",
            rows_text(&rows, PASS_MESSAGE_STATE), "error", rows_text(&rows, PASS_MESSAGE_ERROR), "maybe_twice",
            (int)db_int(&rows, PASS_MESSAGE_MAYBE_TWICE), "at", (json_int_t)db_int(&rows, PASS_MESSAGE_AT));
    }
    db_rows_end(&rows);
    if (status == GH_NOT_FOUND)
        *out = json_null();
    return status == GH_NOT_FOUND ? GH_OK : status;
}

/* Adds what only the applicant sees: the link, and the short number that a visitor without the page can be told. */
static enum gh_status add_own(struct request *rq, const struct uuid *id, json_t *out)
{
    char link[VISIT_LINK_SIZE], number[SHORT_NUMBER_LEN + 1], shown[SHORT_NUMBER_TEXT_SIZE];
    short_number_of(id, number);
    short_number_format(number, shown);
    if (json_object_set_new(out, "short_number", json_string(shown)) != 0)
        return GH_NO_MEMORY;
    enum gh_status status = visit_link_of_pass(rq->db, rq->server->vault, id, link);
    if (status == GH_NOT_FOUND || (!status && !link[0]))
        return GH_OK; /* erased */
    if (!status && json_object_set_new(out, "link", json_string(request_text(rq, "/p/%s", link))) != 0)
        status = GH_NO_MEMORY;
    return status;
}

static enum gh_status pass_json(struct request *rq, struct db_rows *rows, bool own, json_t **out)
{
    struct uuid id;
    char id_text[UUID_TEXT_SIZE];
    json_t *message = NULL;
    const char *kind = pass_kind_name(db_int(rows, PASS_CARD_KIND));
    enum gh_status status = kind ? db_copy_blob(rows, PASS_CARD_ID, id.b, UUID_LEN) : GH_CORRUPT;
    if (!status)
        status = message_json(rq->db, &id, &message);
    if (status)
        return status;
    uuid_format(&id, id_text);
    *out = json_pack("{s:s, s:o, s:s, s:I, s:o, s:o, s:I, s:I, s:o, s:o}", "id", id_text, "entrant",
                     rows_text(rows, PASS_CARD_ENTRANT), "kind", kind, "period",
                     (json_int_t)db_int(rows, PASS_CARD_PERIOD), "state", rows_text(rows, PASS_CARD_STATE), "reason",
                     rows_text(rows, PASS_CARD_REASON), "from", (json_int_t)db_int(rows, PASS_CARD_FROM), "to",
                     (json_int_t)db_int(rows, PASS_CARD_TO), "message", message, "used_at",
                     db_is_null(rows, PASS_CARD_USED_AT) ? json_null() : json_integer(db_int(rows, PASS_CARD_USED_AT)));
    return !*out ? GH_NO_MEMORY : own ? add_own(rq, &id, *out) : GH_OK;
}

static enum gh_status passes_json(struct request *rq, const struct application *a, json_t **out)
{
    struct db_rows rows = {0};
    json_t *list = json_array();
    bool own = rq->session->account == a->applicant;
    enum gh_status status = passes_query(rq->db, &rows, &a->id);
    while (!status && !(status = db_next(&rows))) {
        json_t *one = NULL;
        status = pass_json(rq, &rows, own, &one);
        if (!status && json_array_append_new(list, one) != 0)
            status = GH_NO_MEMORY;
    }
    db_rows_end(&rows);
    if (status != GH_NOT_FOUND) {
        json_decref(list);
        return status;
    }
    *out = list;
    return GH_OK;
}

enum gh_status pass_reply(struct request *rq, struct reply *reply, const struct uuid *pass)
{
    struct db_rows rows = {0};
    json_t *one = NULL;
    enum gh_status status = pass_card_query(rq->db, &rows, pass);
    if (!status && !(status = db_next(&rows)))
        status = pass_json(rq, &rows, false, &one);
    db_rows_end(&rows);
    return status ? status : reply_json(rq, reply, 200, one);
}

/* Audits that the office reads the proposed change in full. */
static enum gh_status let_office_read(const struct request *rq, const struct application *a)
{
    char subject[AUDIT_SUBJECT_SIZE];
    audit_subject_id("application", &a->id, subject);
    return audit_view(
        rq, &(struct audit_entry){rq->now, rq->session->account, "changes-revealed", subject, a->number, rq->address});
}

/* One entry stands for the view of all names of an application. Reading it again, or acting on it, within this time is
 * the same view. */
#define SAME_VIEW (15 * TICK_MINUTE)

static enum gh_status audit_names(const struct request *rq, const struct application *a)
{
    char subject[AUDIT_SUBJECT_SIZE], detail[APPLICATION_NUMBER_SIZE + 32];
    audit_subject_id("application", &a->id, subject);
    (void)snprintf(detail, sizeof detail, "%s: %zu", a->number, a->person_count);
    const struct audit_entry entry = {rq->now, rq->session->account, "names-viewed", subject, detail, rq->address};
    return audit_view_once(rq, &entry, SAME_VIEW);
}

/* Approvers of the host unit see the names of those they let in, audited. Without the audit entry they do not. */
static bool host_reads_names(const struct request *rq, const struct application *a)
{
    bool host = a->submitted_at && a->unit && session_grant(rq->session, ROLE_UNIT_APPROVER, a->unit, a->campus);
    return host && a->person_count > 0 && !audit_names(rq, a);
}

/* The applicant sees everything while typing, and the host unit sees names. All others see masked values. */
static enum view_detail detail_for(const struct request *rq, const struct application *a)
{
    bool typing = a->state == FLOW_DRAFT || a->state == FLOW_SENT_BACK || a->state == FLOW_CONFIRMING;
    if (typing && rq->session->account == a->applicant)
        return VIEW_CLEAR;
    return host_reads_names(rq, a) ? VIEW_NAMES : VIEW_MASKED;
}

/* Shows changes in full to the applicant and, audited, to the office of the campus. The host unit sees names; all
 * others see masked values. */
static enum gh_status mask_for(const struct request *rq, const struct application *a, json_t *changes)
{
    if (rq->session->account == a->applicant)
        return GH_OK;
    bool office = session_grant(rq->session, ROLE_SECURITY_OFFICER, a->unit, a->campus) != NULL;
    bool in_full = office && !let_office_read(rq, a);
    return in_full ? GH_OK : application_mask_changes(changes, host_reads_names(rq, a));
}

static enum gh_status load_proposal(const struct request *rq, const struct application *a, json_t **proposal)
{
    enum gh_status status = proposal_load(rq->db, rq->server->vault, &a->id, proposal);
    return status || !*proposal ? status : mask_for(rq, a, *proposal);
}

/* Makes what an amendment changes: {"id", "number", "changes"}. */
static enum gh_status changes_json(const struct request *rq, const struct application *a,
                                   const struct application *approved, json_t **out)
{
    struct application merged = {0};
    char id[UUID_TEXT_SIZE];
    uuid_format(&approved->id, id);
    enum gh_status status = amendment_merge(approved, a, &merged);
    json_t *changes = status ? NULL : application_amended(approved, &merged, true);
    application_free(&merged);
    if (!status)
        status = changes ? mask_for(rq, a, changes) : GH_NO_MEMORY;
    if (status) {
        json_decref(changes);
        return status;
    }
    *out = json_pack("{s:s, s:s, s:o}", "id", id, "number", approved->number, "changes", changes);
    return *out ? GH_OK : GH_NO_MEMORY;
}

/* Makes the open amendment of an application. Its draft is its applicant's alone. */
static enum gh_status amendment_json(const struct request *rq, const struct application *a, json_t **out)
{
    struct amendment_standing open;
    char id[UUID_TEXT_SIZE];
    enum gh_status status = amendment_find(rq->db, &a->id, &open);
    if (status == GH_NOT_FOUND || (!status && open.state == FLOW_DRAFT && rq->session->account != a->applicant)) {
        *out = json_null();
        return GH_OK;
    }
    if (status)
        return status;
    uuid_format(&open.id, id);
    *out = json_pack("{s:s, s:s, s:s}", "id", id, "number", open.number, "state", flow_state_name(open.state));
    return *out ? GH_OK : GH_NO_MEMORY;
}

/* Adds what the application amends, and what amends it. An amendment that was taken over keeps its differences in the
 * history of its application. */
static enum gh_status put_amendment(const struct request *rq, const struct application *a,
                                    const struct amended *amended, json_t *out)
{
    json_t *amends = json_null(), *amendment = NULL;
    enum gh_status status = amended->known ? changes_json(rq, a, &amended->approved, &amends) : GH_OK;
    if (!status)
        status = amendment_json(rq, a, &amendment);
    if (status)
        return status;
    return json_object_set_new(out, "amends", amends) || json_object_set_new(out, "amendment", amendment) ? GH_NO_MEMORY
                                                                                                          : GH_OK;
}

/* Takes the names of those who can decide out of the applicant's history, where the setting hides them. */
static enum gh_status hide_colleagues(struct request *rq, const struct application *a, json_t *history)
{
    int64_t names = 0;
    size_t i;
    json_t *one;
    enum gh_status status = setting_load(rq->db, SETTING_APPROVER_NAMES, &names);
    if (status || names || rq->session->account != a->applicant)
        return status;
    json_array_foreach(history, i,
                       one) if (json_object_set_new(one, "colleague", json_null()) != 0) return GH_NO_MEMORY;
    return GH_OK;
}

struct watch_reader watch_reader_of(const struct request *rq)
{
    return (struct watch_reader){rq->session->account, rq->session->unit,
                                 session_scope(rq->session, ROLE_UNIT_APPROVER)};
}

bool watch_by_office(const struct request *rq, int64_t unit, int64_t campus)
{
    return session_grant(rq->session, ROLE_SECURITY_OFFICER, unit, campus) != NULL;
}

static enum gh_status put_lists(struct request *rq, const struct application *a, json_t *out)
{
    json_t *history = NULL, *proposal = NULL, *passes = NULL, *holder = NULL;
    struct field_errors hints = {0};
    application_look_again(a, &hints);
    const struct watch_reader reader = watch_reader_of(rq);
    enum gh_status status = watch_overlaps(rq->db, &reader, watch_by_office(rq, a->unit, a->campus), a, &hints);
    if (!status)
        status = history_load(rq->db, rq->server->vault, &a->id, &history);
    if (!status)
        status = hide_colleagues(rq, a, history);
    if (!status)
        status = load_proposal(rq, a, &proposal);
    if (!status)
        status = holder_json(rq, a, &holder);
    if (!status)
        status = passes_json(rq, a, &passes);
    if (status) {
        json_decref(history);
        json_decref(proposal);
        json_decref(holder);
        return status;
    }
    bool failed = json_object_set_new(out, "history", history) != 0;
    failed |= json_object_set_new(out, "holder", holder) != 0;
    failed |= json_object_set_new(out, "proposal", proposal ? proposal : json_null()) != 0;
    failed |= json_object_set_new(out, "passes", passes) != 0;
    failed |= json_object_set_new(out, "hints", field_errors_json(rq, &hints)) != 0;
    return failed ? GH_NO_MEMORY : GH_OK;
}

enum gh_status application_reply(struct request *rq, struct reply *reply, int status_code, const struct application *a)
{
    struct campus campus;
    struct check_context check;
    enum gh_status status = act_check_context(rq->db, a, rq->now, &campus, &check);
    if (status)
        return status;
    json_t *json = application_content(a, detail_for(rq, a));
    if (!json)
        return GH_NO_MEMORY;
    struct amended amended;
    tick submit_by = 0;
    status = amended_load(rq->db, rq->server->vault, a, &amended);
    if (!status)
        status = amended_submit_by(a, &amended, &check.calendar, rq->now, &submit_by);
    if (!status)
        status = put_frame(rq, a, submit_by, json);
    if (!status)
        status = put_amendment(rq, a, &amended, json);
    if (!status && json_object_set_new(json, "stretches", view_stretches(a, &check.calendar)) != 0)
        status = GH_NO_MEMORY;
    if (!status)
        status = put_lists(rq, a, json);
    application_free(&amended.approved);
    if (status) {
        json_decref(json);
        return status;
    }
    return reply_json(rq, reply, status_code, json);
}

#include "act/mail_take.h"

#include <string.h>

#include "act/act_internal.h"
#include "act/shared_account.h"
#include "records/application_input.h"
#include "records/mail_filing.h"

#define DISPLAY_NAME "\xe9\x82\xae\xe4\xbb\xb6\xe7\x94\xb3\xe6\x8a\xa5 By mail" /* 邮件申报 */

/* ---- The visitors of the list ---- */

/* Finds a plate among the vehicles, or adds it. Returns its index, or -1 without memory. */
static int vehicle_of(json_t *vehicles, const char *plate)
{
    size_t i;
    json_t *one;
    json_array_foreach(vehicles, i,
                       one) if (strcmp(json_string_value(json_object_get(one, "plate")), plate) == 0) return (int)i;
    return json_array_append_new(vehicles, json_pack("{s:s}", "plate", plate)) == 0 ? (int)i : -1;
}

/* Copies what the list has of a person, since empty values are not given. */
static json_t *person_of(const json_t *row, json_t *vehicles)
{
    json_t *person = json_object(), *value;
    const char *name, *plate = json_string_value(json_object_get(row, "plate"));
    bool failed = !person;
    json_object_foreach(json_object_get(row, "person"), name, value)
    {
        if (json_string_length(value) > 0)
            failed |= json_object_set(person, name, value) != 0;
    }
    if (!failed && plate && *plate) {
        int vehicle = vehicle_of(vehicles, plate);
        failed = vehicle < 0 || json_object_set_new(person, "vehicle", json_integer(vehicle)) != 0;
    }
    if (failed) {
        json_decref(person);
        return NULL;
    }
    return person;
}

static enum gh_status add_visitors(const json_t *content, json_t *input)
{
    json_t *persons = json_array(), *vehicles = json_array();
    const json_t *row;
    size_t i;
    bool failed = !persons || !vehicles;
    json_array_foreach(json_object_get(content, "rows"), i, row)
    {
        failed = failed || json_array_append_new(persons, person_of(row, vehicles)) != 0;
    }
    failed |= json_object_set_new(input, "persons", persons) != 0;
    failed |= json_object_set_new(input, "vehicles", vehicles) != 0;
    return failed ? GH_NO_MEMORY : GH_OK;
}

/* ---- Taking over ---- */

struct taking_over {
    const struct act_context *context;
    const struct session *session;
    const struct scope *scope;
    const struct uuid *id;
    json_t *content; /* owned */
    struct application a;
};

static enum gh_status load(struct taking_over *t)
{
    struct db_rows rows = {0};
    enum gh_status status = mail_filing_load(t->context->db, &rows, t->scope, t->id);
    if (!status && !(status = db_next(&rows)) &&
        !bytes_equal(db_bytes(&rows, MAIL_FILING_STATE), bytes_of_string("open")))
        status = GH_NOT_FOUND;
    if (!status)
        status = mail_filing_content(t->context->vault, &rows, &t->content);
    db_rows_end(&rows);
    return status;
}

static enum gh_status fill(struct taking_over *t, const json_t *input, struct act_result *result)
{
    json_t *whole = json_copy((json_t *)input);
    enum gh_status status = whole ? GH_OK : GH_NO_MEMORY;
    if (!status && !json_object_get(whole, "persons"))
        status = add_visitors(t->content, whole);
    if (!status)
        status = application_input(whole, &t->a, &result->errors);
    json_decref(whole);
    if (!status && result->errors.count)
        status = GH_MALFORMED;
    if (!status && t->a.campus && !session_grant(t->session, ROLE_SECURITY_OFFICER, t->a.unit, t->a.campus))
        status = GH_DENIED;
    t->a.state = FLOW_DRAFT;
    t->a.by_mail = true;
    return status ? status
                  : shared_account(t->context->db, MAIL_ACCOUNT, DISPLAY_NAME, t->context->now, &t->a.applicant);
}

static enum gh_status note(const struct taking_over *t)
{
    const struct act_context *c = t->context;
    char subject[AUDIT_SUBJECT_SIZE];
    const struct audit_act act = {c->db, c->now, t->session->account, c->address};
    audit_subject_id("application", &t->a.id, subject);
    enum gh_status status = mail_filing_settle(&act, c->vault, t->id, &t->a.id, t->content);
    const struct audit_entry entry = {c->now, t->session->account, "mail-taken", subject, t->a.number, c->address};
    return status ? status : audit_write(c->db, &entry);
}

/* In a transaction, which the caller rolls back unless it is allowed. */
static enum gh_status take_over(struct taking_over *t, const json_t *input, const struct consent_given *given,
                                struct act_result *result)
{
    enum gh_status status = load(t);
    if (!status)
        status = fill(t, input, result);
    if (!status)
        status = act_submit_new(t->context, t->session, &t->a, given, result);
    return status || result->answer != FLOW_ALLOWED ? status : note(t);
}

enum gh_status mail_take(const struct act_context *context, const struct session *session, const struct scope *scope,
                         const struct uuid *id, const json_t *input, const struct consent_given *given,
                         struct act_result *result, struct application *out)
{
    struct taking_over t = {.context = context, .session = session, .scope = scope, .id = id};
    *result = (struct act_result){0};
    enum gh_status status = db_begin(context->db);
    if (status)
        return status;
    status = take_over(&t, input, given, result);
    if (!status && result->answer == FLOW_ALLOWED)
        status = db_commit(context->db);
    else
        db_rollback(context->db);
    json_decref(t.content);
    if (!status && result->answer == FLOW_ALLOWED)
        *out = t.a;
    else
        application_free(&t.a);
    return status;
}

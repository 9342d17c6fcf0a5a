/* Endpoints that find, export and erase the data of one person. */
#include <stdlib.h>

#include "api/application_reply.h"
#include "api/endpoints.h"
#include "base/catalog.h"
#include "http/server.h"
#include "records/fields.h"
#include "records/subject.h"

/* Why data of a person can't be erased. English source text. */
static const char *const reasons[] = {
    [SUBJECT_FINISHED] = "",
    [SUBJECT_RUNNING] = N_("The visit has not ended yet."),
    [SUBJECT_MESSAGE] = N_("A message about it is still on its way."),
    [SUBJECT_BARRED] = N_("The security office has barred this person. Ask the office to lift it."),
    [SUBJECT_ASIDE] = "",
};

/* Reads the person's document. GH_MALFORMED: `errors` says why it is invalid. */
static enum gh_status read_subject(struct request *rq, struct subject *out, json_t **errors)
{
    const char *word = json_string_value(json_object_get(rq->json, "document_kind"));
    const char *number = json_string_value(json_object_get(rq->json, "document_number"));
    enum document_kind kind = DOCUMENT_RESIDENT_ID;
    if (!word || document_kind_from_name(bytes_of_string(word), &kind)) {
        struct field_errors wrong = {0};
        fields_wrong_document_kind(&wrong, "document_kind");
        json_decref(*errors);
        *errors = field_errors_json(rq, &wrong);
        return GH_MALFORMED;
    }
    enum document_result result =
        subject_of_document(rq->server->vault, kind, bytes_of_string(number ? number : ""), out);
    if (result == DOCUMENT_OK)
        return GH_OK;
    errors_add(rq, errors, "document_number", document_result_name(result),
               N_("This document's numbers have another form. Compare it with the document."));
    return GH_MALFORMED;
}

static enum gh_status audit(struct request *rq, const struct subject *subject, const char *action)
{
    return audit_write(rq->db,
                       &(struct audit_entry){rq->now, rq->session->account, action, subject->label, "", rq->address});
}

static json_t *place_json(const struct subject_place *p)
{
    char id[UUID_TEXT_SIZE];
    uuid_format(&p->application, id);
    if (p->standing == SUBJECT_BARRED || p->standing == SUBJECT_ASIDE)
        return json_pack("{s:s, s:s, s:I}", "number", "", "role", p->standing == SUBJECT_BARRED ? "barred" : "aside",
                         "at", (json_int_t)p->at);
    return json_pack("{s:s, s:s, s:s, s:s, s:I}", "number", p->number, "application", id, "state",
                     flow_state_name(p->state), "role", "visitor", "at", (json_int_t)p->at);
}

enum gh_status subject_find_post(struct request *rq, struct reply *reply)
{
    struct subject subject;
    struct subject_place *places = NULL;
    size_t count = 0;
    json_t *errors = NULL, *items = NULL;
    enum gh_status status = read_subject(rq, &subject, &errors);
    if (status)
        return reply_problem(rq, reply, PROBLEM_INVALID, errors);
    status = subject_find(rq->db, rq->server->vault, &subject, rq->now, &places, &count);
    if (status)
        return status;
    items = json_array();
    for (size_t i = 0; !status && i < count; i++)
        if (json_array_append_new(items, place_json(&places[i])) != 0)
            status = GH_NO_MEMORY;
    free(places);
    if (!status)
        status = audit(rq, &subject, "subject-found");
    if (status) {
        json_decref(items);
        return status;
    }
    return reply_json(rq, reply, 200, json_pack("{s:o, s:n}", "items", items, "next"));
}

enum gh_status subject_export_post(struct request *rq, struct reply *reply)
{
    struct subject subject;
    json_t *errors = NULL, *json = NULL;
    enum gh_status status = read_subject(rq, &subject, &errors);
    if (status)
        return reply_problem(rq, reply, PROBLEM_INVALID, errors);
    /* Audit first: no export without an entry. */
    status = audit(rq, &subject, "subject-exported");
    if (status)
        return status;
    status = subject_export(rq->db, rq->server->vault, &subject, &json);
    return status ? status : reply_json(rq, reply, 200, json);
}

static enum gh_status kept_json(struct request *rq, const struct subject *subject, json_t **out)
{
    struct subject_place *places = NULL;
    size_t count = 0;
    enum gh_status status = subject_find(rq->db, rq->server->vault, subject, rq->now, &places, &count);
    json_t *kept = json_array();
    for (size_t i = 0; !status && i < count; i++)
        if (json_array_append_new(kept, json_pack("{s:s, s:s}", "number", places[i].number, "why",
                                                  request_tr(rq, reasons[places[i].standing]))) != 0)
            status = GH_NO_MEMORY;
    free(places);
    if (status)
        json_decref(kept);
    else
        *out = kept;
    return status;
}

enum gh_status subject_erase_post(struct request *rq, struct reply *reply)
{
    struct audit_act act = audit_act_of(rq);
    struct subject subject;
    json_t *errors = NULL, *kept = NULL;
    int64_t erased = 0;
    enum gh_status status = read_subject(rq, &subject, &errors);
    if (status)
        return reply_problem(rq, reply, PROBLEM_INVALID, errors);
    status = subject_erase(&act, rq->server->vault, &subject, &erased);
    if (!status)
        status = kept_json(rq, &subject, &kept);
    return status ? status
                  : reply_json(rq, reply, 200, json_pack("{s:I, s:o}", "erased", (json_int_t)erased, "kept", kept));
}

/* Endpoints of the filters that somebody saved for a list. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/application_reply.h"
#include "api/endpoints.h"
#include "api/entry_filter.h"
#include "api/exception_filter.h"
#include "api/rows_json.h"
#include "base/catalog.h"
#include "records/fields.h"
#include "records/saved_filter.h"

#define VALUE_MAX 64 /* bytes of one parameter */

/* ---- The lists, and which of their parameters may be saved ---- */

static enum gh_status check_entries(const struct request *rq)
{
    struct entry_filter filter;
    struct scope scope;
    return entry_filter_read(rq, &filter, &scope);
}

static enum gh_status check_exceptions(const struct request *rq)
{
    struct exception_filter filter;
    return exception_filter_read(rq, &filter);
}

/* Parameters that concern one visitor are missing here: a saved filter holds no personal data. */
static const struct list {
    const char *name;
    enum gh_status (*check)(const struct request *rq);
    const char *parameters[20];
} lists[] = {
    {"entries",
     check_entries,
     {"from", "to", "campus", "gate", "device", "guard", "unit", "category", "kind", "direction", "colour", "reason",
      "override", "overrides", "mark"}},
    {"exceptions", check_exceptions, {"kind", "state", "campus", "gate", "assignee", "from", "to"}},
};
#define LIST_COUNT (sizeof lists / sizeof lists[0])

static const char *list_name(int value)
{
    return lists[value].name;
}

static const struct list *find_list(const char *name)
{
    for (size_t i = 0; i < LIST_COUNT; i++)
        if (strcmp(lists[i].name, name) == 0)
            return &lists[i];
    return NULL;
}

static bool may_be_saved(const struct list *list, const char *parameter)
{
    for (size_t i = 0; list->parameters[i]; i++)
        if (strcmp(list->parameters[i], parameter) == 0)
            return true;
    return false;
}

/* ---- Reading one ---- */

/* Asks the list's own parser, with these parameters in place of the request's. */
static enum gh_status check_query(const struct request *rq, const struct list *list, json_t *query,
                                  struct field_errors *errors)
{
    struct request asked = *rq;
    struct query_fault fault = {0};
    const char *name;
    json_t *value;
    asked.query_count = 0;
    asked.query_fault = &fault;
    json_object_foreach(query, name, value)
    {
        const char *text = json_string_value(value);
        if (!text || strlen(text) > VALUE_MAX || !may_be_saved(list, name) || asked.query_count == REQUEST_PAIRS_MAX) {
            field_errors_add(errors, "not-saved", N_("This can't be saved with a filter."), "query.%s", name);
            return GH_MALFORMED;
        }
        asked.query[asked.query_count++] = (struct request_pair){name, text};
    }
    enum gh_status status = list->check(&asked);
    if (status == GH_MALFORMED)
        field_errors_add(errors, "wrong", N_("The list has no such filter."), "query.%s", fault.name ? fault.name : "");
    return status;
}

/* Takes name, query and `initial` of the body into a filter whose list is set. */
static enum gh_status take(struct request *rq, struct saved_filter *f, struct field_errors *errors)
{
    const struct list *list = find_list(f->list);
    json_t *query = json_object_get(rq->json, "query");
    fields_text(rq->json, "name", "name", f->name, sizeof f->name, errors);
    fields_flag(rq->json, "initial", "initial", &f->initial, errors);
    if (!list || (query && !json_is_object(query)))
        fields_wrong_type(errors, list ? "query" : "list", list ? FIELD_OBJECT : FIELD_TEXT);
    if (errors->count)
        return GH_MALFORMED;
    if (!query)
        return GH_OK;
    enum gh_status status = check_query(rq, list, query, errors);
    if (status)
        return status;
    char *text = json_dumps(query, JSON_COMPACT | JSON_SORT_KEYS);
    if (!text)
        return GH_NO_MEMORY;
    if (strlen(text) < sizeof f->query)
        (void)snprintf(f->query, sizeof f->query, "%s", text);
    else
        field_errors_add(errors, "not-saved", N_("This can't be saved with a filter."), "query");
    free(text);
    return errors->count ? GH_MALFORMED : GH_OK;
}

/* ---- Answers ---- */

static enum gh_status filter_json(struct request *rq, struct db_rows *rows, json_t **out)
{
    json_t *query = NULL;
    (void)rq;
    enum gh_status status = json_read(db_bytes(rows, SAVED_FILTER_QUERY), SAVED_FILTER_QUERY_MAX, &query, NULL);
    if (status)
        return status == GH_MALFORMED ? GH_CORRUPT : status;
    *out = json_pack("{s:o, s:o, s:o, s:o, s:o}", "id", rows_id(rows, SAVED_FILTER_ID), "list",
                     rows_text(rows, SAVED_FILTER_LIST), "name", rows_text(rows, SAVED_FILTER_NAME), "query", query,
                     "initial", rows_bool(rows, SAVED_FILTER_INITIAL));
    return *out ? GH_OK : GH_NO_MEMORY;
}

static enum gh_status reply_filter(struct request *rq, struct reply *reply, int code, const struct saved_filter *f)
{
    char id[UUID_TEXT_SIZE];
    json_t *query = NULL;
    uuid_format(&f->id, id);
    enum gh_status status = json_read(bytes_of_string(f->query), SAVED_FILTER_QUERY_MAX, &query, NULL);
    return status ? status
                  : reply_json(rq, reply, code,
                               json_pack("{s:s, s:s, s:s, s:o, s:b}", "id", id, "list", f->list, "name", f->name,
                                         "query", query, "initial", f->initial));
}

enum gh_status saved_filters_get(struct request *rq, struct reply *reply)
{
    static const struct query_words words = {list_name, 0, LIST_COUNT};
    struct db_rows rows = {0};
    int list = 0;
    enum gh_status status = request_query_word(rq, "list", &words, 0, &list);
    if (!status)
        status = saved_filter_query(rq->db, &rows, rq->session->account, lists[list].name);
    return rows_reply(rq, reply, &rows, status, filter_json);
}

enum gh_status saved_filter_post(struct request *rq, struct reply *reply)
{
    const struct audit_act act = audit_act_of(rq);
    struct field_errors *errors = request_alloc(rq, sizeof *errors);
    struct saved_filter f = {.query = "{}"};
    fields_text(rq->json, "list", "list", f.list, sizeof f.list, errors);
    enum gh_status status = take(rq, &f, errors);
    if (!status)
        status = saved_filter_add(&act, &f, errors);
    if (errors->count)
        return application_refusal(rq, reply, PROBLEM_INVALID, errors);
    return status ? status : reply_filter(rq, reply, 201, &f);
}

enum gh_status saved_filter_put(struct request *rq, struct reply *reply)
{
    const struct audit_act act = audit_act_of(rq);
    struct field_errors *errors = request_alloc(rq, sizeof *errors);
    struct saved_filter f;
    struct uuid id;
    enum gh_status status = request_parameter_id(rq, 0, &id);
    if (!status)
        status = saved_filter_load(rq->db, act.by, &id, &f);
    if (!status)
        status = take(rq, &f, errors);
    if (!status)
        status = saved_filter_save(&act, &f, errors);
    if (errors->count)
        return application_refusal(rq, reply, PROBLEM_INVALID, errors);
    return status ? status : reply_filter(rq, reply, 200, &f);
}

enum gh_status saved_filter_delete(struct request *rq, struct reply *reply)
{
    const struct audit_act act = audit_act_of(rq);
    struct uuid id;
    enum gh_status status = request_parameter_id(rq, 0, &id);
    if (!status)
        status = saved_filter_remove(&act, &id);
    return status ? status : reply_empty(reply);
}

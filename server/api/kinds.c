/* Endpoints for kinds of passes: those of the forms, and administrators' edits. */
#include "api/application_reply.h"
#include "api/endpoints.h"
#include "api/rows_json.h"
#include "flow/account_role.h"
#include "records/kind_edit.h"

static json_t *roles_json(unsigned roles)
{
    json_t *list = json_array();
    for (unsigned bit = 1; list && bit <= ROLE_ANY; bit <<= 1)
        if ((roles & bit) && json_array_append_new(list, json_string(account_role_name((enum account_role)bit))) != 0) {
            json_decref(list);
            return NULL;
        }
    return list;
}

static json_t *kind_json(const struct pass_kind_policy *k)
{
    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:i, s:i, s:i, s:i, s:i, s:b}", "kind", k->code, "name", k->name,
                     "name_en", k->name_en, "asks", k->asks, "asks_en", k->asks_en, "uses",
                     k->uses == PASS_SINGLE_USE ? "single" : "multiple", "max_period_days", k->period_days_max,
                     "max_ahead_days", k->ahead_days_max, "max_periods", k->periods_max, "max_persons", k->persons_max,
                     "max_vehicles", k->vehicles_max, "needs_vehicle", (int)k->needs_vehicle);
}

/* As the forms of this session see it. */
static json_t *form_json(const struct request *rq, const struct pass_kind_policy *k)
{
    json_t *one = kind_json(k);
    if (one && json_object_set_new(one, "open", json_boolean(pass_kind_open(k, session_roles(rq->session)))) == 0)
        return one;
    json_decref(one);
    return NULL;
}

static json_t *record_json(const struct request *rq, const struct pass_kind_policy *k)
{
    (void)rq;
    json_t *one = kind_json(k);
    if (one && json_object_set_new(one, "id", json_integer((json_int_t)k->id)) == 0 &&
        json_object_set_new(one, "active", json_boolean(k->active)) == 0 &&
        json_object_set_new(one, "roles", roles_json(k->roles)) == 0)
        return one;
    json_decref(one);
    return NULL;
}

typedef json_t *kind_view(const struct request *rq, const struct pass_kind_policy *k);

static enum gh_status reply_kinds(struct request *rq, struct reply *reply, kind_view *view)
{
    struct pass_kinds *kinds = request_alloc(rq, sizeof *kinds);
    enum gh_status status = kinds_load(rq->db, kinds);
    if (status)
        return status;
    json_t *items = json_array();
    for (size_t i = 0; i < kinds->count; i++)
        if (json_array_append_new(items, view(rq, &kinds->items[i])) != 0) {
            json_decref(items);
            return GH_NO_MEMORY;
        }
    return reply_json(rq, reply, 200, json_pack("{s:o, s:n}", "items", items, "next"));
}

enum gh_status kinds_get(struct request *rq, struct reply *reply)
{
    return reply_kinds(rq, reply, form_json);
}

enum gh_status admin_kinds_get(struct request *rq, struct reply *reply)
{
    return reply_kinds(rq, reply, record_json);
}

static enum gh_status edit(struct request *rq, struct reply *reply, int64_t id)
{
    struct audit_act act = audit_act_of(rq);
    struct field_errors *errors = request_alloc(rq, sizeof *errors);
    struct pass_kinds *kinds = request_alloc(rq, sizeof *kinds);
    const int code = id ? 200 : 201;
    enum gh_status status = kind_edit(&act, &id, rq->json, errors);
    if (errors->count)
        return application_refusal(rq, reply, PROBLEM_INVALID, errors);
    if (!status)
        status = kinds_load(rq->db, kinds);
    for (size_t i = 0; !status && i < kinds->count; i++)
        if (kinds->items[i].id == id)
            return reply_json(rq, reply, code, record_json(rq, &kinds->items[i]));
    return status ? status : GH_NOT_FOUND;
}

enum gh_status admin_kind_post(struct request *rq, struct reply *reply)
{
    return edit(rq, reply, 0);
}

enum gh_status admin_kind_put(struct request *rq, struct reply *reply)
{
    int64_t id;
    enum gh_status status = request_parameter_number(rq, 0, &id);
    return status ? status : id < 1 ? GH_NOT_FOUND : edit(rq, reply, id);
}

/* Endpoints with which administrators set up single sign-on, and the list of ways to sign in for everybody. */
#include <string.h>

#include "api/application_reply.h"
#include "api/endpoints.h"
#include "http/server.h"
#include "identity/link.h"
#include "identity/provider.h"
#include "records/fields.h"
#include "records/record.h"

static const char *word(enum identity_form form)
{
    switch (form) {
    case IDENTITY_URL:
    case IDENTITY_LDAP_URL:
        return "url";
    case IDENTITY_FLAG:
        return "flag";
    case IDENTITY_SECRET:
        return "secret";
    default:
        return "text";
    }
}

static const char *way_of(const struct identity_kind *kind)
{
    return kind->password ? "password" : "redirect";
}

/* Appends and takes the reference. */
static enum gh_status append(json_t *list, json_t *one)
{
    return json_array_append_new(list, one) == 0 ? GH_OK : GH_NO_MEMORY;
}

static json_t *kind_json(struct request *rq, const struct identity_kind *kind)
{
    json_t *fields = json_array();
    for (size_t i = 0; fields && i < kind->field_count; i++) {
        const struct identity_field *f = &kind->fields[i];
        if (append(fields, json_pack("{s:s, s:s, s:s, s:s, s:b, s:s}", "name", f->name, "label",
                                     request_tr(rq, f->label), "hint", f->hint[0] ? request_tr(rq, f->hint) : "",
                                     "form", word(f->form), "required", (int)f->required, "usual", f->usual))) {
            json_decref(fields);
            return NULL;
        }
    }
    return json_pack("{s:s, s:s, s:s, s:o}", "kind", kind->name, "label", request_tr(rq, kind->label), "way",
                     way_of(kind), "fields", fields);
}

static json_t *number_or_null(int64_t id)
{
    return id ? json_integer(id) : json_null();
}

static json_t *grant_json(const struct role_grant *g)
{
    return json_pack("{s:s, s:o, s:o}", "role", account_role_name(g->role), "unit", number_or_null(g->unit), "campus",
                     number_or_null(g->campus));
}

static json_t *rules_json(const struct identity_rules *rules)
{
    json_t *list = json_array();
    for (size_t i = 0; list && i < rules->count; i++) {
        const struct identity_rule *r = &rules->items[i];
        if (append(list, json_pack("{s:s, s:s, s:o, s:s, s:o, s:o}", "attribute", r->attribute, "value", r->value,
                                   "home_unit", number_or_null(r->home_unit), "role",
                                   r->grant.role ? account_role_name(r->grant.role) : "", "unit",
                                   number_or_null(r->grant.unit), "campus", number_or_null(r->grant.campus)))) {
            json_decref(list);
            return NULL;
        }
    }
    return list;
}

/* A provider for administrators. The secret never leaves the server: only whether there is one. */
static enum gh_status provider_json(struct request *rq, const struct uuid *id, json_t **out)
{
    struct identity_provider p = {.settings = NULL};
    struct identity_rules *rules = request_alloc(rq, sizeof *rules);
    char text[UUID_TEXT_SIZE];
    enum gh_status status = identity_provider_load(rq->db, rq->server->vault, id, &p);
    if (!status)
        status = identity_rules_load(rq->db, id, rules);
    uuid_format(id, text);
    if (!status)
        *out =
            json_pack("{s:s, s:s, s:s, s:s, s:s, s:b, s:I, s:O, s:b, s:s, s:s, s:b, s:b, s:o, s:s}", "id", text, "name",
                      p.name, "kind", p.kind->name, "label", p.label, "label_en", p.label_en, "enabled", (int)p.enabled,
                      "position", (json_int_t)p.position, "settings", p.settings, "has_secret", p.secret[0] != '\0',
                      "link_to", p.link_to, "link_attribute", p.link_attribute, "link_privileged",
                      (int)p.link_privileged, "provision", (int)p.provision, "rules", rules_json(rules), "callback",
                      request_text(rq, "%s/sso/%s/callback", rq->server->public_url, p.name));
    identity_provider_end(&p);
    return status ? status : *out ? GH_OK : GH_NO_MEMORY;
}

enum gh_status providers_get(struct request *rq, struct reply *reply)
{
    struct uuid ids[IDENTITY_PROVIDERS_MAX];
    size_t count = 0;
    json_t *items = json_array(), *kinds = json_array();
    enum gh_status status = identity_provider_list(rq->db, false, ids, &count);
    for (size_t i = 0; !status && i < count; i++) {
        json_t *one = NULL;
        status = provider_json(rq, &ids[i], &one);
        if (status == GH_NOT_FOUND) /* of a kind that a newer server knows */
            status = GH_OK;
        else if (!status)
            status = append(items, one);
    }
    for (size_t i = 0; !status && identity_kinds[i]; i++)
        status = append(kinds, kind_json(rq, identity_kinds[i]));
    if (status) {
        json_decref(items);
        json_decref(kinds);
        return status;
    }
    return reply_json(rq, reply, 200, json_pack("{s:o, s:o}", "items", items, "kinds", kinds));
}

static enum gh_status reply_provider(struct request *rq, struct reply *reply, int code, const struct uuid *id)
{
    json_t *json = NULL;
    enum gh_status status = provider_json(rq, id, &json);
    return status ? status : reply_json(rq, reply, code, json);
}

/* Reads the members, checks and stores them. */
static enum gh_status put_provider(struct request *rq, struct reply *reply, struct identity_provider *p, bool fresh)
{
    const struct audit_act act = audit_act_of(rq);
    struct field_errors *errors = request_alloc(rq, sizeof *errors);
    identity_provider_input(rq->json, p, errors);
    if (errors->count)
        return application_refusal(rq, reply, PROBLEM_INVALID, errors);
    enum gh_status status = identity_provider_store(&act, rq->server->vault, p, fresh);
    return status ? status : reply_provider(rq, reply, fresh ? 201 : 200, &p->id);
}

enum gh_status provider_post(struct request *rq, struct reply *reply)
{
    struct identity_provider p = {.id = record_id(rq->now), .provision = true};
    enum gh_status status = put_provider(rq, reply, &p, true);
    identity_provider_end(&p);
    return status;
}

enum gh_status provider_put(struct request *rq, struct reply *reply)
{
    struct identity_provider p = {.settings = NULL};
    struct uuid id;
    enum gh_status status = request_parameter_id(rq, 0, &id);
    if (!status)
        status = identity_provider_load(rq->db, rq->server->vault, &id, &p);
    if (!status)
        status = put_provider(rq, reply, &p, false);
    identity_provider_end(&p);
    return status;
}

enum gh_status provider_remove(struct request *rq, struct reply *reply)
{
    const struct audit_act act = audit_act_of(rq);
    struct uuid id;
    enum gh_status status = request_parameter_id(rq, 0, &id);
    if (!status)
        status = identity_provider_remove(&act, &id);
    return status ? status : reply_empty(reply);
}

enum gh_status provider_rules_put(struct request *rq, struct reply *reply)
{
    const struct audit_act act = audit_act_of(rq);
    struct field_errors *errors = request_alloc(rq, sizeof *errors);
    struct identity_rules *rules = request_alloc(rq, sizeof *rules);
    struct identity_provider p = {.settings = NULL};
    struct uuid id;
    enum gh_status status = request_parameter_id(rq, 0, &id);
    if (!status)
        status = identity_provider_load(rq->db, rq->server->vault, &id, &p);
    identity_provider_end(&p);
    if (status)
        return status;
    identity_rules_input(json_object_get(rq->json, "rules"), rules, errors);
    if (!errors->count)
        status = identity_rules_store(&act, &id, rules, errors);
    if (errors->count)
        return application_refusal(rq, reply, PROBLEM_INVALID, errors);
    return status ? status : reply_provider(rq, reply, 200, &id);
}

/* ---- What would this person get? ---- */

static void take_attributes(const json_t *json, struct identity *who)
{
    const json_t *list = json_object_get(json, "attributes"), *one;
    const char *subject = json_string_value(json_object_get(json, "subject"));
    size_t i;
    if (subject && strlen(subject) < sizeof who->subject)
        memcpy(who->subject, subject, strlen(subject) + 1);
    json_array_foreach(list, i, one)
    {
        const char *name = json_string_value(json_object_get(one, "name")),
                   *value = json_string_value(json_object_get(one, "value"));
        if (name && value)
            identity_put(who, name, value, !json_is_false(json_object_get(one, "verified")));
    }
}

static json_t *grants_json(const struct role_grant *grants, size_t count)
{
    json_t *list = json_array();
    for (size_t i = 0; list && i < count; i++)
        if (append(list, grant_json(&grants[i]))) {
            json_decref(list);
            return NULL;
        }
    return list;
}

static enum gh_status account_json(struct request *rq, int64_t id, json_t **out)
{
    struct account a;
    if (!id) {
        *out = json_null();
        return GH_OK;
    }
    enum gh_status status = account_load(rq->db, rq->server->vault, id, &a);
    if (status)
        return status;
    *out = json_pack("{s:I, s:s, s:s, s:o, s:o}", "id", (json_int_t)a.id, "name", a.name, "display_name",
                     a.display_name, "unit", number_or_null(a.unit), "roles", grants_json(a.roles, a.role_count));
    account_wipe(&a);
    return *out ? GH_OK : GH_NO_MEMORY;
}

static json_t *matched_json(const struct identity_rules *rules, const struct identity_gift *gift)
{
    json_t *list = json_array();
    for (size_t i = 0; list && i < rules->count; i++)
        if (gift->matched[i] && append(list, json_integer((json_int_t)i + 1))) {
            json_decref(list);
            return NULL;
        }
    return list;
}

static enum gh_status reply_try(struct request *rq, struct reply *reply, const struct identity_provider *p,
                                const struct identity *who)
{
    static const char *const ways[] = {"linked", "attribute", "new"};
    struct identity_rules *rules = request_alloc(rq, sizeof *rules);
    struct identity_gift *gift = request_alloc(rq, sizeof *gift);
    enum identity_fault fault;
    enum identity_way way;
    int64_t id = 0;
    json_t *account = NULL;
    enum gh_status status = identity_rules_load(rq->db, &p->id, rules);
    if (!status)
        status = identity_link_find(rq->db, rq->server->vault, p, who, &way, &id, &fault);
    if (!status)
        status = account_json(rq, id, &account);
    if (status)
        return status;
    const bool english = rq->language == LANGUAGE_ENGLISH;
    const struct identity_fault_text *text = identity_fault_text(fault);
    identity_rules_apply(rules, who, gift);
    return reply_json(rq, reply, 200,
                      json_pack("{s:s, s:s, s:s, s:o, s:o, s:o, s:o}", "way", ways[way], "fault",
                                fault ? text->code : "", "fault_title",
                                fault ? english ? text->title_en : text->title : "", "account", account, "unit",
                                number_or_null(gift->home_unit), "roles", grants_json(gift->grants, gift->grant_count),
                                "rules", matched_json(rules, gift)));
}

enum gh_status provider_try_post(struct request *rq, struct reply *reply)
{
    struct identity *who = request_alloc(rq, sizeof *who);
    struct identity_provider p = {.settings = NULL};
    struct uuid id;
    enum gh_status status = request_parameter_id(rq, 0, &id);
    if (!status)
        status = identity_provider_load(rq->db, rq->server->vault, &id, &p);
    take_attributes(rq->json, who);
    if (!status)
        status = reply_try(rq, reply, &p, who);
    identity_provider_end(&p);
    return status;
}

/* ---- For everybody ---- */

enum gh_status ways_get(struct request *rq, struct reply *reply)
{
    struct uuid ids[IDENTITY_PROVIDERS_MAX];
    size_t count = 0;
    json_t *items = json_array();
    enum gh_status status = identity_provider_list(rq->db, true, ids, &count);
    for (size_t i = 0; !status && i < count; i++) {
        struct identity_provider p = {.settings = NULL};
        status = identity_provider_load(rq->db, rq->server->vault, &ids[i], &p);
        if (!status)
            status = append(items, json_pack("{s:s, s:s, s:s, s:s}", "name", p.name, "label", p.label, "label_en",
                                             p.label_en[0] ? p.label_en : p.label, "way", way_of(p.kind)));
        identity_provider_end(&p);
        if (status == GH_NOT_FOUND)
            status = GH_OK;
    }
    if (status) {
        json_decref(items);
        return status;
    }
    return reply_json(rq, reply, 200, json_pack("{s:o}", "items", items));
}

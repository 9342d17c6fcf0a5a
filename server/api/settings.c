/* Endpoints for settings and their rules. */
#include "api/application_reply.h"
#include "api/endpoints.h"
#include "api/rows_json.h"
#include "records/setting.h"
#include "records/text_setting.h"

enum gh_status settings_get(struct request *rq, struct reply *reply)
{
    int64_t values[SETTING_COUNT];
    enum gh_status status = settings_load(rq->db, values);
    if (status)
        return status;
    json_t *json = settings_json(values);
    status = json ? text_settings_put(rq->db, json) : GH_NO_MEMORY;
    if (status) {
        json_decref(json);
        return status;
    }
    return reply_json(rq, reply, 200, json);
}

enum gh_status contact_get(struct request *rq, struct reply *reply)
{
    char contact[TEXT_SETTING_SIZE];
    enum gh_status status = text_setting_load(rq->db, TEXT_SETTING_OFFICE_CONTACT, contact);
    return status ? status : reply_json(rq, reply, 200, json_pack("{s:s}", "contact", contact));
}

enum gh_status settings_put(struct request *rq, struct reply *reply)
{
    struct audit_act act = audit_act_of(rq);
    struct field_errors *errors = request_alloc(rq, sizeof *errors);
    settings_check_duty(rq->json, session_roles(rq->session), errors);
    enum gh_status status = errors->count ? GH_MALFORMED : settings_store(&act, rq->json, errors);
    if (errors->count)
        return application_refusal(rq, reply, PROBLEM_INVALID, errors);
    return status ? status : settings_get(rq, reply);
}

enum gh_status settings_rules_get(struct request *rq, struct reply *reply)
{
    json_t *items = json_array();
    for (int i = 0; i < SETTING_COUNT; i++) {
        const struct setting_rule *rule = setting_rule((enum setting)i);
        json_t *one =
            json_pack("{s:s, s:s, s:I, s:I, s:I, s:s}", "name", rule->name, "type", rule->flag ? "flag" : "number",
                      "min", (json_int_t)rule->min, "max", (json_int_t)rule->max, "default", (json_int_t)rule->fallback,
                      "label", request_tr(rq, rule->label));
        if (json_array_append_new(items, one) != 0) {
            json_decref(items);
            return GH_NO_MEMORY;
        }
    }
    for (int i = 0; i < TEXT_SETTING_COUNT; i++) {
        const struct text_setting_rule *rule = text_setting_rule((enum text_setting)i);
        json_t *one =
            json_pack("{s:s, s:s, s:I, s:I, s:s, s:s}", "name", rule->name, "type", "text", "min", (json_int_t)0, "max",
                      (json_int_t)(TEXT_SETTING_SIZE - 1), "default", "", "label", request_tr(rq, rule->label));
        if (json_array_append_new(items, one) != 0) {
            json_decref(items);
            return GH_NO_MEMORY;
        }
    }
    return reply_json(rq, reply, 200, json_pack("{s:o, s:n}", "items", items, "next"));
}

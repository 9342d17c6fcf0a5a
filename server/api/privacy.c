/* Endpoint for the privacy officer: what is kept about people, why and how long. */
#include "records/privacy.h"

#include "api/endpoints.h"
#include "records/notice.h"
#include "records/text_setting.h"

static json_t *kind_json(struct request *rq, const struct privacy_kind *kind,
                         const int64_t values[static SETTING_COUNT])
{
    const struct setting_rule *rule = setting_rule(kind->setting);
    return json_pack("{s:s, s:s, s:s, s:s, s:o, s:s?}", "name", kind->name, "what", request_tr(rq, kind->what), "why",
                     request_tr(rq, kind->why), "until", request_tr(rq, kind->until), "days",
                     rule ? json_integer(values[kind->setting]) : json_null(), "setting", rule ? rule->name : NULL);
}

enum gh_status privacy_get(struct request *rq, struct reply *reply)
{
    char processors[TEXT_SETTING_SIZE], contact[TEXT_SETTING_SIZE];
    int64_t values[SETTING_COUNT];
    size_t count;
    const struct privacy_kind *kinds = privacy_kinds(&count);
    json_t *notices = NULL;
    enum gh_status status = settings_load(rq->db, values);
    if (!status)
        status = text_setting_load(rq->db, TEXT_SETTING_PROCESSORS, processors);
    if (!status)
        status = text_setting_load(rq->db, TEXT_SETTING_PRIVACY_CONTACT, contact);
    if (!status)
        status = notices_list(rq->db, &notices);
    if (status)
        return status;
    json_t *items = json_array();
    for (size_t i = 0; i < count; i++) {
        if (json_array_append_new(items, kind_json(rq, &kinds[i], values)) != 0) {
            json_decref(items);
            json_decref(notices);
            return GH_NO_MEMORY;
        }
    }
    return reply_json(rq, reply, 200,
                      json_pack("{s:o, s:s, s:s, s:o}", "items", items, "processors", processors, "contact", contact,
                                "notices", notices));
}

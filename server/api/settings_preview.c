/* What changed settings would have done to the entries of the last week, before they are stored. */
#include "api/application_reply.h"
#include "api/endpoints.h"
#include "records/setting.h"
#include "review/policy_effect.h"

#define WEEK (7 * TICK_DAY)

static json_t *item_json(const struct policy_effect_item *item)
{
    char id[UUID_TEXT_SIZE];
    uuid_format(&item->entry, id);
    return json_pack("{s:s, s:I, s:i, s:{s:s, s:s}, s:{s:s, s:s}}", "entry", id, "at", (json_int_t)item->at, "gate",
                     (int)item->gate, "before", "colour", verdict_colour_name(item->before.colour), "reason",
                     verdict_reason_name(item->before.reason), "after", "colour",
                     verdict_colour_name(item->after.colour), "reason", verdict_reason_name(item->after.reason));
}

static json_t *items_json(const struct policy_effect *effect)
{
    json_t *items = json_array();
    for (size_t i = 0; items && i < effect->item_count; i++)
        if (json_array_append_new(items, item_json(&effect->items[i])) != 0) {
            json_decref(items);
            return NULL;
        }
    return items;
}

/* Only what changes colour: {"before": "green", "after": "amber", "count": 12}. */
static json_t *colours_json(const struct policy_effect *effect)
{
    json_t *list = json_array();
    for (int i = 0; list && i < 9; i++) {
        const enum verdict_colour before = (enum verdict_colour)(i / 3), after = (enum verdict_colour)(i % 3);
        const int64_t count = effect->colours[before][after];
        if (before == after || count == 0)
            continue;
        json_t *one = json_pack("{s:s, s:s, s:I}", "before", verdict_colour_name(before), "after",
                                verdict_colour_name(after), "count", (json_int_t)count);
        if (json_array_append_new(list, one) != 0) {
            json_decref(list);
            return NULL;
        }
    }
    return list;
}

static json_t *effect_json(const struct policy_effect *e, tick from, tick to)
{
    return json_pack("{s:I, s:I, s:I, s:b, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:o, s:o}", "from", (json_int_t)from,
                     "to", (json_int_t)to, "entries", (json_int_t)e->entries, "more", (int)e->more, "changed",
                     (json_int_t)e->changed, "unsure", (json_int_t)e->unsure, "unlike", (json_int_t)e->unlike,
                     "touches", (json_int_t)e->touches, "second_guards", (json_int_t)e->second_guards, "take_backs",
                     (json_int_t)e->take_backs, "emergencies", (json_int_t)e->emergencies, "colours", colours_json(e),
                     "items", items_json(e));
}

enum gh_status settings_preview_post(struct request *rq, struct reply *reply)
{
    struct field_errors *errors = request_alloc(rq, sizeof *errors);
    struct policy_effect *effect = request_alloc(rq, sizeof *effect);
    const struct scope everywhere = session_scope(rq->session, ROLE_ADMINISTRATOR);
    struct policy before, after;
    int64_t position;
    enum gh_status status = gate_policy_load(rq->db, &before, &position);
    if (!status)
        status = gate_policy_with(rq->db, rq->json, &after, errors);
    if (errors->count)
        return application_refusal(rq, reply, PROBLEM_INVALID, errors);
    const tick to = rq->now, from = to - WEEK;
    if (!status)
        status = policy_effect(rq->db, &everywhere, &before, &after, from, to, effect);
    return status ? status : reply_json(rq, reply, 200, effect_json(effect, from, to));
}

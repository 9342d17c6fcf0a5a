/* Finds who has to decide on an application, since when, and what the last reminder sent. */
#include "api/holder_json.h"

#include "act/deciders.h"
#include "act/tell.h"
#include "act/urge.h"
#include "http/server.h"
#include "notify/outbox_list.h"
#include "records/setting.h"

/* Returns the names of those who can decide: the one that it was handed to alone, else all. */
static json_t *names_json(const struct deciders *d, int64_t assignee)
{
    json_t *list = json_array();
    bool alone = false;
    for (size_t i = 0; i < d->count; i++)
        alone |= d->items[i].person.account == assignee;
    for (size_t i = 0; list && i < d->count; i++) {
        if (alone && d->items[i].person.account != assignee)
            continue;
        if (json_array_append_new(list, json_string(d->items[i].person.name)) != 0) {
            json_decref(list);
            return NULL;
        }
    }
    return list;
}

/* Returns who it was handed to, or null when that account can no longer decide. */
static json_t *handed_to_json(const struct deciders *d, int64_t assignee)
{
    for (size_t i = 0; i < d->count; i++)
        if (d->items[i].person.account == assignee)
            return json_pack("{s:I, s:s}", "id", (json_int_t)assignee, "display_name", d->items[i].person.name);
    return json_null();
}

static enum gh_status find_reachable(struct request *rq, const struct deciders *d, bool *reachable)
{
    const struct act_context context = {.db = rq->db};
    enum gh_status status = GH_OK;
    *reachable = false;
    for (size_t i = 0; !status && !*reachable && i < d->count; i++) {
        bool by_sms = false;
        if (d->items[i].person.mobile[0])
            status = tell_reach(&context, d->items[i].person.mobile, &by_sms);
        *reachable = by_sms || d->items[i].email[0] || d->items[i].reach.wecom[0];
    }
    return status;
}

/* Counts the messages of the last reminder by channel and by what became of them. */
static enum gh_status sent_json(struct request *rq, const struct application *a, json_t **out)
{
    struct db_rows rows = {0};
    int64_t sms = 0, email = 0, wecom = 0, waiting = 0, failed = 0;
    *out = NULL;
    if (!a->urged_at)
        return (*out = json_null()) ? GH_OK : GH_NO_MEMORY;
    enum gh_status status = outbox_reminders_at(rq->db, &rows, &a->id, a->urged_at);
    while (!status && !(status = db_next(&rows))) {
        struct bytes channel = db_bytes(&rows, 0), state = db_bytes(&rows, 1);
        int64_t n = db_int(&rows, 2);
        if (bytes_equal(state, bytes_of_string("skipped")))
            continue;
        if (bytes_equal(state, bytes_of_string("failed")))
            failed += n;
        else if (bytes_equal(state, bytes_of_string("waiting")) || bytes_equal(state, bytes_of_string("sending")))
            waiting += n;
        else if (bytes_equal(channel, bytes_of_string("sms")))
            sms += n;
        else if (bytes_equal(channel, bytes_of_string("wecom")))
            wecom += n;
        else
            email += n;
    }
    db_rows_end(&rows);
    if (status != GH_NOT_FOUND)
        return status;
    *out = json_pack("{s:I, s:I, s:I, s:I, s:I, s:I}", "at", (json_int_t)a->urged_at, "sms", (json_int_t)sms, "email",
                     (json_int_t)email, "wecom", (json_int_t)wecom, "waiting", (json_int_t)waiting, "failed",
                     (json_int_t)failed);
    return *out ? GH_OK : GH_NO_MEMORY;
}

static enum gh_status pack(struct request *rq, const struct application *a, const struct deciders *d, json_t **out)
{
    int64_t names = 0;
    tick since = 0;
    bool reachable = false;
    json_t *sent = NULL;
    enum gh_status status = setting_load(rq->db, SETTING_APPROVER_NAMES, &names);
    if (!status)
        status = history_since(rq->db, &a->id, a->state, &since);
    if (!status)
        status = find_reachable(rq, d, &reachable);
    if (!status)
        status = sent_json(rq, a, &sent);
    if (status)
        return status;
    const bool own = rq->session->account == a->applicant, named = names || !own;
    *out = json_pack("{s:s, s:I, s:o, s:o, s:b, s:o, s:o}", "role", a->state == FLOW_UNIT_REVIEW ? "unit" : "security",
                     "since", (json_int_t)since, "names", named ? names_json(d, a->assignee) : json_array(),
                     "handed_to", named ? handed_to_json(d, a->assignee) : json_null(), "reachable", (int)reachable,
                     "remind_from", own ? json_integer(urge_from(a)) : json_null(), "reminder", sent);
    return *out ? GH_OK : GH_NO_MEMORY;
}

enum gh_status holder_json(struct request *rq, const struct application *a, json_t **out)
{
    enum account_role role = deciders_role(a);
    if (!role) {
        *out = json_null();
        return GH_OK;
    }
    struct deciders *d = request_alloc(rq, sizeof *d);
    enum gh_status status = deciders_load(rq->db, rq->server->vault, a, role, true, rq->now, d);
    if (!status)
        status = pack(rq, a, d, out);
    deciders_wipe(d);
    return status;
}

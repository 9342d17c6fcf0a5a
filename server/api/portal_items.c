/* Collects the items that wait for one person, for the portal. */
#include <string.h>

#include "act/application_list.h"
#include "api/portal.h"
#include "base/catalog.h"
#include "flow/flow.h"
#include "http/server.h"

/* What the person is asked to do. The first list has own applications, the second those of the unit. */
static const struct {
    enum flow_state state;
    const char *words;
} texts[] = {
    {FLOW_SENT_BACK, N_("Sent back: correct it and submit again")},
    {FLOW_CONFIRMING, N_("Changed by the security office: please confirm")},
    {FLOW_ACKNOWLEDGING, N_("Changed after the approval: please take note")},
    {FLOW_UNIT_REVIEW, N_("Waits for your decision")},
};

static const char *words_of(const struct request *rq, const char *state)
{
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        if (strcmp(flow_state_name(texts[i].state), state) == 0)
            return request_tr(rq, texts[i].words);
    return state;
}

/* Titles of decisions have neither applicant nor purpose: the portal may ask for less than this server does. */
static enum gh_status take(struct request *rq, struct db_rows *rows, bool own, struct portal_item *out)
{
    struct uuid id;
    const char *url = rq->server->public_url ? rq->server->public_url : "";
    enum gh_status status = db_copy_blob(rows, 0, id.b, UUID_LEN);
    if (status)
        return status;
    const char *number = request_copy(rq, db_bytes(rows, 1)), *purpose = request_copy(rq, db_bytes(rows, 13));
    const char *unit =
        request_copy(rq, db_bytes(rows, rq->language == LANGUAGE_ENGLISH && db_bytes(rows, 6).len ? 6 : 5));
    uuid_format(&id, out->id);
    out->kind = own ? "own" : "decision";
    out->state = request_copy(rq, db_bytes(rows, 2));
    out->words = words_of(rq, out->state);
    out->title = request_text(rq, "%s %s", number, own ? purpose : unit);
    out->at = db_is_null(rows, 21) ? 0 : db_int(rows, 21);
    out->link = !own ? request_text(rq, "%s/app/approve/%s", url, out->id)
                     : request_text(rq, "%s/app/applications/%s", url, out->id);
    return GH_OK;
}

static enum gh_status count(struct request *rq, const struct session *session, enum list_view view, const char *states,
                            int64_t *sum)
{
    struct db_rows rows = {0};
    enum gh_status status = list_counts(rq->db, &rows, session, view);
    while (!status && !(status = db_next(&rows))) {
        const char *state = request_copy(rq, db_bytes(&rows, 0));
        if (strstr(states, state))
            *sum += db_int(&rows, 1);
    }
    db_rows_end(&rows);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

/* Adds a list behind those before it. *skip: how many rows are still to be left out. */
static enum gh_status add(struct request *rq, const struct session *session, enum list_view view, const char *states,
                          size_t *skip, size_t most, struct portal_items *out)
{
    struct db_rows rows = {0};
    const struct list_filter filter = {
        .view = view, .states = states, .q = "", .cursor = "", .limit = (int64_t)(*skip + most - out->shown)};
    enum gh_status status = count(rq, session, view, states, &out->count);
    if (status || filter.limit == 0)
        return status;
    status = list_query(rq->db, rq->server->vault, &rows, session, &filter);
    while (!status && out->shown < most && !(status = db_next(&rows))) {
        if (*skip > 0)
            (*skip)--;
        else if (!(status = take(rq, &rows, view == LIST_MINE, &out->items[out->shown])))
            out->shown++;
    }
    db_rows_end(&rows);
    return status == GH_NOT_FOUND ? GH_OK : status;
}

enum gh_status portal_items_load(struct request *rq, const struct session *session, size_t skip, size_t most,
                                 struct portal_items *out)
{
    *out = (struct portal_items){.count = 0};
    enum gh_status status = add(rq, session, LIST_MINE, "sent-back,confirming,acknowledging", &skip, most, out);
    if (!status && (session_roles(session) & ROLE_UNIT_APPROVER))
        status = add(rq, session, LIST_UNIT, "unit-review", &skip, most, out);
    return status;
}

/* The endpoint of the audit trail. */
#include <string.h>

#include "api/endpoints.h"
#include "api/rows_json.h"
#include "http/server.h"
#include "records/audit.h"
#include "records/setting.h"

#define TIME_MAX INT64_C(253402300800000) /* year 10000 */

static enum gh_status entry_json(struct request *rq, struct db_rows *rows, json_t **out)
{
    struct uuid id;
    char id_text[UUID_TEXT_SIZE];
    (void)rq;
    enum gh_status status = db_copy_blob(rows, 0, id.b, UUID_LEN);
    if (status)
        return status;
    uuid_format(&id, id_text);
    *out = json_pack("{s:s, s:o, s:o, s:o, s:o, s:o}", "id", id_text, "at", rows_number(rows, 1), "who",
                     rows_text_or_null(rows, 2), "action", rows_text(rows, 3), "subject", rows_text(rows, 4), "detail",
                     rows_text(rows, 5));
    return *out ? GH_OK : GH_NO_MEMORY;
}

/* Names the accounts that entries are about. */
static enum gh_status name_accounts(struct request *rq, json_t *items)
{
    for (size_t i = 0; i < json_array_size(items); i++) {
        struct audit_account account;
        json_t *item = json_array_get(items, i);
        enum gh_status status =
            audit_subject_account(rq->db, json_string_value(json_object_get(item, "subject")), &account);
        if (status)
            return status;
        json_t *named = account.name[0]
                            ? json_pack("{s:s, s:s}", "display_name", account.display_name, "name", account.name)
                            : json_null();
        if (json_object_set_new(item, "account", named))
            return GH_NO_MEMORY;
    }
    return GH_OK;
}

static const char *query_or_empty(const struct request *rq, const char *name)
{
    const char *value = request_query(rq, name);
    return value ? value : "";
}

static enum gh_status read_filter(const struct request *rq, struct audit_filter *out)
{
    const char *cursor = query_or_empty(rq, "cursor");
    out->subject = query_or_empty(rq, "subject");
    out->account = query_or_empty(rq, "account");
    memset(out->before.b, 0xff, UUID_LEN);
    if (*cursor && uuid_parse(bytes_of_string(cursor), &out->before))
        return GH_MALFORMED;
    enum gh_status status = request_query_number(rq, "from", 0, TIME_MAX, 0, &out->from);
    if (!status)
        status = request_query_number(rq, "to", 0, TIME_MAX, TIME_MAX, &out->to);
    return status ? status : request_query_number(rq, "limit", 1, 100, 30, &out->limit);
}

enum gh_status audit_get(struct request *rq, struct reply *reply)
{
    struct audit_filter filter;
    struct db_rows rows = {0};
    bool more = false, separate = false;
    enum gh_status status = read_filter(rq, &filter);
    if (status)
        return status;
    status = setting_duties(rq->db, &separate);
    if (status)
        return status;
    /* Nobody reads the trail of the own acts; another auditor does. */
    filter.hidden = separate ? rq->session->account : 0;
    size_t page = (size_t)filter.limit++;
    json_t *items = json_array();
    status = rows_collect(rq, &rows, audit_query(rq->db, &rows, &filter), entry_json, page, items, &more);
    if (!status)
        status = name_accounts(rq, items);
    if (status) {
        json_decref(items);
        return status;
    }
    const json_t *last = more ? json_array_get(items, page - 1) : NULL;
    const char *next = json_string_value(json_object_get(last, "id"));
    return reply_json(rq, reply, 200, json_pack("{s:o, s:s?}", "items", items, "next", next));
}

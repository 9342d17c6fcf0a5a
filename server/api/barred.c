/* Endpoints for the barred list. */
#include <sodium.h>
#include <string.h>

#include "api/application_reply.h"
#include "api/audit_view.h"
#include "api/endpoints.h"
#include "api/rows_json.h"
#include "http/server.h"
#include "records/barred.h"
#include "records/record.h"

#define SHOWN_MAX 500

static enum gh_status barred_json(struct request *rq, struct db_rows *rows, json_t **out)
{
    struct uuid id;
    char text[UUID_TEXT_SIZE], label[BARRED_LABEL_SIZE];
    enum gh_status status = db_copy_blob(rows, BARRED_COLUMN_ID, id.b, UUID_LEN);
    if (!status)
        status = record_open(rq->server->vault, "barred.label", &id, rows, BARRED_COLUMN_LABEL, label, sizeof label);
    if (status)
        return status;
    uuid_format(&id, text);
    *out = json_pack("{s:s, s:s, s:o, s:o, s:s, s:o, s:o, s:o, s:o, s:o, s:o}", "id", text, "kind",
                     db_is_null(rows, BARRED_COLUMN_PLATE_HASH) ? "person" : "plate", "plate",
                     rows_text_or_null(rows, BARRED_COLUMN_PLATE), "document_masked",
                     rows_text_or_null(rows, BARRED_COLUMN_DOCUMENT), "label", label, "reason",
                     rows_text(rows, BARRED_COLUMN_REASON), "until", rows_number_or_null(rows, BARRED_COLUMN_UNTIL),
                     "created_at", rows_number(rows, BARRED_COLUMN_CREATED_AT), "campus",
                     rows_number(rows, BARRED_COLUMN_CAMPUS), "may_change", rows_bool(rows, BARRED_COLUMN_MAY_CHANGE),
                     "lifted_at", rows_number_or_null(rows, BARRED_COLUMN_LIFTED_AT));
    sodium_memzero(label, sizeof label);
    return *out ? GH_OK : GH_NO_MEMORY;
}

/* Labels are sealed, so the search runs here: a university has hundreds of entries, not thousands. */
static bool fits(const json_t *item, const char *q)
{
    static const char *const searched[] = {"label", "plate", "document_masked", "reason"};
    for (size_t i = 0; i < sizeof searched / sizeof searched[0]; i++) {
        const char *value = json_string_value(json_object_get(item, searched[i]));
        if (value && strstr(value, q))
            return true;
    }
    return false;
}

static const char *state_word(int value)
{
    return value == BARRED_ENDED ? "ended" : "in-force";
}

enum gh_status barred_get(struct request *rq, struct reply *reply)
{
    static const struct query_words states = {state_word, BARRED_IN_FORCE, BARRED_ENDED + 1};
    struct db_rows rows = {0};
    int state;
    const char *q = request_query(rq, "q");
    enum gh_status status = request_query_word(rq, "state", &states, BARRED_IN_FORCE, &state);
    if (!status)
        status = audit_list(rq, "barred");
    if (status)
        return status;
    json_t *items = json_array();
    status = barred_query(rq->db, &rows, rq->scope, (enum barred_state)state, rq->now, SHOWN_MAX);
    status = rows_collect(rq, &rows, status, barred_json, SHOWN_MAX, items, NULL);
    if (status) {
        json_decref(items);
        return status;
    }
    for (size_t i = json_array_size(items); !status && q && *q && i > 0; i--)
        if (!fits(json_array_get(items, i - 1), q) && json_array_remove(items, i - 1) != 0)
            status = GH_NO_MEMORY;
    return reply_json(rq, reply, 200, json_pack("{s:o, s:n}", "items", items, "next"));
}

enum gh_status barred_post(struct request *rq, struct reply *reply)
{
    struct audit_act act = audit_act_of(rq);
    struct db_rows rows = {0};
    struct field_errors *errors = request_alloc(rq, sizeof *errors);
    struct uuid id;
    json_t *one = NULL;
    enum gh_status status = barred_add(&act, rq->scope, rq->server->vault, rq->json, errors, &id);
    if (errors->count)
        return application_refusal(rq, reply, PROBLEM_INVALID, errors);
    if (!status)
        status = barred_one_query(rq->db, &rows, rq->scope, &id);
    if (!status && !(status = db_next(&rows)))
        status = barred_json(rq, &rows, &one);
    db_rows_end(&rows);
    return status ? status : reply_json(rq, reply, 201, one);
}

enum gh_status barred_remove(struct request *rq, struct reply *reply)
{
    struct audit_act act = audit_act_of(rq);
    struct uuid id;
    enum gh_status status = request_parameter_id(rq, 0, &id);
    if (!status)
        status = barred_lift(&act, rq->scope, &id);
    return status ? status : reply_empty(reply);
}

#include <string.h>

#include "http/application_reply.h"
#include "http/endpoints.h"
#include "http/rows_json.h"
#include "http/server.h"

#define STATES_MAX 160 /* bytes of the state parameter */

/* Whose applications a view shows; $1 is the account, $2 now. */
#define MINE "a.applicant = $1 AND $2 > 0"
#define ROLE_OF(role, states)                                                                                          \
    "a.submitted_at IS NOT NULL AND a.state IN (" states                                                               \
    ") AND $2 > 0 AND EXISTS (SELECT 1 FROM account_role r WHERE r.role = '" role                                      \
    "' AND (r.unit = 0 OR r.unit = a.unit) AND (r.campus = 0 OR r.campus = a.campus) AND (r.account = $1"
#define OWN_ROLE_OF(role, states) ROLE_OF(role, states) "))"
/* An approver's role may be lent. */
#define LENT_ROLE_OF(role, states)                                                                                     \
    ROLE_OF(role, states)                                                                                              \
    " OR EXISTS (SELECT 1 FROM delegation g WHERE g.account = r.account AND g.deputy = $1 AND g.ended_at IS NULL AND " \
    "g.from_at <= $2 AND g.to_at > $2)))"
#define EVERY_STATE                                                                                                    \
    "'unit-review', 'sent-back', 'security-review', 'confirming', 'acknowledging', 'approved', 'vetoed', "             \
    "'withdrawn', 'cancelled', 'lapsed', 'used'"
#define PASSED_ON                                                                                                      \
    "'security-review', 'confirming', 'acknowledging', 'approved', 'vetoed', 'withdrawn', 'cancelled', 'lapsed', "     \
    "'used'"

struct view {
    const char *name, *where;
    const char *waiting; /* states that wait for this role: what a queue shows unless asked otherwise */
};

static const struct view views[] = {
    {"mine", MINE, ""},
    {"unit", LENT_ROLE_OF("unit-approver", EVERY_STATE), "unit-review"},
    {"security", OWN_ROLE_OF("security-officer", PASSED_ON), "security-review"},
    {"all", OWN_ROLE_OF("administrator", EVERY_STATE), ""},
};

static const struct view *find_view(const char *name)
{
    for (size_t i = 0; i < sizeof views / sizeof views[0]; i++)
        if (strcmp(views[i].name, name) == 0)
            return &views[i];
    return NULL;
}

#define ROW_COLUMNS                                                                                                    \
    "a.id, a.number, a.state, a.version, a.unit, u.name, u.name_en, a.campus, c.name, c.name_en, a.applicant, "        \
    "o.display_name, a.kind, a.purpose, a.host_name, a.first_at, a.last_at, a.entrants, "                              \
    "(SELECT count(*) FROM person p WHERE p.application = a.id), "                                                     \
    "(SELECT count(*) FROM vehicle v WHERE v.application = a.id), "                                                    \
    "(SELECT p.name_masked FROM person p WHERE p.application = a.id AND p.ordinal = 0), a.submitted_at, a.walk_up"
#define FROM_TABLES                                                                                                    \
    " FROM application a JOIN account o ON o.id = a.applicant LEFT JOIN unit u ON u.id = a.unit "                      \
    "LEFT JOIN campus c ON c.id = a.campus WHERE "
/* $3 states between commas, $4 search, $5 its LIKE pattern, $6 cursor, $7 limit */
#define FILTERS                                                                                                        \
    " AND ($3 = '' OR $3 LIKE '%,' || a.state || ',%') AND ($4 = '' OR a.number LIKE $5 OR a.purpose LIKE $5 OR "      \
    "a.host_name LIKE $5 OR EXISTS (SELECT 1 FROM vehicle v WHERE v.application = a.id AND v.plate LIKE $5)) "         \
    "AND ($6 = '' OR a.number < $6) ORDER BY a.number DESC LIMIT $7"

/* Enough of an application to know what can be done with it. */
static enum gh_status read_roles(struct db_rows *rows, struct application *a)
{
    char state[24];
    enum gh_status status = db_copy_text(rows, 2, state, sizeof state);
    if (!status && flow_state_from_name(state, &a->state))
        status = GH_CORRUPT;
    a->unit = db_int(rows, 4);
    a->campus = db_int(rows, 7);
    a->applicant = db_int(rows, 10);
    return status;
}

static enum gh_status row_json(struct request *rq, struct db_rows *rows, json_t **out)
{
    struct application a = {0};
    struct uuid id;
    char id_text[UUID_TEXT_SIZE];
    enum gh_status status = db_copy_blob(rows, 0, id.b, UUID_LEN);
    if (!status)
        status = read_roles(rows, &a);
    if (status)
        return status;
    uuid_format(&id, id_text);
    json_t *applicant = json_pack("{s:I, s:o}", "id", (json_int_t)a.applicant, "display_name", rows_text(rows, 11));
    *out = json_pack("{s:s, s:o, s:o, s:I, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:I, s:I, s:I, s:o, s:o, s:n, "
                     "s:b, s:i}",
                     "id", id_text, "number", rows_text(rows, 1), "state", rows_text(rows, 2), "version",
                     (json_int_t)db_int(rows, 3), "actions", application_actions_json(rq->session, &a), "unit",
                     rows_named(rows, 4), "campus", rows_named(rows, 7), "applicant", applicant, "kind",
                     rows_text(rows, 12), "purpose", rows_text(rows, 13), "host_name", rows_text(rows, 14), "first_at",
                     rows_number_or_null(rows, 15), "last_at", rows_number_or_null(rows, 16), "entrants",
                     (json_int_t)db_int(rows, 17), "persons", (json_int_t)db_int(rows, 18), "vehicles",
                     (json_int_t)db_int(rows, 19), "first_name_masked", rows_text(rows, 20), "submitted_at",
                     rows_number_or_null(rows, 21), "submit_by", "walk_up", (int)db_int(rows, 22), "hints", 0);
    return *out ? GH_OK : GH_NO_MEMORY;
}

static enum gh_status run_list(struct request *rq, const struct view *view, const char *states, int64_t limit,
                               struct db_rows *rows)
{
    const char *sql = request_text(rq, "%s%s%s", "SELECT " ROW_COLUMNS FROM_TABLES, view->where, FILTERS);
    const char *q = request_query(rq, "q"), *cursor = request_query(rq, "cursor");
    return db_query(rq->db, rows, sql, DB_INT(rq->session->account), DB_INT(rq->now),
                    DB_TEXT(states[0] ? request_text(rq, ",%s,", states) : ""), DB_TEXT(q ? q : ""),
                    DB_TEXT(request_text(rq, "%%%s%%", q ? q : "")), DB_TEXT(cursor ? cursor : ""), DB_INT(limit + 1));
}

enum gh_status applications_get(struct request *rq, struct reply *reply)
{
    const char *name = request_query(rq, "view"), *states = request_query(rq, "state");
    const struct view *view = find_view(name ? name : "mine");
    struct db_rows rows = {0};
    int64_t limit;
    json_t *items = json_array();
    const char *next = NULL;
    enum gh_status status = request_query_number(rq, "limit", 1, 100, 30, &limit);
    if (!view || (states && strlen(states) > STATES_MAX))
        status = GH_MALFORMED;
    if (!status)
        status = run_list(rq, view, states ? states : view->waiting, limit, &rows);
    while (!status && !next && !(status = db_next(&rows))) {
        json_t *one = NULL;
        status = row_json(rq, &rows, &one);
        if (!status && json_array_append_new(items, one) != 0)
            status = GH_NO_MEMORY;
        if (!status && json_array_size(items) > (size_t)limit) {
            (void)json_array_remove(items, (size_t)limit);
            next = json_string_value(json_object_get(json_array_get(items, (size_t)limit - 1), "number"));
        }
    }
    db_rows_end(&rows);
    if (status && status != GH_NOT_FOUND) {
        json_decref(items);
        return status;
    }
    return reply_json(rq, reply, 200, json_pack("{s:o, s:s?}", "items", items, "next", next));
}

static enum gh_status count_view(struct request *rq, const struct view *view, json_t *out)
{
    struct db_rows rows = {0};
    json_t *counts = json_object();
    const char *sql =
        request_text(rq, "SELECT a.state, count(*) FROM application a WHERE %s GROUP BY a.state", view->where);
    enum gh_status status = db_query(rq->db, &rows, sql, DB_INT(rq->session->account), DB_INT(rq->now));
    while (!status && !(status = db_next(&rows))) {
        struct bytes state = db_bytes(&rows, 0);
        const char *key = request_copy(rq, state);
        if (json_object_set_new(counts, key, json_integer(db_int(&rows, 1))) != 0)
            status = GH_NO_MEMORY;
    }
    db_rows_end(&rows);
    if (json_object_set_new(out, view->name, counts) != 0)
        return GH_NO_MEMORY;
    return status == GH_NOT_FOUND ? GH_OK : status;
}

enum gh_status applications_counts_get(struct request *rq, struct reply *reply)
{
    json_t *out = json_object();
    enum gh_status status = out ? GH_OK : GH_NO_MEMORY;
    for (size_t i = 0; !status && i < 3; i++)
        status = count_view(rq, &views[i], out);
    if (status) {
        json_decref(out);
        return status;
    }
    return reply_json(rq, reply, 200, out);
}

#define BATCH_MAX 100

/* One of many: its failure is its own. */
static json_t *act_on_one(struct request *rq, const json_t *item, enum flow_action action, const char *remark)
{
    struct act_context context = act_context_of(rq);
    struct act_result *result = request_alloc(rq, sizeof *result);
    const char *id_text = json_string_value(json_object_get(item, "id"));
    struct act_wish wish = {
        .action = action, .version = json_integer_value(json_object_get(item, "version")), .remark = remark};
    struct uuid id;
    enum gh_status status = id_text && !uuid_parse(bytes_of_string(id_text), &id) ? GH_OK : GH_NOT_FOUND;
    if (!status)
        status = act_perform(&context, rq->session, &id, &wish, result, NULL);
    bool ok = !status && result->answer == FLOW_ALLOWED;
    const struct problem_text *problem =
        problem_text(status ? problem_of_status(status) : problem_of_answer(result->answer));
    return json_pack("{s:s, s:b, s:s?, s:s?}", "id", id_text ? id_text : "", "ok", (int)ok, "code",
                     ok ? NULL : problem->code, "title", ok ? NULL : request_tr(rq, problem->title));
}

enum gh_status applications_action_post(struct request *rq, struct reply *reply)
{
    const char *name = json_string_value(json_object_get(rq->json, "action"));
    const char *remark = json_string_value(json_object_get(rq->json, "remark"));
    const json_t *items = json_object_get(rq->json, "items"), *item;
    enum flow_action action;
    size_t i;
    if (!name || flow_action_from_name(name, &action) || (action != FLOW_UNIT_PASS && action != FLOW_SECURITY_PASS) ||
        !json_is_array(items) || json_array_size(items) > BATCH_MAX)
        return GH_MALFORMED;
    json_t *results = json_array();
    json_array_foreach(items, i, item)
    {
        if (json_array_append_new(results, act_on_one(rq, item, action, remark ? remark : "")) != 0) {
            json_decref(results);
            return GH_NO_MEMORY;
        }
    }
    return reply_json(rq, reply, 200, json_pack("{s:o}", "items", results));
}

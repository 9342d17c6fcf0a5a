/* Endpoints of the campus directory, for administrators. */
#include <string.h>

#include "api/application_reply.h"
#include "api/endpoints.h"
#include "api/rows_json.h"
#include "directory/run.h"
#include "directory/vacancy.h"
#include "http/server.h"
#include "json/json_read.h"

#define PAGE_MAX 50
#define CHANGES_SHOWN 200 /* of each kind */
#define COUNTS_MAX ((size_t)4096)

/* ---- Settings ---- */

static enum gh_status run_json(struct request *rq, struct db_rows *rows, json_t **out)
{
    json_t *counts = NULL;
    (void)rq;
    if (json_read(db_bytes(rows, DIRECTORY_RUN_COUNTS), COUNTS_MAX, &counts, NULL))
        counts = json_object();
    *out = json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "id",
                     rows_number(rows, DIRECTORY_RUN_ID), "purpose", rows_text(rows, DIRECTORY_RUN_PURPOSE), "state",
                     rows_text(rows, DIRECTORY_RUN_STATE), "source", rows_text(rows, DIRECTORY_RUN_SOURCE), "by",
                     rows_text_or_null(rows, DIRECTORY_RUN_BY), "asked_at", rows_number(rows, DIRECTORY_RUN_ASKED_AT),
                     "ended_at", rows_number_or_null(rows, DIRECTORY_RUN_ENDED_AT), "units",
                     rows_number(rows, DIRECTORY_RUN_UNITS), "people", rows_number(rows, DIRECTORY_RUN_PEOPLE),
                     "skipped", rows_number(rows, DIRECTORY_RUN_SKIPPED), "counts", counts, "fault",
                     rows_text(rows, DIRECTORY_RUN_FAULT), "detail", rows_text(rows, DIRECTORY_RUN_DETAIL),
                     "settled_at", rows_number_or_null(rows, DIRECTORY_RUN_SETTLED_AT), "settled_by",
                     rows_text_or_null(rows, DIRECTORY_RUN_SETTLED_BY));
    return *out ? GH_OK : GH_NO_MEMORY;
}

/* Takes the first row as `name`, or null. */
static enum gh_status add_run(struct request *rq, json_t *to, const char *name)
{
    struct db_rows rows = {0};
    json_t *run = NULL;
    enum gh_status status = directory_runs_query(rq->db, &rows, 0, 0, 1);
    if (!status && !(status = db_next(&rows)))
        status = run_json(rq, &rows, &run);
    db_rows_end(&rows);
    if (status && status != GH_NOT_FOUND)
        return status;
    return json_object_set_new(to, name, run ? run : json_null()) == 0 ? GH_OK : GH_NO_MEMORY;
}

static enum gh_status reply_settings(struct request *rq, struct reply *reply)
{
    struct directory_settings settings;
    int64_t vacancies = 0;
    enum gh_status status = directory_settings_load(rq->db, rq->server->vault, &settings);
    json_t *json =
        status && status != GH_CORRUPT ? NULL : json_pack("{s:o}", "settings", directory_settings_json(&settings));
    directory_settings_wipe(&settings);
    if (!json)
        return status && status != GH_CORRUPT ? status : GH_NO_MEMORY;
    status = vacancies_count(rq->db, &vacancies);
    if (!status && json_object_set_new(json, "vacancies", json_integer(vacancies)) != 0)
        status = GH_NO_MEMORY;
    if (!status)
        status = add_run(rq, json, "last");
    if (status) {
        json_decref(json);
        return status;
    }
    return reply_json(rq, reply, 200, json);
}

enum gh_status directory_get(struct request *rq, struct reply *reply)
{
    return reply_settings(rq, reply);
}

/* The day may be due by the new settings, or somebody has asked. */
static void wake(const struct request *rq)
{
    const struct server_bell *bell = &rq->server->directory;
    if (bell->ring)
        bell->ring(bell->context);
}

enum gh_status directory_put(struct request *rq, struct reply *reply)
{
    const struct audit_act act = audit_act_of(rq);
    struct field_errors *errors = request_alloc(rq, sizeof *errors);
    enum gh_status status = directory_settings_store(&act, rq->server->vault, rq->json, errors);
    if (errors->count)
        return application_refusal(rq, reply, PROBLEM_INVALID, errors);
    if (!status)
        wake(rq);
    return status ? status : reply_settings(rq, reply);
}

/* ---- Runs ---- */

enum gh_status directory_runs_get(struct request *rq, struct reply *reply)
{
    struct db_rows rows = {0};
    int64_t before = 0;
    bool more = false;
    enum gh_status status = request_query_number(rq, "cursor", 0, INT64_MAX / 2, 0, &before);
    if (status)
        return status;
    json_t *items = json_array();
    status = rows_collect(rq, &rows, directory_runs_query(rq->db, &rows, before, 0, PAGE_MAX + 1), run_json, PAGE_MAX,
                          items, &more);
    if (status) {
        json_decref(items);
        return status;
    }
    const json_t *last = more ? json_array_get(items, PAGE_MAX - 1) : NULL;
    json_t *next =
        last ? json_string(request_text(rq, "%lld", (long long)json_integer_value(json_object_get(last, "id"))))
             : json_null();
    return reply_json(rq, reply, 200, json_pack("{s:o, s:o}", "items", items, "next", next));
}

enum gh_status directory_runs_post(struct request *rq, struct reply *reply)
{
    const struct audit_act act = audit_act_of(rq);
    const char *word = json_string_value(json_object_get(rq->json, "purpose"));
    int64_t id = 0;
    enum directory_purpose purpose = DIRECTORY_PREVIEW;
    if (word && strcmp(word, directory_purpose_name(DIRECTORY_TEST)) == 0)
        purpose = DIRECTORY_TEST;
    else if (!word || strcmp(word, directory_purpose_name(DIRECTORY_PREVIEW)) != 0)
        return reply_problem(rq, reply, PROBLEM_BAD_REQUEST, NULL);
    enum gh_status status = directory_run_ask(&act, purpose, &id);
    if (!status)
        wake(rq);
    return status ? status : reply_json(rq, reply, 201, json_pack("{s:I}", "id", (json_int_t)id));
}

/* What a waiting run would change now, and whether that is what was shown. */
static enum gh_status add_changes(struct request *rq, int64_t id, json_t *run)
{
    struct directory_preview preview;
    enum gh_status status = directory_preview_load(rq->db, rq->server->vault, id, &preview);
    if (!status && (json_object_set_new(run, "changes", directory_plan_json(&preview.plan, CHANGES_SHOWN)) != 0 ||
                    json_object_set_new(run, "same", json_boolean(preview.same)) != 0))
        status = GH_NO_MEMORY;
    directory_preview_free(&preview);
    if (status != GH_NOT_FOUND)
        return status;
    return json_object_set_new(run, "changes", json_array()) == 0 && json_object_set_new(run, "same", json_true()) == 0
               ? GH_OK
               : GH_NO_MEMORY;
}

enum gh_status directory_run_get(struct request *rq, struct reply *reply)
{
    struct db_rows rows = {0};
    json_t *run = NULL;
    int64_t id;
    enum gh_status status = request_parameter_number(rq, 0, &id);
    if (!status && id < 1)
        status = GH_NOT_FOUND;
    if (status)
        return status;
    status = directory_runs_query(rq->db, &rows, 0, id, 1);
    if (!status && !(status = db_next(&rows)))
        status = run_json(rq, &rows, &run);
    db_rows_end(&rows);
    if (!status)
        status = add_changes(rq, id, run);
    if (status) {
        json_decref(run);
        return status;
    }
    return reply_json(rq, reply, 200, run);
}

enum gh_status directory_run_action_post(struct request *rq, struct reply *reply)
{
    const struct audit_act act = audit_act_of(rq);
    const char *word = json_string_value(json_object_get(rq->json, "action"));
    int64_t id;
    enum gh_status status = request_parameter_number(rq, 0, &id);
    if (status)
        return status;
    if (word && strcmp(word, "discard") == 0)
        status = directory_run_discard(&act, id);
    else if (word && (strcmp(word, "apply") == 0 || strcmp(word, "apply-held") == 0))
        status = directory_run_apply(&act, rq->server->vault, id, strcmp(word, "apply-held") == 0);
    else
        return reply_problem(rq, reply, PROBLEM_BAD_REQUEST, NULL);
    if (status == GH_DENIED)
        return reply_problem(rq, reply, PROBLEM_NOT_POSSIBLE, NULL);
    return status ? status : reply_empty(reply);
}

/* ---- Vacancies ---- */

static enum gh_status vacancy_json(struct request *rq, struct db_rows *rows, json_t **out)
{
    (void)rq;
    *out = json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "id", rows_number(rows, VACANCY_ID), "name",
                     rows_text(rows, VACANCY_NAME), "name_en", rows_text(rows, VACANCY_NAME_EN), "code",
                     rows_text(rows, VACANCY_CODE), "directory_heads", rows_bool(rows, VACANCY_FOLLOWS), "named",
                     rows_number(rows, VACANCY_NAMED), "waiting", rows_number(rows, VACANCY_WAITING));
    return *out ? GH_OK : GH_NO_MEMORY;
}

static enum gh_status host_json(struct request *rq, struct db_rows *rows, json_t **out)
{
    (void)rq;
    *out = json_pack("{s:o, s:o, s:o, s:o, s:o}", "application", rows_id(rows, LEFT_HOST_APPLICATION), "number",
                     rows_text(rows, LEFT_HOST_NUMBER), "host", rows_text(rows, LEFT_HOST_NAME), "unit",
                     rows_text(rows, LEFT_HOST_UNIT), "last_at", rows_number(rows, LEFT_HOST_LAST_AT));
    return *out ? GH_OK : GH_NO_MEMORY;
}

enum gh_status directory_vacancies_get(struct request *rq, struct reply *reply)
{
    struct db_rows rows = {0};
    json_t *units = json_array(), *hosts = json_array();
    enum gh_status status =
        rows_collect(rq, &rows, vacancies_query(rq->db, &rows), vacancy_json, SIZE_MAX, units, NULL);
    if (!status)
        status = rows_collect(rq, &rows, left_hosts_query(rq->db, &rows, rq->now), host_json, SIZE_MAX, hosts, NULL);
    if (status) {
        json_decref(units);
        json_decref(hosts);
        return status;
    }
    return reply_json(rq, reply, 200, json_pack("{s:o, s:o}", "units", units, "hosts", hosts));
}

/* Endpoints for accounts and their roles. */
#include <sodium.h>
#include <string.h>

#include "accounts/account.h"
#include "api/application_reply.h"
#include "api/endpoints.h"
#include "api/password_rules.h"
#include "api/rows_json.h"
#include "auth/brake.h"
#include "base/catalog.h"
#include "http/server.h"
#include "records/application_view.h"

#define PAGE_MAX 100

static json_t *number_or_null(int64_t id)
{
    return id ? json_integer(id) : json_null();
}

static json_t *roles_json(const struct account *a)
{
    json_t *list = json_array();
    for (size_t i = 0; i < a->role_count; i++) {
        const struct role_grant *g = &a->roles[i];
        if (json_array_append_new(list, json_pack("{s:s, s:o, s:o}", "role", account_role_name(g->role), "unit",
                                                  number_or_null(g->unit), "campus", number_or_null(g->campus))) != 0) {
            json_decref(list);
            return NULL;
        }
    }
    return list;
}

/* `password`: a new initial password, shown only in this answer, or NULL. */
static json_t *account_json(const struct account *a, int locked_s, const char *password)
{
    char masked[MASKED_SIZE];
    view_mask_mobile(a->mobile, masked);
    json_t *json = json_pack(
        "{s:I, s:s, s:s, s:o, s:o, s:o, s:o, s:b, s:b, s:b, s:i, s:s, s:s}", "id", (json_int_t)a->id, "name", a->name,
        "display_name", a->display_name, "email", a->email[0] ? json_string(a->email) : json_null(), "mobile_masked",
        masked[0] ? json_string(masked) : json_null(), "unit", number_or_null(a->unit), "roles", roles_json(a),
        "active", (int)a->active, "must_change_password", (int)a->must_change, "second_factor", (int)a->second_factor,
        "locked_s", locked_s, "staff_number", a->staff_number, "wecom_user", a->wecom_user);
    if (json && password && json_object_set_new(json, "password", json_string(password)) != 0) {
        json_decref(json);
        return NULL;
    }
    return json;
}

static enum gh_status load_json(struct request *rq, int64_t id, const char *password, json_t **out)
{
    struct account account;
    tick now = 0, left = 0;
    enum gh_status status = account_load(rq->db, rq->server->vault, id, &account);
    if (status)
        return status;
    status = db_now(rq->db, &now);
    if (!status)
        status = brake_account_wait(rq->db, rq->server->vault, account.name, now, &left);
    if (status) {
        account_wipe(&account);
        return status;
    }
    *out = account_json(&account, brake_seconds(left), password);
    account_wipe(&account);
    return *out ? GH_OK : GH_NO_MEMORY;
}

enum gh_status accounts_get(struct request *rq, struct reply *reply)
{
    const char *q = request_query(rq, "q");
    int64_t after, limit, ids[PAGE_MAX + 1];
    size_t count = 0;
    enum gh_status status = request_query_number(rq, "cursor", 0, INT64_MAX / 2, 0, &after);
    if (!status)
        status = request_query_number(rq, "limit", 1, PAGE_MAX, 30, &limit);
    if (!status)
        status = account_list(rq->db, q ? q : "", after, (size_t)limit + 1, ids, &count);
    if (status)
        return status;
    bool more = count > (size_t)limit;
    json_t *items = json_array();
    for (size_t i = 0; !status && i < count - more; i++) {
        json_t *one = NULL;
        if (!(status = load_json(rq, ids[i], NULL, &one)) && json_array_append_new(items, one) != 0)
            status = GH_NO_MEMORY;
    }
    if (status) {
        json_decref(items);
        return status;
    }
    const char *next = more ? request_text(rq, "%lld", (long long)ids[limit - 1]) : NULL;
    return reply_json(rq, reply, 200, json_pack("{s:o, s:s?}", "items", items, "next", next));
}

enum gh_status account_get(struct request *rq, struct reply *reply)
{
    int64_t id;
    json_t *json = NULL;
    enum gh_status status = request_parameter_number(rq, 0, &id);
    if (!status)
        status = load_json(rq, id, NULL, &json);
    return status ? status : reply_json(rq, reply, 200, json);
}

static struct account_act act_of(const struct request *rq)
{
    return (struct account_act){
        .audit = audit_act_of(rq), .vault = rq->server->vault, .spared_session = request_session_token(rq)};
}

/* Reads and checks the requested password. Without one, *text stays NULL. */
static enum gh_status take_password(struct request *rq, const struct account *account, const char **text,
                                    struct field_errors *errors)
{
    const json_t *value = json_object_get(rq->json, "password");
    if (!value || json_is_null(value))
        return GH_OK;
    *text = json_string_value(value);
    const struct password_owner owner = {account->name, account->display_name, account->email, account->mobile};
    enum password_fault fault = PASSWORD_TOO_SHORT;
    enum gh_status status = *text ? password_rules_judge(rq, rq->db, *text, &owner, &fault) : GH_OK;
    if (!status && fault)
        field_errors_add(errors, password_fault_name(fault), password_rules_message(fault), "password");
    return status;
}

/* Derive the hash outside any transaction: it takes long. */
static enum gh_status hash_of(struct request *rq, const char *password, const char **out)
{
    char *hash = request_alloc(rq, PASSWORD_HASH_SIZE);
    enum gh_status status = password_hash(rq->server->passwords, bytes_of_string(password), hash);
    if (!status)
        *out = hash;
    return status;
}

static enum gh_status settle(struct request *rq, struct reply *reply, enum gh_status status, int code,
                             const struct account *account, const char *shown, const struct field_errors *errors)
{
    json_t *json = NULL;
    if (errors->count)
        return application_refusal(rq, reply, PROBLEM_INVALID, errors);
    if (!status)
        status = load_json(rq, account->id, shown, &json);
    return status ? status : reply_json(rq, reply, code, json);
}

enum gh_status account_post(struct request *rq, struct reply *reply)
{
    struct account account = {.active = true};
    struct account_act act = act_of(rq);
    struct field_errors *errors = request_alloc(rq, sizeof *errors);
    char first[PASSWORD_FIRST_SIZE];
    const char *typed = NULL, *hash = NULL;
    account_input(rq->json, &account, errors);
    enum gh_status status = take_password(rq, &account, &typed, errors);
    password_first(first);
    if (!status && !errors->count)
        status = hash_of(rq, typed ? typed : first, &hash);
    if (!status && !errors->count)
        status = account_create(&act, &account, hash, errors);
    status = settle(rq, reply, status, 201, &account, typed ? NULL : first, errors);
    sodium_memzero(first, sizeof first);
    account_wipe(&account);
    return status;
}

/* What an open screen must not change of its owner's account without the password: what messages and resets go to, and
 * the password itself. */
static bool touches_own(const struct request *rq, const struct account *before, const struct account *after,
                        const char *typed)
{
    return after->id == rq->session->account &&
           (typed || strcmp(before->wecom_user, after->wecom_user) != 0 || strcmp(before->email, after->email) != 0 ||
            strcmp(before->mobile, after->mobile) != 0);
}

enum gh_status account_put(struct request *rq, struct reply *reply)
{
    struct account account = {0};
    struct account_act act = act_of(rq);
    struct field_errors *errors = request_alloc(rq, sizeof *errors);
    const char *typed = NULL, *hash = NULL;
    int64_t id;
    enum gh_status status = request_parameter_number(rq, 0, &id);
    if (!status)
        status = account_load(rq->db, rq->server->vault, id, &account);
    if (status)
        return status;
    struct account before = account;
    account_input(rq->json, &account, errors);
    status = take_password(rq, &account, &typed, errors);
    const bool unsure = touches_own(rq, &before, &account, typed) && !session_confirmed(rq->session, rq->now);
    account_wipe(&before);
    if (!status && !errors->count && unsure) {
        account_wipe(&account);
        return reply_problem(rq, reply, PROBLEM_CONFIRM_PASSWORD, NULL);
    }
    if (!status && !errors->count && typed)
        status = hash_of(rq, typed, &hash);
    if (!status && !errors->count)
        status = account_save(&act, &account, hash, errors);
    status = settle(rq, reply, status, 200, &account, NULL, errors);
    account_wipe(&account);
    return status;
}

enum gh_status account_reset_post(struct request *rq, struct reply *reply)
{
    struct account_act act = act_of(rq);
    char first[PASSWORD_FIRST_SIZE];
    const char *hash = NULL;
    int64_t id;
    enum gh_status status = request_parameter_number(rq, 0, &id);
    if (!status && id == rq->session->account && !session_confirmed(rq->session, rq->now))
        return reply_problem(rq, reply, PROBLEM_CONFIRM_PASSWORD, NULL);
    password_first(first);
    if (!status)
        status = hash_of(rq, first, &hash);
    if (!status)
        status = account_reset(&act, id, hash);
    if (!status)
        status = reply_json(rq, reply, 200, json_pack("{s:s}", "password", first));
    sodium_memzero(first, sizeof first);
    return status;
}

enum gh_status account_unlock_post(struct request *rq, struct reply *reply)
{
    struct account_act act = act_of(rq);
    int64_t id;
    enum gh_status status = request_parameter_number(rq, 0, &id);
    if (!status)
        status = account_unlock(&act, id);
    return status ? status : reply_empty(reply);
}

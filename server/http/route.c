/* Finds the route of a request, checks who calls, and runs the endpoint. */
#include "http/route.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "auth/brake.h"
#include "http/authority.h"
#include "http/device_request.h"
#include "http/once.h"
#include "http/opened_link.h"
#include "http/server.h"
#include "records/setting.h"

#define DB_WAIT_MS 5000

/* Finds the next segment of a path or pattern: [*at, end). Returns false at the end. */
static bool next_segment(const char **at, const char **end)
{
    if (**at != '/')
        return false;
    (*at)++;
    *end = *at + strcspn(*at, "/");
    return true;
}

static bool matches(const char *pattern, const char *path, const char *starts[static REQUEST_PARAMETERS_MAX])
{
    int taken = 0;
    const char *pattern_end, *path_end;
    for (;;) {
        bool more = next_segment(&pattern, &pattern_end);
        if (more != next_segment(&path, &path_end))
            return false;
        if (!more)
            return true;
        size_t len = (size_t)(path_end - path);
        if (*pattern == '{') {
            if (len == 0 || taken == REQUEST_PARAMETERS_MAX)
                return false;
            starts[taken++] = path;
        } else if (len != (size_t)(pattern_end - pattern) || memcmp(pattern, path, len) != 0) {
            return false;
        }
        pattern = pattern_end;
        path = path_end;
    }
}

static void add_method(char *allow, size_t size, const char *method)
{
    size_t used = strlen(allow);
    if (!strstr(allow, method))
        (void)snprintf(allow + used, size - used, "%s%s", used ? ", " : "", method);
}

const struct route *route_find(const struct route *table, const char *method, char *path,
                               const char *parameters[static REQUEST_PARAMETERS_MAX], char *allow, size_t allow_size)
{
    const char *starts[REQUEST_PARAMETERS_MAX] = {0};
    const char *wanted = strcmp(method, "HEAD") == 0 ? "GET" : method;
    allow[0] = '\0';
    for (const struct route *r = table; r->method; r++) {
        memset(starts, 0, sizeof starts);
        if (!matches(r->pattern, path, starts))
            continue;
        add_method(allow, allow_size, r->method);
        if (strcmp(r->method, wanted) != 0)
            continue;
        for (int i = 0; i < REQUEST_PARAMETERS_MAX; i++)
            parameters[i] = starts[i] ? starts[i] : "";
        for (int i = 0; i < REQUEST_PARAMETERS_MAX; i++)
            if (starts[i])
                path[(size_t)(starts[i] - path) + strcspn(starts[i], "/")] = '\0';
        return r;
    }
    return NULL;
}

/* Extends the session. A failure only shortens it. */
static void touch(const struct request *rq, struct bytes token)
{
    struct db *db;
    if (rq->now - rq->session->seen_at < SESSION_TOUCH)
        return;
    if (db_pool_take(rq->server->pool, DB_WRITE, DB_WAIT_MS, &db))
        return;
    enum gh_status status = session_touch(db, token, rq->now);
    if (status)
        OS_LOG(&rq->server->log, OS_LOG_WARNING, "session-refresh-failed", os_log_status("status", status));
    db_pool_give(rq->server->pool, db);
}

enum gh_status route_judge_session(const struct server *server, struct db *db, struct session *session)
{
    unsigned needed = 0;
    bool separate = false;
    enum gh_status status = session_roles(session) & ROLE_ADMINISTRATOR ? setting_duties(db, &separate) : GH_OK;
    if (!status && !separate)
        session_join_duties(session);
    if (status || session->strong || server->demo)
        return status;
    status = setting_second_factor_roles(db, &needed);
    session->lacks_second_factor = (session_roles(session) & needed) != 0;
    return status;
}

static enum gh_status load_session(struct request *rq, struct db *db)
{
    struct bytes token = request_session_token(rq);
    struct session *session = request_alloc(rq, sizeof *session);
    if (token.len == 0)
        return GH_OK;
    enum gh_status status = session_find(db, token, rq->now, session);
    if (!status)
        status = route_judge_session(rq->server, db, session);
    if (!status)
        rq->session = session;
    return status == GH_NOT_FOUND ? GH_OK : status;
}

static bool is_device(const struct route *route)
{
    return route->caller == ROUTE_DEVICE || route->caller == ROUTE_DEVICE_ALSO_REVOKED;
}

void route_print(FILE *out, const struct route *table)
{
    for (const struct route *r = table; r->method; r++) {
        const char *between = "";
        (void)fprintf(out, "%s\t%s\t", r->method, r->pattern);
        if (r->roles == 0 || r->roles == ROLE_ANY) {
            (void)fprintf(out, "%s\n", r->roles ? "signed-in" : is_device(r) ? "device" : "public");
            continue;
        }
        for (unsigned role = 1; role <= ROLE_ANY; role <<= 1) {
            if (!(r->roles & role))
                continue;
            (void)fprintf(out, "%s%s", between, account_role_name((enum account_role)role));
            between = ",";
        }
        (void)fprintf(out, "\n");
    }
}

static bool changes_something(const struct route *route)
{
    return strcmp(route->method, "GET") != 0;
}

/* A route for everybody who is signed in gives no scope: its endpoint checks what each caller may see. */
static const struct scope *scope_of(struct request *rq, const struct route *route)
{
    if (route->roles == ROLE_ANY)
        return &scope_none;
    struct scope *scope = request_alloc(rq, sizeof *scope);
    *scope = session_scope(rq->session, route->roles);
    return scope;
}

size_t route_count(const struct route *table)
{
    size_t count = 0;
    while (table[count].method)
        count++;
    return count;
}

enum route_lane route_lane(const struct route *route)
{
    return is_device(route) ? ROUTE_LANE_BOOTHS : route->lane;
}

bool route_is_quick(const struct route *route)
{
    return !changes_something(route) && route->db == ROUTE_NO_DB && !route->roles && route->caller == ROUTE_PEOPLE &&
           route->lane == ROUTE_LANE_PEOPLE;
}

size_t route_body_max(const struct route *route)
{
    return !changes_something(route) ? 0 : route->body_max ? route->body_max : REQUEST_BODY_MAX;
}

/* Returns PROBLEM_COUNT when the caller may go on. */
static enum problem check_rights(struct request *rq, const struct route *route)
{
    if (route->roles == 0)
        return PROBLEM_COUNT;
    if (!rq->session)
        return PROBLEM_NOT_SIGNED_IN;
    if (changes_something(route) && (!rq->csrf || strlen(rq->csrf) != SESSION_CSRF_SIZE - 1 ||
                                     sodium_memcmp(rq->csrf, rq->session->csrf, SESSION_CSRF_SIZE - 1) != 0))
        return PROBLEM_CSRF;
    if (rq->session->must_change_password && !route->before_password)
        return PROBLEM_PASSWORD_CHANGE_REQUIRED;
    if (rq->session->lacks_second_factor && !route->before_password && !route->before_second_factor)
        return PROBLEM_SECOND_FACTOR_REQUIRED;
    /* ROLE_ANY admits every account, also one without a role. */
    if (route->roles != ROLE_ANY && !(session_roles(rq->session) & route->roles))
        return PROBLEM_FORBIDDEN;
    if (route->confirmed && !session_confirmed(rq->session, rq->now))
        return PROBLEM_CONFIRM_PASSWORD;
    rq->scope = scope_of(rq, route);
    return PROBLEM_COUNT;
}

static enum problem read_body(struct request *rq, const struct route *route)
{
    if (!changes_something(route) || rq->body.len == 0)
        return PROBLEM_COUNT;
    const size_t max = route_body_max(route);
    if (rq->body.len > max)
        return PROBLEM_TOO_LARGE;
    if (route->raw_body)
        return PROBLEM_COUNT;
    static const char json_type[] = "application/json";
    const char *type = rq->content_type ? rq->content_type : "";
    size_t len = strcspn(type, "; ");
    if (len != sizeof json_type - 1 || strncasecmp(type, json_type, len) != 0)
        return PROBLEM_UNSUPPORTED_MEDIA_TYPE;
    enum gh_status status = json_read(rq->body, max, &rq->json, &rq->json_fault);
    return !status ? PROBLEM_COUNT : status == GH_NO_MEMORY ? PROBLEM_BUSY : PROBLEM_BAD_JSON;
}

/* Replies with a problem. For invalid JSON it tells what is wrong and where. */
static void refuse(struct request *rq, struct reply *reply, enum problem problem)
{
    char text[JSON_FAULT_SIZE];
    json_t *errors = NULL;
    if (problem == PROBLEM_BAD_JSON) {
        json_fault_text(&rq->json_fault, text);
        errors_add(rq, &errors, "", json_fault_name(rq->json_fault.kind), text);
    }
    (void)reply_problem(rq, reply, problem, errors);
}

/* Replies with the route's own page, if it has one. */
static void answer_problem(struct request *rq, struct reply *reply, const struct route *route, enum problem problem)
{
    if (!route->refuse || route->refuse(rq, reply, problem))
        (void)reply_problem(rq, reply, problem, NULL);
}

static void fail(struct request *rq, struct reply *reply, const struct route *route, enum gh_status status)
{
    enum problem problem = problem_of_status(status);
    if (problem_text(problem)->status >= 500 && problem != PROBLEM_BUSY)
        OS_LOG(&rq->server->log, OS_LOG_ERROR, "request-failed", os_log_word("method", route->method),
               os_log_path("route", route->pattern), os_log_status("status", status),
               os_log_word("request", request_text(rq, "%016" PRIx64, rq->id)),
               os_log_system_message("database", rq->db ? db_error(rq->db) : ""));
    reply->header_count = 0;
    answer_problem(rq, reply, route, problem);
}

/* Somebody who is signed in asked for what the role does not allow, or without the session's token. */
static void log_refusal(const struct request *rq, const struct route *route, enum problem problem)
{
    if (problem == PROBLEM_FORBIDDEN || problem == PROBLEM_CSRF)
        OS_LOG(&rq->server->log, OS_LOG_NOTICE, "access-refused", os_log_word("code", problem_text(problem)->code),
               os_log_word("method", route->method), os_log_path("route", route->pattern),
               os_log_integer("account", rq->session->account));
}

static enum problem let_in(struct request *rq, const struct route *route)
{
    enum problem problem = check_rights(rq, route);
    log_refusal(rq, route, problem);
    return problem == PROBLEM_COUNT ? read_body(rq, route) : problem;
}

/* Verifies the device's signature and rejects replays. */
static enum problem admit(struct request *rq, const struct route *route)
{
    struct db *db;
    enum gh_status status = db_pool_take(rq->server->pool, DB_WRITE, DB_WAIT_MS, &db);
    if (status)
        return problem_of_status(status);
    enum problem problem = device_admit(rq, db, route->caller == ROUTE_DEVICE_ALSO_REVOKED);
    db_pool_give(rq->server->pool, db);
    return problem;
}

enum problem route_look(struct request *rq, const struct route *route)
{
    struct db *db;
    enum problem problem = PROBLEM_COUNT;
    if (!is_device(route) && !route->roles)
        return PROBLEM_COUNT;
    rq->now = server_now(rq->server);
    enum gh_status status = db_pool_take(rq->server->pool, DB_READ, DB_WAIT_MS, &db);
    if (status)
        return problem_of_status(status);
    if (is_device(route))
        problem = device_known(rq, db);
    else if ((status = load_session(rq, db)))
        problem = problem_of_status(status);
    else
        problem = check_rights(rq, route);
    db_pool_give(rq->server->pool, db);
    return problem;
}

static void serve(struct request *rq, struct reply *reply, const struct route *route);

static void serve_device(struct request *rq, struct reply *reply, const struct route *route)
{
    enum problem problem = admit(rq, route);
    if (problem == PROBLEM_COUNT)
        serve(rq, reply, route);
    else
        (void)reply_problem(rq, reply, problem, NULL);
    device_time_header(rq, reply, rq->nonce);
    device_seal_header(rq, reply);
    if (rq->device)
        device_wipe(rq->device);
}

static enum gh_status run_once(struct request *rq, struct reply *reply, const struct route *route)
{
    struct once once = {0};
    bool answered = false;
    enum problem problem = once_begin(&once, rq, route->secret, reply, &answered);
    if (problem != PROBLEM_COUNT)
        return reply_problem(rq, reply, problem, NULL);
    if (answered)
        return GH_OK;
    enum gh_status status = route->run(rq, reply);
    const bool conflict = (status ? problem_text(problem_of_status(status))->status : reply->status) == 409;
    if ((conflict || once.taken) && once_look_again(&once, rq, reply))
        status = GH_OK;
    else if (status && once.taken)
        status = reply_problem(rq, reply, PROBLEM_ALREADY_DONE, NULL);
    once_end(&once, rq, reply);
    return status;
}

/* Loads the session over the connection. A route that needs no connection returns it before the endpoint runs. */
static void serve(struct request *rq, struct reply *reply, const struct route *route)
{
    struct db_pool *pool = rq->server->pool;
    enum gh_status status = GH_OK;
    bool for_session = rq->cookie && route->roles;
    if (route->db != ROUTE_NO_DB || for_session)
        status = db_pool_take(pool, route->db == ROUTE_WRITES ? DB_WRITE : DB_READ, DB_WAIT_MS, &rq->db);
    if (!status && for_session)
        status = load_session(rq, rq->db);
    if (route->db == ROUTE_NO_DB && rq->db) {
        db_pool_give(pool, rq->db);
        rq->db = NULL;
    }
    enum problem problem = status ? PROBLEM_COUNT : let_in(rq, route);
    if (problem != PROBLEM_COUNT)
        refuse(rq, reply, problem);
    else if (!status)
        status = run_once(rq, reply, route);
    if (status)
        fail(rq, reply, route, status);
    db_pool_give(pool, rq->db);
    rq->db = NULL;
}

/* Finds how long this network has to wait for its unknown links. A network without them costs one look at one row. */
static enum gh_status link_wait(struct db *db, const struct request *rq, tick *left)
{
    struct brake_key key;
    int64_t per_minute = 0;
    tick now = 0;
    brake_links(rq->address, 1, &key);
    enum gh_status status = brake_wait(db, &key, 1, 0, left);
    if (status || *left <= 0)
        return status;
    status = setting_load(db, SETTING_LINK_RATE, &per_minute);
    if (!status)
        status = db_now(db, &now);
    if (status)
        return status;
    brake_links(rq->address, per_minute, &key);
    return brake_wait(db, &key, 1, now, left);
}

static enum gh_status link_missed(struct db *db, const struct request *rq)
{
    struct brake_key key;
    int64_t per_minute = 0;
    tick now = 0;
    enum gh_status status = setting_load(db, SETTING_LINK_RATE, &per_minute);
    if (!status)
        status = db_now(db, &now);
    if (status)
        return status;
    brake_links(rq->address, per_minute, &key);
    return brake_count(db, &key, now);
}

/* A failure lets the request go on: the brake must not close the pass pages. */
static void count_miss(const struct request *rq)
{
    struct db *db;
    enum gh_status status = db_pool_take(rq->server->pool, DB_WRITE, DB_WAIT_MS, &db);
    if (!status) {
        status = link_missed(db, rq);
        db_pool_give(rq->server->pool, db);
    }
    if (status)
        OS_LOG(&rq->server->log, OS_LOG_WARNING, "link-not-counted", os_log_status("status", status));
}

static tick wait_for_links(const struct request *rq)
{
    struct db *db;
    tick left = 0;
    if (db_pool_take(rq->server->pool, DB_READ, DB_WAIT_MS, &db))
        return 0;
    enum gh_status status = link_wait(db, rq, &left);
    db_pool_give(rq->server->pool, db);
    return status ? 0 : left;
}

static void serve_link(struct request *rq, struct reply *reply, const struct route *route)
{
    const bool known = opened_link_known(rq, route);
    const tick left = known ? 0 : wait_for_links(rq);
    if (left > 0) {
        reply_header(reply, "Retry-After", request_text(rq, "%d", brake_seconds(left)));
        answer_problem(rq, reply, route, PROBLEM_TOO_MANY_TRIES);
        return;
    }
    serve(rq, reply, route);
    if (reply->status == 404)
        count_miss(rq);
    else if (reply->status == 200 && !known)
        opened_link_note(rq, reply, route);
}

void route_dispatch(const struct server *server, struct request *rq, struct reply *reply)
{
    char allow[64];
    char *path = request_copy(rq, bytes_of_string(rq->path));
    rq->server = server;
    rq->now = server_now(server);
    rq->scope = &scope_none;
    rq->query_fault = request_alloc(rq, sizeof *rq->query_fault);
    if (!authority_is_ours(server, rq)) {
        (void)reply_problem(rq, reply, PROBLEM_MISDIRECTED, NULL);
        return;
    }
    const struct route *route = route_find(server->routes, rq->method, path, rq->parameters, allow, sizeof allow);
    if (route) {
        if (is_device(route))
            serve_device(rq, reply, route);
        else if (route->caller == ROUTE_LINK)
            serve_link(rq, reply, route);
        else
            serve(rq, reply, route);
        if (rq->session)
            touch(rq, request_session_token(rq));
        return;
    }
    if (allow[0])
        reply_header(reply, "Allow", request_text(rq, "%s", allow));
    (void)reply_problem(rq, reply, allow[0] ? PROBLEM_METHOD_NOT_ALLOWED : PROBLEM_NOT_FOUND, NULL);
}

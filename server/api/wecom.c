/* Endpoints for the settings of WeCom, and their test. */
#include <sodium.h>
#include <string.h>

#include "api/application_reply.h"
#include "api/endpoints.h"
#include "api/rows_json.h"
#include "auth/brake.h"
#include "http/server.h"
#include "records/reach.h"
#include "wecom/channel.h"
#include "wecom/message.h"
#include "wecom/robot.h"

#define DB_WAIT_MS 5000

static enum gh_status robot_item(struct request *rq, struct db_rows *rows, json_t **out)
{
    (void)rq;
    *out = json_pack("{s:o, s:o}", "campus", rows_named(rows, WECOM_ROBOT_CAMPUS), "has_key",
                     rows_bool(rows, WECOM_ROBOT_HAS_KEY));
    return *out ? GH_OK : GH_NO_MEMORY;
}

/* Returns the campuses that are open, each with whether it has a robot of its own; NULL on a failure. */
static json_t *robots_json(struct request *rq)
{
    json_t *list = json_array();
    struct db_rows rows = {0};
    enum gh_status begun = wecom_robots_query(rq->db, &rows);
    if (!rows_collect(rq, &rows, begun, robot_item, 0, list, NULL))
        return list;
    json_decref(list);
    return NULL;
}

static json_t *config_json(struct request *rq, const struct wecom_config *c)
{
    return json_pack("{s:o, s:b, s:b, s:s, s:s, s:I, s:b, s:b, s:b, s:b, s:s, s:s}", "robots", robots_json(rq),
                     "enabled", (int)c->enabled, "match_names", (int)c->match_names, "base_url", c->base_url, "corp_id",
                     c->corp_id, "agent_id", (json_int_t)c->agent_id, "has_secret", c->secret[0] != '\0',
                     "has_callback_token", c->callback_token[0] != '\0', "has_callback_key", c->callback_key[0] != '\0',
                     "has_robot_key", c->robot_key[0] != '\0', "callback_url",
                     request_text(rq, "%s/hooks/wecom", rq->server->public_url), "home_url",
                     request_text(rq, "%s/app/", rq->server->public_url));
}

enum gh_status wecom_get(struct request *rq, struct reply *reply)
{
    struct wecom_config config;
    enum gh_status status = wecom_config_load(rq->db, rq->server->vault, &config);
    json_t *json = status ? NULL : config_json(rq, &config);
    wecom_config_wipe(&config);
    return status ? status : reply_json(rq, reply, 200, json);
}

enum gh_status wecom_put(struct request *rq, struct reply *reply)
{
    struct audit_act act = audit_act_of(rq);
    struct wecom_config config;
    struct wecom_robots robots;
    struct field_errors *errors = request_alloc(rq, sizeof *errors);
    enum gh_status status = wecom_config_load(rq->db, rq->server->vault, &config);
    if (status)
        return status;
    wecom_config_input(rq->json, &config, errors);
    wecom_robots_input(rq->json, &robots, errors);
    if (!errors->count)
        status = wecom_config_store(&act, rq->server->vault, &config, &robots, rq->json, errors);
    wecom_config_wipe(&config);
    wecom_robots_wipe(&robots);
    if (errors->count)
        return application_refusal(rq, reply, PROBLEM_INVALID, errors);
    return status ? status : wecom_get(rq, reply);
}

/* Says in words what WeCom answered. */
static json_t *answer_json(struct request *rq, const struct wecom_answer *answer)
{
    char address[WECOM_ADDRESS_SIZE] = "";
    const bool answered = answer->sent == HTTP_ANSWERED;
    const struct wecom_failure *failure = wecom_failure_of(answer->code);
    const char *nobody = json_string_value(json_object_get(answer->json, "invaliduser"));
    if (answered && failure->kind == WECOM_FINE && nobody && *nobody)
        failure = wecom_failure_of(81013);
    (void)wecom_failure_address(answer->words, address);
    return json_pack("{s:b, s:i, s:s, s:s, s:s, s:s}", "ok", answered && failure->kind == WECOM_FINE, "code",
                     answered ? answer->code : 0, "name", answered ? failure->name : "unreachable", "text",
                     request_tr(rq, answered ? failure->text
                                             : N_("WeCom could not be reached. Check the network and the firewall of "
                                                  "this server, which calls qyapi.weixin.qq.com on port 443.")),
                     "address", address, "words", answer->words);
}

/* Takes a connection for as long as the settings are read. */
static enum gh_status prepare(struct request *rq, struct wecom_config *config, char user[static REACH_WECOM_SIZE],
                              tick *left)
{
    struct db *db;
    struct brake_key key;
    tick now = 0;
    enum gh_status status = db_pool_take(rq->server->pool, DB_WRITE, DB_WAIT_MS, &db);
    if (status)
        return status;
    brake_setup_tests(&key);
    status = db_now(db, &now);
    if (!status)
        status = brake_take(db, &key, 1, now, left);
    if (!status)
        status = wecom_config_load(db, rq->server->vault, config);
    if (!status)
        status =
            wecom_robot_load(db, rq->server->vault, json_integer_value(json_object_get(rq->json, "campus")), config);
    if (!status)
        status = reach_user(db, rq->session->account, user);
    db_pool_give(rq->server->pool, db);
    return status;
}

static enum gh_status send_test(struct request *rq, const char *kind, struct wecom_config *config, const char *user,
                                struct wecom_answer *answer)
{
    const struct wecom_client *client = rq->server->wecom;
    const bool english = rq->language == LANGUAGE_ENGLISH;
    const char *text =
        english ? "Test message of the campus visit system. Please ignore it." : "入校预约系统的测试消息，请忽略。";
    if (strcmp(kind, "group") == 0) {
        json_t *body = wecom_robot_text(text);
        if (body)
            wecom_call_robot(client, config, body, answer);
        json_decref(body);
        return body ? GH_OK : GH_NO_MEMORY;
    }
    enum gh_status status = wecom_fetch_access(client, config, answer);
    if (status || strcmp(kind, "message") != 0 || answer->sent != HTTP_ANSWERED || answer->code != 0)
        return status;
    json_decref(answer->json);
    answer->json = NULL;
    const char *url = request_text(rq, "%s/app/", rq->server->public_url);
    const struct wecom_message m = {.agent = config->agent_id,
                                    .user = user,
                                    .title = english ? "Test message" : "测试消息",
                                    .text = text,
                                    .link = bytes_of_string(url),
                                    .task = "",
                                    .english = english};
    json_t *body = wecom_text_card(&m);
    status = body ? wecom_call(client, config, "/cgi-bin/message/send", "", body, answer) : GH_NO_MEMORY;
    json_decref(body);
    return status;
}

enum gh_status wecom_test_post(struct request *rq, struct reply *reply)
{
    struct wecom_config config = {.agent_id = 0};
    struct wecom_answer answer = {.json = NULL};
    char user[REACH_WECOM_SIZE] = "";
    const char *kind = json_string_value(json_object_get(rq->json, "kind"));
    tick left = 0;
    if (!kind || (strcmp(kind, "access") != 0 && strcmp(kind, "message") != 0 && strcmp(kind, "group") != 0))
        return GH_MALFORMED;
    enum gh_status status = rq->server->wecom ? prepare(rq, &config, user, &left) : GH_NOT_FOUND;
    if (!status && left > 0) {
        wecom_config_wipe(&config);
        reply_header(reply, "Retry-After", request_text(rq, "%d", brake_seconds(left)));
        return reply_problem(rq, reply, PROBLEM_TOO_MANY_TRIES, NULL);
    }
    if (!status)
        status = send_test(rq, kind, &config, user, &answer);
    wecom_config_wipe(&config);
    json_t *json = status ? NULL : answer_json(rq, &answer);
    json_decref(answer.json);
    return status ? status : reply_json(rq, reply, 200, json);
}

/* Calls WeCom's server interface, and keeps its access token. */
#include "wecom/client.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json/json_read.h"

#define TIMEOUT_MS 15000
#define DB_WAIT_MS 5000
#define ADDRESS_SIZE 2048
#define BODY_MAX ((size_t)16 * 1024)
#define ACCESS_MARGIN (5 * TICK_MINUTE) /* another token is fetched so long before the end */
#define ACCESS_LEAST TICK_MINUTE

enum gh_status wecom_client_config(const struct wecom_client *client, struct wecom_config *out)
{
    struct db *db;
    enum gh_status status = db_pool_take(client->pool, DB_READ, DB_WAIT_MS, &db);
    if (status)
        return status;
    status = wecom_config_load(db, client->vault, out);
    db_pool_give(client->pool, db);
    return status;
}

static enum gh_status keep_access(const struct wecom_client *client, const struct wecom_config *config)
{
    struct db *db;
    enum gh_status status = db_pool_take(client->pool, DB_WRITE, DB_WAIT_MS, &db);
    if (status)
        return status;
    status = wecom_access_store(db, client->vault, config->access, config->access_until);
    db_pool_give(client->pool, db);
    return status;
}

static void answer_clear(struct wecom_answer *answer)
{
    json_decref(answer->json);
    *answer = (struct wecom_answer){.sent = HTTP_NOT_SENT};
}

/* Reads errcode and errmsg. An answer that is not WeCom's counts as busy. */
static void read_answer(const struct http_answer *http, struct wecom_answer *answer)
{
    answer->code = -1;
    if (http->status != 200 || json_read(BYTES(http->body, http->len), HTTP_ANSWER_MAX, &answer->json, NULL)) {
        (void)snprintf(answer->words, sizeof answer->words, "HTTP %d", http->status);
        return;
    }
    const json_t *code = json_object_get(answer->json, "errcode");
    const char *words = json_string_value(json_object_get(answer->json, "errmsg"));
    if (json_is_integer(code))
        answer->code = (int)json_integer_value(code);
    (void)snprintf(answer->words, sizeof answer->words, "%s", words ? words : "");
}

/* Sends one request and reads the answer. body: NULL for GET. */
static void send_call(const struct wecom_client *client, const char *url, const json_t *body,
                      struct wecom_answer *answer)
{
    struct http_answer *http = malloc(sizeof *http);
    char *text = body ? json_dumps(body, JSON_COMPACT) : NULL;
    answer_clear(answer);
    if (!http || (body && (!text || strlen(text) > BODY_MAX))) {
        (void)snprintf(answer->words, sizeof answer->words, "the request is too long");
    } else {
        const struct http_call call = {.method = body ? "POST" : "GET",
                                       .url = url,
                                       .headers = {"Content-Type: application/json", "Expect:"},
                                       .body = text ? bytes_of_string(text) : BYTES(NULL, 0),
                                       .timeout_ms = TIMEOUT_MS};
        answer->sent = client->http.send(client->http.context, &call, http);
        if (answer->sent == HTTP_ANSWERED)
            read_answer(http, answer);
        else
            (void)snprintf(answer->words, sizeof answer->words, "%.120s", http->error);
        sodium_memzero(http, sizeof *http);
    }
    if (text)
        sodium_memzero(text, strlen(text));
    free(text);
    free(http);
}

static bool is_fine(const struct wecom_answer *answer)
{
    return answer->sent == HTTP_ANSWERED && answer->code == 0;
}

/* Takes the token out of gettoken's answer. Returns false when there is none. */
static bool take_access(const struct wecom_client *client, struct wecom_config *config,
                        const struct wecom_answer *answer)
{
    const char *access = json_string_value(json_object_get(answer->json, "access_token"));
    const json_int_t seconds = json_integer_value(json_object_get(answer->json, "expires_in"));
    if (!access || !*access || strlen(access) >= sizeof config->access || seconds <= 0 || seconds > 86400)
        return false;
    const tick life = seconds * TICK_SECOND - ACCESS_MARGIN;
    memcpy(config->access, access, strlen(access) + 1);
    config->access_until = os_clock_read(&client->clock).wall + (life > ACCESS_LEAST ? life : ACCESS_LEAST);
    return true;
}

/* Fetches a token into *config. It has none afterwards where *answer is not good. */
static enum gh_status ask_access(const struct wecom_client *client, struct wecom_config *config,
                                 struct wecom_answer *answer)
{
    char url[ADDRESS_SIZE], secret[3 * WECOM_SECRET_SIZE], corp[3 * WECOM_CORP_SIZE];
    enum gh_status status = url_encode(bytes_of_string(config->corp_id), corp, sizeof corp);
    if (!status)
        status = url_encode(bytes_of_string(config->secret), secret, sizeof secret);
    if (status)
        return status;
    (void)snprintf(url, sizeof url, "%s/cgi-bin/gettoken?corpid=%s&corpsecret=%s", config->base_url, corp, secret);
    send_call(client, url, NULL, answer);
    sodium_memzero(url, sizeof url);
    sodium_memzero(secret, sizeof secret);
    if (is_fine(answer) && !take_access(client, config, answer)) {
        answer->code = -1;
        (void)snprintf(answer->words, sizeof answer->words, "no access_token");
    }
    return GH_OK;
}

enum gh_status wecom_fetch_access(const struct wecom_client *client, struct wecom_config *config,
                                  struct wecom_answer *answer)
{
    const enum gh_status status = ask_access(client, config, answer);
    return status || !is_fine(answer) ? status : keep_access(client, config);
}

/* Another process may have fetched a token since; otherwise fetches one. */
static enum gh_status renew_access(const struct wecom_client *client, struct wecom_config *config,
                                   struct wecom_answer *answer)
{
    struct wecom_config now;
    enum gh_status status = wecom_client_config(client, &now);
    if (status)
        return status;
    const bool other = now.access[0] && strcmp(now.access, config->access) != 0;
    if (other) {
        memcpy(config->access, now.access, sizeof config->access);
        config->access_until = now.access_until;
    }
    wecom_config_wipe(&now);
    return other ? GH_OK : wecom_fetch_access(client, config, answer);
}

static enum gh_status call_once(const struct wecom_client *client, const struct wecom_config *config, const char *path,
                                const char *query, const json_t *body, struct wecom_answer *answer)
{
    char url[ADDRESS_SIZE], access[3 * WECOM_ACCESS_SIZE];
    enum gh_status status = url_encode(bytes_of_string(config->access), access, sizeof access);
    const int n =
        status ? -1 : snprintf(url, sizeof url, "%s%s?access_token=%s%s", config->base_url, path, access, query);
    if (!status && (n < 0 || (size_t)n >= sizeof url))
        status = GH_TOO_LONG;
    if (!status)
        send_call(client, url, body, answer);
    sodium_memzero(url, sizeof url);
    sodium_memzero(access, sizeof access);
    return status;
}

enum gh_status wecom_call(const struct wecom_client *client, struct wecom_config *config, const char *path,
                          const char *query, const json_t *body, struct wecom_answer *answer)
{
    enum gh_status status = GH_OK;
    *answer = (struct wecom_answer){.sent = HTTP_NOT_SENT};
    if (!config->access[0] || config->access_until <= os_clock_read(&client->clock).wall) {
        status = wecom_fetch_access(client, config, answer);
        if (status || !is_fine(answer))
            return status;
    }
    status = call_once(client, config, path, query, body, answer);
    if (status || answer->sent != HTTP_ANSWERED || wecom_failure_of(answer->code)->kind != WECOM_STALE_TOKEN)
        return status;
    answer_clear(answer);
    answer->sent = HTTP_ANSWERED;
    status = renew_access(client, config, answer);
    return status || !is_fine(answer) ? status : call_once(client, config, path, query, body, answer);
}

enum gh_status wecom_try(const struct wecom_client *client, struct wecom_config *config, struct wecom_answer *answer)
{
    char query[40];
    *answer = (struct wecom_answer){.sent = HTTP_NOT_SENT};
    enum gh_status status = ask_access(client, config, answer);
    if (status || !is_fine(answer))
        return status;
    (void)snprintf(query, sizeof query, "&agentid=%lld", (long long)config->agent_id);
    return call_once(client, config, "/cgi-bin/agent/get", query, NULL, answer);
}

void wecom_call_robot(const struct wecom_client *client, const struct wecom_config *config, const json_t *body,
                      struct wecom_answer *answer)
{
    char url[ADDRESS_SIZE];
    *answer = (struct wecom_answer){.sent = HTTP_NOT_SENT};
    (void)snprintf(url, sizeof url, "%s/cgi-bin/webhook/send?key=%s", config->base_url, config->robot_key);
    send_call(client, url, body, answer);
    sodium_memzero(url, sizeof url);
}

/* Calls WeCom's server interface (documents 91039, "获取access_token", and 90236, "发送应用消息").
 *
 * The access token lives 7200 s and lies in the database for all server processes. WeCom gives the same one to all who
 * ask while it lives, so that two processes which ask at once do no harm. When WeCom says that it has expired (40014,
 * 42001), it is fetched once more. WeCom wants secret and token in the query: they go over TLS only, libcurl wipes its
 * memory, and no error text repeats a URL. */
#ifndef GH_SERVER_WECOM_CLIENT_H
#define GH_SERVER_WECOM_CLIENT_H

#include "client/http_client.h"
#include "os/clock.h"
#include "wecom/config.h"
#include "wecom/failure.h"

#define WECOM_WORDS_SIZE 192

/* Borrowed members; several threads may use one client. */
struct wecom_client {
    struct db_pool *pool;
    const struct vault *vault;
    struct http_client http;
    struct os_clock clock;
};

struct wecom_answer {
    enum http_outcome sent;
    int code;                     /* errcode; 0 is good; only with HTTP_ANSWERED */
    char words[WECOM_WORDS_SIZE]; /* errmsg, or why no answer came */
    json_t *json;                 /* owned: json_decref(); NULL: none */
};

/* Calls `path` ("/cgi-bin/message/send") with the access token. query: "" or "&code=…", encoded. body: NULL for GET;
 * borrowed. No connection of the pool is held while the network is used. Other failures than that of the database are
 * in *answer. */
enum gh_status GH_MUST_USE wecom_call(const struct wecom_client *client, struct wecom_config *config, const char *path,
                                      const char *query, const json_t *body, struct wecom_answer *answer);
/* Fetches an access token, whether or not one is there: to test the settings. */
enum gh_status GH_MUST_USE wecom_fetch_access(const struct wecom_client *client, struct wecom_config *config,
                                              struct wecom_answer *answer);
/* Fetches an access token and asks for the application (document 90227, "获取应用"): whether secret and AgentId fit and
 * this server's address is trusted. Stores nothing and uses no connection: client->pool may be NULL. */
enum gh_status GH_MUST_USE wecom_try(const struct wecom_client *client, struct wecom_config *config,
                                     struct wecom_answer *answer);
/* Posts to the webhook of the guards' group. */
void wecom_call_robot(const struct wecom_client *client, const struct wecom_config *config, const json_t *body,
                      struct wecom_answer *answer);
/* Loads the settings over a connection of the pool. */
enum gh_status GH_MUST_USE wecom_client_config(const struct wecom_client *client, struct wecom_config *out);

#endif

/* Sends the outbox's messages through WeCom. */
#include "wecom/channel.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "notify/card.h"
#include "notify/outbox.h"
#include "notify/outbox_list.h"
#include "wecom/message.h"
#include "wecom/robot.h"

#define DB_WAIT_MS 5000
#define CODE_LIFE (72 * TICK_HOUR) /* document 94888 */

enum channel_outcome wecom_judge(const struct wecom_answer *answer, struct channel_result *result)
{
    const struct wecom_failure *failure = wecom_failure_of(answer->code);
    char address[WECOM_ADDRESS_SIZE] = "";
    if (answer->sent != HTTP_ANSWERED) {
        (void)snprintf(result->error, sizeof result->error, "%.90s", answer->words);
        return answer->sent == HTTP_NOT_SENT ? CHANNEL_TRY_LATER : CHANNEL_UNKNOWN;
    }
    const char *nobody = json_string_value(json_object_get(answer->json, "invaliduser"));
    const char *id = json_string_value(json_object_get(answer->json, "msgid"));
    if (failure->kind == WECOM_FINE && nobody && *nobody)
        failure = wecom_failure_of(81013); /* the only recipient */
    if (failure->kind == WECOM_FINE) {
        (void)snprintf(result->reference, sizeof result->reference, "%.90s", id ? id : "");
        return CHANNEL_ACCEPTED;
    }
    (void)wecom_failure_address(answer->words, address);
    (void)snprintf(result->error, sizeof result->error, "%d %s %s", answer->code ? answer->code : failure->code,
                   failure->name, address);
    return failure->kind == WECOM_REFUSED || failure->kind == WECOM_USED_CODE ? CHANNEL_REFUSED : CHANNEL_TRY_LATER;
}

static enum channel_outcome not_now(struct channel_result *result, const char *why)
{
    (void)snprintf(result->error, sizeof result->error, "%s", why);
    return CHANNEL_TRY_LATER;
}

static const char *title_of(const struct channel_message *m)
{
    const bool english = m->words && m->words->english;
    if (m->words && m->words->subject[0])
        return m->words->subject;
    if (strcmp(m->purpose, "arrived") == 0)
        return english ? "Your visitor has arrived" : "访客已到达";
    return english ? "Campus visits" : "入校预约";
}

static enum gh_status keep_code(const struct wecom_client *client, const struct uuid *card, const char *code)
{
    struct db *db;
    enum gh_status status = db_pool_take(client->pool, DB_WRITE, DB_WAIT_MS, &db);
    if (status)
        return status;
    status = card_keep_code(db, client->vault, card, code, os_clock_read(&client->clock).wall);
    db_pool_give(client->pool, db);
    return status;
}

/* Sends a body that it takes over, and judges the answer. */
static enum channel_outcome post(const struct wecom_client *client, struct wecom_config *config, const char *path,
                                 json_t *body, struct wecom_answer *answer, struct channel_result *result)
{
    enum gh_status status = body ? wecom_call(client, config, path, "", body, answer) : GH_NO_MEMORY;
    json_decref(body);
    return status ? not_now(result, gh_status_name(status)) : wecom_judge(answer, result);
}

static enum channel_outcome send_message(const struct wecom_client *client, struct wecom_config *config,
                                         const struct channel_message *m, struct channel_result *result)
{
    struct wecom_answer answer = {.json = NULL};
    struct uuid card;
    size_t len = 0;
    const char *link = message_link(m->text, &len);
    const bool has_card = m->words && len > 0 && !uuid_parse(bytes_of_string(m->words->card), &card);
    const struct wecom_message message = {.agent = config->agent_id,
                                          .user = m->recipient,
                                          .title = title_of(m),
                                          .text = m->text,
                                          .link = BYTES(link, len),
                                          .task = has_card ? m->words->card : "",
                                          .english = m->words && m->words->english};
    json_t *body = has_card ? wecom_to_do_card(&message) : wecom_text_card(&message);
    enum channel_outcome outcome = post(client, config, "/cgi-bin/message/send", body, &answer, result);
    const char *code = json_string_value(json_object_get(answer.json, "response_code"));
    if (outcome == CHANNEL_ACCEPTED && has_card && code && keep_code(client, &card, code))
        (void)snprintf(result->error, sizeof result->error, "the card can't be updated");
    json_decref(answer.json);
    return outcome;
}

static enum channel_outcome update_card(const struct wecom_client *client, struct wecom_config *config,
                                        const struct channel_message *m, struct channel_result *result)
{
    struct wecom_answer answer = {.json = NULL};
    char code[CARD_CODE_SIZE];
    struct uuid card;
    struct db *db;
    enum gh_status status = uuid_parse(bytes_of_string(m->words->card), &card);
    if (!status)
        status = db_pool_take(client->pool, DB_WRITE, DB_WAIT_MS, &db);
    if (!status) {
        status = card_take_code(db, client->vault, &card, os_clock_read(&client->clock).wall - CODE_LIFE, code);
        db_pool_give(client->pool, db);
    }
    if (status == GH_NOT_FOUND) {
        (void)snprintf(result->error, sizeof result->error, "no response_code");
        return CHANNEL_REFUSED;
    }
    if (status)
        return not_now(result, gh_status_name(status));
    enum channel_outcome outcome =
        post(client, config, "/cgi-bin/message/update_template_card",
             wecom_card_update(config->agent_id, m->recipient, code, m->text), &answer, result);
    const bool later = outcome == CHANNEL_TRY_LATER &&
                       (answer.sent != HTTP_ANSWERED || wecom_failure_of(answer.code)->kind == WECOM_LATER);
    if (later && keep_code(client, &card, code)) /* it is still good */
        (void)snprintf(result->error, sizeof result->error, "the card can't be updated");
    sodium_memzero(code, sizeof code);
    json_decref(answer.json);
    return outcome == CHANNEL_TRY_LATER && !later ? CHANNEL_REFUSED : outcome;
}

static enum channel_outcome send_to_member(void *context, const struct channel_message *m,
                                           struct channel_result *result)
{
    const struct wecom_client *client = context;
    struct wecom_config config;
    enum channel_outcome outcome;
    *result = (struct channel_result){0};
    enum gh_status status = wecom_client_config(client, &config);
    if (status)
        return not_now(result, gh_status_name(status));
    if (!wecom_config_ready(&config))
        outcome = not_now(result, "WeCom is not set up");
    else if (strcmp(m->purpose, CARD_CLOSED) == 0)
        outcome = update_card(client, &config, m, result);
    else
        outcome = send_message(client, &config, m, result);
    wecom_config_wipe(&config);
    return outcome;
}

/* Counts what all server processes have sent to the group, with this message, and loads the settings with its robot. */
static enum gh_status prepare_group(const struct wecom_client *client, int64_t campus, struct wecom_config *config,
                                    bool *full)
{
    struct db *db;
    int64_t sent = 0;
    enum gh_status status = db_pool_take(client->pool, DB_READ, DB_WAIT_MS, &db);
    if (status)
        return status;
    status = outbox_sent_to_group(db, campus, os_clock_read(&client->clock).wall - TICK_MINUTE, &sent);
    if (!status)
        status = wecom_config_load(db, client->vault, config);
    if (!status)
        status = wecom_robot_load(db, client->vault, campus, config);
    db_pool_give(client->pool, db);
    *full = sent > WECOM_ROBOT_PER_MINUTE;
    return status;
}

static enum channel_outcome send_to_group(void *context, const struct channel_message *m, struct channel_result *result)
{
    const struct wecom_client *client = context;
    struct wecom_config config = {.agent_id = 0};
    struct wecom_answer answer = {.json = NULL};
    bool full = false;
    *result = (struct channel_result){0};
    enum gh_status status = prepare_group(client, m->campus, &config, &full);
    json_t *body = wecom_robot_text(m->text);
    enum channel_outcome outcome;
    if (status) {
        outcome = not_now(result, gh_status_name(status));
    } else if (full) {
        outcome = not_now(result, "20 messages a minute is the group's limit");
    } else if (!config.enabled || !config.robot_key[0] || !body) {
        outcome = not_now(result, "the group robot is not set up");
    } else {
        wecom_call_robot(client, &config, body, &answer);
        outcome = wecom_judge(&answer, result);
    }
    json_decref(body);
    json_decref(answer.json);
    wecom_config_wipe(&config);
    return outcome;
}

struct channel channel_wecom(struct wecom_client *client)
{
    return (struct channel){"wecom", send_to_member, client};
}

struct channel channel_wecom_group(struct wecom_client *client)
{
    return (struct channel){"wecom-group", send_to_group, client};
}

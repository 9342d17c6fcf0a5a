/* The bodies of WeCom's messages (documents 90236, "发送应用消息"; 94888, "更新模版卡片消息"; 91770, "群机器人"). Texts
 * are cut at WeCom's limits. Pure. */
#ifndef GH_SERVER_WECOM_MESSAGE_H
#define GH_SERVER_WECOM_MESSAGE_H

#include <jansson.h>

#include "base/bytes.h"

/* Bytes, as document 90236 has them. */
#define WECOM_TITLE_MAX 128
#define WECOM_DESCRIPTION_MAX 512
#define WECOM_LINK_MAX 2048
#define WECOM_TEXT_MAX 2048 /* of a group robot's message */

/* A message to one member. Borrowed; "" where there is none. */
struct wecom_message {
    int64_t agent;
    const char *user; /* UserID */
    const char *title, *text;
    struct bytes link;
    const char *task; /* of a to-do card; "": none */
    bool english;
};

/* Make a body, or NULL without memory. The caller owns it. */
json_t *wecom_text_card(const struct wecom_message *m); /* a text message where there is no link */
/* A card with the buttons "pass" and "open". "pass" calls back with CARD_KEY_PASS (notify/card.h). */
json_t *wecom_to_do_card(const struct wecom_message *m);
/* Replaces the buttons of a card by a text that can't be pressed. */
json_t *wecom_card_update(int64_t agent, const char *user, const char *code, const char *text);
json_t *wecom_robot_text(const char *text);

#endif

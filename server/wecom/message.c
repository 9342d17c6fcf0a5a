/* Builds the bodies of WeCom's messages. */
#include "wecom/message.h"

#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "notify/card.h"

#define BUTTON_TEXT_MAX 64

/* Copies at most `size` - 1 bytes that end with a whole character. */
static void clip(const char *text, size_t len, char *out, size_t size)
{
    const size_t take = len < size ? len : size - 1;
    memcpy(out, text, take);
    out[take] = '\0';
    if (take < len)
        utf8_end_whole(out);
}

/* The text without its link, which has a button, and without the blanks and the colon before it. */
static void text_before_link(const struct wecom_message *m, char *out, size_t size)
{
    const char *at = m->link.len ? (const char *)m->link.data : m->text + strlen(m->text);
    size_t len = (size_t)(at - m->text);
    while (len > 0 && strchr(" \n:", m->text[len - 1]))
        len--;
    if (len >= 3 && memcmp(m->text + len - 3, "：", 3) == 0)
        len -= 3;
    clip(m->text, len, out, size);
}

json_t *wecom_text_card(const struct wecom_message *m)
{
    char title[WECOM_TITLE_MAX + 1], text[WECOM_DESCRIPTION_MAX + 1];
    clip(m->title, strlen(m->title), title, sizeof title);
    text_before_link(m, text, sizeof text);
    if (m->link.len == 0 || m->link.len > WECOM_LINK_MAX)
        return json_pack("{s:s, s:s, s:I, s:{s:s}}", "touser", m->user, "msgtype", "text", "agentid",
                         (json_int_t)m->agent, "text", "content", text);
    return json_pack("{s:s, s:s, s:I, s:{s:s, s:s, s:s%, s:s}}", "touser", m->user, "msgtype", "textcard", "agentid",
                     (json_int_t)m->agent, "textcard", "title", title, "description", text, "url",
                     (const char *)m->link.data, m->link.len, "btntxt", m->english ? "Open" : "打开");
}

json_t *wecom_to_do_card(const struct wecom_message *m)
{
    char title[WECOM_TITLE_MAX + 1], text[WECOM_DESCRIPTION_MAX + 1];
    const char *link = (const char *)m->link.data;
    clip(m->title, strlen(m->title), title, sizeof title);
    text_before_link(m, text, sizeof text);
    json_t *pass = json_pack("{s:s, s:i, s:s}", "text", m->english ? "Pass" : "通过", "style", 1, "key", CARD_KEY_PASS);
    json_t *open = json_pack("{s:s, s:i, s:i, s:s%}", "text", m->english ? "Open" : "打开", "style", 2, "type", 1,
                             "url", link, m->link.len);
    return json_pack("{s:s, s:s, s:I, s:{s:s, s:{s:s}, s:s, s:{s:i, s:s%}, s:s, s:[o, o]}}", "touser", m->user,
                     "msgtype", "template_card", "agentid", (json_int_t)m->agent, "template_card", "card_type",
                     "button_interaction", "main_title", "title", title, "sub_title_text", text, "card_action", "type",
                     1, "url", link, m->link.len, "task_id", m->task, "button_list", pass, open);
}

json_t *wecom_card_update(int64_t agent, const char *user, const char *code, const char *text)
{
    char name[BUTTON_TEXT_MAX + 1];
    clip(text, strlen(text), name, sizeof name);
    return json_pack("{s:[s], s:I, s:s, s:{s:s}}", "userids", user, "agentid", (json_int_t)agent, "response_code", code,
                     "button", "replace_name", name);
}

json_t *wecom_robot_text(const char *text)
{
    char content[WECOM_TEXT_MAX + 1];
    clip(text, strlen(text), content, sizeof content);
    return json_pack("{s:s, s:{s:s}}", "msgtype", "text", "text", "content", content);
}
